"""One record, or a batch of them: read, validated and converted."""
