"""The native lane does to lines what Python does: the same bytes, counts, problems and exit codes."""

import os
import subprocess
import sys
import threading
from collections import Counter
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import Num
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.options import ConvertOptions
from runbridge.record import batch
from runbridge.record.batch import ConvertedBatch, Gap, NotBatchable
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter
from runbridge.record.native_batch import convert_lines, process_natively, validate_lines
from runbridge.record.native_nodes import load_library, validation_plan
from tests import in_python
from tests.benchmarks.records import make_records
from tests.laws.fields import MODEL, RUN, other
from tests.laws.records import OPTIONS, formats, plain, profiles
from tests.native import fuzz
from tests.native.fuzz import SETTINGS, Settings, samples
from tests.record.test_record_batch import BROKEN, chunk_of, lines_of

Losses = Counter[tuple[str, str]]


def library() -> Any:
    found = load_library()
    assert found is not None
    return found


@given(form=formats, profile=profiles, residue=st.sampled_from(["embed", "drop", "text", "sidecar"]), data=st.data())
def test_lines_become_what_their_records_become_alone(
    form: str, profile: str, residue: Any, data: st.DataObject
) -> None:
    converter = make_converter(form, ConvertOptions(target=other(form), profile=profile, residue=residue, **OPTIONS))
    assert isinstance(converter, Converter)
    lines, losses = data.draw(lines_of(form, profile)), Losses()
    done = convert_lines(converter, chunk_of(*lines), losses)
    if done is None:
        assert not losses
    else:
        assert (done, losses) == expected(converter, lines)


def expected(converter: Converter, lines: list[bytes]) -> tuple[ConvertedBatch, Losses]:
    """What the lines become one by one, and what is counted."""
    batches, counts = zip(*(fuzz.alone(converter, line) for line in lines), strict=True)
    data = b"".join(each.data for each in batches)
    ids, residues = (
        tuple(chain.from_iterable(getattr(each, name) for each in batches)) for name in ("ids", "residues")
    )
    return ConvertedBatch(data, len(lines), ids, residues), sum(counts, Losses())


@given(form=formats, profile=profiles, data=st.data())
def test_lines_are_valid_only_if_each_record_is(form: str, profile: str, data: st.DataObject) -> None:
    lines = data.draw(lines_of(form, profile))
    done = validate_lines(FORMATS[form], chunk_of(*lines), profile)
    if not isinstance(done, NotBatchable):
        assert done == len(lines)
        assert all(in_python.validate(line, form, profile=profile) == [] for line in lines)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_lane_takes_nearly_all_valid_records(settings: Settings) -> None:
    valid = [
        line for line in samples(settings.form) if not in_python.validate(line, settings.form, profile=settings.profile)
    ]
    taken = sum(fuzz.check_conversion(settings, line) for line in valid)
    found_valid = sum(fuzz.check_validation(settings.form, settings.profile, line) for line in valid)
    assert (taken > 0.9 * len(valid), found_valid > 0.95 * len(valid)) == (True, True)


@pytest.mark.parametrize("form", [MODEL, RUN])
def test_the_lane_reads_residues_that_are_texts(form: str) -> None:
    texts = [line for line in samples(form) if b'"_residue":"{' in line]
    taken = sum(fuzz.check_conversion(Settings(form, "tolerant", with_options=True), line) for line in texts)
    assert taken > 0.9 * len(texts) > 0
    damaged = [line.replace(b'"probe', b'"Probe') for line in texts]
    assert not any(fuzz.check_conversion(Settings(form, "tolerant", with_options=True), line) for line in damaged)


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        (write(plain(MODEL)), True),
        (write({**plain(MODEL), "outputs": [], "workflow_inputs": {"a": {"b": [{"c": 1, "d": 1}]}}}), True),
        (write({**plain(MODEL), "zz": 1}), False),
        (write({**plain(MODEL), "status": "unheard"}), False),
        (write(plain(MODEL))[:-1] + b',"gpu":null}', False),
        (write({**plain(MODEL), "workflow_inputs": {"a": 1}}).replace(b'{"a":1}', b'[{"a":1,"b":2,"a":1}]'), False),
        (write({**plain(MODEL), "workflow_inputs": {"a": 1}}).replace(b'"a"', b'"\\u0061"'), False),
        (write({**plain(MODEL), "workflow_inputs": {f"x{number}": 1 for number in range(128)}}), True),
        (write({**plain(MODEL), "workflow_inputs": {f"x{number}": 1 for number in range(129)}}), False),
        (write({**plain(MODEL), "_residue": "x"}), False),
        (write({**plain(MODEL), "_residue": {"of": RUN, "bridge": "b", "id": "x", "own": {"zz": 1}}}), True),
    ],
    ids=range(11),
)
def test_strict_validation_looks_at_every_field(line: bytes, is_taken: bool) -> None:  # a parameter
    assert fuzz.check_validation(MODEL, "published", line, strict=True) is is_taken


@pytest.mark.parametrize(
    ("seed", "number"),
    [(1, 1_000), *(pytest.param(seed, 50_000, marks=pytest.mark.deep) for seed in (2, 3))],
)
def test_mutants_that_the_lane_takes_are_the_same_in_python(seed: int, number: int) -> None:
    converted, valid = zip(*islice(fuzz.run(seed), number), strict=True)
    assert sum(converted) > number / 10
    assert sum(valid) > number / 10


@pytest.mark.parametrize("size", [1, 7, 40, 1000])
@pytest.mark.parametrize("form", [MODEL, RUN])
def test_the_end_of_a_chunk_does_not_matter(form: str, size: int) -> None:
    converter = Settings(form, "tolerant", with_options=True).converter()
    lines = Random(size).sample(samples(form) * 2, min(size * 20, 1500))
    for at in range(0, len(lines), size):
        part, losses = lines[at : at + size], Losses()
        done = convert_lines(converter, chunk_of(*part), losses)
        if done is not None:
            assert (done, losses) == expected(converter, part)
        else:
            assert any(_is_refused(converter, line) for line in part)


def _is_refused(converter: Converter, line: bytes) -> bool:
    """Whether a line cannot be in a batch of Python."""
    return batch.convert_lines(converter, chunk_of(line), Losses()) is None


def odd_line(run: str) -> bytes:
    """A valid line that the lane hands back: it would have to move the point of a long number."""
    return write({**plain(MODEL), "id": run, "duration": Num("1." + "0" * 50)})


@pytest.mark.parametrize("residue", ["embed", "sidecar"])
def test_other_lines_keep_their_place(residue: Any) -> None:
    # A new one: that of other tests has seen many unknown fields, and makes batches of no more.
    converter = make_converter(MODEL, ConvertOptions(target=RUN, residue=residue))
    assert isinstance(converter, Converter)
    lines = [write({**plain(MODEL), "id": f"run-{number}"}) for number in range(50)]
    for number in (0, 1, 7, 49):
        lines[number] = odd_line(f"run-{number}")
    plan, losses = converter.native_plan, Losses()
    assert plan is not None
    result = process_natively(plan.plan, chunk_of(*lines), keeps_residues=plan.keeps_residues)
    assert result is not None
    assert [number for number, *_ in result[2]] == [0, 1, 7, 49]
    assert result[6].count(b"\n") == 2 * 46 * plan.keeps_residues
    assert (convert_lines(converter, chunk_of(*lines), losses), losses) == expected(converter, lines)


@pytest.mark.parametrize("residue", ["embed", "sidecar"])
def test_a_chunk_may_have_other_lines_only(residue: Any) -> None:
    # The plan is a new one, which has no memory of an earlier call.
    converter = make_converter(MODEL, ConvertOptions(target=RUN, residue=residue))
    assert isinstance(converter, Converter)
    lines = [odd_line("run-1")] * 3
    losses = Losses()
    assert (convert_lines(converter, chunk_of(*lines), losses), losses) == expected(converter, lines)


@pytest.mark.parametrize("refused", [(), (3,), (0, 1, 20, 39), (5, 30), tuple(range(40))], ids=str)
@pytest.mark.parametrize("number", [3, 40])
@pytest.mark.parametrize("residue", ["embed", "sidecar"])
def test_a_line_that_no_batch_takes_is_a_gap(refused: tuple[int, ...], number: int, residue: str) -> None:
    # No batch has an invalid line.
    odd = [odd_line(f"run-{at}") for at in range(number)]
    for at in set(refused) & set(range(number)):
        odd[at] = b"{}"
    lines = [
        line
        for at, each in enumerate(odd)
        for line in (write({**plain(MODEL), "id": f"before-{at}"}), each, write({**plain(MODEL), "id": f"after-{at}"}))
    ]
    converter, losses = Settings(MODEL, residue=residue).converter(), Losses()
    done = convert_lines(converter, chunk_of(*lines), losses, with_gaps=True)
    assert done is not None
    alone = [gap.line for gap in done.gaps]
    # A few lines are always gaps, and others near to one that is refused.
    assert {3 * at + 1 for at in refused if at < number} <= {*alone} <= {*range(1, len(lines), 3)}
    assert number == 3 or len(alone) in {0, 5, 10, 20, 40}
    found, aside = list[bytes](), list[tuple[bytes, bytes]]()
    for part, gap in done.parts():
        found += part.data.splitlines()
        aside += zip(part.ids, part.residues, strict=True)
        assert (part.gaps, part.data.count(b"\n")) == ((), part.records)
        assert len(part.ids) == (part.records if residue == "sidecar" else 0)
        if gap is not None:
            assert chunk_of(*lines)[gap.start : gap.end] == lines[gap.line]
            found.append(b"")
    others = [line for at, line in enumerate(lines) if at not in alone]
    batch_of_others, counts = expected(converter, others)
    assert [each for each in found if each] == batch_of_others.data.splitlines()
    assert aside == [*zip(batch_of_others.ids, batch_of_others.residues, strict=True)]
    assert [at for at, each in enumerate(found) if not each] == alone
    assert (done.records, losses) == (len(others), counts)
    valid = validate_lines(FORMATS[MODEL], chunk_of(*lines), "published")
    # The lane validates long numbers.
    invalid = [3 * at + 1 for at in refused if at < number]
    if invalid:
        assert isinstance(valid, NotBatchable)
        assert (valid.line, [gap.line for gap in valid.gaps]) == (invalid[0], invalid)
    else:
        assert valid == len(lines)


@pytest.mark.parametrize("line", BROKEN, ids=repr)
def test_a_broken_line_is_not_taken(line: bytes) -> None:
    lines, losses = [write(plain(MODEL)), line], Losses()
    assert convert_lines(Settings(MODEL).converter(), chunk_of(*lines), losses) is None
    assert not losses
    done = validate_lines(FORMATS[MODEL], chunk_of(*lines), "published")
    assert isinstance(done, NotBatchable)
    assert done.line in (None, 1)


def test_no_line_is_not_taken() -> None:
    assert convert_lines(Settings(MODEL).converter(), b"", Losses()) is None
    assert validate_lines(FORMATS[MODEL], b"", "published") == NotBatchable()


def test_the_number_of_an_invalid_line_is_known() -> None:
    lines = [write(plain(MODEL)), write({**plain(MODEL), "number": "7"}), write(plain(MODEL))]
    start = len(lines[0]) + 1
    gap = Gap(1, start, start + len(lines[1]))
    assert validate_lines(FORMATS[MODEL], chunk_of(*lines), "published") == NotBatchable(1, [gap])


def test_many_unknown_fields_are_left_to_python() -> None:
    converter, losses = Settings(MODEL).converter(), Losses({("preserved", f"x{number}"): 1 for number in range(700)})
    chunk = chunk_of(write({**plain(MODEL), "queue": 1}))
    before = losses.copy()
    assert convert_lines(converter, chunk, losses) == batch.convert_lines(converter, chunk, before)
    assert losses == before
    plan = converter.native_plan
    assert plan is not None
    lines = [write({**plain(MODEL), f"x{number % 260}": 1, f"y{number % 2}": 1}) for number in range(300)]
    result = process_natively(plan.plan, chunk_of(*lines))
    assert result is not None
    # There is room for 256 names. Others are left to Python, known ones are not.
    assert [number for number, *_ in result[2]] == [*range(254, 260)]
    assert dict(result[4]) == {"y0": 147, "y1": 147} | {f"x{number}": 1 + (number < 40) for number in range(254)}
    # A new converter, because a batch of Python refuses more names than that of other tests may have seen.
    fresh, losses = make_converter(MODEL, ConvertOptions(target=RUN)), Losses()
    assert isinstance(fresh, Converter)
    assert (convert_lines(fresh, chunk_of(*lines), losses), losses) == expected(fresh, lines)


@pytest.mark.parametrize(
    ("added", "is_taken"),
    [
        (b',"x":1,"y":null,"x":null,"y":2', True),
        (b"".join(b',"x%d":1' % number for number in range(64)), True),
        (b"".join(b',"x%d":1' % number for number in [*range(64), *range(64)]), True),
        (b"".join(b',"x%d":1' % number for number in range(65)), False),
    ],
    ids=["repeated", "64", "64, repeated", "65"],
)
def test_unknown_fields_may_be_repeated_and_many(added: bytes, is_taken: bool) -> None:
    settings = Settings(MODEL)
    line = write(plain(MODEL))[:-1] + added + b"}"
    converted = settings.converter().convert(line).data
    assert fuzz.check_conversion(settings, line) == is_taken
    assert fuzz.check_conversion(Settings(RUN), converted) == is_taken


@pytest.mark.parametrize("profile", ["published", "tolerant"])
def test_formats_have_a_plan_of_validation_where_the_lane_knows_their_keywords(profile: str) -> None:
    for strict in (False, True):
        found = {name for name in FORMATS if validation_plan(FORMATS[name], profile, strict=strict) is not None}
        assert found >= {MODEL, RUN, *fuzz.examples()}


@pytest.mark.parametrize("strict", [False, True])
def test_the_lane_takes_the_examples_of_all_formats(strict: bool) -> None:  # a parameter
    for form, lines in fuzz.examples().items():
        valid = [line for line in lines if not in_python.validate(line, form, strict=strict)]
        assert sum(fuzz.check_validation(form, "published", line, strict=strict) for line in valid) > 0.8 * len(valid)


@pytest.mark.parametrize("kind", [bytearray, memoryview, bytes.decode])
def test_a_chunk_is_bytes_which_nothing_changes(kind: Any) -> None:
    plan = Settings(MODEL).converter().native_plan
    assert plan is not None
    chunk = chunk_of(write(plain(MODEL)))
    with pytest.raises(TypeError, match="must be bytes"):
        library().process_lines(plan.plan, kind(chunk))


def test_threads_share_a_plan() -> None:
    plan = Settings(MODEL).converter().native_plan
    assert plan is not None
    chunk = chunk_of(*(line[:-1] for line in islice(make_records(size="2 KB", kind="everything"), 200)))
    expected = library().process_lines(plan.plan, chunk)
    found: list[bool] = []

    def repeat() -> None:
        found.extend(library().process_lines(plan.plan, chunk) == expected for _ in range(30))

    threads = [threading.Thread(target=repeat) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 480


def _run(arguments: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, bytes, dict[str, bytes]]:
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "runbridge", *arguments], cwd=folder, capture_output=True, env=environment, check=False
    )
    return done.returncode, done.stdout + done.stderr, {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("form", [MODEL, RUN])
@pytest.mark.parametrize(
    "options", ["", "--profile tolerant", "--residue drop", "--residue text", "--residue sidecar=side", "--strict"]
)
@pytest.mark.parametrize("layout", ["lines", pytest.param("array", marks=pytest.mark.deep)])
def test_a_run_is_the_same_without_the_lane(form: str, options: str, layout: str, tmp_path: Path) -> None:
    random = Random(form)
    lines = [fuzz.mutant(random, line, form) if random.random() < 0.05 else line for line in samples(form)]
    source = tmp_path / "in.ndjson"
    if layout == "array":
        lines = [line for line in lines if not rb.validate(line, schema={"type": "object"})]
        source.write_bytes(b"[" + b",".join(lines) + b"]")
    else:
        source.write_bytes(b"\n".join(lines) + b"\n")
    convert = ["convert", str(source), "--from", form, "--to", other(form), "-o", "out", *options.split()]
    convert += ["--rejects", "rejects", "--summary", "summary"]
    validate = ["validate", str(source), "--format", form, "--accepted", "accepted", "--rejects", "rejects"]
    validate += options.split()
    # Each command has some of the options.
    runs = [convert] if "--residue" in options else [validate] if options == "--strict" else [convert, validate]
    for number, arguments in enumerate(runs):
        found = [
            _run(arguments, tmp_path / f"{number}{wanted}", {**os.environ, "RUNBRIDGE_NATIVE": wanted})
            for wanted in ("require", "off")
        ]
        assert found[0] == found[1]
        assert found[0][2]["rejects"]
