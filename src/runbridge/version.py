"""The version of this package, which what it writes for later carries."""

__version__ = "0.1.0"
