"""`runbridge diff`: changes on standard output, a summary on standard error, and the exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Command, Outcome, process

TEXT = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}
WIDER = '`type` was "string" and is ["string", "null"]'
STRICT = "{} under the strict policy: "
PLACE = "new.json:1:2: breaking type-changed `/type`"


def write(old: object, new: object) -> None:
    Path("old.json").write_text(json.dumps(old), encoding="utf-8")
    Path("new.json").write_text(json.dumps(new), encoding="utf-8")


def test_both_roles_are_reported_by_default(runbridge: Command) -> None:
    write(TEXT, NULLABLE)
    reported = f"{PLACE} {WIDER}\n    producer: breaking: new.json accepts and old.json refuses: null\n"
    tally = "1 change under the strict policy: 1 breaking, 0 to review, 0 compatible\n"
    both = Outcome(
        1,
        reported,
        f"{tally}backward compatibility (consumers): compatible\nforward compatibility (producers): breaking\n",
    )
    assert runbridge("diff", "old.json", "new.json") == both
    assert runbridge("diff", "old.json", "new.json", "--role", "both") == both
    assert runbridge("diff", "old.json", "new.json", "--role", "producer") == Outcome(
        1, reported, f"{tally}forward compatibility (producers): breaking\n"
    )
    assert runbridge("diff", "old.json", "new.json", "--role", "consumer") == Outcome(
        0,
        f"new.json:1:2: compatible type-changed `/type` {WIDER}\n",
        f"{STRICT.format('1 change')}0 breaking, 0 to review, 1 compatible\n"
        "backward compatibility (consumers): compatible\n",
    )


def test_compatibility_is_a_name_for_the_roles(runbridge: Command) -> None:
    write(TEXT, NULLABLE)
    for compatibility, role in (("backward", "consumer"), ("forward", "producer"), ("full", "both")):
        expected = runbridge("diff", "old.json", "new.json", "--role", role)
        assert runbridge("diff", "old.json", "new.json", "--compatibility", compatibility) == expected
    assert runbridge("diff", "old.json", "new.json", "--compatibility", "full", "--role", "both") == Outcome(
        2, "", "error: --compatibility and --role say the same; give one of them\n"
    )


OPEN = {"type": "object", "properties": {"id": TEXT}}


def test_lenient_policy_accepts_an_added_optional_field(runbridge: Command) -> None:
    write(OPEN, {"type": "object", "properties": {"id": TEXT, "gpu": TEXT}})
    place = 'property-added `/properties/gpu` `properties` gained "gpu"\n'
    assert runbridge("diff", "old.json", "new.json") == Outcome(
        1,
        f"new.json:1:61: breaking {place}"
        '    consumer: breaking: old.json accepts and new.json refuses, for its `/gpu`: {"gpu": 0}\n',
        f"{STRICT.format('1 change')}1 breaking, 0 to review, 0 compatible\n"
        "backward compatibility (consumers): breaking\nforward compatibility (producers): compatible\n",
    )
    assert runbridge("diff", "old.json", "new.json", "--policy", "lenient") == Outcome(
        0,
        f"new.json:1:61: compatible {place}",
        "1 change under the lenient policy: 0 breaking, 0 to review, 1 compatible\n"
        "backward compatibility (consumers): compatible\nforward compatibility (producers): compatible\n",
    )


def test_json_names_compatibility_and_policy(runbridge: Command) -> None:
    write(OPEN, {**OPEN, "required": ["id"]})
    options = ("--compatibility", "backward", "--policy", "lenient", "--output-format", "json")
    code, out, _ = runbridge("diff", "old.json", "new.json", *options)
    assert code == 1
    assert json.loads(out) == {
        "old": "old.json",
        "new": "new.json",
        "compatibility": "backward",
        "policy": "lenient",
        "verdicts": {"consumer": "breaking"},
        "changes": [
            {
                "code": "required-added",
                "grade": "breaking",
                "message": '`required` gained "id"',
                "old": {"pointer": "", "line": 1, "column": 1},
                "new": {"pointer": "/required", "line": 1, "column": 62},
                "verdicts": {"consumer": {"grade": "breaking", "counterexample": {"record": {}, "pointer": ""}}},
            }
        ],
    }


def test_nothing_changed(runbridge: Command) -> None:
    write(TEXT, TEXT)
    assert runbridge("diff", "old.json", "new.json") == Outcome(
        0,
        "",
        f"{STRICT.format('0 changes')}0 breaking, 0 to review, 0 compatible\n"
        "backward compatibility (consumers): compatible\nforward compatibility (producers): compatible\n",
    )


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (TEXT, {**TEXT, "title": "x"}, (0, 0)),
        ({"foo": 1}, {"foo": 2}, (1, 0)),
        (TEXT, {"type": "null"}, (1, 1)),
    ],
)
def test_fail_on_sets_the_exit_code(runbridge: Command, old: object, new: object, codes: tuple[int, int]) -> None:
    write(old, new)
    assert runbridge("diff", "old.json", "new.json").code == codes[0]
    assert runbridge("diff", "old.json", "new.json", "--fail-on", "review").code == codes[0]
    assert runbridge("diff", "old.json", "new.json", "--fail-on", "breaking").code == codes[1]


def test_json_is_one_document(runbridge: Command) -> None:
    write(TEXT, NULLABLE)
    code, out, err = runbridge("diff", "old.json", "new.json", "--role", "producer", "--output-format", "json")
    assert (code, err.count("\n"), out.count("\n")) == (1, 2, 1)
    assert json.loads(out) == {
        "old": "old.json",
        "new": "new.json",
        "compatibility": "forward",
        "policy": "strict",
        "verdicts": {"producer": "breaking"},
        "changes": [
            {
                "code": "type-changed",
                "grade": "breaking",
                "message": WIDER,
                "old": {"pointer": "/type", "line": 1, "column": 2},
                "new": {"pointer": "/type", "line": 1, "column": 2},
                "verdicts": {
                    "producer": {"grade": "breaking", "counterexample": {"record": None, "pointer": ""}},
                },
            }
        ],
    }


def test_unreadable_schema_is_a_usage_error(runbridge: Command) -> None:
    write(TEXT, {"$ref": "https://example.com/a.json"})
    leads_out = "refers to `https://example.com/a.json`: only references into the schema itself are followed"
    assert runbridge("diff", "old.json", "new.json") == Outcome(2, "", f"error: new.json:1:2: `/$ref` {leads_out}\n")
    Path("new.json").write_text("{", encoding="utf-8")
    reason = "not JSON: Expecting property name enclosed in double quotes"
    assert runbridge("diff", "old.json", "new.json") == Outcome(2, "", f"error: new.json:1:2: {reason}\n")
    assert runbridge("diff", "old.json", "no\x1b.json") == Outcome(
        2, "", "error: no\\u001b.json: No such file or directory\n"
    )
    assert runbridge("diff", "old.json").code == 2
    assert runbridge("diff", "old.json", "new.json", "--role", "reader").code == 2


def test_python_warnings_about_patterns_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"pattern": "[[a]"}', encoding="utf-8")
    (tmp_path / "new.json").write_text('{"pattern": "[[a]", "title": "x"}', encoding="utf-8")
    code, _, err = process("diff", "old.json", "new.json", folder=tmp_path)
    assert (code, err.splitlines()[0]) == (0, "1 change under the strict policy: 0 breaking, 0 to review, 1 compatible")


def test_a_changed_shipped_schema_has_a_usable_counterexample(tmp_path: Path) -> None:
    shipped = process("schema", "workflow-run").out
    schema = json.loads(shipped)
    schema["properties"]["status"]["enum"].remove("paused")
    (tmp_path / "old.json").write_text(shipped, encoding="utf-8")
    new = json.dumps(schema, indent=2)
    (tmp_path / "new.json").write_text(new, encoding="utf-8")
    code, out, err = process("diff", "old.json", "new.json", folder=tmp_path)
    assert code == 1
    assert err == (
        f"{STRICT.format('1 change')}1 breaking, 0 to review, 0 compatible\n"
        "backward compatibility (consumers): breaking\nforward compatibility (producers): compatible\n"
    )
    first, second = out.splitlines()
    line = new[: new.index('"enum"')].count("\n") + 1
    assert first == f'new.json:{line}:7: breaking enum-changed `/properties/status/enum` `enum` lost "paused"'
    how, record = second.split("`/status`: ")
    assert how == "    consumer: breaking: old.json accepts and new.json refuses, for its "
    (tmp_path / "record.json").write_text(record, encoding="utf-8")
    assert process("validate", "--format", "workflow-run", "record.json", folder=tmp_path) == Outcome(
        0, "", "1 record, 0 invalid\n"
    )
