"""Values of Hypothesis strategies in a batch, for programs that are asked about many at a time."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy


def drawn(strategy: SearchStrategy[Any], count: int) -> list[Any]:
    """Values of a strategy, the same in every run; more of them with a Hypothesis profile that has more examples."""
    found: list[Any] = []

    @settings(
        max_examples=count * max(1, settings().max_examples // 50),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found
