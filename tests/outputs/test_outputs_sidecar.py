"""Residues in a sidecar are found for records in any order, edited, reformatted and with hostile ids."""

import gzip
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from runbridge.errors import UsageError
from runbridge.outputs.sidecar import Sidecar, open_sidecar
from runbridge.outputs.sidecar_lines import digest_of, sidecar_line

RECORDS = [(f"run-{number}", f'{{"id":"run-{number}"}}'.encode()) for number in range(4)]


def residue(number: int) -> bytes:
    return b'{"own":{"n":%d}}' % number


LINES = [sidecar_line(identity, data, residue(number)) for number, (identity, data) in enumerate(RECORDS)]


def sidecar_of(*lines: bytes) -> Sidecar:
    return Sidecar(io.BytesIO(b"".join(lines)), "side")


class Pipe(io.BytesIO):
    """A file that can be read only once."""

    def seekable(self) -> bool:
        return False


class Counting(io.BytesIO):
    """A file that knows how often it was sought in."""

    seeks = 0

    def seek(self, *where: int) -> int:
        self.seeks += 1
        return super().seek(*where)


def test_a_line_has_id_digests_and_residue() -> None:
    assert digest_of(b"text") == "sha256:982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
    assert sidecar_line("é", b"text", None) == (
        b'{"id":"\xc3\xa9","digest":"%s","check":"%s","residue":null}\n'
        % (digest_of(b"text").encode(), digest_of(b'"\xc3\xa9"\n' + digest_of(b"text").encode() + b"\nnull").encode())
    )


def test_lines_of_older_versions_are_read() -> None:
    lines = [
        b'{"id":"%s","digest":"%s","residue":%s}\n' % (identity.encode(), digest_of(data).encode(), residue(number))
        for number, (identity, data) in enumerate(RECORDS)
    ]
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        sidecar = sidecar_of(*lines)
        assert [sidecar.find(*RECORDS[number]) for number in order] == [residue(number) for number in order]
        assert (sidecar.missed, sidecar.damaged) == (0, 0)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
def test_no_flipped_bit_gives_another_residue(order: list[int]) -> None:
    data = b"".join([LINES[0], sidecar_line(*RECORDS[1], None), LINES[2]])
    expected = {RECORDS[0]: residue(0), RECORDS[1]: None, RECORDS[2]: residue(2)}
    refused = 0
    for bit in range(8 * len(data)):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        sidecar = Sidecar(io.BytesIO(damaged), "side")
        try:
            found = {RECORDS[number]: sidecar.find(*RECORDS[number]) for number in order}
        except UsageError:
            refused += 1
            continue
        assert all(found[record] in (None, expected[record]) for record in found)
        wrong = sum(found[record] != expected[record] for record in found)
        assert sidecar.missed >= wrong
        # A damaged line at the end is not read if nobody asks for what follows.
        assert sidecar.damaged or (found == expected and sidecar.missed == 0)
    assert refused == 0


def test_damaged_lines_are_counted_once_and_the_others_are_used() -> None:
    sidecar = sidecar_of(LINES[0], LINES[1].replace(b'"n":1', b'"n":5'), b"{\n", LINES[2], b"\xff\n", LINES[3])
    assert [sidecar.find(*record) for record in RECORDS] == [residue(0), None, residue(2), residue(3)]
    assert (sidecar.missed, sidecar.damaged) == (1, 3)


def test_a_damaged_line_of_a_pipe_is_that_of_its_record() -> None:
    damaged = LINES[1].replace(b'"n":1', b'"n":5')
    sidecar = Sidecar(io.BufferedReader(Pipe(b"".join([LINES[0], damaged, LINES[2], b"?\n"]))), "side")
    assert [sidecar.find(*record) for record in RECORDS] == [residue(0), None, residue(2), None]
    assert (sidecar.missed, sidecar.damaged) == (2, 2)


def test_a_pipe_that_starts_with_a_damaged_line_is_refused() -> None:
    sidecar = Sidecar(io.BufferedReader(Pipe(b"?\n" + LINES[0])), "side")
    with pytest.raises(UsageError) as caught:
        sidecar.find(*RECORDS[0])
    assert str(caught.value) == "side is not a sidecar written by runbridge"


def test_records_in_order_are_found_line_by_line() -> None:
    file = Counting(b"".join(LINES))
    sidecar = Sidecar(file, "side")
    for number, record in enumerate(RECORDS):
        assert sidecar.find(*record) == residue(number)
    assert (file.seeks, sidecar.missed) == (0, 0)


@pytest.mark.parametrize("order", [[3, 2, 1, 0], [0, 2, 1, 3], [1, 3], [0, 1, 3, 2, 0]])
def test_records_in_another_order_are_found(order: list[int]) -> None:
    sidecar = sidecar_of(*LINES)
    assert [sidecar.find(*RECORDS[number]) for number in order] == [residue(number) for number in order]


def test_lines_are_found_in_any_order_and_between_blank_lines() -> None:
    sidecar = sidecar_of(LINES[2], b"\n", LINES[0], b" \r\n", LINES[1], LINES[3].rstrip())
    assert [sidecar.find(*record) for record in RECORDS] == [residue(number) for number in range(4)]


def test_edited_and_reformatted_records_are_found_by_id() -> None:
    sidecar = sidecar_of(*LINES)
    printed = [(identity, json.dumps(json.loads(data), indent=1).encode()) for identity, data in RECORDS]
    assert [sidecar.find(*record) for record in printed] == [residue(number) for number in range(4)]


def test_records_without_a_line_are_counted() -> None:
    sidecar = sidecar_of(LINES[0], LINES[2])
    assert [sidecar.find(*record) for record in RECORDS] == [residue(0), None, residue(2), None]
    assert sidecar.missed == 2


def test_an_empty_sidecar_has_no_residue() -> None:
    sidecar = sidecar_of()
    assert sidecar.find(*RECORDS[0]) is None
    assert sidecar.missed == 1


def test_a_line_without_a_residue_is_not_a_missing_line() -> None:
    sidecar = sidecar_of(sidecar_line(*RECORDS[0], None))
    assert sidecar.find(*RECORDS[0]) is None
    assert sidecar.missed == 0


def test_an_edited_record_with_an_ambiguous_id_is_not_found() -> None:
    one, other = (sidecar_line("run-0", text, residue(number)) for number, text in enumerate([b"a", b"b"]))
    sidecar = sidecar_of(one, other)
    assert sidecar.find("run-0", b"edited") is None
    assert sidecar.find("run-0", b"b") == residue(1)
    assert sidecar.find("run-0", b"a") == residue(0)
    assert sidecar.missed == 1


def test_equal_lines_belong_to_records_in_file_order() -> None:
    alike = [sidecar_line("run-9", b"same", residue(number)) for number in (7, 8, 9)]
    in_order = sidecar_of(*alike, LINES[0])
    assert [in_order.find("run-9", b"same") for _ in alike] == [residue(7), residue(8), residue(9)]
    shuffled = sidecar_of(*alike, LINES[0])
    assert shuffled.find(*RECORDS[0]) == residue(0)
    assert [shuffled.find("run-9", b"same") for _ in range(4)] == [residue(7), residue(8), residue(9), residue(9)]


def test_a_used_line_is_used_again_only_without_an_equal_one() -> None:
    alike = [sidecar_line("run-9", b"same", residue(number)) for number in (7, 8)]
    sidecar = sidecar_of(alike[0], LINES[0], alike[1])
    assert sidecar.find("run-9", b"same") == residue(7)
    assert sidecar.find("run-9", b"same") == residue(8)
    lonely = sidecar_of(LINES[0], LINES[1])
    assert [lonely.find(*RECORDS[0]) for _ in range(3)] == [residue(0)] * 3


@pytest.mark.parametrize("identity", ["\ud800", "\x00\x1b", "a\nb", "", "é🙂", '"\\'])
def test_any_text_can_be_an_id(identity: str) -> None:
    line = sidecar_line(identity, b"text", b'{"own":{"\\ud800":1}}')
    assert line.count(b"\n") == 1
    sidecar = sidecar_of(LINES[0], line)
    assert sidecar.find(identity, b"text") == b'{"own":{"\\ud800":1}}'


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b"not JSON",
        b'{"id":"a","digest":"b"}',
        b'{"id":["a"],"digest":"b","residue":null}',
        b'{"id":1,"digest":"b","residue":null}',
        b'{"id":"\xff","digest":"b","residue":null}',
        b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b',"digest":"b","residue":null}',
        b"\x00" * 10,
        b'{"id":"a","digest":"b","residue":null,"other":1}',
        b"[]",
        b"NaN",
        b'{"id":"a","residue":null}',
        b'{"id":"a","digest":1,"residue":"\\ud800"}',
        b'{"digest":"b","residue":"\\ud800"}',
        b'{"id":"a","digest":"b","residue":["\\ud800",NaN]}',
    ],
)
def test_a_file_without_sidecar_lines_is_a_usage_error(line: bytes) -> None:
    sidecar = sidecar_of(line)
    with pytest.raises(UsageError) as caught:
        sidecar.find(*RECORDS[0])
    assert str(caught.value) == "side is not a sidecar written by runbridge"
    later = sidecar_of(LINES[1], line)
    assert later.find(*RECORDS[0]) is None
    assert (later.missed, later.damaged) == (1, 1)


NOT_IN_ORDER = (
    "can be read only once, and the records come in another order than its lines; give it as a file that is not"
    " compressed"
)


def side_in(folder: Path, form: str) -> str:
    """The path of a sidecar as a file, a compressed one, a pipe or standard input."""
    text = b"".join(LINES)
    path = folder / form
    if form == "gzip":
        path.write_bytes(gzip.compress(text))
    elif form == "pipe":
        reader, writer = os.pipe()
        os.write(writer, text)
        os.close(writer)
        return f"/dev/fd/{reader}"
    else:
        path.write_bytes(text)
    return str(path)


@pytest.mark.parametrize("form", ["file", "gzip", "pipe"])
def test_files_compressed_files_and_pipes_are_read_in_order(tmp_path: Path, form: str) -> None:
    with open_sidecar(side_in(tmp_path, form)) as sidecar:
        assert [sidecar.find(*record) for record in RECORDS] == [residue(number) for number in range(4)]
        assert sidecar.missed == 0


def test_a_file_is_read_in_any_order(tmp_path: Path) -> None:
    with open_sidecar(side_in(tmp_path, "file")) as sidecar:
        assert [sidecar.find(*record) for record in reversed(RECORDS)] == [residue(n) for n in (3, 2, 1, 0)]


@pytest.mark.parametrize("form", ["gzip", "pipe"])
def test_compressed_files_and_pipes_need_records_in_order(tmp_path: Path, form: str) -> None:
    path = side_in(tmp_path, form)
    with open_sidecar(path) as sidecar:
        assert sidecar.find(*RECORDS[0]) == residue(0)
        with pytest.raises(UsageError) as caught:
            sidecar.find(*RECORDS[2])
    assert str(caught.value) == f"{path} {NOT_IN_ORDER}"


@pytest.mark.parametrize("redirected", [True, False])
def test_standard_input_needs_records_in_order(
    tmp_path: Path, redirected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(side_in(tmp_path, "file" if redirected else "pipe")) as stdin:  # noqa: PTH123  # as the shell does
        monkeypatch.setattr(sys, "stdin", stdin)
        with open_sidecar("-") as sidecar:
            assert sidecar.find(*RECORDS[0]) == residue(0)
            with pytest.raises(UsageError) as caught:
                sidecar.find(*RECORDS[2])
    assert str(caught.value) == f"standard input {NOT_IN_ORDER}"


def test_messages_escape_the_name_of_the_sidecar(tmp_path: Path) -> None:
    (tmp_path / "a\x1bb").write_bytes(b"?")
    with open_sidecar(str(tmp_path / "a\x1bb")) as sidecar, pytest.raises(UsageError) as caught:
        sidecar.find("a", b"b")
    assert str(caught.value) == f"{tmp_path}/a\\u001bb is not a sidecar written by runbridge"


def test_a_missing_sidecar_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_sidecar(str(tmp_path / "none")):
        pytest.fail("there is nothing to read")


def test_equal_lines_are_found_in_linear_time(tmp_path: Path) -> None:
    count = 20_000
    line: Any = sidecar_line("run-9", b"same", residue(1))
    (tmp_path / "side").write_bytes(LINES[0] + line * count)
    with (tmp_path / "side").open("rb") as file:
        sidecar = Sidecar(file, "side")
        sidecar.find("run-9", b"same")
        assert {sidecar.find("run-9", b"same") for _ in range(count)} == {residue(1)}
