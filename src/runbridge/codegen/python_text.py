"""Pieces of Python text that the emitters share: header, imports, calls, blocks."""

import ast
import re
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence

COMMAND = "python -m codegen"
WIDTH = 120
#: The package of the formats that ship.
_SHIPPED = "runbridge._generated"
#: With this many sources the header names their folder.
_MANY_SOURCES = 3
#: A call with this many arguments has one on each line.
_MANY = 12
#: A set or a tuple longer than this has one name on each line.
_SHORT = 90


def header(*sources: str) -> str:
    """The comment at the top of a generated file: its sources and the command that writes it."""
    return (
        f"# Generated from {', '.join(sources) if len(sources) < _MANY_SOURCES else 'schemas/'} by `{COMMAND}`.\n"
        "# Do not edit: change the source and run the command again.\n"
    )


def without_unused_imports(text: str) -> str:
    """The module's text without unused `from` imports, in isort's order."""
    tree = ast.parse(text)
    used = " ".join(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    lines = text.splitlines()
    wanted: dict[str, list[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            wanted[node.module or ""] = [alias.name for alias in node.names]
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    comments = [line for line in lines if line.startswith("#")]
    code = "\n".join(line for line in lines if not line.startswith("#")).strip("\n")
    third = {module: names for module, names in wanted.items() if module == "msgspec"}
    own = {module: names for module, names in wanted.items() if module.startswith("runbridge")}
    standard = {module: names for module, names in wanted.items() if module not in third | own}
    imports = "\n".join(block for names in (standard, third, own) if (block := used_imports(names, used)))
    return "\n".join(comments) + "\n\n" + imports + "\n\n" + _evenly_spaced(code)


def used_imports(wanted: Mapping[str, Iterable[str]], body: str) -> str:
    """The `from` imports of the names that the body uses, by module."""
    words = set(re.findall(r"\w+", body))
    text = ""
    for module, names in sorted(wanted.items(), key=lambda item: item[0].lower()):
        used = [name for name in names if name in words]
        if used:
            text += from_import(module, used)
    return text


def from_import(module: str, names: Iterable[str]) -> str:
    """One `from` import, on one line or with one name on each line; names in isort's order.

    Each name that is imported as another one has an import of its own.
    """
    ordered = in_order(names)
    if len(ordered) > 1 and any(" as " in name for name in ordered):
        return "".join(from_import(module, [name]) for name in ordered)
    line = f"from {module} import {', '.join(ordered)}\n"
    if len(line) <= WIDTH + 1:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in ordered) + ")\n"


def with_relative_imports(text: str, path: str, outer: Collection[str] = ()) -> str:
    """A module's text with its imports of other generated modules relative to its own path.

    The emitters write them from the top of `_generated`: `from .workflow_run.model import WorkflowRun`. What begins
    with a name in `outer` is imported from the package of runbridge.
    """
    imports = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    local = [node for node in imports if isinstance(node, ast.ImportFrom) and node.level]
    if not local:
        return text
    lines = text.split("\n")
    start, end = imports[0].lineno - 1, max(node.end_lineno or node.lineno for node in imports)
    moved = {number for node in local for number in range(node.lineno - 1, node.end_lineno or node.lineno)}
    kept = "\n".join(line for number, line in enumerate(lines[start:end], start) if number not in moved)
    blocks = [block for block in kept.split("\n\n") if block.strip()]
    package = path.split("/")[:-1]
    wanted: dict[str, list[str]] = {}
    for module, alias in ((node.module or "", alias) for node in local for alias in node.names):
        is_outer = (module or alias.name).split(".")[0] in outer
        source = f"{_SHIPPED}.{module}".rstrip(".") if is_outer else _relative(module, package)
        wanted.setdefault(source, []).append(_with_alias(alias))
    # Ruff sorts imports of outer packages first, and before them those of other packages.
    order = sorted(wanted, key=lambda module: (-(_dots(module) or len(package) + 2), module))
    blocks.append("".join(from_import(module, wanted[module]) for module in order))
    imported = "\n\n".join(block.strip("\n") for block in blocks)
    return "\n".join([*lines[:start], imported, *lines[end:]])


def _relative(module: str, package: list[str]) -> str:
    """The relative name of a generated module in a package; both are given from the top of `_generated`."""
    parts = module.split(".") if module else []
    common = 0
    while common < min(len(parts), len(package)) and parts[common] == package[common]:
        common += 1
    return "." * (len(package) - common + 1) + ".".join(parts[common:])


def _dots(module: str) -> int:
    return len(module) - len(module.lstrip("."))


def _with_alias(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def in_order(names: Iterable[str]) -> list[str]:
    """Names without repetition in isort's order: constants, classes, all else."""
    return sorted(set(names), key=_isort_key)


def snake(name: str) -> str:
    """The name of a field or a class in snake case, as a part of Python names; it does not start with a digit."""
    words = re.sub(r"\W", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)).lower()
    return f"n{words}" if words[:1].isdigit() else words


def indented(text: str, depth: int = 1) -> str:
    """The lines indented by `depth` levels of four spaces."""
    return textwrap.indent(text, "    " * depth)


def call(name: str, arguments: Iterable[str], *, tail: str = "", depth: int = 1) -> str:
    """A call as ruff formats it at an indentation of `depth` levels."""
    items = list(arguments)
    width = WIDTH - 4 * depth
    line = f"{name}({', '.join(items)}){tail}"
    if len(line) <= width:
        return f"{line}\n"
    inner = ", ".join(items)
    if len(inner) + 4 <= width and len(items) < _MANY:
        return f"{name}(\n    {inner}\n){tail}\n"
    return f"{name}(\n" + "".join(f"    {item},\n" for item in items) + f"){tail}\n"


def name_set(names: Iterable[str]) -> str:
    """A frozenset of names, with one on each line if it is long."""
    items = [f'"{name}"' for name in names]
    line = f"frozenset({{{', '.join(items)}}})"
    if len(line) <= _SHORT:
        return line if items else "frozenset()"
    return "frozenset(\n    {\n" + "".join(f"        {item},\n" for item in items) + "    }\n)"


def name_tuple(names: Iterable[str]) -> str:
    """A tuple of names, with one on each line if it is long."""
    return tuple_of(f'"{name}"' for name in names)


def tuple_of(expressions: Iterable[str]) -> str:
    """A tuple of values, with one on each line if it is long."""
    items = list(expressions)
    line = f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    if len(line) <= _SHORT and "\n" not in line:
        return line
    return "(\n" + "".join(indented(f"{item},\n") for item in items) + ")"


def function(name: str, parameters: Iterable[str], result: str) -> str:
    """The first line or lines of a function."""
    return call(f"def {name}", parameters, tail=f" -> {result}:", depth=0)


def conjunction(conditions: list[str]) -> str:
    """A `return` statement of all conditions, on several lines as ruff formats it if it is long."""
    if len(conditions) > 1:
        conditions = [f"({each})" if " or " in each else each for each in conditions]
    line = f"return {' and '.join(conditions) or 'True'}"
    if len(line) <= WIDTH - 4:
        return f"{line}\n"
    word, parts = ("and", conditions) if len(conditions) > 1 else ("or", conditions[0].split(" or "))
    first, *others = parts
    if len(others) == 1:
        # Two conditions are split inside of their brackets, the last one first.
        head, _, inner = others[0].partition("(")
        split = f"{head}(\n{_alternatives(inner[:-1])}\n)"
        if not first.startswith("(") or len(f"return {first} and {head}(") <= WIDTH - 4:
            return f"return {first} {word} {split}\n"
        last = others[0] if len(f") and {others[0]}") <= WIDTH - 4 else split
        return f"return (\n{_alternatives(first[1:-1])}\n) and {last}\n"
    if word == "or":
        return f"return (\n{_alternatives(conditions[0])}\n)\n"
    inner = " and ".join(conditions)
    if len(inner) <= WIDTH - 8:
        return f"return (\n    {inner}\n)\n"
    lines = [
        each if len(each) <= most else f"(\n{_alternatives(each[1:-1], WIDTH - 12)}\n)"
        for each, most in zip(conditions, [WIDTH - 8, *[WIDTH - 12] * len(others)], strict=True)
    ]
    return "return (\n" + indented("\nand ".join(lines)) + "\n)\n"


def _alternatives(condition: str, most: int = WIDTH - 8) -> str:
    """A condition inside of brackets, with one alternative on each line if it is long."""
    if len(condition) <= most:
        return indented(condition)
    first, *others = condition.split(" or ")
    return indented("\n".join([_split_call(first, most), *(_split_call(f"or {each}", most) for each in others)]))


def _split_call(line: str, most: int) -> str:
    """A line that ends with a call of one argument, with the argument on a line of its own if it is long."""
    head, bracket, argument = line.partition("(")
    return f"{head}(\n{indented(argument[:-1])}\n)" if bracket and len(line) > most else line


def _isort_key(name: str) -> tuple[int, str]:
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


def _evenly_spaced(code: str) -> str:
    return re.sub(r"\n{2,}(?=class )", "\n\n\n", code) + "\n"


def block(head: str, body: str) -> str:
    """A compound statement: its first line and its indented body."""
    return f"{head}\n{indented(body)}"


def chain(branches: Sequence[tuple[str, str]]) -> str:
    """An `if` statement; the last branch may have no condition. Branches at the end that do the same become one."""
    *others, (condition, last) = branches
    while others and others[-1][1] == last and not condition:
        others.pop()
    text = "".join(block(f"{'elif' if index else 'if'} {each}:", body) for index, (each, body) in enumerate(others))
    if not others:
        return block(f"if {condition}:", last) if condition else last
    return text + block(f"elif {condition}:" if condition else "else:", last)


def unpacked(names: Sequence[str]) -> str:
    """The left side of an assignment of as many values."""
    return f"({names[0]},)" if len(names) == 1 else ", ".join(names)
