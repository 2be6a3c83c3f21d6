"""Makes the schema of a format from a published schema, and says where it accepts other values.

What codegen does not read is left out or accepts any value. So the result accepts every object that the published
schema accepts.
"""

import keyword as python
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from runbridge._runtime.schema import load_residue_schema
from runbridge._runtime.schema_node import read_schema
from runbridge._runtime.schema_validator import LIMITS
from runbridge.codegen.profiles import or_null
from runbridge.codegen.shapes import read_field
from runbridge.codegen.source_errors import SourceError
from runbridge.codegen.typed_schemas import REFERENCE, Schema, allows_null, is_opaque, type_of, types_of
from runbridge.errors import UsageError
from runbridge.problem_messages import brief, escape, pointer
from runbridge.schema_import.published_file import Published, read_published
from runbridge.schema_import.published_parts import Parts, PartsReader, is_null, is_vocabulary
from runbridge.schemas.document import Node, text_of
from runbridge.schemas.keywords import is_dict, is_list
from runbridge.schemas.loader import DIALECT
from runbridge.schemas.meta_schema import find_flaw, is_well_formed

_NULL: Schema = {"type": "null"}
_VALUES = ("enum", "const", *LIMITS, "format")
_CHOICES = ({"allOf"}, {"anyOf"}, {"oneOf"})
#: Names that generated modules import.
_RESERVED = ("Any", "Enum", "Literal", "Raw", "Struct", "Timestamp", "UnsetType")


@dataclass(frozen=True)
class Imported:
    """The schema of a format, and a note for each place where it accepts other values than the published schema."""

    schema: Schema
    notes: tuple[str, ...]


def import_schema(source: str, *, title: str | None = None, descriptions: bool = False) -> Imported:
    """The schema of a format, from that at `FILE#/pointer`; raises OSError, and UsageError if there is none to import.

    The published schema has to be that of an object with fields.
    """
    try:
        published = read_published(source)
        importer = _Importer(published, title or class_name(published.name), descriptions=descriptions)
        schema = importer.record()
    except RecursionError as error:
        raise UsageError(f"{escape(source.partition('#')[0])}: the schema is nested too deeply") from error
    return Imported(schema, tuple(importer.notes))


def class_name(text: str) -> str:
    """A name for a class, in upper camel case; of a name with dots, such as `io.acme.Run`, that of the last part."""
    words = re.findall("[A-Za-z0-9]+", text.rpartition(".")[2]) or re.findall("[A-Za-z0-9]+", text)
    name = "".join(word[0].upper() + word[1:] for word in words) or "Part"
    return f"The{name}" if name[0].isdigit() or python.iskeyword(name) or name in _RESERVED else name


class _Importer:
    """The import of one schema."""

    def __init__(self, published: Published, title: str, *, descriptions: bool) -> None:
        self._document = published.document
        self._start = published.start
        self._title = title
        self._annotations = ("description", "readOnly", "deprecated") if descriptions else ("readOnly", "deprecated")
        self._reader = PartsReader(published)
        self._definitions: dict[str, Schema] = {}
        residue = load_residue_schema()
        self._taken = {name.lower() for name in (title, residue["title"], *residue["$defs"])}
        self._uses: dict[Node, Schema] = {}

    @property
    def notes(self) -> Iterable[str]:
        """What differs so far."""
        return self._reader.notes

    def record(self) -> Schema:
        """The schema of the format; raises RecursionError if it is nested too deeply."""
        opened = [self._start]
        parts = self._reader.together(self._start, opened, is_record=True)
        self._reader.open.update(opened)
        self._check_record(parts)
        known: Schema = {"required": [], **self._object(parts, self._title)}
        known.pop("additionalProperties", None)
        descriptions = (annotations.get("description") for part, _ in parts if (annotations := self._annotated(part)))
        description = next(filter(None, descriptions), "")
        schema: Schema = {
            "$schema": DIALECT,
            "$id": f"urn:example:{'-'.join(re.findall('[A-Z]*[a-z0-9]*', self._title)).strip('-').lower()}",
            "title": self._title,
            **({"description": description} if description else {}),
            "type": "object",
            **known,
        }
        self._make_fields_readable(schema, parts)
        used = dict(self._used(schema))
        schema |= {"$defs": {name: used[name] for name in sorted(used)}} if used else {}
        if find_flaw(schema) is not None:
            # The only flaw that it can have is its depth.
            raise RecursionError
        return schema

    def _check_record(self, parts: Parts) -> None:
        """Refuse a schema that is not that of an object with fields; nothing else about the object is kept."""
        types = self._reader.types(parts, None)
        if types and "object" not in types:
            raise self._document.flaw(self._start.path, f"has the type {' or '.join(types)}: a record is an object")
        if "null" in types:
            self._reader.note("does not accept null any more: a record is an object", self._start)
        if not any(words.get("properties") for _, words in parts):
            branches = [branch for part, words in parts for branch in self._reader.branches(part, words)[1]]
            places = [each.keywords.get("$ref", f"#{pointer(each.path)}") for each in branches]
            choices = ", ".join(f"`{escape(brief(self._document.name + place))}`" for place in places)
            advice = f": import one of {choices}" if choices else ""
            raise self._document.flaw(self._start.path, f"names no fields{advice}")
        for part, words in parts:
            for keyword in words:
                if keyword in {"type", "required", "properties", "additionalProperties"}:
                    continue
                self._reader.note("is left out: a record is described by its fields only", part, keyword)
            if "additionalProperties" in words:
                self._reader.note("is left out: a record keeps all other fields", part, "additionalProperties")

    def _make_fields_readable(self, schema: Schema, parts: Parts) -> None:
        """Let each field accept any value that codegen has no kind of field for."""
        for name, node in read_schema({**schema, "$defs": self._definitions}).fields.items():
            try:
                read_field(name, node, "", required=True, checked=True)
            except SourceError as error:
                part = next((part for part, words in parts if name in words.get("properties", {})), self._start)
                self._reader.note(f"accepts any value: {error.message}", part, "properties", name)
                kept = schema["properties"][name]
                schema["properties"][name] = {key: kept[key] for key in self._annotations if key in kept}

    def _used(self, schema: Any) -> Iterator[tuple[str, Schema]]:
        """The definitions that a schema refers to, at any depth."""
        if is_list(schema):
            for each in schema:
                yield from self._used(each)
        elif is_dict(schema):
            name = str(schema.get("$ref", "")).removeprefix(REFERENCE)
            if name in self._definitions:
                yield name, self._definitions[name]
                yield from self._used(self._definitions[name])
            for each in schema.values():
                yield from self._used(each)

    def _value(self, nodes: tuple[Node, ...], hint: str) -> Schema:
        """The schema for values that all nodes describe; `hint` is the name of an object with fields."""
        if len(nodes) != 1:
            return self._combined([part for node in nodes for part in self._reader.together(node, [])], hint, None)
        node = nodes[0]
        words = self._reader.words(node)
        if words.keys() == {"$ref"}:
            schema = self._reference(node)
        elif words.keys() in _CHOICES and len(words[keyword := min(words)]) == 1:
            schema = self._value(self._reader.children(node, keyword, 0), hint)
        else:
            opened: list[Node] = []
            parts = self._reader.together(node, opened)
            # A reference back to one of them would merge it again without end.
            new = {*opened} - self._reader.open
            self._reader.open |= new
            schema = self._combined(parts, hint, node)
            self._reader.open -= new
        if self._reader.is_nullable(node):
            schema = self._or_null(schema)
        return {**schema, **self._annotated(node)}

    def _annotated(self, node: Node) -> Schema:
        words = node.keywords
        return {key: words[key] for key in self._annotations if key in words and is_well_formed(key, words[key])}

    def _reference(self, node: Node) -> Schema:
        """A reference to the definition that the target of `$ref` becomes; its schema itself if that is simple."""
        target = self._reader.target(node)
        if target is None:
            return {}
        if target not in self._uses:
            name = class_name(str(target.path[-1])) if target.path else self._title
            self._reader.open.add(target)
            schema = self._value((target,), name)
            self._reader.open.remove(target)
            bare = {key: value for key, value in schema.items() if key not in self._annotations}
            if {"enum", "anyOf", "items", "additionalProperties", "properties"} & bare.keys() and not _is_named(bare):
                bare = self._define(name, schema)
            self._uses[target] = bare
        return self._uses[target]

    def _combined(self, parts: Parts, hint: str, outer: Node | None) -> Schema:
        """The schema for values that all parts describe."""
        types = self._reader.types(parts, outer)
        schema: Schema = {} if not types else {"type": types[0] if len(types) == 1 else types}
        for keyword in _VALUES:
            found = self._reader.first(parts, keyword)
            if found is not None:
                schema[keyword] = found[1]
        known = [part.keywords["x-extensible-enum"] for part, _ in parts if "x-extensible-enum" in part.keywords]
        if known and type_of(schema) == "string" and is_vocabulary(known[0]):
            schema["x-extensible-enum"] = known[0]
        schema |= self._object(parts, hint)
        found = self._reader.first(parts, "items")
        if found is not None:
            items = self._value(self._reader.children(found[0], "items"), f"{hint}Item")
            schema |= {"items": items} if items else {}
        schema = self._with_choice(schema, parts, hint)
        if type_of(schema) == "object" and schema.keys() - {"required"} == {"type", "properties"}:
            body = {**(self._annotated(outer) if outer else {}), **schema, "type": "object"}
            reference = self._define(hint, {key: body[key] for key in body if key not in ("readOnly", "deprecated")})
            return {"anyOf": [reference, _NULL]} if "null" in types_of(schema) else reference
        return schema

    def _object(self, parts: Parts, hint: str) -> Schema:
        """The keywords for objects."""
        children: dict[str, list[Node]] = {}
        for part, words in parts:
            for name in words.get("properties", ()):
                children.setdefault(name, []).extend(self._reader.children(part, "properties", name))
        fields = {name: self._value(tuple(each), f"{hint}{class_name(name)}") for name, each in children.items()}
        found = self._reader.first(parts, "additionalProperties")
        others: Any = self._others(*found, hint) if found else {}
        required = self._reader.required(parts)
        unnamed = [name for name in required if name not in fields] if fields else []
        fields |= {name: others or {} for name in unnamed}
        if found and others != {}:
            spared = {*children, *(unnamed if others is False else ())} - {*found[0].keywords.get("properties", ())}
            if spared:
                names = ", ".join(f"`{escape(brief(name))}`" for name in sorted(spared))
                self._reader.note(f"does not apply to {names}", found[0], "additionalProperties")
        return {
            **({"required": required} if required else {}),
            **({"properties": fields} if fields else {}),
            **({} if others == {} else {"additionalProperties": others}),
        }

    def _others(self, node: Node, value: Any, hint: str) -> Any:
        """The schema of `additionalProperties`, or false."""
        children = self._reader.children(node, "additionalProperties")
        return value if value is False else self._value(children, f"{hint}Value") if children else {}

    def _with_choice(self, schema: Schema, parts: Parts, hint: str) -> Schema:
        """The schema with the first `anyOf` or `oneOf` of its parts."""
        choices = [(part, keyword) for part, words in parts for keyword in ("anyOf", "oneOf") if keyword in words]
        for part, keyword in choices[1:]:
            self._reader.note("is left out: there is another choice for the same value", part, keyword)
        if not choices:
            return schema
        part, keyword = choices[0]
        if schema.get("format") == "date-time":
            self._reader.note("is left out: it is next to a date-time", part, keyword)
            return schema
        branches = self._branches(part, keyword, hint)
        if not branches:
            self._reader.note("is left out: all its schemas are `false`", part, keyword)
        if keyword == "oneOf" and not self._are_disjoint(branches):
            self._reader.note("becomes `anyOf`: a value that several of its schemas accept is accepted", part, keyword)
        if not branches or any(map(is_opaque, branches)):
            return schema
        others = [each for each in branches if each != _NULL]
        if not schema and len(others) == 1:
            return self._or_null(others[0]) if len(branches) > 1 else others[0]
        return {**schema, "anyOf": branches}

    def _branches(self, node: Node, keyword: str, hint: str) -> list[Schema]:
        """The schemas of a choice, without repetition and without `false`."""
        found: dict[str, Schema] = {}
        for index in range(len(node.keywords[keyword])):
            child = self._reader.children(node, keyword, index)
            if child and child[0].refuses_all:
                continue
            branch = _NULL if child and is_null(child[0]) else self._value(child, hint) if child else {}
            for each in branch["anyOf"] if branch.keys() == {"anyOf"} else [branch]:
                found[text_of(each)] = each
        return [*found.values()]

    def _are_disjoint(self, branches: Iterable[Schema]) -> bool:
        """Whether no value has the types of two of the schemas."""
        kinds: list[str] = []
        for branch in branches:
            schema = branch
            while "$ref" in schema:
                schema = self._definitions[schema["$ref"].removeprefix(REFERENCE)]
            types = {"number" if kind == "integer" else kind for kind in types_of(schema)}
            kinds += sorted(types) or ["", ""]
        return len(kinds) == len(set(kinds))

    def _define(self, name: str, schema: Schema) -> Schema:
        """A reference to a definition, which is an earlier one if that has the same name and the same content."""
        number, unique = 1, name
        while unique.lower() in self._taken and text_of(self._definitions.get(unique)) != text_of(schema):
            number += 1
            unique = f"{name}{number}"
        self._definitions[unique] = schema
        self._taken.add(unique.lower())
        return {"$ref": f"{REFERENCE}{unique}"}

    def _or_null(self, schema: Schema) -> Schema:
        if allows_null(schema, self._definitions):
            return schema
        return {"anyOf": [*schema["anyOf"], _NULL]} if schema.keys() == {"anyOf"} else or_null(schema)


def _is_named(schema: Schema) -> bool:
    """Whether a schema is a reference to a definition, or such a reference or null."""
    branches = [each for each in schema.get("anyOf", [schema]) if each != _NULL]
    return len(branches) == 1 and branches[0].keys() == {"$ref"}
