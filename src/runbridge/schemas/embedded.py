"""References by name into the document itself: to its own `$id`, or to a schema with an `$id` inside it.

All other modules support only references that start with `#`. So each reference by name becomes one, and embedded
`$id` and `$anchor` are removed (compound schema documents, JSON Schema core 9.3).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeGuard, cast
from urllib.parse import quote, unquote, urljoin

from runbridge.problem_messages import pointer
from runbridge.schemas.keywords import DEFINITIONS, MANY, NAMED, ONE, WHOLE

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
