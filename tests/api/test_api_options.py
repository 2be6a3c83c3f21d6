"""Options are declared once: structs, keyword arguments and signatures agree."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

import runbridge as rb
import runbridge.arrow as ra
import runbridge.duckdb
from runbridge.cli.convert import convert
from runbridge.cli.validate import validate
from runbridge.options import (
    ConvertArguments,
    ConvertOptions,
    ConvertRunArguments,
    Limit,
    RecordConvertOptions,
    RecordValidateArguments,
    RecordValidateOptions,
    RunOptions,
    ValidateArguments,
    ValidateOptions,
    ValidateRunArguments,
    defaults_of,
    make_run_options,
    split_arguments,
)


@pytest.mark.parametrize(
    ("options", "arguments"),
    [(RecordConvertOptions, ConvertArguments), (RecordValidateOptions, RecordValidateArguments)],
)
def test_structs_and_keyword_arguments_of_records_agree(options: type[msgspec.Struct], arguments: type) -> None:
    fields = {field.name: field.type for field in msgspec.structs.fields(options)}
    assert fields == inspect.get_annotations(arguments)


def test_structs_and_keyword_arguments_of_runs_agree() -> None:
    arguments = inspect.get_annotations(ConvertRunArguments) | inspect.get_annotations(ValidateRunArguments)
    assert set(arguments) == set(RunOptions.__struct_fields__)


def test_every_option_of_records_has_a_default() -> None:
    assert {*defaults_of(ConvertOptions)} == {*ConvertOptions.__struct_fields__} - {"target"}
    assert {*defaults_of(ValidateOptions)} == {*ValidateOptions.__struct_fields__}


@pytest.mark.parametrize(
    "function",
    [rb.convert, rb.convert_file, ra.convert_batch, ra.convert_parquet, runbridge.duckdb.register],
)
def test_signatures_show_the_options_of_conversions(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    for name, default in defaults_of(RecordConvertOptions).items():
        assert (parameters[name].default, parameters[name].kind) == (default, inspect.Parameter.KEYWORD_ONLY)


@pytest.mark.parametrize(
    "function",
    [rb.validate, rb.validate_file, ra.validate_batch, ra.validate_parquet, runbridge.duckdb.register],
)
def test_signatures_show_the_options_of_validations(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    defaults = {**defaults_of(RecordValidateOptions), "input_schema": None, "output_schema": None}
    for name, default in defaults.items():
        assert (parameters[name].default, parameters[name].kind) == (default, inspect.Parameter.KEYWORD_ONLY)


def test_run_options_are_parsed() -> None:
    done = make_run_options(jobs="3", max_rejects="5%", rejects=Path("rejects"), summary=None)
    assert done == RunOptions(jobs=3, max_rejects=Limit(5, is_share=True), rejects="rejects")
    assert make_run_options() == RunOptions()


def test_arguments_are_split_by_their_typed_dict() -> None:
    given = {"profile": "tolerant", "strict": True, "set": {}}
    assert split_arguments(given, ConvertArguments, ValidateArguments) == [
        {"profile": "tolerant", "set": {}},
        {"profile": "tolerant", "strict": True},
    ]


@pytest.mark.parametrize(
    "call",
    [
        lambda: rb.validate_file("in", wrong=1),  # type: ignore[call-arg]  # no such option
        lambda: rb.convert_file("in", "out", "workflow-run", on_error=print),  # type: ignore[call-arg]  # of another function
        lambda: ra.export_file("in", "out", jobs=2),  # type: ignore[call-arg]  # of another function
        lambda: ra.import_file("in", "out", max_record=2),  # type: ignore[call-arg]  # of another function
    ],
)
def test_an_unknown_keyword_argument_is_a_type_error(call: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument '"):
        call()


def test_the_commands_have_every_option_of_records_and_runs() -> None:
    callbacks = {"on_reject", "on_error", "progress"}
    for command, options, other in (
        (convert, RecordConvertOptions, set()),
        # A validation does not write records.
        (validate, RecordValidateOptions, {"rejects", "max_rejects"}),
    ):
        names = {*options.__struct_fields__, *RunOptions.__struct_fields__} - callbacks - other
        assert names <= {parameter.name for parameter in command.params}
