"""A bridge with every kind of rule, address and default: all laws hold, and mutants of the rules are caught."""

from pathlib import Path

import pytest

from tests.every_rule.sources import SOURCES
from tests.five_formats.package import make_package, run_checks


@pytest.mark.parametrize(
    "checks", ["check_every_rule.py", pytest.param("check_mutants_of_rules.py", marks=pytest.mark.deep)]
)
def test_the_laws_hold_for_every_rule(checks: str, package_cache: Path, pytestconfig: pytest.Config) -> None:
    home = make_package(SOURCES, package_cache)
    run_checks(home, [f"tests/every_rule/{checks}"], pytestconfig)
