"""Conversions as the laws speak of them: records in, records out, with the same options on every hop."""

from typing import Any

import runbridge as rb
from runbridge.laws.json_tokens import Record
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from tests import in_python
from tests.laws.fields import other
from tests.laws.records import OPTIONS

RESIDUE = "_residue"


def hop(record: Record, form: str, **options: Any) -> Record:
    """The record converted to the other format."""
    result: Record = read(conversion(record, form, **options).data)
    return result


def conversion(record: Record, form: str, **options: Any) -> rb.Conversion:
    """The conversion of a record of that format to the other."""
    return in_python.convert(write(record), other(form), form, **{**OPTIONS, **options})


def without_residue(record: Record) -> Record:
    """The record's fields but `_residue`."""
    return {name: value for name, value in record.items() if name != RESIDUE}


def reported(done: rb.Conversion, kind: str) -> list[str]:
    """The fields of the losses of one kind."""
    return [loss.field for loss in done.losses if loss.kind == kind]
