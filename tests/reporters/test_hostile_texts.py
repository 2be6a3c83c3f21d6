"""Whatever names, values and file names contain: no control character, no forged line, and a limited length."""

import json

import pytest

import runbridge as rb
from runbridge.options import ReportOptions
from runbridge.outputs.rejects import Diagnostic, Rejected
from runbridge.reporters import RENDERERS
from tests.schemas.samples import MODEL, RUN, text, with_output

LONG = 5_000_000
ODD = [
    "\x1b[31m",
    "\u202e",
    "\u2066",
    "\u2028",
    "\x85",
    "\x7f",
    "\r\n::error::x",
    "\nin.json:1:1: bad",
    "a",
    "日",
    "\u0301",
]


def findings_of(data: bytes, form: str, file: str = "in.json") -> list[Diagnostic]:
    problems = rb.validate(data, form, strict=True)
    assert problems
    return Rejected(file, 1, 1, 1, 0, data, tuple(problems)).findings()


def render(output: str, diagnostics: list[Diagnostic]) -> list[str]:
    lines = "".join(RENDERERS[output](diagnostics, ReportOptions())).split("\n")
    assert all(line.isprintable() for line in lines)
    return lines


def records(odd: str) -> list[tuple[bytes, str]]:
    value = json.dumps(odd, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return [
        (text(RUN, status=value, createdAt=value), RUN),
        (text(RUN)[:-1] + b"," + value + b":1}", RUN),
        (text(MODEL, number=value, gpu=b"{" + value + b":1}"), MODEL),
        (with_output(data=b"{" + value + b":[" + value + b",5]}"), MODEL),
    ]


@pytest.mark.parametrize("output", RENDERERS)
@pytest.mark.parametrize("odd", ODD)
def test_hostile_text_forges_no_line(output: str, odd: str) -> None:
    for data, form in records(f"{odd}x"):
        found = findings_of(data, form, file=f"{odd}.json")
        lines = render(output, found)
        if output in ("concise", "json-lines"):
            assert len(lines) == len(found) + 1
        assert not any(line.startswith("in.json:") for line in lines)
        assert output == "github" or not any(line.lstrip().startswith("::") for line in lines)


def assert_cut(output: str, odd: str, length: int) -> None:
    for data, form in records(odd * (length // len(odd.encode()))):
        assert max(len(line.encode()) for line in render(output, findings_of(data, form))) < 2500


@pytest.mark.parametrize("odd", ["a", "日", "\u0301", '"', "\u202e"])
def test_long_text_is_cut(odd: str) -> None:
    for output in ("text", "concise", "github"):
        assert_cut(output, odd, 50_000)


@pytest.mark.deep
@pytest.mark.parametrize("output", ["text", "concise", "github"])
@pytest.mark.parametrize("odd", ["a", "日", "\u0301", '"', "\u202e"])
def test_five_megabytes_of_text_are_cut(output: str, odd: str) -> None:
    assert_cut(output, odd, LONG)


def test_long_names_are_whole_in_json() -> None:
    data, form = records("a" * LONG)[1]
    (line, _) = render("json-lines", findings_of(data, form))
    document = json.loads(line)
    assert document["pointer"] == f"/{'a' * LONG}"
    assert len(document["message"]) < 1024
    assert len(document["path"]) < 80
