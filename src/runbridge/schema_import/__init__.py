"""Schemas of formats from published schemas."""
