"""The formats that runbridge knows and the conversions between them, each imported on first use."""

from collections.abc import Iterator, MutableMapping
from importlib import import_module

from runbridge._generated import FORMATS as SHIPPED
from runbridge._runtime.registry import Direction, Format


class _Directions(MutableMapping[tuple[str, str], Direction]):
    """The conversions across one bridge, by the names of source and target, each imported on first use."""

    def __init__(self) -> None:
        self._directions: dict[tuple[str, str], Direction] = {}

    def __getitem__(self, names: tuple[str, str]) -> Direction:
        if names not in self._directions:
            if names not in self:
                raise KeyError(names)
            left = next(form for form in map(FORMATS.__getitem__, names) if form.hub in names)
            self._directions[names] = import_module(f"{left.package}.bridge").DIRECTIONS[names]
        return self._directions[names]

    def __setitem__(self, names: tuple[str, str], direction: Direction) -> None:
        self._directions[names] = direction

    def __delitem__(self, names: tuple[str, str]) -> None:
        del self._directions[names]

    def __contains__(self, names: object) -> bool:
        # Without an import.
        return any(each == names for each in self)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for form in FORMATS.values():
            if form.hub is not None:
                yield form.name, form.hub
                yield form.hub, form.name

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: All formats by name.
FORMATS: dict[str, Format] = dict(SHIPPED)
#: The two directions of each bridge, by the names of source and target.
DIRECTIONS = _Directions()
