"""Types for Python as whole texts, and how users use them."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runbridge.errors import UsageError
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Field,
    Literal,
    Module,
    Number,
    Record,
    Reference,
    String,
    Type,
    Unknown,
)
from runbridge.stubs.python import TARGETS, python
from tests.stubs.python import uses_dataclass, uses_msgspec, uses_pydantic, uses_typeddict
from tests.stubs.python.modules import HERE, order, text_to_image
from tests.stubs.python.text_to_image_dataclass import WorkflowRun

ROOT = Path(__file__).parents[2]
WRITE = "RUNBRIDGE_UPDATE_STUBS"
MODULES = {"order": order, "text_to_image": text_to_image}
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ORDER = (
    '{"id":"1","class":"private","state":"open","customer":{"name":"A","list":[],"model_name":"m","first-name":""},'
    '"lines":[{"sku":"AB1","count":1}],"total":9.5,"placedAt":"2026-01-02T03:04:05Z",'
    '"payment":{"kind":"invoice","days":14},"box":[1,2]}'
)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", MODULES)
def test_the_text_is_the_committed_one(name: str, target: str) -> None:
    expected = HERE / f"{name}_{target.removeprefix('python-')}.py"
    text = python(MODULES[name](), target)
    if os.environ.get(WRITE):
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8"), f"{WRITE}=1 writes it anew; read it before it lands"


def test_values_of_the_types_become_json_with_the_fields_of_records() -> None:
    assert uses_msgspec.make_order(NOW).decode() == ORDER
    assert uses_pydantic.make_order(NOW).decode() == ORDER
    assert uses_typeddict.make_order("2026-01-02T03:04:05Z").decode() == ORDER.replace(":", ": ").replace(
        ",", ", "
    ).replace("03: 04: 05", "03:04:05")
    made = uses_dataclass.make_order(NOW)
    assert uses_dataclass.members_of(made) == {
        "id": "1",
        "class": "private",
        "state": "open",
        "customer": made.customer,
        "lines": made.lines,
        "total": 9.5,
        "placedAt": NOW,
        "payment": made.payment,
        "box": (1, 2),
    }


RUN = b"""{
  "id": "r", "workspaceId": "w", "subjectId": "s", "parentRunId": null, "status": "failed", "mode": "sync",
  "input": {"prompt": "a cat", "seed": 7, "size": {"width": 64, "height": 64}, "loras": [{"name": "a.safetensors"}],
            "control": {"kind": "pose", "points": [[0, 0.5]]}, "crop": [0, 0, 1, 1]},
  "output": {"images": []}, "error": "no", "triggeredBy": "user", "cfWorkflowId": null, "durationMs": 12,
  "userId": "u", "startedAt": null, "completedAt": null,
  "createdAt": "2026-01-02T03:04:05Z", "updatedAt": "2026-01-02T03:04:05Z"
}"""


def test_users_read_a_run_with_their_own_payloads() -> None:
    run = uses_msgspec.read_run(RUN)
    assert (run.input.prompt, run.created_at, type(run.input.control).__name__) == ("a cat", NOW, "PoseControl")
    model = uses_pydantic.read_run(RUN)
    assert (model.input.prompt, model.created_at, type(model.input.control).__name__) == ("a cat", NOW, "PoseControl")
    uses_dataclass.look_at_run(WorkflowRun(**{name: getattr(model, name) for name in WorkflowRun.__dataclass_fields__}))
    assert uses_typeddict.read_run(RUN)["input"]["prompt"] == "a cat"
    for uses in (uses_msgspec, uses_pydantic):
        assert uses.read_order(ORDER.encode()).box == (1, 2)
    assert uses_typeddict.read_order(ORDER.encode())["box"] == [1, 2]


def test_a_missing_extra_is_reported_with_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datamodel_code_generator", None)
    with pytest.raises(UsageError) as caught:
        python(order(), "python-msgspec")
    assert str(caught.value) == (
        "this needs datamodel-code-generator: pip install 'runbridge[stubs]'"
        " (import of datamodel_code_generator halted; None in sys.modules)"
    )


def test_the_generator_is_imported_on_first_use_only() -> None:
    program = "import sys, runbridge.stubs.python\nprint('datamodel_code_generator' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"False\n"


@pytest.mark.parametrize("target", TARGETS)
def test_types_nested_too_deeply_are_refused(target: str) -> None:
    type: Type = String()
    for _ in range(sys.getrecursionlimit()):
        type = Array(type)
    module = Module((Record("A", (Field("a", type, required=True),)),), ("A",))
    with pytest.raises(UsageError) as caught:
        python(module, target)
    assert str(caught.value) == "a schema is nested too deeply for types"


@pytest.mark.parametrize(
    ("target", "taken"),
    [
        ("python-msgspec", ("LocalTimestamp", "field", "datetime")),
        ("python-pydantic", ("StrictInt", "AfterValidator", "TypeAliasType", "_not_null")),
        ("python-dataclass", ("dataclass", "field")),
        ("python-typeddict", ("NotRequired",)),
    ],
)
def test_a_type_named_like_an_import_is_renamed(target: str, taken: tuple[str, ...]) -> None:
    records = [Record(name, (Field("a", Number(is_integer=True), required=True),)) for name in taken]
    fields = tuple(Field(f"m{name}", Reference(name), required=False) for name in taken)
    text = python(Module((Record("Run", fields), *records), ("Run",)), target)
    for name in taken:
        assert f"class {name}_" in text
        assert f"class {name}:" not in text
        assert f"class {name}(" not in text
    exec(compile(text, "names", "exec"), {"__name__": "names"})


def test_the_alias_of_known_values_is_renamed_if_taken() -> None:
    fields = (Field("a", Reference("State"), required=True), Field("b", Reference("KnownState"), required=True))
    module = Module(
        (
            Record("Run", fields, Unknown()),
            Alias("State", Literal(("x", "y"), is_open=True)),
            Alias("KnownState", Literal(("z", "w"))),
        ),
        ("Run",),
    )
    text = python(module, "python-typeddict")
    assert 'KnownState_: TypeAlias = Literal["x", "y"]' in text
    assert 'KnownState: TypeAlias = Literal["z", "w"]' in text
    assert "    a: KnownState_ | str\n    b: KnownState\n" in text
