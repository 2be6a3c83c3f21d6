"""The rooms of the package: who may import whom, and who may name what."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import runbridge

ROOT = Path(str(runbridge.__file__)).parent
PACKAGE = ROOT.name
MODULES = sorted(ROOT.rglob("*.py"))
IDS = [module.relative_to(ROOT).as_posix() for module in MODULES]

#: Each room and the rooms that it may import. A room is a module or a package right inside the package.
#: The design's line is `cli -> files -> convert, validate -> _generated -> _runtime -> problems`; the rooms that it
#: does not name stand where their imports put them, and a room may skip those between.
ROOMS: dict[str, set[str]] = {
    "problems": set(),
    "errors": {"problems"},
    "losses": {"problems"},
    "_runtime": {"problems"},
    "_generated": {"_runtime"},
    # Places are looked for with the scanners that the schema's parser is made of.
    "positions": {"_runtime"},
    "beyond": {"_runtime", "positions", "problems"},
    "codes": {"problems"},
    "syntax": set(),
    "likeness": {"_generated", "_runtime"},
    # What would mend a value: the words of the other formats are in the tables of the bridge.
    "hints": {"_generated", "_runtime", "problems"},
    "diagnosis": {"_runtime", "hints", "problems"},
    "explain": {
        *("_generated", "_runtime", "diagnosis", "errors", "likeness", "positions", "problems", "syntax"),
    },
    "records": {"_generated", "_runtime", "errors", "explain", "likeness", "positions", "problems"},
    "residue": {"_generated", "_runtime", "losses", "positions", "problems", "records"},
    "documents": {"_runtime", "errors", "problems"},
    # What is refused becomes findings, as our own schemas' faults do.
    "payloads": {"_runtime", "diagnosis", "documents", "errors", "hints", "positions", "problems"},
    "validate": {"_runtime", "errors", "explain", "payloads", "problems", "records"},
    "convert": {"_generated", "_runtime", "errors", "losses", "positions", "problems", "records", "residue"},
    "models": {
        *("_generated", "_runtime", "beyond", "convert", "errors", "positions", "problems", "residue", "validate"),
    },
    "correspondence": {"_generated"},
    "stubs": {"_generated", "_runtime", "documents", "errors", "extras", "problems"},
    "evolution": {"_runtime", "documents", "errors", "positions", "problems"},
    "version": set(),
    "extras": {"errors"},
    "_pyarrow": {"extras"},
    # Other forms of the schemas that ship; where a keyword holds schemas is known to `documents`.
    "dialects": {"_runtime", "documents", "version"},
    "files": {
        *("_generated", "_runtime", "convert", "errors", "explain", "losses", "positions", "problems", "records"),
        *("residue", "validate", "version"),
    },
    # It reads files as `files` does, and tells of the progress in the same way.
    "drift": {
        *("_generated", "_runtime", "errors", "explain", "files", "positions", "problems", "records", "residue"),
        "version",
    },
    # Rows of a column go through the engine of `files` as lines do.
    "arrow": {
        *("_generated", "_pyarrow", "convert", "errors", "files", "problems", "records", "residue", "tables"),
        "validate",
    },
    # Records as columns: they are read, told and written as `files` does it.
    "tables": {
        *(
            "_generated",
            "_pyarrow",
            "_runtime",
            "beyond",
            "errors",
            "files",
            "positions",
            "problems",
            "records",
            "residue",
        ),
        *("validate", "version"),
    },
    # Engines of others hand batches over, and run the kernel on them.
    "duckdb": {"_generated", "_pyarrow", "arrow", "errors", "extras", "records"},
    "spark": {"_pyarrow", "arrow", "errors", "extras", "problems", "version"},
    # Findings are values of `files`: a problem with its place in a file.
    "reporters": {"codes", "files", "problems", "version"},
    "__init__": {"_generated", "convert", "errors", "files", "losses", "models", "problems", "validate", "version"},
    "cli": {
        *("_generated", "arrow", "codes", "convert", "correspondence", "dialects", "documents", "drift"),
        *("errors", "evolution", "files"),
        *("losses", "problems"),
        *("records", "reporters", "stubs", "tables", "validate", "version"),
    },
    "__main__": {"cli"},
}

#: What comes from outside, and the rooms that may import it; the standard library is everyone's.
OUTSIDE: dict[str, set[str]] = {
    "msgspec": {
        *("_generated", "_runtime", "arrow", "codes", "convert", "drift", "explain", "files", "losses", "models"),
        *("positions", "problems", "records", "reporters", "residue", "tables"),
    },
    "jsonschema": {"documents"},
    # What jsonschema looks references up with: an empty registry of it fetches nothing.
    "referencing": {"documents"},
    "click": {"cli"},
    "datamodel_code_generator": {"stubs"},
    # What it is for is to be read by those who have it: no room imports these stubs.
    "pydantic": {"_generated"},
    # `_pyarrow` loads it by its name, which says what to install where it is missing.
    "pyarrow": set(),
    "duckdb": {"duckdb"},
    "pyspark": {"spark"},
}


def room_of(name: str) -> str:
    """The room of a dotted module name such as `runbridge.inputs.reader`."""
    return name.split(".")[1] if "." in name else "__init__"


def dotted(module: Path) -> str:
    parts = [PACKAGE, *module.relative_to(ROOT).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(module: Path) -> Iterator[str]:
    """The dotted names of everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what they import"
            for alias in node.names:
                inside = ROOT.parent.joinpath(*str(node.module).split("."), alias.name)
                is_module = inside.is_dir() or inside.with_suffix(".py").is_file()
                yield f"{node.module}.{alias.name}" if is_module else str(node.module)


def test_there_is_something_to_look_at() -> None:
    assert {"cli/convert.py", "files/reading.py", "_generated/bridge/wire.py"} <= set(IDS)
    assert {room_of(dotted(module)) for module in MODULES} == set(ROOMS)


def test_the_rooms_go_one_way() -> None:
    order = list(TopologicalSorter(ROOMS).static_order())
    line = [
        room for room in order if room in {"cli", "files", "convert", "validate", "_generated", "_runtime", "problems"}
    ]
    assert set(line[3:5]) == {"convert", "validate"}
    assert [*line[:3], *line[5:]] == ["problems", "_runtime", "_generated", "files", "cli"]


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_every_module_imports_only_what_its_room_may(module: Path) -> None:
    room = room_of(dotted(module))
    for name in imports_of(module):
        top = name.split(".")[0]
        if top == PACKAGE:
            assert room_of(name) in ROOMS[room] | {room}, f"{dotted(module)} imports {name}"
        elif top not in sys.stdlib_module_names:
            assert room in OUTSIDE[top], f"{dotted(module)} imports {name}"


def test_every_edge_that_is_allowed_from_outside_is_used() -> None:
    used: dict[str, set[str]] = {name: set() for name in OUTSIDE}
    for module in MODULES:
        for name in imports_of(module):
            if name.split(".")[0] in used:
                used[name.split(".")[0]].add(room_of(dotted(module)))
    assert used == OUTSIDE


def test_the_package_does_not_import_codegen_which_takes_only_the_writer_of_stubs_from_it() -> None:
    codegen = Path(__file__).parents[2] / "codegen"
    taken = {
        (module.name, name)
        for module in codegen.glob("*.py")
        for name in imports_of(module)
        if name.startswith(PACKAGE)
    }
    assert codegen.name not in {name.split(".")[0] for module in MODULES for name in imports_of(module)}
    assert {module for module, _ in taken} == {"stubs.py"}
    assert {room_of(name) for _, name in taken} == {"documents", "stubs"}


#: Words that are members of a shape and have a meaning of their own here.
GENERIC = {
    "data": "the bytes of a record",
    "error": "SARIF's level of a finding",
    "filename": "what an OSError is about",
    "id": "the identity of a record, in a residue and in a sidecar's line; of a rule in SARIF",
    "input": "the kind of a payload: what a workflow takes",
    "number": "a JSON type, and which record of a file it is",
    "output": "where a run writes; the kind of a payload: what a workflow gives",
    "progress": "how far a run is",
    "type": "a keyword of JSON Schema and of click, and what an msgspec decoder makes",
}


def members_of(schema: Any) -> Iterator[str]:
    """The names of all members in a schema, at every depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from members_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from members_of(value)


def all_members() -> set[str]:
    """The names of all members of both shapes, and how Python spells them."""
    folder = resources.files("runbridge._generated") / "schemas"
    names: set[str] = set()
    for stem in ("workflow_run", "workflow_run_model"):
        names |= set(members_of(json.loads((folder / f"{stem}.schema.json").read_text(encoding="utf-8"))))
    return names | {re.sub("[A-Z]", lambda match: f"_{match[0].lower()}", name) for name in names}


def names_in(module: Path) -> Iterator[str]:
    """What a module names: attributes, keywords, whole strings, and words in strings that cannot be plain English."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in docs:
                yield text
                yield from (word for word in re.findall(r"\w+", text) if "_" in word or word != word.lower())


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_no_module_but_generated_ones_names_a_member(module: Path) -> None:
    named = all_members() & set(names_in(module))
    if room_of(dotted(module)) == "_generated":
        return
    assert named <= set(GENERIC)


def test_the_generic_words_are_those_that_are_needed() -> None:
    hand_written = [module for module in MODULES if room_of(dotted(module)) != "_generated"]
    named = set[str]().union(*(names_in(module) for module in hand_written))
    assert set(GENERIC) == all_members() & named


def test_generated_modules_do_name_members() -> None:
    (wire,) = [module for module in MODULES if dotted(module) == "runbridge._generated.bridge.wire"]
    assert len(all_members() & set(names_in(wire))) > 30
