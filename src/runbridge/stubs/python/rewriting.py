"""Types in the text of datamodel-code-generator, rewritten into what is wanted: one spelling, constraints, quotes."""

import ast
from collections.abc import Collection, Iterable, Mapping
from functools import reduce

from runbridge.stubs.python.printer import operands


def rewritten(node: ast.expr, constraints: Mapping[str, str]) -> ast.expr:
    """A type without quotes and with `|` for unions, each of its types once and None last, and its constraints."""
    match node:
        case ast.Constant(value=str(text)):
            return rewritten(_parsed(text), constraints)
        case ast.BinOp():
            return _union(rewritten(each, constraints) for each in operands(node))
        case ast.Subscript(value=ast.Name(id="Literal")):
            return node
        case ast.Subscript(value=ast.Name(id="Optional"), slice=item):
            return _union([rewritten(item, constraints), ast.Constant(None)])
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=items)):
            return _union(rewritten(item, constraints) for item in items)
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[ast.Name(id=name), item])) if (
            name in constraints
        ):
            return _annotated(rewritten(item, constraints), [_parsed(constraints[name])])
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[item, *metadata])):
            return _annotated(rewritten(item, constraints), metadata)
        case ast.Subscript(value=head, slice=ast.Tuple(elts=items)):
            return ast.Subscript(head, ast.Tuple([rewritten(item, constraints) for item in items]))
        case ast.Subscript(value=head, slice=item):
            return ast.Subscript(head, rewritten(item, constraints))
        case _:
            return node


def quote_missing(node: ast.expr, missing: Collection[str]) -> ast.expr:
    """A type with quotes around what names something that is not there yet."""
    match node:
        case ast.Name(id=name) if name in missing:
            return ast.Constant(name)
        case ast.BinOp() if any(isinstance(each, ast.Name) and each.id in missing for each in operands(node)):
            # The operator is not there for texts.
            return ast.Constant(ast.unparse(node))
        case ast.BinOp():
            return _union(quote_missing(each, missing) for each in operands(node))
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[item, *metadata])):
            return _annotated(quote_missing(item, missing), metadata)
        case ast.Subscript(value=head, slice=ast.Tuple(elts=items)):
            return ast.Subscript(head, ast.Tuple([quote_missing(item, missing) for item in items]))
        case ast.Subscript(value=head, slice=item):
            return ast.Subscript(head, quote_missing(item, missing))
        case _:
            return node


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, "<type>", "eval").body


def _union(types: Iterable[ast.expr]) -> ast.expr:
    unique = {ast.dump(each): each for type in types for each in operands(type)}
    none = unique.pop(ast.dump(ast.Constant(None)), None)
    return reduce(lambda one, other: ast.BinOp(one, ast.BitOr(), other), [*unique.values(), *([none] if none else [])])


def _annotated(type: ast.expr, metadata: Iterable[ast.expr]) -> ast.expr:
    """The type with metadata behind that which it has already; a call of the same function becomes one call."""
    found: list[ast.expr] = []
    match type:
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[inner, *given])):
            type, found = inner, given
        case _:
            pass
    for each in metadata:
        match each, found[-1:]:
            case ast.Call(func=ast.Name(id=name), args=[], keywords=more), [
                ast.Call(func=ast.Name(id=other), args=[], keywords=keywords)
            ] if name == other:
                found[-1] = ast.Call(ast.Name(name), [], [*keywords, *more])
            case _:
                found.append(each)
    return ast.Subscript(ast.Name("Annotated"), ast.Tuple([type, *found]))
