"""Writes zod schemas (zod 4.6 or newer), which check values when a program runs."""

from collections.abc import Iterator, Sequence

from runbridge._runtime.patterns import regex_of
from runbridge.errors import UsageError
from runbridge.problem_messages import brief
from runbridge.stubs.ir.graph import groups_of, references_of
from runbridge.stubs.ir.types import (
    Array,
    Boolean,
    Declaration,
    Field,
    Literal,
    Map,
    Module,
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
from runbridge.stubs.typescript.printer import (
    INDENT,
    elements_of,
    escape_tags,
    jsdoc,
    jsdoc_of,
    literal,
    property_key,
    typed,
)
from runbridge.stubs.zod.analysis import (
    PROTO,
    Analysis,
    checks_proto,
    has_inherited,
    inferred_type,
    is_deep,
    or_undefined,
    schema_type,
)
from runbridge.stubs.zod.helpers import helpers_for
from runbridge.stubs.zod.printer import (
    ArrayLiteral,
    Arrow,
    Call,
    Chain,
    Code,
    Expression,
    ObjectLiteral,
    Property,
    Value,
    chain,
    expression_text,
    parts_of,
)


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
    fields = "".join(_field_type(field) for field in record.fields if field.name != PROTO)
    match record.additional:
        case Unknown():
            return f"export type {record.name} = {{\n{fields}{INDENT}[name: string]: unknown;\n}};"
        case Never():
            return f"export type {record.name} = {{\n{fields}}};"
        case additional:
            # An index signature in the same type would have to include the types of the fields.
            return typed(f"export type {record.name} = {{\n{fields}}} &", Map(inferred_type(additional)))


def _field_type(field: Field) -> str:
    head = f"{property_key(field.name)}{'' if field.required else '?'}:"
    type = inferred_type(field.type if field.required else or_undefined(field.type))
    return f"{jsdoc(jsdoc_of(field), depth=1)}{typed(head, type, depth=1)}\n"


def _comment(declaration: Declaration) -> str:
    return jsdoc([escape_tags(declaration.description)])


_PLAIN: dict[type[Type], str] = {Unknown: "unknown", Never: "never", Null: "null", Boolean: "boolean"}
_FORMATS = {"date-time": "dateTime", "date-time-local": "localDateTime"}
_BOUNDS = {"exclusive_minimum": "gt", "minimum": "min", "exclusive_maximum": "lt", "maximum": "max"}
_OPTIONAL = Call("optional")


def record_of(record: Record, analysis: Analysis) -> Value:
    """The schema of a record."""
    schema = _object(record, analysis)
    if has_inherited(record):
        schema = _z("preprocess", Code("ownMembers"), schema)
    if not checks_proto(record):
        return schema
    proto = next((field for field in record.fields if field.name == PROTO), None)
    type, is_required = (proto.type, proto.required) if proto else (record.additional, False)
    return Call("withProto", (schema, _deferred(type, analysis), *([Code("true")] if is_required else [])))


def schema_of(type: Type, analysis: Analysis) -> Value:
    """The schema of a type."""
    schema = _schema(type, analysis)
    return _lazy(type, schema) if is_deep(type) else schema


def _schema(type: Type, analysis: Analysis) -> Value:
    match type:
        case String():
            return _string(type)
        case Number():
            return _number(type)
        case Literal():
            return _literal(type)
        case Array():
            return _array(type, analysis)
        case Map(value=Unknown()):
            return _z("record", _z("string"), _z("unknown"))
        case Map():
            return Call("mapOf", (schema_of(type.value, analysis),))
        case Union():
            return _union(type, analysis)
        case Reference() | Record():
            return Code(type.name)
        case _:
            return _z(_PLAIN[type.__class__])


def _z(name: str, *arguments: Expression) -> Chain:
    return Chain(Code("z"), (Call(name, arguments),))


def _code(value: str | float) -> Code:
    return Code(literal(value))


def _lazy(type: Type, schema: Value) -> Value:
    """A schema whose TypeScript type is written out instead of inferred."""
    return _z("lazy", Arrow(schema, schema_type(type)))


def _deferred(type: Type, analysis: Analysis) -> Value:
    """The schema of a type outside of an object's properties, which are evaluated late as getters."""
    schema = schema_of(type, analysis)
    return _lazy(type, schema) if analysis.refers_forward(type) else schema


def _object(record: Record, analysis: Analysis) -> Value:
    shape = ObjectLiteral(tuple(_property(field, analysis) for field in record.fields if field.name != PROTO))
    match record.additional:
        case Unknown():
            return _z("looseObject", shape)
        case Never():
            return _z("strictObject", shape)
        case additional:
            return chain(_z("object", shape), Call("catchall", (_deferred(additional, analysis),)))


def _property(field: Field, analysis: Analysis) -> Property:
    comment = jsdoc_of(field)
    if field.read_only:
        comment.append("@readonly")
    result = schema_type(field.type) if analysis.refers_forward(field.type) else ""
    if result and not field.required:
        result = f"z.ZodOptional<{result}>"
    return Property(field.name, _field(field, analysis), tuple(comment), result)


def _field(field: Field, analysis: Analysis) -> Value:
    if field.required:
        return _required(field.type, analysis)
    match field.type:
        case Union(options=(*options, Null())):
            return chain(_any_of(options, analysis), Call("nullish"))
        case type:
            return chain(schema_of(type, analysis), _OPTIONAL)


def _required(type: Type, analysis: Analysis) -> Value:
    """The schema of a required value; schemas that accept `undefined` need a check for that."""
    checks = [Code("present")] if analysis.accepts_undefined(type) else []
    return _checked(schema_of(type, analysis), checks)


def _checked(schema: Value, checks: Sequence[Expression]) -> Value:
    return chain(schema, *([Call("check", tuple(checks))] if checks else []))


def _string(string: String) -> Value:
    steps: list[Call] = []
    checks: list[Expression] = []
    # zod counts UTF-16 code units; that makes no difference for these bounds.
    for name, count, plain in (("min", string.min_length, 1), ("max", string.max_length, 0)):
        if count is not None and count == plain:
            steps.append(Call(name, (_code(count),)))
        elif count is not None:
            checks.append(Call(f"{name}Length", (_code(count),)))
    if string.pattern is not None:
        regex = regex_of(string.pattern)
        if regex is None:
            raise UsageError(f"the pattern `{brief(string.pattern)}` is not valid in JavaScript")
        steps.append(Call("regex", (Code(regex),)))
    base = Code(_FORMATS[string.format]) if string.format in _FORMATS else _z("string")
    return _checked(chain(base, *steps), checks)


def _number(number: Number) -> Value:
    bounds = {name: getattr(number, field) for field, name in _BOUNDS.items()}
    steps = [Call(name, (_code(bound),)) for name, bound in bounds.items() if bound is not None]
    checks = [Call("multipleOf", (_code(number.multiple_of),))] if number.multiple_of is not None else []
    return _checked(chain(Code("integer") if number.is_integer else _z("number"), *steps), checks)


def _literal(type: Literal) -> Value:
    values = tuple(Code(literal(value)) for value in type.values)
    if type.is_open:
        return _z("union", ArrayLiteral((_z("enum", ArrayLiteral(values)), Code("anyString"))))
    if len(values) == 1:
        return _z("literal", *values)
    are_strings = all(isinstance(value, str) for value in type.values)
    return _z("enum" if are_strings else "literal", ArrayLiteral(values))


def _array(array: Array, analysis: Analysis) -> Value:
    elements, rest = elements_of(array)
    if rest is not None and not elements:
        schema, checks = chain(_z("array", schema_of(rest, analysis)), *_bounds(array)), list[Expression]()
    else:
        items = (_required(item, analysis) if required else _optional(item, analysis) for item, required in elements)
        others = [] if rest is None else [schema_of(rest, analysis)]
        schema, checks = _z("tuple", ArrayLiteral(tuple(items)), *others), [*_counts(array, len(elements))]
    return _checked(schema, [*checks, Code("unique")] if array.is_unique else checks)


def _optional(type: Type, analysis: Analysis) -> Value:
    return chain(schema_of(type, analysis), _OPTIONAL)


def _bounds(array: Array) -> Iterator[Call]:
    """The bounds of the length of an array."""
    least, most = array.min_items or 0, array.max_items
    if most is not None and least == most:
        yield Call("length", (_code(most),))
    else:
        yield from [Call("min", (_code(least),))] if least else []
        yield from [] if most is None else [Call("max", (_code(most),))]


def _counts(array: Array, length: int) -> Iterator[Expression]:
    """Checks for bounds beyond the length of the tuple."""
    if array.min_items is not None and array.min_items > length:
        yield Call("z.minLength", (_code(array.min_items),))
    if array.max_items is not None and array.max_items > length:
        yield Call("z.maxLength", (_code(array.max_items),))


def _union(union: Union, analysis: Analysis) -> Value:
    match union.options:
        case (*options, Null()):
            return chain(_any_of(options, analysis), Call("nullable"))
        case options:
            return _any_of(options, analysis)


def _any_of(options: Sequence[Type], analysis: Analysis) -> Value:
    schemas = tuple(schema_of(option, analysis) for option in options)
    if len(schemas) == 1:
        return schemas[0]
    name, listed = analysis.discriminator(options), ArrayLiteral(schemas)
    return _z("union", listed) if name is None else _z("discriminatedUnion", _code(name), listed)
