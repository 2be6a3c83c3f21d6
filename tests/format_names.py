"""The names of all formats, as messages list them: a test does not depend on how many there are."""

from runbridge.known_formats import DIRECTIONS, FORMATS


def sources_of(target: str) -> list[str]:
    """The formats that can be converted to another, which it can be converted to as well."""
    return [name for name in FORMATS if name != target and any(name in pair for pair in DIRECTIONS)]


def targets_of(source: str) -> str:
    """`a or b`: the formats that another can be converted to."""
    return " or ".join(sources_of(source))


def settable_to(hub: str) -> str:
    """`a or b`: the fields that `--set` can name in conversions to the hub from any format."""
    fields = [
        field
        for source in sources_of(hub)
        for field in DIRECTIONS[source, hub].settable or DIRECTIONS[hub, source].settable
    ]
    return " or ".join(dict.fromkeys(fields))


def message_without_format(code: str, message: str, target: str) -> str:
    """The message of a problem in a conversion without the format of the records, from the message with it.

    It names all formats that can be converted to the target.
    """
    sources = sources_of(target)
    if len(sources) > 1 and code == "unexpected-format":
        return f"{message.rpartition(', not ')[0]}, not {' or '.join(sources)}"
    if len(sources) > 1 and code == "unknown-format":
        return f"the record has no field of {' or '.join(sources)}"
    return message


def fix_of_foreign_value(value: str, allowed: str) -> str:
    """The fix for a value of another format: the first one whose table has it and gives values like the allowed one."""
    return next(
        f'"{value}" is a value of {source}; write "{table.known[value]}"'
        for (source, _), direction in DIRECTIONS.items()
        for table in direction.tables.values()
        if value in table.known and allowed in table.targets
    )


#: `a or b`, as the choices of a message.
ANY_FORMAT = " or ".join(FORMATS)
#: `a, b`, as the formats that a record could have.
ALL_FORMATS = ", ".join(FORMATS)
#: `a|b`, as the value of an option.
FORMAT_OPTION = "|".join(FORMATS)
#: `'a', 'b'`, as click lists the values of an option.
QUOTED_FORMATS = ", ".join(f"'{name}'" for name in FORMATS)
