"""Batches of records as a service would send them, some of them broken in a way that is known; the seed decides all."""

import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from tests.schemas.samples import MODEL, RUN, Record


class Line(NamedTuple):
    """A line of a batch, and the code and pointer of each problem it was given."""

    data: bytes
    problems: frozenset[tuple[str, str]]


def batch(form: str, count: int, seed: int) -> list[Line]:
    """That many lines; every third one is broken."""
    random = Random(seed)
    return [_line(random, form, broken=index % 3 == 2) for index in range(count)]


def _line(random: Random, form: str, *, broken: bool) -> Line:
    record = _run(random) if form == RUN else _model(random)
    if random.random() < 0.3:
        record[random.choice(["batch_id", "queue_position", "région"])] = random.choice([None, 4, "x", {"a": [1]}])
    problems = random.choice(_BREAKS[form])(random, record) if broken else set[tuple[str, str]]()
    # The layouts of the services: compact, spaced, pretty; escaped and raw text.
    layout: dict[str, Any] = random.choice([{"separators": (",", ":")}, {}, {"indent": 2}])
    return Line(json.dumps(record, ensure_ascii=random.random() < 0.5, **layout).encode(), frozenset(problems))


def _name(random: Random, prefix: str) -> str:
    return f"{prefix}_{random.getrandbits(48):012x}"


def _time(random: Random) -> str:
    fraction = random.choice(["", ".5", ".123", ".123456", ".123456789"])
    offset = random.choice(["Z", "+00:00", "-07:00", "+05:30"])
    clock = f"{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02}"
    day = f"20{random.randrange(20, 30)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
    return f"{day}T{clock}{fraction}{offset}"


def _maybe(random: Random, value: Any) -> Any:
    return value if random.random() < 0.7 else None


def _opaque(random: Random) -> Any:
    words = ["a lighthouse", "naïve café", "日本の灯台", "🦉", 'quote " and \\', "", "line\nbreak"]
    return {
        random.choice(words): random.choice([1, 2.5, -0.0, 10**20, True, None, words]),
        "node": {"id": random.randrange(99), "inputs": [random.choice(words), random.random()]},
    }


def _run(random: Random) -> Record:
    return {
        "id": _name(random, "run"),
        "workspaceId": _name(random, "wsp"),
        "subjectId": _name(random, "wfl"),
        "parentRunId": _maybe(random, _name(random, "run")),
        "status": random.choice(["pending", "failed", "running", "completed", "cancelled", "timed_out"]),
        "mode": random.choice(["sync", "async"]),
        "input": _opaque(random),
        "output": _maybe(random, _opaque(random)),
        "error": _maybe(random, "boom: ☠"),
        "triggeredBy": random.choice(["workflow", "agent", "user", "event"]),
        "cfWorkflowId": _maybe(random, _name(random, "cf")),
        "durationMs": _maybe(random, random.choice([random.randrange(10**6), random.random() * 1000])),
        "userId": _name(random, "usr"),
        "startedAt": _maybe(random, _time(random)),
        "completedAt": _maybe(random, _time(random)),
        "createdAt": _time(random),
        "updatedAt": _time(random),
    }


def _model(random: Random) -> Record:
    record: Record = {
        name: _maybe(random, _name(random, name[:3]))
        for name in ("workflow_version_id", "machine_id", "gpu_event_id", "machine_version", "modal_function_call_id")
    }
    record |= {
        name: _maybe(random, _name(random, name[:3])) for name in ("user_id", "org_id", "live_status", "webhook")
    }
    record |= {
        name: _maybe(random, round(random.random() * 100, random.randrange(7)))
        for name in ("duration", "cold_start_duration", "cold_start_duration_total", "run_duration")
    }
    record |= {
        "id": _name(random, "run"),
        "workflow_id": _name(random, "w"),
        "workflow_inputs": _opaque(random),
        "workflow_api": _maybe(random, _opaque(random)),
        "origin": random.choice(["manual", "api", "workspace", "something-new"]),
        "status": random.choice(["success", "failed", "queued", "something-new"]),
        "created_at": _time(random),
        "updated_at": _time(random),
        "gpu": _maybe(random, "A10G"),
        "machine_type": _maybe(random, "workspace"),
        "webhook_status": _maybe(random, "success"),
        "number": random.randrange(10**6),
    }
    for name in ("ended_at", "queued_at", "started_at"):
        if random.random() < 0.7:
            record[name] = _maybe(random, _time(random))
    record["outputs"] = [_output(random, record["id"]) for _ in range(random.randrange(1, 3))]
    return dict(random.sample(list(record.items()), len(record)))


def _output(random: Random, run: str) -> Record:
    media = {"url": "https://files.example/x.png", "type": "output", "filename": f"{_name(random, 'img')}.png"}
    return {
        "id": _name(random, "out"),
        "run_id": run,
        "data": {"images": [media], "text": ["a caption 🦉", True][: random.randrange(3)]},
        "node_meta": _maybe(random, _opaque(random)),
        "created_at": _time(random),
        "updated_at": _time(random),
    }


_Break = Callable[[Random, Record], set[tuple[str, str]]]


def _lacks(name: str) -> _Break:
    def lacks(_: Random, record: Record) -> set[tuple[str, str]]:
        del record[name]
        return {("missing-field", "")}

    return lacks


def _holds(name: str, value: Any, code: str) -> _Break:
    def holds(_: Random, record: Record) -> set[tuple[str, str]]:
        record[name] = value
        return {(code, f"/{name}")}

    return holds


def _all(*breaks: _Break) -> _Break:
    def several(random: Random, record: Record) -> set[tuple[str, str]]:
        return {problem for each in breaks for problem in each(random, record)}

    return several


def _bad_output(_: Random, record: Record) -> set[tuple[str, str]]:
    record["outputs"][-1]["run_id"] = None
    return {("invalid-type", f"/outputs/{len(record['outputs']) - 1}/run_id")}


def _bad_media(_: Random, record: Record) -> set[tuple[str, str]]:
    del record["outputs"][0]["data"]["images"][0]["filename"]
    return {("missing-field", "/outputs/0/data/images/0")}


_BREAKS: dict[str, list[_Break]] = {
    RUN: [
        _lacks("subjectId"),
        _holds("status", "done", "unknown-value"),
        _holds("triggeredBy", "User", "unknown-value"),
        _holds("durationMs", "12", "invalid-type"),
        _holds("createdAt", "2026-01-01T00:00:00", "invalid-timestamp"),
        _holds("completedAt", "2025-02-29T00:00:00Z", "invalid-timestamp"),
        _holds("userId", None, "invalid-type"),
        _all(_lacks("mode"), _holds("status", "?", "unknown-value"), _holds("id", 5, "invalid-type")),
    ],
    MODEL: [
        _lacks("machine_id"),
        _holds("number", 1.5, "invalid-type"),
        _holds("number", True, "invalid-type"),
        _holds("duration", "12", "invalid-type"),
        _holds("updated_at", "2026-01-01 00:00:00Z", "invalid-timestamp"),
        _holds("ended_at", "", "invalid-timestamp"),
        _holds("outputs", {}, "invalid-type"),
        _holds("progress", None, "invalid-type"),
        _bad_output,
        _bad_media,
        _all(_lacks("gpu"), _holds("created_at", "soon", "invalid-timestamp"), _bad_output),
    ],
}
