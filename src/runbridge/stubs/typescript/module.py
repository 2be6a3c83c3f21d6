"""Writes TypeScript: interfaces, unions of literals, and type guards for vocabularies that may grow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from runbridge.stubs.ir.graph import CONSTRAINTS
from runbridge.stubs.ir.intersect import options_of
from runbridge.stubs.ir.names import Names
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Field,
    Literal,
    Module,
    Never,
    Null,
    Record,
    Reference,
    Type,
    Union,
    Unknown,
)
from runbridge.stubs.typescript.generics import Parameter, generics
from runbridge.stubs.typescript.printer import (
    ANY_STRING,
    INDENT,
    UNDEFINED,
    escape_tags,
    is_tuple,
    jsdoc,
    jsdoc_of,
    literal,
    property_key,
    type_text,
    typed,
)

#: JSDoc tags, known from JSON Schema, for attributes of types that TypeScript cannot express.
_TAGS = {"is_integer": "asType integer", "format": "format", **CONSTRAINTS}


@dataclass(frozen=True, kw_only=True)
class TypeScript:
    """Options of the TypeScript target.

    A declaration file has types only, no guards. With index signatures, unknown fields of open records can be read.
    Optional fields accept `undefined` too, unless they are exact: that is for `exactOptionalPropertyTypes`.
    """

    is_declaration_file: bool = False
    index_signature: bool = False
    exact_optional: bool = False


def typescript(module: Module, options: TypeScript) -> str:
    """The text of a TypeScript file with all types of a module."""
    names = Names()
    for each in module.declarations:
        names.give(each.name)
    parts = [module.heading("typescript", mark="//")]
    for generic in generics(module):
        match generic.declaration:
            case Record() as record:
                parts.append(_interface(record, generic.parameters, options))
            case Alias(type=Literal(is_open=True) as values) as alias:
                parts += _vocabulary(alias, values, names.give(f"Known{alias.name}"), options)
            case alias:
                parts.append(_alias(alias, generic.parameters))
    return "\n".join(parts)


def _interface(record: Record, parameters: Sequence[Parameter], options: TypeScript) -> str:
    start = _with_parameters(f"export interface {record.name}", parameters, " {")
    fields = "".join(_field(field, options) for field in record.fields)
    return f"{_comment(record.description)}{start}\n{fields}{_index_signature(record, options)}}}\n"


def _field(field: Field, options: TypeScript) -> str:
    head = f"{'readonly ' if field.read_only else ''}{property_key(field.name)}{'' if field.required else '?'}:"
    is_exact = field.required or options.exact_optional
    type = field.type if is_exact else Union((field.type, UNDEFINED))
    return f"{jsdoc([*jsdoc_of(field), *_tags(field.type)], depth=1)}{typed(head, type, depth=1)}\n"


def _index_signature(record: Record, options: TypeScript) -> str:
    """The index signature of a record, or nothing."""
    is_closed, is_open = isinstance(record.additional, Never), isinstance(record.additional, Unknown)
    # Without any field, an interface would accept numbers and strings.
    if record.fields and (is_closed or (is_open and not options.index_signature)):
        return ""
    # TypeScript requires the type of an index signature to include those of all fields.
    missing = [] if all(field.required for field in record.fields) else [UNDEFINED]
    type = Union((record.additional, *(field.type for field in record.fields), *missing))
    lines = ["No fields are allowed." if is_closed else "Fields that the schema does not name."]
    if record.fields and not is_open:
        lines = [f"Fields that the schema does not name are `{type_text(record.additional)}`."]
        lines += ["TypeScript requires the types of all named fields here too."]
    return f"{jsdoc(lines, depth=1)}{typed('[name: string]:', type, depth=1)}\n"


def _alias(alias: Alias, parameters: Sequence[Parameter]) -> str:
    head = _with_parameters(f"export type {alias.name}", parameters, " =")
    return f"{_comment(alias.description, _tags(alias.type))}{typed(head, alias.type)}\n"


def _vocabulary(alias: Alias, values: Literal, known: str, options: TypeScript) -> Iterator[str]:
    """The types of a vocabulary that may grow, and a type guard for its known values."""
    comment = _comment(f"The known values of `{alias.name}`.")
    array = f"{known[0].lower()}{known[1:]}"
    if options.is_declaration_file:
        yield f"{comment}{typed(f'export type {known} =', Literal(values.values))}\n"
    else:
        lines = "".join(f"{INDENT}{literal(value)},\n" for value in values.values)
        yield f"{comment}export const {array} = [\n{lines}] as const;\n"
        yield f"{typed(f'export type {known} =', Reference(f'(typeof {array})[number]'))}\n"
    whole = typed(f"export type {alias.name} =", Union((Reference(known), ANY_STRING)))
    yield f"{_comment(alias.description)}{whole}\n"
    if not options.is_declaration_file:
        start = f"export function is{known}(value: string): value is {known} {{"
        body = f"{INDENT}return ({array} as readonly string[]).includes(value);"
        yield f"{_comment('Whether a value is one of the known values.')}{start}\n{body}\n}}\n"


def _with_parameters(start: str, parameters: Sequence[Parameter], end: str) -> str:
    texts = [f"{parameter.name} = {type_text(parameter.default)}" for parameter in parameters]
    return f"{start}<{', '.join(texts)}>{end}" if texts else f"{start}{end}"


def _comment(description: str, tags: Iterable[str] = ()) -> str:
    return jsdoc([escape_tags(description), *tags])


def _tags(type: Type) -> Iterator[str]:
    """The constraints of a string, a number or an array that TypeScript cannot express, as JSDoc tags."""
    options = [option for option in options_of(type) if not isinstance(option, Null)]
    if len(options) != 1 or (isinstance(options[0], Array) and is_tuple(options[0])):
        return
    for name, tag in _TAGS.items():
        value = getattr(options[0], name, None)
        if value is True:
            yield f"@{tag}"
        elif value is not None and value is not False:
            yield f"@{tag} {escape_tags(str(value))}"
