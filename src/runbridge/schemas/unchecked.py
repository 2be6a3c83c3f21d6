"""What nothing checks in a schema: unknown keywords, annotations about content, and formats that are not asserted."""

from collections import Counter
from collections.abc import Iterator

from runbridge._runtime.times import FORMATS
from runbridge.problem_messages import brief, pointer
from runbridge.schemas.document import Document, Node
from runbridge.schemas.keywords import is_known

#: Keywords of 2020-12 that only support `$dynamicRef`, which is checked.
_SUPPORT = frozenset({"$dynamicRef", "$dynamicAnchor", "$vocabulary"})
_CONTENT = frozenset({"contentEncoding", "contentMediaType", "contentSchema"})


def unchecked_notes(document: Document) -> Iterator[str]:
    """A note for each format and keyword that nothing checks, with the first of its places."""
    places = Counter[str]()
    first: dict[str, Node] = {}
    for node in sorted(document.root.closure, key=lambda node: tuple(map(str, node.path))):
        for text in _unchecked(node):
            places[text] += 1
            first.setdefault(text, node)
    for text, node in first.items():
        count = places[text]
        yield f"{location_of(node)}: nothing checks {text}{f' ({count:,} places)' if count > 1 else ''}"


def location_of(node: Node) -> str:
    """The file of a schema and the place in it, as messages name them."""
    place = f"`{brief(pointer(node.document.original_path(node.path)))}`" if node.path else "the schema"
    return f"{node.document.name}: {place}"


def _unchecked(node: Node) -> Iterator[str]:
    for keyword, value in node.keywords.items():
        if keyword == "format" and value not in FORMATS:
            yield f"the format `{brief(value)}`"
        elif keyword in _CONTENT:
            yield f"`{keyword}`, which is only an annotation"
        elif not is_known(keyword) and keyword not in _SUPPORT:
            yield f"`{brief(keyword)}`, which is not a keyword of JSON Schema 2020-12"
