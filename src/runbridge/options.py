"""The options of conversions, validations and runs, each declared once.

An option is a field of a struct, which modules hand on, and a key of a TypedDict, which types the `**options` of the
public functions.
"""

import inspect
import os
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, TypedDict, TypeVar, Unpack

import msgspec

from runbridge.errors import UsageError
from runbridge.inputs.chunks import MAX_RECORD
from runbridge.inputs.envelopes import AUTO, parse_unwrap
from runbridge.inputs.sources import PathLike
from runbridge.outputs.rejects import Rejected

#: The place of residues: a field of the records, as JSON or as one text; a column; or nowhere.
ResiduePlace = Literal["embed", "text", "column", "drop"]

#: A JSON Schema (draft-04 or newer) as a value, or the path of a file that holds one.
Schema: TypeAlias = Mapping[str, Any] | bool | str | os.PathLike[str]
ResidueMode = Literal["embed", "text", "sidecar", "drop"]
#: Receives what keeps a file from being read.
OnError = Callable[[Exception], None]

#: The number of records from which a share of them is checked during a run.
_SAMPLE = 1000

#: The seconds of CPU time after which the validation of one payload ends.
PAYLOAD_TIMEOUT = 5.0

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """The progress of a run.

    `done` is the number of bytes read from its inputs, as they are stored, `size` that of all its inputs, None where it
    is unknown.
    """

    done: int
    size: int | None
    records: int
    rejected: int


class Limit(msgspec.Struct, frozen=True):
    """How many rejected records end a run: more than a number, or more than a share in percent."""

    value: float
    is_share: bool = False

    def is_over(self, records: int, rejected: int, *, at_end: bool = False) -> bool:
        """Whether that is too many; a share counts from 1,000 records on, and at the end."""
        if not self.is_share:
            return rejected > self.value
        return (at_end or records >= _SAMPLE) and rejected * 100 > self.value * records

    def __str__(self) -> str:
        return f"{self.value:g}%" if self.is_share else f"{self.value:,.0f}"


class RecordOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options that conversions and validations share."""

    profile: str = "published"


class RecordArguments(TypedDict, total=False):
    """The keyword arguments for `RecordOptions`."""

    profile: str


class RecordConvertOptions(RecordOptions, frozen=True, kw_only=True):
    """The options of every conversion."""

    apply_residue: bool = True
    set: Mapping[str, str] | None = None
    map: Mapping[str, Mapping[str, str]] | None = None


class ConvertArguments(RecordArguments, total=False):
    """The keyword arguments for `RecordConvertOptions`."""

    apply_residue: bool
    set: Mapping[str, str] | None
    map: Mapping[str, Mapping[str, str]] | None


class ConvertOptions(RecordConvertOptions, frozen=True, kw_only=True, tag=True):
    """How records are converted to the format `target`; `format_name`, their own, is detected where it is None."""

    target: str
    format_name: str | None = None
    residue: ResidueMode = "embed"


class RecordValidateOptions(RecordOptions, frozen=True, kw_only=True):
    """The options of every validation; `payload_timeout` limits that of one payload, in seconds of CPU time."""

    strict: bool = False
    payload_timeout: float = PAYLOAD_TIMEOUT


class RecordValidateArguments(RecordArguments, total=False):
    """The keyword arguments for `RecordValidateOptions`."""

    strict: bool
    payload_timeout: float


class ValidateArguments(RecordValidateArguments, total=False):
    """The same with the schemas whose texts become `ValidateOptions.schemas`."""

    input_schema: Schema | None
    output_schema: Schema | None


class SchemaArguments(ValidateArguments, total=False):
    """The same with the schema of the whole record, whose text becomes `ValidateOptions.schema`."""

    schema: Schema | None


class ValidateOptions(RecordValidateOptions, frozen=True, kw_only=True, tag=True):
    """How records are validated; `format_name`, their format, is detected where it is None.

    `schema` is the text of the JSON Schema of records that have no format, `schemas` has the texts of JSON Schemas by
    the kind of payload; texts, so that no worker reads their files again. With a
    `target`, what prevents the conversion to that format is a problem, too; `set` and `map` are for the conversion.
    """

    format_name: str | None = None
    schema: str | None = None
    schemas: Mapping[str, str] = {}
    target: str | None = None
    set: Mapping[str, str] | None = None
    map: Mapping[str, Mapping[str, str]] | None = None


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a run over files: its jobs, limits, other outputs and callbacks.

    With `overwrite` an output may replace a file that is an input. `unwrap` is the path to records in documents around
    them: a JSON Pointer with `*` for all items of an array, `auto` for the paths that formats declare, or `none`.
    """

    jobs: int = 1
    max_record: int = MAX_RECORD
    unwrap: str = AUTO
    max_rejects: Limit | None = None
    rejects: str | None = None
    summary: str | None = None
    overwrite: bool = False
    on_reject: Callable[[Rejected], None] | None = None
    on_error: OnError | None = None
    progress: Callable[[Progress], None] | None = None


class RunArguments(TypedDict, total=False):
    """The keyword arguments of every run."""

    overwrite: bool
    on_reject: Callable[[Rejected], None] | None
    progress: Callable[[Progress], None] | None


class RejectArguments(RunArguments, total=False):
    """The keyword arguments of a run that writes records."""

    rejects: PathLike | None
    max_rejects: int | str | None


class RecordRunArguments(RunArguments, total=False):
    """The keyword arguments of a conversion or validation of files."""

    max_record: int
    summary: PathLike | None


class LineRunArguments(RecordRunArguments, total=False):
    """The keyword arguments of a conversion or validation of files of lines."""

    jobs: int | str
    unwrap: str


class ConvertRunArguments(LineRunArguments, RejectArguments, total=False):
    """The keyword arguments of a conversion of files of lines."""


class ValidateRunArguments(LineRunArguments, total=False):
    """The keyword arguments of a validation of files of lines."""

    rejects: PathLike | None
    on_error: OnError | None


class ConvertFileArguments(ConvertArguments, ConvertRunArguments, total=False):
    """The keyword arguments of `convert_file`."""


class TryConvertArguments(TypedDict, total=False):
    """The keyword arguments of a validation that tries a conversion, too, and writes the accepted records."""

    accepted: PathLike | None
    to: str | None
    set: Mapping[str, str] | None
    map: Mapping[str, Mapping[str, str]] | None


class ValidateFileArguments(SchemaArguments, ValidateRunArguments, TryConvertArguments, total=False):
    """The keyword arguments of `validate_file`."""


class _AnyRunArguments(ConvertRunArguments, ValidateRunArguments, total=False):
    """The keyword arguments for `RunOptions`."""


def make_run_options(**arguments: Unpack[_AnyRunArguments]) -> RunOptions:
    """The options of a run; raises UsageError for a number of jobs or a limit that is none."""
    parsed: dict[str, Any] = {**arguments}
    for name, parse in (
        ("jobs", parse_jobs),
        ("max_rejects", parse_limit),
        ("rejects", os.fspath),
        ("summary", os.fspath),
    ):
        if parsed.get(name) is not None:
            parsed[name] = parse(parsed[name])
    parse_unwrap(parsed.get("unwrap", AUTO))
    return RunOptions(**parsed)


def parse_jobs(jobs: int | str) -> int:
    """The number of jobs for a number or `auto`: the processors available to this one. Raises UsageError."""
    if jobs == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        number = int(jobs)
    except ValueError:
        number = 0
    if number < 1:
        raise UsageError(f"{jobs!r} is not a valid number of jobs; give 1 or more, or auto")
    return number


def parse_limit(value: int | str) -> Limit:
    """The limit of a number, or of a text like `100` or `2.5%`; raises UsageError."""
    text = str(value)
    try:
        if text.endswith("%"):
            share = float(text[:-1])
            if 0 <= share <= 100:
                return Limit(share, is_share=True)
        elif int(text) >= 0:
            return Limit(int(text))
    except ValueError:
        pass
    raise UsageError(f"{text!r} is not a valid limit; give a number of records, or a percentage like 5%")


def values_of(options: msgspec.Struct, kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The values of the options that a struct declares, by name."""
    return {name: getattr(options, name) for name in kind.__struct_fields__}


def split_arguments(arguments: Mapping[str, Any], *kinds: type) -> list[dict[str, Any]]:
    """The arguments that each TypedDict declares; raises TypeError for one that none of them does."""
    for name in arguments:
        if not any(name in kind.__annotations__ for kind in kinds):
            raise TypeError(f"unexpected keyword argument {name!r}")
    return [{name: value for name, value in arguments.items() if name in kind.__annotations__} for kind in kinds]


def defaults_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The defaults of the options that a struct declares, by name."""
    return {
        name: default
        for name, default in zip(kind.__struct_fields__, kind.__struct_defaults__, strict=True)
        if default is not msgspec.NODEFAULT
    }


_DEFAULTS: dict[str, Any] = {
    **defaults_of(RecordConvertOptions),
    **defaults_of(RecordValidateOptions),
    **defaults_of(RunOptions),
    "schema": None,
    "input_schema": None,
    "output_schema": None,
    "accepted": None,
    "to": None,
}


def show_arguments(arguments: type, **defaults: Any) -> Callable[[_Function], _Function]:
    """Give a function the signature in which its `**options: Unpack[arguments]` are written out, for `help` and tools.

    `defaults` are those of options that no struct in this module has.
    """

    def decorate(function: _Function) -> _Function:
        signature = inspect.signature(function)
        parameters = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
        parameters += [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default={**_DEFAULTS, **defaults}[name], annotation=annotation
            )
            for name, annotation in arguments.__annotations__.items()
        ]
        function.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # any function takes it
        return function

    return decorate


class FileError(NamedTuple):
    """Why a file cannot be read; `message` names the file. The file is None where the error does not know it."""

    file: str | None
    message: str


class ReportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Whether text has colors, the file of GitHub's step summary, and functions that describe the run at its end.

    `summarize` gives the summary of the run, `list_errors` the error of each file that cannot be read.
    """

    color: bool = False
    summary: str | None = None
    summarize: Callable[[], Mapping[str, Any]] = dict[str, Any]
    list_errors: Callable[[], list[FileError]] = list[FileError]


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
