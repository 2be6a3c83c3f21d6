"""Which formats a record may have, detected from its fields as each format declares it."""

from collections.abc import Callable, Mapping, Set
from functools import lru_cache
from typing import Any, cast

from msgspec import Raw

from runbridge._runtime.addresses import ITEMS
from runbridge._runtime.conversion import decode_text
from runbridge._runtime.json_codec import decode_json
from runbridge._runtime.json_slices import split_array, split_object
from runbridge._runtime.registry import NAME, Format
from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS
from runbridge.nearest_name import nearest

PROFILES = ("published", "tolerant")
#: How many different sets of fields are remembered at once.
_MOST_REMEMBERED = 1000


def formats_like(fields: Mapping[str, Any]) -> tuple[Format, ...]:
    """The formats that a record with these fields may have; their values are parsed, or are their JSON text.

    Whether a format is one of them depends on its own declaration only, so that no other format changes it. If that
    leaves no format or several, the residue of a converted record decides.
    """
    return _by_residue(fields, _like(fields))


def _like(fields: Mapping[str, Any]) -> tuple[Format, ...]:
    return tuple(form for form in FORMATS.values() if _is_like(form, fields))


def _by_residue(fields: Mapping[str, Any], found: tuple[Format, ...]) -> tuple[Format, ...]:
    """The formats that were found; if they are not one, that which the embedded residue of a record names."""
    named = None if len(found) == 1 or NAME not in fields else _converted_to(fields[NAME])
    return found if named is None or (found and named not in found) else (named,)


def _converted_to(residue: Any) -> Format | None:
    """The format of a converted record, as its residue has it: the other side of the bridge that it crossed."""
    content = _parsed(residue)
    if isinstance(content, str):
        text = decode_text(content)
        content = None if text is None else _parsed(Raw(text))
    if not isinstance(content, Mapping):
        return None
    members = cast("Mapping[str, Any]", content)
    source, bridge = _parsed(members.get("of")), _parsed(members.get("bridge"))
    form = FORMATS.get(bridge.rpartition("/")[0]) if isinstance(bridge, str) else None
    if form is None or form.hub is None:
        return None
    return {form.name: FORMATS[form.hub], form.hub: form}.get(source)


def format_finder() -> Callable[[Mapping[str, Any]], tuple[Format, ...]]:
    """A function like `formats_like` for many records, which remembers the formats of those with the same fields."""
    # These fields have values that a declaration is about, so that the names do not decide.
    inspected = {path[0] for form in FORMATS.values() for path in _inspected(form)}
    found: dict[frozenset[str], tuple[Format, ...]] = {}

    def find(fields: Mapping[str, Any]) -> tuple[Format, ...]:
        names = frozenset(fields)
        if not inspected.isdisjoint(names):
            return formats_like(fields)
        if names not in found:
            if len(found) == _MOST_REMEMBERED:
                found.clear()
            found[names] = _like(fields)
        return _by_residue(fields, found[names])

    return find


@lru_cache(maxsize=1)
def _finder(changes: int) -> Callable[[Mapping[str, Any]], tuple[Format, ...]]:
    return format_finder()


def find_formats(fields: Mapping[str, Any]) -> tuple[Format, ...]:
    """The same as `formats_like` for a record by itself, with what earlier calls found out."""
    return _finder(FORMATS.changes)(fields)


#: How many items of an array are looked at to find out whether they are records.
_MOST_ITEMS = 100


def find_envelope(fields: Mapping[str, Any], name: str | None = None) -> tuple[Format, tuple[str, ...]] | None:
    """The format whose records a document has, and the path to them, as the format declares it.

    Only formats of that name are tried, if it is given, and their records need no field that tells the format. None if
    the document is a record itself.
    """
    if formats_like(fields):
        return None
    for form in FORMATS.values() if name is None else (FORMATS[name],):
        for path in form.envelopes:
            value = _value_at(fields, path)
            if value is not None and (_may_hold(value, path, form) if name else _holds(value, path, form)):
                return form, path
    return None


def _value_at(fields: Mapping[str, Any], path: tuple[str, ...]) -> bytes | None:
    """The JSON text at a path, that of the array for all items of one; None where there is none."""
    names = tuple(step for step in path if step != ITEMS)
    holder = _holder(fields, names)
    value = None if holder is None else holder.get(names[-1])
    return bytes(value) if isinstance(value, Raw) else None


def _may_hold(value: bytes, path: tuple[str, ...], form: Format) -> bool:
    """Whether a value has the form of what holds records of a format, and is none of its fields."""
    return value.startswith(b"[" if path[-1] == ITEMS else b"{") and path[0] not in form.fields


def _holds(value: bytes, path: tuple[str, ...], form: Format) -> bool:
    """Whether a value has a record of a format, or is an array without items."""
    if path[-1] != ITEMS:
        return form in formats_like(_fields_of(Raw(value)))
    items = split_array(value) if value.startswith(b"[") else None
    return items is not None and (
        not items or any(form in formats_like(_fields_of(item)) for item in items[:_MOST_ITEMS])
    )


def find_inside(fields: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """The format of the records in a field of a document, and the path to them; None where not one field has some."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for name, value in fields.items():
        text = bytes(value)
        items = split_array(value)[:_MOST_ITEMS] if text.startswith(b"[") else [value]
        names = {form.name for item in items for form in formats_like(_fields_of(item))}
        if len(names) == 1:
            found.append((names.pop(), (name, ITEMS) if text.startswith(b"[") else (name,)))
    return found[0] if len(found) == 1 else None


def _fields_of(value: Raw) -> Mapping[str, Any]:
    parsed = _parsed(value)
    return cast("Mapping[str, Any]", parsed) if isinstance(parsed, Mapping) else {}


def other_format(fields: Mapping[str, Any], form: Format) -> Format | None:
    """The format of a record that is read as `form` and is clearly of another one; None for any other record."""
    if _is_like(form, fields):
        # To ask all formats takes many times as long.
        return None
    match formats_like(fields):
        case (other,) if _count(other, fields.keys()) > _count(form, fields.keys()):
            return other
        case _:
            return None


def is_foreign(fields: Mapping[str, Any], form: Format) -> bool:
    """Whether a record does not look like one of a format: none or few of its fields are, or it is of another one."""
    known = _count(form, fields.keys())
    if not known or known + (NAME in fields) == len(fields):
        return not known
    return not _is_like(form, fields) and (2 * known < len(fields) or other_format(fields, form) is not None)


def _count(form: Format, names: Set[str]) -> int:
    return len(form.fields & names)


def _inspected(form: Format) -> list[tuple[str, ...]]:
    """The paths of a declaration for which the names of a record's fields are not enough."""
    detection = form.detection
    deep = (path for path in (*detection.fields, *detection.without) if len(path) > 1)
    return [*deep, *(path for path, _ in detection.values)]


def _is_like(form: Format, fields: Mapping[str, Any]) -> bool:
    detection = form.detection
    return (
        sum(_has(fields, path) for path in detection.fields) >= detection.at_least
        and not any(_has(fields, path) for path in detection.without)
        and all(_text_at(fields, path) in texts for path, texts in detection.values)
        and (not detection.mostly_known or 2 * _count(form, fields.keys()) >= len(fields))
    )


def _has(fields: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    holder = _holder(fields, path)
    return holder is not None and path[-1] in holder


def _text_at(fields: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """The text at a path, or anything else where there is none."""
    holder = _holder(fields, path)
    return None if holder is None else _parsed(holder.get(path[-1]))


def _holder(fields: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any] | None:
    """The fields of the object in which a path ends; None where there is no object."""
    holder = fields
    for step in path[:-1]:
        inner = _parsed(holder.get(step))
        if not isinstance(inner, Mapping):
            return None
        holder = cast("Mapping[str, Any]", inner)
    return holder


def _parsed(value: Any) -> Any:
    """A value; of a JSON text the text, the fields of an object, or None for anything else."""
    if not isinstance(value, Raw):
        return value
    try:
        match bytes(value)[:1]:
            case b"{":
                return split_object(value)
            case b'"':
                return decode_json(value)
            case _:
                return None
    except ValueError:
        # Not JSON or not UTF-8: that is a problem of the record, which is found when it is read.
        return None


def check_profile(profile: str) -> None:
    """Raise UsageError for a profile that does not exist."""
    if profile not in PROFILES:
        raise UsageError(f"unknown profile {profile!r}; choose {' or '.join(PROFILES)}")


def find_format(name: object) -> Format:
    """The format of that name; raises UsageError, also for anything else than a text, such as a model."""
    if isinstance(name, str) and name in FORMATS:
        return FORMATS[name]
    # A model is often given where the name of its format is needed.
    near = nearest(str(getattr(name, "__name__", name)), FORMATS)
    hint = "" if near is None else f". Did you mean {near!r}?"
    raise UsageError(f"unknown format {name!r}; choose {' or '.join(FORMATS)}{hint}")
