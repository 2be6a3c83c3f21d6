"""All laws by name, and a function that checks one of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runbridge.known_formats import DIRECTIONS
from runbridge.laws import residue_laws, round_trip_laws, run_laws
from runbridge.laws.record_strategies import Draw
from runbridge.laws.subject import Subject, subject_of


class Law(NamedTuple):
    """A law: a function that raises AssertionError where it does not hold, for a direction and what it draws.

    `applies` says whether the law says anything for a direction, `share` how many of the examples it is checked with.
    """

    check: Callable[[Subject, Draw], None]
    applies: Callable[[Subject], bool] = lambda subject: True
    share: float = 1.0


def _has_models(subject: Subject) -> bool:
    """Whether models are converted without their text, which keeps the texts of times in opaque values."""
    return subject.profile == "published" and subject.direction.plain is not None


_SLOW_BUT_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

#: The laws by number and name.
LAWS: Mapping[str, Law] = {
    "L1 round trip": Law(round_trip_laws.round_trip),
    "L1 models": Law(run_laws.models, applies=_has_models),
    "L2 create": Law(round_trip_laws.create),
    "L2 defaults": Law(round_trip_laws.declared_defaults, applies=round_trip_laws.has_defaults),
    "L2 nothing is invented": Law(round_trip_laws.nothing_invented),
    "L3 edits win": Law(round_trip_laws.edits_win),
    "L4 what was not edited comes back": Law(round_trip_laws.unedited_comes_back),
    "L5 hostile residues": Law(residue_laws.hostile_residue),
    "L5 stale entries": Law(residue_laws.stale_entries),
    "L5 own sets no mapped field": Law(residue_laws.mapped_in_own),
    "L6 residue of another record": Law(residue_laws.residue_of_another),
    "L7 purity": Law(run_laws.purity),
    "L8 loss report": Law(round_trip_laws.loss_report),
    "L9 foreign data": Law(residue_laws.foreign_data),
    "L10 printed anew": Law(round_trip_laws.reprinted),
    "L11 forms of the residue": Law(round_trip_laws.residue_forms),
    "L12 one and many": Law(run_laws.one_and_many, share=0.5),
    "L12 jobs": Law(run_laws.jobs, share=0.02),
    "L13 four hops": Law(round_trip_laws.four_hops, applies=round_trip_laws.has_others),
}


def subjects(pairs: Sequence[tuple[str, str]] | None = None) -> list[Subject]:
    """The directions between pairs of formats, by default all that there are, under both profiles."""
    return [
        subject_of(source, target, profile)
        for source, target in (DIRECTIONS if pairs is None else pairs)
        for profile in ("published", "tolerant")
    ]


def check_law(name: str, on: Sequence[Subject], **options: Any) -> bool:
    """Check one law on directions drawn from some; False if it says nothing for any of them.

    `options` are settings of Hypothesis. Raises AssertionError with the smallest record found that breaks the law.
    """
    law = LAWS[name]
    suitable = [subject for subject in on if law.applies(subject)]
    if not suitable:
        return False
    chosen = settings(deadline=None, database=None, suppress_health_check=_SLOW_BUT_FINE, **options)
    examples = max(1, round(chosen.max_examples * law.share))

    @settings(chosen, max_examples=examples)
    @given(subject=st.sampled_from(suitable), data=st.data())
    def check(subject: Subject, data: st.DataObject) -> None:
        law.check(subject, data.draw)

    check()
    return True
