"""The folder of generated packages, for the page about your own format."""

from tests.five_formats.conftest import fixture_package_cache

__all__ = ["fixture_package_cache"]
