"""The schema of the format, widened so that it accepts all records that were read; for review by a person."""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import Location
from runbridge.drift.render_text import at, describe, headline, share_text
from runbridge.drift.report import Drift, Report
from runbridge.formats import find_format
from runbridge.schemas.record_schema import Node, Path, shape_of
from runbridge.version import __version__


def render_overlay(report: Report) -> str:
    """The schema as a JSON text, in ASCII."""
    return json.dumps(overlay(report), indent=2) + "\n"


def overlay(report: Report) -> dict[str, Any]:
    """A JSON Schema that accepts every record that was read. Each part that was widened says so in its `$comment`."""
    form = find_format(report.form)
    schema = deepcopy(load_schema(form, report.profile))
    schema.pop("examples", None)
    nodes = {node.path: node for node in _nodes(shape_of(form, report.profile))}
    # New values first: once an enum is one of several branches, it is hard to find.
    for drift in sorted(report.drift, key=lambda each: each.kind != "value"):
        _widen(schema, nodes, drift)
    about = f"Written by runbridge drift {__version__}, to be reviewed by a person: {headline(report)}."
    comments = [about, *([schema["$comment"]] if "$comment" in schema else [])]
    return {
        "$schema": schema.pop("$schema"),
        "$id": f"{schema.pop('$id')}:observed",
        **schema,
        "$comment": " ".join(comments),
    }


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in (*node.members.values(), node.items, node.values):
        if child is not None:
            yield from _nodes(child)


def _part(schema: dict[str, Any], location: Location) -> Any:
    part: Any = schema
    for step in location:
        part = part[step]
    return part


def _widen(schema: dict[str, Any], nodes: dict[Path, Node], drift: Drift) -> None:
    path = drift.path
    if drift.kind == "missing" or (drift.kind == "unknown" and drift.detail is not None):
        name, record = str(path[-1]), _part(schema, nodes[path[:-1]].record)
        if drift.kind == "missing":
            record["required"] = [each for each in record["required"] if each != name]
            part = record["properties"][name]
        else:
            part = record["properties"].setdefault(name, {"type": []})
            _allow(part, str(drift.detail).split(", "))
    else:
        part = _part(schema, nodes[path].location)
        _loosen(part, drift)
    comment = f"{describe(drift)}: {drift.count:,} of {drift.of:,} ({share_text(drift)}), first at {at(drift.first)}."
    part["$comment"] = f"{part['$comment']} {comment}" if "$comment" in part else comment


def _loosen(part: dict[str, Any], drift: Drift) -> None:
    match drift.kind, drift.detail:
        case "value", None if "anyOf" in part:
            part["anyOf"] = [*part["anyOf"], {"type": "string"}]
        case "value", None:
            part.pop("enum", None)
            part.pop("const", None)
        case "value", word if "anyOf" in part:
            part["anyOf"] = [*part["anyOf"], {"const": word}]
        case "value", word:
            for keyword in ("enum", "x-extensible-enum"):
                if keyword in part:
                    part[keyword] = [*part[keyword], word]
            if "const" in part:
                part["enum"] = [part.pop("const"), word]
        case "time", _:
            # Under the tolerant profile it is one of two formats.
            part.pop("format", None)
            part.pop("anyOf", None)
        case "unknown", _:
            # More fields than are distinguished are allowed anyway.
            pass
        case _:
            _allow(part, [str(drift.detail)])


def _allow(part: dict[str, Any], kinds: Sequence[str]) -> None:
    """Allow values of more types."""
    if "type" not in part:
        if "anyOf" not in part:
            # Only its values are listed.
            part["anyOf"] = [{keyword: part.pop(keyword) for keyword in ("const", "enum") if keyword in part}]
        part["anyOf"] = [*part["anyOf"], {"type": _types(kinds)}]
        return
    types: str | list[str] = part["type"]
    part["type"] = _types([*([types] if isinstance(types, str) else types), *kinds])
    if "enum" in part:
        # Another type alone does not widen an enum.
        part["anyOf"] = [{"enum": part.pop("enum")}, {"type": list(kinds)}]
    elif "anyOf" in part and "enum" in part["anyOf"][0]:
        part["anyOf"][1]["type"] += kinds


def _types(kinds: Sequence[str]) -> str | list[str]:
    """A `type` of some types, each once; an integer is a number."""
    some = [kind for kind in dict.fromkeys(kinds) if kind != "integer" or "number" not in kinds]
    return some[0] if len(some) == 1 else some
