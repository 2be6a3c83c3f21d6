"""Python string literals in the style of ruff, in which characters that could mislead a reader are escaped."""

import unicodedata

#: Unicode categories to escape in a source file: controls, bidirectional marks, lone surrogates and the like.
_UNSAFE = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str) -> str:
    """The literal of a text: in the quotes that need fewer escapes, raw if that needs none."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    if "\\" in text and escape_unsafe(text) == text and quote not in text and not text.endswith("\\"):
        return f"r{quote}{text}{quote}"
    return quote + escaped(text).replace(quote, f"\\{quote}") + quote


def escaped(text: str) -> str:
    """The content of a literal, except for quotes."""
    return escape_unsafe(text.replace("\\", "\\\\"))


def escape_unsafe(text: str) -> str:
    """A text with unsafe characters escaped."""
    return "".join(map(_escape, text))


def is_encodable(text: str) -> bool:
    """Whether a text can be encoded as UTF-8: it has no unpaired surrogate."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _escape(character: str) -> str:
    # Other white space looks like a blank.
    if character == " " or (unicodedata.category(character) not in _UNSAFE and not character.isspace()):
        return character
    code = ord(character)
    form = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return _SHORT.get(character, form)
