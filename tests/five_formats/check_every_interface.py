"""What is run inside the package with five formats: every command, the Python API, Arrow and DuckDB on each of them.

`test_five_formats.py` starts pytest on this file with that package.
"""

import io
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.duckdb import register
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.options import ConvertOptions
from runbridge.record.convert import choose_converter, make_converter
from runbridge.record.read_record import detect, detect_lines
from tests.cli.commands import Command, Outcome
from tests.five_formats.sources import ALL, ALONE, BRIDGED, HUB, RECORDS, SOURCES, Json

duckdb = import_module("duckdb")
pa = import_module("pyarrow")
pq = import_module("pyarrow.parquet")

PAIRS = [pair for name in BRIDGED for pair in ((name, HUB), (HUB, name))]
FULL = {name: json.dumps(full).encode() for name, (full, _) in RECORDS.items()}
BOTH = {name: tuple(json.dumps(each).encode() for each in pair) for name, pair in RECORDS.items()}
NO_BRIDGE = f"there is no conversion to {ALONE}: it has no bridge"
each_format = pytest.mark.parametrize("name", ALL)
each_pair = pytest.mark.parametrize(("source", "target"), PAIRS)
PROFILES = ("published", "tolerant")


@pytest.fixture(name="runbridge")
def fixture_runbridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command in this process, in a folder with a file of records for each format."""
    monkeypatch.chdir(tmp_path)
    for name, records in BOTH.items():
        Path(f"{name}.ndjson").write_bytes(b"\n".join(records) + b"\n")

    return Command(capsys)


def values_of(texts: Any) -> list[Any]:
    return [json.loads(text) for text in texts]


def without_residue(record: bytes) -> Json:
    return {name: value for name, value in json.loads(record).items() if name != "_residue"}


def test_the_package_has_the_five_formats() -> None:
    assert tuple(FORMATS) == ALL
    assert set(DIRECTIONS) == set(PAIRS)
    assert {form.package.rpartition(".")[2] for form in FORMATS.values()} == set(SOURCES)


@each_format
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("strict", [False, True])
def test_records_are_valid(name: str, profile: str, strict: bool) -> None:
    known = [{field: each[field] for field in FORMATS[name].fields if field in each} for each in RECORDS[name]]
    for record in known if strict else RECORDS[name]:
        found = rb.validate(json.dumps(record), name, profile=profile, strict=strict)
        assert [problem.code for problem in found if problem.code != "unknown-field"] == []


@each_format
def test_a_wrong_value_of_each_field_is_a_problem(name: str) -> None:
    full = RECORDS[name][0]
    opaque = {"payload", "result", "@kind", "extra"}
    for field in FORMATS[name].fields - opaque:
        wrong = json.dumps({**full, field: {"no": "such"}})
        assert [problem.pointer for problem in rb.validate(wrong, name)] == [f"/{field}"]
    for field in FORMATS[name].required:
        short = json.dumps({key: value for key, value in full.items() if key != field})
        codes = {problem.code for problem in rb.validate(short, name)}
        assert codes == {"missing-field"}


def test_an_invalid_time_inside_a_list_of_records_is_a_problem() -> None:
    for name, field, at in (("nested-flow", "steps", "at"), ("odd-names", "sub items", "at-time")):
        full = RECORDS[name][0]
        items = [{**full[field][0], at: "soon"}]
        found = rb.validate(json.dumps({**full, field: items}), name)
        assert [(problem.code, problem.pointer) for problem in found] == [("invalid-timestamp", f"/{field}/0/{at}")]


@each_format
def test_the_format_of_a_record_is_detected(name: str) -> None:
    for record in BOTH[name]:
        assert detect(record).name == name
    assert detect_lines(b"\n".join(BOTH[name]) + b"\n") == name


def test_records_of_no_certain_format_are_refused() -> None:
    for record in (b"{}", b'{"other": 1}'):
        with pytest.raises(rb.UnknownFormat) as caught:
            detect(record)
        assert str(caught.value) == (f"the record's fields match no format ({', '.join(ALL)}); give the format")
    two = json.dumps(RECORDS[HUB][0] | RECORDS["tiny"][0])
    with pytest.raises(rb.UnknownFormat) as caught:
        detect(two.encode())
    assert str(caught.value) == "the record could be task-run or tiny; give the format"


@each_pair
@pytest.mark.parametrize("profile", PROFILES)
def test_records_come_back_as_they_were(source: str, target: str, profile: str) -> None:
    for record in BOTH[source]:
        there = rb.convert(record, target, profile=profile)
        assert rb.validate(there.data, target, profile=profile) == []
        back = rb.convert(there.data, source, target, profile=profile)
        assert json.loads(back.data) == json.loads(record)
        beside = rb.convert(record, target, profile=profile, residue="sidecar")
        again = rb.convert(beside.data, source, target, profile=profile, sidecar=beside.residue)
        assert json.loads(again.data) == json.loads(record)
        dropped = rb.convert(record, target, profile=profile, residue="drop")
        assert json.loads(dropped.data) == without_residue(there.data)
        assert {loss.field for loss in dropped.losses if loss.kind == "dropped"} == {
            *there.preserved,
            *there.approximated,
        }


@each_pair
def test_models_come_back_as_they_were(source: str, target: str) -> None:
    there, back = (getattr(rb, f"to_{name.replace('-', '_')}") for name in (target, source))
    for record in BOTH[source]:
        run = rb.decode(record, FORMATS[source].model)
        assert json.loads(rb.encode(run)) == json.loads(record)
        assert back(there(run)) == run
        assert json.loads(rb.encode(there(run))) == without_order(json.loads(rb.convert(record, target).data))


def without_order(record: Json) -> Json:
    """A converted record without the order of the original's fields, which models do not know."""
    residue = {name: value for name, value in record.get("_residue", {}).items() if name != "order"}
    is_needed = bool(residue.keys() & {"own", "via", "absent"})
    return {name: value for name, value in record.items() if name != "_residue"} | (
        {"_residue": residue} if is_needed else {}
    )


@each_format
def test_models_keep_what_they_were_read_from(name: str) -> None:
    for record in BOTH[name]:
        assert json.loads(rb.encode(rb.decode(record, FORMATS[name].model))) == json.loads(record)


def test_a_residue_of_a_third_format_is_carried_and_not_called_ignored() -> None:
    hub = rb.convert(FULL["nested-flow"], HUB, "nested-flow")
    there = rb.convert(hub.data, "odd-names", HUB)
    assert [loss for loss in there.losses if loss.kind == "ignored"] == []
    assert there.carried == ("nested-flow",)
    assert "_residue" not in there.preserved
    again = rb.convert(there.data, HUB, "odd-names")
    assert json.loads(rb.convert(again.data, "nested-flow", HUB).data) == RECORDS["nested-flow"][0]
    dropped = rb.convert(hub.data, "odd-names", HUB, residue="drop")
    assert [loss.field for loss in dropped.losses if loss.field == "_residue"] == ["_residue"]


def test_a_sidecar_of_a_third_format_is_ignored() -> None:
    hub = rb.convert(FULL["nested-flow"], HUB, residue="sidecar")
    there = rb.convert(hub.data, "odd-names", HUB, sidecar=hub.residue)
    assert [(loss.kind, loss.reason) for loss in there.losses if loss.kind == "ignored"] == [
        ("ignored", "it is of another format than odd-names")
    ]


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (ALONE, HUB, f"there is no conversion from {ALONE} to {HUB}: {ALONE} has no bridge"),
        ("tiny", ALONE, f"there is no conversion from tiny to {ALONE}; choose nested-flow or odd-names or {HUB}"),
        ("tiny", "tiny", f"there is no conversion from tiny to tiny; choose nested-flow or odd-names or {HUB}"),
        (HUB, ALONE, f"there is no conversion from {HUB} to {ALONE}; choose nested-flow or odd-names or tiny"),
        (HUB, HUB, f"there is no conversion from {HUB} to {HUB}; choose nested-flow or odd-names or tiny"),
    ],
)
def test_a_conversion_without_a_bridge_names_the_choices(
    runbridge: Command, source: str, target: str, message: str
) -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.convert(FULL[source], target)
    assert str(caught.value) == message
    assert runbridge("convert", "--to", target, "--from", source, f"{source}.ndjson") == Outcome(
        2, "", f"error: {message}\n"
    )


def test_options_of_another_bridge_are_refused_with_the_choices() -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.convert(FULL["tiny"], HUB, "tiny", map={"stage": {"lost": "broken"}})
    assert str(caught.value) == "'stage' is not mapped by a table"
    assert json.loads(rb.convert(FULL["tiny"], HUB, map={"stage": {"lost": "broken"}}).data)["phase"] == "new"
    done = rb.convert(json.dumps(RECORDS["nested-flow"][0] | {"stage": "lost"}), HUB, map={"stage": {"lost": "broken"}})
    assert json.loads(done.data)["phase"] == "broken"


# Commands.


@each_format
def test_validate_accepts_each_format(runbridge: Command, name: str) -> None:
    expected = Outcome(0, "", "2 records, 0 invalid\n")
    assert runbridge("validate", f"{name}.ndjson") == expected
    assert runbridge("validate", "--format", name, "--profile", "tolerant", f"{name}.ndjson") == expected


def test_validate_tells_a_record_of_another_format(runbridge: Command) -> None:
    code, out, _ = runbridge("validate", "--format", HUB, "nested-flow.ndjson")
    assert code == 1
    assert out.splitlines()[0].split(": ", 1)[1].startswith("unexpected-format the record looks like nested-flow, not")


@each_pair
def test_convert_detects_the_format_of_each_file(runbridge: Command, source: str, target: str) -> None:
    for options in ([], ["--from", source], ["--residue", "drop"], ["--profile", "tolerant"], ["--jobs", "2"]):
        code, out, err = runbridge("convert", "--to", target, *options, f"{source}.ndjson")
        residue: Any = "drop" if "drop" in options else "embed"
        alone = [rb.convert(record, target, residue=residue).data for record in BOTH[source]]
        assert (code, values_of(out.splitlines())) == (0, values_of(alone)), err


@each_pair
def test_convert_brings_records_back_from_a_sidecar(runbridge: Command, source: str, target: str) -> None:
    there = ("convert", "--to", target, f"{source}.ndjson", "-o", "there.ndjson", "--residue", "sidecar=side")
    assert runbridge(*there).code == 0
    back = ("convert", "--to", source, "there.ndjson", "--from", target, "--residue-from", "side")
    code, out, _ = runbridge(*back)
    assert (code, values_of(out.splitlines())) == (0, list(RECORDS[source]))


def test_convert_takes_files_of_several_formats(runbridge: Command) -> None:
    files = [f"{name}.ndjson" for name in BRIDGED]
    code, out, _ = runbridge("convert", "--to", HUB, *files)
    assert (code, len(out.splitlines())) == (0, 6)
    # Options of one bridge do not keep the files of others from being converted.
    assert runbridge("convert", "--to", HUB, "--map", "stage:lost=broken", *files).out == out
    code, _, err = runbridge("convert", "--to", HUB, "--from", "tiny", "--map", "stage:lost=broken", "tiny.ndjson")
    assert (code, err) == (2, "error: 'stage' is not mapped by a table\n")


@each_format
def test_records_of_one_file_are_validated_in_their_own_formats(runbridge: Command, name: str) -> None:
    others = [each for each in ALL if each != name]
    records = [*BOTH[name], *(record for pair in zip(*(BOTH[each] for each in others), strict=True) for record in pair)]
    Path("mixed").write_bytes(b"\n".join(records) + b"\n")
    assert runbridge("validate", "mixed") == Outcome(0, "", "10 records, 0 invalid\n")
    Path("mixed").write_bytes(b"\n".join(record.replace(b"{", b'{"extra-": 1, ', 1) for record in records) + b"\n")
    code, _, _ = runbridge("validate", "mixed", "--strict", "--rejects", "rejects")
    rejects = [json.loads(line) for line in Path("rejects").read_bytes().splitlines()]
    assert code == 1
    assert [each["format"] for each in rejects] == [name, name, *others, *others]
    assert {problem["code"] for each in rejects for problem in each["problems"]} <= {"unknown-field", "unknown-value"}


@pytest.mark.parametrize("first", BRIDGED)
def test_records_of_one_file_are_converted_from_their_own_formats(runbridge: Command, first: str) -> None:
    names = [first, *(name for name in BRIDGED if name != first)]
    records = [record for pair in zip(*(BOTH[name] for name in names), strict=True) for record in pair]
    Path("mixed").write_bytes(b"\n".join(records) + b"\n")
    code, out, err = runbridge("convert", "--to", HUB, "mixed")
    assert (code, values_of(out.splitlines())) == (0, values_of(rb.convert(each, HUB).data for each in records)), err


def test_convert_names_the_choices_of_options_that_suit_no_format(runbridge: Command) -> None:
    for option, message in (
        ("stage:lost=gone", "stage:lost cannot become 'gone'; choose new, going, done, broken"),
        ("phase:x=y", "'phase' is not mapped by a table; choose stage or 1st state"),
    ):
        outcome = runbridge("convert", "--to", HUB, "--map", option, "tiny.ndjson")
        assert outcome == Outcome(2, "", f"error: {message}\n")


def test_convert_detects_the_format_of_each_record_if_a_file_has_none(runbridge: Command) -> None:
    records = [FULL[name] for name in BRIDGED]
    Path("mixed").write_bytes(b"{\n" * 100 + b"\n".join([*records, FULL[HUB]]) + b"\n")
    code, out, _ = runbridge("convert", "--to", HUB, "mixed", "--rejects", "rejects")
    assert (code, values_of(out.splitlines())) == (1, values_of(rb.convert(each, HUB).data for each in records))
    last = json.loads(Path("rejects").read_bytes().splitlines()[-1])
    assert last["problems"][0]["code"] == "unexpected-format"
    assert last["format"] is None


def test_convert_of_nothing_readable_needs_no_format(runbridge: Command) -> None:
    Path("empty").write_bytes(b"")
    assert runbridge("convert", "--to", HUB, "empty") == Outcome(0, "", "0 records: 0 converted, 0 rejected\n")
    Path("broken").write_bytes(b"{\n")
    code, out, err = runbridge("convert", "--to", HUB, "broken")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == "1 record: 0 converted, 1 rejected"
    code, out, err = runbridge("convert", "--to", ALONE, "empty")
    assert (code, out, err) == (2, "", f"error: {NO_BRIDGE}\n")


@each_format
@pytest.mark.parametrize("dialect", ["2020-12", "draft-07", "openapi-3.1"])
def test_schema_prints_each_variant(runbridge: Command, name: str, dialect: str) -> None:
    for options in ([], ["--strict"], ["--bundle"], ["--profile", "tolerant"]):
        code, out, err = runbridge("schema", name, "--dialect", dialect, *options)
        assert (code, err) == (0, "")
        assert FORMATS[name].title in json.dumps(json.loads(out))


def test_bridge_prints_all_bridges_or_one(runbridge: Command) -> None:
    for output in ("text", "markdown"):
        parts = [runbridge("bridge", "--output-format", output, "--format", name).out for name in BRIDGED]
        assert runbridge("bridge", "--output-format", output) == Outcome(0, "\n".join(parts), "")
    for name in BRIDGED:
        code, out, _ = runbridge("bridge", "--output-format", "json", "--format", name)
        assert (code, json.loads(out)) == (0, SOURCES[name.replace("-", "_")][1])
    several = "error: there are 3 bridges; choose one: nested-flow or odd-names or tiny\n"
    assert runbridge("bridge", "--output-format", "json") == Outcome(2, "", several)
    for name in (HUB, ALONE):
        none = f"error: {name} has no bridge; choose nested-flow or odd-names or tiny\n"
        assert runbridge("bridge", "--format", name) == Outcome(2, "", none)


@each_format
@pytest.mark.parametrize("target", ["python-msgspec", "python-pydantic", "python-dataclass", "python-typeddict"])
def test_python_stubs_run(runbridge: Command, name: str, target: str) -> None:
    for options in (["--format", name], ["--format", name, "--profile", "tolerant"], []):
        code, out, err = runbridge("stubs", target, *options)
        assert code == 0, err
        scope: Json = {"__name__": "stubs"}
        exec(compile(out, "stubs.py", "exec"), scope)  # what was generated has to run
        assert FORMATS[name].title in scope


@each_format
@pytest.mark.parametrize("target", ["typescript", "zod"])
def test_stubs_of_other_languages_name_the_format(runbridge: Command, name: str, target: str) -> None:
    for options in (["--format", name], []):
        code, out, err = runbridge("stubs", target, *options)
        assert code == 0, err
        assert FORMATS[name].title in out


@each_format
def test_drift_reports_on_each_format(runbridge: Command, name: str) -> None:
    for output in ("text", "json"):
        code, out, err = runbridge(
            *("drift", "--format", name, "--output-format", output, f"{name}.ndjson"),
            *("--html", "page.html", "--emit-overlay", "seen.json"),
        )
        assert code in (0, 1), err
        assert name in out
    assert name in Path("page.html").read_text(encoding="utf-8")
    assert json.loads(Path("seen.json").read_bytes())["title"] == FORMATS[name].title


@each_format
def test_records_become_typed_tables_and_come_back(runbridge: Command, name: str) -> None:
    assert runbridge("export", f"{name}.ndjson", "-o", "runs.parquet", "--presence").code == 0
    code, out, err = runbridge("import", "runs.parquet")
    assert code == 0, err
    assert values_of(out.splitlines()) == list(RECORDS[name])


def test_diff_compares_the_schemas_of_formats(runbridge: Command) -> None:
    for name in ALL:
        Path(f"{name}.json").write_text(runbridge("schema", name).out, encoding="utf-8")
        assert runbridge("diff", f"{name}.json", f"{name}.json").code == 0


# Arrow and DuckDB.


def column_of(*records: bytes) -> Any:
    return pa.table({"run": [record.decode() for record in records]})


@each_pair
@pytest.mark.parametrize("given", [False, True])
def test_arrow_converts_as_convert_does(source: str, target: str, given: bool) -> None:
    from runbridge.arrow import convert_batch

    done = convert_batch(column_of(*BOTH[source]), column="run", to=target, from_=source if given else None)
    assert values_of(done["value"].to_pylist()) == values_of(rb.convert(each, target).data for each in BOTH[source])
    back = convert_batch(done.select(["value"]), column="value", to=source, from_=target, prefix="back_")
    assert values_of(back["back_value"].to_pylist()) == list(RECORDS[source])


def test_arrow_converts_rows_of_several_formats() -> None:
    from runbridge.arrow import BatchConverter, convert_batch

    records = [record for name in BRIDGED for record in BOTH[name]] + [FULL[HUB], FULL[ALONE], b"{}", b"{"]
    done = convert_batch(column_of(*records), column="run", to=HUB)
    good = [text for text in done["value"].to_pylist() if text is not None]
    assert values_of(good) == values_of(rb.convert(each, HUB).data for name in BRIDGED for each in BOTH[name])
    problems = [[problem["code"] for problem in row] for row in done["problems"].to_pylist()]
    looks = "the record looks like task-run, not nested-flow or odd-names or tiny"
    assert done["problems"].to_pylist()[6][0]["message"] == looks
    assert problems == [[]] * 6 + [["unexpected-format"], ["unexpected-format"], ["missing-field"], ["invalid-json"]]
    assert BatchConverter(column="run", to=HUB).bridge_of(None) is None
    assert BatchConverter(column="run", to=HUB, from_="tiny").bridge_of(None) == "tiny/1"


def test_an_object_without_any_field_names_every_possible_format() -> None:
    options = ConvertOptions(target=HUB)
    converters = {name: make_converter(name, options) for name in ("nested-flow", "odd-names")}
    with pytest.raises(rb.InvalidRecord) as caught:
        choose_converter(converters, b"{}")
    (problem,) = caught.value.problems
    assert problem.message == "the record has no field of nested-flow or odd-names"


def test_arrow_says_what_a_row_of_two_formats_could_be() -> None:
    from runbridge.arrow import convert_batch

    both = json.dumps(RECORDS["tiny"][0] | RECORDS["odd-names"][1]).encode()
    done = convert_batch(column_of(both), column="run", to=HUB)
    assert done["problems"].to_pylist()[0][0] == {
        "code": "unexpected-format",
        "pointer": "",
        "message": "the record looks like odd-names or tiny, not one format",
    }


def test_arrow_takes_a_row_for_the_only_format_in_which_it_is_valid() -> None:
    from runbridge.arrow import convert_batch

    # It has most of the fields that only the hub has, too, but is valid as one format alone.
    odd = RECORDS["odd-names"][1] | {"taskId": 1, "subject": 1, "group": 1, "phase": 1, "loud": 1}
    done = convert_batch(column_of(json.dumps(odd).encode()), column="run", to=HUB)
    assert done["problems"].to_pylist() == [[]]


def test_arrow_refuses_a_format_without_a_bridge() -> None:
    from runbridge.arrow import convert_batch

    with pytest.raises(rb.UsageError) as caught:
        convert_batch(column_of(FULL[HUB]), column="run", to=ALONE)
    assert str(caught.value) == NO_BRIDGE


@each_format
def test_arrow_validates_each_format(name: str) -> None:
    from runbridge.arrow import schema, validate_batch

    assert validate_batch(column_of(*BOTH[name]), column="run")["valid"].to_pylist() == [True, True]
    assert set(schema(name).names) == {*FORMATS[name].fields, "_residue", "_unknown"}


@each_pair
def test_parquet_files_are_converted(runbridge: Command, source: str, target: str) -> None:
    pq.write_table(column_of(*BOTH[source]), "runs.parquet")
    code, _, err = runbridge("convert", "--to", target, "--column", "run", "runs.parquet", "-o", "done.parquet")
    assert code == 0, err
    done = pq.read_table("done.parquet")["value"].to_pylist()
    assert values_of(done) == values_of(rb.convert(each, target).data for each in BOTH[source])


@each_pair
def test_duckdb_converts_as_convert_does(source: str, target: str) -> None:
    with duckdb.connect() as con:
        register(con)
        con.register("runs", column_of(*BOTH[source]))
        rows = con.sql(f"SELECT runbridge_convert(run, '{target}') FROM runs").fetchall()
    assert values_of(row[0] for row in rows) == values_of(rb.convert(each, target).data for each in BOTH[source])


def test_duckdb_converts_rows_of_several_formats() -> None:
    records = [record for name in BRIDGED for record in BOTH[name]]
    with duckdb.connect() as con:
        register(con, map={"stage": {"lost": "broken"}})
        con.register("runs", column_of(*records, FULL[HUB]))
        rows = con.sql("SELECT runbridge_convert(run, 'task-run') FROM runs").fetchall()
        nothing = con.sql("SELECT runbridge_convert(run, 'task-run') FROM runs WHERE false").fetchall()
        null = con.sql("SELECT runbridge_convert(run, NULL) FROM runs LIMIT 1").fetchall()
    # The option is for one bridge; the rows of the others do not need it.
    good = [row[0] for row in rows if row[0] is not None]
    assert values_of(good) == values_of(rb.convert(each, HUB).data for each in records)
    assert (nothing, null) == ([], [(None,)])


def test_duckdb_refuses_a_format_that_cannot_be_converted_to() -> None:
    with duckdb.connect() as con:
        # Coverage does not trace the threads of DuckDB; with one thread it calls functions in this one.
        con.execute("SET threads = 1")
        register(con, map={"stage": {"lost": "broken"}})
        con.register("runs", column_of(FULL[HUB]))
        for target, message in ((ALONE, NO_BRIDGE), ("other", "unknown format 'other'")):
            with pytest.raises(duckdb.InvalidInputException) as caught:
                con.sql(f"SELECT runbridge_convert(run, '{target}') FROM runs").fetchall()
            assert message in str(caught.value)
        with pytest.raises(rb.UsageError) as refused:
            register(con, set={"none": "such"})
        assert str(refused.value) == "'none' cannot be set; choose subject"


@each_format
def test_duckdb_validates_each_format(name: str) -> None:
    with duckdb.connect() as con:
        register(con)
        con.register("runs", column_of(*BOTH[name]))
        for call in ("runbridge_valid(run)", f"runbridge_valid(run, '{name}')"):
            assert con.sql(f"SELECT {call} FROM runs").fetchall() == [(True,), (True,)]


def test_records_of_standard_input_are_detected(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(FULL["odd-names"] + b"\n")

    monkeypatch.setattr(sys, "stdin", Stdin)
    code, out, _ = runbridge("convert", "--to", HUB)
    assert (code, json.loads(out)) == (0, json.loads(rb.convert(FULL["odd-names"], HUB).data))
