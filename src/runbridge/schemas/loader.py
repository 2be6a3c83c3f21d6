"""Reading a schema file: JSON, JSON Schema 2020-12, and no reference out of it."""

import json
import math
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path as FilePath
from typing import Any, NoReturn

from runbridge._runtime.json_parser import parse_float
from runbridge.errors import WrongUse
from runbridge.problems import brief, pointer
from runbridge.schemas.document import TOO_HARD, Document, Node, is_schema
from runbridge.schemas.embedded import with_local_references
from runbridge.schemas.patterns import read_pattern
from runbridge.schemas.validator import schema_flaw

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Longer integers are nobody's bounds, and Python may refuse them.
_MOST_DIGITS = 300


def read_schema(file: str, *, runs_patterns: bool = True) -> Document:
    """The schema in a file; raises WrongUse where it is none that can be used, and OSError."""
    return parse_schema(file, FilePath(file).read_bytes(), runs_patterns=runs_patterns)


def parse_schema(name: str, data: bytes, *, runs_patterns: bool = True) -> Document:
    """The schema in a text; raises WrongUse where it cannot be used.

    Unless Python `runs_patterns`, patterns are allowed that only JavaScript can evaluate.
    """
    document = _parse(name, data)
    try:
        _check(document, runs_patterns=runs_patterns)
    except TOO_HARD as error:
        raise document.flaw((), "is nested too deeply, or has a pattern that cannot be read") from error
    return document


def _parse(name: str, data: bytes) -> Document:
    try:
        text = data.decode()
        value = schema_value(text)
    except UnicodeDecodeError as error:
        raise WrongUse(f"{name}: not UTF-8") from error
    except json.JSONDecodeError as error:
        raise WrongUse(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except RecursionError as error:
        raise WrongUse(f"{name}: the schema is nested too deeply") from error
    except ValueError as error:
        raise WrongUse(f"{name}: {error}") from error
    if not is_schema(value):
        raise WrongUse(f"{name}: a schema is an object, true or false")
    return Document(name, text, value)


def schema_value(text: str) -> Any:
    """The value of the JSON text of a schema, with exact numbers and local references; raises ValueError."""
    value = json.loads(
        text, parse_int=_integer, parse_float=_float, parse_constant=_refuse, object_pairs_hook=_without_duplicates
    )
    return with_local_references(value)


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number of {len(digits):,} digits is too long")
    return int(digits)


def _float(token: str) -> float:
    number = parse_float(token)
    if not math.isfinite(number):
        raise ValueError(f"the number {brief(token)} is too large")
    return number


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"not JSON: {constant}")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"the member `{brief(name)}` stands there twice")
        fields[name] = value
    return fields


def _check(document: Document, *, runs_patterns: bool) -> None:
    _check_shape(document, document.root)
    nodes = list(_all_nodes(document))
    _check_patterns(nodes, runs_patterns=runs_patterns)
    try:
        TopologicalSorter({node: list(node.in_place()) for node in nodes}).prepare()
    except CycleError as error:
        loop: list[Node] = error.args[1]
        places = sorted({node.path for node in loop if "$ref" in node.keywords}, key=pointer)
        raise document.flaw(places[0], "refers to itself without going into the record") from error


def _all_nodes(document: Document) -> Iterator[Node]:
    """Every schema of a document, checked; references lead to some at places where no schema is expected."""
    seen: set[Node] = set()
    # To hold a schema against the meta-schema is to hold all schemas in it; it takes long, so no target of these is.
    checked = _placed_in(document.root)
    waiting = [document.root]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        _check_names(node)
        if "$ref" in node.keywords and node.target not in checked:
            _check_shape(document, node.target)
            checked |= _placed_in(node.target)
        waiting += node.inside()
        waiting += node.defined()


def _placed_in(node: Node) -> set[Node]:
    """A schema and all schemas in it at places that the meta-schema checks; no reference is followed."""
    found = {node}
    waiting = [node]
    while waiting:
        placed = [*waiting.pop().placed()]
        found.update(placed)
        waiting += placed
    return found


def _check_shape(document: Document, node: Node) -> None:
    flaw = schema_flaw(node.schema)
    if flaw is not None:
        path, keyword = flaw
        raise document.flaw((*node.path, *path), f"is not what JSON Schema 2020-12 has there ({keyword})")


def _check_patterns(nodes: Iterable[Node], *, runs_patterns: bool) -> None:
    for node in nodes:
        for keyword, pattern in _patterns_of(node):
            found = read_pattern(pattern)
            if found is None:
                raise node.document.flaw(
                    (*node.path, keyword),
                    f"has the pattern `{brief(pattern)}`, which is not a regular expression of ECMA-262",
                )
            if runs_patterns and found.reason:
                raise node.document.flaw(
                    (*node.path, keyword),
                    f"has the pattern `{brief(pattern)}`, which cannot be evaluated exactly: {found.reason}",
                )


def _patterns_of(node: Node) -> Iterator[tuple[str, str]]:
    """The patterns of a schema, each with its keyword."""
    if "pattern" in node.keywords:
        yield "pattern", node.keywords["pattern"]
    yield from (("patternProperties", pattern) for pattern in node.keywords.get("patternProperties", {}))


def _check_names(node: Node) -> None:
    if node.path and "$id" in node.keywords:
        raise node.document.flaw(node.path, "has an `$id` of its own: only the whole schema may have one")
    if str(node.keywords.get("$schema", _DIALECT)).removesuffix("#") != _DIALECT:
        raise node.document.flaw(node.path, "is not written for JSON Schema 2020-12")
    reference = str(node.keywords.get("$dynamicRef", "#"))
    if not reference.startswith("#"):
        raise node.document.flaw(
            node.path, f"refers to `{brief(reference)}`: only references into the schema itself are followed"
        )
