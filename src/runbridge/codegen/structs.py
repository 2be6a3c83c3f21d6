"""Struct modules, written by datamodel-code-generator from schemas that are derived for each struct set.

The derived schemas use datamodel-code-generator's `customTypePath` to say what a field becomes in Python, and
`templates/msgspec.jinja2` lays the classes out.
"""

import ast
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from datamodel_code_generator import InputFileType, LiteralType, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import Formatter

from runbridge.codegen.bridge import Bridge
from runbridge.codegen.python_text import WIDTH, call, header, indented, used_imports, without_unused_imports
from runbridge.codegen.shapes import RAW_KINDS, Field, Kind, Shape
from runbridge.codegen.typed_schemas import Schema, as_schema, checked, is_opaque, is_time, type_of, typed, types_of

#: The type of each optional field of a residue; records with others take the record path.
OPTIONAL = {
    "own": "{title}Own = {title}Own()",
    "via": "dict[str, Via] = {{}}",
    "absent": "tuple[str, ...] = ()",
    "order": "tuple[str, ...] = ()",
    "null": "tuple[str, ...] = ()",
    "probe": "Raw = Raw()",
}

#: The options of the classes of embedded records and residues.
_FROZEN = ("frozen=True", "gc=False", "forbid_unknown_fields=True")
#: Kinds whose values have classes of their own in models.
_CONTAINERS: tuple[Kind, ...] = ("structured", "object", "array")
TEMPLATES = Path(__file__).parent / "templates"
RAW: Schema = {"customTypePath": "msgspec.Raw"}
#: Names that the template or a default may use; unused ones are removed.
IMPORTS = (
    "typing.Any",
    "msgspec.field",
    "msgspec.UNSET",
    "msgspec.UnsetType",
    "runbridge._runtime.NULL",
)


def model_module(shape: Shape) -> str:
    """The structs for people: times are datetimes, opaque fields Python objects, and unknown fields are kept."""
    class_options = {
        "keywords": {"frozen": True, "forbid_unknown_fields": True, "kw_only": True},
        "defaults": {},
        "unknown": True,
    }
    schema = typed(shape.schema)
    classes = {shape.title: schema, **schema.get("$defs", {})}
    derived = {name: _derive(name, schema, _model_type) for name, schema in classes.items()}
    return _module(derived, dict.fromkeys(derived, class_options), shape.file)


def wire_module(shape: Shape, schema: Schema) -> str:
    """The structs for conversion under one profile, and the `Check` structs, which are for validation only."""
    wire, whole = f"{shape.title}Wire", f"{shape.title}Check"
    derived = {wire: _derive(wire, {**typed(schema), "properties": _in_order(shape, typed(schema))}, _wire_type)}
    schema = checked(schema)
    derived[wire]["description"] = f"A {shape.title} as its text has it: times are text, numbers and opaque fields raw."
    options = {wire: _class_options(frozen=True, gc=False, forbid_unknown_fields=True)}
    for name, child in schema.get("$defs", {}).items():
        check = f"{name}Check"
        derived[check] = _derive(check, child, _check_type)
        derived[check]["description"] = f"What a {name} must hold, to check one that passes through verbatim."
        options[check] = _class_options(frozen=True, gc=False)
    derived[whole] = _derive(whole, schema, _check_type)
    derived[whole]["description"] = f"What a {shape.title} must hold, to check one and no more."
    options[whole] = _class_options(frozen=True, gc=False)
    return _module(derived, options, shape.file)


def _in_order(shape: Shape, schema: Schema) -> dict[str, Schema]:
    """The properties, required ones first, so that the fields have the same order under every profile."""
    names = sorted(schema["properties"], key=lambda name: (name not in shape.always, name not in shape.required))
    return {name: schema["properties"][name] for name in names}


def own_module(
    sides: Iterable[tuple[Shape, Schema, tuple[Field, ...], Container[str]]], struct_set: str, file: str
) -> str:
    """The structs of `own` in a residue, one for each format: the fields without counterpart.

    Each side has its fields, and the names of those that the bridge has a default for. Without one, a required nullable
    field is null by default; any other field is UNSET. `struct_set` is `model` or `wire`.
    """
    derive_type = _model_type if struct_set == "model" else _wire_type
    keyword_only = {"kw_only": True} if struct_set == "model" else {}
    derived: dict[str, Schema] = {}
    options: dict[str, dict[str, Any]] = {}
    for shape, schema, fields, defaulted in sides:
        name = f"{shape.title}Own"
        types = typed(schema)["properties"]
        # The classes of records are those of the model's module.
        properties: dict[str, Schema] = {
            field.name: {} if field.kind in _CONTAINERS else types[field.name] for field in fields
        }
        # A model always has those with a default; a wire struct may not, under the tolerant profile.
        present = [field.name for field in fields if struct_set == "model" and field.required and field.nullable]
        derived[name] = _derive(name, {"properties": properties, "required": present}, derive_type)
        derived[name]["description"] = f"The fields of a {shape.title} that the other format does not have."
        defaults = {
            field.name: "NULL" if struct_set == "wire" and field.kind in RAW_KINDS else "None"
            for field in fields
            if field.required and field.nullable and field.name not in defaulted
        }
        options[name] = {
            **_class_options(frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True, **keyword_only),
            "defaults": defaults,
        }
    return _module(derived, options, file)


def residue_module(residue: Schema) -> str:
    """The structs of a residue; its values are raw JSON."""
    classes = {residue["title"]: residue, **residue["$defs"]}
    derived = {name: _derive(name, schema, _raw_type) for name, schema in classes.items()}
    class_options = _class_options(frozen=True, forbid_unknown_fields=True, kw_only=True)
    return _module(derived, dict.fromkeys(derived, class_options), "schemas/residue.schema.json")


def attributes(module: str) -> dict[str, dict[str, str]]:
    """The Python attribute of each field, by class, read from the text of a generated module."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(module).body:
        if isinstance(node, ast.ClassDef):
            fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
            found[node.name] = {_encoded_name(item): ast.unparse(item.target) for item in fields}
    return found


def _encoded_name(item: ast.AnnAssign) -> str:
    """The `name` in `field(name=...)`, or the attribute itself."""
    keywords = item.value.keywords if isinstance(item.value, ast.Call) else []
    names = [ast.literal_eval(each.value) for each in keywords if each.arg == "name"]
    return str(names[0]) if names else ast.unparse(item.target)


def _class_options(**keywords: bool) -> dict[str, Any]:
    return {"keywords": keywords, "defaults": {}, "unknown": False}


def _derive(name: str, schema: Schema, of: Callable[[Schema], Schema]) -> Schema:
    properties = {field: of(child) for field, child in schema["properties"].items()}
    description = {"description": schema["description"]} if "description" in schema else {}
    return {"title": name, **description, "type": "object", "required": schema["required"], "properties": properties}


def _described(schema: Schema, derived: Schema) -> Schema:
    return {"description": schema["description"], **derived} if "description" in schema else derived


def _or_null(schema: Schema, derived: Schema) -> Schema:
    return {"anyOf": [derived, {"type": "null"}]} if "null" in types_of(schema) else derived


def _model_type(schema: Schema) -> Schema:
    """The type in a model: a time is an aware datetime; a number is an int or a float, as it is written."""
    if is_time(schema):
        return _described(schema, _or_null(schema, {"customTypePath": "runbridge._runtime.Timestamp"}))
    if "number" in types_of(schema):
        return _described(schema, _or_null(schema, {"type": ["integer", "number"]}))
    return _inside(schema, _model_type)


def _wire_type(schema: Schema) -> Schema:
    """The type in a wire struct: text, a boolean, or `Raw` for all else."""
    if type_of(schema) == "string":
        values = {"enum": schema["enum"]} if "enum" in schema else {}
        return {"type": schema["type"], **values}
    if type_of(schema) == "boolean":
        return {"type": schema["type"]}
    return RAW


def _check_type(schema: Schema) -> Schema:
    """The type in a `Check` struct; numbers are checked, so they are not raw."""
    if "$ref" in schema:
        return {"$ref": f"{schema['$ref']}Check"}
    return _raw_type(schema) if is_opaque(schema) else _without_notes(_inside(schema, _check_type))


def _raw_type(schema: Schema) -> Schema:
    """The types of the schema, with `Raw` for opaque values."""
    return _described(schema, RAW) if is_opaque(schema) else _inside(schema, _raw_type)


def _without_notes(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in ("description", "format")}


def _inside(schema: Schema, of: Callable[[Schema], Schema]) -> Schema:
    copy = {key: value for key, value in schema.items() if not key.startswith("x-") and key != "readOnly"}
    for keyword in ("items", "additionalProperties"):
        child = as_schema(copy.get(keyword))
        if child is not None:
            copy[keyword] = of(child)
    if "anyOf" in copy:
        copy["anyOf"] = [of(child) for child in copy["anyOf"]]
    return copy


def _module(classes: Mapping[str, Schema], options: Mapping[str, Mapping[str, Any]], source: str) -> str:
    first, *rest = classes
    schema = {**classes[first], "$defs": {name: classes[name] for name in rest}}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "module.py"
        generate(
            json.dumps(schema),
            input_file_type=InputFileType.JsonSchema,
            output=output,
            output_model_type=DataModelType.MsgspecStruct,
            target_python_version=PythonVersion.PY_311,
            custom_template_dir=TEMPLATES,
            custom_file_header=header(source).rstrip(),
            extra_template_data=defaultdict(
                dict, {name: dict(class_options) for name, class_options in options.items()}
            ),
            additional_imports=list(IMPORTS),
            disable_timestamp=True,
            disable_future_imports=True,
            enum_field_as_literal=LiteralType.All,
            formatters=[Formatter.BUILTIN],
            builtin_format_line_length=WIDTH,
            snake_case_field=True,
            use_double_quotes=True,
            use_field_description=True,
            use_schema_description=True,
            use_standard_collections=True,
            use_union_operator=True,
        )
        return without_unused_imports(_folded(output.read_text(encoding="utf-8")))


def _folded(text: str) -> str:
    """The text with annotations that are too long for a line on several, as ruff formats them."""
    text_of = cast("Callable[[ast.AST | None], str]", partial(ast.get_source_segment, text))
    lines = text.split("\n")
    fields = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.AnnAssign)]
    for node in sorted(fields, key=lambda node: -node.lineno):
        spot = slice(node.lineno - 1, node.end_lineno)
        if any(len(line) > WIDTH for line in lines[spot]):
            annotation = text_of(node.annotation)
            first, *others = _options(node.annotation, text_of)
            if others:
                options = annotation if len(annotation) <= WIDTH - 8 else "\n| ".join([first, *others])
                first = f"(\n{indented(options)}\n)"
            default = " = " + re.sub(r"\n *", "", text_of(node.value)) if node.value else ""
            lines[spot] = [indented(f"{text_of(node.target)}: {first}{default}")]
    return "\n".join(lines)


def _options(node: ast.AST, text_of: Callable[[ast.AST], str], most: int = 0) -> Iterator[str]:
    """The options of a union; a `Literal` that is longer than `most` has a text on each line."""
    match node:
        case ast.BinOp(left=left, right=right):
            yield from _options(left, text_of, WIDTH - 10)
            yield from _options(right, text_of, WIDTH - 10)
        case ast.Subscript(slice=ast.Tuple(elts=words)) if len(text_of(node)) > most:
            yield "Literal[\n" + "".join(f"    {text_of(word)},\n" for word in words) + "]"
        case _:
            yield text_of(node)


def embedded_module(bridge: Bridge, residue: Schema, profile: str) -> str:
    """The module with both records of a bridge under one profile, each with the residue of the other."""
    shapes = (bridge.left, bridge.right)
    classes = [_residue(shape, bridge, residue) for shape in shapes]
    classes += [_record(shape.title, other.title) for shape, other in (shapes, shapes[::-1])]
    body = "\n\n".join(classes)
    wanted = {f".{shape.stem}.{profile}": [f"{shape.title}Wire"] for shape in shapes}
    wanted[f"{bridge.package}.own_{profile}"] = [f"{shape.title}Own" for shape in shapes]
    wanted[".residue"] = ["Via"]
    third = used_imports({"msgspec": ["UNSET", "Raw", "Struct", "UnsetType", "field"]}, body)
    standard = "from typing import Literal\n"
    return f"{header(bridge.file)}\n{standard}\n{third}\n{used_imports(wanted, body)}\n\n{body}"


def _residue(shape: Shape, bridge: Bridge, residue: Schema) -> str:
    title = shape.title
    fixed = {"of": f'Literal["{shape.format}"]', "bridge": f'Literal["{bridge.id}"]'}
    required = [f"{name}: {fixed.get(name, 'str')}\n" for name in residue["required"]]
    optional = [f"{name}: {OPTIONAL[name].format(title=title)}\n" for name in residue["properties"] if name in OPTIONAL]
    return (
        call(f"class {title}Residue", ("Struct", *_FROZEN, "omit_defaults=True"), tail=":", depth=0)
        + f'    """The residue of a {title}, with types for the fields that the other format does not have."""\n'
        f"\n" + indented("".join(required + optional))
    )


def _record(title: str, other: str) -> str:
    return (
        call(f"class {title}Embedded", (f"{title}Wire", *_FROZEN), tail=":", depth=0)
        + f'    """A {title} that may carry the residue of a {other}."""\n'
        f"\n"
        f'    residue: {other}Residue | str | UnsetType = field(name="_residue", default=UNSET)\n'
    )
