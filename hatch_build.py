"""Compiles the native lane for wheels and editable installs; without a compiler they are pure Python, and slower.

The environment variable RUNBRIDGE_NATIVE is `require` to fail without a compiler, or `off` to go without the lane.
"""

import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_VARIABLE = "RUNBRIDGE_NATIVE"
#: The lowest version of Python that the compiled module is for; it works with all later ones.
_LIMITED_API, _TAG = "0x030B0000", "cp311-abi3"


class NativeLane(BuildHookInterface[Any]):
    """Adds the compiled module to a wheel, or to the sources of an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the module, if that is wanted and possible."""
        wanted = os.environ.get(_VARIABLE, "")
        if wanted not in ("", "off", "require"):
            raise ValueError(f"{_VARIABLE} is {wanted!r}; choose off or require, or remove it")
        package = Path(self.root, "src", "runbridge")
        if version == "editable":
            # What an earlier install has compiled.
            for old in (*package.glob("_native.*.so"), *package.glob("_native*.pyd")):
                old.unlink()
        if wanted == "off":
            return
        folder = tempfile.mkdtemp()
        try:
            built = _compile(Path(self.root, "native"), folder)
        except (Exception, SystemExit) as error:
            if wanted == "require":
                raise
            self.app.display_warning(f"no native lane, so this installation is pure Python and slower: {error}")
            return
        if version == "editable":
            shutil.copy(built, package / built.name)
        else:
            build_data["force_include"][str(built)] = f"runbridge/{built.name}"
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"], build_data["tag"] = False, f"{_TAG}-{platform}"


def _compile(sources: Path, folder: str) -> Path:
    """The path of the compiled module."""
    # Only where it is needed: distutils is part of it.
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    is_gcc = os.name == "posix" and sys.platform != "darwin"
    extension = Extension(
        "runbridge._native",
        [os.path.relpath(path) for path in sorted(sources.iterdir()) if path.suffix in (".c", ".cpp")],
        depends=[os.path.relpath(path) for path in sorted(sources.glob("*.h"))],
        define_macros=[("Py_LIMITED_API", _LIMITED_API)],
        py_limited_api=True,
        language="c++",
        extra_compile_args=["-O2", "-g0", "-fvisibility=hidden"] if os.name == "posix" else ["/O2", "/std:c++17"],
        # The standard library of C++ need not be there, or may be older.
        extra_link_args=["-static-libstdc++", "-static-libgcc"] if is_gcc else [],
    )
    command = build_ext(Distribution({"name": "runbridge", "ext_modules": [extension]}))
    command.build_lib = command.build_temp = folder
    command.ensure_finalized()
    command.run()
    return Path(command.get_outputs()[0])
