"""Type parameters for payloads: a user's own types of what a run takes and gives go where the payloads are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from runbridge.stubs.ir.graph import groups_of, parts_of, reached
from runbridge.stubs.ir.types import (
    PAYLOADS,
    Anything,
    Declaration,
    Listed,
    Mapped,
    Module,
    Payload,
    Record,
    Reference,
    Type,
    Union,
)


@dataclass(frozen=True)
class Parameter:
    """A type parameter, and the type that it is where none is given."""

    name: str
    default: Type


@dataclass(frozen=True)
class Generic:
    """A declaration, and the parameters that stand in it for payloads."""

    declaration: Declaration
    parameters: tuple[Parameter, ...] = ()


def generics(module: Module) -> tuple[Generic, ...]:
    """The declarations of a module, each with a parameter for every payload that it holds, at any depth.

    The types that payloads are described with are what they are, and have no parameters.
    """
    payload_of: dict[Type, Payload] = {Anything(payload): payload for payload in PAYLOADS}
    defaults: dict[Payload, Type] = {payload: Anything() for payload in PAYLOADS}
    for payload, name in module.payloads:
        payload_of[Reference(name)] = payload
        defaults[payload] = Reference(name)
    parameters = {payload: Parameter(f"T{payload.capitalize()}", default) for payload, default in defaults.items()}
    held = _held(module, payload_of)
    bound: dict[Type, Type] = {
        Reference(name): Reference(f"{name}<{', '.join(parameters[payload].name for payload in payloads)}>")
        for name, payloads in held.items()
    }
    bound |= {type: Reference(parameters[payload].name) for type, payload in payload_of.items()}
    return tuple(
        Generic(_bind_all(each, bound), tuple(parameters[payload] for payload in held[each.name]))
        if each.name in held
        else Generic(each)
        for each in module.declarations
    )


def _held(module: Module, payload_of: Mapping[Type, Payload]) -> dict[str, tuple[Payload, ...]]:
    """The payloads that declarations hold, in the order of parameters, by their names; none holds no payload."""
    declared = {each.name: each for each in module.declarations}
    apart = {each.name for each in reached((name for _, name in module.payloads), declared)}
    held: dict[str, tuple[Payload, ...]] = {}
    for group in groups_of(module.declarations):
        leaves = [leaf for each in group if each.name not in apart for leaf in _leaves(each)]
        found = {payload_of[leaf] for leaf in leaves if leaf in payload_of}
        found |= {payload for leaf in leaves if isinstance(leaf, Reference) for payload in held.get(leaf.name, ())}
        if found:
            held |= {each.name: tuple(payload for payload in PAYLOADS if payload in found) for each in group}
    return held


def _leaves(declaration: Declaration) -> Iterator[Anything | Reference]:
    """What may stand for a payload, or hold one, in a declaration."""
    waiting: list[Type] = [declaration if isinstance(declaration, Record) else declaration.type]
    while waiting:
        type = waiting.pop()
        if isinstance(type, (Anything, Reference)):
            yield type
        waiting += parts_of(type)


def _bind_all(declaration: Declaration, bound: Mapping[Type, Type]) -> Declaration:
    if not isinstance(declaration, Record):
        return replace(declaration, type=_bind(declaration.type, bound))
    members = tuple(replace(member, type=_bind(member.type, bound)) for member in declaration.members)
    return replace(declaration, members=members, others=_bind(declaration.others, bound))


def _bind(type: Type, bound: Mapping[Type, Type]) -> Type:
    """The type with parameters where payloads are."""
    match type:
        case Anything() | Reference():
            return bound.get(type, type)
        case Mapped():
            return Mapped(_bind(type.value, bound))
        case Listed():
            return replace(type, rest=_bind(type.rest, bound), items=tuple(_bind(item, bound) for item in type.items))
        case Union():
            return Union(tuple(_bind(option, bound) for option in type.options))
        case _:
            return type
