"""Which format a record looks like, told from the names of its members."""

from collections.abc import Set
from functools import cache

from runbridge._generated import FORMATS
from runbridge._runtime.registry import Format
from runbridge.errors import WrongUse

PROFILES = ("published", "tolerant")


def formats_like(names: Set[str]) -> list[Format]:
    """The formats that a record with these members could have.

    A format comes into question when at least half of the members are there that only it has and every profile
    requires.
    """
    return [form for form, telling in _telling() if 2 * len(telling & names) >= len(telling)]


@cache
def _telling() -> list[tuple[Format, frozenset[str]]]:
    """Each format, and the members that tell it."""
    return [(form, form.required - _others(form) - _omittable(form)) for form in FORMATS.values()]


def _others(form: Format) -> frozenset[str]:
    return frozenset[str]().union(*(other.members for other in FORMATS.values() if other is not form))


def _omittable(form: Format) -> frozenset[str]:
    return frozenset[str]().union(*(variant.omittable for variant in form.variants.values()))


def check_profile(profile: str) -> None:
    """Raise WrongUse for a profile that does not exist."""
    if profile not in PROFILES:
        raise WrongUse(f"there is no profile {profile!r}; choose {' or '.join(PROFILES)}")


def find_format(name: str) -> Format:
    """The format of that name; raises WrongUse."""
    if name not in FORMATS:
        raise WrongUse(f"there is no format {name!r}; choose {' or '.join(FORMATS)}")
    return FORMATS[name]
