"""Emits the fast path of a plan: straight-line code for ordinary records, which leaves all others to the plan.

What a rule makes of null, of a missing value and of a word is known without a record: the rules themselves are asked.
The code leaves a record to the plan as soon as it finds a value that does not come back by its rule alone, unless the
notes of the residue about it are known too.
"""

from collections.abc import Mapping

from msgspec import UNSET

from runbridge._runtime.addresses import Address
from runbridge._runtime.computed_defaults import Constant, Copy, Difference, FromOption, OwnField
from runbridge._runtime.rule_steps import KeptField, Steps
from runbridge.codegen.bridge import Bridge
from runbridge.codegen.context import Side
from runbridge.codegen.converters import function_name
from runbridge.codegen.emit_plan import PlanParts, equals, text_of, wire_text_of
from runbridge.codegen.fast_path_steps import LEAVE, MISSING, Code, NoFastPath, emit_step
from runbridge.codegen.python_text import block, call, function, header, indented, snake, tuple_of, used_imports

#: The functions that the code calls.
_HELPERS = (
    *("KnownRows", "KnownWords", "inexact", "item_value", "kept_of", "kept_of_object"),
    *("make_of", "option_text", "option_value", "restored", "written"),
)


def fast_path_module(bridge: Bridge, sides: tuple[Side, Side], parts: PlanParts) -> str:
    """The module with both directions of a plan, each with its fast path if it has one."""
    left, right, rules = parts
    values: dict[str, str] = {}
    functions: list[str] = []
    directions = ""
    for name, ends, planned in (("TO_RIGHT", sides, (left, right)), ("TO_LEFT", sides[::-1], (right, left))):
        plan = f"plan.{name}"
        code = Code(Steps.of(*planned, rules, rightward=ends is sides), plan)
        try:
            functions.append(_Emitter(code, *ends).function())
            values |= code.constants
            directions += f"{name} = {plan}.with_fast_path({function_name(ends[1].shape)})\n"
        except NoFastPath:
            directions += f"{name} = {plan}\n"
    # Their values are those of other structs, which have the same types.
    constants = "".join(
        f"{_struct(side, ending)}: Any = {side.shape.title}{ending}\n"
        for side in sides
        for ending in ("Embedded", "Own")
        if functions
    )
    constants += "".join(f"{name} = {value}\n" for name, value in values.items())
    body = "\n\n".join(part for part in (constants, *functions, directions) if part)
    local = {
        bridge.package: ["plan"],
        f"{bridge.package}.embedded_tolerant": [f"{side.shape.title}Embedded" for side in sides],
        f"{bridge.package}.own_tolerant": [f"{side.shape.title}Own" for side in sides],
        "runbridge._runtime": ["NULL"],
        "runbridge._runtime.computed_defaults": ["time_between"],
        "runbridge._runtime.conversion": ["ConvertedParts", "IncomingResidue", "Options"],
        "runbridge._runtime.fast_path": _HELPERS,
        "runbridge._runtime.schema": ["accepts"],
    }
    imports = [used_imports(each, body) for each in ({"typing": ["Any"]}, {"msgspec": ["UNSET", "Raw"]}, local)]
    return "\n".join(part for part in (header(bridge.file), *imports) if part) + "\n" + body


class _Emitter:
    """Emits the function of one direction."""

    def __init__(self, code: Code, source: Side, target: Side) -> None:
        self._code = code
        self._direction = code.direction
        self._source = source
        self._target = target
        #: The attributes of the source that defaults are computed from.
        self._depended = frozenset(name for each in code.direction.computed_fields for name in each.depends_on)

    def function(self) -> str:
        """The text of the function; raises NoFastPath."""
        direction, made = self._direction, self._code.made
        if self._depended - direction.noted:
            raise NoFastPath
        made |= {name: f'start["{name}"]' for name in (own.address.attribute for own in direction.target.own_fields)}
        written = {each.attribute: each for step in direction.steps for each in step.targets if each.path}
        made |= {name: self._code.local(each) for name, each in written.items()}
        parts = {
            "By the rules.": "".join(emit_step(self._code, index) for index in range(len(direction.steps)))
            + "".join(map(self._checked, written.values())),
            "Fields without counterpart.": "".join(map(self._filled, direction.target.filled_fields)),
            "What the residue keeps.": self._own(),
        }
        body = self._start(written)
        body += f"via: dict[str, dict[str, Any]] = {{}}\n{MISSING}: tuple[str, ...] = ()\ndiffering: set[str] = set()\n"
        body += "".join(f"\n# {title}\n{text}" for title, text in parts.items() if text)
        record = [made[self._target.attributes[name]] for name in self._target.field_order]
        body += call(f"record = {_struct(self._target, 'Embedded')}", record)
        body += f"return record, own, via, {MISSING}, (), ()\n"
        what = f"A {self._source.shape.title} as a {self._target.shape.title}; None for one that is left to the plan."
        parameters = ("source: Any", "residue: IncomingResidue[Any]", "options: Options")
        name = function_name(self._target.shape)
        return function(name, parameters, "ConvertedParts | None") + f'    """{what}"""\n' + indented(body)

    def _start(self, written: Mapping[str, Address]) -> str:
        """The statements that read what is there before: of the residue, and inside of fields."""
        made, objects = self._code.made, self._direction.target.objects
        text = "entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None\n"
        if written:
            names = text_of(tuple(each.field for each in written.values()))
            text += block(f"if entries and not entries.isdisjoint({names}):", LEAVE)
        text += f"start = {self._code.plan}.start(residue, options)\n"
        for name in written:
            text += f'{made[name]} = start["{name}"]\n'
            if name in objects:
                text += block(f"if {made[name]} is UNSET:", f"{made[name]} = {text_of(objects[name][1])}\n")
        for local, (reader, container) in self._code.opened.items():
            text += f"{local} = {reader}.read_field({container})\n" + block(f"if {local} is None:", LEAVE)
        return text

    def _checked(self, address: Address) -> str:
        """Leave a record with a field that rules made, if the schema does not accept it."""
        field = self._code.made[address.attribute]
        accepted = f"accepts({self._code.plan}.target.form, options.profile, {text_of(address.field)}, {field})"
        return block(f'if {field} is not start["{address.attribute}"] and not {accepted}:', LEAVE)

    # Fields without counterpart.

    def _filled(self, own: OwnField) -> str:
        """The default of a field of the target that the residue does not have."""
        name, local, default = own.address.attribute, self._code.made[own.address.attribute], own.default
        is_missing = f"if {local} is UNSET and {text_of(own.address.name)} not in residue.absent:"
        if own.required and (default is None or isinstance(default, FromOption)):
            return block(is_missing, LEAVE)
        if name in self._direction.written_holders:
            # It is there already, because rules write into it.
            return ""
        local = self._code.made[name] = self._code.local(own.address)
        match default:
            case Constant():
                value = f"{local} = {wire_text_of(own.address.to_wire(own.address.fit(default.constant)))}\n"
            case Copy() | Difference():
                value = self._computed(own, local, is_source=False)
            case _:
                value = f"{local} = {self._empty(own)}\n"
        return f'{local} = start["{name}"]\n' + block(is_missing, value)

    def _computed(self, own: OwnField, local: str, *, is_source: bool) -> str:
        """The statements that compute a default from other fields of a record."""

        def read(address: Address) -> str:
            return f"source.{address.attribute}" if is_source else self._code.made[address.attribute]

        match own.default:
            case Copy() as copy if _is_plain(own.address, copy.source, *(each for each, _ in copy.when)):
                conditions = [f"{read(each)} in {text_of(values)}" for each, values in copy.when]
                text = f"{local} = {read(copy.source)}"
                text += f" if {' and '.join(conditions)} else None\n" if conditions else "\n"
                is_nothing = f"{local}.__class__ is not str"
                if copy.option is None:
                    nothing = LEAVE if own.required else f"{local} = {self._empty(own)}\n"
                    return text + block(f"if {is_nothing}:", nothing)
                if is_source:
                    return text + block(
                        f"if {is_nothing}:", f"{local} = option_text({text_of(own.address.name)}, options)\n"
                    )
                nothing = f"{local} = option_value({self._code.plan}, {text_of(own.address.name)}, options)\n"
                nothing += block(f"if {local} is UNSET:", LEAVE)
                # The schema has to accept what an option gives.
                return (
                    text + block(f"if {is_nothing}:", nothing) + block("else:", self._code.left_to_option(own.address))
                )
            case Difference() as times if _is_plain(times.end, times.start):
                end, start = read(times.end), read(times.start)
                text = f"{local} = time_between({start}, {end}, {times.places})\n"
                return text + block(f"if {local} is None:", f"{local} = {self._empty(own)}\n")
            case _:
                raise NoFastPath

    def _empty(self, own: OwnField) -> str:
        """The expression for no value."""
        return wire_text_of(own.address.to_wire(own.address.fit(UNSET)))

    # What the residue keeps.

    def _own(self) -> str:
        direction = self._direction
        never_missing = [f"source.{name}" for name in direction.never_missing]
        text = block(f"if UNSET in {tuple_of(never_missing)}:", LEAVE) if never_missing else ""
        if self._depended:
            text += block(f"if not differing.isdisjoint({text_of(tuple(sorted(self._depended)))}):", LEAVE)
        values: list[str] = []
        computed = {each.attribute: each for each in direction.computed_fields}
        for name in (own.address.attribute for own in direction.source.own_fields):
            value = f"source.{name}"
            if name in computed:
                text += self._kept(computed[name])
                value = f"own_{name}"
            elif name in direction.verbatim_raws:
                value = f"NULL if {value} == NULL else {value}"
            values.append(value)
        return text + call(f"own = {_struct(self._source, 'Own')}", values)

    def _kept(self, kept: KeptField) -> str:
        """The statements for a field that the residue keeps unless it is the default."""
        own, value, local = kept.own, f"source.{kept.attribute}", f"own_{kept.attribute}"
        address, default = own.address, own.default
        if default is None:
            if kept.attribute not in self._direction.holders:
                # A word that may be an integer, or a field that rules only read.
                raise NoFastPath
            holder = f'{self._code.plan}.holders["{kept.attribute}"]'
            text = f'{local} = kept_of({holder}, {value}, is_exact="{kept.attribute}" not in differing)\n'
            text += block(f"if {local} is None:", LEAVE)
            return text + ("" if address.levels[0].omittable else block(f"if {value} is UNSET:", LEAVE))
        if kept.attribute in self._direction.source.objects:
            holder = f'{self._code.plan}.holders.get("{kept.attribute}")'
            constant = text_of(self._direction.source.objects[kept.attribute][1])
            is_exact = f'"{kept.attribute}" not in differing'
            text = f"{local} = kept_of_object({holder}, {value}, {constant}, is_exact={is_exact})\n"
            text += block(f"if {local} is None:", LEAVE)
            missing = f'absent += ("{address.name}",)\n{local} = UNSET\n'
            return block(f"if {value} is UNSET:", missing) + block("else:", text)
        if isinstance(default, Constant):
            constant = equals(value, address.to_wire(address.fit(default.constant)))
            text = block(f"if {value} is UNSET:", f'absent += ("{address.name}",)\n')
            return text + f"{local} = UNSET if {constant} else {value}\n"
        text = block(f"if {value} is UNSET:", LEAVE)
        if isinstance(default, FromOption):
            name = text_of(address.name)
            if not own.required:
                raise NoFastPath
            if address.kind != "text":
                return text + block(f"if {name} in options.set:", LEAVE) + f"{local} = {value}\n"
            return text + f"{local} = UNSET if options.set and options.set.get({name}) == {value} else {value}\n"
        text += self._computed(own, local, is_source=True)
        return text + f"{local} = UNSET if {value} == {local} else {value}\n"


def _is_plain(*addresses: Address) -> bool:
    """Whether all values are texts of fields."""
    return all(each.kind == "text" and not each.path for each in addresses)


def _struct(side: Side, ending: str) -> str:
    """The name in the module for a struct of one side."""
    return snake(f"{side.shape.title}{ending}").upper()
