"""Hypothesis strategies for valid records of a format, with values that its bridge names, and for edits of them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from runbridge._runtime.registry import NAME
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import SchemaNode, read_schema
from runbridge.formats import other_format
from runbridge.laws.bridge_rules import Address, Rule, Step, bridge_of, constant_of
from runbridge.laws.json_tokens import MISSING, Num, Record, Style, is_object, write_tokens
from runbridge.laws.schema_values import EVERY, ITEM, Bias, Leaves, Place, SchemaValues, is_made_of, node_at
from runbridge.laws.subject import Subject

_durations = st.from_regex(r"-?(0|[1-9][0-9]{0,6})(\.[0-9]{1,9})?s", fullmatch=True)
#: Numbers that stand for a time in every unit.
_moments = st.from_regex(r"-?[1-9][0-9]{0,9}", fullmatch=True).map(Num)


def place_of(address: Address) -> Place:
    """The place of an address in the strategies of a schema."""
    return (address.field, *(step if isinstance(step, str) else ITEM for step in address.path))


def biases_of(
    rule: Rule,
    leaves: Leaves,
    odd: Mapping[str, Sequence[str]],
    counterparts: SearchStrategy[Any],
    *,
    is_left: bool,
) -> Iterator[tuple[Place, Bias]]:
    """The biases for the sources of a rule; `is_left` says whether they are on the left side of the bridge.

    `odd` are the texts that `--map` adds to tables, `counterparts` the values at the first target.
    """
    for address in rule.sources:
        for depth, step in enumerate(address.path):
            if not isinstance(step, str):
                key, value = step
                yield (*place_of(Address(address.field, address.path[: depth + 1])), key), _also(st.just(value))
        bias = _bias(rule, address, leaves, odd.get(str(address), ()), counterparts, is_left=is_left)
        if bias is not None:
            yield place_of(address), bias


def _bias(
    rule: Rule,
    address: Address,
    leaves: Leaves,
    odd: Sequence[str],
    counterparts: SearchStrategy[Any],
    *,
    is_left: bool,
) -> Bias | None:
    empty: SearchStrategy[str] = st.just(rule.parameters["empty"]) if "empty" in rule.parameters else st.nothing()
    match rule.kind:
        case "same" if "empty" in rule.parameters:
            return _also(empty)
        case "prefix":
            prefix = rule.parameters["prefix"]
            return _also(leaves.texts.map(lambda text: f"{prefix}{text}"))
        case "table":
            return partial(_in_table, [*rule.values_of(str(address)), *odd])
        case "text":
            return _for_texts(empty | counterparts.filter(_has_text).map(_text))
        case "time":
            return lambda node, strategy: strategy | empty if "string" in node.types else _moments
        case "duration":
            return _for_texts(_durations)
        case "json":
            return _for_texts(leaves.values.map(lambda value: write_tokens(value).decode()))
        case "conforming" if not is_left:
            return _also(counterparts)
        case _:
            return None


def _in_table(words: list[Any], node: SchemaNode, strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Values that a table has; any text where the schema lists none, as the table has a row for others then."""
    choices = [*words, *_vocabulary(node)]
    if "string" in node.types and not node.vocabulary:
        return st.sampled_from(choices) | strategy if choices else strategy
    return st.sampled_from(choices)


def _also(more: SearchStrategy[Any]) -> Bias:
    return lambda node, strategy: strategy | more


def _for_texts(texts: SearchStrategy[str]) -> Bias:
    """These texts only, where the schema has text: the rule has no counterpart for any other."""
    return lambda node, strategy: texts if "string" in node.types else strategy


def _has_text(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, Num) and value.token.lstrip("-").isdigit())


def _text(value: Any) -> str:
    return write_tokens(value).decode()


def _vocabulary(node: SchemaNode) -> list[Any]:
    others = [other for others in node.schema.get("x-aliases", {}).values() for other in others]
    return [*node.vocabulary, *(other if isinstance(other, str) else Num(str(other)) for other in others)]


Drawn = TypeVar("Drawn")


class Draw(Protocol):
    """Draws a value of a strategy."""

    def __call__(self, strategy: SearchStrategy[Drawn]) -> Drawn:
        """The value."""
        ...


styles: SearchStrategy[Style] = st.sampled_from(["compact", "escaped", "spaced"])
#: How many fields of a record are null or missing: none, all that may be, or some.
_densities = st.sampled_from(["filled", "null", "missing", "mixed"])
_UNKNOWN_NAMES = st.sampled_from(["queue_position", "costUsd", "(unknown)", NAME, "a b", "é", "\ud800", ""])


class FieldValues(NamedTuple):
    """The values of a field besides null, and whether it may be null or missing."""

    filled: SearchStrategy[Any]
    is_nullable: bool
    is_omittable: bool

    def any(self) -> SearchStrategy[Any]:
        """A value, or null or missing where that is allowed."""
        choices = [self.filled, self.filled, self.filled]
        if self.is_nullable:
            choices.append(st.none())
        if self.is_omittable:
            choices.append(st.just(MISSING))
        return st.one_of(choices)

    def dense(self, density: str) -> SearchStrategy[Any]:
        """The values at a density."""
        if density == "mixed":
            return self.any()
        if density == "null" and self.is_nullable:
            return st.none()
        if density == "missing" and self.is_omittable:
            return st.just(MISSING)
        return self.filled


@cache
def fields_of(subject: Subject, leaves: Leaves = EVERY) -> Mapping[str, FieldValues]:
    """The values of each field of the source."""
    node = _schema_of(subject)
    values = _values_of(subject, leaves, _biases(subject, leaves))
    return {
        name: FieldValues(values.filled(child, (name,)), child.is_nullable, name not in node.required)
        for name, child in node.fields.items()
    }


def _schema_of(subject: Subject) -> SchemaNode:
    return read_schema(load_schema(subject.source, subject.profile))


def _values_of(subject: Subject, leaves: Leaves, biases: Mapping[Place, Bias]) -> SchemaValues:
    return SchemaValues(load_schema(subject.source, subject.profile).get("$defs", {}), leaves, biases)


def _biases(subject: Subject, leaves: Leaves) -> dict[Place, Bias]:
    is_left = bridge_of(subject.source.package) is not None
    counterparts, schema = _values_of(subject.opposite, leaves, {}), _schema_of(subject.opposite)
    found: dict[Place, Bias] = {(name,): _also(st.just(value)) for name, value in _objects(subject).items()}
    for rule in subject.rules.rules:
        place = place_of(rule.targets[0])
        values = counterparts.filled(node_at(schema, place), place)
        found |= dict(biases_of(rule, leaves, subject.odd, values, is_left=is_left))
    return found


def _objects(subject: Subject) -> dict[str, Any]:
    """The objects that are defaults of fields of the source."""
    constants = {name: constant_of(default) for name, default in subject.opposite.rules.defaults.items()}
    return {name: value for name, value in constants.items() if is_object(value)}


def is_built(subject: Subject, rule: Rule) -> bool:
    """Whether the source can have the values of a rule without a residue: they need no other values around them."""
    places = {part for each in subject.rules.rules for address in each.sources for part in _places_of(address)}
    places |= {part for name, value in _objects(subject).items() for part in _places_in(value, (name,))}
    schema = _schema_of(subject)
    return all(is_made_of(schema, place_of(address), places) for address in rule.sources)


def _places_of(address: Address) -> Iterator[Place]:
    """The places of an address and of the keys by which it finds items."""
    yield place_of(address)
    for depth, step in enumerate(address.path, 1):
        if not isinstance(step, str):
            yield (*place_of(Address(address.field, address.path[:depth])), step[0])


def _places_in(value: Any, place: Place) -> Iterator[Place]:
    """The places of the fields in a value."""
    for name, child in value.items() if is_object(value) else ():
        yield (*place, name)
        yield from _places_in(child, (*place, name))


def unknown_fields(subject: Subject, leaves: Leaves = EVERY) -> SearchStrategy[Record]:
    """Fields that the source does not have, some named as fields of the target are."""
    known = subject.source.fields
    theirs = sorted(subject.target.fields - known)
    names = _UNKNOWN_NAMES | leaves.texts
    if theirs:
        names |= st.sampled_from(theirs)
    # Tools that give all records the same fields add a null in the place of a residue, which is dropped.
    return st.dictionaries(names.filter(lambda name: name not in known), leaves.values, max_size=3).map(
        lambda fields: {name: value for name, value in fields.items() if not (name == NAME and value is None)}
    )


@cache
def records(subject: Subject, leaves: Leaves = EVERY, *, unknown: bool = True) -> SearchStrategy[Record]:
    """Valid records of the source; how many fields are missing or null varies from none to all that may be."""
    fields = fields_of(subject, leaves)
    by_density = {
        density: st.fixed_dictionaries({name: field.dense(density) for name, field in fields.items()})
        for density in ("filled", "null", "missing", "mixed")
    }
    nothing: Record = {}
    more = unknown_fields(subject, leaves) if unknown else st.just(nothing)

    @st.composite
    def record(draw: st.DrawFn) -> Record:
        drawn = draw(by_density[draw(_densities)])
        known = {name: value for name, value in drawn.items() if value is not MISSING}
        added = draw(more)
        if other_format({**known, **added}, subject.source) is None:
            # A record with few fields and two unknown ones may be taken for one of another format.
            known |= added
        if draw(st.booleans()):
            return dict(draw(st.permutations(list(known.items()))))
        return known

    return record()


@st.composite
def edits(draw: st.DrawFn, subject: Subject, record: Record) -> Record:
    """New values for some fields of a record, MISSING to remove one; never its identity, which residues have."""
    fields, identity = fields_of(subject), subject.rules.identity
    names = [name for name in fields if identity.path or name != identity.field]
    changed = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4)) if names else []
    values = {name: draw(fields[name].any()) for name in changed}
    if identity.field in values:
        values[identity.field] = _keeping(identity.path, record.get(identity.field, MISSING), values[identity.field])
    return values | draw(st.dictionaries(st.sampled_from(["costUsd", "gpu_hours"]), EVERY.values, max_size=2))


def _keeping(path: Sequence[Step], old: Any, new: Any) -> Any:
    """A new value with the part of the old one at a path; the old value where they have other objects on the path."""
    if not (path and isinstance(path[0], str) and is_object(old) and is_object(new)):
        return old
    name = path[0]
    return edited(new, {name: _keeping(path[1:], old.get(name, MISSING), new.get(name, MISSING))})


def edited(record: Record, changes: Record) -> Record:
    """A record with changed fields."""
    return {name: value for name, value in {**record, **changes}.items() if value is not MISSING}
