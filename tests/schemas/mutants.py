"""Hypothesis strategies for records that are nearly valid, and for texts that are nearly JSON.

A record is edited as a tree that keeps what JSON text can say and a Python value cannot: repeated fields, and the
representation of numbers and names.
"""

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.schemas.samples import MEDIA, OUTPUT, RECORDS


class Token(str):
    """JSON text that is written as it is."""

    __slots__ = ()


class Object(list[list[Any]]):
    """An object as its fields: name (text, or a Token when its representation matters) and value."""


def tree(value: Any) -> Any:
    """A Python value as a tree to edit."""
    if isinstance(value, dict):
        return Object([name, tree(child)] for name, child in value.items())
    return [tree(child) for child in value] if isinstance(value, list) else value


def write(node: Any) -> str:
    """The JSON text of a tree."""
    match node:
        case Token():
            return str(node)
        case Object():
            return "{" + ", ".join(f"{write(name)}: {write(child)}" for name, child in node) + "}"
        case list():
            return "[" + ",".join(map(write, node)) + "]"
        case _:
            return json.dumps(node)


times = st.sampled_from(
    [
        "2024-02-29T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2000-02-29t00:00:00z",
        "0000-01-01T00:00:00Z",
        "1998-12-31T23:59:60Z",
        "1998-12-31T22:59:60Z",
        "1998-12-31T15:59:60.5-08:00",
        "1998-12-31T23:59:60+01:00",
        "1998-12-31T23:59:60",
        "2024-06-30T10:00:00",
        "2024-06-30 10:00:00Z",
        "2024-06-30T10:00:00+0000",
        "2024-06-30T10:00:00+24:00",
        "2024-06-30T10:00:00-23:59",
        "2024-06-30T24:00:00Z",
        "2024-06-30T10:00:00.Z",
        "2024-06-30T10:00:00.000000000000000000001Z",
        "2024-06-30T10:00:00Z\n",
        "2024-06-30T10:00:0٣Z",
        "2024-06-30",
    ]
)
words = st.sampled_from(
    ["running", "success", "pending", "completed", "api", "event", "T4", "classic", "sync", "queued"]
)
tokens = st.sampled_from(
    [
        "1.0",
        "1e2",
        "1E400",
        "-0",
        "-0.0",
        "0.5",
        "9" * 5000,
        "1e-400",
        "12345678901234567890.0",
        '"\\ud800"',
        '"\\u0041"',
    ]
).map(Token)
names = (
    st.sampled_from(
        [*RECORDS["workflow-run"], *RECORDS["workflow-run-model"], *OUTPUT, *MEDIA, "_residue", "(unknown)"]
    )
    | st.text(max_size=4)
    | st.sampled_from(['"\\u0069d"', '"\\ud83d"', '"stat\\u0075s"']).map(Token)
)
residues = st.fixed_dictionaries(
    {"of": st.just("workflow-run"), "bridge": st.just("1"), "id": st.just("x")},
    optional={
        "own": st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
        "via": st.just({"status": {"was": 1}}) | st.just({"status": {"saw": 1}}),
        "absent": st.just(["ended_at"]) | st.just([1]),
        "more": st.none(),
    },
).map(tree)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
values: SearchStrategy[Any] = st.recursive(
    scalars | times | words | tokens | residues,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(names, inner).map(list), max_size=3).map(Object),
    max_leaves=6,
)


@st.composite
def mutants(draw: DrawFn, form: str) -> bytes:
    """The text of a valid record of a format after up to three edits anywhere in it."""
    root = tree(RECORDS[form])
    for _ in range(draw(st.integers(0, 3))):
        _edit(draw, root)
    return write(root).encode("utf-8", "surrogatepass")


def _edit(draw: DrawFn, root: Any) -> None:
    """One edit: walk down as far as chance goes, and change what is there."""
    node = root
    while True:
        inner = [child for child in _children(node) if isinstance(child, list) and child]
        if not inner or draw(st.integers(0, 2)) == 0:
            break
        node = draw(st.sampled_from(inner))
    if not isinstance(node, Object):
        edits = [node.clear, lambda: node.append(draw(values)), lambda: node.insert(0, draw(values))]
        draw(st.sampled_from(edits))()
        return
    index = draw(st.integers(0, len(node) - 1)) if node else 0
    match draw(
        st.sampled_from(["replace", "replace", "delete", "rename", "repeat", "repeat-before", "respell", "add"])
    ):
        case "replace" if node:
            node[index][1] = draw(values)
        case "delete" if node:
            del node[index]
        case "rename" if node:
            node[index][0] = draw(names)
        case "repeat" if node:
            node.append([node[index][0], draw(values)])
        case "repeat-before" if node:
            node.insert(0, [node[index][0], draw(values)])
        case "respell" if node and type(node[index][0]) is str:
            node[index][0] = Token(
                '"' + "".join(f"\\u{ord(char):04x}" for char in node[index][0] if char < "\U00010000") + '"'
            )
        case _:
            node.append([draw(names), draw(values)])


def _children(node: Any) -> list[Any]:
    return [child for _, child in node] if isinstance(node, Object) else list(node)


@st.composite
def garbled(draw: DrawFn, form: str) -> bytes:
    """The text of a record of a format with a few bytes cut out, put in or repeated."""
    text = bytearray(draw(mutants(form)))
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 3)))
        text[start:end] = draw(pieces)
    return bytes(text)


_STRAYS = [b"", b",", b":", b'"', b"\\", b"{", b"}", b"[", b"]", b"'", b"\n", b"\t", b" ", b"\r", b"-", b"+1", b"/**/"]
_NO_VALUES = [b"NaN", b"-Infinity", b"nul", b"01", b"1.", b"1e", b".5", b"\\u12", b"\\ud800", b"\\x"]
_NO_TEXT = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\x00", b"\x1f", b"\x7f", b"\x0b"]
_OTHER_TEXT = [char.encode() for char in ("é🙂", "\u2028", "\xa0", "\ufeff")]
pieces = st.sampled_from([*_STRAYS, *_NO_VALUES, *_NO_TEXT, *_OTHER_TEXT]) | st.binary(max_size=2)
