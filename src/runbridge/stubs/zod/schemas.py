"""One type as an expression that makes its zod schema."""

from collections.abc import Iterator, Sequence

from runbridge.errors import WrongUse
from runbridge.problems import brief
from runbridge.schemas.patterns import regex_of
from runbridge.stubs.ir.types import (
    Anything,
    Boolean,
    Listed,
    Mapped,
    Member,
    Nothing,
    Null,
    Number,
    Record,
    Reference,
    Text,
    Type,
    Union,
    Words,
)
from runbridge.stubs.typescript.syntax import comment_of, literal
from runbridge.stubs.zod.analysis import PROTO, Scope, elements_of, has_inherited, is_deep, looks_at_proto, schema_type
from runbridge.stubs.zod.printer import Call, Chain, Code, Entry, Expression, Items, Later, Shape, Value, chain

_PLAIN: dict[type[Type], str] = {Anything: "unknown", Nothing: "never", Null: "null", Boolean: "boolean"}
_FORMATS = {"date-time": "dateTime", "date-time-local": "localDateTime"}
_BOUNDS = {"exclusive_minimum": "gt", "minimum": "min", "exclusive_maximum": "lt", "maximum": "max"}
_OPTIONAL = Call("optional")


def record_of(record: Record, scope: Scope) -> Value:
    """The schema of a record."""
    schema = _object(record, scope)
    if has_inherited(record):
        schema = _z("preprocess", Code("ownMembers"), schema)
    if not looks_at_proto(record):
        return schema
    proto = next((member for member in record.members if member.name == PROTO), None)
    type, is_required = (proto.type, proto.required) if proto else (record.others, False)
    return Call("withProto", (schema, _late(type, scope), *([Code("true")] if is_required else [])))


def schema_of(type: Type, scope: Scope) -> Value:
    """The schema of a type."""
    schema = _schema(type, scope)
    return _lazy(type, schema) if is_deep(type) else schema


def _schema(type: Type, scope: Scope) -> Value:
    match type:
        case Text():
            return _text(type)
        case Number():
            return _number(type)
        case Words():
            return _words(type)
        case Listed():
            return _listed(type, scope)
        case Mapped(value=Anything()):
            return _z("record", _z("string"), _z("unknown"))
        case Mapped():
            return Call("mapOf", (schema_of(type.value, scope),))
        case Union():
            return _union(type, scope)
        case Reference() | Record():
            return Code(type.name)
        case _:
            return _z(_PLAIN[type.__class__])


def _z(name: str, *arguments: Expression) -> Chain:
    return Chain(Code("z"), (Call(name, arguments),))


def _code(value: str | float) -> Code:
    return Code(literal(value))


def _lazy(type: Type, schema: Value) -> Value:
    """A schema whose type TypeScript is told, and need not find out."""
    return _z("lazy", Later(schema, schema_type(type)))


def _late(type: Type, scope: Scope) -> Value:
    """The schema of a type outside of an object's members, which wait for what is not there yet."""
    schema = schema_of(type, scope)
    return _lazy(type, schema) if scope.is_later(type) else schema


def _object(record: Record, scope: Scope) -> Value:
    shape = Shape(tuple(_entry(member, scope) for member in record.members if member.name != PROTO))
    match record.others:
        case Anything():
            return _z("looseObject", shape)
        case Nothing():
            return _z("strictObject", shape)
        case others:
            return chain(_z("object", shape), Call("catchall", (_late(others, scope),)))


def _entry(member: Member, scope: Scope) -> Entry:
    comment = comment_of(member)
    if member.read_only:
        comment.append("@readonly")
    result = schema_type(member.type) if scope.is_later(member.type) else ""
    if result and not member.required:
        result = f"z.ZodOptional<{result}>"
    return Entry(member.name, _member(member, scope), tuple(comment), result)


def _member(member: Member, scope: Scope) -> Value:
    if member.required:
        return _given(member.type, scope)
    match member.type:
        case Union(options=(*options, Null())):
            return chain(_any_of(options, scope), Call("nullish"))
        case type:
            return chain(schema_of(type, scope), _OPTIONAL)


def _given(type: Type, scope: Scope) -> Value:
    """The schema of what has to be there, which not every schema asks for by itself."""
    checks = [Code("present")] if scope.takes_undefined(type) else []
    return _checked(schema_of(type, scope), checks)


def _checked(schema: Value, checks: Sequence[Expression]) -> Value:
    return chain(schema, *([Call("check", tuple(checks))] if checks else []))


def _text(text: Text) -> Value:
    steps: list[Call] = []
    checks: list[Expression] = []
    # One character or none is the same, however characters are counted.
    for name, count, plain in (("min", text.min_length, 1), ("max", text.max_length, 0)):
        if count is not None and count == plain:
            steps.append(Call(name, (_code(count),)))
        elif count is not None:
            checks.append(Call(f"{name}Length", (_code(count),)))
    if text.pattern is not None:
        regex = regex_of(text.pattern)
        if regex is None:
            raise WrongUse(f"the pattern `{brief(text.pattern)}` is no regular expression to JavaScript")
        steps.append(Call("regex", (Code(regex),)))
    base = Code(_FORMATS[text.format]) if text.format in _FORMATS else _z("string")
    return _checked(chain(base, *steps), checks)


def _number(number: Number) -> Value:
    bounds = {name: getattr(number, member) for member, name in _BOUNDS.items()}
    steps = [Call(name, (_code(bound),)) for name, bound in bounds.items() if bound is not None]
    checks = [Call("multipleOf", (_code(number.multiple_of),))] if number.multiple_of is not None else []
    return _checked(chain(Code("integer") if number.is_integer else _z("number"), *steps), checks)


def _words(words: Words) -> Value:
    literals = tuple(Code(literal(value)) for value in words.values)
    if words.is_open:
        return _z("union", Items((_z("enum", Items(literals)), Code("anyString"))))
    if len(literals) == 1:
        return _z("literal", *literals)
    is_text = all(isinstance(value, str) for value in words.values)
    return _z("enum" if is_text else "literal", Items(literals))


def _listed(listed: Listed, scope: Scope) -> Value:
    elements, rest = elements_of(listed)
    if rest is not None and not elements:
        schema, checks = chain(_z("array", schema_of(rest, scope)), *_bounds(listed)), list[Expression]()
    else:
        items = (_given(item, scope) if required else _optional(item, scope) for item, required in elements)
        others = [] if rest is None else [schema_of(rest, scope)]
        schema, checks = _z("tuple", Items(tuple(items)), *others), [*_counts(listed, len(elements))]
    return _checked(schema, [*checks, Code("unique")] if listed.is_unique else checks)


def _optional(type: Type, scope: Scope) -> Value:
    return chain(schema_of(type, scope), _OPTIONAL)


def _bounds(listed: Listed) -> Iterator[Call]:
    """How many elements an array has."""
    least, most = listed.min_items or 0, listed.max_items
    if most is not None and least == most:
        yield Call("length", (_code(most),))
    else:
        yield from [Call("min", (_code(least),))] if least else []
        yield from [] if most is None else [Call("max", (_code(most),))]


def _counts(listed: Listed, length: int) -> Iterator[Expression]:
    """The checks of how many elements there are, where a tuple of some length does not ask for it by itself."""
    if listed.min_items is not None and listed.min_items > length:
        yield Call("z.minLength", (_code(listed.min_items),))
    if listed.max_items is not None and listed.max_items > length:
        yield Call("z.maxLength", (_code(listed.max_items),))


def _union(union: Union, scope: Scope) -> Value:
    match union.options:
        case (*options, Null()):
            return chain(_any_of(options, scope), Call("nullable"))
        case options:
            return _any_of(options, scope)


def _any_of(options: Sequence[Type], scope: Scope) -> Value:
    schemas = tuple(schema_of(option, scope) for option in options)
    if len(schemas) == 1:
        return schemas[0]
    name = scope.discriminator(options)
    return _z("union", Items(schemas)) if name is None else _z("discriminatedUnion", _code(name), Items(schemas))
