"""One Spark session for all tests: it takes long to start."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.spark.session import QUICK_JAVA, environment, need_java, start


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session with two threads in this process's Java."""
    need_java()
    # Java copies the environment when it starts; other tests need the original afterwards.
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - environment().keys():
            patch.delenv(name)
        for name, value in environment().items():
            patch.setenv(name, value)
        session = start("local[2]", tmp_path_factory.mktemp("spark"), **QUICK_JAVA)
    yield session
    session.stop()
