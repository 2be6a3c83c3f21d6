"""The input of datamodel-code-generator and its templates: a schema of classes whose properties have safe names."""

import keyword
import math
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from runbridge.problem_messages import brief
from runbridge.stubs.ir.graph import parts_of
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Field,
    Literal,
    Map,
    Never,
    Null,
    Number,
    Record,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)
from runbridge.stubs.python.library_dialects import Attribute, Dialect, Remark, Schema, Tag, imported
from runbridge.stubs.python.lowering import Lowered, attribute_names, is_free, is_name
from runbridge.stubs.python.printer import comment, docstring, paragraphs_of, quoted


def string_constraint(string: String, dialect: Dialect, remark: Remark) -> str | None:
    """The constraint of a string; None if it has none."""
    found: dict[str, float | str] = {**_lengths(string.min_length, string.max_length, dialect, remark)}
    if string.pattern is not None and dialect.constraint:
        if _is_regex(string.pattern):
            found["pattern"] = string.pattern
        else:
            remark(f"The pattern {quoted(string.pattern)} is checked by `validate` only: it is not valid in Python.")
    return _call(found, dialect)


def array_constraint(array: Array, dialect: Dialect, remark: Remark) -> str | None:
    """The constraint of an array; None if it has none."""
    return _call(_lengths(array.min_items, array.max_items, dialect, remark), dialect)


def number_constraint(number: Number, dialect: Dialect, remark: Remark, *, is_integer: bool) -> str | None:
    """The constraint of a number, or of the integers of its type; None if it has none."""
    found = {**_lower_bound(number, is_integer=is_integer), **_upper_bound(number, is_integer=is_integer)}
    factor = number.multiple_of
    if factor is not None and factor == int(factor):
        found["multiple_of"] = int(factor)
    elif factor is not None and dialect.constraint:
        remark(f"Only `validate` checks that it is a multiple of {factor!r}: binary fractions are not exact.")
    return _call(_supported(found, dialect.largest if is_integer else math.inf, dialect, remark), dialect)


def _call(arguments: Mapping[str, float | str], dialect: Dialect) -> str | None:
    if not arguments or not dialect.constraint:
        return None
    written = (
        f"{name}={quoted(value) if isinstance(value, str) else repr(value)}" for name, value in arguments.items()
    )
    return f"{dialect.constraint}({', '.join(written)})"


def _lengths(minimum: int | None, maximum: int | None, dialect: Dialect, remark: Remark) -> dict[str, float]:
    found = {"min_length": minimum or None, "max_length": maximum}
    given = {name: value for name, value in found.items() if value is not None}
    return _supported(given, dialect.largest, dialect, remark)


def _supported(bounds: Mapping[str, float], largest: float, dialect: Dialect, remark: Remark) -> dict[str, float]:
    """The bounds that are not too large for the library."""
    for name, value in bounds.items():
        if abs(value) > largest and dialect.constraint:
            remark(f"`{name}` is checked by `validate` only: the library supports bounds up to {largest}.")
    return {name: value for name, value in bounds.items() if abs(value) <= largest}


def _lower_bound(number: Number, *, is_integer: bool) -> dict[str, float]:
    minimum, exclusive = number.minimum, number.exclusive_minimum
    if exclusive is not None and (minimum is None or exclusive >= minimum):
        if not is_integer:
            return {"gt": exclusive}
        return {"gt": int(exclusive)} if exclusive == int(exclusive) else {"ge": math.ceil(exclusive)}
    return {} if minimum is None else {"ge": math.ceil(minimum) if is_integer else minimum}


def _upper_bound(number: Number, *, is_integer: bool) -> dict[str, float]:
    maximum, exclusive = number.maximum, number.exclusive_maximum
    if exclusive is not None and (maximum is None or exclusive <= maximum):
        if not is_integer:
            return {"lt": exclusive}
        return {"lt": int(exclusive)} if exclusive == int(exclusive) else {"le": math.floor(exclusive)}
    return {} if maximum is None else {"le": math.floor(maximum) if is_integer else maximum}


def _is_regex(pattern: str) -> bool:
    """Whether Python's `re` compiles an ECMA-262 pattern without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # A pattern in the cache gives no warning.
        re.purge()
        try:
            re.compile(pattern)
        except (re.error, Warning, OverflowError, RecursionError):
            return False
    return True


_INDENT = "    "
#: The property for the type of an alias, and the one for the type of a record's additional fields.
_ALIAS, _ADDITIONAL = "alias", "additional"


@dataclass(frozen=True)
class GeneratorInput:
    """A schema, the template context of each class, and the constraints by their placeholder names."""

    schema: Schema
    classes: Mapping[str, dict[str, Any]]
    constraints: Mapping[str, str]
    #: The remarks for the reader of the output, each with the declaration and the field that it is about.
    remarks: tuple[str, ...]


def generator_input(lowered: Lowered, dialect: Dialect) -> GeneratorInput:
    """The input for all declarations; the schema of the first one is the root."""
    return _InputBuilder(lowered, dialect).result()


class _InputBuilder:
    def __init__(self, lowered: Lowered, dialect: Dialect) -> None:
        self._lowered = lowered
        self._dialect = dialect
        self._root, *self._others = lowered.declared
        imports = {name for _, names in dialect.imports for name in names}
        self._reserved = frozenset(imports | dialect.preludes.keys() | lowered.declared.keys() | dialect.reserved)
        # A discriminator is named by its attribute, which must be named like the field.
        tags = {name: tag for name, tag in lowered.tags.items() if self._keeps_name(tag[0])}
        self._writer = SchemaWriter(dialect, self._reference, tags)
        self._remarks = {place: [*texts] for place, texts in lowered.remarks.items()}

    def result(self) -> GeneratorInput:
        # Schemas first: they add remarks, which the contexts contain.
        declarations = self._lowered.declared.values()
        schemas = {each.name: self._schema(each) for each in declarations}
        contexts = {
            each.name: self._alias_context(each) if isinstance(each, Alias) else self._record_context(each)
            for each in declarations
        }
        definitions = {name: schemas[name] for name in self._others}
        schema = {**schemas[self._root], "$defs": definitions}
        return GeneratorInput(schema, contexts, self._writer.constraints, tuple(self._all_remarks()))

    def _all_remarks(self) -> Iterator[str]:
        for (name, field), texts in self._remarks.items():
            yield from (f"`{name}.{brief(field)}`: {text}" if field else f"`{name}`: {text}" for text in texts)

    def _keeps_name(self, field: str) -> bool:
        return attribute_names([field], self._reserved) == {field: field}

    def _reference(self, name: str) -> Schema:
        return {"$ref": "#" if name == self._root else f"#/$defs/{name}"}

    def _schema(self, declaration: Alias | Record) -> Schema:
        """An object with a property for each type; an alias is an object too until a template writes it."""
        found: dict[str, tuple[Type, str]] = {}
        if isinstance(declaration, Alias):
            found[_ALIAS] = declaration.type, ""
        else:
            for number, field in enumerate(declaration.fields):
                found[f"m{number}"] = field.type, field.name
            if declaration.additional not in (Unknown(), Never()):
                found[_ADDITIONAL] = declaration.additional, ""
        properties = {
            key: self._writer.schema(type, partial(self._remark, (declaration.name, field)))
            for key, (type, field) in found.items()
        }
        # The templates write optional fields, so that all are required here.
        return {"title": declaration.name, "type": "object", "properties": properties, "required": [*properties]}

    def _remark(self, place: tuple[str, str], text: str) -> None:
        texts = self._remarks.setdefault(place, [])
        texts += [text] * (text not in texts)

    def _remarks_on(self, name: str, field: str = "") -> list[str]:
        return self._remarks.get((name, field), [])

    def _alias_context(self, alias: Alias) -> dict[str, Any]:
        return {
            "alias": True,
            "recursive": alias.name in self._lowered.recursive,
            "comment": comment(self._remarks_on(alias.name)),
            "docstring": docstring([alias.description]),
            "indented": docstring([alias.description], indent=_INDENT),
        }

    def _record_context(self, record: Record) -> dict[str, Any]:
        fields = [field.name for field in record.fields]
        names = attribute_names(fields, self._reserved)
        attributes = tuple(self._attribute(field, names[field.name]) for field in record.fields)
        has_patterns = any(self._has_pattern(field.type, set()) for field in record.fields)
        return {
            "comment": comment(self._remarks_on(record.name)),
            "described": comment([record.description, *self._remarks_on(record.name)]),
            "docstring": docstring([record.description], indent=_INDENT),
            "bases": self._dialect.bases(record, self._lowered.tags.get(record.name)),
            "config": self._dialect.config(record, attributes, has_patterns),
            "attributes": {
                f"m{number}": self._field_context(record.name, field, attribute)
                for number, (field, attribute) in enumerate(zip(record.fields, attributes, strict=True))
            },
            # A class cannot have these names; ruff's UP013 only sees those that are not identifiers.
            "is_functional": not all(is_name(field) and is_free(field, self._reserved) for field in fields),
            "is_orderly": all(is_name(field) and not keyword.iskeyword(field) for field in fields),
        }

    def _attribute(self, field: Field, name: str) -> Attribute:
        return Attribute(
            json_name=field.name,
            name=name,
            is_required=field.required,
            is_nullable=self._lowered.is_nullable(field.type),
            is_impossible=field.type == Never(),
        )

    def _field_context(self, record: str, field: Field, attribute: Attribute) -> dict[str, Any]:
        code = self._dialect.describe(attribute)
        remarks = self._remarks_on(record, field.name)
        return {
            "name": attribute.name,
            "is_required": field.required,
            # Whether None only stands for a missing field.
            "is_none": not (field.required or attribute.is_nullable),
            "json_name": field.name,
            "key": quoted(field.name),
            "comment": comment(remarks, indent=_INDENT),
            "described": comment([*paragraphs_of(field), *remarks], indent=2 * _INDENT),
            "metadata": ", ".join(code.metadata),
            "default": code.default,
            "docstring": docstring(paragraphs_of(field), indent=_INDENT),
        }

    def _has_pattern(self, type: Type, seen: set[str]) -> bool:
        """Whether a string in a type has a pattern, except for strings in other records."""
        if isinstance(type, String):
            return type.pattern is not None
        if isinstance(type, Reference):
            found = self._lowered.declared[type.name]
            if type.name in seen or isinstance(found, Record):
                return False
            seen.add(type.name)
            return self._has_pattern(found.type, seen)
        return any(self._has_pattern(part, seen) for part in parts_of(type))


class SchemaWriter:
    """Writes types as schemas, and collects the constraints by their placeholder names."""

    def __init__(self, dialect: Dialect, reference: Callable[[str], Schema], tags: Mapping[str, Tag]) -> None:
        self._dialect = dialect
        self._reference = reference
        self._tags = tags
        self._fixed: Mapping[Type, Schema] = {
            Unknown(): {},
            Never(): dialect.never,
            Null(): {"type": "null"},
            Boolean(): dialect.boolean,
        }
        self._names: dict[str, str] = {}

    @property
    def constraints(self) -> dict[str, str]:
        """The calls, by their placeholder names."""
        return {name: call for call, name in self._names.items()}

    def schema(self, type: Type, remark: Remark) -> Schema:
        """The schema from which datamodel-code-generator makes the text of a type."""
        match type:
            case Unknown() | Never() | Null() | Boolean():
                return self._fixed[type]
            case String():
                return self._string(type, remark)
            case Number():
                return self._number(type, remark)
            case Literal():
                return {"enum": [*type.values]}
            case Array():
                return self._array(type, remark)
            case Map():
                return {"type": "object", "additionalProperties": self.schema(type.value, remark)}
            case Union():
                return self._union(type, remark)
            case _:
                return self._reference(type.name)

    def _union(self, union: Union, remark: Remark) -> Schema:
        """A union; its records with tags are one union with a discriminator."""
        tagged = [each for each in union.options if isinstance(each, Reference) and each.name in self._tags]
        tags = {self._tags[each.name] for each in tagged}
        fields = {field for field, _ in tags}
        if not self._dialect.discriminator or len(tags) < max(2, len(tagged)) or len(fields) > 1:
            return _any(self.schema(option, remark) for option in union.options)
        records = _any(self.schema(each, remark) for each in tagged)
        others = [self.schema(each, remark) for each in union.options if each not in tagged]
        return _any([self._constrained(records, self._dialect.discriminator.format(quoted(*fields))), *others])

    def _array(self, array: Array, remark: Remark) -> Schema:
        if array.items:
            return _tuple(self.schema(item, remark) for item in array.items)
        schema = {"type": "array", "items": self.schema(array.rest, remark)}
        return self._constrained(schema, array_constraint(array, self._dialect, remark))

    def _string(self, string: String, remark: Remark) -> Schema:
        time = self._dialect.times.get(string.format or "")
        if time is None:
            return self._constrained({"type": "string"}, string_constraint(string, self._dialect, remark))
        if self._dialect.constraint and replace(string, format=None) != String():
            remark("Only `validate` checks the pattern and the length of its text.")
        return time

    def _number(self, number: Number, remark: Remark) -> Schema:
        dialect = self._dialect
        integer = self._constrained(dialect.integer, number_constraint(number, dialect, remark, is_integer=True))
        if number.is_integer:
            return integer
        constraint = number_constraint(number, dialect, remark, is_integer=False)
        if dialect.constrains_unions:
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
