"""Spark and the command line make the same of every record: the same bytes, the same problems."""

from pathlib import Path
from typing import Any

import pytest

from runbridge.spark import convert, validate
from tests.arrow.command_line import converted, samples, validated, without_format
from tests.pipeline.sample_records import MODEL, RUN
from tests.spark.session import QUIET, conversions, frame, problems_of, rows_of

pytestmark = [*QUIET, pytest.mark.deep]
FORMS = pytest.mark.parametrize(("format", "to"), [(MODEL, RUN), (RUN, MODEL)])


@FORMS
def test_records_are_converted_as_the_command_line_does(format: str, to: str, spark: Any, tmp_path: Path) -> None:
    lines = samples(format)
    expected = converted(lines, tmp_path, to=to)
    assert 0 < sum(each.value is None for each in expected) < len(expected)
    assert conversions(convert(frame(spark, lines), column="run", to=to)) == without_format(expected, to)
    assert conversions(convert(frame(spark, lines), column="run", to=to, from_=format)) == expected


@FORMS
@pytest.mark.parametrize("residue", ["embed", "drop"])
def test_options_are_those_of_the_command_line(format: str, to: str, residue: Any, spark: Any, tmp_path: Path) -> None:
    lines = samples(format)
    options = ["--set", "userId=u_1", "--profile", "tolerant", "--residue", residue]
    # The name of the format, because other formats on the way to the target have such a field too.
    options += ["--map", f"{MODEL}.status:paused=running"]
    expected = converted(lines, tmp_path, to=to, options=[*options, "--ignore-residue", "--max-record", "4KiB"])
    done = convert(
        frame(spark, lines),
        column="run",
        to=to,
        set={"userId": "u_1"},
        map={f"{MODEL}.status": {"paused": "running"}},
        profile="tolerant",
        residue=residue,
        apply_residue=False,
        max_record=4 << 10,
    )
    assert conversions(done) == without_format(expected, to)


@FORMS
@pytest.mark.parametrize("options", [{}, {"strict": True, "profile": "tolerant", "max_record": 4 << 10}], ids=str)
def test_records_are_validated_as_the_command_line_does(
    format: str, to: str, options: Any, spark: Any, tmp_path: Path
) -> None:
    lines = samples(format)
    arguments = ["--strict", "--profile", "tolerant", "--max-record", "4KiB"] if options else []
    expected = validated(lines, tmp_path, format=format, options=arguments)
    rows = rows_of(validate(frame(spark, lines), column="run", format=format, **options))
    assert list(map(problems_of, rows)) == expected
    assert [row["valid"] for row in rows] == [not problems for problems in expected]
