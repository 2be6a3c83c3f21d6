"""Changes of every keyword, one at a time: pairs.ndjson has the versions and the expected verdicts."""

import json
from pathlib import Path
from typing import Any

import pytest

from runbridge.schema_diff.verdicts import RULES
from runbridge.schemas.keywords import WHOLE, is_annotation, is_known
from tests.schema_diff.versions import compared, confirm

PAIRS: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("pairs.ndjson").read_text(encoding="utf-8").splitlines()
]
IDS = [f"{json.dumps(pair['old'])[:60]} -> {json.dumps(pair['new'])[:60]}" for pair in PAIRS]


@pytest.mark.parametrize("pair", PAIRS, ids=IDS)
def test_verdicts_match_the_pairs_file(pair: dict[str, Any]) -> None:
    found = compared(pair["old"], pair["new"])
    verdicts = [
        {"code": change.code, **{role: verdict.grade for role, verdict in change.verdicts.items()}}
        for change in found.changes
    ]
    assert verdicts == pair["changes"]
    confirm(found, pair["old"], pair["new"])


@pytest.mark.parametrize("pair", PAIRS, ids=IDS)
def test_swapped_versions_swap_the_roles(pair: dict[str, Any]) -> None:
    there, back = compared(pair["old"], pair["new"]), compared(pair["new"], pair["old"])
    assert there.grade("consumer") == back.grade("producer")
    assert there.grade("producer") == back.grade("consumer")


@pytest.mark.parametrize("pair", PAIRS, ids=IDS)
def test_single_role_gets_the_same_verdict(pair: dict[str, Any]) -> None:
    both = compared(pair["old"], pair["new"])
    for role in both.roles:
        alone = compared(pair["old"], pair["new"], (role,))
        assert alone.roles == (role,)
        assert alone.grade(role) == both.grade(role)


@pytest.mark.parametrize("pair", PAIRS, ids=IDS)
def test_equal_versions_have_no_changes(pair: dict[str, Any]) -> None:
    for schema in (pair["old"], pair["new"]):
        assert compared(schema, schema).changes == ()


def keywords_in(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set[str]().union(*map(keywords_in, schema))
    return set(schema).union(*map(keywords_in, schema.values())) if isinstance(schema, dict) else set()


def test_pairs_file_covers_every_keyword() -> None:
    present = set[str]().union(*(keywords_in(pair) for pair in PAIRS))
    assert set(RULES) >= set(WHOLE)
    assert all(is_known(keyword) and not is_annotation(keyword) for keyword in RULES)
    assert set(RULES) <= present
