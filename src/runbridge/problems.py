"""The problems of a record and their fixes, as values with equality; `problem_messages` has the texts."""

import re
from typing import Literal

import msgspec

from runbridge.problem_messages import show, text_of_fix, text_of_problem

#: What to do: write another value, rename a field, add one, remove one, correct the text of the record, read it as
#: another format, or give an option of a conversion.
FixKind = Literal["replace", "rename", "add", "remove", "edit", "read-as", "set", "map"]


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """How to fix a problem, as data; `text` is the same in words.

    `kind` says what to do: `replace` the value, `rename` the field to `replacement`, `add` the missing field, `remove`
    the value or field, `edit` the text, which is not JSON, `read-as` one of the formats in `choices`, or give an option
    of the conversion: `set` (a value for `field`) or `map` (one of `choices` for the `value` of `field`).

    `field` is the name of a field, `replacement` a name or the JSON text of a value, `choices` are names or JSON texts.
    `note` is a remark. `value` is cut after 1,000 characters. `condition` is what must be true for the replacement to
    be right; with `is_certain` false it is a guess. `accepted_by` names what accepts the record as it is: `tolerant`
    (the profile) or `non-strict`.
    """

    kind: FixKind
    field: str = ""
    value: str = ""
    replacement: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""
    condition: str = ""
    is_certain: bool = True
    accepted_by: Literal["", "tolerant", "non-strict"] = ""

    @property
    def text(self) -> str:
        """The fix in one sentence of less than 1 KiB, without control characters."""
        return text_of_fix(
            kind=self.kind,
            field=self.field,
            replacement=self.replacement,
            choices=self.choices,
            note=self.note,
            condition=self.condition,
            is_certain=self.is_certain,
        )


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem of one record.

    `code` is stable and names the kind of problem; `keyword` is the keyword of the schema that rejects the value, or
    empty. `pointer` is the JSON Pointer (RFC 6901) of the value in the record, or of the object with a missing or
    duplicate field. `target` is the field of the target format that a conversion has no value for, else empty.
    `expected` and `actual` describe the values: shortened, without control characters. `fix` is None where no fix is
    known.

    `line` and `column` are those of the value or its name, from 1, columns in characters; both are 0 where the record
    was no text but a mapping. `end_line` and `end_column` are those after its last character, None where they are
    unknown. `offset` counts from 0, in bytes of UTF-8.
    """

    code: str
    keyword: str = ""
    pointer: str = ""
    target: str = ""
    expected: str = ""
    actual: str = ""
    fix: Fix | None = None
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    offset: int = 0

    @property
    def path(self) -> str:
        """The pointer in dotted notation, such as `outputs[0].data`; empty for the record itself.

        A field whose name is a number looks like an element of an array.
        """
        steps = [step.replace("~1", "/").replace("~0", "~") for step in self.pointer.split("/")[1:]]
        return "".join(map(_step, steps)).removeprefix(".")

    @property
    def message(self) -> str:
        """The problem in one sentence of less than 1 KiB, without control characters."""
        return text_of_problem(self.code, self.pointer, self.expected, self.actual)


def move_down(problem: Problem, lines: int) -> Problem:
    """The problem with its location so many lines further down."""
    end = problem.end_line
    return msgspec.structs.replace(problem, line=problem.line + lines, end_line=None if end is None else end + lines)


def without_location(problem: Problem) -> Problem:
    """The problem of a record that has no text."""
    return msgspec.structs.replace(problem, line=0, column=0, end_line=None, end_column=None, offset=0)


def _step(step: str) -> str:
    if _INDEX.fullmatch(step):
        return f"[{step}]"
    return f".{step}" if _WORD.fullmatch(step) else f"[{show(step)}]"


#: The steps of a path that need no quotes.
_INDEX = re.compile(r"0|[1-9][0-9]{0,15}")
_WORD = re.compile(r"[A-Za-z_$][\w$-]{0,59}", re.ASCII)
