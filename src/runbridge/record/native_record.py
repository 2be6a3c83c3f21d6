"""One ordinary record by the native lane: the results are those of Python, sooner."""

from functools import cache
from itertools import compress

from runbridge._runtime.json_codec import decode_json
from runbridge._runtime.registry import Format
from runbridge.losses import Loss
from runbridge.record.converter import Conversion, Converter
from runbridge.record.native_batch import IsCertain, process_natively
from runbridge.record.native_demand import Demand
from runbridge.record.native_nodes import load_library, validation_plan

#: The lane cuts off names that are much longer.
_LONGEST_NAME = 60
_NO_RESIDUE = b"null"


def convert_record(converter: Converter, data: bytes, is_own: IsCertain) -> Conversion | None:
    """The conversion of a record; None if it is not an ordinary one, and where there is no plan.

    `is_own` says whether the record, which is valid in the format of the converter and has these unknown fields, is one
    of that format.
    """
    plan = converter.plan_for(len(data))
    result = None if plan is None else process_natively(plan.plan, data + b"\n", keeps_residues=True)
    if plan is None or result is None:
        return None
    text, records, others, counts, unknown, without_residue, kept = result
    names = [name for name, _ in unknown]
    if others or records != 1 or max(map(len, names), default=0) > _LONGEST_NAME or not is_own(names):
        return None
    identity, residue, _ = kept.split(b"\n")
    preserved = (*compress(plan.preserved, counts), *names)
    approximated = (*compress(plan.approximated, counts[len(plan.preserved) :]),)
    losses, is_restored = plan.defaulted if without_residue else (), not without_residue
    if plan.residue == "drop":
        losses += tuple([Loss(kind="dropped", field=name) for name in preserved + approximated])
        return Conversion(text[:-1], decode_json(identity), losses, is_restored=is_restored)
    given = None if residue == _NO_RESIDUE else residue
    return Conversion(text[:-1], decode_json(identity), losses, given, preserved, approximated, is_restored=is_restored)


def is_valid_natively(data: bytes, form: Format, profile: str, *, strict: bool) -> bool:
    """Whether a record is valid; False for one that is not an ordinary one, too, and where there is no plan."""
    if load_library() is None or not _demand_of(form, profile, strict).is_met(len(data)):
        return False
    plan = validation_plan(form, profile, strict=strict)
    result = None if plan is None else process_natively(plan, data + b"\n")
    return result is not None and result[1] == 1 and not result[2]


@cache
def _demand_of(form: Format, profile: str, strict: bool) -> Demand:
    return Demand()
