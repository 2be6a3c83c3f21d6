"""What is run inside the package with five formats: conversions between two formats by way of the hub.

`test_five_formats.py` starts pytest on this file with that package.
"""

from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.laws.record_strategies import records
from runbridge.laws.subject import subject_of
from tests.five_formats.sources import BRIDGED, HUB, SOURCES

PAIRS = list(permutations(BRIDGED, 2))
pairs = st.sampled_from(PAIRS)
profiles = st.sampled_from(["published", "tolerant"])
_MISSING = object()


def given_to(*names: str) -> dict[str, Any]:
    """The options that conversions between formats need, so that no record is rejected."""
    subjects = [subject_of(name, HUB) for name in names if name != HUB]
    return {
        "set": {name: value for each in subjects for name, value in each.set.items()},
        "map": {f"{each.source.name}.{name}": table for each in subjects for name, table in each.map.items()},
    }


def convert(record: Any, source: str, target: str, **options: Any) -> rb.Conversion:
    text = record if isinstance(record, bytes) else write(record)
    return rb.convert(text, target, source, **given_to(source, target), **options)


@given(pair=pairs, profile=profiles, residue=st.sampled_from(["embed", "text", "sidecar"]), data=st.data())
def test_l13_records_come_back_through_the_hub_token_for_token(
    pair: tuple[str, str], profile: str, residue: Any, data: st.DataObject
) -> None:
    source, target = pair
    record = data.draw(records(subject_of(source, HUB)))
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
    record = data.draw(records(subject_of(source, HUB)))
    hub = convert(record, source, HUB)
    assert convert(record, source, target).data == convert(hub.data, HUB, target).data
    there = convert(record, source, target)
    hub = convert(there.data, target, HUB)
    assert read(convert(hub.data, HUB, source).data) == record


@given(pair=pairs, profile=profiles, data=st.data())
def test_l8_no_field_is_lost_without_report(pair: tuple[str, str], profile: str, data: st.DataObject) -> None:
    source, target = pair
    record = data.draw(records(subject_of(source, HUB)))
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
