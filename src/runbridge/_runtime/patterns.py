r"""Patterns of JSON Schema: regular expressions of ECMA-262 in Unicode mode, as JSON Schema core 6.4 defines them.

A pattern is read once and written twice: as a literal of JavaScript, and as a pattern of the `regex` package that
matches the same texts. Its `$` is the end of the text, `\d` and `\w` are ASCII, and `.` and `\s` are JavaScript's.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol, cast

from runbridge._runtime.unicode_properties import CATEGORIES, PROPERTIES

_SYNTAX = r"[\^$\\.*+?()\[\]{}|/]"
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
#: An escape for one character, the same within brackets; a surrogate pair is one character.
_ESCAPE = (
    r"\\(?:(?P<control>[tnvfr])|c(?P<letter>[A-Za-z])|0(?![0-9])|x(?P<byte>[0-9A-Fa-f]{2})"
    r"|u(?P<high>[Dd][89ABab][0-9A-Fa-f]{2})\\u(?P<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})|u(?P<unit>[0-9A-Fa-f]{4})"
    r"|u\{(?P<point>0*(?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4})\}|(?P<itself>[^A-Za-z0-9]))"
)
_SET = r"\\[dDsSwW]|\\[pP]\{(?P<property>[^}]*)\}"
_TOKEN = re.compile(
    rf"(?P<escape>{_ESCAPE})"
    rf"|(?P<set>{_SET}|\.)|\\(?P<back>[1-9][0-9]*)|(?P<name_back>\\k<(?P<known>[^>]*)>)|(?P<assertion>\\[bB]|[\^$])"
    r"|(?P<look>\(\?<?[=!])|(?P<open>\((?:\?:|\?<(?P<name>[^>]*)>)?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<times>(?:[*+?]|\{(?P<least>[0-9]+)(?P<more>,(?P<most>[0-9]*))?\})\??)"
    r"|(?P<bracket>\[\^?)|(?P<char>[^\\*+?])",
    re.DOTALL,
)
_IN_BRACKETS = re.compile(
    rf"(?P<escape>{_ESCAPE})|(?P<set>{_SET})|(?P<backspace>\\b)|(?P<end>\])|(?P<char>[^\\])", re.DOTALL
)
#: Characters that are not allowed in a literal, or that are invisible.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_SPECIAL = re.compile(_SYNTAX)


#: Python evaluates no pattern whose counted repetitions unroll to more parts, as `(?:a{1000}){1000}` does.
_MAX_PARTS = 20_000
#: JavaScript has no limit for counts; no text is so long that a higher count makes a difference.
_MAX_COUNT = 1 << 30

#: Sets of characters as the content of a class of Python.
_DIGITS, _WORD = "0-9", "0-9A-Z_a-z"
_BLANKS = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES = {
    r"\d": _DIGITS,
    r"\w": _WORD,
    r"\s": _BLANKS,
    r"\D": r"\x00-/:-\U0010ffff",
    r"\W": r"\x00-/:-@\[-\^`{-\U0010ffff",
    r"\S": r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
    r"\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff",
}
_ANY = r"[\x00-\U0010ffff]"
_NOTHING = "(?!)"
_ASSERTIONS = {
    "^": "^",
    "$": r"\Z",
    r"\b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
    r"\B": f"(?:(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}]))",
}


class Pattern(NamedTuple):
    """A pattern that was read: the literal of JavaScript, and the pattern for the `regex` package.

    `python` is empty where Python cannot evaluate the pattern as JavaScript does; `reason` then says why.
    """

    javascript: str
    python: str
    reason: str = ""


def regex_of(pattern: str) -> str | None:
    r"""The literal of the regular expression; None where JavaScript has none for it, such as for `(?P<name>a)`.

    Escapes and brackets that are allowed outside of Unicode mode only, such as `\-` or a lone `{`, are rewritten for
    Unicode mode.
    """
    found = read_pattern(pattern)
    return None if found is None else found.javascript


class CompiledPattern(Protocol):
    """A pattern that Python evaluates."""

    def search(self, string: str, *, timeout: float | None = None) -> object | None:
        """The first match in a text; raises TimeoutError after a number of seconds."""
        ...


class NotEvaluated(ValueError):
    """A pattern that Python cannot evaluate as JavaScript does; a schema with one is refused when it is read."""


@lru_cache(maxsize=1000)
def compile_pattern(pattern: str) -> CompiledPattern:
    """A pattern, ready to search in texts; raises NotEvaluated."""
    import regex

    found = read_pattern(pattern)
    if found is None or found.reason:
        raise NotEvaluated(pattern)
    return cast("CompiledPattern", regex.compile(found.python))


@lru_cache(maxsize=1000)
def read_pattern(pattern: str) -> Pattern | None:
    """The pattern in both languages; None where it is not a regular expression of ECMA-262."""
    return _Reader(pattern).read()


@dataclass
class _Group:
    """An open group or lookaround: its number if it captures, and the numbers of all captures inside it."""

    is_look: bool
    is_behind: bool
    #: The parts that were unrolled before it.
    parts: int
    captures: list[int] = field(default_factory=list[int])


class _Reader:
    """Reads one pattern from its start to its end."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._javascript: list[str] = []
        self._python: list[str] = []
        self._open: list[_Group] = []
        self._groups = 0
        self._closed: set[int] = set()
        #: The captures whose value JavaScript and Python may not agree on, and those that are referred to.
        self._unstable: set[int] = set()
        self._referred: list[int | str] = []
        self._names: dict[str, int] = {}
        #: Whether a quantifier may follow, and the group that it would repeat.
        self._can_repeat = False
        self._last: _Group | None = None
        self._parts = 0
        #: The parts of the last atom.
        self._last_parts = 0
        self._reason = ""

    def read(self) -> Pattern | None:
        while self._at < len(self._pattern):
            token = _TOKEN.match(self._pattern, self._at)
            if token is None:
                return None
            self._at = token.end()
            is_valid = self._class(token[0]) if token["bracket"] else self._token(token)
            if not is_valid:
                return None
        if self._open or not self._has_all_groups():
            return None
        self._check_references()
        python = "" if self._reason else "".join(self._python)
        return Pattern(f"/{''.join(self._javascript) or '(?:)'}/u", python, self._reason)

    def _has_all_groups(self) -> bool:
        return all(each in self._names if isinstance(each, str) else each <= self._groups for each in self._referred)

    def _check_references(self) -> None:
        referred = {self._names[each] if isinstance(each, str) else each for each in self._referred}
        if referred & self._unstable:
            self._reason = _UNSTABLE

    def _token(self, token: re.Match[str]) -> bool:
        """Write a token in both languages; False where it is not allowed there."""
        could_repeat, self._can_repeat = self._can_repeat, True
        last, self._last = self._last, None
        match token.lastgroup:
            case "escape":
                self._atom(_escape(token, ""), _code_in_python(_code(token)))
            case "char":
                self._atom(_character(token[0]), _code_in_python(ord(token[0])))
            case "back":
                self._reference(int(token["back"]), token[0])
            case "name_back":
                self._reference(token["known"], token[0])
            case "look" | "open":
                self._can_repeat = False
                return self._start_group(token)
            case "close":
                return self._end_group()
            case "times":
                self._can_repeat = False
                return could_repeat and self._repeat(token, last)
            case "bar":
                self._can_repeat = False
                self._write("|", "|")
            case "assertion":
                self._can_repeat = False
                self._write(token[0], _ASSERTIONS[token[0]])
            case _:
                return self._set(token)
        return True

    def _write(self, javascript: str, python: str) -> None:
        self._javascript.append(javascript)
        self._python.append(python)

    def _atom(self, javascript: str, python: str) -> None:
        self._write(javascript, python)
        self._parts += 1
        self._last_parts = 1

    def _set(self, token: re.Match[str]) -> bool:
        if token[0] == ".":
            self._atom(".", r"[^\n\r\u2028\u2029]")
            return True
        content = self._content(token)
        if content is None:
            return False
        self._atom(token[0], _class_in_python(content, is_negated=False))
        return True

    def _content(self, token: re.Match[str]) -> str | None:
        """A set of characters as the content of a class of Python; None where there is no such property."""
        if token["property"] in _UNSUPPORTED:
            self._reason = f"Python does not have the property {token['property']}"
        return _set_in_python(token)

    def _reference(self, group: int | str, javascript: str) -> None:
        self._referred.append(group)
        number = self._names.get(group, 0) if isinstance(group, str) else group
        # JavaScript matches the empty text for a group that was not matched.
        self._atom(javascript, f"(?({number})\\{number}|)")
        if number not in self._closed or any(each.is_behind for each in self._open):
            self._reason = _UNSTABLE

    def _start_group(self, token: re.Match[str]) -> bool:
        """Open a group; False where its name is not allowed."""
        look, name = token["look"], token["name"]
        group = _Group(look is not None, bool(look and "<" in look), self._parts)
        self._open.append(group)
        is_capture = look is None and token["open"] != "(?:"
        if is_capture:
            self._groups += 1
            for each in self._open:
                each.captures.append(self._groups)
            if any(each.is_behind for each in self._open):
                self._unstable.add(self._groups)
        if name is not None:
            if name in self._names or not name.replace("$", "_").isidentifier():
                return False
            self._names[name] = self._groups
        self._write(token[0], "(" if is_capture else token[0])
        return True

    def _end_group(self) -> bool:
        if not self._open:
            return False
        group = self._open.pop()
        self._closed.update(group.captures)
        self._can_repeat = not group.is_look
        self._last = group
        self._last_parts = self._parts - group.parts
        self._write(")", ")")
        return True

    def _repeat(self, token: re.Match[str], last: _Group | None) -> bool:
        least, more, most = token["least"], token["more"], token["most"]
        if most and int(least) > int(most):
            return False
        if last is not None and not token[0].startswith("?"):
            self._unstable.update(last.captures)
        if least is None:
            self._write(token[0], token[0])
            return True
        count = min(int(least), _MAX_COUNT)
        python = str(count) if more is None else f"{count},{min(int(most), _MAX_COUNT) if most else ''}"
        self._write(token[0], f"{{{python}}}{'?' if token[0].endswith('?') else ''}")
        self._parts += self._last_parts * max(count - 1, 0)
        if self._parts > _MAX_PARTS:
            self._reason = "it has too many repetitions"
        return True

    def _class(self, start: str) -> bool:
        """Write a class in brackets; False where it is not closed or not valid."""
        self._can_repeat, self._last = True, None
        written = [start]
        #: The characters and sets in brackets, a dash that may be that of a range as None.
        found: list[int | str | None] = []
        while token := _IN_BRACKETS.match(self._pattern, self._at):
            self._at = token.end()
            if token["end"]:
                content = _class_content(found)
                if content is None:
                    return False
                self._atom(f"{''.join(written)}]", _class_in_python(content, is_negated=start == "[^"))
                return True
            in_python = self._content(token) if token["set"] else None
            if token["set"] and in_python is None:
                return False
            written.append(_escape(token, "-") if token["escape"] else _visible(token[0]).replace("/", "\\/"))
            found.append(in_python if token["set"] else None if token[0] == "-" else _code(token))
        return False


_UNSTABLE = "it refers to a group in a loop, in a lookbehind, or before the group ends"


def _set_in_python(token: re.Match[str]) -> str | None:
    """A set of characters as the content of a class of Python; None where there is no such property."""
    name = token["property"]
    if name is None:
        return _CLASSES[token[0]]
    if name not in PROPERTIES:
        return None
    sign = token[0][1]
    if name in _OWN_PROPERTIES:
        return _OWN_PROPERTIES[name][sign == "P"]
    category = name.rpartition("=")[2] if name.startswith(("gc=", "General_Category=")) else name
    if category in CATEGORIES:
        return rf"\{sign}{{gc={_CATEGORY_ALIASES.get(category, category)}}}"
    return rf"\{sign}{{{_ALIASES.get(name, name)}}}"


#: Properties that `regex` does not have or understands differently: the content of a class, and of its complement.
_OWN_PROPERTIES = {
    "Any": (r"\x00-\U0010ffff", ""),
    "ASCII": (r"\x00-\x7f", r"\x80-\U0010ffff"),
    "Assigned": (r"\P{gc=Cn}", r"\p{gc=Cn}"),
}
#: Aliases that `regex` does not have, or has for something else.
_ALIASES = {"IDC": "ID_Continue", "VS": "Variation_Selector"}
_UNSUPPORTED = {"CWKCF", "Changes_When_NFKC_Casefolded"}
_CATEGORY_ALIASES = {"punct": "P", "cntrl": "Cc", "digit": "Nd", "Combining_Mark": "M"}


def _class_content(found: list[int | str | None]) -> str | None:
    """The content of a class of Python; None where a range ends before it starts, or is one of sets."""
    content: list[str] = []
    at = 0
    while at < len(found):
        first = _or_dash(found[at])
        if at + 2 < len(found) and found[at + 1] is None:
            last = _or_dash(found[at + 2])
            if not isinstance(first, int) or not isinstance(last, int) or first > last:
                return None
            content.append(f"{_code_in_python(first)}-{_code_in_python(last)}")
            at += 3
        else:
            content.append(first if isinstance(first, str) else _code_in_python(first))
            at += 1
    return "".join(content)


def _or_dash(each: int | str | None) -> int | str:
    return ord("-") if each is None else each


def _class_in_python(content: str, *, is_negated: bool) -> str:
    if not content:
        return _ANY if is_negated else _NOTHING
    return f"[^{content}]" if is_negated else f"[{content}]"


def _code_in_python(code: int) -> str:
    char = chr(code)
    return char if char.isascii() and char.isalnum() else f"\\U{code:08x}"


def _code(token: re.Match[str]) -> int:
    """The code point of one character or escape."""
    if token["control"]:
        return _CONTROLS[token["control"]]
    if token["letter"]:
        return ord(token["letter"]) % 32
    if token["high"]:
        return 0x10000 + (int(token["high"], 16) % 0x400) * 0x400 + int(token["low"], 16) % 0x400
    number = token["byte"] or token["unit"] or token["point"]
    if number:
        return int(number, 16)
    if token[0] == r"\b":
        return 8
    return ord(token["itself"] or token["char"] or "\0")


def _escape(token: re.Match[str], kept: str) -> str:
    """An escape in Unicode mode: only a character with a meaning of its own keeps its backslash."""
    itself = token["itself"]
    if itself is None or itself in kept or _SPECIAL.match(itself):
        return token[0]
    return _visible(itself)


def _character(char: str) -> str:
    """A character without a special meaning."""
    return f"\\{char}" if char in "]{}/" else _visible(char)


def _visible(char: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", char)
