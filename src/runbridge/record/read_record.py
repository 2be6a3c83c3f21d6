"""One record read: its bytes in, its wire struct and unknown fields out, or every problem."""

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias, cast

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import force_setattr

from runbridge._runtime.finite import not_finite
from runbridge._runtime.json_codec import decode_json, encode_json
from runbridge._runtime.json_slices import REFUSALS, check_utf8, split_object, try_split_object
from runbridge._runtime.registry import NAME, Format, Variant
from runbridge.errors import InvalidRecord, NotRepresentable, RecordError, UnknownFormat
from runbridge.formats import find_envelope, find_formats, find_inside, format_finder, is_foreign
from runbridge.known_formats import FORMATS
from runbridge.problem_messages import pointer, show_number
from runbridge.problems import Fix, Problem, without_location

#: One record: its JSON text, or a mapping with values that msgspec can encode.
RecordData: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any]

_FIELDS: msgspec.json.Decoder[dict[str, Raw]] = msgspec.json.Decoder(dict[str, Raw])


class Record(msgspec.Struct, frozen=True):
    """A valid record: its wire struct, and its unknown fields verbatim."""

    wire: Any
    unknown: dict[str, Raw]


def read_record(data: bytes, form: Format, profile: str) -> Record:
    """The record in a JSON text; raises InvalidRecord with every problem."""
    variant = form.variants[profile]
    try:
        check_utf8(data)
    except UnicodeDecodeError:
        return _read_with_schema(data, form, profile)
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
    """The record as msgspec decodes it; None where it has other unknown fields or msgspec refuses it."""
    try:
        wire = variant.decoder.decode(data)
    except REFUSALS:
        return None
    if not variant.fits(wire):
        return None
    if wire.residue is UNSET:
        return Record(wire, {})
    unknown = {NAME: wire.residue}
    force_setattr(wire, "residue", UNSET)
    return Record(wire, unknown)


def _decode_known_fields(data: bytes, variant: Variant) -> Record | None:
    """The record, with its unknown fields removed before msgspec decodes it; None where msgspec refuses it."""
    try:
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
    """The format of a record, detected from its fields.

    Raises UnknownFormat where none or several match, and InvalidRecord for a text that is not a JSON object.
    """
    fields = _fields(data)
    found = find_formats(fields)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownFormat(f"the record could be {' or '.join(form.name for form in found)}; give the format")
    envelope = find_envelope(fields)
    if envelope is not None:
        form, path = envelope
        raise UnknownFormat(f"this is no record but has records of {form.name} at {pointer(path)}; give one of these")
    inside = find_inside(fields)
    if inside is not None:
        name, at = inside[0], pointer(inside[1])
        raise UnknownFormat(f"this is no record but has records of {name} at {at}; unwrap {at} or give the format")
    raise UnknownFormat(f"the record's fields match no format ({', '.join(FORMATS)}); give the format")


def detect_lines(text: bytes) -> str | None:
    """The name of the format that every line of a text has; None if lines differ or one has no certain format."""
    try:
        records = _FIELDS.decode_lines(text)
    except REFUSALS:
        return None
    found = set(map(format_finder(), records))
    return found.pop()[0].name if len(found) == 1 and all(len(each) == 1 for each in found) else None


def detect_first(text: bytes) -> str | None:
    """The name of the format that the first line of a text has; None if it has no certain one."""
    return detect_lines(text[: text.index(b"\n") + 1])


def first_foreign_line(text: bytes, form: Format) -> int | None:
    """The index of the first line whose record is not of a format that was guessed; None where there is none.

    Only a format that requires no field needs this: for its schema, records of all other formats are valid.
    """
    if form.required:
        return None
    try:
        records = _FIELDS.decode_lines(text)
    except REFUSALS:
        return None
    return next((number for number, fields in enumerate(records) if is_foreign(fields, form)), None)


def foreign_problems(data: bytes, form: Format) -> Sequence[Problem]:
    """The problem of a record that is not of a format that was guessed; () for any other text.

    Only for a format that requires no field is it not one of the problems of the record anyway.
    """
    fields = None if form.required else fields_of(data)
    if fields is None or not is_foreign(fields, form):
        return ()
    from runbridge.diagnosis.explain import explain_foreign

    return (explain_foreign(data, form),)


def _fields(data: bytes) -> Mapping[str, Any]:
    """The fields of an object, with values that are raw or parsed; raises InvalidRecord for another text."""
    try:
        return try_split_object(data)
    except REFUSALS:
        # Lone surrogates in names, which msgspec refuses, are JSON too.
        from runbridge.diagnosis.explain import read_object

        return read_object(data)


@contextmanager
def record_text(data: RecordData) -> Generator[bytes, None, None]:
    """The JSON text of a record; problems of a mapping that are raised in the `with` block lose their locations.

    Raises TypeError for data of another type; for a mapping NotRepresentable with every NaN, every infinity and all
    keys that are equal as text, and InvalidRecord where it is nested too deeply.
    """
    if not isinstance(data, Mapping):
        yield _bytes_of(data)
        return
    try:
        yield _encoded(data)
    except RecordError as error:
        raise type(error)(map(without_location, error.problems)) from None


def _bytes_of(data: bytes | bytearray | memoryview | str) -> bytes:
    match data:
        case bytes():
            return data
        case str():
            # An unpaired surrogate becomes bytes that are not UTF-8, and so a problem of the record.
            return data.encode("utf-8", "surrogatepass")
        case bytearray() | memoryview():
            return bytes(data)
        case _:
            # Not every caller checks types, and `bytes(300_000_000)` would allocate as many bytes.
            kind = type(cast("object", data)).__name__
            raise TypeError(f"a record must be bytes, bytearray, memoryview, str or a mapping, not {kind}")


def _encoded(data: Mapping[str, Any]) -> bytes:
    try:
        tree = msgspec.to_builtins(data, str_keys=True, enc_hook=_as_dict)
        text = encode_json(tree)
        problems = _repeated_keys(data, text)
    except RecursionError:
        raise InvalidRecord([Problem(code="excessive-nesting")]) from None
    except (TypeError, ValueError) as error:
        # ValueError: Python does not write integers with thousands of digits.
        raise TypeError(f"the mapping cannot be encoded as JSON: {error}") from None
    # msgspec writes NaN and the infinities as null.
    problems += [_not_finite(path, number) for path, number in not_finite(tree)] if b"null" in text else []
    if problems:
        raise NotRepresentable(problems)
    return text


def _repeated_keys(data: Mapping[str, Any], text: bytes) -> list[Problem]:
    """The problems of keys that are equal as text, such as 1 and "1"; `text` has only the last of them."""
    try:
        complete = msgspec.json.encode(data, enc_hook=_as_dict)
    except UnicodeEncodeError:
        complete = encode_json(msgspec.to_builtins(data, enc_hook=_as_dict))
    if len(complete) == len(text):
        return []
    from runbridge.diagnosis.schema_problems import ObjectWithDuplicates, duplicate_fields

    record = json.loads(complete, object_pairs_hook=ObjectWithDuplicates, parse_int=str, parse_float=str)
    return [
        msgspec.structs.replace(each.problem, fix=Fix(kind="remove", note="keep one of them"))
        for each in duplicate_fields(record)
    ]


def _as_dict(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    raise TypeError(f"{type(value).__name__} is not a JSON type")


def _not_finite(path: tuple[str | int, ...], number: float) -> Problem:
    actual = show_number(repr(number))
    return Problem(code="unrepresentable-value", pointer=pointer(path), expected="a JSON number", actual=actual)
