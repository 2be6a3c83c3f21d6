"""Writes TypeScript: interfaces with type parameters for payloads, unions of literals, and type guards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from runbridge.stubs.ir.graph import CONSTRAINTS, groups_of, parts_of, reachable
from runbridge.stubs.ir.intersect import options_of
from runbridge.stubs.ir.names import Names
from runbridge.stubs.ir.types import (
    PAYLOADS,
    Alias,
    Array,
    Declaration,
    Field,
    Literal,
    Map,
    Module,
    Never,
    Null,
    Payload,
    Record,
    Reference,
    Type,
    Union,
    Unknown,
)
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


@dataclass(frozen=True)
class Parameter:
    """A type parameter and its default."""

    name: str
    default: Type


@dataclass(frozen=True)
class Generic:
    """A declaration and its parameters for payloads."""

    declaration: Declaration
    parameters: tuple[Parameter, ...] = ()


def generics(module: Module) -> tuple[Generic, ...]:
    """The declarations of a module, each with a parameter for every payload inside of it, at any depth.

    The types that describe payloads have no parameters.
    """
    payload_of: dict[Type, Payload] = {Unknown(payload): payload for payload in PAYLOADS}
    defaults: dict[Payload, Type] = {payload: Unknown() for payload in PAYLOADS}
    for payload, name in module.payloads:
        payload_of[Reference(name)] = payload
        defaults[payload] = Reference(name)
    parameters = {payload: Parameter(f"T{payload.capitalize()}", default) for payload, default in defaults.items()}
    held = _payloads_held(module, payload_of)
    bound: dict[Type, Type] = {
        Reference(name): Reference(f"{name}<{', '.join(parameters[payload].name for payload in payloads)}>")
        for name, payloads in held.items()
    }
    bound |= {type: Reference(parameters[payload].name) for type, payload in payload_of.items()}
    return tuple(
        Generic(_bind_all(each, bound), tuple(parameters[payload] for payload in held[each.name]))
        if each.name in held
        else Generic(each)
        for each in module.declarations
    )


def _payloads_held(module: Module, payload_of: Mapping[Type, Payload]) -> dict[str, tuple[Payload, ...]]:
    """The payloads inside of declarations, in the order of parameters, by name, without those that have none."""
    declared = {each.name: each for each in module.declarations}
    described = {each.name for each in reachable((name for _, name in module.payloads), declared)}
    held: dict[str, tuple[Payload, ...]] = {}
    for group in groups_of(module.declarations):
        leaves = [leaf for each in group if each.name not in described for leaf in _leaves(each)]
        found = {payload_of[leaf] for leaf in leaves if leaf in payload_of}
        found |= {payload for leaf in leaves if isinstance(leaf, Reference) for payload in held.get(leaf.name, ())}
        if found:
            held |= {each.name: tuple(payload for payload in PAYLOADS if payload in found) for each in group}
    return held


def _leaves(declaration: Declaration) -> Iterator[Unknown | Reference]:
    """The parts of a declaration that may be a payload or have one inside."""
    waiting: list[Type] = [declaration if isinstance(declaration, Record) else declaration.type]
    while waiting:
        type = waiting.pop()
        if isinstance(type, (Unknown, Reference)):
            yield type
        waiting += parts_of(type)


def _bind_all(declaration: Declaration, bound: Mapping[Type, Type]) -> Declaration:
    if not isinstance(declaration, Record):
        return replace(declaration, type=_bind(declaration.type, bound))
    fields = tuple(replace(field, type=_bind(field.type, bound)) for field in declaration.fields)
    return replace(declaration, fields=fields, additional=_bind(declaration.additional, bound))


def _bind(type: Type, bound: Mapping[Type, Type]) -> Type:
    """The type with parameters in place of payloads."""
    match type:
        case Unknown() | Reference():
            return bound.get(type, type)
        case Map():
            return Map(_bind(type.value, bound))
        case Array():
            return replace(type, rest=_bind(type.rest, bound), items=tuple(_bind(item, bound) for item in type.items))
        case Union():
            return Union(tuple(_bind(option, bound) for option in type.options))
        case _:
            return type


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
