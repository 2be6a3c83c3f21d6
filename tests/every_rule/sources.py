"""Two formats whose bridge has each kind of rule, address and default."""

from typing import Any

Json = dict[str, Any]

HUB, LEFT = "hub-run", "every-rule"

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TIME_OR_NULL = {"type": ["string", "null"], "format": "date-time"}
_NUMBER_OR_NULL = {"type": ["number", "null"]}


def _schema(title: str, required: list[str], properties: Json, **more: Any) -> Json:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:every-rule:{title.lower()}",
        "title": title,
        "description": f"A {title}.",
        "type": "object",
        "required": required,
        "properties": {name: {"description": f"The {name}.", **child} for name, child in properties.items()},
        **more,
    }


HUB_RUN = _schema(
    "HubRun",
    [
        *("runId", "subject", "team", "state", "mode", "outcome", "reason", "createdAt", "tenant", "priority"),
        *("owner", "begunAt", "tookMs", "payload", "copiedAt", "lasted", "madeAt", "seenAt", "changedAt", "grade"),
        "phase",
    ],
    {
        "runId": _TEXT,
        "subject": _TEXT,
        "team": _TEXT,
        "owner": _TEXT_OR_NULL,
        "region": _TEXT_OR_NULL,
        "label": _TEXT_OR_NULL,
        "state": {"type": "string", "enum": ["new", "going", "done", "failed", "stopped"]},
        "mode": {"type": "string", "enum": ["live", "batch"]},
        "outcome": {"type": "string", "enum": ["good", "bad", "none"]},
        "reason": {"type": "string", "x-extensible-enum": ["usual", "timeout"]},
        "createdAt": {"type": "string", "format": "date-time"},
        "madeAt": {"type": "string", "format": "date-time"},
        "seenAt": {"type": "string", "format": "date-time"},
        "changedAt": {"type": "string", "format": "date-time"},
        "quitAt": _TIME_OR_NULL,
        "freedAt": _TIME_OR_NULL,
        "closedAt": _TIME_OR_NULL,
        "sort": _TEXT_OR_NULL,
        "code": _TEXT_OR_NULL,
        "grade": {"type": "string", "enum": ["top", "rest"]},
        "begunAt": _TIME_OR_NULL,
        "endedAt": _TIME_OR_NULL,
        "tookMs": _NUMBER_OR_NULL,
        "waitMs": _NUMBER_OR_NULL,
        "attempts": _TEXT_OR_NULL,
        "retried": _TEXT_OR_NULL,
        "tries": {"type": ["integer", "null"]},
        "shutMs": _NUMBER_OR_NULL,
        "payload": {},
        "output": {},
        "copiedAt": _TIME_OR_NULL,
        "lasted": _NUMBER_OR_NULL,
        "tenant": _TEXT,
        "priority": {"type": "integer", "minimum": 0, "maximum": 9},
        "remark": _TEXT,
        "extras": {},
        "nickname": _TEXT_OR_NULL,
        "taggedAt": _TIME_OR_NULL,
        "phase": {"type": "string", "enum": ["past", "present"]},
        "originMs": _NUMBER_OR_NULL,
        "zone": _TEXT_OR_NULL,
    },
)

EVERY_RULE = _schema(
    "EveryRule",
    [
        *("meta", "topic", "status", "result", "created_at", "copied_at", "seq", "quota", "caption", "steps"),
        *("origin", "limits", "freed_at", "closed_ms", "kind"),
    ],
    {
        "meta": {"$ref": "#/$defs/Meta"},
        "topic": _TEXT,
        "group": _TEXT_OR_NULL,
        "person": _TEXT_OR_NULL,
        "actor": {"anyOf": [{"$ref": "#/$defs/Actor"}, {"type": "null"}]},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/Tag"}},
        "labels": {
            "type": ["object", "null"],
            "properties": {"name": _TEXT_OR_NULL, "color": _TEXT},
        },
        "status": {
            "type": "string",
            "x-extensible-enum": ["queued", "active", "completed"],
            "x-aliases": {"active": ["in_progress", "running"]},
        },
        "conclusion": {"type": ["string", "null"], "x-extensible-enum": ["success", "neutral", "failure", "cancelled"]},
        "live": {"type": ["boolean", "null"]},
        "result": {"type": "string", "x-extensible-enum": ["ok", "late", "broken", "unknown"]},
        "created_at": {"type": "string", "format": "date-time"},
        "made_at": _TIME_OR_NULL,
        "seen_at": _TIME_OR_NULL,
        "heard_at": _TIME_OR_NULL,
        "quit_at": {"type": "string", "format": "date-time"},
        "freed_at": {"type": "string", "format": "date-time"},
        "closed_ms": {"type": "integer"},
        "kind": _TEXT,
        "code": _TEXT,
        "grade": {"type": "string", "enum": ["high", "low"], "x-aliases": {"high": ["High", 2], "low": [1]}},
        "begun_ms": {"type": ["integer", "null"]},
        "ended": {"type": ["number", "null"]},
        "took": _TEXT_OR_NULL,
        "wait": _NUMBER_OR_NULL,
        "attempts": {"type": ["integer", "null"], "minimum": 0},
        "retried": {"type": "boolean"},
        "tries": _TEXT,
        "shut_at": {"type": "string", "format": "date-time"},
        "payload_json": _TEXT_OR_NULL,
        "outputs": {"type": "array", "items": {"$ref": "#/$defs/Tag"}},
        "copied_at": _TIME_OR_NULL,
        "seq": {"type": "integer"},
        "quota": {"type": "number"},
        "note": {"type": "string", "maxLength": 10},
        "origin": {"$ref": "#/$defs/Origin"},
        "limits": {"type": "object", "required": ["cpu"], "properties": {"cpu": {"type": "integer"}}},
        "caption": _TEXT,
        "steps": {"type": "array", "items": _TEXT},
        "extra": {
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": {"$ref": "#/$defs/Tag"}},
                "by": _TEXT_OR_NULL,
                "of": _TEXT,
                "count": {"type": "integer"},
            },
        },
    },
    **{
        "$defs": {
            "Meta": {
                "type": "object",
                "properties": {"number": {"type": "integer"}, "source": _TEXT},
            },
            "Origin": {
                "type": "object",
                "required": ["version", "phase", "seconds"],
                "properties": {
                    "version": {"type": "integer"},
                    "phase": {"type": "string", "enum": ["old", "young", "new"]},
                    "seconds": {"type": ["number", "null"]},
                    "zone": _TEXT_OR_NULL,
                },
            },
            "Actor": {
                "type": "object",
                "required": ["login", "id"],
                "properties": {"login": _TEXT, "id": {"type": "integer"}},
            },
            "Tag": {
                "type": "object",
                "required": ["key"],
                "properties": {"key": _TEXT, "value": _TEXT_OR_NULL, "at": _TIME_OR_NULL},
            },
        }
    },
)

BRIDGE: Json = {
    "$schema": "bridge.schema.json",
    "version": "1",
    "left": LEFT,
    "right": HUB,
    "identity": {"left": "/meta/number", "right": "runId"},
    "rules": [
        {"rule": "text", "left": "/meta/number", "right": "runId"},
        {"rule": "prefix", "left": "topic", "right": "subject", "prefix": "top:"},
        {"rule": "first", "left": ["group", "person"], "right": "team"},
        {"rule": "same", "left": "/actor/login", "right": "owner"},
        {"rule": "same", "left": "/tags[key=region]/value", "right": "region"},
        {"rule": "same", "left": "/labels/name", "right": "label"},
        {
            "rule": "table",
            "left": ["status", "conclusion"],
            "right": "state",
            "to_right": [
                {"when": {"status": "queued"}, "then": {"state": "new"}},
                {"when": {"status": "active"}, "then": {"state": "going"}},
                {"when": {"conclusion": ["success", "neutral", None]}, "then": {"state": "done"}},
                {"when": {"conclusion": "failure"}, "then": {"state": "failed"}},
                {"when": {}, "then": {"state": "stopped"}},
            ],
            "to_left": [
                {"when": {"state": "new"}, "then": {"status": "queued", "conclusion": None}},
                {"when": {"state": "going"}, "then": {"status": "active", "conclusion": None}},
                {"when": {"state": "done"}, "then": {"status": "completed", "conclusion": "success"}},
                {"when": {"state": "failed"}, "then": {"status": "completed", "conclusion": "failure"}},
                {"when": {"state": "stopped"}, "then": {"status": "completed", "conclusion": "cancelled"}},
            ],
        },
        {
            "rule": "table",
            "left": "live",
            "right": "mode",
            "to_right": [
                {"when": {"live": True}, "then": {"mode": "live"}},
                {"when": {"live": [False, None]}, "then": {"mode": "batch"}},
            ],
            "to_left": [
                {"when": {"mode": "live"}, "then": {"live": True}},
                {"when": {"mode": "batch"}, "then": {"live": False}},
            ],
        },
        {
            "rule": "table",
            "left": "result",
            "right": ["outcome", "reason"],
            "to_right": [
                {"when": {"result": "ok"}, "then": {"outcome": "good", "reason": "usual"}},
                {"when": {"result": "late"}, "then": {"outcome": "bad", "reason": "timeout"}},
                {"when": {"result": "broken"}, "then": {"outcome": "bad", "reason": "usual"}},
                {"when": {"result": "unknown"}, "then": {"outcome": "none", "reason": "usual"}},
            ],
            "to_left": [
                {"when": {"outcome": "good"}, "then": {"result": "ok"}},
                {"when": {"outcome": "bad", "reason": "timeout"}, "then": {"result": "late"}},
                {"when": {"outcome": "bad"}, "then": {"result": "broken"}},
                {"when": {"outcome": "none"}, "then": {"result": "unknown"}},
            ],
        },
        {"rule": "same", "left": "created_at", "right": "createdAt"},
        {"rule": "same", "left": "made_at", "right": "madeAt"},
        {"rule": "first", "left": ["seen_at", "heard_at", "made_at"], "right": "seenAt"},
        {"rule": "same", "left": "quit_at", "right": "quitAt", "empty": "0001-01-01T00:00:00Z"},
        {"rule": "same", "left": "freed_at", "right": "freedAt", "empty": "0001-01-01T00:00:00Z"},
        {"rule": "time", "left": "closed_ms", "right": "closedAt", "unit": "milliseconds", "empty": 0},
        {"rule": "same", "left": "kind", "right": "sort", "empty": ""},
        {"rule": "same", "left": "code", "right": "code", "empty": ""},
        {
            "rule": "table",
            "left": "grade",
            "right": "grade",
            "to_right": [
                {"when": {"grade": "high"}, "then": {"grade": "top"}},
                {"when": {"grade": ["low", None]}, "then": {"grade": "rest"}},
            ],
            "to_left": [
                {"when": {"grade": "top"}, "then": {"grade": "high"}},
                {"when": {"grade": "rest"}, "then": {"grade": "low"}},
            ],
        },
        {"rule": "time", "left": "begun_ms", "right": "begunAt", "unit": "milliseconds"},
        {"rule": "time", "left": "ended", "right": "endedAt", "unit": "seconds", "empty": 0},
        {"rule": "duration", "left": "took", "right": "tookMs", "unit": "milliseconds"},
        {"rule": "shift", "left": "wait", "right": "waitMs", "places": 3},
        {"rule": "text", "left": "attempts", "right": "attempts"},
        {"rule": "text", "left": "retried", "right": "retried"},
        {"rule": "text", "left": "tries", "right": "tries", "empty": "0"},
        {"rule": "time", "left": "shut_at", "right": "shutMs", "unit": "milliseconds", "empty": "1970-01-01T00:00:00Z"},
        {"rule": "json", "left": "payload_json", "right": "payload"},
        {"rule": "conforming", "left": "outputs", "right": "output"},
        {"rule": "conforming", "left": "/extra/items", "right": "extras"},
        {"rule": "first", "left": ["/extra/by", "/extra/of", "/labels/color"], "right": "nickname"},
        {"rule": "same", "left": "/tags[key=begun]/at", "right": "taggedAt"},
        {
            "rule": "table",
            "left": "/origin/phase",
            "right": "phase",
            "to_right": {"old": "past", "young": "present", "new": "present"},
            "to_left": {"past": "old", "present": "new"},
        },
        {"rule": "shift", "left": "/origin/seconds", "right": "originMs", "places": 3},
        {"rule": "same", "left": "/origin/zone", "right": "zone"},
    ],
    "residue": {
        "left": ["person", "heard_at", "copied_at", "seq", "quota", "note", "caption", "steps", "limits"],
        "right": ["changedAt", "copiedAt", "lasted", "tenant", "priority", "remark"],
    },
    "defaults": {
        "left": {
            "copied_at": {"copy": "created_at"},
            "seq": 0,
            "quota": {"set": True},
            "caption": {"copy": "topic"},
            "steps": [],
            "origin": {"constant": {"version": 1, "phase": "young", "seconds": 0, "zone": "far"}},
            "limits": {"constant": {"cpu": 2}},
        },
        "right": {
            "changedAt": {"copy": "endedAt", "set": True},
            "copiedAt": {"copy": "endedAt", "when": {"state": ["done", "failed"], "mode": ["batch"]}},
            "lasted": {"difference": ["endedAt", "begunAt"], "unit": "milliseconds"},
            "tenant": {"set": True},
            "priority": 5,
        },
    },
}

TOLERANT: Json = {"aliases": {"grade": "These values stand for the tests."}}

SOURCES: dict[str, tuple[Any, ...]] = {"every_rule": (EVERY_RULE, BRIDGE, TOLERANT), "hub_run": (HUB_RUN, None)}
