"""`strict`: no unknown field, no repeated field, no value outside the known vocabularies."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge._runtime.conversion import encode_text
from runbridge._runtime.registry import NAME
from runbridge.laws.json_tokens import write_tokens as write
from tests.laws.fields import other
from tests.laws.hops import hop
from tests.laws.records import formats, profiles, records
from tests.schemas.samples import MEDIA, MODEL, OUTPUT, PROFILES, RUN, text, with_media, with_output

RESIDUE: dict[str, Any] = {"of": "workflow-run-model", "bridge": "1", "id": "run_1"}
both_profiles = pytest.mark.parametrize("profile", PROFILES)


def reported(data: bytes, form: str, profile: str = "published") -> list[str]:
    return [f"{each.code} {each.message}" for each in rb.validate(data, form, profile=profile, strict=True)]


@both_profiles
@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        (text(MODEL, odd=None), "/odd"),
        (with_output(odd=None), "/outputs/0/odd"),
        (with_media(odd=None), "/outputs/0/data/images/0/odd"),
        (with_media(**{"": None}), "/outputs/0/data/images/0/"),
    ],
)
def test_an_unknown_field_is_a_problem_at_every_depth(data: bytes, pointer: str, profile: str) -> None:
    assert reported(data, MODEL, profile) == [f"unknown-field `{pointer}` is not a field of the schema"]
    assert rb.validate(data, MODEL, profile=profile) == []


@both_profiles
def test_media_items_among_text_are_checked(profile: str) -> None:
    data = with_output(data={"images": ["text", True, {**MEDIA, "odd": 1}, MEDIA]})
    expected = ["unknown-field `/outputs/0/data/images/2/odd` is not a field of the schema"]
    assert reported(data, MODEL, profile) == expected


@both_profiles
def test_opaque_fields_and_output_data_may_have_any_value(profile: str) -> None:
    odd = {"odd": {"odd": [{"id": 1}]}, "status": None, "_residue": 5}
    assert reported(text(RUN, input=odd, output=odd), RUN, profile) == []
    assert reported(text(MODEL, workflow_inputs=odd, workflow_api=odd), MODEL, profile) == []
    assert reported(with_output(node_meta=odd, data={"odd": []}), MODEL, profile) == []


@both_profiles
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"own": {"odd": {"deep": 1}}, "via": {"status": {"was": 1, "saw": None}}, "absent": ["ended_at"]},
        {"own": {}, "via": {}, "absent": [], "displaced": "anything"},
        {"via": {"status": {"was": {"odd": 1}}}},
    ],
)
def test_a_well_formed_residue_is_no_unknown_field(more: dict[str, Any], profile: str) -> None:
    for form in (RUN, MODEL):
        assert reported(text(form, _residue={**RESIDUE, **more}), form, profile) == []


@both_profiles
@pytest.mark.parametrize(
    ("residue", "problem"),
    [
        (None, "invalid-type `/_residue` must be an object or a string, not null"),
        ({"of": "x", "id": "y"}, "missing-field `/_residue` is missing the field `bridge`"),
        ({**RESIDUE, "id": 1}, "invalid-type `/_residue/id` must be a string, not the number 1"),
        ({**RESIDUE, "odd": 1}, "unknown-field `/_residue/odd` is not a field of the schema"),
        ({**RESIDUE, "own": []}, "invalid-type `/_residue/own` must be an object, not an array of 0"),
        ({**RESIDUE, "via": {"status": {}}}, "missing-field `/_residue/via/status` is missing the field `was`"),
        (
            {**RESIDUE, "via": {"status": {"was": 1, "is": 2}}},
            "unknown-field `/_residue/via/status/is` is not a field of the schema",
        ),
        ({**RESIDUE, "absent": ["a", None]}, "invalid-type `/_residue/absent/1` must be a string, not null"),
    ],
)
def test_a_malformed_residue_is_a_problem(residue: Any, problem: str, profile: str) -> None:
    for form in (RUN, MODEL):
        assert reported(text(form, _residue=residue), form, profile) == [problem]
        assert rb.validate(text(form, _residue=residue), form, profile=profile) == []


@given(form=formats, profile=profiles, mode=st.sampled_from(["embed", "text"]), data=st.data())
def test_the_residues_of_conversions_are_valid(form: str, profile: str, mode: str, data: st.DataObject) -> None:
    there = hop(data.draw(records(form, profile)), form, profile=profile, residue=mode)
    residue = write(there.get(NAME, RESIDUE))
    assert reported(text(other(form), _residue=residue), other(form), profile) == []


AS_TEXT = json.loads(encode_text(json.dumps(RESIDUE, separators=(",", ":")).encode()))


@both_profiles
@pytest.mark.parametrize(
    ("residue", "actual"),
    [
        ("any text", '"any text"'),
        (f" {AS_TEXT}", "a damaged one, whose digest is another"),
        ('{"of":"', "a damaged one, whose digest is another"),
        (AS_TEXT.replace("run_1", "run_2"), "a damaged one, whose digest is another"),
        (AS_TEXT[:-1], "a damaged one, whose digest is another"),
        (json.loads(encode_text(b'{"of":"x","bridge":"1"}')), "one that is not well-formed"),
        (json.loads(encode_text(b'{"of":"x",}')), "one that is not well-formed"),
        (json.loads(encode_text(b'{"of":"x","own":' + b"[" * 100_000 + b"}")), "one that is not well-formed"),
    ],
)
def test_text_that_is_not_a_residue_is_a_problem(residue: str, actual: str, profile: str) -> None:
    for form in (RUN, MODEL):
        assert reported(text(form, _residue=AS_TEXT), form, profile) == []
        data = text(form, _residue=residue)
        assert reported(data, form, profile) == [f"invalid-residue `/_residue` must be a residue, not {actual}"]
        assert rb.validate(data, form, profile=profile) == []


def test_a_residue_has_no_fix_that_makes_it_text() -> None:
    [problem] = rb.validate(text(RUN, _residue=5), RUN, strict=True)
    assert problem.message == "`/_residue` must be an object or a string, not the number 5"
    assert problem.fix == rb.Fix(
        kind="remove", note="convert the original record again, or remove the field", accepted_by="non-strict"
    )


@both_profiles
@pytest.mark.parametrize(
    ("data", "where", "name"),
    [
        (text(MODEL)[:-1] + b',"id":"x"}', "the record", "id"),
        (text(MODEL, workflow_inputs=b'{"a":1,"b":[[{"a":1,"a":1}]]}'), "`/workflow_inputs/b/0/0`", "a"),
        (with_output(node_meta=b'{"":0,"":0}'), "`/outputs/0/node_meta`", ""),
        (with_output(data=b'{"a":[],"a":[]}'), "`/outputs/0/data`", "a"),
        (text(MODEL, _residue=b'{"of":"x","bridge":"1","id":"y","id":"z"}'), "`/_residue`", "id"),
        (text(MODEL, workflow_api=rb'{"\ud800":1,"\ud800":2}'), "`/workflow_api`", r"\ud800"),
    ],
)
def test_a_repeated_field_is_a_problem_at_every_depth(data: bytes, where: str, name: str, profile: str) -> None:
    assert reported(data, MODEL, profile) == [f"duplicate-field {where} has the field `{name}` more than once"]
    assert rb.validate(data, MODEL, profile=profile) == []


def test_a_field_repeated_twice_is_reported_once_at_its_last_place() -> None:
    data = text(RUN, input=b'{"a":1,\n"a":2,\n  "a":3}')
    assert rb.validate(data, RUN, strict=True) == [
        rb.Problem(
            code="duplicate-field",
            pointer="/input",
            actual="`a`",
            fix=rb.Fix(kind="remove", note="keep one of them", accepted_by="non-strict"),
            line=3,
            column=3,
            end_line=3,
            end_column=6,
            offset=data.rindex(b'"a":'),
        )
    ]


def test_a_repeated_field_in_a_value_of_a_wrong_type_is_reported() -> None:
    assert reported(text(RUN, id=b'{"a":1,"a":2}'), RUN) == [
        "invalid-type `/id` must be a string, not an object of 1",
        "duplicate-field `/id` has the field `a` more than once",
    ]


WORDS = [
    (RUN, "status", "waiting", False),
    (RUN, "triggeredBy", "swarm", False),
    (RUN, "mode", "sync", False),
    (MODEL, "status", "cancelled", False),
    (MODEL, "origin", "public-template", False),
    (MODEL, "gpu", "A100-80GB", True),
    (MODEL, "machine_type", "runpod-serverless", True),
    (MODEL, "webhook_status", "running", True),
]


@both_profiles
@pytest.mark.parametrize(("form", "field", "word", "nullable"), WORDS)
def test_only_the_values_of_a_vocabulary_are_valid(
    form: str, field: str, word: str, nullable: bool, profile: str
) -> None:
    assert reported(text(form, **{field: word}), form, profile) == []
    for another in (word.upper() if word.islower() else word.lower(), "", f"{word} "):
        problems = rb.validate(text(form, **{field: another}), form, profile=profile, strict=True)
        assert [(each.code, each.pointer, each.actual) for each in problems] == [
            ("unknown-value", f"/{field}", f'"{another}"')
        ]
    assert (reported(text(form, **{field: None}), form, profile) == []) == nullable


def test_extensible_vocabularies_are_open_without_strict() -> None:
    for form, field, _, _ in WORDS:
        assert (rb.validate(text(form, **{field: "new"}), form) == []) == (form == MODEL)


def test_strict_reports_everything_that_is_reported_without_it() -> None:
    assert reported(text(MODEL, outputs=[{**OUTPUT, "created_at": "now", "odd": 1}], gpu=1), MODEL) == [
        "invalid-type `/gpu` must be a string or null, not the number 1",
        'invalid-timestamp `/outputs/0/created_at` must be an RFC 3339 date-time with an offset, not "now"',
        "unknown-field `/outputs/0/odd` is not a field of the schema",
    ]
