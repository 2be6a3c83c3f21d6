"""Two versions of a schema: what changed between them, whom it breaks, and a record that shows it."""
