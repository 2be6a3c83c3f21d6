"""L7 and L12: conversions have no state and change nothing, and records in files are converted as they are alone."""

import copy
import re
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from runbridge._runtime.json_slices import on_one_line
from runbridge.laws.json_tokens import by_value, change_leaves, is_array, is_object, read_tokens, shown, write_tokens
from runbridge.laws.record_strategies import Draw, records, styles
from runbridge.laws.schema_values import HELD
from runbridge.laws.subject import Subject, expect, expect_equal, expect_fields, expect_returned, without_residue
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.files import convert_file
from runbridge.record.models import convert_model, decode, encode

#: Lines that are no records of any format.
_BROKEN = (b"{", b"[1,2,3]", b"null", b"{}", b"\xff")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d")


def purity(subject: Subject, draw: Draw) -> None:
    """L7: the same record gives the same bytes again, and no model is changed or shares a part with another."""
    record = draw(records(subject, HELD))
    one, other = subject.convert(record), subject.convert(record)
    expect(one == other, subject, "converted twice, it is not the same", record)
    if subject.profile != "published":
        # Models are those of the published profile.
        return
    model: Any = decode(write_tokens(record), subject.source.model)
    before = copy.deepcopy(model)
    there = _convert(subject, model)
    expect(model == before, subject, "converting the model changed it", record)
    expect(_containers(model).isdisjoint(_containers(there)), subject, "both models share a list or dict", record)


def _convert(subject: Subject, model: Any) -> Any:
    return convert_model(
        model, subject.target.model, residue="embed", apply_residue=True, set=subject.set, map=subject.map
    )


def _containers(value: Any) -> set[int]:
    """The identities of all lists and dicts in a value."""
    if isinstance(value, msgspec.Struct):
        return set[int]().union(*(_containers(getattr(value, name)) for name in value.__struct_fields__))
    if is_object(value):
        return {id(value)}.union(*map(_containers, value.values()))
    return {id(value)}.union(*map(_containers, value)) if is_array(value) else set()


def models(subject: Subject, draw: Draw) -> None:
    """L1 for models: they come back as they were, and say what the records say."""
    record = draw(records(subject, HELD))
    model: Any = decode(write_tokens(record), subject.source.model)
    text = encode(model)
    expect_equal(subject, "decoded and encoded", _without_times(record), _without_times(read_tokens(text)), record)
    there = _convert(subject, model)
    back = _convert(subject.opposite, there)
    wanted, found = (by_value(read_tokens(each)) for each in (text, encode(back)))
    expect_returned(subject, "the model there and back", wanted, found)
    by_model, by_wire = read_tokens(encode(there)), subject.hop(text)
    wanted, found = (_without_times(without_residue(each)) for each in (by_wire, by_model))
    for address in subject.rules.mapped:
        expect_equal(subject, f"the model at {address}", address.read(wanted), address.read(found), record)


def _without_times(value: Any) -> Any:
    """The value by value, with all times alike: models have them to the microsecond."""
    return change_leaves(by_value(value), lambda leaf: "a time" if _TIME.match(str(leaf)) else leaf)


def one_and_many(subject: Subject, draw: Draw) -> None:
    """L12: a record converts to the same bytes alone and among others, and every record is accounted for."""
    _check_file(subject, draw, jobs=1)


def jobs(subject: Subject, draw: Draw) -> None:
    """L12: a file gives the same bytes in one process and in two."""
    _check_file(subject, draw, jobs=2)


def _check_file(subject: Subject, draw: Draw, *, jobs: int) -> None:
    style = draw(styles.filter(lambda style: style != "spaced"))
    # An empty object at the start of a file does not say that each line is a record.
    good = draw(st.lists(records(subject), min_size=1, max_size=4).filter(lambda several: several[0] != {}))
    broken = [line for line in _BROKEN if not (line == b"{}" and subject.is_valid({}))]
    bad = draw(st.lists(st.sampled_from(broken), max_size=2))
    # The first line is a record: a lone line `[1,2,3]` would be an array of three records.
    first, *rest = [write_tokens(record, style) for record in good]
    lines = [first, *draw(st.permutations([*rest, *bad]))]
    rejected: list[Rejected] = []
    options = subject.options()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in"), Path(folder, "out")
        source.write_bytes(b"\n".join(lines))
        summary = convert_file(
            source,
            target,
            subject.target.name,
            from_=subject.source.name,
            profile=subject.profile,
            set=options.set,
            map=options.map,
            jobs=jobs,
            on_reject=rejected.append,
        )
        converted = target.read_bytes().split(b"\n")[:-1]
    alone = [on_one_line(subject.convert(line).data) for line in lines if line not in bad]
    shown_lines = {"lines": [line.decode(errors="replace") for line in lines]}
    expect(converted == alone, subject, f"in a file: {converted} instead of {alone}", shown_lines)
    expect_fields(subject, "rejected", map(shown, map(repr, bad)), (shown(repr(each.data)) for each in rejected), {})
    counts = (summary.records, summary.passed, summary.rejected)
    expect(counts == (len(lines), len(good), len(bad)), subject, f"counted {counts}", shown_lines)
