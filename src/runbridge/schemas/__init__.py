"""JSON Schemas of other people: read, checked to lead nowhere else, and every place in them a node."""
