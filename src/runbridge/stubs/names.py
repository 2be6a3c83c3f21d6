"""Names for declared types that are names in every language, each given once."""

import re
import unicodedata

#: What a type cannot be called, in one of the languages at least: it is a word of the language, or in scope there.
_TAKEN = frozenset(
    [
        "Annotated",
        "Any",
        "Array",
        "AwareDatetime",
        "BaseModel",
        "BigInt",
        "Boolean",
        "ConfigDict",
        "Date",
        "Dict",
        "Error",
        "Exception",
        "Exclude",
        "Extract",
        "False",
        "Field",
        "Function",
        "Generic",
        "Infinity",
        "JSON",
        "List",
        "Literal",
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
        "Partial",
        "Pick",
        "Promise",
        "Proxy",
        "Readonly",
        "ReadonlyArray",
        "Record",
        "Reflect",
        "RegExp",
        "Required",
        "RootModel",
        "Set",
        "String",
        "Struct",
        "Symbol",
        "TInput",
        "TOutput",
        "Timestamp",
        "True",
        "Tuple",
        "Type",
        "TypeAdapter",
        "TypeAlias",
        "TypeGuard",
        "TypedDict",
        "UNSET",
        "Union",
        "UnsetType",
    ]
)
_LONGEST = 60


def pascal(text: str) -> str:
    """The words of a text as one name, such as `SeedValue` of `seed value` and of `seed_value`; empty without words."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text))
    name = "".join(word[0].upper() + word[1:] for word in words)[:_LONGEST]
    # A name may hold digits and not begin with one.
    return next((each for each in (name, f"N{name}") if name and each.isidentifier()), "")


class Names:
    """Gives each name once; one that is taken gets a number."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def is_free(self, name: str) -> bool:
        """Whether that very name can be given."""
        return name not in self._given and name not in _TAKEN

    def give(self, wanted: str) -> str:
        """A name like the wanted one that nothing else has."""
        name, number = wanted if wanted not in _TAKEN else f"{wanted}Type", 1
        while not self.is_free(name):
            number += 1
            name = f"{wanted}{number}"
        self._given.add(name)
        return name
