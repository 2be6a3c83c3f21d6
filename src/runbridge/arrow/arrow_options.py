"""The options of batches: those of records and of columns."""

from typing import Literal, TypeAlias

from runbridge.options import ConvertArguments, Schema, ValidateArguments

#: The schema of a payload, as for `validate`; `Schema` is an Arrow schema here.
JsonSchema: TypeAlias = Schema
#: The place of residues: a field of the records, as JSON or as one text; a column; or nowhere.
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
