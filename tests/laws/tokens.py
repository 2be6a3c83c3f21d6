"""JSON for tests: numbers keep their text, so equality is strict (same fields, same type, same number text)."""

import json
import math
from typing import Any, NamedTuple


class Num(NamedTuple):
    """A number token as it stands in the text."""

    token: str


def read(text: bytes | str) -> Any:
    """The value of a JSON text, with each number as a Num."""
    return json.loads(text, parse_int=Num, parse_float=Num)


def write(value: Any) -> bytes:
    """The JSON text of a value with Nums; lone surrogates are written as escapes."""
    match value:
        case Num(token):
            return token.encode()
        case dict():
            return b"{" + b",".join(write(name) + b":" + write(child) for name, child in value.items()) + b"}"
        case list():
            return b"[" + b",".join(map(write, value)) + b"]"
        case str():
            try:
                return json.dumps(value, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                return json.dumps(value).encode()
        case _:
            return json.dumps(value).encode()


def by_value(value: Any) -> Any:
    """The value with numbers as double, which is all that most tools keep of them."""
    match value:
        case Num(token):
            number = float(token)
            return ("number", "out of range" if math.isinf(number) else number)
        case dict():
            return {name: by_value(child) for name, child in value.items()}
        case list():
            return [by_value(child) for child in value]
        case _:
            return value
