"""Plans of conversions for the native lane: what its C code needs to know of a bridge, as dictionaries.

The lane knows no field, no format and no bridge. A plan has them by number: the nodes of the schemas, and the rules of
one direction. There is no plan for what the lane does not support; then Python does all of the work.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast, get_args

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime import NULL as _NULL_TEXT
from runbridge._runtime.conversion import Options
from runbridge._runtime.registry import NAME, Direction, Format
from runbridge._runtime.schema import load_bridge, load_schema
from runbridge._runtime.schema_node import ANNOTATIONS
from runbridge.record.native_nodes import (
    ANY,
    ARRAY,
    MOST_FIELDS,
    NUMBER,
    OBJECT,
    STRING,
    Nodes,
    Plan,
    Schema,
    UnsupportedError,
    encode,
    field_node,
    load_library,
    need,
)
from runbridge.record.residue_forms import PROBE

#: The numbers that the C code has for groups of fields, operations, defaults and residues; see native/lane.h.
_RECORD, _RESIDUE, _OWN, _VIA, _ENTRY = 1, 2, 3, 4, 5
_OPERATIONS = ("same", "add", "strip", "first", "first-back", "table", "opaque", "conform", "shift")
_DEFAULT_NULL, _DEFAULT_TEXT, _DEFAULT_MISSING = 0, 1, 2
_MODES = {"drop": 0, "embed": 1, "text": 2}
_MOST_PLACES, _MOST_SHIFTS = 8, 8


class ConversionPlan(NamedTuple):
    """A plan of the native module.

    `losses` are what it counts, in the order of the counts; `unknown` is the kind of loss of unknown fields.
    """

    plan: object
    losses: tuple[tuple[str, str], ...]
    unknown: str


def make_conversion_plan(direction: Direction, options: Options, residue: str) -> ConversionPlan | None:
    """The plan of a conversion; None if the lane cannot do it, or is not there."""
    library = load_library()
    # Only straight-line code is for the rules that the lane has; a conversion without it interprets a plan of its own.
    if library is None or residue not in _MODES or direction.keeps_order or direction.plain is None:
        return None
    try:
        conversion = _Conversion(direction, options)
        plan = library.make_plan(conversion.plan(residue))
    except UnsupportedError:
        return None
    preserved, approximated = ("dropped", "dropped") if residue == "drop" else ("preserved", "approximated")
    own = [name for name, _ in _defaults(type(direction.source_own))]
    losses = [(preserved, name) for name in own]
    losses += [(approximated, name) for name in (*own, *conversion.sources)]
    return ConversionPlan(plan, tuple(losses), preserved)


class _Field(NamedTuple):
    """A field of one side under a profile."""

    name: str
    schema: Schema
    is_raw: bool
    is_nullable: bool
    is_omittable: bool

    @property
    def is_text(self) -> bool:
        """Whether it is a text that is always there."""
        return self.schema.get("type") == "string" and not (self.is_nullable or self.is_omittable)


class _Side:
    """The fields of a format under a profile."""

    def __init__(self, form: Format, profile: str) -> None:
        self.form = form
        self.schema = load_schema(form, profile)
        variant = form.variants[profile]
        raw = _raw_fields(variant.record)
        need(self.schema.keys() - ANNOTATIONS <= {"type", "properties", "required"})
        self.fields = {
            name: _Field(name, schema, name in raw, name in variant.nullable, name in variant.omittable)
            for name, schema in self.schema["properties"].items()
        }
        self.names = [*self.fields]

    def field(self, name: Any) -> _Field:
        """A field that a rule names; not one inside of another."""
        need(isinstance(name, str) and name in self.fields)
        return self.fields[name]


def _raw_fields(struct: type[Any]) -> set[str]:
    """The fields that a struct keeps raw."""
    fields = msgspec.structs.fields(struct)
    return {field.encode_name for field in fields if field.type is Raw or Raw in get_args(field.type)}


class _Conversion:
    """Makes the plan of one direction with options."""

    def __init__(self, direction: Direction, options: Options) -> None:
        self._direction, self._options = direction, options
        profile = options.profile
        self._source, self._target = _Side(direction.source, profile), _Side(direction.target, profile)
        self._is_right = direction.source.hub == direction.target.name
        self._bridge = load_bridge(direction.source if self._is_right else direction.target)
        self._sides = ("left", "right") if self._is_right else ("right", "left")
        # A rule `first` looks at the value of another one.
        self._rules: list[Plan] = sorted(self._bridge["rules"], key=lambda rule: rule["rule"] == "first")
        self._nodes = Nodes()
        #: What a field of the source has to conform to, where the rule asks for it.
        self._conforming: dict[str, Schema] = {}
        #: The names of the sources and of the targets of the rules.
        self.sources = tuple(self._name(rule[self._sides[0]]) for rule in self._rules)
        self._targets = [self._name(rule[self._sides[1]]) for rule in self._rules]

    @staticmethod
    def _name(names: Any) -> str:
        name: str = names if isinstance(names, str) else names[0]
        return name

    def plan(self, mode: str) -> Plan:
        """The plan; raises UnsupportedError."""
        direction = self._direction
        rules = [self._rule(rule) for rule in self._rules]
        need(len(rules) <= MOST_FIELDS and sum(rule["places"] != 0 for rule in rules) <= _MOST_SHIFTS)
        own = self._own_node()
        was, saw = field_node("was", 0, is_required=True), field_node("saw", 0)
        entry = self._nodes.add(OBJECT, group=_ENTRY, fields=[was, saw])
        value = self._nodes.add(OBJECT)
        via = self._nodes.add(OBJECT, group=_VIA, fields=[field_node(name, value) for name in self._targets])
        residue = self._residue_node(own, via)
        root = self._record_node(residue)
        identity = self._bridge["identity"]
        return {
            "nodes": self._nodes.nodes,
            "root": root,
            "conversion": 1,
            "residue_form": _MODES[mode],
            "rules": rules,
            "owns": [self._own(name, default) for name, default in _defaults(type(direction.source_own))],
            "written": [*self._written()],
            "residue": residue,
            "own": own,
            "via": via,
            "entry": entry,
            "residue_slot": len(self._source.names),
            "id_slot": self._source.names.index(identity[self._sides[0]]),
            "id_rule": self._targets.index(identity[self._sides[1]]),
            "of": encode(direction.target.name),
            "bridge": encode(direction.bridge),
            "probe": bytes(PROBE),
            "residue_name": NAME.encode(),
            "head": b'{"of":%s,"bridge":%s,"id":' % (encode(direction.source.name), encode(direction.bridge)),
        }

    # Nodes.

    def _record_node(self, residue: int) -> int:
        required = self._source.schema["required"]
        fields: list[Plan] = []
        for field in self._source.fields.values():
            schema, root = field.schema, self._source.schema
            if field.name in self._conforming:
                schema, root = self._conforming[field.name], self._target.schema
            node = self._nodes.of(schema, root)
            if field.name in self._conforming:
                # Other values than arrays do not conform, and are no problem.
                wanted: Plan = {**self._nodes.nodes[node], "mask": ANY}
                node = self._nodes.add(**wanted)
            self._check_kinds(field.is_raw, node)
            fields.append(field_node(field.name, node, field.name in required, field.is_raw))
        return self._nodes.add(OBJECT, group=_RECORD, fields=[*fields, field_node(NAME, residue, is_raw=True)])

    def _check_kinds(self, is_raw: bool, node: int) -> None:
        need(is_raw or not self._nodes.nodes[node]["mask"] & (NUMBER | ARRAY | OBJECT))

    def _own_node(self) -> int:
        """The fields of the target that a residue may have."""
        struct = self._direction.own[self._options.profile].record
        raw = _raw_fields(struct)
        fields: list[Plan] = []
        for name, _ in _defaults(struct):
            node = self._nodes.of(self._target.field(name).schema, self._target.schema)
            self._check_kinds(name in raw, node)
            fields.append(field_node(name, node, is_raw=name in raw))
        return self._nodes.add(OBJECT, group=_OWN, fields=fields)

    def _residue_node(self, own: int, via: int) -> int:
        text = self._nodes.add(STRING)
        texts = self._nodes.add(ARRAY, items=text)
        nodes = {"of": text, "bridge": text, "id": text, "own": own, "via": via, "absent": texts, "null": texts}
        required = ("of", "bridge", "id", "probe")
        fields = [field_node(name, node, name in required) for name, node in {**nodes, "probe": 0}.items()]
        return self._nodes.add(OBJECT | STRING, group=_RESIDUE, fields=fields)

    # Fields without a rule.

    def _own(self, name: str, default: Any) -> Plan:
        """A field of the source that goes to the residue."""
        field = self._source.field(name)
        is_listed = self._options.tolerant and field.is_omittable and name in self._direction.source.required
        return {
            "source": self._source.names.index(name),
            "name": encode(name),
            "listed": int(is_listed),
            **self._default(self._sides[0], name, default),
        }

    def _written(self) -> Iterable[Plan]:
        """The fields of the target in their order."""
        struct = self._direction.own[self._options.profile].record
        own = dict(_defaults(struct))
        names = [*own]
        for name in self._direction.written.__struct_encode_fields__:
            if name == NAME:
                continue
            is_own = name in own
            need(is_own or name in self._targets)
            yield {
                "own": int(is_own),
                "at": names.index(name) if is_own else self._targets.index(name),
                "omittable": int(self._target.field(name).is_omittable),
                "name": b",%s:" % encode(name),
                **self._default(self._sides[1], name, own.get(name, UNSET)),
            }

    def _default(self, side: str, name: str, default: Any) -> Plan:
        """What a field of a residue is if it is missing."""
        constants = self._bridge["defaults"][side]
        if name in constants:
            need(not isinstance(constants[name], dict | list))
            return {"default": _DEFAULT_TEXT, "text": encode(constants[name])}
        is_null = default is None or default == _NULL_TEXT
        return {"default": _DEFAULT_NULL if is_null else _DEFAULT_MISSING, "text": b""}

    # Rules.

    def _rule(self, rule: Plan) -> Plan:
        source, target = (self._name(rule[side]) for side in self._sides)
        there, back = self._source.field(source), self._target.field(target)
        made: Plan = {
            "source": self._source.names.index(source),
            "second": 0,
            "other": 0,
            "places": 0,
            "nullable": int(back.is_nullable),
            "omittable": int(back.is_omittable),
            "text": 0,
            "name": encode(source),
            "prefix": b"",
            "fill": self._fill(rule),
            "there": [],
            "back": [],
        }
        makers: Mapping[str, Callable[[Plan, _Field, _Field], tuple[str, Plan]]] = {
            "same": self._same,
            "prefix": self._prefix,
            "first": self._first,
            "table": self._table,
            "conforming": self._conform,
            "shift": self._shift,
        }
        need(rule["rule"] in makers)
        name, more = makers[rule["rule"]](rule, there, back)
        return {**made, "op": _OPERATIONS.index(name), **more}

    def _fill(self, rule: Plan) -> bytes:
        """The value of the option `set` for what no field supplies on the right."""
        value = self._options.set.get(self._name(rule["right"]))
        return b"" if value is None else encode(value)

    def _same(self, rule: Plan, there: _Field, back: _Field) -> tuple[str, Plan]:
        _only(rule, "left", "right")
        texts = {"type", "format", "anyOf"}
        for one, other in ((there, back), (back, there)):
            is_text = not one.is_raw and one.schema.get("type") in ("string", ["string", "null"])
            need(one.is_raw == other.is_raw and (is_text or not one.schema.keys() - ANNOTATIONS))
            need(not one.schema.keys() - ANNOTATIONS - texts and _formats_of(one) == _formats_of(other))
        need(back.is_nullable or not back.is_omittable)
        return "same", {}

    def _prefix(self, rule: Plan, there: _Field, back: _Field) -> tuple[str, Plan]:
        _only(rule, "left", "right", "prefix")
        need(_is_plain_text(there) and _is_plain_text(back))
        return "add" if self._is_right else "strip", {"prefix": encode(rule["prefix"])[:-1]}

    def _first(self, rule: Plan, there: _Field, back: _Field) -> tuple[str, Plan]:
        _only(rule, "left", "right")
        names: Sequence[str] = rule["left"]
        need(not isinstance(names, str) and len(names) == 2)
        left, right = (there, back) if self._is_right else (back, there)
        need(_is_plain_text(right) and left.schema.get("type") == ["string", "null"] and left.is_nullable)
        if self._is_right:
            second = self._source.field(names[1])
            need(second.schema.get("type") == ["string", "null"])
            return "first", {"second": self._source.names.index(second.name)}
        need(names[1] in self._targets)
        return "first-back", {"other": self._targets.index(names[1])}

    def _table(self, rule: Plan, there: _Field, back: _Field) -> tuple[str, Plan]:
        _only(rule, "left", "right", "to_left", "to_right")
        need(isinstance(rule["left"], str) and isinstance(rule["right"], str) and not (there.is_raw or back.is_raw))
        rows = {side: _pairs(rule[f"to_{side}"]) for side in ("left", "right")}
        more = self._options.map.get(rule["left"], {})
        rows["right"] += [(encode(value), encode(word)) for value, word in more.items()]
        values = [value for pairs in rows.values() for pair in pairs for value in pair]
        is_text = all(value.startswith(b'"') for value in values)
        need(not self._options.map.get(rule["right"]) or rule["left"] == rule["right"])
        need(is_text == (there.is_text and back.is_text))
        left = back if not self._is_right else there
        # Otherwise it is a boolean for a text.
        need(is_text or set(left.schema["type"]) <= {"boolean", "null"} or left.schema["type"] == "boolean")
        there_rows, back_rows = rows[self._sides[1]], rows[self._sides[0]]
        return "table", {"there": there_rows, "back": back_rows, "text": int(is_text or self._is_right)}

    def _conform(self, rule: Plan, there: _Field, back: _Field) -> tuple[str, Plan]:
        _only(rule, "left", "right")
        left, right = (there, back) if self._is_right else (back, there)
        need(left.schema.get("type") in ("array", ["array", "null"]) and left.is_omittable)
        need(left.is_raw and right.is_raw and not right.schema.keys() - ANNOTATIONS and right.is_nullable)
        if self._is_right:
            return "opaque", {}
        self._conforming[there.name] = back.schema
        return "conform", {}

    def _shift(self, rule: Plan, there: _Field, back: _Field) -> tuple[str, Plan]:
        _only(rule, "left", "right", "places")
        for field in (there, back):
            need(field.is_raw and field.schema.get("type") == ["number", "null"])
        need(abs(rule["places"]) <= _MOST_PLACES)
        return "shift", {"places": rule["places"] if self._is_right else -rule["places"]}


def _only(rule: Plan, *keys: str) -> None:
    """Raise for a rule with more to it than the lane knows."""
    need(rule.keys() == {"rule", *keys})


def _is_plain_text(field: _Field) -> bool:
    return field.is_text and not field.schema.keys() - ANNOTATIONS - {"type"}


def _formats_of(field: _Field) -> Any:
    return field.schema.get("format"), field.schema.get("anyOf")


def _pairs(rows: Any) -> list[tuple[bytes, bytes]]:
    """The rows of a table of one field, as JSON texts."""
    if isinstance(rows, dict):
        texts: Mapping[str, str] = cast("Any", rows)
        return [(encode(one), encode(other)) for one, other in texts.items()]
    pairs: list[tuple[bytes, bytes]] = []
    for row in rows:
        need(row.keys() == {"when", "then"} and row["then"] and len(row["when"]) == len(row["then"]) == 1)
        (when,), (then,) = row["when"].values(), row["then"].values()
        values: Sequence[Any] = cast("Any", when) if isinstance(when, list) else [when]
        pairs += [(encode(each), encode(then)) for each in values]
    return pairs


def _defaults(struct: type[Any]) -> list[tuple[str, Any]]:
    """The fields of the `own` of a residue, with their defaults."""
    return [(field.encode_name, field.default) for field in msgspec.structs.fields(struct)]
