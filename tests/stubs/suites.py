"""Everything that tests compile as TypeScript, by case; the files in `typescript` and `zod` are the hand-written part.

With `@ts-expect-error` they also say what must not compile.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from runbridge._runtime.patterns import regex_of
from runbridge._runtime.unicode_properties import PROPERTIES
from runbridge.stubs.ir.types import Field, Module, Record, String, Union
from runbridge.stubs.typescript.module import TypeScript, typescript
from runbridge.stubs.typescript.printer import jsdoc
from runbridge.stubs.zod.module import zod
from tests.stubs.compilation import Sources
from tests.stubs.hostile_schemas import HOSTILE, LARGE
from tests.stubs.node_tools import modules, node
from tests.stubs.stub_modules import canonical, format_module, payload_module
from tests.stubs.zod.payload_schemas import CONSTRAINTS, SCHEMAS, STEPS, random_schemas

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RECORDS = {"workflow-run": "WorkflowRun", "workflow-run-model": "WorkflowRunModel"}
LABELS = {
    "title": "Labels",
    "type": "object",
    "required": ["main"],
    "properties": {"main": {"type": "integer"}, "sub": {"type": "object", "additionalProperties": False}},
    "additionalProperties": {"type": "string"},
}
#: Directives that a tool would obey in a comment, and what looks like the end of one.
DIRECTIVES = [
    *("@ts-nocheck", "@ts-ignore", "@ts-expect-error", " @ts-ignore a", "// @ts-ignore", "/// @ts-expect-error"),
    *("a\n@ts-ignore", "@jsx h", "@jsxImportSource nothing", '<reference path="nothing.d.ts" />', "@internal"),
    *('/// <reference types="nothing" />', '@import { A } from "./nothing"', "*/ const = ;", "@type {string}"),
    *('@typedef {import("./nothing").A} A', "*\u2028/", "\\", "*\\/", "@ts-check"),
    "//# sourceMappingURL=nothing.map",
]
#: The same in descriptions of a schema.
DESCRIPTIONS = ["@ts-expect-error", "@ts-ignore", "a\n@ts-expect-error", "@ts-nocheck", "// @ts-ignore", "* @ts-ignore"]
#: Patterns of JavaScript that Python cannot read.
PATTERNS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": r"^\p{L}+$"},
        "year": {"type": "string", "pattern": r"^(?<year>[0-9]{4})(-\k<year>)?$"},
        "face": {"type": "string", "pattern": r"^[\ud83d\ude00-\ud83d\ude4f]$"},
        "price": {"type": "string", "pattern": r"(?<=\p{Sc}\s*)[0-9]"},
        "kind": {"enum": ["ä", "1"], "pattern": r"^\p{L}+$"},
        "more": {"type": "object", "patternProperties": {r"^\p{L}+$": {"type": "integer"}}},
    },
}


def sample(payload: str) -> Any:
    """The schema of a payload of the text-to-image workflow."""
    path = HERE / "samples" / f"text_to_image.{payload}.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def text_to_image() -> Module:
    """The canonical formats with the payloads of that workflow."""
    return canonical(input=sample("input"), output=sample("output"))


def order() -> Module:
    """A small format that has everything that zod schemas are made for."""
    return format_module(json.loads((HERE / "zod" / "order.schema.json").read_text(encoding="utf-8")), "order")


def times() -> Module:
    """A record of a time with its offset, and one of a time with or without."""
    any_time = Union((String(format="date-time"), String(format="date-time-local")))
    fields = [Field("offset", String(format="date-time"), required=False), Field("any", any_time, required=False)]
    return Module((Record("Times", tuple(fields)),), ("Times",))


def lenient_cases() -> dict[str, Sources]:
    """The cases to compile without `exactOptionalPropertyTypes`."""
    cases: dict[str, Sources] = {"zod": {"canonical.ts": zod(text_to_image()), "order.ts": zod(order())}}
    for kind in ("ts", "d.ts"):
        cases |= _both_modes(kind)
    return cases | {"hostile": _hostile(TypeScript())}


def strict_cases() -> dict[str, Sources]:
    """The cases to compile with all checks."""
    cases: dict[str, Sources] = {}
    for kind in ("ts", "d.ts"):
        names = ("exact.ts", "reference.ts", "vocabularies.ts", "payloads.ts", "named.ts")
        cases |= _both_modes(kind)
        cases[f"exact.{kind}"] = _typescript(canonical(), *names, kind=kind, exact_optional=True)
    cases |= {
        "labels": _typescript(payload_module(LABELS), "others.ts"),
        "guards": _typescript(canonical(), "guards.ts"),
        "committed": {**_typescript(canonical(), index_signature=True), "cases.ts": _committed()},
        "json2ts": {**_typescript(canonical(), "json_schema_to_typescript.ts", exact_optional=True), **_json2ts()},
        "hostile": _hostile(TypeScript()),
        "hostile.d.ts": _hostile(TypeScript(is_declaration_file=True, index_signature=True)),
        "hostile-exact": _hostile(TypeScript(exact_optional=True, index_signature=True)),
        "comments": _comments(),
        "descriptions": {f"{number}.ts": _description(text) for number, text in enumerate(DESCRIPTIONS)},
        "patterns": {"types.ts": typescript(payload_module(PATTERNS, runs_patterns=False), TypeScript())},
    }
    return cases | {f"zod-{name}": sources for name, sources in _zod().items()}


def committed_cases() -> Iterator[tuple[str, str, Any]]:
    """The committed records that Python can parse: their names, formats and values."""
    for format in RECORDS:
        for path in sorted((ROOT / "tests" / "cases" / "published" / format).glob("*valid/*.json")):
            try:
                value = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                continue
            yield f"{format}/{path.parent.name}/{path.stem}", format, value


def _both_modes(kind: str) -> dict[str, Sources]:
    records = ("reference.ts", "records.ts", "vocabularies.ts", "undefined.ts", "named.ts", "payloads.ts")
    signatures = ("unnamed.ts", "vocabularies.ts", "undefined.ts", "payloads.ts")
    return {
        f"records.{kind}": _typescript(canonical(), *records, kind=kind),
        f"signatures.{kind}": _typescript(canonical(), *signatures, kind=kind, index_signature=True),
        f"payloads.{kind}": _typescript(text_to_image(), "text_to_image.ts", kind=kind),
    }


def _typescript(module: Module, *names: str, kind: str = "ts", **options: bool) -> Sources:
    """The types of a module, and hand-written files that import them."""
    types = typescript(module, TypeScript(is_declaration_file=kind == "d.ts", **options))
    return {f"types.{kind}": types, **{name: _read("typescript", name) for name in (*names, "tools.ts")}}


def _hostile(options: TypeScript) -> Sources:
    ending = ".d.ts" if options.is_declaration_file else ".ts"
    schemas = [*HOSTILE.items(), *LARGE.items()]
    return {f"{_slug(name)}{ending}": typescript(payload_module(schema), options) for name, schema in schemas}


def _committed() -> str:
    lines = ['import type * as types from "./types.js";']
    for number, (_, format, value) in enumerate(committed_cases(), 1):
        lines.append(f"export const case{number}: types.{RECORDS[format]} = {json.dumps(value)};")
    return "\n".join(lines)


def _json2ts() -> Sources:
    """What json-schema-to-typescript makes of our schemas."""
    tool = modules() / "json-schema-to-typescript" / "dist" / "src" / "cli.js"
    found: dict[str, str] = {}
    for format in RECORDS:
        stem = format.replace("-", "_")
        done = node(tool, "--additionalProperties=false", "-i", str(ROOT / "schemas" / stem / "schema.json"))
        assert (done.returncode, done.stderr) == (0, "")
        found[f"json2ts_{stem}.ts"] = done.stdout
    return found


def _comments() -> Sources:
    """Declarations behind comments: wrong ones, each of which is an error, and right ones."""
    wrong = [f'{jsdoc([text])}export const wrong{number}: number = "";\n' for number, text in enumerate(DIRECTIVES)]
    right = [f"{jsdoc([text])}export const right{number}: number = 1;\n" for number, text in enumerate(DIRECTIVES)]
    first = f'// A heading.\n{jsdoc(DIRECTIVES)}export const wrong: number = "";\n'
    return {"first.ts": first, "wrong.ts": "".join(wrong), "right.ts": "".join(right)}


def _description(text: str) -> str:
    """Types with a description, and two errors behind it."""
    schema = {"title": "T", "description": text, "type": "object", "properties": {"a": {"description": text}}}
    types = typescript(payload_module(schema), TypeScript()).replace("a?: unknown", "a?: Missing")
    return types.replace("export interface T {", "export interface T extends Missing {")


def _zod() -> dict[str, Sources]:
    literals = (regex_of(f"\\p{{{name}}}[\\P{{{name}}}]") for name in sorted(PROPERTIES))
    return {
        "records": {f"{profile}.ts": zod(canonical(profile=profile)) for profile in ("published", "tolerant")},
        "times": {"times.ts": zod(times())},
        "order": {"order.ts": zod(order()), "uses.ts": _read("zod", "uses.ts")},
        # zod infers an index signature for open records, so that the types of the other target have one too.
        "types": {
            "canonical.ts": zod(text_to_image()),
            "typescript.ts": typescript(text_to_image(), TypeScript(index_signature=True)),
            "types.ts": _read("zod", "types.ts"),
        },
        "hostile": _payloads(HOSTILE.values()),
        "large": {f"{_slug(name)}.ts": zod(payload_module(schema)) for name, schema in LARGE.items()},
        "special": _payloads(SCHEMAS.values()),
        "random": _payloads(random_schemas()),
        "multiples": _payloads({"type": "number", "multipleOf": step} for step in STEPS),
        "constraints": _payloads(schema for schema, _ in CONSTRAINTS),
        "patterns": {"patterns.ts": zod(payload_module(PATTERNS, runs_patterns=False))},
        "properties": {"all.ts": f"export const all: RegExp[] = [{', '.join(map(str, literals))}];\n"},
    }


def _payloads(schemas: Iterable[Any]) -> Sources:
    return {f"m{index}.ts": zod(payload_module(schema)) for index, schema in enumerate(schemas)}


def _slug(name: str) -> str:
    return re.sub(r"\W+", "_", name)


def _read(folder: str, name: str) -> str:
    return (HERE / folder / name).read_text(encoding="utf-8")
