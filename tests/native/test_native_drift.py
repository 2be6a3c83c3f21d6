"""Reports of drift are the same, to the byte, with the native lane and without it, and the lane counts most lines."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from runbridge.drift import native_counting
from runbridge.drift.counting import Column, Counting, FieldCounters
from runbridge.drift.native_counting import NativeCounting
from runbridge.drift.native_slots import counting_plan
from runbridge.inputs.chunks import Record
from runbridge.record.native_nodes import UnsupportedError, load_library
from runbridge.schemas.record_schema import Node, Step, shape
from tests.drift.drift_samples import output
from tests.native.drift_fuzz import check, files_of, main
from tests.native.fuzz import examples
from tests.native.plans import counting_spec
from tests.pipeline.sample_records import MODEL, compact, model, without

#: Python counts so many lines first if something is new in all of them.
FIRST = 16
_MEDIA = {"url": "u", "type": "t", "filename": "f"}
_NAMES = {f"n{number}": number for number in range(60)}


def _lines(records: Sequence[bytes]) -> bytes:
    """A file of 100 lines that has some records in turn."""
    return b"".join(records[number % len(records)] + b"\n" for number in range(100))


@given(random=st.randoms(use_true_random=False), profile=st.sampled_from(["published", "tolerant"]))
def test_reports_are_the_same_as_without_the_lane(random: Random, profile: str) -> None:
    form, records = random.choice([*examples().items()])
    check(files_of(random, records, form), form, profile)


def test_the_fuzz_runs_for_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    main(0, 1)
    assert capsys.readouterr().out.startswith("seed 1: ")


@pytest.mark.parametrize(
    ("records", "left"),
    [
        # Nothing is new in ordinary records, whatever the kinds of their values are.
        ([model(), model(gpu="T4", webhook="", live_status="café\\\x7f", number=2**60, duration=2.0)], 0),
        ([model(created_at="2026-01-02T03:04:05.123+01:00", outputs=[]), model(duration=-3)], 0),
        ([model(workflow_inputs=[[["]"]]]), model(workflow_inputs={}), model(workflow_inputs=[2**60, 1e50])], 0),
        # Names in opaque values and maps are new once, and all others are after the first 50.
        ([model(workflow_inputs={"a": {"b": 1e50}}), model(outputs=[output(), output(data={"x": None})])], FIRST),
        ([model(workflow_inputs=_NAMES)], FIRST),
        ([model(workflow_inputs={**_NAMES, "n" * 201: 1})], FIRST),
        ([model(workflow_inputs={"n" * 201: 1})], 100),
        ([model(workflow_inputs={'q"': 1}), model(workflow_inputs={"NAME": 1}).replace(b"NAME", b"\\ud800")], 100),
        # Drift is counted once it has all of its examples, or if its values are among them.
        ([model(queue=3)], FIRST),
        ([model(queue=number, batch=None, tags=["a", ""], region="éu") for number in range(100)], FIRST),
        ([model(queue="x" * 201)], 100),
        ([without(model(), "gpu")], FIRST),
        ([model(id=None, number="7"), model(number=1.5), model(number=True)], FIRST),
        ([model(status="paused", origin="é")], FIRST),
        ([model(status="x" * 201)], 100),
        ([model(created_at=f"2026-01-02T03:04:05.{number:03}") for number in range(100)], FIRST),
        ([model(created_at="2026-01-02T03:04:05")], 100),
        ([model(created_at=f"2026-01-02T03:04:05.{number:02}") for number in range(100)], 100),
        ([model(outputs=[output(mime="a"), output(mime="b"), output(mime="c"), None, 7, 8, 9])], FIRST),
        ([model(outputs=[output(data={"images": [_MEDIA | {"more": number}, 3]})]) for number in range(100)], FIRST),
        # A line that is not an object or is broken leaves the others alone; a blank one or a CR does not.
        ([model(), b"[]", model(), b'{"a"', b"1"], 60),
        ([model(), b" ", model()], 100),
        ([model() + b"\r"], 100),
    ],
)
def test_only_what_is_new_is_left_to_python(records: Sequence[bytes], left: int) -> None:
    assert 100 - check([_lines(records)], MODEL) == left


def test_lines_of_later_files_are_counted_with_what_earlier_ones_have_seen() -> None:
    records = [model(), model(queue=1)]
    assert check([_lines(records), _lines(records), records[1], records[1] + b"\n", b""], MODEL) == 84 + 100 + 2


def test_fields_whose_names_differ_only_in_the_middle_are_counted() -> None:
    records = [model(**{f"task_group_{number}.process_item": 1 for number in range(9)})]
    assert check([_lines(records)], MODEL) == 84


def _check_schema(folder: Path, schema: Any, *records: Any) -> int:
    """How many of 100 lines the lane counts by a schema."""
    path = folder / "schema.json"
    path.write_bytes(compact(schema))
    return check([_lines([compact(record) for record in records])], None, schema=str(path))


def test_vocabularies_and_maps_of_any_schema_are_counted(tmp_path: Path) -> None:
    words = {"type": ["string", "null"], "enum": ["é", "", "x" * 5_000, *(f"w{number}" for number in range(300))]}
    schema = {"properties": {"a": words, "b": {"type": "object", "additionalProperties": {"type": "integer"}}}}
    assert _check_schema(tmp_path, schema, {"a": "é", "b": {"k": 1}}, {"a": "", "b": {"k": 2}}) == 84
    assert _check_schema(tmp_path, schema, {"a": "x" * 5_000}) == 0
    assert _check_schema(tmp_path, schema, {"a": "w252"}, {"a": "w253"}) == 100
    assert _check_schema(tmp_path, schema, {"a": "w254"}) == 0
    assert _check_schema(tmp_path, schema, {"a": 1}) == 84


def test_strings_where_a_vocabulary_has_other_values() -> None:
    root = FieldCounters(shape({"properties": {"a": {"type": "integer", "enum": ["x", "y", 1]}}}))
    line = b'{"a":"x"}'
    Counting().count_objects(root, Column([Record(line, 1, 1)], [line]), [{"a": Raw(b'"x"')}])
    # The schema allows none of them, so that the kind of value has to have all examples, too.
    assert NativeCounting(root).count(line + b"\n") == (1, [(0, 0, len(line), 0)])


def test_a_schema_that_the_lane_does_not_know_is_counted_in_python(tmp_path: Path) -> None:
    schema = {"properties": {"a": {"items": {"type": "integer"}}}}
    assert _check_schema(tmp_path, schema, {"a": [1]}) == 0


def test_a_map_with_more_names_than_the_lane_knows_is_counted_in_python(tmp_path: Path) -> None:
    fields = {f"f{number}": {"type": "integer"} for number in range(20)}
    schema = {"properties": {"a": {"properties": fields, "additionalProperties": {"type": "integer"}}}}
    some, more = ({"a": {f"n{number}": number for number in range(count)}} for count in (40, 45))
    assert _check_schema(tmp_path, schema, some) == 84
    assert _check_schema(tmp_path, schema, some, more) == 0


def test_an_object_with_too_many_fields_has_no_plan() -> None:
    members = {f"f{number}": Node(path=(f"f{number}",)) for number in range(65)}
    with pytest.raises(UnsupportedError):
        counting_plan(FieldCounters(Node(path=(), members=members)))


def test_a_schema_with_too_many_nodes_has_no_plan() -> None:
    outer = {f"o{number}": {f"i{at}": Node(path=()) for at in range(40)} for number in range(30)}
    members = {name: Node(path=(), types=frozenset(["object"]), members=inner) for name, inner in outer.items()}
    with pytest.raises(UnsupportedError):
        counting_plan(FieldCounters(Node(path=(), members=members)))


def test_a_schema_with_too_many_levels_has_no_plan() -> None:
    node = Node(path=(Step.ITEM,) * 100)
    for depth in reversed(range(1, 100)):
        node = Node(path=(Step.ITEM,) * depth, types=frozenset(["array"]), items=node)
    counting_plan(FieldCounters(Node(path=(), members={"a": node})))
    deeper = Node(path=("b",), types=frozenset(["array"]), items=Node(path=(Step.ITEM,) * 101))
    with pytest.raises(UnsupportedError):
        counting_plan(FieldCounters(Node(path=(), members={"a": node, "b": deeper})))


@pytest.mark.without_native
def test_without_the_module_no_line_is_counted_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_counting, "load_library", lambda: None)
    assert NativeCounting(FieldCounters(Node(path=()))).count(b"{}\n") is None


@pytest.mark.parametrize("states", [None, b"", [], ["x"], [b""] * 200], ids=repr)
def test_states_that_do_not_fit_the_nodes_are_refused(states: Any) -> None:
    library = load_library()
    assert library is not None
    spec = counting_spec()
    made = [*states, *spec["states"][len(states) :]] if isinstance(states, list) and states else states
    with pytest.raises(ValueError, match=r"^the plan has no usable `states`$"):
        library.make_plan({**spec, "states": made})
