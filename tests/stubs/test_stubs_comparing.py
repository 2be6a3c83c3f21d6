"""A file of stubs as it is kept against what would be written."""

from pathlib import Path

import pytest

from runbridge.stubs.check import differences, read_existing


def test_the_same_text_has_no_differences() -> None:
    assert [*differences("runs.ts", "a\nb\n", "a\nb\n")] == []
    assert [*differences("runs.ts", "", "")] == []


@pytest.mark.parametrize(
    ("kept", "lines"),
    [
        ("a\nc\n", ["--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -1,2 +1,2 @@", " a", "-c", "+b"]),
        (
            "a\nb",
            [
                *("--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -1,2 +1,2 @@", " a"),
                *("-b\\ no newline at the end", "+b"),
            ],
        ),
        (
            "a\r\nb\n",
            ["--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -1,2 +1,2 @@", "-a\\r", "+a", " b"],
        ),
        ("", ["--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -0,0 +1,2 @@", "+a", "+b"]),
        (None, ["--- runs.ts (missing)", "+++ runs.ts (as the schemas are now)", "@@ -0,0 +1,2 @@", "+a", "+b"]),
    ],
)
def test_every_difference_can_be_seen(kept: str | None, lines: list[str]) -> None:
    assert [*differences("runs.ts", kept, "a\nb\n")] == [f"{line}\n" for line in lines]


def test_a_missing_file_is_none_even_against_nothing() -> None:
    assert [*differences("runs.ts", None, "")] == ["--- runs.ts (missing)\n", "+++ runs.ts (as the schemas are now)\n"]


def test_bytes_that_are_no_text_are_spelled_out(tmp_path: Path) -> None:
    path = tmp_path / "runs.ts"
    assert read_existing(str(path)) is None
    path.write_bytes(b"a\xff\r\n")
    assert read_existing(str(path)) == "a\\xff\r\n"
