"""`runbridge codegen` and `runbridge import-schema`: code for formats of users, which it checks, and their schemas."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from runbridge._runtime.registry import Format
from runbridge.cli.command import CHECKS, INPUT, OUTPUT, command, option
from runbridge.cli.console import FOUND, OK, counted, report, say
from runbridge.cli.shared_options import TEXT_OUTPUT, open_text
from runbridge.errors import RecordError, UsageError
from runbridge.extras import load
from runbridge.known_formats import FORMATS, GENERATED
from runbridge.problem_messages import brief, escape

#: How many laws a line names.
_MOST_LAWS = 3
#: How many fields of an example a line shows.
_MOST_CHANGES = 3


@command(
    exit_one="The code is out of date (--check), an example is not converted as it should be, or a law is broken.",
    knows_formats=False,
)
@click.argument("folder", metavar="DIR")
@option("--check", is_flag=True, heading=OUTPUT, help="Compare the code instead of writing it, and print a diff.")
@option(
    "--skeleton",
    metavar="FORMAT",
    heading=OUTPUT,
    help="Print a bridge for FORMAT, with each field for which there is no decision yet under `undecided`.",
)
@TEXT_OUTPUT
@option(
    "--records",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    metavar="N",
    heading=CHECKS,
    help="Check the laws of conversion with N generated records each.",
)
def codegen(folder: str, check: bool, skeleton: str | None, path: str, records: int) -> int:
    """Generate the code for the formats in DIR, and check their conversion.

    DIR has a folder for each format, with schema.json, bridge.json and examples. The code is written to DIR/_generated;
    commit it. Other commands use it with `--format-path DIR`. The examples and generated records are converted both
    ways, which must not change them.
    """
    for library in ("datamodel_code_generator", "hypothesis"):
        load(library, extra="codegen")
    from runbridge.codegen.own_formats import compare, generate, make_skeleton

    place = Path(folder)
    if skeleton is not None:
        with open_text(path) as write:
            write(make_skeleton(place, skeleton))
        return OK
    name = escape(f"{folder}/{GENERATED}")
    if check:
        diff = compare(place)
        if diff:
            sys.stdout.write(diff)
            say(f"{name} is out of date; run `runbridge codegen {escape(folder)}`")
            return FOUND
        report(f"{name} is up to date")
    else:
        report(f"{name}: {counted(len(generate(place)), 'file')} changed")
    # Other formats of users play no part.
    FORMATS.set_path([], is_installed=False)
    found = [each for form in FORMATS.load(place) for each in check_format(place, form, records)]
    sys.stdout.writelines(f"{escape(line)}\n" for each in found for line in each.split("\n"))
    return FOUND if found else OK


def check_format(folder: Path, form: Format, records: int) -> list[str]:
    """What is wrong with a format: with its examples, or a law."""
    files = sorted((folder / form.name.replace("-", "_") / "examples").glob("*.json"))
    found = [f"{file}: {reason}" for file in files for reason in _check_example(file, form)]
    examples = f"{counted(len(files), 'example')}, {counted(len(found), 'problem')}"
    if form.hub is None:
        report(f"{form.name}: {examples}")
        report(
            f"{form.name} has no bridge, so its records are not converted; `runbridge codegen"
            f" {escape(str(folder))} --skeleton {form.name}` prints one to start with"
        )
        return found
    report(f"{form.name}: {examples}")
    if not records:
        report(f"{form.name}: no laws checked")
        return found
    from runbridge.laws.suite import check_laws, subjects

    seen, broken = check_laws(subjects([(form.name, form.hub), (form.hub, form.name)]), records)
    report(f"{form.name}: {_counts(seen)}; {sum(len(each.laws) for each in broken)} broken")
    return found + [f"{form.name}: {_laws(each.laws)}: {each.reason}\n  fix: {each.advice}" for each in broken]


def _counts(seen: Mapping[str, int]) -> str:
    """How many records laws were checked with: the usual number, and the laws with another one."""
    if not seen:
        return "no law holds"
    usual = max(seen.values())
    others = ", ".join(f"{law} with {count:,}" for law, count in seen.items() if count != usual)
    text = f"{counted(len(seen), 'law')} checked with {counted(usual, 'generated record')} each"
    return f"{text} ({others})" if others else text


def _laws(names: Sequence[str]) -> str:
    """The names of laws, of which the first are enough."""
    more = len(names) - _MOST_LAWS
    return f"{', '.join(names[:_MOST_LAWS])}{f' and {more} more' if more > 0 else ''}"


def _check_example(file: Path, form: Format) -> Iterator[str]:
    """What is wrong with an example: a file with a record, and the record of the hub that it has to become."""
    from runbridge.laws.json_tokens import read_tokens, write_tokens

    try:
        example: Any = read_tokens(file.read_bytes())
        record, hub = example["record"], example.get("hub")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{file} is not an example: it has to be an object with a `record`") from None
    profile = example.get("profile", "published")
    given = {name: json.loads(write_tokens(example.get(name, {}))) for name in ("set", "map")}
    data = write_tokens(record)
    try:
        yield from _differences(data, form, profile, given, None if hub is None else write_tokens(hub))
    except RecordError as error:
        yield from (problem.message for problem in error.problems)


def _differences(data: bytes, form: Format, profile: str, given: Mapping[str, Any], hub: bytes | None) -> Iterator[str]:
    """How the conversion of an example differs from what it should be."""
    from runbridge.laws.json_tokens import read_tokens
    from runbridge.record.convert import convert
    from runbridge.record.validate import validate

    problems = validate(data, form.name, profile=profile)
    yield from (problem.message for problem in problems)
    if problems or form.hub is None:
        return
    there = convert(data, form.hub, form.name, profile=profile, **given)
    back = convert(there.data, form.name, form.hub, profile=profile, **given)
    if read_tokens(back.data) != read_tokens(data):
        yield f"comes back with other values: {_changes(read_tokens(data), read_tokens(back.data))}"
    if hub is not None:
        made = convert(data, form.hub, form.name, profile=profile, **given, residue="drop").data
        if read_tokens(made) != read_tokens(hub):
            yield f"becomes another record than its `hub`: {_changes(read_tokens(hub), read_tokens(made))}"


def _changes(wanted: Any, found: Any) -> str:
    """The first fields that differ, with the start of both values."""
    from runbridge.laws.json_tokens import MISSING, is_object, shown
    from runbridge.laws.subject import differing

    if not is_object(wanted):
        return "`hub` is not an object"
    names = differing(wanted, found)
    changes: list[str] = []
    for name in names[:_MOST_CHANGES]:
        one, other = (brief(shown(record.get(name, MISSING))) for record in (wanted, found))
        changes.append(f"`{brief(name)}` is {other} instead of {one}")
    more = len(names) - _MOST_CHANGES
    return f"{'; '.join(changes)}{f'; and {more} more' if more > 0 else ''}"


@command()
@click.argument("source", metavar="SOURCE")
@option(
    "--title",
    metavar="NAME",
    heading=OUTPUT,
    help="The title of the schema: the name of the class. Default: from the pointer or the file.",
)
@option(
    "--descriptions",
    is_flag=True,
    heading=INPUT,
    help="Keep descriptions. Their text may be under a licence that other parts of a schema are not.",
)
@TEXT_OUTPUT
def import_schema(source: str, title: str | None, descriptions: bool, path: str) -> int:
    """Make the schema of a format from a published schema.

    SOURCE is a JSON or YAML file with OpenAPI 3.0 or 3.1, Swagger 2 or a JSON Schema of draft-04 or newer. The JSON
    Pointer of the schema in the file follows after `#`: openapi.json#/components/schemas/Run.

    The output accepts every record that the published schema accepts. Notes on stderr list each place where it accepts
    more, and why.
    """
    from runbridge.schema_import.importer import class_name
    from runbridge.schema_import.importer import import_schema as make_schema

    if title is not None and class_name(title) != title:
        message = f"{title!r} is not a name for a class; {class_name(title)!r} is one"
        raise click.BadParameter(message, param_hint="--title")
    imported = make_schema(source, title=title, descriptions=descriptions)
    with open_text(path, [source.partition("#")[0]]) as write:
        write(json.dumps(imported.schema, indent=2) + "\n")
    for note in imported.notes:
        report(f"note: {note}")
    if not imported.schema["required"]:
        report("no field is required: add `x-detect`, so that records are detected without --format")
    fields, definitions = imported.schema["properties"], imported.schema.get("$defs", ())
    counts = (
        counted(len(fields), "field"),
        counted(len(definitions), "definition"),
        counted(len(imported.notes), "note"),
    )
    report(", ".join(counts))
    return OK
