"""Invented run records from a seed: the same bytes for the same arguments."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from random import Random
from typing import Any

from tests.benchmarks.graphs import make_graph

#: The smallest and largest number of nodes in the graph of a record, for records of about that length.
SIZES = {"2 KB": (1, 3), "7 KB": (30, 43)}
#: `plain` records have the documented fields. `everything` adds what costs a converter most: unknown fields at two
#: depths, text that is not ASCII, and times with offsets and nanoseconds.
KINDS = ("plain", "everything")

_START = datetime(2026, 1, 5, 6, 7, 8, tzinfo=UTC)
_STATUSES = {"success": 68, "failed": 9, "cancelled": 4, "timeout": 3, "running": 6, "uploading": 3, "queued": 7}
_ENDED = {"success", "failed", "cancelled", "timeout"}
_SUBJECTS = ("a harbour at dawn", "two foxes in tall grass", "a paper city", "the last tram home", "glass orchids")
_STYLES = ("watercolour, soft light", "35 mm film, grain", "isometric, flat colours", "charcoal on rough paper")
_FOREIGN = ("naïve Straße", "夜明けの港", "туман над рекой", "🌊🦊", "señal débil")
_OFFSETS = (timedelta(hours=2), timedelta(hours=-7), timedelta(hours=5, minutes=30))


def make_records(*, size: str, kind: str, seed: int = 1) -> Iterator[bytes]:
    """An endless stream of workflow-run-model records, a line of JSON each."""
    random = Random(f"{seed} {size} {kind}")
    low, high = SIZES[size]
    for number in count(1):
        record = _record(random, number, everything=kind == "everything")
        record["workflow_api"] = make_graph(random, random.randint(low, high))
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _record(random: Random, number: int, *, everything: bool) -> dict[str, Any]:
    """A record without its graph."""
    created = _START + timedelta(seconds=17 * number, microseconds=random.randrange(10**6))
    queued = created + timedelta(microseconds=random.randrange(10**6))
    started = queued + timedelta(microseconds=random.randrange(25 * 10**6))
    ended = started + timedelta(microseconds=random.randrange(10**6, 90 * 10**6))
    status = random.choices([*_STATUSES], [*_STATUSES.values()])[0]
    is_over = status in _ENDED
    record: dict[str, Any] = {
        "id": make_id(random),
        "workflow_version_id": make_id(random),
        "workflow_inputs": {
            "prompt": _prompt(random, foreign=everything or random.random() < 0.1),
            "seed": random.getrandbits(48),
            "guidance": random.randrange(10, 140) / 10,
            "size": [random.choice((768, 1024, 1536)), 1024],
        },
        "workflow_id": make_id(random),
        "workflow_api": None,
        "machine_id": make_id(random),
        "origin": random.choice(("api", "api", "manual", "workspace-v2", "public-share")),
        "status": status,
        "created_at": _time(random, created, odd=everything),
        "updated_at": _time(random, ended if is_over else started, odd=everything),
        "gpu_event_id": make_id(random),
        "gpu": random.choice(("A10G", "L40S", "H100", None)),
        "machine_version": make_id(random),
        "machine_type": "comfy-deploy-serverless",
        "modal_function_call_id": f"fc-{random.getrandbits(80):020X}",
        "user_id": f"user_{random.randrange(500):04d}Qz7hKw",
        "org_id": random.choice((f"org_{random.randrange(40):03d}bN4xTe", None)),
        "live_status": None if is_over else "Executing DriftSampler",
        "webhook": random.choice((None, "https://hooks.example/runs")),
        "webhook_status": None,
        "number": number,
        "duration": _seconds(ended - created) if is_over else None,
        "cold_start_duration": _seconds(started - queued),
        "cold_start_duration_total": _seconds(started - created),
        "run_duration": _seconds(ended - started) if is_over else None,
        "queued_at": _time(random, queued, odd=everything),
        "started_at": _time(random, started, odd=everything),
        "progress": 1.0 if is_over else random.randrange(100) / 100,
        "is_realtime": random.random() < 0.05,
        "webhook_intermediate_status": False,
        "outputs": [],
    }
    if is_over:
        record["ended_at"] = _time(random, ended, odd=everything)
    if status == "success":
        made = range(random.randint(1, 2))
        record["outputs"] = [_output(random, record["id"], ended, odd=everything) for _ in made]
    if everything:
        waiting = {"queue_position": random.randrange(20), "batch": None}
        record |= random.choice((waiting, {"tags": ["nightly", "größer"], "cost_usd": 0.0031}))
    return record


def _output(random: Random, run: str, at: datetime, *, odd: bool) -> dict[str, Any]:
    name = f"frame_{random.randrange(10**5):05d}.png"
    media: dict[str, Any] = {
        "url": f"https://media.example/{run}/{name}",
        "type": "output",
        "filename": name,
        "is_public": True,
        "subfolder": "",
        "upload_duration": random.randrange(2000) / 1000,
    }
    output = {
        "id": make_id(random),
        "run_id": run,
        "data": {"images": [media], "text": [random.choice(_SUBJECTS), True]},
        "node_meta": {"node_id": "12", "node_class": "KeepPicture"},
        "created_at": _time(random, at, odd=odd),
        "updated_at": _time(random, at, odd=odd),
        "type": None,
        "node_id": "12",
    }
    if odd:
        media["width"] = 1024
        output["preview"] = {"blurhash": "LEHV6nWB2yk8", "alt": random.choice(_FOREIGN)}
    return output


def make_id(random: Random) -> str:
    """An identifier that looks like a UUID."""
    text = f"{random.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _prompt(random: Random, *, foreign: bool) -> str:
    words = [random.choice(_SUBJECTS), random.choice(_STYLES)]
    if foreign:
        words.append(random.choice(_FOREIGN))
    return ", ".join(words)


def _seconds(span: timedelta) -> float:
    return span.total_seconds()


def _time(random: Random, at: datetime, *, odd: bool) -> str:
    """A time in microseconds and UTC; with `everything`, some have an offset, nanoseconds or both."""
    if not odd:
        return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    offset = random.choice(_OFFSETS)
    text = at.astimezone(timezone(offset)).isoformat(timespec="microseconds")
    return f"{text[:26]}{random.choice(('', '000', '123'))}{text[26:]}"
