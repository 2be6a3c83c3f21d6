"""Identical schemas are found with one comparison for each pair, however often schemas refer to each other."""

from collections.abc import Mapping
from typing import Any

import pytest

from runbridge.schema_diff import prover as prover_module
from runbridge.schema_diff.model import Diff
from runbridge.schema_diff.prover import Prover, Rule, SchemaIdentity
from runbridge.schema_diff.verdicts import RULES
from runbridge.schemas.document import Document, Node
from tests.schema_diff.versions import compared, only_change, version


def recursive(fields: int, last: Any, reference: Any) -> Any:
    """An object with fields that refer to the whole schema, and a last field of a type."""
    properties = {f"p{index}": reference for index in range(fields)}
    return {"type": "object", "properties": {**properties, "last": {"type": last}}}


@pytest.fixture
def identities(monkeypatch: pytest.MonkeyPatch) -> list[SchemaIdentity]:
    """The comparisons that a test makes."""
    made: list[SchemaIdentity] = []

    def make(*originals: Mapping[Document, Document]) -> SchemaIdentity:
        made.append(SchemaIdentity(*originals))
        return made[-1]

    monkeypatch.setattr(prover_module, "SchemaIdentity", make)
    return made


REFERENCES = [{"$ref": "#"}, {"anyOf": [{"$ref": "#"}, {"type": "null"}]}]


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("last", ["integer", ["string", "null"]])
def test_comparisons_grow_with_the_schema(last: Any, reference: Any, identities: list[SchemaIdentity]) -> None:
    for fields in (50, 100):
        found = compared(recursive(fields, "string", reference), recursive(fields, last, reference))
        assert [change.code for change in found.changes] == ["type-changed"]
    fewer, more = (identity.comparisons for identity in identities)
    assert more <= 2.2 * fewer <= 2.2 * 20 * 50


def test_equal_schemas_are_not_compared(identities: list[SchemaIdentity]) -> None:
    schema = recursive(50, "string", {"$ref": "#"})
    assert compared(schema, schema) == Diff(old="old.json", new="new.json", roles=("consumer", "producer"), changes=())
    assert identities == []


def test_wider_type_in_a_recursive_schema_is_compatible() -> None:
    for reference in REFERENCES:
        change = only_change(recursive(200, "string", reference), recursive(200, ["string", "null"], reference))
        assert (change.verdicts["consumer"].grade, change.verdicts["producer"].grade) == ("compatible", "breaking")


def node(schema: Any) -> Node:
    return version(schema).root


def test_schemas_are_identical_with_all_that_they_refer_to() -> None:
    identity = SchemaIdentity()
    one, same, other = (node(recursive(3, last, {"$ref": "#"})) for last in ("string", "string", "null"))
    assert identity.are_identical(one, one)
    assert identity.are_identical(one, same)
    assert identity.are_identical(one.at("properties", "p0"), same.at("properties", "p1"))
    assert not identity.are_identical(one, other)
    assert not identity.are_identical(one.at("properties", "p0"), other.at("properties", "p0"))
    assert not identity.are_identical(one.at("properties", "p1"), other.at("properties", "p0"))
    before = identity.comparisons
    assert not identity.are_identical(one.at("properties", "p1"), other.at("properties", "p0"))
    assert identity.comparisons == before


def test_unknown_references_are_identical_in_equal_documents() -> None:
    identity = SchemaIdentity()
    schema = {"$dynamicRef": "#a", "$defs": {"b": {"$dynamicAnchor": "a"}}}
    changed = {**schema, "$defs": {"b": {"$dynamicAnchor": "a", "type": "string"}}}
    one, same, other = node(schema), node(schema), node(changed)
    assert identity.are_identical(one, same)
    assert not identity.are_identical(one, other)
    assert not identity.are_identical(one, other)


def reference_graph(size: int, leaf: Any) -> dict[str, Any]:
    """Definitions that all refer to each other; the last one has a field of a type."""
    names = [f"d{index}" for index in range(size)]
    references = {name: {"$ref": f"#/$defs/{name}"} for name in names}
    definitions = {name: {"type": "object", "properties": references} for name in names}
    definitions[names[-1]] = {"type": "object", "properties": {**references, "leaf": {"type": leaf}}}
    return {"$ref": "#/$defs/d0", "$defs": definitions}


def test_goals_of_a_proof_grow_with_the_schema() -> None:
    for size in (10, 20, 40):
        prover = Prover(RULES)
        assert prover.proves(node(reference_graph(size, "string")), node(reference_graph(size, ["string", "null"])))
        # One for each definition, and one for the field.
        assert prover.examined == size + 1


def test_goal_is_not_reused_where_it_would_prove_itself() -> None:
    """One goal leads to the other one level deeper and at its own level; the other leads back."""
    values, one, other = node({"type": "integer"}), node({"minimum": 1}), node({"maximum": 1})
    rules: dict[str, Rule] = {
        "minimum": lambda prover, left, _: prover.within(left, other) and prover.implies(left, other),
        "maximum": lambda prover, left, _: prover.implies(left, one),
    }
    assert not Prover(rules).proves(values, one)
    rules["minimum"] = lambda prover, left, _: prover.within(left, other) and prover.within(left, other)
    assert Prover(rules).proves(values, one)


@pytest.mark.deep
def test_large_schemas_have_more_steps() -> None:
    found = compared(recursive(1000, "string", REFERENCES[1]), recursive(1000, ["string", "null"], REFERENCES[1]))
    assert (found.grade("consumer"), found.grade("producer")) == ("compatible", "breaking")
