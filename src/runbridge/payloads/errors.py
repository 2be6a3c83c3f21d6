"""What jsonschema says against a payload, taken apart until each leaf is one cause: a value and a keyword.

Of the schemas under an `anyOf` or `oneOf` that all refuse a value, the leaves are those of the one that was meant, if
that can be told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from runbridge._runtime.schema_validator import Path
from runbridge.payloads.false_schemas import UNDER
from runbridge.schemas.document import text_of
from runbridge.schemas.validator import Refusal

#: The refusals of one of the schemas under an `anyOf` or `oneOf`.
_Branch: TypeAlias = Sequence[Refusal]
_LISTS = ("enum", "const")
_EXTRA = "additionalProperties"
#: What a schema that is `false` has for a keyword.
FALSE = "false"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value at a path in the payload that a keyword refuses, and what the keyword asked for.

    `name` is the member that is missing, or, where a name is what is refused, `is_named`, that name. `schema` has the
    neighbours of the keyword, which say more about what is wanted; none where the leaf `is_merged` of the refusals of
    several schemas.
    """

    keyword: str
    path: Path
    value: Any
    asked: Any
    schema: Mapping[str, Any]
    name: str | None = None
    is_named: bool = False
    is_merged: bool = False


def leaves_of(refusals: Iterable[Refusal], payload: Any) -> Iterator[Leaf]:
    """The leaves of refusals of a payload."""
    named: set[tuple[Path, int]] = set()
    for refusal in refusals:
        if refusal.validator in ("required", "dependentRequired"):
            # There is one for each member that is missing, and it does not say which; the first stands for all.
            key = (tuple(refusal.absolute_path), id(refusal.validator_value))
            if key in named:
                continue
            named.add(key)
        yield from _leaves(refusal, payload)


def _leaves(refusal: Refusal, payload: Any) -> Iterator[Leaf]:
    if refusal.context:
        yield from _of_branches(refusal, payload)
        return
    keyword, asked = _keyword(refusal), refusal.validator_value
    path, value = tuple(refusal.absolute_path), refusal.instance
    schema = _neighbours(refusal)
    if value_at(payload, path) is not value:
        # What is refused is no value but a name, under `propertyNames`.
        yield Leaf(keyword, path, value, asked, schema, value, is_named=True)
    elif keyword == "required":
        yield from (Leaf(keyword, path, value, asked, schema, name) for name in asked if name not in value)
    elif keyword == "dependentRequired":
        names = (name for given, needed in asked.items() if given in value for name in needed if name not in value)
        yield from (Leaf(keyword, path, value, asked, schema, name) for name in names)
    else:
        yield Leaf(keyword, path, value, asked, schema)


def _neighbours(refusal: Refusal) -> Mapping[str, Any]:
    return {} if isinstance(refusal.schema, bool) else refusal.schema


def _keyword(refusal: Refusal) -> str:
    """The keyword that refuses; of a schema that is `false` the one that it is under, where that says more."""
    under = _neighbours(refusal).get(UNDER)
    if refusal.validator is None or (refusal.validator == "not" and under is not None):
        # A reference may lead there too, from where there is no member.
        is_member = any(isinstance(step, str) for step in [*refusal.absolute_path][-1:])
        return _EXTRA if under == _EXTRA and is_member else FALSE
    return refusal.validator


def value_at(payload: Any, path: Path) -> Any:
    """What stands at a path of a payload."""
    for step in path:
        payload = payload[step]
    return payload


def _of_branches(refusal: Refusal, payload: Any) -> Iterator[Leaf]:
    """The leaves of the branch that was meant; where that cannot be told, one leaf for all of them."""
    all_branches = _branches(refusal.context)
    branches = [branch for branch in all_branches if not any(map(_is_of_another_type, branch))]
    if not branches:
        types = {name: None for branch in all_branches for each in branch for name in _types(each)}
        yield _merged(refusal, payload, "type", [*types]) if types else _merged_as_it_is(refusal, payload)
        return
    # One that lists what the value, or else one of its members, may be says with this which values it is for.
    for depth in (0, 1):
        refused = [[each for each in branch if _is_listed(each, depth)] for branch in branches]
        others = [branch for branch, lists in zip(branches, refused, strict=True) if not lists]
        if others:
            branches = others
        elif len(branches) > 1 and len({tuple(each.path) for lists in refused for each in lists}) == 1:
            words = {text_of(word): word for lists in refused for each in lists for word in _words(each)}
            yield _merged(refused[0][0], payload, "enum", [*words.values()])
            return
    shortest, *others = sorted(branches, key=len)
    if others and len(others[0]) == len(shortest):
        yield _merged_as_it_is(refusal, payload)
        return
    yield from leaves_of(shortest, payload)


def _branches(context: Sequence[Refusal]) -> list[_Branch]:
    branches: dict[str | int, list[Refusal]] = {}
    for refusal in context:
        branches.setdefault(refusal.schema_path[0], []).append(refusal)
    return [*branches.values()]


def _is_of_another_type(refusal: Refusal) -> bool:
    return not refusal.path and _keyword(refusal) in ("type", FALSE)


def _types(refusal: Refusal) -> list[str]:
    """The types that the value should have had."""
    if refusal.path or refusal.validator != "type":
        return []
    types: str | list[str] = refusal.validator_value
    return [types] if isinstance(types, str) else types


def _is_listed(refusal: Refusal, depth: int) -> bool:
    return len(refusal.path) == depth and refusal.validator in _LISTS


def _words(refusal: Refusal) -> list[Any]:
    return refusal.validator_value if refusal.validator == "enum" else [refusal.validator_value]


def _merged_as_it_is(refusal: Refusal, payload: Any) -> Leaf:
    return _merged(refusal, payload, _keyword(refusal), refusal.validator_value)


def _merged(refusal: Refusal, payload: Any, keyword: str, asked: Any) -> Leaf:
    """One leaf for several refusals of a value."""
    path, value = tuple(refusal.absolute_path), refusal.instance
    is_named = value_at(payload, path) is not value
    return Leaf(keyword, path, value, asked, {}, value if is_named else None, is_named, is_merged=True)
