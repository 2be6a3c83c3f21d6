"""One direction between two formats, as laws see it: its hops, its residues, and what is expected of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import cycle, product
from typing import Any, Literal, TypeAlias

import msgspec

from runbridge._runtime.conversion import UnrepresentableValue
from runbridge._runtime.json_parser import parse
from runbridge._runtime.numbers import integer_digits
from runbridge._runtime.registry import NAME, OTHER_TEXT, Direction, Format, Table
from runbridge._runtime.schema import accepts, accepts_at, load_schema, validator
from runbridge._runtime.schema_node import SchemaNode, read_schema
from runbridge._runtime.value_rules import row_text
from runbridge.errors import Unconvertible
from runbridge.known_formats import DIRECTIONS
from runbridge.laws.bridge_rules import Rules, read_address, read_rules
from runbridge.laws.json_tokens import (
    MISSING,
    Num,
    Record,
    is_object,
    is_same,
    read_tokens,
    shown,
    with_order,
    write_tokens,
)
from runbridge.laws.schema_values import ITEM, node_at
from runbridge.options import ConvertOptions, ResidueMode
from runbridge.problem_messages import pointer, text_of_rejected
from runbridge.record.convert import make_converter
from runbridge.record.converter import Conversion, RecordConverter
from runbridge.record.validate import validate

#: What gives values that no rule has: `--set` and `--map`, the former only, or neither.
Given: TypeAlias = Literal["all", "set", "nothing"]
#: Values for fields that no field of the source supplies, of which the first that the schema accepts is taken.
_GIVEN: tuple[Any, ...] = ("given", "2026-01-02T03:04:05Z", Num("7"), True, {}, [])


class Subject(msgspec.Struct, frozen=True, dict=True, eq=False):
    """A direction under a profile.

    The same options are given to every conversion, also to those back, so that no record has to be rejected.
    """

    direction: Direction
    profile: str = "published"

    def __repr__(self) -> str:
        return f"{self.source.name} to {self.target.name}, {self.profile}"

    @property
    def source(self) -> Format:
        """The format of the records."""
        return self.direction.source

    @property
    def target(self) -> Format:
        """The format that they are converted to."""
        return self.direction.target

    @cached_property
    def opposite(self) -> "Subject":
        """The direction back."""
        return subject_of(self.target.name, self.source.name, self.profile)

    @cached_property
    def rules(self) -> Rules:
        """The rules of the bridge in this direction."""
        return read_rules(self.direction)

    @cached_property
    def set(self) -> dict[str, Any]:
        """A value for each field that `--set` may give."""
        return dict(self._given())

    def _given(self) -> Iterator[tuple[str, Any]]:
        for each in (self.direction, DIRECTIONS[self.target.name, self.source.name]):
            schema = read_schema(load_schema(each.target, self.profile))
            for name in each.settable:
                address = read_address(name)
                path = (address.field, *address.path)
                node = node_at(schema, tuple(step if isinstance(step, str) else ITEM for step in path))
                for value in (*self._texts_of(name), *_GIVEN, *node.value.vocabulary, _least_object(node)):
                    if accepts_at(each.target, self.profile, path, write_tokens(value)):
                        yield name, value if isinstance(value, str) else write_tokens(value).decode()
                        break

    def _texts_of(self, name: str) -> Iterator[str]:
        """A text for a field that has a counterpart of another type, which not every text stands for."""
        for subject in (self, self.opposite):
            node = read_schema(load_schema(subject.source, self.profile))
            for rule in subject.rules.rules:
                if rule.kind == "text" and [str(target) for target in rule.targets] == [name]:
                    source = rule.sources[0]
                    steps = (step if isinstance(step, str) else ITEM for step in source.path)
                    yield "true" if "boolean" in node_at(node, (source.field, *steps)).types else "7"

    @cached_property
    def map(self) -> dict[str, dict[str, str]]:
        """Counterparts of values that the tables of both directions do not have."""
        return {**self.opposite.added, **self.added}

    @cached_property
    def added(self) -> dict[str, dict[str, str]]:
        """Counterparts of values that tables have none for: texts in `odd`, combinations with them, and asked ones."""
        return {
            name: dict(zip(rows, cycle((table.targets[0], table.targets[-1])), strict=False))
            for name, table in self.direction.tables.items()
            if (rows := (*self._new_rows(name.split("+")), *table.asked))
        }

    @cached_property
    def odd(self) -> Mapping[str, Sequence[str]]:
        """Texts that tables do not have and the schema allows, by the field of the source."""
        tables = self.direction.tables.items()
        return {field: self._odd_words(field, table) for name, table in tables for field in name.split("+")}

    def _odd_words(self, field: str, table: Table) -> Sequence[str]:
        # A value inside of objects has none: it is not a field whose schema says what it accepts.
        if field not in self.source.fields or any(OTHER_TEXT in row for row in table.known):
            return []
        words = [word for word in (f"{table.targets[0]}?", "odd=one:") if word not in table.known]
        return [word for word in words if accepts(self.source, self.profile, field, write_tokens(word))]

    @cached_property
    def _nodes(self) -> Mapping[str, SchemaNode]:
        """The schemas of the fields of the source."""
        return read_schema(load_schema(self.source, self.profile)).fields

    def _new_rows(self, fields: list[str]) -> Sequence[str]:
        if len(fields) == 1 or not self._nodes.keys() >= set(fields):
            return self.odd[fields[0]] if len(fields) == 1 else ()
        # Tables are total over the values that the schema names.
        columns = [(None, *self._nodes[field].vocabulary, *self.odd[field]) for field in fields]
        rows = dict.fromkeys(product(*columns))
        return [row_text(row) for row in rows if any(row[at] in self.odd[field] for at, field in enumerate(fields))]

    def needs_map(self, record: Record) -> bool:
        """Whether a table does not have the values of a record."""
        for name, rows in self.added.items():
            found = (read_address(field).read(record) for field in name.split("+"))
            values = tuple(
                None if value is MISSING else _without_alias(self._nodes.get(field), value)
                for field, value in zip(name.split("+"), found, strict=True)
            )
            if not all(value is None or isinstance(value, str) for value in values):
                continue
            # A text of a table of single texts is not in quotes.
            texts = {row_text(values), *(each for each in values[:1] if len(values) == 1 and isinstance(each, str))}
            # An asked row may be for any text.
            asked = msgspec.structs.replace(self.direction.tables[name], is_open=False)
            if not texts.isdisjoint(rows) or any(map(asked.takes, texts)):
                return True
        return False

    def convert(
        self,
        record: Record | bytes,
        *,
        residue: ResidueMode = "embed",
        sidecar: bytes | None = None,
        apply_residue: bool = True,
        given: Given = "all",
    ) -> Conversion:
        """The conversion of a record."""
        data = record if isinstance(record, bytes) else write_tokens(record)
        converter = self._converter(residue, apply_residue, given)
        return converter.convert(data, None if sidecar is None else lambda identity, data: sidecar)

    def hop(self, record: Record | bytes, **options: Any) -> Record:
        """The converted record."""
        converted: Record = read_tokens(self.convert(record, **options).data)
        return converted

    def options(
        self, residue: ResidueMode = "embed", *, apply_residue: bool = True, given: Given = "all"
    ) -> ConvertOptions:
        """The options of a conversion."""
        return ConvertOptions(
            target=self.target.name,
            profile=self.profile,
            residue=residue,
            apply_residue=apply_residue,
            set=None if given == "nothing" else self.set,
            map=self.map if given == "all" else None,
        )

    @cached_property
    def _converters(self) -> dict[tuple[Any, ...], RecordConverter]:
        return {}

    def _converter(self, residue: ResidueMode, apply_residue: bool, given: Given) -> RecordConverter:
        key = residue, apply_residue, given
        if key not in self._converters:
            options = self.options(residue, apply_residue=apply_residue, given=given)
            self._converters[key] = make_converter(self.source.name, options)
        return self._converters[key]

    @cached_property
    def gives_own(self) -> bool:
        """Whether `--set` gives a field without counterpart: it is kept in a residue, though no record had it."""
        mapped = {str(address) for rules in (self.rules, self.opposite.rules) for address in rules.mapped}
        return not mapped.issuperset(self.set)

    def identity_of(self, record: Record) -> Any:
        """The identity of a record as residues have it: text, the digits of an integer, or empty for a missing one."""
        identity = self.rules.identity.read(record)
        if identity is MISSING or identity is None:
            return ""
        return integer_digits(identity.token) if isinstance(identity, Num) else identity

    def is_valid(self, record: Record) -> bool:
        """Whether a record of the source is valid."""
        return validator(self.source, self.profile).is_valid(parse(write_tokens(record).decode()))


@cache
def subject_of(source: str, target: str, profile: str = "published") -> Subject:
    """The direction between two formats under a profile."""
    return Subject(DIRECTIONS[source, target], profile)


def without_residue(record: Mapping[str, Any]) -> Record:
    """The fields of a record but its residue."""
    return {name: value for name, value in record.items() if name != NAME}


class BrokenLaw(AssertionError):
    """A law that does not hold for a record."""


class RejectedValue(BrokenLaw):
    """A law that does not hold because a rule, at an `address` in the target, cannot convert the value of a record."""

    def __init__(self, address: str, message: str) -> None:
        super().__init__(address, message)
        self.address = address

    def __str__(self) -> str:
        return str(self.args[1])


def rejected_value(subject: Subject, error: Unconvertible) -> BrokenLaw:
    """The broken law for a record that was not converted, with the rule, the value and why it is not allowed."""
    cause = error.__cause__
    if isinstance(cause, UnrepresentableValue):
        for each in (subject, subject.opposite):
            for rule in each.rules.rules:
                source, target = (" and ".join(map(str, some)) for some in (rule.sources, rule.targets))
                if cause.target in [(each.target.name, address.field) for address in rule.targets]:
                    return RejectedValue(target, text_of_rejected(rule.kind, source, target, _reason(each, cause)))
                if cause.address in map(str, rule.sources):
                    return RejectedValue(target, text_of_rejected(rule.kind, source, target, error.problems[0].message))
    return BrokenLaw(f"{subject}: {error}")


def _reason(subject: Subject, cause: UnrepresentableValue) -> str:
    """Why the schema rejects a value of a field of the target."""
    name = cause.target[1] if cause.target else ""
    record = b"{%s:%s}" % (write_tokens(name), cause.text)
    problems = validate(record, subject.target.name, profile=subject.profile)
    return next(problem.message for problem in problems if problem.pointer.startswith(pointer([name])))


def fail(subject: Subject, reason: str, record: Record) -> None:
    """Raise BrokenLaw."""
    raise BrokenLaw(f"{subject}: {reason}\nrecord: {shown(record)}")


def expect(holds: bool, subject: Subject, reason: str, record: Record) -> None:
    """Raise BrokenLaw if something does not hold."""
    if not holds:
        fail(subject, reason, record)


def expect_valid(subject: Subject, record: Record, original: Record) -> None:
    """Expect that a record of the source is valid."""
    if not subject.is_valid(record):
        fail(subject.opposite, f"the converted record is invalid: {shown(record)}", original)


def expect_equal(subject: Subject, what: str, wanted: Any, found: Any, record: Record) -> None:
    """Expect that two values have the same tokens; the order of the fields of a record does not matter."""
    if is_object(wanted) and is_object(found):
        for name in differing(wanted, found):
            one, other = wanted.get(name, MISSING), found.get(name, MISSING)
            fail(subject, f"{what}: `{name}` is {shown(other)} instead of {shown(one)}", record)
    elif with_order(wanted) != with_order(found):
        fail(subject, f"{what}: {shown(found)} instead of {shown(wanted)}", record)


def expect_returned(subject: Subject, what: str, record: Record, back: Record) -> None:
    """Expect that a record of the source came back as it was."""
    if subject.gives_own:
        # The target got values that no field of the source has; they are in a residue now.
        _expect_given_only(subject, what, record, back)
        record, back = without_residue(record), without_residue(back)
    expect_equal(subject, what, record, back, record)
    if subject.direction.writes_order:
        wanted, found = ([*without_residue(each)] for each in (record, back))
        expect(wanted == found, subject, f"{what}: the order of the fields is {found} instead of {wanted}", record)


def _expect_given_only(subject: Subject, what: str, record: Record, back: Record) -> None:
    """Expect that a record came back with no residue but of fields that options gave to the target."""
    residue = back.get(NAME) if NAME not in record else None
    if is_object(residue):
        found = [name for name in ("via", "absent") if name in residue]
        expect(not found, subject, f"{what}: its residue has {shown(residue)}", record)


def differing(one: Record, other: Record) -> list[str]:
    """The fields whose values differ, or that only one of two records has."""
    return [name for name in {**one, **other} if not is_same(one.get(name, MISSING), other.get(name, MISSING))]


def expect_fields(subject: Subject, what: str, wanted: Iterable[str], found: Iterable[str], record: Record) -> None:
    """Expect the same fields, in any order."""
    in_order, others = sorted(wanted), sorted(found)
    if in_order != others:
        fail(subject, f"{what}: {others} instead of {in_order}", record)


def _least_object(node: SchemaNode) -> Record:
    """An object with the required fields only, each with a value of its type."""
    fields = node.value.fields
    return {name: _value_of(fields[name].value) for name in node.value.required}


def _value_of(node: SchemaNode) -> Any:
    by_type: dict[str, Any] = {
        "string": (*node.vocabulary, _GIVEN[node.is_time])[0],
        "boolean": True,
        "array": [],
        "object": _least_object(node),
    }
    return by_type.get(node.kind, Num("7"))


def _without_alias(node: SchemaNode | None, value: Any) -> Any:
    """The value that an alias stands for; any other value is unchanged."""
    aliases: Mapping[str, Sequence[Any]] = {} if node is None else node.schema.get("x-aliases", {})
    for word, others in aliases.items():
        if any(is_same(value, other if isinstance(other, str) else Num(str(other))) for other in others):
            return word
    return value
