"""Models: typed structs from JSON text and back, and from one format to another."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from math import isinf
from typing import Any, Literal, TypeVar, cast

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime import NULL, Timestamp
from runbridge._runtime.conversion import ConvertedRecord, MissingOption, Options, UnrepresentableNumber
from runbridge._runtime.finite import not_finite, surely_finite
from runbridge._runtime.json_codec import (
    UNKNOWN,
    collect_unknown_fields,
    decode_json,
    encode_json,
    restore_unknown_fields,
)
from runbridge._runtime.registry import NAME, Format
from runbridge._runtime.schema import accepts_at, load_schema, validator
from runbridge._runtime.schema_validator import Path, SchemaError
from runbridge.diagnosis.explain import Unrepresentable, not_representable
from runbridge.errors import InvalidRecord, NotRepresentable, Unconvertible, UsageError
from runbridge.formats import check_profile
from runbridge.json_locations import find
from runbridge.known_formats import FORMATS
from runbridge.options import ConvertArguments, ValidateOptions
from runbridge.problem_messages import brief, pointer, show, show_number
from runbridge.problems import Problem, without_location
from runbridge.record.convert import convert
from runbridge.record.converter import explain_error
from runbridge.record.field_options import make_options
from runbridge.record.read_record import RecordData, record_text
from runbridge.record.residue import open_residue, write_residue
from runbridge.record.routes import find_direction
from runbridge.record.validate import find_problems

Model = TypeVar("Model", bound=msgspec.Struct)
ModelResidue = Literal["embed", "drop"]
_RESIDUES: tuple[ModelResidue, ...] = ("embed", "drop")

_PLACE = re.compile(r" - at `\$(?P<path>.*)`$", re.DOTALL)
_STEP = re.compile(r"\.([^.\[]+)|\[(?:\d+|\.\.\.)\]")
_NUMBER = re.compile(r"[-+.0-9eE]+")

_UNKNOWN = UNKNOWN.encode()
_BRACKET = _UNKNOWN[0]
_encode = msgspec.json.Encoder().encode


def decode(data: RecordData, cls: type[Model], *, profile: str = "published", strict: bool = False) -> Model:
    """The typed struct of one record.

    `data` is the JSON text of the record, or a mapping; `cls` is a model such as `rb.WorkflowRunModel`. Unknown fields
    are kept, at every depth, in the attribute `unknown`; missing fields are UNSET. `profile` and `strict` are those of
    `validate`. With `profile="tolerant"` the struct is that of the published format: a missing field that may be null
    is None, a null field that may be missing is UNSET, an alias is the value of the enum, and a timestamp without
    offset is UTC. A value that only the tolerant profile accepts otherwise is a problem. Times are objects of
    `datetime`: more than six digits of seconds are rounded, without an error. `rb.convert` and `rb.validate` work with
    the text and keep all digits.

    Raises InvalidRecord with every problem; NotRepresentable for a valid record with a value that Python's types cannot
    represent: a leap second, a year 0, 1e400; UsageError for anything else than a model, or an unknown profile;
    TypeError for data of another type.
    """
    _check_class(cls)
    form = _format_of(cls)
    check_profile(profile)
    with record_text(data) as encoded:
        problems = find_problems(encoded, ValidateOptions(format_name=form.name, profile=profile, strict=strict))
        if problems:
            raise InvalidRecord(problems)
        text = encoded.decode()
        tree = _parse(text)
        if profile != "published":
            beyond = beyond_published(encoded, tree, form, strict=strict)
            if beyond:
                # Live services leave it out or send another value, and the published format has no model with that.
                raise InvalidRecord(beyond)
        form.walk(tree, collect_unknown_fields)
        return _make_struct(tree, cls, text)


def beyond_published(data: bytes, tree: dict[str, Any], form: Format, *, strict: bool = False) -> list[Problem]:
    """The problems of a record that only the tolerant profile accepts, after `publish` changed it, its `tree`."""
    left = {_key(pointer(error.path), error.keyword, f"`{error.name}`") for error in publish(tree, form)}
    found = find_problems(data, ValidateOptions(format_name=form.name, strict=strict)) if left else []
    return [each for each in found if _key(each.pointer, each.keyword, each.expected) in left]


def _key(pointer: str, keyword: str, name: str) -> tuple[str, str, str]:
    """What an error has in common with its problem; the name of the field if it is one that is missing."""
    return pointer, keyword, name if keyword == "required" else ""


def _parse(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text)  # type: ignore[no-any-return]  # a valid record is an object
    except ValueError:
        # Lone surrogates and numbers such as 1e-400: msgspec refuses them, and Python's types can have them.
        tree: dict[str, Any] = json.loads(text, parse_float=_float, parse_int=_int)
    beyond = dict(_beyond(tree))
    if beyond:
        raise NotRepresentable(not_representable(beyond, text))
    return tree


def _float(token: str) -> float | Unrepresentable:
    number = float(token)
    return Unrepresentable("a Python float", show_number(token)) if isinf(number) else number


def _int(token: str) -> int | Unrepresentable:
    try:
        return int(token)
    except ValueError:
        # More digits than Python converts; the limit is 4,300 by default.
        return Unrepresentable("a Python int", show_number(token))


def _beyond(tree: Any) -> Iterator[tuple[Path, Unrepresentable]]:
    # A list instead of recursion: this must go as deep as Python's parser.
    waiting: list[tuple[Path, Any]] = [((), tree)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Unrepresentable):
            yield path, value
        elif isinstance(value, dict):
            waiting += [((*path, name), child) for name, child in cast("dict[str, Any]", value).items()]
        elif isinstance(value, list):
            waiting += [((*path, index), child) for index, child in enumerate(cast("Sequence[Any]", value))]


def _make_struct(tree: dict[str, Any], type: type[Model], text: str) -> Model:
    beyond: dict[Path, Unrepresentable] = {}
    refused: list[Path] = []
    while True:
        try:
            run = msgspec.convert(tree, type)
            break
        except msgspec.ValidationError as error:
            path = _path_in(str(error))
            if not path or path in refused:
                raise  # a model that does not fit its schema: fail instead of trying forever
            refused.append(path)
            # msgspec reports one value at a time; replace all values that it would reject for the same reason.
            places = alike(tree, path)
            _make_integers(places, text)
            beyond |= _replace_times(places)
    if beyond:
        raise NotRepresentable(not_representable(beyond, text))
    return run


def _path_in(message: str) -> Path:
    """The path in an error of msgspec, with every index, and every name that msgspec hides, as 0."""
    place = _PLACE.search(message)
    return tuple(name or 0 for name in _STEP.findall(place["path"])) if place else ()


def alike(tree: Any, path: Path) -> dict[Path, Any]:
    """The containers of the values whose paths differ from a path only in its numbers, by the path of the value."""
    inside: dict[Path, Any] = {(): tree}
    for step in path[:-1]:
        inside = {(*at, each): value[each] for at, value in inside.items() for each in _steps(value, step)}
    return {(*at, each): value for at, value in inside.items() for each in _steps(value, path[-1])}


def _steps(value: Any, step: str | int) -> Iterable[str | int]:
    if isinstance(value, list):
        return range(len(cast("Sequence[Any]", value))) if isinstance(step, int) else ()
    if isinstance(value, dict) and isinstance(step, int):
        return cast("dict[str, Any]", value)
    return (step,) if isinstance(value, dict) and step in value else ()


def _make_integers(places: Mapping[Path, Any], text: str) -> None:
    """Replace floats that stand for integers, such as 1.0 or 1e3, by the exact integers."""
    fractions = [path for path, inside in places.items() if isinstance(inside[path[-1]], float)]
    for path, place in find(text, fractions).items():
        number = _NUMBER.match(text, place.value)
        places[path][path[-1]] = round(Decimal(number.group() if number else 0))


def _replace_times(places: Mapping[Path, Any]) -> Iterator[tuple[Path, Unrepresentable]]:
    """Replace the times that a datetime cannot represent, and yield them with their paths."""
    for path, inside in places.items():
        value = inside[path[-1]]
        if isinstance(value, str) and not _is_representable(value):
            yield path, Unrepresentable("a Python datetime", show(value))
            # Any valid time: the record is refused afterwards.
            inside[path[-1]] = "1970-01-01T00:00:00Z"


def _is_representable(time: str) -> bool:
    try:
        msgspec.convert(time, Timestamp)
    except msgspec.ValidationError:
        return False
    return True


def encode(run: msgspec.Struct) -> bytes:
    """Returns the model as JSON text. Unknown fields are kept; fields that are UNSET are omitted.

    A time has the digits of its `datetime`: at most six for seconds, also where the text given to `rb.decode` had more.
    `rb.convert` keeps all digits of a text.

    Raises NotRepresentable with every NaN and infinity, at any depth: JSON has no such numbers.
    """
    form = _format_of(type(run))
    try:
        text = _encode(run)
    except UnicodeEncodeError:
        text = None
    if not surely_finite(run, text):
        _check_finite(run)
    # Most texts have no such bracket, and searching for one character is much faster.
    if text is not None and (_BRACKET not in text or _UNKNOWN not in text):
        return text
    tree = msgspec.to_builtins(run)
    form.walk(tree, restore_unknown_fields)
    try:
        return _encode(tree)
    except UnicodeEncodeError:
        # Lone surrogates, which JSON has as escapes only.
        return json.dumps(tree, separators=(",", ":")).encode()


def _check_finite(run: msgspec.Struct) -> None:
    problems = [
        Problem(
            code="unrepresentable-value",
            pointer=pointer(path),
            expected="a JSON number",
            actual=show_number(repr(number)),
        )
        for path, number in not_finite(run)
    ]
    if problems:
        raise NotRepresentable(map(without_location, problems))


def _check_class(model: object) -> None:
    """Raise UsageError for a value in place of a model, such as the name of a format."""
    if not isinstance(model, type):
        raise _no_model(brief(repr(model)))


@cache
def _format_of(model: type[Any]) -> Format:
    for form in FORMATS.values():
        # The module of a model that is in use has been imported.
        if f"{form.package}.model" in sys.modules and form.model is model:
            return form
    raise _no_model(model.__name__)


def _no_model(given: str) -> UsageError:
    names = ", ".join(form.title for form in FORMATS.values())
    return UsageError(f"{given} is not a model of runbridge; choose {names}")


def convert_model(
    run: Any,
    model: type[Model],
    *,
    residue: ModelResidue,
    apply_residue: bool,
    set: Mapping[str, str] | None,
    map: Mapping[str, Mapping[str, str]] | None,
) -> Model:
    """A model converted to another format; the options are those of `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a number that no float holds after the conversion and for
    every NaN and infinity.
    """
    if residue not in _RESIDUES:
        raise UsageError(f"invalid residue mode {residue!r} for models; choose {' or '.join(_RESIDUES)}")
    source, target = _format_of(run.__class__).name, _format_of(model).name
    direction = find_direction(source, target)
    if direction.plain is None:
        given = ConvertArguments(set=set, map=map, apply_residue=apply_residue)
        return decode(convert(encode(run), target, source, residue=residue, **given).data, model)
    options = make_options((direction,), set or {}, map or {}, "published")[0]
    if not surely_finite(run):
        _check_finite(run)
    unknown = {} if run.unknown is UNSET else {name: Raw(encode_json(value)) for name, value in run.unknown.items()}
    identity = direction.source_id(run)
    opened = open_residue(direction, identity, unknown, profile="published", apply=apply_residue, model=True)
    plain = direction.plain

    def convert_model(options: Options) -> ConvertedRecord:
        return ConvertedRecord(*plain(run, opened.restore, options))

    try:
        converted = convert_model(options)
    except (MissingOption, UnrepresentableNumber) as error:
        refusal = Unconvertible if isinstance(error, MissingOption) else NotRepresentable
        problems = explain_error(error, convert_model, options, direction, (direction,)).problems
        raise refusal([without_location(problem) for problem in problems]) from None
    members = {name: decode_json(raw) for name, raw in opened.restored.items()}
    if residue == "embed":
        displaced = opened.restored.get(NAME)
        text = write_residue(direction, converted, opened.unknown, direction.source_own_model, displaced)
        if text is not None:
            members[NAME] = decode_json(text)
    return msgspec.structs.replace(converted.record, unknown=members or UNSET)  # type: ignore[no-any-return]  # the record of any format


def _words(form: Format, field: str) -> dict[Any, str]:
    """The values of an enum by their aliases."""
    aliases: Mapping[str, Sequence[Any]] = load_schema(form)["properties"][field]["x-aliases"]
    return {alias: word for word, others in aliases.items() for alias in others}


def publish(record: dict[str, Any], form: Format) -> list[SchemaError]:
    """Change a parsed record that the tolerant profile accepts, in place, so that the published one accepts it.

    A missing field that may be null becomes null, a null field that may be missing is removed, an alias becomes the
    value that it stands for, and a timestamp without offset is UTC. A value for which the schema has several objects to
    choose from stays as it is: its model is opaque. Returns the errors that remain: of fields that may not be null, and
    of other values that the tolerant profile accepts.
    """
    left: list[SchemaError] = []
    removed: list[SchemaError] = []
    for error in list(validator(form, "published", strict=False).errors(record)):
        if error.keyword == "required":
            if accepts_at(form, "published", (*error.path, error.name), NULL):
                error.value[str(error.name)] = None
            else:
                left.append(error)
            continue
        parent: Any = record
        for step in error.path[:-1]:
            parent = parent[step]
        if error.value is None:
            del parent[error.path[-1]]
            removed.append(error)
        elif error.keyword in ("enum", "type") and len(error.path) == 1:
            parent[error.path[-1]] = _words(form, str(error.path[0]))[error.value]
        elif error.keyword not in ("format", "anyOf"):
            left.append(error)
        elif isinstance(error.value, str):
            parent[error.path[-1]] = f"{error.value}Z"
    if removed:
        # The profile lets some fields be missing or null that the published one requires.
        errors = validator(form, "published", strict=False).errors(record)
        required = {(*error.path, error.name) for error in errors if error.keyword == "required"}
        left += [error for error in removed if error.path in required]
    return left
