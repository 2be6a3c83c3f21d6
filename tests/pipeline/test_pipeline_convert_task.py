"""Records are converted to lines, losses are counted, and residues may go to a sidecar."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

import runbridge as rb
from runbridge._runtime.json_slices import on_one_line
from runbridge.options import ConvertOptions
from runbridge.outputs.sidecar import Sidecar
from runbridge.pipeline.convert_task import ConvertProcessor, ConvertStreams, ConvertTask
from runbridge.pipeline.stats import RunStats
from runbridge.record.batch import NotBatchable
from runbridge.record.convert import make_converter
from tests.format_names import sources_of, targets_of
from tests.pipeline.sample_records import MODEL, RUN, model, run, without


class Outcome:
    """A conversion to streams in memory."""

    def __init__(self, target: str = RUN, *, residues: Sidecar | None = None, **options: Any) -> None:
        self.output, self.sidecar, self.stats = io.BytesIO(), io.BytesIO(), RunStats()
        sidecar = self.sidecar if options.get("residue") == "sidecar" else None
        options = {"format_name": MODEL if target == RUN else RUN, **options}
        self.task = ConvertTask(
            ConvertOptions(target=target, **options), ConvertStreams(self.output, sidecar, residues), self.stats
        )

    def process_record(self, *records: bytes) -> "Outcome":
        for record in records:
            assert self.task.process_record(record) == ()
        return self


def lines(*records: bytes) -> bytes:
    return b"".join(record + b"\n" for record in records)


@pytest.mark.parametrize("residue", ["embed", "drop"])
def test_a_batch_converts_as_single_records_do(residue: str) -> None:
    records = [model(id="a"), model(id="b", status="uploading"), model(id="c", duration=2)]
    together, alone = Outcome(residue=residue), Outcome(residue=residue).process_record(*records)
    assert together.task.process_batch(lines(*records)) == 3
    assert together.output.getvalue() == alone.output.getvalue()
    assert together.output.getvalue() == lines(*(rb.convert(each, RUN, residue=residue).data for each in records))  # type: ignore[arg-type]  # one of the modes
    assert together.stats == alone.stats


@pytest.mark.parametrize("text", [lines(model(), b"{"), lines(model()) + b"\n", model(), lines(model(status="odd"))])
def test_a_text_that_cannot_be_a_batch_changes_nothing(text: bytes) -> None:
    outcome = Outcome()
    assert outcome.task.can_batch
    assert outcome.task.process_batch(text) == NotBatchable()
    assert (outcome.output.getvalue(), outcome.stats) == (b"", RunStats())


def test_a_record_that_cannot_be_converted_changes_nothing() -> None:
    outcome = Outcome()
    (problem,) = outcome.task.process_record(model(status=1))
    assert (problem.code, problem.pointer) == ("invalid-type", "/status")
    (unfilled,) = outcome.task.process_record(model(user_id=None))
    assert (unfilled.code, unfilled.pointer, unfilled.target) == ("unfilled-field", "", "userId")
    assert (outcome.output.getvalue(), outcome.stats) == (b"", RunStats())


def test_an_indented_record_becomes_a_line_with_unchanged_strings() -> None:
    text = 'a \\" b\\n {\\u0020} , \\\\'
    pretty = json.dumps(json.loads(model()), indent=2).replace(
        '"workflow_inputs": null', f'"workflow_inputs": {{\r\n "a" : "{text}"}}'
    )
    (line,) = Outcome().process_record(pretty.encode()).output.getvalue().splitlines()
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
def test_whitespace_is_removed_only_between_tokens_of_several_lines(data: bytes, line: bytes) -> None:
    assert on_one_line(data) == line


def test_losses_are_counted_by_kind_and_field() -> None:
    stats = Outcome(residue="drop").process_record(model(extra=1), model()).stats
    assert stats.losses["dropped", "extra"] == 1
    assert stats.losses["dropped", "machine_id"] == 2
    assert (stats.more, stats.missed) == (0, 0)


def test_a_sidecar_restores_every_record() -> None:
    originals = [
        model(id="a", extra={"b": [1, 2]}),
        without(model(id="b", status="uploading"), "is_realtime"),
        model(id="é"),
        json.dumps(json.loads(model(id="d", extra={"b": [1, 2]})), indent=1).encode(),
    ]
    there = Outcome(residue="sidecar")
    there.process_record(*originals)
    assert b"_residue" not in there.output.getvalue()
    assert len(there.sidecar.getvalue().splitlines()) == 4
    together = Outcome(residue="sidecar")
    assert together.task.can_batch
    assert together.task.process_batch(lines(*originals[:3])) == 3
    together.process_record(originals[3])
    assert together.output.getvalue() == there.output.getvalue()
    assert together.sidecar.getvalue() == there.sidecar.getvalue()
    back = Outcome(MODEL, residues=Sidecar(io.BytesIO(there.sidecar.getvalue()), "side"))
    assert not back.task.can_batch
    assert back.task.process_batch(there.output.getvalue()) == NotBatchable()
    back.process_record(*there.output.getvalue().splitlines())
    restored = back.output.getvalue().splitlines()
    assert list(map(json.loads, restored)) == list(map(json.loads, originals))
    assert back.stats.missed == 0


def test_records_missing_from_the_sidecar_are_counted() -> None:
    there = Outcome(MODEL, residue="sidecar").process_record(run(id="a"))
    back = Outcome(residues=Sidecar(io.BytesIO(there.sidecar.getvalue()), "side"))
    assert back.task.process_record(model(id="b", user_id=None)) != ()
    assert back.stats.missed == 1
    back.process_record(there.output.getvalue(), model(id="c"))
    assert back.stats.missed == 2


def test_an_invalid_sidecar_is_refused() -> None:
    back = Outcome(MODEL, residues=Sidecar(io.BytesIO(b"{}"), "side"))
    with pytest.raises(rb.UsageError, match="side is not a sidecar written by runbridge"):
        back.task.process_record(run())


def test_the_format_is_that_of_the_options_or_of_the_file() -> None:
    only = MODEL if sources_of(RUN) == [MODEL] else None
    task = Outcome(format_name=None).task
    assert (task.format_name, task.bridge_of(MODEL), task.bridge_of(None)) == (only, "workflow-run-model/1", None)
    task.start(None)
    assert task.format_name == only
    task.start(MODEL)
    assert task.format_name == MODEL
    with pytest.raises(rb.UsageError) as caught:
        task.start(RUN)
    assert str(caught.value) == f"there is no conversion from {RUN} to {RUN}; choose {targets_of(RUN)}"
    assert Outcome(MODEL).task.format_name == RUN


@pytest.mark.parametrize(
    "options",
    [
        {"target": "odd"},
        {"target": RUN, "format_name": RUN},
        {"target": RUN, "format_name": "odd"},
        {"target": RUN, "profile": "odd"},
        {"target": RUN, "residue": "odd"},
        {"target": RUN, "set": {"odd": "x"}},
        {"target": RUN, "map": {"odd": {}}},
    ],
)
def test_invalid_options_are_refused_before_a_record_is_read(options: dict[str, Any]) -> None:
    with pytest.raises(rb.UsageError):
        Outcome(**options)


def test_flush_writes_the_converted_records() -> None:
    raw = io.BytesIO()
    task = ConvertTask(ConvertOptions(target=RUN), ConvertStreams(io.BufferedWriter(raw)), RunStats())
    assert task.process_record(model()) == ()
    assert raw.getvalue() == b""
    task.flush()
    assert raw.getvalue() == rb.convert(model(), RUN).data + b"\n"


def test_a_record_of_another_format_than_its_file_is_converted_from_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    lenient = without(model(), "gpu")
    other = make_converter(MODEL, ConvertOptions(target=RUN, profile="tolerant"))
    converters = {MODEL: make_converter(MODEL, ConvertOptions(target=RUN)), "other": other}
    monkeypatch.setattr("runbridge.pipeline.convert_task.make_converters", lambda _: converters)
    names = iter(["other", "other", MODEL, "unknown"])
    monkeypatch.setattr("runbridge.pipeline.convert_task.detect", lambda _: SimpleNamespace(name=next(names)))
    outcome = Outcome(format_name=None)
    outcome.task.start(MODEL)
    assert outcome.task.process_record(model()) == ()
    assert outcome.task.process_record(lenient) == ()
    assert outcome.output.getvalue() == lines(
        *(rb.convert(each, RUN, profile="tolerant").data for each in (model(), lenient))
    )
    for bad in (model(status=1), lenient, lenient):
        assert outcome.task.process_record(bad) != ()
    # Where the options name the format, no other is tried.
    named = Outcome(format_name=MODEL)
    named.task.start(MODEL)
    assert [each.code for each in named.task.process_record(lenient)] == ["missing-field"]


def test_by_default_the_format_of_each_record_is_detected() -> None:
    processor = ConvertProcessor(ConvertStreams(io.BytesIO(), None, None), RunStats())
    assert (processor.format_name, processor.record_format) == (None, None)
