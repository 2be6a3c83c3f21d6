"""The Python text of types: constraints, unions, order of declarations."""

from datetime import date
from typing import Any, Literal

import msgspec
import pydantic
import pytest

from runbridge.stubs.ir.types import Alias, Boolean, Field, Module, Number, Record, Reference, String, Type
from runbridge.stubs.python import python
from runbridge.stubs.python.printer import quoted
from tests.stubs.python.modules import running
from tests.stubs.stub_modules import payload_module


def lines(schema: Any, target: str) -> list[str]:
    """The lines of the class of a payload, without its docstring."""
    text = python(payload_module(schema), target)
    # The class of a payload without a title is `Input`.
    body = text.partition("class Input")[2].partition("\n\n\n")[0].split("\n")[1:]
    return [line.strip() for line in body if line]


def field(schema: Any, target: str = "python-msgspec") -> list[str]:
    """The lines of a required field with that schema."""
    found = lines({"type": "object", "properties": {"a": schema}, "required": ["a"]}, target)
    return [line for line in found if not line.startswith("model_config")]


@pytest.mark.parametrize(
    ("schema", "structs", "models"),
    [
        ({"type": "integer"}, "int", "StrictInt"),
        ({"type": "number"}, "int | float", "StrictInt | StrictFloat"),
        ({"type": "boolean"}, "bool", "StrictBool"),
        ({"type": "null"}, "None", "None"),
        ({}, "Any", "Any"),
        (
            {"type": "number", "minimum": 0.5, "maximum": 9.5},
            "Annotated[int, Meta(ge=1, le=9)] | Annotated[float, Meta(ge=0.5, le=9.5)]",
            "Annotated[StrictInt | StrictFloat, Field(ge=0.5, le=9.5)]",
        ),
        (
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 9.5, "minimum": -1, "maximum": 9.5},
            "Annotated[int, Meta(gt=0, le=9)] | Annotated[float, Meta(gt=0, lt=9.5)]",
            "Annotated[StrictInt | StrictFloat, Field(gt=0, lt=9.5)]",
        ),
        (
            {"type": "integer", "exclusiveMinimum": 0.5, "exclusiveMaximum": 9, "multipleOf": 3.0},
            "Annotated[int, Meta(ge=1, lt=9, multiple_of=3)]",
            "Annotated[StrictInt, Field(ge=1, lt=9, multiple_of=3)]",
        ),
        (
            {"type": "integer", "minimum": 1, "exclusiveMinimum": 0, "maximum": 8, "exclusiveMaximum": 9},
            "Annotated[int, Meta(ge=1, le=8)]",
            "Annotated[StrictInt, Field(ge=1, le=8)]",
        ),
        (
            {"type": "integer", "minimum": -(2**70), "maximum": 2**70},
            "int",
            "StrictInt",
        ),
        (
            {"type": "number", "maximum": 2**70},
            f"int | Annotated[float, Meta(le={2**70})]",
            f"Annotated[StrictInt | StrictFloat, Field(le={2**70})]",
        ),
        (
            {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^\\d"},
            'Annotated[str, Meta(min_length=1, max_length=5, pattern=r"^\\d")]',
            'Annotated[str, Field(min_length=1, max_length=5, pattern=r"^\\d")]',
        ),
        ({"type": "string", "minLength": 0, "maxLength": 2**64, "format": "email"}, "str", "str"),
        ({"type": "string", "format": "date-time", "maxLength": 3}, "Timestamp", "AwareDatetime"),
        ({"type": "string", "format": "date-time-local"}, "LocalTimestamp", "NaiveDatetime"),
        (
            {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date-time-local"}]},
            "datetime",
            "datetime",
        ),
        ({"const": "a"}, 'Literal["a"]', 'Literal["a"]'),
        ({"const": True}, "bool", "Literal[True]"),
        ({"const": 1.5}, "int | float", "StrictInt | StrictFloat"),
        ({"const": 2**63}, "int", "StrictInt"),
        ({"const": "\ud800"}, "str", "str"),
        ({"type": "array", "items": {"type": "string"}}, "list[str]", "list[str]"),
        (
            {"type": "array", "minItems": 1, "maxItems": 3},
            "Annotated[list[Any], Meta(min_length=1, max_length=3)]",
            "Annotated[list[Any], Field(min_length=1, max_length=3)]",
        ),
        (
            {"type": "array", "items": False},
            "Annotated[list[Any], Meta(max_length=0)]",
            "Annotated[list[Any], Field(max_length=0)]",
        ),
        (
            {"type": "array", "prefixItems": [{"type": "string"}, {"type": "null"}], "items": False, "minItems": 2},
            "tuple[str, None]",
            "tuple[str, None]",
        ),
        (
            {"type": "array", "prefixItems": [{"type": "string"}, {"type": "null"}], "items": False},
            "Annotated[list[str | None], Meta(max_length=2)]",
            "Annotated[list[str | None], Field(max_length=2)]",
        ),
        (
            {"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "null"}, "minItems": 1},
            "Annotated[list[str | None], Meta(min_length=1)]",
            "Annotated[list[str | None], Field(min_length=1)]",
        ),
        ({"type": "object", "additionalProperties": {"type": "null"}}, "dict[str, None]", "dict[str, None]"),
    ],
)
def test_types_of_structs_and_models(schema: Any, structs: str, models: str) -> None:
    assert field(schema)[-1] == f"a: {structs}"
    assert field(schema, "python-pydantic")[-1] == f"a: {models}"


def typed_field(type: Type, target: str) -> list[str]:
    """The lines of a required field of that type."""
    text = python(Module((Record("Run", (Field("a", type, required=True),)),), ("Run",)), target)
    found = [line.strip() for line in text.partition("class Run")[2].split("\n")[1:] if line]
    return [line for line in found if not line.startswith("model_config")]


@pytest.mark.parametrize("target", ["python-msgspec", "python-pydantic"])
@pytest.mark.parametrize("pattern", ["[[a]", "\\p{L}", "(?<a>b)", "(", "a{1,99999999999}"])
def test_a_pattern_that_python_cannot_compile_is_left_out(target: str, pattern: str) -> None:
    for _ in range(2):  # what has been compiled before gives no warning
        assert typed_field(String(pattern=pattern), target) == [
            f"#: The pattern {quoted(pattern)} is checked by `validate` only: it is not valid in Python.",
            "a: str",
        ]


def test_a_fractional_multiple_is_left_out() -> None:
    assert field({"type": "number", "multipleOf": 0.1}) == [
        "#: Only `validate` checks that it is a multiple of 0.1: binary fractions are not exact.",
        "a: int | float",
    ]


@pytest.mark.parametrize("target", ["python-dataclass", "python-typeddict"])
def test_dialects_without_constraints_have_no_remarks_on_them(target: str) -> None:
    assert typed_field(String(pattern="[[a]", min_length=1), target) == ["a: str"]
    assert typed_field(Number(minimum=1, multiple_of=0.1), target) == ["a: int | float"]


def test_a_constraint_and_an_alias_are_one_field_call() -> None:
    schema = {"type": "object", "required": ["a b"], "properties": {"a b": {"type": "string", "minLength": 2}}}
    text = python(payload_module(schema), "python-pydantic")
    assert '    a_b: Annotated[str, Field(min_length=2, alias="a b")]\n' in text
    with running(text) as module:
        assert module.Input.model_validate({"a b": "cd"}).a_b == "cd"
        with pytest.raises(pydantic.ValidationError):
            module.Input.model_validate({"a b": "c"})


def objects(*schemas: Any) -> Any:
    return {"anyOf": [{"type": "object", "title": f"T{number}", **each} for number, each in enumerate(schemas)]}


def tagged(name: str, word: str) -> Any:
    return {"required": [name], "properties": {name: {"const": word}}}


WHICH = "#: Only `validate` checks which {} it is: msgspec distinguishes JSON kinds only."


@pytest.mark.parametrize(
    ("schema", "structs", "models"),
    [
        (objects(tagged("k", "x"), tagged("k", "y")), "T0 | T1", 'Annotated[T0 | T1, Field(discriminator="k")]'),
        (
            {"anyOf": [*objects(tagged("k", "x"), tagged("k", "y"))["anyOf"], {"type": ["string", "null"]}]},
            "T0 | T1 | str | None",
            'Annotated[T0 | T1, Field(discriminator="k")] | str | None',
        ),
        # The value is the same, the field is another one, not required, no literal, or no attribute name.
        (objects(tagged("k", "x"), tagged("k", "x")), "dict[str, Any]", "T0 | T1"),
        (objects(tagged("k", "x"), tagged("l", "y")), "dict[str, Any]", "T0 | T1"),
        (objects(tagged("k", "x"), {**tagged("k", "y"), "required": []}), "dict[str, Any]", "T0 | T1"),
        (objects(tagged("k", "x"), {"properties": {"k": {"type": "string"}}}), "dict[str, Any]", "T0 | T1"),
        (objects(tagged("k k", "x"), tagged("k k", "y")), "dict[str, Any]", "T0 | T1"),
        (objects(tagged("k", "\n"), tagged("k", "y")), "dict[str, Any]", "T0 | T1"),
        # An attribute of a struct may have another name in a model.
        (objects(tagged("kK", "x"), tagged("kK", "y")), "T0 | T1", "T0 | T1"),
        (
            objects(tagged("k", "x"), {"additionalProperties": {"type": "string"}}),
            "dict[str, Any]",
            "T0 | dict[str, str]",
        ),
        (
            {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "null"}}]},
            "list[Any]",
            "list[str] | list[None]",
        ),
        (
            {"anyOf": [{"type": "integer", "minimum": 2}, {"type": "number", "maximum": 1}]},
            "int | float",
            "Annotated[StrictInt, Field(ge=2)] | Annotated[StrictInt | StrictFloat, Field(le=1)]",
        ),
        (
            {"anyOf": [{"type": "integer", "minimum": 2}, {"const": 1}]},
            "int",
            "Literal[1] | Annotated[StrictInt, Field(ge=2)]",
        ),
        (
            {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "maxLength": 2}]},
            "str",
            "AwareDatetime | Annotated[str, Field(max_length=2)]",
        ),
    ],
)
def test_unions_of_structs_and_models(schema: Any, structs: str, models: str) -> None:
    kinds = {
        "dict[str, Any]": "object",
        "list[Any]": "array",
        "int | float": "number",
        "int": "number",
        "str": "string",
    }
    said = [WHICH.format(kinds[structs])] if structs in kinds else []
    assert field(schema) == [*said, f"a: {structs}"]
    assert field(schema, "python-pydantic")[-1] == f"a: {models}"


def test_indistinguishable_kinds_share_one_remark() -> None:
    arrays = [{"type": "array", "items": {"type": kind}} for kind in ("string", "null")]
    numbers = [{"type": "integer", "minimum": 1}, {"type": "integer", "maximum": -1}]
    assert field({"anyOf": [*arrays, *numbers]}) == [WHICH.format("array and which number"), "a: list[Any] | int"]


def test_a_record_has_one_tag_in_all_unions() -> None:
    schema = {
        "type": "object",
        "properties": {
            "one": {"anyOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}]},
            "two": {"anyOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/C"}]},
        },
        "$defs": {
            "A": {"type": "object", **tagged("k", "x")},
            "B": {
                "type": "object",
                "required": ["k", "l"],
                "properties": {"k": {"const": "y"}, "l": {"const": "z"}},
            },
            "C": {"type": "object", **tagged("l", "w")},
        },
    }
    assert lines(schema, "python-msgspec") == [
        "one: A | B | UnsetType = UNSET",
        WHICH.format("object"),
        "two: dict[str, Any] | UnsetType = UNSET",
    ]


def test_a_long_import_has_one_name_per_line() -> None:
    times: list[Type] = [String("date-time"), String("date-time-local"), String("date-time", max_length=1)]
    kinds: list[Type] = [Number(minimum=1), Number(is_integer=True), *times]
    fields = tuple(Field(f"aB{number}", type, required=False) for number, type in enumerate(kinds))
    closed = Record("Run", (*fields, Field("b", Reference("Bool"), required=False)))
    text = python(Module((closed, Alias("Bool", Boolean())), ("Run",)), "python-pydantic")
    assert (
        "from pydantic import (\n    AfterValidator,\n    AwareDatetime,\n    BaseModel,\n    ConfigDict,\n    Field,\n"
        "    NaiveDatetime,\n    StrictBool,\n    StrictFloat,\n    StrictInt,\n)\n"
    ) in text


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("python-msgspec", "given: UnsetType"),
        ("python-pydantic", "given: Annotated[None, AfterValidator(_not_null)]"),
        ("python-dataclass", "given: None"),
        ("python-typeddict", "given: Never"),
    ],
)
def test_the_type_of_an_impossible_payload(target: str, expected: str) -> None:
    assert f"    {expected}\n" in python(payload_module(False), target)


RECURSIVE = {
    "type": "object",
    "properties": {"a": {"$ref": "#/$defs/Shape"}},
    "$defs": {
        "Shape": {"anyOf": [{"$ref": "#/$defs/Group"}, {"$ref": "#/$defs/Name"}, {"$ref": "#/$defs/Names"}]},
        "Name": {"type": "string"},
        "Names": {"type": "array", "items": {"$ref": "#/$defs/Shape"}},
        "Group": {
            "type": "object",
            "required": ["b"],
            "properties": {"b": {"$ref": "#/$defs/Shape"}, "c": {"$ref": "#"}},
        },
    },
}


def test_recursive_declarations_are_in_an_order_that_runs() -> None:
    expected = (
        'Name: TypeAlias = str\n\n\nclass Input(TypedDict):\n    a: NotRequired["Shape"]\n\n\n'
        'class Group(TypedDict):\n    b: "Shape"\n    c: NotRequired[Input]\n\n\n'
        'Names: TypeAlias = list["Shape"]\n\nShape: TypeAlias = Group | Name | Names\n'
    )
    assert expected in python(payload_module(RECURSIVE), "python-typeddict")
    data = {"given": {"a": ["x", {"b": ["y"], "c": {"a": "z"}}]}}
    with running(python(payload_module(RECURSIVE), "python-pydantic")) as module:
        assert module.Sample.model_validate(data).model_dump(exclude_unset=True) == data
    with running(python(payload_module(RECURSIVE), "python-msgspec")) as module:
        assert msgspec.to_builtins(msgspec.convert(data, module.Sample)) == data


def test_msgspec_accepts_a_union_of_known_values_and_a_string() -> None:
    """msgspec refuses two kinds of string in a union."""
    assert msgspec.json.decode(b'"x"', type=Literal["a"] | str | None) == "x"
    with pytest.raises(TypeError, match="may not contain more than one str-like type"):
        msgspec.json.Decoder(Literal["a"] | date)


@pytest.mark.parametrize("target", ["python-msgspec", "python-pydantic"])
@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string", "minLength": 2, "pattern": "^a"}, ["ab", "a😀"], ["a", "bb", 1, None]),
        ({"type": "integer", "exclusiveMinimum": 1, "multipleOf": 2}, [2, 10**30], [1, 3, "2", True, 2.5]),
        ({"type": "number", "maximum": 1.5}, [1, 1.5, -(10**30)], [2, 1.6, "1", False]),
        ({"type": "array", "items": {"type": "boolean"}, "maxItems": 1}, [[], [True]], [[True, True], [1], {}]),
        ({"enum": ["a", 1, None]}, ["a", 1, None], ["b", 2]),
        ({"type": "object", "additionalProperties": False}, [{}], [{"a": 1}, []]),
        ({"type": "object", "properties": {"a": False}}, [{}, {"b": 1}], [{"a": 1}, {"a": None}]),
        ({"type": "object", "properties": {"a": {"type": "integer"}}}, [{}, {"a": 1}], [{"a": None}, {"a": "1"}]),
        ({"type": "object", "properties": {"a": {"type": ["integer", "null"]}}}, [{}, {"a": None}], [{"a": "1"}]),
        (objects(tagged("k", "x"), tagged("k", "y")), [{"k": "x"}, {"k": "y", "z": 1}], [{"k": "z"}, {}]),
    ],
)
def test_constraints_are_enforced(target: str, schema: Any, good: list[Any], bad: list[Any]) -> None:
    with running(python(payload_module(schema), target)) as module:

        def read(value: Any) -> object:
            data = msgspec.json.encode({"given": value})
            if target == "python-msgspec":
                return msgspec.json.decode(data, type=module.Sample)
            return module.Sample.model_validate_json(data)

        for value in good:
            read(value)
        for value in bad:
            with pytest.raises((msgspec.ValidationError, pydantic.ValidationError)):
                read(value)


def test_only_models_type_additional_fields() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "additionalProperties": {"type": "integer"},
    }
    with running(python(payload_module(schema), "python-pydantic")) as module:
        assert module.Input.model_validate({"b": 1}).model_extra == {"b": 1}
        with pytest.raises(pydantic.ValidationError):
            module.Input.model_validate({"b": "1"})
    with running(python(payload_module(schema), "python-msgspec")) as module:
        assert msgspec.to_builtins(msgspec.convert({"b": "1"}, module.Input)) == {}


@pytest.mark.parametrize("target", ["python-msgspec", "python-typeddict"])
def test_nested_arrays_with_prefix_items_are_lowered_once(target: str) -> None:
    # Each level lowered its items twice, which takes 2**30 times as long here.
    schema: Any = {"type": "string"}
    for _ in range(30):
        schema = {"type": "array", "prefixItems": [schema], "items": {"type": "integer"}}
    text = python(payload_module(schema), target)
    assert text.count("list[") == 30


@pytest.mark.parametrize("target", ["python-msgspec", "python-typeddict"])
def test_a_payload_that_is_an_open_vocabulary_has_an_alias_of_its_own(target: str) -> None:
    text = python(payload_module({"anyOf": [{"enum": ["a", "b"]}, {"type": "string"}]}), target)
    assert 'KnownInput: TypeAlias = Literal["a", "b"]\n' in text
    assert "\nInput: TypeAlias = KnownInput | str\n" in text
    assert "    given: Input\n" in text
