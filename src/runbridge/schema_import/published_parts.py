"""Reads the parts of a published schema: the keywords that the schema of a format can have, and a note for each other.

What is left out never makes a schema refuse more.
"""

import json
from decimal import Decimal
from typing import Any, TypeAlias

from runbridge._runtime.json_parser import ExactFloat
from runbridge._runtime.patterns import read_pattern
from runbridge._runtime.schema_validator import ASSERTIONS
from runbridge.codegen.typed_schemas import Schema
from runbridge.errors import UsageError
from runbridge.problem_messages import brief, escape, pointer
from runbridge.schema_import.published_file import Published
from runbridge.schemas.document import Node, text_of
from runbridge.schemas.drafts import IGNORED, LATEST, draft_of
from runbridge.schemas.keywords import is_annotation, is_dict, is_known, is_list
from runbridge.schemas.loader import DIALECT
from runbridge.schemas.meta_schema import is_well_formed

#: The schemas that describe a value together, each with its keywords.
Parts: TypeAlias = list[tuple[Node, Schema]]

#: Keywords that the importer rewrites.
_REWRITTEN = frozenset({"allOf", "oneOf"})
#: Keywords that say nothing without another one.
_DEPENDENT = frozenset({"then", "else", "minContains", "maxContains"})
#: Keywords of other drafts, or about the dynamic scope, that may assert something.
_FOREIGN = frozenset({"dependencies", "$recursiveRef", "$dynamicRef"})
#: Keywords for some of the fields or items; without them, the keyword for all others would refuse more.
_SPLIT = {"patternProperties": "additionalProperties", "prefixItems": "items"}
#: Keywords that say nothing if their value is `{}` or `true`.
_MAYBE_EMPTY = frozenset(
    {
        *("patternProperties", "propertyNames", "dependentRequired", "dependentSchemas"),
        *("unevaluatedProperties", "unevaluatedItems", "additionalProperties", "items"),
    }
)
_UNQUOTABLE = "has a quote, a backslash or a control character"


class PartsReader:
    """Reads the parts of one schema.

    `notes` are sentences without repetition. `open` are the schemas that the current one is in, so that a reference to
    one of them is recursive.
    """

    def __init__(self, published: Published) -> None:
        self._published = published
        self._document = published.document
        self.notes: dict[str, None] = {}
        self.open: set[Node] = set()

    def note(self, what: str, node: Node, *steps: str | int) -> None:
        """Add a note about a place in a schema."""
        path = self._document.original_path((*node.path, *steps))
        self.notes[f"`{escape(pointer(path))}` {what}" if path else f"the schema {what}"] = None

    def together(self, node: Node, opened: list[Node], *, is_record: bool = False) -> Parts:
        """The parts of a schema, without `$ref` and `allOf`, whose targets are added to `opened`.

        A single schema in `anyOf` or `oneOf` is a part too; for a record, null and `false` do not count.
        """
        if node.refuses_all:
            self.note("accepts any value: `false` is possible under `additionalProperties` only", node)
        words = self.words(node)
        own = {keyword: value for keyword, value in words.items() if keyword not in ("$ref", "allOf")}
        more: list[Node] = []
        if "$ref" in words:
            target = self.target(node)
            if target is not None and target not in opened:
                opened.append(target)
                more.append(target)
        for index in range(len(words.get("allOf", ()))):
            more += self.children(node, "allOf", index)
        keyword, branches = self.branches(node, own)
        if len(branches) == 1 and (is_record or len(own[keyword]) == 1):
            del own[keyword]
            more += branches
        return [(node, own), *(part for each in more for part in self.together(each, opened, is_record=is_record))]

    def branches(self, node: Node, words: Schema) -> tuple[str, list[Node]]:
        """The keyword of the choice that a schema has, if any, and the branches that are neither null nor `false`."""
        keyword = next((each for each in ("anyOf", "oneOf") if each in words), "")
        children = [child for at in range(len(words.get(keyword, ()))) for child in self.children(node, keyword, at)]
        return keyword, [child for child in children if not child.refuses_all and not is_null(child)]

    def words(self, node: Node) -> Schema:
        """The assertions of a schema that the schema of a format can have, and those that are rewritten."""
        words: Schema = {}
        if draft_of(node.keywords.get("$schema", DIALECT)) != LATEST:
            self.note("is of another draft, so any value is accepted", node)
            return words
        for keyword, value in node.keywords.items():
            is_asserted = (is_known(keyword) and not is_annotation(keyword)) or keyword in _FOREIGN
            if not is_asserted or keyword in _DEPENDENT or (keyword in _MAYBE_EMPTY and value in ({}, True)):
                continue
            flaw = _flaw_of(keyword, value)
            if flaw:
                self.note(f"is left out: {flaw}", node, keyword)
            else:
                words[keyword] = value
        for keyword, others in _SPLIT.items():
            if node.keywords.get(keyword):
                self._leave_out_others(node, words, keyword, others)
        if "properties" in node.keywords:
            self._check_names(node, words)
        return words

    def _leave_out_others(self, node: Node, words: Schema, keyword: str, others: str) -> None:
        if others in words:
            del words[others]
            named = self._document.original_path((*node.path, keyword))[-1]
            self.note(f"is left out together with `{named}`", node, others)

    def _check_names(self, node: Node, words: Schema) -> None:
        """Leave out the fields whose names codegen does not take."""
        fields = words.get("properties", {})
        hostile = [name for name in fields if not _is_quotable(name)]
        for name in hostile:
            self.note(f"is left out: its name {_UNQUOTABLE}", node, "properties", name)
        if hostile or "properties" not in words:
            words["properties"] = {name: each for name, each in fields.items() if name not in hostile}
            self._leave_out_others(node, words, "properties", "additionalProperties")

    def target(self, node: Node) -> Node | None:
        """The target of `$ref`; None, with a note, if it cannot be a part of the schema."""
        reference = node.keywords["$ref"]
        try:
            target = self._document.resolve(reference, node.path)
        except UsageError:
            is_outside = reference.partition("#")[0] not in self._document.own_names
            where = "out of the file" if is_outside else "to no schema"
            self.note(f"is left out: `{escape(brief(reference))}` leads {where}", node, "$ref")
            return None
        if target in self.open:
            self.note("is left out: it leads back to a schema that it is in, so any value is accepted", node, "$ref")
            return None
        return target

    def children(self, node: Node, *steps: str | int) -> tuple[Node, ...]:
        """The schema inside another one; empty, with a note, where there is something else."""
        found = self._document.find((*node.path, *steps))
        if found is None:
            self.note("accepts any value: it is not a schema", node, *steps)
        return () if found is None else (found,)

    def first(self, parts: Parts, keyword: str) -> tuple[Node, Any] | None:
        """The value of a keyword in the first part that has it, with a note for each other value."""
        found = [(part, words[keyword]) for part, words in parts if keyword in words]
        for part, value in found[1:]:
            if text_of(value) != text_of(found[0][1]):
                self.note(f"is left out: another schema for the same value has `{keyword}` too", part, keyword)
        return found[0] if found else None

    def types(self, parts: Parts, outer: Node | None) -> list[str]:
        """The types that all parts allow; empty if they allow all. For `outer`, the caller allows null."""
        allowed: list[str] | None = None
        for part, words in parts:
            if "type" not in words:
                continue
            types: list[str] = [words["type"]] if isinstance(words["type"], str) else words["type"]
            if part is not outer and self.is_nullable(part):
                types = [*types, "null"]
            common = types if allowed is None else _common(allowed, types)
            if common:
                allowed = common
            else:
                self.note("is left out: another schema for the same value has another type", part, "type")
        return list(dict.fromkeys(allowed or ()))

    def required(self, parts: Parts) -> list[str]:
        """The fields that any part requires."""
        names: dict[str, None] = {}
        for part, words in parts:
            for name in words.get("required", ()):
                if _is_quotable(name):
                    names[name] = None
                else:
                    self.note(f"does not require a field whose name {_UNQUOTABLE}", part, "required")
        return [*names]

    def is_nullable(self, node: Node) -> bool:
        """Whether a schema says `nullable`, in one of the ways that people write it."""
        ignored = node.keywords.get(IGNORED, {})
        for keyword in ("nullable", "x-nullable"):
            if node.keywords.get(keyword) is True:
                if keyword != self._published.nullable:
                    language = self._published.language
                    self.note(f"is not a keyword of {language}, but null is accepted as it says", node, keyword)
                return True
            if ignored.get(keyword) is True:
                self.note("is next to a `$ref`, but null is accepted as it says", node, IGNORED, keyword)
                return True
        return False


def is_null(node: Node) -> bool:
    """Whether a schema accepts null only."""
    words = node.keywords
    return words.get("type") in ("null", ["null"]) or words.get("enum") == [None] or words.get("const", 0) is None


def _common(types: list[str], others: list[str]) -> list[str]:
    """The types in both lists; an integer is a number."""
    found = [each for each in types if each in others or (each == "integer" and "number" in others)]
    is_integer = "number" in types and "integer" in others and "number" not in others
    return [*found, "integer"] if is_integer else found


def _flaw_of(keyword: str, value: Any) -> str:
    """Why the schema of a format cannot have a keyword with this value; empty if it can."""
    if keyword not in ASSERTIONS | _REWRITTEN:
        return "the schema of a format does not have this keyword"
    if not is_well_formed(keyword, value):
        return "the keyword cannot have this value"
    if keyword in ("enum", "const"):
        return _flaw_of_choices(value if keyword == "enum" else [value])
    if keyword == "pattern":
        found = read_pattern(value)
        return "Python does not evaluate this pattern as JavaScript does" if found is None or found.reason else ""
    return "" if _is_exact(value) else "the number has too many digits"


def _flaw_of_choices(values: list[Any]) -> str:
    if not values or any(is_dict(value) or is_list(value) for value in values):
        return "codegen reads texts, numbers, booleans and null here only"
    if not all(_is_quotable(value) for value in values if isinstance(value, str)):
        return f"a text in it {_UNQUOTABLE}"
    return "" if all(map(_is_exact, values)) else "a number in it has too many digits"


def _is_exact(value: Any) -> bool:
    """Whether a value is not a number, or one that stays the same when Python reads it and writes it."""
    return not isinstance(value, ExactFloat) or Decimal(repr(float(value))) == value.exact


def is_vocabulary(words: Any) -> bool:
    """Whether a value can be that of `x-extensible-enum`."""
    return is_list(words) and bool(words) and all(isinstance(word, str) and _is_quotable(word) for word in words)


def _is_quotable(text: str) -> bool:
    return text == json.dumps(text, ensure_ascii=False)[1:-1]
