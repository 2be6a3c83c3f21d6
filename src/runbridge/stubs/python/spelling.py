"""Types as schemas for datamodel-code-generator.

It writes a type as the tree has it: unions, arrays, mappings, literals, references. What it would write in another way
than we want goes through it under a name of its own: a constrained type `T` as `tuple[Constraint1, T]`, which
`finishing` makes `Annotated[T, ...]` of.
"""

from collections.abc import Callable, Iterable, Mapping

from runbridge.stubs.ir.types import (
    Anything,
    Boolean,
    Listed,
    Mapped,
    Nothing,
    Null,
    Number,
    Reference,
    Text,
    Type,
    Union,
    Words,
)
from runbridge.stubs.python.constraints import list_constraint, number_constraint, text_constraint
from runbridge.stubs.python.dialects.base import Dialect, Remark, Schema, Tag, imported
from runbridge.stubs.python.literals import quoted


class Spelling:
    """Makes schemas of types, and remembers the constraints by the names that stand for them."""

    def __init__(self, dialect: Dialect, point_at: Callable[[str], Schema], tags: Mapping[str, Tag]) -> None:
        self._dialect = dialect
        self._point_at = point_at
        self._tags = tags
        self._fixed: Mapping[Type, Schema] = {
            Anything(): {},
            Nothing(): dialect.never,
            Null(): {"type": "null"},
            Boolean(): dialect.boolean,
        }
        self._names: dict[str, str] = {}

    @property
    def constraints(self) -> dict[str, str]:
        """The calls, by the names that stand for them."""
        return {name: call for call, name in self._names.items()}

    def schema(self, type: Type, remark: Remark) -> Schema:
        """The schema of which the type's text is made."""
        match type:
            case Anything() | Nothing() | Null() | Boolean():
                return self._fixed[type]
            case Text():
                return self._text(type, remark)
            case Number():
                return self._number(type, remark)
            case Words():
                return {"enum": [*type.values]}
            case Listed():
                return self._listed(type, remark)
            case Mapped():
                return {"type": "object", "additionalProperties": self.schema(type.value, remark)}
            case Union():
                return self._union(type, remark)
            case _:
                return self._point_at(type.name)

    def _union(self, union: Union, remark: Remark) -> Schema:
        """A union, in which records with tags are one that is told by them."""
        tagged = [each for each in union.options if isinstance(each, Reference) and each.name in self._tags]
        tags = {self._tags[each.name] for each in tagged}
        wires = {wire for wire, _ in tags}
        if not self._dialect.discriminator or len(tags) < max(2, len(tagged)) or len(wires) > 1:
            return _any(self.schema(option, remark) for option in union.options)
        records = _any(self.schema(each, remark) for each in tagged)
        others = [self.schema(each, remark) for each in union.options if each not in tagged]
        return _any([self._constrained(records, self._dialect.discriminator.format(quoted(*wires))), *others])

    def _listed(self, listed: Listed, remark: Remark) -> Schema:
        if listed.items:
            return _tuple(self.schema(item, remark) for item in listed.items)
        array = {"type": "array", "items": self.schema(listed.rest, remark)}
        return self._constrained(array, list_constraint(listed, self._dialect))

    def _text(self, text: Text, remark: Remark) -> Schema:
        # A time is no string any more, which could be long or short.
        time = self._dialect.times.get(text.format or "")
        return time or self._constrained({"type": "string"}, text_constraint(text, self._dialect, remark))

    def _number(self, number: Number, remark: Remark) -> Schema:
        dialect = self._dialect
        integer = self._constrained(dialect.integer, number_constraint(number, dialect, remark, is_integer=True))
        if number.is_integer:
            return integer
        constraint = number_constraint(number, dialect, remark, is_integer=False)
        if dialect.is_number_one:
            return self._constrained(_any([dialect.integer, dialect.fraction]), constraint)
        return _any([integer, self._constrained(dialect.fraction, constraint)])

    def _constrained(self, schema: Schema, call: str | None) -> Schema:
        if call is None:
            return schema
        name = self._names.setdefault(call, f"Constraint{len(self._names) + 1}_")
        return _tuple([imported(f"constraints.{name}"), schema])


def _any(schemas: Iterable[Schema]) -> Schema:
    return {"anyOf": [*schemas]}


def _tuple(schemas: Iterable[Schema]) -> Schema:
    items = [*schemas]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items), "maxItems": len(items)}
