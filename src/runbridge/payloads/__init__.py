"""What a workflow takes and gives, held against JSON Schemas of other people."""
