"""Older drafts of JSON Schema: a schema is upgraded to 2020-12 when it is read, and means the same as before.

Paths of the upgraded schema lead back to the original text, and references follow keywords that changed their name. A
keyword that the declared draft does not have stays unknown, as the draft says.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast
from urllib.parse import quote, unquote, urldefrag

from runbridge.problem_messages import pointer
from runbridge.schemas.keywords import DEFINITIONS, MANY, NAMED, ONE, WHOLE, is_annotation, is_dict, is_list
from runbridge.schemas.meta_schema import is_well_formed

Path: TypeAlias = tuple[str | int, ...]
_Schema: TypeAlias = dict[str, Any]

LATEST = "2020-12"
#: The drafts that can be read, by the end of their URI.
_DRAFTS = {
    "json-schema.org/draft-04/schema": "draft-04",
    "json-schema.org/draft-06/schema": "draft-06",
    "json-schema.org/draft-07/schema": "draft-07",
    "json-schema.org/draft/2019-09/schema": "2019-09",
    "json-schema.org/draft/2020-12/schema": LATEST,
}
DRAFTS = tuple(_DRAFTS.values())
#: The first draft with a keyword, for keywords that draft-04 does not have.
_SINCE: dict[str, str] = {
    **dict.fromkeys(("const", "contains", "propertyNames"), "draft-06"),
    **dict.fromkeys(("if", "then", "else"), "draft-07"),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "minContains", "maxContains", *WHOLE), "2019-09"),
    **dict.fromkeys(("prefixItems", "$dynamicRef", "$dynamicAnchor"), LATEST),
}
#: The same for annotations, which may have any value in a draft that does not have them.
_ANNOTATIONS_SINCE: dict[str, str] = {
    "examples": "draft-06",
    **dict.fromkeys(("$comment", "readOnly", "writeOnly", "contentEncoding", "contentMediaType"), "draft-07"),
    **dict.fromkeys(("deprecated", "$anchor", "$defs"), "2019-09"),
}
#: The keywords of draft-04 for bounds, each with the keyword that excludes the bound itself.
_BOUNDS = {
    "minimum": "exclusiveMinimum",
    "maximum": "exclusiveMaximum",
    "exclusiveMinimum": "exclusiveMinimum",
    "exclusiveMaximum": "exclusiveMaximum",
}
_ANCHOR = re.compile(r"#([A-Za-z_][-A-Za-z0-9._]*)")
#: Where the keywords next to a `$ref` are kept, which drafts up to draft-07 ignore.
IGNORED = "x-ignored-next-to-ref"


def draft_of(uri: object) -> str | None:
    """The draft that a `$schema` names; None if it is none of `DRAFTS`."""
    return _DRAFTS.get(str(uri).removesuffix("#").partition("://")[2])


@dataclass(frozen=True)
class Upgraded:
    """A schema in 2020-12, the draft that it declared, and the original paths of what has another path in it.

    The draft is None if there is no `$schema`, or an unknown one.
    """

    schema: Any
    draft: str | None
    origins: Mapping[Path, Path]


def upgrade(schema: Any) -> Upgraded:
    """A schema upgraded to 2020-12; a schema of an unknown draft, or without `$schema`, is unchanged."""
    draft = draft_of(schema.get("$schema", "")) if is_dict(schema) else None
    if draft is None or draft == LATEST:
        return Upgraded(schema, draft, {})
    return _Upgrade(schema, draft).run()


def older_keyword(schema: Any) -> tuple[Path, str] | None:
    """The first keyword that only an older draft has, with a message; None if there is none."""
    waiting: list[tuple[Path, Any]] = [((), schema)]
    for path, value in waiting:
        if is_dict(value):
            keywords = value
            for keyword, content in keywords.items():
                found = _older_use(keyword, content)
                if found:
                    return (*path, keyword), f"{found}, or declare the draft with `$schema`"
                waiting += (((*path, keyword, *steps), each) for steps, each in _schemas_under(keyword, content))
    return None


def _older_use(keyword: str, content: Any) -> str:
    match keyword, content:
        case "items", list():
            return "is an array, which belongs to 2019-09 and older drafts: use `prefixItems`"
        case "dependencies", dict():
            return "belongs to draft-07 and older drafts: use `dependentRequired` or `dependentSchemas`"
        case (("exclusiveMinimum" | "exclusiveMaximum"), bool()):
            return "is true or false, which belongs to draft-04: use a number"
        case "$recursiveRef", str():
            return "belongs to 2019-09: use `$dynamicRef`"
        case _:
            return ""


def _schemas_under(keyword: str, content: Any) -> Iterator[tuple[Path, Any]]:
    """The schemas under a keyword of any draft, if its value has the expected shape."""
    if is_list(content) and (keyword in MANY or keyword == "items"):
        yield from (((index,), each) for index, each in enumerate(content))
    elif keyword in ONE or keyword in WHOLE or keyword == "additionalItems":
        yield (), content
    elif is_dict(content) and (keyword in NAMED or keyword in DEFINITIONS or keyword == "dependencies"):
        yield from (((name,), each) for name, each in content.items())


@dataclass(frozen=True)
class _Reference:
    """A `$ref` in the upgraded schema, and the original path of the resource that it counts from."""

    schema: _Schema
    base: Path


@dataclass
class _Upgrade:
    """The upgrade of one schema from one draft."""

    root: _Schema
    draft: str
    origins: dict[Path, Path] = field(default_factory=dict[Path, Path])
    #: The new paths of what moved, by the original path.
    _moved: dict[Path, Path] = field(default_factory=dict[Path, Path])
    _references: list[_Reference] = field(default_factory=list[_Reference])
    _visited: set[Path] = field(default_factory=set[Path])
    _elsewhere: dict[Path, Any] = field(default_factory=dict[Path, Any])

    def run(self) -> Upgraded:
        """The upgraded schema."""
        schema = self._schema(self.root, (), (), ())
        # The list grows: a reference may lead to a schema where none is expected, with references of its own.
        for reference in self._references:
            self._follow(reference)
        for path, upgraded in self._elsewhere.items():
            parent = schema
            for step in path[:-1]:
                parent = parent[step]
            parent[path[-1]] = upgraded
        return Upgraded(schema, self.draft, self.origins)

    def _is_before(self, draft: str) -> bool:
        return DRAFTS.index(self.draft) < DRAFTS.index(draft)

    def _schema(self, value: Any, old: Path, new: Path, base: Path) -> Any:
        """The schema at an original path for a new path, in the resource that starts at `base`."""
        self._visited.add(old)
        if not is_dict(value):
            return value
        original = value
        if old and self._starts_resource(original):
            base = old
        result: _Schema = {}
        for keyword, content in original.items():
            for name, steps, each in self._renamed(original, keyword, content):
                if self._is_ignored(original, keyword):
                    target: Path = (IGNORED, name, *steps)
                else:
                    target = (name, *steps)
                source = (keyword, *steps)
                if target != source:
                    # Messages about all that is there now name the first keyword.
                    self.origins.setdefault((*new, target[0]), (*old, keyword))
                    self.origins[new + target] = old + source
                    self._moved[old + source] = new + target
                _put(result, target, self._content(keyword, name, each, (old + source, new + target, base)))
        if self.draft == "2019-09" and "$recursiveRef" in original:
            # Within one resource the dynamic scope is the resource itself.
            more = {"allOf": [*result.get("allOf", []), {"$ref": "#"}]} if "$ref" in result else {"$ref": "#"}
            result |= more
        if isinstance(result.get("$ref"), str):
            self._references.append(_Reference(result, base))
        return result

    def _starts_resource(self, schema: _Schema) -> bool:
        name = schema.get("id" if self.draft == "draft-04" else "$id")
        return isinstance(name, str) and bool(urldefrag(name)[0]) and not self._ignores_siblings(schema)

    def _ignores_siblings(self, schema: _Schema) -> bool:
        return self._is_before("2019-09") and isinstance(schema.get("$ref"), str)

    def _is_ignored(self, schema: _Schema, keyword: str) -> bool:
        kept = keyword == "$ref" or keyword in DEFINITIONS or (is_annotation(keyword) and keyword != "$id")
        is_own_name = schema is self.root and keyword in ("id", "$id")
        return self._ignores_siblings(schema) and not (kept or is_own_name)

    def _renamed(self, schema: _Schema, keyword: str, content: Any) -> Iterator[tuple[str, Path, Any]]:
        """The 2020-12 keywords for a keyword, each with the steps into the value of the keyword, and its value."""
        if keyword == "$schema" and draft_of(content) == self.draft:
            return
        if keyword in _SINCE and self._is_before(_SINCE[keyword]):
            yield f"{keyword} (not in {self.draft})", (), content
        elif self._is_other_annotation(keyword, content):
            yield f"x-{keyword}", (), content
        elif self.draft == "draft-04" and keyword in _BOUNDS:
            yield from self._bound(schema, keyword, content)
        elif self._is_before("2019-09") and keyword in ("id", "$id", "dependencies"):
            yield from self._split(keyword, content)
        else:
            yield from self._renamed_since_2019(schema, keyword, content)

    def _is_other_annotation(self, keyword: str, content: Any) -> bool:
        """Whether a keyword is not the annotation that a later draft has by its name."""
        since = _ANNOTATIONS_SINCE.get(keyword)
        if since is None or not self._is_before(since):
            return False
        if keyword == "$defs" and is_dict(content):
            return not all(isinstance(each, (dict, bool)) for each in content.values())
        return not is_well_formed(keyword, content)

    def _renamed_since_2019(self, schema: _Schema, keyword: str, content: Any) -> Iterator[tuple[str, Path, Any]]:
        if keyword == "items" and is_list(content):
            yield "prefixItems", (), content
        elif keyword == "additionalItems":
            if isinstance(schema.get("items"), list):
                yield "items", (), content
        elif self.draft != "2019-09" or keyword not in ("$recursiveAnchor", "$recursiveRef"):
            yield keyword, (), content

    def _bound(self, schema: _Schema, keyword: str, content: Any) -> Iterator[tuple[str, Path, Any]]:
        """A bound of draft-04, where `exclusiveMinimum` says whether `minimum` itself is excluded."""
        exclusive = _BOUNDS[keyword]
        if keyword != exclusive:
            yield (exclusive if schema.get(exclusive) is True else keyword), (), content
        elif not isinstance(content, bool):
            yield keyword, (), content

    def _split(self, keyword: str, content: Any) -> Iterator[tuple[str, Path, Any]]:
        """The keywords that `$id` and `dependencies` became."""
        if keyword == "dependencies" and is_dict(content):
            for name, each in content.items():
                yield ("dependentRequired" if is_list(each) else "dependentSchemas"), (name,), each
        elif keyword != "dependencies" and isinstance(content, str) and (keyword == "$id" or self.draft == "draft-04"):
            yield from self._identifier(content)
        else:
            yield keyword, (), content

    def _identifier(self, name: str) -> Iterator[tuple[str, Path, Any]]:
        """An identifier, or the anchor in its fragment; a JSON Pointer in the fragment names nothing."""
        anchor = _ANCHOR.fullmatch(name)
        if anchor:
            yield "$anchor", (), anchor[1]
        elif not name.startswith("#"):
            yield "$id", (), name

    def _content(self, keyword: str, name: str, value: Any, paths: tuple[Path, Path, Path]) -> Any:
        """The value of a keyword, with all schemas in it upgraded."""
        old, new, base = paths
        if keyword == "dependencies" != name:
            return value if is_list(value) else self._schema(value, old, new, base)
        if is_list(value) and name in MANY:
            return [self._schema(each, (*old, at), (*new, at), base) for at, each in enumerate(value)]
        if name in ONE or name in WHOLE:
            return self._schema(value, old, new, base)
        if is_dict(value) and (name in NAMED or name in DEFINITIONS):
            named = value
            return {at: self._schema(each, (*old, at), (*new, at), base) for at, each in named.items()}
        return value

    def _follow(self, reference: _Reference) -> None:
        """Lead a reference to the new path of its target, and upgrade a target where no schema is expected."""
        name, _, fragment = reference.schema["$ref"].partition("#")
        own = str(self.root.get("id" if self.draft == "draft-04" else "$id", "")).removesuffix("#")
        if not unquote(fragment).startswith("/") or name not in ("", own):
            return
        base = () if name else reference.base
        found = self._original_target(base, unquote(fragment))
        if found is None:
            return
        path, value = found
        new = self._new_path(path)
        if path not in self._visited:
            self._elsewhere[new] = self._schema(value, path, new, base)
        if new != path:
            reference.schema["$ref"] = f"{name}#{quote(pointer(new[len(self._new_path(base)) :]))}"

    def _original_target(self, base: Path, fragment: str) -> tuple[Path, Any] | None:
        value: Any = self.root
        tokens: list[str | int] = [token.replace("~1", "/").replace("~0", "~") for token in fragment[1:].split("/")]
        path: list[str | int] = []
        try:
            for step in (*base, *tokens):
                key: Any = int(step) if isinstance(value, list) else step
                path.append(key)
                value = cast("Any", value)[key]
        except (LookupError, TypeError, ValueError):
            return None
        return tuple(path), value

    def _new_path(self, path: Path) -> Path:
        for length in range(len(path), 0, -1):
            if path[:length] in self._moved:
                return self._moved[path[:length]] + path[length:]
        return path


def _put(schema: _Schema, path: Path, value: Any) -> None:
    for step in path[:-1]:
        schema = schema.setdefault(str(step), {})
    schema[str(path[-1])] = value
