"""Which of DuckDB's own ways to read and write files keep the text of a record as it is."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.arrow.command_line import converted
from tests.duckdb.engine import connected
from tests.pipeline.sample_records import BAD, GOOD, MODEL, RUN, model

#: What a reader of JSON would like to change: representation of numbers, blanks, repeated fields, escapes.
DELICATE = (
    model(id="plain").replace(b"1.5", b"1.50"),
    model(id="huge", duration=0).replace(b'"duration":0', b'"duration":1e400'),
    model(id="long", number=0).replace(b'"number":0', b'"number":123456789012345678901234567890'),
    model(id="twice").replace(b'{"id"', b'{"gpu":null,"id"'),
    model(id="blanks").replace(b",", b" ,  ").replace(b":null", b" : null"),
    model(id="escapes", machine_id="x").replace(b'"x"', b'"\\u00e9\\/\\u0041 \xc3\xa9"'),
    model(id="large", workflow_inputs={"prompt": "x" * (3 << 20)}),
)
READ_CSV = (
    "read_csv('{path}', columns={{json: 'VARCHAR'}}, auto_detect=false, header=false, delim='', quote='', escape='',"
    # The longest record that there may be, and how much is read at once: a multiple of it, unless that is reported.
    " strict_mode=false, max_line_size=16777216, buffer_size=33554432)"
)


def write_lines(path: Path, lines: tuple[bytes, ...]) -> Path:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def texts(con: Any, query: str) -> list[bytes]:
    return [text.encode() for (text,) in con.execute(query).fetchall()]


@pytest.mark.parametrize(
    "source",
    [
        "read_ndjson_objects('{path}')",
        "read_json_objects('{path}')",
        READ_CSV,
        "(SELECT unnest(string_split(rtrim(content, chr(10)), chr(10))) AS json FROM read_text('{path}'))",
    ],
)
def test_these_readers_keep_the_text_of_records(source: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "runs.ndjson", DELICATE)
    with connected() as con:
        found = con.execute(f"SELECT json FROM {source.format(path=path)}").fetchall()
    assert [text.encode() for (text,) in found] == [*DELICATE]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT to_json(runs) FROM read_ndjson('{path}') AS runs",
        "SELECT json FROM read_ndjson('{path}', columns={{json: 'JSON'}}, records=false)",
    ],
)
def test_these_readers_rewrite_numbers(query: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "runs.ndjson", DELICATE[:1])
    with connected() as con:
        (found,) = texts(con, query.format(path=path))
    assert b'"duration":1.50' in DELICATE[0]
    assert b'"duration":1.5,' in found


def test_read_csv_reads_malformed_lines(tmp_path: Path) -> None:
    # A NUL is what it takes for the end of a column where the delimiter is empty.
    broken = (line for line in BAD if line.isascii() and b"\0" not in line)
    lines = (*GOOD, *broken, model(machine_id="x").replace(b'"x"', b'"\\ud800"'))
    path = write_lines(tmp_path / "runs.ndjson", lines)
    with connected() as con:
        assert texts(con, f"SELECT json FROM {READ_CSV.format(path=path)}") == [*lines]
        with pytest.raises(duckdb.InvalidInputException, match="Malformed JSON"):
            con.execute(f"SELECT json FROM read_ndjson_objects('{path}')").fetchall()


def test_read_blob_reads_lines_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(BAD[1])
    with connected() as con:
        found = con.execute(f"SELECT runbridge_problems(content, '{MODEL}') FROM read_blob('{path}')").fetchall()
    message = "not UTF-8: invalid start byte (byte 0xff)"
    assert found == [([{"code": "invalid-utf8", "pointer": "", "message": message}],)]


def test_a_file_converts_to_the_bytes_of_the_command_line(tmp_path: Path) -> None:
    lines = (*DELICATE, *BAD[2:4], *GOOD)
    path, output = write_lines(tmp_path / "runs.ndjson", lines), tmp_path / "runs.out.ndjson"
    with connected() as con:
        con.execute(
            f"COPY (SELECT value FROM (SELECT runbridge_convert(json, '{RUN}') AS value FROM"
            f" {READ_CSV.format(path=path)}) WHERE value IS NOT NULL) TO '{output}'"
            " (FORMAT csv, HEADER false, DELIMITER '', QUOTE '', ESCAPE '')"
        )
    expected = [found.value for found in converted(lines, tmp_path, to=RUN) if found.value is not None]
    assert output.read_bytes().splitlines() == expected
    assert output.read_bytes().endswith(b"}\n")


def test_parquet_keeps_the_text_of_records(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "runs.ndjson", DELICATE)
    with connected() as con:
        con.execute(f"COPY (FROM read_ndjson_objects('{path}')) TO '{tmp_path}/runs.parquet'")
        assert texts(con, f"SELECT json FROM '{tmp_path}/runs.parquet'") == [*DELICATE]
