"""Types for Python of difficult schemas: they can be imported and used, and fields keep their names."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from types import ModuleType
from typing import Any, get_type_hints

import msgspec
import pydantic
import pytest

from runbridge.stubs.python import TARGETS, python
from runbridge.stubs.python.library_dialects import PYDANTIC
from tests.stubs.hostile_schemas import HOSTILE
from tests.stubs.python.modules import all_hostile, all_hostile_text, hostile, running
from tests.stubs.stub_modules import payload_module

INTEGER = {"type": "integer"}
#: Schemas of objects that only have many names.
NAMES = [
    name
    for name, schema in HOSTILE.items()
    if isinstance(schema, dict)
    and schema.get("properties")
    and all(v == INTEGER for v in schema["properties"].values())
]


def classes(module: ModuleType, base: type) -> Iterator[Any]:
    for each in vars(module).values():
        if isinstance(each, type) and issubclass(each, base) and each is not base:
            yield each


def use(text: str, target: str, roots: Iterable[str]) -> None:
    """Import a text, and let its library look at all classes and at some types."""
    with running(text) as module:
        # Of an open vocabulary there are only the known values.
        types = [getattr(module, name) for name in roots if f"Known{name}" not in vars(module)]
        match target:
            case "python-msgspec":
                for each in [*types, *classes(module, msgspec.Struct)]:
                    msgspec.json.Decoder(each)
            case "python-pydantic":
                for each in types:
                    pydantic.TypeAdapter(each)
                for each in classes(module, pydantic.BaseModel):
                    each.model_json_schema()
            case _:
                for each in filter(is_class, types):
                    get_type_hints(each, include_extras=True)


def is_class(type: Any) -> bool:
    return hasattr(type, "__annotations__")


@pytest.mark.parametrize("target", TARGETS)
def test_types_can_be_imported_and_used_without_a_warning(target: str) -> None:
    runs = all_hostile().runs
    assert len(runs) > 80
    use(all_hostile_text(target), target, runs)


@pytest.mark.deep
@pytest.mark.parametrize("target", TARGETS)
def test_types_of_each_single_schema_can_be_imported_and_used(target: str) -> None:
    for name in HOSTILE:
        use(hostile(name, target), target, ["Sample"])


def record_of(name: str) -> dict[str, int]:
    return {field: number for number, field in enumerate(HOSTILE[name]["properties"])}


def given(module: ModuleType) -> Any:
    """The type of the payload."""
    return get_type_hints(module.Sample)["given"]


def lost(target: str, field: str) -> bool:
    """Whether a library cannot have a field of that name."""
    is_half = any("\ud800" <= char <= "\udfff" for char in field)
    if target == "python-msgspec":
        return is_half or any(char in '"\\' or char < " " for char in field)
    return is_half or (target == "python-typeddict" and field == "")


@pytest.mark.parametrize("name", NAMES)
def test_every_field_keeps_its_name_and_value(name: str) -> None:
    whole = {target: {k: v for k, v in record_of(name).items() if not lost(target, k)} for target in TARGETS}
    data = {target: json.dumps({"given": record}) for target, record in whole.items()}
    with running(hostile(name, "python-msgspec")) as module:
        run = msgspec.json.decode(data["python-msgspec"], type=module.Sample)
        assert json.loads(msgspec.json.encode(run)) == {"given": whole["python-msgspec"]}
        assert [getattr(run.given, each.name) for each in msgspec.structs.fields(run.given)] == [
            *whole["python-msgspec"].values()
        ]
    with running(hostile(name, "python-pydantic")) as module:
        model = module.Sample.model_validate_json(data["python-pydantic"])
        assert json.loads(model.model_dump_json(by_alias=True, exclude_unset=True)) == {
            "given": whole["python-pydantic"]
        }
        assert [getattr(model.given, each) for each in type(model.given).model_fields] == [
            *whole["python-pydantic"].values()
        ]
    with running(hostile(name, "python-dataclass")) as module:
        found = {each.metadata.get("alias", each.name) for each in fields(given(module))}
        assert found == whole["python-dataclass"].keys()
    with running(hostile(name, "python-typeddict")) as module:
        made = given(module)
        assert made.__required_keys__ | made.__optional_keys__ == whole["python-typeddict"].keys()
        assert made.__required_keys__ == {
            each for each in HOSTILE[name]["required"] if each in whole["python-typeddict"]
        }


def test_a_field_that_cannot_be_an_attribute_is_left_out_with_a_remark() -> None:
    schema = {
        "type": "object",
        "properties": {"a": INTEGER, 'b"': INTEGER},
        "additionalProperties": False,
    }
    text = python(payload_module(schema), "python-msgspec")
    assert (
        "#: The field 'b\"' is left out: no attribute can have its name.\n"
        "class Input(Struct, kw_only=True):\n"
        "    a: int | UnsetType = UNSET\n"
    ) in text


def test_no_attribute_hides_one_of_the_base_model() -> None:
    base = {name for name in dir(pydantic.BaseModel) if not name.startswith("_")}
    assert base <= PYDANTIC.reserved
