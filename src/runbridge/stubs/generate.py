"""What is asked for in, the text of the stubs out."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from runbridge._generated import FORMATS
from runbridge._runtime.schema import folder_of, text
from runbridge.errors import WrongUse
from runbridge.schemas.document import Document
from runbridge.schemas.loader import parse_schema, read_schema
from runbridge.stubs.ir.build import read_module
from runbridge.stubs.ir.types import PAYLOADS, Module, Payload

PYTHON = ("python-msgspec", "python-pydantic", "python-dataclass", "python-typeddict")
TARGETS = (*PYTHON, "typescript", "zod")
#: How a file of TypeScript ends that holds types and nothing that runs.
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
#: What the stubs of all formats together are called among those that ship.
_ALL = "all_formats"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The stubs that somebody wants; `out` is where they will stand, which decides what TypeScript may hold.

    Without `form` they are of all formats. `payloads` are the paths of schemas that describe payloads.
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
        """Whether they will stand in a file of types only."""
        return self.out is not None and self.out.endswith(_DECLARATIONS)


@dataclass(frozen=True)
class Made:
    """The text of stubs, and `notes` on where types take more or other values than the schemas."""

    text: str
    notes: tuple[str, ...] = ()


def make(wanted: Wanted) -> Made:
    """Make the stubs; raises OSError, and WrongUse for options that do not fit and schemas that cannot be used."""
    _check(wanted)
    formats = [*FORMATS] if wanted.form is None else [wanted.form]
    payloads = wanted.payloads or {}
    if wanted.target in PYTHON and wanted.profile == "published" and not payloads:
        return Made(_shipped(wanted.target, _ALL if wanted.form is None else FORMATS[wanted.form].stem))
    runs_patterns = wanted.target in PYTHON
    module = read_module(
        {name: _schema(name, wanted.profile) for name in formats},
        {
            payload: read_schema(payloads[payload], runs_patterns=runs_patterns)
            for payload in PAYLOADS
            if payload in payloads
        },
    )
    return Made(_write(wanted, module), module.notes)


def _check(wanted: Wanted) -> None:
    for option, is_given in (
        ("--index-signature", wanted.index_signature),
        ("--exact-optional", wanted.exact_optional),
    ):
        if is_given and wanted.target != "typescript":
            raise WrongUse(f"{option} is for typescript, not for {wanted.target}")
    if wanted.target == "zod" and wanted.is_declaration_file:
        raise WrongUse("the schemas of zod are code, which a file of declarations cannot hold; give a name in .ts")


def _schema(name: str, profile: str) -> Document:
    return parse_schema(name, text(folder_of(profile, strict=False), FORMATS[name].stem).encode())


def _shipped(target: str, name: str) -> str:
    """Stubs that need no generator: codegen has written them with the same one."""
    folder = resources.files("runbridge._generated") / "stubs" / target.replace("-", "_")
    return (folder / f"{name}.py").read_text(encoding="utf-8")


def _write(wanted: Wanted, module: Module) -> str:
    match wanted.target:
        case "typescript":
            from runbridge.stubs.typescript.module import TypeScript, typescript

            options = TypeScript(
                is_declaration_file=wanted.is_declaration_file,
                index_signature=wanted.index_signature,
                exact_optional=wanted.exact_optional,
            )
            return typescript(module, options)
        case "zod":
            from runbridge.stubs.zod.module import zod

            return zod(module)
        case _:
            from runbridge.stubs.python import python

            return python(module, wanted.target)
