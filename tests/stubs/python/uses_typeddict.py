"""What users do with typed dictionaries; type checkers agree with each `assert_type`, and it runs too."""

import json
from typing import Any, assert_type

from tests.stubs.python.order_typeddict import Card, Invoice, KnownOrderState, Line, Notes, Order, OrderClass
from tests.stubs.python.text_to_image_typeddict import PicturesObject, WorkflowRun


def read_run(data: bytes) -> WorkflowRun:
    run: WorkflowRun = json.loads(data)
    assert_type(run["id"], str)
    assert_type(run["workspaceId"], str)
    assert_type(run["durationMs"], int | float | None)
    assert_type(run["startedAt"], str | None)
    assert_type(run["input"]["prompt"], str)
    assert_type(run["input"].get("negative_prompt"), str | None)
    assert_type(run["input"]["size"]["width"], int)
    assert_type(run["input"].get("crop"), list[int] | None)
    control = run["input"].get("control")
    if control is not None and control["kind"] == "depth":
        assert_type(control["image_url"], str)
    elif control is not None:
        assert_type(control["points"], list[list[int | float]])
    assert_type(run["output"], PicturesObject | None)
    if run["status"] == "failed":
        assert_type(run["error"], str | None)
    return run


def read_order(data: bytes) -> Order:
    order: Order = json.loads(data)
    assert_type(order["class"], OrderClass)
    assert_type(order["state"], KnownOrderState | str)
    assert_type(order["customer"]["list"], list[str])
    assert_type(order["customer"]["first-name"], str)
    assert_type(order["lines"][0].get("parts"), list[Line] | None)
    assert_type(order["payment"], Card | Invoice)
    assert_type(order.get("notes"), Notes | None)
    assert_type(order.get("input"), Any | None)
    return order


def make_order(now: str, state: KnownOrderState = "open") -> bytes:
    order: Order = {
        "id": "1",
        "class": "private",
        "state": state,
        "customer": {"name": "A", "list": [], "model_name": "m", "first-name": ""},
        "lines": [{"sku": "AB1", "count": 1}],
        "total": 9.5,
        "placedAt": now,
        "payment": {"kind": "invoice", "days": 14},
        "box": [1, 2],
    }
    return json.dumps(order).encode()
