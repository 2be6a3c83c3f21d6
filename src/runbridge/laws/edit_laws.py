"""L3 and L4: what is edited between two hops stays edited, and everything else comes back."""

from collections.abc import Iterator, Sequence
from typing import Any

from runbridge.laws.bridge_rules import Address, Step
from runbridge.laws.expectations import expect_equal, is_same
from runbridge.laws.json_tokens import MISSING, Record, is_object, shown
from runbridge.laws.record_strategies import Draw, edited, edits, records
from runbridge.laws.subject import Subject, without_residue


def edits_win(subject: Subject, draw: Draw) -> None:
    """L3: a converted record that was edited is the same after two more hops."""
    record = draw(records(subject))
    changes = draw(edits(subject.opposite))
    changed = edited(subject.hop(record), changes)
    again = subject.hop(subject.opposite.hop(changed))
    what = f"after {shown(changed)} was edited"
    expect_equal(subject, what, without_residue(changed), without_residue(again), record)


def unedited_comes_back(subject: Subject, draw: Draw) -> None:
    """L4: every value of the record whose counterpart was not edited comes back, also next to one that was."""
    record = draw(records(subject))
    there = subject.hop(record)
    changes = draw(edits(subject.opposite))
    changed = edited(there, changes)
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
    for field in rules.computed:
        if not _is_unchanged(rules.sources_of(field), there, changed):
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
