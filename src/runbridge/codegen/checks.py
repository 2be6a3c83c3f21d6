"""Emits the functions that look into what msgspec leaves alone: times, raw numbers, nested records."""

from collections.abc import Iterable, Mapping

from runbridge.codegen.python_text import conjunction, from_import, header, indented, snake
from runbridge.codegen.shapes import Member, Schema, Shape, is_time, item_of, read_shape, types_of

#: Member kinds that msgspec does not check, and the helper that does.
HELPERS = {"timestamp": "is_time", "number": "is_number", "integer": "is_integer"}


def checks_module(shape: Shape, schema: Schema, profile: str, attributes: Mapping[str, Mapping[str, str]]) -> str:
    """The module with `fits` for the wire struct of one profile; `attributes` are those of each of its structs."""
    members = read_shape(shape.stem, schema).members
    nested = [member for member in members if member.kind == "structured"]
    items = {member.name: str(item_of(schema["properties"][member.name])) for member in nested}
    definitions = sorted(set(items.values()))
    wire = f"{shape.title}Wire"
    parts = [_nested_check(schema["$defs"][name], name, attributes[f"{name}Check"], profile) for name in definitions]
    parts += [_array_check(member, items[member.name]) for member in nested]
    parts.append(
        f"def fits(record: {wire}) -> bool:\n"
        f'    """Whether the members that msgspec does not look into are valid too."""\n'
        + indented(conditions(members, attributes[wire], profile))
    )
    decoders = [
        f"_{snake(member.name).upper()} = msgspec.json.Decoder(list[{items[member.name]}Check])" for member in nested
    ]
    body = "\n\n\n".join(part.rstrip("\n") for part in parts) + "\n"
    imports = imports_of(body, profile)
    structs = from_import(f".{shape.stem}.{profile}", [wire, *(f"{name}Check" for name in definitions)])
    third = ("import msgspec\n" if nested else "") + imports["msgspec"]
    blocks = [header(shape.file).rstrip("\n") + "\n", third, structs + imports["runbridge"]]
    head = "\n".join(block for block in blocks if block)
    if decoders:
        head += "\n" + "\n".join(decoders) + "\n"
    return f"{head}\n\n{body}"


def own_checks(
    title: str, members: Iterable[Member], attributes: Mapping[str, str], profile: str, function: str
) -> str:
    """The function that looks into the `own` part of a residue; its members may all be absent."""
    optional = tuple(Member(member.name, member.kind, member.nullable, False, member.values) for member in members)
    return (
        f"def {function}(record: {title}Own) -> bool:\n"
        f'    """Whether the members that msgspec does not look into are valid too."""\n'
        + indented(conditions(optional, attributes, profile))
    )


def conditions(members: Iterable[Member], attributes: Mapping[str, str], profile: str) -> str:
    """The `return` statement that is true when every member is what its kind asks."""
    return conjunction([condition for member in members if (condition := _condition(member, attributes, profile))])


def imports_of(body: str, profile: str) -> dict[str, str]:
    """The imports that a body of checks needs, by where they come from."""
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


def _condition(member: Member, attributes: Mapping[str, str], profile: str) -> str:
    value = f"record.{attributes[member.name]}"
    if member.kind == "structured":
        check = f"fits_{snake(member.name)}({value})"
        if member.nullable:
            check = f"is_null({value}) or {check}"
    elif member.kind in HELPERS:
        helper = HELPERS[member.kind]
        if member.kind == "timestamp" and profile == "tolerant":
            helper = "is_lax_time"
        check = f"{helper}{'_or_null' if member.nullable else ''}({value})"
    else:
        return ""
    return check if member.required else f"{value} is UNSET or {check}"


def _nested_check(definition: Schema, name: str, attributes: Mapping[str, str], profile: str) -> str:
    required = definition["required"]
    times = [
        Member(member, "timestamp", "null" in types_of(child), member in required)
        for member, child in definition["properties"].items()
        if is_time(child)
    ]
    return f"def _fits_{snake(name)}(record: {name}Check) -> bool:\n" + indented(conditions(times, attributes, profile))


def _array_check(member: Member, item: str) -> str:
    return (
        f"def fits_{snake(member.name)}(raw: Raw) -> bool:\n"
        f'    """Whether the value is a valid `{member.name}`, as far as msgspec can tell."""\n'
        f"    try:\n"
        f"        records = _{snake(member.name).upper()}.decode(raw)\n"
        f"    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):\n"
        f"        return False\n"
        f"    return all(_fits_{snake(item)}(record) for record in records)\n"
    )
