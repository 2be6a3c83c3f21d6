"""Which formats a record may have, detected from the names of its fields."""

from collections.abc import Set
from functools import lru_cache

from runbridge._runtime.registry import Format
from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS

PROFILES = ("published", "tolerant")


def formats_like(names: Set[str]) -> list[Format]:
    """The formats that a record with these fields may have.

    A format is a candidate if the record has at least half of the fields that only this format has and that every
    profile requires. If there are no such fields, the record must have a field that only this format has, and at least
    half of its fields must be fields of this format.
    """
    return [
        form
        for form, required, optional in _distinctive()
        if (2 * len(required & names) >= len(required) if required else _has_optional(form, optional, names))
    ]


def _has_optional(form: Format, optional: Set[str], names: Set[str]) -> bool:
    return bool(optional & names) and 2 * len(form.fields & names) >= len(names)


def _distinctive() -> list[tuple[Format, frozenset[str], frozenset[str]]]:
    """Each format, with the fields that only it has: those that every profile requires, and all."""
    return _distinctive_of(tuple(FORMATS.values()))


@lru_cache(maxsize=1)
def _distinctive_of(forms: tuple[Format, ...]) -> list[tuple[Format, frozenset[str], frozenset[str]]]:
    return [
        (form, form.required - _others(form, forms) - form.omittable, form.fields - _others(form, forms))
        for form in forms
    ]


def _others(form: Format, forms: tuple[Format, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(other.fields for other in forms if other is not form))


def check_profile(profile: str) -> None:
    """Raise UsageError for a profile that does not exist."""
    if profile not in PROFILES:
        raise UsageError(f"unknown profile {profile!r}; choose {' or '.join(PROFILES)}")


def find_format(name: str) -> Format:
    """The format of that name; raises UsageError."""
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}; choose {' or '.join(FORMATS)}")
    return FORMATS[name]
