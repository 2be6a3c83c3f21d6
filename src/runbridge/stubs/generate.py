"""Generates the text of the stubs that a `Request` describes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from runbridge._runtime.schema import schema_text
from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS
from runbridge.schemas.document import Document
from runbridge.schemas.loader import parse_schema, read_schema
from runbridge.stubs.ir.graph import constraint_notes
from runbridge.stubs.ir.module_builder import read_module, read_schema_module
from runbridge.stubs.ir.types import PAYLOADS, Module, Payload

PYTHON_TARGETS = ("python-msgspec", "python-pydantic", "python-dataclass", "python-typeddict")
TARGETS = (*PYTHON_TARGETS, "typescript", "zod")
#: Python targets whose types have no constraints.
_WITHOUT_CONSTRAINTS = ("python-dataclass", "python-typeddict")
#: File names of TypeScript declaration files, which have types only.
_DECLARATION_SUFFIXES = (".d.ts", ".d.mts", ".d.cts")
#: The package that has the stubs of all formats together.
_GENERATED = "runbridge._generated"


@dataclass(frozen=True, kw_only=True)
class Request:
    """The stubs to generate: of one format, of all formats if `form` is None, or of the JSON Schema in a file.

    `schema` is the path of a JSON Schema, for a request without a format, profile and payloads. `payloads` are the
    paths of schemas that describe payloads. `out` is the output file, None for standard output: in a declaration file,
    TypeScript has types only.
    """

    target: str
    form: str | None = None
    schema: str | None = None
    profile: str = "published"
    payloads: Mapping[Payload, str] | None = None
    index_signature: bool = False
    exact_optional: bool = False
    out: str | None = None

    @property
    def is_declaration_file(self) -> bool:
        """Whether the output has types only."""
        return self.out is not None and self.out.endswith(_DECLARATION_SUFFIXES)


@dataclass(frozen=True)
class Result:
    """The text of stubs, and `notes` about where types accept more or other values than the schemas."""

    text: str
    notes: tuple[str, ...] = ()


def generate_stubs(request: Request) -> Result:
    """Generate stubs; raises OSError, and UsageError for options that do not fit and schemas that cannot be used."""
    _check(request)
    if request.schema is not None:
        return _of_schema(request, request.schema)
    formats = [*FORMATS] if request.form is None else [request.form]
    payloads = request.payloads or {}
    is_shipped = request.form is not None or not FORMATS.folders
    if request.target in PYTHON_TARGETS and request.profile == "published" and not payloads and is_shipped:
        return Result(_shipped(request.target, _GENERATED if request.form is None else FORMATS[request.form].package))
    runs_patterns = request.target in PYTHON_TARGETS
    module = read_module(
        {name: _schema(name, request.profile) for name in formats},
        {
            payload: read_schema(payloads[payload], runs_patterns=runs_patterns)
            for payload in PAYLOADS
            if payload in payloads
        },
    )
    return _write(request, module, [name for _, name in module.payloads])


def _of_schema(request: Request, path: str) -> Result:
    document = read_schema(path, runs_patterns=request.target in PYTHON_TARGETS)
    module = read_schema_module(document, _type_name(path))
    return _write(request, module, module.runs)


def _type_name(path: str) -> str:
    """The name of a type after a file: that of `drawing.schema.json` is `drawing`."""
    return Path(path).name.lstrip(".").partition(".")[0]


def _check(request: Request) -> None:
    if request.schema is not None:
        for option, is_given in (
            ("--format", request.form is not None),
            ("--profile", request.profile != "published"),
            *((f"--{payload}-schema", payload in (request.payloads or {})) for payload in PAYLOADS),
        ):
            if is_given:
                raise UsageError(f"{option} is for the formats and cannot be combined with --schema")
    for option, is_given in (
        ("--index-signature", request.index_signature),
        ("--exact-optional", request.exact_optional),
    ):
        if is_given and request.target != "typescript":
            raise UsageError(f"{option} is for typescript, not for {request.target}")
    if request.target == "zod" and request.is_declaration_file:
        raise UsageError("zod schemas are code, not declarations; give a name that ends in .ts")


def _schema(name: str, profile: str) -> Document:
    return parse_schema(name, schema_text(FORMATS[name], profile).encode())


def _shipped(target: str, package: str) -> str:
    """The text of stubs that ship with the package; `codegen` writes them with the same code."""
    stubs = resources.files(package) / "stubs"
    return (stubs / f"{target.replace('-', '_')}.py").read_text(encoding="utf-8")


def _write(request: Request, module: Module, described: Iterable[str]) -> Result:
    """The text for a target, and notes about what its types do not check; `described` names the types of users."""
    text, notes = _write_target(request, module, tuple(described))
    return Result(text, (*module.notes, *notes))


def _write_target(request: Request, module: Module, described: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    target = request.target
    match target:
        case "typescript":
            from runbridge.stubs.typescript.module import TypeScript, typescript

            options = TypeScript(
                is_declaration_file=request.is_declaration_file,
                index_signature=request.index_signature,
                exact_optional=request.exact_optional,
            )
            notes = tuple(constraint_notes(module, described, target, has_integers=False, has_times=False))
            return typescript(module, options), notes
        case "zod":
            from runbridge.stubs.zod.module import zod

            return zod(module), ()
        case _:
            from runbridge.stubs.python import python_with_remarks

            text, notes = python_with_remarks(module, target)
            if target in _WITHOUT_CONSTRAINTS:
                has_times = target == "python-dataclass"
                notes += tuple(constraint_notes(module, described, target, has_integers=True, has_times=has_times))
            return text, notes
