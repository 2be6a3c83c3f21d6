"""Models: JSON text in, typed structs out, and back; and one model as another."""

import json
import re
from collections.abc import Mapping
from math import isinf
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, Raw

from runbridge._generated import FORMATS, WorkflowRun, WorkflowRunModel
from runbridge._runtime.crossing import NeedsOption
from runbridge._runtime.registry import Format
from runbridge._runtime.unknown import UNKNOWN, bring_back, set_aside
from runbridge._runtime.values import loads, token
from runbridge.convert import find_direction, make_options, needed_option
from runbridge.errors import InvalidRecord, NotRepresentable, Unconvertible, WrongUse
from runbridge.problems import Problem
from runbridge.residue import NAME, open_residue, write_residue
from runbridge.validate import validate

Model = TypeVar("Model", bound=msgspec.Struct)

_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)


def decode(data: bytes | str, type: type[Model]) -> Model:
    """The typed struct of one record's JSON text.

    Members that the schema does not name are kept, at every depth, in the field `unknown`; absent members are UNSET.
    Raises InvalidRecord with every problem, and NotRepresentable for a valid record with a value that Python's types
    cannot hold: a leap second, a year 0, 1e400.
    """
    form = _format_of(type)
    problems = validate(data, form.name)
    if problems:
        raise InvalidRecord(problems)
    try:
        tree = _tree(data)
        form.walk(tree, set_aside)
        return msgspec.convert(tree, type)
    except msgspec.ValidationError as error:
        raise NotRepresentable([_not_representable(str(error))]) from None


def encode(run: msgspec.Struct) -> bytes:
    """The JSON text of a model, its unknown members included, absent members absent."""
    form = _format_of(type(run))
    try:
        text = msgspec.json.encode(run)
        if UNKNOWN.encode() not in text:
            return text
    except UnicodeEncodeError:
        pass
    tree = msgspec.to_builtins(run)
    form.walk(tree, bring_back)
    return token(tree)


def _format_of(model: type[Any]) -> Format:
    for form in FORMATS.values():
        if form.model is model:
            return form
    names = ", ".join(form.model.__name__ for form in FORMATS.values())
    raise WrongUse(f"{model.__name__} is not a model of runbridge; choose {names}")


def _tree(data: bytes | str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(data)  # type: ignore[no-any-return]  # a valid record is an object
    except (msgspec.DecodeError, UnicodeError):
        # Lone surrogates and numbers such as 1e-400, which msgspec refuses and Python's types hold.
        return json.loads(data, parse_float=_finite)  # type: ignore[no-any-return]  # a valid record is an object


def _finite(token: str) -> float:
    number = float(token)
    if isinf(number):
        raise msgspec.ValidationError("Number out of range")
    return number


def _not_representable(message: str) -> Problem:
    match = _PLACE.match(message)
    what, path = (match["what"], match["path"] or "") if match else (message, "")
    return Problem(
        code="not-representable",
        pointer=re.sub(r"\.|\[(\d+)\]", lambda step: f"/{step[1] or ''}", path),
        expected="datetime" if "datetime" in what else "float",
        actual=what,
    )


def to_workflow_run(
    run: WorkflowRunModel,
    *,
    residue: Literal["embed", "drop"] = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> WorkflowRun:
    """A WorkflowRunModel as a WorkflowRun; options as for `convert`. Raises Unconvertible and WrongUse."""
    return _cross(run, WorkflowRun, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_workflow_run_model(
    run: WorkflowRun,
    *,
    residue: Literal["embed", "drop"] = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> WorkflowRunModel:
    """A WorkflowRun as a WorkflowRunModel; options as for `convert`. Raises Unconvertible and WrongUse."""
    return _cross(run, WorkflowRunModel, residue=residue, apply_residue=apply_residue, set=set, map=map)


def _cross(
    run: Any,
    model: type[Model],
    *,
    residue: str,
    apply_residue: bool,
    set: Mapping[str, str] | None,
    map: Mapping[str, Mapping[str, str]] | None,
) -> Model:
    direction = find_direction(_format_of(type(run)).name, _format_of(model).name)
    options = make_options(direction, set or {}, map or {}, "published")
    unknown = {} if run.unknown is UNSET else {name: Raw(token(value)) for name, value in run.unknown.items()}
    identity = getattr(run, direction.source_id)
    opened = open_residue(direction, identity, unknown, profile="published", apply=apply_residue, model=True)
    try:
        crossing = direction.plain(run, opened.restore, options)
    except NeedsOption as needed:
        raise Unconvertible([needed_option(needed, direction)]) from None
    members = {name: loads(raw) for name, raw in opened.restored.items()}
    if residue == "embed":
        displaced = opened.restored.get(NAME)
        text = write_residue(direction, crossing, opened.unknown, direction.source_own_model, displaced)
        if text is not None:
            members[NAME] = loads(text)
    return msgspec.structs.replace(crossing.record, unknown=members or UNSET)  # type: ignore[no-any-return]  # a Crossing holds any record
