"""The oldest version of zod that the documentation names gives the same verdicts as the newest, and compiles."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.schema_diff.random_schemas import POOL
from tests.stubs.compilation import Compilation
from tests.stubs.hostile_schemas import HOSTILE
from tests.stubs.node_tools import STRICT, modules, tsc
from tests.stubs.stub_modules import FORMATS
from tests.stubs.suites import RECORDS
from tests.stubs.test_stubs_zod_payloads import questions_about
from tests.stubs.test_stubs_zod_verdicts import CASES, every_time, parseable, random_texts
from tests.stubs.zod.payload_schemas import CONSTRAINTS, NUMBERS, SCHEMAS, STEPS, random_schemas
from tests.stubs.zod.verdicts import verdicts_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def oldest(strict: Compilation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources and the JavaScript of all zod cases in a folder where `zod` is the oldest version."""
    folder = tmp_path_factory.mktemp("oldest")
    shutil.copy(strict.folder / "package.json", folder)
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "zod").symlink_to(modules() / "zod-oldest", target_is_directory=True)
    for place in (Path(), Path("out")):
        for case in (strict.folder / place).glob("zod-*"):
            shutil.copytree(case, folder / place / case.name)
    return folder


def questions() -> Iterator[tuple[str, str, str]]:
    yield from questions_about("zod-hostile", HOSTILE.values(), POOL[:40])
    yield from questions_about("zod-special", SCHEMAS.values(), POOL)
    yield from questions_about("zod-random", random_schemas(), POOL[::4])
    for index in range(len(STEPS)):
        yield from ((f"zod-multiples/m{index}.js", "Input", json.dumps(number)) for number in NUMBERS)
    for index, (_, texts) in enumerate(CONSTRAINTS):
        yield from ((f"zod-constraints/m{index}.js", "Input", text) for text in texts)
    for form in FORMATS:
        cases = parseable([path.read_bytes() for path in sorted(CASES.glob(f"*/{form}/*/*.json"))])
        for profile in ("published", "tolerant"):
            yield from ((f"zod-records/{profile}.js", RECORDS[form], text) for text in [*cases, *random_texts(form)])
    for text in every_time():
        yield from (("zod-times/times.js", "Times", json.dumps({name: text})) for name in ("offset", "any"))


def test_the_oldest_version_is_the_one_in_the_documentation() -> None:
    version = json.loads((modules() / "zod-oldest" / "package.json").read_text(encoding="utf-8"))["version"]
    page = (ROOT / "docs" / "types" / "zod.md").read_text(encoding="utf-8")
    assert re.findall(r"zod\s+(\d+\.\d+) or newer", page) == [version.removesuffix(".0")]


@pytest.mark.parametrize("step", [20, pytest.param(1, marks=pytest.mark.deep)])
def test_the_oldest_version_gives_the_same_verdicts(step: int, strict: Compilation, oldest: Path) -> None:
    asked = [*dict.fromkeys(questions())][::step]
    assert len(asked) > 10_000 // step
    new = verdicts_of((strict.folder / "out" / file, name, text) for file, name, text in asked)
    old = verdicts_of((oldest / "out" / file, name, text) for file, name, text in asked)
    assert [question for question, *found in zip(asked, new, old, strict=True) if found[0] != found[1]] == []


@pytest.mark.deep
def test_all_schemas_compile_with_the_oldest_version(oldest: Path) -> None:
    files = [path.relative_to(oldest) for path in sorted(oldest.glob("zod-*/*.ts"))]
    assert len(files) > 100
    assert tsc(files, *STRICT, cwd=oldest).stdout == ""
