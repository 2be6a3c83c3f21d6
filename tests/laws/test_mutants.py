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
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import force_setattr

from runbridge import _generated
from tests.laws import test_edits as edits
from tests.laws import test_models as models
from tests.laws import test_residue as residues
from tests.laws import test_round_trip as trips
from tests.laws.fields import MODEL, RUN
from tests.laws.records import plain_numbers
from tests.laws.tokens import Num

WIRE = "runbridge._generated.workflow_run_model.bridge.wire"
RESIDUE, CONVERT = "runbridge.record.residue", "runbridge.record.converter"
L1 = trips.test_l1_round_trip_is_exact_and_a_third_hop_changes_nothing
ONE_FIELD = trips.test_l1_holds_for_each_field_null_or_missing
OWN = residues.test_l5_own_restores_only_values_that_the_schema_accepts
L3 = edits.test_l3_l4_edits_win_and_the_rest_comes_back
L5 = residues.test_l5_any_residue_gives_a_valid_record_that_its_rules_allow
FORGED = residues.test_l5_was_needs_saw_in_the_record_and_a_rule_that_allows_it
EMPTIED = residues.test_l5_a_residue_of_nulls_and_missing_fields_gives_a_valid_record
L6 = residues.test_l6_a_residue_of_another_run_is_ignored_and_reported
L7 = models.test_l7_nothing_is_changed_and_nothing_mutable_is_shared
L8 = trips.test_l8_after_drop_exactly_the_reported_fields_differ
L9_DECOY = trips.test_l9_an_unknown_field_never_becomes_one_of_the_other_format
L9_ROOM = trips.test_l9_foreign_data_under_residue_is_displaced_and_comes_back
L10 = trips.test_l10_durations_come_back_from_rewritten_milliseconds
L11 = trips.test_l11_embed_and_sidecar_are_the_same_conversion


class Mutant(NamedTuple):
    """A change of a module's text, and the law that must notice, with the arguments that it is run with."""

    name: str
    module: str
    old: str
    new: str
    law: Callable[..., None]
    arguments: dict[str, Any]


def _mutant(name: str, module: str, old: str, new: str, law: Callable[..., None], /, **arguments: Any) -> Any:
    return pytest.param(Mutant(name, module, old, new, law, arguments), id=name)


PUBLISHED: dict[str, Any] = {"profile": "published"}
TOLERANT: dict[str, Any] = {"profile": "tolerant"}
MUTANTS = [
    _mutant(
        "was is restored without looking at saw",
        "runbridge._runtime.conversion",
        "return entry.was if _encode(entry.saw) == seen or equal_json(entry.saw, seen) else UNSET",
        "return entry.was",
        FORGED,
        via={"status": {"was": "waiting", "saw": "queued"}},
        field="status",
        value="running",
    ),
    _mutant(
        "was is restored without asking the rule",
        WIRE,
        "if STATUS_LEFT.get(was) == source.status:",
        "if was in STATUS_LEFT:",
        FORGED,
        via={"status": {"was": "completed", "saw": "running"}},
        field="status",
        value="running",
    ),
    _mutant(
        "null is taken for absent",
        WIRE,
        "if source.started_at is UNSET:\n        absent",
        "if source.started_at is UNSET or source.started_at is None:\n        absent",
        L1,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "missing is taken for null",
        WIRE,
        'if source.ended_at is UNSET:\n        absent += ("ended_at",)',
        "pass",
        L1,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "scaled by float",
        "runbridge._runtime.wire_helpers",
        "return Raw(shifted), True, len(token)",
        "return Raw(repr(float(raw) * 10.0**places).encode()), True, len(token)",
        ONE_FIELD,
        form=MODEL,
        **PUBLISHED,
        name="duration",
        value=Num("1.005"),
    ),
    _mutant("a foreign residue is applied", RESIDUE, "if found.id != identity:", "if False:", L6, form=MODEL),
    _mutant(
        "own names a mapped field",
        RESIDUE,
        "elif name in target.fields:",
        "elif name in ():",
        residues.test_l5_own_never_names_a_mapped_field,
        form=MODEL,
    ),
    _mutant(
        "own is not checked",
        RESIDUE,
        "if not accepts(target, profile, name, raw)",
        "if False",
        OWN,
        name="error",
        value=True,
    ),
    _mutant(
        "missing is not checked",
        RESIDUE,
        "if name in direction.target.variants[profile].omittable:",
        "if name in direction.target.fields:",
        EMPTIED,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "null is not checked",
        RESIDUE,
        "elif entry.was == NULL and name not in direction.target.variants[profile].nullable:",
        "elif name in ():",
        EMPTIED,
        form=RUN,
        **PUBLISHED,
    ),
    _mutant(
        "an approximation is not noted",
        WIRE,
        "if STATUS_LEFT[status] != source.status:",
        "if False:",
        L1,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "an unknown status gets a silent default",
        WIRE,
        'options.mapped("status", source.status)',
        '"running"',
        L1,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "a prefix is not added twice",
        WIRE,
        '"wfl_" + source.workflow_id',
        '"wfl_" + source.workflow_id.removeprefix("wfl_")',
        ONE_FIELD,
        form=MODEL,
        **PUBLISHED,
        name="workflow_id",
        value="wfl_1",
    ),
    _mutant(
        "empty text is taken for null",
        WIRE,
        "if workspace_id is None or workspace_id is UNSET:",
        "if not workspace_id:",
        L1,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "a default is written into the residue",
        WIRE,
        "UNSET if source.number == ZERO else source.number",
        "source.number",
        L1,
        form=RUN,
        **PUBLISHED,
    ),
    _mutant(
        "a field that a lenient service left out comes back as null",
        RESIDUE,
        "if missing else own, restored",
        "if False else own, restored",
        L1,
        form=MODEL,
        **TOLERANT,
    ),
    _mutant(
        "any output becomes outputs",
        "runbridge._runtime.wire_helpers",
        "return raw if fits(raw) or accepts(form, options.profile, field, raw) else UNSET",
        "return raw",
        L1,
        form=RUN,
        **PUBLISHED,
    ),
    _mutant(
        "unknown fields are lost",
        RESIDUE,
        "own = append_fields(encode_json(converted.own), unknown)",
        "own = encode_json(converted.own)",
        L1,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "the residue outlives an edit",
        WIRE,
        """            was = was_text(entries["status"], saw=source.status)
            if was is not None:
                if (STATUS_RIGHT.get(was) or options.mapping("status", was)) == source.status:""",
        """            was = was_text(entries["status"], saw=STATUS_RIGHT.get("uploading"))
            if was is not None:
                if was:""",
        edits.test_every_status_edited_to_every_status_of_a_run,
        status="uploading",
        edit="completed",
    ),
    _mutant("a loss is silent", RESIDUE, "return [*own, *unknown]", "return own", L8, form=RUN, **PUBLISHED),
    _mutant(
        "a false alarm",
        RESIDUE,
        "via = [name for name in converted.via if name not in converted.fragile]",
        "via = list(converted.via)",
        L8,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "an unknown field becomes the other shape's",
        CONVERT,
        "fields = dict(opened.restored)",
        "fields = {**opened.restored, **opened.unknown}",
        L9_DECOY,
        form=MODEL,
    ),
    _mutant(
        "data under _residue is overwritten",
        CONVERT,
        "direction.source_own, displaced)",
        "direction.source_own)",
        L9_ROOM,
    ),
    _mutant("a number printed anew is taken for an edit", WIRE, "elif not duration_ms_survives:", "elif False:", L10),
    _mutant(
        "saw is compared as text",
        "runbridge._runtime.json_codec",
        "if first == second:",
        "if first == second or True:\n        return first == second\n    if False:",
        trips.test_l10_other_escapes_are_no_edit,
        tool=trips.printed_by_python,
    ),
    _mutant(
        "a sidecar is not applied",
        CONVERT,
        "found = None if find is None else find(identity, data)",
        "found = None",
        L11,
        form=MODEL,
        **PUBLISHED,
    ),
    _mutant(
        "opaque values are shared",
        "runbridge._runtime.model_helpers",
        "return None if value is UNSET else deepcopy(value)",
        "return None if value is UNSET else value",
        L7,
        form=MODEL,
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
        swaps = {
            id(value): changed.__dict__[name]
            for name, value in vars(original).items()
            if getattr(value, "__module__", None) == mutant.module and name in changed.__dict__
        }
        for module in [module for name, module in sys.modules.items() if name.startswith("runbridge")]:
            for name, value in list(vars(module).items()):
                if id(value) in swaps:
                    monkeypatch.setattr(module, name, swaps[id(value)])
        for direction in _generated.DIRECTIONS.values():
            for part in ("wire", "plain"):
                known = getattr(direction, part)
                if id(known) in swaps:
                    # It is frozen, which monkeypatch cannot get past.
                    force_setattr(direction, part, swaps[id(known)])
                    undo.callback(force_setattr, direction, part, known)

    with undo:
        yield put


def _run(law: Callable[..., None], arguments: dict[str, Any]) -> None:
    """The law with examples enough to find what it is for, and without the search for a smaller one."""
    if not hasattr(law, "hypothesis"):
        law(**arguments)
        return
    inner: Any = law.hypothesis.inner_test
    again = given(number=plain_numbers) if law is L10 else given(data=st.data())
    effort = settings(
        max_examples=500,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    effort(again(inner))(**arguments)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_caught(mutant: Mutant, put_in: Callable[[Mutant], None]) -> None:
    put_in(mutant)
    with pytest.raises(Exception):  # noqa: B017, PT011  # a law may notice by an assertion or by a refusal
        _run(mutant.law, mutant.arguments)
