"""Writes a module of types as a Python module."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import chain, pairwise

from runbridge.errors import UsageError
from runbridge.stubs.ir.graph import groups_of
from runbridge.stubs.ir.types import Alias, Declaration, Module, Reference, Type, Union
from runbridge.stubs.python.generator import GeneratedModule, generate
from runbridge.stubs.python.generator_input import generator_input
from runbridge.stubs.python.library_dialects import DATACLASS, MSGSPEC, PYDANTIC, TYPED_DICT, Dialect
from runbridge.stubs.python.lowering import lower
from runbridge.stubs.python.printer import WIDTH

_DIALECTS: Mapping[str, Dialect] = {
    "python-msgspec": MSGSPEC,
    "python-pydantic": PYDANTIC,
    "python-dataclass": DATACLASS,
    "python-typeddict": TYPED_DICT,
}
#: The Python targets.
TARGETS = tuple(_DIALECTS)


def python(module: Module, target: str) -> str:
    """The types of a module for one of the `TARGETS`; raises what `python_with_remarks` raises."""
    text, _ = python_with_remarks(module, target)
    return text


def python_with_remarks(module: Module, target: str) -> tuple[str, tuple[str, ...]]:
    """The types of a module for one of the `TARGETS`, and remarks about what they leave to validation.

    Raises UsageError when datamodel-code-generator, an optional dependency, is not installed, and for types that are
    nested too deeply.
    """
    dialect = _DIALECTS[target]
    try:
        lowered = lower(module, dialect)
        inputs = generator_input(lowered, dialect)
        generated = GeneratedModule(generate(inputs, target), inputs.constraints)
        definitions = [generated.definition(name) for name in in_order([*lowered.declared.values()])]
    except RecursionError as error:
        raise UsageError("a schema is nested too deeply for types") from error
    preludes = _preludes(dialect, generated.used)
    imports = _imports(dialect, generated.used)
    return f"{module.heading(target, mark='#')}\n{_spaced([imports, *preludes, *definitions])}", inputs.remarks


def _preludes(dialect: Dialect, used: set[str]) -> list[str]:
    """The preludes that are used, dependencies first; the names in them are added to `used`."""
    found: list[str] = []
    for name, text in reversed([*dialect.preludes.items()]):
        if name in used:
            used |= {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
            found.append(text)
    return found[::-1]


def _imports(dialect: Dialect, used: set[str]) -> str:
    """The imports of the used names, the standard library first."""
    blocks = ["", ""]
    for module, names in dialect.imports:
        wanted = [name for name in names if name in used]
        blocks[module not in sys.stdlib_module_names] += _import(module, wanted) if wanted else ""
    return "\n".join(filter(None, blocks))


def _import(module: str, names: Sequence[str]) -> str:
    line = f"from {module} import {', '.join(names)}\n"
    if len(line) <= WIDTH + 1:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")\n"


def _spaced(texts: Sequence[str]) -> str:
    """The texts with two blank lines around functions and classes, and one blank line between others."""
    spaces = ("\n\n" if _is_block(one) or _is_block(other) else "\n" for one, other in pairwise(texts))
    return "".join(chain.from_iterable(zip(texts, [*spaces, ""], strict=True)))


def _is_block(text: str) -> bool:
    first = next(line for line in text.split("\n") if not line.startswith("#"))
    return first.startswith(("class ", "def ", "@"))


def in_order(declarations: Sequence[Declaration]) -> Iterator[str]:
    """The names of declarations, each after those that it refers to.

    In a cycle, records come first: a class may quote names anywhere, an alias only inside of brackets.
    """
    for group in groups_of(declarations):
        aliases = {each.name: each for each in group if isinstance(each, Alias)}
        yield from (each.name for each in group if each.name not in aliases)
        graph = {name: [other for other in _bare(each.type) if other in aliases] for name, each in aliases.items()}
        yield from TopologicalSorter(graph).static_order()


def _bare(type: Type) -> Iterator[str]:
    """The names in a type that are not inside of brackets."""
    if isinstance(type, Reference):
        yield type.name
    if isinstance(type, Union):
        yield from (option.name for option in type.options if isinstance(option, Reference))
