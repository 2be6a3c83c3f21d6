"""The comparison has a row for each work and kind of data, and its changed lines are valid and handed back."""

import pytest

from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter
from runbridge.record.native_batch import plan_of, process_natively
from runbridge.record.native_nodes import load_library
from tests.benchmarks.handed_back import BEGIN, CAUSES, END, changed, convert, main, validate
from tests.benchmarks.paths import MODEL, RUN
from tests.benchmarks.records import KINDS, SIZES, make_records

pytestmark = pytest.mark.skipif(load_library() is None, reason="the native module is not there")
RECORD = next(make_records(size="2 KB", kind="plain")).removesuffix(b"\n")


def test_the_command_prints_a_row_for_each_work_and_kind_of_data(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--records", "40", "--repeats", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[-1]) == (BEGIN, END)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert rows[0] == ["work", "records", "over skipping", *CAUSES]
    assert [row[:2] for row in rows[2:]] == [
        [work, f"{size}, {kind}"]
        for work in ("to workflow-run", "and back", "validate")
        for kind in KINDS
        for size in SIZES
    ]


def test_a_share_of_the_lines_is_changed() -> None:
    lines = changed([b'{"a":1}'] * 200, b',"b":2', 6)
    assert lines.count(b'{"a":1,"b":2}') == 12
    assert lines.count(b'{"a":1}') == 188


@pytest.mark.parametrize("addition", CAUSES.values(), ids=CAUSES)
def test_changed_lines_are_valid_and_handed_back(addition: bytes) -> None:
    there = make_converter(MODEL, ConvertOptions(target=RUN, format_name=MODEL))
    back = make_converter(RUN, ConvertOptions(target=MODEL, format_name=RUN))
    for converter, line in ((there, RECORD), (back, there.convert(RECORD).data)):
        assert isinstance(converter, Converter)
        (odd,) = changed([line], addition, 1)
        for each, number in ((line, 0), (odd, 1)):
            result = process_natively(plan_of(converter), each + b"\n")
            assert result is not None
            assert len(result[2]) == number
        assert len(list(convert(converter, [odd + b"\n"]))) == 2


def test_records_that_are_no_measurement() -> None:
    with pytest.raises(ValueError, match="a record is invalid"):
        list(validate([b'{"id":1}\n']))
    there = make_converter(MODEL, ConvertOptions(target=RUN, format_name=MODEL))
    with pytest.raises(ValueError, match="the module did not convert these records"):
        list(convert(there, [b"no record\n"]))
    assert list(validate([RECORD + b"\n"])) == [1]
