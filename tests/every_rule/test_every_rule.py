"""A bridge with every kind of rule, address and default: all laws hold, and mutants of the rules are caught.

The fast path of bridges with few of these rules each gives what the rules give.
"""

from pathlib import Path

import pytest

from tests.every_rule.few_rules import FEW_RULES
from tests.every_rule.sources import SOURCES
from tests.five_formats.package import make_package, run_checks


@pytest.mark.parametrize(
    "checks", ["check_every_rule.py", pytest.param("check_mutants_of_rules.py", marks=pytest.mark.deep)]
)
def test_the_laws_hold_for_every_rule(checks: str, package_cache: Path, pytestconfig: pytest.Config) -> None:
    home = make_package(SOURCES, package_cache)
    run_checks(home, [f"tests/every_rule/{checks}"], pytestconfig)


@pytest.mark.deep
def test_the_fast_path_gives_what_few_rules_give(package_cache: Path, pytestconfig: pytest.Config) -> None:
    run_checks(make_package(FEW_RULES, package_cache), ["tests/every_rule/check_few_rules.py"], pytestconfig)
