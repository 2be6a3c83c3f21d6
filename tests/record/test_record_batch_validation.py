"""Over realistic batches exactly the broken records are reported, each with exactly its problems."""

import pytest

import runbridge as rb
from tests.record.batch_samples import batch
from tests.schemas.samples import FORMATS


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("named", [True, False])
def test_exactly_the_broken_records_are_reported(form: str, named: bool) -> None:
    lines = batch(form, 300, seed=11)
    for line in lines:
        problems = rb.validate(line.data, form if named else None)
        assert len(problems) == len(line.problems)
        assert {(each.code, each.pointer) for each in problems} == line.problems


@pytest.mark.parametrize("form", FORMATS)
def test_the_samples_have_records_with_zero_one_and_three_problems(form: str) -> None:
    # Else the test above would show less than it says.
    assert {len(line.problems) for line in batch(form, 300, seed=11)} == {0, 1, 3}
    assert len({line.problems for line in batch(form, 300, seed=11)}) > 6


@pytest.mark.parametrize("form", FORMATS)
def test_each_problem_has_the_location_of_its_value(form: str) -> None:
    for line in batch(form, 150, seed=12):
        lines = line.data.decode().split("\n")
        for problem in rb.validate(line.data, form):
            rest = lines[problem.line - 1][problem.column - 1 :]
            name = problem.pointer.rpartition("/")[2]
            if problem.code == "missing-field":
                assert rest.startswith("{")
            else:
                assert lines[problem.line - 1][: problem.column - 1].rstrip().endswith(f'"{name}":')


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_seed_gives_the_same_bytes(form: str) -> None:
    assert batch(form, 20, seed=3) == batch(form, 20, seed=3)
    assert batch(form, 20, seed=3) != batch(form, 20, seed=4)
