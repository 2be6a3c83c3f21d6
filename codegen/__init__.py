"""Schemas and bridge in, `src/runbridge/_generated` out. Never shipped."""
