"""Problem details for HTTP APIs (RFC 9457): the JSON body of a response that rejects a record."""

from collections.abc import Iterable
from itertools import islice
from typing import NotRequired, TypedDict
from urllib.parse import quote

from runbridge.errors import RecordError
from runbridge.problems import Problem

_UNPROCESSABLE = 422


class ProblemDetail(TypedDict):
    """One problem in a problem details document."""

    pointer: str
    code: str
    message: str
    fix: NotRequired[str]


class ProblemDetails(TypedDict):
    """A problem details document of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemDetail]


def problem_details(
    problems: Iterable[Problem] | RecordError,
    *,
    type: str = "about:blank",
    title: str = "Unprocessable Content",
    status: int = _UNPROCESSABLE,
    max_errors: int = 100,
) -> ProblemDetails:
    """The problem details (RFC 9457) of a rejected record, for the body of a 422 response.

    `problems` are those of `validate`, or an exception such as InvalidRecord. The result is a dict for any JSON
    encoder; its media type is `application/problem+json`. `type` is a URI of your own that identifies the kind of
    problem; `title` then describes this kind. `detail` has the number of problems and the first message. `errors` has
    the first `max_errors` problems, each with a pointer as a URI fragment such as `#/status`, the code, the message,
    and the fix if one is known. No text contains control characters or advice about the command line.
    """
    found = problems.problems if isinstance(problems, RecordError) else tuple(problems)
    return {
        "type": type,
        "title": title,
        "status": status,
        "detail": _detail(found),
        "errors": list(map(_error, islice(found, max_errors))),
    }


def _detail(problems: tuple[Problem, ...]) -> str:
    first = next(iter(problems), None)
    if first is None:
        return "The record has no problems."
    count = f"{len(problems):,} problems; the first is" if len(problems) > 1 else "1 problem"
    return f"The record has {count}: {first.message}."


def _error(problem: Problem) -> ProblemDetail:
    # A name may have unpaired surrogates, which no JSON text in UTF-8 can have.
    fragment = quote(problem.pointer.encode("utf-8", "surrogatepass"), safe="/?~!$&'()*+,;=:@")
    error: ProblemDetail = {"pointer": f"#{fragment}", "code": problem.code, "message": problem.message}
    if problem.fix is not None:
        error["fix"] = problem.fix.text
    return error
