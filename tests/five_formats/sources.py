"""Five formats of very different shapes: a hub, three with a bridge to it, and one without a bridge."""

from typing import Any

Json = dict[str, Any]

_TIME = {"type": "string", "format": "date-time"}
_TIME_OR_NULL = {"type": ["string", "null"], "format": "date-time"}


def _schema(title: str, required: list[str], properties: Json, **more: Any) -> Json:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:five-formats:{title.lower()}",
        "title": title,
        "description": f"A {title}.",
        "type": "object",
        "required": required,
        "properties": {name: {"description": f"The {name}.", **child} for name, child in properties.items()},
        **more,
    }


def _bridge(left: str, rules: list[Json], left_only: list[str], right_only: list[str], **defaults: Json) -> Json:
    return {
        "$schema": "bridge.schema.json",
        "version": "1",
        "left": left,
        "right": "task-run",
        "identity": {side: rules[0][side] for side in ("left", "right")},
        "rules": rules,
        "residue": {"left": left_only, "right": right_only},
        "defaults": {"left": {}, "right": {}, **defaults},
    }


_PHASES = ["new", "going", "done", "broken"]

#: Camel case, an enum, opaque values, both kinds of nullable.
TASK_RUN = _schema(
    "TaskRun",
    ["taskId", "subject", "group", "phase", "loud", "payload", "millis", "begunAt"],
    {
        "taskId": {"type": "string"},
        "subject": {"type": "string"},
        "group": {"type": ["string", "null"]},
        "phase": {"type": "string", "enum": _PHASES},
        "loud": {"type": "string", "enum": ["yes", "no"]},
        "payload": {},
        "result": {},
        "millis": {"type": ["number", "null"]},
        "begunAt": _TIME_OR_NULL,
        "remark": {"type": "string"},
    },
)

#: Records in lists in records, maps, choices, times at depth; every kind of rule.
NESTED_FLOW = _schema(
    "NestedFlow",
    ["flow_id", "team", "stage", "seconds", "made"],
    {
        "flow_id": {"type": "string"},
        "topic": {"type": ["string", "null"]},
        "team": {"type": ["string", "null"]},
        "owner": {"type": "string"},
        "stage": {"type": "string", "x-extensible-enum": ["queued", "active", "finished", "failed"]},
        "live": {"type": "boolean"},
        "steps": {"type": "array", "items": {"$ref": "#/$defs/Step"}},
        "seconds": {"type": ["number", "null"]},
        "made": _TIME_OR_NULL,
        "attempts": {"type": "integer"},
    },
    **{
        "$defs": {
            "Step": {
                "type": "object",
                "required": ["at", "parts"],
                "properties": {
                    "at": _TIME,
                    "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
                    "by_name": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Part"}},
                    "choice": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}, {"type": "string"}]},
                },
            },
            "Part": {
                "type": "object",
                "required": ["size"],
                "properties": {"size": {"type": "number"}, "tags": {"type": "array", "items": {"type": "string"}}},
            },
        }
    },
)
NESTED_FLOW_BRIDGE = _bridge(
    "nested-flow",
    [
        {"rule": "same", "left": "flow_id", "right": "taskId"},
        {"rule": "same", "left": "topic", "right": "subject"},
        {"rule": "same", "left": "team", "right": "group"},
        {
            "rule": "table",
            "left": "stage",
            "right": "phase",
            "to_right": {"queued": "new", "active": "going", "finished": "done", "failed": "broken"},
            "to_left": {"new": "queued", "going": "active", "done": "finished", "broken": "failed"},
        },
        {
            "rule": "table",
            "left": "live",
            "right": "loud",
            "to_right": [
                {"when": {"live": True}, "then": {"loud": "yes"}},
                {"when": {"live": [False, None]}, "then": {"loud": "no"}},
            ],
            "to_left": [
                {"when": {"loud": "yes"}, "then": {"live": True}},
                {"when": {"loud": "no"}, "then": {"live": False}},
            ],
        },
        {"rule": "conforming", "left": "steps", "right": "payload"},
        {"rule": "shift", "left": "seconds", "right": "millis", "places": 3},
        {"rule": "same", "left": "made", "right": "begunAt"},
    ],
    ["owner", "attempts"],
    ["result", "remark"],
)

#: Names that are no identifiers, keywords and names of builtins of Python, and other scripts.
ODD_NAMES = _schema(
    "OddNames",
    ["run-id", "class", "@kind", "1st state"],
    {
        "run-id": {"type": "string"},
        "class": {"type": "string"},
        "@kind": {},
        "1st state": {"type": "string", "x-extensible-enum": ["open", "shut"]},
        "größe.in.m": {"type": "number"},
        "print": {"type": ["boolean", "null"]},
        "sub items": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
    },
    **{"$defs": {"Item": {"type": "object", "required": ["at-time"], "properties": {"at-time": _TIME, "$n": {}}}}},
)
ODD_NAMES_BRIDGE = _bridge(
    "odd-names",
    [
        {"rule": "same", "left": "run-id", "right": "taskId"},
        {"rule": "prefix", "left": "class", "right": "subject", "prefix": "c:"},
        {"rule": "same", "left": "@kind", "right": "payload"},
        {
            "rule": "table",
            "left": "1st state",
            "right": "phase",
            "to_right": {"open": "going", "shut": "done"},
            "to_left": {"new": "open", "going": "open", "done": "shut", "broken": "shut"},
        },
        {"rule": "conforming", "left": "sub items", "right": "result"},
    ],
    ["größe.in.m", "print"],
    ["group", "loud", "millis", "begunAt", "remark"],
    right={"loud": "no"},
)

#: One field, one rule; detected wherever the field is.
TINY = _schema("Tiny", ["key"], {"key": {"type": "string"}}, **{"x-detect": {"fields": ["key"]}})
TINY_BRIDGE = _bridge(
    "tiny",
    [{"rule": "same", "left": "key", "right": "taskId"}],
    [],
    ["subject", "group", "phase", "loud", "payload", "result", "millis", "begunAt", "remark"],
    right={"subject": "", "phase": "new", "loud": "no"},
)

#: Nothing is required, and there is no bridge; limits, nested objects and arrays of everything, as published schemas
#: have them.
LOOSE_NOTE = _schema(
    "LooseNote",
    [],
    {
        "text": {"type": "string", "minLength": 1, "maxLength": 20, "default": "a", "example": "b"},
        "count": {"type": ["integer", "null"], "minimum": 0, "format": "int64"},
        "share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "multipleOf": 0.25},
        "link": {"type": "string", "format": "uri", "deprecated": True},
        "kind": {"const": "note"},
        "level": {"enum": [1, 2, None]},
        "mood": {"type": ["string", "null"], "enum": ["good", "bad", None], "x-aliases": {"good": ["fine"]}},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
        "author": {"$ref": "#/$defs/Person"},
        "editor": {"anyOf": [{"$ref": "#/$defs/Person"}, {"type": "null"}]},
        "place": {
            "type": ["object", "null"],
            "required": ["at"],
            "properties": {"at": _TIME, "spot": {"type": "array", "items": {"type": "number"}}},
        },
        "labels": {"type": "array", "items": {"type": "string"}},
        "grid": {"type": "array", "items": {"type": "array", "items": {"type": "integer", "minimum": 0}}},
        "mixed": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/Line"}, {"type": "string"}]}},
        "extra": {},
    },
    **{
        "x-detect": {"fields": ["text", "/author/name"], "at_least": 1, "without": ["key"]},
        "$defs": {
            "Line": {"type": "object", "properties": {"words": {"type": "string"}}},
            "Person": {
                "type": ["object", "null"],
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "since": _TIME_OR_NULL,
                    "boss": {"$ref": "#/$defs/Name"},
                    "notes": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
                },
            },
            "Name": {"type": "string", "writeOnly": True},
        },
    },
)

#: Schema and bridge by the folder of the format.
SOURCES: dict[str, tuple[Any, ...]] = {
    "loose_note": (LOOSE_NOTE, None, {"aliases": {"mood": "The notes of version 1 have it."}}),
    "nested_flow": (NESTED_FLOW, NESTED_FLOW_BRIDGE),
    "odd_names": (ODD_NAMES, ODD_NAMES_BRIDGE),
    "task_run": (TASK_RUN, None),
    "tiny": (TINY, TINY_BRIDGE),
}
HUB = "task-run"
BRIDGED = ("nested-flow", "odd-names", "tiny")
ALONE = "loose-note"
ALL = tuple(name.replace("_", "-") for name in SOURCES)

#: A record with all fields and one with as few as possible, by format.
RECORDS: dict[str, tuple[Json, Json]] = {
    "loose-note": (
        {
            "text": "a",
            "count": 3,
            "share": 0.25,
            "link": "not a link",
            "kind": "note",
            "level": 2,
            "mood": "bad",
            "lines": [{"words": "b", "more": 1}, {}],
            "author": {"name": "n", "since": "2026-05-01T08:00:00Z", "boss": "b", "notes": [{"more": 2}], "more": 3},
            "editor": {"name": "e"},
            "place": {"at": "2026-05-01T08:00:00Z", "spot": [1.50], "more": 4},
            "labels": ["x"],
            "grid": [[1], []],
            "mixed": [{"words": "w", "more": 5}, "s"],
            "extra": {"a": [1.50]},
        },
        {"text": "a"},
    ),
    "nested-flow": (
        {
            "flow_id": "f1",
            "topic": "p",
            "team": "t",
            "owner": "o",
            "stage": "finished",
            "live": True,
            "steps": [
                {
                    "at": "2026-05-01T08:00:00.123456Z",
                    "parts": [{"size": 1.5, "tags": ["x"], "more": None}],
                    "by_name": {"a": {"size": 2}},
                    "choice": {"size": 3},
                },
                {"at": "2026-05-01T08:00:00Z", "parts": [], "choice": "s"},
            ],
            "seconds": 1.25,
            "made": "2026-05-01T08:00:00Z",
            "attempts": 2,
            "unknown": {"b": 1},
        },
        {"flow_id": "f2", "topic": "", "team": None, "stage": "queued", "seconds": None, "made": None},
    ),
    "odd-names": (
        {
            "run-id": "o1",
            "class": "k",
            "@kind": {"a": 1},
            "1st state": "shut",
            "größe.in.m": 1.5,
            "print": True,
            "sub items": [{"at-time": "2026-05-01T08:00:00Z", "$n": [1]}],
        },
        {"run-id": "o2", "class": "", "@kind": None, "1st state": "open"},
    ),
    "task-run": (
        {
            "taskId": "t1",
            "subject": "c:s",
            "group": "g",
            "phase": "going",
            "loud": "yes",
            "payload": [1, {"a": None}],
            "result": "r",
            "millis": 12.5,
            "begunAt": "2026-05-01T08:00:00Z",
            "remark": "m",
        },
        {
            "taskId": "t2",
            "subject": "",
            "group": None,
            "phase": "new",
            "loud": "no",
            "payload": None,
            "millis": None,
            "begunAt": None,
        },
    ),
    "tiny": ({"key": "k1", "unknown": [1, 2]}, {"key": "k2"}),
}
