"""All laws by name, and a function that checks one of them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from runbridge.errors import Unconvertible
from runbridge.known_formats import DIRECTIONS
from runbridge.laws import residue_laws, round_trip_laws, run_laws
from runbridge.laws.record_strategies import Draw
from runbridge.laws.subject import RejectedValue, Subject, rejected_value, subject_of
from runbridge.problem_messages import ADVICE_ON_REJECTED, limited

#: What to do about the laws that the values of a bridge break, its defaults, or something that it does not decide.
_OF_VALUES = "give the field that differs another rule, or list it under `residue`; if neither helps, report it"
_OF_DEFAULTS = "correct the default of the field: it is not what the other fields of the record say"
_OF_OPTIONS = "add the value to the table, or a default, so that no option has to give it"
_OF_CODE = "this is no fault of a bridge: report it, with the schema, the bridge and the record"


class Law(NamedTuple):
    """A law: a function that raises AssertionError where it does not hold, for a direction and what it draws.

    `applies` says whether the law says anything for a direction, `share` how many of the examples it is checked with,
    `advice` what to do about a bridge that breaks it.
    """

    check: Callable[[Subject, Draw], None]
    applies: Callable[[Subject], bool] = lambda subject: True
    share: float = 1.0
    advice: str = _OF_VALUES


def _has_models(subject: Subject) -> bool:
    """Whether models are converted without their text, which keeps the texts of times in opaque values."""
    return subject.profile == "published" and subject.direction.plain is not None


_SLOW_BUT_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

#: The laws by number and name.
LAWS: Mapping[str, Law] = {
    "L1 round trip": Law(round_trip_laws.round_trip),
    "L1 models": Law(run_laws.models, applies=_has_models, advice=_OF_CODE),
    "L2 create": Law(round_trip_laws.create),
    "L2 defaults": Law(round_trip_laws.declared_defaults, applies=round_trip_laws.has_defaults, advice=_OF_DEFAULTS),
    "L2 nothing is invented": Law(round_trip_laws.nothing_invented, advice=_OF_OPTIONS),
    "L2 nothing is invented on the way back": Law(round_trip_laws.nothing_invented_on_the_way_back),
    "L3 edits win": Law(round_trip_laws.edits_win),
    "L4 what was not edited comes back": Law(round_trip_laws.unedited_comes_back),
    "L5 hostile residues": Law(residue_laws.hostile_residue, advice=_OF_CODE),
    "L5 stale entries": Law(residue_laws.stale_entries, advice=_OF_CODE),
    "L5 own sets no mapped field": Law(residue_laws.mapped_in_own, advice=_OF_CODE),
    "L6 residue of another record": Law(residue_laws.residue_of_another, advice=_OF_CODE),
    "L7 purity": Law(run_laws.purity, advice=_OF_CODE),
    "L8 loss report": Law(round_trip_laws.loss_report),
    "L9 foreign data": Law(residue_laws.foreign_data, advice=_OF_CODE),
    "L10 printed anew": Law(round_trip_laws.reprinted),
    "L11 forms of the residue": Law(round_trip_laws.residue_forms, advice=_OF_CODE),
    "L12 one and many": Law(run_laws.one_and_many, share=0.5, advice=_OF_CODE),
    "L12 jobs": Law(run_laws.jobs, share=0.02, advice=_OF_CODE),
    "L13 four hops": Law(round_trip_laws.four_hops, applies=round_trip_laws.has_others),
}


def subjects(pairs: Sequence[tuple[str, str]] | None = None) -> list[Subject]:
    """The directions between pairs of formats, by default all that there are, under both profiles."""
    return [
        subject_of(source, target, profile)
        for source, target in (DIRECTIONS if pairs is None else pairs)
        for profile in ("published", "tolerant")
    ]


def check_law(name: str, on: Sequence[Subject], **options: Any) -> int:
    """Check one law on directions drawn from some; the number of records, 0 if it says nothing for any of them.

    `options` are settings of Hypothesis. Raises AssertionError with the smallest record found that breaks the law, and
    RejectedValue, which is one, for a record that cannot be converted.
    """
    law = LAWS[name]
    suitable = [subject for subject in on if law.applies(subject)]
    if not suitable:
        return 0
    chosen = settings(deadline=None, database=None, suppress_health_check=_SLOW_BUT_FINE, **options)
    examples, seen = max(1, round(chosen.max_examples * law.share)), 0

    @settings(chosen, max_examples=examples)
    @given(subject=st.sampled_from(suitable), data=st.data())
    def check(subject: Subject, data: st.DataObject) -> None:
        nonlocal seen
        try:
            law.check(subject, data.draw)
        except Unconvertible as error:
            raise rejected_value(subject, error) from error
        seen += 1

    check()
    return seen


class Broken(NamedTuple):
    """Laws that records break for the same reason, and what to do about it."""

    laws: list[str]
    reason: str
    advice: str


def check_laws(on: Sequence[Subject], records: int) -> tuple[dict[str, int], list[Broken]]:
    """How many records each law that holds was checked with, and the others; `records` is the number for most laws."""
    seen: dict[str, int] = {}
    broken: list[Broken] = []
    rules: dict[str, Broken] = {}
    for law in LAWS:
        check = partial(check_law, law, on, max_examples=records, derandomize=True, report_multiple_bugs=False)
        try:
            count = check(phases=[Phase.generate])
            seen |= {law: count} if count else {}
        except RejectedValue as error:
            if error.address not in rules:
                rules[error.address] = _smallest(law, check, error)
                broken.append(rules[error.address])
            # One rule often breaks many laws.
            rules[error.address].laws.append(law)
        except AssertionError as error:
            broken.append(_smallest(law, check, error))
            broken[-1].laws.append(law)
    return seen, broken


def _smallest(law: str, check: Callable[[], object], error: AssertionError) -> Broken:
    """Why a law is broken, with the smallest record found, which takes longer than to find one."""
    try:
        check()
    except AssertionError as found:
        error = found
    advice = ADVICE_ON_REJECTED if isinstance(error, RejectedValue) else LAWS[law].advice
    return Broken([], limited("; ".join(str(error).splitlines())), advice)
