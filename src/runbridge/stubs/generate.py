"""Generates the text of the stubs that a `Request` describes."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from runbridge._generated import FORMATS
from runbridge._runtime.schema import schema_text
from runbridge.errors import UsageError
from runbridge.schemas.document import Document
from runbridge.schemas.loader import parse_schema, read_schema
from runbridge.stubs.ir.graph import constraint_notes
from runbridge.stubs.ir.module_builder import read_module
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
    """The stubs to generate, of all formats if `form` is None.

    `payloads` are the paths of schemas that describe payloads. `out` is the output file, None for standard output: in a
    declaration file, TypeScript has types only.
    """

    target: str
    form: str | None = None
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
    formats = [*FORMATS] if request.form is None else [request.form]
    payloads = request.payloads or {}
    if request.target in PYTHON_TARGETS and request.profile == "published" and not payloads:
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
    text, notes = _write(request, module)
    return Result(text, (*module.notes, *notes))


def _check(request: Request) -> None:
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


def _write(request: Request, module: Module) -> tuple[str, tuple[str, ...]]:
    """The text for a target, and notes about what its types leave to validation."""
    target = request.target
    match target:
        case "typescript":
            from runbridge.stubs.typescript.module import TypeScript, typescript

            options = TypeScript(
                is_declaration_file=request.is_declaration_file,
                index_signature=request.index_signature,
                exact_optional=request.exact_optional,
            )
            notes = tuple(constraint_notes(module, target, has_integers=False, has_times=False))
            return typescript(module, options), notes
        case "zod":
            from runbridge.stubs.zod.module import zod

            return zod(module), ()
        case _:
            from runbridge.stubs.python import python_with_remarks

            text, notes = python_with_remarks(module, target)
            if target in _WITHOUT_CONSTRAINTS:
                has_times = target == "python-dataclass"
                notes += tuple(constraint_notes(module, target, has_integers=True, has_times=has_times))
            return text, notes
