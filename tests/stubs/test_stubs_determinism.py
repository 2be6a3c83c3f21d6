"""The text of every target is the same in each process: whatever the hash seed, the folder and its configuration."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from runbridge.stubs.python import TARGETS, python
from runbridge.stubs.typescript.module import TypeScript, typescript
from runbridge.stubs.zod.module import zod
from tests.stubs.hostile_schemas import HOSTILE
from tests.stubs.stub_modules import canonical, payload_module
from tests.stubs.suites import order, text_to_image

ROOT = Path(__file__).parents[2]


def digests() -> list[str]:
    """A digest of the types of many schemas, and of their texts."""
    modules = [canonical(), text_to_image(), order()]
    texts = [ascii([*modules, *map(payload_module, HOSTILE.values())])]
    texts += [typescript(module, TypeScript(index_signature=True)) for module in modules]
    texts += map(zod, modules)
    texts += [python(text_to_image(), target) for target in TARGETS]
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def test_texts_depend_on_neither_hash_seed_nor_folder(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.black]\nline-length = 20\n[tool.datamodel-codegen]\nno = "such"\n')
    seed = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    program = "from tests.stubs.test_stubs_determinism import digests\nprint(*digests())"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.split() == digests()
