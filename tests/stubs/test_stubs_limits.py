"""Limits: schemas that are deep, long or recursive; and no file but the schema is read."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from runbridge.errors import UsageError
from runbridge.schemas.loader import parse_schema, read_schema
from runbridge.stubs.ir.module_builder import read_module
from runbridge.stubs.ir.types import Alias, Field, Module, Record, Reference, String
from tests.stubs.stub_modules import payload_module

STRING = {"type": "string"}


LEVELS = {
    "items": ('{"type": ["array", "null"], "items": ', "}"),
    "properties": ('{"type": "object", "properties": {"a": ', "}}"),
    "anyOf": ('{"anyOf": [', "]}"),
    "allOf": ('{"allOf": [', "]}"),
    "oneOf": ('{"oneOf": [', "]}"),
    "prefixItems": ('{"type": "array", "prefixItems": [', "]}"),
}
RUN = parse_schema("run", b'{"title": "Run", "properties": {"a": {"x-payload": "input"}}}')


def read(text: str) -> Module:
    """The types of a run whose payload is described by a schema, given as text."""
    return read_module({"run": RUN}, {"input": parse_schema("test.json", text.encode())})


def nested(levels: int, keyword: str) -> str:
    """A schema with some levels of nested schemas."""
    start, end = LEVELS[keyword]
    return start * (levels - 1) + '{"type": "string"}' + end * (levels - 1)


def chain(count: int, **link: Any) -> dict[str, Any]:
    """Definitions, each of which adds something and refers to the next."""
    definitions = {f"D{number}": {**link, "$ref": f"#/$defs/D{number + 1}"} for number in range(count)}
    return {"$ref": "#/$defs/D0", "$defs": {**definitions, f"D{count}": STRING}}


def refusal(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize("keyword", LEVELS)
def test_schemas_may_be_nested_up_to_a_limit(keyword: str) -> None:
    assert read(nested(64, keyword)).payloads == (("input", "Input"),)
    message = "test.json: the schema has more than 64 levels, too many for types"
    assert refusal(nested(65, keyword)) == message
    # Python's recursion limit may be reached before.
    for levels in (500, 5_000):
        assert refusal(nested(levels, keyword)) in {
            message,
            "test.json: the schema is nested too deeply",
        }


def test_a_file_with_a_schema_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text('{"items":' * 100_000 + "true" + "}" * 100_000, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_schema(str(file))
    assert str(caught.value) == f"{file}: the schema is nested too deeply"


def test_chains_of_references_may_be_long() -> None:
    count = 400
    definitions: dict[str, Any] = {
        f"D{number}": {"type": "object", "properties": {"next": {"$ref": f"#/$defs/D{number + 1}"}}}
        for number in range(count)
    }
    module = payload_module({"$ref": "#/$defs/D0", "$defs": {**definitions, f"D{count}": STRING}})
    assert module.declarations[1:] == (
        Alias("Input", Reference("D0")),
        *(
            Record(f"D{number}", (Field("next", Reference(f"D{number + 1}"), required=False),))
            for number in range(count)
        ),
        Alias(f"D{count}", String()),
    )


def test_a_chain_of_extensions_is_limited() -> None:
    module = payload_module(chain(50, minLength=1))
    assert module.find("D0") == Alias("D0", Reference("D1"))
    assert module.find("D49") == Alias("D49", String(min_length=1))
    assert refusal(json.dumps(chain(500, minLength=1))) == ("the schema nests types too deeply")


def test_the_intersection_of_two_long_chains_is_refused() -> None:
    def way(name: str, count: int) -> dict[str, Any]:
        lists = {
            f"{name}{number}": {"type": "array", "items": {"$ref": f"#/$defs/{name}{number + 1}"}}
            for number in range(count)
        }
        return {**lists, f"{name}{count}": {"type": "string", "maxLength": len(name)}}

    def both(count: int) -> Any:
        return {
            "allOf": [{"$ref": "#/$defs/a0"}, {"$ref": "#/$defs/bb0"}],
            "$defs": {**way("a", count), **way("bb", count)},
        }

    # The shorter chain is the result, and each of its types is unchanged.
    assert payload_module(both(3)).find("Input") == Alias("Input", Reference("A0"))
    assert refusal(json.dumps(both(250))) == "the schema nests types too deeply"


def test_nested_unions_stay_small() -> None:
    def variants(name: str) -> Any:
        return {"anyOf": [{"type": "object", "properties": {f"{name}{number}": STRING}} for number in range(2)]}

    module = payload_module({"allOf": [variants(f"m{number}") for number in range(40)]})
    assert len(module.declarations) < 40
    assert module.notes == ("test.json: the schema: only `validate` checks the combinations of 32 alternatives with 2",)


def test_intersections_of_unions_stay_small() -> None:
    def ways(name: str, count: int, *, both: Any) -> dict[str, Any]:
        """Definitions that each refer to the next twice, and twice with something added."""
        return {
            f"{name}{number}": {
                "type": "object",
                "properties": {
                    way: {"allOf": [{"$ref": f"#/$defs/{name}{number + 1}"}, *both]} for way in ("left", "right")
                },
            }
            for number in range(count)
        } | {f"{name}{count}": {"type": "object", "required": [name]}}

    more = ways("a", 40, both=[{"required": ["more"]}])
    module = payload_module({"$ref": "#/$defs/a0", "$defs": more})
    assert module.notes == ()
    assert len(module.declarations) == 2 + 1 + 2 * 40
    two = ways("a", 40, both=[]) | ways("b", 40, both=[])
    module = payload_module({"allOf": [{"$ref": "#/$defs/a0"}, {"$ref": "#/$defs/b0"}], "$defs": two})
    numbers = [note.partition("`A")[2].partition("`")[0] for note in module.notes]
    assert module.notes == tuple(
        f"test.json: the schema: only `validate` checks the other constraints on `A{number}` here" for number in numbers
    )
    assert len(numbers) == 35
    assert len(module.declarations) < 1_000


def test_variants_of_variants_stay_few() -> None:
    names = [f"D{number}" for number in range(20)]
    definitions: dict[str, Any] = {
        name: {
            "anyOf": [
                {
                    "allOf": [
                        {"$ref": f"#/$defs/{following}"},
                        {"properties": {f"{way}{name}": STRING}, "type": "object"},
                    ]
                }
                for way in ("left", "right")
            ]
        }
        for name, following in pairwise(names)
    }
    last = {names[-1]: {"type": "object", "required": ["a"]}}
    module = payload_module({"$ref": "#/$defs/D0", "$defs": {**definitions, **last}})
    assert len(module.declarations) < 100
    assert module.notes == tuple(
        f"test.json: `/$defs/D{number}/anyOf/{way}`: only `validate` checks the combinations of 64 alternatives with 1"
        for number in range(12, -1, -1)
        for way in (0, 1)
    )


def test_long_vocabularies_and_wide_records_are_supported() -> None:
    words = [f"word {number}" for number in range(5_000)]
    module = payload_module(
        {
            "allOf": [
                {"enum": words},
                {"type": "string", "enum": words[::-1]},
                {"anyOf": [{"const": word} for word in words[:300]]},
            ]
        }
    )
    assert module.find("Input").name == "Input"
    assert module.notes == ()
    names = [f"m{number}" for number in range(2_000)]
    wide = {"type": "object", "required": names, "properties": {name: {"enum": ["a", "b"]} for name in names}}
    record = payload_module({"allOf": [wide, wide]}).find("Input")
    assert isinstance(record, Record)
    assert record.fields[-1] == Field("m1999", Reference("InputM1999"), required=True)


def test_no_file_but_the_schema_is_read(tmp_path: Path) -> None:
    file = tmp_path / "input.json"
    file.write_text(
        '{"$id": "https://a/b.json", "$schema": "https://json-schema.org/draft/2020-12/schema",'
        ' "type": "object", "properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "https://a/b.json#/$defs/A"}},'
        ' "$defs": {"A": {"type": "array", "items": {"$ref": "#"}, "$comment": "file:///etc/hosts"}}}',
        encoding="utf-8",
    )
    program = (
        "import sys\n"
        "from runbridge.schemas.loader import parse_schema, read_schema\n"
        "from runbridge.stubs.ir.module_builder import read_module\n"
        'run = b\'{"title": "Run", "properties": {"a": {"x-payload": "input"}}}\'\n'
        "read_module({'run': parse_schema('run', run)}, {})\n"
        "seen = []\n"
        "def hear(event, arguments):\n"
        "    if event == 'open' or event.startswith(('socket.', 'urllib.', 'subprocess.', 'os.')):\n"
        "        seen.append((event, str(arguments[0])))\n"
        "sys.addaudithook(hear)\n"
        "document = read_schema(sys.argv[1])\n"
        "module = read_module({'run': parse_schema('run', run)}, {'input': document})\n"
        "heard = list(seen)\n"
        "print([each.name for each in module.declarations], heard == [('open', sys.argv[1])], heard)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout == f"['Run', 'Input', 'A'] True [('open', {str(file)!r})]\n"
