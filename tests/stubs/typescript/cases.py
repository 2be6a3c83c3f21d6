"""What the tests of TypeScript start from: generated types in a folder of their own, beside cases that import them."""

import json
import shutil
from pathlib import Path
from typing import Any

from runbridge.stubs.ir.types import Module
from runbridge.stubs.typescript.module import TypeScript, typescript
from tests.stubs.node_tools import STRICT, project, tsc
from tests.stubs.stub_modules import canonical

HERE = Path(__file__).parent


def sample(payload: str) -> Any:
    """The schema of what the text-to-image workflow takes or gives."""
    path = HERE.parent / "samples" / f"text_to_image.{payload}.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def text_to_image() -> Module:
    """The canonical formats with the payloads of that workflow."""
    return canonical(input=sample("input"), output=sample("output"))


def workshop(folder: Path, module: Module, *cases: str, **options: bool) -> Path:
    """The folder with some cases of this one in it, and with `types.ts` or `types.d.ts`, which they import."""
    name = "types.d.ts" if options.get("is_declaration_file") else "types.ts"
    project(folder).joinpath(name).write_text(typescript(module, TypeScript(**options)), encoding="utf-8")
    for case in (*cases, "tools.ts"):
        shutil.copy(HERE / case, folder)
    return folder


def errors_in(folder: Path, *flags: str) -> str:
    """What the compiler has against the TypeScript in a folder."""
    return tsc(sorted(folder.glob("*.ts")), *(flags or STRICT), cwd=folder).stdout
