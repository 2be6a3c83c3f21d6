"""The laws catch a converter that is broken on purpose: every mutant must make its law fail.

A mutant is one change of the text of one module. A change whose old text is not in the module any more fails too, so
that no mutant goes stale in silence.
"""

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase
from msgspec.structs import force_setattr

from runbridge.known_formats import DIRECTIONS
from runbridge.laws.suite import check_law, subjects
from tests.laws.fields import MODEL, RUN, other

GITHUB = "github-workflow-run"

WIRE = "runbridge._generated.workflow_run_model.bridge.wire"
RESIDUE, CONVERT = "runbridge.record.residue", "runbridge.record.converter"


class Mutant(NamedTuple):
    """A change of a module's text, and the law that must notice in conversions from a format."""

    name: str
    module: str
    old: str
    new: str
    law: str
    form: str


#: Mutants that only few records find.
RARE = {
    "null is not checked",
    "missing is not checked",
    "own is not checked",
    "was is restored without asking the rule",
    "saw is compared as text",
    "a false alarm",
    "an unknown status gets a silent default",
    "the residue outlives an edit",
    "scaled by float",
}


def _mutant(law: str, form: str, name: str, module: str, old: str, new: str) -> Any:
    marks = [pytest.mark.deep] if name in RARE else []
    return pytest.param(Mutant(name, module, old, new, law, form), id=name, marks=marks)


MUTANTS = [
    _mutant(
        "L5 stale entries",
        MODEL,
        "was is restored without looking at saw",
        "runbridge._runtime.conversion",
        "return entry.was if _encode(entry.saw) == seen or equal_json(entry.saw, seen) else UNSET",
        "return entry.was",
    ),
    _mutant(
        "L5 hostile residues",
        MODEL,
        "was is restored without asking the rule",
        WIRE,
        "if STATUS_LEFT.get(was) == source.status:",
        "if was in STATUS_LEFT:",
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "null is taken for absent",
        WIRE,
        "if source.started_at is UNSET:\n        absent",
        "if source.started_at is UNSET or source.started_at is None:\n        absent",
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "missing is taken for null",
        WIRE,
        'if source.ended_at is UNSET:\n        absent += ("ended_at",)',
        "pass",
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "scaled by float",
        "runbridge._runtime.wire_helpers",
        "return Raw(shifted), True, len(token)",
        "return Raw(repr(float(raw) * 10.0**places).encode()), True, len(token)",
    ),
    _mutant(
        "L6 residue of another record",
        MODEL,
        "a foreign residue is applied",
        RESIDUE,
        "if found.id != identity:",
        "if False:",
    ),
    _mutant(
        "L5 own sets no mapped field",
        MODEL,
        "own names a mapped field",
        RESIDUE,
        "elif name in target.fields:",
        "elif name in ():",
    ),
    _mutant(
        "L5 hostile residues",
        MODEL,
        "own is not checked",
        RESIDUE,
        "if not accepts(target, profile, name, raw)",
        "if False",
    ),
    _mutant(
        "L5 hostile residues",
        MODEL,
        "missing is not checked",
        RESIDUE,
        "if name in direction.target.variants[profile].omittable:",
        "if name in direction.target.fields:",
    ),
    _mutant(
        "L5 hostile residues",
        RUN,
        "null is not checked",
        RESIDUE,
        "elif entry.was == NULL and name not in direction.target.variants[profile].nullable:",
        "elif name in ():",
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "an approximation is not noted",
        WIRE,
        "if STATUS_LEFT[status] != source.status:",
        "if False:",
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "an unknown status gets a silent default",
        WIRE,
        'options.mapped("status", source.status)',
        '"running"',
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "a prefix is not added twice",
        WIRE,
        '"wfl_" + source.workflow_id',
        '"wfl_" + source.workflow_id.removeprefix("wfl_")',
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "empty text is taken for null",
        WIRE,
        "if workspace_id is None or workspace_id is UNSET:",
        "if not workspace_id:",
    ),
    _mutant(
        "L1 round trip",
        RUN,
        "a default is written into the residue",
        WIRE,
        "UNSET if source.number == ZERO else source.number",
        "source.number",
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "a field that a lenient service left out comes back as null",
        RESIDUE,
        "if missing else own, restored",
        "if False else own, restored",
    ),
    _mutant(
        "L1 round trip",
        RUN,
        "any output becomes outputs",
        "runbridge._runtime.wire_helpers",
        "return raw if fits(raw) or accepts(form, options.profile, field, raw) else UNSET",
        "return raw",
    ),
    _mutant(
        "L1 round trip",
        MODEL,
        "unknown fields are lost",
        RESIDUE,
        "own = append_fields(encode_json(converted.own), unknown)",
        "own = encode_json(converted.own)",
    ),
    _mutant(
        "L3 edits win",
        RUN,
        "the residue outlives an edit",
        WIRE,
        """            was = was_text(entries["status"], saw=source.status)
            if was is not None:
                if (STATUS_RIGHT.get(was) or options.mapping("status", was)) == source.status:""",
        """            was = was_text(entries["status"], saw=STATUS_RIGHT.get("uploading"))
            if was is not None:
                if was:""",
    ),
    _mutant("L8 loss report", RUN, "a loss is silent", RESIDUE, "return [*own, *unknown]", "return own"),
    _mutant(
        "L8 loss report",
        MODEL,
        "a false alarm",
        RESIDUE,
        "via = [name for name in converted.via if name not in converted.fragile]",
        "via = list(converted.via)",
    ),
    _mutant(
        "L9 foreign data",
        MODEL,
        "an unknown field becomes the other shape's",
        CONVERT,
        "fields = dict(opened.restored)",
        "fields = {**opened.restored, **opened.unknown}",
    ),
    _mutant(
        "L9 foreign data",
        MODEL,
        "data under _residue is overwritten",
        CONVERT,
        "direction.source_own, displaced, order)",
        "direction.source_own, None, order)",
    ),
    _mutant(
        "L1 round trip",
        GITHUB,
        "the order of the fields is not restored",
        RESIDUE,
        "_given(found.order, ()) if direction.keeps_order",
        "() if direction.keeps_order",
    ),
    _mutant(
        "L10 printed anew",
        MODEL,
        "a number printed anew is taken for an edit",
        WIRE,
        "elif not duration_ms_survives:",
        "elif False:",
    ),
    _mutant(
        "L10 printed anew",
        MODEL,
        "saw is compared as text",
        "runbridge._runtime.json_codec",
        "if first == second:",
        "if first == second or True:\n        return first == second\n    if False:",
    ),
    _mutant(
        "L11 forms of the residue",
        MODEL,
        "a sidecar is not applied",
        CONVERT,
        "found = None if find is None else find(identity, data)",
        "found = None",
    ),
    _mutant(
        "L7 purity",
        MODEL,
        "opaque values are shared",
        "runbridge._runtime.model_helpers",
        "return None if value is UNSET else deepcopy(value)",
        "return None if value is UNSET else value",
    ),
]


@pytest.fixture
def put_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Mutant], None]]:
    """Puts a mutant in the place of what it changes, wherever that has been imported to."""
    undo = ExitStack()

    def put(mutant: Mutant) -> None:
        original = import_module(mutant.module)
        text = Path(str(original.__file__)).read_text(encoding="utf-8")
        assert mutant.old in text, "the mutant is stale: its old text is not in the module any more"
        changed = types.ModuleType(mutant.module)
        changed.__file__, changed.__spec__ = original.__file__, original.__spec__
        changed.__package__ = original.__package__
        monkeypatch.setitem(sys.modules, mutant.module, changed)
        exec(compile(text.replace(mutant.old, mutant.new), "<mutant>", "exec"), changed.__dict__)
        monkeypatch.setitem(sys.modules, mutant.module, original)
        for subject in subjects():
            # Converters that were made before.
            vars(subject).pop("_converters", None)
            undo.callback(vars(subject).pop, "_converters", None)
        swaps = {
            id(value): changed.__dict__[name]
            for name, value in vars(original).items()
            if getattr(value, "__module__", None) == mutant.module and name in changed.__dict__
        }
        for module in [module for name, module in sys.modules.items() if name.startswith("runbridge")]:
            for name, value in list(vars(module).items()):
                if id(value) in swaps:
                    monkeypatch.setattr(module, name, swaps[id(value)])
        for direction in DIRECTIONS.values():
            for part in ("wire", "plain"):
                known = getattr(direction, part)
                if id(known) in swaps:
                    # It is frozen, which monkeypatch cannot get past.
                    force_setattr(direction, part, swaps[id(known)])
                    undo.callback(force_setattr, direction, part, known)

    with undo:
        yield put


def check(law: str, form: str) -> None:
    """Check a law with examples enough to find a mutant, and without the search for a smaller one."""
    check_law(
        law,
        subjects([(form, other(form))]),
        max_examples=3000,
        phases=[Phase.generate],
        derandomize=True,
        report_multiple_bugs=False,
    )


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_caught(mutant: Mutant, put_in: Callable[[Mutant], None]) -> None:
    put_in(mutant)
    with pytest.raises(Exception):  # noqa: B017, PT011  # a law may notice by an assertion or by a refusal
        check(mutant.law, mutant.form)
