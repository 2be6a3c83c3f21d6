"""Values inside of fields for the native lane: where it captures them, and how it makes fields of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from runbridge._runtime.addresses import Address, Item, Step
from runbridge._runtime.nested_values import tree_of
from runbridge.record.native_nodes import (
    ARRAY,
    BOOLEAN,
    NULL,
    OBJECT,
    STRING,
    Nodes,
    Plan,
    UnsupportedError,
    encode,
    need,
)

#: The most values of one object that the lane captures; see native/lane.h.
_MOST_SLOTS = 128
_LEAVES = {"text": STRING | NULL, "boolean": BOOLEAN | NULL}


class Captures:
    """The slots of a captured object: those of its fields come first, then those of values inside of fields."""

    def __init__(self, nodes: Nodes, group: int, fields: Sequence[str]) -> None:
        self._nodes = nodes
        self._group = group
        self._fields = {name: number for number, name in enumerate(fields)}
        self.slots = dict(self._fields)
        #: How many slots there are, once all values are captured.
        self.used = len(fields)

    def field(self, name: str) -> int:
        """The number of a field."""
        return self._fields[name]

    def _new_slot(self) -> int:
        self.used += 1
        need(self.used <= _MOST_SLOTS)
        return self.used - 1

    def look_into(self, node: int, addresses: Sequence[Address]) -> None:
        """Capture the values at addresses inside of one field, which has a node."""
        leaves = {address.path: address for address in addresses}
        self._open(node, tree_of(addresses), leaves, (), self.field(addresses[0].field))

    def _open(
        self,
        number: int,
        tree: Mapping[Step, Any],
        leaves: Mapping[tuple[Step, ...], Address],
        path: tuple[Step, ...],
        holder: int,
    ) -> None:
        """Capture what a tree of steps leads to, from a node on."""
        node: Plan = self._nodes.nodes[number]
        need(number != 0 and not node["group"])
        node.update({"group": self._group, "inside": 1, "holder": holder})
        if any(isinstance(step, Item) for step in tree):
            self._find(node, tree, leaves, path)
            return
        need(not node["mask"] & ~(OBJECT | NULL))
        for step, inner in tree.items():
            field = field_of(node, str(step))
            if inner:
                self._open(field["node"], inner, leaves, (*path, step), holder)
            else:
                field["slot"] = self._leaf(field, leaves[(*path, step)])

    def _find(
        self,
        node: Plan,
        tree: Mapping[Step, Any],
        leaves: Mapping[tuple[Step, ...], Address],
        path: tuple[Step, ...],
    ) -> None:
        """Capture values of items: the lane looks at the key of each item, and takes a value of the first one."""
        need(not node["mask"] & ~(ARRAY | NULL) and node["items"] > 0)
        number: int = node["items"]
        item = self._nodes.nodes[number]
        need(not item["group"] and item["mask"] == OBJECT)
        item.update({"group": node["group"], "inside": 1, "holder": node["holder"]})
        keys: dict[str, int] = {}
        taken: dict[str, int] = {}
        for step, inner in tree.items():
            if not isinstance(step, Item):
                raise UnsupportedError
            if step.key not in keys:
                # The items of a list are looked up by one of their fields.
                need(not keys)
                keys[step.key] = field_of(item, step.key)["slot"] = self._new_slot()
            for leaf, rest in inner.items():
                need(not rest and leaf != step.key)
                field = field_of(item, leaf)
                if leaf not in taken:
                    taken[leaf] = field["slot"] = self._new_slot()
                slots = {
                    "key": keys[step.key],
                    "from": taken[leaf],
                    "to": self._leaf(field, leaves[(*path, step, leaf)]),
                }
                node["finds"].append({"word": encode(step.value), **slots})

    def _leaf(self, field: Plan, address: Address) -> int:
        """The new slot of a value that an address leads to."""
        number: int = field["node"]
        mask: int = self._nodes.nodes[number]["mask"]
        need(address.kind == "raw" or (address.kind in _LEAVES and not mask & ~_LEAVES[address.kind]))
        field["raw"] = int(address.kind == "raw")
        self.slots[address.name] = slot = self._new_slot()
        return slot


def field_of(node: Plan, name: str) -> Plan:
    """A field of a node."""
    for each in node["fields"]:
        if each["name"] == name.encode():
            found: Plan = each
            return found
    raise UnsupportedError


class Branches:
    """How fields are made of values: parts of objects, each behind the one that it is a part of."""

    def __init__(self) -> None:
        self.branches: list[Plan] = []

    def add(self, addresses: Sequence[Address], numbers: Mapping[str, int]) -> int:
        """The number of a new field, which is made of values at addresses with numbers."""
        values = {address.path: numbers[address.name] for address in addresses}
        number = len(self.branches)
        self.branches.append({})
        self._fill(number, b"", (), tree_of(addresses), values)
        return number

    def _fill(
        self,
        number: int,
        name: bytes,
        path: tuple[Step, ...],
        tree: Mapping[Step, Any],
        values: Mapping[tuple[Step, ...], int],
    ) -> None:
        last = path[-1] if path else None
        first = len(self.branches)
        self.branches += [{} for _ in tree]
        head = b"{%s:%s" % (encode(last.key), encode(last.value)) if isinstance(last, Item) else b"{"
        if any(isinstance(step, Item) for step in tree):
            head = b"["
        self.branches[number] = {
            "name": name,
            "head": b"" if path in values else head,
            "value": values.get(path, -1),
            "first": first,
            "parts": len(tree),
        }
        for place, (step, inner) in enumerate(tree.items()):
            text = b"" if isinstance(step, Item) else encode(step) + b":"
            self._fill(first + place, text, (*path, step), inner, values)
