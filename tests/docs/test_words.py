"""The project's terms: texts use the standard term of the style guide and not one of the words that it replaces."""

import ast
import io
import os
import re
import tokenize
from collections.abc import Iterator
from itertools import count, takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Words that have a standard term, as regular expressions, with the term. A space is any white space.
REPLACED = {
    r"members?": "field (property, for a keyword of a schema)",
    r"told|telling apart|tells? apart|tell no more": "detected, reported, distinguished",
    r"mend(s|ed|ing)?": "fix",
    r"(re)?(spelled|spells?|spellings?)": "written, representation, literal text",
    r"(un)?packed|swells": "compressed, decompressed",
    r"lack(s|ed|ing)?": "is missing",
    r"absent": "missing",
    r"taken off|put before": "removed, added",
    r"times that are none|is no number of jobs|is no limit": "invalid timestamps, invalid value for",
    r"half a (character|surrogate)": "unpaired surrogate",
    r"binary64": "double",
    r"wrong use|WrongUse": "usage error",
    r"beside": "compared with, next to",
    r"takes and gives": "its input and output",
    r"payload-refused|(missing|unknown|duplicate|unfilled)-member|bad-time|wrong-type": "the code of today",
    r"carried in the residue|approximated, exact": "preserved in the residue; approximated; exact value in the residue",
    r"not known": "unknown",
    r"half a second look|second look|a word on it": "check, report",
}
#: Terms of programming languages, the field `absent` of the published residue, in text and in generated code, and two
#: phrases in which the words have another meaning.
ALLOWED = "|".join(
    (
        r"(class|union|enum) members?|members? of (a|the|its) (class|union|enum)|\[member: string\]",
        r"[`\"']absent[`\"']|\.absent|absent(:? tuple| \+=|, fragile)",
        r"IEEE 754 binary64|there is no limit|Meetei_Mayek Mend",
    )
)
_WORDS = [
    (re.compile(rf"(?<![\w-])({words})(?![\w-])".replace(" ", r"[\s#]+"), re.IGNORECASE), term)
    for words, term in REPLACED.items()
]
_ALLOWED = re.compile(ALLOWED.replace(" ", r"[\s#]+"), re.IGNORECASE)

#: The list of words itself, and the table of old and new names.
_EXEMPT = {"tests/docs/test_words.py", "CHANGELOG.md"}
#: Files that are text as a whole. JSON is text in `src` and `schemas`; in `tests` it is data.
_TEXT = {".css", ".jinja2", ".jq", ".js", ".md", ".mjs", ".sh", ".sql", ".toml", ".ts", ".txt", ".yaml", ""}
_FOLDERS = ("src", "tests", "codegen", "docs", "findings", "schemas", ".ci")


def texts(name: str, source: str) -> Iterator[tuple[int, str]]:
    """The prose of a file, with the line of each piece: all of a text; comments, strings and test names of Python.

    Of the strings of tests only docstrings are prose; the others are data. The values in an f-string are no prose.
    """
    if not name.endswith(".py"):
        yield 1, source
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text
            case ast.Constant(value=str(text)) if not name.startswith("tests/") and text != "absent":
                yield node.lineno, text
            case ast.FunctionDef(name=function) if function.startswith("test_"):
                yield node.lineno, function.replace("_", " ")
    comments = {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    for line in sorted(comments):
        if line - 1 not in comments:
            lines = takewhile(comments.__contains__, count(line))
            yield line, "\n".join(comments[each] for each in lines)


def replaced_words(name: str, source: str) -> list[str]:
    """Each word with a standard term, as `file:line: word: term`."""
    found: set[tuple[int, str, str]] = set()
    for first, text in texts(name, source):
        allowed = [match.span() for match in _ALLOWED.finditer(text)]
        for pattern, term in _WORDS:
            for match in pattern.finditer(text):
                if not any(start <= match.start() and match.end() <= end for start, end in allowed):
                    found.add((first + text.count("\n", 0, match.start()), match[0], term))
    return [f"{name}:{line}: {word!r}: {term}" for line, word, term in sorted(found)]


def _groups() -> dict[str, list[Path]]:
    """The files with prose, by the folder of a package."""
    files = [file for file in ROOT.iterdir() if file.suffix in {".md", ".toml", ".yaml"}]
    for folder in _FOLDERS:
        for parent, folders, names in os.walk(ROOT / folder):
            folders[:] = [name for name in folders if name not in {"__pycache__", "node_modules"}]
            files += [Path(parent, name) for name in names]
    groups: dict[str, list[Path]] = {}
    for file in sorted(files):
        name = file.relative_to(ROOT).as_posix()
        prose = file.suffix == ".py" or file.suffix in _TEXT or (file.suffix == ".json" and name[0] == "s")
        if prose and name not in _EXEMPT:
            depth = {"src": 3, "tests": 2}.get(name.partition("/")[0], 1)
            groups.setdefault("/".join(name.split("/")[:-1][:depth]) or ".", []).append(file)
    return groups


GROUPS = _groups()


@pytest.mark.parametrize("folder", GROUPS)
def test_texts_have_the_standard_terms(folder: str) -> None:
    assert [
        word
        for file in GROUPS[folder]
        for word in replaced_words(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))
    ] == []


def test_every_kind_of_file_is_read() -> None:
    assert {*_FOLDERS, "."} == {folder.partition("/")[0] for folder in GROUPS}
    assert {"src/runbridge/_generated", "src/runbridge/cli", "src/runbridge/stubs", "tests/cli"} <= {*GROUPS}
    assert {*_TEXT, ".py", ".json"} == {file.suffix for files in GROUPS.values() for file in files}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("src/a.py", "# A member of it.\nx = 1\n"),
        ("src/a.py", "x = 1  # not\n# known\n"),
        ("src/a.py", '"""It is told."""\n'),
        ("src/a.py", "x = 'is told'\n"),
        ("src/a.py", "x = f'{told} is told'\n"),
        ("src/a.py", "x = 'not ' 'known'\n"),
        ("src/a.py", "x = 'missing-member'\n"),
        ("tests/a.py", "def test_a_field_is_told() -> None: ...\n"),
        ("tests/a.py", "def f():\n    '''Not\n    known.'''\n"),
        ("docs/a.md", "It is not\nknown.\n"),
        ("src/a.jinja2", '"""A member of {{ told }}."""'),
        ("findings/a.sh", "# It is not\n# known.\n"),
        ("schemas/a.json", '{"description": "A member."}'),
    ],
)
def test_a_replaced_word_is_found(name: str, source: str) -> None:
    assert replaced_words(name, source) != []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("src/a.py", "told = f'{told} is reported'\n"),
        ("src/a.py", "x = {'absent': 1}  # `absent` of a residue\n"),
        ("src/a.py", '"""A member of a union."""\n'),
        ("tests/a.py", "x = 'it is told'\n"),
        ("docs/a.md", "An IEEE 754 binary64 number; unknown.\n"),
    ],
)
def test_standard_terms_and_data_are_no_replaced_words(name: str, source: str) -> None:
    assert replaced_words(name, source) == []
