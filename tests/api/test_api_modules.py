"""Modules are short, and none imports itself through other modules."""

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.api.test_api_imports import MODULES, ROOT, dotted, imports_of, package_of

#: The maximum number of lines of a hand-written module.
LONGEST = 400
CODEGEN = sorted((Path(__file__).parents[2] / "codegen").rglob("*.py"))


def by_hand() -> list[Path]:
    return [*(module for module in MODULES if package_of(dotted(module)) != "_generated"), *CODEGEN]


def graph_of(modules: list[Path]) -> dict[str, set[str]]:
    """The modules that each module imports, at its top or late."""
    names = {dotted(module): module for module in modules}
    return {name: {each for each in imports_of(module) if each in names} - {name} for name, module in names.items()}


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle, from one of them back to it; none if there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_is_long() -> None:
    lengths = {module: len(module.read_text(encoding="utf-8").splitlines()) for module in by_hand()}
    assert max(lengths.values()) > 200
    assert {module: length for module, length in lengths.items() if length > LONGEST} == {}


def test_no_module_imports_itself_through_others() -> None:
    graph = graph_of(MODULES)
    assert len(graph) > 100
    assert circle_in(graph) == []


@pytest.mark.parametrize(
    ("graph", "circle"),
    [({"a": {"b"}, "b": set()}, []), ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c", "b"])],
    ids=["none", "of two"],
)
def test_an_import_cycle_is_found(graph: dict[str, set[str]], circle: list[str]) -> None:
    assert circle_in(graph) == circle


def test_the_graph_has_what_modules_import() -> None:
    graph = graph_of(MODULES)
    assert "runbridge.inputs.chunks" in graph["runbridge.inputs.reader"]
    assert (ROOT / "inputs" / "reader.py") in MODULES
