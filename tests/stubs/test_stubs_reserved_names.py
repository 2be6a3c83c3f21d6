"""No type has the name of something else that is in scope in the output."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest
from pydantic import BaseModel

from runbridge.stubs.ir.names import Names
from runbridge.stubs.ir.types import Module
from runbridge.stubs.python import python
from runbridge.stubs.python.library_dialects import PYDANTIC
from runbridge.stubs.typescript.module import TypeScript, typescript
from runbridge.stubs.zod.module import zod
from tests.stubs.hostile_schemas import HOSTILE
from tests.stubs.stub_modules import canonical, payload_module

#: Together they use everything that the targets have for types.
TYPICAL = (
    *("arrays", "bounds", "formats", "patterns", "a time with a pattern", "defaults", "recursive union", "objects"),
    *("words of all kinds", "union of all", "two strings", "two numbers", "big union", "deprecated", "recursive"),
)
MODULES = [canonical(), canonical(profile="tolerant"), *(payload_module(HOSTILE[name]) for name in TYPICAL)]
TARGETS = ("python-msgspec", "python-pydantic", "python-dataclass", "python-typeddict")


def of_javascript(text: str) -> Iterator[str]:
    """The capitalized names that are called, accessed or parametrized, outside of strings and comments."""
    code = re.sub(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|//[^\n]*|/\*.*?\*/', " ", text, flags=re.DOTALL)
    yield from re.findall(r"(?<![.\w$])([A-Z]\w*)(?=[.(<])", code)


def of_python(text: str) -> Iterator[str]:
    """The capitalized names that are imported or used."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.alias(name=name) if name[0].isupper():
                yield name


@pytest.mark.parametrize(
    ("write", "names_of", "some"),
    [
        *(
            pytest.param(lambda module, target=target: python(module, target), of_python, {"Any", "Literal"}, id=target)
            for target in TARGETS
        ),
        pytest.param(
            lambda module: typescript(module, TypeScript(index_signature=True)),
            of_javascript,
            set[str](),
            id="typescript",
        ),
        pytest.param(zod, of_javascript, {"Number"}, id="zod"),
    ],
)
def test_no_type_is_named_like_something_in_scope(
    write: Callable[[Module], str], names_of: Callable[[str], Iterator[str]], some: set[str]
) -> None:
    never = Names()
    found: set[str] = set()
    for module in MODULES:
        declared = {each.name for each in module.declarations}
        found |= {name for name in names_of(write(module)) if name.removeprefix("Known") not in declared}
    assert found >= some
    # Names with underscores are never given.
    assert [name for name in sorted(found) if never.is_free(name) and "_" not in name] == []


def test_no_attribute_shadows_one_of_pydantic_models() -> None:
    # pydantic warns about a field with the name of any attribute, even of the metaclass.
    names = {name for each in (BaseModel, type(BaseModel)) for name in dir(each) if not name.startswith("_")}
    assert {"register", "copy", "model_dump"} <= names
    assert names - PYDANTIC.reserved == set()
