"""Reads a schema file: JSON, a schema of draft-04 or newer, without references to other files.

References by name are into the document itself: to its own `$id`, or to a schema with an `$id` inside it. All other
modules support only references that start with `#`. So each reference by name becomes one, and embedded `$id` and
`$anchor` are removed (compound schema documents, JSON Schema core 9.3). Notes say what nothing checks in a schema.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path as FilePath
from typing import Any, NoReturn, TypeAlias, TypeGuard, TypeVar, cast
from urllib.parse import quote, unquote, urljoin

from runbridge._runtime.json_parser import parse_float
from runbridge._runtime.patterns import read_pattern
from runbridge._runtime.times import FORMATS
from runbridge.errors import UsageError
from runbridge.problem_messages import brief, pointer
from runbridge.schemas.document import TOO_HARD, Document, Node, is_schema
from runbridge.schemas.drafts import DRAFTS, LATEST, Upgraded, draft_of, older_keyword, upgrade
from runbridge.schemas.keywords import DEFINITIONS, MANY, NAMED, ONE, WHOLE, is_known
from runbridge.schemas.meta_schema import find_flaw

_Value = TypeVar("_Value")

#: The `$schema` of the latest draft.
DIALECT = "https://json-schema.org/draft/2020-12/schema"
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
    text, read = read_text(name, data, _read)
    if not is_schema(read.schema):
        raise UsageError(f"{name}: a schema is an object, true or false")
    document = Document(name, text, read.schema, read.origins)
    check_draft(document, read.draft)
    return document


def read_text(name: str, data: bytes, read: Callable[[str], _Value]) -> tuple[str, _Value]:
    """The text of a file, and what `read` makes of it; raises UsageError where that is not possible."""
    try:
        # RFC 8259 allows parsers to ignore a byte order mark.
        text = data.decode("utf-8-sig")
        return text, read(text)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not UTF-8") from error
    except json.JSONDecodeError as error:
        # Published files may be YAML, which the same text turns up in.
        hint = "; a schema is a JSON file" if name.lower().endswith((".yaml", ".yml")) else ""
        raise UsageError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}{hint}") from error
    except RecursionError as error:
        raise UsageError(f"{name}: the schema is nested too deeply") from error
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error


def _read(text: str) -> Upgraded:
    """The value of the JSON text of a schema in 2020-12; raises ValueError."""
    return in_latest_draft(json_value(text))


def json_value(text: str) -> Any:
    """The value of a JSON text, with exact numbers; raises ValueError."""
    return json.loads(
        text, parse_int=_integer, parse_float=_float, parse_constant=_refuse, object_pairs_hook=_without_duplicates
    )


def in_latest_draft(value: Any) -> Upgraded:
    """A schema in 2020-12, with local references."""
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
    advice = f"; {flaw.advice}" if flaw.advice else ""
    raise document.flaw((*node.path, *flaw.path), f"must be {flaw.expected}, not {actual}{advice}")


def check_draft(document: Document, draft: str | None) -> None:
    """Raise UsageError for a schema without a known draft that names another one, or has keywords of an older one."""
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
    if draft_of(node.keywords.get("$schema", DIALECT)) != LATEST:
        raise node.document.flaw((*node.path, "$schema"), "is not the draft of the whole schema")


Schema: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class _Place:
    """A schema in a document: where it is, its base URI, and whether it starts an embedded resource."""

    schema: Schema
    path: Path
    base: str
    is_embedded: bool


@dataclass
class _Names:
    """What references may name: the paths of resources by URI, and of anchors by URI and name."""

    resources: dict[str, Path] = field(default_factory=dict[str, Path])
    anchors: dict[tuple[str, str], Path] = field(default_factory=dict[tuple[str, str], Path])


def with_local_references(schema: Any) -> Any:
    """A schema whose references by name start with `#`; changed in place.

    A reference without a target stays, and so does an `$id` that occurs twice or has a fragment. With `$dynamicRef`,
    whose target depends on the path through the resources, everything stays.
    """
    if not isinstance(schema, dict):
        return schema
    root = cast("Schema", schema)
    places = list(_places(root, (), _base_of(root, ""), is_embedded=False))
    if any("$dynamicRef" in place.schema for place in places):
        return root
    if not any(place.is_embedded for place in places):
        for place in places:
            _rewrite_own_name(place)
        return root
    names = _names(places)
    for place in places:
        _rewrite(place, names)
    for place in places:
        if place.is_embedded and names.resources[place.base] == place.path:
            del place.schema["$id"]
        if place.base != places[0].base:
            place.schema.pop("$anchor", None)
    return root


def _base_of(schema: Schema, base: str) -> str:
    name = schema.get("$id")
    return urljoin(base, name.removesuffix("#")) if _is_name(name) else base


def _is_name(name: object) -> TypeGuard[str]:
    return isinstance(name, str) and "#" not in name.removesuffix("#") and bool(name.removesuffix("#"))


def _places(schema: Any, path: Path, base: str, *, is_embedded: bool) -> Iterator[_Place]:
    if not isinstance(schema, dict):
        return
    keywords = cast("Schema", schema)
    yield _Place(keywords, path, base, is_embedded)
    for steps, child in _children(keywords):
        embeds = isinstance(child, dict) and _is_name(cast("Schema", child).get("$id"))
        inner = _base_of(cast("Schema", child), base) if embeds else base
        yield from _places(child, (*path, *steps), inner, is_embedded=embeds)


def _children(schema: Schema) -> Iterator[tuple[Path, Any]]:
    for keyword, value in schema.items():
        if keyword in ONE or keyword in WHOLE:
            yield (keyword,), value
        elif keyword in MANY and isinstance(value, list):
            branches: Iterable[Any] = cast("Any", value)
            yield from (((keyword, index), each) for index, each in enumerate(branches))
        elif (keyword in NAMED or keyword in DEFINITIONS) and isinstance(value, dict):
            yield from (((keyword, name), each) for name, each in cast("Schema", value).items())


def _names(places: list[_Place]) -> _Names:
    names = _Names({places[0].base: ()})
    for place in places:
        if place.is_embedded:
            names.resources.setdefault(place.base, place.path)
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(place.schema.get(keyword), str):
                names.anchors.setdefault((place.base, place.schema[keyword]), place.path)
    return names


def _rewrite_own_name(place: _Place) -> None:
    """Remove the name from a reference to the document itself, such as `run.json#/$defs/a` in `…/run.json`."""
    reference = place.schema.get("$ref")
    if isinstance(reference, str) and place.base:
        name, _, fragment = reference.partition("#")
        if name and urljoin(place.base, name) == place.base:
            place.schema["$ref"] = f"#{fragment}"


def _rewrite(place: _Place, names: _Names) -> None:
    reference = place.schema.get("$ref")
    if not isinstance(reference, str):
        return
    name, _, fragment = reference.partition("#")
    uri = urljoin(place.base, name) if name else place.base
    fragment = unquote(fragment)
    if not fragment or fragment.startswith("/"):
        resource = names.resources.get(uri)
        if resource is not None:
            place.schema["$ref"] = f"#{quote(pointer(resource) + fragment)}"
    elif (uri, fragment) in names.anchors:
        place.schema["$ref"] = f"#{quote(pointer(names.anchors[uri, fragment]))}"


#: Keywords of 2020-12 that only support `$dynamicRef`, which is checked.
_SUPPORT = frozenset({"$dynamicRef", "$dynamicAnchor", "$vocabulary"})
_CONTENT = frozenset({"contentEncoding", "contentMediaType", "contentSchema"})


def unchecked_notes(document: Document) -> Iterator[str]:
    """A note for each format and keyword that nothing checks, with the first of its places."""
    places = Counter[str]()
    first: dict[str, Node] = {}
    for node in sorted(document.root.closure, key=lambda node: tuple(map(str, node.path))):
        for text in _unchecked(node):
            places[text] += 1
            first.setdefault(text, node)
    for text, node in first.items():
        count = places[text]
        yield f"{location_of(node)}: nothing checks {text}{f' ({count:,} places)' if count > 1 else ''}"


def location_of(node: Node) -> str:
    """The file of a schema and the place in it, as messages name them."""
    place = f"`{brief(pointer(node.document.original_path(node.path)))}`" if node.path else "the schema"
    return f"{node.document.name}: {place}"


def _unchecked(node: Node) -> Iterator[str]:
    for keyword, value in node.keywords.items():
        if keyword == "format" and value not in FORMATS:
            yield f"the format `{brief(value)}`"
        elif keyword in _CONTENT:
            yield f"`{keyword}`, which is only an annotation"
        elif not is_known(keyword) and keyword not in _SUPPORT:
            yield f"`{brief(keyword)}`, which is not a keyword of JSON Schema 2020-12"
