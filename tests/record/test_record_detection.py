"""The format of a record is detected from its fields, and never guessed."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge._runtime.json_parser import parse
from runbridge._runtime.registry import Detection, Format
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import read_schema
from runbridge.formats import format_finder, formats_like, other_format
from runbridge.known_formats import FORMATS as ALL
from runbridge.laws.json_tokens import write_tokens
from runbridge.laws.schema_values import PLAIN, SchemaValues
from runbridge.laws.subject import subject_of
from runbridge.record.read_record import detect, detect_lines
from tests.format_names import ALL_FORMATS, ANY_FORMAT
from tests.schemas.samples import FORMATS, MODEL, PROFILES, RECORDS, RUN, text, without

LEAST = {
    RUN: ("id", "workspaceId", "subjectId", "status", "mode", "triggeredBy", "userId", "createdAt", "updatedAt"),
    MODEL: ("id", "workflow_id", "origin", "status", "created_at", "updated_at", "number"),
}


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_of_a_valid_record_is_detected(form: str) -> None:
    assert detect(text(form)).name == form
    for profile in PROFILES:
        for strict in (False, True):
            assert rb.validate(text(form), profile=profile, strict=strict) == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_of_a_minimal_tolerant_record_is_detected(form: str) -> None:
    data = without(form, *(RECORDS[form].keys() - set(LEAST[form])))
    assert detect(data).name == form
    assert rb.validate(data, profile="tolerant") == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_of_a_record_with_a_missing_field_is_detected(form: str) -> None:
    for name in RECORDS[form]:
        assert detect(without(form, name)).name == form


def test_the_format_of_a_record_with_lone_surrogates_is_detected() -> None:
    data = text(RUN, more=rb'{"\ud800":"\udc00"}')[:-1] + rb',"\ud800":1}'
    assert detect(data).name == RUN
    assert rb.validate(data) == []


@pytest.mark.parametrize("data", [b"{}", b'{"id":"x","status":"failed"}', b'{"createdAt":1}', b'{"\\ud800":1}'])
def test_a_record_of_no_format_is_an_error(data: bytes) -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        rb.validate(data)
    assert str(caught.value) == (f"the record's fields match no format ({ALL_FORMATS}); give the format")


def test_a_record_of_both_formats_is_an_error() -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        rb.validate(json.dumps({**RECORDS[RUN], **RECORDS[MODEL]}))
    assert str(caught.value) == "the record could be workflow-run or workflow-run-model; give the format"


def residue_of(source: str, bridge: str) -> str:
    """The start of a residue."""
    return json.dumps({"of": source, "bridge": bridge, "id": "x"})


@pytest.mark.parametrize("residue", ["embed", "text"])
@pytest.mark.parametrize("target", [name for name, form in ALL.items() if form.hub is not None])
def test_the_residue_tells_the_format_of_a_converted_record(target: str, residue: Any) -> None:
    direction = subject_of(RUN, target, "published")
    record = {**RECORDS[RUN], "id": "7", "subjectId": "8"}
    there = rb.convert(record, target, RUN, residue=residue, set=direction.set, map=direction.map).data
    assert detect(there).name == detect_lines(there + b"\n") == target
    alone = json.dumps({"_residue": json.loads(there)["_residue"]}).encode()
    assert detect(alone).name == detect_lines(alone + b"\n") == target
    back = f'{{"_residue": {residue_of(target, f"{target}/1")}}}'.encode()
    assert detect(back).name == ALL[target].hub


@pytest.mark.parametrize(
    "residue",
    [
        "5",
        '"text"',
        "{}",
        "[]",
        residue_of(MODEL, "unknown/1"),
        residue_of(MODEL, f"{RUN}/1"),
        residue_of("unknown", f"{MODEL}/1"),
        '{"of":5,"bridge":{}}',
    ],
)
def test_a_residue_that_names_no_format_tells_nothing(residue: str) -> None:
    with pytest.raises(rb.UnknownFormat, match="the record's fields match no format"):
        detect(f'{{"_residue": {residue}}}'.encode())


def test_the_residue_decides_between_two_formats_only() -> None:
    both = {**RECORDS[RUN], **RECORDS[MODEL]}
    named = {**both, "_residue": json.loads(residue_of(RUN, f"{MODEL}/1"))}
    assert detect(json.dumps(named).encode()).name == MODEL
    with pytest.raises(rb.UnknownFormat, match="the record could be workflow-run or workflow-run-model"):
        detect(json.dumps({**both, "_residue": json.loads(residue_of(RUN, "kfp-run/1"))}).encode())
    assert (
        detect(json.dumps({**RECORDS[RUN], "_residue": json.loads(residue_of(RUN, "kfp-run/1"))}).encode()).name == RUN
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"null", "the record must be an object, not null"),
        (b"5", "the record must be an object, not the number 5"),
        (b' "x"', 'the record must be an object, not "x"'),
        (b"[{}]", "the record must be an object, not an array of 1"),
        (b"9" * 5000, f"the record must be an object, not the number {'9' * 60}…"),
        (b"", "not JSON: expecting value"),
        (b" \n", "not JSON: expecting value"),
        (b"{", "not JSON: expecting property name enclosed in double quotes"),
        (b"{}{}", "not JSON: extra data"),
        (b"\xef\xbb\xbf{}", "not JSON: it starts with a byte order mark"),
        (b'{"id": }', "not JSON: expecting value"),
        (b"\xff", "not UTF-8: invalid start byte (byte 0xff)"),
        (b"NaN", "not JSON: NaN is not a JSON number"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_text_that_is_not_an_object_has_the_same_problem_with_and_without_a_format(data: bytes, message: str) -> None:
    problems = rb.validate(data)
    assert [problem.message for problem in problems] == [message]
    for form in FORMATS:
        assert rb.validate(data, form) == problems
    for use in (detect, lambda data: rb.convert(data, RUN), lambda data: rb.convert(data, RUN, MODEL)):
        with pytest.raises(rb.InvalidRecord) as caught:
            use(data)
        assert [*caught.value.problems] == problems
        assert rb.problem_details(caught.value) == rb.problem_details(problems)


def test_an_unknown_format_or_profile_is_a_usage_error() -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(b"{}", "workflow")
    assert str(caught.value) == f"unknown format 'workflow'; choose {ANY_FORMAT}. Did you mean 'workflow-run'?"
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(b"{}", "workflow_run_model")
    assert str(caught.value) == (
        f"unknown format 'workflow_run_model'; choose {ANY_FORMAT}. Did you mean 'workflow-run-model'?"
    )
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(b"{}", "yaml")
    assert str(caught.value) == f"unknown format 'yaml'; choose {ANY_FORMAT}"
    given: Any
    for given, shown, hint in (
        (rb.WorkflowRunModel, "<class 'runbridge.WorkflowRunModel'>", ". Did you mean 'workflow-run-model'?"),
        ([], "[]", ""),
        (5, "5", ""),
    ):
        with pytest.raises(rb.UsageError) as caught:
            rb.validate(b"{}", given)
        assert str(caught.value) == f"unknown format {shown}; choose {ANY_FORMAT}{hint}"
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(b"{}", profile="lax")
    assert str(caught.value) == "unknown profile 'lax'; choose published or tolerant"
    assert isinstance(caught.value, ValueError)


EXAMPLES = [
    (path.parts[-3].replace("_", "-"), json.dumps(json.loads(path.read_text(encoding="utf-8"))["record"]).encode())
    for path in sorted((ROOT / "schemas").glob("*/examples/*.json"))
]
EXAMPLES += [(name, json.dumps(each).encode()) for name in ALL for each in load_schema(ALL[name]).get("examples", ())]


def test_an_example_of_any_format_is_detected_as_exactly_that() -> None:
    assert {form for form, _ in EXAMPLES} == ALL.keys()
    for form, record in EXAMPLES:
        assert [each.name for each in formats_like(parse(record.decode()))] == [form]
        assert (detect(record).name, detect_lines(record + b"\n")) == (form, form)


def values_to_detect(form: Format, profile: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The required and the optional fields of records: names decide, so only values that are looked into are drawn."""
    schema = load_schema(form, profile)
    node, values = read_schema(schema), SchemaValues(schema.get("$defs", {}), PLAIN, {})
    declared = form.detection
    inner = {path[0] for path in declared.fields if len(path) > 1} | {path[0] for path, _ in declared.values}
    drawn = {name: values.at(child, (name,)) if name in inner else st.just(None) for name, child in node.fields.items()}
    required = {name: drawn.pop(name) for name in node.required}
    return required, drawn


def is_certain(form: Format, record: dict[str, Any], profile: str) -> bool:
    """Whether the fields that are always there suffice; a format that requires little has records with hardly any."""
    always = load_schema(form, profile).get("required", ())
    declared = form.detection
    return not declared.values and sum(path in {(name,) for name in always} for path in declared.fields) >= (
        declared.at_least
    )


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("form", ALL)
@settings(max_examples=30)
@given(data=st.data())
def test_a_record_of_any_format_is_detected_as_no_other(form: str, profile: str, data: st.DataObject) -> None:
    required, optional = values_to_detect(ALL[form], profile)
    record = data.draw(st.fixed_dictionaries(required, optional=optional))
    found = [each.name for each in formats_like(parse(write_tokens(record).decode()))]
    assert found == [form] or (found == [] and not is_certain(ALL[form], record, profile))


def test_a_field_named_like_one_of_another_format_does_not_make_a_record_ambiguous() -> None:
    for form, record in dict(EXAMPLES).items():
        fields = json.loads(record)
        for name in {name for other in ALL.values() for name in other.fields}:
            assert {each.name for each in formats_like({name: None, **fields})} <= {form}


def declare(monkeypatch: pytest.MonkeyPatch, name: str, **detection: Any) -> Format:
    """Add a format with the fields of another one and its own declaration."""
    form = replace(ALL[RUN], name=name, fields=frozenset({"kind", "info"}), detection=Detection(**detection))
    monkeypatch.setitem(ALL, name, form)
    return form


def names_like(text: str) -> list[str]:
    """The formats that a record may have, which do not depend on whether it is parsed or one of many."""
    found = formats_like(parse(text))
    record = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    find = format_finder()
    assert formats_like(record) == found == find(record) == find(record)
    return [form.name for form in found]


INFO = {"fields": (("info", "run", "id"), ("info", "state"), ("kind",)), "at_least": 2}


@pytest.mark.parametrize(
    ("record", "is_like"),
    [
        ({"info": {"run": {"id": None}, "state": 1}}, True),
        ({"info": {"run": {"id": 1}}, "kind": None}, True),
        ({"info": {"run": {}, "state": 1}}, False),
        ({"info": {"run": "id", "state": 1}}, False),
        ({"info": [{"run": {"id": 1}}, "state"], "kind": 1}, False),
        ({"info": None, "kind": 1}, False),
        ({"kind": 1}, False),
    ],
)
def test_paths_lead_into_objects(monkeypatch: pytest.MonkeyPatch, record: Any, is_like: bool) -> None:
    declare(monkeypatch, "other", **INFO)
    assert names_like(json.dumps(record)) == ["other"] * is_like


def test_a_record_must_not_have_excluded_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "other", fields=(("kind",),), at_least=1, without=(("spec",), ("info", "old")))
    assert names_like('{"kind": 1, "info": {"new": 2}}') == ["other"]
    assert names_like('{"kind": 1, "spec": null}') == []
    assert names_like('{"kind": 1, "info": {"old": 2}}') == []


def test_a_text_decides_where_a_declaration_has_values(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "flow", fields=(), at_least=0, values=((("kind",), ("Flow", "CronFlow")),))
    declare(monkeypatch, "job", fields=(), at_least=0, values=((("kind",), ("Job",)), (("info", "v"), ("1",))))
    assert names_like('{"kind": "Flow"}') == ["flow"]
    assert names_like('{"kind": "Cron\\u0046low", "info": {"v": "1"}}') == ["flow"]
    assert names_like('{"kind": "Job", "info": {"v": "1"}}') == ["job"]
    for record in ('{"kind": "Job", "info": {"v": 1}}', '{"kind": "Job"}', '{"kind": ["Flow"]}', "{}", '{"kind": 1}'):
        assert names_like(record) == []
    lines = b'{"kind": "Flow"}\n{"kind": "Flow", "info": 1}\n'
    assert (detect_lines(lines), detect_lines(lines + b'{"kind": "Job"}\n')) == ("flow", None)


def test_a_value_that_is_not_utf_8_says_nothing_about_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "other", fields=(("info", "id"),), at_least=1)
    with pytest.raises(rb.UnknownFormat):
        detect(b'{"info": {"\xff": 1, "id": 2}}')
    (problem,) = rb.validate(b'{"info": {"\xff": 1, "id": 2}}', "other")
    assert problem.code == "invalid-utf8"


def test_a_value_that_is_not_json_says_nothing_about_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "other", fields=(("info", "id"),), at_least=1)
    assert formats_like({"info": msgspec.Raw(b'{"\x01": 1, "id": 2}')}) == ()


def test_a_format_without_a_declaration_has_mostly_its_own_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "other", fields=(("kind",),), at_least=1, mostly_known=True)
    assert names_like('{"kind": 1, "info": 2, "a": 3, "b": 4}') == ["other"]
    assert names_like('{"kind": 1, "info": 2, "a": 3, "b": 4, "c": 5}') == []
    assert names_like('{"info": 2}') == []


def test_a_record_is_of_another_format_only_with_more_fields_of_that(monkeypatch: pytest.MonkeyPatch) -> None:
    other = declare(monkeypatch, "other", fields=(("kind",),), at_least=1)
    assert other_format({"kind": 1}, ALL[RUN]) is other
    assert other_format({"kind": 1, "id": 2}, ALL[RUN]) is None
    assert other_format({"kind": 1, "info": 3, "id": 2}, ALL[RUN]) is other
    assert other_format({"kind": 1}, other) is None
    assert other_format({"id": 1}, ALL[RUN]) is None
    declare(monkeypatch, "third", fields=(("kind",),), at_least=1)
    assert other_format({"kind": 1}, ALL[RUN]) is None
    with pytest.raises(rb.UnknownFormat) as caught:
        rb.validate('{"kind": 1}')
    assert str(caught.value) == "the record could be other or third; give the format"


def test_few_sets_of_fields_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runbridge.formats._MOST_REMEMBERED", 2)
    find = format_finder()
    records = [{**RECORDS[form], f"more{number}": 1} for number in range(3) for form in FORMATS]
    assert [find(each) for each in records * 2] == [formats_like(each) for each in records * 2]
    memory = next(cell.cell_contents for cell in find.__closure__ or () if isinstance(cell.cell_contents, dict))
    assert 0 < len(memory) <= 2
