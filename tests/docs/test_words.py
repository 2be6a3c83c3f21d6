"""The project's terms: the words that the style guide replaces are in no text, so that one thing has one name."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Words that have a standard term, as regular expressions, with the term.
REPLACED = {
    r"members?\b": "field (property, for a keyword of a schema)",
    r"told\b|telling apart|tells? apart|tell no more": "detected, reported, distinguished",
    r"mend(s|ed|ing)?\b": "fix",
    r"(re)?(spelled|spells?|spellings?)\b": "written, representation, literal text",
    r"(un)?packed\b|swells": "compressed, decompressed",
    r"lack(s|ed|ing)?\b": "is missing",
    r"absent\b": "missing",
    r"taken off\b|put before\b": "removed, added",
    r"times that are none|is no (number of jobs|limit)\b": "invalid timestamps, invalid value for",
    r"half a (character|surrogate)": "unpaired surrogate",
    r"binary64\b": "double",
    r"wrong use\b|WrongUse\b": "usage error",
    r"beside\b": "compared with, next to",
    r"takes and gives": "input and output",
    r"payload-refused|(missing|unknown|duplicate|unfilled)-member|bad-time|wrong-type": "the code of today",
    r"carried in the residue|approximated, exact": "preserved in the residue; approximated; exact value in the residue",
    r"not known\b": "unknown",
    r"second look|a word on it": "check, report",
}
#: Terms of other languages and names in published formats, which stay as they are.
ALLOWED = re.compile(
    r"(class|union|enum|tuple) members?|members? of (a|the|an|its) (union|class|enum|tuple)|__members__|getmember"
    r"|`absent`|\"absent\"|'absent'|_absent|\.absent|absent: |absent \+?= |[(, ]absent[,)]|unpackb?|IEEE 754 binary64"
    r"|\{[^{}]*\}",
    re.IGNORECASE,
)
_WORDS = {re.compile(rf"(?<![\w-])(?:{pattern})", re.IGNORECASE): term for pattern, term in REPLACED.items()}
#: The style's own list of words, which is this file, and what is kept of releases.
_EXEMPT = {"tests/docs/test_words.py", "CHANGELOG.md"}


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of prose in a file: all of a document; comments and strings of Python, of tests without the data."""
    if path.suffix != ".py":
        yield from enumerate(path.read_text("utf-8").splitlines(), 1)
        return
    docstring = True
    for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
        match token.type:
            case tokenize.COMMENT:
                yield token.start[0], token.string
            case tokenize.STRING if docstring or path.is_relative_to(ROOT / "src"):
                yield from enumerate(token.string.splitlines(), token.start[0])
            case tokenize.NAME if token.string.startswith("test_"):
                yield token.start[0], token.string.replace("_", " ")
        docstring = token.type in (tokenize.INDENT, tokenize.NEWLINE, tokenize.NL, tokenize.COMMENT)


def replaced_words(path: Path) -> list[str]:
    """Each word with a standard term, as `line: word: term`."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {found[0]!r}: {term}"
        for number, line in texts(path)
        for pattern, term in _WORDS.items()
        for found in pattern.finditer(ALLOWED.sub("", line))
    ]


def _folders() -> list[str]:
    packages = sorted(p for root in ("src/runbridge", "tests") for p in (ROOT / root).iterdir() if p.is_dir())
    return [str(p.relative_to(ROOT)) for p in packages if p.name != "__pycache__"]


@pytest.mark.parametrize(
    "folder", [*_folders(), "src/runbridge/*", "tests/*", "docs", "findings", "codegen", "schemas", "*"]
)
def test_texts_have_the_standard_terms(folder: str) -> None:
    files = ROOT.glob(folder) if folder.endswith("*") else (ROOT / folder).rglob("*")
    found = [
        word
        for file in sorted(files)
        if file.suffix in {".py", ".md", ".sh", ".json", ".yaml", ".jinja2"}
        and str(file.relative_to(ROOT)) not in _EXEMPT
        if file.suffix != ".json" or folder == "schemas"
        for word in replaced_words(file)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["# A member of it.", '"""It is told."""', "def test_a_member_is_told(): ..."])
def test_replaced_words_are_found(text: str, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(text)
    assert [word for _, line in texts(file) for pattern in _WORDS for word in pattern.findall(line)] != []
