"""What a declaration of `x-detect` becomes, and which two declarations a record can meet at once."""

from typing import Any

import pytest

from runbridge._runtime.registry import Detection
from runbridge.codegen.detection import check_detections, read_detection, read_envelopes
from runbridge.codegen.emit_registry import format_module
from runbridge.codegen.shapes import Shape, read_shape
from runbridge.codegen.source_errors import SourceError
from tests.codegen.source_folders import BATCH_JOB

TEXT = {"type": "string"}
OWNER = {"type": "object", "properties": {"login": TEXT, "id/~": TEXT}}


def shape(name: str, detect: Any = None, missing: tuple[str, ...] = (), **fields: Any) -> Shape:
    schema = {
        "$id": f"urn:{name}",
        "title": name.upper(),
        "type": "object",
        "required": ["id", "kind", "owner"],
        "properties": {"id": TEXT, "kind": TEXT, "owner": OWNER, **fields},
    }
    return read_shape(name, schema if detect is None else {**schema, "x-detect": detect}, missing)


@pytest.mark.parametrize(
    ("declared", "detection"),
    [
        ({"fields": ["id", "kind"]}, Detection(fields=(("id",), ("kind",)), at_least=2)),
        (
            {"fields": ["id", "/owner/id~1~0"], "at_least": 1, "without": ["/owner/a", "b", "/kind/c"]},
            Detection(
                fields=(("id",), ("owner", "id/~")),
                at_least=1,
                without=(("owner", "a"), ("b",), ("kind", "c")),
            ),
        ),
        (
            {"values": {"kind": ["a", "b"], "/owner/login": ["c"]}},
            Detection(fields=(), at_least=0, values=((("kind",), ("a", "b")), (("owner", "login"), ("c",)))),
        ),
    ],
)
def test_a_declaration_becomes_paths_and_texts(declared: Any, detection: Detection) -> None:
    form = shape("one", declared)
    assert read_detection(form) == detection
    names: dict[str, Any] = {}
    exec(format_module(form, None).partition("FORMAT = ")[0], names)
    assert eval(format_module(form, None).partition("FORMAT = ")[2], {**names, "__name__": "x"}).detection == detection


def test_a_format_without_a_declaration_is_detected_by_what_is_always_there() -> None:
    always = ("jobId", "source", "state", "made", "touched", "attempts", "logs")
    assert read_detection(read_shape("batch_job", BATCH_JOB)) == Detection(
        fields=tuple((name,) for name in always), at_least=len(always), mostly_known=True
    )
    assert read_detection(shape("one", missing=("id", "owner"))).fields == (("kind",),)
    # A format of which nothing is always there is never detected.
    assert read_detection(shape("one", missing=("id", "owner", "kind"))) == Detection(
        fields=(), at_least=1, mostly_known=True
    )


def is_refused(one: Any, other: Any, **fields: Any) -> bool:
    """Whether declarations are refused of two formats with equal fields, of which the second has some more."""
    shapes = [shape("one", one), shape("other", other, **fields)]
    try:
        check_detections(shapes)
    except SourceError as error:
        return error.place.endswith("/schema.json#/x-detect")
    return False


@pytest.mark.parametrize(
    ("one", "other", "fields", "expected"),
    [
        ({"fields": ["id"]}, {"fields": ["kind"]}, {}, True),
        ({"fields": ["id"]}, None, {}, False),
        ({"fields": ["id", "kind"]}, {"fields": ["a", "id"]}, {"a": TEXT}, True),
        ({"fields": ["id"], "without": ["a"]}, {"fields": ["a"]}, {"a": TEXT}, False),
        ({"fields": ["id"], "without": ["a"]}, {"fields": ["id", "a"], "at_least": 1}, {"a": TEXT}, True),
        ({"fields": ["id", "kind"], "at_least": 1}, {"fields": ["id", "a"], "at_least": 2}, {"a": TEXT}, True),
        ({"values": {"kind": ["x"]}}, {"values": {"kind": ["y", "z"]}}, {}, False),
        ({"values": {"kind": ["x", "y"]}}, {"values": {"kind": ["y", "z"]}}, {}, True),
        ({"values": {"kind": ["x"]}}, {"values": {"id": ["x"]}}, {}, True),
        ({"values": {"kind": ["x"]}, "without": ["a"]}, {"values": {"a": ["x"]}}, {"a": TEXT}, False),
        ({"fields": ["/owner/login"]}, {"fields": ["/owner/login"]}, {}, True),
        ({"fields": ["id"], "without": ["/a/login"]}, {"fields": ["/a/login"]}, {"a": OWNER}, False),
        ({"fields": ["id"], "without": ["a"]}, {"fields": ["/a/login"]}, {"a": OWNER}, False),
        ({"fields": ["id"], "without": ["/a/login"]}, {"fields": ["a"]}, {"a": OWNER}, True),
    ],
)
def test_two_declarations_that_one_record_can_meet_are_refused(
    one: Any, other: Any, fields: Any, expected: bool
) -> None:
    assert is_refused(one, other, **fields) is expected


def test_a_format_is_compared_with_all_others() -> None:
    shapes = [shape("one", {"values": {"kind": ["a"]}}), shape("two", {"values": {"kind": ["b"]}})]
    check_detections(shapes)
    with pytest.raises(SourceError) as caught:
        check_detections([*shapes, shape("three", {"fields": ["id"]})])
    assert str(caught.value) == (
        "schemas/three/schema.json#/x-detect: a record of one can be detected as three too; name fields that one does"
        " not have, or exclude one of its fields in 'without'"
    )


def with_envelopes(declared: Any) -> Shape:
    properties = {"id": TEXT}
    schema = {"$id": "urn:one", "title": "ONE", "type": "object", "required": ["id"], "properties": properties}
    return read_shape("one", {**schema, "x-envelopes": declared})


def test_paths_to_records_become_steps() -> None:
    form = with_envelopes(["/run", "/data/a~1b/*"])
    assert read_envelopes(form) == (("run",), ("data", "a/b", "*"))
    assert 'envelopes=(("run",), ("data", "a/b", "*")),' in format_module(form, None)
    assert read_envelopes(shape("one")) == ()
    assert "envelopes" not in format_module(shape("one"), None)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (["run"], "/0: 'run' is not a path to records; give one like /run or /runs/*"),
        (["/run", "/*/run"], "/1: '/*/run' is not a path to records; give one like /run or /runs/*"),
        (["/runs/*", "/runs/0"], "/1: '/runs/0' has the index of an item; give `*` for all items of an array"),
        ([], ": [] should be non-empty"),
    ],
)
def test_other_paths_to_records_are_refused(declared: Any, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_envelopes(with_envelopes(declared))
    assert str(caught.value) == f"schemas/one/schema.json#/x-envelopes{message}"
