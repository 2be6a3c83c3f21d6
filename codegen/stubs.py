"""The stubs that ship, so that the published shapes need no generator: the package's own writer makes them.

It is the one thing that codegen takes from the package, which must be whole for that: stubs are written last.
"""

from functools import cache
from pathlib import Path

from codegen.build import Files
from codegen.sources import Sources

_FOLDER = "stubs/"
#: What the stubs of all formats together are called.
_ALL = "all_formats"


def is_stub(name: str) -> bool:
    """Whether a file below `_generated` is one of the stubs."""
    return name.startswith(_FOLDER)


def is_other(name: str) -> bool:
    """Whether it is none."""
    return not is_stub(name)


def stub_files(sources: Sources, schemas: Path) -> Files:
    """The Python stubs of each format and of all together, by path below `_generated`.

    `schemas` is the folder that the texts of the schemas are taken from.
    """
    texts = ((schemas / Path(shape.file).name).read_text(encoding="utf-8") for shape in sources.shapes)
    return _written(tuple((shape.stem, shape.format, text) for shape, text in zip(sources.shapes, texts, strict=True)))


@cache
def _written(schemas: tuple[tuple[str, str, str], ...]) -> Files:
    from runbridge.schemas.loader import parse_schema
    from runbridge.stubs.generate import PYTHON_TARGETS
    from runbridge.stubs.ir.build import read_module
    from runbridge.stubs.python import python

    files: Files = {}
    for name, chosen in [(_ALL, schemas), *((stem, ((stem, form, text),)) for stem, form, text in schemas)]:
        module = read_module({form: parse_schema(form, text.encode()) for _, form, text in chosen}, {})
        files |= {f"{_FOLDER}{target.replace('-', '_')}/{name}.py": python(module, target) for target in PYTHON_TARGETS}
    return files
