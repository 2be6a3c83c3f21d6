"""Arrays and objects in one form each, however schemas spell them, and `Nothing` for what no value can be."""

from collections.abc import Iterable, Sequence

from runbridge.stubs.ir.types import Listed, Mapped, Member, Nothing, Record, Type


def array_of(
    rest: Type,
    items: Sequence[Type] = (),
    *,
    min_items: int | None = None,
    max_items: int | None = None,
    is_unique: bool = False,
) -> Listed | Nothing:
    """An array that ends where it has to."""
    possible = [*items[:max_items]]
    if Nothing() in possible:
        possible = possible[: possible.index(Nothing())]
    if len(possible) < len(items) or max_items == len(items):
        rest = Nothing()
    if rest != Nothing():
        return Listed(rest, tuple(possible), min_items, max_items, is_unique)
    is_possible = min_items is None or min_items <= len(possible)
    return Listed(rest, tuple(possible), min_items, is_unique=is_unique) if is_possible else Nothing()


def object_of(
    members: Iterable[Member], others: Type, *, name: str = "", description: str = ""
) -> Record | Mapped | Nothing:
    """An object, which is a mapping where no member has a name of its own."""
    listed = tuple(members)
    if any(member.required and member.type == Nothing() for member in listed):
        return Nothing()
    if others == Nothing():
        # It has no other members as it is.
        listed = tuple(member for member in listed if member.type != Nothing())
    return Record(name, listed, others, description) if listed or others == Nothing() else Mapped(others)
