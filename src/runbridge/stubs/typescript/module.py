"""Types as TypeScript: interfaces, unions of literals, and guards for vocabularies that may grow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from runbridge.stubs.heading import heading
from runbridge.stubs.ir.names import Names
from runbridge.stubs.ir.types import (
    Alias,
    Anything,
    Listed,
    Member,
    Module,
    Nothing,
    Null,
    Record,
    Reference,
    Type,
    Union,
    Words,
)
from runbridge.stubs.typescript.generics import Parameter, generics
from runbridge.stubs.typescript.syntax import WIDTH, comment_of, jsdoc, literal, property_key, prose
from runbridge.stubs.typescript.types import ANY_STRING, INDENT, UNDEFINED, behind, inline, is_tuple

#: Attributes of types that TypeScript cannot say, as the tags that people know from JSON Schema.
_TAGS = {
    "is_integer": "asType integer",
    "format": "format",
    "pattern": "pattern",
    "min_length": "minLength",
    "max_length": "maxLength",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_items": "minItems",
    "max_items": "maxItems",
    "is_unique": "uniqueItems",
}


@dataclass(frozen=True, kw_only=True)
class TypeScript:
    """How to write TypeScript.

    A declaration file has types only, no guards. With index signatures, members that the schema does not name can be
    read from records that are open. Optional members take `undefined` too, unless they are exact: that is for those
    who compile with `exactOptionalPropertyTypes`.
    """

    is_declaration_file: bool = False
    index_signature: bool = False
    exact_optional: bool = False


def typescript(module: Module, options: TypeScript) -> str:
    """The text of a TypeScript file with all types of a module."""
    names = Names()
    for each in module.declarations:
        names.give(each.name)
    parts = [heading(module, "typescript", mark="//")]
    for generic in generics(module):
        match generic.declaration:
            case Record() as record:
                parts.append(_interface(record, generic.parameters, options))
            case Alias(type=Words(is_open=True) as words) as alias:
                parts += _vocabulary(alias, words, names.give(f"Known{alias.name}"), options)
            case alias:
                parts.append(_alias(alias, generic.parameters))
    return "\n".join(parts)


def _interface(record: Record, parameters: Sequence[Parameter], options: TypeScript) -> str:
    start = _with_parameters(f"export interface {record.name}", parameters, " {")
    members = "".join(_member(member, options) for member in record.members)
    return f"{_comment(record.description)}{start}\n{members}{_index_signature(record, options)}}}\n"


def _member(member: Member, options: TypeScript) -> str:
    head = f"{'readonly ' if member.read_only else ''}{property_key(member.name)}{'' if member.required else '?'}:"
    is_exact = member.required or options.exact_optional
    type = member.type if is_exact else Union((member.type, UNDEFINED))
    return f"{jsdoc([*comment_of(member), *_tags(member.type)], depth=1)}{behind(head, type, depth=1)}\n"


def _index_signature(record: Record, options: TypeScript) -> str:
    """The line for members that the schema does not name, where there is one."""
    is_closed, is_open = isinstance(record.others, Nothing), isinstance(record.others, Anything)
    # Without any member, an interface would take numbers and strings.
    if record.members and (is_closed or (is_open and not options.index_signature)):
        return ""
    # TypeScript wants the type of an index signature to take in those of all members.
    absent = [] if all(member.required for member in record.members) else [UNDEFINED]
    type = Union((record.others, *(member.type for member in record.members), *absent))
    told = ["There are no members." if is_closed else "Members that the schema does not name."]
    if record.members and not is_open:
        told = [f"Members that the schema does not name are `{inline(record.others)}`."]
        told += ["TypeScript wants the types of all others here too."]
    return f"{jsdoc(told, depth=1)}{behind('[member: string]:', type, depth=1)}\n"


def _alias(alias: Alias, parameters: Sequence[Parameter]) -> str:
    head = _with_parameters(f"export type {alias.name}", parameters, " =")
    return f"{_comment(alias.description, _tags(alias.type))}{behind(head, alias.type)}\n"


def _vocabulary(alias: Alias, words: Words, known: str, options: TypeScript) -> Iterator[str]:
    """The types of a vocabulary that may grow, and a guard for the words that are known."""
    told = _comment(f"The words of `{alias.name}` that are known.")
    array = f"{known[0].lower()}{known[1:]}"
    if options.is_declaration_file:
        yield f"{told}{behind(f'export type {known} =', Words(words.values))}\n"
    else:
        yield f"{told}{_group(f'export const {array} = [', map(literal, words.values), '] as const;')}\n"
        yield f"{behind(f'export type {known} =', Reference(f'(typeof {array})[number]'))}\n"
    whole = behind(f"export type {alias.name} =", Union((Reference(known), ANY_STRING)))
    yield f"{_comment(alias.description)}{whole}\n"
    if not options.is_declaration_file:
        start = _group(f"export function is{known}(", ["value: string"], f"): value is {known} {{")
        body = f"{INDENT}return ({array} as readonly string[]).includes(value);"
        yield f"{_comment('Whether a word is one of those that are known.')}{start}\n{body}\n}}\n"


def _with_parameters(start: str, parameters: Sequence[Parameter], end: str) -> str:
    texts = [f"{parameter.name} = {inline(parameter.default)}" for parameter in parameters]
    return _group(f"{start}<", texts, f">{end}") if texts else f"{start}{end}"


def _group(start: str, parts: Iterable[str], end: str) -> str:
    """Parts with commas between brackets, each on a line of its own where one line is too short for all."""
    listed = [*parts]
    flat = f"{start}{', '.join(listed)}{end}"
    return flat if len(flat) <= WIDTH else f"{start}\n{''.join(f'{INDENT}{part},{chr(10)}' for part in listed)}{end}"


def _comment(description: str, tags: Iterable[str] = ()) -> str:
    return jsdoc([prose(description), *tags])


def _tags(type: Type) -> Iterator[str]:
    """What TypeScript cannot say of a string, a number or an array, for people to read."""
    options = type.options if isinstance(type, Union) else (type,)
    told = [option for option in options if not isinstance(option, Null)]
    if len(told) != 1 or (isinstance(told[0], Listed) and is_tuple(told[0])):
        return
    for name, tag in _TAGS.items():
        value = getattr(told[0], name, None)
        if value is True:
            yield f"@{tag}"
        elif value is not None and value is not False:
            yield f"@{tag} {prose(str(value))}"
