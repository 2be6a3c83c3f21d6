"""The stubs that ship, so that those of the published schemas need no generator.

They are made as `runbridge stubs` makes them, which needs the other generated files: stubs are written last.
"""

from functools import cache
from pathlib import Path

from runbridge.codegen.format_sources import SCHEMA, Sources

_FOLDER = "stubs"


def is_stub(name: str) -> bool:
    """Whether a file below `_generated` is one of the stubs."""
    return _FOLDER in name.split("/")


def is_no_stub(name: str) -> bool:
    """Whether it is not a stub."""
    return not is_stub(name)


def stub_files(sources: Sources, schemas: Path) -> dict[str, str]:
    """The Python stubs of each format and of all together, by path below `_generated`.

    `schemas` is the folder with the texts of the schemas.
    """
    texts = ((schemas / shape.stem / SCHEMA).read_text(encoding="utf-8") for shape in sources.shapes)
    return _written(tuple((shape.stem, shape.format, text) for shape, text in zip(sources.shapes, texts, strict=True)))


@cache
def _written(schemas: tuple[tuple[str, str, str], ...]) -> dict[str, str]:
    from runbridge.schemas.loader import parse_schema
    from runbridge.stubs.generate import PYTHON_TARGETS
    from runbridge.stubs.ir.module_builder import read_module
    from runbridge.stubs.python import python

    files: dict[str, str] = {}
    for parent, chosen in [("", schemas), *((f"{stem}/", ((stem, form, text),)) for stem, form, text in schemas)]:
        module = read_module({form: parse_schema(form, text.encode()) for _, form, text in chosen}, {})
        folder = f"{parent}{_FOLDER}"
        files |= {f"{folder}/{target.replace('-', '_')}.py": python(module, target) for target in PYTHON_TARGETS}
    return files
