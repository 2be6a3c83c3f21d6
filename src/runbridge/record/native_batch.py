"""Many lines at once by the native lane, where there is one, and by Python where it cannot do something.

The lane hands back the lines that are out of the ordinary. Python processes these together, and their output goes to
its place among that of the others. Lines that Python refuses then are gaps: the caller processes each of them alone.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from runbridge._runtime.registry import Format
from runbridge.problem_messages import brief
from runbridge.record import batch
from runbridge.record.batch import ConvertedBatch, Gap, NotBatchable
from runbridge.record.converter import RecordConverter
from runbridge.record.native_nodes import load_library, validation_plan
from runbridge.record.read_record import detect_lines

if TYPE_CHECKING:
    from runbridge._native import Result
    from runbridge.record.native_plan import ConversionPlan

#: Python counts at most 1,000 kinds of losses. Far below that limit, it does not matter in which order they are met.
MOST_LOSSES = 600
#: What is done once for each chunk takes long compared with the lane; still larger ones only take memory.
_CHUNK_SIZE = 1 << 18
#: Fewer lines than this take no longer one by one than as a batch.
_FEWEST = 4

Done = TypeVar("Done")
#: Processes lines as one batch: what becomes of each; None if one of them must be processed alone.
Work: TypeAlias = Callable[[Sequence[Gap]], Sequence[Done] | None]
#: Whether records that are valid in a format, and have these unknown fields at most, are detected as those of it.
IsCertain: TypeAlias = Callable[[Collection[str]], bool]
#: What the lane made of a chunk ahead of time, by plan.
NativeResults: TypeAlias = Mapping[object, "Result | None"]


def chunk_size(in_python: int, in_lane: int | None = None) -> int:
    """The best size of a chunk in bytes: that for Python, or where the lane is there, that for the lane."""
    if load_library() is None:
        return in_python
    return _CHUNK_SIZE if in_lane is None else in_lane


def plan_of(converter: RecordConverter | None) -> object | None:
    """The plan by which `convert_lines` converts most lines; None if Python does a part of it, as for a sidecar."""
    direct = None if converter is None else converter.batch_converter
    plan = None if direct is None else direct.native_plan
    return None if plan is None or plan.keeps_residues else plan.plan


def process_ahead(plans: Sequence[object], chunk: bytes) -> NativeResults:
    """What the lane makes of the lines of a chunk, for `validate_lines` and `convert_lines`; any thread can do it."""
    return {plan: process_natively(plan, chunk) for plan in plans}


def validate_lines(
    form: Format, chunk: bytes, profile: str, *, strict: bool = False, ahead: NativeResults | None = None
) -> int | NotBatchable:
    """How many records a chunk of whole lines has, if every line is a valid one; NotBatchable if one may be invalid."""
    plan = validation_plan(form, profile, strict=strict)
    result = None if plan is None else _result_of(plan, chunk, ahead)
    if result is None:
        return NotBatchable() if strict else batch.validate_lines(form, chunk, profile)
    _, records, others, *_ = result

    def validate(lines: Sequence[Gap]) -> Sequence[bool] | None:
        done = NotBatchable() if strict else batch.validate_lines(form, text_of(chunk, lines), profile)
        return None if isinstance(done, NotBatchable) else [True] * done

    gaps = [gap for gap, is_valid in process_others(others, validate) if not is_valid]
    return NotBatchable(gaps[0].line, gaps) if gaps else records


def convert_lines(
    converter: RecordConverter,
    chunk: bytes,
    losses: Counter[tuple[str, str]],
    *,
    with_gaps: bool = False,
    is_certain: IsCertain | None = None,
    ahead: NativeResults | None = None,
) -> ConvertedBatch | None:
    """The converted records of a chunk of whole lines; None, and no loss counted, when one must be converted alone.

    `with_gaps` says that such lines may be gaps. If `is_certain` is given, records that are detected as those of
    another format must be converted alone; it says whether none is, where all are valid in the format of the converter
    and have no unknown fields but some.
    """
    direct = converter.batch_converter
    plan = None if direct is None or len(losses) > MOST_LOSSES else direct.plan_for(len(chunk))
    result = None if plan is None else _result_of(plan.plan, chunk, ahead, keeps_residues=plan.keeps_residues)

    def convert_in_python(text: bytes) -> ConvertedBatch | None:
        is_own = is_certain is None or detect_lines(text) == converter.source.name
        return batch.convert_lines(converter, text, losses) if is_own else None

    if direct is None or plan is None or result is None or not _is_own(converter, chunk, result, is_certain):
        return convert_in_python(chunk)
    others = result[2]

    def convert(lines: Sequence[Gap]) -> Sequence[_Converted] | None:
        done = convert_in_python(text_of(chunk, lines))
        return None if done is None else _lines_of(done)

    done = process_others(others, convert) if with_gaps else process_together(others, convert)
    if done is None:
        return None
    count_losses(plan, result, losses)
    return _merged(result, done)


def _is_own(converter: RecordConverter, chunk: bytes, result: "Result", is_certain: IsCertain | None) -> bool:
    """Whether all lines that the lane converted, which are most of them, are of the format of the converter."""
    if is_certain is None:
        return True
    _, records, others, _, unknown, *_ = result
    is_most = len(others) <= records // 2
    return (is_most and is_certain([name for name, _ in unknown])) or detect_lines(chunk) == converter.source.name


def _result_of(
    plan: object, chunk: bytes, ahead: NativeResults | None, *, keeps_residues: bool = False
) -> "Result | None":
    return ahead[plan] if ahead else process_natively(plan, chunk, keeps_residues=keeps_residues)


def process_natively(plan: object, chunk: bytes, *, keeps_residues: bool = False) -> "Result | None":
    """The result for the lines of a chunk; None if lines are no records, or there is no line."""
    library = load_library()
    if library is None or not chunk:
        return None
    result: Result | None = library.process_lines(plan, chunk, keeps_residues)
    return result


def _gaps_of(others: Sequence[tuple[int, int, int, int]]) -> list[Gap]:
    return [Gap(*other) for other in others]


def process_others(others: Sequence[tuple[int, int, int, int]], work: Work[Done]) -> list[tuple[Gap, Done | None]]:
    """Lines that the lane handed back with what becomes of each, None for those that must be processed alone."""
    lines = _gaps_of(others)
    done = work(lines) if len(lines) >= _FEWEST else [None] * len(lines)
    return list(zip(lines, _in_halves(lines, work) if done is None else done, strict=True))


def process_together(
    others: Sequence[tuple[int, int, int, int]], work: Work[Done]
) -> list[tuple[Gap, Done | None]] | None:
    """The same for lines none of which may be processed alone; None if one of them must be."""
    lines = _gaps_of(others)
    done = work(lines) if lines else ()
    return None if done is None else list(zip(lines, done, strict=True))


def _in_halves(lines: Sequence[Gap], work: Work[Done]) -> Sequence[Done | None]:
    """What becomes of lines that cannot be one batch; where no half can either, they are not tried further."""
    nothing: list[Done | None] = [None] * len(lines)
    middle = len(lines) // 2
    if middle < _FEWEST:
        return nothing
    parts = lines[:middle], lines[middle:]
    found = [work(part) for part in parts]
    if found == [None, None]:
        return nothing
    both = (_in_halves(part, work) if done is None else done for part, done in zip(parts, found, strict=True))
    return [each for done in both for each in done]


def text_of(chunk: bytes, lines: Sequence[Gap]) -> bytes:
    """Some lines of a chunk."""
    return b"".join([chunk[line.start : line.end + 1] for line in lines])


class _Converted(NamedTuple):
    """A line that Python converted, and for a sidecar its id and its residue."""

    text: bytes
    id: bytes = b""
    residue: bytes = b""


def _lines_of(done: ConvertedBatch) -> list[_Converted]:
    texts = done.data.split(b"\n")[:-1]
    return [*map(_Converted, texts, done.ids, done.residues)] if done.ids else [*map(_Converted, texts)]


def _merged(result: "Result", done: Sequence[tuple[Gap, _Converted | None]]) -> ConvertedBatch:
    """The output of the lane with the lines that were converted since, each in its place, and the other lines."""
    data, records, *_, kept = result
    kept_lines = kept.split(b"\n")
    ids, residues = kept_lines[:-1:2], kept_lines[1::2]
    parts: list[bytes | memoryview] = []
    gaps: list[Gap] = []
    view, start, size = memoryview(data), 0, 0
    for gap, line in done:
        parts.append(view[start : gap.place])
        size += gap.place - start
        start = gap.place
        if line is None:
            gaps.append(gap._replace(place=size))
        else:
            parts += [line.text, b"\n"]
            size += len(line.text) + 1
            if line.id:
                ids.insert(gap.line - len(gaps), line.id)
                residues.insert(gap.line - len(gaps), line.residue)
    data = b"".join([*parts, view[start:]]) if done else data
    return ConvertedBatch(data, records - len(gaps), tuple(ids), tuple(residues), tuple(gaps))


def count_losses(plan: "ConversionPlan", result: "Result", losses: Counter[tuple[str, str]]) -> None:
    """Count what became of the fields of the records that the lane converted."""
    _, _, _, counts, unknown, without_residue, _ = result
    preserved, approximated = ("dropped", "dropped") if plan.residue == "drop" else ("preserved", "approximated")
    kinds = chain(repeat(preserved, len(plan.preserved)), repeat(approximated))
    for kind, name, number in zip(kinds, chain(plan.preserved, plan.approximated), counts, strict=False):
        if number:
            losses[kind, name] += number
    for name, number in unknown:
        losses[preserved, brief(name)] += number
    if without_residue:
        for each in plan.defaulted:
            losses[each.kind, each.field] += without_residue
