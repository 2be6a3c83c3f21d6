"""Unique names for declared types that are valid in every target language."""

import unicodedata

#: Names that a type cannot have in at least one language: keywords, and names that are in scope in the output.
_RESERVED = frozenset(
    {
        "AfterValidator",
        "Annotated",
        "Any",
        "Array",
        "AwareDatetime",
        "BaseModel",
        "BeforeValidator",
        "BigInt",
        "Boolean",
        "ClassVar",
        "ConfigDict",
        "Date",
        "Dict",
        "Discriminator",
        "Error",
        "Exception",
        "Exclude",
        "Extract",
        "False",
        "Field",
        "Final",
        "Function",
        "Generic",
        "Infinity",
        "Iterable",
        "JSON",
        "JsonValue",
        "List",
        "Literal",
        "LocalTimestamp",
        "Map",
        "Math",
        "Meta",
        "NaN",
        "NaiveDatetime",
        "Never",
        "NoReturn",
        "None",
        "NotRequired",
        "Number",
        "Object",
        "Omit",
        "Optional",
        "Partial",
        "Pick",
        "PlainSerializer",
        "PlainValidator",
        "Promise",
        "Proxy",
        "ReadOnly",
        "Readonly",
        "ReadonlyArray",
        "Record",
        "Reflect",
        "RegExp",
        "Required",
        "RootModel",
        "Self",
        "Set",
        "StrictBool",
        "StrictFloat",
        "StrictInt",
        "StrictStr",
        "String",
        "StringConstraints",
        "Struct",
        "Symbol",
        "TInput",
        "TOutput",
        "Tag",
        "Timestamp",
        "True",
        "Tuple",
        "Type",
        "TypeAdapter",
        "TypeAlias",
        "TypeAliasType",
        "TypeError",
        "TypeGuard",
        "TypeVar",
        "TypedDict",
        "UNSET",
        "Union",
        "UnsetType",
        "ValueError",
        "WrapValidator",
    }
)
#: Longer names are valid but not readable.
_MAX_PART_LENGTH = 60
_MAX_LENGTH = 120


def pascal(text: str) -> str:
    """The words of a text in Pascal case: `SeedValue` for `seed value` and for `seed_value`; empty without words."""
    parts = "".join(char if _is_name_char(char) else " " for char in _normalized(text)).split()
    name = _normalized("".join(part[0].upper() + part[1:] for part in parts))[:_MAX_PART_LENGTH]
    # A digit or mark is valid inside of a name, not at its start.
    return name if name.isidentifier() or not name else _normalized(f"N{name}")


def _normalized(text: str) -> str:
    """The normal form in which Python compares names."""
    return unicodedata.normalize("NFKC", text)


def _is_name_char(char: str) -> bool:
    """Whether a character is a letter, mark or digit that all languages allow in names."""
    return f"N{char}".isidentifier() and unicodedata.category(char)[0] in "LMN"


class Names:
    """Gives each name once; a name that is taken gets a number."""

    def __init__(self) -> None:
        self._required: set[str] = set()
        self._last: dict[str, int] = {}

    def is_free(self, name: str) -> bool:
        """Whether exactly that name can be given."""
        return name not in self._required and name not in _RESERVED

    def give(self, *preferred: str) -> str:
        """The first preferred name that is free, or else a variant of the last one."""
        names = [_normalized(name)[:_MAX_LENGTH] for name in preferred]
        found = next(filter(self.is_free, names), "")
        if not found:
            last = f"{names[-1]}Type" if names[-1] in _RESERVED else names[-1]
            found = last if self.is_free(last) else self._numbered(last)
        self._required.add(found)
        return found

    def _numbered(self, name: str) -> str:
        while True:
            self._last[name] = self._last.get(name, 1) + 1
            found = f"{name}{self._last[name]}"
            if self.is_free(found):
                return found
