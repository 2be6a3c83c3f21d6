"""The entry point of this repository to the generator, `runbridge.codegen`."""

import sys
from pathlib import Path
from types import ModuleType

if "runbridge" not in sys.modules:
    # A bare package: the real one cannot be imported while its generated modules are missing or out of date.
    package = ModuleType("runbridge")
    package.__path__ = [str(Path(__file__).parent.parent / "src" / "runbridge")]
    sys.modules["runbridge"] = package
