"""Files that are written: atomically, in parts, with rejects and sidecars."""
