"""Emits the walk over a record and the records in it, and the conversion of structured fields."""

from collections.abc import Iterable, Mapping

from runbridge._runtime.schema_node import SchemaNode, read_definitions, read_schema
from runbridge.codegen.bridge import Bridge
from runbridge.codegen.python_text import block, call, conjunction, header, indented, name_set, snake, used_imports
from runbridge.codegen.shapes import Shape
from runbridge.codegen.straight_rules import Rule
from runbridge.codegen.typed_schemas import typed


def fields_module(shape: Shape) -> str:
    """The module with `walk`, which calls a function on every record inside a record, innermost first."""
    schema = typed(shape.schema)
    records = {**read_definitions(schema), shape.title: read_schema(schema)}
    names = [f"{_constant(title)} = {name_set(node.fields)}\n" for title, node in records.items()]
    walks = [
        _walk(title, node, "walk" if title == shape.title else _function(title)) for title, node in records.items()
    ]
    body = "\n\n".join(walks)
    runtime = used_imports({"runbridge._runtime.json_codec": ["VisitRecord", "entries_of", "is_record"]}, body)
    return f"{header(shape.file)}\nfrom typing import Any\n\n{runtime}\n" + "\n".join(names) + "\n\n" + body


def _constant(title: str) -> str:
    return f"{snake(title).upper()}_FIELDS"


def _function(title: str) -> str:
    return f"walk_{snake(title)}"


def _walk(title: str, node: SchemaNode, function: str) -> str:
    lines = "".join(_reach(name, child) for name, child in node.fields.items())
    doc = f'"""Call `visit` on every record inside a {title}, then on itself."""\n'
    return f"def {function}(record: dict[str, Any], visit: VisitRecord) -> None:\n" + indented(
        doc + lines + f"visit(record, {_constant(title)})\n"
    )


def _reach(name: str, node: SchemaNode) -> str:
    """The lines that visit every record in a field, which may be missing or null."""
    value = f'record.get("{name}")'
    choices = (node,) if node.definition else node.branches
    if not choices:
        return _descend(value, node)
    lines = _choose("item", choices)
    return f"item = {value}\n{lines}" if lines else ""


def _descend(value: str, node: SchemaNode) -> str:
    """The lines that visit every record in a value; empty if there is none."""
    if node.definition:
        return f"{_function(node.definition)}({value}, visit)\n"
    if node.branches:
        return _choose(value, node.branches)
    if node.items is not None and (inner := _descend("item", node.items)):
        return block(f"for item in {value} or ():", inner)
    if node.values is not None and (inner := _descend("entry", node.values)):
        return block(f"for entry in entries_of({value}):", inner)
    return ""


def _choose(value: str, choices: Iterable[SchemaNode]) -> str:
    """The lines for a value that may be a record or something else."""
    return "".join(block(f"if is_record({value}):", _descend(value, choice)) for choice in choices if choice.definition)


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
    item = rule.left[0].item
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
