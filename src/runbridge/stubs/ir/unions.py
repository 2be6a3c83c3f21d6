"""Unions and literals in their simplest form."""

from collections.abc import Iterable

from runbridge.stubs.ir.types import Literal, Never, Null, Scalar, String, Type, Union, Unknown, literal_key

#: Integers up to this one are the same number in every language.
_MAX_EXACT_INTEGER = 2**53


def options_of(type: Type) -> tuple[Type, ...]:
    """The options of a union; any other type is its own only option."""
    return type.options if isinstance(type, Union) else (type,)


def union(options: Iterable[Type]) -> Type:
    """Any of the types, each once, null last."""
    flat: list[Type] = []
    for option in options:
        flat += options_of(option)
    if any(isinstance(option, Unknown) for option in flat):
        return Unknown()
    found = list(dict.fromkeys(option for option in flat if not isinstance(option, Never)))
    found.sort(key=lambda option: isinstance(option, Null))
    return found[0] if len(found) == 1 else Union(tuple(found)) if found else Never()


def literal_of(values: Iterable[Scalar]) -> Literal:
    """A literal with each value once; a value such as `1.0` becomes the integer that it is."""
    found: dict[object, Scalar] = {}
    for value in values:
        if isinstance(value, float) and value.is_integer() and abs(value) <= _MAX_EXACT_INTEGER:
            found.setdefault(literal_key(value), int(value))
        else:
            found.setdefault(literal_key(value), value)
    return Literal(tuple(found.values()))


def merge_literals(options: Iterable[Type]) -> Type:
    """The union of the types with all literals merged into one, which is open if any other string fits too.

    Schemas use such unions for literals with descriptions, and for vocabularies that may grow.
    """
    given = options_of(union(options))
    literals = [option for option in given if isinstance(option, Literal)]
    others = [option for option in given if not isinstance(option, Literal)]
    values = literal_of(value for option in literals for value in option.values).values
    strings = tuple(value for value in values if isinstance(value, str))
    if strings and (String() in others or any(option.is_open for option in literals)):
        others = [option for option in others if option != String()]
        numbers = tuple(value for value in values if not isinstance(value, str))
        return union([Literal(strings, is_open=True), *([Literal(numbers)] if numbers else []), *others])
    return union([*([Literal(values)] if values else []), *others])
