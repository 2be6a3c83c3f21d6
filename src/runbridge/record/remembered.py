"""What earlier calls with the same options found out, so that a call for one record need not find it out again."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, cast

from runbridge._runtime.registry import Format
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.record.certain_format import is_certain
from runbridge.record.converter import Conversion, RecordConverter
from runbridge.record.native_nodes import load_library
from runbridge.record.native_record import convert_record
from runbridge.record.read_record import detect

#: How many different options are remembered, and how many sets of unknown fields.
_MOST_OPTIONS, _MOST_FIELDS = 32, 256


class EarlierCalls:
    """The converters that were made for some options, by the format of the records, and the one that was used last."""

    def __init__(self) -> None:
        # An environment that makes no sense is an error of the first call, too.
        load_library()
        self.converters: dict[str, RecordConverter] = {}
        self.last: RecordConverter | None = None

    def convert(self, data: bytes, *, is_detected: bool) -> Conversion | None:
        """The conversion of a record, if it is an ordinary one of the format of the last.

        Raises UnknownFormat and InvalidRecord if the format has to be detected, and none or several match.
        """
        last = self.last
        direct = None if last is None else last.batch_converter
        if direct is None:
            return None
        source, profile = direct.source, direct.profile

        def is_own(unknown: Collection[str]) -> bool:
            return not is_detected or _is_certain(FORMATS.changes, source, profile, *unknown) or detect(data) is source

        return convert_record(direct, data, is_own)


def earlier_calls(options: Mapping[str, Any]) -> EarlierCalls:
    """What calls with these options found out; nothing for options that cannot be compared."""
    changes = FORMATS.changes, DIRECTIONS.changes
    try:
        return _earlier_calls(changes, *options, *map(_frozen, options.values()))
    except TypeError:
        # Not every caller checks types.
        return EarlierCalls()


@lru_cache(maxsize=_MOST_OPTIONS)
def _earlier_calls(*key: object) -> EarlierCalls:
    return EarlierCalls()


def _frozen(value: object) -> object:
    """The value with its type: 1, 1.0 and True are equal, and so are 0.0 and -0.0."""
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return Mapping, *[(key, _frozen(each)) for key, each in items]
    return type(value), repr(value) if isinstance(value, float) else value


@lru_cache(maxsize=_MOST_FIELDS)
def _is_certain(changes: int, form: Format, profile: str, *unknown: str) -> bool:
    return is_certain(form, profile, unknown)
