"""All laws by name, and a function that checks one of them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

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


#: How often a law is checked to find a smaller record that breaks it: Hypothesis itself stops after minutes.
_MOST_TRIES = 200

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
    seen = 0

    def check(subject: Subject, draw: Draw) -> None:
        nonlocal seen
        _check(name, subject, draw)
        seen += 1

    _run(name, on, check, **options)
    return seen


def _check(name: str, subject: Subject, draw: Draw) -> None:
    """Check a law with one record."""
    try:
        LAWS[name].check(subject, draw)
    except Unconvertible as error:
        raise rejected_value(subject, error) from error


def _run(name: str, on: Sequence[Subject], check: Callable[[Subject, Draw], None], **options: Any) -> None:
    """Call a function with the directions for which a law says something, as often as the law wants."""
    suitable = [subject for subject in on if LAWS[name].applies(subject)]
    if not suitable:
        return
    chosen = settings(deadline=None, database=None, suppress_health_check=_SLOW_BUT_FINE, **options)

    @settings(chosen, max_examples=max(1, round(chosen.max_examples * LAWS[name].share)))
    @given(subject=st.sampled_from(suitable), data=st.data())
    def run(subject: Subject, data: st.DataObject) -> None:
        check(subject, data.draw)

    run()


class _Enough(BaseException):
    """Ends the search for a smaller record; Hypothesis takes no exception of this kind for a failure."""


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
    options = {"max_examples": records, "derandomize": True, "report_multiple_bugs": False}
    for law in LAWS:
        try:
            count = check_law(law, on, phases=[Phase.generate], **options)
            seen |= {law: count} if count else {}
        except RejectedValue as error:
            if error.address not in rules:
                rules[error.address] = _smallest(law, on, error, options)
                broken.append(rules[error.address])
            # One rule often breaks many laws.
            rules[error.address].laws.append(law)
        except AssertionError as error:
            broken.append(_smallest(law, on, error, options))
            broken[-1].laws.append(law)
    return seen, broken


def _smallest(law: str, on: Sequence[Subject], error: AssertionError, options: Mapping[str, Any]) -> Broken:
    """Why a law is broken, with the smallest record that is found in a limited number of tries."""
    smallest, tries = error, 0

    def check(subject: Subject, draw: Draw) -> None:
        nonlocal smallest, tries
        tries += 1
        if tries > _MOST_TRIES:
            raise _Enough
        try:
            _check(law, subject, draw)
        except type(error) as found:
            # The text of an error has its record.
            smallest = min(smallest, found, key=lambda each: len(str(each)))
            raise

    # Hypothesis says that the law is flaky if it cannot finish.
    with suppress(AssertionError, _Enough, Flaky):
        _run(law, on, check, **options)
    advice = ADVICE_ON_REJECTED if isinstance(error, RejectedValue) else LAWS[law].advice
    return Broken([], limited("; ".join(str(smallest).splitlines())), advice)
