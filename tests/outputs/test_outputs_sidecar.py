"""Residues in a sidecar are found for records in any order, edited, reformatted and with hostile ids."""

import errno
import gzip
import io
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from runbridge.errors import BadInput, UsageError
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
    "can be read only once, and its next line is not that of the next record: a record was changed, removed, added or"
    " moved; save the sidecar to a file and give that"
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


@pytest.mark.parametrize("order", [[3, 1, 0, 2], [1, 2, 3], [0, 2, 3], [0, 1, 0]])
@pytest.mark.parametrize("form", ["file", "gzip"])
def test_files_and_compressed_files_are_read_in_any_order(tmp_path: Path, form: str, order: list[int]) -> None:
    with open_sidecar(side_in(tmp_path, form)) as sidecar:
        assert [sidecar.find(*RECORDS[number]) for number in order] == [residue(number) for number in order]
        assert sidecar.find("run-3", b"edited") == residue(3)
        sidecar.finish()
        assert (sidecar.missed, sidecar.damaged, sidecar.ambiguous) == (0, 0, 0)


def test_a_compressed_file_that_is_no_sidecar_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.gz"
    path.write_bytes(gzip.compress(b"{}\n"))
    with open_sidecar(str(path)) as sidecar, pytest.raises(UsageError) as caught:
        sidecar.find(*RECORDS[0])
    assert str(caught.value) == f"{path} is not a sidecar written by runbridge"


def test_damage_in_a_compressed_file_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "in.gz"
    path.write_bytes(gzip.compress(LINES[1] + os.urandom(500_000).hex().encode(), 1)[:400_000])
    with open_sidecar(str(path)) as sidecar, pytest.raises(BadInput) as caught:
        sidecar.find(*RECORDS[0])
    assert caught.value.filename == str(path)


class FullDisk(io.BytesIO):
    """A temporary file on a disk that is full."""

    def write(self, _data: object, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_reported_with_the_directory_of_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", FullDisk)
    with open_sidecar(side_in(tmp_path, "gzip")) as sidecar, pytest.raises(OSError, match="No space left") as caught:
        sidecar.find(*RECORDS[1])
    assert caught.value.filename == tempfile.gettempdir()


def test_pipes_need_records_in_order(tmp_path: Path) -> None:
    path = side_in(tmp_path, "pipe")
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


#: Three records with the same id and text, and other residues; the lines of other records are between them.
ALIKE = [sidecar_line("run-9", b"same", residue(number)) for number in (7, 8, 9)]
MIXED = [ALIKE[0], LINES[0], ALIKE[1], LINES[1], ALIKE[2], LINES[2]]
SAME = ("run-9", b"same")


def file_of(text: bytes, form: str) -> Sidecar:
    """A sidecar in a file, in a compressed one or in a pipe."""
    match form:
        case "file":
            return Sidecar(io.BytesIO(text), "side")
        case "gzip":
            return Sidecar(io.BufferedReader(Pipe(text)), "side", again=lambda: io.BytesIO(text))
        case _:
            return Sidecar(io.BufferedReader(Pipe(text)), "side")


def ambiguous_after(sidecar: Sidecar, records: Sequence[tuple[str, bytes]]) -> int:
    """The number of ambiguous records when these have been found."""
    for record in records:
        sidecar.find(*record)
    sidecar.finish()
    return sidecar.ambiguous


@pytest.mark.parametrize("form", ["file", "gzip", "pipe"])
def test_no_record_is_ambiguous_if_all_come(form: str) -> None:
    records = [SAME, RECORDS[0], SAME, RECORDS[1], SAME, RECORDS[2]]
    assert ambiguous_after(file_of(b"".join(MIXED), form), records) == 0
    assert ambiguous_after(file_of(b"".join(MIXED) + b"\n \n", form), records) == 0


@pytest.mark.parametrize(
    ("records", "ambiguous"),
    [
        ([SAME, RECORDS[0], SAME], 2),
        ([SAME], 1),
        ([SAME, RECORDS[0], SAME, RECORDS[1]], 2),
    ],
)
@pytest.mark.parametrize("form", ["file", "gzip", "pipe"])
def test_records_that_end_too_early_are_ambiguous(form: str, records: list[tuple[str, bytes]], ambiguous: int) -> None:
    assert ambiguous_after(file_of(b"".join(MIXED), form), records) == ambiguous
    # Other lines that are left do no harm, nor does a line that is the same in full.
    assert ambiguous_after(file_of(b"".join([*MIXED, *LINES, *LINES]), form), records) == ambiguous
    assert ambiguous_after(file_of(b"".join([ALIKE[0], LINES[0], ALIKE[0], LINES[1], ALIKE[0]]), form), records) == 0


@pytest.mark.parametrize(
    ("records", "ambiguous"),
    [
        ([SAME, SAME, RECORDS[0]], 2),
        ([RECORDS[0], SAME, RECORDS[1], SAME, RECORDS[2]], 2),
        ([RECORDS[2], SAME], 1),
        ([RECORDS[2], RECORDS[1]], 0),
        ([SAME, ("run-9", b"edited"), SAME], 2),
        ([SAME, SAME, SAME, RECORDS[3]], 0),
        ([SAME, SAME, SAME, SAME], 4),
    ],
)
@pytest.mark.parametrize("form", ["file", "gzip"])
def test_records_in_another_order_are_ambiguous_if_their_number_differs(
    form: str, records: list[tuple[str, bytes]], ambiguous: int
) -> None:
    assert ambiguous_after(file_of(b"".join(MIXED), form), records) == ambiguous
    assert ambiguous_after(file_of(b"".join([*ALIKE[:1] * 3, *LINES]), form), records) == 0


@pytest.mark.parametrize("form", ["file", "gzip", "pipe"])
def test_nothing_is_ambiguous_without_records(form: str) -> None:
    assert ambiguous_after(file_of(b"".join(ALIKE), form), []) == 0


def damage(line: bytes) -> bytes:
    return line.replace(b'"n":', b'"m":')


@pytest.mark.parametrize("form", ["file", "gzip", "pipe"])
def test_damaged_lines_after_the_last_record_are_counted(form: str) -> None:
    sidecar = file_of(b"".join([LINES[0], LINES[1], b"\n", damage(LINES[2]), b"?\n"]), form)
    assert ambiguous_after(sidecar, RECORDS[:1]) == 0
    assert (sidecar.missed, sidecar.damaged) == (0, 2)


@pytest.mark.parametrize("form", ["file", "gzip", "pipe"])
def test_a_damaged_line_belongs_to_its_record(form: str) -> None:
    text = b"".join([ALIKE[0], damage(ALIKE[1]), ALIKE[2]])
    sidecar = file_of(text, form)
    assert [sidecar.find(*SAME) for _ in ALIKE] == [residue(7), None, residue(9)]
    sidecar.finish()
    assert (sidecar.missed, sidecar.damaged, sidecar.ambiguous) == (1, 1, 0)
    assert ambiguous_after(file_of(text, form), [SAME, SAME]) == 2
    assert ambiguous_after(file_of(b"".join([ALIKE[0], damage(ALIKE[1])]), form), [SAME]) == 1


def test_a_record_whose_line_is_damaged_never_gets_the_residue_of_another() -> None:
    # The other line has the same id; with a damaged id, the line is known by its digest.
    lines = sidecar_line("run-9", b"one", residue(1)), sidecar_line("run-9", b"other", residue(2))
    cut = lines[0].index(b'"residue"')
    for line in (damage(lines[0]), lines[0].replace(b"run-9", b"run-8"), lines[0][:cut], b"?" + lines[0][1:]):
        sidecar = sidecar_of(line.rstrip() + b"\n", lines[1])
        assert sidecar.find("run-9", b"one") is None
        assert sidecar.find("run-9", b"other") == residue(2)
        assert (sidecar.missed, sidecar.damaged) == (1, 1)


def test_copies_of_a_record_are_ambiguous_if_a_line_of_its_text_has_a_damaged_id() -> None:
    sidecar = sidecar_of(ALIKE[0], ALIKE[1].replace(b"run-9", b"run-8"))
    assert [sidecar.find(*SAME), sidecar.find(*SAME)] == [residue(7), None]
    sidecar.finish()
    assert (sidecar.missed, sidecar.damaged, sidecar.ambiguous) == (1, 1, 2)


def test_records_without_any_residue_are_not_ambiguous() -> None:
    sidecar = sidecar_of(damage(LINES[0]))
    assert ambiguous_after(sidecar, RECORDS[:1] * 2) == 0
    assert (sidecar.missed, sidecar.damaged) == (2, 1)


@pytest.mark.parametrize("form", ["file", "gzip", "pipe"])
def test_a_file_whose_lines_are_all_damaged_is_a_sidecar(form: str) -> None:
    sidecar = file_of(b"".join(map(damage, LINES)), form)
    assert [sidecar.find(*record) for record in RECORDS] == [None] * 4
    sidecar.finish()
    assert (sidecar.missed, sidecar.damaged, sidecar.ambiguous) == (4, 4, 0)


def test_no_flipped_bit_in_its_only_line_makes_a_sidecar_another_file() -> None:
    line = LINES[0].rstrip()
    for bit in range(8 * len(line)):
        damaged = bytearray(line)
        damaged[bit // 8] ^= 1 << bit % 8
        sidecar = Sidecar(io.BytesIO(damaged), "side")
        assert sidecar.find(*RECORDS[0]) is None
        assert (sidecar.missed, sidecar.damaged > 0) == (1, True)


@pytest.mark.parametrize(
    "line",
    [
        b'{"id":"\\u12","digest":"%b","residue":?' % digest_of(b"").encode(),
        b'{"residue":{},"check":"","digest":"","id":"a"}',
    ],
)
def test_damaged_lines_of_other_writers_have_the_shape_of_a_sidecar(line: bytes) -> None:
    sidecar = sidecar_of(line)
    assert sidecar.find(*RECORDS[0]) is None
    assert (sidecar.missed, sidecar.damaged) == (1, 1)
