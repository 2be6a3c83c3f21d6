"""The options of batches: those of records and of columns."""

from typing import Literal, TypeAlias

from runbridge.options import ConvertArguments, Schema, ValidateArguments

#: What a payload has to be, as `validate` takes it; `Schema` without this name is one of Arrow.
JsonSchema: TypeAlias = Schema
#: Where residues are written: into the records, to a column of their own, or nowhere.
ResiduePlace = Literal["embed", "text", "column", "drop"]


class BatchConvertArguments(ConvertArguments, total=False):
    """The keyword arguments of `BatchConverter` that have a default."""

    from_: str | None
    residue: ResiduePlace
    residue_column: str | None
    max_record: int | None
    prefix: str


class BatchValidateArguments(ValidateArguments, total=False):
    """The keyword arguments of `BatchValidator` that have a default."""

    format: str | None
    max_record: int | None
    prefix: str
