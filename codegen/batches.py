"""Emits `fits_all`: the checks of `fits` for many records at once, each kind of value in one go."""

from collections.abc import Mapping

from codegen.shapes import Member, Schema, Shape, is_time, item_of, read_shape, types_of
from codegen.text import block, conjunction, header, indented, snake, used_imports

#: The list that the values of a kind are gathered in, by kind and nullability, and what is in it.
LISTS = {
    ("timestamp", False): ("times", "str"),
    ("timestamp", True): ("times", "str"),
    ("number", False): ("numbers", "Raw"),
    ("number", True): ("nullable_numbers", "Raw"),
    ("integer", False): ("integers", "Raw"),
    ("integer", True): ("nullable_integers", "Raw"),
}
HELPERS = {
    "numbers": "are_numbers",
    "nullable_numbers": "are_numbers_or_null",
    "integers": "are_integers",
    "nullable_integers": "are_integers_or_null",
}


def batch_module(shape: Shape, schema: Schema, profile: str, attributes: Mapping[str, str]) -> str:
    """The module with `fits_all` for the wire struct of one profile."""
    members = read_shape(shape.stem, schema).members
    nested = {
        member.name: str(item_of(schema["properties"][member.name]))
        for member in members
        if member.kind == "structured"
    }
    lists: dict[str, str] = {"times": "str"}
    lines = ""
    for member in members:
        value = f"record.{attributes[member.name]}"
        if member.kind == "structured":
            lists[snake(member.name)] = "Raw"
            lines += _guarded(member, value, f"{snake(member.name)}.append({value})\n", raw=True)
        elif (member.kind, member.nullable) in LISTS:
            name, content = LISTS[member.kind, member.nullable]
            lists[name] = content
            lines += _guarded(member, value, f"{name}.append({value})\n", raw=content == "Raw")
    wire = f"{shape.title}Wire"
    times = "are_lax_times" if profile == "tolerant" else "are_times"
    checks = [f"{times}(times)"] + [f"{HELPERS[name]}({name})" for name in lists if name in HELPERS]
    body = (
        f"def fits_all(records: Iterable[{wire}]) -> bool:\n"
        '    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""\n'
        + indented("".join(f"{name}: list[{content}] = []\n" for name, content in lists.items()))
        + indented(block("for record in records:", lines))
        + indented("".join(_nested(name, item, schema["$defs"][item]) for name, item in nested.items()))
        + indented(conjunction(checks))
    )
    decoders = "".join(
        f"_{snake(name).upper()} = msgspec.json.Decoder(list[list[{item}Check]])\n" for name, item in nested.items()
    )
    own = {
        f"runbridge._generated.{shape.stem}.{profile}": [wire, *sorted({f"{item}Check" for item in nested.values()})],
        "runbridge._runtime": ["NULL"],
        "runbridge._runtime.batches": [times, *HELPERS.values(), "read_arrays"],
    }
    third = ("import msgspec\n" if nested else "") + used_imports({"msgspec": ["UNSET", "Raw"]}, body)
    blocks = [
        header(shape.file),
        "from collections.abc import Iterable\n",
        third,
        used_imports(own, decoders + body),
        decoders,
    ]
    return "\n".join(part for part in blocks if part) + "\n\n" + body


def _guarded(member: Member, value: str, append: str, *, raw: bool) -> str:
    """The statement, under the condition that the member holds a value; raw null is checked with the rest."""
    absent = [] if member.required else [f"{value} is not UNSET"]
    null = [f"{value} is not None"] if member.nullable and not raw else []
    structured = [f"{value} != NULL"] if member.nullable and member.kind == "structured" else []
    guards = absent + null + structured
    return block(f"if {' and '.join(guards)}:", append) if guards else append


def _nested(name: str, item: str, definition: Schema) -> str:
    """The lines that look into the arrays of one structured member."""
    lines = f"{snake(name)}_read = read_arrays(_{snake(name).upper()}, {snake(name)})\n"
    lines += block(f"if {snake(name)}_read is None:", "return False\n")
    gather = ""
    for member, child in definition["properties"].items():
        if is_time(child):
            value = f"item.{snake(member)}"
            nested = Member(member, "timestamp", "null" in types_of(child), member in definition["required"])
            gather += _guarded(nested, value, f"times.append({value})\n", raw=False)
    return lines + block(f"for item in {snake(name)}_read:", gather) if gather else lines
