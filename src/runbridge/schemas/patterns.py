"""Patterns of JSON Schema as regular expressions of JavaScript, in the Unicode mode that JSON Schema asks for."""

import re
import warnings

from runbridge.schemas.unicode_properties import PROPERTIES

_SYNTAX = r"[\^$\\.*+?()\[\]{}|/]"
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
#: An escape that stands for one character, the same within brackets; two halves of a character are one.
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
#: What cannot stand in a regular expression as it is, or should not, for nobody would see it.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_SPECIAL = re.compile(_SYNTAX)


def regex_of(pattern: str) -> str | None:
    r"""The literal of the regular expression; None where JavaScript has none for it, such as for `(?P<name>a)`.

    Escapes and brackets that only the older mode takes, such as `\-` or a lone `{`, are written as the Unicode mode
    has them.
    """
    written = _Reader(pattern).read()
    return None if written is None else f"/{written or '(?:)'}/u"


class _Reader:
    """Reads one pattern from its start to its end."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._written: list[str] = []
        #: For each open group, whether it only looks around.
        self._open: list[bool] = []
        self._groups = 0
        self._highest_back = 0
        self._names: set[str] = set()
        self._names_back: set[str] = set()
        #: Whether what stands before can be repeated.
        self._can_repeat = False

    def read(self) -> str | None:
        while self._at < len(self._pattern):
            token = _TOKEN.match(self._pattern, self._at)
            if token is None:
                return None
            self._at = token.end()
            written = self._bracket(token[0]) if token["bracket"] else self._token(token)
            if written is None:
                return None
            self._written.append(written)
        is_whole = not self._open and self._highest_back <= self._groups and self._names_back <= self._names
        return "".join(self._written) if is_whole else None

    def _token(self, token: re.Match[str]) -> str | None:
        """What a token becomes; None where it cannot stand there."""
        could_repeat, self._can_repeat = self._can_repeat, True
        match token.lastgroup:
            case "escape":
                return _escape(token, "")
            case "char":
                return _character(token[0])
            case "back":
                self._highest_back = max(self._highest_back, int(token["back"]))
            case "name_back":
                self._names_back.add(token["known"])
            case "look" | "open":
                self._can_repeat = False
                return self._group(token)
            case "close":
                if not self._open:
                    return None
                self._can_repeat = not self._open.pop()
            case "times":
                self._can_repeat = False
                is_upside_down = token["most"] and int(token["least"]) > int(token["most"])
                return None if is_upside_down or not could_repeat else token[0]
            case "bar" | "assertion":
                self._can_repeat = False
            case _:
                return _set(token)
        return token[0]

    def _group(self, token: re.Match[str]) -> str | None:
        """What the start of a group becomes; None where it has no name of its own, though it should."""
        self._open.append(token["look"] is not None)
        self._groups += token["open"] not in (None, "(?:")
        name = token["name"]
        if name is not None:
            if name in self._names or not name.replace("$", "_").isidentifier():
                return None
            self._names.add(name)
        return token[0]

    def _bracket(self, start: str) -> str | None:
        """What brackets become, with all that stands in them."""
        self._can_repeat = True
        written = [start]
        #: The characters and sets in brackets, a dash that may be of a range as None.
        found: list[int | str | None] = []
        while token := _IN_BRACKETS.match(self._pattern, self._at):
            self._at = token.end()
            if token["end"]:
                return None if _has_wrong_range(found) else f"{''.join(written)}]"
            if token["set"] and _set(token) is None:
                return None
            written.append(_escape(token, "-") if token["escape"] else _visible(token[0]).replace("/", "\\/"))
            found.append(token[0] if token["set"] else None if token[0] == "-" else _code(token))
        return None


def _set(token: re.Match[str]) -> str | None:
    """A set of characters, which stands for itself; None where there is no such property."""
    name = token["property"]
    return token[0] if name is None or name in PROPERTIES else None


def _has_wrong_range(found: list[int | str | None]) -> bool:
    """Whether there is a range that ends before it starts, or that is one of sets."""
    at = 0
    while at + 2 < len(found):
        first, dash, last = found[at : at + 3]
        if dash is not None:
            at += 1
            continue
        first, last = (ord("-") if each is None else each for each in (first, last))
        if isinstance(first, str) or isinstance(last, str) or first > last:
            return True
        at += 3
    return False


def _code(token: re.Match[str]) -> int:
    """The code point that one character in brackets stands for."""
    if token["control"]:
        return _CONTROLS[token["control"]]
    if token["letter"]:
        return ord(token["letter"]) % 32
    if token["high"]:
        return 0x10000 + (int(token["high"], 16) % 0x400) * 0x400 + int(token["low"], 16) % 0x400
    number = token["byte"] or token["unit"] or token["point"]
    if number:
        return int(number, 16)
    if token["backspace"]:
        return 8
    return ord(token["itself"] or token["char"] or "\0")


def _escape(token: re.Match[str], kept: str) -> str:
    """An escape as the Unicode mode has it: only what means something else without its backslash keeps it."""
    itself = token["itself"]
    if itself is None or itself in kept or _SPECIAL.match(itself):
        return token[0]
    return _visible(itself)


def _character(char: str) -> str:
    """A character that stands for itself."""
    return f"\\{char}" if char in "]{}/" else _visible(char)


def _visible(char: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", char)


def why_unreadable(pattern: str) -> str | None:
    """Why Python cannot read a pattern, in the words of `re`; None where it can."""
    with warnings.catch_warnings():
        # What Python will read differently one day in a pattern of theirs is nothing that they ask us.
        warnings.simplefilter("ignore", FutureWarning)
        try:
            re.compile(pattern)
        except (re.error, OverflowError) as error:
            return str(error)
    return None
