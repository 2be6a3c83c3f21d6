"""`strict`: no unknown field, no repeated field, no value outside the known vocabularies."""

from typing import Any

import pytest

import runbridge as rb
from tests.schemas.samples import MEDIA, MODEL, OUTPUT, PROFILES, RUN, text, with_media, with_output

RESIDUE: dict[str, Any] = {"of": "workflow-run-model", "bridge": "1", "id": "run_1"}
both_profiles = pytest.mark.parametrize("profile", PROFILES)


def told(data: bytes, form: str, profile: str = "published") -> list[str]:
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
    assert told(data, MODEL, profile) == [f"unknown-member `{pointer}` is not a member that the schema names"]
    assert rb.validate(data, MODEL, profile=profile) == []


@both_profiles
def test_media_items_among_text_are_checked(profile: str) -> None:
    data = with_output(data={"images": ["text", True, {**MEDIA, "odd": 1}, MEDIA]})
    assert told(data, MODEL, profile) == [
        "unknown-member `/outputs/0/data/images/2/odd` is not a member that the schema names"
    ]


@both_profiles
def test_opaque_fields_and_output_data_may_have_any_value(profile: str) -> None:
    odd = {"odd": {"odd": [{"id": 1}]}, "status": None, "_residue": 5}
    assert told(text(RUN, input=odd, output=odd), RUN, profile) == []
    assert told(text(MODEL, workflow_inputs=odd, workflow_api=odd), MODEL, profile) == []
    assert told(with_output(node_meta=odd, data={"odd": []}), MODEL, profile) == []


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
        assert told(text(form, _residue={**RESIDUE, **more}), form, profile) == []


@both_profiles
@pytest.mark.parametrize(
    ("residue", "problem"),
    [
        (None, "wrong-type `/_residue` must be an object or a string, not null"),
        ({"of": "x", "id": "y"}, "missing-member `/_residue` lacks the member `bridge`"),
        ({**RESIDUE, "id": 1}, "wrong-type `/_residue/id` must be a string, not the number 1"),
        ({**RESIDUE, "odd": 1}, "unknown-member `/_residue/odd` is not a member that the schema names"),
        ({**RESIDUE, "own": []}, "wrong-type `/_residue/own` must be an object, not an array of 0"),
        ({**RESIDUE, "via": {"status": {}}}, "missing-member `/_residue/via/status` lacks the member `was`"),
        (
            {**RESIDUE, "via": {"status": {"was": 1, "is": 2}}},
            "unknown-member `/_residue/via/status/is` is not a member that the schema names",
        ),
        ({**RESIDUE, "absent": ["a", None]}, "wrong-type `/_residue/absent/1` must be a string, not null"),
    ],
)
def test_a_malformed_residue_is_a_problem(residue: Any, problem: str, profile: str) -> None:
    for form in (RUN, MODEL):
        assert told(text(form, _residue=residue), form, profile) == [problem]
        assert rb.validate(text(form, _residue=residue), form, profile=profile) == []


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
    assert told(data, MODEL, profile) == [f"duplicate-member {where} has the member `{name}` more than once"]
    assert rb.validate(data, MODEL, profile=profile) == []


def test_a_field_repeated_twice_is_reported_once_at_its_last_place() -> None:
    data = text(RUN, input=b'{"a":1,\n"a":2,\n  "a":3}')
    assert rb.validate(data, RUN, strict=True) == [
        rb.Problem(
            code="duplicate-member",
            pointer="/input",
            actual="`a`",
            hint="keep one of them; without --strict this last one counts",
            line=3,
            column=3,
            end_line=3,
            end_column=6,
            offset=data.rindex(b'"a":'),
        )
    ]


def test_a_repeated_field_in_a_value_of_a_wrong_type_is_reported() -> None:
    assert told(text(RUN, id=b'{"a":1,"a":2}'), RUN) == [
        "wrong-type `/id` must be a string, not an object of 1",
        "duplicate-member `/id` has the member `a` more than once",
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
@pytest.mark.parametrize(("form", "member", "word", "nullable"), WORDS)
def test_only_the_values_of_a_vocabulary_are_valid(
    form: str, member: str, word: str, nullable: bool, profile: str
) -> None:
    assert told(text(form, **{member: word}), form, profile) == []
    for other in (word.upper() if word.islower() else word.lower(), "", f"{word} "):
        problems = rb.validate(text(form, **{member: other}), form, profile=profile, strict=True)
        assert [(each.code, each.pointer, each.actual) for each in problems] == [
            ("unknown-value", f"/{member}", f'"{other}"')
        ]
    assert (told(text(form, **{member: None}), form, profile) == []) == nullable


def test_extensible_vocabularies_are_open_without_strict() -> None:
    for form, member, _, _ in WORDS:
        assert (rb.validate(text(form, **{member: "new"}), form) == []) == (form == MODEL)


def test_strict_reports_everything_that_is_reported_without_it() -> None:
    assert told(text(MODEL, outputs=[{**OUTPUT, "created_at": "now", "odd": 1}], gpu=1), MODEL) == [
        "wrong-type `/gpu` must be a string or null, not the number 1",
        'bad-time `/outputs/0/created_at` must be an RFC 3339 date-time with an offset, not "now"',
        "unknown-member `/outputs/0/odd` is not a member that the schema names",
    ]
