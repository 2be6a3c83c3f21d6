"""GitHub shows ten errors of a step: the worst; the others are in the summary, and no text breaks out of it."""

from pathlib import Path

from runbridge.options import ReportOptions
from runbridge.outputs.rejects import Diagnostic, SourceText
from runbridge.problem_messages import CODES
from runbridge.problems import Problem
from runbridge.reporters.github import render_github


def diagnostic(number: int, code: str = "invalid-type", file: str = "in.json") -> Diagnostic:
    problem = Problem(code=code, pointer="/a", expected="a string", actual="null", line=number)
    return Diagnostic(file, number, problem, SourceText(b"x" * number, 1, 1, 0))


def lines_of(text: str) -> list[str]:
    return [line.split(",")[1] for line in text.splitlines() if line.startswith("::error ")]


def render(diagnostics: list[Diagnostic], summary: Path | None = None) -> str:
    return "".join(render_github(iter(diagnostics), ReportOptions(summary=None if summary is None else str(summary))))


def test_the_worst_diagnostics_are_annotated_in_order() -> None:
    found = [diagnostic(number, code) for number, code in enumerate(reversed(CODES), start=1)]
    found += [diagnostic(99, CODES[0]), diagnostic(98, CODES[3])]
    assert lines_of(render(found)) == [
        "line=20",
        "line=99",
        *("line=19", "line=18", "line=17", "line=98", "line=16", "line=15", "line=14", "line=13"),
    ]


def test_ten_diagnostics_need_no_summary(tmp_path: Path) -> None:
    text = render([diagnostic(number) for number in range(1, 11)], tmp_path / "summary")
    assert lines_of(text) == [f"line={number}" for number in range(1, 11)]
    assert text.count("\n") == 10
    assert not (tmp_path / "summary").exists()


def test_the_eleventh_diagnostic_goes_to_the_summary(tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    summary.write_text("before\n", encoding="utf-8")
    found = [diagnostic(number) for number in range(1, 12)]
    found.append(diagnostic(12, "invalid-json", "</pre>\n::error::<b>.json"))
    text = render(found, summary)
    assert lines_of(text) == ["line=12", *(f"line={number}" for number in range(1, 10))]
    assert text.splitlines()[-1] == "::notice::2 more in the summary of this step"
    assert summary.read_text(encoding="utf-8") == (
        "before\n"
        "### runbridge: 12 problems\n\n"
        "| code | problems |\n| --- | ---: |\n| `invalid-json` | 1 |\n| `invalid-type` | 11 |\n\n"
        "Not annotated (2):\n\n<pre>\n"
        "in.json:11:1: invalid-type `/a` must be a string, not null\n"
        "in.json:10:1: invalid-type `/a` must be a string, not null\n"
        "</pre>\n"
    )


def test_a_summary_is_escaped_and_limited(tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    hostile = "</pre>\n::error::<b>\x1b[31m" + "x" * 5000
    render([diagnostic(number, "too-many-problems", hostile) for number in range(1, 1001)], summary)
    text = summary.read_text(encoding="utf-8")
    assert len(text.encode()) < 1 << 20
    assert (text.count("<"), text.count("</pre>")) == (2, 1)
    assert all(line.isprintable() for line in text.split("\n"))
    listed = text.count("\n::error") + text.count("/pre&gt;")
    assert listed > 100
    assert text.endswith(f"\nand {990 - listed} more\n</pre>\n")


def test_at_most_1000_diagnostics_are_listed(tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    render([diagnostic(number) for number in range(1, 2011)], summary)
    lines = summary.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("in.json:") for line in lines) == 1000
    assert lines[-2:] == ["and 1,000 more", "</pre>"]


def test_without_summary_the_rest_is_counted() -> None:
    text = render([diagnostic(number) for number in range(1, 2013)])
    assert text.splitlines()[-1] == "::notice::2,002 more; --output-format concise shows all"
    assert len(text.splitlines()) == 11
