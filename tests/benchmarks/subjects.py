"""The subjects of the benchmark: each tool for each kind of work, and its requirements."""

from dataclasses import dataclass

#: Every kind of work and its input: workflow-run-model records, or the output of runbridge for them.
WORKS = {
    "right": "model",
    "left": "run",
    "validate": "model",
    "right, large": "large-model",
    "left, large": "large-run",
}
FLOOR = "floor (msgspec)"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A tool for a kind of work: `MODULE:FUNCTION` of this folder, or a command line, timed as a whole process.

    In a command `{source}` is the input, `{target}` the output, `{array}` the input as one JSON array and
    `{array_schema}` its schema. `needs` names distributions. A slow tool gets one `share` of the records.
    """

    work: str
    name: str
    call: str = ""
    command: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    share: int = 1
    remark: str = ""

    @property
    def remarks(self) -> str:
        """Remarks on the figures."""
        whole = "with start-up" if self.command else ""
        share = f"on 1/{self.share} of the records" if self.share > 1 else ""
        return "; ".join(each for each in (self.remark, whole, share) if each)


def _converters(work: str) -> tuple[Subject, ...]:
    """The tools that convert, in the direction `right` or `left`."""
    unseen = "" if work == "right" else ", restores residues without a check"
    convert = ("runbridge", "convert", "{source}", "-o", "{target}", "--to")
    to = "workflow-run" if work == "right" else "workflow-run-model"
    return (
        Subject(work=work, name=FLOOR, call=f"floor:{work}", needs=("msgspec",)),
        Subject(work=work, name="runbridge", call=f"ours:{work}", needs=("runbridge",), remark="validates; exact"),
        Subject(
            work=work,
            name="Comfy Deploy SDK + orjson",
            call=f"peers.comfydeploy_orjson:{work}",
            needs=("comfydeploy", "orjson"),
            share=5,
            remark=f"validates, drops unknown fields, truncates times{unseen}",
        ),
        Subject(
            work=work,
            name="pydantic",
            call=f"peers.pydantic_models:{work}",
            needs=("pydantic",),
            share=5,
            remark=f"validates, truncates times{unseen}",
        ),
        Subject(
            work=work,
            name="orjson + dict",
            call=f"peers.orjson_dict:{work}",
            needs=("orjson",),
            remark=f"does not validate{unseen}",
        ),
        Subject(
            work=work,
            name="json + dict",
            call=f"peers.json_dict:{work}",
            share=5,
            remark=f"does not validate{unseen}",
        ),
        Subject(
            work=work,
            name="jq",
            command=("jq", "-c", "-f", f"tests/benchmarks/peers/{work}.jq", "{source}"),
            share=5,
            remark=f"does not validate, rewrites numbers{unseen}",
        ),
        Subject(
            work=work,
            name="DuckDB, 1 thread",
            call=f"peers.duckdb_sql:{work}_one",
            needs=("duckdb",),
            remark=f"does not validate, drops unknown fields, rewrites numbers{unseen}",
        ),
        Subject(
            work=work,
            name="DuckDB, all cores",
            call=f"peers.duckdb_sql:{work}",
            needs=("duckdb",),
            remark=f"does not validate, drops unknown fields, rewrites numbers{unseen}",
        ),
        Subject(work=f"{work}, large", name=FLOOR, call=f"floor:{work}", needs=("msgspec",)),
        Subject(work=f"{work}, large", name="runbridge", command=(*convert, to), remark="validates; exact"),
        Subject(
            work=f"{work}, large",
            name="runbridge --jobs 2",
            command=(*convert, to, "--jobs", "2"),
            remark="validates; exact",
        ),
    )


_VALIDATORS = (
    Subject(work="validate", name=FLOOR, call="floor:validate", needs=("msgspec",), remark="types of fields only"),
    Subject(work="validate", name="runbridge", call="ours:validate", needs=("runbridge",)),
    Subject(
        work="validate",
        name="jsonschema-rs + orjson",
        call="peers.rust_json_schema:validate",
        needs=("jsonschema-rs", "orjson"),
    ),
    Subject(
        work="validate",
        name="fastjsonschema + orjson",
        call="peers.fast_json_schema:validate",
        needs=("fastjsonschema", "orjson"),
        share=5,
        remark="as draft 7",
    ),
    Subject(
        work="validate",
        name="jsonschema + orjson",
        call="peers.python_json_schema:validate",
        needs=("jsonschema", "orjson", "rfc3339-validator"),
        share=20,
    ),
    Subject(
        work="validate",
        name="check-jsonschema",
        command=("check-jsonschema", "--schemafile", "{array_schema}", "{array}"),
        needs=("check-jsonschema",),
        share=20,
        remark="one JSON array",
    ),
)

_ALL = (*_converters("right"), *_converters("left"), *_VALIDATORS)
SUBJECTS = tuple(subject for work in WORKS for subject in _ALL if subject.work == work)
STARTS = (
    Subject(work="start", name="python -c pass", command=("python", "-c", "pass")),
    Subject(work="start", name="runbridge --version", command=("runbridge", "--version")),
    Subject(
        work="start",
        name="runbridge convert, 10 records",
        command=("runbridge", "convert", "{source}", "--to", "workflow-run", "-o", "{target}"),
    ),
)


def choose(only: list[str], *, large: bool = True) -> tuple[Subject, ...]:
    """The subjects whose `WORK: NAME` contains one of the words, with their floors; without words, all."""
    chosen = {each for each in SUBJECTS if not only or any(word in f"{each.work}: {each.name}" for word in only)}
    works = {each.work for each in chosen if large or "large" not in each.work}
    return tuple(each for each in SUBJECTS if each.work in works and (each in chosen or each.name == FLOOR))
