"""The generator of records: the same bytes for the same seed, valid, and of the stated length."""

import json
import re
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Any

import pytest

import runbridge as rb
from tests.benchmarks.graphs import make_graph
from tests.benchmarks.records import KINDS, SIZES, make_records

DATA = [(size, kind) for size in SIZES for kind in KINDS]
MODEL = set(rb.WorkflowRunModel.__struct_fields__)


def some(count: int, size: str, kind: str, **seed: int) -> list[bytes]:
    return list(islice(make_records(size=size, kind=kind, **seed), count))


def values(count: int, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in some(count, "2 KB", kind)]


@pytest.mark.parametrize(("size", "kind"), DATA)
def test_a_seed_gives_the_same_bytes(size: str, kind: str) -> None:
    assert some(20, size, kind) == some(20, size, kind, seed=1)
    assert not set(some(20, size, kind)) & set(some(20, size, kind, seed=2))


def test_the_bytes_are_those_of_earlier_measurements() -> None:
    together = b"".join(line for size, kind in DATA for line in some(20, size, kind))
    assert sha256(together).hexdigest() == "8d4f7aa17f857016ba4bf16ee4519d1f18c2fb0e155bda800edcfb1d3aeb3811"


@pytest.mark.parametrize(("size", "kind"), DATA)
def test_records_have_the_stated_length(size: str, kind: str) -> None:
    mean = sum(map(len, some(500, size, kind))) / 500
    assert mean == pytest.approx(float(size.removesuffix(" KB")) * 1000, rel=0.1)


@pytest.mark.parametrize(("size", "kind"), DATA)
def test_records_are_valid_lines_that_convert_there_and_back(size: str, kind: str) -> None:
    for line in some(100, size, kind):
        assert line.count(b"\n") == 1
        assert rb.validate(line, "workflow-run-model") == []
        there = rb.convert(line, to="workflow-run").data
        assert json.loads(rb.convert(there, to="workflow-run-model").data) == json.loads(line)


def test_plain_records_are_as_documented() -> None:
    for record in values(200, "plain"):
        assert set(record) <= MODEL
        assert all(re.fullmatch(r".*\.\d{6}Z", record[name]) for name in ("created_at", "updated_at", "queued_at"))
    assert {True, False} == {line.isascii() for line in some(200, "2 KB", "plain")}


def test_everything_is_in_each_record() -> None:
    records = values(200, "everything")
    for record in records:
        assert set(record) - MODEL
        assert not record["workflow_inputs"]["prompt"].isascii()
        assert re.fullmatch(r".*\.(\d{6}|\d{9})[+-]\d\d:\d\d", record["created_at"])
        for output in record["outputs"]:
            assert "preview" in output
            assert "width" in output["data"]["images"][0]
    assert {len(record["created_at"]) for record in records} == {32, 35}


def test_links_of_a_graph_go_to_earlier_nodes() -> None:
    graph = make_graph(Random(1), 200)
    links = [
        (int(number), int(value[0]))
        for number, node in graph.items()
        for value in node["inputs"].values()
        if isinstance(value, list)
    ]
    assert len(links) > 100
    assert all(1 <= to < number for number, to in links if number > 1)
