"""How records differ from the published shape: one pass over a corpus, and reports of the result."""
