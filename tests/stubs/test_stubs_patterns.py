"""Patterns in schemas of users that JavaScript supports and Python does not, in each target."""

import json
from pathlib import Path
from typing import Any

import pytest

from runbridge.errors import UsageError
from runbridge.stubs.generate import PYTHON_TARGETS, Request, generate_stubs
from tests.stubs.compilation import Compilation
from tests.stubs.suites import PATTERNS
from tests.stubs.zod.verdicts import verdicts

LETTERS = r"^\p{L}+$"
COUNTED = "checked by `validate` only, because the types of {} cannot express them: {}"
UNSTABLE = r"\1(a)"
TEXTS = {
    '{"name": "Zoë"}': True,
    '{"name": "Ζωή"}': True,
    '{"name": "Zoe1"}': False,
    '{"name": "p{L}"}': False,
    '{"year": "1999"}': True,
    '{"year": "1999-1999"}': True,
    '{"year": "1999-2000"}': False,
    '{"face": "😀"}': True,
    '{"face": "😁"}': True,
    '{"face": "🚀"}': False,
    '{"face": "\\ud83d"}': False,
    '{"price": "€  5"}': True,
    '{"price": "e5"}': False,
    # These are left to validation, as the notes say.
    '{"kind": "1"}': True,
    '{"more": {"é": 1, "1": "a"}}': True,
}


def made(folder: Path, target: str, schema: Any) -> tuple[str, list[str]]:
    """The text of stubs for an input schema, and the notes without the name of the file."""
    file = folder / "input.json"
    file.write_text(json.dumps(schema), encoding="utf-8")
    found = generate_stubs(Request(target=target, form="workflow-run", payloads={"input": str(file)}))
    return found.text, [note.removeprefix(f"{file}: ") for note in found.notes]


@pytest.mark.parametrize("target", ["typescript", "zod"])
def test_javascript_targets_accept_them(tmp_path: Path, target: str) -> None:
    text, notes = made(tmp_path, target, PATTERNS)
    if target == "zod":
        assert "name: z.string().regex(/^\\p{L}+$/u).optional(),\n" in text
        assert r".regex(/^[\ud83d\ude00-\ud83d\ude4f]$/u)" in text
    else:
        assert "  /** @pattern ^\\p{L}+$ */\n  name?: string | undefined;\n" in text
    assert notes == [
        "`/properties/kind`: only `validate` checks `pattern` of listed values",
        "`/properties/more`: only `validate` checks which names match `patternProperties`",
        *([COUNTED.format("typescript", "`pattern` (4 places)")] if target == "typescript" else []),
    ]


@pytest.mark.deep
def test_zod_matches_patterns_as_json_schema_does(strict: Compilation) -> None:
    found = verdicts(strict.output("zod-patterns", "patterns.js"), "Input", TEXTS)
    assert dict(zip(TEXTS, found, strict=True)) == TEXTS


@pytest.mark.parametrize("target", PYTHON_TARGETS)
def test_python_targets_say_that_only_validate_checks_them(tmp_path: Path, target: str) -> None:
    text, notes = made(tmp_path, target, {"type": "object", "properties": {"name": PATTERNS["properties"]["name"]}})
    remark = f'The pattern r"{LETTERS}" is checked by `validate` only: it is not valid in Python.'
    has_constraints = target in ("python-msgspec", "python-pydantic")
    assert (f"    #: {remark}\n" in text) == has_constraints
    assert notes == [f"`Input.name`: {remark}" if has_constraints else COUNTED.format(target, "`pattern` (1 place)")]


@pytest.mark.parametrize("target", PYTHON_TARGETS)
def test_python_targets_refuse_patterns_that_validation_cannot_evaluate(tmp_path: Path, target: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(tmp_path, target, {"type": "string", "pattern": UNSTABLE})
    assert str(caught.value) == (
        f"{tmp_path / 'input.json'}:1:20: `/pattern` has the pattern `{UNSTABLE}`, which cannot be evaluated exactly: "
        "it refers to a group in a loop, in a lookbehind, or before the group ends"
    )


@pytest.mark.parametrize("target", ["typescript", "zod", *PYTHON_TARGETS])
def test_an_invalid_pattern_is_refused_by_all_targets(tmp_path: Path, target: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(tmp_path, target, {"type": "string", "pattern": r"^\p{Letters}$"})
    assert str(caught.value) == (
        f"{tmp_path / 'input.json'}:1:20: `/pattern` has the pattern `^\\p{{Letters}}$`, "
        "which is not a regular expression of ECMA-262"
    )
