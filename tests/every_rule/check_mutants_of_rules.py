"""Mutants of the rules, run inside the package with the bridge that has every rule: some law notices each."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase
from msgspec import Raw

from runbridge._runtime import addresses, computed_defaults, plan, rule_steps, times, value_rules
from runbridge.laws.suite import check_law, subjects


def _unchanged(rule: Any, value: Any, options: Any) -> Any:
    return value


def _without_siblings(address: Any, container: Any, value: Any) -> Any:
    step = address.path[0]
    if not isinstance(step, str):
        return container
    return (
        Raw(b"{%s:%s}" % (addresses.to_json(step), addresses.to_json(value))) if isinstance(value, str) else container
    )


def _swapped(difference: Callable[..., Any]) -> Callable[..., Any]:
    return lambda end, start, places: difference(start, end, places)


def _any_builds(put: Callable[..., Any]) -> Callable[..., Any]:
    return lambda container, path, levels, value, builds: put(container, path, levels, value, builds=True)


#: The part that is broken, what stands for it, and the law that has to notice.
MUTANTS: dict[str, tuple[Any, str, Any, str]] = {
    "prefix is not removed": (value_rules.Prefix, "to_left", _unchanged, "L2 create"),
    "text of an integer is zero": (value_rules.Text, "_read", lambda rule, value: Raw(b"0"), "L2 create"),
    "shift goes the same way twice": (value_rules.Shift, "to_left", value_rules.Shift.to_right, "L2 create"),
    "time loses its number": (value_rules.Time, "_number", lambda rule, value: Raw(b"0"), "L2 create"),
    "duration is zero": (value_rules.Duration, "to_left", lambda rule, value, options: "0s", "L2 create"),
    "json is text of nothing": (value_rules.Json, "to_left", lambda rule, value, options: "{}", "L2 create"),
    "table has one row": (
        value_rules.Table,
        "left",
        lambda rule, values, options: next(iter(rule.to_left.values())),
        "L2 create",
    ),
    "first is always null": (value_rules.First, "right", lambda rule, values, options: (None,), "L2 create"),
    "anything conforms": (value_rules.Conforming, "to_left", _unchanged, "L1 round trip"),
    "same gives another text": (value_rules.Same, "to_left", lambda rule, value, options: "x", "L1 round trip"),
    "siblings are dropped": (addresses.Address, "put", _without_siblings, "L4 what was not edited comes back"),
    "any object is built": (addresses, "_put", _any_builds(addresses._put), "L2 create"),  # noqa: SLF001  # it is broken
    "the residue is not asked": (plan._Run, "_restore", lambda run, step, given: None, "L1 round trip"),  # noqa: SLF001
    "the rule is not asked": (plan, "equal_values", lambda one, other: True, "L5 hostile residues"),
    "a number printed anew is lost": (rule_steps.RuleStep, "survives", lambda *_: True, "L10 printed anew"),
    "a copy copies nothing": (computed_defaults.Copy, "value", lambda *_: None, "L2 defaults"),
    "a copy ignores when": (computed_defaults.Copy, "when", (), "L2 defaults"),
    "a difference is negative": (times, "difference", _swapped(times.difference), "L2 defaults"),
    "a difference is null": (computed_defaults.Difference, "value", lambda *_: None, "L2 defaults"),
    "an option is not asked": (computed_defaults.FromOption, "wire_value", lambda *_: None, "L2 defaults"),
    "another constant": (computed_defaults.Constant, "value", lambda *_: Raw(b"7"), "L2 defaults"),
    "objects are filled in last": (computed_defaults.PlannedSide, "objects", {}, "L2 create"),
    "defaults are missing": (
        computed_defaults.PlannedSide,
        "own_fields",
        (),
        "L1 round trip",
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught(name: str) -> None:
    # In a process of its own, because conversions remember what rules did.
    done = subprocess.run([sys.executable, __file__, name], capture_output=True, check=False, text=True)
    assert done.returncode == _CAUGHT, done.stderr


#: The exit code for a mutant that a law notices, by an assertion or by a refusal; an error of Python is 1.
_CAUGHT = 3


#: What conversions ask before a rule.
_SHORTCUTS: list[tuple[Any, str]] = [(rule_steps, "_make"), (plan._Run, "_first")]  # noqa: SLF001


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _check_mutant(name: str) -> int:
    part, attribute, broken, law = MUTANTS[name]
    getattr(part, attribute)
    # The rules are broken here; what conversions do instead for common values is compared with them in another test.
    for owner, shortcut in _SHORTCUTS:
        setattr(owner, shortcut, _nothing)
    setattr(part, attribute, broken)
    try:
        check_law(law, subjects(), max_examples=400, phases=[Phase.generate], derandomize=True)
    except Exception:  # whatever the mutant leads to
        return _CAUGHT
    return 0


if __name__ == "__main__":
    sys.exit(_check_mutant(sys.argv[1]))
