"""What all tests start from: how hard Hypothesis tries, that interrupts are heard, and a short collection.

`--hypothesis-profile=deep` is for a run by hand, before a release. Every law is run for both formats, and most for both
profiles, so that `deep` is 20,000 examples a law or more.
"""

import gc
import signal

from hypothesis import HealthCheck, settings

_SLOW_BUT_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("default", max_examples=50, deadline=None, suppress_health_check=_SLOW_BUT_FINE)
settings.register_profile("deep", max_examples=10_000, deadline=None, suppress_health_check=_SLOW_BUT_FINE)
settings.load_profile("default")

# What runs in the background of a script ignores interrupts, and so would each process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What is collected stays: to look through it again and again for garbage takes a fifth of the time of the collection.
gc.disable()


def pytest_collection_finish() -> None:
    """Leave what has been collected out of what is looked through from now on."""
    gc.freeze()
    gc.enable()
