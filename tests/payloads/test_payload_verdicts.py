"""Our verdict on a payload is jsonschema's, whatever the schema and the payload."""

import json
from typing import Any

from hypothesis import example, given

import runbridge as rb
from runbridge.errors import UsageError
from runbridge.schemas.json_validator import plain_validator
from tests.pipeline.sample_records import RUN, run
from tests.schema_diff.random_schemas import POOL, schemas, values, versions

rooted = versions().map(lambda pair: pair[0])


def verdicts(schema: Any, payload: Any) -> tuple[bool, bool]:
    """Whether we accept a payload, and whether jsonschema does; the same for both where the schema is none for us."""
    record = run(output=payload)
    try:
        problems = rb.validate(record, RUN, output_schema=schema)
    except UsageError:
        return True, True
    for problem in problems:
        assert problem.pointer.startswith("/output")
        assert problem.message.isprintable()
        assert problem.code != "payload-unchecked"
        pointed = problem.pointer.removeprefix("/output").split("/")[1:]
        if problem.code != "unknown-field" and "name is" not in problem.expected:
            at: Any = payload
            for step in pointed:
                at = at[int(step)] if isinstance(at, list) else at[step]
        place = record[problem.offset :].decode()
        assert json.JSONDecoder().raw_decode(place)
    assert problems == sorted(problems, key=lambda each: each.offset)
    assert len(set(problems)) == len(problems)
    assert rb.validate(record, RUN, strict=True, output_schema=schema) == problems
    return problems == [], plain_validator(schema).is_valid(payload)


@given(schema=rooted | schemas, payload=values)
@example(schema={"additionalProperties": False, "patternProperties": {"(a)": True, r"(b)\1": True}}, payload={"bb": 1})
@example(schema={"oneOf": [True, {}]}, payload=1)
@example(schema=False, payload=1)
def test_payload_verdicts_are_those_of_the_validator(schema: Any, payload: Any) -> None:
    ours, theirs = verdicts(schema, payload)
    assert ours == theirs


@given(schema=rooted)
def test_many_payloads_of_one_schema(schema: Any) -> None:
    ours, theirs = zip(*(verdicts(schema, payload) for payload in POOL[::3]), strict=True)
    assert ours == theirs
