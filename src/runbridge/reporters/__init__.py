"""Findings in, lines of text out: one module for each way of telling them."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from runbridge.outputs.rejected import Diagnostic
from runbridge.reporters.concise import render_concise
from runbridge.reporters.github import render_github
from runbridge.reporters.json import render_json
from runbridge.reporters.options import Setting
from runbridge.reporters.sarif import render_sarif
from runbridge.reporters.text import render_text

Render = Callable[[Iterable[Diagnostic], Setting], Iterator[str]]

RENDERERS: Mapping[str, Render] = {
    "text": render_text,
    "concise": render_concise,
    "json": render_json,
    "github": render_github,
    "sarif": render_sarif,
}
