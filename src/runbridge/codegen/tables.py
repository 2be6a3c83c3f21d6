"""Emits the tables of a bridge's table rules."""

from collections.abc import Mapping

from runbridge.codegen.bridge import Bridge, Rule
from runbridge.codegen.python_text import header, snake


def tables_module(bridge: Bridge) -> str:
    """The module with the tables of all table rules; there is at least one."""
    lines = [
        f"{name}: Mapping[str, str] = {{\n"
        + "".join(f'    "{value}": "{word}",\n' for value, word in table.items())
        + "}\n"
        for name, table in tables(bridge).items()
    ]
    head = header(bridge.file) + "\nfrom collections.abc import Mapping\n\n"
    return head + "\n".join(lines)


def tables(bridge: Bridge) -> dict[str, Mapping[str, str]]:
    """Every table of a bridge, by its name in the generated code."""
    return {
        table_name(rule, rightward=rightward): rule.parameters["to_right" if rightward else "to_left"]
        for rule in bridge.rules
        if rule.name == "table"
        for rightward in (True, False)
    }


def table_name(rule: Rule, *, rightward: bool) -> str:
    """The name of a rule's table for one direction."""
    return f"{snake(rule.left[0].name).upper()}_{'RIGHT' if rightward else 'LEFT'}"
