"""`runbridge stubs`: a target in, types of the shapes out."""

import sys
from pathlib import Path

import click

from runbridge.cli.choices import Choice
from runbridge.cli.console import FOUND, OK, say
from runbridge.cli.options import FORMAT, PROFILE
from runbridge.file_set import difference, read
from runbridge.outputs.atomic import STDOUT, is_stdout, open_outputs
from runbridge.problems import escape
from runbridge.stubs.generate import TARGETS, Request, generate_stubs
from runbridge.stubs.ir.types import Payload


@click.command()
@click.argument("target", type=Choice(TARGETS), metavar="TARGET")
@click.option("--format", "form", type=FORMAT, help="Types of this format only; of all when absent.")
@PROFILE
@click.option("--input-schema", "input_", metavar="FILE", help="A JSON Schema of what the workflow takes.")
@click.option("--output-schema", "output", metavar="FILE", help="A JSON Schema of what the workflow gives.")
@click.option("--index-signature", is_flag=True, help="TypeScript: name the members that the schema does not name too.")
@click.option(
    "--exact-optional", is_flag=True, help="TypeScript: never undefined, as exactOptionalPropertyTypes has it."
)
@click.option("-o", "out", default=STDOUT, metavar="OUT", help="Where the types go; `.d.ts` has no code in it.")
@click.option("--check", is_flag=True, help="Compare OUT with what would be written; exit with 1 and a diff.")
def stubs(
    target: str,
    form: str | None,
    profile: str,
    input_: str | None,
    output: str | None,
    index_signature: bool,
    exact_optional: bool,
    out: str,
    check: bool,
) -> int:
    """Write types of the shapes for TARGET, in step with the schemas.

    TARGET is python-msgspec, python-pydantic, python-dataclass, python-typeddict, typescript or zod. What is written is
    the same on every machine and carries the digest of each schema that it was made of.
    """
    if check and is_stdout(out):
        raise click.BadParameter("it compares a file; give one with -o", param_hint="--check")
    given: dict[Payload, str | None] = {"input": input_, "output": output}
    request = Request(
        target=target,
        form=form,
        profile=profile,
        payloads={payload: path for payload, path in given.items() if path is not None},
        index_signature=index_signature,
        exact_optional=exact_optional,
        out=None if is_stdout(out) else out,
    )
    result = generate_stubs(request)
    for note in result.notes:
        say(f"note: {escape(note)}")
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
    say(f"{escape(out)} is not what the schemas say; without --check this command writes it")
    return FOUND
