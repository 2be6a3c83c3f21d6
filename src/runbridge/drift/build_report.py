"""The report of the counters of records: a row for each field, the drift, and notes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from runbridge.drift.counting import FieldCounters
from runbridge.drift.report import (
    EMPTY,
    FRACTIONS,
    INTEGERS,
    KINDS,
    UNSAFE,
    Drift,
    FieldReport,
    Note,
    Report,
    UnreadableRecord,
)


def build_report(
    root: FieldCounters,
    *,
    form: str,
    profile: str,
    files: tuple[str, ...],
    records: int,
    broken: Mapping[str, int],
    unread: tuple[UnreadableRecord, ...],
) -> Report:
    """The report of the counters of records and of all fields in them."""
    counted_fields = [
        counted
        for counted in _walk(_CountedField(root, of=root.present, is_known=True, is_required=False))
        if counted.is_reported
    ]
    members = tuple(_field(counted) for counted in counted_fields)
    drift = [each for counted in counted_fields for each in _drift(counted)]
    return Report(
        form=form,
        profile=profile,
        files=files,
        records=records,
        broken=dict(sorted(broken.items())),
        unread=unread,
        members=members,
        # Sorting keeps the order of the fields, and in each the most frequent first.
        drift=tuple(sorted(drift, key=lambda each: KINDS.index(each.kind))),
        notes=tuple(
            note for field, counted in zip(members, counted_fields, strict=True) for note in _notes(field, counted)
        ),
    )


class _CountedField(NamedTuple):
    """The counters of a field; `of` is how many objects could have it, or how many values there are."""

    counters: FieldCounters
    of: int
    is_known: bool
    is_required: bool

    @property
    def is_reported(self) -> bool:
        """Whether it is reported: a field that any record may have is if it was present, or should have been."""
        node = self.counters.node
        return bool(self.counters.present or node.location or not node.path or (self.is_required and self.of))


def _walk(counted: _CountedField) -> Iterator[_CountedField]:
    yield counted
    counters = counted.counters
    objects = counters.types["object"]
    for name, field in counters.members.items():
        yield from _walk(_CountedField(field, objects, is_known=True, is_required=name in counters.node.required))
    for field in sorted(counters.unknown.values(), key=lambda each: -each.present):
        yield _CountedField(field, objects, is_known=False, is_required=False)
    for inside in (counters.items, counters.values):
        if inside is not None:
            yield from _walk(_CountedField(inside, inside.present, is_known=True, is_required=False))


def _field(counted: _CountedField) -> FieldReport:
    counters = counted.counters
    return FieldReport(
        path=counters.node.path,
        is_known=counted.is_known,
        is_required=counted.is_required,
        is_opaque=counters.node.is_opaque,
        of=counted.of,
        present=counters.present,
        types=_counted(counters.types),
        words=dict(counters.words),
        times=_counted(counters.times),
        numbers=_counted(counters.numbers),
        texts=_counted(counters.texts),
        names=dict(counters.names),
        more_names=counters.more_names,
        size=counters.sizes.distribution(),
        depth=counters.depths.distribution(),
    )


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    """The nonzero counts, largest first."""
    some = {name: count for name, count in counts.items() if count}
    return dict(sorted(some.items(), key=lambda each: (-each[1], each[0])))


def _drift(counted: _CountedField) -> Iterator[Drift]:
    counters = counted.counters
    for (kind, detail), drift_counter in sorted(counters.drift_counters.items(), key=lambda each: -each[1].count):
        of = counted.of if kind in {"unknown", "missing"} else counters.present
        yield Drift(
            kind=kind,
            path=counters.node.path,
            detail=", ".join(_counted(counters.types)) if kind == "unknown" and not counted.is_known else detail,
            count=drift_counter.count,
            of=counters.types["object"] if kind == "unknown" and counted.is_known else of,
            records=drift_counter.records,
            first=drift_counter.first,
            examples=tuple(drift_counter.examples),
        )


def _notes(field: FieldReport, counted: _CountedField) -> Iterator[Note]:
    node = counted.counters.node
    if not field.is_known:
        return
    if field.of and not field.present and not field.is_required:
        yield Note(kind="never seen", path=field.path)
    if field.present and not field.is_opaque:
        if field.nulls == field.present:
            yield Note(kind="always null", path=field.path)
        elif node.is_nullable and not field.nulls:
            yield Note(kind="never null, though it may be", path=field.path)
    if len(field.times) > 1:
        yield Note(kind="timestamps in several representations", path=field.path)
    if field.numbers.get(FRACTIONS) and field.numbers.get(INTEGERS):
        yield Note(kind="integers among fractions", path=field.path)
    if field.numbers.get(UNSAFE):
        yield Note(kind="integers beyond 2^53, which JavaScript changes", path=field.path)
    if set(field.texts) - {EMPTY}:
        yield Note(kind="text beyond printable ASCII", path=field.path)
