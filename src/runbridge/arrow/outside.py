"""pyarrow as it is used here: it ships no types, so these names say at least what a value is."""

from typing import Any, TypeAlias

try:
    # There are no stubs, and `pa` is what it is called where its types are not looked for.
    import pyarrow as _pyarrow  # noqa: ICN001  # pyright: ignore[reportMissingTypeStubs]
    import pyarrow.compute as _compute  # pyright: ignore[reportMissingTypeStubs]
except ModuleNotFoundError:
    raise ImportError("runbridge.arrow needs pyarrow: pip install 'runbridge[arrow]'", name="pyarrow") from None

pa: Any = _pyarrow
pc: Any = _compute

Array: TypeAlias = Any
DataType: TypeAlias = Any
Schema: TypeAlias = Any
