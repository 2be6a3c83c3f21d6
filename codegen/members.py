"""Emits, per shape, the walk over a record and the records inside it, and the conversion of structured members."""

from collections.abc import Mapping
from typing import Any

from codegen.bridge import Bridge
from codegen.shapes import Shape
from codegen.text import block, call, header, indented, name_set, used_imports


def members_module(shape: Shape) -> str:
    """The module with `walk`, which calls a function on every record inside a record, innermost first."""
    schemas: dict[str, Mapping[str, Any]] = {**shape.schema.get("$defs", {}), shape.title: shape.schema}
    names = [f"{_constant(title)} = {name_set(schema['properties'])}\n" for title, schema in schemas.items()]
    walks = [
        _walk(title, schema, "walk" if title == shape.title else _function(title)) for title, schema in schemas.items()
    ]
    body = "\n\n".join(walks)
    imports = used_imports({"typing": ["Any"], "collections.abc": ["Callable"]}, body + " Callable")
    visit = "Visit = Callable[[dict[str, Any], frozenset[str]], None]\n"
    return f"{header(shape.file)}\n{imports}\n{visit}\n" + "\n".join(names) + "\n\n" + body


def _constant(title: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in title).lstrip("_") + "_MEMBERS"


def _function(title: str) -> str:
    return "walk" + "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in title)


def _walk(title: str, schema: Mapping[str, Any], function: str) -> str:
    lines = "".join(_descend(f'record.get("{name}")', child, name) for name, child in schema["properties"].items())
    doc = f'"""Call `visit` on every record inside a {title}, then on itself."""\n'
    return f"def {function}(record: dict[str, Any], visit: Visit) -> None:\n" + indented(
        doc + lines + f"visit(record, {_constant(title)})\n"
    )


def _descend(value: str, schema: Any, name: str) -> str:
    """The lines that reach every record inside a value; nothing where there is none."""
    if not isinstance(schema, dict):
        return ""
    if "$ref" in schema:
        return f"{_function(schema['$ref'].removeprefix('#/$defs/'))}({value}, visit)\n"
    if "items" in schema:
        inner = _descend("item", schema["items"], "item")
        return block(f"for item in {value} or ():", inner) if inner else ""
    if "additionalProperties" in schema:
        inner = _descend("entry", schema["additionalProperties"], "entry")
        return block(f"for entry in ({value} or {{}}).values():", inner) if inner else ""
    for branch in schema.get("anyOf", ()):
        if "$ref" in branch:
            return block(f"if isinstance({value}, dict):", _descend(value, branch, name))
    return ""


def conforming_module(bridge: Bridge, flavour: str) -> str:
    """The module that turns each structured member into an opaque value and back, for one struct set."""
    functions = []
    modules: dict[str, list[str]] = {}
    for rule in bridge.rules:
        if rule.name == "conforming":
            emit = _wire_conforming if flavour == "wire" else _model_conforming
            functions.append(emit(bridge, rule.left[0].name, modules))
    body = "\n\n".join(functions)
    third = used_imports({"msgspec": ["Raw", "UnsetType"]}, body)
    standard = used_imports({"typing": ["Any"]}, body)
    own = used_imports(modules, body)
    return "\n".join(part for part in (header(f"schemas/{bridge.file}"), standard, third, own) if part) + "\n\n" + body


def _wire_conforming(bridge: Bridge, name: str, modules: dict[str, list[str]]) -> str:
    shape = bridge.left
    modules[f"runbridge._generated.{shape.stem}"] = ["published_checks", "tolerant_checks"]
    modules["runbridge._runtime.crossing"] = ["Options"]
    modules["runbridge._runtime.wire"] = ["conforming", "or_null"]
    return (
        f"def conforming_{name}(raw: Raw | UnsetType, options: Options) -> Raw | UnsetType:\n"
        f'    """The value where it is valid as `{name}`, UNSET elsewhere."""\n'
        f"    fits = (tolerant_checks if options.tolerant else published_checks).fits_{name}\n"
        f'    return conforming(raw, fits, "{shape.format}", "{name}", options)\n'
        f"\n\n"
        f"def opaque_{name}(raw: Raw | UnsetType) -> Raw:\n"
        f'    """The value of `{name}` where any value may stand; absent becomes null."""\n'
        f"    return or_null(raw)\n"
    )


def _model_conforming(bridge: Bridge, name: str, modules: dict[str, list[str]]) -> str:
    shape = bridge.left
    item = shape.schema["properties"][name]["items"]["$ref"].removeprefix("#/$defs/")
    modules[f"runbridge._generated.{shape.stem}.model"] = [item]
    modules[f"runbridge._generated.{shape.stem}.members"] = [_function(item)]
    modules["runbridge._runtime.crossing"] = ["Options"]
    modules["runbridge._runtime.plain"] = ["conforming", "opaque"]
    modules[f"runbridge._generated.{bridge.stem}"] = ["wire_conforming"]
    arguments = ("value", f"wire_conforming.conforming_{name}", f"list[{item}]", _function(item), "options")
    return (
        f"def conforming_{name}(value: Any, options: Options) -> list[{item}] | UnsetType:\n"
        f'    """The value as structs where it is valid as `{name}`, UNSET elsewhere."""\n'
        + indented(call("return conforming", arguments))
        + f"\n\n"
        f"def opaque_{name}(value: list[{item}] | UnsetType) -> Any:\n"
        f'    """The value of `{name}` where any value may stand; absent becomes null."""\n'
        f"    return opaque(value, {_function(item)})\n"
    )
