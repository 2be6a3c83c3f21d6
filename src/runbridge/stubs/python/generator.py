"""Runs datamodel-code-generator, and takes the definitions out of its text with constraints and line breaks."""

import ast
import json
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import TypeAlias, cast

from runbridge.extras import load
from runbridge.stubs.python.generator_input import GeneratorInput
from runbridge.stubs.python.printer import INDENT, annotated, flat, operands, statement

_TEMPLATES = Path(__file__).parent.parent / "templates"
_Definition: TypeAlias = ast.ClassDef | ast.AnnAssign | ast.Assign | ast.If


def generate(inputs: GeneratorInput, target: str) -> str:
    """The text of the classes of a schema, not formatted yet.

    Raises MissingExtra when datamodel-code-generator is not installed.
    """
    load("datamodel_code_generator", extra="stubs")
    from datamodel_code_generator import InputFileType, LiteralType, PythonVersion
    from datamodel_code_generator import generate as generate_code
    from datamodel_code_generator.enums import DataModelType

    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "module.py"
        generate_code(
            json.dumps(inputs.schema),
            input_file_type=InputFileType.JsonSchema,
            output=output,
            # This model type leaves types unchanged; those for the libraries adapt them.
            output_model_type=DataModelType.DataclassesDataclass,
            target_python_version=PythonVersion.PY_311,
            custom_template_dir=_TEMPLATES / target,
            # The header is added later.
            custom_file_header="#",
            custom_class_name_generator=str,
            extra_template_data=defaultdict(
                dict, {name: {"stub": context} for name, context in inputs.classes.items()}
            ),
            disable_future_imports=True,
            disable_timestamp=True,
            enum_field_as_literal=LiteralType.All,
            formatters=[],
            settings_path=Path(folder),
            use_double_quotes=True,
            use_standard_collections=True,
            use_tuple_for_closed_arrays=True,
            use_tuple_for_fixed_items=True,
            use_union_operator=True,
        )
        return output.read_text(encoding="utf-8")


class GeneratedModule:
    """The definitions of a generated text; `used` collects the names in those that have been taken."""

    def __init__(self, text: str, constraints: Mapping[str, str]) -> None:
        self._lines = text.split("\n")
        self._constraints = constraints
        self._blocks = dict(_blocks(ast.parse(text)))
        self._missing = set(self._blocks)
        self.used: set[str] = set()

    def definition(self, name: str) -> str:
        """Take the definition of that name with its documentation; call this for its dependencies first."""
        first, last, node = self._blocks[name]
        written = dict(self._statements(name, node))
        self._missing.remove(name)
        lines = range(first, last + 1)
        text = "".join(written.get(line, f"{self._lines[line - 1]}\n") for line in lines)
        return text.strip("\n") + "\n"

    def _statements(self, name: str, node: _Definition, indent: str = "") -> Iterator[tuple[int, str]]:
        """The statements that contain a type or may be long, by line number."""
        match node:
            case ast.ClassDef(bases=bases, keywords=keywords):
                self._note(*bases, *node.decorator_list)
                if bases:
                    yield node.lineno, statement("class ", ast.Call(ast.Name(name), bases, keywords), ":")
                yield from self._body(node.body, INDENT)
            case ast.AnnAssign(annotation=annotation):
                self._note(annotation)
                type = self._type(cast("ast.expr", node.value))
                yield node.lineno, annotated(name, annotation, type, indent=indent)
            case ast.Assign():
                yield from self._call(name, cast("ast.Call", node.value), indent)
            case _:
                # `if TYPE_CHECKING`: one definition for type checkers, one for the runtime.
                self._note(node.test)
                for each in [*node.body, *node.orelse]:
                    if isinstance(each, ast.AnnAssign | ast.Assign):
                        yield from self._statements(name, each, INDENT)

    def _call(self, name: str, call: ast.Call, indent: str) -> Iterator[tuple[int, str]]:
        """A typed dictionary or an alias that is made by a function call."""
        title, made_of = call.args
        self._note(call.func)
        if isinstance(made_of, ast.Dict):
            for key, value in zip(made_of.keys, made_of.values, strict=True):
                head = f"{flat(cast('ast.expr', key))}: "
                yield value.lineno, statement(head, self._type(value), ",", indent=2 * INDENT)
        else:
            # The function takes a string, which is evaluated when all names are defined.
            text = ast.Constant(ast.unparse(self._noted(made_of)))
            yield call.lineno, statement(f"{name} = ", ast.Call(call.func, [title, text], []), indent=indent)

    def _body(self, body: Sequence[ast.stmt], indent: str) -> Iterator[tuple[int, str]]:
        for node in body:
            match node:
                case ast.AnnAssign(target=target, annotation=annotation, value=value):
                    self._note(*([value] if value else []))
                    yield node.lineno, annotated(flat(target), self._type(annotation), value, indent=indent)
                case ast.Assign(targets=[target], value=value):
                    self._note(value)
                    yield node.lineno, statement(f"{flat(target)} = ", value, indent=indent)
                case ast.If(test=test, body=inside):
                    self._note(test)
                    yield from self._body(inside, indent + INDENT)
                case _:
                    pass

    def _type(self, node: ast.expr) -> ast.expr:
        return quote_missing(self._noted(node), self._missing)

    def _noted(self, node: ast.expr) -> ast.expr:
        type = rewritten_type(node, self._constraints)
        self._note(type)
        return type

    def _note(self, *nodes: ast.expr) -> None:
        self.used |= {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def _blocks(tree: ast.Module) -> Iterator[tuple[str, tuple[int, int, _Definition]]]:
    """The definitions of a module by name, each from the end of the previous one to its own docstring."""
    end = 0
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        first, end = end + 1, node.end_lineno or 0
        match node:
            case (
                ast.ClassDef(name=name)
                | ast.AnnAssign(target=ast.Name(id=name))
                | ast.Assign(targets=[ast.Name(id=name)])
                | ast.If(body=[ast.AnnAssign(target=ast.Name(id=name)), *_])
            ):
                if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                    end = after.end_lineno or 0
                yield name, (first, end, node)
            case _:
                # An import, or a call that rebuilds a model, which is not needed.
                pass


def rewritten_type(node: ast.expr, constraints: Mapping[str, str]) -> ast.expr:
    """A type without quotes, with `|` for unions, each option once, None last, and constraints inserted."""
    match node:
        case ast.Constant(value=str(text)):
            return rewritten_type(_parsed(text), constraints)
        case ast.BinOp():
            return _union(rewritten_type(each, constraints) for each in operands(node))
        case ast.Subscript(value=ast.Name(id="Literal")):
            return node
        case ast.Subscript(value=ast.Name(id="Optional"), slice=item):
            return _union([rewritten_type(item, constraints), ast.Constant(None)])
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=items)):
            return _union(rewritten_type(item, constraints) for item in items)
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[ast.Name(id=name), item])) if (
            name in constraints
        ):
            return _annotated(rewritten_type(item, constraints), [_parsed(constraints[name])])
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[item, *metadata])):
            return _annotated(rewritten_type(item, constraints), metadata)
        case ast.Subscript(value=head, slice=ast.Tuple(elts=items)):
            return ast.Subscript(head, ast.Tuple([rewritten_type(item, constraints) for item in items]))
        case ast.Subscript(value=head, slice=item):
            return ast.Subscript(head, rewritten_type(item, constraints))
        case _:
            return node


def quote_missing(node: ast.expr, missing: Collection[str]) -> ast.expr:
    """A type with quotes around names that are not defined yet."""
    match node:
        case ast.Name(id=name) if name in missing:
            return ast.Constant(name)
        case ast.BinOp() if any(isinstance(each, ast.Name) and each.id in missing for each in operands(node)):
            # Strings do not support the operator.
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
    """The type with more metadata; calls of the same function are merged."""
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
