"""Emits the steps of a fast path: straight-line code for each rule of a plan in one direction."""

import builtins
import keyword
import re
from collections.abc import Mapping

from msgspec import UNSET

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Address, Value
from runbridge._runtime.fast_path import is_nothing, outcome_of
from runbridge._runtime.nested_values import ItemPlace
from runbridge._runtime.rule_steps import Steps
from runbridge._runtime.value_rules import Conforming, First, Same, Table, is_empty
from runbridge.codegen.emit_plan import Name, equals, text_of, wire_text_of
from runbridge.codegen.python_text import block, chain, snake, unpacked

_CLASSES: Mapping[str, str] = {"text": "str", "word": "str", "raw": "Raw", "boolean": "bool"}
#: Local variables of every function.
_USED_NAMES = frozenset(
    (
        *("absent", "differing", "entries", "found", "given", "notes", "options"),
        *("own", "record", "residue", "source", "start", "via"),
    )
)
#: The local variable with the names of missing fields, as the residue has it.
MISSING = "absent"
#: Leaves a record to the plan.
LEAVE = "return None\n"
#: Takes over notes for the residue.
_NOTED = "via.update(notes.via)\nabsent += notes.absent\ndiffering |= notes.differing\n"


class NoFastPath(Exception):
    """A direction has something that there is no straight-line code for."""


class Code:
    """The code of one direction as far as it is emitted.

    `plan` is the direction in the emitted module, `made` has the expressions for the attributes of the target, `opened`
    the local variables for the values inside of fields, each with its reader and the expression for the field.
    `constants` are values of the module, by name.
    """

    def __init__(self, direction: Steps, plan: str) -> None:
        self.direction = direction
        self.plan = plan
        self.made: dict[str, str] = {}
        self.opened: dict[str, tuple[str, str]] = {}
        self.constants: dict[str, str] = {}

    def local(self, address: Address) -> str:
        """The local variable for a field of the target."""
        name = address.attribute
        return f"{name}_" if hasattr(builtins, name) or keyword.iskeyword(name) or name in _USED_NAMES else name

    def constant(self, address: Address, value: str) -> str:
        """The name of a constant of the module that the rule for an address of the target needs."""
        words = re.sub(r"\W+", "_", address.name).strip("_") if address.path else address.attribute
        name = f"{self.plan.removeprefix('plan.')}_{snake(words)}".upper()
        self.constants[name] = value
        return name

    def read(self, address: Address) -> str:
        """The expression for a value of the source, or inside of a field that the residue has for the target."""
        direction, attribute = self.direction, address.attribute
        if not address.path:
            return f"source.{attribute}"
        # Only the format on the left has paths.
        is_source = direction.steps[0].rightward
        readers = direction.source_readers if is_source else direction.target_readers
        if attribute not in readers:
            raise NoFastPath
        local = f"in_{attribute}"
        reader = f'{self.plan}.{"source" if is_source else "target"}_readers["{attribute}"]'
        self.opened[local] = (reader, f"source.{attribute}" if is_source else self.made[attribute])
        match readers[attribute].places[address.name]:
            case [str(name)]:
                return f"{local}.{name}"
            case [str(items), ItemPlace(key, word), str(name)]:
                return f'item_value({local}.{items}, "{key}", {text_of(word)}, "{name}")'
            case [ItemPlace(key, word), str(name)]:
                return f'item_value({local}, "{key}", {text_of(word)}, "{name}")'
            case _:
                return f"{reader}.find({text_of(address.name)}, {local})"

    def left_to_option(self, address: Address) -> str:
        """Leave a record with a value of an option, which the schema has to accept."""
        name = text_of(address.name)
        return block(f"if options.set and options.set.get({name}) == {self.local(address)}:", LEAVE)


def emit_step(code: Code, index: int) -> str:
    """The statements for the step with an index; raises NoFastPath."""
    return _StepEmitter(code, index).emit()


class _StepEmitter:
    """Emits the statements for one step."""

    def __init__(self, code: Code, index: int) -> None:
        self._code = code
        self._step = code.direction.steps[index]
        self._index = index
        #: The step in the emitted module.
        self._text = f"{code.plan}.steps[{index}]"

    def emit(self) -> str:
        """The statements; raises NoFastPath."""
        step = self._step
        if any(each.path for each in step.targets):
            return self._held()
        names = [self._code.local(each) for each in step.targets]
        for each, name in zip(step.targets, names, strict=True):
            self._code.made[each.attribute] = name
        match step.rule:
            case Table():
                text = self._looked_up()
            case First() if step.rightward:
                text = self._first()
            case _:
                text = self._converted()
        entries = text_of(tuple(each.name for each in step.targets))
        restored = LEAVE
        if step.seen == step.targets and not any(each.path for each in step.sources):
            given = text_of(tuple(Name(self._code.read(each)) for each in step.sources))
            restored = f"found = restored({self._code.plan}, {self._index}, {given}, residue, options)\n"
            restored += block("if found is None:", LEAVE) + f"{unpacked(names)} = found\n"
        text = block(f"if entries and not entries.isdisjoint({entries}):", restored) + block("else:", text)
        # The schema has to accept what an option gives.
        return text + "".join(self._code.left_to_option(each) for each in step.targets if each.settable)

    def _converted(self) -> str:
        """One value that becomes another one."""
        step = self._step
        source, target = step.sources[0], step.targets[0]
        made = self._code.local(target)
        words: list[Value] = [True, False] if source.kind == "boolean" else []
        if isinstance(step.rule, Same) and step.rule.empty is not None:
            words.append(step.rule.empty)
        branches = [(equals("found", word), self._special(word)) for word in words]
        if step.exact is not None:
            text = f"{made} = found\n"
            if not (isinstance(step.rule, Same | First) or (isinstance(step.rule, Conforming) and step.rightward)):
                make = self._code.constant(target, f"make_of({self._text})")
                inexact = f"found = inexact({self._text}, found)\n" + block("if found is None:", LEAVE)
                inexact += f"{made}, notes = found\n{_NOTED}"
                text = f"{made} = {make}(found, options)\n" + block(f"if {made} is UNSET:", inexact)
            branches.append((_is_of("found", source), text))
        branches.append(("found is UNSET", self._special(UNSET)))
        branches.append((equals("found", NULL if source.kind == "raw" else None), self._special(None)))
        return f"found = {self._code.read(source)}\n" + chain([*branches, ("", LEAVE)])

    def _special(self, value: Value) -> str:
        """The statements for null, a missing value, or another one whose outcome is known."""
        step = self._step
        # Going left, others may supply what `first` looks for.
        is_known = step.rightward or not isinstance(step.rule, First)
        outcome = outcome_of(step, (value, *(UNSET for _ in step.sources[1:]))) if is_known else None
        if outcome is None:
            return self._by_option(value)
        target = step.targets[0]
        made, notes = outcome
        text = f"{self._code.local(target)} = {wire_text_of(target.to_wire(made[0]))}\n"
        if notes is not None:
            text += "".join(f'via["{name}"] = {text_of(entry)}\n' for name, entry in notes.via.items())
            text += f"absent += {text_of(notes.absent)}\n" if notes.absent else ""
            text += "".join(f'differing.add("{each}")\n' for each in notes.differing)
        return text

    def _by_option(self, value: Value) -> str:
        """The statements for null or a missing value where an option has to give the text of the target."""
        step = self._step
        source, target = step.sources[0], step.targets[0]
        is_text = step.rule in (Same(), First()) and step.rightward and target.kind == "text"
        if not is_text or target.settable or not is_empty(value):
            return LEAVE
        made = self._code.local(target)
        text = f"{made} = option_text({text_of(target.name)}, options)\n" + block(f"if {made} is None:", LEAVE)
        text += f'differing.add("{source.attribute}")\n'
        if source.path:
            return text
        is_missing = value is UNSET
        name = text_of(source.name)
        return text + (f"absent += ({name},)\n" if is_missing else f'via[{name}] = {{"was": None, "saw": {made}}}\n')

    def _looked_up(self) -> str:
        """Values that a table has a row for."""
        step = self._step
        rows = self._code.constant(step.targets[0], f"KnownRows({self._text})")
        reads = ", ".join(map(self._key, step.sources))
        text = f"found = ({rows}.mapped(options) if options.map else {rows})[{reads}]\n" + block(
            "if found is None:", LEAVE
        )
        text += f"{', '.join(self._code.local(each) for each in step.targets)}, notes = found\n"
        return text + block("if notes is not None:", _NOTED)

    def _key(self, address: Address) -> str:
        """The expression for a word as a key of a mapping."""
        read = self._code.read(address)
        # An integer may stand for a word, so that it is raw; no mapping takes that.
        return f"bytes({read}) if {read}.__class__ is Raw else {read}" if address.kind == "word" else read

    def _first(self) -> str:
        """The first of some texts."""
        step = self._step
        first, made = step.sources[0], self._code.local(step.targets[0])
        is_missing = f"if {made}.__class__ is not str:"
        others = "".join(block(is_missing, f"{made} = {self._code.read(each)}\n") for each in step.sources[1:])
        nothing = [("found is UNSET", self._special(UNSET)), ("", self._special(None))]
        noted = f'differing.add("{first.attribute}")\n'
        if not first.path:
            via = f'via["{first.name}"] = {{"was": None, "saw": {made}}}\n'
            noted += chain([("found is UNSET", f'absent += ("{first.name}",)\n'), ("", via)])
        others += block(is_missing, chain(nothing)) + block("else:", noted)
        return f"{made} = found = {self._code.read(first)}\n" + block("if found.__class__ is not str:", others)

    def _held(self) -> str:
        """A value inside of a field: the residue has one that the rule turns into that of the source, or no field."""
        step = self._step
        source, target = step.sources[0], step.targets[0]
        if step.holding is None or not all(each.path for each in step.seen):
            raise NoFastPath
        first, *others = (f"found = {self._code.read(each)}\n" for each in step.seen)
        text = f"given = source.{source.attribute}\n{first}"
        text += "".join(block(f"if found.__class__ is not {_CLASSES[target.kind]}:", each) for each in others)
        match step.rule:
            case Table():
                words = self._code.constant(target, f"KnownWords({self._text})")
                returned = f"({words}.mapped(options) if options.map else {words})[found]"
            case Same() | First() | Conforming():
                returned = "found"
            case _:
                returned = f"{self._code.constant(target, f'make_of({self._text})')}(found, options)"
        nothing: list[Value] = [UNSET, None, *([NULL] if target.kind == "raw" else [])]
        if isinstance(step.rule, Same) and step.rule.empty is not None:
            nothing.append(step.rule.empty)
        empty = [equals("found", each) for each in nothing if is_nothing(step, each)]
        is_null = equals("given", NULL if source.kind == "raw" else None)
        branches = [(is_null, block(f"if not ({' or '.join(empty)}):", LEAVE))] if empty else []
        field = self._code.made[target.attribute]
        build = f"{field} = written({self._text}, {field}, given, options)\n"
        build += block(f"if {field} is None:", LEAVE)
        branches.append((f"not ({_is_of('given', source)})", LEAVE))
        branches.append((f'start["{target.attribute}"] is UNSET', build))
        branches.append((f"not ({_is_of('found', target)} and {returned} == given)", LEAVE))
        return text + chain(branches)


def _is_of(name: str, address: Address) -> str:
    """The condition that a variable has a value of the kind of an address."""
    condition = f"{name}.__class__ is {_CLASSES[address.kind]}"
    return f"{condition} and {name} != NULL" if address.kind == "raw" else condition
