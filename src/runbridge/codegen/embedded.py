"""Emits the wire structs with a typed residue, which batches of lines are decoded into."""

from runbridge.codegen.bridge import Bridge
from runbridge.codegen.python_text import header, indented, used_imports
from runbridge.codegen.shapes import Schema, Shape

#: The type of each optional field of a residue; records with others take the record path.
OPTIONAL = {
    "own": "{title}Own = {title}Own()",
    "via": "dict[str, Via] = {{}}",
    "absent": "tuple[str, ...] = ()",
    "null": "tuple[str, ...] = ()",
    "probe": "Raw = Raw()",
}


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
        f"class {title}Residue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):\n"
        f'    """The residue of a {title}, with types for the fields that the other format does not have."""\n'
        f"\n" + indented("".join(required + optional))
    )


def _record(title: str, other: str) -> str:
    return (
        f"class {title}Embedded({title}Wire, frozen=True, gc=False, forbid_unknown_fields=True):\n"
        f'    """A {title} that may carry the residue of a {other}."""\n'
        f"\n"
        f'    residue: {other}Residue | str | UnsetType = field(name="_residue", default=UNSET)\n'
    )
