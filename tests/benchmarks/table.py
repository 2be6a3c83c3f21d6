"""The Markdown table of a run, between its markers in docs/benchmarks.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.measuring import Measured, Sample, Trouble
from tests.benchmarks.subjects import FLOOR, Subject

BEGIN = "<!-- the output of `python -m tests.benchmarks` -->"
END = "<!-- end of the benchmarks -->"

_LABELS = {
    "right": "to workflow-run",
    "left": "and back",
    "validate": "validate",
    "right, large": "to workflow-run, large file",
    "left, large": "and back, large file",
    "start": "start, CPU time",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the table; `cells` has one for each kind of data."""

    work: str
    name: str
    cells: tuple[str, ...]
    cores: str = ""
    remarks: str = ""


def row_of(subject: Subject, results: Sequence[Measured | Trouble]) -> Row:
    """The row of a subject: time over the floor's, and memory in brackets. The remark of the floor is its speed."""
    measured = [each for each in results if isinstance(each, Measured)]
    troubles = dict.fromkeys(each.reason for each in results if isinstance(each, Trouble))
    remarks = [*troubles, subject.remarks] if subject.remarks else [*troubles]
    if measured and subject.name == FLOOR:
        remarks.append(f"{', '.join(f'{each.rate / 1e6:.0f}' for each in measured)} MB/s")
    return Row(
        work=_LABELS[subject.work],
        name=subject.name,
        cells=tuple(_cell(each) for each in results),
        cores=f"{median(each.cores for each in measured):.1f}" if measured else "",
        remarks="; ".join(remarks),
    )


def start_row(subject: Subject, samples: list[Sample] | Trouble, bare: list[Sample] | None, columns: int) -> Row:
    """The row of a program that does almost nothing: its CPU time, minus that of bare Python if given."""
    cells = [""] * columns
    if isinstance(samples, Trouble):
        cells[0] = samples.reason.partition(":")[0]
    else:
        cpu, peak = median(each.cpu for each in samples), median(each.peak for each in samples)
        if bare is not None:
            cpu -= median(each.cpu for each in bare)
        cells[0] = f"{cpu * 1000:{'.0f' if bare is None else '+.0f'}} ms ({peak:.0f} MiB)"
    return Row(
        work=_LABELS[subject.work],
        name=f"`{subject.name}`",
        cells=tuple(cells),
        remarks=samples.reason if isinstance(samples, Trouble) else "",
    )


def _cell(result: Measured | Trouble) -> str:
    if isinstance(result, Trouble):
        return result.reason.partition(":")[0]
    return f"{result.ratio:.{2 if result.ratio < 10 else 0}f} ({result.peak:.0f} MiB)"


def as_markdown(columns: Sequence[str], rows: Iterable[Row], notes: str) -> str:
    """The whole table with markers and notes."""
    cells = ((row.work, row.name, *row.cells, row.cores, row.remarks) for row in rows)
    return marked_table((BEGIN, END), ("work", "tool", *columns, "cores", "remarks"), cells, notes)


def marked_table(markers: tuple[str, str], titles: Sequence[str], rows: Iterable[Sequence[str]], notes: str) -> str:
    """A table with notes, between the markers that it has on a page."""
    lines = "".join(_line(*cells) for cells in (titles, ["---"] * len(titles), *rows))
    return f"{markers[0]}\n\n{lines}\n{notes}\n\n{markers[1]}\n"


def _line(*cells: str) -> str:
    """A line of the table; the message of a tool may contain any character."""
    plain = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(plain)} |\n"
