"""One record read: its bytes in, its wire struct and unknown fields out, or every problem."""

from typing import Any, cast

import msgspec
from msgspec import Raw

from runbridge._generated import FORMATS
from runbridge._runtime.json_codec import decode_json
from runbridge._runtime.registry import Format, Variant
from runbridge.errors import InvalidRecord, UnknownFormat
from runbridge.formats import formats_like
from runbridge.jsontext import REFUSALS, check_utf8, split_object, try_split_object

_FIELDS: msgspec.json.Decoder[dict[str, Raw]] = msgspec.json.Decoder(dict[str, Raw])


class Record(msgspec.Struct, frozen=True):
    """A valid record: its wire struct, and its unknown fields verbatim."""

    wire: Any
    unknown: dict[str, Raw]


def read_record(data: bytes, form: Format, profile: str) -> Record:
    """The record in a JSON text; raises InvalidRecord with every problem."""
    variant = form.variants[profile]
    record = _decode_exactly(data, variant) or _decode_known_fields(data, variant)
    return record or _read_with_schema(data, form, profile)


def is_valid(data: bytes, form: Format, profile: str) -> bool:
    """Whether msgspec finds the record valid; where it does not, the schema decides."""
    variant = form.variants[profile]
    try:
        check_utf8(data)
        return variant.checks_all([variant.checker.decode(data)])
    except REFUSALS:
        return False


def fields_of(data: bytes) -> dict[str, Raw] | None:
    """The fields of an object, each verbatim; None where msgspec refuses the text."""
    try:
        return try_split_object(data)
    except REFUSALS:
        return None


def _read_with_schema(data: bytes, form: Format, profile: str) -> Record:
    from runbridge.diagnosis.explain import explain

    problems = explain(data, form, profile)
    if problems:
        raise InvalidRecord(problems)
    # The nesting is not too deep for this: `explain` has just parsed the same text from a deeper frame.
    members = split_object(data)
    variant = form.variants[profile]
    known = {name: members.pop(name) for name in variant.attributes if name in members}
    return Record(build_struct(variant.record, known), members)


def _decode_exactly(data: bytes, variant: Variant) -> Record | None:
    """The record as msgspec decodes it; None where it has unknown fields or msgspec refuses it."""
    try:
        check_utf8(data)
        wire = variant.decoder.decode(data)
        return Record(wire, {}) if variant.fits(wire) else None
    except REFUSALS:
        return None


def _decode_known_fields(data: bytes, variant: Variant) -> Record | None:
    """The record, with its unknown fields removed before msgspec decodes it; None where msgspec refuses it."""
    try:
        check_utf8(data)
        unknown = try_split_object(data)
        known = {name: unknown.pop(name) for name in variant.attributes if name in unknown}
        wire = variant.decoder.decode(msgspec.json.encode(known))
        return Record(wire, unknown) if variant.fits(wire) else None
    except REFUSALS:
        return None


def build_struct(struct: type[Any], members: dict[str, Raw]) -> Any:
    """The struct of fields that the schema accepts and msgspec refuses: text with lone surrogates, 1e400."""
    values = {}
    for field in msgspec.structs.fields(struct):
        if field.encode_name in members:
            raw = members[field.encode_name]
            values[field.name] = raw if _holds_raw(field.type) else decode_json(raw)
    return struct(**values)


def _holds_raw(kind: Any) -> bool:
    return kind is Raw or Raw in getattr(kind, "__args__", ())


def detect(data: bytes) -> Format:
    """The format of a record, detected from its fields; raises UnknownFormat where none or several match."""
    found = formats_like(_names(data))
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownFormat(f"the record could be {' or '.join(form.name for form in found)}; give the format")
    raise UnknownFormat(f"the record's fields match no format ({', '.join(FORMATS)}); give the format")


def detect_lines(text: bytes) -> str | None:
    """The name of the format that every line of a text has; None if lines differ or one has no certain format."""
    try:
        names = set(map(frozenset, _FIELDS.decode_lines(text)))
    except REFUSALS:
        return None
    found = {tuple(form.name for form in formats_like(each)) for each in names}
    return found.pop()[0] if len(found) == 1 and all(len(each) == 1 for each in found) else None


def _names(data: bytes) -> frozenset[str]:
    try:
        return frozenset(try_split_object(data))
    except REFUSALS:
        # Lone surrogates in names, which msgspec refuses, are JSON too.
        from runbridge.diagnosis.explain import read

        try:
            record = read(data)[1]
        except InvalidRecord:
            raise UnknownFormat("the record cannot be read, so its format cannot be detected") from None
    if not isinstance(record, dict):
        raise UnknownFormat("the record is not an object, so its format cannot be detected")
    return frozenset(cast("dict[str, Any]", record))
