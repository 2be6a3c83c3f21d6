"""What users do with structs of msgspec; type checkers agree with each `assert_type`, and it runs too."""

from datetime import datetime
from typing import Any, assert_type

import msgspec
from msgspec import UNSET, UnsetType

from tests.stubs.python.order_msgspec import Card, Customer, Invoice, KnownOrderState, Line, Order, OrderClass
from tests.stubs.python.text_to_image_msgspec import DepthControl, PicturesObject, PoseControl, WorkflowRun


def read_run(data: bytes) -> WorkflowRun:
    run = msgspec.json.decode(data, type=WorkflowRun)
    assert_type(run.id, str)
    assert_type(run.workspace_id, str)
    assert_type(run.duration_ms, int | float | None)
    assert_type(run.started_at, datetime | None)
    assert_type(run.input.prompt, str)
    assert_type(run.input.negative_prompt, str | None | UnsetType)
    assert_type(run.input.size.width, int)
    assert_type(run.input.crop, tuple[int, int, int, int] | UnsetType)
    if run.input.loras is not UNSET:
        assert_type(run.input.loras[0].weight, int | float | UnsetType)
    match run.input.control:
        case DepthControl() as control:
            assert_type(control.image_url, str)
        case PoseControl(points=points):
            assert_type(points, list[tuple[int | float, int | float]])
        case control:
            assert_type(control, UnsetType)
    assert_type(run.output, PicturesObject | None)
    if run.status == "failed":
        assert_type(run.error, str | None)
    return run


def read_order(data: bytes) -> Order:
    order = msgspec.json.decode(data, type=Order)
    assert_type(order.class_, OrderClass)
    assert_type(order.state, KnownOrderState | str)
    assert_type(order.customer.list_, list[str])
    assert_type(order.customer.referred_by, Customer | UnsetType)
    assert_type(order.lines[0].parts, list[Line] | UnsetType)
    assert_type(order.payment, Card | Invoice)
    assert_type(order.delivery, dict[str, Any] | UnsetType)
    assert_type(order.secret, UnsetType)
    return order


def make_order(now: datetime, state: KnownOrderState = "open") -> bytes:
    order = Order(
        id="1",
        class_="private",
        state=state,
        customer=Customer(name="A", list_=[], model_name="m", first_name=""),
        lines=[Line(sku="AB1", count=1)],
        total=9.5,
        placed_at=now,
        payment=Invoice(days=14),
        box=(1, 2),
    )
    return msgspec.json.encode(order)
