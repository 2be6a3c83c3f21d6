"""zod schemas and `runbridge validate` agree on every record that JavaScript can represent."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from math import isinf
from pathlib import Path

import pytest

import runbridge as rb
from runbridge._runtime.times import is_local_time, is_time
from runbridge.laws import json_tokens as tokens
from runbridge.laws.schema_values import held_times, local_times
from tests.laws.records import records
from tests.runtime.test_times import INVALID, VALID
from tests.schemas import mutants, samples
from tests.schemas.reference_validator import is_json
from tests.stubs.compilation import Compilation
from tests.stubs.stub_modules import FORMATS
from tests.stubs.zod.drawing import drawn
from tests.stubs.zod.verdicts import outputs, verdicts

CASES = Path(__file__).parents[1] / "cases"
NAMES = {"workflow-run": "WorkflowRun", "workflow-run-model": "WorkflowRunModel"}

Ask = Callable[[str, str, list[str]], list[bool]]
both_formats = pytest.mark.parametrize("form", FORMATS)
both_profiles = pytest.mark.parametrize("profile", ["published", "tolerant"])


@pytest.fixture(scope="module")
def ask(strict: Compilation) -> Ask:
    return lambda profile, form, texts: verdicts(strict.output("zod-records", f"{profile}.js"), NAMES[form], texts)


def is_held(text: str) -> bool:
    """Whether JavaScript can represent all numbers of a JSON text; larger ones become infinite."""
    numbers: list[float] = []
    json.loads(
        text,
        parse_int=lambda token: numbers.append(float(token)),
        parse_float=lambda token: numbers.append(float(token)),
    )
    return not any(map(isinf, numbers))


def differing(ask: Ask, profile: str, form: str, texts: list[str]) -> list[str]:
    """The texts on which zod and validation do not agree."""
    ours = [rb.validate(text.encode(), form, profile=profile) == [] for text in texts]
    theirs = ask(profile, form, texts)
    # A number beyond double is refused where a number is required, and accepted where anything is allowed.
    return [
        text
        for text, is_ours, is_theirs in zip(texts, ours, theirs, strict=True)
        if (is_ours != is_theirs if is_held(text) else is_theirs and not is_ours)
    ]


def parseable(texts: list[bytes]) -> list[str]:
    return [text.decode() for text in texts if is_json(text)]


@cache
def random_texts(form: str) -> list[str]:
    """Records that are valid under the tolerant profile, and mutants."""
    valid = [tokens.write_tokens(record).decode() for record in drawn(records(form, "tolerant"), 50)]
    return valid + parseable(drawn(mutants.mutants(form), 200))


@both_profiles
@both_formats
def test_zod_and_validation_agree_on_all_cases(ask: Ask, profile: str, form: str) -> None:
    texts = parseable([path.read_bytes() for path in sorted(CASES.glob(f"*/{form}/*/*.json"))])
    assert len(texts) > 20
    assert differing(ask, profile, form, texts) == []


@both_profiles
@both_formats
def test_zod_and_validation_agree_on_random_records(ask: Ask, profile: str, form: str) -> None:
    texts = random_texts(form)
    found = ask(profile, form, texts)
    assert min(found.count(True), found.count(False)) > 40
    assert differing(ask, profile, form, texts) == []


@both_formats
def test_zod_and_validation_agree_on_missing_fields(ask: Ask, form: str) -> None:
    # Before zod 4.4, a required property of any type could be missing.
    texts = [samples.without(form, name).decode() for name in samples.RECORDS[form]]
    assert differing(ask, "published", form, texts) == []
    opaque = {"workflow-run": ["input", "output"], "workflow-run-model": ["workflow_inputs", "workflow_api"]}[form]
    assert ask("published", form, [samples.without(form, name).decode() for name in opaque]) == [False, False]


@both_formats
def test_zod_and_validation_agree_on_null_fields(ask: Ask, form: str) -> None:
    texts = [samples.text(form, **{name: None}).decode() for name in samples.RECORDS[form]]
    assert differing(ask, "published", form, texts) == []


def test_integers_are_those_of_json(ask: Ask) -> None:
    numbers = ["1", "1.0", "-0", "1e2", "9007199254740993", "1" * 300, "1.5", "0.1e1", "1e-1", '"1"', "true"]
    texts = [samples.text("workflow-run-model", number=number.encode()).decode() for number in numbers]
    assert differing(ask, "published", "workflow-run-model", texts) == []


def test_zod_accepts_a_tiny_fraction_that_javascript_reads_as_zero(ask: Ask) -> None:
    record = samples.text("workflow-run-model", number=b"1e-400")
    assert [problem.code for problem in rb.validate(record, "workflow-run-model")] == ["invalid-type"]
    assert ask("published", "workflow-run-model", [record.decode()]) == [True]


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400])
def test_zod_refuses_a_number_beyond_double(ask: Ask, number: str) -> None:
    record = samples.text("workflow-run", durationMs=number.encode())
    assert rb.validate(record, "workflow-run") == []
    opaque = samples.text("workflow-run", input=number.encode())
    assert ask("published", "workflow-run", [record.decode(), opaque.decode()]) == [False, True]


def test_zod_checks_every_key_of_a_map(ask: Ask) -> None:
    names = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "", "0"]
    values = ["[]", '["a", true]', "[5]", "null", "{}", "5"]
    maps = [f'{{"images": [], "{name}": {value}}}' for name in names for value in values]
    texts = [samples.with_output(data=each.encode()).decode() for each in maps]
    assert ask("published", "workflow-run-model", texts) == [True, True, False, False, False, False] * len(names)


@both_formats
@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString"])
def test_unknown_fields_may_have_any_name(ask: Ask, form: str, name: str) -> None:
    texts = [samples.text(form, **{name: value}).decode() for value in (None, 5, {"a": 1})]
    assert ask("published", form, texts) == [True] * 3


def test_zod_keeps_unknown_fields_except_proto(strict: Compilation) -> None:
    record = {**samples.RECORDS["workflow-run"], "more": {"__proto__": 1, "a": [1]}, "constructor": None}
    text = json.dumps({**record, "__proto__": {"polluted": True}})
    [output] = outputs(strict.output("zod-records", "published.js"), "WorkflowRun", [text])
    assert output == record


def test_unpaired_surrogates_are_valid_text(ask: Ask) -> None:
    texts = [samples.text("workflow-run", id=b'"\\ud800"', input=b'{"\\udfff": "a\\ud800b"}').decode()]
    assert ask("published", "workflow-run", texts) == [True]


def test_each_of_ten_thousand_outputs_is_checked(ask: Ask) -> None:
    outputs = [samples.OUTPUT] * 10_000
    good = samples.text("workflow-run-model", outputs=outputs).decode()
    bad = samples.text("workflow-run-model", outputs=[*outputs, {**samples.OUTPUT, "data": {"a": [None]}}]).decode()
    assert ask("published", "workflow-run-model", [good, bad]) == [True, False]


def every_time() -> Iterator[str]:
    yield from (*VALID, *INVALID)
    yield from (f"{text[:-1]}" for text in VALID)
    yield from drawn(mutants.times | held_times | local_times, 300)
    for offset in ("Z", "", "+00:00", "-23:59", "+23:59", "+24:00", "-00:60"):
        yield from (
            f"{year}-{day}T00:00:00{offset}"
            for year in ("0000", "0004", "1900", "2000", "2023")
            for day in ("02-29", "02-30", "00-01", "01-00", "13-01", "04-31", "12-31")
        )
        yield from (
            f"1998-12-31T{hour:02}:{minute:02}:60{offset}" for hour in (0, 22, 23, 24) for minute in (0, 58, 59, 60)
        )


def test_times_are_those_of_rfc_3339(strict: Compilation) -> None:
    found, module = [*every_time()], strict.output("zod-times", "times.js")
    with_offset = verdicts(module, "Times", [json.dumps({"offset": text}) for text in found])
    assert dict(zip(found, with_offset, strict=True)) == {text: is_time(text) for text in found}
    any_time = verdicts(module, "Times", [json.dumps({"any": text}) for text in found])
    assert dict(zip(found, any_time, strict=True)) == {text: is_time(text) or is_local_time(text) for text in found}
