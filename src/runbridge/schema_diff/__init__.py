"""Two versions of a schema: what changed, whom it breaks, and a record that shows it."""
