"""Helpers that compare two versions of a schema, and an independent validator."""

import json
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from runbridge.schema_diff.model import ROLES, Change, Diff, Policy, Role
from runbridge.schema_diff.verdicts import diff
from runbridge.schemas.document import Document
from runbridge.schemas.loader import parse_schema
from tests.schemas.reference_validator import is_date_time

BOTH: tuple[Role, ...] = ROLES


def version(schema: Any, name: str = "v.json") -> Document:
    """A schema as a document."""
    return parse_schema(name, json.dumps(schema).encode())


def compared(old: Any, new: Any, roles: tuple[Role, ...] = BOTH, *, policy: Policy = "strict") -> Diff:
    """The diff of two schemas."""
    return diff(version(old, "old.json"), version(new, "new.json"), roles, policy)


def only_change(old: Any, new: Any) -> Change:
    """The only change between two schemas."""
    (change,) = compared(old, new).changes
    return change


def accepts(schema: Any, value: Any) -> bool:
    """Whether jsonschema accepts a value."""
    return bool(validator(schema).is_valid(value))


def validator(schema: Any) -> Any:
    """A plain jsonschema validator."""
    checker = FormatChecker(formats=())
    checker.checks("date-time")(lambda value: not isinstance(value, str) or is_date_time(value))
    checker.checks("date-time-local")(lambda value: not isinstance(value, str) or is_date_time(f"{value}Z"))
    return Draft202012Validator(schema, format_checker=checker)


def confirm(found: Diff, old: Any, new: Any) -> None:
    """Assert that every breaking change has a record that one version accepts and the other refuses."""
    for change in found.changes:
        for role, verdict in change.verdicts.items():
            assert (verdict.grade == "breaking") == (verdict.counterexample is not None)
            assert (verdict.grade == "needs-review") == bool(verdict.reason)
            if verdict.counterexample is not None:
                writer, reader = (old, new) if role == "consumer" else (new, old)
                record = json.loads(json.dumps(verdict.counterexample.record, allow_nan=False))
                assert accepts(writer, record)
                assert not accepts(reader, record)
                for step in verdict.counterexample.path:
                    record = record if step not in record and isinstance(record, str) else record[step]
