"""The native module is loaded, forbidden or required as the environment says."""

from types import SimpleNamespace
from typing import Any

import pytest

from runbridge import version as version_module
from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS
from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter
from runbridge.record.native_nodes import load_library, validation_plan
from runbridge.version import PLAN_VERSION, VARIABLE, __version__, version_text
from tests.laws.fields import MODEL, RUN

pytestmark = pytest.mark.without_native


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Each test asks the environment anew."""
    monkeypatch.delenv(VARIABLE, raising=False)
    for cached in (load_library, validation_plan):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (load_library, validation_plan):
        cached.cache_clear()


def _install(monkeypatch: pytest.MonkeyPatch, version: int | None) -> None:
    """Pretend to have a native module of a version, or none."""

    def load(name: str) -> SimpleNamespace:
        if version is None:
            raise ImportError(f"no {name}")
        return SimpleNamespace(PLAN_VERSION=version)

    monkeypatch.setattr(version_module, "import_module", load)


def test_the_module_is_used_if_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, PLAN_VERSION)
    assert load_library() == SimpleNamespace(PLAN_VERSION=PLAN_VERSION)
    assert version_text() == f"runbridge {__version__} (native)"


@pytest.mark.parametrize("version", [None, PLAN_VERSION + 1])
def test_python_does_the_work_without_a_module_of_this_version(
    version: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(monkeypatch, version)
    assert load_library() is None
    assert version_text() == f"runbridge {__version__} (pure Python)"


def test_off_goes_without_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "off")
    assert load_library() is None
    assert version_text() == f"runbridge {__version__} (pure Python)"
    assert validation_plan(FORMATS[MODEL], "published") is None
    converter = make_converter(MODEL, ConvertOptions(target=RUN))
    assert isinstance(converter, Converter)
    assert converter.native_plan is None


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (None, "no runbridge._native"),
        (PLAN_VERSION + 1, "it was compiled for another version; install runbridge again"),
    ],
)
def test_require_insists_on_the_module(version: int | None, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, version)
    monkeypatch.setenv(VARIABLE, "require")
    with pytest.raises(UsageError) as caught:
        load_library()
    assert str(caught.value) == f"RUNBRIDGE_NATIVE is require, and the native module cannot be used: {reason}"


def test_another_value_of_the_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "yes")
    with pytest.raises(UsageError) as caught:
        load_library()
    assert str(caught.value) == "RUNBRIDGE_NATIVE is 'yes'; choose off or require, or remove it"
