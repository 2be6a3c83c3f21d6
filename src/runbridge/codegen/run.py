"""Writes the generated files of a folder of formats, or compares them."""

from pathlib import Path
from typing import TextIO

from runbridge.codegen.build import build
from runbridge.codegen.errors import SourceError
from runbridge.codegen.python_text import COMMAND
from runbridge.codegen.sources import read_sources
from runbridge.codegen.stubs import is_no_stub, is_stub, stub_files
from runbridge.file_set import differences, write


def run(schemas: Path, target: Path, *, check: bool, out: TextIO, err: TextIO) -> int:
    """Write the files that belong into `target`, or compare them; returns the exit code.

    0: all well; 1: the check found differences; 2: a source is refused.
    """
    try:
        sources = read_sources(schemas)
        files = build(sources, schemas)
    except SourceError as error:
        print(f"error: {error}", file=err)
        return 2
    if not check:
        # The package writes the stubs, so its other files have to be right before.
        for changes in (write(target, files, is_no_stub), write(target, stub_files(sources, schemas), is_stub)):
            for change in changes:
                print(change, file=err)
        return 0
    diff = "".join(differences(target, files, is_no_stub))
    diff = diff or "".join(differences(target, stub_files(sources, schemas), is_stub))
    if not diff:
        return 0
    out.write(diff)
    print(f"_generated is not what the sources say: run `{COMMAND}`", file=err)
    return 1
