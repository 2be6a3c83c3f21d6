"""The option `--unwrap`, and what a summary says about documents around records."""

import json
from pathlib import Path

from tests.cli.commands import Command
from tests.formats.test_formats_examples import EXAMPLES, example, format_of
from tests.pipeline.sample_records import RUN
from tests.pipeline.test_pipeline_envelopes import MLFLOW, RECORDS, around


def test_the_summary_lists_what_is_outside_once(runbridge: Command) -> None:
    page = around(RECORDS[MLFLOW], ("runs", "*"), 2)
    Path("in.ndjson").write_text(f"{json.dumps(page)}\n{json.dumps(page)}\n", encoding="utf-8")
    given = {
        name: value for path in EXAMPLES if format_of(path) == MLFLOW for name, value in example(path)["set"].items()
    }
    options = [each for name, value in given.items() for each in ("--set", f"{name}={value}")]
    done = runbridge("convert", "in.ndjson", "--to", RUN, "-o", "out", *options)
    assert done.code == 0
    assert done.err.splitlines()[0] == "4 records: 4 converted, 0 rejected"
    assert done.err.splitlines()[-1] == "outside of the records, not read: /first (2), /next (2)"
    assert len(Path("out").read_bytes().splitlines()) == 4


def test_a_path_can_be_given_or_switched_off(runbridge: Command) -> None:
    Path("in.json").write_text(json.dumps({"answer": {"items": [RECORDS[MLFLOW]] * 2}}), encoding="utf-8")
    assert runbridge("validate", "in.json", "--unwrap", "/answer/items/*").code == 0
    code, _, err = runbridge("validate", "in.json")
    assert (code, "error: in.json: the record's fields match no format" in err) == (2, True)
    for inside, path in ((RECORDS[MLFLOW], "/data"), ([1, RECORDS[MLFLOW]], "/data/*")):
        Path("in.json").write_text(json.dumps({"other": {}, "data": inside}), encoding="utf-8")
        code, _, err = runbridge("validate", "in.json")
        message = f"this is no record but has records of {MLFLOW} at {path}; unwrap {path} or give the format"
        assert (code, err.partition(": --format")[0]) == (2, f"0 records, 0 invalid\nerror: in.json: {message}")
    Path("in.json").write_text(json.dumps({"run": RECORDS[MLFLOW]}), encoding="utf-8")
    code, _, err = runbridge("validate", "in.json", "--unwrap", "none")
    wanted = f"error: in.json: this is no record but has records of {MLFLOW} at /run; give one of these"
    assert (code, wanted in err) == (2, True)
    code, _, err = runbridge("validate", "in.json", "--column", "run", "--unwrap", "/run")
    assert (code, err) == (2, "error: --unwrap cannot be used with --column\n")


def test_documents_after_a_record_say_where_their_records_are(runbridge: Command) -> None:
    for name, path in ((MLFLOW, "/runs/*"), ("airflow-dag-run", "/dag_runs/*")):
        steps = tuple(path.split("/")[1:])
        records = [RECORDS[name], around(RECORDS[name], steps, 2), RECORDS[name]]
        Path("in.ndjson").write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
        done = runbridge("validate", "in.ndjson", "--output-format", "concise")
        assert (done.code, done.out, done.err) == (
            1,
            f"in.ndjson:2:1: unexpected-format the record looks like a document with records at `{path}`, not {name}\n",
            "3 records, 1 invalid\n",
        )


def test_an_empty_object_is_a_page_without_records(runbridge: Command) -> None:
    Path("in.ndjson").write_text(f"{json.dumps({'runs': [RECORDS[MLFLOW]]})}\n{{}}\n", encoding="utf-8")
    done = runbridge("validate", "in.ndjson", "--format", MLFLOW)
    assert (done.code, done.out, done.err) == (0, "", "1 record, 0 invalid\n")


def test_validate_says_what_it_did_not_read(runbridge: Command) -> None:
    Path("in.json").write_text(json.dumps(around(RECORDS[MLFLOW], ("runs", "*"), 2)), encoding="utf-8")
    done = runbridge("validate", "in.json")
    assert (done.code, done.err) == (
        0,
        "2 records, 0 invalid\noutside of the records, not read: /first (1), /next (1)\n",
    )
