"""What is said about a difference: a code that stays the same, and a sentence."""

import json
import re
from dataclasses import dataclass
from typing import Any

from runbridge.problems import brief
from runbridge.schemas.document import text_of
from runbridge.schemas.keywords import is_annotation, is_known


@dataclass(frozen=True)
class Words:
    """The code and the sentence for a difference."""

    code: str
    message: str


def about_keyword(keyword: str, old: dict[str, Any], new: dict[str, Any]) -> Words:
    """What is said of a keyword that one version has, or both have with different values."""
    stem = stem_of(keyword)
    name = f"`{brief(keyword)}`"
    if keyword not in old:
        return Words(f"{stem}-added", f"{name} is new: {shown(new[keyword])}")
    if keyword not in new:
        return Words(f"{stem}-removed", f"{name} is gone; it was {shown(old[keyword])}")
    if keyword == "enum":
        return Words(f"{stem}-changed", _about_values(old[keyword], new[keyword]))
    return Words(f"{stem}-changed", f"{name} was {shown(old[keyword])} and is {shown(new[keyword])}")


def _about_values(old: list[Any], new: list[Any]) -> str:
    olds, news = [text_of(value) for value in old], [text_of(value) for value in new]
    lost = [value for value, text in zip(old, olds, strict=True) if text not in news]
    gained = [value for value, text in zip(new, news, strict=True) if text not in olds]
    verbs = [f"{verb} {shown(values)[1:-1]}" for verb, values in (("lost", lost), ("gained", gained)) if values]
    return f"`enum` {' and '.join(verbs) or 'is in another order'}"


def about_one(keyword: str, what: Any, *, added: bool) -> Words:
    """What is said of one entry of a keyword, a member or a branch, that only one version has."""
    verb = "added" if added else "removed"
    return Words(f"{stem_of(keyword)}-{verb}", f"`{keyword}` {'gained' if added else 'lost'} {shown(what)}")


def about_neighbours(keyword: str) -> Words:
    """What is said of a keyword that stayed, but asks for something else since its neighbours changed."""
    return Words(f"{stem_of(keyword)}-affected", f"`{keyword}` depends on what changed beside it")


def about_elsewhere(keyword: str) -> Words:
    """What is said of a keyword that we do not know, which stayed and may refer to what changed elsewhere."""
    return Words(f"{stem_of(keyword)}-affected", f"`{brief(keyword)}` may refer to what changed elsewhere")


def stem_of(keyword: str) -> str:
    """What the codes of a keyword begin with."""
    if not is_known(keyword):
        return "unknown-keyword"
    if is_annotation(keyword):
        return "annotation"
    return {"properties": "property", "patternProperties": "pattern-property"}.get(
        keyword, re.sub("[A-Z]", lambda match: f"-{match[0].lower()}", keyword.removeprefix("$"))
    )


def shown(value: Any) -> str:
    """A value of a schema, cut where it is long."""
    return brief(json.dumps(value, ensure_ascii=False))


def is_about_unknown(words: Words) -> bool:
    """Whether a difference is a keyword that we do not know; no record can show anything about it."""
    return words.code.startswith("unknown-keyword")


def reason_for(code: str, *, is_unknown: bool) -> str:
    """Why a change was neither proven to be compatible nor shown to be breaking."""
    if is_unknown:
        return "runbridge does not know the keyword, so it cannot say what it asks for"
    stem = code.rpartition("-")[0]
    return _REASONS.get(stem, "it could not be proven to be compatible, and no record was found that shows a break")


#: What no single difference accounts for.
UNPROVEN = Words("whole-unproven", "the changes, each compatible, were not proven to be so together")
HIDDEN = Words("unknown-keyword-moved", "keywords that runbridge does not know are not where they were")
_REASONS = {
    "pattern": "patterns are not compared with each other, and no text was found that only one of them matches",
    "format": "this format is not asserted, so no record can show what it refuses",
}
