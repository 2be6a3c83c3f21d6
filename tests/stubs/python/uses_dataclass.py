"""What users do with dataclasses; type checkers agree with each `assert_type`, and it runs too."""

from dataclasses import fields
from datetime import datetime
from typing import Any, assert_type

from tests.stubs.python.order_dataclass import (
    Card,
    Customer,
    Invoice,
    KnownOrderState,
    Letter,
    Line,
    Order,
    OrderClass,
    Parcel,
)
from tests.stubs.python.text_to_image_dataclass import DepthControl, PicturesObject, PoseControl, WorkflowRun


def look_at_run(run: WorkflowRun) -> None:
    assert_type(run.id, str)
    assert_type(run.workspace_id, str)
    assert_type(run.duration_ms, int | float | None)
    assert_type(run.started_at, datetime | None)
    assert_type(run.input.prompt, str)
    assert_type(run.input.negative_prompt, str | None)
    assert_type(run.input.size.width, int)
    assert_type(run.input.crop, tuple[int, int, int, int] | None)
    match run.input.control:
        case DepthControl(image_url=url):
            assert_type(url, str)
        case PoseControl(points=points):
            assert_type(points, list[tuple[int | float, int | float]])
        case control:
            assert_type(control, None)
    assert_type(run.output, PicturesObject | None)


def make_order(now: datetime, state: KnownOrderState = "open") -> Order:
    order = Order(
        id="1",
        class_="private",
        state=state,
        customer=Customer(name="A", list_=[], model_name="m", first_name=""),
        lines=[Line(sku="AB1", count=1)],
        total=9.5,
        placed_at=now,
        payment=Invoice(kind="invoice", days=14),
        box=(1, 2),
    )
    assert_type(order.class_, OrderClass)
    assert_type(order.state, KnownOrderState | str)
    assert_type(order.customer.referred_by, Customer | None)
    assert_type(order.lines[0].parts, list[Line] | None)
    assert_type(order.payment, Card | Invoice)
    assert_type(order.delivery, Parcel | Letter | None)
    assert_type(order.secret, None)
    return order


def members_of(order: Order) -> dict[str, Any]:
    """The fields by their names in records, and without what is missing."""
    found = {each.metadata.get("alias", each.name): getattr(order, each.name) for each in fields(order)}
    return {name: value for name, value in found.items() if value is not None}
