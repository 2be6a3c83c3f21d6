"""Notes about what schemas ask for and types cannot express."""

from runbridge.problems import brief, pointer
from runbridge.schemas.document import Node
from runbridge.schemas.keywords import ALL_KINDS, Kinds, is_known, kinds_about

#: Keywords that no type can express.
_INEXPRESSIBLE = frozenset(
    {
        *("not", "contains", "propertyNames", "minProperties", "maxProperties", "dependentRequired"),
        *("dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "$dynamicRef"),
    }
)


class Notes:
    """Collects notes, each once, in the order in which they are added."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}

    @property
    def texts(self) -> tuple[str, ...]:
        """All notes so far."""
        return tuple(self._texts)

    def add(self, node: Node, text: str) -> None:
        """Add a note about a location in a schema."""
        location = f"`{brief(pointer(node.document.original_path(node.path)))}`" if node.path else "the schema"
        self._texts[f"{node.document.name}: {location}: {text}"] = None

    def add_inexpressible(self, node: Node, kinds: Kinds) -> None:
        """Add a note for each keyword that no type can express, if it matters for values of some kinds."""
        for keyword in node.keywords:
            if not is_known(keyword) or (keyword in _INEXPRESSIBLE and kinds_about(keyword) & kinds):
                self.add(node, f"`{brief(keyword)}` is left to validation")
        if "if" in node.keywords and node.keywords.keys() & {"then", "else"}:
            self.add(node, "`if` is left to validation")

    def add_untyped(self, node: Node) -> None:
        """Add a note for each keyword that cannot be expressed because the schema does not say what the value is."""
        for keyword in type_specific_keywords(node):
            if keyword not in _INEXPRESSIBLE:
                self.add(node, f"`{brief(keyword)}` has no `type` beside it and is left to validation")


def type_specific_keywords(node: Node) -> list[str]:
    """The keywords of a schema that only apply to values of some kinds."""
    return [keyword for keyword in node.keywords if kinds_about(keyword) != ALL_KINDS]
