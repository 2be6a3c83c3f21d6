"""What is told of schemas that ask for more than types can say."""

from runbridge.problems import brief, pointer
from runbridge.schemas.document import Node
from runbridge.schemas.keywords import ALL_KINDS, Kinds, is_known, kinds_about

#: Keywords that ask for something that types cannot say.
_UNSAID = frozenset(
    {
        *("not", "contains", "propertyNames", "minProperties", "maxProperties", "dependentRequired"),
        *("dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "$dynamicRef"),
    }
)


class Notes:
    """Gathers notes, each once, in the order in which they are taken."""

    def __init__(self) -> None:
        self._told: dict[str, None] = {}

    @property
    def told(self) -> tuple[str, ...]:
        """All notes up to now."""
        return tuple(self._told)

    def tell(self, node: Node, what: str) -> None:
        """Note something about a place in a schema."""
        place = f"`{brief(pointer(node.path))}`" if node.path else "the schema"
        self._told[f"{node.document.name}: {place}: {what}"] = None

    def tell_unsaid(self, node: Node, kinds: Kinds) -> None:
        """Note each keyword that no type says, of those that matter to values of some kinds."""
        for keyword in node.keywords:
            if not is_known(keyword) or (keyword in _UNSAID and kinds_about(keyword) & kinds):
                self.tell(node, f"`{brief(keyword)}` is left to validation")
        if "if" in node.keywords and node.keywords.keys() & {"then", "else"}:
            self.tell(node, "`if` is left to validation")

    def tell_untyped(self, node: Node) -> None:
        """Note each keyword that no type says because it is not told what the value is."""
        for keyword in particular(node):
            if keyword not in _UNSAID:
                self.tell(node, f"`{brief(keyword)}` has no `type` beside it and is left to validation")


def particular(node: Node) -> list[str]:
    """The keywords of a schema that are about values of some kinds, and say nothing about others."""
    return [keyword for keyword in node.keywords if kinds_about(keyword) != ALL_KINDS]
