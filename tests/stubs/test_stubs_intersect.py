"""Intersections and unions of types, literals, arrays and objects in their simplest form."""

from collections.abc import Mapping

import pytest

from runbridge.stubs.ir.intersect import are_disjoint, intersect, literal_of, merge_literals, union
from runbridge.stubs.ir.types import (
    Array,
    Boolean,
    Field,
    Literal,
    Map,
    Module,
    Never,
    Null,
    Number,
    Record,
    Reference,
    Scalar,
    String,
    Type,
    Union,
    Unknown,
    array_of,
    literal_key,
    object_of,
)


def record(others: Type = Unknown(), **fields: Type) -> Record:  # noqa: B008  # a frozen value
    """A record with a field of each name; those that end with `_` are not required."""
    return Record(
        "", tuple(Field(name.strip("_"), type, required=name[-1] != "_") for name, type in fields.items()), others
    )


def intersection(one: Type, other: Type, declared: Mapping[str, Type | None]) -> tuple[Type, list[str]]:
    """The intersection of two types, and the losses that are reported."""
    lost: list[str] = []
    return intersect(one, other, lambda reference: declared[reference.name], lost.append), lost


A, B = Literal(("a",)), Literal(("b",))
PERSON = record(name=String(), age_=Number(is_integer=True))


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], Never()),
        ([Never()], Never()),
        ([String()], String()),
        ([String(), String()], String()),
        ([Null(), String(), Never(), Boolean()], Union((String(), Boolean(), Null()))),
        ([Union((String(), Null())), Union((Boolean(), Null()))], Union((String(), Boolean(), Null()))),
        ([String(), Unknown(), Null()], Unknown()),
        ([String(), Unknown("input")], Unknown()),
        # These are equal in Python.
        ([Literal((1,)), Literal((True,))], Union((Literal((1,)), Literal((True,))))),
        ([Literal((0,)), Literal((False,)), Literal((0.0,))], Union((Literal((0,)), Literal((False,))))),
        ([Number(minimum=1), Number(minimum=1.0)], Number(minimum=1)),
    ],
)
def test_a_union_has_each_type_once(options: list[Type], found: Type) -> None:
    assert union(options) == found


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], ()),
        (["a", "b", "a"], ("a", "b")),
        ([1, True, 1.0, "1", False, 0], (1, True, "1", False, 0)),
        ([2.0, -0.0, 0.5, 2.0**53], (2, 0, 0.5, 2**53)),
        ([2.0**53 + 2, 1e300, 10**100], (2.0**53 + 2, 1e300, 10**100)),
    ],
)
def test_literals_are_unique_and_whole_numbers_are_integers(values: list[Scalar], words: tuple[Scalar, ...]) -> None:
    found = literal_of(values).values
    assert found == words
    assert [*map(type, found)] == [*map(type, words)]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], Never()),
        ([Unknown(), A], Unknown()),
        ([A, B], Literal(("a", "b"))),
        ([Null(), A, Number(), Literal((1, "a"))], Union((Literal(("a", 1)), Number(), Null()))),
        # Literals and any other string.
        ([A, B, String()], Literal(("a", "b"), is_open=True)),
        (
            [String(), Literal(("a", 1, True)), Null()],
            Union((Literal(("a",), is_open=True), Literal((1, True)), Null())),
        ),
        ([Literal(("a",), is_open=True), B], Literal(("a", "b"), is_open=True)),
        ([Literal((1,)), String()], Union((Literal((1,)), String()))),
        # Literals and some other strings.
        ([A, String(max_length=3)], Union((A, String(max_length=3)))),
    ],
)
def test_a_union_has_one_literal(options: list[Type], found: Type) -> None:
    assert merge_literals(options) == found


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (array_of(String()), Array(String())),
        (array_of(String(), [Null()], min_items=1, max_items=3), Array(String(), (Null(),), 1, 3)),
        (array_of(String(), min_items=2, is_unique=True), Array(String(), (), 2, is_unique=True)),
        (array_of(Never(), [String()], max_items=3), Array(Never(), (String(),))),
        # The simplest form of an array.
        (array_of(String(), [Null(), String()], max_items=2), Array(Never(), (Null(), String()))),
        (array_of(String(), [Null(), String()], max_items=1), Array(Never(), (Null(),))),
        (array_of(String(), max_items=0), Array(Never())),
        (array_of(String(), [Null(), Never(), String()]), Array(Never(), (Null(),))),
        (array_of(String(), [Null(), Never()], min_items=1), Array(Never(), (Null(),), 1)),
        # It would have to be longer than allowed.
        (array_of(String(), [Null(), Never()], min_items=2), Never()),
        (array_of(Never(), min_items=1), Never()),
    ],
)
def test_an_array_is_in_its_simplest_form(made: Type, found: Type) -> None:
    assert made == found


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (object_of([], Unknown()), Map(Unknown())),
        (object_of([], String(), name="A"), Map(String())),
        (object_of([], Never(), name="A", description="B"), Record("A", (), Never(), "B")),
        (object_of(PERSON.fields, Unknown()), PERSON),
        (object_of(record(a_=Never()).fields, Unknown()), record(a_=Never())),
        (object_of(record(a_=Never(), b_=String()).fields, Never()), record(Never(), b_=String())),
        (object_of(record(a_=Never(), b=Never()).fields, Unknown()), Never()),
    ],
)
def test_an_object_without_fields_is_a_map(made: Type, found: Type) -> None:
    assert made == found


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (Unknown(), String(), String()),
        (Unknown("input"), Unknown(), Unknown("input")),
        (String(), Null(), Never()),
        (Never(), String(), Never()),
        (Number(), Boolean(), Never()),
        (Map(String()), Array(String()), Never()),
        (String(min_length=1, max_length=5), String(min_length=2, max_length=9), String(min_length=2, max_length=5)),
        (String(format="date-time"), String(pattern="Z$"), String(format="date-time", pattern="Z$")),
        (String(max_length=5), String(), String(max_length=5)),
        (Number(is_integer=True), Number(minimum=0.5), Number(is_integer=True, minimum=0.5)),
        (
            Number(False, 0, 9, 0, 9, 2),
            Number(True, 1, 8, 1, 8, 2.0),
            Number(True, 1, 8, 1, 8, 2),
        ),
        (Number(minimum=1), Number(exclusive_minimum=1), Number(minimum=1, exclusive_minimum=1)),
        # Literals.
        (Literal(("a", "b", 1)), Literal((True, 1.0, "b")), Literal(("b", 1))),
        (Literal((1,)), Literal((True,)), Never()),
        (Literal(("a", "bcd", 1)), String(min_length=2), Literal(("bcd",))),
        (String(max_length=1), Literal(("a", "bcd")), A),
        (Literal(("a", 1, True)), Boolean(), Literal((True,))),
        (Literal((True, "1")), Number(), Never()),
        (Literal((1, 2.5, True, 10**100)), Number(is_integer=True), Literal((1, 10**100))),
        (Literal((0, 1, 2, 3, 4)), Number(minimum=1, exclusive_maximum=4), Literal((1, 2, 3))),
        (Literal((0, 1, 2, 3, 4)), Number(exclusive_minimum=1, maximum=3), Literal((2, 3))),
        (A, Null(), Never()),
        (A, Map(Unknown()), Never()),
        # Literals and any other string.
        (Literal(("a",), is_open=True), String(), Literal(("a",), is_open=True)),
        (Literal(("a",), is_open=True), String(max_length=3), String(max_length=3)),
        (Literal(("a",), is_open=True), Literal(("b",), is_open=True), Literal(("a",), is_open=True)),
        (Literal(("a",), is_open=True), Literal(("b", 1)), B),
        (Literal(("b", 1)), Literal(("a",), is_open=True), B),
        (Literal(("a",), is_open=True), Literal((1,)), Never()),
        (Literal(("a",), is_open=True), Number(), Never()),
        # Arrays.
        (Array(String(), (), 1, 5), Array(Unknown(), (), 2, 9, is_unique=True), Array(String(), (), 2, 5, True)),
        (Array(String(), (Null(),)), Array(Unknown(), (Unknown(), A)), Array(String(), (Null(), A))),
        (Array(String()), Array(Null()), Array(Never())),
        (Array(String(), (), 1), Array(Null()), Never()),
        (Array(Never(), (String(),)), Array(Unknown(), (), 2), Never()),
        # Objects.
        (Map(String()), Map(A), Map(A)),
        (Map(String()), Map(Number()), Record("", (), Never())),
        (PERSON, Map(Unknown()), PERSON),
        (Map(A), record(a=String(), b_=Null()), record(A, a=A, b_=Never())),
        (record(a=String()), record(b=Null()), record(a=String(), b=Null())),
        (record(a_=String()), record(a=A), record(a=A)),
        (record(a=String()), record(a_=Null()), Never()),
        (record(a_=String()), record(a_=Null()), record(a_=Never())),
        (record(Never(), a=String()), record(b_=String()), record(Never(), a=String())),
        (record(b_=String()), record(Never(), a=String()), record(Never(), a=String())),
        (record(Never(), a=String()), record(b=String()), Never()),
        (record(String(), a=Null()), record(Unknown(), b=A), record(String(), a=Null(), b=A)),
        # Unions.
        (Union((String(), Null())), Union((Number(), String(), Null())), Union((String(), Null()))),
        (Union((String(), Null())), Null(), Null()),
        (A, Union((Number(), Literal(("a", "b")))), A),
        (
            Union((PERSON, record(b=String()))),
            record(a=String()),
            Union((record(name=String(), age_=Number(True), a=String()), record(b=String(), a=String()))),
        ),
    ],
)
def test_the_intersection_of_two_types(one: Type, other: Type, found: Type) -> None:
    assert intersection(one, other, {}) == (found, [])
    assert are_disjoint(one, other, lambda _: None) == (found == Never())


def test_descriptions_come_from_the_second_type() -> None:
    one = Field("a", String(), required=False, read_only=True, description="One.", default='"x"')
    other = Field("a", String(), required=True, deprecated=True, description="Other.", default="1")
    both = Field("a", String(), True, True, True, "Other.", "1")
    assert intersection(Record("", (one,), description="A."), Record("B", (other,), description="B."), {}) == (
        Record("B", (both,), description="B."),
        [],
    )
    plain = Field("a", String(), required=False)
    assert intersection(Record("A", (plain,)), Record("B", (other,), description="B."), {}) == (
        Record("B", (other,), description="B."),
        [],
    )
    assert intersection(Record("A", (other,), description="A."), Record("", (plain,)), {}) == (
        Record("A", (other,), description="A."),
        [],
    )


@pytest.mark.parametrize(
    ("one", "other", "found", "lost"),
    [
        (
            String(pattern="a"),
            String(pattern="b"),
            String(pattern="a"),
            ["only `validate` checks the second value of `pattern`"],
        ),
        (
            String(format="date-time", max_length=30),
            String(format="email"),
            String(format="date-time", max_length=30),
            ["only `validate` checks the second value of `format`"],
        ),
        (
            Number(multiple_of=2),
            Number(multiple_of=3),
            Number(multiple_of=2),
            ["only `validate` checks the second value of `multipleOf`"],
        ),
        (
            A,
            String(pattern="a", format="email"),
            A,
            [
                "only `validate` checks `format` of listed values",
                "only `validate` checks `pattern` of listed values",
            ],
        ),
        (
            Literal((1, 2)),
            Number(multiple_of=2),
            Literal((1, 2)),
            ["only `validate` checks `multipleOf` of listed values"],
        ),
        (Literal((1,)), String(pattern="a"), Never(), []),
    ],
)
def test_losses_of_an_intersection_are_reported(one: Type, other: Type, found: Type, lost: list[str]) -> None:
    assert intersection(one, other, {}) == (found, lost)


def test_a_reference_stays_if_the_other_type_adds_nothing() -> None:
    declared: dict[str, Type | None] = {"Person": PERSON, "Name": String(), "Names": Array(Reference("Name"))}
    person = Reference("Person")
    assert intersection(person, person, declared) == (person, [])
    assert intersection(person, Unknown(), declared) == (person, [])
    assert intersection(Map(Unknown()), person, declared) == (person, [])
    assert intersection(person, record(name=Unknown()), declared) == (person, [])
    assert intersection(Reference("Name"), String(max_length=3), declared) == (String(max_length=3), [])
    assert intersection(Array(String()), Reference("Names"), declared) == (Reference("Names"), [])
    assert intersection(person, record(size=String()), declared) == (
        record(name=String(), age_=Number(True), size=String()),
        [],
    )
    assert intersection(record(size=String()), person, declared) == (
        record(size=String(), name=String(), age_=Number(True)),
        [],
    )
    assert intersection(Union((person, Null())), record(name=A), declared) == (record(name=A, age_=Number(True)), [])
    assert intersection(person, Reference("Name"), declared) == (Never(), [])


def test_a_type_that_is_being_read_is_left_unchanged() -> None:
    message = "only `validate` checks the other constraints on `Tree` here"
    assert intersection(Reference("Tree"), record(a=String()), {"Tree": None}) == (Reference("Tree"), [message])
    assert intersection(record(a=String()), Reference("Tree"), {"Tree": None}) == (Reference("Tree"), [message])
    assert not are_disjoint(Reference("Tree"), String(), {"Tree": None}.get)  # type: ignore[arg-type]  # of a name


def test_the_intersection_of_recursive_types_terminates() -> None:
    declared = {name: record(next_=Reference(name), **{name: String()}) for name in ("a", "b")}
    expected = record(next_=Reference("a"), a=String(), b=String())
    message = "only `validate` checks the other constraints on `a` here"
    assert intersection(Reference("a"), Reference("b"), declared) == (expected, [message])
    # The intersection is the same in two places of a record.
    two = {"a": record(x_=Reference("c"), y_=Reference("c")), "c": PERSON}
    third = record(name=A, age_=Number(True))
    assert intersection(Reference("a"), Map(record(name=A)), two) == (
        record(record(name=A), x_=third, y_=third),
        [],
    )


def test_a_union_of_too_many_options_is_left_to_validation() -> None:
    def variants(prefix: str, count: int) -> Union:
        return Union(tuple(record(**{f"{prefix}{number}": String()}) for number in range(count)))

    few, message = intersection(variants("a", 4), variants("b", 8), {})
    assert isinstance(few, Union)
    assert (len(few.options), message) == (32, [])
    assert intersection(variants("a", 5), variants("b", 8), {}) == (
        variants("a", 5),
        ["only `validate` checks the combinations of 5 alternatives with 8"],
    )
    # As long as the union of the schema itself.
    many = variants("a", 200)
    assert intersection(many, Union((Map(Unknown()), Null())), {}) == (many, [])
    assert intersection(many, variants("b", 51), {}) == (
        many,
        ["only `validate` checks the combinations of 200 alternatives with 51"],
    )


def test_literals_are_equal_as_in_json() -> None:
    assert Literal((1,)) == Literal((1.0,))
    assert Literal((1,)) != Literal((True,))
    assert Literal(("a",)) != Literal(("a",), is_open=True)
    assert Literal(("a",)) != String()
    assert len({Literal((1,)), Literal((1.0,)), Literal((True,)), Literal(("1",))}) == 3
    assert Map(Literal((0,))) != Map(Literal((False,)))
    assert literal_key(1) == literal_key(1.0) != literal_key(True)


def test_a_module_finds_what_it_declares() -> None:
    module = Module((Record("A", ()), Record("B", ())), ("A",))
    assert module.find("B") is module.declarations[1]
    with pytest.raises(KeyError):
        module.find("C")
