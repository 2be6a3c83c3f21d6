"""Hostile records get a verdict soon, and a printable message."""

import json
import time

import pytest

import runbridge as rb
from runbridge.diagnosis.explain import explain_with
from tests.schemas.samples import FORMATS, MEDIA, MODEL, OUTPUT, RUN, text, with_media, with_output

MANY = 5_000_000
DEEP = b"[" * 100_000 + b"]" * 100_000
DEEP_OBJECT = b'{"a":' * 100_000 + b"1" + b"}" * 100_000


def checked(data: bytes, form: str, *, strict: bool = False, profile: str = "published") -> list[rb.Problem]:
    """The problems, after a look at what every message promises."""
    start = time.perf_counter()
    problems = rb.validate(data, form, strict=strict, profile=profile)
    # Far more than it takes here: what is meant to fail is work that grows with the square of the input.
    assert time.perf_counter() - start < 30
    for problem in problems:
        assert len(problem.message.encode()) < 1024
        assert problem.message.isprintable()
    return problems


def codes(data: bytes, form: str, *, strict: bool = False) -> list[str]:
    return [problem.code for problem in checked(data, form, strict=strict)]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("deep", [DEEP, DEEP_OBJECT, b"[" * 100_000, b'{"a":' * 100_000], ids=["[]", "{}", "[", "{"])
@pytest.mark.parametrize("name", ["input", "id", "durationMs", "more"])
def test_deep_nesting_in_a_field(name: str, deep: bytes, strict: bool) -> None:
    assert codes(text(RUN, **{name: deep}), RUN, strict=strict) == ["excessive-nesting"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("deep", [DEEP, DEEP_OBJECT], ids=["[]", "{}"])
def test_deep_nesting_at_the_top(deep: bytes, form: str) -> None:
    assert codes(deep, form) == ["excessive-nesting"]
    assert [each.code for each in rb.validate(deep)] == ["excessive-nesting"]


@pytest.mark.parametrize("deep", [DEEP, DEEP_OBJECT], ids=["[]", "{}"])
def test_deep_nesting_in_outputs(deep: bytes) -> None:
    assert codes(text(MODEL, outputs=deep), MODEL) == ["excessive-nesting"]
    assert codes(with_output(data=deep), MODEL) == ["excessive-nesting"]
    assert codes(with_output(more=deep), MODEL) == ["excessive-nesting"]
    assert codes(with_media(url=deep), MODEL) == ["excessive-nesting"]


@pytest.mark.parametrize("levels", range(100, 1000, 100))
def test_every_depth_of_nesting_has_a_verdict(levels: int) -> None:
    deep = b"[" * levels + b"]" * levels
    assert codes(text(RUN, input=deep, status="odd"), RUN) in (["unknown-value"], ["excessive-nesting"])
    assert codes(text(RUN, status=deep), RUN) in (["invalid-type"], ["excessive-nesting"])
    repeated = b"[" * levels + b'{"a":1,"a":2}' + b"]" * levels
    assert codes(text(RUN, input=repeated), RUN, strict=True) in (["duplicate-field"], ["excessive-nesting"])


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\x80"])
@pytest.mark.parametrize("make", [b'"%s"', b'{"%s":1}', b'["%s"]'], ids=["value", "name", "element"])
def test_invalid_utf8_is_one_problem(bad: bytes, make: bytes) -> None:
    for name in ("id", "input", "status", "more", "startedAt"):
        assert codes(text(RUN, **{name: make % bad}), RUN) == ["invalid-utf8"]


def test_the_column_of_invalid_utf8_counts_characters() -> None:
    problem = rb.Problem(
        code="invalid-utf8",
        actual="invalid start byte (byte 0xff)",
        fix=rb.Fix(kind="edit", note="save it as UTF-8"),
        line=2,
        column=7,
        end_line=2,
        end_column=8,
        offset=12,
    )
    assert rb.validate('{\n"é🙂": '.encode() + b"\xff}", RUN) == [problem]


@pytest.mark.parametrize("constant", [b"NaN", b"-Infinity", b"Infinity", b"nan", b"+1", b"0x1", b"1_0"])
def test_constants_are_not_json(constant: bytes) -> None:
    assert codes(text(RUN, durationMs=constant), RUN) == ["invalid-json"]


@pytest.mark.parametrize(
    "number", [b"1e400", b"-1e400", b"9" * 5000, b"-" + b"9" * 5000, b"0." + b"3" * 5000, b"9e9999999"]
)
def test_numbers_outside_the_range_of_python(number: bytes) -> None:
    assert codes(text(RUN, durationMs=number, input=number, more=number), RUN) == []
    assert codes(text(RUN, id=number, status=number), RUN) == ["invalid-type", "invalid-type"]
    assert codes(text(RUN, startedAt=b"[" + number + b"]"), RUN) == ["invalid-type"]


@pytest.mark.parametrize("data", [b"", b" ", b"\n\t\r ", b"\xef\xbb\xbf{}", b"{} {}", b"{}\x00", b"'", b"\x00"])
def test_text_that_is_not_json(data: bytes) -> None:
    for form in FORMATS:
        assert codes(data, form) == ["invalid-json"]
        assert codes(data, form, strict=True) == ["invalid-json"]


@pytest.mark.parametrize("data", [b"0", b"null", b"[]", b'"x"', b'[{"a":1,"a":1}]'])
def test_values_that_are_not_objects(data: bytes) -> None:
    for form in FORMATS:
        assert codes(data, form) == ["invalid-type"]
        assert codes(data, form, strict=True)[0] == "invalid-type"


@pytest.mark.parametrize(
    "data", [text(RUN) + b"x", text(RUN) + b",", text(RUN) + b"\xe2\x80\xa8", b"\xef\xbb\xbf" + text(RUN)]
)
def test_text_around_a_record_is_not_json(data: bytes) -> None:
    assert codes(data, RUN) == ["invalid-json"]


def test_white_space_around_a_record_is_allowed() -> None:
    assert codes(b" \r\n\t" + text(RUN) + b" \r\n\t", RUN) == []


@pytest.mark.parametrize("char", ["a", "\u202e", "\ud800", "\x00", "\U000e0001", "🙂", '"', "\\", "\n"])
def test_long_text_is_cut_and_escaped_in_messages(char: str) -> None:
    long = json.dumps(char * 100_000).encode()
    for name in ("status", "mode", "createdAt", "durationMs"):
        assert len(checked(text(RUN, **{name: long}), RUN)) == 1
    assert codes(text(RUN)[:-1] + b"," + long + b":1}", RUN, strict=True) == ["unknown-field"]
    data = b'{"images":[],' + long + b":[" + long + b",1]," + long + b":{}}"
    assert len(checked(with_output(data=data), MODEL)) == 1


@pytest.mark.deep
def test_long_text_in_the_wrong_field_is_one_problem() -> None:
    long = b'"' + b"x" * MANY + b'"'
    assert codes(text(RUN, status=long), RUN) == ["unknown-value"]
    assert codes(text(RUN, createdAt=long), RUN) == ["invalid-timestamp"]
    assert codes(text(RUN, createdAt=b'"2026-05-01T08:00:00.' + b"1" * MANY + b'"'), RUN) == ["invalid-timestamp"]
    assert codes(text(RUN, createdAt=b'"2026-05-01T08:00:00.' + b"1" * MANY + b'Z"'), RUN) == []
    assert codes(text(RUN, durationMs=long), RUN) == ["invalid-type"]
    assert codes(text(RUN)[:-1] + b"," + long + b":1}", RUN, strict=True) == ["unknown-field"]


def test_a_constant_after_a_long_escaped_string_is_found() -> None:
    assert codes(text(RUN, input=b'"' + rb"\"" * (MANY // 2) + b'"', durationMs=b"NaN"), RUN) == ["invalid-json"]


def assert_cut(problems: list[rb.Problem]) -> None:
    assert len(problems) == 10_001
    last = problems[-1]
    assert (last.code, last.pointer) == ("too-many-problems", "")
    assert last.message == "there are more problems than these 10,000; the rest is not reported"
    assert [(each.line, each.column) for each in problems] == sorted((each.line, each.column) for each in problems)


@pytest.mark.deep
def test_10_000_problems_are_all_reported_with_locations() -> None:
    lines = b"[" + b",\n".join([b"0"] * 10_000) + b"]"
    problems = checked(with_output(data=b'{"a":' + lines + b',"b":["' + b"x" * MANY + b'"]}'), MODEL)
    assert [each.pointer for each in problems] == [f"/outputs/0/data/a/{index}" for index in range(10_000)]
    assert [each.line for each in problems] == list(range(1, 10_001))
    assert {each.column for each in problems[1:]} == {1}


@pytest.mark.deep
def test_more_than_10_000_wrong_types_are_cut() -> None:
    assert_cut(checked(text(MODEL, outputs=[0] * 200_000), MODEL))


def test_more_than_10_000_missing_fields_are_cut() -> None:
    assert_cut(checked(text(MODEL, outputs=[{}] * 50_000), MODEL))


def test_cut_problems_are_in_the_order_of_the_text() -> None:
    problems = checked(with_output(data={str(index): 0 for index in range(50_000)}), MODEL)
    assert_cut(problems)
    assert problems[9_999].pointer == "/outputs/0/data/9999"


@pytest.mark.deep
def test_more_than_10_000_unknown_fields_are_cut() -> None:
    assert_cut(checked(text(RUN, **{str(index): 0 for index in range(50_000)}), RUN, strict=True))


@pytest.mark.deep
def test_more_than_10_000_duplicate_fields_are_cut() -> None:
    repeated = b"{" + b",".join(b'"%d":0,"%d":1' % (index, index) for index in range(20_000)) + b"}"
    assert_cut(checked(text(RUN, input=repeated), RUN, strict=True))


def test_problems_with_very_long_pointers_are_cut_early() -> None:
    problems = checked(with_output(data=b'{"' + b"n" * MANY + b'":[' + b"0," * 9_999 + b"0]}"), MODEL)
    assert [each.code for each in problems] == ["invalid-type"] * 3 + ["too-many-problems"]
    assert problems[-1].message == "there are more problems than these 3; the rest is not reported"


@pytest.mark.deep
def test_one_problem_with_a_huge_pointer_is_reported() -> None:
    data = with_output(data=b'{"' + b"n" * 17_000_000 + b'":0}')
    assert codes(data, MODEL) == ["invalid-type"]


@pytest.mark.deep
def test_a_duplicate_field_deep_inside_a_wide_array() -> None:
    wide = b"[" * 500 + b'{"a":0,"a":1},' + b",".join([b"[]"] * 100_000) + b"]" * 500
    assert codes(text(RUN, input=wide), RUN, strict=True) == ["duplicate-field"]


def test_a_duplicate_field_on_every_level() -> None:
    nested = b'{"a":0,"a":' * 500 + b'"' + b"x" * MANY + b'"' + b"}" * 500
    assert codes(text(RUN, input=nested), RUN, strict=True) == ["duplicate-field"] * 500


@pytest.mark.deep
def test_a_large_valid_record_that_only_the_schema_can_accept() -> None:
    output = {**OUTPUT, "data": {"flags": [True, "x"] * 100_000, "images": [MEDIA] * 5_000}}
    assert codes(text(MODEL, number=b"1.0", outputs=[output]), MODEL) == []


def test_a_str_with_an_unpaired_surrogate_is_not_utf8() -> None:
    assert [each.code for each in rb.validate('{"id": "\ud800"}', RUN)] == ["invalid-utf8"]


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda data: data.decode()])
def test_text_may_be_any_kind_of_bytes_or_a_str(kind: type) -> None:
    assert rb.validate(kind(text(RUN)), RUN) == []


def test_a_schema_that_exceeds_the_depth_of_calls_is_one_problem() -> None:
    def too_deep(_text: str) -> list[rb.Problem]:
        raise RecursionError

    assert explain_with(b"1", too_deep) == [rb.Problem(code="excessive-nesting")]  # type: ignore[arg-type]  # raises
