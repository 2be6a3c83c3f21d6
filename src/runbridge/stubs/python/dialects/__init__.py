"""The Python libraries that stubs can use, one dialect each."""
