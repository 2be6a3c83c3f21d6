"""Emits the walk over a record and the records in it, and the conversion of structured fields."""

from collections.abc import Mapping

from runbridge.codegen.bridge import Bridge, Rule
from runbridge.codegen.python_text import block, call, conjunction, header, indented, name_set, snake, used_imports
from runbridge.codegen.shapes import Schema, Shape, as_schema, item_of


def fields_module(shape: Shape) -> str:
    """The module with `walk`, which calls a function on every record inside a record, innermost first."""
    schemas: dict[str, Schema] = {**shape.schema.get("$defs", {}), shape.title: shape.schema}
    names = [f"{_constant(title)} = {name_set(schema['properties'])}\n" for title, schema in schemas.items()]
    walks = [
        _walk(title, schema, "walk" if title == shape.title else _function(title)) for title, schema in schemas.items()
    ]
    body = "\n\n".join(walks)
    runtime = used_imports({"runbridge._runtime.unknown_fields": ["VisitRecord", "entries_of", "is_record"]}, body)
    return f"{header(shape.file)}\nfrom typing import Any\n\n{runtime}\n" + "\n".join(names) + "\n\n" + body


def _constant(title: str) -> str:
    return f"{snake(title).upper()}_FIELDS"


def _function(title: str) -> str:
    return f"walk_{snake(title)}"


def _walk(title: str, schema: Schema, function: str) -> str:
    lines = "".join(_reach(name, child) for name, child in schema["properties"].items())
    doc = f'"""Call `visit` on every record inside a {title}, then on itself."""\n'
    return f"def {function}(record: dict[str, Any], visit: VisitRecord) -> None:\n" + indented(
        doc + lines + f"visit(record, {_constant(title)})\n"
    )


def _reach(name: str, schema: Schema) -> str:
    """The lines that visit every record in a field, which may be missing or null."""
    value = f'record.get("{name}")'
    if "$ref" not in schema and "anyOf" not in schema:
        return _descend(value, schema)
    lines = _descend("item", {"anyOf": [schema]} if "$ref" in schema else schema)
    return f"item = {value}\n{lines}" if lines else ""


def _descend(value: str, schema: Schema) -> str:
    """The lines that visit every record in a value; empty if there is none."""
    if "$ref" in schema:
        return f"{_function(schema['$ref'].removeprefix('#/$defs/'))}({value}, visit)\n"
    if "anyOf" in schema:
        branches = [_descend(value, branch) for branch in schema["anyOf"] if "$ref" in branch]
        return "".join(block(f"if is_record({value}):", branch) for branch in branches)
    items, entries = as_schema(schema.get("items")), as_schema(schema.get("additionalProperties"))
    if items is not None and (inner := _descend("item", items)):
        return block(f"for item in {value} or ():", inner)
    if entries is not None and (inner := _descend("entry", entries)):
        return block(f"for entry in entries_of({value}):", inner)
    return ""


def conforming_module(bridge: Bridge, struct_set: str, attributes: Mapping[str, str]) -> str:
    """The module that converts each structured field to an opaque value and back; there is at least one.

    `attributes` are those of the hub.
    """
    functions: list[str] = []
    modules: dict[str, list[str]] = {}
    for rule in bridge.rules:
        if rule.name == "conforming":
            emit = _wire_conforming if struct_set == "wire" else _model_conforming
            functions.append(emit(bridge, rule, modules))
    if struct_set == "wire":
        functions.append(_all_conform(bridge, attributes, modules))
    body = "\n\n".join(functions)
    third = used_imports({"msgspec": [*(["UNSET"] if struct_set == "wire" else []), "Raw", "UnsetType"]}, body)
    standard = used_imports({"collections.abc": ["Callable", "Sequence"], "typing": ["Any"]}, body)
    own = used_imports(modules, body)
    parts = [part for part in (header(bridge.file), standard, third, own) if part]
    return "\n".join(parts) + "\n\n" + body


def _wire_conforming(bridge: Bridge, rule: Rule, modules: dict[str, list[str]]) -> str:
    shape, name = bridge.left, rule.left[0].name
    modules[f".{shape.stem}"] = ["FORMAT", "published_checks", "tolerant_checks"]
    modules["runbridge._runtime.conversion"] = ["Options"]
    modules["runbridge._runtime.wire_helpers"] = ["conforming", "or_null"]
    return (
        f"def conforming_{snake(name)}(raw: Raw | UnsetType, options: Options) -> Raw | UnsetType:\n"
        f'    """The value where it is valid as `{name}`, UNSET elsewhere."""\n'
        f"    fits = (tolerant_checks if options.tolerant else published_checks).fits_{snake(name)}\n"
        f'    return conforming(raw, fits, FORMAT, "{name}", options)\n'
        f"\n\n"
        f"def opaque_{snake(name)}(raw: Raw | UnsetType) -> Raw:\n"
        f'    """The value of `{name}` where any value may stand; missing becomes null."""\n'
        f"    return or_null(raw)\n"
    )


def _all_conform(bridge: Bridge, attributes: Mapping[str, str], modules: dict[str, list[str]]) -> str:
    """The function that checks the values of many records at once."""
    left, right = bridge.left, bridge.right
    modules[f".{left.stem}"] += ["published_batch", "tolerant_batch"]
    modules[f".{right.stem}.tolerant"] = [f"{right.title}Wire"]
    modules["runbridge._runtime"] = ["NULL"]
    rules = [rule for rule in bridge.rules if rule.name == "conforming"]
    lines = "".join(
        f"{snake(rule.left[0].name)}_raws = "
        f"[raw for record in records if (raw := record.{attributes[rule.right.name]}) is not UNSET and raw != NULL]\n"
        for rule in rules
    )
    names = [snake(rule.left[0].name) for rule in rules]
    functions = "".join(f"fits_all_{name}: Callable[[Sequence[Raw]], bool] = batch.fits_all_{name}\n" for name in names)
    return (
        f"def all_conform(records: Sequence[{right.title}Wire], options: Options) -> bool:\n"
        f'    """Whether every value that becomes a structured field is valid as one, null or missing."""\n'
        f"    batch = tolerant_batch if options.tolerant else published_batch\n"
        + indented(functions + lines + conjunction([f"fits_all_{name}({name}_raws)" for name in names]))
    )


def _model_conforming(bridge: Bridge, rule: Rule, modules: dict[str, list[str]]) -> str:
    shape, name = bridge.left, rule.left[0].name
    item = str(item_of(shape.schema["properties"][name]))
    modules.setdefault(f".{shape.stem}.model", []).append(item)
    modules.setdefault(f".{shape.stem}.fields", []).append(_function(item))
    modules["runbridge._runtime.conversion"] = ["Options"]
    modules["runbridge._runtime.model_helpers"] = ["conforming", "opaque"]
    modules[bridge.package] = ["wire_conforming"]
    arguments = ("value", f"wire_conforming.conforming_{snake(name)}", f"list[{item}]", _function(item), "options")
    return (
        f"def conforming_{snake(name)}(value: Any, options: Options) -> list[{item}] | UnsetType:\n"
        f'    """The value as structs where it is valid as `{name}`, UNSET elsewhere."""\n'
        + indented(call("return conforming", arguments))
        + f"\n\n"
        f"def opaque_{snake(name)}(value: list[{item}] | UnsetType) -> Any:\n"
        f'    """The value of `{name}` where any value may stand; missing becomes null."""\n'
        f"    return opaque(value, {_function(item)})\n"
    )
