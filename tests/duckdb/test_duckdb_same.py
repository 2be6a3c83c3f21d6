"""DuckDB and the command line make the same of every record: the same bytes, the same problems."""

from pathlib import Path

import pytest

from tests.arrow.command_line import converted, samples, validated, without_format
from tests.duckdb.engine import column, connected, conversions, load, problems_of
from tests.pipeline.sample_records import MODEL, RUN

FORMS = pytest.mark.parametrize(("format", "to"), [(MODEL, RUN), (RUN, MODEL)])


@FORMS
def test_records_are_converted_as_the_command_line_does(format: str, to: str, tmp_path: Path) -> None:
    lines = samples(format)
    expected = converted(lines, tmp_path, to=to)
    assert 0 < sum(each.value is None for each in expected) < len(expected)
    with connected() as con:
        load(con, lines)
        assert conversions(con, to) == without_format(expected, to)
        assert column(con, f"encode(runbridge_convert(json, '{to}'))") == [each.value for each in expected]


@FORMS
@pytest.mark.parametrize("residue", ["embed", "drop"])
@pytest.mark.deep
def test_options_are_those_of_the_command_line(format: str, to: str, residue: str, tmp_path: Path) -> None:
    lines = samples(format)
    options = ["--set", "userId=u_1", "--profile", "tolerant", "--residue", residue]
    # The name of the format, because other formats on the way to the target have such a field too.
    options += ["--map", f"{MODEL}.status:paused=running"]
    expected = converted(lines, tmp_path, to=to, options=[*options, "--ignore-residue", "--max-record", "4KiB"])
    with connected(
        set={"userId": "u_1"},
        map={f"{MODEL}.status": {"paused": "running"}},
        profile="tolerant",
        residue=residue,
        apply_residue=False,
        max_record=4 << 10,
    ) as con:
        load(con, lines)
        assert conversions(con, to) == without_format(expected, to)


@FORMS
@pytest.mark.parametrize("options", [{}, {"strict": True, "profile": "tolerant", "max_record": 4 << 10}], ids=str)
@pytest.mark.deep
def test_records_are_validated_as_the_command_line_does(
    format: str, to: str, options: dict[str, object], tmp_path: Path
) -> None:
    lines = samples(format)
    arguments = ["--strict", "--profile", "tolerant", "--max-record", "4KiB"] if options else []
    expected = validated(lines, tmp_path, format=format, options=arguments)
    with connected(**options) as con:
        load(con, lines)
        assert list(map(problems_of, column(con, f"runbridge_problems(json, '{format}')"))) == expected
        assert column(con, f"runbridge_valid(json, '{format}')") == [not problems for problems in expected]
