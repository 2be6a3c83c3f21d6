"""`python -m codegen` writes the generated files, `python -m codegen --check` compares them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TextIO

ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str], root: Path = ROOT, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Write or check; returns the exit code: 0 all well, 1 the check found differences, 2 a source is refused."""
    from runbridge.codegen.package import run
    from runbridge.codegen.python_text import COMMAND

    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing; exit 1 with a diff")
    options = parser.parse_args(arguments)
    return run(root / "schemas", root / "src" / "runbridge" / "_generated", check=options.check, out=out, err=err)


def use_bare_package() -> None:
    """Make `runbridge` an empty package: the real one needs generated modules that may be missing or out of date."""
    package = ModuleType("runbridge")
    package.__path__ = [str(ROOT / "src" / "runbridge")]
    sys.modules["runbridge"] = package


if __name__ == "__main__":
    use_bare_package()
    sys.exit(main(sys.argv[1:]))
