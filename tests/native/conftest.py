"""Tests of the native lane are skipped where this installation has none, unless the environment requires one."""

import pytest

from runbridge.record.native_nodes import load_library


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests of this folder that need the lane."""
    if load_library() is None:
        for item in items:
            if "tests/native/" in item.path.as_posix() and item.get_closest_marker("without_native") is None:
                item.add_marker(pytest.mark.skip(reason="this installation has no native module"))
