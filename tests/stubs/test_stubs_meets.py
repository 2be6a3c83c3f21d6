"""What types have in common, and types put together: unions, vocabularies, arrays and objects in one form each."""

from collections.abc import Mapping

import pytest

from runbridge.stubs.ir.intersect import are_apart, meet, union
from runbridge.stubs.ir.types import (
    Anything,
    Boolean,
    Listed,
    Mapped,
    Member,
    Module,
    Nothing,
    Null,
    Number,
    Record,
    Reference,
    Scalar,
    Text,
    Type,
    Union,
    Words,
    array_of,
    object_of,
    word_key,
)
from runbridge.stubs.ir.unions import choice, words_of


def record(others: Type = Anything(), **members: Type) -> Record:  # noqa: B008  # a frozen value
    """A record with a member of each name; those that end with `_` are not required."""
    return Record(
        "", tuple(Member(name.strip("_"), type, required=name[-1] != "_") for name, type in members.items()), others
    )


def met(one: Type, other: Type, declared: Mapping[str, Type | None]) -> tuple[Type, list[str]]:
    """What two types have in common, and what is told of it."""
    lost: list[str] = []
    return meet(one, other, lambda reference: declared[reference.name], lost.append), lost


A, B = Words(("a",)), Words(("b",))
PERSON = record(name=Text(), age_=Number(is_integer=True))


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], Nothing()),
        ([Nothing()], Nothing()),
        ([Text()], Text()),
        ([Text(), Text()], Text()),
        ([Null(), Text(), Nothing(), Boolean()], Union((Text(), Boolean(), Null()))),
        ([Union((Text(), Null())), Union((Boolean(), Null()))], Union((Text(), Boolean(), Null()))),
        ([Text(), Anything(), Null()], Anything()),
        ([Text(), Anything("input")], Anything()),
        # In Python these are equal.
        ([Words((1,)), Words((True,))], Union((Words((1,)), Words((True,))))),
        ([Words((0,)), Words((False,)), Words((0.0,))], Union((Words((0,)), Words((False,))))),
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
    found = words_of(values).values
    assert found == words
    assert [*map(type, found)] == [*map(type, words)]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], Nothing()),
        ([Anything(), A], Anything()),
        ([A, B], Words(("a", "b"))),
        ([Null(), A, Number(), Words((1, "a"))], Union((Words(("a", 1)), Number(), Null()))),
        # Words and any other string.
        ([A, B, Text()], Words(("a", "b"), is_open=True)),
        ([Text(), Words(("a", 1, True)), Null()], Union((Words(("a",), is_open=True), Words((1, True)), Null()))),
        ([Words(("a",), is_open=True), B], Words(("a", "b"), is_open=True)),
        ([Words((1,)), Text()], Union((Words((1,)), Text()))),
        # Words and some other strings.
        ([A, Text(max_length=3)], Union((A, Text(max_length=3)))),
    ],
)
def test_a_choice_has_one_vocabulary(options: list[Type], found: Type) -> None:
    assert choice(options) == found


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (array_of(Text()), Listed(Text())),
        (array_of(Text(), [Null()], min_items=1, max_items=3), Listed(Text(), (Null(),), 1, 3)),
        (array_of(Text(), min_items=2, is_unique=True), Listed(Text(), (), 2, is_unique=True)),
        (array_of(Nothing(), [Text()], max_items=3), Listed(Nothing(), (Text(),))),
        # It ends where it has to.
        (array_of(Text(), [Null(), Text()], max_items=2), Listed(Nothing(), (Null(), Text()))),
        (array_of(Text(), [Null(), Text()], max_items=1), Listed(Nothing(), (Null(),))),
        (array_of(Text(), max_items=0), Listed(Nothing())),
        (array_of(Text(), [Null(), Nothing(), Text()]), Listed(Nothing(), (Null(),))),
        (array_of(Text(), [Null(), Nothing()], min_items=1), Listed(Nothing(), (Null(),), 1)),
        # It would have to be longer than it may be.
        (array_of(Text(), [Null(), Nothing()], min_items=2), Nothing()),
        (array_of(Nothing(), min_items=1), Nothing()),
    ],
)
def test_an_array_ends_where_it_has_to(made: Type, found: Type) -> None:
    assert made == found


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (object_of([], Anything()), Mapped(Anything())),
        (object_of([], Text(), name="A"), Mapped(Text())),
        (object_of([], Nothing(), name="A", description="B"), Record("A", (), Nothing(), "B")),
        (object_of(PERSON.members, Anything()), PERSON),
        (object_of(record(a_=Nothing()).members, Anything()), record(a_=Nothing())),
        (object_of(record(a_=Nothing(), b_=Text()).members, Nothing()), record(Nothing(), b_=Text())),
        (object_of(record(a_=Nothing(), b=Nothing()).members, Anything()), Nothing()),
    ],
)
def test_an_object_without_names_of_its_own_is_a_mapping(made: Type, found: Type) -> None:
    assert made == found


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (Anything(), Text(), Text()),
        (Anything("input"), Anything(), Anything("input")),
        (Text(), Null(), Nothing()),
        (Nothing(), Text(), Nothing()),
        (Number(), Boolean(), Nothing()),
        (Mapped(Text()), Listed(Text()), Nothing()),
        (Text(min_length=1, max_length=5), Text(min_length=2, max_length=9), Text(min_length=2, max_length=5)),
        (Text(format="date-time"), Text(pattern="Z$"), Text(format="date-time", pattern="Z$")),
        (Text(max_length=5), Text(), Text(max_length=5)),
        (Number(is_integer=True), Number(minimum=0.5), Number(is_integer=True, minimum=0.5)),
        (
            Number(False, 0, 9, 0, 9, 2),
            Number(True, 1, 8, 1, 8, 2.0),
            Number(True, 1, 8, 1, 8, 2),
        ),
        (Number(minimum=1), Number(exclusive_minimum=1), Number(minimum=1, exclusive_minimum=1)),
        # Words.
        (Words(("a", "b", 1)), Words((True, 1.0, "b")), Words(("b", 1))),
        (Words((1,)), Words((True,)), Nothing()),
        (Words(("a", "bcd", 1)), Text(min_length=2), Words(("bcd",))),
        (Text(max_length=1), Words(("a", "bcd")), A),
        (Words(("a", 1, True)), Boolean(), Words((True,))),
        (Words((True, "1")), Number(), Nothing()),
        (Words((1, 2.5, True, 10**100)), Number(is_integer=True), Words((1, 10**100))),
        (Words((0, 1, 2, 3, 4)), Number(minimum=1, exclusive_maximum=4), Words((1, 2, 3))),
        (Words((0, 1, 2, 3, 4)), Number(exclusive_minimum=1, maximum=3), Words((2, 3))),
        (A, Null(), Nothing()),
        (A, Mapped(Anything()), Nothing()),
        # Words and any other string.
        (Words(("a",), is_open=True), Text(), Words(("a",), is_open=True)),
        (Words(("a",), is_open=True), Text(max_length=3), Text(max_length=3)),
        (Words(("a",), is_open=True), Words(("b",), is_open=True), Words(("a",), is_open=True)),
        (Words(("a",), is_open=True), Words(("b", 1)), B),
        (Words(("b", 1)), Words(("a",), is_open=True), B),
        (Words(("a",), is_open=True), Words((1,)), Nothing()),
        (Words(("a",), is_open=True), Number(), Nothing()),
        # Arrays.
        (Listed(Text(), (), 1, 5), Listed(Anything(), (), 2, 9, is_unique=True), Listed(Text(), (), 2, 5, True)),
        (Listed(Text(), (Null(),)), Listed(Anything(), (Anything(), A)), Listed(Text(), (Null(), A))),
        (Listed(Text()), Listed(Null()), Listed(Nothing())),
        (Listed(Text(), (), 1), Listed(Null()), Nothing()),
        (Listed(Nothing(), (Text(),)), Listed(Anything(), (), 2), Nothing()),
        # Objects.
        (Mapped(Text()), Mapped(A), Mapped(A)),
        (Mapped(Text()), Mapped(Number()), Record("", (), Nothing())),
        (PERSON, Mapped(Anything()), PERSON),
        (Mapped(A), record(a=Text(), b_=Null()), record(A, a=A, b_=Nothing())),
        (record(a=Text()), record(b=Null()), record(a=Text(), b=Null())),
        (record(a_=Text()), record(a=A), record(a=A)),
        (record(a=Text()), record(a_=Null()), Nothing()),
        (record(a_=Text()), record(a_=Null()), record(a_=Nothing())),
        (record(Nothing(), a=Text()), record(b_=Text()), record(Nothing(), a=Text())),
        (record(b_=Text()), record(Nothing(), a=Text()), record(Nothing(), a=Text())),
        (record(Nothing(), a=Text()), record(b=Text()), Nothing()),
        (record(Text(), a=Null()), record(Anything(), b=A), record(Text(), a=Null(), b=A)),
        # Unions.
        (Union((Text(), Null())), Union((Number(), Text(), Null())), Union((Text(), Null()))),
        (Union((Text(), Null())), Null(), Null()),
        (A, Union((Number(), Words(("a", "b")))), A),
        (
            Union((PERSON, record(b=Text()))),
            record(a=Text()),
            Union((record(name=Text(), age_=Number(True), a=Text()), record(b=Text(), a=Text()))),
        ),
    ],
)
def test_what_two_types_have_in_common(one: Type, other: Type, found: Type) -> None:
    assert met(one, other, {}) == (found, [])
    assert are_apart(one, other, lambda _: None) == (found == Nothing())


def test_what_people_are_told_comes_from_where_it_stands() -> None:
    one = Member("a", Text(), required=False, read_only=True, description="One.", default='"x"')
    other = Member("a", Text(), required=True, deprecated=True, description="Other.", default="1")
    both = Member("a", Text(), True, True, True, "Other.", "1")
    assert met(Record("", (one,), description="A."), Record("B", (other,), description="B."), {}) == (
        Record("B", (both,), description="B."),
        [],
    )
    plain = Member("a", Text(), required=False)
    assert met(Record("A", (plain,)), Record("B", (other,), description="B."), {}) == (
        Record("B", (other,), description="B."),
        [],
    )
    assert met(Record("A", (other,), description="A."), Record("", (plain,)), {}) == (
        Record("A", (other,), description="A."),
        [],
    )


@pytest.mark.parametrize(
    ("one", "other", "found", "lost"),
    [
        (
            Text(pattern="a"),
            Text(pattern="b"),
            Text(pattern="a"),
            ["of two values of `pattern` one is left to validation"],
        ),
        (
            Text(format="date-time", max_length=30),
            Text(format="email"),
            Text(format="date-time", max_length=30),
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
            Text(pattern="a", format="email"),
            A,
            [
                "`format` is left to validation where words are listed",
                "`pattern` is left to validation where words are listed",
            ],
        ),
        (
            Words((1, 2)),
            Number(multiple_of=2),
            Words((1, 2)),
            ["`multipleOf` is left to validation where words are listed"],
        ),
        (Words((1,)), Text(pattern="a"), Nothing(), []),
    ],
)
def test_what_cannot_be_said_of_both_is_told(one: Type, other: Type, found: Type, lost: list[str]) -> None:
    assert met(one, other, {}) == (found, lost)


def test_a_reference_stays_where_nothing_is_added() -> None:
    declared: dict[str, Type | None] = {"Person": PERSON, "Name": Text(), "Names": Listed(Reference("Name"))}
    person = Reference("Person")
    assert met(person, person, declared) == (person, [])
    assert met(person, Anything(), declared) == (person, [])
    assert met(Mapped(Anything()), person, declared) == (person, [])
    assert met(person, record(name=Anything()), declared) == (person, [])
    assert met(Reference("Name"), Text(max_length=3), declared) == (Text(max_length=3), [])
    assert met(Listed(Text()), Reference("Names"), declared) == (Reference("Names"), [])
    assert met(person, record(size=Text()), declared) == (record(name=Text(), age_=Number(True), size=Text()), [])
    assert met(record(size=Text()), person, declared) == (record(size=Text(), name=Text(), age_=Number(True)), [])
    assert met(Union((person, Null())), record(name=A), declared) == (record(name=A, age_=Number(True)), [])
    assert met(person, Reference("Name"), declared) == (Nothing(), [])


def test_what_is_being_read_is_taken_as_it_is() -> None:
    told = "what else is asked of `Tree` there is left to validation"
    assert met(Reference("Tree"), record(a=Text()), {"Tree": None}) == (Reference("Tree"), [told])
    assert met(record(a=Text()), Reference("Tree"), {"Tree": None}) == (Reference("Tree"), [told])
    assert not are_apart(Reference("Tree"), Text(), {"Tree": None}.get)  # type: ignore[arg-type]  # of a name


def test_what_goes_round_in_circles_comes_to_an_end() -> None:
    declared = {name: record(next_=Reference(name), **{name: Text()}) for name in ("a", "b")}
    expected = record(next_=Reference("a"), a=Text(), b=Text())
    told = "what else is asked of `a` there is left to validation"
    assert met(Reference("a"), Reference("b"), declared) == (expected, [told])
    # The same question in two places of a record has the same answer.
    two = {"a": record(x_=Reference("c"), y_=Reference("c")), "c": PERSON}
    third = record(name=A, age_=Number(True))
    assert met(Reference("a"), Mapped(record(name=A)), two) == (
        record(record(name=A), x_=third, y_=third),
        [],
    )


def test_more_choices_than_anyone_wants_to_read_are_left_to_validation() -> None:
    def variants(prefix: str, count: int) -> Union:
        return Union(tuple(record(**{f"{prefix}{number}": Text()}) for number in range(count)))

    few, told = met(variants("a", 4), variants("b", 8), {})
    assert isinstance(few, Union)
    assert (len(few.options), told) == (32, [])
    assert met(variants("a", 5), variants("b", 8), {}) == (
        variants("a", 5),
        ["which of 5 choices goes with which of 8 is left to validation"],
    )
    # As long as the schema itself has it.
    many = variants("a", 200)
    assert met(many, Union((Mapped(Anything()), Null())), {}) == (many, [])
    assert met(many, variants("b", 51), {}) == (
        many,
        ["which of 200 choices goes with which of 51 is left to validation"],
    )


def test_words_are_equal_as_in_json() -> None:
    assert Words((1,)) == Words((1.0,))
    assert Words((1,)) != Words((True,))
    assert Words(("a",)) != Words(("a",), is_open=True)
    assert Words(("a",)) != Text()
    assert len({Words((1,)), Words((1.0,)), Words((True,)), Words(("1",))}) == 3
    assert Mapped(Words((0,))) != Mapped(Words((False,)))
    assert word_key(1) == word_key(1.0) != word_key(True)


def test_a_module_finds_what_it_declares() -> None:
    module = Module((Record("A", ()), Record("B", ())), ("A",))
    assert module.find("B") is module.declarations[1]
    with pytest.raises(KeyError):
        module.find("C")
