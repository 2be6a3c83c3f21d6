"""What is run inside the package with the bridge that has every rule: all laws, and the rules in words."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import runbridge as rb
from runbridge.bridge_table import rows
from runbridge.known_formats import FORMATS
from runbridge.laws.subject import Subject
from runbridge.laws.suite import LAWS, check_law, subjects
from tests.every_rule.sources import HUB, LEFT
from tests.laws.fast_path import check_fast_path, is_planned

EXAMPLES = settings().max_examples * 2 // 5 if settings().max_examples < 10_000 else 20_000


@pytest.mark.parametrize("law", [law for law in LAWS if law not in ("L1 models", "L13 four hops")])
def test_the_law_holds(law: str) -> None:
    assert check_law(law, subjects(), max_examples=EXAMPLES)


@given(subject=st.sampled_from([subject for subject in subjects() if is_planned(subject)]), data=st.data())
@settings(max_examples=EXAMPLES)
def test_the_fast_path_gives_what_the_rules_give(subject: Subject, data: st.DataObject) -> None:
    check_fast_path(subject, data, Counter())


def test_every_rule_is_described_in_words() -> None:
    to_state = (
        "right: status queued → new; status active → going; conclusion success or neutral or null → done; "
        "conclusion failure → failed; others → stopped. "
        "Left: new → status queued and conclusion null; going → status active and conclusion null; "
        "done → status completed and conclusion success; failed → status completed and conclusion failure; "
        "stopped → status completed and conclusion cancelled. Others need --map"
    )
    to_outcome = (
        "right: ok → outcome good and reason usual; late → outcome bad and reason timeout; "
        "broken → outcome bad and reason usual; unknown → outcome none and reason usual. "
        "Left: outcome good → ok; outcome bad and reason timeout → late; outcome bad → broken; "
        "outcome none → unknown. Others need --map"
    )
    only = "no counterpart; in the residue"
    text = "the same value, as text on one side"
    assert rows(FORMATS[LEFT]) == [
        ("every-rule", "hub-run", "rule"),
        ("/meta/number", "runId", text),
        ("topic", "subject", "prefix top:: added going right, removed going left if present"),
        (
            "group, else person",
            "team",
            "the first that is not null, else --set team=VALUE; going left it becomes group",
        ),
        ("/actor/login", "owner", "same"),
        ("/tags[key=region]/value", "region", "same"),
        ("/labels/name", "label", "same"),
        ("status+conclusion", "state", to_state),
        ("live", "mode", "right: true → live; false or null → batch. Left: live → true; batch → false"),
        ("result", "outcome+reason", to_outcome),
        ("created_at", "createdAt", "same"),
        ("made_at", "madeAt", "same; null needs --set madeAt=VALUE"),
        (
            "seen_at, else heard_at, else made_at",
            "seenAt",
            "the first that is not null, else --set seenAt=VALUE; going left it becomes seen_at",
        ),
        ("quit_at", "quitAt", 'same; "0001-01-01T00:00:00Z" stands for no value; missing becomes null'),
        ("freed_at", "freedAt", 'same; "0001-01-01T00:00:00Z" stands for no value'),
        (
            "closed_ms",
            "closedAt",
            (
                "a date-time on one side, milliseconds since 1970 on the other; exact digits in the residue; "
                "0 stands for no value"
            ),
        ),
        ("kind", "sort", 'same; "" stands for no value'),
        ("code", "code", 'same; "" stands for no value; missing becomes null'),
        ("grade", "grade", "right: high → top; low or null → rest. Left: top → high; rest → low"),
        (
            "begun_ms",
            "begunAt",
            "a date-time on one side, milliseconds since 1970 on the other; exact digits in the residue",
        ),
        (
            "ended",
            "endedAt",
            (
                "a date-time on one side, seconds since 1970 on the other; exact digits in the residue; "
                "0 stands for no value"
            ),
        ),
        ("took", "tookMs", "text such as 3.5s, and the number of milliseconds"),
        ("wait", "waitMs", "the decimal point moves by 3, exactly"),
        ("attempts", "attempts", text),
        ("retried", "retried", text),
        ("tries", "tries", f'{text}; "0" stands for no value'),
        (
            "shut_at",
            "shutMs",
            (
                "a date-time on one side, milliseconds since 1970 on the other; exact digits in the residue; "
                '"1970-01-01T00:00:00Z" stands for no value'
            ),
        ),
        ("payload_json", "payload", "the JSON text of a value, and the value"),
        ("outputs", "output", "same value; going left it is kept only where it is valid as outputs"),
        ("/extra/items", "extras", "same value; going left it is kept only where it is valid as /extra/items"),
        (
            "/extra/by, else /extra/of, else /labels/color",
            "nickname",
            "the first that is not null, else --set nickname=VALUE; going left it becomes /extra/by",
        ),
        ("/tags[key=begun]/at", "taggedAt", "same"),
        (
            "/origin/phase",
            "phase",
            "right: old → past; young, new → present. Left: past → old; present → new",
        ),
        ("/origin/seconds", "originMs", "the decimal point moves by 3, exactly"),
        ("/origin/zone", "zone", "same"),
        *((name, "—", only) for name in ("person", "heard_at")),
        ("copied_at", "—", f"{only}; default: created_at"),
        ("seq", "—", f"{only}; default 0"),
        ("quota", "—", f"{only}; needs --set"),
        ("note", "—", only),
        ("caption", "—", f"{only}; default: topic"),
        ("steps", "—", f"{only}; default []"),
        ("limits", "—", f'{only}; default {{"cpu": 2}}'),
        ("—", "changedAt", f"{only}; default: endedAt, else --set"),
        ("—", "copiedAt", f"{only}; default: endedAt if state is done or failed and mode is batch"),
        ("—", "lasted", f"{only}; default: endedAt minus begunAt, in milliseconds"),
        ("—", "tenant", f"{only}; needs --set"),
        ("—", "priority", f"{only}; default 5"),
        ("—", "remark", only),
        ("origin", "—", 'default {"version": 1, "phase": "young", "seconds": 0, "zone": "far"}'),
    ]


def _record(**more: object) -> bytes:
    """A record of the left format with what it requires, and a group."""
    times: dict[str, object] = dict.fromkeys(["created_at", "copied_at", "freed_at"], "2026-01-02T03:04:05Z")
    times |= {"closed_ms": 5, "kind": "k"}
    record = {"meta": {"number": 1}, "topic": "t", "status": "queued", "result": "ok", "caption": "c", "steps": []}
    record |= {"origin": {"version": 2, "phase": "new", "seconds": None}, "limits": {"cpu": 1}}
    return json.dumps({**record, **times, "seq": 0, "quota": 1, "group": "g", **more}).encode()


@pytest.mark.parametrize(("alias", "word"), [(2, "high"), (1.0, "low"), ("High", "high"), ("low", "low")])
def test_an_alias_is_the_value_that_it_stands_for_in_a_model(alias: object, word: str) -> None:
    model = FORMATS[LEFT].model
    assert rb.encode(rb.decode(_record(grade=alias), model, profile="tolerant")) == rb.encode(
        rb.decode(_record(grade=word), model)
    )


def test_an_alias_of_an_enum_is_invalid_under_the_published_profile() -> None:
    problems = rb.validate(_record(grade="High"), LEFT)
    assert [problem.message for problem in problems] == ['`/grade` must be one of "high", "low", not "High"']


def test_a_combination_with_an_alias_is_mapped_as_the_value_that_it_stands_for() -> None:
    subject = next(each for each in subjects() if each.source.name == LEFT)
    assert subject.map["status+conclusion"]["active+new?"] == "new"
    for status, is_mapped in (("in_progress", True), ("active", True), ("unknown", False)):
        assert subject.needs_map({"status": status, "conclusion": "new?"}) is is_mapped


def test_a_field_that_only_another_tool_would_change_is_in_the_residue_and_not_reported_as_lost() -> None:
    given = {"tenant": "t", **dict.fromkeys(("madeAt", "seenAt", "changedAt"), "2026-01-02T03:04:05Z")}
    record = _record(meta={"number": -0}).replace(b'"number": 0', b'"number": -0')
    there = rb.convert(record, HUB, set=given)
    assert json.loads(there.residue or b"")["own"]["meta"] == {"number": 0}
    assert "meta" not in there.preserved
    dropped = rb.convert(record, HUB, set=given, residue="drop")
    assert "meta" not in [loss.field for loss in dropped.losses]
    assert json.loads(dropped.data)["runId"] == "-0"
    assert b'"meta":{"number": -0}' in rb.convert(there.data, LEFT, set=given).data


def test_the_identity_of_a_record_without_one_is_asked_for_and_its_residue_is_applied() -> None:
    given = {"tenant": "t", **dict.fromkeys(("madeAt", "seenAt", "changedAt"), "2026-01-02T03:04:05Z")}
    record = _record(meta={"source": "s"})
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record, HUB, set=given)
    assert [(problem.code, problem.target) for problem in caught.value.problems] == [("unfilled-field", "runId")]
    there = rb.convert(record, HUB, set={**given, "runId": "7"})
    assert (there.id, json.loads(there.data)["runId"]) == ("7", "7")
    back = rb.convert(there.data, LEFT, set={**given, "runId": "7"})
    assert (back.id, json.loads(back.data)) == ("", json.loads(record))


def test_a_value_that_was_removed_stays_so_where_the_rule_first_finds_another_one() -> None:
    given = {"tenant": "t", **dict.fromkeys(("madeAt", "seenAt", "changedAt"), "2026-01-02T03:04:05Z")}
    there = json.loads(rb.convert(_record(extra={"by": "one", "of": "two"}), HUB, set=given).data)
    assert there["nickname"] == "one"
    back = rb.convert({**there, "nickname": None}, LEFT)
    assert json.loads(back.data)["extra"] == {"by": None, "of": "two"}
    assert json.loads(rb.convert(back.data, HUB, set=given).data)["nickname"] is None


@pytest.mark.parametrize("ended", [b"0", b"-0.0", b"0e5"])
def test_a_number_that_stands_for_no_time_is_null_and_comes_back(ended: bytes) -> None:
    given = {"tenant": "t", **dict.fromkeys(("madeAt", "seenAt", "changedAt"), "2026-01-02T03:04:05Z")}
    there = rb.convert(_record(ended=None).replace(b'"ended": null', b'"ended": ' + ended), HUB, set=given)
    assert json.loads(there.data)["endedAt"] is None
    assert b'"ended":' + ended in rb.convert(there.data, LEFT, set=given).data
    edited = rb.convert({**json.loads(there.data), "endedAt": "1970-01-01T00:00:01Z"}, LEFT, set=given)
    assert json.loads(edited.data)["ended"] == 1


def test_every_value_without_a_counterpart_is_reported_at_once() -> None:
    data = _record(took="soon", tries="many", payload_json="{")
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(data, HUB, set={"tenant": "t"})
    assert [problem.message for problem in caught.value.problems] == [
        "the record has no value for `madeAt`, a required field of hub-run",
        "the record has no value for `seenAt`, a required field of hub-run",
        '`/took` cannot be represented as a duration in seconds such as `3.5s`: "soon"',
        '`/tries` cannot be represented as an integer: "many"',
        '`/payload_json` cannot be represented as a JSON text: "{"',
    ]


def test_a_field_that_must_have_a_value_gets_the_one_that_stands_for_none() -> None:
    given = {"tenant": "t", **dict.fromkeys(("madeAt", "seenAt", "changedAt"), "2026-01-02T03:04:05Z")}
    nothing = {"closed_ms": 0, "kind": "", "freed_at": "0001-01-01T00:00:00Z"}
    there = json.loads(rb.convert(_record(**nothing), HUB, set=given).data)
    names = ("closedAt", "sort", "freedAt")
    assert [there[name] for name in names] == [None] * 3
    assert "via" not in there["_residue"] or not nothing.keys() & there["_residue"]["via"].keys()
    full = json.loads(rb.convert(_record(), HUB, set=given).data)
    back = json.loads(rb.convert({**full, **dict.fromkeys(names)}, LEFT).data)
    assert {name: back[name] for name in nothing} == nothing


def test_an_option_for_a_time_is_checked() -> None:
    data = _record()
    given = {"tenant": "t", "madeAt": "2026-01-02T03:04:05Z", "seenAt": "2026-01-02T03:04:06Z"}
    given["changedAt"] = "2026-01-02T03:04:07Z"
    done = json.loads(rb.convert(data, HUB, set=given).data)
    assert {name: done[name] for name in given} == given
    for name in ("madeAt", "changedAt"):
        with pytest.raises(rb.Unconvertible) as caught:
            rb.convert(data, HUB, set={**given, name: "yesterday"})
        assert [problem.message for problem in caught.value.problems] == [
            f'the record cannot be represented as `{name}` of hub-run: "yesterday"'
        ]
