"""Reporters: diagnostics in, text out; one module for each output format."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from runbridge.options import ReportOptions
from runbridge.outputs.rejects import Diagnostic
from runbridge.reporters.github import render_github
from runbridge.reporters.json import render_json, render_json_lines
from runbridge.reporters.sarif import render_sarif
from runbridge.reporters.text import render_concise, render_text

Renderer = Callable[[Iterable[Diagnostic], ReportOptions], Iterator[str]]

RENDERERS: Mapping[str, Renderer] = {
    "text": render_text,
    "concise": render_concise,
    "json": render_json,
    "json-lines": render_json_lines,
    "github": render_github,
    "sarif": render_sarif,
}
