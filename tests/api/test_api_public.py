"""The public names are documented and typed, and nothing else is public."""

import ast
import inspect
import sys
import typing
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import pytest

import runbridge as rb
from runbridge._generated import api
from runbridge.known_formats import DIRECTIONS, FORMATS

NAMES = [name for name in rb.__all__ if name != "__version__"]
FUNCTIONS = [name for name in NAMES if inspect.isfunction(getattr(rb, name))]
ERRORS = [name for name in NAMES if isinstance(getattr(rb, name), type) and issubclass(getattr(rb, name), Exception)]


def test_all_names_are_listed_and_can_be_imported() -> None:
    assert len(set(rb.__all__)) == len(rb.__all__)
    assert rb.__all__ == sorted(rb.__all__) == dir(rb)
    tree = ast.parse(Path(str(rb.__file__)).read_text(encoding="utf-8"))
    (typed,) = [node for node in tree.body if isinstance(node, ast.If)]
    (listed,) = [ast.literal_eval(node.value) for node in typed.body if isinstance(node, ast.Assign)]
    assert sorted([*listed, *api.__all__]) == rb.__all__
    # What type checkers read and what is imported on use are the same objects.
    names: dict[str, Any] = {}
    exec(compile(ast.Module(typed.body, []), "typed", "exec"), names)
    assert all(getattr(rb, name) is names[name] for name in rb.__all__)


def test_a_name_that_the_package_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'runbridge' has no attribute 'nothing'$"):
        rb.nothing  # type: ignore[attr-defined]  # noqa: B018  # that is the test
    with pytest.raises(AttributeError, match=r"^module 'runbridge' has no attribute '__wrapped__'$"):
        rb.__wrapped__  # type: ignore[attr-defined]  # noqa: B018  # that is the test


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_docstring(name: str) -> None:
    text = inspect.getdoc(getattr(rb, name))
    assert text
    first = text.split("\n\n")[0].rstrip()
    assert first.endswith((".", ":")) or "; " in first
    assert "TODO" not in text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_typed(name: str) -> None:
    function = getattr(rb, name)
    hints = typing.get_type_hints(function)
    if "options" in hints:
        # `**options: Unpack[...]`, which the signature shows one by one.
        (arguments,) = typing.get_args(hints.pop("options"))
        hints |= typing.get_type_hints(arguments)
    assert set(hints) == {*inspect.signature(function).parameters, "return"}
    assert Any not in hints.values()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_options_are_given_by_name(name: str) -> None:
    kinds = [each.kind for each in inspect.signature(getattr(rb, name)).parameters.values()]
    assert kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD) <= 3
    options = list(inspect.signature(getattr(rb, name)).parameters.values())[3:]
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in options)


@pytest.mark.parametrize("name", NAMES)
def test_users_see_the_package_in_the_repr_of_a_name(name: str) -> None:
    value = getattr(rb, name)
    assert value.__module__ == "runbridge"
    assert "_generated" not in repr(value)


@pytest.mark.parametrize("kind", [rb.Problem, rb.Fix, rb.Loss, rb.Conversion], ids=lambda kind: kind.__name__)
def test_a_value_has_documented_attributes_only(kind: Any) -> None:
    public = {name for name in dir(kind) if not name.startswith("_")}
    assert public == {*kind.__struct_fields__, *(PROPERTIES[kind.__name__])}


PROPERTIES = {"Problem": ("message", "path"), "Fix": ("text",), "Loss": ("message",), "Conversion": ()}


def test_the_package_is_marked_as_typed() -> None:
    assert (resources.files("runbridge") / "py.typed").is_file()


@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
def test_every_model_is_public_with_typed_and_documented_fields(form: Any) -> None:
    assert getattr(rb, form.model.__name__) is form.model
    assert form.model.__name__ in rb.__all__
    fields = {field.encode_name for field in msgspec.structs.fields(form.model)}
    assert fields == form.fields | {"(unknown)"}
    source = Path(str(sys.modules[f"{form.package}.model"].__file__)).read_text(encoding="utf-8")
    body = source.partition(f"class {form.model.__name__}(")[2]
    assert body.count('"""') == 2 * (len(fields) + 1)


@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
def test_every_direction_has_its_function(source: str, target: str) -> None:
    name = f"to_{target.replace('-', '_')}"
    assert name in rb.__all__
    hints = typing.get_type_hints(getattr(rb, name))
    assert FORMATS[source].model in (typing.get_args(hints["run"]) or (hints["run"],))
    assert hints["return"] is FORMATS[target].model


@pytest.mark.parametrize(
    "value", [rb.Conversion(b"", ""), rb.Loss(kind="dropped", field="a"), rb.Problem(code="excessive-nesting")]
)
def test_values_cannot_be_changed(value: Any) -> None:
    name = msgspec.structs.fields(value)[0].name
    with pytest.raises(AttributeError, match="immutable type"):
        setattr(value, name, "other")
    assert value == msgspec.structs.replace(value)
    assert hash(value) == hash(msgspec.structs.replace(value))


@pytest.mark.parametrize("name", ERRORS)
def test_every_exception_has_one_base_class(name: str) -> None:
    assert issubclass(getattr(rb, name), rb.RunbridgeError)


def test_errors_are_values() -> None:
    problem = rb.Problem(code="excessive-nesting", line=2, column=3)
    assert rb.InvalidRecord([problem]) == rb.InvalidRecord([problem])
    assert rb.InvalidRecord([problem]) != rb.Unconvertible([problem])
    assert rb.InvalidRecord([problem]) != rb.InvalidRecord([])
    assert rb.InvalidRecord([problem]) != "2:3: excessive-nesting nested too deeply"
    assert len({rb.InvalidRecord([problem]), rb.InvalidRecord([problem]), rb.NotRepresentable([problem])}) == 2
    assert str(rb.InvalidRecord([problem, problem])) == "\n".join(["2:3: excessive-nesting nested too deeply"] * 2)
    assert rb.UsageError("a") == rb.UsageError("a")
    assert rb.UsageError("a") != rb.UnknownFormat("a")
    assert isinstance(rb.UsageError("a"), ValueError)


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        (rb.Loss(kind="dropped", field="gpu"), "`gpu` will not be restored: there is no residue"),
        (rb.Loss(kind="defaulted", field="a\x1b\n"), "`a\\u001b\\n` has its default: no field supplies it"),
        (rb.Loss(kind="ignored", field="_residue", reason="why"), "`_residue` in the residue is ignored: why"),
        (
            rb.Loss(kind="dropped", field="\x1b" * 5_000_000),
            "`" + "\\u001b" * 10 + "…` will not be restored: there is no residue",
        ),
    ],
)
def test_a_loss_is_a_sentence(loss: rb.Loss, message: str) -> None:
    assert loss.message == message
