"""`python -m codegen` writes the generated files, `python -m codegen --check` compares them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from codegen.build import build
from codegen.errors import SourceError
from codegen.file_set import differences, write
from codegen.python_text import COMMAND
from codegen.sources import read_sources
from codegen.stubs import is_other, is_stub, stub_files

ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str], root: Path = ROOT, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Write or check; returns the exit code: 0 all well, 1 the check found differences, 2 a source is refused."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing; exit 1 with a diff")
    options = parser.parse_args(arguments)
    schemas, target = root / "schemas", root / "src" / "runbridge" / "_generated"
    try:
        sources = read_sources(schemas)
        files = build(sources, schemas)
    except SourceError as error:
        print(f"error: {error}", file=err)
        return 2
    if not options.check:
        # The stubs are written by the package, which has to be right before that.
        for changes in (write(target, files, is_other), write(target, stub_files(sources, schemas), is_stub)):
            for change in changes:
                print(change, file=err)
        return 0
    diff = "".join(differences(target, files, is_other))
    diff = diff or "".join(differences(target, stub_files(sources, schemas), is_stub))
    if not diff:
        return 0
    out.write(diff)
    print(f"_generated is not what the sources say: run `{COMMAND}`", file=err)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
