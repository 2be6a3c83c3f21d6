"""Problems are counted by code, file and pointer, in bounded memory."""

from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.stats import ProblemCounter
from runbridge.problems import Problem


def rejected(*pointers: str, file: str = "in", code: str = "invalid-type") -> Rejected:
    return Rejected(file, 1, 1, 1, 0, b"{}", tuple(Problem(code=code, pointer=pointer) for pointer in pointers))


def counts_of(*records: Rejected) -> dict[str, object]:
    counter = ProblemCounter()
    for record in records:
        counter.add(record)
    return counter.counts()


def test_problems_are_counted_the_most_frequent_first() -> None:
    assert counts_of(
        rejected("/b", file="z"), rejected("/a", "/c", file="y", code="missing-field"), rejected("/c", file="z")
    ) == {
        "total": 4,
        "by_code": {"invalid-type": 2, "missing-field": 2},
        "by_file": {"y": 2, "z": 2},
        "by_pointer": {"/c": 2, "/a": 1, "/b": 1},
        "other_files": 0,
        "other_pointers": 0,
    }
    assert counts_of()["total"] == 0


def test_elements_of_an_array_are_counted_together() -> None:
    pointers = ["/outputs/0/data", "/outputs/17/data/3", "/outputs/01/data", "/0/12", "/a0/1b", ""]
    assert counts_of(rejected(*pointers))["by_pointer"] == {
        "": 1,
        "/*/*": 1,
        "/a0/1b": 1,
        "/outputs/*/data": 1,
        "/outputs/*/data/*": 1,
        "/outputs/01/data": 1,
    }


def test_names_beyond_the_first_1000_are_counted_together() -> None:
    counts = counts_of(*(rejected(f"/a{number}", "/a0", file=f"f{number}") for number in range(1200)))
    assert (counts["total"], counts["other_files"], counts["other_pointers"]) == (2400, 400, 200)
    by_pointer, by_file = counts["by_pointer"], counts["by_file"]
    assert isinstance(by_pointer, dict)
    assert isinstance(by_file, dict)
    assert (len(by_pointer), by_pointer["/a0"], len(by_file)) == (1000, 1201, 1000)


def test_long_names_are_cut() -> None:
    counts = counts_of(rejected(f"/{'a' * 5000}", f"/{'a' * 6000}", file="f" * 200))
    assert counts["by_pointer"] == {f"/{'a' * 199}…": 2}
    assert counts["by_file"] == {"f" * 200: 2}
