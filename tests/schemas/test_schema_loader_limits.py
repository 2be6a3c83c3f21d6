"""What is too hard for Python in a schema is a usage error with the name of the schema."""

import pytest

from runbridge.errors import UsageError
from runbridge.schemas import loader


@pytest.mark.parametrize("error", [RecursionError, OverflowError])
def test_a_schema_that_python_cannot_check_is_nested_too_deeply(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(loader, "_check", fail)
    with pytest.raises(UsageError, match=r"^own\.json: the schema is nested too deeply$"):
        loader.parse_schema("own.json", b"{}")
