"""The reviewed examples of formats: records with the hub records that they have to become."""

import json
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge._runtime.plan import PlannedDirection
from runbridge.cli.shared_options import parse_maps
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.laws.bridge_rules import read_address
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import with_order
from runbridge.laws.subject import subject_of
from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter
from runbridge.reporters.text import advice_of
from tests.laws.fast_path import counting

EXAMPLES = sorted((ROOT / "schemas").glob("*/examples/*.json"))
HUB = "workflow-run"


def format_of(path: Path) -> str:
    return path.parts[-3].replace("_", "-")


WITH_HUB = [path for path in EXAMPLES if (format_of(path), HUB) in DIRECTIONS]
each_example, with_hub = (
    pytest.mark.parametrize("path", paths, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
    for paths in (EXAMPLES, WITH_HUB)
)


def example(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def part_of(path: Path, name: str) -> bytes:
    """The JSON text of one part of an example."""
    return json.dumps(example(path)[name]).encode()


def profile_of(path: Path) -> Any:
    return example(path).get("profile", "published")


def options_of(path: Path) -> Any:
    """What an example gives for fields of the hub that the service does not have."""
    mapped = {f"{format_of(path)}.{field}": values for field, values in example(path).get("map", {}).items()}
    return {"set": example(path).get("set"), "map": mapped, "profile": profile_of(path)}


@each_example
def test_an_example_says_where_it_comes_from(path: Path) -> None:
    parts = set(example(path)) - {"set", "map", "profile"}
    assert parts == {"source", "record"} | ({"hub"} if path in WITH_HUB else set())
    source = example(path)["source"]
    assert source == "constructed" or source.startswith("produced by ")


@each_example
def test_both_records_of_an_example_are_valid(path: Path) -> None:
    assert rb.validate(part_of(path, "record"), format_of(path), profile=profile_of(path), strict=True) == []
    if path in WITH_HUB:
        assert rb.validate(part_of(path, "hub"), HUB, strict=True) == []


@pytest.mark.parametrize(
    "path", [path for path in EXAMPLES if profile_of(path) == "tolerant"], ids=lambda path: path.stem
)
def test_an_example_for_the_tolerant_profile_needs_it(path: Path) -> None:
    assert rb.validate(part_of(path, "record"), format_of(path)) != []


@with_hub
def test_an_example_becomes_the_expected_hub_record(path: Path) -> None:
    done = rb.convert(part_of(path, "record"), HUB, format_of(path), residue="drop", **options_of(path))
    assert read(done.data) == read(part_of(path, "hub"))


@with_hub
@pytest.mark.parametrize("target", [HUB, "workflow-run-model"])
def test_an_example_comes_back_as_it_was(path: Path, target: str) -> None:
    if target == format_of(path):
        return
    there = rb.convert(part_of(path, "record"), target, format_of(path), **options_of(path))
    back = rb.convert(there.data, format_of(path), target, **options_of(path))
    found, wanted = read(back.data), read(part_of(path, "record"))
    assert found == wanted
    if DIRECTIONS[format_of(path), HUB].writes_order:
        assert with_order(found) == with_order(wanted)


@with_hub
def test_a_field_of_the_hub_without_a_value_is_asked_for(path: Path) -> None:
    options = options_of(path)
    for name in options["set"] or ():
        others = {each: value for each, value in options["set"].items() if each != name}
        with pytest.raises(rb.Unconvertible) as caught:
            rb.convert(part_of(path, "record"), HUB, format_of(path), **{**options, "set": others})
        assert [problem.code for problem in caught.value.problems] == ["unfilled-field"]


@with_hub
def test_a_record_is_converted_to_any_format_with_the_options_that_its_problems_name(path: Path) -> None:
    record, source, profile = part_of(path, "record"), format_of(path), profile_of(path)
    for target in (form for form in FORMATS if form != source):
        try:
            rb.convert(record, target, source, profile=profile)
        except rb.Unconvertible as error:
            problems = error.problems
        else:
            continue
        fixes = [problem.fix for problem in problems if problem.fix is not None]
        hops = [hop for hop in ((source, HUB), (HUB, target)) if hop in DIRECTIONS]
        values = {name: value for hop in hops for name, value in subject_of(*hop, profile).set.items()}
        sets = {fix.field: values[fix.field] for fix in fixes if fix.kind == "set"}
        maps = {fix.field: {fix.value: fix.choices[-1]} for fix in fixes if fix.kind == "map"}
        expected = [problem for problem in problems if problem.fix is None]
        found: tuple[rb.Problem, ...] = ()
        try:
            rb.convert(record, target, source, profile=profile, set=sets, map=maps)
        except rb.Unconvertible as error:
            found = error.problems
        # A text that is given may be none that the target can have.
        assert [each for each in found if each.pointer] == expected, (target, sets, maps)


#: Texts that look like other values or like a part of an option.
ODD_TEXTS = ("null", "true", "false", '"null"', "a+b", "null+null", "", "=", ":", "a:b=c", "a b", "'", "$(x)", "|", "é")


@pytest.mark.parametrize(
    ("source", "target", "name"), [(*formats, name) for formats, each in DIRECTIONS.items() for name in each.tables]
)
@given(data=st.data())
def test_the_option_that_a_problem_names_is_accepted_and_helps(
    source: str, target: str, name: str, data: st.DataObject
) -> None:
    path = next(path for path in WITH_HUB if format_of(path) == source and profile_of(path) == "published")
    record, given_values = example(path)["record"], example(path).get("set")
    for field in map(read_address, name.split("+")):
        value = data.draw(st.none() | st.sampled_from(ODD_TEXTS) | st.text())
        record[field.field] = value if not field.path else record[field.field]
    try:
        rb.convert(json.dumps(record), target, source, profile="tolerant", set=given_values)
    except rb.Unconvertible as error:
        problem = next(problem for problem in error.problems if problem.code == "unmapped-value" and problem.fix)
    except rb.InvalidRecord:
        return
    else:
        return
    assert problem.fix is not None
    choices = "|".join(problem.fix.choices)
    choice = data.draw(st.sampled_from(problem.fix.choices))
    advice = advice_of(problem)
    if "VALUE=" in advice:
        # It cannot be shown as a shell takes it.
        option = f"{problem.fix.field}:{problem.fix.value}={choice}"
    else:
        (option,) = shlex.split(advice.removeprefix("give one with --map "))
        assert option.endswith(choices)
        option = option.removesuffix(choices) + choice
    mapped = parse_maps([option])
    rb.convert(json.dumps(record), target, source, profile="tolerant", set=given_values, map=mapped)


@pytest.mark.parametrize("name", sorted({source for source, target in DIRECTIONS if target == HUB}))
def test_there_is_an_example_for_every_status(name: str) -> None:
    bridge = json.loads((ROOT / "schemas" / name.replace("-", "_") / "bridge.json").read_text(encoding="utf-8"))
    (rule,) = [rule for rule in bridge["rules"] if rule["right"] == "status"]
    records = [read(part_of(path, "record")) for path in EXAMPLES if format_of(path) == name]
    for address, values in values_in_table(rule).items():
        found = {read_address(address).read(record) for record in records}
        assert found >= values, address


def values_in_table(rule: Any) -> dict[str, set[str]]:
    """The texts that a table for one or two fields has, by the address of the field."""
    addresses = [rule["left"]] if isinstance(rule["left"], str) else rule["left"]
    if isinstance(rule["to_right"], dict):
        return {addresses[0]: set(rule["to_right"])}
    values: dict[str, set[str]] = {address: set() for address in addresses}
    for row in rule["to_right"]:
        for address, wanted in row["when"].items():
            words = wanted if isinstance(wanted, list) else [wanted]
            values[address].update(each for each in words if each is not None)
    return values


def test_the_fast_path_converts_most_examples_both_ways() -> None:
    taken: Counter[str] = Counter()
    paths = [path for path in WITH_HUB if isinstance(DIRECTIONS[format_of(path), HUB].wire, PlannedDirection)]
    for path in paths:
        form, options = format_of(path), options_of(path)
        data = part_of(path, "record")
        for source, target in ((form, HUB), (HUB, form)):
            converter = make_converter(source, ConvertOptions(target=target, format_name=source, **options))
            assert isinstance(converter, Converter)
            data = counting(converter, taken).convert(data).data
    for form, count in Counter(map(format_of, paths)).items():
        for way in (f"{form} to {HUB}", f"{HUB} to {form}"):
            assert taken[way] > count * 3 / 4, way
