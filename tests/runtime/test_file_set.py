"""Generated files compared with what they should be."""

from pathlib import Path

import pytest

from runbridge.file_set import difference, read, write

REMARK = " (as the schemas are now)"


def test_equal_bytes_have_no_difference() -> None:
    assert [*difference("runs.ts", b"a\nb\n", b"a\nb\n", REMARK)] == []
    assert [*difference("runs.ts", b"", b"", REMARK)] == []


@pytest.mark.parametrize(
    ("kept", "lines"),
    [
        (b"a\nc\n", ["--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -1,2 +1,2 @@", " a", "-c", "+b"]),
        (
            b"a\nb",
            [
                *("--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -1,2 +1,2 @@", " a"),
                *("-b\\ no newline at the end", "+b"),
            ],
        ),
        (
            b"a\r\nb\n",
            ["--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -1,2 +1,2 @@", "-a\\r", "+a", " b"],
        ),
        (
            b"a\xff\nb\n",
            ["--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -1,2 +1,2 @@", "-a\\xff", "+a", " b"],
        ),
        (b"", ["--- runs.ts", "+++ runs.ts (as the schemas are now)", "@@ -0,0 +1,2 @@", "+a", "+b"]),
        (None, ["--- runs.ts (missing)", "+++ runs.ts (as the schemas are now)", "@@ -0,0 +1,2 @@", "+a", "+b"]),
    ],
)
def test_every_difference_is_visible(kept: bytes | None, lines: list[str]) -> None:
    assert [*difference("runs.ts", kept, b"a\nb\n", REMARK)] == [f"{line}\n" for line in lines]


def test_bytes_that_only_look_equal_differ() -> None:
    heads = ["--- runs.ts\n", "+++ runs.ts (as the schemas are now)\n"]
    assert [*difference("runs.ts", b"\xff\n", b"\\xff\n", REMARK)] == heads


def test_a_missing_file_differs_from_an_empty_one() -> None:
    assert [*difference("runs.ts", None, b"", REMARK)] == [
        "--- runs.ts (missing)\n",
        "+++ runs.ts (as the schemas are now)\n",
    ]


def test_a_missing_file_is_read_as_none(tmp_path: Path) -> None:
    path = tmp_path / "runs.ts"
    assert read(path) is None
    path.write_bytes(b"a\xff\r\n")
    assert read(path) == b"a\xff\r\n"


def test_other_files_are_removed_with_their_empty_folders(tmp_path: Path) -> None:
    for name in ("kept/a.py", "old/deep/b.py", "kept/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    changed = write(tmp_path, {"kept/a.py": "x\n", "new/d.py": "y\n"}, lambda name: name.endswith(".py"))
    assert changed == ["wrote new/d.py", "removed old/deep/b.py"]
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert found == ["kept", "kept/a.py", "kept/c.txt", "new", "new/d.py"]
