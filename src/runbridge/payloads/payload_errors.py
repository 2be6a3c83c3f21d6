"""The errors of jsonschema for a payload, split until each has one cause: a value and a keyword.

Where all branches of an `anyOf` or `oneOf` refuse a value, the errors are those of the branch that was probably meant.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from runbridge._runtime.schema_validator import Path, SchemaError
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
    """The errors of a payload, each with one cause."""
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
