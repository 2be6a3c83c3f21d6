"""`runbridge codegen`: the modules for the formats in a folder of a user, and what a bridge still has to decide."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

from runbridge._generated import FORMATS
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import SchemaNode
from runbridge.codegen.format_sources import BRIDGE, SCHEMA, UNDECIDED, Sources, read_own_sources
from runbridge.codegen.package import build, stub_files
from runbridge.codegen.python_text import COMMAND
from runbridge.codegen.shapes import Field, Shape, read_field, read_shape
from runbridge.codegen.source_errors import SourceError
from runbridge.errors import UsageError
from runbridge.file_set import differences, list_files, write
from runbridge.known_formats import GENERATED, MANIFEST, check_formats, foreign_code, is_generated, manifest_of
from runbridge.problem_messages import escape

#: The command that writes the files.
_OWN_COMMAND = "runbridge codegen"


def generate(folder: Path) -> list[str]:
    """Write the code for the formats in a folder; returns a line for each file that changed.

    Raises UsageError for sources that cannot be used, and for code that something else generated.
    """
    files = _files(folder)
    target = folder / GENERATED
    if target.is_dir() and list_files(target) and not is_generated(folder):
        raise foreign_code(folder)
    return write(target, files, lambda name: True)


def compare(folder: Path) -> str:
    """A diff of the code for the formats in a folder and that which is there; raises UsageError as `generate`."""
    return "".join(differences(folder / GENERATED, _files(folder), lambda name: True))


def _files(folder: Path) -> dict[str, str]:
    sources = _sources(folder)
    files = build(sources, folder) | stub_files(sources, folder)
    files = {name: _with_own_header(text) if name.endswith(".py") else text for name, text in files.items()}
    return {**files, MANIFEST: json.dumps(manifest_of(folder), indent=2) + "\n"}


def _with_own_header(text: str) -> str:
    """The text of a module with a header for the folder of the user instead of `schemas`."""
    first, *rest = text.split("\n", 1)
    own = (
        first.replace("from schemas/ by", "from these formats by")
        .replace("schemas/", "")
        .replace(COMMAND, _OWN_COMMAND)
    )
    return "\n".join([own, *rest])


def _sources(folder: Path) -> Sources:
    """The formats of a folder; raises UsageError."""
    stems = check_formats(folder)
    for stem in stems:
        if stem.replace("_", "-") in FORMATS:
            raise UsageError(f"{escape(str(folder))}/{stem}: runbridge has a format of this name; rename the folder")
    sources = _read(folder, stems, with_bridges=True)
    titles = {form.title: form.name for form in FORMATS.values()}
    for shape in sources.shapes:
        if shape.title in titles:
            place = f"{escape(str(folder))}/{shape.stem}/{SCHEMA}#/title"
            raise UsageError(f"{place}: {shape.title!r} is the title of {titles[shape.title]}; choose another")
    return sources


def _read(folder: Path, stems: Iterable[str], *, with_bridges: bool) -> Sources:
    shared = Path(str(resources.files("runbridge._generated")))
    try:
        return read_own_sources(folder, stems, _hub(), shared, with_bridges=with_bridges)
    except SourceError as error:
        # Codegen names the places in the folder `schemas`.
        raise UsageError(escape(str(error).replace("schemas/", f"{folder}/"))) from None


def _hub() -> Shape:
    """The format that all bridges of formats that ship lead to."""
    (name,) = {form.hub for form in FORMATS.values() if form.hub is not None}
    form = FORMATS[name]
    schema, tolerant = (load_schema(form, profile) for profile in ("published", "tolerant"))
    missing = {*schema.get("required", ())} - {*tolerant.get("required", ())}
    return read_shape(form.package.rpartition(".")[2], schema, missing)


def make_skeleton(folder: Path, name: str) -> str:
    """The JSON text of a bridge for a format in a folder, with each field that nothing was decided for.

    What its `bridge.json` has already is kept. Raises UsageError.
    """
    stem = name.replace("-", "_")
    names = [each.replace("_", "-") for each in check_formats(folder)]
    if stem.replace("_", "-") not in names:
        raise UsageError(f"{escape(str(folder))} has no format {escape(name)}; choose {' or '.join(names)}")
    file = folder / stem / BRIDGE
    (own,), hub = _read(folder, [stem], with_bridges=False).shapes, _hub()
    try:
        present: dict[str, Any] = json.loads(file.read_bytes()) if file.is_file() else {}
        rules: list[Any] = present.get("rules", [])
        residue: dict[str, Any] = present.get("residue", {"left": [], "right": []})
        undecided = {
            side: {
                address: described
                for field in shape.fields
                if field.name not in {*_fields(each[side] for each in rules), *residue[side]}
                for address, described in _undecided(field, shape.node.fields[field.name], has_paths=side == "left")
            }
            for side, shape in (("left", own), ("right", hub))
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{escape(str(file))} is not a bridge; correct or remove it") from None
    document: dict[str, Any] = {
        "version": "1",
        "left": own.format,
        "right": hub.format,
        "identity": {"left": "", "right": ""},
        "rules": rules,
        "residue": residue,
        "defaults": {"left": {}, "right": {}},
        **present,
    }
    document.pop(UNDECIDED, None)
    if any(undecided.values()):
        document[UNDECIDED] = undecided
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _fields(addresses: Iterable[str | list[str]]) -> set[str]:
    """The fields that addresses are in or lead into."""
    texts = [text for each in addresses for text in ([each] if isinstance(each, str) else each)]
    return {text.lstrip("/").split("/")[0].split("[")[0] if text.startswith("/") else text for text in texts}


def _undecided(field: Field, node: SchemaNode, *, has_paths: bool) -> Iterator[tuple[str, str]]:
    """A field with what its decision has to consider, and the fields of an object, which rules may lead to."""
    yield field.name, _described(field)
    if has_paths:
        yield from _inside(node.value, f"/{_step(field.name)}")


def _inside(holder: SchemaNode, path: str) -> Iterator[tuple[str, str]]:
    for name, child in holder.fields.items():
        address = f"{path}/{_step(name)}"
        with suppress(SourceError):
            # A value of several types has no rule.
            words = _described(read_field(name, child, address, required=False, checked=False))
            yield address, f"{words}, required in its object" if name in holder.required else words
        yield from _inside(child.value, address)


def _step(name: str) -> str:
    """The name of a field in an address."""
    return name.replace("~", "~0").replace("/", "~1")


def _described(field: Field) -> str:
    """What a decision about a field has to consider: its kind, its values, and whether it needs a default."""
    words = [field.kind, *(["nullable"] if field.nullable else [])]
    if field.required:
        words.append("required" if field.nullable else "required: a rule, or residue with a default")
    values = f" ({', '.join(field.values)})" if field.values else ""
    return f"{', '.join(words)}{values}"
