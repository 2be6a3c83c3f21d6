"""Emits the lines of each rule, by step: write the target, restore from the residue, note what is left.

Each rule is emitted by one function of its name, for either direction; a rule that loses nothing restores and notes
nothing. Values of the source are `source.<attribute>`, those of the target local names. What is ordinary costs the wire
converters no call.
"""

from collections.abc import Callable

from runbridge.codegen.bridge import Rule
from runbridge.codegen.context import MODEL_TYPES, WIRE_TYPES, Steps, Way
from runbridge.codegen.python_text import block, snake
from runbridge.codegen.shapes import RAW_KINDS, Member
from runbridge.codegen.tables import table_name

Emitter = Callable[[Way, Rule, tuple[Member, ...], Member, Steps], None]
EMITTERS: dict[str, Emitter] = {}


def _emits(kind: str) -> Callable[[Emitter], Emitter]:
    """Make a function the emitter of a kind of rule."""

    def register(emitter: Emitter) -> Emitter:
        EMITTERS[kind] = emitter
        return emitter

    return register


def emit(way: Way, rule: Rule, steps: Steps) -> None:
    """Add the lines of one rule."""
    sources, target = (rule.left, rule.right) if way.rightward else ((rule.right,), rule.left[0])
    EMITTERS[rule.name](way, rule, sources, target, steps)


def note_own(way: Way, steps: Steps) -> None:
    """Note the members without counterpart that the schema requires and a lenient service left out."""
    missing = [member for member in way.source.own if member.required and not way.of_source(member).required]
    notes = [(f"{way.read(member)} is UNSET:", _note(member)) for member in missing]
    if len(notes) == 1:
        steps.note += [block(f"if options.tolerant and {condition}", line) for condition, line in notes]
    elif notes:
        steps.note.append(
            block("if options.tolerant:", "".join(block(f"if {condition}", line) for condition, line in notes))
        )


def _write(way: Way, target: Member, expression: str, steps: Steps, *, annotated: bool = True) -> str:
    local = way.local(target)
    annotation = f": {_annotation(way, target)}" if annotated else ""
    steps.write.append(f"{local}{annotation} = {expression}\n")
    steps.values[target.name] = local
    return local


def _annotation(way: Way, target: Member) -> str:
    member = way.of_target(target)
    base = (WIRE_TYPES if way.is_wire else MODEL_TYPES)[member.kind]
    if base == "Any":
        return base
    null = " | None" if member.nullable and not (way.is_wire and member.kind in RAW_KINDS) else ""
    return base + ("" if member.required else " | UnsetType") + null


def _lacked(way: Way, target: Member, condition: str, steps: Steps) -> None:
    """Restore that the target lacked a member, where its profile allows that."""
    if not way.of_target(target).required:
        steps.restore.append(block(f'if "{target.name}" in lacked and {condition}:', f"{way.local(target)} = UNSET\n"))


def _note_absent(way: Way, source: Member, steps: Steps) -> None:
    if not way.of_source(source).required:
        steps.note.append(block(f"if {way.read(source)} is UNSET:", _note(source)))


def _note(source: Member) -> str:
    return f'absent += ("{source.name}",)\n'


def _restore_text(way: Way, target: Member, saw: str, condition: str, steps: Steps) -> None:
    steps.restore.append(
        block(
            f'if "{target.name}" in entries:',
            f'was = was_text(entries["{target.name}"], saw={saw})\n'
            + block("if was is not None:", _allowed(way.local(target), "was", condition, target)),
        )
    )


def _restore_value(way: Way, target: Member, saw: str, condition: str, steps: Steps) -> None:
    steps.restore.append(
        block(
            f'if "{target.name}" in entries:',
            f'kept = was_value(entries["{target.name}"], saw={saw})\n'
            + block("if kept is not UNSET:", _allowed(way.local(target), "kept", condition, target)),
        )
    )


def _allowed(local: str, value: str, condition: str, target: Member) -> str:
    """The old value again where the rule sends it to what the source shows, else a line in the report."""
    return block(f"if {condition}:", f"{local} = {value}\n") + block("else:", f'refused += ("{target.name}",)\n')


def _restore_null(way: Way, target: Member, saw: str, condition: str, steps: Steps) -> None:
    if way.of_target(target).nullable:
        null = "NULL" if way.is_wire and target.kind in RAW_KINDS else "None"
        steps.restore.append(
            block(
                f'if "{target.name}" in entries and was_null(entries["{target.name}"], saw={saw}):',
                _allowed(way.local(target), null, condition, target),
            )
        )


def _via(source: Member, was: str, saw: str) -> str:
    return f'via["{source.name}"] = {{"was": {was}, "saw": {saw}}}\n'


@_emits("same")
def _same(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source = way.of_source(sources[0])
    value = way.read(source)
    if source.kind == "opaque":
        _write(way, target, way.or_null(value), steps)
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
        steps.write.append(block(_is_empty(way, source, local), f'{local} = options.fill("{target.name}")\n'))
        steps.note.append(block(f"if {value} is None:", _via(source, "None", local)))
        _note_absent(way, source, steps)
    else:
        _write(way, target, value, steps)
        filled = f'options.filled("{source.name}") == {value}'
        _restore_null(way, target, value, filled, steps)
        _lacked(way, target, filled, steps)


def _is_empty(way: Way, source: Member, value: str) -> str:
    """The head of an `if` for a member that holds no text."""
    absent = "" if way.of_source(source).required else f" or {value} is UNSET"
    return f"if {value} is None{absent}:"


@_emits("prefix")
def _prefix(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    value, prefix = way.read(sources[0]), way.literal(rule.parameters["prefix"])
    if way.rightward:
        local = _write(way, target, f"{prefix} + {value}", steps)
        _restore_text(way, target, value, f"was.removeprefix({prefix}) == {value}", steps)
    else:
        local = _write(way, target, f"{value}.removeprefix({prefix})", steps)
        steps.note.append(block(f"if not {value}.startswith({prefix}):", _via(sources[0], value, local)))


@_emits("first")
def _first(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    if way.rightward:
        main, other = sources
        value = way.read(main)
        local = _write(way, target, value, steps, annotated=False)
        steps.write.append(block(_is_empty(way, main, local), f"{local} = {way.read(other)}\n"))
        steps.write.append(block(_is_empty(way, other, local), f'{local} = options.fill("{target.name}")\n'))
        steps.note.append(block(f"if {value} is None:", _via(main, "None", local)))
        _note_absent(way, main, steps)
    else:
        value = way.read(sources[0])
        other = rule.left[1]
        fallback = steps.values[other.name] if other.name in steps.values else way.own_in(other)
        _write(way, target, value, steps)
        sent = f'first({fallback}, options.filled("{sources[0].name}")) == {value}'
        _restore_null(way, target, value, sent, steps)
        _lacked(way, target, sent, steps)


@_emits("table")
def _table(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source, value = sources[0], way.read(sources[0])
    there, back = table_name(rule, rightward=way.rightward), table_name(rule, rightward=not way.rightward)
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


@_emits("flag")
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


@_emits("conforming")
def _conforming(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source, value = way.of_source(sources[0]), way.read(sources[0])
    name = snake(rule.left[0].name)
    if way.rightward:
        local = _write(way, target, way.or_null(value) if way.is_wire else f"opaque_{name}({value})", steps)
        _restore_value(way, target, value, f"conforming_{name}(kept, options) == {value}", steps)
        _lacked(way, target, f"{value} is UNSET", steps)
        if source.nullable:
            steps.note.append(block(f"if {way.is_null(source, value)}:", _via(source, value, local)))
    else:
        if way.is_wire:
            local = _write(way, target, value, steps)
            steps.write.append(
                block("if not options.conforming:", f"{local} = conforming_{name}({local}, options)\n")
                + block(f"elif {local} == NULL:", f"{local} = UNSET\n")
            )
        else:
            local = _write(way, target, f"conforming_{name}({value}, options)", steps)
        _restore_null(way, target, value, way.is_null(source, value), steps)
        _note_absent(way, source, steps)
        kept = f'{{"was": {value}}} if {local} is UNSET else {{"was": {value}, "saw": {local}}}'
        changed = f"{local} is not {value} and " if way.is_wire else ""
        differs = f"if {changed}opaque_{name}({local}) != or_null({value}):"
        steps.note.append(block(differs, f'via["{source.name}"] = {kept}\n'))


@_emits("shift")
def _shift(way: Way, rule: Rule, sources: tuple[Member, ...], target: Member, steps: Steps) -> None:
    source, value = way.of_source(sources[0]), way.read(sources[0])
    places = rule.parameters["places"] * (1 if way.rightward else -1)
    name = way.local(target).rstrip("_")
    by_rule, comes_back, survives = f"{name}_by_rule", f"{name}_comes_back", f"{name}_survives"
    steps.write.append(f"{by_rule}, {comes_back}, {survives} = scale({value}, {places})\n")
    local = _write(way, target, by_rule, steps)
    _restore_value(way, target, value, f"shifts_to(kept, {-places}, {value})", steps)
    _lacked(way, target, way.is_null(source, value), steps)
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
