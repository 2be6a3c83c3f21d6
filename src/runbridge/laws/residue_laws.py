"""L5 and L6: a residue that is forged, damaged or of another record does no harm."""

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from runbridge._runtime.registry import NAME
from runbridge.formats import other_format
from runbridge.laws.bridge_rules import Rule
from runbridge.laws.json_tokens import MISSING, Num, Record, by_value, is_array, is_object, is_same, read_tokens, shown
from runbridge.laws.record_strategies import Draw, fields_of, records
from runbridge.laws.schema_values import EVERY
from runbridge.laws.subject import (
    Subject,
    expect,
    expect_equal,
    expect_returned,
    expect_valid,
    without_residue,
)
from runbridge.losses import Loss


def hostile_residue(subject: Subject, draw: Draw) -> None:
    """L5: no residue makes a conversion fail, gives an invalid record or a value that its rule does not allow."""
    is_converted = draw(st.booleans())
    record = subject.opposite.hop(draw(records(subject.opposite))) if is_converted else draw(records(subject))
    record[NAME] = draw(hostile_residues(subject, record))
    there = subject.hop(record)
    expect_valid(subject.opposite, there, record)
    by_rule = subject.hop(record, apply_residue=False)
    again = subject.opposite.hop(without_residue(there))
    for rule in subject.rules.rules:
        if _differ(rule, there, by_rule):
            # What is not the value of the rule is one that the rule turns into the value of the source.
            for source in rule.sources[: len(rule.sources) if rule.kind == "table" else 1]:
                shows, means = source.read(record), source.read(again)
                allowed = by_value(_no_null(shows)) == by_value(_no_null(means))
                what = f"{rule.targets} of {shown(there)} stands for {shown(means)} and not for {shown(shows)}"
                expect(allowed, subject, what, record)


def empty_residue(subject: Subject, record: Record) -> Record:
    """A residue for the record with nothing in it."""
    return {"of": subject.target.name, "bridge": subject.direction.bridge, "id": subject.identity_of(record)}


def foreign_data(subject: Subject, draw: Draw) -> None:
    """L9: an unknown field named as one of the target never becomes it, and data under `_residue` stays data."""
    record = draw(records(subject, unknown=False))
    names = sorted(subject.target.fields - subject.source.fields)
    drawn = draw(st.dictionaries(st.sampled_from(names), EVERY.values, max_size=3)) if names else {}
    # A record with few fields of its own is one of the other format with them.
    decoys = {} if other_format({**record, **drawn}, subject.source) else drawn
    there = subject.hop(record)
    wanted = without_residue(there)
    expect_equal(subject, "with unknown fields", wanted, without_residue(subject.hop({**record, **decoys})), record)
    mine = {**record, **decoys, NAME: draw(_foreign(subject, record))}
    # So is one whose only known field is what looks like a residue.
    assume(not other_format(mine, subject.source))
    there = subject.hop(mine)
    expect_equal(subject, f"with {NAME}", wanted, without_residue(there), mine)
    more = {**there, "costUsd": Num("3")}
    back = subject.opposite.hop(more)
    expect_equal(subject, f"back with {NAME}", without_residue(mine), without_residue(back), mine)
    expect_returned(subject.opposite, f"an unknown field next to {NAME}", more, subject.hop(back))


def _foreign(subject: Subject, record: Record) -> st.SearchStrategy[Any]:
    """Data under `_residue` that is no residue for the record and the direction."""
    true = {**empty_residue(subject, record), "own": {"note": "x"}}
    changes: tuple[Record, ...] = (
        {"own": []},
        {"more": True},
        {"of": subject.source.name},
        {"bridge": f"{subject.direction.bridge}0"},
        {"id": f"{true['id']}-other"},
    )
    other = st.sampled_from([{**true, **change} for change in changes])
    return EVERY.values.filter(lambda value: value is not None) | other


def _differ(rule: Rule, one: Record, other: Record) -> bool:
    return any(not is_same(target.read(one), target.read(other)) for target in rule.targets)


def _no_null(value: Any) -> Any:
    return MISSING if value is None else value


@st.composite
def hostile_residues(draw: st.DrawFn, subject: Subject, record: Record) -> Any:
    """Anything under `_residue`: any value, a residue for the record that is made up, or a true one with changes."""
    kind = draw(st.sampled_from(["anything", "changed", "mixed", "made up", "one field", "one field"]))
    if kind == "anything":
        return draw(EVERY.values)
    if kind == "one field":
        return {**empty_residue(subject, record), **draw(_one_field(subject, record))}
    true = record.get(NAME)
    if kind == "changed" and is_object(true):
        return draw(one_part_changed(true))
    values, target = fields_of(subject.opposite), subject.target.fields
    names = st.sampled_from(sorted({*target, *subject.source.fields, NAME, "(unknown)"})) | EVERY.texts
    own = {name: field.any().map(_null_if_missing) | EVERY.values for name, field in values.items()}
    more: dict[str, Any] = {
        "own": draw(_some(own) | st.dictionaries(names, EVERY.values, max_size=3)),
        "via": draw(_some(_entries(subject, record)) | st.dictionaries(names, _entry(EVERY.values), max_size=3)),
        "absent": draw(st.lists(st.sampled_from(sorted(target)) | names, max_size=6, unique=True)),
    }
    kept = {part: more[part] for part in draw(st.sets(st.sampled_from([*more]), min_size=1))}
    return {**(true if kind == "mixed" and is_object(true) else empty_residue(subject, record)), **kept}


@st.composite
def _one_field(draw: st.DrawFn, subject: Subject, record: Record) -> Record:
    """A part of a residue with one field, for which the record shows what the entry saw."""
    values = fields_of(subject.opposite)
    part = draw(st.sampled_from(["own", "via", "absent"]))
    if part != "via":
        name = draw(st.sampled_from(sorted(values)))
        value = draw(values[name].any().map(_null_if_missing) | EVERY.values)
        return {"own": {name: value}} if part == "own" else {"absent": [name]}
    rule = draw(st.sampled_from(subject.rules.rules))
    target, shows = draw(st.sampled_from(rule.targets)), rule.sources[0].read(record)
    entry = {"was": draw(st.none() | values[target.field].any().map(_null_if_missing))}
    return {"via": {str(target): entry if shows is MISSING else {**entry, "saw": shows}}}


def _some(fields: dict[str, SearchStrategy[Any]]) -> SearchStrategy[Record]:
    """One to six of some fields."""
    names = st.lists(st.sampled_from([*fields]), min_size=1, max_size=6, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: fields[name] for name in chosen}))


def _entries(subject: Subject, record: Record) -> dict[str, SearchStrategy[Any]]:
    """Entries of `via` that could be true: values of mapped fields, and what the source shows or might show."""
    values, sources = fields_of(subject.opposite), fields_of(subject)
    entries: dict[str, SearchStrategy[Any]] = {}
    for rule in subject.rules.rules:
        shows = rule.sources[0].read(record)
        saw = sources[rule.sources[0].field].any().map(_null_if_missing)
        for target in rule.targets:
            was = values[target.field].any().map(_null_if_missing)
            entries[str(target)] = _entry(was, saw if shows is MISSING else st.just(shows) | saw)
    return entries


def _entry(was: SearchStrategy[Any], saw: SearchStrategy[Any] = EVERY.values) -> SearchStrategy[Any]:
    return st.fixed_dictionaries({"was": was}, optional={"saw": saw})


def _null_if_missing(value: Any) -> Any:
    return None if value is MISSING else value


@st.composite
def one_part_changed(draw: st.DrawFn, value: Any) -> Any:
    """A value in which one part, at any depth, is another value or is gone."""
    if is_object(value) and value:
        name = draw(st.sampled_from(list(value)))
        rest = {each: child for each, child in value.items() if each != name}
        return rest if draw(st.booleans()) else {**value, name: draw(one_part_changed(value[name]))}
    if is_array(value) and value:
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], draw(one_part_changed(value[index])), *value[index + 1 :]]
    return draw(EVERY.values)


def stale_entries(subject: Subject, draw: Draw) -> None:
    """L5: an entry of `via` restores nothing if the source does not show what the entry saw."""
    record = subject.opposite.hop(draw(records(subject.opposite, unknown=False)))
    residue = {**empty_residue(subject, record), **record.pop(NAME, {})}
    # A null that a residue lists comes back without its entry, too.
    residue = {part: value for part, value in residue.items() if part not in ("null", "probe")}
    entries = {name: st.just(entry) for name, entry in residue.pop("via", {}).items()}
    wanted = without_residue(subject.hop({**record, NAME: residue}))
    stale: Record = {}
    for name, entry in draw(_some({**_entries(subject, record), **entries})).items():
        changed = {**entry, "saw": draw(EVERY.values)} if name in entries else entry
        if not _is_seen(changed, subject, name, record):
            stale[name] = changed
    found = without_residue(subject.hop({**record, NAME: {**residue, "via": stale}}))
    expect_equal(subject, f"with the stale entries {shown(stale)}", wanted, found, record)


def _is_seen(entry: Record, subject: Subject, name: str, record: Record) -> bool:
    """Whether the source shows what an entry for a value of the target saw."""
    rule = next(rule for rule in subject.rules.rules if name in map(str, rule.targets))
    shows = rule.sources[0].read(record)
    return bool(by_value(_no_null(entry.get("saw", MISSING))) == by_value(_no_null(shows)))


def mapped_in_own(subject: Subject, draw: Draw) -> None:
    """L5: the `own` of a residue sets no field that a rule writes, and each such entry is reported."""
    record = draw(records(subject))
    mapped = {address.field for address in subject.rules.mapped if not address.path}
    own = {name: draw(field.filled) for name, field in fields_of(subject.opposite).items() if name in mapped}
    done = subject.convert({**record, NAME: {**empty_residue(subject, record), "own": own}})
    wanted = without_residue(subject.hop(without_residue(record)))
    expect_equal(subject, "with mapped fields in `own`", wanted, without_residue(read_tokens(done.data)), record)
    for name in own:
        loss = Loss(kind="ignored", field=name, reason="only its rule may set it")
        expect(loss in done.losses, subject, f"`{name}` in `own` is not reported as ignored", record)


def residue_of_another(subject: Subject, draw: Draw) -> None:
    """L6: a residue of another record is ignored and reported, and it comes back as the data that it is."""
    record = draw(records(subject, unknown=False))
    converted = subject.opposite.convert(draw(records(subject.opposite)), residue="sidecar")
    mine_only = empty_residue(subject, record)
    residue = read_tokens(converted.residue or b"{}")
    mine = {**record, NAME: {**mine_only, **residue, "id": f"{mine_only['id']}-other"}}
    done = subject.convert(mine)
    wanted = without_residue(subject.hop(record))
    expect_equal(subject, "with the residue of another", wanted, without_residue(read_tokens(done.data)), mine)
    loss = Loss(kind="ignored", field=NAME, reason="it belongs to another run")
    expect(loss in done.losses, subject, f"the residue is not reported as ignored: {done.losses}", mine)
    expect_returned(subject, "there and back", mine, subject.opposite.hop(done.data))
