"""The schemas that ship, and the validators compiled from them: they decide what is valid.

The fast path never comes here; what it refuses is decided here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime.json_parser import parse
from runbridge._runtime.json_slices import check_utf8
from runbridge._runtime.schema_node import ANNOTATIONS, SchemaNode, read_schema
from runbridge._runtime.schema_validator import SchemaValidator, compile_validator, kind_of
from runbridge._runtime.times import CERTAIN, FORMATS

if TYPE_CHECKING:
    from runbridge._runtime.registry import Format

#: What the JSON texts of these types open with, and no others do.
_OPENINGS = {"object": b"{", "array": b"[", "null": b"n"}
#: Whether a text of at most so many characters is valid is remembered.
_LONGEST_WORD = 64
#: The package of what belongs to no format.
_GENERATED = "runbridge._generated"


def schema_text(form: Format, profile: str = "published", *, strict: bool = False) -> str:
    """The text of a format's schema as it ships; that of the published profile is the canonical one."""
    return _read(form.package, "schemas", _file(profile, strict=strict))


def load_schema(form: Format, profile: str = "published", *, strict: bool = False) -> dict[str, Any]:
    """A format's schema as it ships."""
    return _load(form.package, _file(profile, strict=strict))


@cache
def _load(package: str, file: str) -> dict[str, Any]:
    return json.loads(_read(package, "schemas", file))  # type: ignore[no-any-return]  # an object


def _file(profile: str, *, strict: bool) -> str:
    return f"{profile}-strict.json" if strict else f"{profile}.json"


def load_bridge(form: Format) -> dict[str, Any]:
    """The bridge of a format as it ships; raises FileNotFoundError if the format has none."""
    return json.loads(_read(form.package, "bridge.json"))  # type: ignore[no-any-return]  # an object


@cache
def load_residue_schema() -> dict[str, Any]:
    """The schema of a residue."""
    return json.loads(_read(_GENERATED, "residue.schema.json"))  # type: ignore[no-any-return]  # an object


def _read(package: str, *path: str) -> str:
    # Not importlib.resources, whose import takes 6 ms.
    data = get_data(package, "/".join(path))
    assert data is not None  # noqa: S101  # the loaders of files and of archives have data
    return data.decode()


@cache
def validator(form: Format, profile: str = "published", *, strict: bool = False) -> SchemaValidator:
    """The validator of a format, formats asserted."""
    return compile_validator(load_schema(form, profile, strict=strict), FORMATS)


@cache
def residue_validator() -> SchemaValidator:
    """The validator of a residue."""
    return compile_validator(load_residue_schema(), FORMATS)


def accepts(form: Format, profile: str, field: str, raw: Raw | bytes) -> bool:
    """Whether the schema accepts a value for one field; never for what is nested too deeply to read."""
    return _is_valid(_check_at(form.package, profile, (field,)), raw)


def accepts_at(form: Format, profile: str, path: tuple[Hashable, ...], raw: Raw | bytes) -> bool:
    """Whether the schema accepts a value at a path, as `accepts` does for a field.

    The steps of the path are names of fields, and anything else for the items of a list.
    """
    steps = tuple(step if isinstance(step, str) else None for step in path)
    return _is_valid(_check_at(form.package, profile, steps), raw)


class FieldCheck(msgspec.Struct, frozen=True, dict=True):
    """Whether the schema of a format accepts a value for one field; `module` is one right inside its package."""

    module: str
    profile: str
    field: str

    def __call__(self, value: Raw | bytes | str | bool | None) -> bool:
        """Whether a value is valid: a JSON text, or a text, boolean or null of a struct."""
        if isinstance(value, Raw | bytes):
            return _is_valid(self._check, value)
        # Long texts are not likely to be checked again, and would fill the memory.
        is_word = not isinstance(value, str) or len(value) <= _LONGEST_WORD
        return _is_valid_word(self, value) if is_word else self.accepts(value)

    def accepts(self, value: str | bool | None) -> bool:
        """Whether a text, boolean or null of a struct is valid."""
        return self._check.validator.is_valid(value)

    @cached_property
    def _check(self) -> _ValueCheck:
        return _check_at(self.module.rpartition(".")[0], self.profile, (self.field,))


@lru_cache(maxsize=4096)
def _is_valid_word(field: FieldCheck, value: str | bool | None) -> bool:
    return field.accepts(value)


def _is_valid(field: _ValueCheck, value: Raw | bytes) -> bool:
    try:
        return field.is_certain(value) or field.validator.is_valid(parse(bytes(value).decode()))
    except (RecursionError, ValueError):
        # Nested too deeply, or not UTF-8.
        return False


class _ValueCheck(msgspec.Struct, frozen=True, dict=True):
    """The check of the values at a path: `openings` open the JSON texts that are valid, whatever is in them."""

    package: str
    profile: str
    node: SchemaNode | None
    openings: tuple[bytes, ...]

    @cached_property
    def validator(self) -> SchemaValidator:
        """The validator, which decides."""
        schema: Mapping[str, Any] = self.node.schema if self.node else {}
        definitions = _load(self.package, f"{self.profile}.json").get("$defs", {})
        return compile_validator({"$defs": definitions, **schema}, FORMATS)

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[Any] | None:
        """Decodes valid values only, though not all of them; None where msgspec has no such type."""
        kind = type_of(self.node) if self.node else UNTYPED
        return None if kind is UNTYPED else msgspec.json.Decoder(kind)

    def is_certain(self, text: Raw | bytes) -> bool:
        """Whether a JSON text is certainly valid, without the validator, which is much slower."""
        data = bytes(text)
        try:
            if not data.isascii():
                check_utf8(data)
            if data.startswith(self.openings):
                return True
            if self.decoder is None:
                return False
            self.decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False
        return True


@cache
def _tree(package: str, profile: str) -> SchemaNode:
    return read_schema(_load(package, f"{profile}.json"))


@lru_cache(maxsize=4096)
def _check_at(package: str, profile: str, path: tuple[str | None, ...]) -> _ValueCheck:
    node: SchemaNode | None = _tree(package, profile)
    for step in path:
        node = node and (node.value.items if step is None else node.value.fields.get(step, node.value.values))
    return _ValueCheck(package, profile, node, _openings(node) if node else ())


def _openings(node: SchemaNode) -> tuple[bytes, ...]:
    asserted = {key: value for key, value in node.schema.items() if key not in ANNOTATIONS}
    if asserted.pop("additionalProperties", True) is not True or asserted.keys() != {"type"}:
        return ()
    return tuple(_OPENINGS[kind] for kind in node.types if kind in _OPENINGS)


#: The keywords that a type can express.
_EXPRESSED = ANNOTATIONS | {"type", "format", "properties", "required", "additionalProperties", "items"}


#: Instead of a type, where msgspec has none; None is a type, that of null.
UNTYPED = object()


class _Inexpressible(Exception):
    """A schema that no type can express."""


def type_of(node: SchemaNode) -> Any:
    """The type for a schema; UNTYPED where there is none that decodes valid values only."""
    try:
        return _type(node)
    except _Inexpressible:
        return UNTYPED


def _type(node: SchemaNode) -> Any:
    choices: dict[str, Any] = {}
    formats: set[str | None] = set()
    for kind, choice in _choices(node):
        if kind == "string":
            formats.add(choice)
        elif choices.setdefault(kind, choice) != choice:
            # msgspec does not try several types of a kind.
            raise _Inexpressible
    if formats:
        choices["string"] = str if None in formats else Annotated[str, msgspec.Meta(pattern=_pattern(formats))]
    return Union[tuple(choices.values())]  # noqa: UP007  # a union of any number


def _pattern(formats: set[str | None]) -> str:
    return f"(?a)^(?:{'|'.join(CERTAIN[each] for each in sorted(map(str, formats)))})\\Z"


def _choices(node: SchemaNode) -> Iterator[tuple[str, Any]]:
    """The types for the values of a schema, each with its kind; for text the formats that are asserted, or None."""
    keywords = node.schema.keys() - ANNOTATIONS
    if not keywords:
        yield "any", Any
    elif keywords == {"anyOf"}:
        for branch in node.branches:
            yield from _choices(branch)
    elif keywords in ({"enum"}, {"enum", "type"}, {"const"}):
        yield "literal", _literal(node)
    elif node.types and keywords <= (_EXPRESSED | {"anyOf"} if _has_only_formats(node.branches) else _EXPRESSED):
        for kind in node.types:
            if kind == "string":
                yield from (
                    (kind, each.format if each.format in CERTAIN else None) for each in node.branches or (node,)
                )
            elif kind != "integer" or "number" not in node.types:
                yield kind, _TYPES[kind](node)
    else:
        raise _Inexpressible


def _has_only_formats(branches: Iterable[SchemaNode]) -> bool:
    return all(branch.schema.keys() - ANNOTATIONS == {"format"} for branch in branches)


def _literal(node: SchemaNode) -> Any:
    """The type for one of some texts, integers and null."""
    values = node.schema["enum"] if "enum" in node.schema else [node.schema["const"]]
    if not {*map(kind_of, values)} <= {"string", "integer", "null"} & {*(node.types or ("string", "integer", "null"))}:
        raise _Inexpressible
    return Literal[tuple(values)]


def _object(node: SchemaNode) -> Any:
    """The type for objects: a struct where they have fields."""
    if not node.fields and not node.required and node.schema.get("additionalProperties", True) is not False:
        return dict[str, Any if node.values is None else _type(node.values)]  # type: ignore[misc]  # a type
    if node.values is not None or not node.fields.keys() >= {*node.required}:
        raise _Inexpressible
    fields: list[Any] = []
    names: dict[str, str] = {}
    for name, field in node.fields.items():
        attribute = f"field{len(names)}"
        names[attribute] = name
        kind = _type(field)
        fields.append((attribute, kind) if name in node.required else (attribute, kind | UnsetType, UNSET))
    is_closed = node.schema.get("additionalProperties") is False
    return msgspec.defstruct("Checked", fields, rename=names, kw_only=True, gc=False, forbid_unknown_fields=is_closed)


def _array(node: SchemaNode) -> Any:
    return list[Any if node.items is None else _type(node.items)]  # type: ignore[misc]  # a type


_TYPES: Mapping[str, Callable[[SchemaNode], Any]] = {
    "null": lambda node: None,
    "boolean": lambda node: bool,
    "integer": lambda node: int,
    "number": lambda node: float,
    "array": _array,
    "object": _object,
}
