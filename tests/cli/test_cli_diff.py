"""`runbridge diff`: the changes on standard output, the tally on standard error, and what the exit code says."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Command, Outcome, process

TEXT = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}
WIDER = '`type` was "string" and is ["string", "null"]'
PLACE = "new.json:1:2: breaking type-changed `/type`"


def write(old: object, new: object) -> None:
    Path("old.json").write_text(json.dumps(old), encoding="utf-8")
    Path("new.json").write_text(json.dumps(new), encoding="utf-8")


def test_both_roles_are_reported_by_default(runbridge: Command) -> None:
    write(TEXT, NULLABLE)
    reported = f"{PLACE} {WIDER}\n    producer: breaking: new.json accepts and old.json refuses: null\n"
    tally = "1 change: 1 breaking, 0 to review, 0 compatible\n"
    both = Outcome(1, reported, f"{tally}for a consumer: compatible\nfor a producer: breaking\n")
    assert runbridge("diff", "old.json", "new.json") == both
    assert runbridge("diff", "old.json", "new.json", "--role", "both") == both
    assert runbridge("diff", "old.json", "new.json", "--role", "producer") == Outcome(
        1, reported, f"{tally}for a producer: breaking\n"
    )
    assert runbridge("diff", "old.json", "new.json", "--role", "consumer") == Outcome(
        0,
        f"new.json:1:2: compatible type-changed `/type` {WIDER}\n",
        "1 change: 0 breaking, 0 to review, 1 compatible\nfor a consumer: compatible\n",
    )


def test_nothing_changed(runbridge: Command) -> None:
    write(TEXT, TEXT)
    assert runbridge("diff", "old.json", "new.json") == Outcome(
        0,
        "",
        "0 changes: 0 breaking, 0 to review, 0 compatible\nfor a consumer: compatible\nfor a producer: compatible\n",
    )


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (TEXT, {**TEXT, "title": "x"}, (0, 0)),
        ({"foo": 1}, {"foo": 2}, (1, 0)),
        (TEXT, {"type": "null"}, (1, 1)),
    ],
)
def test_what_the_exit_code_says_may_be_chosen(
    runbridge: Command, old: object, new: object, codes: tuple[int, int]
) -> None:
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


def test_a_pattern_that_python_warns_of_is_no_reason_to_talk(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"pattern": "[[a]"}', encoding="utf-8")
    (tmp_path / "new.json").write_text('{"pattern": "[[a]", "title": "x"}', encoding="utf-8")
    code, _, err = process("diff", "old.json", "new.json", folder=tmp_path)
    assert (code, err.splitlines()[0]) == (0, "1 change: 0 breaking, 0 to review, 1 compatible")


def test_the_schemas_that_ship_as_a_process(tmp_path: Path) -> None:
    shipped = process("schema", "workflow-run").out
    schema = json.loads(shipped)
    schema["properties"]["status"]["enum"].remove("paused")
    (tmp_path / "old.json").write_text(shipped, encoding="utf-8")
    (tmp_path / "new.json").write_text(json.dumps(schema, indent=2), encoding="utf-8")
    code, out, err = process("diff", "old.json", "new.json", folder=tmp_path)
    assert (code, err) == (
        1,
        "1 change: 1 breaking, 0 to review, 0 compatible\nfor a consumer: breaking\nfor a producer: compatible\n",
    )
    first, second = out.splitlines()
    assert first == 'new.json:50:7: breaking enum-changed `/properties/status/enum` `enum` lost "paused"'
    how, record = second.split("`/status`: ")
    assert how == "    consumer: breaking: old.json accepts and new.json refuses, for its "
    (tmp_path / "record.json").write_text(record, encoding="utf-8")
    assert process("validate", "--format", "workflow-run", "record.json", folder=tmp_path) == Outcome(
        0, "", "1 record, 0 invalid\n"
    )
