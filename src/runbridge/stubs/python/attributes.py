"""Attributes for members: names of Python, each once in a class, and none that hides a type."""

import keyword
import re
import unicodedata
from collections.abc import Iterable

_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LONGEST = 60
#: Types that annotations name and that no import brings; and the first argument of methods, which classes have.
_BUILT_IN = frozenset(["bool", "dict", "float", "int", "list", "self", "str", "tuple"])


def attributes(members: Iterable[str], taken: frozenset[str]) -> dict[str, str]:
    """The attribute of each member; one that is spelled like a name of Python keeps its name."""
    wanted = {member: _snake(member) for member in members}
    given = {member: name for member, name in wanted.items() if member == name and is_free(name, taken)}
    used = set(given.values())
    for member, name in wanted.items():
        if member not in given:
            given[member] = _unlike(name if is_free(name, taken) else f"{name}_", used)
            used.add(given[member])
    return {member: given[member] for member in wanted}


def is_free(name: str, taken: frozenset[str]) -> bool:
    """Whether a name is no word of Python and nothing else that a class's body needs."""
    return not keyword.iskeyword(name) and name not in taken | _BUILT_IN


def is_name(text: str) -> bool:
    """Whether a text is a name of Python that stays what it is, in a class's body too."""
    return text.isidentifier() and unicodedata.normalize("NFKC", text) == text and not text.startswith("__")


def _snake(member: str) -> str:
    """A member's name as Python spells an attribute, without underscores around it, which mean something else."""
    words = _WORD_ENDS.sub("_", unicodedata.normalize("NFKC", member)).lower()
    name = "".join(char if f"_{char}".isidentifier() else "_" for char in unicodedata.normalize("NFKC", words))
    if not name or name.startswith("_") or name != words:
        name = re.sub("_+", "_", name).strip("_") or "member"
    if len(name) > _LONGEST:
        name = name[:_LONGEST].rstrip("_")
    return name if name.isidentifier() else f"member_{name}"


def _unlike(name: str, used: set[str]) -> str:
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name.rstrip('_')}_{number}"
    return found
