"""Files that are read: sources, formats of text, chunks of records."""
