"""What records are like beside the published shape: one pass over a corpus, and what people and programs make of it."""
