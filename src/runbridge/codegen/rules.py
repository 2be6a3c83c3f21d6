"""Emits the lines of each rule, by step: set the target's field, restore from the residue, write to the residue.

Each kind of rule has one function, for both directions; a rule that loses nothing emits only the first step. Values of
the source are `source.<attribute>`, those of the target local variables. In the wire converters an ordinary value costs
no function call.
"""

from collections.abc import Callable, Mapping

from runbridge.codegen.bridge import Bridge
from runbridge.codegen.context import MODEL_TYPES, WIRE_TYPES, Direction, Steps
from runbridge.codegen.python_text import block, header, snake
from runbridge.codegen.shapes import RAW_KINDS, Field
from runbridge.codegen.straight_rules import Rule

Emitter = Callable[[Direction, Rule, tuple[Field, ...], Field, Steps], None]
EMITTERS: dict[str, Emitter] = {}


def _emits(kind: str) -> Callable[[Emitter], Emitter]:
    """Make a function the emitter of a kind of rule."""

    def register(emitter: Emitter) -> Emitter:
        EMITTERS[kind] = emitter
        return emitter

    return register


def emit(direction: Direction, rule: Rule, steps: Steps) -> None:
    """Add the lines of one rule."""
    sources, target = (rule.left, rule.right) if direction.rightward else ((rule.right,), rule.left[0])
    EMITTERS[rule.name](direction, rule, sources, target, steps)


def note_own(direction: Direction, steps: Steps) -> None:
    """Write required fields without counterpart that are missing under the tolerant profile to the residue."""
    missing = [field for field in direction.source.own if field.required and not direction.of_source(field).required]
    notes = [(f"{direction.read(field)} is UNSET:", _note(field)) for field in missing]
    if len(notes) == 1:
        steps.note += [block(f"if options.tolerant and {condition}", line) for condition, line in notes]
    elif notes:
        steps.note.append(
            block("if options.tolerant:", "".join(block(f"if {condition}", line) for condition, line in notes))
        )


def _write(direction: Direction, target: Field, expression: str, steps: Steps, *, annotated: bool = True) -> str:
    local = direction.local(target)
    annotation = f": {_annotation(direction, target)}" if annotated else ""
    steps.write.append(f"{local}{annotation} = {expression}\n")
    steps.values[target.name] = local
    return local


def _annotation(direction: Direction, target: Field) -> str:
    field = direction.of_target(target)
    base = (WIRE_TYPES if direction.is_wire else MODEL_TYPES)[field.kind]
    if base == "Any":
        return base
    null = " | None" if field.nullable and not (direction.is_wire and field.kind in RAW_KINDS) else ""
    return base + ("" if field.required else " | UnsetType") + null


def _restore_missing(direction: Direction, target: Field, condition: str, steps: Steps) -> None:
    """Restore that the target did not have the field, if its profile allows that."""
    if not direction.of_target(target).required:
        steps.restore.append(
            block(f'if "{target.name}" in missing and {condition}:', f"{direction.local(target)} = UNSET\n")
        )


def _restore_missing_or_refuse(direction: Direction, target: Field, condition: str, steps: Steps) -> None:
    """Restore that the target did not have the field; else report it, because an option may have given the value."""
    if not direction.of_target(target).required:
        allowed = _allowed(direction.local(target), "UNSET", condition, target)
        steps.restore.append(block(f'if "{target.name}" in missing:', allowed))


def _note_absent(direction: Direction, source: Field, steps: Steps) -> None:
    if not direction.of_source(source).required:
        steps.note.append(block(f"if {direction.read(source)} is UNSET:", _note(source)))


def _note(source: Field) -> str:
    return f'absent += ("{source.name}",)\n'


def _restore_text(direction: Direction, target: Field, saw: str, condition: str, steps: Steps) -> None:
    steps.restore.append(
        block(
            f'if "{target.name}" in entries:',
            f'was = was_text(entries["{target.name}"], saw={saw})\n'
            + block("if was is not None:", _allowed(direction.local(target), "was", condition, target)),
        )
    )


def _restore_value(direction: Direction, target: Field, saw: str, condition: str, steps: Steps) -> None:
    steps.restore.append(
        block(
            f'if "{target.name}" in entries:',
            f'kept = was_value(entries["{target.name}"], saw={saw})\n'
            + block("if kept is not UNSET:", _allowed(direction.local(target), "kept", condition, target)),
        )
    )


def _allowed(local: str, value: str, condition: str, target: Field) -> str:
    """Restore the old value if the rule turns it into the source's value, else report it."""
    return block(f"if {condition}:", f"{local} = {value}\n") + block("else:", f'refused += ("{target.name}",)\n')


def _restore_null(direction: Direction, target: Field, saw: str, condition: str, steps: Steps) -> None:
    if direction.of_target(target).nullable:
        null = "NULL" if direction.is_wire and target.kind in RAW_KINDS else "None"
        steps.restore.append(
            block(
                f'if "{target.name}" in entries and was_null(entries["{target.name}"], saw={saw}):',
                _allowed(direction.local(target), null, condition, target),
            )
        )


def _via(source: Field, was: str, saw: str) -> str:
    return f'via["{source.name}"] = {{"was": {was}, "saw": {saw}}}\n'


@_emits("same")
def _same(direction: Direction, rule: Rule, sources: tuple[Field, ...], target: Field, steps: Steps) -> None:
    source = direction.of_source(sources[0])
    value = direction.read(source)
    if source.kind == "opaque":
        _write(direction, target, direction.or_null(value), steps)
    elif rule.needs_option:
        _same_or_option(direction, source, target, steps)
        return
    elif not source.required:
        _write(direction, target, f"None if {value} is UNSET else {value}", steps)
    elif direction.of_target(target).required:
        steps.values[target.name] = value
    else:
        _write(direction, target, value, steps)
    _restore_missing(direction, target, direction.is_null(source, value), steps)
    _note_absent(direction, source, steps)


def _same_or_option(direction: Direction, source: Field, target: Field, steps: Steps) -> None:
    """Emit a `same` from a field that may be empty to one that may not: an option gives the value."""
    value = direction.read(source)
    if direction.rightward:
        local = _write(direction, target, value, steps, annotated=False)
        steps.write.append(block(_is_empty(direction, source, local), f'{local} = options.fill("{target.name}")\n'))
        steps.note.append(block(f"if {value} is None:", _via(source, "None", local)))
        _note_absent(direction, source, steps)
    else:
        _write(direction, target, value, steps)
        filled = f'options.filled("{source.name}") == {value}'
        _restore_null(direction, target, value, filled, steps)
        _restore_missing_or_refuse(direction, target, filled, steps)


def _is_empty(direction: Direction, source: Field, value: str) -> str:
    """The first line of an `if` for a field without text."""
    absent = "" if direction.of_source(source).required else f" or {value} is UNSET"
    return f"if {value} is None{absent}:"


@_emits("prefix")
def _prefix(direction: Direction, rule: Rule, sources: tuple[Field, ...], target: Field, steps: Steps) -> None:
    value, prefix = direction.read(sources[0]), direction.literal(rule.parameters["prefix"])
    if direction.rightward:
        local = _write(direction, target, f"{prefix} + {value}", steps)
        _restore_text(direction, target, value, f"was.removeprefix({prefix}) == {value}", steps)
    else:
        local = _write(direction, target, f"{value}.removeprefix({prefix})", steps)
        steps.note.append(block(f"if not {value}.startswith({prefix}):", _via(sources[0], value, local)))


@_emits("first")
def _first(direction: Direction, rule: Rule, sources: tuple[Field, ...], target: Field, steps: Steps) -> None:
    if direction.rightward:
        main, other = sources
        value = direction.read(main)
        local = _write(direction, target, value, steps, annotated=False)
        steps.write.append(block(_is_empty(direction, main, local), f"{local} = {direction.read(other)}\n"))
        steps.write.append(block(_is_empty(direction, other, local), f'{local} = options.fill("{target.name}")\n'))
        steps.note.append(block(f"if {value} is None:", _via(main, "None", local)))
        _note_absent(direction, main, steps)
    else:
        value = direction.read(sources[0])
        other = rule.left[1]
        fallback = steps.values[other.name] if other.name in steps.values else direction.restored_value(other)
        _write(direction, target, value, steps)
        sent = f'first({fallback}, options.filled("{sources[0].name}")) == {value}'
        _restore_null(direction, target, value, sent, steps)
        _restore_missing_or_refuse(direction, target, sent, steps)


@_emits("table")
def _table(direction: Direction, rule: Rule, sources: tuple[Field, ...], target: Field, steps: Steps) -> None:
    source, value = sources[0], direction.read(sources[0])
    there, back = table_name(rule, rightward=direction.rightward), table_name(rule, rightward=not direction.rightward)
    if direction.rightward:
        local = _write(direction, target, f'{there}.get({value}) or options.mapped("{source.name}", {value})', steps)
        _restore_text(direction, target, value, f"{back}.get(was) == {value}", steps)
        lossy = f"{back}[{local}] != {value}"
    else:
        local = _write(direction, target, f"{there}[{value}]", steps)
        known = f'({back}.get({{0}}) or options.mapping("{target.name}", {{0}}))'
        _restore_text(direction, target, value, f"{known.format('was')} == {value}", steps)
        lossy = f"{known.format(local)} != {value}"
    steps.note.append(block(f"if {lossy}:", _via(source, value, local)))


@_emits("flag")
def _flag(direction: Direction, rule: Rule, sources: tuple[Field, ...], target: Field, steps: Steps) -> None:
    source, value = direction.of_source(sources[0]), direction.read(sources[0])
    yes, no, empty = (rule.parameters[word] for word in ("true", "false", "absent"))
    if direction.rightward:
        words = f'"{yes}" if {value} is True else "{no}"' if empty == no else f'"{no}" if {value} is False else "{yes}"'
        local = _write(direction, target, words, steps)
        if source.nullable:
            steps.note.append(block(f"if {value} is None:", _via(source, "None", local)))
        _note_absent(direction, source, steps)
    else:
        _write(direction, target, f'{value} == "{yes}"', steps)
        shows = f'{value} == "{empty}"'
        _restore_null(direction, target, value, shows, steps)
        _restore_missing(direction, target, shows, steps)


@_emits("conforming")
def _conforming(direction: Direction, rule: Rule, sources: tuple[Field, ...], target: Field, steps: Steps) -> None:
    source, value = direction.of_source(sources[0]), direction.read(sources[0])
    name = snake(rule.left[0].name)
    if direction.rightward:
        local = _write(
            direction, target, direction.or_null(value) if direction.is_wire else f"opaque_{name}({value})", steps
        )
        _restore_value(direction, target, value, f"conforming_{name}(kept, options) == {value}", steps)
        _restore_missing(direction, target, f"{value} is UNSET", steps)
        if source.nullable:
            steps.note.append(block(f"if {direction.is_null(source, value)}:", _via(source, value, local)))
    else:
        if direction.is_wire:
            local = _write(direction, target, value, steps)
            steps.write.append(
                block("if not options.conforming:", f"{local} = conforming_{name}({local}, options)\n")
                + block(f"elif {local} == NULL:", f"{local} = UNSET\n")
            )
        else:
            local = _write(direction, target, f"conforming_{name}({value}, options)", steps)
        _restore_null(direction, target, value, direction.is_null(source, value), steps)
        _note_absent(direction, source, steps)
        kept = f'{{"was": {value}}} if {local} is UNSET else {{"was": {value}, "saw": {local}}}'
        changed = f"{local} is not {value} and " if direction.is_wire else ""
        differs = f"if {changed}opaque_{name}({local}) != or_null({value}):"
        steps.note.append(block(differs, f'via["{source.name}"] = {kept}\n'))


@_emits("shift")
def _shift(direction: Direction, rule: Rule, sources: tuple[Field, ...], target: Field, steps: Steps) -> None:
    source, value = direction.of_source(sources[0]), direction.read(sources[0])
    places = rule.parameters["places"] * (1 if direction.rightward else -1)
    name = direction.local(target).rstrip("_")
    by_rule, comes_back, survives = f"{name}_by_rule", f"{name}_comes_back", f"{name}_survives"
    steps.write.append(f"{by_rule}, {comes_back}, {survives} = scale({value}, {places})\n")
    local = _write(direction, target, by_rule, steps)
    _restore_value(direction, target, value, f"shifts_to(kept, {-places}, {value})", steps)
    _restore_missing(direction, target, direction.is_null(source, value), steps)
    via = _via(source, value, local)
    approximate = block(f"if not {comes_back}:", via) + block(
        f"elif not {survives}:", via + f'fragile += ("{source.name}",)\n'
    )
    note = block(f"if {local} is {by_rule}:", approximate) + block(
        f"elif not comes_back({value}, {local}, {places}):", via
    )
    if source.required:
        steps.note.append(note)
    else:
        steps.note.append(block(f"if {value} is UNSET:", _note(source)) + "el" + note)


def tables_module(bridge: Bridge) -> str:
    """The module with the tables of all table rules; there is at least one."""
    lines = [
        f"{name}: Mapping[str, str] = {{\n"
        + "".join(f'    "{value}": "{word}",\n' for value, word in table.items())
        + "}\n"
        for name, table in tables(bridge).items()
    ]
    head = header(bridge.file) + "\nfrom collections.abc import Mapping\n\n"
    return head + "\n".join(lines)


def tables(bridge: Bridge) -> dict[str, Mapping[str, str]]:
    """Every table of a bridge, by its name in the generated code."""
    return {
        table_name(rule, rightward=rightward): rule.parameters["to_right" if rightward else "to_left"]
        for rule in bridge.rules
        if rule.name == "table"
        for rightward in (True, False)
    }


def table_name(rule: Rule, *, rightward: bool) -> str:
    """The name of a rule's table for one direction."""
    return f"{snake(rule.left[0].name).upper()}_{'RIGHT' if rightward else 'LEFT'}"
