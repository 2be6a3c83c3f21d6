"""Fixtures that all tests of stubs share, in all processes of a run."""

import pytest

from tests.stubs.compilation import Compilation, compile_cases, shared
from tests.stubs.node_tools import LENIENT, STRICT
from tests.stubs.suites import lenient_cases, strict_cases


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Compilation:
    """All that has to compile with every check of the compiler."""
    return Compilation(
        shared(tmp_path_factory, "strict", lambda folder: compile_cases(folder, strict_cases(), *STRICT))
    )


@pytest.fixture(scope="session")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Compilation:
    """All that has to compile without `exactOptionalPropertyTypes`, as most projects do."""
    return Compilation(
        shared(tmp_path_factory, "lenient", lambda folder: compile_cases(folder, lenient_cases(), *LENIENT))
    )
