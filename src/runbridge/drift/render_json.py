"""A report for programs: one JSON document."""

import json
from dataclasses import asdict
from typing import Any

from runbridge.drift.report import Broken, Drift, Member, Report
from runbridge.schemas.record_schema import dotted
from runbridge.version import __version__


def render_json(report: Report) -> str:
    """The report as a JSON document, in ASCII."""
    return json.dumps(as_json(report), indent=2) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON values."""
    return {
        "runbridge": __version__,
        "format": report.form,
        "profile": report.profile,
        "files": list(report.files),
        "records": report.records,
        "read": report.read,
        "broken": dict(report.broken),
        "unread": [_broken(each) for each in report.unread],
        "drift": [_drift(each) for each in report.drift],
        "notes": [{"member": dotted(each.path), "note": each.kind} for each in report.notes],
        "members": [_member(each) for each in report.members],
    }


def _broken(broken: Broken) -> dict[str, Any]:
    return {**asdict(broken.place), "code": broken.code, "message": broken.message}


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "kind": drift.kind,
        "member": dotted(drift.path),
        "detail": drift.detail,
        "count": drift.count,
        "of": drift.of,
        "records": drift.records,
        "first": asdict(drift.first),
        "examples": list(drift.examples),
    }


def _member(member: Member) -> dict[str, Any]:
    return {
        "member": member.shown,
        "known": member.is_known,
        "required": member.is_required,
        "opaque": member.is_opaque,
        "of": member.of,
        "present": member.present,
        "absent": member.absent,
        "types": dict(member.types),
        "values": dict(member.words),
        "times": dict(member.times),
        "numbers": dict(member.numbers),
        "texts": dict(member.texts),
        "names": dict(member.names),
        "more_names": member.more_names,
        "size": None if member.size is None else asdict(member.size),
        "depth": None if member.depth is None else asdict(member.depth),
    }
