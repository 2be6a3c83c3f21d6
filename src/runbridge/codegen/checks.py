"""Emits the checks of what msgspec does not check: times, raw numbers, nested records."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from runbridge._runtime.schema_node import SchemaNode
from runbridge.codegen.python_text import conjunction, from_import, header, indented, snake
from runbridge.codegen.shapes import Field, Shape, read_shape
from runbridge.codegen.typed_schemas import Schema

#: Kinds of field that msgspec does not check, and the helper that checks them.
HELPERS = {"timestamp": "is_time", "number": "is_number", "integer": "is_integer"}


def checks_module(shape: Shape, schema: Schema, profile: str, attributes: Mapping[str, Mapping[str, str]]) -> str:
    """The module with `fits` for the wire struct of one profile; `attributes` are those of each of its structs."""
    record = read_shape(shape.stem, schema)
    nested = [field for field in record.fields if field.kind == "structured" and field.checked]
    definitions = sorted({field.item for field in nested})
    wire = f"{shape.title}Wire"
    parts = [_nested_check(record.definitions[name], attributes[f"{name}Check"], profile) for name in definitions]
    parts += [_array_check(field) for field in nested]
    parts.append(
        f"def fits(record: {wire}) -> bool:\n"
        f'    """Whether the fields that msgspec does not look into are valid too."""\n'
        + indented(conditions(record.fields, attributes[wire], profile))
    )
    decided = [field for field in record.fields if is_decided_by_schema(field)]
    decoders = [f"_{snake(field.name).upper()} = msgspec.json.Decoder(list[{field.item}Check])" for field in nested]
    body = "\n\n\n".join(part.rstrip("\n") for part in parts) + "\n"
    imports = imports_of(body, profile)
    if decided:
        imports["runbridge"] = from_import("runbridge._runtime.schema", ["FieldCheck"]) + imports["runbridge"]
        decoders += [f'fits_{snake(each.name)} = FieldCheck(__name__, "{profile}", "{each.name}")' for each in decided]
    structs = from_import(f".{shape.stem}.{profile}", [wire, *(f"{name}Check" for name in definitions)])
    third = ("import msgspec\n" if nested else "") + imports["msgspec"]
    blocks = [header(shape.file).rstrip("\n") + "\n", third, structs + imports["runbridge"]]
    head = "\n".join(block for block in blocks if block)
    if decoders:
        head += "\n" + "\n".join(decoders) + "\n"
    return f"{head}\n\n{body}"


def is_decided_by_schema(field: Field) -> bool:
    """Whether the schema itself decides about each value of a field."""
    return not field.checked or field.kind in ("object", "array")


def own_checks(shape: Shape, fields: Iterable[Field], attributes: Mapping[str, str], profile: str) -> str:
    """The function that checks the `own` part of a residue; every field in it is optional."""
    optional = tuple(replace(field, required=False) for field in fields)
    return (
        f"def fits_{shape.stem}_own(record: {shape.title}Own) -> bool:\n"
        f'    """Whether the fields that msgspec does not look into are valid too."""\n'
        + indented(conditions(optional, attributes, profile, own_prefix(shape)))
    )


def own_prefix(shape: Shape) -> str:
    """What the names of the functions of one format start with, where those of two formats are imported."""
    return f"{shape.stem}_"


def imported_checks(shape: Shape, fields: Iterable[Field], profile: str) -> dict[str, list[str]]:
    """The functions that check single fields of a format, by module, under their names in a module of two formats."""
    names = [
        f"fits_{snake(field.name)}" for field in fields if is_decided_by_schema(field) or field.kind == "structured"
    ]
    return (
        {f".{shape.stem}.{profile}_checks": [f"{name} as {own_prefix(shape)}{name}" for name in names]} if names else {}
    )


def conditions(fields: Iterable[Field], attributes: Mapping[str, str], profile: str, prefix: str = "") -> str:
    """The `return` statement that is true if every field is valid for its kind."""
    return conjunction([condition for field in fields if (condition := _condition(field, attributes, profile, prefix))])


def imports_of(body: str, profile: str) -> dict[str, str]:
    """The imports that a body of checks needs: of msgspec and of runbridge."""
    lax = ["is_lax_time", "is_lax_time_or_null"] if profile == "tolerant" else ["is_time", "is_time_or_null"]
    times = [name for name in lax if f"{name}(" in body]
    wire = [
        name
        for name in ("is_integer", "is_integer_or_null", "is_null", "is_number", "is_number_or_null")
        if f"{name}(" in body
    ]
    raw = [name for name in ("UNSET", "Raw") if name in body]
    runbridge = (from_import("runbridge._runtime.times", times) if times else "") + (
        from_import("runbridge._runtime.wire_helpers", wire) if wire else ""
    )
    return {"msgspec": from_import("msgspec", raw) if raw else "", "runbridge": runbridge}


def _condition(field: Field, attributes: Mapping[str, str], profile: str, prefix: str) -> str:
    value = f"record.{attributes[field.name]}"
    if is_decided_by_schema(field):
        check = f"{prefix}fits_{snake(field.name)}({value})"
    elif field.kind == "structured":
        check = f"{prefix}fits_{snake(field.name)}({value})"
        if field.nullable:
            check = f"is_null({value}) or {check}"
    elif field.kind in HELPERS:
        helper = HELPERS[field.kind]
        if field.kind == "timestamp" and profile == "tolerant":
            helper = "is_lax_time"
        check = f"{helper}{'_or_null' if field.nullable else ''}({value})"
    else:
        return ""
    return check if field.required else f"{value} is UNSET or {check}"


def _nested_check(node: SchemaNode, attributes: Mapping[str, str], profile: str) -> str:
    times = [
        Field(name, "timestamp", field.is_nullable, name in node.required)
        for name, field in node.fields.items()
        if field.is_time
    ]
    name = node.definition
    return f"def _fits_{snake(name)}(record: {name}Check) -> bool:\n" + indented(conditions(times, attributes, profile))


def _array_check(field: Field) -> str:
    return (
        f"def fits_{snake(field.name)}(raw: Raw) -> bool:\n"
        f'    """Whether the value is a valid `{field.name}`, as far as msgspec can tell."""\n'
        f"    try:\n"
        f"        records = _{snake(field.name).upper()}.decode(raw)\n"
        f"    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):\n"
        f"        return False\n"
        f"    return all(_fits_{snake(field.item)}(record) for record in records)\n"
    )
