"""Settings of all tests: Hypothesis profiles, interrupts, compiled modules, and when garbage is collected.

A run without the deep tests draws half as many examples of a property as one with them. Both draw the same ones each
time. `--hypothesis-profile=deep` draws new ones, and is for a run by hand, before a release. Every property runs for
each format, and most for both profiles, so that `deep` is 20,000 examples a property or more.
"""

import gc
import os
import signal
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

_SLOW_BUT_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

_ANY = settings(deadline=None, suppress_health_check=_SLOW_BUT_FINE)
_SAME = settings(_ANY, derandomize=True)

settings.register_profile("quick", _SAME, max_examples=25)
settings.register_profile("default", _SAME, max_examples=50)
settings.register_profile("deep", _ANY, max_examples=10_000)
settings.load_profile("default")

# A process in the background of a script ignores interrupts, and so would each process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Tests start hundreds of processes, each of which would compile all modules for itself.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Collected tests live until the end: searching them for garbage again and again takes a third of the collection time.
gc.disable()


@pytest.fixture(autouse=True, scope="session")
def _plans_for_small_inputs() -> Iterator[None]:
    """Let the native lane process small inputs, which the tests have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("runbridge.record.native_demand.LARGE_CHUNK", 0)
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Draw fewer examples in a run without the deep tests."""
    if config.getoption("-m") == "not deep" and not config.getoption("--hypothesis-profile"):
        settings.load_profile("quick")


def pytest_collection_finish() -> None:
    """Exclude the collected tests from garbage collection, and turn it on."""
    gc.freeze()
    gc.enable()
