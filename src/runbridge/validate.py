"""The bytes of one record in, its problems out."""

from runbridge._runtime.registry import Format
from runbridge.errors import UnknownFormat
from runbridge.problems import Problem
from runbridge.records import check_profile, detect, find_format, is_valid


def validate(
    data: bytes | str, as_: str | None = None, *, profile: str = "published", strict: bool = False
) -> list[Problem]:
    """All problems of one record's JSON text, in the order of the text; [] when it is valid.

    A text with more than 10,000 problems (fewer where their pointers are very long) ends with one that says so.

    `as_` is the record's format, told from its members when absent. `profile` is `published` (the shapes as
    documented) or `tolerant` (what live services send). `strict` refuses unknown members, repeated members and values
    outside the known vocabularies. Raises WrongUse and UnknownFormat, never for what the record holds.
    """
    check_profile(profile)
    text = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)
    if as_ is not None:
        return _problems(text, find_format(as_), profile, strict=strict)
    try:
        return _problems(text, detect(text), profile, strict=strict)
    except UnknownFormat:
        from runbridge.explain import flaws

        # A text that cannot be read has no format, and saying why is of more help.
        problems = flaws(text)
        if problems:
            return problems
        raise


def _problems(text: bytes, form: Format, profile: str, *, strict: bool) -> list[Problem]:
    if not strict and is_valid(text, form, profile):
        return []
    from runbridge.explain import explain

    return explain(text, form.stem, profile, strict=strict)
