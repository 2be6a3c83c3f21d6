"""`runbridge import-schema`: make the schema of a format from a published schema."""

import json

import click

from runbridge.cli.command import INPUT, OUTPUT, command, option
from runbridge.cli.console import OK, counted, report
from runbridge.cli.report_output import TEXT_OUTPUT, open_text


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
    fields, definitions = imported.schema["properties"], imported.schema.get("$defs", ())
    counts = (
        counted(len(fields), "field"),
        counted(len(definitions), "definition"),
        counted(len(imported.notes), "note"),
    )
    report(", ".join(counts))
    return OK
