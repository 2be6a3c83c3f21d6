"""The parts of the suite: addresses in records, values that an edit concerns, what a broken law says."""

from typing import Any

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from msgspec.structs import replace

from runbridge._runtime.conversion import UnrepresentableValue
from runbridge._runtime.registry import Table
from runbridge.errors import Unconvertible
from runbridge.laws import round_trip_laws, suite
from runbridge.laws.bridge_rules import Address, Rule, Rules, has_default, read_address
from runbridge.laws.json_tokens import MISSING, Num, Record, read_tokens, shown, with_old_texts, write_tokens
from runbridge.laws.record_strategies import records, unknown_fields
from runbridge.laws.subject import (
    BrokenLaw,
    Subject,
    expect,
    expect_equal,
    expect_fields,
    expect_valid,
    rejected_value,
    subject_of,
)
from runbridge.problems import Problem
from tests.laws.fields import MODEL, RUN

SUBJECT = subject_of(MODEL, RUN)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("status", Address("status")),
        ("/actor/login", Address("actor", ("login",))),
        ("/tags[key=user]/value", Address("tags", (("key", "user"), "value"))),
        ("/a/b[c=d=e]/f/g", Address("a", ("b", ("c", "d=e"), "f", "g"))),
    ],
)
def test_addresses_are_read_and_printed(text: str, address: Address) -> None:
    assert read_address(text) == address
    assert str(address) == text


@pytest.mark.parametrize(
    ("changed", "old", "found", "wanted"),
    [
        ("0e5", "-0", "-0", "-0"),
        ("0e5", "-0", "0e5", "0e5"),
        ("0e5", "-0", "0", "0e5"),
        ("1e-400", "0", "0", "1e-400"),
        ("0e80", "1e-400", "1e-400", "1e-400"),
        ("2e-400", "1e-400", "1e-400", "2e-400"),
        ("1e1" + "0" * 5000, "1e2" + "0" * 5000, "1e2" + "0" * 5000, "1e1" + "0" * 5000),
        ('{"a":[1.0,2],"b":1.0}', '{"a":[1,3]}', '{"a":[1,3],"b":1}', '{"a":[1,2],"b":1.0}'),
        ("[1.0]", "[1,2]", "[1]", "[1.0]"),
        ("[1.0]", "null", "[1]", "[1.0]"),
    ],
)
def test_a_number_that_is_printed_anew_may_have_its_old_text(changed: str, old: str, found: str, wanted: str) -> None:
    assert write_tokens(with_old_texts(*map(read_tokens, (changed, old, found)))).decode() == wanted


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", {"b": 1}),
        ("z", MISSING),
        ("/a/b", 1),
        ("/a/b/c", MISSING),
        ("/tags[key=x]/value", 3),
        ("/tags[key=z]/value", MISSING),
        ("/a[key=x]/value", MISSING),
    ],
)
def test_addresses_find_values(text: str, value: Any) -> None:
    record: Record = {"a": {"b": 1}, "tags": [None, {"key": "y", "value": 2}, {"key": "x", "value": 3}]}
    assert read_address(text).read(record) == value


@pytest.mark.parametrize("style", ["compact", "escaped", "spaced"])
def test_every_style_has_the_same_value(style: Any) -> None:
    value = {"a/é": [Num("1.50"), None, True, "\ud800/"], "b": {}}
    text = write_tokens(value, style)
    assert read_tokens(text) == value
    assert (b"\\/" in text, b" : " in text) == (True, style == "spaced")
    assert ("é".encode() in text) == (style != "escaped")


def test_a_missing_value_is_shown_as_missing() -> None:
    assert (repr(MISSING), shown(MISSING)) == ("missing", "missing")


def test_values_that_the_schema_rejects_are_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given = subject_of.__wrapped__(MODEL, RUN)
    assert (given.set["workspaceId"], given.map["status"]) == ("given", {"pending?": "pending", "odd=one:": "waiting"})
    for name in ("accepts", "accepts_at"):
        monkeypatch.setattr(f"runbridge.laws.subject.{name}", lambda *_: False)
    rejected = subject_of.__wrapped__(MODEL, RUN)
    assert (rejected.set, rejected.map) == ({}, {})


def test_unknown_fields_have_names_of_the_target_if_it_has_other_fields() -> None:
    options = settings(max_examples=200, database=None, derandomize=True)
    named = find(unknown_fields(SUBJECT), lambda fields: "cfWorkflowId" in fields, settings=options)
    assert named == {"cfWorkflowId": None}
    to_itself = Subject(replace(SUBJECT.direction, target=SUBJECT.source))
    with pytest.raises(NoSuchExample):
        find(unknown_fields(to_itself), lambda fields: "cfWorkflowId" in fields, settings=options)
    assert find(unknown_fields(to_itself), lambda _: True, settings=options) == {}


def test_records_have_no_unknown_fields_that_make_them_look_like_another_format(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = settings(max_examples=60, database=None, derandomize=True, phases=[Phase.generate])
    named = find(records.__wrapped__(SUBJECT), lambda record: not SUBJECT.source.fields >= {*record}, settings=options)
    assert {*named} - SUBJECT.source.fields
    monkeypatch.setattr("runbridge.laws.record_strategies.other_format", lambda _, form: form)
    with pytest.raises(NoSuchExample):
        find(records.__wrapped__(SUBJECT), lambda record: not SUBJECT.source.fields >= {*record}, settings=options)


def test_the_text_that_is_given_for_an_integer_is_one() -> None:
    direction = subject_of("github-workflow-run", RUN).direction
    given = Subject(replace(direction, settable=("id", "subjectId", "userId"))).set
    assert {name: given[name] for name in ("id", "subjectId", "userId")} == {
        "id": "7",
        "subjectId": "7",
        "userId": "given",
    }


def failing(check: Any, *arguments: Any) -> str:
    with pytest.raises(BrokenLaw) as caught:
        check(*arguments)
    return str(caught.value)


def test_a_broken_law_says_where_and_for_which_record() -> None:
    record: Record = {"id": "1"}
    head = "workflow-run-model to workflow-run, published"
    assert failing(expect, False, SUBJECT, "it is odd", record) == f'{head}: it is odd\nrecord: {{"id":"1"}}'
    assert failing(expect_equal, SUBJECT, "back", {"a": Num("1"), "b": []}, {"a": Num("1.0"), "b": []}, record) == (
        f'{head}: back: `a` is 1.0 instead of 1\nrecord: {{"id":"1"}}'
    )
    assert failing(expect_equal, SUBJECT, "back", {}, {"b": None}, record) == (
        f'{head}: back: `b` is null instead of missing\nrecord: {{"id":"1"}}'
    )
    assert failing(expect_equal, SUBJECT, "the value", MISSING, "x", record) == (
        f'{head}: the value: "x" instead of missing\nrecord: {{"id":"1"}}'
    )
    assert failing(expect_fields, SUBJECT, "dropped", ["b", "a"], ["c"], record) == (
        f"{head}: dropped: ['c'] instead of ['a', 'b']\nrecord: {{\"id\":\"1\"}}"
    )
    assert failing(expect_valid, SUBJECT.opposite, {"id": Num("1")}, record) == (
        f'{head}: the converted record is invalid: {{"id":1}}\nrecord: {{"id":"1"}}'
    )


def test_the_order_of_fields_matters_inside_of_values_only() -> None:
    one, other = {"a": Num("1"), "b": {"c": [{}], "d": True}}, {"b": {"c": [{}], "d": True}, "a": Num("1")}
    expect_equal(SUBJECT, "back", one, other, {})
    swapped = {"a": Num("1"), "b": {"d": True, "c": [{}]}}
    assert "`b` is" in failing(expect_equal, SUBJECT, "back", one, swapped, {})


ACTOR = Address("actor", ("login",))
TAG = Address("tags", (("key", "user"), "value"))


@pytest.mark.parametrize(
    ("record", "address", "rest"),
    [
        ({"a": 1, "b": 2}, Address("a"), {"b": 2}),
        ({"actor": {"login": "x", "id": 1}}, ACTOR, {"actor": {"id": 1}}),
        ({"actor": {"login": "x"}}, ACTOR, {}),
        ({"actor": None}, ACTOR, {}),
        ({"actor": "text"}, ACTOR, {"actor": "text"}),
        ({}, ACTOR, {}),
        ({"tags": [{"key": "user", "value": "x"}]}, TAG, {}),
        ({"tags": [{"key": "a"}, {"key": "user", "value": "x"}]}, TAG, {"tags": [{"key": "a"}]}),
        ({"tags": [{"key": "user", "value": "x", "at": 1}]}, TAG, {"tags": [{"key": "user", "at": 1}]}),
        ({"tags": [{"key": "a"}]}, TAG, {"tags": [{"key": "a"}]}),
        ({"tags": []}, TAG, {}),
    ],
)
def test_a_value_is_left_out_with_what_only_holds_it(record: Record, address: Address, rest: Record) -> None:
    assert round_trip_laws.without(record, address) == rest


@pytest.mark.parametrize(
    ("record", "gone"),
    [
        ({"actor": {"login": "x"}}, ACTOR),
        ({"actor": {"login": None}}, ACTOR),
        ({"actor": None}, Address("actor")),
        ({}, Address("actor")),
    ],
)
def test_a_value_that_is_gone_is_gone_with_what_was_around_it(record: Record, gone: Address) -> None:
    assert round_trip_laws.what_is_gone(ACTOR, record) == gone


def test_a_computed_field_depends_on_what_its_default_names() -> None:
    rule = Rule("same", (Address("begun"),), (Address("begunAt"),), {})
    rules = Rules(Address("id"), (rule,), {"copied": {"copy": "begunAt", "when": {"state": ["done"]}}, "constant": 5})
    assert rules.sources_of("copied") == {Address("begun"), Address("state")}
    assert rules.sources_of("begunAt") == {Address("begun")}
    assert rules.sources_of("other") == frozenset()
    assert rules.sources_of("constant") == frozenset()


TIMES = {"begun": "2026-01-01T00:00:00+01:00", "ended": "2026-01-01T00:00:01.5Z", "odd": "0000-01-01T00:00:00Z"}
DIFFERENCE = {"difference": ["ended", "begun"], "unit": "milliseconds"}


@pytest.mark.parametrize(
    ("default", "record", "value", "holds"),
    [
        (5, {}, Num("5"), True),
        (5, {}, Num("5.0"), False),
        ([], {}, [], True),
        ({"copy": "a"}, {"a": "x"}, "x", True),
        ({"copy": "a"}, {"a": "x"}, None, False),
        ({"copy": "a"}, {}, None, True),
        ({"copy": "a"}, {"a": None}, MISSING, True),
        ({"copy": "a", "when": {"b": "y"}}, {"a": "x", "b": "y"}, "x", True),
        ({"copy": "a", "when": {"b": ["y", "z"]}}, {"a": "x", "b": "w"}, "x", False),
        ({"copy": "a", "when": {"b": ["y", "z"]}}, {"a": "x", "b": "w"}, None, True),
        ({"copy": "a", "set": True}, {"a": None}, "given", True),
        ({"copy": "a", "set": True}, {"a": "x"}, "given", False),
        ({"set": True}, {}, "given", True),
        ({"set": True}, {}, "other", False),
        (DIFFERENCE, TIMES, Num("3601500"), True),
        (DIFFERENCE, TIMES, Num("3601500.0"), True),
        (DIFFERENCE, TIMES, Num("3601501"), False),
        (DIFFERENCE, TIMES, None, False),
        (DIFFERENCE, {**TIMES, "begun": None}, None, True),
        (DIFFERENCE, {**TIMES, "begun": None}, Num("1"), False),
        ({**DIFFERENCE, "difference": ["ended", "odd"]}, TIMES, Num("1"), True),
    ],
)
def test_a_default_says_what_a_field_has(default: Any, record: Any, value: Any, holds: bool) -> None:
    assert has_default(default, record, value, "given") is holds


def test_what_set_gives_a_field_that_is_no_text_is_json() -> None:
    assert has_default({"set": True}, {}, [Num("7")], "[7]")


def test_the_laws_draw_rows_that_tables_of_two_fields_do_not_have() -> None:
    subject = subject_of("github-workflow-run", RUN)
    assert subject.map["status+conclusion"]["completed+odd=one:"] == "timed_out"
    assert not any(value.startswith("queued+success") for value in subject.map["status+conclusion"])
    mapped, plain = {"status": "completed", "conclusion": "odd=one:"}, {"status": "completed", "conclusion": "success"}
    assert (subject.needs_map(mapped), subject.needs_map(plain)) == (True, False)
    assert not subject.needs_map({"status": True, "conclusion": None})
    # It is not a field whose schema says what it accepts.
    inside = replace(subject.direction, tables={"/a/b": Table(known={}, targets=("x",))})
    assert Subject(inside).odd == {"/a/b": []}
    both = replace(subject.direction, tables={"/a/b+status": Table(known={}, targets=("x",))})
    assert Subject(both).map == subject.opposite.added
    event = Subject(replace(subject.direction, tables={"event": Table(known={}, targets=("a+b",))}))
    assert (event.needs_map({"event": "a+b?"}), event.needs_map({"event": "push"})) == (True, False)
    # A row of this table is for any other name of a state.
    prefect = subject_of("prefect-flow-run", RUN)
    assert prefect.added == {"state_type+state_name": {"null+TimedOut": "pending", "null+(other)": "timed_out"}}
    (needed,) = subject_of("kfp-run", RUN).added.values()
    assert {"RUNTIME_STATE_UNSPECIFIED", "null"} == {*needed}
    assert subject_of("kfp-run", RUN).needs_map({"run_id": "r"})


def test_a_law_that_says_nothing_for_a_direction_is_not_checked() -> None:
    tolerant = subject_of(MODEL, RUN, "tolerant")
    assert not suite.check_law("L1 models", [tolerant])
    assert suite.check_law("L1 models", [tolerant, SUBJECT], max_examples=1)


def test_a_record_that_a_rule_cannot_convert_breaks_a_law_with_the_rule_and_the_value() -> None:
    problem = Problem(code="unrepresentable-value", pointer="/id", expected="an integer", actual='"x"')
    error = Unconvertible([problem])
    assert str(rejected_value(SUBJECT, error)) == f"{SUBJECT}: {error}"
    # A value of a field that no rule reads.
    error.__cause__ = UnrepresentableValue("machine_id", b"5", "a string")
    assert str(rejected_value(SUBJECT, error)) == f"{SUBJECT}: {error}"
    error.__cause__ = UnrepresentableValue("id", b'"x"', "an integer")
    start = "does not convert every value:"
    reason = '`/id` cannot be represented as an integer: "x"'
    assert str(rejected_value(SUBJECT, error)) == f"the rule `same` from id to id {start} {reason}"
    error.__cause__ = UnrepresentableValue("", b"5", "`userId` of workflow-run", (RUN, "userId"))
    reason = "`/userId` must be a string, not the number 5"
    assert str(rejected_value(SUBJECT.opposite, error)) == f"the rule `same` from user_id to userId {start} {reason}"


def test_a_broken_law_is_reported_with_the_smallest_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_long(subject: Subject, draw: Any) -> None:
        text = draw(st.text(alphabet="a"))
        expect(len(text) < 3, subject, "too long", {"text": text})

    monkeypatch.setattr(suite, "LAWS", {"never long": suite.Law(never_long)})
    with pytest.raises(BrokenLaw) as caught:
        suite.check_law("never long", suite.subjects())
    assert str(caught.value).endswith(': too long\nrecord: {"text":"aaa"}')
    assert shown("aaa") == '"aaa"'


def test_the_search_for_a_smaller_record_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []

    def never_long(subject: Subject, draw: Any) -> None:
        texts.append(draw(st.text(alphabet="a")))
        expect(len(texts[-1]) < 3, subject, "too long", {"text": texts[-1]})

    monkeypatch.setattr(suite, "LAWS", {"never long": suite.Law(never_long)})
    monkeypatch.setattr(suite, "_MOST_TRIES", 4)
    _, (broken,) = suite.check_laws([SUBJECT], 50)
    first = next(number for number, text in enumerate(texts) if len(text) >= 3)
    # The record that was found first is checked twice.
    assert len(texts) == first + 2 + 4
    smallest = min((text for text in texts if len(text) >= 3), key=len)
    assert broken.reason == f'{SUBJECT}: too long; record: {{"text":"{smallest}"}}'
