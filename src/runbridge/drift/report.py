"""The result of an observation as frozen values and as JSON: every field, drift from the schema, and notes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from runbridge.problem_messages import escape
from runbridge.schemas.record_schema import Path, Step, dotted
from runbridge.version import __version__

#: The kinds of drift, in the order in which they are reported; `broken` is about records that could not be read.
KINDS = ("unknown", "missing", "null", "value", "type", "time", "broken")

#: The counters of numbers: by their representation, and those that JavaScript would change.
INTEGERS, OTHER_INTEGERS, FRACTIONS = "integers", "integers written as fractions", "fractions"
UNSAFE = "with integers beyond 2^53"
#: A counter of texts, next to those by their characters.
EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Location:
    """A location in a file: the number of the record, line and column from 1, and the offset of the record from 0."""

    file: str
    record: int
    line: int
    column: int
    offset: int


@dataclass(frozen=True, kw_only=True)
class UnreadableRecord:
    """A record that is not JSON, too long or too deeply nested, and why."""

    location_in_file: Location
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Drift:
    """One way in which records differ from the schema.

    `count` is how often it was seen, `of` among how many values or objects, `records` in how many records. `detail`
    is a type (all types of an unknown field), a value of a vocabulary, or the representation of a time. It is None
    if there is no detail, and for everything that is not counted separately: values beyond the first 200 and very long
    ones, and unknown fields likewise, which are reported at the object that has them. `examples` are shortened.
    """

    kind: str
    path: Path
    detail: str | None
    count: int
    of: int
    records: int
    first: Location
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that the schema allows and that is worth knowing."""

    kind: str
    path: Path


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """A distribution of numbers. `median` and `p99` are upper bounds, at most an eighth too high."""

    least: int
    median: int
    p99: int
    most: int


@dataclass(frozen=True, kw_only=True)
class FieldReport:
    """All facts about the values at one path.

    `present` and `missing` add up to `of`: the number of objects that could have the field; for array elements and
    values of a map, the number of elements or values. The numbers of `types` add up to `present`. `words` are the known
    values of a vocabulary, `names` those of the fields in opaque objects and maps; `more_names` counts the names beyond
    the first 50, and long ones. `size` is in bytes and `depth` in levels, both of opaque values that are not null.
    """

    path: Path
    is_known: bool
    is_required: bool
    is_opaque: bool
    of: int
    present: int
    types: Mapping[str, int] = field(default_factory=dict[str, int])
    words: Mapping[str, int] = field(default_factory=dict[str, int])
    times: Mapping[str, int] = field(default_factory=dict[str, int])
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])
    texts: Mapping[str, int] = field(default_factory=dict[str, int])
    names: Mapping[str, int] = field(default_factory=dict[str, int])
    more_names: int = 0
    size: Distribution | None = None
    depth: Distribution | None = None

    @property
    def missing(self) -> int:
        """How many objects do not have it."""
        return self.of - self.present

    @property
    def is_element(self) -> bool:
        """Whether it is not a field, but any element of an array or any value of a map."""
        return bool(self.path) and isinstance(self.path[-1], Step)

    @property
    def nulls(self) -> int:
        """How often it is null."""
        return self.types.get("null", 0)

    @property
    def shown(self) -> str:
        """The path as shown."""
        return dotted(self.path)


@dataclass(frozen=True, kw_only=True)
class Report:
    """How the records in some files differ from a schema.

    `form` is the file of a schema if `profile` is empty. `records` are those that were found, `broken` those of them
    that could not be read; `unread` says why, for the first ones.
    """

    form: str
    profile: str
    files: tuple[str, ...]
    records: int
    broken: Mapping[str, int]
    unread: tuple[UnreadableRecord, ...]
    members: tuple[FieldReport, ...]
    drift: tuple[Drift, ...]
    notes: tuple[Note, ...]

    @property
    def subject(self) -> str:
        """The format and its profile, or the file of the schema."""
        return f"{self.form}, {self.profile}" if self.profile else escape(self.form)

    @property
    def read(self) -> int:
        """The records that could be read."""
        return self.records - sum(self.broken.values())

    def has(self, kind: str) -> bool:
        """Whether there is drift of a kind, or of `any`."""
        if kind == "any":
            return bool(self.drift or self.broken)
        return bool(self.broken) if kind == "broken" else any(each.kind == kind for each in self.drift)


def render_json(report: Report) -> str:
    """The report as a JSON document, in ASCII."""
    return json.dumps(as_json(report), indent=2) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON values."""
    return {
        "runbridge": __version__,
        "format": report.form if report.profile else None,
        "profile": report.profile or None,
        "schema": None if report.profile else report.form,
        "files": list(report.files),
        "records": report.records,
        "read": report.read,
        "broken": dict(report.broken),
        "unread": [_unreadable_record(each) for each in report.unread],
        "drift": [_drift(each) for each in report.drift],
        "notes": [{"field": dotted(each.path), "note": each.kind} for each in report.notes],
        "fields": [_field(each) for each in report.members],
    }


def _unreadable_record(broken: UnreadableRecord) -> dict[str, Any]:
    return {**asdict(broken.location_in_file), "code": broken.code, "message": broken.message}


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "kind": drift.kind,
        "field": dotted(drift.path),
        "detail": drift.detail,
        "count": drift.count,
        "of": drift.of,
        "records": drift.records,
        "first": asdict(drift.first),
        "examples": list(drift.examples),
    }


def _field(field: FieldReport) -> dict[str, Any]:
    return {
        "field": field.shown,
        "known": field.is_known,
        "required": field.is_required,
        "opaque": field.is_opaque,
        "of": field.of,
        "present": field.present,
        "missing": field.missing,
        "types": dict(field.types),
        "values": dict(field.words),
        "times": dict(field.times),
        "numbers": dict(field.numbers),
        "texts": dict(field.texts),
        "names": dict(field.names),
        "more_names": field.more_names,
        "size": None if field.size is None else asdict(field.size),
        "depth": None if field.depth is None else asdict(field.depth),
    }
