"""The catalogue of problem codes: what each means, the fix, and an example."""

import msgspec

from runbridge.problems import Problem


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The meaning of a code, the fix, and an example problem."""

    meaning: str
    fix: str
    example: Problem

    @property
    def code(self) -> str:
        """The code."""
        return self.example.code


_ALL = [
    Explanation(
        meaning="The bytes are not UTF-8, which JSON has to be.",
        fix="Save or send the text as UTF-8. A file that was written as Latin-1 or UTF-16 has to be converted.",
        example=Problem(code="invalid-utf8", actual="invalid start byte (byte 0xff)", hint="save it as UTF-8"),
    ),
    Explanation(
        meaning="The text is not JSON.",
        fix="Fix the text where the problem points. A last line without its end means that a writer was stopped.",
        example=Problem(code="invalid-json", expected="a comma before the closing bracket", hint="remove the comma"),
    ),
    Explanation(
        meaning="Arrays and objects are nested more deeply than a parser can follow.",
        fix="Nobody needs a record like this: find out who wrote it.",
        example=Problem(code="too-deep"),
    ),
    Explanation(
        meaning="The record is longer than may be held in memory.",
        fix="Raise --max-record if records of this length are right.",
        example=Problem(code="too-long", expected="16,777,216 bytes"),
    ),
    Explanation(
        meaning="The record has the fields of another format than the one that it was read as.",
        fix="Say the right format: --format for `validate`, --from for `convert`; or keep each format in its own file.",
        example=Problem(
            code="other-format",
            keyword="required",
            expected="workflow-run",
            actual="workflow-run-model",
            hint="validate it with --format workflow-run-model, convert it with --from workflow-run-model",
        ),
    ),
    Explanation(
        meaning="With --input-schema or --output-schema: the payload could not be checked to its end.",
        fix="Look at what the message says: nobody needs such a number. Where it is a pattern, fix the schema.",
        example=Problem(code="payload-unchecked", pointer="/in", actual="a number in it has more than 640 digits"),
    ),
    Explanation(
        meaning="The value has a type that the schema does not allow there; null is a type of its own.",
        fix="Write a value of the expected type. Where null is refused the field may often be left out.",
        example=Problem(
            code="invalid-type",
            keyword="type",
            pointer="/status",
            expected="a string",
            actual="the number 5",
            hint="put quotes around it",
        ),
    ),
    Explanation(
        meaning="An object is missing a field that the schema requires.",
        fix="Add the field, or rename the one that stands for it. What live services leave out, `--profile tolerant` "
        "lets pass.",
        example=Problem(
            code="missing-field",
            keyword="required",
            expected="`gpu`",
            hint="add it: a string or null, or accept this with `--profile tolerant`",
        ),
    ),
    Explanation(
        meaning="The value is none of those that the schema lists.",
        fix="Write one of them. The words of the two formats differ: `runbridge bridge` has them side by side.",
        example=Problem(
            code="unknown-value",
            keyword="enum",
            pointer="/mode",
            expected='"sync", "async"',
            actual='"Async"',
            hint='is "async" meant?',
        ),
    ),
    Explanation(
        meaning="The text is not a date-time as RFC 3339 has it.",
        fix="Write year, month and day, a T, the time and the offset. Without an offset it is a time for "
        "`--profile tolerant` only, which takes it as UTC.",
        example=Problem(
            code="invalid-timestamp",
            keyword="format",
            pointer="/at",
            expected="an RFC 3339 date-time with an offset",
            actual='"2026-03-14 09:26:53Z"',
            hint='write "2026-03-14T09:26:53Z"',
        ),
    ),
    Explanation(
        meaning="With --input-schema or --output-schema: a value in the payload is not what the schema asks for there.",
        fix="Write a value that the schema accepts. `--output-format json` names the keyword of the schema.",
        example=Problem(
            code="payload-invalid",
            keyword="maximum",
            pointer="/in/steps",
            expected="at most 150",
            actual="the number 200",
        ),
    ),
    Explanation(
        meaning="With --strict, or in a payload: the schema does not allow a field of this name.",
        fix="Take the field away or correct its name. Without --strict unknown fields of a record are kept.",
        example=Problem(
            code="unknown-field", keyword="additionalProperties", pointer="/modle", hint="is `model` meant?"
        ),
    ),
    Explanation(
        meaning="With --strict: an object has a field more than once, and parsers do not agree which one counts.",
        fix="Keep one of them. Without --strict the last one counts.",
        example=Problem(
            code="duplicate-field",
            pointer="/a",
            actual="`b`",
            hint="keep one of them; without --strict this last one counts",
        ),
    ),
    Explanation(
        meaning="In a conversion: the bridge does not say what the value becomes.",
        fix="Say it with the option in the message, and with the same one on the way back.",
        example=Problem(
            code="unmapped-value",
            pointer="/status",
            actual='"odd"',
            expected="--map status:odd=pending|failed",
        ),
    ),
    Explanation(
        meaning="In a conversion: the other format requires a field that this record has no value for.",
        fix="Give a value for all such records with the option in the message.",
        example=Problem(code="unfilled-field", pointer="/owner", expected="--set owner=VALUE"),
    ),
    Explanation(
        meaning="In a conversion: the number's exponent is so large that moving its decimal point makes no sense.",
        fix="Write the number as what it is meant to be.",
        example=Problem(code="number-out-of-range"),
    ),
    Explanation(
        meaning="The record is valid, but the value does not fit into a Python type, a typed table or, as NaN, JSON.",
        fix="Work with the text of the record, where `rb.validate` and `rb.convert` are exact; put null for NaN.",
        example=Problem(
            code="not-representable", pointer="/at", expected="a Python datetime", actual='"2016-12-31T23:59:60Z"'
        ),
    ),
    Explanation(
        meaning="A record has so many problems that the rest of them is not looked for.",
        fix="Fix those that are shown first.",
        example=Problem(code="too-many-problems", expected="10,000"),
    ),
]

EXPLANATIONS = {each.code: each for each in _ALL}


def as_text() -> str:
    """Every code with its meaning, one line each."""
    width = max(map(len, EXPLANATIONS))
    return "".join(f"{code:{width}}  {each.meaning}\n" for code, each in EXPLANATIONS.items())


def as_markdown() -> str:
    """Every code with its meaning and an example, as a Markdown table."""
    rows = "".join(
        f"| `{code}` | {each.meaning} | {each.example.text.replace('|', BAR)} |\n"
        for code, each in EXPLANATIONS.items()
    )
    return f"| code | what it means | an example |\n| --- | --- | --- |\n{rows}"


#: A bar inside a cell of a Markdown table.
BAR = "\\|"


def explained(code: str) -> str:
    """The explanation of one code."""
    each = EXPLANATIONS[code]
    advice = f"Hint: {each.example.advice}\n" if each.example.hint else ""
    return f"{code}\n\n{each.meaning}\n\nExample: {each.example.message}\n{advice}\n{each.fix}\n"
