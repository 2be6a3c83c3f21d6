"""The page in a real browser, where there is one: light and dark, wide and narrow."""

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from runbridge.drift.render_html import render_html
from tests.drift.drift_samples import output, seen
from tests.pipeline.sample_records import model, without

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium to look at the page with: apt install chromium")

DARK, LIGHT = 0, 1
#: No window of a browser is as narrow as a phone; a frame in it is.
FRAME = (
    '<!doctype html><title></title><iframe style="width: {width}px; height: 900px; border: 0" srcdoc="{page}"></iframe>'
)
#: Measures the page and leaves the numbers where `--dump-dom` shows them.
MEASURE = """
<script>
const box = (each) => each.getBoundingClientRect();
const all = (what) => [...document.querySelectorAll(what)];
const style = (what) => getComputedStyle(document.querySelector(what));
parent.document.title = JSON.stringify({
  inner: innerWidth,
  scroll: document.documentElement.scrollWidth,
  widest: Math.max(...all("main *").map((each) => box(each).right)),
  bars: all(".bar").map((each) => [box(each).width, box(each).height]),
  parts: all(".bar i").map((each) => box(each).width),
  marks: all(".holds .mark").map((each) => each.innerText),
  names: all(".name code").map((each) => each.innerText),
  columns: new Set(all(".fields li:first-child > *").map((each) => Math.round(box(each).left))).size,
  back: style("body").backgroundColor,
  text: style("body").color,
  mark: [style(".mark").color, style(".mark").backgroundColor],
  scripts: all("main script, main b script").length,
});
</script>
"""
CSP = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def page() -> str:
    names = {'<script>document.title="forged"</script>': 1, "long" * 40: "x" * 500, "\u202e\x1b[31m": None}
    return render_html(
        seen(
            model(),
            model(**names, status="paused"),
            without(model(outputs=[output(output_id="o")]), "gpu"),
            model(gpu="T4", created_at="2026-01-02 03:04:05"),
            b'{"a":\x00',
        )
    )


def browse(folder: Path, text: str, *, scheme: int) -> str:
    """The page's DOM as Chromium has it in the end."""
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    assert CHROMIUM is not None
    done = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
            "--window-size=1400,1000",
            f"--blink-settings=preferredColorScheme={scheme}",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        timeout=60,
        check=True,
    )
    return done.stdout.decode()


def measured(folder: Path, *, width: int, scheme: int) -> Any:
    text = CSP.sub("", page()).replace("</body>", MEASURE + "</body>")
    dom = browse(folder, FRAME.format(width=width, page=escape(text)), scheme=scheme)
    title = re.search("<title>(.*?)</title>", dom, re.DOTALL)
    assert title is not None
    return json.loads(unescape(title[1]))


def brightness(color: str) -> float:
    """How bright a CSS colour is, from 0 to 1, as WCAG has it."""
    parts = [int(each) / 255 for each in re.findall(r"\d+", color)[:3]]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([brightness(one), brightness(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [DARK, LIGHT])
@pytest.mark.parametrize(("width", "columns"), [(1280, 4), (320, 2)])
def test_the_page_fits_and_can_be_read(tmp_path: Path, width: int, columns: int, scheme: int) -> None:
    found = measured(tmp_path, width=width, scheme=scheme)
    assert found["inner"] == width
    assert found["scroll"] <= width
    assert found["widest"] <= width
    assert found["columns"] == columns
    assert all(each[0] > 60 and each[1] > 8 for each in found["bars"])
    assert len(found["bars"]) == len(found["names"])
    assert (brightness(found["back"]) < 0.1) is (scheme == DARK)
    assert contrast(found["back"], found["text"]) > 7
    assert contrast(*found["mark"]) > 4.5
    assert {"drift: unknown", "drift: missing", "drift: value", "drift: time"} <= set(found["marks"])
    assert found["scripts"] == 0
    assert '"<script>document.title=\\"forged\\"</script>"' in found["names"]


def test_no_script_runs_in_the_page(tmp_path: Path) -> None:
    forged = page().replace("</body>", '<script>document.title="forged"</script></body>')
    dom = browse(tmp_path, forged, scheme=LIGHT)
    assert "<title>Drift from workflow-run-model</title>" in dom
    assert "<title>forged</title>" in browse(tmp_path, CSP.sub("", forged), scheme=LIGHT)
