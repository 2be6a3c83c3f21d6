"""Stubs for TypeScript: types."""
