"""The types that a schema describes, before they are printed for a target."""
