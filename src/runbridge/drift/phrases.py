"""The words in which a report is told, the same on a terminal, in a page and in a schema's comments."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from runbridge.drift.report import SPELLED, UNSAFE, Drift, Member, Place, Report, Spread
from runbridge.problems import brief, escape, show
from runbridge.schemas.record_schema import dotted

#: So many things of one sort are named in a line.
_MOST_NAMED = 8
#: So much drift of one kind is shown; a program gets all of it.
_MOST_DRIFT = 50
_ARTICLES = {
    "null": "null",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number that is no integer",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}


def share(count: int, of: int) -> str:
    """A part of a whole in percent; never 0 or 100 for what is neither."""
    tenths = round(1000 * count / of) if of else 0
    if count and not tenths:
        return "<0.1 %"
    if count < of and tenths == 1000:
        return ">99.9 %"
    return f"{tenths / 10:.1f} %"


def in_short(report: Report) -> tuple[Report, Mapping[str, int]]:
    """The report with as much drift of each kind as people read, and how much of each is left out."""
    seen: Counter[str] = Counter()
    drift: list[Drift] = []
    for each in report.drift:
        seen[each.kind] += 1
        if seen[each.kind] <= _MOST_DRIFT:
            drift.append(each)
    paths = {each.path for each in drift}
    members = tuple(each for each in report.members if each.is_known or each.path in paths)
    left = {kind: count - _MOST_DRIFT for kind, count in seen.items() if count > _MOST_DRIFT}
    return replace(report, drift=tuple(drift), members=members), left


def portion(drift: Drift) -> str:
    """The share of the values that drift; nothing is said of several unknown members, which may stand in one object."""
    return "-" if drift.kind == "unknown" and drift.detail is None else share(drift.count, drift.of)


def told(drift: Drift) -> str:
    """What the drift is, in some words without a control character."""
    match drift.kind, drift.detail:
        case "unknown", None:
            return "more unknown members, not told apart"
        case "unknown", str(types):
            return f"unknown member: {types}"
        case "value", None:
            return "more new values, not told apart"
        case "value", str(word):
            return f"new value {show(word)}"
        case "time", str(spelling):
            return f"not a valid time: {spelling}"
        case "absent", _:
            return "required, and absent"
        case _:
            return f"{_ARTICLES[str(drift.detail)]}, which is not allowed"


def part(member: Member) -> str:
    """The share of the objects that have a member; of elements it says nothing."""
    return "-" if member.is_element else share(member.present, member.of)


def is_shown(member: Member) -> bool:
    """Whether a member is worth a line: the record itself is when it is not always an object."""
    return bool(member.path) or bool(set(member.types) - {"object"})


def at(place: Place) -> str:
    """A place, as other tools can read it."""
    return f"{escape(place.file)}:{place.line}:{place.column}"


def marks(report: Report) -> dict[str, list[str]]:
    """The kinds of drift of each member, by its path for people."""
    found: dict[str, list[str]] = {}
    for drift in report.drift:
        kinds = found.setdefault(dotted(drift.path), [])
        if drift.kind not in kinds:
            kinds.append(drift.kind)
    return found


def notes(report: Report) -> dict[str, list[str]]:
    """The members of each kind of note."""
    found: dict[str, list[str]] = {}
    for note in report.notes:
        found.setdefault(note.kind, []).append(dotted(note.path))
    return found


def holds(member: Member) -> Iterator[str]:
    """What a member holds, a phrase for each side of it."""
    if not member.present:
        yield "never seen"
        return
    # Of one type alone it is said how many there are.
    yield _counts(member.types) if len(member.types) > 1 else ", ".join(member.types)
    # How many numbers are integers is what the types say.
    numbers = {name: count for name, count in member.numbers.items() if name in {SPELLED, UNSAFE}}
    for counts in (member.words, member.times, numbers, member.texts):
        if some := {name: count for name, count in counts.items() if count}:
            yield _counts(some)
    if member.depth is not None and member.size is not None and member.depth.most:
        yield f"size {spread(member.size)} bytes"
        yield f"depth {spread(member.depth)}"
    if member.names:
        more = f" and {member.more_names:,} more" if member.more_names else ""
        yield f"members {_counts(member.names)}{more}"


def spread(numbers: Spread) -> str:
    """Some numbers in short."""
    if numbers.least == numbers.most:
        return f"{numbers.most:,}"
    return f"{numbers.least:,} to {numbers.most:,} (half up to {numbers.median:,}, 99 % up to {numbers.p99:,})"


def _counts(counts: Mapping[str, int]) -> str:
    most = sorted(counts.items(), key=lambda each: -each[1])
    shown = ", ".join(f"{brief(name)} {count:,}" for name, count in most[:_MOST_NAMED])
    left = len(most) - _MOST_NAMED
    return shown if left <= 0 else f"{shown}, and {left} other{'' if left == 1 else 's'}"


def headline(report: Report) -> str:
    """What was looked at, in one line."""
    broken = ", ".join(f"{count:,} {code}" for code, count in report.broken.items())
    records = f"{report.records:,} record{'' if report.records == 1 else 's'}"
    return f"{records} beside {report.form}, {report.profile}; broken: {broken or 'none'}"
