"""`python -m codegen` writes the generated files, `python -m codegen --check` compares them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from runbridge.codegen.python_text import COMMAND
from runbridge.codegen.run import run

ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str], root: Path = ROOT, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Write or check; returns the exit code: 0 all well, 1 the check found differences, 2 a source is refused."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing; exit 1 with a diff")
    options = parser.parse_args(arguments)
    return run(root / "schemas", root / "src" / "runbridge" / "_generated", check=options.check, out=out, err=err)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
