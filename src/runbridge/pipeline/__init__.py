"""Files and streams in, records out; rejects, sidecars and output files that appear whole or not at all."""
