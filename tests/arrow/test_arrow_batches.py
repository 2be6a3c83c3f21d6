"""What a caller has to do with: batches and tables, their schemas, and conversions that are made once."""

import copy
import inspect
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import runbridge as rb
import runbridge.duckdb
import runbridge.spark
from tests.arrow.arrow_samples import OTHER, ROWS, alone, batch_of, pa, ra, rows_of
from tests.format_names import ANY_FORMAT, settable_to, sources_of, targets_of
from tests.pipeline.sample_records import GOOD, MODEL, RUN, model

PROBLEM = pa.struct([("code", pa.string()), ("pointer", pa.string()), ("message", pa.string())])


def test_new_columns_follow_the_others_unchanged() -> None:
    column = pa.field("json", pa.string(), metadata={"a": "b"})
    number = pa.field("number", pa.int8(), nullable=False)
    schema = pa.schema([number, column], metadata={"c": "d"})
    rows = [pa.array([1, 2], pa.int8()), pa.array([GOOD[0], None], pa.string())]
    batch = pa.RecordBatch.from_arrays(rows, schema=schema)
    found = pa.list_(PROBLEM)
    assert found == ra.PROBLEMS
    for call, kinds in (
        (ra.BatchConverter(column="json", to=RUN), {"value": pa.string(), "problems": found}),
        (
            ra.BatchConverter(column="json", to=RUN, residue="column"),
            {"value": pa.string(), "residue": pa.string(), "problems": found},
        ),
        (ra.BatchValidator(column="json"), {"valid": pa.bool_(), "problems": found}),
    ):
        new = pa.schema([number, column, *kinds.items()], metadata={"c": "d"})
        done = call(batch)
        done.validate(full=True)
        assert isinstance(done, pa.RecordBatch)
        assert done.schema.equals(new, check_metadata=True)
        assert call.schema(schema).equals(new, check_metadata=True)
        assert done.select(["number", "json"]).equals(batch)


def test_a_table_is_processed_chunk_by_chunk() -> None:
    rows = [*GOOD, None, b"{}", *GOOD]
    chunks = pa.chunked_array([pa.array(rows[:4]), pa.array([], pa.binary()), pa.array(rows[4:])])
    table = pa.table({"json": chunks, "number": pa.chunked_array([[*range(len(rows))]])})
    done = ra.convert_batch(table, column="json", to=RUN, from_=MODEL)
    assert isinstance(done, pa.Table)
    assert rows_of(done, "json", "number", "value", "problems") == [
        (row, number, alone(row, MODEL)[0], alone(row, MODEL)[2]) for number, row in enumerate(rows)
    ]
    checked = ra.validate_batch(table.slice(2, 4), column="json", format=MODEL)
    assert rows_of(checked, "number", "valid") == [(2, True), (3, None), (4, False), (5, True)]
    nothing = ra.convert_batch(table.schema.empty_table(), column="json", to=RUN)
    assert nothing.equals(done.schema.empty_table())


def test_a_prefix_avoids_names_that_are_taken() -> None:
    there = ra.convert_batch(batch_of(GOOD), column="json", to=RUN, residue="column")
    with pytest.raises(rb.UsageError) as caught:
        ra.convert_batch(there, column="value", to=MODEL)
    assert str(caught.value) == ('there is a column `value` already; give the new ones another prefix, such as "run_"')
    with pytest.raises(rb.UsageError, match="there is a column `problems` already"):
        ra.validate_batch(there, column="value")
    back = ra.convert_batch(there, column="value", to=MODEL, residue_column="residue", residue="column", prefix="\n")
    assert back.schema.names[4:] == ["\nvalue", "\nresidue", "\nproblems"]
    with pytest.raises(rb.UsageError, match=r"there is a column `\\nvalue` already"):
        ra.convert_batch(back, column="value", to=MODEL, prefix="\n")


@pytest.mark.parametrize("name", ["none", "number"])
def test_a_missing_residue_column_or_one_without_text_is_refused(name: str) -> None:
    batch = batch_of(GOOD, number=pa.array([1, 2, 3]))
    with pytest.raises(rb.UsageError, match=f"column `{name}`"):
        ra.convert_batch(batch, column="json", to=RUN, residue_column=name)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"to": "runs"}, f"unknown format 'runs'; choose {ANY_FORMAT}. Did you mean 'kfp-run'?"),
        (
            {"to": RUN, "from_": RUN},
            f"there is no conversion from {RUN} to {RUN}; choose {targets_of(RUN)}",
        ),
        ({"to": RUN, "profile": "odd"}, "unknown profile 'odd'; choose published or tolerant"),
        (
            {"to": RUN, "residue": "sidecar"},
            "invalid value for `residue`: 'sidecar'; choose embed, text, column, drop",
        ),
        ({"to": RUN, "set": {"a": "b"}}, f"'a' cannot be set; choose {settable_to(RUN)}"),
        ({"to": RUN, "from_": MODEL, "map": {"a": {}}}, "'a' is not mapped by a table; choose status or origin"),
    ],
)
def test_invalid_options_of_a_converter_are_refused_at_once(options: Any, message: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        ra.BatchConverter(column="json", **options)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "runs"}, f"unknown format 'runs'; choose {ANY_FORMAT}. Did you mean 'kfp-run'?"),
        ({"profile": "odd"}, "unknown profile 'odd'; choose published or tolerant"),
    ],
)
def test_invalid_options_of_a_validator_are_refused_at_once(options: Any, message: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        ra.BatchValidator(column="json", **options)
    assert str(caught.value) == message


def test_converters_and_validators_can_be_pickled() -> None:
    more = [model(id="more", extra=1)]
    given: dict[str, dict[str, str]] = {"status": {"paused": "running"}}
    convert = ra.BatchConverter(column="json", to=RUN, set={"userId": "u"}, map=given)
    expected = convert(batch_of(more))
    given["status"]["odd"] = "running"
    again = pickle.loads(pickle.dumps(convert))
    assert again == convert
    assert again.map == {"status": {"paused": "running"}}
    assert again(batch_of(more)).equals(expected)
    assert again(batch_of(more)).equals(expected)
    validate = ra.BatchValidator(column="json", format=MODEL, strict=True)
    assert pickle.loads(pickle.dumps(validate)) == validate
    assert "_free_converters" not in repr(convert)


def test_converters_and_validators_have_equality_and_a_hash() -> None:
    schema = {"type": "object"}
    for make, options in (
        (ra.BatchConverter, {"to": RUN, "set": {"userId": "u"}, "map": {"status": {"paused": "running"}}}),
        (ra.BatchValidator, {"input_schema": schema, "output_schema": schema}),
    ):
        one = make(column="json", **options)
        assert {one: 1}[make(column="json", **options)] == 1
        assert hash(pickle.loads(pickle.dumps(one))) == hash(one)
        assert len({one, make(column="other", **options)}) == 2


def test_options_cannot_be_changed_after_the_check() -> None:
    convert: Any = ra.BatchConverter(column="json", to=RUN, set={"userId": "u"}, map={"status": {"paused": "running"}})
    for options in (convert.set, convert.map, convert.map["status"]):
        with pytest.raises(TypeError):
            options["bogus"] = "x"
    with pytest.raises(AttributeError):
        convert.set = {}
    again = replace(convert, prefix="run_")
    assert (again.set, again.map) == ({"userId": "u"}, {"status": {"paused": "running"}})
    assert copy.deepcopy(convert) == convert


def test_a_pickled_validator_has_the_texts_of_its_schemas(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text('{"required": ["a"]}', encoding="utf-8")
    batch = batch_of([model(workflow_inputs={}), model(workflow_inputs={"a": 1})])
    sent = pickle.dumps(ra.BatchValidator(column="json", input_schema=schema))
    schema.unlink()
    done = pickle.loads(sent)(batch)
    assert rows_of(done, "valid") == [(False,), (True,)]


def test_a_batch_may_be_given_with_its_format() -> None:
    validate, batch = ra.BatchValidator(column="json"), batch_of([model(), b"{}"])
    for format in (MODEL, RUN):
        assert validate(batch, format=format).equals(ra.validate_batch(batch, column="json", format=format))
    named = ra.BatchValidator(column="json", format=MODEL)
    assert named(batch, format=RUN).equals(named(batch))


def test_converters_and_validators_have_one_positional_argument() -> None:
    for made in (ra.BatchConverter(column="json", to=RUN), ra.BatchValidator(column="json")):
        kinds = [each.kind for each in inspect.signature(made).parameters.values()]
        assert kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD) == 1


def test_a_refused_batch_does_not_affect_the_next() -> None:
    convert = ra.BatchConverter(column="json", to=RUN)
    expected = convert(batch_of(GOOD))
    with pytest.raises(rb.UsageError):
        convert(batch_of(GOOD).rename_columns(["other"]))
    assert convert(batch_of(GOOD)).equals(expected)


def test_converters_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    convert = ra.BatchConverter(column="json", to=RUN)
    monkeypatch.setattr("runbridge.arrow.batches.make_converters", None)
    assert convert(batch_of(GOOD)).equals(convert(batch_of(GOOD)))


def test_several_threads_can_use_one_converter() -> None:
    # The fields that are in them differ, so that each learns others.
    batches = [batch_of([model(id=f"run-{number}", **{f"more_{number}": 1}), *GOOD] * 200) for number in range(4)]
    convert = ra.BatchConverter(column="json", to=RUN)
    expected = [ra.convert_batch(each, column="json", to=RUN) for each in batches]
    done: list[Any] = [None] * len(batches)

    def work(number: int) -> None:
        for _ in range(5):
            done[number] = convert(batches[number])

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(len(batches))]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        sys.setswitchinterval(interval)
    assert all(one.equals(other) for one, other in zip(done, expected, strict=True))


@pytest.mark.parametrize("format", [each for each in ROWS if sources_of(OTHER[each]) == [each]])
def test_the_format_is_the_only_one_with_a_bridge_to_the_target(format: str) -> None:
    unmarked = [*ROWS[format], b"{}", b"[]"]
    named = ra.convert_batch(batch_of(unmarked), column="json", to=OTHER[format], from_=format)
    assert ra.convert_batch(batch_of(unmarked), column="json", to=OTHER[format]).equals(named)


def options_of(function: Any) -> dict[str, inspect.Parameter]:
    return {**inspect.signature(function).parameters}


#: What only whole files have.
OF_FILES = {"inputs", "output", "on_reject", "overwrite", "progress", "summary"}
#: Arguments of the functions of SQL.
OF_SQL = {"column", "to", "from_", "format", "residue_column"}


@pytest.mark.parametrize(
    ("function", "make", "different"),
    [
        (ra.convert_batch, ra.BatchConverter, {"batch"}),
        (ra.validate_batch, ra.BatchValidator, {"batch"}),
        (runbridge.spark.convert, ra.BatchConverter, {"df"}),
        (runbridge.spark.validate, ra.BatchValidator, {"df"}),
        # The target or the format may stand without its name, and there is a limit for records if none is given.
        (ra.convert_parquet, ra.BatchConverter, {*OF_FILES, "rejects", "max_rejects", "to", "max_record"}),
        (ra.validate_parquet, ra.BatchValidator, {*OF_FILES, "on_error", "format", "max_record"}),
    ],
)
def test_functions_have_the_options_of_converters_and_validators(function: Any, make: Any, different: set[str]) -> None:
    found, wanted = options_of(function), options_of(make)
    assert {name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)} == different


def test_register_has_the_options_of_converters_and_validators() -> None:
    found = options_of(runbridge.duckdb.register)
    wanted = {**options_of(ra.BatchConverter), **options_of(ra.BatchValidator)}
    different = {name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)}
    # Its names have to have a prefix.
    assert different == {"con", "prefix", *OF_SQL}


SCRIPT = """
import sys
import runbridge, runbridge.cli
assert "pyarrow" not in sys.modules
sys.modules["pyarrow"] = None
try:
    import runbridge.arrow
except ImportError as error:
    print(error)
"""


def test_without_pyarrow_the_error_says_what_to_install() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (
        "this needs pyarrow: pip install 'runbridge[arrow]' (import of pyarrow halted; None in sys.modules)\n",
        "",
    )
