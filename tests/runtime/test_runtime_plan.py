"""A plan at values without counterpart: what is an error, what the residue keeps and what of it is refused."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec import UNSET, Raw, Struct, UnsetType, structs

from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.computed_defaults import Copy, FromOption, OwnField, PlannedSide
from runbridge._runtime.conversion import ConvertedParts, Options, ResidueContent, UnrepresentableValue
from runbridge._runtime.plan import PlannedDirection, plan
from runbridge._runtime.rule_steps import Make, PlannedRule, RuleStep
from runbridge._runtime.schema import accepts_at
from runbridge._runtime.value_rules import (
    Conforming,
    Duration,
    First,
    Json,
    Prefix,
    Same,
    Shift,
    Table,
    Text,
    Time,
    ValueRule,
)
from runbridge.known_formats import DIRECTIONS, FORMATS

#: A number and its date-time, with either on the left.
TO_TEXT = Time(0, whole=False)
TO_NUMBER = Time(0, whole=False, text_left=True)


class Record(Struct):
    """Two fields of the format `workflow-run`: text, and any value."""

    id: str | UnsetType = UNSET
    input: Raw | UnsetType = UNSET


class Two(Struct):
    """Two texts."""

    id: str | UnsetType | None = UNSET
    more: str | UnsetType | None = UNSET


class Kept(Struct):
    """What the residue keeps of two texts."""

    more: str | UnsetType | None = UNSET


class Nothing(Struct):
    """No fields."""


class Own(Struct):
    """What the residue keeps of a record."""

    input: Raw | UnsetType = UNSET


class Entry(Struct):
    """An entry of `via`."""

    was: Raw
    saw: Raw | UnsetType = UNSET


TEXT = Address(name="id", field="id", attribute="id")
NUMBER = Address(name="input", field="input", attribute="input", kind="raw")
MORE = Address(name="more", field="more", attribute="more", levels=(Level(nullable=True, omittable=True),))
SIDE = PlannedSide(FORMATS["workflow-run"], Record, Nothing, ())


def convert(rule: ValueRule, record: Record, via: Mapping[str, Entry] | None = None) -> ConvertedParts:
    """The conversion from the left by a single rule, from the field of the record to the other one."""
    ends = (TEXT, NUMBER) if record.input is UNSET else (NUMBER, TEXT)
    to_right, _ = plan(SIDE, SIDE, [PlannedRule(rule, (ends[0],), (ends[1],))])
    return to_right(record, ResidueContent(Nothing(), via or {}), Options())


def test_a_value_without_counterpart_is_an_error_at_its_address() -> None:
    with pytest.raises(UnrepresentableValue) as caught:
        convert(TO_NUMBER, Record(id="today"))
    assert caught.value.args == ("id", b'"today"', "an RFC 3339 date-time with less than 4,000 digits")
    with pytest.raises(UnrepresentableValue) as caught:
        convert(TO_TEXT, Record(input=Raw(b"1e15")))
    assert caught.value.args == ("input", b"1e15", "a time from year 0 to 9999")


@pytest.mark.parametrize(
    ("was", "text", "refused"),
    [
        (b'"1970-01-01T01:00:00+01:00"', "1970-01-01T01:00:00+01:00", ()),
        # Another time, a value that the schema rejects, one that the rule cannot read.
        (b'"1970-01-01T01:00:00Z"', "1970-01-01T00:00:00Z", ("id",)),
        (b"5", "1970-01-01T00:00:00Z", ("id",)),
        (b'"today"', "1970-01-01T00:00:00Z", ("id",)),
    ],
)
def test_the_residue_restores_what_the_rule_turns_into_the_source(
    was: bytes, text: str, refused: tuple[str, ...]
) -> None:
    via = {"id": Entry(Raw(was), Raw(b"0"))}
    assert convert(TO_TEXT, Record(input=Raw(b"0")), via) == (Record(id=text), Nothing(), {}, (), (), refused)


@pytest.mark.parametrize(
    ("text", "number", "fragile"),
    [
        # Before the year 0 in UTC, so that the way back has no text.
        ("0000-01-01T00:00:00+01:00", b"-62167222800", ()),
        # As a double it is a second later, in the year 10000.
        ("9999-12-31T23:59:59.99999999Z", b"253402300799.99999999", ("id",)),
        # As a double it is another time.
        ("1970-01-01T00:00:00.12345678901234567Z", b"0.12345678901234567", ("id",)),
    ],
)
def test_the_residue_keeps_what_the_way_back_does_not_give(text: str, number: bytes, fragile: tuple[str, ...]) -> None:
    via = {"id": {"was": text, "saw": Raw(number)}}
    assert convert(TO_NUMBER, Record(id=text)) == (Record(input=Raw(number)), Nothing(), via, (), fragile, ())


def test_the_residue_keeps_nothing_that_the_way_back_gives() -> None:
    done = convert(TO_NUMBER, Record(id="1970-01-01T00:00:00.5Z"))
    assert done == (Record(input=Raw(b"0.5")), Nothing(), {}, (), (), ())
    assert convert(Same(), Record(id="x"))[2:] == ({}, (), (), ())


INNER = Address(
    name="/input/at", field="input", attribute="input", path=("at",), levels=(Level(omittable=True), Level())
)
#: The residue keeps the field that the path starts at.
SIDE_WITH_OWN = PlannedSide(FORMATS["workflow-run"], Record, Own, (OwnField(NUMBER, required=False),))


def test_a_value_of_another_type_in_the_residue_is_not_restored() -> None:
    _, to_left = plan(SIDE_WITH_OWN, SIDE, [PlannedRule(Same(), (INNER,), (TEXT,))])
    residue = ResidueContent(Own(Raw(b'{"at": 5, "more": 1}')))
    assert to_left(Record(id="x"), residue, Options())[0] == Record(input=Raw(b'{"at":"x","more":1}'))


def test_a_value_at_a_path_is_in_the_residue_with_its_field() -> None:
    to_right, _ = plan(SIDE_WITH_OWN, SIDE, [PlannedRule(Same(), (INNER,), (TEXT,))])
    residue = ResidueContent(Nothing())
    alone = Record(input=Raw(b'{"at": "x"}'))
    assert to_right(alone, residue, Options()) == (Record(id="x"), Own(), {}, (), (), ())
    more = Record(input=Raw(b'{"at": "x", "by": 1.50}'))
    assert to_right(more, residue, Options()) == (Record(id="x"), Own(more.input), {}, (), (), ())


@pytest.mark.parametrize(
    ("own", "text", "made"),
    [
        (b'{"at": "x", "by": 1.50}', "x", b'{"at": "x", "by": 1.50}'),
        (b'{"at": "x", "by": 1.50}', "y", b'{"at":"y","by":1.50}'),
        (None, "y", b'{"at":"y"}'),
    ],
)
def test_a_rule_changes_the_field_of_the_residue(own: bytes | None, text: str, made: bytes) -> None:
    _, to_left = plan(SIDE_WITH_OWN, SIDE, [PlannedRule(Same(), (INNER,), (TEXT,))])
    residue = ResidueContent(Own(UNSET if own is None else Raw(own)))
    done = to_left(Record(id=text), residue, Options())
    assert done == (Record(input=Raw(made)), Nothing(), {}, (), (), ())


OPTIONAL = Level(nullable=True, omittable=True)
ID = structs.replace(TEXT, levels=(OPTIONAL,))
AT, BY = (
    Address(name=f"/input/{step}", field="input", attribute="input", path=(step,), levels=(OPTIONAL, OPTIONAL))
    for step in ("at", "by")
)


@pytest.mark.parametrize(
    "text", ['{"at":"x","by":null}', '{"at":"x"}', '{"by":null}', "{}", '{"at":"x","at":"x"}', '{"by":"y","at":"x"}']
)
def test_missing_and_null_at_a_path_come_back(text: str) -> None:
    """An object that the rules alone bring back is not in the residue; any other is in it, as a whole."""
    side = structs.replace(SIDE, record=Two)
    left = structs.replace(SIDE_WITH_OWN, own_fields=(OwnField(structs.replace(NUMBER, levels=(OPTIONAL,)), False),))
    rules = [PlannedRule(Same(), (AT,), (ID,)), PlannedRule(Same(), (BY,), (MORE,))]
    to_right, to_left = plan(left, side, rules)
    there = to_right(Record(input=Raw(text.encode())), ResidueContent(Nothing()), Options())
    assert (there[1] == Own()) == (text == '{"at":"x"}')
    back = to_left(there[0], ResidueContent(there[1], absent={*there[3]}), Options())
    assert back[0] == Record(input=Raw(text.encode()))


def test_a_rule_does_not_take_what_another_wrote_into_the_same_object_for_a_residue() -> None:
    side = structs.replace(SIDE, record=Two)
    words = Table("by", "more", {("a",): ("x",), (None,): ("x",)}, {("x",): ("a",)})
    rules = [PlannedRule(Same(), (AT,), (ID,)), PlannedRule(words, (BY,), (MORE,))]
    _, to_left = plan(SIDE_WITH_OWN, side, rules)
    done = to_left(Two(id="1", more="x"), ResidueContent(Own()), Options())
    assert done[0] == Record(input=Raw(b'{"at":"1","by":"a"}'))


def test_a_value_from_an_option_at_a_path_does_not_come_back() -> None:
    left = structs.replace(SIDE_WITH_OWN, own_fields=(OwnField(NUMBER, required=True),))
    at = structs.replace(AT, levels=(Level(), Level(omittable=True)))
    to_right, _ = plan(left, SIDE, [PlannedRule(Same(), (at,), (TEXT,))])
    held = Record(input=Raw(b"{}"))
    assert to_right(held, ResidueContent(Nothing()), Options(set={"id": "7"}))[:2] == (Record(id="7"), Own(held.input))


def test_a_computed_default_of_values_that_do_not_come_back_is_in_the_residue() -> None:
    words = Table("id", "id", {("a",): ("x",), ("b",): ("x",)}, {("x",): ("a",)})
    kept = OwnField(MORE, required=False, default=Copy(TEXT, ((TEXT, ("a",)),)))
    left = PlannedSide(FORMATS["workflow-run"], Two, Kept, (kept,))
    to_right, _ = plan(left, SIDE, [PlannedRule(words, (TEXT,), (TEXT,))])
    for record, own in ((Two("a", "a"), Kept()), (Two("b", None), Kept(None)), (Two("a", None), Kept(None))):
        assert to_right(record, ResidueContent(Nothing()), Options())[1] == own
    # It would be filled with the default.
    assert to_right(Two("b"), ResidueContent(Nothing()), Options())[3] == ("more",)


def test_the_residue_restores_the_text_of_a_value_at_a_path() -> None:
    to_right, _ = plan(SIDE_WITH_OWN, SIDE, [PlannedRule(Prefix("flow_"), (INNER,), (TEXT,))])
    source = Record(input=Raw(b'{"at":"x"}'))
    for was, text, refused in ((b'"x"', "x", ()), (b'"y"', "flow_x", ("id",))):
        residue = ResidueContent(Nothing(), {"id": Entry(Raw(was), Raw(b'"x"'))})
        done = to_right(source, residue, Options())
        assert done == (Record(id=text), Own(), {}, (), (), refused)


def test_a_field_that_the_residue_says_is_missing_stays_so() -> None:
    optional = Address(name="id", field="id", attribute="id", levels=(Level(omittable=True),))
    to_right, _ = plan(SIDE, SIDE, [PlannedRule(Same(), (optional,), (TEXT,))])
    options = Options(set={"id": "x"})
    filled = to_right(Record(), ResidueContent(Nothing()), options)
    assert filled == (Record(id="x"), Nothing(), {}, ("id",), (), ())
    missing = to_right(Record(), ResidueContent(Nothing(), absent={"id"}), options)
    assert missing == (Record(), Nothing(), {}, (), (), ())


@pytest.mark.parametrize(
    ("omittable", "builds", "absent", "made"),
    [
        (True, True, ("input",), b'{"at":"y"}'),
        (True, False, (), None),
        (False, True, ("input",), b'{"at":"y"}'),
        (False, False, ("input",), None),
    ],
)
def test_a_field_that_holds_a_value_from_an_option_stays_missing(
    omittable: bool, builds: bool, absent: tuple[str, ...], made: bytes | None
) -> None:
    inner = structs.replace(INNER, builds=builds)
    holder = OwnField(structs.replace(NUMBER, levels=(Level(omittable=omittable),)), required=False)
    side = structs.replace(SIDE_WITH_OWN, own_fields=(holder,))
    to_right, to_left = plan(side, SIDE, [PlannedRule(Same(), (inner,), (TEXT,))])
    options = Options(set={"id": "x"})
    given = to_right(Record(), ResidueContent(Nothing()), options)
    assert given == (Record(id="x"), Own(), {}, absent, (), ())
    residue = ResidueContent(Own(), absent={"input"})
    assert to_left(Record(id="x"), residue, options)[0] == Record()
    edited = Record() if made is None else Record(input=Raw(made))
    assert to_left(Record(id="y"), residue, options)[0] == edited


def test_a_field_that_the_schema_rejects_is_an_error() -> None:
    bounded = Address(name="durationMs", field="durationMs", attribute="input", kind="raw", bounded=True)
    to_right, _ = plan(SIDE, SIDE, [PlannedRule(Json(), (TEXT,), (bounded,))])
    with pytest.raises(UnrepresentableValue) as caught:
        to_right(Record(id='"x"'), ResidueContent(Nothing()), Options())
    assert caught.value.args == ("", b'"x"', "`durationMs` of workflow-run")


#: Values of rules: words are those of their tables.
TEXTS = [
    "a",
    "",
    "top:x",
    "2026-05-01T08:00:00Z",
    "2026-05-01T08:00:00.5Z",
    "1970-01-01T01:00:00+01:00",
    "9",
    "09",
    "3.5s",
]
TEXTS += ["0001-01-01T00:00:00Z", "0.00001s", "4.120004210s", "9" * 20, "\ud800", "\u0661"]
RAWS = [
    Raw(text.encode()) for text in ("{}", "[]", "null", "12.5", "-0", "1e3", "0", "1500", "0.00001", "9" * 20, "1.50")
]


def test_what_is_converted_without_notes_is_what_the_rule_gives() -> None:
    """In every direction that ships; such values come back by the rule alone."""
    wires = [each.wire for each in DIRECTIONS.values() if isinstance(each.wire, PlannedDirection)]
    found = [(step, step.exact) for wire in wires for step in wire.steps if step.exact is not None]
    kinds = {"Conforming", "First", "Same", "Shift", "Table", "Text", "Time", "Duration"}
    assert {step.rule.__class__.__name__ for step, _ in found} == kinds
    for step, exact in found:
        assert_same_without_notes(step, exact)


RULES: list[tuple[ValueRule, str, str]] = [
    (Same(), "text", "text"),
    (Same(empty=""), "text", "text"),
    (Same(), "raw", "raw"),
    (Prefix("top:"), "text", "text"),
    (Text(), "raw", "text"),
    (Text(text_left=True), "text", "raw"),
    (Shift(3), "raw", "raw"),
    (Time(3, whole=True), "raw", "text"),
    (Time(0, whole=False), "raw", "text"),
    (Time(3, whole=True, text_left=True), "text", "raw"),
    (Duration(3), "text", "raw"),
    (First(), "text", "text"),
]


@pytest.mark.parametrize("rightward", [True, False])
@pytest.mark.parametrize(("rule", "left", "right"), RULES)
def test_each_rule_converts_some_values_without_notes(rule: ValueRule, left: Any, right: Any, rightward: bool) -> None:
    ends = [Address(name=name, field=name, attribute=name, kind=kind) for name, kind in (("l", left), ("r", right))]
    step = RuleStep.of(PlannedRule(rule, (ends[0],), (ends[1],)), rightward=rightward)
    assert step.exact is not None
    assert_same_without_notes(step, step.exact)


@pytest.mark.parametrize("rule", [Text(boolean=True), Json()])
def test_a_rule_without_a_shortcut_has_notes_on_every_value(rule: ValueRule) -> None:
    assert RuleStep.of(PlannedRule(rule, (TEXT,), (NUMBER,)), rightward=True).exact is None


def assert_same_without_notes(step: RuleStep, exact: Make) -> None:
    """At least one value is converted so, as by the rule, and comes back, also if a tool printed its number anew."""
    kind = Raw if step.sources[0].kind == "raw" else str
    values: list[Any] = RAWS if kind is Raw else [*TEXTS]
    if isinstance(step.rule, Table):
        values = [key[0] for key in (step.rule.to_right if step.rightward else step.rule.to_left)]
    if isinstance(step.rule, Conforming):
        # What is on the left conforms.
        values = [raw for raw in values if accepts_at(step.rule.form, "published", step.rule.path, raw)]
    made = {repr(value): (value, exact(value, Options())) for value in values if type(value) is kind}
    assert any(result is not UNSET for _, result in made.values())
    for value, result in made.values():
        if result is not UNSET:
            assert step.there((value, *[None] * (len(step.sources) - 1)), Options()) == (result,)
            assert step.back((result, *[None] * (len(step.seen) - 1)), Options()) == (value,)
            assert step.survives(value, (result,), Options())


def test_a_value_of_an_option_is_read_once_for_each_format_and_refused_each_time() -> None:
    option = FromOption(Address(name="mode", field="mode", attribute="mode"))
    for _ in range(2):
        assert option.wire_value(FORMATS["workflow-run"], Options(set={"mode": "sync"})) == "sync"
        assert option.wire_value(FORMATS["workflow-run"], Options()) is UNSET
        with pytest.raises(UnrepresentableValue) as caught:
            option.wire_value(FORMATS["workflow-run"], Options(set={"mode": "odd"}))
        assert caught.value.args == ("", b'"odd"', "`mode` of workflow-run")


@pytest.mark.parametrize(
    ("given", "status", "refused"),
    [
        # As the option says, without it, and after an edit.
        ({"/input/status": {"odd": "bad"}}, "odd", ()),
        ({}, "failed", ("input",)),
        ({"/input/status": {"odd": "good"}}, "failed", ()),
    ],
)
def test_a_word_inside_of_a_field_that_only_an_option_maps_is_reported_without_it(
    given: Mapping[str, Mapping[str, str]], status: str, refused: tuple[str, ...]
) -> None:
    inside = Address(
        name="/input/status",
        field="input",
        attribute="input",
        path=("status",),
        levels=(Level(omittable=True), Level(omittable=True)),
    )
    words = Table(
        name_left="/input/status",
        name_right="id",
        to_right={("failed",): ("bad",), ("done",): ("good",)},
        to_left={("bad",): ("failed",), ("good",): ("done",)},
        open_left=True,
    )
    rule = PlannedRule(words, (inside,), (TEXT,))
    side = PlannedSide(FORMATS["workflow-run"], Record, Own, (OwnField(NUMBER, required=False),))
    _, to_left = plan(side, SIDE, [rule])
    kept = Own(Raw(b'{"status":"odd","more":1}'))
    record, *_, found = to_left(Record(id="bad"), ResidueContent(kept), Options(map=given))
    assert (record, found) == (Record(input=Raw(f'{{"status":"{status}","more":1}}'.encode())), refused)
