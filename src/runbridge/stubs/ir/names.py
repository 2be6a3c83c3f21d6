"""Names for declared types that are names in every language, each given once."""

import unicodedata

#: What a type cannot be called, in one of the languages at least: it is a word of the language, or in scope there.
_TAKEN = frozenset(
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
#: Longer names would be cut by no language, and read by nobody.
_LONGEST_PART = 60
_LONGEST = 120


def pascal(text: str) -> str:
    """The words of a text as one name, such as `SeedValue` of `seed value` and of `seed_value`; empty without words."""
    parts = "".join(char if _is_part(char) else " " for char in _one_form(text)).split()
    name = _one_form("".join(part[0].upper() + part[1:] for part in parts))[:_LONGEST_PART]
    # What may stand in a name may not begin each.
    return name if name.isidentifier() or not name else _one_form(f"N{name}")


def _one_form(text: str) -> str:
    """The form that Python reads names in, so that two names that it takes for one are one here too."""
    return unicodedata.normalize("NFKC", text)


def _is_part(char: str) -> bool:
    """Whether it is a letter, a mark or a digit, and all languages have it in names."""
    return f"N{char}".isidentifier() and unicodedata.category(char)[0] in "LMN"


class Names:
    """Gives each name once; one that is taken gets a number."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._last: dict[str, int] = {}

    def is_free(self, name: str) -> bool:
        """Whether that very name can be given."""
        return name not in self._given and name not in _TAKEN

    def give(self, *wanted: str) -> str:
        """The first of the wanted names that nothing else has, or else one like the last of them."""
        names = [_one_form(name)[:_LONGEST] for name in wanted]
        found = next(filter(self.is_free, names), "")
        if not found:
            last = f"{names[-1]}Type" if names[-1] in _TAKEN else names[-1]
            found = last if self.is_free(last) else self._numbered(last)
        self._given.add(found)
        return found

    def _numbered(self, name: str) -> str:
        while True:
            self._last[name] = self._last.get(name, 1) + 1
            found = f"{name}{self._last[name]}"
            if self.is_free(found):
                return found
