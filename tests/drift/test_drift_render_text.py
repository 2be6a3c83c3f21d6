"""A report as text, as JSON and as a page: whole outputs, and nothing that could do harm in them."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from runbridge.drift.render_html import render_html
from runbridge.drift.render_text import distribution, render_text, share
from runbridge.drift.report import Distribution, Report, render_json
from runbridge.version import __version__
from tests.drift.drift_samples import output, seen
from tests.pipeline.sample_records import RUN, model, run, without

HOSTILE = 'a\x1b[31m\u202e\n<script>alert("1")</script>\x00\x85&'


def hostile() -> Report:
    media = {"url": HOSTILE, HOSTILE: HOSTILE}
    return seen(
        model(**{HOSTILE: HOSTILE, "status": HOSTILE, "created_at": HOSTILE, "workflow_inputs": {HOSTILE: 1}}),
        model(outputs=[output(data={HOSTILE: [media]}, **{HOSTILE: {HOSTILE: 1}})]),
        b'{"a":"\x1b[31m\x80"}',
        model(**{"y" * 1_000_000: "z" * 1_000_000, "status": "z" * 5_000_000}),
        model(**{f"n{index}": index for index in range(300)}),
    )


def test_the_whole_text() -> None:
    report = seen(
        run(),
        run(costUsd=0.1, startedAt="2026-01-02T03:04:05.5+01:00", input={"seed": 2**60}),
        without(run(status="odd", createdAt=None), "error"),
        b'{"id":',
        form=RUN,
    )
    assert render_text(report) == (Path(__file__).parent / "expected.txt").read_text(encoding="utf-8")


def test_text_without_drift_or_records() -> None:
    assert render_text(seen(form=RUN)) == "0 records compared with workflow-run, published; broken: none\n\nno drift\n"
    lines = render_text(seen(run(), form=RUN)).splitlines()
    assert lines[:5] == [
        "1 record compared with workflow-run, published; broken: none",
        "",
        "no drift",
        "",
        "field         present    share  missing  null  contents",
    ]


def test_missing_fields_are_listed() -> None:
    lines = render_text(seen(without(model(), "gpu"))).splitlines()
    said = {line.split()[0]: line.split("  ")[-1].strip() for line in lines if line.endswith("never seen")}
    assert said["gpu"] == "DRIFT missing; never seen"
    assert said["outputs"] == said["outputs[]"] == said["progress"] == "never seen"
    assert "id" not in said


def test_records_that_are_never_objects_are_listed() -> None:
    text = render_text(seen(run(), b"[1]", form=RUN))
    assert "\n(record)            2  100.0 %        0     0  DRIFT type; array 1, object 1\n" in text
    assert "(record)" not in render_text(seen(run(), form=RUN))


def test_distribution_text() -> None:
    assert distribution(Distribution(least=2, median=31, p99=47, most=1048576)) == (
        "2 to 1,048,576 (half up to 31, 99 % up to 47)"
    )
    assert distribution(Distribution(least=2, median=2, p99=2, most=2)) == "2"


def test_drift_over_the_shown_limit_is_counted() -> None:
    text = render_text(hostile())
    left = re.findall(r"^and (\d+) more of (\w+); --output-format json has all$", text, re.MULTILINE)
    found = json.loads(render_json(hostile()))["drift"]
    count = sum(each["kind"] == "unknown" for each in found)
    assert left == [(str(count - 50), "unknown")]
    broken = seen(run(), *[b"{"] * 25, form=RUN)
    assert "and 5 more broken records\n" in render_text(broken)
    assert "<p>And 5 more.</p>" in render_html(broken)
    assert f"<p>And {count - 50} more of unknown.</p>" in render_html(hostile())


@pytest.mark.parametrize(
    ("count", "of", "text"),
    [
        (0, 0, "0.0 %"),
        (0, 7, "0.0 %"),
        (7, 7, "100.0 %"),
        (1, 3, "33.3 %"),
        (1, 100_000, "<0.1 %"),
        (99_999, 100_000, ">99.9 %"),
    ],
)
def test_share_is_rounded_but_never_to_0_or_100(count: int, of: int, text: str) -> None:
    assert share(count, of) == text


@pytest.mark.parametrize("render", [render_text, render_json, render_html])
def test_control_characters_are_escaped(render: object) -> None:
    assert callable(render)
    text: str = render(hostile())
    assert all(char.isprintable() or char == "\n" for char in text)
    assert len(text) < 400_000
    assert max(map(len, text.splitlines())) < 4000
    assert "\n<script" not in text


def test_the_whole_json_of_a_record() -> None:
    report = seen(without(run(costUsd=0.1), "error"), b"{", form=RUN)
    document = json.loads(render_json(report))
    location_in_file = {"file": "in.ndjson", "record": 1, "line": 1, "offset": 0}
    column = report.drift[0].first.column
    assert {name: value for name, value in document.items() if name not in ("fields", "notes")} == {
        "runbridge": __version__,
        "format": RUN,
        "profile": "published",
        "schema": None,
        "files": ["in.ndjson"],
        "records": 2,
        "read": 1,
        "broken": {"invalid-json": 1},
        "unread": [
            {
                "file": "in.ndjson",
                "record": 2,
                "line": 2,
                "column": 2,
                "offset": report.unread[0].location_in_file.offset,
                "code": "invalid-json",
                "message": "not JSON: expecting property name enclosed in double quotes",
            }
        ],
        "drift": [
            {
                "kind": "unknown",
                "field": "costUsd",
                "detail": "number",
                "count": 1,
                "of": 1,
                "records": 1,
                "first": {**location_in_file, "column": column},
                "examples": ["0.1"],
            },
            {
                "kind": "missing",
                "field": "error",
                "detail": None,
                "count": 1,
                "of": 1,
                "records": 1,
                "first": {**location_in_file, "column": 1},
                "examples": [],
            },
        ],
    }
    assert {"field": "input", "note": "always null"} not in document["notes"]
    assert {"field": "parentRunId", "note": "always null"} in document["notes"]
    members = {each.pop("field"): each for each in document["fields"]}
    nothing: dict[str, object] = {name: {} for name in ("values", "times", "numbers", "texts", "names")}
    assert members["costUsd"] == {
        "known": False,
        "required": False,
        "opaque": True,
        "of": 1,
        "present": 1,
        "missing": 0,
        **nothing,
        "types": {"number": 1},
        "numbers": {"fractions": 1},
        "more_names": 0,
        "size": {"least": 3, "median": 3, "p99": 3, "most": 3},
        "depth": {"least": 0, "median": 0, "p99": 0, "most": 0},
    }
    assert members["mode"] == {
        "known": True,
        "required": True,
        "opaque": False,
        "of": 1,
        "present": 1,
        "missing": 0,
        **nothing,
        "types": {"string": 1},
        "values": {"sync": 0, "async": 1},
        "more_names": 0,
        "size": None,
        "depth": None,
    }


class Tags(HTMLParser):
    """The tags of a page that are open, those that it had, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("make", [hostile, lambda: seen(form=RUN), lambda: seen(run(), b"{", form=RUN)])
def test_page_is_well_formed_html(make: object) -> None:
    assert callable(make)
    page = render_html(make())
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.open == []
    known = (
        "html head meta title style body main header section h1 h2 p ul li dl dt dd code span small b i div input label"
    )
    assert tags.names <= set(known.split())
    assert tags.attributes <= {
        *("lang", "charset", "http-equiv", "content", "name", "class", "style", "role", "aria-label", "title"),
        *("aria-hidden", "type", "id", "for"),
    }
    assert not re.search(r"url\(|@import|https?:", page)


def test_page_shows_a_bar_for_each_field() -> None:
    page = render_html(seen(model(), model(extra=1, gpu="T4"), without(model(), "gpu"), model(gpu="X")))
    gpu = page.split("<code>gpu</code> <small>required</small></p>")[1].split("</li>")[0]
    assert 'aria-label="3 of 4 present, 1 null, 1 missing"' in gpu
    assert '<i class="value" style="width:50%"></i><i class="null" style="width:25%"></i>' in gpu
    assert '<span class="mark">drift: missing</span> <span class="mark">drift: value</span>' in gpu
    assert '<li class="drifts"><b>1</b> unknown fields</li>' in page
    assert "<li><b>0</b> invalid timestamps</li>" in page
    assert page.count('class="bar"') == page.count('<p class="share">') == len(re.findall('class="holds"', page))
    assert "<h2>Allowed by the schema, but worth a look</h2>" in page


def test_the_page_names_some_of_many_files(tmp_path: Path) -> None:
    from runbridge.drift.observe import observe

    for index in range(7):
        Path(tmp_path, f"{index}.ndjson").write_bytes(run())
    page = render_html(observe([str(tmp_path)], RUN))
    assert "4.ndjson</code> and 2 more</p>" in page
    assert "5.ndjson" not in page
    assert "<p>No drift.</p>" in page


def test_page_names_tool_input_and_headings() -> None:
    page = render_html(seen(model(), model(extra=1)))
    assert "<p>2 records compared with workflow-run-model, published; broken: none.</p>" in page
    assert '<p class="files">Input: <code>in.ndjson</code></p>' in page
    assert f'<p class="files">Written by runbridge {__version__}</p>' in page
    assert re.findall("<h2>(.*)</h2>", page) == [
        "Differences from the schema",
        "All fields and what they contain",
        "Allowed by the schema, but worth a look",
    ]


def test_fields_can_be_filtered_to_those_with_drift() -> None:
    page = render_html(seen(model(), model(extra=1), model(status="odd")))
    fields = page.split('<ul class="fields">')[1].split("</ul>")[0]
    shown = len(re.findall("<li", fields))
    assert fields.count('<li class="drifts">') == 2
    assert (
        f'<input type="checkbox" id="only-drift">\n'
        f'<label for="only-drift">Only the fields with drift: 2 of {shown}</label>\n'
    ) in page
    assert "#only-drift:checked ~ .fields li:not(.drifts) { display: none; }" in page
    assert "<script" not in page
    assert "only-drift" not in render_html(seen(model())).split("</style>")[1]


def test_percentages_of_the_page_are_not_broken_across_lines() -> None:
    page = render_html(seen(model(), model(extra=1), b"[1]"))
    body = page.split("</style>")[1]
    assert "seen 1 of 2 times (50.0&nbsp;%), in 1 record" in body
    assert not re.search(r"\d %", body)
