"""Many lines at once by the native lane, where there is one, and by Python where it cannot do something.

The lane hands back the lines that are out of the ordinary. Python processes these together, and their output goes to
its place among that of the others. Where Python refuses one of them, the chunk is divided, and the lane runs again.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from runbridge._runtime.registry import Format
from runbridge.record import batch
from runbridge.record.batch import ConvertedBatch, NotBatchable
from runbridge.record.converter import Converter, RecordConverter
from runbridge.record.native_nodes import load_library, validation_plan

if TYPE_CHECKING:
    from runbridge._native import Other, Result
    from runbridge.record.native_plan import ConversionPlan

#: Python counts at most 1,000 kinds of losses. Far below that limit, it does not matter in which order they are met.
_MOST_LOSSES = 600


def validate_lines(form: Format, chunk: bytes, profile: str) -> int | NotBatchable:
    """How many records a chunk of whole lines has, if every line is a valid one; NotBatchable if one may be invalid."""
    plan = validation_plan(form, profile)
    result = None if plan is None else process_natively(plan, chunk)
    if result is None:
        return batch.validate_lines(form, chunk, profile)
    _, records, others, *_ = result
    if others:
        done = batch.validate_lines(form, _text_of(chunk, others), profile)
        if isinstance(done, NotBatchable):
            return done if done.line is None else NotBatchable(others[done.line][0])
    return records


def convert_lines(converter: RecordConverter, chunk: bytes, losses: Counter[tuple[str, str]]) -> ConvertedBatch | None:
    """The converted records of a chunk of whole lines; None, and no loss counted, when one must be converted alone."""
    direct = converter.batch_converter
    plan = None if direct is None or len(losses) > _MOST_LOSSES else direct.native_plan
    result = None if plan is None else process_natively(plan.plan, chunk)
    if direct is None or plan is None or result is None:
        return batch.convert_lines(converter, chunk, losses)
    data, records, others, *_ = result
    if others:
        rest = batch.convert_lines(converter, _text_of(chunk, others), losses)
        if rest is None:
            return None
        data = _merged(data, others, rest.data)
    _count(direct, plan, result, losses)
    return ConvertedBatch(data, records)


def process_natively(plan: object, chunk: bytes) -> "Result | None":
    """The result for the lines of a chunk; None if lines are no records, or there is no line."""
    library = load_library()
    result: Result | None = None if library is None or not chunk else library.process_lines(plan, chunk)
    return result


def _text_of(chunk: bytes, others: "Sequence[Other]") -> bytes:
    return b"".join([chunk[start : end + 1] for _, start, end, _ in others])


def _merged(data: bytes, others: "Sequence[Other]", lines: bytes) -> bytes:
    """The output of the lane with the converted lines that were handed back, each in its place."""
    parts: list[bytes | memoryview] = []
    view, start = memoryview(data), 0
    for (*_, place), line in zip(others, lines.split(b"\n"), strict=False):
        parts += [view[start:place], line, b"\n"]
        start = place
    return b"".join([*parts, view[start:]])


def _count(converter: Converter, plan: "ConversionPlan", result: "Result", losses: Counter[tuple[str, str]]) -> None:
    """Count what became of the fields of the records that the lane converted."""
    _, _, _, counts, unknown, without_residue = result
    for loss, number in zip(plan.losses, counts, strict=True):
        if number:
            losses[loss] += number
    for name, number in unknown:
        losses[plan.unknown, name] += number
    if without_residue:
        for name in converter.direction.defaulted:
            losses["defaulted", name] += without_residue
