"""The folder of generated packages is that of the tests with five formats."""

from tests.five_formats.conftest import fixture_package_cache

__all__ = ["fixture_package_cache"]
