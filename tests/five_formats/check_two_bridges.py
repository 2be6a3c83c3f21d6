"""What is run inside the package with five formats: conversions between two formats by way of the hub.

`test_five_formats.py` starts pytest on this file with that package.
"""

from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import runbridge as rb
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.laws.json_values import numbers, texts, times, values
from tests.five_formats.sources import BRIDGED, HUB, SOURCES, Json

PAIRS = list(permutations(BRIDGED, 2))
pairs = st.sampled_from(PAIRS)
profiles = st.sampled_from(["published", "tolerant"])
_MISSING = object()


def options_of(*names: str) -> dict[str, Any]:
    """Options that nested-flow needs where its topic is null or its stage is in no table."""
    if "nested-flow" not in names:
        return {}
    return {"set": {"subject": "s"}, "map": {"stage": {"lost": "broken"}}}


def values_of(schema: Json, defs: Json) -> SearchStrategy[Any]:
    """Values that a schema of the five formats accepts."""
    match schema:
        case {"$ref": name}:
            return records_of(defs[name.rpartition("/")[2]], defs, closed=False)
        case {"anyOf": choices}:
            return st.one_of([values_of(each, defs) for each in choices])
        case {"enum": words}:
            return st.sampled_from(words)
        case {"x-extensible-enum": words}:
            return st.sampled_from([*words, "lost"] if "queued" in words else words)
        case {"type": "array", "items": items}:
            return st.lists(values_of(items, defs), max_size=2)
        case {"type": "object", "additionalProperties": child}:
            return st.dictionaries(texts, values_of(child, defs), max_size=2)
        case {"type": [kind, "null"]}:
            return st.none() | values_of({**schema, "type": kind}, defs)
        case {"type": kind, **rest}:
            kinds: dict[str, SearchStrategy[Any]] = {
                "string": times if "format" in rest else texts,
                "boolean": st.booleans(),
                "number": numbers,
                "integer": st.integers(0, 10**20).map(str).map(read),
                "null": st.none(),
            }
            return kinds[kind]
        case _:
            return values


@st.composite
def records_of(draw: st.DrawFn, schema: Json, defs: Json, *, closed: bool) -> Json:
    record = {}
    for name, child in schema["properties"].items():
        if name in schema["required"] or draw(st.booleans()):
            record[name] = draw(values_of(child, defs))
    more = (
        {} if closed else draw(st.dictionaries(st.sampled_from(["unknown", "_residue", "taskId2"]), values, max_size=2))
    )
    if more.get("_residue", _MISSING) is None:
        # It counts as no residue.
        del more["_residue"]
    return {**record, **more}


def records(name: str) -> SearchStrategy[Json]:
    """Valid records of a format, with unknown fields."""
    schema = SOURCES[name.replace("-", "_")][0]
    return records_of(schema, schema.get("$defs", {}), closed=False)


def convert(record: Any, source: str, target: str, **options: Any) -> rb.Conversion:
    text = record if isinstance(record, bytes) else write(record)
    return rb.convert(text, target, source, **options_of(source, target), **options)


@given(pair=pairs, profile=profiles, residue=st.sampled_from(["embed", "text", "sidecar"]), data=st.data())
def test_l13_records_come_back_through_the_hub_token_for_token(
    pair: tuple[str, str], profile: str, residue: Any, data: st.DataObject
) -> None:
    source, target = pair
    record = data.draw(records(source))
    there = convert(record, source, target, profile=profile, residue=residue)
    assert rb.validate(there.data, target, profile=profile) == []
    assert (b"_residue" in there.data) >= (residue != "sidecar" and there.residue is not None)
    sidecar = there.residue if residue == "sidecar" else None
    back = convert(there.data, target, source, profile=profile, sidecar=sidecar)
    assert read(back.data) == record


@given(pair=pairs, data=st.data())
def test_one_conversion_is_the_same_as_one_to_the_hub_and_one_from_there(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    source, target = pair
    record = data.draw(records(source))
    hub = convert(record, source, HUB)
    assert convert(record, source, target).data == convert(hub.data, HUB, target).data
    there = convert(record, source, target)
    hub = convert(there.data, target, HUB)
    assert read(convert(hub.data, HUB, source).data) == record


@given(pair=pairs, profile=profiles, data=st.data())
def test_l8_no_field_is_lost_without_report(pair: tuple[str, str], profile: str, data: st.DataObject) -> None:
    source, target = pair
    record = data.draw(records(source))
    dropped = convert(record, source, target, profile=profile, residue="drop")
    there = convert(record, source, target, profile=profile)
    reported = [loss.field for loss in dropped.losses if loss.kind == "dropped"]
    assert sorted(reported) == sorted({*there.preserved, *there.approximated})
    assert not {*there.preserved} & {*there.approximated}
    assert dropped.residue is None
    back = read(convert(dropped.data, target, source, profile=profile, residue="drop").data)
    lost = {name for name in {*record, *back} if record.get(name, _MISSING) != back.get(name, _MISSING)}
    # What only the hub loses is reported, too, and may come back all the same: as its default, or as a missing field.
    assert lost <= {*reported} <= {*record, *back, *SOURCES[source.replace("-", "_")][0]["properties"]}
