"""The fix of a problem in the words of the command line, with the option that applies it or accepts the record."""

from runbridge.problem_messages import escape, limited
from runbridge.problems import Fix, Problem

#: The longest value that is shown: text that is cut cannot be pasted.
_MAX_VALUE = 200

_ACCEPTED_BY = {
    "tolerant": "accept this with `--profile tolerant`",
    "non-strict": "accept this without `--strict`",
}


def advice_of(problem: Problem) -> str:
    """The fix in one sentence of less than 1 KiB, without control characters; empty where none is known."""
    return "" if problem.fix is None else limited(escape(_advice(problem.fix)))


def text_of(problem: Problem) -> str:
    """The message, and the fix if there is one."""
    advice = advice_of(problem)
    return f"{problem.message}; {advice}" if advice else problem.message


def _advice(fix: Fix) -> str:
    match fix.kind:
        case "set":
            return f"give one with --set {fix.field}=VALUE"
        case "map":
            return _map_advice(fix)
        case "read-as":
            form = "|".join(fix.choices)
            return f"validate it with --format {form}, convert it with --from {form}"
        case _:
            # A question is the whole advice: the field is probably wrong.
            if not fix.accepted_by or fix.text.endswith("?"):
                return fix.text
            return f"{fix.text}, or {_ACCEPTED_BY[fix.accepted_by]}"


def _map_advice(fix: Fix) -> str:
    """The option as a shell takes it, but for the choices, of which one has to be taken."""
    choices = "|".join(fix.choices)
    if len(fix.value) > _MAX_VALUE or not fix.value.isprintable():
        return f"give one with --map {fix.field}:VALUE={choices}"
    from shlex import quote

    return f"give one with --map {quote(f'{fix.field}:{fix.value}')}={choices}"
