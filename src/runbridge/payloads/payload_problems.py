"""The problems of a payload: one for each root cause, with what was expected and the fix where it is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from runbridge._runtime.schema_validator import Path, SchemaError
from runbridge.diagnosis import hints
from runbridge.diagnosis.hints import TIMES, describe_keyword, describe_schema, describe_values
from runbridge.diagnosis.schema_problems import MAX_FIXES, Unlocated, invalid_value, missing_field, unknown_field
from runbridge.problem_messages import pointer, show
from runbridge.problems import Fix, Problem
from runbridge.schemas.document import Document, Node, text_of
from runbridge.schemas.json_validator import ValidatorError
from runbridge.schemas.loader import schema_value

#: In a rewritten `false` schema: the keyword that it is under, and the fields that have a schema next to it.
UNDER = "x-runbridge-under"
BESIDE = "x-runbridge-beside"
_KEYWORDS = ("properties", "patternProperties", "additionalProperties", "prefixItems", "allOf", "anyOf", "oneOf")

#: The errors of one branch of an `anyOf` or `oneOf`.
_Branch: TypeAlias = Sequence[ValidatorError]
_ENUMS = ("enum", "const")
_EXTRA = "additionalProperties"
#: Stands for the keyword of a schema that is `false`.
FALSE = "false"


def split_errors(errors: Iterable[ValidatorError], payload: Any) -> Iterator[SchemaError]:
    """The errors of jsonschema for a payload, each with one cause: a value and a keyword.

    Where all branches of an `anyOf` or `oneOf` refuse a value, they are those of the branch that was probably meant.
    """
    seen: set[tuple[Path, int]] = set()
    for error in errors:
        if error.validator in ("required", "dependentRequired"):
            # There is one error for each missing field, and none says which field; the first stands for all.
            key = (tuple(error.absolute_path), id(error.validator_value))
            if key in seen:
                continue
            seen.add(key)
        yield from _split(error, payload)


def _split(error: ValidatorError, payload: Any) -> Iterator[SchemaError]:
    if error.context:
        yield from _errors_of_branches(error, payload)
        return
    keyword, path, value = _keyword(error), tuple(error.absolute_path), error.instance
    schema = _neighbours(error)
    if _is_name(error, payload):
        yield SchemaError(keyword, path, value, schema, value, is_name=True)
    elif keyword == "required":
        missing = (name for name in error.validator_value if name not in value)
        yield from (SchemaError(keyword, path, value, schema, name) for name in missing)
    elif keyword == "dependentRequired":
        dependencies: Iterable[tuple[str, list[str]]] = error.validator_value.items()
        missing = (name for given, needed in dependencies if given in value for name in needed if name not in value)
        yield from (SchemaError(keyword, path, value, schema, name) for name in missing)
    else:
        types = _types(error) if keyword == "type" else ()
        yield SchemaError(keyword, path, value, schema, types=tuple(types))


def _is_name(error: ValidatorError, payload: Any) -> bool:
    """Whether a name is rejected, by `propertyNames`, and not the value at the path."""
    return value_at(payload, tuple(error.absolute_path)) is not error.instance


def _neighbours(error: ValidatorError) -> Mapping[str, Any]:
    return {} if isinstance(error.schema, bool) else error.schema


def _keyword(error: ValidatorError) -> str:
    """The keyword that rejects; for a schema that is `false`, the keyword above it if that is more specific."""
    under = _neighbours(error).get(UNDER)
    if error.validator is None or (error.validator == "not" and under is not None):
        # A reference may lead there too, from where there is no field.
        is_field = any(isinstance(step, str) for step in [*error.absolute_path][-1:])
        return _EXTRA if under == _EXTRA and is_field else FALSE
    return error.validator


def value_at(payload: Any, path: Path) -> Any:
    """The value at a path of a payload."""
    for step in path:
        payload = payload[step]
    return payload


def _errors_of_branches(error: ValidatorError, payload: Any) -> Iterator[SchemaError]:
    """The errors of the branch that was probably meant; where none stands out, one error for all of them."""
    all_branches = _branches(error.context)
    branches = [branch for branch in all_branches if not any(map(_is_of_another_type, branch))]
    if not branches:
        types = {name: None for branch in all_branches for each in branch for name in _types_at_top(each)}
        yield _merged(error, payload, "type", [*types]) if types else _merged_as_it_is(error, payload)
        return
    # A branch with an enum for the value, or else for one of its fields, says with it which values it is for.
    for depth in (0, 1):
        enums = [[each for each in branch if _is_enum(each, depth)] for branch in branches]
        others = [branch for branch, found in zip(branches, enums, strict=True) if not found]
        if others:
            branches = others
        elif len(branches) > 1 and len({tuple(each.path) for found in enums for each in found}) == 1:
            allowed = {text_of(value): value for found in enums for each in found for value in _allowed(each)}
            yield _merged(enums[0][0], payload, "enum", [*allowed.values()])
            return
    shortest, *others = sorted(branches, key=len)
    if others and len(others[0]) == len(shortest):
        yield _merged_as_it_is(error, payload)
        return
    yield from split_errors(shortest, payload)


def _branches(context: Sequence[ValidatorError]) -> list[_Branch]:
    branches: dict[str | int, list[ValidatorError]] = {}
    for error in context:
        branches.setdefault(error.schema_path[0], []).append(error)
    return [*branches.values()]


def _is_of_another_type(error: ValidatorError) -> bool:
    return not error.path and _keyword(error) in ("type", FALSE)


def _types_at_top(error: ValidatorError) -> list[str]:
    """The types that a branch allows; none where its error is about something else."""
    return [] if error.path or error.validator != "type" else _types(error)


def _types(error: ValidatorError) -> list[str]:
    types: str | list[str] = error.validator_value
    return [types] if isinstance(types, str) else types


def _is_enum(error: ValidatorError, depth: int) -> bool:
    return len(error.path) == depth and error.validator in _ENUMS


def _allowed(error: ValidatorError) -> list[Any]:
    return error.validator_value if error.validator == "enum" else [error.validator_value]


def _merged_as_it_is(error: ValidatorError, payload: Any) -> SchemaError:
    return _merged(error, payload, _keyword(error), error.validator_value)


def _merged(error: ValidatorError, payload: Any, keyword: str, expected: Any) -> SchemaError:
    """One error that stands for several errors of a value."""
    path, value = tuple(error.absolute_path), error.instance
    is_name = _is_name(error, payload)
    return SchemaError(
        keyword,
        path,
        value,
        {keyword: expected},
        value if is_name else None,
        types=tuple(expected) if keyword == "type" else (),
        is_name=is_name,
        is_merged=True,
    )


def rewrite_false_schemas(text: str) -> Any:
    """The schema of a checked text, rewritten so that errors of `false` schemas are more specific."""
    schema = schema_value(text)
    for keyword, node in _refusing(Document("", text, schema_value(text))):
        *above, step = node.path
        around: Any = schema
        for each in above:
            around = around[each]
        beside: Iterable[str] = around.get("properties", {}) if keyword == "additionalProperties" else ()
        around[step] = {"not": {}, UNDER: keyword, BESIDE: [*beside]}
    return schema


def _refusing(document: Document) -> Iterator[tuple[str, Node]]:
    seen: set[Node] = set()
    waiting = [document.root]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        waiting += [*node.inside(), *node.defined()]
        for keyword in node.keywords.keys() & _KEYWORDS:
            yield from ((keyword, child) for child in node.under(keyword) if child.refuses_all)


#: The keywords under which a schema that is `false` forbids a part of a value.
_PARTS = ("properties", "patternProperties", "prefixItems")


def describe_expected(error: SchemaError) -> str:
    """What the keyword of an error expects of its value."""
    if error.keyword == "items":
        # Only `false` rejects an array itself, for its elements after the first ones.
        return f"an array of at most {len(error.schema.get('prefixItems', []))}"
    if error.keyword == "oneOf" and not error.is_merged:
        return "a value that only one schema in `oneOf` accepts"
    if error.keyword == FALSE:
        return "left out" if error.schema.get(UNDER) in _PARTS else "left out: the schema accepts no value there"
    return describe_keyword(error.keyword, error.expected)


#: A value that one of these keywords rejects needs no other error.
_DECISIVE = frozenset({"type", "enum", "const"})
_CODES = {
    "type": "invalid-type",
    "enum": "unknown-value",
    "required": "missing-field",
    "dependentRequired": "missing-field",
    "additionalProperties": "unknown-field",
    "format": "invalid-timestamp",
}


class PayloadDiagnosis:
    """Finds the problems of one payload; `parent` is the path of the payload in its record."""

    def __init__(self, payload: Any, parent: Path) -> None:
        self._payload = payload
        self._parent = parent
        self._seen: set[tuple[Any, ...]] = set()
        self._fixes_left = MAX_FIXES
        self._renames = hints.Renames()

    def problems(self, found: Iterable[ValidatorError]) -> Iterator[Unlocated]:
        """The problems for some errors of jsonschema, without those that were reported before."""
        errors = [error for error in split_errors(found, self._payload) if self._is_new(error)]
        # jsonschema visits the fields of an object in the order of a set; the first ones get the fixes.
        errors.sort(key=lambda error: [(isinstance(step, str), step) for step in error.path])
        self._find_renames(errors)
        for error in _root_causes(errors):
            # The problem of the missing field names the field that is meant for it.
            if error.keyword != "additionalProperties" or not self._renames.is_source(error.path[:-1], error.path[-1]):
                near = self._renames.of(error.path, error.name)
                fix = _fix(error, self._payload, near) if self._fixes_left > 0 else None
                self._fixes_left -= 1
                yield _problem(error, self._parent, fix, near)

    def _is_new(self, error: SchemaError) -> bool:
        identity = error.keyword, error.path, error.name, error.is_name, describe_expected(error)
        is_new = identity not in self._seen
        self._seen.add(identity)
        return is_new

    def _find_renames(self, errors: Iterable[SchemaError]) -> None:
        missing: dict[Path, list[SchemaError]] = {}
        for error in errors:
            if error.keyword == "required" and len(missing) < MAX_FIXES:
                missing.setdefault(error.path, []).append(error)
        for path, group in missing.items():
            known = (name for error in group for name in error.schema.get("properties", {}))
            self._renames.find(path, (str(error.name) for error in group), group[0].value, known)


def _root_causes(errors: list[SchemaError]) -> Iterator[SchemaError]:
    """The errors that do not follow from others."""
    of_values = [error for error in errors if not error.is_name]
    mistyped = {error.path for error in of_values if error.keyword == "type"}
    decided = {error.path for error in of_values if error.keyword in _DECISIVE}
    # A rejected part is not evaluated, so `unevaluated…` rejects it too.
    refused = {
        error.path[:depth]
        for error in errors
        if not error.keyword.startswith("unevaluated")
        for depth in range(len(error.path) + 1)
    }
    for error in errors:
        path, keyword = error.path, error.keyword
        if any(path[:depth] in mistyped for depth in range(len(path))):
            continue
        if (path in mistyped and keyword != "type") or (path in decided and keyword not in _DECISIVE):
            continue
        if not keyword.startswith("unevaluated") or path not in refused:
            yield error


def _problem(error: SchemaError, parent: Path, fix: Fix | None, near: str | None) -> Unlocated:
    path, keyword = (*parent, *error.path), error.keyword
    code = _CODES.get(keyword, "payload-invalid")
    if error.is_name:
        return _invalid_name((*path, str(error.name)), error, fix)
    if code == "missing-field":
        return missing_field(path, keyword, str(error.name), fix, near)
    if code == "unknown-field":
        return unknown_field(path, keyword, fix)
    expected = describe_values(error.expected) if code == "unknown-value" else describe_expected(error)
    return invalid_value(code, path, keyword, expected=expected, fix=fix, value=error.value)


def _invalid_name(path: Path, error: SchemaError, fix: Fix | None) -> Unlocated:
    if error.keyword == FALSE:
        return unknown_field(path, "propertyNames", fix)
    problem = Problem(
        code="payload-invalid",
        keyword=error.keyword,
        pointer=pointer(path),
        expected=f"a field whose name is {describe_expected(error)}",
        actual=show(error.value),
        fix=fix,
    )
    return Unlocated(problem, path, at_name=True)


def _fix(error: SchemaError, payload: Any, near: str | None) -> Fix | None:
    value = error.value
    match error.keyword:
        case _ if error.is_name:
            return None
        case "required" if near:
            return hints.of_rename(str(error.name), near)
        case "required" | "dependentRequired":
            described = describe_schema(error.schema.get("properties", {}).get(error.name))
            return hints.of_missing(described)
        case "additionalProperties":
            present = value_at(payload, error.path[:-1])
            return hints.of_extra(
                str(error.path[-1]), (name for name in error.schema.get(BESIDE, ()) if name not in present)
            )
        case "enum" if isinstance(value, str):
            return hints.of_word(value, (word for word in error.expected if isinstance(word, str)))
        case "format":
            return hints.of_time(value, tolerated=False)
        case "type":
            is_time = error.schema.get("format") in TIMES
            return hints.of_type(value, error.types, allowed=error.schema.get("enum"), is_time=is_time, tolerated=False)
        case _:
            return None
