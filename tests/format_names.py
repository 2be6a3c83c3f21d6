"""The names of all formats, as messages list them: a test does not depend on how many there are."""

from runbridge._generated import DIRECTIONS, FORMATS


def targets_of(source: str) -> str:
    """`a or b`: the formats that another can be converted to."""
    return " or ".join(target for name, target in DIRECTIONS if name == source)


#: `a or b`, as the choices of a message.
ANY_FORMAT = " or ".join(FORMATS)
#: `a, b`, as the formats that a record could have.
ALL_FORMATS = ", ".join(FORMATS)
#: `a|b`, as the value of an option.
FORMAT_OPTION = "|".join(FORMATS)
#: `'a', 'b'`, as click lists the values of an option.
QUOTED_FORMATS = ", ".join(f"'{name}'" for name in FORMATS)
#: `a, b`, as the fields that `--map` can name.
MAPPED_FIELDS = ", ".join(dict.fromkeys(field for direction in DIRECTIONS.values() for field in direction.tables))
