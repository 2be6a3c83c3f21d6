"""Renders changes as lines of text and as one JSON document."""

from collections.abc import Iterator
from typing import Any

from runbridge.problem_messages import brief, escape, pointer
from runbridge.schema_diff.model import Change, Diff, Role, Side, Verdict
from runbridge.schemas.document import literal_text

#: How many characters of a record a line shows; the JSON document has the whole record.
_SHOWN = 2_000


def as_text(diff: Diff) -> Iterator[str]:
    """One line for each change, followed by a line for each role for which it is not compatible."""
    for change in diff.changes:
        # A removed keyword is shown where it was.
        file, side = (diff.old, change.old) if change.code.endswith("-removed") else (diff.new, change.new)
        place = f"{escape(file)}:{side.line}:{side.column}"
        yield f"{place}: {change.grade} {change.code} `{brief(pointer(side.path))}` {escape(change.message)}\n"
        for role, verdict in change.verdicts.items():
            if verdict.grade != "compatible":
                yield f"    {role}: {_verdict_line(diff, role, verdict)}\n"


def _verdict_line(diff: Diff, role: Role, verdict: Verdict) -> str:
    if verdict.counterexample is None:
        return f"{verdict.grade}: {verdict.reason}"
    accepting, refusing = (diff.old, diff.new) if role == "consumer" else (diff.new, diff.old)
    record = escape(literal_text(verdict.counterexample.record))
    cut = f"{record[:_SHOWN]}…" if len(record) > _SHOWN else record
    path = verdict.counterexample.path
    place = f", for its `{brief(pointer(path))}`" if path else ""
    return f"{verdict.grade}: {escape(accepting)} accepts and {escape(refusing)} refuses{place}: {cut}"


def as_json(diff: Diff) -> str:
    """One JSON document, in ASCII."""
    document = {
        "old": diff.old,
        "new": diff.new,
        "compatibility": diff.compatibility,
        "policy": diff.policy,
        "verdicts": {role: diff.grade(role) for role in diff.roles},
        "changes": [_change(change) for change in diff.changes],
    }
    return literal_text(document, ensure_ascii=True) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "code": change.code,
        "grade": change.grade,
        "message": change.message,
        "old": _side(change.old),
        "new": _side(change.new),
        "verdicts": {role: _verdict(verdict) for role, verdict in change.verdicts.items()},
    }


def _side(side: Side) -> dict[str, Any]:
    return {"pointer": pointer(side.path), "line": side.line, "column": side.column}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    document: dict[str, Any] = {"grade": verdict.grade}
    if verdict.reason:
        document["reason"] = verdict.reason
    if verdict.counterexample is not None:
        document["counterexample"] = {
            "record": verdict.counterexample.record,
            "pointer": pointer(verdict.counterexample.path),
        }
    return document
