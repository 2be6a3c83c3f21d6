"""Struct modules through datamodel-code-generator: each set is a schema derived for its purpose.

The derived schemas use datamodel-code-generator's `customTypePath` to say what a member becomes in Python, and
`templates/msgspec.jinja2` lays the classes out.
"""

import ast
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from datamodel_code_generator import InputFileType, LiteralType, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import Formatter

from runbridge.codegen.python_text import WIDTH, header, without_unused_imports
from runbridge.codegen.shapes import RAW_KINDS, Member, Schema, Shape, as_schema, is_opaque, is_time, type_of, types_of

TEMPLATES = Path(__file__).parent / "templates"
RAW: Schema = {"customTypePath": "msgspec.Raw"}
#: Names that the template or a default may use; what a module does not use is taken out again.
IMPORTS = (
    "typing.Any",
    "msgspec.field",
    "msgspec.UNSET",
    "msgspec.UnsetType",
    "runbridge._runtime.NULL",
)


def model_module(shape: Shape) -> str:
    """The structs for people: times as datetime, opaque members as objects, unknown members beside the known."""
    look = {
        "keywords": {"frozen": True, "forbid_unknown_fields": True, "kw_only": True},
        "defaults": {},
        "unknown": True,
    }
    classes = {shape.title: shape.schema, **shape.schema.get("$defs", {})}
    derived = {name: _derive(name, schema, _model_type) for name, schema in classes.items()}
    return _module(derived, dict.fromkeys(derived, look), shape.file)


def wire_module(shape: Shape, schema: Schema) -> str:
    """The structs for conversion, of the published schema or a variant, and the classes that check and no more."""
    wire, whole = f"{shape.title}Wire", f"{shape.title}Check"
    derived = {wire: _derive(wire, {**schema, "properties": _in_order(shape, schema)}, _wire_type)}
    derived[wire]["description"] = (
        f"A {shape.title} in its own spelling: times are text, numbers and opaque members raw."
    )
    looks = {wire: _look(frozen=True, gc=False, forbid_unknown_fields=True)}
    for name, child in schema.get("$defs", {}).items():
        check = f"{name}Check"
        derived[check] = _derive(check, child, _check_type)
        derived[check]["description"] = f"What a {name} must hold, to check one that passes through verbatim."
        looks[check] = _look(frozen=True, gc=False)
    derived[whole] = _derive(whole, schema, _check_type)
    derived[whole]["description"] = f"What a {shape.title} must hold, to check one and no more."
    looks[whole] = _look(frozen=True, gc=False)
    return _module(derived, looks, shape.file)


def _in_order(shape: Shape, schema: Schema) -> dict[str, Schema]:
    """The properties with those first that may never be absent, so that every variant has its fields in one order."""
    names = sorted(schema["properties"], key=lambda name: (name not in shape.always, name not in shape.required))
    return {name: schema["properties"][name] for name in names}


def own_module(sides: Iterable[tuple[Shape, Schema, tuple[Member, ...]]], flavour: str, file: str) -> str:
    """The structs of `own` in a residue, one per side: the members without counterpart.

    A required nullable member is null unless the residue says otherwise, any other absent. `flavour` is `model` or
    `wire`.
    """
    derive_type = _model_type if flavour == "model" else _wire_type
    keyword_only = {"kw_only": True} if flavour == "model" else {}
    derived: dict[str, Schema] = {}
    looks: dict[str, dict[str, Any]] = {}
    for shape, schema, members in sides:
        name = f"{shape.title}Own"
        properties = {member.name: schema["properties"][member.name] for member in members}
        # Those with a default are never absent in a model; in the wire structs the tolerant profile may lack them.
        present = [member.name for member in members if flavour == "model" and member.required and member.nullable]
        derived[name] = _derive(name, {"properties": properties, "required": present}, derive_type)
        derived[name]["description"] = f"The members of a {shape.title} that the other shape does not have."
        defaults = {
            member.name: "NULL" if flavour == "wire" and member.kind in RAW_KINDS else "None"
            for member in members
            if member.required and member.nullable
        }
        looks[name] = {
            **_look(frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True, **keyword_only),
            "defaults": defaults,
        }
    return _module(derived, looks, file)


def residue_module(residue: Schema) -> str:
    """The structs of a residue, its values raw."""
    classes = {residue["title"]: residue, **residue["$defs"]}
    derived = {name: _derive(name, schema, _raw_type) for name, schema in classes.items()}
    look = _look(frozen=True, forbid_unknown_fields=True, kw_only=True)
    return _module(derived, dict.fromkeys(derived, look), "schemas/residue.schema.json")


def attributes(module: str) -> dict[str, dict[str, str]]:
    """Member name to Python attribute for each class of a generated module, read from its text."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(module).body:
        if isinstance(node, ast.ClassDef):
            fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
            found[node.name] = {_encoded_name(item): ast.unparse(item.target) for item in fields}
    return found


def _encoded_name(item: ast.AnnAssign) -> str:
    """The `name` in `field(name=...)`, which stands where the member is spelled in another way."""
    keywords = item.value.keywords if isinstance(item.value, ast.Call) else []
    names = [ast.literal_eval(each.value) for each in keywords if each.arg == "name"]
    return str(names[0]) if names else ast.unparse(item.target)


def _look(**keywords: bool) -> dict[str, Any]:
    return {"keywords": keywords, "defaults": {}, "unknown": False}


def _derive(name: str, schema: Schema, of: Callable[[Schema], Schema]) -> Schema:
    properties = {member: of(child) for member, child in schema["properties"].items()}
    description = {"description": schema["description"]} if "description" in schema else {}
    return {"title": name, **description, "type": "object", "required": schema["required"], "properties": properties}


def _described(schema: Schema, derived: Schema) -> Schema:
    return {"description": schema["description"], **derived} if "description" in schema else derived


def _or_null(schema: Schema, derived: Schema) -> Schema:
    return {"anyOf": [derived, {"type": "null"}]} if "null" in types_of(schema) else derived


def _model_type(schema: Schema) -> Schema:
    """A time becomes an aware datetime, a number keeps whether it was written as an integer."""
    if is_time(schema):
        return _described(schema, _or_null(schema, {"customTypePath": "runbridge._runtime.Timestamp"}))
    if "number" in types_of(schema):
        return _described(schema, _or_null(schema, {"type": ["integer", "number"]}))
    return _inside(schema, _model_type)


def _wire_type(schema: Schema) -> Schema:
    """What a conversion carries: text, booleans, and `Raw` for all else."""
    if type_of(schema) == "string":
        values = {"enum": schema["enum"]} if "enum" in schema else {}
        return {"type": schema["type"], **values}
    if type_of(schema) == "boolean":
        return {"type": schema["type"]}
    return RAW


def _check_type(schema: Schema) -> Schema:
    """What a nested member must be; its own numbers are looked at, so they are not raw."""
    if "$ref" in schema:
        return {"$ref": f"{schema['$ref']}Check"}
    return _raw_type(schema) if is_opaque(schema) else _without_notes(_inside(schema, _check_type))


def _raw_type(schema: Schema) -> Schema:
    """The schema's own types, with opaque values raw."""
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


def _module(classes: Mapping[str, Schema], looks: Mapping[str, Mapping[str, Any]], source: str) -> str:
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
            extra_template_data=defaultdict(dict, {name: dict(look) for name, look in looks.items()}),
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
    """The text with a long annotation in parentheses, where ruff puts them, and not its short default."""
    return re.sub(
        r"^(    \w+): (.+) = \(\n +(\S+)\n    \)$", r"\1: (\n        \2\n    ) = \3", text, flags=re.MULTILINE
    )
