"""Schema files as documents, with a node for each schema in them."""

import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, TypeGuard, TypeVar
from urllib.parse import unquote

from runbridge._runtime.json_parser import ExactFloat
from runbridge._runtime.patterns import NotEvaluated
from runbridge._runtime.times import FORMATS
from runbridge.errors import UsageError
from runbridge.json_locations import Spans, find
from runbridge.problem_messages import brief, escape, pointer
from runbridge.schemas.exact_keywords import LimitReached, new_work
from runbridge.schemas.json_validator import Validator, plain_validator
from runbridge.schemas.keywords import (
    ALL_KINDS,
    DEFINITIONS,
    IN_PLACE,
    MANY,
    NAMED,
    ONE,
    WHOLE,
    Kinds,
    is_annotation,
    is_dict,
    is_known,
    is_list,
    kind_of,
    kinds_named,
)

_Place = TypeVar("_Place", bound=Hashable)

#: The names and indexes that lead to a place in a document.
Path: TypeAlias = tuple[str | int, ...]

#: The errors of a validator that cannot decide: too deep, a number too large to compute with, or too much work.
TOO_HARD = (RecursionError, NotEvaluated, ArithmeticError, LimitReached)


_INDEX = re.compile("0|[1-9][0-9]{0,8}")


def text_of(value: Any) -> str:
    """One text for each JSON value: `1`, `1.0` and `true` differ, and the order of fields does not count."""
    return json.dumps(_with_exact_texts(value), sort_keys=True)


def _with_exact_texts(value: Any) -> Any:
    """The value with the literal text of each number that a double may not hold exactly."""
    if is_dict(value):
        return {name: _with_exact_texts(each) for name, each in value.items()}
    if is_list(value):
        return [_with_exact_texts(each) for each in value]
    return {"": value.token} if isinstance(value, ExactFloat) else value


def literal_text(value: Any, *, ensure_ascii: bool = False) -> str:
    """The JSON text of a value, with numbers as they were written."""
    if is_dict(value):
        texts = (
            f"{json.dumps(name, ensure_ascii=ensure_ascii)}: {literal_text(each, ensure_ascii=ensure_ascii)}"
            for name, each in value.items()
        )
        return f"{{{', '.join(texts)}}}"
    if is_list(value):
        return f"[{', '.join(literal_text(each, ensure_ascii=ensure_ascii) for each in value)}]"
    return value.token if isinstance(value, ExactFloat) else json.dumps(value, ensure_ascii=ensure_ascii)


@dataclass(frozen=True, eq=False)
class Node:
    """A schema at a place of a document; each place has one node, so that nodes can be keys."""

    document: "Document"
    path: Path
    schema: dict[str, Any] | bool

    @property
    def keywords(self) -> dict[str, Any]:
        """The keywords of the schema; boolean schemas have none, see `refuses_all`."""
        return self.schema if isinstance(self.schema, dict) else {}

    @property
    def asked(self) -> set[str]:
        """The keywords that affect validity, or may do so."""
        return {keyword for keyword in self.keywords if not is_annotation(keyword)}

    @property
    def refuses_all(self) -> bool:
        """Whether the schema is `false`."""
        return self.schema is False

    def at(self, *steps: str | int) -> "Node":
        """The schema at a path below this one."""
        return self.document.node((*self.path, *steps))

    @cached_property
    def target(self) -> "Node":
        """The target of `$ref`."""
        return self.document.resolve(self.keywords["$ref"], self.path)

    @cached_property
    def text(self) -> str:
        """The assertions of the schema as text to compare, with the places of inner schemas, not their content."""
        if self.refuses_all:
            return "false"
        return text_of({key: shape_of(key, value) for key, value in self.keywords.items() if not is_annotation(key)})

    @cached_property
    def closure(self) -> tuple["Node", ...]:
        """The schema itself, all schemas in it, and all targets of references, at any depth."""
        found: dict[Node, None] = {}
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = None
                waiting.extend(node.inside())
        return tuple(found)

    @property
    def is_reference(self) -> bool:
        """Whether the schema is only a reference."""
        return self.asked == {"$ref"}

    @cached_property
    def resolved(self) -> "Node":
        """The schema itself, or the target of a chain of schemas that are only references."""
        node = self
        while node.is_reference:
            node = node.target
        return node

    @property
    def is_clear(self) -> bool:
        """Whether jsonschema checks the whole schema: it has no unknown keyword and no unknown format."""
        return reaches_no_stop(self, self.document.clear_nodes, _parts_if_clear)

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds of values that the schema accepts, and possibly more kinds."""
        if self.refuses_all:
            return frozenset[str]()
        return ALL_KINDS.intersection(*(self._kinds_by(keyword, value) for keyword, value in self.keywords.items()))

    def _kinds_by(self, keyword: str, value: Any) -> Kinds:
        match keyword:
            case "type":
                return kinds_named(value)
            case "const":
                return frozenset({kind_of(value)})
            case "enum":
                return frozenset(kind_of(each) for each in value)
            case "anyOf" | "oneOf":
                return frozenset[str]().union(*(branch.kinds for branch in self.under(keyword)))
            case "allOf":
                return ALL_KINDS.intersection(*(branch.kinds for branch in self.under(keyword)))
            case "$ref":
                return self.target.kinds
            case "not" if self.at(keyword).text == "{}":
                return frozenset[str]()
            case "multipleOf" if isinstance(value, int):
                return ALL_KINDS - {"fraction"}
            case _:
                return ALL_KINDS

    def inside(self) -> Iterator["Node"]:
        """The schemas that this one consists of and the target of its `$ref`, without definitions."""
        yield from self._parts()
        if "$ref" in self.keywords:
            yield self.target

    def placed(self) -> Iterator["Node"]:
        """The schemas directly in this one, with its definitions."""
        yield from self._parts()
        yield from self.defined()

    def _parts(self) -> Iterator["Node"]:
        for keyword in sorted(self.keywords):
            yield from self.under(keyword)

    def under(self, keyword: str) -> Iterator["Node"]:
        """The schemas under a keyword."""
        value = self.keywords[keyword]
        if keyword in ONE or keyword in WHOLE:
            yield self.at(keyword)
        elif keyword in MANY:
            yield from (self.at(keyword, index) for index in range(len(value)))
        elif keyword in NAMED:
            yield from (self.at(keyword, name) for name in sorted(value))

    def in_place(self) -> Iterator["Node"]:
        """The inner schemas that apply to the same value as this one."""
        for keyword in sorted(self.keywords.keys() & IN_PLACE):
            yield from self.under(keyword)
        if "$ref" in self.keywords:
            yield self.target

    def defined(self) -> Iterator["Node"]:
        """The schemas that this one defines for others."""
        for keyword in DEFINITIONS:
            yield from (self.at(keyword, name) for name in self.keywords.get(keyword, {}))

    def accepts(self, value: Any) -> bool | None:
        """Whether the schema accepts a value; None where that cannot be decided."""
        return self.accepts_by(self.schema, value)

    def accepts_by(self, schema: dict[str, Any] | bool, value: Any) -> bool | None:
        """Whether another schema in place of this one accepts a value; None where that cannot be decided."""
        try:
            with new_work():
                return self.document.validator.evolve(schema=schema).is_valid(value)
        except TOO_HARD:
            return None


def _parts_if_clear(node: Node) -> Iterator[Node] | None:
    """The schemas that a schema consists of; None if it has an unknown keyword or an unknown format itself."""
    is_clear = all(
        is_known(keyword) and (keyword != "format" or value in FORMATS) for keyword, value in node.keywords.items()
    )
    return node.inside() if is_clear else None


def shape_of(keyword: str, value: Any) -> Any:
    """The value of a keyword without the schemas in it."""
    if keyword in ONE or keyword in WHOLE or keyword == "$ref":
        return {}
    if keyword in MANY:
        return len(value)
    return sorted(value) if keyword in NAMED else value


def is_schema(value: object) -> TypeGuard[dict[str, Any] | bool]:
    """Whether a JSON value can be a schema: an object or a boolean."""
    return isinstance(value, (dict, bool))


def _step(value: object, name: str) -> str | int:
    return int(name) if isinstance(value, list) and _INDEX.fullmatch(name) else name


@dataclass(frozen=True, eq=False)
class Document:
    """A schema file: its name, its text, and its schema."""

    name: str
    text: str
    schema: dict[str, Any] | bool
    #: The original paths of parts that moved when the schema was upgraded from an older draft.
    origins: Mapping[Path, Path] = field(default_factory=dict[Path, Path], repr=False)
    _nodes: dict[Path, Node] = field(default_factory=dict[Path, Node], repr=False)
    #: The results of `Node.is_clear` so far.
    clear_nodes: dict[Node, bool] = field(default_factory=dict[Node, bool], repr=False)

    @property
    def root(self) -> Node:
        """The schema of the whole record."""
        return self.node(())

    @cached_property
    def validator(self) -> Validator:
        """The validator of the whole schema."""
        return plain_validator(self.schema)

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """The names of the document in references."""
        name = self.root.keywords.get("$id", "").removesuffix("#")
        return ("", name) if name else ("",)

    def node(self, path: Path) -> Node:
        """The schema at a path; raises UsageError where there is none."""
        found = self._nodes.get(path)
        if found is None:
            value: Any = self.schema
            for step in path:
                value = value[step]
            if not is_schema(value):
                raise self.flaw(path, "is not a schema")
            found = self._nodes[path] = Node(self, path, value)
        return found

    def find(self, path: Path) -> Node | None:
        """The schema at a path; None where there is none."""
        try:
            return self.node(path)
        except (LookupError, TypeError, UsageError):
            return None

    def resolve(self, reference: str, path: Path, keyword: str = "$ref") -> Node:
        """The target of a reference at a path; raises UsageError where it is outside of the document."""
        name, _, fragment = reference.partition("#")
        if name not in self.own_names:
            raise self.flaw(
                (*path, keyword), f"refers to `{brief(reference)}`: only references into the schema itself are followed"
            )
        try:
            target = self._path_of(unquote(fragment))
        except (LookupError, TypeError):
            raise self.flaw((*path, keyword), f"refers to `{brief(reference)}`, which does not exist") from None
        return self.node(target)

    def _path_of(self, fragment: str) -> Path:
        if not fragment:
            return ()
        if not fragment.startswith("/"):
            return self._anchors[fragment]
        value: Any = self.schema
        path: list[str | int] = []
        for token in fragment[1:].split("/"):
            name = token.replace("~1", "/").replace("~0", "~")
            step = _step(value, name)
            value = value[step]
            path.append(step)
        return tuple(path)

    @cached_property
    def _anchors(self) -> dict[str, Path]:
        nodes = [self.root]
        anchors: dict[str, Path] = {}
        for node in nodes:
            anchors |= {node.keywords[key]: node.path for key in ("$anchor", "$dynamicAnchor") if key in node.keywords}
            nodes += node.defined()
            nodes += (child for keyword in node.keywords for child in node.under(keyword))
        return anchors

    def original_path(self, path: Path) -> Path:
        """The path in the text for a path in the upgraded schema."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]] + path[length:]
        return path

    def flaw(self, path: Path, what: str) -> UsageError:
        """The error for a schema that cannot be used because of the part at a path."""
        original = self.original_path(path)
        if not original:
            return UsageError(f"{self.name}: the schema {what}")
        line, column = Spans(self.text).position(find(self.text, [original])[original].name)
        return UsageError(f"{self.name}:{line}:{column}: `{escape(pointer(original))}` {what}")


def reaches_no_stop(
    start: _Place, known: dict[_Place, bool], successors: Callable[[_Place], Iterable[_Place] | None]
) -> bool:
    """Whether every place that can be reached from `start` has successors; None marks a place that has not.

    `known` keeps the answers for all visited places, so that many questions together visit each place once.
    """
    if start not in known:
        predecessors: dict[_Place, list[_Place]] = {start: []}
        stops: list[_Place] = []
        for place in (waiting := [start]):
            found = successors(place)
            for successor in () if found is None else found:
                if successor not in predecessors:
                    predecessors[successor] = []
                    if successor not in known:
                        waiting.append(successor)
                predecessors[successor].append(place)
            if found is None:
                stops.append(place)
        stops += (place for place in predecessors if known.get(place) is False)
        reaching = _origins(stops, predecessors)
        known.update((place, place not in reaching) for place in predecessors)
    return known[start]


def _origins(places: list[_Place], predecessors: dict[_Place, list[_Place]]) -> set[_Place]:
    """The places, and all from which they can be reached."""
    found = set(places)
    for place in (waiting := [*places]):
        new = set(predecessors[place]) - found
        found |= new
        waiting += new
    return found
