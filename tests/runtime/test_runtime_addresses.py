"""Addresses read and change values inside of fields, and remove what may be missing or null."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Raw, Struct

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Address, Container, Item, Level, Step, Value, steps_of, to_json
from runbridge._runtime.conversion import UnrepresentableValue

FIXED, NULLABLE, OMITTABLE = Level(), Level(nullable=True), Level(omittable=True)
TAG = Item("key", "user")


class Record(Struct):
    """A record with one field."""

    field: Any


def at(*path: Step, levels: tuple[Level, ...] = (), kind: Any = "text", builds: bool = True) -> Address:
    """An address in the field; every part of the path has to be there without `levels`."""
    levels = levels or (FIXED,) * (len(path) + 1)
    return Address(name="/field", field="field", attribute="field", path=path, kind=kind, levels=levels, builds=builds)


def raw(text: str) -> Raw:
    return Raw(text.encode())


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        (("a", "b"), '{"a": {"b": "x"}}', "x"),
        (("a", "b"), '{"a": {"b": null}}', None),
        (("a", "b"), '{"a": null}', UNSET),
        (("a", "b"), '{"a": []}', UNSET),
        (("a", "b"), "{}", UNSET),
        ((TAG, "value"), '[{"key": 1}, 2, {"key": "user", "value": "x"}, {"key": "user", "value": "y"}]', "x"),
        ((TAG, "value"), '[{"key": "other", "value": "x"}]', UNSET),
        ((TAG, "value"), '{"key": "user", "value": "x"}', UNSET),
    ],
)
def test_read_finds_the_value_at_the_path(path: tuple[Step, ...], text: str, value: Value) -> None:
    assert at(*path).read(Record(raw(text))) == value


@pytest.mark.parametrize(
    ("value", "found"),
    [("a", "a"), (raw('"a"'), "a"), (raw("1"), raw("1")), (NULL, None), (None, None), (UNSET, UNSET)],
)
def test_a_word_is_text_or_a_number(value: Any, found: Value) -> None:
    assert at(kind="word").read(Record(value)) == found


@pytest.mark.parametrize("container", [None, UNSET])
def test_a_path_leads_nowhere_in_a_field_without_value(container: Container) -> None:
    assert at("a").read_in(container) is UNSET
    assert at(TAG, "a").read_in(container) is UNSET


@pytest.mark.parametrize(("kind", "text"), [("text", "1"), ("text", "true"), ("boolean", "1"), ("boolean", '"true"')])
def test_a_value_of_another_kind_is_an_error(kind: str, text: str) -> None:
    with pytest.raises(UnrepresentableValue) as caught:
        at(kind=kind).from_json(raw(text))
    assert caught.value.args == ("/field", text.encode(), "a string" if kind == "text" else "a boolean")


@pytest.mark.parametrize(
    ("value", "text"),
    [("x", "x"), (raw("12"), "12"), (raw("1e3"), "1000"), (raw("1.50"), "1.50"), (None, ""), (UNSET, "")],
)
def test_identify_gives_the_text_of_the_run(value: Value, text: str) -> None:
    assert at(kind="raw").identify(Record(NULL if value is None else value)) == text


@pytest.mark.parametrize(
    ("levels", "value", "fitted"),
    [
        ((FIXED,), "x", "x"),
        ((NULLABLE,), UNSET, None),
        ((OMITTABLE,), None, UNSET),
        ((OMITTABLE, FIXED), None, UNSET),
        ((NULLABLE, FIXED), UNSET, UNSET),
    ],
)
def test_fit_exchanges_null_and_missing(levels: tuple[Level, ...], value: Value, fitted: Value) -> None:
    assert at(levels=levels).fit(value) == fitted


@pytest.mark.parametrize("value", [None, UNSET])
def test_a_value_that_has_to_be_there_does_not_fit_without_one(value: Value) -> None:
    with pytest.raises(LookupError) as caught:
        at().fit(value)
    assert caught.value.args == ("/field",)


@pytest.mark.parametrize(
    ("path", "before", "value", "after"),
    [
        ((), UNSET, "x", raw('"x"')),
        ((), raw("1"), None, None),
        ((), raw("1"), UNSET, UNSET),
        (("a",), UNSET, "x", raw('{"a":"x"}')),
        (("a",), None, True, raw('{"a":true}')),
        (("a", "b"), raw('{"a": {"b": "x", "c": 1.50}}'), "y", raw('{"a":{"b":"y","c":1.50}}')),
        ((TAG, "value"), UNSET, "x", raw('[{"key":"user","value":"x"}]')),
        ((TAG, "value"), raw("[1.50]"), "x", raw('[1.50,{"key":"user","value":"x"}]')),
        ((TAG, "value"), raw('[{"key":"user","value":"x"},2]'), "y", raw('[{"key":"user","value":"y"},2]')),
    ],
)
def test_put_changes_the_value_at_the_path(
    path: tuple[Step, ...], before: Container, value: Value, after: Container
) -> None:
    assert at(*path).put(before, value) == after
    assert at(*path, kind="raw").read_in(after) == (UNSET if not isinstance(after, Raw) else to_json(value))


@pytest.mark.parametrize(
    ("path", "before"),
    [
        (("a",), UNSET),
        (("a",), None),
        (("a", "b"), raw('{"a":null}')),
        ((TAG, "value"), UNSET),
        ((TAG, "value"), raw('[{"key":"other"}]')),
    ],
)
def test_put_makes_no_objects_that_need_more_than_the_value(path: tuple[Step, ...], before: Container) -> None:
    assert at(*path, builds=False, levels=(OMITTABLE,) * 3).put(before, "x") in (before, raw('{"a":null}'))
    assert at(*path, levels=(OMITTABLE,) * 3).put(before, UNSET) in (before, raw("{}"))


@pytest.mark.parametrize("value", [None, UNSET])
@pytest.mark.parametrize(
    ("levels", "after"),
    [
        # The value itself, the object that holds it or the field is removed: the innermost that can be.
        ((OMITTABLE, OMITTABLE, OMITTABLE), None),
        ((OMITTABLE, OMITTABLE, FIXED), raw('{"c":1}')),
        ((OMITTABLE, NULLABLE, FIXED), raw('{"a":null,"c":1}')),
        ((OMITTABLE, FIXED, FIXED), UNSET),
        ((NULLABLE, FIXED, FIXED), None),
        ((Level(nullable=True, omittable=True), FIXED, FIXED), UNSET),
    ],
)
def test_put_removes_the_innermost_part_that_may_be_missing(
    levels: tuple[Level, ...], value: Value, after: Container
) -> None:
    if levels[-1] is OMITTABLE:
        value, after = UNSET, raw('{"a":{},"c":1}')
    assert at("a", "b", levels=levels).put(raw('{"a":{"b":"x"},"c":1}'), value) == after


def test_put_writes_null_where_it_is_allowed() -> None:
    levels = (FIXED, NULLABLE)
    assert at("a", levels=levels).put(raw('{"a":"x"}'), None) == raw('{"a":null}')


@pytest.mark.parametrize(
    ("level", "after"),
    [(FIXED, '[1,{"key":"other"}]'), (OMITTABLE, '[1,{"key":"user","n":2},{"key":"other"}]')],
)
def test_put_removes_an_item_that_needs_the_value(level: Level, after: str) -> None:
    address = at(TAG, "value", levels=(FIXED, OMITTABLE, level))
    before = raw('[1,{"key":"user","value":"x","n":2},{"key":"other"}]')
    assert address.put(before, UNSET) == raw(after)


names = st.sampled_from(["a", "b", "c"])
# A field of the path is not the key of an item: the changed item would not be found by it.
items = st.builds(Item, st.sampled_from(["key", "name"]), names)
# An item is an object, so a field follows it.
parts: st.SearchStrategy[tuple[Step, ...]] = st.tuples(names) | st.tuples(items, names)


@given(st.lists(parts, min_size=1, max_size=4), st.text(max_size=3), st.text(max_size=3))
def test_what_was_put_is_read(several: list[tuple[Step, ...]], before: str, value: str) -> None:
    address = at(*(step for part in several for step in part))
    once = address.put(UNSET, before)
    assert address.read_in(once) == before
    assert address.read_in(address.put(once, value)) == value
    assert address.put(address.put(once, value), before) == once


@pytest.mark.parametrize(
    ("name", "steps"),
    [("id", ("id",)), ("/a/b", ("a", "b")), ("/a~1b/c~0d", ("a/b", "c~d")), ("/tags[key=user]/value", ("tags",))],
)
def test_steps_of_an_address(name: str, steps: tuple[str, ...]) -> None:
    assert steps_of(name) == steps
