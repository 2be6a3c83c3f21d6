"""How records differ from their schema: one pass over all records, and reports of the result."""
