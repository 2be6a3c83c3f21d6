"""The module's C code gives the same results without vector instructions, and with the numbers of the C library."""

from functools import cache

import pytest

from tests.native.variants import VARIANTS, Variant, is_here, results

pytestmark = [pytest.mark.without_native, pytest.mark.skipif(not is_here(VARIANTS[0]), reason="there is no gcc")]


@cache
def _expected() -> bytes | None:
    return results(VARIANTS[0], 30_000)


# The others need compilers that are rarely installed; `python -m tests.native.variants` runs them all.
@pytest.mark.deep
@pytest.mark.parametrize("variant", VARIANTS[1:4], ids=lambda variant: variant.name)
def test_results_are_the_same_however_it_is_compiled(variant: Variant) -> None:
    assert results(variant, 30_000) == _expected()
