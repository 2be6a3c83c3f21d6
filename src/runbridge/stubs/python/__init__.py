"""Stubs for Python: msgspec structs, pydantic models, dataclasses and typed dictionaries."""

from runbridge.stubs.python.module import TARGETS, python, python_with_remarks

__all__ = ["TARGETS", "python", "python_with_remarks"]
