"""The problem of a text under `_residue` that is not a residue, which the schema cannot express."""

from collections.abc import Iterator
from typing import Any, cast

from runbridge._runtime.json_parser import parse
from runbridge._runtime.registry import NAME
from runbridge._runtime.residue_text import decode_text, looks_like_residue
from runbridge._runtime.schema import residue_validator
from runbridge.diagnosis.hints import OF_RESIDUE
from runbridge.diagnosis.schema_problems import Unlocated
from runbridge.problem_messages import pointer, show
from runbridge.problems import Problem


def residue_problems(record: Any) -> Iterator[Unlocated]:
    """The problem of the residue of a parsed record, if it has one as text and the text cannot be used."""
    text = cast("dict[str, Any]", record).get(NAME) if isinstance(record, dict) else None
    actual = _flaw_of(text) if isinstance(text, str) else ""
    if actual:
        problem = Problem(
            code="invalid-residue", pointer=pointer([NAME]), expected="a residue", actual=actual, fix=OF_RESIDUE
        )
        yield Unlocated(problem, (NAME,))


def _flaw_of(text: str) -> str:
    """What a text is if it is not a residue; empty if it is one."""
    if not looks_like_residue(text):
        return show(text)
    data = decode_text(text)
    if data is None:
        return "a damaged one, whose digest is another"
    try:
        is_valid = residue_validator().is_valid(parse(data.decode()))
    except (ValueError, RecursionError):
        is_valid = False
    return "" if is_valid else "one that is not well-formed"
