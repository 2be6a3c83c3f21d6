"""Files of records are converted one by one: nothing gets lost between input, output, rejects and sidecar."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.convert import make_converter
from runbridge.files.converting import Places, Report, Streams, convert_entries, on_one_line, open_places
from runbridge.files.findings import Finding, entries_of
from runbridge.files.reading import read_entries
from runbridge.files.sidecar import Sidecar
from tests.files.file_samples import MODEL, RUN, model, run, without


class Outcome:
    """What a run over some bytes gave."""

    def __init__(self, data: bytes, source: str, target: str, sidecar: Sidecar | None = None, **options: Any) -> None:
        self._out, self._rejects, self._beside = io.BytesIO(), io.BytesIO(), io.BytesIO()
        beside = self._beside if options.get("residue") == "sidecar" else None
        self.report = Report()
        self.findings: list[Finding] = []
        convert_entries(
            make_converter(source, target, **options),
            "in.json",
            read_entries(io.BytesIO(data)),
            streams=Streams(self._out, self._rejects, beside, sidecar),
            report=self.report,
            tell=self.findings.append,
        )
        self.out, self.rejects, self.beside = (each.getvalue() for each in (self._out, self._rejects, self._beside))


def test_the_good_go_through_and_the_bad_are_told_of_and_kept_verbatim() -> None:
    bad = b'{ "id" : 1}'
    outcome = Outcome(b"\n".join([model(id="a"), bad, b"{", model(id="b")]), MODEL, RUN)
    assert [json.loads(line)["id"] for line in outcome.out.splitlines()] == ["a", "b"]
    assert outcome.rejects == bad + b"\n{\n"
    assert (outcome.report.records, outcome.report.converted, outcome.report.rejected) == (4, 2, 2)
    assert {(found.file, found.record, found.problem.line) for found in outcome.findings} == {
        ("in.json", 2, 2),
        ("in.json", 3, 3),
    }


def test_one_bad_record_among_many_changes_nothing_for_the_others() -> None:
    good = [model(id=f"run-{number}") for number in range(100)]
    for place in (0, 50, 99):
        lines = [*good[:place], b"{", *good[place:]]
        outcome = Outcome(b"\n".join(lines), MODEL, RUN)
        assert outcome.out.splitlines() == [rb.convert(line, RUN).data for line in good]
        assert (outcome.rejects, outcome.report.records, outcome.report.rejected) == (b"{\n", 101, 1)
        assert [(found.record, found.problem.line) for found in outcome.findings] == [(place + 1, place + 1)]
        assert outcome.report.losses["defaulted", "error"] == 100


def test_a_flaw_of_the_file_is_told_of_and_is_no_reject() -> None:
    outcome = Outcome(b"[" + model(), MODEL, RUN)
    assert len(outcome.out.splitlines()) == 1
    assert outcome.rejects == b""
    assert [found.problem.message for found in outcome.findings] == [
        "not JSON: the array that opens before is not closed"
    ]
    assert (outcome.report.records, outcome.report.rejected) == (2, 1)


def test_a_pretty_record_becomes_a_line_and_its_texts_are_not_touched() -> None:
    text = 'a \\" b\\n {\\u0020} , \\\\'
    pretty = json.dumps(json.loads(model()), indent=2).replace(
        '"workflow_inputs": null', f'"workflow_inputs": {{\r\n "a" : "{text}"}}'
    )
    outcome = Outcome(pretty.encode(), MODEL, RUN)
    (line,) = outcome.out.splitlines()
    assert f'"input":{{"a":"{text}"}}'.encode() in line


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'{"a": "b c"}', b'{"a": "b c"}'),
        (b'{"a":\n "b c" , "d\\"\\\\": [ 1 ]}', b'{"a":"b c","d\\"\\\\":[1]}'),
        (b'{"a":\r"b"}', b'{"a":"b"}'),
        ('{"é":\n"🙂 \t"}'.encode(), '{"é":"🙂 \t"}'.encode()),
    ],
)
def test_blanks_go_only_where_there_are_line_ends_and_only_between_tokens(data: bytes, line: bytes) -> None:
    assert on_one_line(data) == line


def test_losses_are_counted_by_kind_and_member() -> None:
    outcome = Outcome(model(extra=1) + b"\n" + model(), MODEL, RUN, residue="drop")
    assert outcome.report.losses["dropped", "extra"] == 1
    assert outcome.report.losses["dropped", "machine_id"] == 2
    assert outcome.report.more == 0


def test_there_is_an_end_to_what_is_counted_apart() -> None:
    report = Report()
    report.add(rb.Loss(kind="dropped", member=f"m{number}") for number in range(1500))
    report.add([rb.Loss(kind="dropped", member="m0"), rb.Loss(kind="dropped", member="n" * 5_000_000)])
    assert (len(report.losses), report.more, report.losses["dropped", "m0"]) == (1000, 501, 2)
    long = Report()
    long.add([rb.Loss(kind="dropped", member="n" * 5_000_000)])
    assert list(long.losses) == [("dropped", "n" * 60 + "…")]


def test_a_sidecar_brings_back_what_embedding_would() -> None:
    originals = [
        model(id="a", extra={"b": [1, 2]}),
        without(model(id="b", status="uploading"), "is_realtime"),
        model(id="é"),
    ]
    there = Outcome(b"\n".join(originals), MODEL, RUN, residue="sidecar")
    assert b"_residue" not in there.out
    assert len(there.beside.splitlines()) == 3
    back = Outcome(there.out, RUN, MODEL, Sidecar(io.BytesIO(there.beside), "side"))
    assert [json.loads(line) for line in back.out.splitlines()] == [json.loads(line) for line in originals]
    assert back.report.missed == 0


def test_records_that_a_sidecar_does_not_know_are_counted() -> None:
    there = Outcome(model(id="a"), MODEL, RUN, residue="sidecar")
    back = Outcome(there.out + run(id="b"), RUN, MODEL, Sidecar(io.BytesIO(there.beside), "side"))
    assert (back.report.records, back.report.missed) == (2, 1)


def test_a_file_that_is_no_sidecar_stops_the_run() -> None:
    with pytest.raises(rb.WrongUse, match="side is not a sidecar that runbridge wrote"):
        Outcome(run(), RUN, MODEL, Sidecar(io.BytesIO(b"{}"), "side"))


def test_all_places_are_opened_and_appear_together(tmp_path: Path) -> None:
    names = {name: str(tmp_path / name) for name in ("output", "rejects", "sidecar")}
    (tmp_path / "residues").write_bytes(b"")
    with open_places(Places(**names, residues=str(tmp_path / "residues"))) as streams:
        streams.output.write(b"o")
        assert streams.rejects is not None
        assert streams.sidecar is not None
        assert streams.residues is not None
        streams.rejects.write(b"r")
        streams.sidecar.write(b"s")
        assert not any(os.path.exists(path) for path in names.values())  # noqa: PTH110  # three of them at once
    assert [Path(names[name]).read_bytes() for name in names] == [b"o", b"r", b"s"]


def test_places_that_are_not_asked_for_are_not_opened(tmp_path: Path) -> None:
    with open_places(Places(output=str(tmp_path / "out"))) as streams:
        assert (streams.rejects, streams.sidecar, streams.residues) == (None, None, None)


def test_standard_input_is_one_thing_only() -> None:
    with pytest.raises(rb.WrongUse) as caught, open_places(Places(residues="-")):
        pytest.fail("one would eat the other")
    assert str(caught.value) == "standard input cannot be both the records and the sidecar; give one as a file"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (model(), MODEL),
        (b"{\n" + run(), RUN),
        (b'{"a":1}\n' + run(), RUN),
        (b"[" + model() + b"]", MODEL),
        (b"", None),
        (b'{"a":\n', None),
        (b"\xff\n" * 101 + model(), None),
    ],
)
def test_the_format_is_told_from_the_first_record_that_tells_it(data: bytes, form: str | None) -> None:
    found, entries = entries_of(io.BytesIO(data), None)
    assert found == form
    assert list(entries) == list(read_entries(io.BytesIO(data)))


def test_a_format_that_is_given_is_not_looked_for() -> None:
    assert entries_of(io.BytesIO(run()), MODEL)[0] == MODEL


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{\n" + b'{"a":1}', f"the record's members are those of no format ({RUN}, {MODEL}); say which it should be"),
        (b"[1]", "the record is not an object, so its format cannot be told from its members"),
        (
            json.dumps(json.loads(model()) | json.loads(run())).encode(),
            f"the record could be {RUN} or {MODEL}; say which",
        ),
        (
            b'{"a":1}\n' * 100 + model(),
            f"the record's members are those of no format ({RUN}, {MODEL}); say which it should be",
        ),
    ],
)
def test_when_no_record_tells_the_format_the_first_that_can_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        entries_of(io.BytesIO(data), None)
    assert str(caught.value) == reason
