"""Writes zod schemas (zod 4.6 or newer), which check values when a program runs."""

from collections.abc import Iterator

from runbridge.stubs.ir.graph import groups_of, references_of
from runbridge.stubs.ir.types import Declaration, Field, Map, Module, Never, Record, Unknown
from runbridge.stubs.typescript.printer import INDENT, escape_tags, jsdoc, jsdoc_of, property_key, typed
from runbridge.stubs.zod.analysis import PROTO, Analysis, inferred_type, or_undefined
from runbridge.stubs.zod.helpers import helpers_for
from runbridge.stubs.zod.printer import Arrow, Call, Code, Expression, expression_text, parts_of
from runbridge.stubs.zod.schemas import record_of, schema_of


def zod(module: Module) -> str:
    """The text of a TypeScript file with a schema for each type of a module, and the type that zod infers from it.

    Schemas accept what validation accepts, as far as the types express it. Dependencies come first. Raises UsageError
    for a pattern that is not valid in JavaScript.
    """
    declared = {each.name: each for each in module.declarations}
    texts: list[str] = []
    used: dict[str, None] = {}
    for group in groups_of(module.declarations):
        names = frozenset(each.name for each in group)
        is_recursive = any(not names.isdisjoint(references_of(each)) for each in group)
        analysis = Analysis(declared, names if is_recursive else frozenset())
        for each in group:
            expression = _expression(each, analysis)
            used |= dict.fromkeys(_names_in(expression))
            texts.append(_recursive(each, expression) if is_recursive else _plain(each, expression))
    start = f'{module.heading("zod", mark="//")}\nimport * as z from "zod";\n'
    return "\n".join([start, *helpers_for(used), *texts])


def _expression(declaration: Declaration, analysis: Analysis) -> Expression:
    if isinstance(declaration, Record):
        return record_of(declaration, analysis)
    return schema_of(declaration.type, analysis)


def _names_in(expression: Expression) -> Iterator[str]:
    """The names that occur in an expression, those of helpers among them."""
    if isinstance(expression, Code):
        yield expression.text
    if isinstance(expression, Call):
        yield expression.name
    for part in parts_of(expression):
        yield from _names_in(part)


def _plain(declaration: Declaration, expression: Expression) -> str:
    name = declaration.name
    schema = f"export const {name} = {expression_text(expression)};\n"
    return f"{_comment(declaration)}{schema}export type {name} = z.infer<typeof {name}>;\n"


def _recursive(declaration: Declaration, expression: Expression) -> str:
    """A recursive schema, whose type is written out: TypeScript may fail to infer it, or infer `any`."""
    name = declaration.name
    if isinstance(declaration, Record):
        type, head = _record_type(declaration), f"export const {name}"
    else:
        type = typed(f"export type {name} =", inferred_type(declaration.type))
        expression, head = Call("z.lazy", (Arrow(expression),)), f"export const {name}: z.ZodType<{name}>"
    return f"{_comment(declaration)}{type}\n{head} = {expression_text(expression)};\n"


def _record_type(record: Record) -> str:
    """The type that zod infers for a record, which has no field called `__proto__`."""
    fields = "".join(_field(field) for field in record.fields if field.name != PROTO)
    match record.additional:
        case Unknown():
            return f"export type {record.name} = {{\n{fields}{INDENT}[name: string]: unknown;\n}};"
        case Never():
            return f"export type {record.name} = {{\n{fields}}};"
        case additional:
            # An index signature in the same type would have to include the types of the fields.
            return typed(f"export type {record.name} = {{\n{fields}}} &", Map(inferred_type(additional)))


def _field(field: Field) -> str:
    head = f"{property_key(field.name)}{'' if field.required else '?'}:"
    type = inferred_type(field.type if field.required else or_undefined(field.type))
    return f"{jsdoc(jsdoc_of(field), depth=1)}{typed(head, type, depth=1)}\n"


def _comment(declaration: Declaration) -> str:
    return jsdoc([escape_tags(declaration.description)])
