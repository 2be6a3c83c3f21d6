"""The version of this package, which rejects and reports contain."""

__version__ = "0.1.0"
