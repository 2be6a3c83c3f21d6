"""Compiles the native lane for wheels and editable installs; without a compiler they are pure Python, and slower.

The environment variable RUNBRIDGE_NATIVE is `require` to fail without a compiler, or `off` to go without the lane.
"""

import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_VARIABLE = "RUNBRIDGE_NATIVE"


class _Target(NamedTuple):
    """The versions of Python that the compiled module is for.

    `tag` is of a wheel, without the platform. `limited_api` is the lowest version if it works with all later ones too.
    """

    tag: str
    limited_api: str | None


def _target() -> _Target:
    """One module for all versions from 3.11 on, but free-threaded Pythons have no limited API."""
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        return _Target("cp311-abi3", "0x030B0000")
    version = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return _Target(f"{version}-{version}t", None)


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
        build_data["pure_python"], build_data["tag"] = False, f"{_target().tag}-{platform}"


def _compile(sources: Path, folder: str) -> Path:
    """The path of the compiled module."""
    # Only where it is needed: distutils is part of it.
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    limited_api = _target().limited_api
    is_gcc = os.name == "posix" and sys.platform != "darwin"
    extension = Extension(
        "runbridge._native",
        [os.path.relpath(path) for path in sorted(sources.iterdir()) if path.suffix in (".c", ".cpp")],
        depends=[os.path.relpath(path) for path in sorted(sources.glob("*.h"))],
        # Headers for Windows are the same for both kinds of Python, so the second macro is missing there.
        define_macros=[("Py_LIMITED_API", limited_api) if limited_api else ("Py_GIL_DISABLED", "1")],
        py_limited_api=limited_api is not None,
        language="c++",
        extra_compile_args=["-O2", "-g0", "-fvisibility=hidden"] if os.name == "posix" else ["/O2", "/std:c++17"],
        # The library of C++ need not be there, or may be older; its names stay inside of the module.
        extra_link_args=["-static-libstdc++", "-static-libgcc", "-Wl,--exclude-libs,ALL", "-s"] if is_gcc else [],
    )
    command = build_ext(Distribution({"name": "runbridge", "ext_modules": [extension]}))
    command.build_lib = command.build_temp = folder
    command.ensure_finalized()
    command.run()
    return Path(command.get_outputs()[0])
