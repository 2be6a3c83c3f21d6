"""Validation of one record."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Unpack

from msgspec.structs import replace

from runbridge._runtime.registry import Format
from runbridge.errors import InvalidRecord, RecordError, UsageError
from runbridge.formats import PROFILES, check_profile, find_format
from runbridge.options import (
    RecordValidateArguments,
    Schema,
    SchemaArguments,
    ValidateOptions,
    show_arguments,
)
from runbridge.problems import Problem, without_location
from runbridge.record.native_record import is_valid_natively
from runbridge.record.read_record import RecordData, detect, fields_of, is_valid, record_text

if TYPE_CHECKING:
    from runbridge.payloads.payload_validator import PayloadChecker


@show_arguments(SchemaArguments)
def validate(data: RecordData, format: str | None = None, **options: Unpack[SchemaArguments]) -> list[Problem]:
    """All problems of one record, in the order of its text; [] when it is valid.

    `data` is the JSON text of the record, or a mapping, whose problems have no line and column.

    A text with more than 10,000 problems (fewer where their pointers are very long) ends with one that says so.

    `format` is the name of the record's format, detected from its fields by default. `profile` is `published` (the
    format as documented) or `tolerant` (what live services send). `strict` rejects unknown fields, duplicate fields and
    values outside the known vocabularies. `schema` is any JSON Schema (draft-04 or newer), or the path of a file with
    one; it validates the whole record in place of a format. `input_schema` and `output_schema` are the same for the
    input and the output of the workflow, where the record has them. A value whose validation takes more than
    `payload_timeout` seconds of CPU time has the problem `payload-unchecked`.

    Raises UsageError, UnknownFormat, TypeError for data of another type and OSError for an unreadable schema file, but
    nothing for an invalid record.
    """
    checked = make_validate_options(format, **options)
    try:
        with record_text(data) as text:
            problems = find_problems(text, checked)
    except RecordError as error:
        # What keeps a mapping from being encoded is a problem of the record, too.
        return list(error.problems)
    return list(map(without_location, problems)) if isinstance(data, Mapping) else problems


def make_validate_options(
    format_name: str | None,
    *,
    schema: Schema | None = None,
    input_schema: Schema | None = None,
    output_schema: Schema | None = None,
    **options: Unpack[RecordValidateArguments],
) -> ValidateOptions:
    """The options of a validation, with the texts of its schemas.

    Raises UsageError for an unknown profile, an invalid schema and a timeout that is not positive, and OSError for a
    file of a schema.
    """
    checked = ValidateOptions(format_name=format_name, **options)
    if not checked.payload_timeout > 0:
        raise UsageError(f"payload_timeout is {checked.payload_timeout:g}; it is a number of seconds above 0")
    check_profile(checked.profile)
    if schema is None and input_schema is None and output_schema is None:
        return checked
    from runbridge.payloads.payload_validator import text_of

    if schema is not None:
        conflicts = {
            "a format": format_name is not None,
            "a profile": checked.profile != PROFILES[0],
            "strict": checked.strict,
            "input_schema": input_schema is not None,
            "output_schema": output_schema is not None,
        }
        for name in (name for name, is_given in conflicts.items() if is_given):
            raise UsageError(f"`schema` describes the whole record; it cannot be combined with {name}")
        return replace(checked, schema=text_of(schema, "schema"))
    given = {"input": input_schema, "output": output_schema}
    schemas = {kind: text_of(schema, f"{kind}_schema") for kind, schema in given.items() if schema is not None}
    return replace(checked, schemas=schemas)


def check_payloads(form: Format, schemas: Mapping[str, str]) -> None:
    """Raise UsageError where a format has no payload of a kind that a schema was given for."""
    _checkers(form, schemas)


def has_any_payload(form: Format) -> bool:
    """Whether a format has payloads at all."""
    from runbridge.payloads.payload_validator import payload_fields

    return bool(payload_fields(form))


def has_payloads(form: Format, schemas: Mapping[str, str]) -> bool:
    """Whether a format has payloads of all kinds that schemas were given for."""
    if not schemas:
        return True
    from runbridge.payloads.payload_validator import has_kinds

    return has_kinds(form, schemas)


def find_problems(text: bytes, options: ValidateOptions) -> list[Problem]:
    """The problems that `validate` gives, for options that were checked."""
    if options.schema is not None:
        from runbridge.payloads.payload_validator import record_problems

        return record_problems(text, options.schema, options.payload_timeout)
    if options.format_name is not None:
        return _find_problems(text, find_format(options.format_name), options)
    try:
        format_ = detect(text)
    except InvalidRecord as error:
        return list(error.problems)
    if options.schemas and not has_any_payload(format_):
        return find_detected(text, format_, options)
    return _find_problems(text, format_, options)


def find_detected(text: bytes, format_: Format, options: ValidateOptions) -> list[Problem]:
    """The problems of a record whose format was detected; those of a schema that it has no payload for are unknown."""
    try:
        check_payloads(format_, options.schemas)
    except UsageError as error:
        # The schema makes sense for other records.
        problems = _find_problems(text, format_, replace(options, schemas={}))
        return problems or [Problem(code="payload-unchecked", actual=str(error))]
    return _find_problems(text, format_, options)


#: Many short records are equal, such as the `{}` of a faulty writer; their problems are computed once.
_MAX_REMEMBERED = 64


def _find_problems(text: bytes, format_: Format, options: ValidateOptions) -> list[Problem]:
    profile, strict = options.profile, options.strict
    if not options.schemas:
        find = _remembered_problems if len(text) <= _MAX_REMEMBERED else _schema_problems
        return [*find(text, format_, profile, strict=strict)]
    checkers = _checkers(format_, options.schemas)
    if not strict and is_valid(text, format_, profile) and _are_accepted(text, checkers, options.payload_timeout):
        return []
    from runbridge.diagnosis.explain import explain
    from runbridge.payloads.payload_validator import payload_problems

    return explain(
        text, format_, profile, strict=strict, more=partial(payload_problems, checkers, options.payload_timeout)
    )


def _schema_problems(text: bytes, format_: Format, profile: str, *, strict: bool) -> Sequence[Problem]:
    if is_valid_natively(text, format_, profile, strict=strict) or (not strict and is_valid(text, format_, profile)):
        return ()
    from runbridge.diagnosis.explain import explain

    return explain(text, format_, profile, strict=strict)


_remembered_problems = lru_cache(maxsize=256)(_schema_problems)


def _checkers(form: Format, schemas: Mapping[str, str]) -> "Sequence[PayloadChecker]":
    if not schemas:
        return ()
    from runbridge.payloads.payload_validator import payload_checkers

    return payload_checkers(form, schemas)


def _are_accepted(text: bytes, checkers: "Sequence[PayloadChecker]", seconds: float) -> bool:
    """Whether the schemas accept the payloads of a valid record; False where msgspec cannot read the record."""
    members = fields_of(text)
    return members is not None and all(
        checker.accepts(bytes(members[checker.field]).decode(), seconds)
        for checker in checkers
        if checker.field in members
    )
