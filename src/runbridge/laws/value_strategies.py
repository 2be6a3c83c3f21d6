"""Hypothesis strategies for JSON values that no schema restricts: text, numbers, times, anything."""

from dataclasses import dataclass
from math import isinf
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from runbridge.laws.json_tokens import Num

_ODD_TEXTS = ("", "\u0000\u001b[31m", "\u2028", "é中🙂", '"\\/', " a ", "null", "0", "1.0", "true")
_SURROGATES = ("\ud800", "a\udfffb", "\udc00\ud800")
_ODD_NUMBERS = ("-0", "0", "-0.0", "0.000", "12.0", "1.50", "1e400", "1" * 30, "9007199254740993", "0e5", "1E+2")
_ODD_INTEGERS = ("0", "-0", "1.0", "1e2", "0.0")
#: RFC 3339 has times that datetime does not have: leap seconds and the year 0.
_ODD_TIMES = ("1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00", "0000-02-29T00:00:00Z")

plain_texts = st.text(max_size=8) | st.sampled_from(_ODD_TEXTS)
texts = plain_texts | st.sampled_from(_SURROGATES)
integer_tokens = st.integers(-(10**25), 10**25).map(str)
_fractions = st.from_regex(r"-?(0|[1-9][0-9]{0,3})\.[0-9]{1,18}", fullmatch=True)
_exponents = st.from_regex(r"-?(0|[1-9][0-9]{0,2})(\.[0-9]{1,3})?[eE][+-]?[0-9]{1,3}", fullmatch=True)
_floats = st.floats(0, 1e6).map(repr)
numbers = (integer_tokens | _fractions | _exponents | _floats | st.sampled_from(_ODD_NUMBERS)).map(Num)
#: Numbers that tools print as they read them: JavaScript, jq and orjson work with double.
plain_numbers = (st.integers(0, 10**9).map(str) | st.floats(0.001, 1e6).map(repr)).map(Num)
#: A float represents these, and a thousand times each.
_held_numbers = numbers.filter(lambda number: not isinf(float(number.token) * 1000))

_dates = st.dates().map(lambda date: date.strftime("%Y").zfill(4) + date.strftime("-%m-%d"))
_clocks = st.times().map(lambda time: time.isoformat(timespec="seconds"))
_parts = st.sampled_from(["", ".5", ".123", ".123456", ".100000000", ".123456789", ".000000000000001"])
_offsets = st.sampled_from(["Z", "z", "+00:00", "-00:00", "+05:30", "-23:59"])
held_times = st.builds("{}{}{}{}{}".format, _dates, st.sampled_from("Tt"), _clocks, _parts, _offsets)
times = held_times | st.sampled_from(_ODD_TIMES)
local_times = st.builds("{}T{}{}".format, _dates, _clocks, _parts)


def any_json(numbers: SearchStrategy[Num], texts: SearchStrategy[str]) -> SearchStrategy[Any]:
    """Any JSON value with these numbers and texts."""
    return st.recursive(
        st.none() | st.booleans() | numbers | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=6,
    )


@dataclass(frozen=True, kw_only=True)
class Leaves:
    """The strategies of the values that schemas restrict further."""

    texts: SearchStrategy[str]
    numbers: SearchStrategy[Num]
    integers: SearchStrategy[Num]
    times: SearchStrategy[str]
    values: SearchStrategy[Any]


values = any_json(numbers, texts)
#: Every JSON value.
EVERY = Leaves(
    texts=texts,
    numbers=numbers,
    integers=(integer_tokens | st.sampled_from(_ODD_INTEGERS)).map(Num),
    times=times,
    values=values,
)
#: Values that tools which work with double and UTF-8 keep.
PLAIN = Leaves(
    texts=plain_texts,
    numbers=plain_numbers,
    integers=st.integers(0, 10**9).map(str).map(Num),
    times=times,
    values=any_json(plain_numbers, plain_texts),
)
#: Values that Python's types represent, so that a model can have them.
HELD = Leaves(
    texts=texts,
    numbers=_held_numbers,
    integers=integer_tokens.map(Num),
    times=held_times,
    values=any_json(_held_numbers, texts),
)
