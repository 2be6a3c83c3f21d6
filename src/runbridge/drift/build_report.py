"""What was counted, made into a report: members in the order of the schema, drift by kind, and notes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from runbridge.drift.counters import Tally
from runbridge.drift.report import EMPTY, FRACTIONS, INTEGERS, KINDS, UNSAFE, Broken, Drift, Member, Note, Report


def report_of(
    root: Tally,
    *,
    form: str,
    profile: str,
    files: tuple[str, ...],
    records: int,
    broken: Mapping[str, int],
    unread: tuple[Broken, ...],
) -> Report:
    """The report of what was counted for records and all that is in them."""
    spots = [spot for spot in _walk(_Spot(root, of=root.present, is_known=True, is_required=False)) if spot.is_told]
    members = tuple(_member(spot) for spot in spots)
    drift = [each for spot in spots for each in _drift(spot)]
    return Report(
        form=form,
        profile=profile,
        files=files,
        records=records,
        broken=dict(sorted(broken.items())),
        unread=unread,
        members=members,
        # Sorting keeps the order of the members, and in each the most frequent first.
        drift=tuple(sorted(drift, key=lambda each: KINDS.index(each.kind))),
        notes=tuple(note for member, spot in zip(members, spots, strict=True) for note in _notes(member, spot)),
    )


class _Spot(NamedTuple):
    """A tally, and what it is part of: `of` is how many objects could have a member, or how many values there are."""

    tally: Tally
    of: int
    is_known: bool
    is_required: bool

    @property
    def is_told(self) -> bool:
        """Whether it is of interest: what may stand in any record is when it was there."""
        return bool(self.tally.present or self.tally.node.location or not self.tally.node.path)


def _walk(spot: _Spot) -> Iterator[_Spot]:
    yield spot
    tally = spot.tally
    objects = tally.types["object"]
    for name, member in tally.members.items():
        yield from _walk(_Spot(member, objects, is_known=True, is_required=name in tally.node.required))
    for member in sorted(tally.unknown.values(), key=lambda each: -each.present):
        yield _Spot(member, objects, is_known=False, is_required=False)
    for inside in (tally.items, tally.values):
        if inside is not None:
            yield from _walk(_Spot(inside, inside.present, is_known=True, is_required=False))


def _member(spot: _Spot) -> Member:
    tally = spot.tally
    return Member(
        path=tally.node.path,
        is_known=spot.is_known,
        is_required=spot.is_required,
        is_opaque=tally.node.is_opaque,
        of=spot.of,
        present=tally.present,
        types=_counted(tally.types),
        words=dict(tally.words),
        times=_counted(tally.times),
        numbers=_counted(tally.numbers),
        texts=_counted(tally.texts),
        names=dict(tally.names),
        more_names=tally.more_names,
        size=tally.sizes.spread(),
        depth=tally.depths.spread(),
    )


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    """What was counted at least once, most first."""
    some = {name: count for name, count in counts.items() if count}
    return dict(sorted(some.items(), key=lambda each: (-each[1], each[0])))


def _drift(spot: _Spot) -> Iterator[Drift]:
    tally = spot.tally
    for (kind, detail), hit in sorted(tally.hits.items(), key=lambda each: -each[1].count):
        of = spot.of if kind in {"unknown", "absent"} else tally.present
        yield Drift(
            kind=kind,
            path=tally.node.path,
            detail=", ".join(_counted(tally.types)) if kind == "unknown" and not spot.is_known else detail,
            count=hit.count,
            of=tally.types["object"] if kind == "unknown" and spot.is_known else of,
            records=hit.records,
            first=hit.first,
            examples=tuple(hit.examples),
        )


def _notes(member: Member, spot: _Spot) -> Iterator[Note]:
    node = spot.tally.node
    if not member.is_known:
        return
    if member.of and not member.present and not member.is_required:
        yield Note(kind="never seen", path=member.path)
    if member.present and not member.is_opaque:
        if member.nulls == member.present:
            yield Note(kind="always null", path=member.path)
        elif node.is_nullable and not member.nulls:
            yield Note(kind="never null, though it may be", path=member.path)
    if len(member.times) > 1:
        yield Note(kind="times spelled in several ways", path=member.path)
    if member.numbers.get(FRACTIONS) and member.numbers.get(INTEGERS):
        yield Note(kind="integers among fractions", path=member.path)
    if member.numbers.get(UNSAFE):
        yield Note(kind="integers beyond 2^53, which JavaScript changes", path=member.path)
    if set(member.texts) - {EMPTY}:
        yield Note(kind="text beyond printable ASCII", path=member.path)
