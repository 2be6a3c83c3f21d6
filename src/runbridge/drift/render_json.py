"""Renders a report as one JSON document."""

import json
from dataclasses import asdict
from typing import Any

from runbridge.drift.report import Drift, FieldReport, Report, UnreadableRecord
from runbridge.schemas.record_schema import dotted
from runbridge.version import __version__


def render_json(report: Report) -> str:
    """The report as a JSON document, in ASCII."""
    return json.dumps(as_json(report), indent=2) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON values."""
    return {
        "runbridge": __version__,
        "format": report.form if report.profile else None,
        "profile": report.profile or None,
        "schema": None if report.profile else report.form,
        "files": list(report.files),
        "records": report.records,
        "read": report.read,
        "broken": dict(report.broken),
        "unread": [_unreadable_record(each) for each in report.unread],
        "drift": [_drift(each) for each in report.drift],
        "notes": [{"field": dotted(each.path), "note": each.kind} for each in report.notes],
        "fields": [_field(each) for each in report.members],
    }


def _unreadable_record(broken: UnreadableRecord) -> dict[str, Any]:
    return {**asdict(broken.location_in_file), "code": broken.code, "message": broken.message}


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "kind": drift.kind,
        "field": dotted(drift.path),
        "detail": drift.detail,
        "count": drift.count,
        "of": drift.of,
        "records": drift.records,
        "first": asdict(drift.first),
        "examples": list(drift.examples),
    }


def _field(field: FieldReport) -> dict[str, Any]:
    return {
        "field": field.shown,
        "known": field.is_known,
        "required": field.is_required,
        "opaque": field.is_opaque,
        "of": field.of,
        "present": field.present,
        "missing": field.missing,
        "types": dict(field.types),
        "values": dict(field.words),
        "times": dict(field.times),
        "numbers": dict(field.numbers),
        "texts": dict(field.texts),
        "names": dict(field.names),
        "more_names": field.more_names,
        "size": None if field.size is None else asdict(field.size),
        "depth": None if field.depth is None else asdict(field.depth),
    }
