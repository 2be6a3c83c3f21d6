"""What an observation found, as frozen values: facts of every member, drift from the published shape, and notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from runbridge.schemas.record_schema import Path, Step, dotted

#: The kinds of drift, in the order in which they are told; `broken` is of records that could not be read.
KINDS = ("unknown", "absent", "null", "value", "type", "time", "broken")

#: What numbers are counted by: how they are spelled, and whether there is one that JavaScript would change.
INTEGERS, SPELLED, FRACTIONS = "integers", "integers spelled as fractions", "fractions"
UNSAFE = "with integers beyond 2^53"
#: What texts are counted by, beside what their characters are.
EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something stands in a file: the record's number, line and column from 1, and the record's offset from 0."""

    file: str
    record: int
    line: int
    column: int
    offset: int


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A record that is no JSON, or too long or too deep to be read, and why."""

    place: Place
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Drift:
    """One way in which what was seen departs from the published shape.

    `count` is how often it was seen, `of` among how many values or objects, `records` in how many records. `detail`
    says what it was: a type (all types of an unknown member), a value of a vocabulary, the spelling of a time. It is
    None where there is nothing to say, and for all that is not kept apart: values beyond the first 200 and those that
    are very long, and members likewise, which are told at the object that they are in. `examples` are made for people.
    """

    kind: str
    path: Path
    detail: str | None
    count: int
    of: int
    records: int
    first: Place
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that the published shape allows and that is worth to be seen all the same."""

    kind: str
    path: Path


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Numbers in short. `median` and `p99` are upper bounds: buckets an eighth wide, so at most that much too high."""

    least: int
    median: int
    p99: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Member:
    """All facts of the values at one path.

    `present` and `absent` add up to `of`, the number of objects that could have had it (of array elements and values of
    a map: how many there are), and the numbers of `types` to `present`. `words` are the known values of a vocabulary,
    `names` those of the members in opaque objects and maps; `more_names` counts the names beyond the first 50, and long
    ones. `size` is in bytes and `depth` in levels, both of opaque values that are not null.
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
    size: Spread | None = None
    depth: Spread | None = None

    @property
    def absent(self) -> int:
        """How many objects lack it."""
        return self.of - self.present

    @property
    def is_element(self) -> bool:
        """Whether it is no member, but any element of an array or any value of a map."""
        return bool(self.path) and isinstance(self.path[-1], Step)

    @property
    def nulls(self) -> int:
        """How often it is null."""
        return self.types.get("null", 0)

    @property
    def shown(self) -> str:
        """The path for people."""
        return dotted(self.path)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was seen in some files beside the shape of a format.

    `records` are those that were found, `broken` those of them that could not be read; `unread` says why, for the first
    ones.
    """

    form: str
    profile: str
    files: tuple[str, ...]
    records: int
    broken: Mapping[str, int]
    unread: tuple[Broken, ...]
    members: tuple[Member, ...]
    drift: tuple[Drift, ...]
    notes: tuple[Note, ...]

    @property
    def read(self) -> int:
        """The records that could be read."""
        return self.records - sum(self.broken.values())

    def has(self, kind: str) -> bool:
        """Whether there is drift of a kind, or of `any`."""
        if kind == "any":
            return bool(self.drift or self.broken)
        return bool(self.broken) if kind == "broken" else any(each.kind == kind for each in self.drift)
