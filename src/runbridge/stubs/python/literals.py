"""String literals of Python, as ruff's format quotes them, with nothing in them that deceives a reader."""

import unicodedata

#: Categories of what may not stand in a source file as it is: controls, what turns the text around, lone surrogates.
_UNSAFE = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str) -> str:
    """The literal of a text, in the quotes that need fewer escapes; a raw one where that needs none."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    if "\\" in text and safe(text) == text and quote not in text and not text.endswith("\\"):
        return f"r{quote}{text}{quote}"
    return quote + escaped(text).replace(quote, f"\\{quote}") + quote


def escaped(text: str) -> str:
    """A text as it stands in a literal, but for quotes."""
    return safe(text.replace("\\", "\\\\"))


def safe(text: str) -> str:
    """A text with escapes in place of what may not stand in a source file."""
    return "".join(map(_escape, text))


def is_text(text: str) -> bool:
    """Whether it can be told as UTF-8, which half a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _escape(character: str) -> str:
    # Blanks other than the plain one look like it.
    if character == " " or (unicodedata.category(character) not in _UNSAFE and not character.isspace()):
        return character
    code = ord(character)
    form = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return _SHORT.get(character, form)
