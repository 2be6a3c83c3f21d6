"""A rejected record is shown as diagnostics, which are equal whether or not they have its text."""

from runbridge.outputs.rejects import Diagnostic, Rejected, SourceText
from runbridge.problems import Problem

PROBLEM = Problem(code="invalid-json", line=1, column=2)


def test_each_problem_is_a_diagnostic_with_the_text_of_the_record() -> None:
    rejected = Rejected("in", 3, 5, 1, 40, b"{", (PROBLEM,))
    (diagnostic,) = rejected.findings()
    assert diagnostic == Diagnostic("in", 3, PROBLEM)
    assert diagnostic.source == SourceText(b"{", 5, 1, 40)


def test_a_record_without_text_has_diagnostics_without_source() -> None:
    (diagnostic,) = Rejected("in", 3, 5, 1, 40, b"", (PROBLEM,)).findings()
    assert diagnostic.source is None


def test_diagnostics_are_equal_if_only_their_source_differs() -> None:
    one, other = Diagnostic("in", 3, PROBLEM), Diagnostic("in", 3, PROBLEM, SourceText(b"{", 5, 1, 40))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Diagnostic("in", 4, PROBLEM)
    assert one != PROBLEM
