"""TypeScript types."""
