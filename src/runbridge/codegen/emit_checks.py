"""Emits the checks of what msgspec does not check: times, raw numbers, nested records.

`fits` is for one record; `fits_all` and similar functions are for many at once, with one pass for each kind of value.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from runbridge._runtime.schema_node import SchemaNode
from runbridge.codegen.bridge import Bridge
from runbridge.codegen.python_text import WIDTH, block, conjunction, from_import, header, indented, snake, used_imports
from runbridge.codegen.shapes import RAW_KINDS, Field, Shape, read_shape
from runbridge.codegen.typed_schemas import Schema

#: Kinds of field that msgspec does not check, and the helper that checks them.
_HELPERS = {"timestamp": "is_time", "number": "is_number", "integer": "is_integer"}
#: The attribute of each field, by struct.
Attributes = Mapping[str, Mapping[str, str]]
#: The name of the list of all values of a kind, by kind and nullability.
LISTS = {
    ("timestamp", False): "times",
    ("timestamp", True): "times",
    ("number", False): "numbers",
    ("number", True): "nullable_numbers",
    ("integer", False): "integers",
    ("integer", True): "nullable_integers",
}
_BATCH_HELPERS = {
    "numbers": "are_numbers",
    "nullable_numbers": "are_numbers_or_null",
    "integers": "are_integers",
    "nullable_integers": "are_integers_or_null",
}
_NOT_MISSING = "{} is not UNSET"
RECORDS = '"""Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""\n'
CHECKED = '"""Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""\n'


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
    elif field.kind in _HELPERS:
        helper = _HELPERS[field.kind]
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


def batch_module(shape: Shape, schema: Schema, profile: str, attributes: Attributes) -> str:
    """The module with the checks of wire structs of one profile, and those that a decoder of msgspec leaves out.

    `attributes` are those of each struct.
    """
    record = read_shape(shape.stem, schema)
    nested = [field for field in record.fields if field.kind == "structured" and field.checked]
    decided = [field for field in record.fields if is_decided_by_schema(field)]
    functions = [
        function
        for field in nested
        for function in (
            _times_in(field, record.definitions[field.item], attributes),
            _fits_all_of(field.name, profile),
        )
    ]
    functions += [_fits_each_of(field.name) for field in decided if field.kind == "structured"]
    wire = f"{shape.title}Wire"
    functions.append(_fits_all("fits_all", wire, record.fields, attributes[wire], profile, RECORDS))
    functions.append(_checks_all(record, attributes, profile))
    decoders = "".join(
        f"_{snake(field.name).upper()} = msgspec.json.Decoder(list[list[{field.item}Check]])\n" for field in nested
    )
    structs = {
        f".{shape.stem}.{profile}": [
            *(wire, f"{shape.title}Check"),
            *sorted({f"{field.item}Check" for field in nested}),
        ]
    }
    if decided:
        structs[f".{shape.stem}.{profile}_checks"] = [f"fits_{snake(field.name)}" for field in decided]
    return _module(shape.file, structs, profile, decoders, functions)


def own_batch_module(
    bridge: Bridge, profile: str, sides: Iterable[tuple[Shape, Iterable[Field], Mapping[str, str]]]
) -> str:
    """The module with the checks of the `own` part of residues; every field in it is optional."""
    functions: list[str] = []
    structs: list[str] = []
    local = {f"{bridge.package}.own_{profile}": structs}
    for shape, fields, attributes in sides:
        optional = tuple(replace(field, required=False) for field in fields)
        structs.append(f"{shape.title}Own")
        name = f"fits_all_{shape.stem}_own"
        functions.append(_fits_all(name, structs[-1], optional, attributes, profile, RECORDS, own_prefix(shape)))
        local |= imported_checks(shape, optional, profile)
    return _module(bridge.file, local, profile, "", functions)


def _module(
    file: str, structs: Mapping[str, Iterable[str]], profile: str, decoders: str, functions: Iterable[str]
) -> str:
    body = "\n\n".join(functions)
    own = {
        **structs,
        "runbridge._runtime": ["NULL"],
        "runbridge._runtime.batch_checks": [_times_helper(profile), *_BATCH_HELPERS.values(), "read_arrays"],
    }
    third = ("import msgspec\n" if decoders else "") + used_imports({"msgspec": ["UNSET", "Raw"]}, body)
    blocks = [
        header(file),
        "from collections.abc import Sequence\n",
        third,
        used_imports(own, decoders + body),
        decoders,
    ]
    return "\n".join(part for part in blocks if part) + "\n\n" + body


def _times_helper(profile: str) -> str:
    return "are_lax_times" if profile == "tolerant" else "are_times"


def _fits_all(
    function: str,
    struct: str,
    fields: Iterable[Field],
    attributes: Mapping[str, str],
    profile: str,
    doc: str,
    prefix: str = "",
) -> str:
    lists: dict[str, list[str]] = {}
    inner = ""
    decided: list[str] = []
    for field in fields:
        attribute = attributes[field.name]
        if is_decided_by_schema(field):
            lines_of, condition = _fits_each(field, attribute, prefix)
            inner += lines_of
            decided.append(condition)
        elif field.kind == "structured":
            nulls = ["{} != NULL"] if field.nullable else []
            values = _values("raw", "record", "records", attribute, _missing(field) + nulls)
            inner += _assigned("raws = ", values)
            inner += f"inner = _times_in_{snake(field.name)}(raws)\n"
            inner += block("if inner is None:", "return False\n") + "times += inner\n"
            lists.setdefault("times", [])
        elif (field.kind, field.nullable) in LISTS:
            nulls = ["{} is not None"] if field.nullable and field.kind == "timestamp" else []
            name = "time" if field.kind == "timestamp" else "raw"
            values = _values(name, "record", "records", attribute, _missing(field) + nulls)
            lists.setdefault(LISTS[field.kind, field.nullable], []).append(values)
    lines = "".join(_gathered(name, values) for name, values in lists.items())
    checks = [f"{_BATCH_HELPERS.get(name, _times_helper(profile))}({name})" for name in lists] + decided
    return f"def {function}(records: Sequence[{struct}]) -> bool:\n" + indented(
        doc + lines + inner + conjunction(checks)
    )


def _checks_all(shape: Shape, attributes: Attributes, profile: str) -> str:
    """The function for records that msgspec has decoded into the `Check` struct: only times remain to be checked."""
    lists: list[str] = []
    lines = ""
    decided: list[str] = []
    for field in shape.fields:
        attribute = attributes[f"{shape.title}Check"][field.name]
        if not field.checked:
            lines_of, condition = _fits_each(field, attribute, "")
            lines += lines_of
            decided.append(condition)
        elif field.kind == "structured":
            empty = " or ()" if field.nullable or not field.required else ""
            if times := _item_times(shape.definitions[field.item], attributes):
                lines += f"items = [item for record in records for item in record.{attribute}{empty}]\n"
                lines += "".join(_assigned("times += ", part) for part in times)
        elif field.kind == "timestamp":
            nulls = ["{} is not None"] if field.nullable else []
            lists.append(_values("time", "record", "records", attribute, _missing(field) + nulls))
    return f"def checks_all(records: Sequence[{shape.title}Check]) -> bool:\n" + indented(
        CHECKED + _gathered("times", lists) + lines + conjunction([f"{_times_helper(profile)}(times)", *decided])
    )


def _fits_each(field: Field, attribute: str, prefix: str) -> tuple[str, str]:
    """The lines that gather the values of a field, and the condition that the schema accepts every one."""
    name = snake(field.name)
    # A name has one type in a function; that of a text is its own.
    variable = "value" if field.kind in RAW_KINDS else f"{name}_value"
    values = _values(variable, "record", "records", attribute, _missing(field))
    return _assigned(f"{name}_values = ", values), f"all(map({prefix}fits_{name}, {name}_values))"


def _times_in(field: Field, item: SchemaNode, attributes: Attributes) -> str:
    """The function that decodes the arrays of one structured field."""
    name = snake(field.name)
    doc = f'"""The times in all values of `{field.name}`; None where msgspec refuses one."""\n'
    lines = f"items = read_arrays(_{name.upper()}, raws)\n" + block("if items is None:", "return None\n")
    return f"def _times_in_{name}(raws: Sequence[Raw]) -> list[str] | None:\n" + indented(
        doc + lines + _gathered("times", _item_times(item, attributes)) + "return times\n"
    )


def _fits_all_of(name: str, profile: str) -> str:
    return f"def fits_all_{snake(name)}(raws: Sequence[Raw]) -> bool:\n" + indented(
        f'"""Whether all values are valid `{name}`; a no as in `fits_all`."""\n'
        f"times = _times_in_{snake(name)}(raws)\n"
        f"return times is not None and {_times_helper(profile)}(times)\n"
    )


def _fits_each_of(name: str) -> str:
    return f"def fits_all_{snake(name)}(raws: Sequence[Raw]) -> bool:\n" + indented(
        f'"""Whether all values are valid `{name}`."""\nreturn all(map(fits_{snake(name)}, raws))\n'
    )


def _item_times(item: SchemaNode, attributes: Attributes) -> list[str]:
    """The expressions for all times of the records in the list `items`."""
    values: list[str] = []
    for name, field in item.fields.items():
        if field.is_time:
            nulls = ["{} is not None"] if field.is_nullable else []
            missing = [] if name in item.required else [_NOT_MISSING]
            attribute = attributes[f"{item.definition}Check"][name]
            values.append(_values("time", "item", "items", attribute, missing + nulls))
    return values


def _missing(field: Field) -> list[str]:
    return [] if field.required else [_NOT_MISSING]


def _values(name: str, record: str, records: str, attribute: str, conditions: list[str]) -> str:
    """A list of one field's values in the records that meet the conditions.

    `name` is that of its variable, with a prefix for the conditions: a variable of a function has one type.
    """
    value = f"{record}.{attribute}"
    if not conditions:
        return f"[{value} for {record} in {records}]"
    first, *rest = conditions
    if rest:
        name = f"any_{name}"
    elif first != _NOT_MISSING:
        name = f"known_{name}"
    tests = [first.format(f"({name} := {value})"), *(each.format(name) for each in rest)]
    return f"[{name} for {record} in {records} if {' and '.join(tests)}]"


def _gathered(name: str, values: Iterable[str]) -> str:
    """The statements that put values into one list."""
    first, *rest = values or ["[]"]
    content = "str" if name == "times" else "Raw"
    return _assigned(f"{name}: list[{content}] = ", first) + "".join(_assigned(f"{name} += ", each) for each in rest)


def _assigned(head: str, values: str) -> str:
    """An assignment on one line, or on several if it is too long."""
    line = f"{head}{values}\n"
    if len(line) <= WIDTH - 4 + 1:
        return line
    inner = values[1:-1]
    if len(inner) > WIDTH - 8:
        inner = re.sub(" (?=(for|if) )", "\n    ", inner)
    return f"{head}[\n    {inner}\n]\n"
