"""The catalogue of problem codes: what each means, its cause, an example and the fix, from `catalogue.toml`."""

import tomllib
from functools import cache

import msgspec


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A record that has the problem, the call that reports it, and what the call reports.

    `sample` is the format of the valid record to start from, where `record` is not the whole text.
    """

    call: str
    message: str
    hint: str
    record: str = ""
    encoding: str = "utf-8"
    sample: str = ""
    set: str = ""
    remove: str = ""
    repeat: str = ""
    count: int = 0

    @property
    def text(self) -> str:
        """The record for a page."""
        changed = f"{{{f'{self.set}, ' if self.set else ''}…}}"
        lines = [self.record or (changed if self.set else f"a valid {self.sample}")]
        if self.remove:
            lines.append(f'(without "{self.remove}")')
        if self.repeat:
            lines.append(f"(the first … is {self.repeat!r}, {self.count:,} times)")
        if self.encoding != "utf-8":
            lines.append(f"(in {self.encoding})")
        return " ".join(lines)


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A code with its meaning, its most likely causes, the fix and an example."""

    code: str
    meaning: str
    cause: str
    fix: str
    example: Example


@cache
def explanations() -> dict[str, Explanation]:
    """The explanation of each code."""
    from importlib import resources

    text = (resources.files("runbridge.diagnosis") / "catalogue.toml").read_text(encoding="utf-8")
    found = msgspec.convert(tomllib.loads(text)["code"], list[Explanation])
    return {each.code: each for each in found}


def as_text() -> str:
    """Every code with its meaning, one line each."""
    width = max(map(len, explanations()))
    return "".join(f"{code:{width}}  {each.meaning}\n" for code, each in explanations().items())


def as_markdown() -> str:
    """A page of Markdown: a table of the codes, and a section for each."""
    rows = "".join(f"| [`{code}`](#{code}) | {each.meaning} |\n" for code, each in explanations().items())
    return f"| code | meaning |\n| --- | --- |\n{rows}" + "".join(map(_section, explanations().values()))


def _section(each: Explanation) -> str:
    return (
        f"\n### {each.code}\n\n{each.meaning}\n\n**Cause:** {each.cause}\n\n**Fix:** {each.fix}\n\n"
        f"```text\n{''.join(f'{line}{chr(10)}' for line in _example(each.example))}```\n"
    )


def explained(code: str) -> str:
    """The explanation of one code."""
    each = explanations()[code]
    example = "".join(f"    {line}\n" for line in _example(each.example))
    return f"{code}\n\n{each.meaning}\n\nCause: {each.cause}\n\nFix: {each.fix}\n\nExample:\n\n{example}"


def _example(example: Example) -> list[str]:
    report = [f"problem: {example.message}", *([f"fix:     {example.hint}"] if example.hint else [])]
    return [f"record:  {example.text}", f"call:    {example.call}", *report]
