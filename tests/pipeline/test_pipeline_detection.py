"""The format of a file is that of its first record that tells it, and nothing of the file is lost on the way."""

import io
import json

import pytest

import runbridge as rb
from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Record
from runbridge.inputs.reader import read_chunks
from runbridge.pipeline.detection import detect_format
from runbridge.problems import Problem
from tests.pipeline.sample_records import MODEL, RUN, model, run

OF_NO_FORMAT = f"the record's members are those of no format ({RUN}, {MODEL}); say which it should be"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (model(), MODEL),
        (b"{\n" + run(), RUN),
        (b'{"a":1}\n' + run(), RUN),
        (b"[" + model() + b"]", MODEL),
        (b"", None),
        (b'{"a":\n', None),
        (b"[", None),
        (b"\xff\n" * 100 + model(), None),
        (b"\xff\n" * 99 + model(), MODEL),
        (b'{"a":1}\n' * 99 + model() + b"\n" + run(), MODEL),
    ],
)
def test_the_format_is_told_from_the_first_record_that_tells_it(data: bytes, form: str | None) -> None:
    found, blocks = detect_format(read_chunks(io.BytesIO(data)))
    assert found == form
    assert list(blocks) == list(read_chunks(io.BytesIO(data)))


def test_records_that_are_not_to_be_read_tell_nothing() -> None:
    class Flawed:
        text = b""

        def records(self, number: int) -> list[Record]:
            return [Record(model(), number, 1, flaw=Problem(code="too-long")), Record(run(), number + 1, 2)]

    found, blocks = detect_format([Flawed()])  # type: ignore[list-item]  # no file of ours has a flaw beside a text
    assert (found, len(list(blocks))) == (RUN, 1)


def test_no_more_is_read_than_it_takes() -> None:
    class Stream(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.taken += len(data)
            return data

    stream = Stream((model() + b"\n") * 1000)
    detect_format(read_chunks(stream))
    assert stream.taken == CHUNK_SIZE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{\n" + b'{"a":1}', OF_NO_FORMAT),
        (b"[1]", "the record is not an object, so its format cannot be told from its members"),
        (
            json.dumps(json.loads(model()) | json.loads(run())).encode(),
            f"the record could be {RUN} or {MODEL}; say which",
        ),
        (b'{"a":1}\n[]\n', OF_NO_FORMAT),
        (b'{"a":1}\n' * 100 + model(), OF_NO_FORMAT),
    ],
)
def test_when_no_record_tells_the_format_the_first_that_can_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        detect_format(read_chunks(io.BytesIO(data)))
    assert str(caught.value) == reason
