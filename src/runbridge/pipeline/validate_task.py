"""Validates records of files, of a format or with any JSON Schema; text in, problems out."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from msgspec.structs import replace

from runbridge._runtime.json_slices import check_utf8, on_one_line
from runbridge.errors import InvalidRecord, RecordError, UnknownFormat
from runbridge.formats import find_format
from runbridge.options import ConvertOptions, ValidateOptions
from runbridge.pipeline.processor import ProcessAlone
from runbridge.problems import Problem
from runbridge.record.batch import Gap, NotBatchable
from runbridge.record.convert import make_converters
from runbridge.record.converter import RecordConverter
from runbridge.record.native_batch import NativeResults, chunk_size, convert_lines, plan_of, validate_lines
from runbridge.record.native_nodes import validation_plan
from runbridge.record.read_record import detect, first_foreign_line, foreign_problems
from runbridge.record.validate import check_payloads, find_detected, find_problems, has_any_payload

if TYPE_CHECKING:
    from runbridge.payloads.quick_check import Accepts


class ValidateProcessor:
    """Validates records."""

    def __init__(self, options: ValidateOptions) -> None:
        self._options = options
        self._accepts_payloads = _payloads_check(options)

    @property
    def batch_size(self) -> int:
        """The best size of a batch in bytes."""
        # In Python, an invalid record costs as much as the rest of its batch.
        return chunk_size(1 << 16)

    @property
    def format_name(self) -> str | None:
        """The format that records are read as; None where it is detected for each."""
        return self._options.format_name

    @property
    def record_format(self) -> str | None:
        """The format that the record processed last was read as."""
        return self.format_name

    @property
    def can_batch(self) -> bool:
        """Whether many records can be validated at once.

        With `strict`, only the native module can do it, and payloads need a quick check.
        """
        name, options = self.format_name, self._options
        if options.strict and (
            name is None or validation_plan(find_format(name), options.profile, strict=True) is None
        ):
            return False
        return not options.schemas or self._accepts_payloads is not None

    def fill_gaps(self, text: bytes, done: int | NotBatchable, alone: ProcessAlone | None) -> int | NotBatchable:
        """The number of valid records of a batch, where `alone` has processed those that may be invalid."""
        if not isinstance(done, NotBatchable) or not done.gaps:
            return done
        if alone is None:
            return NotBatchable(done.line)
        start = 0
        for gap in done.gaps:
            self.accept(text[start : gap.start])
            alone(gap)
            start = gap.end + 1
        self.accept(text[start:])
        return text.count(b"\n") - len(done.gaps)

    def accept(self, text: bytes) -> None:
        """Take whole lines with valid records."""

    def validate_batch(
        self, text: bytes, format_name: str | None, ahead: NativeResults | None = None
    ) -> int | NotBatchable:
        """The number of records of a format on the lines of a text; NotBatchable if one may be invalid.

        `ahead` is that of `validate_lines`.
        """
        if format_name is None or not self.can_batch:
            return NotBatchable()
        form, options = find_format(format_name), self._options
        done = validate_lines(form, text, options.profile, strict=options.strict, ahead=ahead)
        return done if self._accepts_payloads is None else _without_refused(text, done, self._accepts_payloads)

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record."""
        return find_problems(data, self._options)


def _payloads_check(options: ValidateOptions) -> "Accepts | None":
    """The quick check of the payloads that the options have schemas for, if there is one."""
    if options.format_name is None or not options.schemas:
        return None
    from runbridge.payloads.payload_validator import payload_fields
    from runbridge.payloads.quick_check import payloads_check

    fields = payload_fields(find_format(options.format_name))
    if not options.schemas.keys() <= fields.keys():
        return None
    return payloads_check({fields[kind]: text for kind, text in options.schemas.items()})


def _without_refused(text: bytes, done: int | NotBatchable, accepts: "Accepts") -> int | NotBatchable:
    """What became of a batch, where the lines that a quick check does not accept must be processed alone."""
    from runbridge.payloads.quick_check import has_long_number

    if (isinstance(done, NotBatchable) and not done.gaps) or has_long_number(text):
        return NotBatchable(done.line) if isinstance(done, NotBatchable) else NotBatchable()
    known = {gap.line: gap for gap in done.gaps} if isinstance(done, NotBatchable) else {}
    gaps: list[Gap] = []
    start = 0
    for index, line in enumerate(text.split(b"\n")[:-1]):
        if index in known:
            gaps.append(known[index])
        elif not accepts(line):
            gaps.append(Gap(index, start, start + len(line)))
        start += len(line) + 1
    return NotBatchable(gaps[0].line, gaps) if gaps else done


class _FileTask(ValidateProcessor):
    """Validates the records of files, and writes those without problems to `accepted`, if that is given."""

    def __init__(self, options: ValidateOptions, accepted: BinaryIO | None = None) -> None:
        super().__init__(options)
        self._spec = options
        self._accepted = accepted

    def bridge_of(self, _format_name: str | None, /) -> str | None:
        """None: no bridge is crossed."""
        return None

    def process_batch(
        self, text: bytes, alone: ProcessAlone | None = None, ahead: NativeResults | None = None
    ) -> int | NotBatchable:
        """The number of valid records on the lines of a text; NotBatchable if one is invalid or not ordinary.

        `alone` processes those that may be invalid; `ahead` is that of `validate_lines`.
        """
        return self.fill_gaps(text, self.validate_batch(text, self.format_name, ahead), alone)

    def accept(self, text: bytes) -> None:
        """Write whole lines with records without problems."""
        if self._accepted is not None:
            self._accepted.write(text)

    def flush(self) -> None:
        """Write the accepted records so far."""
        if self._accepted is not None:
            self._accepted.flush()

    def parallel_spec(self) -> ValidateOptions:
        """The options for workers."""
        return self._spec


class ValidateTask(_FileTask):
    """Validates the records of files, tries their conversion if a target is given, and writes those without problems.

    A record is tried in the format of its file first. Unless the options name the format, a record that has problems
    there is validated in its own format.
    """

    def __init__(self, options: ValidateOptions, accepted: BinaryIO | None = None) -> None:
        super().__init__(options, accepted)
        self._own_format: str | None = None
        # Options that make no sense are reported before a record is read.
        self._converters: Mapping[str, RecordConverter] = (
            {} if options.target is None else make_converters(_convert_options(options, options.target))
        )
        self.start(options.format_name)

    @property
    def record_format(self) -> str | None:
        """The format that the record processed last was read as."""
        return self._own_format or self.format_name

    @property
    def formats(self) -> Container[str] | None:
        """None: a record of any format can be validated."""
        return None

    @property
    def can_batch(self) -> bool:
        """Whether many records can be validated at once: only those of one format, against its schema."""
        return super().can_batch and self.format_name is not None

    def start(self, format_name: str | None) -> None:
        """Prepare for records of a format; raises UsageError where it has no payload for one of the schemas.

        A format that was detected and has no payloads at all is no usage error: its records have a problem.
        """
        if format_name is not None and self._options.schemas:
            form = find_format(format_name)
            if format_name == self._spec.format_name or has_any_payload(form):
                check_payloads(form, self._options.schemas)
        self._options = replace(self._options, format_name=format_name)
        self._accepts_payloads = _payloads_check(self._options)

    def native_plans(self, format_name: str | None, /) -> Sequence[object]:
        """The plans to validate records of a format and to convert them; () where Python does a part of it."""
        spec = self._spec
        if format_name is None or spec.schemas:
            return ()
        plans = [validation_plan(find_format(format_name), spec.profile, strict=spec.strict)]
        if spec.target is not None and format_name != spec.target:
            plans.append(plan_of(self._converters.get(format_name)))
        return () if None in plans else plans

    def validate_batch(
        self, text: bytes, format_name: str | None, ahead: NativeResults | None = None
    ) -> int | NotBatchable:
        """The number of records on the lines of a text, if all of them have no problems."""
        if format_name is not None and format_name != self._spec.format_name:
            foreign = first_foreign_line(text, find_format(format_name))
            if foreign is not None:
                return NotBatchable(foreign)
        done = super().validate_batch(text, format_name, ahead)
        if format_name != self._spec.target and self._spec.target is not None:
            converter = self._converters.get(str(format_name))
            if isinstance(done, NotBatchable):
                return NotBatchable(done.line)
            if converter is None or convert_lines(converter, text, Counter(), ahead=ahead) is None:
                return NotBatchable()
        if not isinstance(done, NotBatchable):
            self.accept(text)
        return done

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record; a record without problems is written to the accepted ones."""
        self._own_format = None
        problems = self._find_problems(data, self.format_name)
        if problems and self._spec.format_name is None and self.format_name is not None:
            own = _detected(data)
            if own is not None and own != self.format_name:
                self._own_format = own
                problems = self._find_problems(data, own)
        if not problems:
            self.accept(on_one_line(data) + b"\n")
        return problems

    def _find_problems(self, data: bytes, format_name: str | None) -> Sequence[Problem]:
        problems = self._find_invalid(data, format_name)
        if problems or self._spec.target is None:
            return problems
        source = format_name or detect(data).name
        if source == self._spec.target:
            return ()
        converter = self._converters.get(source)
        if converter is None:
            return [Problem(code="unexpected-format", expected=" or ".join(self._converters), actual=source)]
        return _conversion_problems(converter, data)

    def _find_invalid(self, data: bytes, format_name: str | None) -> Sequence[Problem]:
        """The problems of a record in a format, which may be another than that of its file."""
        if format_name is None or format_name == self._spec.format_name:
            return find_problems(data, self._options)
        form = find_format(format_name)
        return foreign_problems(data, form) or find_detected(data, form, self._options)


def _convert_options(options: ValidateOptions, target: str) -> ConvertOptions:
    return ConvertOptions(
        target=target, format_name=options.format_name, profile=options.profile, set=options.set, map=options.map
    )


def _conversion_problems(converter: RecordConverter, data: bytes) -> Sequence[Problem]:
    """Why a valid record cannot be converted."""
    try:
        converter.convert(data)
    except RecordError as error:
        return error.problems
    return ()


def _detected(data: bytes) -> str | None:
    """The format that is detected for a record; None if there is none."""
    try:
        return detect(data).name
    except (UnknownFormat, InvalidRecord):
        return None


class SchemaTask(_FileTask):
    """Validates the records of files with `ValidateOptions.schema`, and writes those without problems."""

    #: No format is detected.
    formats: Container[str] | None = ()

    def __init__(self, options: ValidateOptions, accepted: BinaryIO | None = None) -> None:
        from runbridge.payloads.quick_check import record_check

        super().__init__(options, accepted)
        self._accepts = None if options.schema is None else record_check(options.schema)

    @property
    def batch_size(self) -> int:
        """The best size of a batch in bytes."""
        return 1 << 15

    @property
    def can_batch(self) -> bool:
        """Whether many records can be validated at once: only if there is a quick check."""
        return self._accepts is not None

    def start(self, format_name: str | None) -> None:
        """Do nothing: records of all files are validated alike."""

    def native_plans(self, _format_name: str | None, /) -> Sequence[object]:
        """None: the quick check is called for each record."""
        return ()

    def validate_batch(
        self, text: bytes, format_name: str | None, ahead: NativeResults | None = None
    ) -> int | NotBatchable:
        """The number of records on the lines of a text, if all of them are valid."""
        if self._accepts is None:
            return NotBatchable()
        try:
            check_utf8(text)
        except UnicodeDecodeError:
            return NotBatchable()
        done = _without_refused(text, text.count(b"\n"), self._accepts)
        if not isinstance(done, NotBatchable):
            self.accept(text)
        return done

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record; a record without problems is written to the accepted ones."""
        problems = super().process_record(data)
        if not problems:
            self.accept(on_one_line(data) + b"\n")
        return problems


def make_validate_task(options: ValidateOptions, accepted: BinaryIO | None = None) -> ValidateTask | SchemaTask:
    """The task for the records of files, with a format or with a schema."""
    return ValidateTask(options, accepted) if options.schema is None else SchemaTask(options, accepted)
