"""Layouts that used to give one value two verdicts, or cost too much, through the whole command line."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Outcome, shell
from tests.pipeline.sample_records import MODEL, RUN, model

COMMA = "invalid-json not JSON: extra data; remove the comma: records are not separated by commas"
END = len(model()) + 1


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ((model() + b",\n") * 3, [1, 2, 3]),
        (model() + b"\n" + (model() + b",\n") * 3, [2, 3, 4]),
        (model() + b",\n" + model() + b"\n", [1]),
    ],
    ids=["every line", "behind a good line", "before a good line"],
)
def test_a_comma_after_a_line_is_reported_on_every_line(tmp_path: Path, text: bytes, numbers: list[int]) -> None:
    (tmp_path / "in").write_bytes(text)
    records, rejected = text.count(b"\n"), len(numbers)
    assert shell("runbridge validate in --output-format concise", tmp_path) == Outcome(
        1,
        "".join(f"in:{number}:{END}: {COMMA}\n" for number in numbers),
        f"{records} record{'s' * (records > 1)}, {rejected} invalid\n",
    )
    done = shell(f"runbridge convert in --to {RUN} --rejects rejects -o out", tmp_path)
    assert done.code == 1
    rejects = [json.loads(line) for line in (tmp_path / "rejects").read_bytes().splitlines()]
    assert [(each["line"], each["text"]) for each in rejects] == [(n, model().decode() + ",") for n in numbers]
    assert (tmp_path / "out").read_bytes().count(b"\n") == records - rejected


def test_a_pretty_record_with_objects_on_lines_of_their_own_is_valid(tmp_path: Path) -> None:
    inputs = b'{\n"nodes": [\n{"id": 1},\n{"id": 2}\n],\n"seed":\n{"value": 3}\n}'
    record = model(workflow_inputs=None).replace(b'"workflow_inputs":null', b'"workflow_inputs": ' + inputs)
    (tmp_path / "in").write_bytes(record + b"\n" + record + b"\n")
    assert shell(f"runbridge validate in --format {MODEL}", tmp_path) == Outcome(0, "", "2 records, 0 invalid\n")


def test_a_sequence_as_jq_writes_it_is_read(tmp_path: Path) -> None:
    pretty = json.dumps(json.loads(model(id="é")), indent=2).encode()
    (tmp_path / "in").write_bytes(b"\x1e" + pretty + b"\n\x1e" + model() + b"\n\x1e{\n")
    done = shell("runbridge validate in --output-format concise", tmp_path)
    assert (done.code, done.out.count("\n"), done.err) == (1, 1, "3 records, 1 invalid\n")
    line = pretty.count(b"\n") + 3
    assert done.out.startswith(f"in:{line}:")


@pytest.mark.parametrize("text", [b"[" + b"," * 400_000, b"," * 400_000, b"]" * 400_000, b"[1]" + b"}\n" * 200_000])
def test_commas_and_brackets_in_a_row_are_one_rejected_record(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "in").write_bytes(text)
    done = shell(f"runbridge validate in --format {MODEL} --output-format concise", tmp_path)
    assert done.code == 1
    assert done.out.count("\n") <= 2
