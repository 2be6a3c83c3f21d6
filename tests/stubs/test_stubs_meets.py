"""What types have in common, and types put together: unions, vocabularies, arrays and objects in one form each."""

from collections.abc import Mapping

import pytest

from runbridge.stubs.ir.intersect import are_disjoint, intersect
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
from runbridge.stubs.ir.unions import literal_of, merge_literals, union


def record(others: Type = Unknown(), **fields: Type) -> Record:  # noqa: B008  # a frozen value
    """A record with a member of each name; those that end with `_` are not required."""
    return Record(
        "", tuple(Field(name.strip("_"), type, required=name[-1] != "_") for name, type in fields.items()), others
    )


def result(one: Type, other: Type, declared: Mapping[str, Type | None]) -> tuple[Type, list[str]]:
    """What two types have in common, and what is told of it."""
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
        # In Python these are equal.
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
def test_words_stand_once_and_whole_numbers_are_integers(values: list[Scalar], words: tuple[Scalar, ...]) -> None:
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
        # Words and any other string.
        ([A, B, String()], Literal(("a", "b"), is_open=True)),
        (
            [String(), Literal(("a", 1, True)), Null()],
            Union((Literal(("a",), is_open=True), Literal((1, True)), Null())),
        ),
        ([Literal(("a",), is_open=True), B], Literal(("a", "b"), is_open=True)),
        ([Literal((1,)), String()], Union((Literal((1,)), String()))),
        # Words and some other strings.
        ([A, String(max_length=3)], Union((A, String(max_length=3)))),
    ],
)
def test_a_choice_has_one_vocabulary(options: list[Type], found: Type) -> None:
    assert merge_literals(options) == found


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (array_of(String()), Array(String())),
        (array_of(String(), [Null()], min_items=1, max_items=3), Array(String(), (Null(),), 1, 3)),
        (array_of(String(), min_items=2, is_unique=True), Array(String(), (), 2, is_unique=True)),
        (array_of(Never(), [String()], max_items=3), Array(Never(), (String(),))),
        # It ends where it has to.
        (array_of(String(), [Null(), String()], max_items=2), Array(Never(), (Null(), String()))),
        (array_of(String(), [Null(), String()], max_items=1), Array(Never(), (Null(),))),
        (array_of(String(), max_items=0), Array(Never())),
        (array_of(String(), [Null(), Never(), String()]), Array(Never(), (Null(),))),
        (array_of(String(), [Null(), Never()], min_items=1), Array(Never(), (Null(),), 1)),
        # It would have to be longer than it may be.
        (array_of(String(), [Null(), Never()], min_items=2), Never()),
        (array_of(Never(), min_items=1), Never()),
    ],
)
def test_an_array_ends_where_it_has_to(made: Type, found: Type) -> None:
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
def test_an_object_without_names_of_its_own_is_a_mapping(made: Type, found: Type) -> None:
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
        # Words.
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
        # Words and any other string.
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
def test_what_two_types_have_in_common(one: Type, other: Type, found: Type) -> None:
    assert result(one, other, {}) == (found, [])
    assert are_disjoint(one, other, lambda _: None) == (found == Never())


def test_what_people_are_told_comes_from_where_it_stands() -> None:
    one = Field("a", String(), required=False, read_only=True, description="One.", default='"x"')
    other = Field("a", String(), required=True, deprecated=True, description="Other.", default="1")
    both = Field("a", String(), True, True, True, "Other.", "1")
    assert result(Record("", (one,), description="A."), Record("B", (other,), description="B."), {}) == (
        Record("B", (both,), description="B."),
        [],
    )
    plain = Field("a", String(), required=False)
    assert result(Record("A", (plain,)), Record("B", (other,), description="B."), {}) == (
        Record("B", (other,), description="B."),
        [],
    )
    assert result(Record("A", (other,), description="A."), Record("", (plain,)), {}) == (
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
            ["of two values of `pattern` one is left to validation"],
        ),
        (
            String(format="date-time", max_length=30),
            String(format="email"),
            String(format="date-time", max_length=30),
            ["of two values of `format` one is left to validation"],
        ),
        (
            Number(multiple_of=2),
            Number(multiple_of=3),
            Number(multiple_of=2),
            ["of two values of `multipleOf` one is left to validation"],
        ),
        (
            A,
            String(pattern="a", format="email"),
            A,
            [
                "`format` is left to validation where words are listed",
                "`pattern` is left to validation where words are listed",
            ],
        ),
        (
            Literal((1, 2)),
            Number(multiple_of=2),
            Literal((1, 2)),
            ["`multipleOf` is left to validation where words are listed"],
        ),
        (Literal((1,)), String(pattern="a"), Never(), []),
    ],
)
def test_what_cannot_be_said_of_both_is_told(one: Type, other: Type, found: Type, lost: list[str]) -> None:
    assert result(one, other, {}) == (found, lost)


def test_a_reference_stays_where_nothing_is_added() -> None:
    declared: dict[str, Type | None] = {"Person": PERSON, "Name": String(), "Names": Array(Reference("Name"))}
    person = Reference("Person")
    assert result(person, person, declared) == (person, [])
    assert result(person, Unknown(), declared) == (person, [])
    assert result(Map(Unknown()), person, declared) == (person, [])
    assert result(person, record(name=Unknown()), declared) == (person, [])
    assert result(Reference("Name"), String(max_length=3), declared) == (String(max_length=3), [])
    assert result(Array(String()), Reference("Names"), declared) == (Reference("Names"), [])
    assert result(person, record(size=String()), declared) == (
        record(name=String(), age_=Number(True), size=String()),
        [],
    )
    assert result(record(size=String()), person, declared) == (
        record(size=String(), name=String(), age_=Number(True)),
        [],
    )
    assert result(Union((person, Null())), record(name=A), declared) == (record(name=A, age_=Number(True)), [])
    assert result(person, Reference("Name"), declared) == (Never(), [])


def test_what_is_being_read_is_taken_as_it_is() -> None:
    told = "what else is asked of `Tree` there is left to validation"
    assert result(Reference("Tree"), record(a=String()), {"Tree": None}) == (Reference("Tree"), [told])
    assert result(record(a=String()), Reference("Tree"), {"Tree": None}) == (Reference("Tree"), [told])
    assert not are_disjoint(Reference("Tree"), String(), {"Tree": None}.get)  # type: ignore[arg-type]  # of a name


def test_what_goes_round_in_circles_comes_to_an_end() -> None:
    declared = {name: record(next_=Reference(name), **{name: String()}) for name in ("a", "b")}
    expected = record(next_=Reference("a"), a=String(), b=String())
    told = "what else is asked of `a` there is left to validation"
    assert result(Reference("a"), Reference("b"), declared) == (expected, [told])
    # The same question in two places of a record has the same answer.
    two = {"a": record(x_=Reference("c"), y_=Reference("c")), "c": PERSON}
    third = record(name=A, age_=Number(True))
    assert result(Reference("a"), Map(record(name=A)), two) == (
        record(record(name=A), x_=third, y_=third),
        [],
    )


def test_more_choices_than_anyone_wants_to_read_are_left_to_validation() -> None:
    def variants(prefix: str, count: int) -> Union:
        return Union(tuple(record(**{f"{prefix}{number}": String()}) for number in range(count)))

    few, told = result(variants("a", 4), variants("b", 8), {})
    assert isinstance(few, Union)
    assert (len(few.options), told) == (32, [])
    assert result(variants("a", 5), variants("b", 8), {}) == (
        variants("a", 5),
        ["which of 5 choices goes with which of 8 is left to validation"],
    )
    # As long as the schema itself has it.
    many = variants("a", 200)
    assert result(many, Union((Map(Unknown()), Null())), {}) == (many, [])
    assert result(many, variants("b", 51), {}) == (
        many,
        ["which of 200 choices goes with which of 51 is left to validation"],
    )


def test_words_are_equal_as_in_json() -> None:
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
