"""`runbridge stubs`: types of the formats, or of any JSON Schema, for a target."""

import sys
from pathlib import Path

import click

from runbridge.cli.command import INPUT, OUTPUT, TYPES, Choice, command, option
from runbridge.cli.console import FOUND, OK, report, say
from runbridge.cli.shared_options import FORMAT, PROFILE, SCHEMA, make_output
from runbridge.file_set import difference, read
from runbridge.outputs.atomic import STDOUT, is_stdout, open_outputs
from runbridge.problem_messages import escape
from runbridge.stubs.generate import TARGETS, Request, generate_stubs
from runbridge.stubs.ir.types import Payload


@command(exit_one="With --check: the file differs from the output.")
@click.argument("target", type=Choice(TARGETS), metavar="TARGET")
@option("--format", "form", type=FORMAT, heading=INPUT, help="Only the types of this format; all by default.")
@SCHEMA
@PROFILE
@option("--input-schema", "input_", metavar="FILE", heading=INPUT, help="A JSON Schema for the input of workflows.")
@option("--output-schema", "output", metavar="FILE", heading=INPUT, help="A JSON Schema for the output of workflows.")
@option(
    "--index-signature",
    is_flag=True,
    heading=TYPES,
    help="TypeScript: allow access to unknown fields.",
)
@option(
    "--exact-optional",
    is_flag=True,
    heading=TYPES,
    help="TypeScript: optional fields without undefined, for exactOptionalPropertyTypes.",
)
@make_output("Write to FILE instead of standard output. A `.d.ts` file has types only.", "out", default=STDOUT)
@option(
    "--check",
    is_flag=True,
    heading=OUTPUT,
    help="Compare FILE with the output, and print a diff if they differ.",
)
def stubs(
    target: str,
    form: str | None,
    schema: str | None,
    profile: str,
    input_: str | None,
    output: str | None,
    index_signature: bool,
    exact_optional: bool,
    out: str,
    check: bool,
) -> int:
    """Write types for TARGET that match the schemas.

    TARGET is python-msgspec, python-pydantic, python-dataclass, python-typeddict, typescript or zod. The output is the
    same on every machine and names the digest of each schema. Notes on stderr list the constraints that the types
    cannot express.
    """
    if check and is_stdout(out):
        raise click.BadParameter("--check compares a file; give one with -o", param_hint="--check")
    given: dict[Payload, str | None] = {"input": input_, "output": output}
    request = Request(
        target=target,
        form=form,
        schema=schema,
        profile=profile,
        payloads={payload: path for payload, path in given.items() if path is not None},
        index_signature=index_signature,
        exact_optional=exact_optional,
        out=None if is_stdout(out) else out,
    )
    result = generate_stubs(request)
    for note in result.notes:
        report(f"note: {escape(note)}")
    if check:
        return _check(out, result.text)
    with open_outputs(out) as (stream,):
        stream.write(result.text.encode())
    return OK


def _check(out: str, text: str) -> int:
    diff = [*difference(escape(out), read(Path(out)), text.encode(), " (as the schemas are now)")]
    if not diff:
        return OK
    sys.stdout.writelines(diff)
    say(f"{escape(out)} is out of date; run the command without --check to write it")
    return FOUND
