"""The stable code and the message of every difference."""

import re
from dataclasses import dataclass
from typing import Any

from runbridge.problem_messages import brief
from runbridge.schemas.document import literal_text, text_of
from runbridge.schemas.keywords import is_annotation, is_known


@dataclass(frozen=True)
class ChangeText:
    """The code and the message of a difference."""

    code: str
    message: str


def keyword_text(keyword: str, old: dict[str, Any], new: dict[str, Any]) -> ChangeText:
    """The text for a keyword that one version has, or both have with different values."""
    stem = stem_of(keyword)
    name = f"`{brief(keyword)}`"
    if keyword not in old:
        return ChangeText(f"{stem}-added", f"{name} is new: {shorten_value(new[keyword])}")
    if keyword not in new:
        return ChangeText(f"{stem}-removed", f"{name} is gone; it was {shorten_value(old[keyword])}")
    if keyword == "enum":
        return ChangeText(f"{stem}-changed", _enum_message(old[keyword], new[keyword]))
    return ChangeText(
        f"{stem}-changed", f"{name} was {shorten_value(old[keyword])} and is {shorten_value(new[keyword])}"
    )


def was_and_is(what: str, old: Any, new: Any) -> str:
    """The message for something that changed from one value to another."""
    return f"{what} was {shorten_value(old)} and is {shorten_value(new)}"


def _enum_message(old: list[Any], new: list[Any]) -> str:
    olds, news = [text_of(value) for value in old], [text_of(value) for value in new]
    lost = [value for value, text in zip(old, olds, strict=True) if text not in news]
    gained = [value for value, text in zip(new, news, strict=True) if text not in olds]
    verbs = [f"{verb} {shorten_value(values)[1:-1]}" for verb, values in (("lost", lost), ("gained", gained)) if values]
    return f"`enum` {' and '.join(verbs) or 'is in another order'}"


def entry_text(keyword: str, what: Any, *, added: bool) -> ChangeText:
    """The text for one entry of a keyword, a property or a branch, that only one version has."""
    verb = "added" if added else "removed"
    return ChangeText(
        f"{stem_of(keyword)}-{verb}", f"`{keyword}` {'gained' if added else 'lost'} {shorten_value(what)}"
    )


def affected_text(keyword: str) -> ChangeText:
    """The text for a keyword that stayed, but whose meaning changed with the keywords next to it."""
    return ChangeText(f"{stem_of(keyword)}-affected", f"`{keyword}` depends on a keyword next to it that changed")


def reference_text(keyword: str) -> ChangeText:
    """The text for an unknown keyword that stayed, and may refer to something that changed elsewhere."""
    return ChangeText(f"{stem_of(keyword)}-affected", f"`{brief(keyword)}` may refer to what changed elsewhere")


def stem_of(keyword: str) -> str:
    """The prefix of the codes of a keyword."""
    if not is_known(keyword):
        return "unknown-keyword"
    if is_annotation(keyword):
        return "annotation"
    return {"properties": "property", "patternProperties": "pattern-property"}.get(
        keyword, re.sub("[A-Z]", lambda match: f"-{match[0].lower()}", keyword.removeprefix("$"))
    )


def shorten_value(value: Any) -> str:
    """The JSON text of a value of a schema, cut if it is long."""
    return brief(literal_text(value))


def is_about_unknown(change_text: ChangeText) -> bool:
    """Whether a difference is an unknown keyword; no record can show anything about it."""
    return change_text.code.startswith("unknown-keyword")


def reason_for(code: str, *, is_unknown: bool) -> str:
    """Why a change was neither proven to be compatible nor shown to be breaking."""
    if is_unknown:
        return "runbridge does not know this keyword"
    stem = code.rpartition("-")[0]
    return _REASONS.get(stem, "not proven compatible, and no breaking record was found")


#: Changes that no single difference explains.
UNPROVEN = ChangeText("whole-unproven", "each change is compatible, but they were not proven compatible together")
HIDDEN = ChangeText("unknown-keyword-moved", "keywords that runbridge does not know have moved")
_REASONS = {
    "pattern": "patterns are not compared, and no text was found that only one of them matches",
    "format": "this format is not asserted, so no record can show a difference",
}
