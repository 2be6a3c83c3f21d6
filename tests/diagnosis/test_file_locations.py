"""Locations in files of every layout equal those that an independent scan of the text finds."""

import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.pipeline.files import validate_file
from runbridge.reporters.excerpt import excerpt
from tests.schemas.samples import FORMATS, RECORDS

#: A text that no other part of a record has: its location is that of the problem.
TOKEN = "314159265358979"
TIMES = {"workflow-run": "createdAt", "workflow-run-model": "created_at"}
LAYOUTS: dict[str, dict[str, Any]] = {
    "compact": {"separators": (",", ":")},
    "spaced": {},
    "pretty": {"indent": 2},
    "tabs": {"indent": "\t"},
}
FRAMES = {
    "lines": ("", "\n", "\n"),
    "crlf": ("", "\r\n", "\r\n"),
    "array": ("[", ", ", "]"),
    "array over lines": (" [\n", ",\n\n  ", "\n]\n"),
    "sequence": ("\n", " ", ""),
}
odd = st.text(st.sampled_from('aé日🙂\u2028\u0301\\"\n'), max_size=12)


class Place(NamedTuple):
    line: int
    column: int
    end_line: int
    end_column: int
    offset: int


def scan(text: str, token: str) -> list[Place]:
    """The locations of a token in a text, each counted from the start."""
    places: list[Place] = []
    at = text.find(token)
    while at >= 0:
        before = text[:at].split("\n")
        column = len(before[-1]) + 1
        places.append(Place(len(before), column, len(before), column + len(token), len(text[:at].encode())))
        at = text.find(token, at + 1)
    return places


def found_in(data: bytes, form: str, jobs: int = 1) -> list[tuple[Place, str]]:
    found: list[tuple[Place, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in")
        path.write_bytes(data)

        def note(rejected: rb.Rejected) -> None:
            for each in rejected.findings():
                problem = each.problem
                place = (problem.line, problem.column, problem.end_line, problem.end_column, problem.offset)
                found.append((Place(*(number or 0 for number in place)), problem.code))

        validate_file(path, form, on_reject=note, jobs=jobs)
    return found


@given(form=st.sampled_from(FORMATS), frame=st.sampled_from(sorted(FRAMES)), data=st.data())
def test_locations_in_files_are_those_of_the_values(form: str, frame: str, data: st.DataObject) -> None:
    records: list[str] = []
    for _ in range(data.draw(st.integers(1, 4))):
        record = {data.draw(odd): data.draw(odd), **RECORDS[form]}
        # In any order, with the broken fields among others.
        names = data.draw(st.permutations(list(record)))
        broken = data.draw(st.sampled_from([(), ("id",), (TIMES[form],), ("id", TIMES[form])]))
        mixed = {name: int(TOKEN) if name in broken else record[name] for name in names}
        layout = LAYOUTS[
            data.draw(st.sampled_from(["compact", "spaced"] if frame[0] == "l" or frame[0] == "c" else list(LAYOUTS)))
        ]
        records.append(json.dumps(mixed, ensure_ascii=data.draw(st.booleans()), **layout))
    before, between, behind = FRAMES[frame]
    text = before + between.join(records) + behind
    assert found_in(text.encode(), form) == [(place, "invalid-type") for place in scan(text, TOKEN)]


@pytest.mark.parametrize("form", FORMATS)
def test_locations_do_not_depend_on_jobs(form: str) -> None:
    good = json.dumps({**RECORDS[form], "more": "é日🙂" * 200}, ensure_ascii=False)
    bad = json.dumps({"more": "é日🙂", **RECORDS[form], "id": int(TOKEN)}, ensure_ascii=False)
    text = "".join(f"{bad if number % 97 == 0 else good}\n" for number in range(1500))
    expected = [(place, "invalid-type") for place in scan(text, TOKEN)]
    assert len(expected) == 16
    assert len(text.encode()) > 2 << 20
    assert found_in(text.encode(), form, jobs=1) == found_in(text.encode(), form, jobs=2) == expected


@pytest.mark.parametrize("form", FORMATS)
def test_location_of_a_missing_field_and_of_invalid_json(form: str) -> None:
    good = json.dumps(RECORDS[form], ensure_ascii=False)
    lacking = json.dumps({name: value for name, value in RECORDS[form].items() if name != "id"}, ensure_ascii=False)
    lines = [good, lacking, '{"é": nope}', good]
    text = "\n".join(lines)
    second, third = scan(text, lacking)[0], scan(text, "nope")[0]
    assert found_in(text.encode(), form) == [(second, "missing-field"), (third, "invalid-json")]


def test_locations_in_compressed_files_count_decompressed_bytes() -> None:
    import gzip

    form = FORMATS[0]
    text = "\n".join(json.dumps({**RECORDS[form], "id": int(TOKEN)}) for _ in range(3))
    assert found_in(gzip.compress(text.encode()), form) == [(place, "invalid-type") for place in scan(text, TOKEN)]


def test_locations_in_msgpack_are_those_in_its_json_text(tmp_path: Path) -> None:
    form = FORMATS[0]
    good, bad = RECORDS[form], {"é": "日", **RECORDS[form], "id": int(TOKEN)}
    (tmp_path / "in").write_bytes(msgspec.msgpack.encode(good) + msgspec.msgpack.encode(bad))
    rejected: list[rb.Rejected] = []
    validate_file(tmp_path / "in", form, on_reject=rejected.append)
    ((problem,), record) = (rejected[0].problems, rejected[0])
    (within,) = scan(record.data.decode(), TOKEN)
    assert record.offset == len(msgspec.msgpack.encode(good))
    assert (problem.line, problem.column, problem.end_column) == (2, within.column, within.end_column)
    assert problem.offset == record.offset + within.offset
    (finding,) = record.findings()
    shown = excerpt(problem, finding.source)
    assert shown is not None
    assert shown.marked == TOKEN


def test_rejects_keep_the_locations(tmp_path: Path) -> None:
    form, target = FORMATS
    bad = json.dumps({**RECORDS[form], "id": int(TOKEN), "é": "日"}, ensure_ascii=False)
    text = f"\n\n  {json.dumps(RECORDS[form])}\n  {bad}\n"
    (tmp_path / "in").write_text(text, encoding="utf-8")
    rejected: list[rb.Rejected] = []
    for replay, source, rejects in ((False, "in", "rejects"), (True, "rejects", "again")):
        rb.convert_file(
            tmp_path / source,
            tmp_path / "out",
            target,
            rejects=tmp_path / rejects,
            replay=replay,
            on_reject=rejected.append,
        )
    assert rejected[0] == rejected[1]
    (problem,) = rejected[0].problems
    (place,) = scan(text, TOKEN)
    assert (problem.line, problem.column, problem.end_line, problem.end_column, problem.offset) == place
    written = json.loads((tmp_path / "again").read_bytes())["problems"]
    assert [Place(*(each[name] for name in Place._fields)) for each in written] == [place]
