"""The format of a file is detected from its first records, which stay readable."""

import io
import json

import pytest

import runbridge as rb
from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Record
from runbridge.inputs.reader import read_chunks
from runbridge.pipeline.runner import detect_format
from runbridge.problems import Problem
from tests.format_names import ALL_FORMATS
from tests.pipeline.sample_records import MODEL, RUN, model, run

OF_NO_FORMAT = f"the record's fields match no format ({ALL_FORMATS}); give the format"


@pytest.mark.parametrize(
    ("data", "format_name"),
    [
        (model(), MODEL),
        (b"{\n" + run(), RUN),
        (b'{"a":1}\n' + run(), RUN),
        (b"[" + model() + b"]", MODEL),
        (b"", None),
        (b'{"a":\n', None),
        (b"[", None),
        (b"[1]", None),
        (b'[1, null, "x", []]', None),
        (b"\xff\n" * 100 + model(), None),
        (b"\xff\n" * 99 + model(), MODEL),
        (b'{"a":1}\n' * 99 + model() + b"\n" + run(), MODEL),
    ],
)
def test_the_format_is_that_of_the_first_known_record(data: bytes, format_name: str | None) -> None:
    found, chunks = detect_format(read_chunks(io.BytesIO(data)))
    assert found == format_name
    assert list(chunks) == list(read_chunks(io.BytesIO(data)))


def test_records_with_a_flaw_are_not_used() -> None:
    class Flawed:
        text = b""

        def records(self, number: int) -> list[Record]:
            return [Record(model(), number, 1, flaw=Problem(code="oversized-record")), Record(run(), number + 1, 2)]

    found, chunks = detect_format([Flawed()])  # type: ignore[list-item]  # chunks of files have a flaw or a text
    assert (found, len(list(chunks))) == (RUN, 1)


def test_only_the_first_chunk_is_read() -> None:
    class Stream(io.BytesIO):
        consumed = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.consumed += len(data)
            return data

    stream = Stream((model() + b"\n") * 1000)
    detect_format(read_chunks(stream))
    assert stream.consumed == CHUNK_SIZE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{\n" + b'{"a":1}', OF_NO_FORMAT),
        (
            json.dumps(json.loads(model()) | json.loads(run())).encode(),
            f"the record could be {RUN} or {MODEL}; give the format",
        ),
        (b'{"a":1}\n[]\n', OF_NO_FORMAT),
        (b'5\n{"a":1}\n', OF_NO_FORMAT),
        (b'{"a":1}\n' * 100 + model(), OF_NO_FORMAT),
    ],
)
def test_an_unknown_format_is_explained_by_the_first_readable_record(data: bytes, reason: str) -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        detect_format(read_chunks(io.BytesIO(data)))
    assert str(caught.value) == reason
