"""Which package may import which, and which package may name a field of a format."""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import runbridge
from runbridge._runtime.schema import load_schema
from runbridge.known_formats import FORMATS

ROOT = Path(str(runbridge.__file__)).parent
PACKAGE = ROOT.name
MODULES = sorted(ROOT.rglob("*.py"))
IDS = [module.relative_to(ROOT).as_posix() for module in MODULES]

#: The public functions between models, which are generated, but use what is written by hand.
API = "_generated.api"
#: The packages and modules right inside of runbridge by level; each may import those of earlier levels only.
LEVELS: tuple[tuple[str, ...], ...] = (
    ("_native", "interrupts", "nearest_name", "problem_messages", "version"),
    ("_runtime", "problems"),
    ("_generated", "errors", "json_locations", "losses"),
    ("compression", "extras", "file_set", "known_formats", "rule_kinds", "schemas"),
    ("_pyarrow", "bridge_table", "formats", "inputs", "stubs"),
    ("codegen", "diagnosis", "outputs"),
    ("options", "payloads", "schema_diff", "schema_import"),
    ("record", "reporters"),
    (API, "pipeline"),
    ("__init__", "drift", "laws", "tables"),
    ("arrow",),
    ("cli", "duckdb", "spark"),
    ("__main__",),
)
LEVEL_OF = {name: level for level, names in enumerate(LEVELS) for name in names}

#: Distributions that only these packages may import; msgspec and the standard library are everyone's.
RESTRICTED: dict[str, set[str]] = {
    "jsonschema": {"codegen", "schemas"},
    # jsonschema resolves references with it: an empty registry fetches nothing.
    "referencing": {"schemas"},
    # A quick yes for payloads, where it is installed.
    "jsonschema_rs": {"payloads"},
    "regex": {"_runtime"},
    "click": {"cli"},
    "datamodel_code_generator": {"codegen", "stubs"},
    "hypothesis": {"laws"},
    # Users import the generated stubs; no package of runbridge does.
    "pydantic": {"_generated"},
    # `_pyarrow` loads it by name and says what to install where it is missing.
    "pyarrow": set(),
    "duckdb": {"duckdb"},
    "pyspark": {"spark"},
}


def package_of(name: str) -> str:
    """The package or module right inside of runbridge for a dotted name such as `runbridge.inputs.reader`."""
    if name.startswith(f"{PACKAGE}.{API}"):
        return API
    return name.split(".")[1] if "." in name else "__init__"


def dotted(module: Path) -> str:
    parts = [PACKAGE, *module.relative_to(ROOT).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def nodes_of(module: Path) -> Sequence[ast.AST]:
    """The syntax tree of a module, node by node."""
    return [*ast.walk(ast.parse(module.read_text(encoding="utf-8")))]


def imports_of(module: Path) -> Iterator[str]:
    """The dotted names of everything that a module imports, at any place."""
    for node in nodes_of(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(module, node)
            for alias in node.names:
                inside = ROOT.parent.joinpath(*source.split("."), alias.name)
                is_module = inside.is_dir() or inside.with_suffix(".py").is_file()
                yield f"{source}.{alias.name}" if is_module else source


def absolute(module: Path, node: ast.ImportFrom) -> str:
    """The dotted name of what a module imports from; generated modules import each other relatively."""
    if not node.level:
        assert not is_generated(module) or package_of(str(node.module)) != "_generated", "import it relatively"
        return str(node.module)
    assert is_generated(module), "relative imports hide what they import"
    package = [PACKAGE, *module.relative_to(ROOT).parent.parts]
    return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])


def is_generated(module: Path) -> bool:
    return module.relative_to(ROOT).parts[0] == "_generated"


def test_every_package_has_exactly_one_level() -> None:
    assert {"cli/convert.py", "inputs/reader.py"} <= set(IDS)
    # The compiled module has no Python source.
    assert sorted(LEVEL_OF) == sorted({"_native", *(package_of(dotted(module)) for module in MODULES)})
    assert len(LEVEL_OF) == sum(map(len, LEVELS))


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_a_module_imports_only_from_lower_levels(module: Path) -> None:
    package = package_of(dotted(module))
    for name in imports_of(module):
        top = name.split(".")[0]
        if top == PACKAGE:
            imported = package_of(name)
            assert imported == package or LEVEL_OF[imported] < LEVEL_OF[package], f"{dotted(module)} imports {name}"
        elif top not in sys.stdlib_module_names and top != "msgspec":
            assert package in RESTRICTED[top], f"{dotted(module)} imports {name}"


def test_every_allowed_import_from_outside_is_used() -> None:
    used: dict[str, set[str]] = {name: set() for name in RESTRICTED}
    for module in MODULES:
        for name in imports_of(module):
            if name.split(".")[0] in used:
                used[name.split(".")[0]].add(package_of(dotted(module)))
    assert used == RESTRICTED


def test_the_generator_needs_no_generated_module_but_for_stubs() -> None:
    needing = {
        module.name
        for module in (ROOT / "codegen").glob("*.py")
        for name in imports_of(module)
        if name.startswith(PACKAGE) and package_of(name) not in {"_runtime", "codegen", "file_set", "rule_kinds"}
    }
    assert needing == {"own_formats.py", "package.py"}


#: Names of fields of the two documented formats that have another meaning in these modules.
GENERIC = {
    "data": "the bytes of a record",
    "duration": "a kind of rule",
    "error": "a level of SARIF and GitHub",
    "filename": "what an OSError is about",
    "id": "the identity of a record in a residue and a sidecar; of a rule in SARIF",
    "input": "a kind of payload",
    "number": "a JSON type, and the number of a record in its file",
    "output": "the output file of a run; a kind of payload",
    "progress": "the progress of a run",
    "status": "the HTTP status in a problem details document",
    "type": "a keyword of JSON Schema and of click, the type of an msgspec decoder, the kind of problem details",
    "url": "a keyword of OpenAPI servers",
}
DOCUMENTED = ("workflow-run", "workflow-run-model")


def fields_of(schema: Any) -> Iterator[str]:
    """The names of all fields in a schema, at every depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from fields_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from fields_of(value)


@cache
def all_fields() -> frozenset[str]:
    """The names of all fields of the documented formats, and of more than one word of all others; also in snake case.

    Single words, such as `name` and `source`, are also names in the code; a format that has one changes no code.
    """
    names = set[str]()
    for form in FORMATS.values():
        found = set(fields_of(load_schema(form)))
        names |= found if form.name in DOCUMENTED else {name for name in found if re.search("_|[a-z][A-Z]", name)}
    return frozenset(names) | {re.sub("[A-Z]", lambda match: f"_{match[0].lower()}", name) for name in names}


def field_names(module: Path) -> Iterator[str]:
    """The names in a module: attributes, keywords, whole strings, and words in strings that are not plain English."""
    docs = {id(node.value) for node in nodes_of(module) if isinstance(node, ast.Expr)}
    for node in nodes_of(module):
        match node:
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in docs:
                yield text
                yield from (word for word in re.findall(r"\w+", text) if "_" in word or word != word.lower())


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_no_module_but_generated_ones_names_a_field(module: Path) -> None:
    named = all_fields() & set(field_names(module))
    if package_of(dotted(module)) == "_generated":
        return
    assert named <= set(GENERIC)


def test_the_generic_words_are_those_that_are_needed() -> None:
    hand_written = [module for module in MODULES if package_of(dotted(module)) != "_generated"]
    named = set[str]().union(*(field_names(module) for module in hand_written))
    assert set(GENERIC) == all_fields() & named


def test_generated_modules_do_name_fields() -> None:
    wire = ROOT / "_generated" / "workflow_run_model" / "bridge" / "wire.py"
    assert len(all_fields() & set(field_names(wire))) > 30
