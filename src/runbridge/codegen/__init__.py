"""The generator: schemas and bridges in, the modules of `_generated` out."""
