"""Emits one straight-line function per direction and struct set: write by the rules, restore, note what is left.

Each rule is emitted by a small function for each of the three steps and either direction, named `_<step>_<rule>`; a
rule that loses nothing has no function for restoring and noting. Values of the source are `source.<attribute>`,
those of the target local names.
"""

import builtins
import keyword
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from codegen.bridge import Bridge, Rule
from codegen.shapes import Kind, Member, Shape
from codegen.text import block, call, function, header, indented, used_imports

#: Kinds of member whose null is a raw token in the wire structs.
RAW_KINDS = ("opaque", "number", "integer", "structured")


#: What a local name holds, by kind; a vocabulary's words come out of tables of plain text.
WIRE_TYPES: Mapping[Kind, str] = {
    "string": "str",
    "timestamp": "str",
    "enum": "Any",
    "boolean": "bool",
    "number": "Raw",
    "integer": "Raw",
    "opaque": "Raw",
    "structured": "Raw",
}
MODEL_TYPES: Mapping[Kind, str] = {
    "string": "str",
    "timestamp": "datetime",
    "enum": "Any",
    "boolean": "bool",
    "number": "int | float",
    "integer": "int",
    "opaque": "Any",
    "structured": "Any",
}


@dataclass(frozen=True)
class Flavour:
    """A struct set: `wire` (text and raw) or `model` (Python values), and where its parts come from."""

    name: str
    helpers: str
    record: str
    ending: str
    keyword_only: bool


WIRE = Flavour("wire", "runbridge._runtime.wire", "tolerant", "Wire", keyword_only=False)
MODEL = Flavour("model", "runbridge._runtime.plain", "model", "", keyword_only=True)


@dataclass(frozen=True)
class Side:
    """One shape as a flavour sees it: `members` with the flavour's own nullability, `own` those without counterpart."""

    shape: Shape
    members: Mapping[str, Member]
    attributes: Mapping[str, str]
    fields: tuple[str, ...]
    own: tuple[Member, ...]
    defaults: Mapping[str, object]


@dataclass(frozen=True)
class Way:
    """One direction of one flavour: everything that an emitter of a rule looks at."""

    flavour: Flavour
    source: Side
    target: Side
    rightward: bool

    def read(self, member: Member) -> str:
        """The expression for a member of the source."""
        return f"source.{self.source.attributes[member.name]}"

    def local(self, member: Member) -> str:
        """The local name for a member of the target."""
        name = self.target.attributes[member.name]
        return f"{name}_" if hasattr(builtins, name) or keyword.iskeyword(name) else name

    def of_source(self, member: Member) -> Member:
        """The member with the nullability that it has in this flavour."""
        return self.source.members[member.name]

    def of_target(self, member: Member) -> Member:
        """The member with the nullability that it has in this flavour."""
        return self.target.members[member.name]

    def is_null(self, member: Member, value: str) -> str:
        """The condition that a value of the member's kind is null."""
        return f"is_null({value})" if member.kind in RAW_KINDS and self.flavour.name == "wire" else f"{value} is None"


@dataclass
class Steps:
    """The lines of a function, by step, and the local names that hold values of the target."""

    write: list[str] = field(default_factory=list)
    restore: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


def function_name(target: Shape) -> str:
    """The name of the converter to a shape."""
    return f"to_{target.stem}"


def converters_module(bridge: Bridge, sides: tuple[Side, Side], flavour: Flavour) -> str:
    """The module with both converters of a bridge for one struct set."""
    left, right = sides
    ways = (Way(flavour, left, right, rightward=True), Way(flavour, right, left, rightward=False))
    functions = [_function(bridge, way) for way in ways]
    body = "\n\n".join(functions)
    return header(f"schemas/{bridge.file}") + "\n" + _imports(bridge, ways, body, tables(bridge)) + "\n\n" + body


def tables_module(bridge: Bridge) -> str:
    """The module with the tables of all table rules."""
    lines = [
        f"{name}: Mapping[str, str] = {{\n"
        + "".join(f'    "{value}": "{word}",\n' for value, word in table.items())
        + "}\n"
        for name, table in tables(bridge).items()
    ]
    head = header(f"schemas/{bridge.file}") + "\nfrom collections.abc import Mapping\n\n"
    return head + "\n".join(lines)


def tables(bridge: Bridge) -> dict[str, Mapping[str, str]]:
    """Every table of a bridge by the name that the generated code gives it."""
    return {
        table_name(rule, rightward): rule.parameters["to_right" if rightward else "to_left"]
        for rule in bridge.rules
        if rule.name == "table"
        for rightward in (True, False)
    }


def _imports(bridge: Bridge, ways: tuple[Way, Way], body: str, tables: Iterable[str]) -> str:
    flavour, package = ways[0].flavour, f"runbridge._generated.{bridge.stem}"
    wanted = {
        f"{package}.own_{flavour.record}": [f"{way.source.shape.title}Own" for way in ways],
        f"{package}.tables": tables,
        f"{package}.{flavour.name}_conforming": [
            f"{kind}_{rule.left[0].name}" for rule in bridge.rules for kind in ("conforming", "opaque")
        ],
        "runbridge._runtime": ("NULL", "ZERO"),
        "runbridge._runtime.crossing": ("Crossing", "Options", "Restore"),
        flavour.helpers: ("comes_back", "first", "is_null", "one_null", "or_null", "shift", "shifts_to", "survives"),
    }
    for way in ways:
        module = f"runbridge._generated.{way.source.shape.stem}.{flavour.record}"
        wanted[module] = [_record(way.source, flavour)]
    outside = {"datetime": ["datetime"], "typing": ["Any"]}
    blocks = (outside, {"msgspec": ["UNSET", "Raw", "UnsetType"]}, wanted)
    return "\n".join(text for names in blocks if (text := used_imports(names, body)))


def _record(side: Side, flavour: Flavour) -> str:
    return f"{side.shape.title}{flavour.ending}"


def _function(bridge: Bridge, way: Way) -> str:
    steps = Steps()
    # `first` looks at other members as they come out, so it stands last.
    for rule in sorted(bridge.rules, key=lambda rule: rule.name == "first"):
        sources, target = (rule.left, rule.right) if way.rightward else ((rule.right,), rule.left[0])
        _emit(way, rule, sources, target, steps)
    _note_own(way, steps)
    source, target_side = way.source, way.target
    own = f"{source.shape.title}Own"
    parameters = (
        f"source: {_record(source, way.flavour)}",
        f"residue: Restore[{target_side.shape.title}Own]",
        "options: Options",
    )
    what = f"A {source.shape.title} as a {target_side.shape.title}; raises NeedsOption where no rule has a value."
    text = (
        function(function_name(target_side.shape), parameters, "Crossing") + f'    """{what}"""\n    # By the rules.\n'
    )
    text += indented("".join(steps.write))
    text += "\n    # From the residue: only what the source still shows and the rule allows.\n"
    text += "    refused: list[str] = []\n"
    text += indented("if residue:\n" + indented("".join(steps.restore)))
    text += "\n    # What the rules alone would not bring back.\n"
    text += "    via: dict[str, dict[str, Any]] = {}\n    absent: list[str] = []\n    fragile: list[str] = []\n"
    text += indented("".join(steps.note))
    text += "\n"
    text += indented(
        "own = "
        + call(own, _own_values(way))
        + "record = "
        + call(_record(target_side, way.flavour), _values(way, steps))
        + "return Crossing(record, own, via, absent, fragile, refused)\n"
    )
    return text


def _values(way: Way, steps: Steps) -> list[str]:
    own = {member.name: member for member in way.target.own}
    values = []
    for name in way.target.fields:
        value = _own_in(way, own[name]) if name in own else steps.values[name]
        values.append(f"{way.target.attributes[name]}={value}" if way.flavour.keyword_only else value)
    return values


def _own_in(way: Way, member: Member) -> str:
    value = f"residue.own.{way.target.attributes[member.name]}"
    if member.name in way.target.defaults:
        default = way.target.defaults[member.name]
        if default != 0:
            raise NotImplementedError(f"a default other than 0: {default!r}")
        return f"{_zero(way)} if {value} is UNSET else {value}"
    return value


def _own_values(way: Way) -> list[str]:
    values = {way.source.attributes[member.name]: _own_out(way, member) for member in way.source.own}
    if way.flavour.keyword_only:
        return [f"{attribute}={value}" for attribute, value in values.items()]
    return list(values.values())


def _own_out(way: Way, member: Member) -> str:
    value = way.read(member)
    if member.name in way.source.defaults:
        return f"UNSET if {value} == {_zero(way)} else {value}"
    if member.kind in RAW_KINDS and member.required and member.nullable:
        return f"one_null({value})" if way.flavour.name == "wire" or member.kind == "opaque" else value
    return value


def _zero(way: Way) -> str:
    return "ZERO" if way.flavour.name == "wire" else "0"


def _note_own(way: Way, steps: Steps) -> None:
    """A member that the schema requires and a lenient service left out."""
    missing = [member for member in way.source.own if member.required and not way.of_source(member).required]
    if missing:
        lines = [f'if {way.read(member)} is UNSET:\n    absent.append("{member.name}")\n' for member in missing]
        steps.note.append("if options.tolerant:\n" + indented("".join(lines)))


def _emit(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    emitters: Mapping[str, Callable[[Way, Rule, tuple[Member, ...], Member, Steps], None]] = {
        "same": _same,
        "prefix": _prefix,
        "first": _first,
        "table": _table,
        "flag": _flag,
        "conforming": _conforming,
        "shift": _shift,
    }
    emitters[rule.name](way, rule, sources, target, steps)


def _write(way: Way, target: Member, expression: str, steps: Steps, *, annotated: bool = True) -> str:
    local = way.local(target)
    annotation = f": {_annotation(way, target)}" if annotated else ""
    steps.write.append(f"{local}{annotation} = {expression}\n")
    steps.values[target.name] = local
    return local


def _annotation(way: Way, target: Member) -> str:
    member = way.of_target(target)
    wire = way.flavour.name == "wire"
    base = (WIRE_TYPES if wire else MODEL_TYPES)[member.kind]
    if base == "Any":
        return base
    null = " | None" if member.nullable and not (wire and member.kind in RAW_KINDS) else ""
    return base + ("" if member.required else " | UnsetType") + null


def _lacked(way: Way, target: Member, condition: str, steps: Steps) -> None:
    """Restore that the target lacked a member, where its profile allows that."""
    if not way.of_target(target).required:
        steps.restore.append(
            block(f'if residue.lacked("{target.name}") and {condition}:', f"{way.local(target)} = UNSET\n")
        )


def _note_absent(way: Way, source: Member, steps: Steps) -> None:
    if not way.of_source(source).required:
        steps.note.append(block(f"if {way.read(source)} is UNSET:", f'absent.append("{source.name}")\n'))


def _restore_text(way: Way, target: Member, saw: str, condition: str, steps: Steps) -> None:
    steps.restore.append(
        f'was = residue.was_text("{target.name}", saw={saw})\n'
        + block("if was is not None:", _allowed(way.local(target), "was", condition, target))
    )


def _restore_value(way: Way, target: Member, saw: str, condition: str, steps: Steps) -> None:
    steps.restore.append(
        f'kept = residue.was_value("{target.name}", saw={saw})\n'
        + block("if kept is not UNSET:", _allowed(way.local(target), "kept", condition, target))
    )


def _allowed(local: str, value: str, condition: str, target: Member) -> str:
    """The old value again where the rule sends it to what the source shows, else a line in the report."""
    return block(f"if {condition}:", f"{local} = {value}\n") + block("else:", f'refused.append("{target.name}")\n')


def _restore_null(way: Way, target: Member, saw: str, condition: str, steps: Steps) -> None:
    if way.of_target(target).nullable:
        null = "NULL" if way.flavour.name == "wire" and target.kind in RAW_KINDS else "None"
        steps.restore.append(
            block(
                f'if residue.was_null("{target.name}", saw={saw}):',
                _allowed(way.local(target), null, condition, target),
            )
        )


def _via(source: Member, was: str, saw: str) -> str:
    return f'via["{source.name}"] = {{"was": {was}, "saw": {saw}}}\n'


def _same(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source = way.of_source(sources[0])
    value = way.read(source)
    if source.kind == "opaque" and (source.nullable or not source.required):
        _write(way, target, f"or_null({value})", steps)
    elif rule.needs_option:
        _same_or_option(way, source, target, steps)
        return
    elif not source.required:
        _write(way, target, f"None if {value} is UNSET else {value}", steps)
    elif way.of_target(target).required:
        steps.values[target.name] = value
    else:
        _write(way, target, value, steps)
    _lacked(way, target, way.is_null(source, value), steps)
    _note_absent(way, source, steps)


def _same_or_option(way: Way, source: Member, target: Member, steps: Steps) -> None:
    """One side must hold a value and the other may be empty: an option fills it."""
    value = way.read(source)
    if way.rightward:
        local = _write(way, target, value, steps, annotated=False)
        steps.write.append(block(f"if not isinstance({local}, str):", f'{local} = options.fill("{target.name}")\n'))
        steps.note.append(block(f"if {value} is None:", _via(source, "None", local)))
        _note_absent(way, source, steps)
    else:
        _write(way, target, value, steps)
        filled = f'options.filled("{source.name}") == {value}'
        _restore_null(way, target, value, filled, steps)
        _lacked(way, target, filled, steps)


def _prefix(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    value, prefix = way.read(sources[0]), rule.parameters["prefix"]
    if way.rightward:
        local = _write(way, target, f'"{prefix}" + {value}', steps)
        _restore_text(way, target, value, f'was.removeprefix("{prefix}") == {value}', steps)
    else:
        local = _write(way, target, f'{value}.removeprefix("{prefix}")', steps)
        steps.note.append(block(f'if not {value}.startswith("{prefix}"):', _via(sources[0], value, local)))


def _first(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    if way.rightward:
        main, other = sources
        value = way.read(main)
        local = _write(way, target, f"first({value}, {way.read(other)})", steps, annotated=False)
        steps.write.append(block(f"if {local} is None:", f'{local} = options.fill("{target.name}")\n'))
        steps.note.append(block(f"if {value} is None:", _via(main, "None", local)))
        _note_absent(way, main, steps)
    else:
        value = way.read(sources[0])
        other_local = way.local(rule.left[1])
        _write(way, target, value, steps)
        sent = f'first({other_local}, options.filled("{sources[0].name}")) == {value}'
        _restore_null(way, target, value, sent, steps)
        _lacked(way, target, sent, steps)


def table_name(rule: Rule, rightward: bool) -> str:
    """The name of a rule's table for one direction."""
    return f"{rule.left[0].name.upper()}_{'RIGHT' if rightward else 'LEFT'}"


def _table(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source, value = sources[0], way.read(sources[0])
    there, back = table_name(rule, way.rightward), table_name(rule, not way.rightward)
    if way.rightward:
        local = _write(way, target, f'{there}.get({value}) or options.mapped("{source.name}", {value})', steps)
        _restore_text(way, target, value, f"{back}.get(was) == {value}", steps)
        lossy = f"{back}[{local}] != {value}"
    else:
        local = _write(way, target, f"{there}[{value}]", steps)
        known = f'({back}.get({{0}}) or options.mapping("{target.name}", {{0}}))'
        _restore_text(way, target, value, f"{known.format('was')} == {value}", steps)
        lossy = f"{known.format(local)} != {value}"
    steps.note.append(block(f"if {lossy}:", _via(source, value, local)))


def _flag(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source, value = way.of_source(sources[0]), way.read(sources[0])
    yes, no, empty = (rule.parameters[word] for word in ("true", "false", "absent"))
    if way.rightward:
        words = f'"{yes}" if {value} is True else "{no}"' if empty == no else f'"{no}" if {value} is False else "{yes}"'
        local = _write(way, target, words, steps)
        if source.nullable:
            steps.note.append(block(f"if {value} is None:", _via(source, "None", local)))
        _note_absent(way, source, steps)
    else:
        _write(way, target, f'{value} == "{yes}"', steps)
        shows = f'{value} == "{empty}"'
        _restore_null(way, target, value, shows, steps)
        _lacked(way, target, shows, steps)


def _conforming(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source, value = way.of_source(sources[0]), way.read(sources[0])
    name = rule.left[0].name
    if way.rightward:
        local = _write(way, target, f"opaque_{name}({value})", steps)
        _restore_value(way, target, value, f"conforming_{name}(kept, options) == {value}", steps)
        _lacked(way, target, f"{value} is UNSET", steps)
        if source.nullable:
            steps.note.append(block(f"if {way.is_null(source, value)}:", _via(source, value, local)))
    else:
        local = _write(way, target, f"conforming_{name}({value}, options)", steps)
        _restore_null(way, target, value, way.is_null(source, value), steps)
        _note_absent(way, source, steps)
        kept = f'{{"was": {value}}} if {local} is UNSET else {{"was": {value}, "saw": {local}}}'
        differs = f"if opaque_{name}({local}) != or_null({value}):"
        steps.note.append(block(differs, f'via["{source.name}"] = {kept}\n'))


def _shift(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source, value = way.of_source(sources[0]), way.read(sources[0])
    places = rule.parameters["places"] * (1 if way.rightward else -1)
    local = _write(way, target, f"shift({value}, {places})", steps)
    _restore_value(way, target, value, f"shifts_to(kept, {-places}, {value})", steps)
    _lacked(way, target, way.is_null(source, value), steps)
    note = block(f"if not comes_back({value}, {local}, {places}):", _via(source, value, local)) + block(
        f"elif not survives({value}, {local}, {places}):",
        _via(source, value, local) + f'fragile.append("{source.name}")\n',
    )
    if source.required:
        steps.note.append(note)
    else:
        steps.note.append(block(f"if {value} is UNSET:", f'absent.append("{source.name}")\n') + "el" + note)
