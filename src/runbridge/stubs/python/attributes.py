"""Attribute names for fields: valid in Python, unique in a class, and never the name of a type."""

import keyword
import re
import unicodedata
from collections.abc import Iterable

_WORD_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MAX_LENGTH = 60
#: Names of built-in types in annotations, and the first argument of methods.
_BUILT_IN = frozenset(["bool", "dict", "float", "int", "list", "self", "str", "tuple"])


def attribute_names(fields: Iterable[str], reserved: frozenset[str]) -> dict[str, str]:
    """The attribute name of each field; a field that already has a suitable name keeps it."""
    preferred = {field: _snake(field) for field in fields}
    chosen = {field: name for field, name in preferred.items() if field == name and is_free(name, reserved)}
    used = set(chosen.values())
    for field, name in preferred.items():
        if field not in chosen:
            chosen[field] = _unused_name(name if is_free(name, reserved) else f"{name}_", used)
            used.add(chosen[field])
    return {field: chosen[field] for field in preferred}


def is_free(name: str, reserved: frozenset[str]) -> bool:
    """Whether a name is neither a keyword nor reserved."""
    return not keyword.iskeyword(name) and name not in reserved | _BUILT_IN


def is_name(text: str) -> bool:
    """Whether a text is an identifier that Python neither normalizes nor mangles."""
    return text.isidentifier() and unicodedata.normalize("NFKC", text) == text and not text.startswith("__")


def _snake(field: str) -> str:
    """The name of a field in snake case, without leading and trailing underscores, which have a meaning in Python."""
    words = _WORD_BOUNDARY.sub("_", unicodedata.normalize("NFKC", field)).lower()
    name = "".join(char if f"_{char}".isidentifier() else "_" for char in unicodedata.normalize("NFKC", words))
    if not name or name.startswith("_") or name != words:
        name = re.sub("_+", "_", name).strip("_") or "field"
    if len(name) > _MAX_LENGTH:
        name = name[:_MAX_LENGTH].rstrip("_")
    return name if name.isidentifier() else f"field_{name}"


def _unused_name(name: str, used: set[str]) -> str:
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name.rstrip('_')}_{number}"
    return found
