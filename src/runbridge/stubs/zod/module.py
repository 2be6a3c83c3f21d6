"""Types as schemas of zod 4.1 or newer, for those who check what they get when their program runs."""

from collections.abc import Iterator

from runbridge.stubs.heading import heading
from runbridge.stubs.ir.graph import groups_of, references_of
from runbridge.stubs.ir.types import Anything, Declaration, Mapped, Member, Module, Nothing, Record
from runbridge.stubs.typescript.syntax import WIDTH, comment_of, jsdoc, property_key, prose
from runbridge.stubs.typescript.types import INDENT, behind
from runbridge.stubs.zod.analysis import PROTO, Scope, inferred, or_undefined
from runbridge.stubs.zod.helpers import helpers_for
from runbridge.stubs.zod.printer import Call, Code, Expression, Later, parts_of, statement
from runbridge.stubs.zod.schemas import record_of, schema_of


def zod(module: Module) -> str:
    """The text of a TypeScript file with a schema, and the type that it infers, for each type of a module.

    Schemas take what validation takes, as far as the types say it. A schema stands behind those that it is made of.
    Raises WrongUse for a pattern that is none in JavaScript.
    """
    declared = {each.name: each for each in module.declarations}
    texts: list[str] = []
    named: dict[str, None] = {}
    for group in groups_of(module.declarations):
        names = frozenset(each.name for each in group)
        is_recursive = any(not names.isdisjoint(references_of(each)) for each in group)
        scope = Scope(declared, names if is_recursive else frozenset())
        for each in group:
            expression = _expression(each, scope)
            named |= dict.fromkeys(_names_in(expression))
            texts.append(_recursive(each, expression) if is_recursive else _plain(each, expression))
    start = f'{heading(module, "zod", mark="//")}\nimport * as z from "zod";\n'
    return "\n".join([start, *helpers_for(named), *texts])


def _expression(declaration: Declaration, scope: Scope) -> Expression:
    if isinstance(declaration, Record):
        return record_of(declaration, scope)
    return schema_of(declaration.type, scope)


def _names_in(expression: Expression) -> Iterator[str]:
    """The names that an expression is written with, those of helpers among them."""
    if isinstance(expression, Code):
        yield expression.text
    if isinstance(expression, Call):
        yield expression.name
    for part in parts_of(expression):
        yield from _names_in(part)


def _plain(declaration: Declaration, expression: Expression) -> str:
    name = declaration.name
    type = f"export type {name} = z.infer<typeof {name}>;"
    if len(type) > WIDTH:
        type = f"export type {name} = z.infer<\n{INDENT}typeof {name}\n>;"
    return f"{_comment(declaration)}{statement(f'export const {name}', expression)}{type}\n"


def _recursive(declaration: Declaration, expression: Expression) -> str:
    """What refers to itself has its type written out: TypeScript does not always infer it, or infers `any`."""
    name = declaration.name
    if isinstance(declaration, Record):
        type, schema = _record_type(declaration), statement(f"export const {name}", expression)
    else:
        type = behind(f"export type {name} =", inferred(declaration.type))
        schema = statement(f"export const {name}: z.ZodType<{name}>", Call("z.lazy", (Later(expression),)))
    return f"{_comment(declaration)}{type}\n{schema}"


def _record_type(record: Record) -> str:
    """The type that zod infers for a record, which has no member called `__proto__`."""
    members = "".join(_member(member) for member in record.members if member.name != PROTO)
    match record.others:
        case Anything():
            return f"export type {record.name} = {{\n{members}{INDENT}[member: string]: unknown;\n}};"
        case Nothing():
            return f"export type {record.name} = {{\n{members}}};"
        case others:
            # An index signature beside the members would have to take theirs in.
            return behind(f"export type {record.name} = {{\n{members}}} &", Mapped(inferred(others)))


def _member(member: Member) -> str:
    head = f"{property_key(member.name)}{'' if member.required else '?'}:"
    type = inferred(member.type if member.required else or_undefined(member.type))
    return f"{jsdoc(comment_of(member), depth=1)}{behind(head, type, depth=1)}\n"


def _comment(declaration: Declaration) -> str:
    return jsdoc([prose(declaration.description)])
