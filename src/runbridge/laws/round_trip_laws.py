"""L1 to L4, L8, L10, L11 and L13: a record there and back, edited or printed anew by tools in between, or neither."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from runbridge.errors import Unconvertible
from runbridge.known_formats import DIRECTIONS
from runbridge.laws.bridge_rules import Address, Step, constant_of, has_default
from runbridge.laws.json_tokens import (
    MISSING,
    Num,
    Record,
    by_value,
    change_leaves,
    is_object,
    is_same,
    read_tokens,
    shown,
    with_old_texts,
    write_tokens,
)
from runbridge.laws.record_strategies import Draw, edited, edits, is_built, records, styles
from runbridge.laws.schema_values import PLAIN
from runbridge.laws.subject import (
    Subject,
    differing,
    expect,
    expect_equal,
    expect_fields,
    expect_returned,
    expect_valid,
    subject_of,
    without_residue,
)
from runbridge.record.converter import Conversion

#: Tools that read a record and print it anew.
Reprint = Callable[[bytes], bytes]


def round_trip(subject: Subject, draw: Draw) -> None:
    """L1: a record comes back as it was, and a third hop changes nothing."""
    record = draw(records(subject))
    there = subject.hop(write_tokens(record, draw(styles)))
    expect_valid(subject.opposite, there, record)
    back = subject.opposite.hop(there)
    expect_returned(subject, "there and back", record, back)
    expect_returned(subject.opposite, "the third hop", there, subject.hop(back))


def create(subject: Subject, draw: Draw) -> None:
    """L2: a record made of another one gives the values of that one again, wherever these have a counterpart."""
    original = draw(records(subject).filter(lambda record: not subject.needs_map(record)))
    dropping: dict[str, Any] = {"residue": "drop", "given": "set"}
    # Each value of this record has a counterpart: that which it was made of.
    record = subject.hop(original, **dropping)
    made = subject.opposite.convert(record, **dropping)
    again = subject.hop(made.data, **dropping)
    for address in (target for rule in subject.rules.rules if is_built(subject, rule) for target in rule.targets):
        what = f"the value at {address} made from {made.data.decode()}"
        expect_equal(subject.opposite, what, address.read(record), address.read(again), record)
    defaulted = reported(made, "defaulted")
    expect_fields(subject.opposite, "fields with a default", subject.opposite.direction.defaulted, defaulted, record)


def reported(done: Conversion, kind: str) -> list[str]:
    """The fields of the losses of one kind."""
    return [loss.field for loss in done.losses if loss.kind == kind]


def loss_report(subject: Subject, draw: Draw) -> None:
    """L8: after `residue=drop`, exactly the reported fields differ; with a residue, nothing is dropped."""
    record = draw(records(subject))
    dropped = subject.convert(record, residue="drop")
    back = without_residue(subject.opposite.hop(dropped.data))
    found = reported(dropped, "dropped")
    expect_fields(subject, "the fields reported as dropped", differing(record, back), found, record)
    kept = subject.convert(record, residue=draw(st.sampled_from(["embed", "text", "sidecar"])))
    expect_fields(subject, "dropped in spite of a residue", [], reported(kept, "dropped"), record)


def reprinted(subject: Subject, draw: Draw) -> None:
    """L10: printing a record anew with Python, orjson or JavaScript is no edit."""
    record = draw(records(subject, PLAIN))
    tool = draw(st.sampled_from(_TOOLS))
    there = subject.convert(record, residue=draw(st.sampled_from(["embed", "text"]))).data
    back = without_residue(subject.opposite.hop(tool(there)))
    wanted = by_value(without_residue(record))
    expect_equal(subject, f"printed anew by {tool.__name__}", wanted, by_value(back), record)


def python_json(text: bytes) -> bytes:
    """What Python's json prints: everything outside of ASCII becomes an escape."""
    return json.dumps(json.loads(text), indent=2).encode()


def orjson(text: bytes) -> bytes:
    """What orjson prints: UTF-8, and exponents without a plus sign."""
    return _print(text, str)


def javascript(text: bytes) -> bytes:
    """What JSON.stringify prints: integers as doubles, without a fraction."""
    return _print(text, lambda token: repr(float(token)).removesuffix(".0"))


def _print(text: bytes, print_integer: Callable[[str], str]) -> bytes:
    def anew(leaf: Any) -> Any:
        if not isinstance(leaf, Num):
            return leaf
        is_integer = leaf.token.lstrip("-").isdigit()
        return Num(print_integer(leaf.token) if is_integer else repr(float(leaf.token)).replace("e+", "e"))

    return write_tokens(change_leaves(read_tokens(text), anew))


_TOOLS: tuple[Reprint, ...] = (python_json, orjson, javascript)


def residue_forms(subject: Subject, draw: Draw) -> None:
    """L11: an embedded residue, one embedded as text and a sidecar are the same conversion."""
    record = draw(records(subject))
    embedded = subject.convert(record)
    expected = subject.opposite.convert(embedded.data)
    for mode in ("text", "sidecar"):
        other = subject.convert(record, residue=mode)
        converted = read_tokens(other.data)
        expect_equal(
            subject, f"residue={mode}", without_residue(read_tokens(embedded.data)), without_residue(converted), record
        )
        expect(embedded.losses == other.losses, subject, f"residue={mode}: other losses: {other.losses}", record)
        sidecar = other.residue if mode == "sidecar" else None
        back = subject.opposite.convert(other.data, sidecar=sidecar)
        expect_returned(subject, f"back from residue={mode}", record, read_tokens(back.data))
        expect(back.losses == expected.losses, subject, f"back from residue={mode}: {back.losses}", record)


def has_others(subject: Subject) -> bool:
    """Whether the target of a direction is the hub, and other formats are bridged to it."""
    return bool(_further(subject))


def _further(subject: Subject) -> list[Subject]:
    pairs = [pair for pair in DIRECTIONS if pair[0] == subject.target.name and pair[1] != subject.source.name]
    return [subject_of(source, target, subject.profile) for source, target in pairs]


def four_hops(subject: Subject, draw: Draw) -> None:
    """L13: four hops through the hub, to each of the other formats that can have the record, are the identity."""
    record = draw(records(subject))
    there = subject.hop(record)
    second = draw(st.sampled_from(_further(subject)))
    try:
        further = second.hop(there)
    except Unconvertible as error:
        # Not every text of the hub is, for example, an integer of the other format.
        codes = {problem.code for problem in error.problems}
        expect(codes == {"unrepresentable-value"}, second, f"rejected with {codes}", there)
        return
    expect_valid(second.opposite, further, there)
    hub = second.opposite.hop(further)
    expect_returned(second, f"through {second.target.name}", there, hub)
    expect_returned(subject, "after four hops", record, subject.opposite.hop(hub))


def declared_defaults(subject: Subject, draw: Draw) -> None:
    """L2: a field without a counterpart has the default that the bridge declares for it."""
    record = draw(records(subject, unknown=False))
    made = subject.hop(record, residue="drop")
    inside = {address.field for address in subject.rules.mapped if address.path}
    for name in subject.rules.defaults.keys() - inside:
        value, default = made.get(name, MISSING), subject.rules.defaults[name]
        holds = has_default(default, made, value, subject.set.get(name))
        expect(holds, subject, f"`{name}` is {shown(value)}, and its default {default}", record)


def has_defaults(subject: Subject) -> bool:
    """Whether the bridge declares defaults of the target of a direction."""
    return bool(subject.rules.defaults)


def nothing_invented(subject: Subject, draw: Draw) -> None:
    """Without the options that give values, a record that needs one is rejected, and any other is the same."""
    record = draw(records(subject))
    wanted = subject.hop(record)
    try:
        found = subject.hop(record, given="nothing")
    except Unconvertible as error:
        codes = {problem.code for problem in error.problems}
        expect(codes <= {"unmapped-value", "unfilled-field"}, subject, f"rejected with {codes}", record)
        return
    expect(not subject.needs_map(record), subject, "a value that is in no table is not rejected", record)
    # A residue leaves out what the options give.
    expect_returned(subject, "without options", wanted, found)


def nothing_invented_on_the_way_back(subject: Subject, draw: Draw) -> None:
    """Without the options of the way there, each field that comes back with another value is reported."""
    record = draw(records(subject))
    there = subject.hop(record)
    try:
        back = subject.opposite.convert(there, given="nothing")
    except Unconvertible:
        return
    reported = {loss.field for loss in back.losses}
    found = without_residue(read_tokens(back.data))
    invented = {*differing(without_residue(record), found)} - reported
    expect(not invented, subject, f"without options, it came back with {shown(sorted(invented))}", record)


def edits_win(subject: Subject, draw: Draw) -> None:
    """L3: a converted record that was edited is the same after two more hops.

    A number that became what tools print for it was not edited: it may have its old text again. They print 0 for
    1e-400.
    """
    record = draw(records(subject))
    there = subject.hop(record)
    changed = edited(there, draw(edits(subject.opposite, there)))
    again = without_residue(subject.hop(subject.opposite.hop(changed)))
    wanted = with_old_texts(without_residue(changed), there, again)
    expect_equal(subject, f"after {shown(changed)} was edited", wanted, again, record)


def unedited_comes_back(subject: Subject, draw: Draw) -> None:
    """L4: every value of the record whose counterpart was not edited comes back, also next to one that was."""
    record = draw(records(subject))
    there = subject.hop(record)
    changed = edited(there, draw(edits(subject.opposite, there)))
    back = without_residue(subject.opposite.hop(changed))
    wanted = without_residue(record)
    for address in _edited(subject, there, changed, back):
        wanted, back = without(wanted, address), without(back, address)
    expect_equal(subject, f"after {shown(changed)} was edited", wanted, back, record)


def _edited(subject: Subject, there: Record, changed: Record, back: Record) -> Iterator[Address]:
    """The addresses in the source whose values come from something that was edited."""
    rules = subject.opposite.rules
    for rule in rules.rules:
        if not _is_unchanged(rule.sources, there, changed):
            is_emptied = all(source.read(changed) in (None, MISSING) for source in rule.sources)
            for target in rule.targets:
                # A value that may not be missing alone is removed with what is around it.
                yield what_is_gone(target, back) if is_emptied else target
    for field in rules.defaults:
        if constant_of(rules.defaults[field]) is MISSING and not _is_unchanged(rules.sources_of(field), there, changed):
            yield Address(field)


def _is_unchanged(addresses: Sequence[Address] | frozenset[Address], there: Record, changed: Record) -> bool:
    return all(is_same(address.read(there), address.read(changed)) for address in addresses)


def what_is_gone(address: Address, record: Record) -> Address:
    """The first part of an address that is null or missing in a record; the address itself if there is none."""
    parts = (Address(address.field, address.path[:depth]) for depth in range(len(address.path)))
    return next((part for part in parts if part.read(record) in (None, MISSING)), address)


def without(record: Record, address: Address) -> Record:
    """A record without a value, and without the objects and items that only hold it."""
    rest = _pruned(record.get(address.field, MISSING), address.path)
    return {**{name: value for name, value in record.items() if name != address.field}, **_present(address.field, rest)}


def _present(name: str, value: Any) -> Record:
    return {} if value is MISSING else {name: value}


def _pruned(value: Any, path: tuple[Step, ...]) -> Any:
    if not path or value is None:
        return MISSING
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        if not is_object(value):
            return value
        inner = _pruned(value.get(step, MISSING), rest)
        kept = {**{name: child for name, child in value.items() if name != step}, **_present(step, inner)}
        return kept or MISSING
    found = Address("items", (step,)).read({"items": value})
    if found is MISSING:
        # An item that is added to an empty list, or to none, leaves nothing else.
        return MISSING if value == [] else value
    key, text = step
    inner = _pruned(found, rest)
    is_left = inner is not MISSING and inner != {key: text}
    items = [inner if item is found else item for item in value if item is not found or is_left]
    return items or MISSING
