"""The generator's output for equal sources is made once: most tests change files that it wrote, or one source."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runbridge.codegen import structs
from runbridge.codegen.format_sources import Sources
from runbridge.codegen.package import build

Make = Callable[[Sources, Path], dict[str, str]]


def once(make: Make) -> Make:
    """The same function, which remembers its output by the digest of the sources."""
    made: dict[bytes, dict[str, str]] = {}

    def remembered(sources: Sources, schemas: Path) -> dict[str, str]:
        digest = hashlib.sha256()
        for path in sorted(schemas.rglob("*.json")):
            digest.update(repr((path.relative_to(schemas).as_posix(), path.read_bytes())).encode())
        if digest.digest() not in made:
            made[digest.digest()] = make(sources, schemas)
        return dict(made[digest.digest()])

    return remembered


def each_once(make: Callable[..., str]) -> Callable[..., str]:
    """The same function, which remembers its output by its arguments, in whose order the output is."""
    made: dict[str, str] = {}

    def remembered(*arguments: Any) -> str:
        key = json.dumps(arguments)
        if key not in made:
            made[key] = make(*arguments)
        return made[key]

    return remembered


@pytest.fixture(autouse=True, scope="session")
def _generate_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("runbridge.codegen.package.build", once(build))
        # Almost all of the time goes into the modules of structs.
        name = "_module"
        patch.setattr(structs, name, each_once(getattr(structs, name)))
        yield
