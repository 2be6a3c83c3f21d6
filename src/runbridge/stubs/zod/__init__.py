"""Stubs for TypeScript with runtime validation: zod schemas."""
