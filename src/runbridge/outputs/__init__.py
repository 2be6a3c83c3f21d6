"""Files that are written: atomic outputs, temporary files, rejects and sidecars."""
