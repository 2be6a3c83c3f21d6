"""Type parameters for payloads, so that users can insert their own types of a run's input and output."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from runbridge.stubs.ir.graph import groups_of, parts_of, reachable
from runbridge.stubs.ir.types import (
    PAYLOADS,
    Array,
    Declaration,
    Map,
    Module,
    Payload,
    Record,
    Reference,
    Type,
    Union,
    Unknown,
)


@dataclass(frozen=True)
class Parameter:
    """A type parameter and its default."""

    name: str
    default: Type


@dataclass(frozen=True)
class Generic:
    """A declaration and its parameters for payloads."""

    declaration: Declaration
    parameters: tuple[Parameter, ...] = ()


def generics(module: Module) -> tuple[Generic, ...]:
    """The declarations of a module, each with a parameter for every payload inside of it, at any depth.

    The types that describe payloads have no parameters.
    """
    payload_of: dict[Type, Payload] = {Unknown(payload): payload for payload in PAYLOADS}
    defaults: dict[Payload, Type] = {payload: Unknown() for payload in PAYLOADS}
    for payload, name in module.payloads:
        payload_of[Reference(name)] = payload
        defaults[payload] = Reference(name)
    parameters = {payload: Parameter(f"T{payload.capitalize()}", default) for payload, default in defaults.items()}
    held = _payloads_held(module, payload_of)
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


def _payloads_held(module: Module, payload_of: Mapping[Type, Payload]) -> dict[str, tuple[Payload, ...]]:
    """The payloads inside of declarations, in the order of parameters, by name, without those that have none."""
    declared = {each.name: each for each in module.declarations}
    described = {each.name for each in reachable((name for _, name in module.payloads), declared)}
    held: dict[str, tuple[Payload, ...]] = {}
    for group in groups_of(module.declarations):
        leaves = [leaf for each in group if each.name not in described for leaf in _leaves(each)]
        found = {payload_of[leaf] for leaf in leaves if leaf in payload_of}
        found |= {payload for leaf in leaves if isinstance(leaf, Reference) for payload in held.get(leaf.name, ())}
        if found:
            held |= {each.name: tuple(payload for payload in PAYLOADS if payload in found) for each in group}
    return held


def _leaves(declaration: Declaration) -> Iterator[Unknown | Reference]:
    """The parts of a declaration that may be a payload or have one inside."""
    waiting: list[Type] = [declaration if isinstance(declaration, Record) else declaration.type]
    while waiting:
        type = waiting.pop()
        if isinstance(type, (Unknown, Reference)):
            yield type
        waiting += parts_of(type)


def _bind_all(declaration: Declaration, bound: Mapping[Type, Type]) -> Declaration:
    if not isinstance(declaration, Record):
        return replace(declaration, type=_bind(declaration.type, bound))
    fields = tuple(replace(field, type=_bind(field.type, bound)) for field in declaration.fields)
    return replace(declaration, fields=fields, additional=_bind(declaration.additional, bound))


def _bind(type: Type, bound: Mapping[Type, Type]) -> Type:
    """The type with parameters in place of payloads."""
    match type:
        case Unknown() | Reference():
            return bound.get(type, type)
        case Map():
            return Map(_bind(type.value, bound))
        case Array():
            return replace(type, rest=_bind(type.rest, bound), items=tuple(_bind(item, bound) for item in type.items))
        case Union():
            return Union(tuple(_bind(option, bound) for option in type.options))
        case _:
            return type
