"""The dictionaries that plans of the native module are made from."""

from typing import Any

import pytest

from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.record import native_nodes, native_plan
from runbridge.record.native_nodes import validation_plan
from runbridge.record.native_plan import make_conversion_plan
from tests.laws.fields import MODEL, RUN
from tests.native.fuzz import Settings


class Recorder:
    """In place of the native module: the plans that it would get."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []

    def make_plan(self, spec: dict[str, Any]) -> object:
        self.made.append(spec)
        return spec


def specs(residue: str = "embed") -> list[dict[str, Any]]:
    """The dictionaries of two conversions and a validation."""
    recorder = Recorder()
    with pytest.MonkeyPatch.context() as patch:
        for module in (native_nodes, native_plan):
            patch.setattr(module, "load_library", lambda: recorder)
        for names in ((MODEL, RUN), (RUN, MODEL)):
            assert make_conversion_plan(DIRECTIONS[names], Settings(names[0]).converter().options, residue)
        assert validation_plan.__wrapped__(FORMATS[MODEL], "published")
    return recorder.made
