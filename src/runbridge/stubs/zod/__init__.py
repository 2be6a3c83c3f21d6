"""zod schemas."""
