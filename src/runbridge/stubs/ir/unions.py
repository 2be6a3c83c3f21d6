"""What schemas offer to choose from, as types: words, and the branches of `anyOf` and `oneOf`."""

from collections.abc import Iterable

from runbridge.stubs.ir.intersect import union
from runbridge.stubs.ir.types import Scalar, Text, Type, Union, Words, word_key

#: Integers up to here are the same number in every language.
_LARGEST = 2**53


def words_of(values: Iterable[Scalar]) -> Words:
    """A vocabulary with each word once, and `1.0` as the integer that it is."""
    found: dict[object, Scalar] = {}
    for value in values:
        if isinstance(value, float) and value.is_integer() and abs(value) <= _LARGEST:
            found.setdefault(word_key(value), int(value))
        else:
            found.setdefault(word_key(value), value)
    return Words(tuple(found.values()))


def choice(options: Iterable[Type]) -> Type:
    """Any of the types, with all their words in one vocabulary, which is open where any other string will do.

    That is how schemas write words that have descriptions, and vocabularies that may grow.
    """
    found = union(options)
    given = found.options if isinstance(found, Union) else (found,)
    vocabularies = [option for option in given if isinstance(option, Words)]
    others = [option for option in given if not isinstance(option, Words)]
    words = words_of(value for option in vocabularies for value in option.values).values
    texts = tuple(value for value in words if isinstance(value, str))
    if texts and (Text() in others or any(option.is_open for option in vocabularies)):
        others = [option for option in others if option != Text()]
        numbers = tuple(value for value in words if not isinstance(value, str))
        return union([Words(texts, is_open=True), *([Words(numbers)] if numbers else []), *others])
    return union([*([Words(words)] if words else []), *others])
