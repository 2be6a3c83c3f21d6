"""Doubles are written and read by the native module as Python does."""

import re
import shutil
import sys

import pytest

from tests.native.doubles import Functions, check, load, run

pytestmark = pytest.mark.skipif(shutil.which("g++") is None, reason="there is no compiler")
HARD = (
    *(float(2**power + near) for power in (0, 1, 10, 52, 53, 54, 100, 1000) for near in (-1, 0, 1)),
    *(2.0**-power for power in (1, 2, 10, 1000, 1022, 1074)),
    *(0.1, 0.3, 5e-324, 9007199254740993.0, 9.5e-7, 1e22, 1e23, 94.25732379246983),
    *(sys.float_info.max, sys.float_info.min, -sys.float_info.epsilon),
)


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> Functions:
    return load(tmp_path_factory.mktemp("doubles"))


@pytest.mark.parametrize("number", [number for number in HARD if number], ids=float.hex)
def test_hard_doubles(functions: Functions, number: float) -> None:
    check(functions, number)


def test_random_doubles(functions: Functions) -> None:
    assert run(functions, 20_000, 0) >= 20_000


@pytest.mark.parametrize(("text", "number"), [(b"3e+00", 2.0), (b"2e+00", None)])
def test_a_difference_is_found(text: bytes, number: float | None) -> None:
    def write(_: float) -> bytes:
        return text

    def read(_: bytes) -> float | None:
        return number

    with pytest.raises(AssertionError, match=re.escape((2.0).hex())):
        check((write, read), 2.0)
