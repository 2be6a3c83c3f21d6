"""Reads a schema file: JSON, a schema of draft-04 or newer, without references to other files."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path as FilePath
from typing import Any, NoReturn

from runbridge._runtime.json_parser import parse_float
from runbridge._runtime.patterns import read_pattern
from runbridge.errors import UsageError
from runbridge.problem_messages import brief, pointer
from runbridge.schemas.document import TOO_HARD, Document, Node, is_schema
from runbridge.schemas.drafts import DRAFTS, LATEST, Upgraded, draft_of, older_keyword, upgrade
from runbridge.schemas.embedded import with_local_references
from runbridge.schemas.meta_schema import find_flaw

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Longer integers are of no use as bounds, and Python may refuse to parse them.
_MOST_DIGITS = 300


def read_schema(file: str, *, runs_patterns: bool = True) -> Document:
    """The schema in a file; raises UsageError if it cannot be used, and OSError."""
    return parse_schema(file, FilePath(file).read_bytes(), runs_patterns=runs_patterns)


def parse_schema(name: str, data: bytes, *, runs_patterns: bool = True) -> Document:
    """The schema in a text; raises UsageError where it cannot be used.

    Unless Python `runs_patterns`, patterns are allowed that only JavaScript can evaluate.
    """
    document = _parse(name, data)
    try:
        _check(document, runs_patterns=runs_patterns)
    except TOO_HARD as error:
        raise document.flaw((), "is nested too deeply") from error
    return document


def _parse(name: str, data: bytes) -> Document:
    try:
        # RFC 8259 allows parsers to ignore a byte order mark.
        text = data.decode("utf-8-sig")
        read = _read(text)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not UTF-8") from error
    except json.JSONDecodeError as error:
        raise UsageError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except RecursionError as error:
        raise UsageError(f"{name}: the schema is nested too deeply") from error
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error
    if not is_schema(read.schema):
        raise UsageError(f"{name}: a schema is an object, true or false")
    document = Document(name, text, read.schema, read.origins)
    _check_draft(document, read.draft)
    return document


def _read(text: str) -> Upgraded:
    """The value of the JSON text of a schema in 2020-12; raises ValueError."""
    value = json.loads(
        text, parse_int=_integer, parse_float=_float, parse_constant=_refuse, object_pairs_hook=_without_duplicates
    )
    upgraded = upgrade(value)
    return replace(upgraded, schema=with_local_references(upgraded.schema))


def schema_value(text: str) -> Any:
    """The value of the JSON text of a schema in 2020-12, with exact numbers and local references; raises ValueError."""
    return _read(text).schema


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
            raise ValueError(f"the key `{brief(name)}` occurs twice")
        fields[name] = value
    return fields


def _check(document: Document, *, runs_patterns: bool) -> None:
    _check_shape(document, document.root)
    nodes = list(_all_nodes(document))
    _check_patterns(nodes, runs_patterns=runs_patterns)
    try:
        TopologicalSorter({node: [*node.in_place(), *_dynamic_targets(node)] for node in nodes}).prepare()
    except CycleError as error:
        loop: list[Node] = error.args[1]
        places = sorted({node.path for node in loop if {"$ref", "$dynamicRef"} & node.keywords.keys()}, key=pointer)
        raise document.flaw(places[0], "refers to itself without a property or item in between") from error


def _all_nodes(document: Document) -> Iterator[Node]:
    """Every schema of a document, checked; a reference may lead to a place that is not a schema for the draft."""
    seen: set[Node] = set()
    # The check against the meta-schema covers inner schemas; it is slow, so it is not repeated for these as targets.
    checked = _placed_in(document.root)
    waiting = [document.root]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        _check_names(node)
        targets = [*([node.target] if "$ref" in node.keywords else ()), *_dynamic_targets(node)]
        for target in targets:
            if target not in checked:
                _check_shape(document, target)
                checked |= _placed_in(target)
        waiting += targets
        waiting += node.inside()
        waiting += node.defined()


def _dynamic_targets(node: Node) -> list[Node]:
    """The target of `$dynamicRef`, if there is one: a document without embedded schemas has no other."""
    reference = node.keywords.get("$dynamicRef")
    return [] if reference is None else [node.document.resolve(reference, node.path, "$dynamicRef")]


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
    flaw = find_flaw(node.schema)
    if flaw is None:
        return
    if not flaw.expected:
        raise document.flaw((), "is nested too deeply")
    value: Any = node.schema
    for step in flaw.path:
        value = value[step]
    actual = brief(json.dumps(value, ensure_ascii=False))
    raise document.flaw((*node.path, *flaw.path), f"must be {flaw.expected}, not {actual}")


def _check_draft(document: Document, draft: str | None) -> None:
    keywords = document.root.keywords
    if draft is not None:
        return
    if "$schema" in keywords:
        *drafts, last = DRAFTS
        actual = brief(json.dumps(keywords["$schema"], ensure_ascii=False))
        raise document.flaw(("$schema",), f"is {actual}, but only {', '.join(drafts)} and {last} can be read")
    older = older_keyword(document.schema)
    if older is not None:
        raise document.flaw(*older)


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
    if draft_of(node.keywords.get("$schema", _DIALECT)) != LATEST:
        raise node.document.flaw((*node.path, "$schema"), "is not the draft of the whole schema")
