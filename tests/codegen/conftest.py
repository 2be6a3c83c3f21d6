"""The generator's output for equal sources is made once: most tests change files that it wrote, not the sources."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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


@pytest.fixture(autouse=True, scope="session")
def _generate_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("runbridge.codegen.package.build", once(build))
        yield
