"""A third format in this process: a twin of one that ships, with a bridge of its own to the same hub."""

import pytest
from msgspec.structs import replace

from runbridge.known_formats import DIRECTIONS, FORMATS
from tests.laws.fields import MODEL, RUN

#: The twin of the model; both have the same fields, so that names of fields are those of two formats.
TWIN = "twin-run"


def add_twin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the third format for a test; records of both are ambiguous then."""
    form = replace(FORMATS[MODEL], name=TWIN)
    monkeypatch.setitem(FORMATS, TWIN, form)
    there, back = DIRECTIONS[MODEL, RUN], DIRECTIONS[RUN, MODEL]
    monkeypatch.setitem(DIRECTIONS, (TWIN, RUN), replace(there, source=form, bridge=f"{TWIN}/1"))
    monkeypatch.setitem(DIRECTIONS, (RUN, TWIN), replace(back, target=form, bridge=f"{TWIN}/1"))
