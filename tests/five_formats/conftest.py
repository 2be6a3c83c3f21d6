"""The folder that generated packages are kept in."""

from pathlib import Path

import pytest


@pytest.fixture(name="package_cache", scope="session")
def fixture_package_cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that outlives the run, unless pytest keeps no cache."""
    cache = getattr(request.config, "cache", None)
    return tmp_path_factory.mktemp("packages") if cache is None else Path(cache.mkdir("packages"))
