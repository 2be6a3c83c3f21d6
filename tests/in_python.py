"""What `rb.convert` and `rb.validate` do without the native module, which tests compare it with."""

from typing import Any

from runbridge.diagnosis.explain import explain
from runbridge.known_formats import FORMATS
from runbridge.options import ConvertOptions
from runbridge.problems import Problem
from runbridge.record.convert import make_converter
from runbridge.record.converter import Conversion
from runbridge.record.read_record import is_valid


def validate(data: bytes, form: str, *, profile: str = "published", strict: bool = False) -> list[Problem]:
    """All problems of a record."""
    if not strict and is_valid(data, FORMATS[form], profile):
        return []
    return explain(data, FORMATS[form], profile, strict=strict)


def convert(data: bytes, to: str, from_: str, *, sidecar: bytes | None = None, **options: Any) -> Conversion:
    """One record converted."""
    converter = make_converter(from_, ConvertOptions(target=to, format_name=from_, **options))
    return converter.convert(data, None if sidecar is None else lambda identity, text: sidecar)
