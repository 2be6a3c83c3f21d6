"""Which format a record looks like, told from the names of its members."""

from collections.abc import Set

from runbridge._generated import FORMATS
from runbridge._runtime.registry import Format


def formats_like(names: Set[str]) -> list[Format]:
    """The formats that a record with these members could have.

    A format comes into question when at least half of the members are there that only it has and every profile
    requires.
    """
    return [form for form in FORMATS.values() if _looks_like(form, names)]


def _looks_like(form: Format, names: Set[str]) -> bool:
    others = frozenset[str]().union(*(other.members for other in FORMATS.values() if other is not form))
    omittable = frozenset[str]().union(*(variant.omittable for variant in form.variants.values()))
    telling = form.required - others - omittable
    return 2 * len(telling & names) >= len(telling)
