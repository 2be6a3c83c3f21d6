"""The residue of a record: opened before a conversion, written after it.

The residue is the data that the target format has no field for. Parts of it that cannot be used are reported.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._generated.residue import Residue, Via
from runbridge._runtime import NULL
from runbridge._runtime.conversion import ConvertedRecord, IncomingResidue, ResidueContent, decode_text, encode_text
from runbridge._runtime.conversion import Via as ViaEntry
from runbridge._runtime.json_codec import append_fields, decode_json, encode_json
from runbridge._runtime.json_slices import split_object
from runbridge._runtime.registry import NAME, Direction
from runbridge._runtime.schema import accepts
from runbridge.formats import PROFILES
from runbridge.known_formats import DIRECTIONS
from runbridge.losses import Loss
from runbridge.record.field_order import in_order
from runbridge.record.read_record import build_struct
from runbridge.record.residue_forms import PROBE, is_null_entry, is_uncertain, parse_residue, settle_nulls

_ALTERED = "another tool rewrote the residue; residues embedded as text stay exact"
_CHANGED = "it was changed, or --set or --map gave it and must be given again"
_ONLY_TOLERANT = "only `--profile tolerant` accepts it as it was"


class OpenedResidue(msgspec.Struct, frozen=True):
    """A residue opened for one record.

    `restore` is what the converter takes. `unknown` are the unknown fields of the source, `restored` those of the
    target. `given` says whether there is a residue to apply, and `ignored` which parts of it cannot be used. `carried`
    is the format that a residue among the unknown fields is of, which is for another conversion. `order` has the names
    of the fields that the target had, () for the usual order.
    """

    restore: IncomingResidue[Any]
    unknown: dict[str, Raw]
    restored: dict[str, Raw]
    given: bool
    ignored: tuple[Loss, ...]
    carried: str = ""
    order: Sequence[str] = ()

    def in_order(self, text: bytes) -> bytes:
        """The JSON text of the target with its fields in their order."""
        return in_order(text, self.order) if self.order else text


def open_residue(
    direction: Direction,
    identity: str,
    unknown: Mapping[str, Raw],
    *,
    profile: str,
    from_sidecar: bytes | None = None,
    apply: bool = True,
    model: bool = False,
) -> OpenedResidue:
    """The residue of a record: `from_sidecar` if it is given, else its field `_residue`.

    Data under `_residue` that is not a residue for this record and direction stays data. `model` opens the residue for
    the models instead of the wire structs.
    """
    rest = dict(unknown)
    empty: Any = direction.own_model() if model and direction.own_model else direction.own[profile].empty
    given = rest.get(NAME, NULL)
    if given == NULL:
        # Tools that give all records the same fields add it to records without residue.
        rest.pop(NAME, None)
        if from_sidecar is None:
            return OpenedResidue(ResidueContent(empty), rest, {}, False, ())
    # A later conversion from a third format may have displaced the residue.
    taken = _take_displaced(given, direction) if from_sidecar is None else None
    mapped, own_type = direction.target.fields - direction.own_fields, direction.own[profile].empty.__class__
    parsed = parse_residue((taken[0] if taken else given) if from_sidecar is None else from_sidecar)
    found, damage, is_altered = settle_nulls(parsed, mapped, dict(own_fields(own_type)))
    refusal = damage or _refusal(found, direction, identity, apply=apply)
    if found is None or refusal:
        is_lost = (
            from_sidecar is not None or damage or (found is not None and not _is_of_other_bridge(found, direction))
        )
        ignored = (Loss(kind="ignored", field=NAME, reason=refusal or "it is not a residue"),) if is_lost else ()
        return OpenedResidue(ResidueContent(empty), rest, {}, False, ignored, _carried(rest, direction))
    if from_sidecar is None:
        del rest[NAME]
        if taken:
            *others, last = taken[1]
            behind = _with_displaced(last, found.displaced)
            for other in reversed(others):
                behind = _with_displaced(other, behind)
            rest[NAME] = behind
        elif found.displaced is not UNSET:
            rest[NAME] = found.displaced
    notes: list[Loss] = []
    own, restored = _open_own(found, direction, profile, notes, model=model)
    restore = ResidueContent(
        own=own,
        via=_open_via(_given(found.via, {}), direction, profile, notes),
        absent=_open_absent(_given(found.absent, ()), direction, profile, notes),
    )
    if is_altered:
        notes += _uncertain(found, restore.via, restored)
    order = _given(found.order, ()) if direction.keeps_order else ()
    return OpenedResidue(restore, rest, restored, True, tuple(notes), _carried(rest, direction), order)


def _uncertain(found: Residue, via: Mapping[str, ViaEntry], restored: Mapping[str, Raw]) -> list[Loss]:
    """A note for each restored value that may have changed on the way."""
    own = {name: raw for name, raw in _given(found.own, {}).items() if is_uncertain(raw)}
    # Where `saw` has changed, the target seems to have been edited.
    was = {name: entry.was for name, entry in via.items() if is_uncertain(entry.was) or is_uncertain(entry.saw)}
    # Polars writes U+0000 for unpaired surrogates in names, too.
    unknown = {name: raw for name, raw in restored.items() if raw != NULL or "\0" in name}
    return [Loss(kind="altered", field=name, reason=_ALTERED) for name in {**own, **was, **unknown}]


def _refusal(found: Residue | None, direction: Direction, identity: str, *, apply: bool) -> str:
    if found is None:
        return ""
    if not apply:
        return "residues are ignored in this run"
    if found.of != direction.target.name:
        return f"it is of another format than {direction.target.name}"
    # Version 1 of the residue has the version of the bridge only.
    if found.bridge not in (direction.bridge, direction.bridge.partition("/")[2]):
        return f"it is not of version {direction.bridge.partition('/')[2]} of the bridge"
    if found.id != identity:
        return "it belongs to another run"
    return ""


def _is_of_other_bridge(found: Residue, direction: Direction) -> bool:
    """Whether the residue is for a conversion to a third format: it is preserved, as any unknown field is."""
    return found.of != direction.target.name and (found.of, direction.source.name) in DIRECTIONS


def _take_displaced(raw: Raw, direction: Direction) -> tuple[Raw, list[Raw]] | None:
    """The residue for a direction that those of other formats displaced, and these, the last one first.

    Each conversion from a third format puts its residue in front of the others. None if no other is in front.
    """
    # A loop, not recursion: a record can be nested as deep as the parser goes.
    before: list[Raw] = []
    while before or b"displaced" in bytes(raw):
        found = parse_residue(raw).residue
        if found is None:
            return None
        if before and found.of == direction.target.name:
            return raw, before
        if isinstance(found.displaced, UnsetType) or not _is_of_other_bridge(found, direction):
            return None
        before.append(raw)
        raw = found.displaced
    return None


def _with_displaced(raw: Raw, displaced: Raw | UnsetType) -> Raw:
    """A residue, as an object or as text, with other data that it displaced."""
    text = decode_text(decode_json(raw)) if bytes(raw).startswith(b'"') else None
    fields = split_object(raw if text is None else text)
    fields.pop("displaced", None)
    if not isinstance(displaced, UnsetType):
        fields["displaced"] = displaced
    residue = append_fields(b"{}", fields)
    return Raw(residue if text is None else encode_text(residue))


def _carried(unknown: Mapping[str, Raw], direction: Direction) -> str:
    """The format of a residue among the unknown fields that is for a conversion to a third format."""
    found = parse_residue(unknown[NAME]).residue if NAME in unknown else None
    return found.of if found is not None and _is_of_other_bridge(found, direction) else ""


def _given(value: Any, default: Any) -> Any:
    return default if isinstance(value, UnsetType) else value


def _ignored(member: str, reason: str, *, is_tolerated: bool = False) -> Loss:
    """The loss of a part of a residue; `is_tolerated` says that the tolerant profile would have restored it."""
    return Loss(kind="ignored", field=member, reason=_ONLY_TOLERANT if is_tolerated else reason)


def refused_field(direction: Direction, opened: OpenedResidue, name: str, profile: str) -> Loss:
    """The loss of a field whose rule does not give the converted value for the one in the residue."""
    entry = opened.restore.via.get(name)
    accepted = {each for each in PROFILES if entry is not None and accepts(direction.target, each, name, entry.was)}
    return _ignored(name, _CHANGED, is_tolerated=bool(accepted) and profile not in accepted)


def tolerated_fields(opened: OpenedResidue) -> frozenset[str]:
    """The fields that the tolerant profile would have restored."""
    return frozenset(loss.field for loss in opened.ignored if loss.reason == _ONLY_TOLERANT)


def _open_own(
    found: Residue, direction: Direction, profile: str, notes: list[Loss], *, model: bool
) -> tuple[Any, dict[str, Raw]]:
    """The target's own fields, each valid, and its unknown fields."""
    target, variant = direction.target, direction.own[profile]
    known: dict[str, Raw] = {}
    restored: dict[str, Raw] = {}
    for name, raw in _given(found.own, {}).items():
        if name in direction.own_fields:
            known[name] = raw
        elif name in target.fields:
            notes.append(_ignored(name, "only its rule may set it"))
        else:
            restored[name] = raw
    own = variant.read(known)
    if own is None:
        for name in [name for name, raw in known.items() if not accepts(target, profile, name, raw)]:
            raw = known.pop(name)
            is_tolerated = accepts(target, "tolerant", name, raw)
            notes.append(_ignored(name, "the schema rejects the value in the residue", is_tolerated=is_tolerated))
        own = build_struct(variant.record, known)
    if model:
        return _own_model(direction.own_model, known, notes), restored
    missing = [
        name
        for name in _given(found.absent, ())
        if name in direction.own_fields and name in target.variants[profile].omittable and name not in known
    ]
    attributes = target.variants[profile].attributes
    return msgspec.structs.replace(own, **{attributes[name]: UNSET for name in missing}) if missing else own, restored


def _own_model(model: Any, known: dict[str, Raw], notes: list[Loss]) -> Any:
    values = {name: decode_json(raw) for name, raw in known.items()}
    while True:
        try:
            return msgspec.convert(values, model)
        except msgspec.ValidationError as error:
            # `$.queued_at`: the schema takes it and msgspec does not.
            name = next(name for name in values if f"`$.{name}`" in str(error))
            value = values.pop(name)
            if isinstance(value, float) and value.is_integer():
                values[name] = int(value)
            else:
                notes.append(_ignored(name, "no Python value can hold it"))


def _open_via(via: Mapping[str, Via], direction: Direction, profile: str, notes: list[Loss]) -> Mapping[str, Via]:
    """The entries that may be restored: of mapped fields, null only where the profile allows it."""
    kept: dict[str, Via] = {}
    for name, entry in via.items():
        if name not in direction.target.fields or name in direction.own_fields:
            notes.append(_ignored(name, "no rule writes it"))
        elif entry.was == NULL and name not in direction.target.variants[profile].nullable:
            is_tolerated = name in direction.target.variants["tolerant"].nullable
            notes.append(_ignored(name, "it may not be null", is_tolerated=is_tolerated))
        else:
            kept[name] = entry
    return kept


def _open_absent(absent: Iterable[str], direction: Direction, profile: str, notes: list[Loss]) -> frozenset[str]:
    """The fields that may be missing under the profile."""
    kept = set[str]()
    for name in absent:
        if name in direction.target.variants[profile].omittable:
            kept.add(name)
        else:
            is_tolerated = name in direction.target.variants["tolerant"].omittable
            notes.append(_ignored(name, "it may not be missing", is_tolerated=is_tolerated))
    return frozenset(kept)


def write_residue(
    direction: Direction,
    converted: ConvertedRecord,
    unknown: Mapping[str, Raw],
    nothing_own: Any,
    displaced: Raw | None = None,
    order: Sequence[str] = (),
) -> bytes | None:
    """The residue of a converted record as JSON; None when the rules alone bring everything back."""
    if not (unknown or converted.via or converted.absent or order or converted.own != nothing_own):
        return None
    residue: dict[str, Any] = {
        "of": direction.source.name,
        "bridge": direction.bridge,
        "id": direction.target_id(converted.record),
    }
    if NAME in unknown:
        # Such data comes back as the last field, and the next residue has to be this one.
        unknown = {**{name: value for name, value in unknown.items() if name != NAME}, NAME: unknown[NAME]}
    own = append_fields(encode_json(converted.own), unknown)
    if own != b"{}":
        residue["own"] = Raw(own)
    if converted.via:
        residue["via"] = converted.via
    if converted.absent:
        residue["absent"] = converted.absent
    if order:
        residue["order"] = order
    null = null_fields(converted.own, unknown, converted.via)
    if null:
        residue["null"] = null
    residue["probe"] = PROBE
    if displaced is not None:
        residue["displaced"] = displaced
    return encode_json(residue)


class OptionalField(NamedTuple):
    """A field of the `own` of a residue that may be missing: its name, attribute, position and null value."""

    name: str
    attribute: str
    position: int
    null: Raw | None


@cache
def optional_fields(own: type[Any]) -> tuple[OptionalField, ...]:
    """The fields of the `own` of a residue that may be missing."""
    return tuple(
        OptionalField(field.encode_name, field.name, index, NULL if Raw in get_args(field.type) else None)
        for index, field in enumerate(msgspec.structs.fields(own))
        if field.default is UNSET
    )


def null_fields(own: Any, unknown: Mapping[str, Any], via: Mapping[str, Any]) -> list[str]:
    """The fields that a residue lists as null, because another tool may add such nulls."""
    values = msgspec.structs.astuple(own)
    nulls = [field.name for field in optional_fields(own.__class__) if values[field.position] == field.null]
    nulls += [name for name, value in unknown.items() if value is None or value == NULL]
    return nulls + [name for name, entry in via.items() if is_null_entry(entry)]


def count_nulls(owns: Sequence[Any]) -> int:
    """How many optional fields of several `own` parts are null; column by column, which is faster than one by one."""
    return sum(
        [*map(attrgetter(field.attribute), owns)].count(field.null) for field in optional_fields(owns[0].__class__)
    )


def nulls_in_own(own: Any, fields: Sequence[Sequence[Any]]) -> Iterator[tuple[int, str]]:
    """Number and name of each null that residues list from `own`; `fields` are the values of each of its fields."""
    for field in optional_fields(own.__class__):
        values = fields[field.position]
        if field.null in values:
            yield from ((number, field.name) for number, value in enumerate(values) if value == field.null)


def nulls_in_via(vias: Sequence[Mapping[str, Mapping[str, Any]]]) -> Iterator[tuple[int, str]]:
    """Number and name of each entry that residues list as null."""
    saw = [entry.get("saw") for via in vias if via for entry in via.values()]
    if None in saw or NULL in saw:
        for number, via in enumerate(vias):
            yield from ((number, name) for name, entry in via.items() if is_null_entry(entry))


@cache
def own_fields(own: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The fields of the `own` of a residue, each with the default that is not written."""
    return tuple((field.encode_name, field.default) for field in msgspec.structs.fields(own))


def preserved_fields(converted: ConvertedRecord, unknown: Iterable[str]) -> list[str]:
    """The fields of the source that the target format does not have."""
    members = zip(own_fields(converted.own.__class__), msgspec.structs.astuple(converted.own), strict=True)
    own = [
        name
        for (name, default), value in members
        if value is not UNSET and value is not default and name not in converted.fragile
    ]
    return [*own, *unknown]


def approximated_fields(converted: ConvertedRecord) -> list[str]:
    """The fields of the source that their counterparts alone would not bring back exactly."""
    via = [name for name in converted.via if name not in converted.fragile]
    return [*via, *converted.absent]
