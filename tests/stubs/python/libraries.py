"""Records through the libraries of the types, and which parts of a record each of them keeps."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import Any

import msgspec

from runbridge._runtime.schema import load_schema
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import by_value
from runbridge.stubs.python import python
from tests.stubs.python.modules import running
from tests.stubs.stub_modules import canonical

TYPES = {"workflow-run": "WorkflowRun", "workflow-run-model": "WorkflowRunModel"}
SCHEMAS: Mapping[str, Any] = {form: load_schema(FORMATS[form]) for form in TYPES}


@dataclass(frozen=True)
class Library:
    """A library, and a round trip of the text of a record; its exceptions are passed on."""

    name: str
    #: Reads a record of a format and writes it again.
    there_and_back: Callable[[str, bytes], bytes]
    #: How it rounds fractions of a microsecond.
    rounding: str
    #: Whether it keeps unknown fields.
    keeps_unknown: bool


@contextmanager
def libraries() -> Iterator[dict[str, Library]]:
    """The libraries by name, with types of all formats."""
    module = canonical()
    with ExitStack() as stack:
        structs = stack.enter_context(running(python(module, "python-msgspec")))
        models = stack.enter_context(running(python(module, "python-pydantic")))
        decoders = {form: msgspec.json.Decoder(getattr(structs, name)) for form, name in TYPES.items()}

        def through_structs(form: str, data: bytes) -> bytes:
            return msgspec.json.encode(decoders[form].decode(data))

        def through_models(form: str, data: bytes) -> bytes:
            model = getattr(models, TYPES[form]).model_validate_json(data)
            return str(model.model_dump_json(by_alias=True, exclude_unset=True)).encode()

        yield {
            "msgspec": Library("msgspec", through_structs, ROUND_HALF_EVEN, keeps_unknown=False),
            "pydantic": Library("pydantic", through_models, ROUND_DOWN, keeps_unknown=True),
        }


def kept(value: Any, library: Library, form: str) -> Any:
    """The parts of a parsed record that a library keeps: numbers by value, times to the microsecond."""
    return _kept(value, SCHEMAS[form], SCHEMAS[form], library)


def _kept(value: Any, schema: Any, root: Any, library: Library) -> Any:
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    match value:
        case str() if schema.get("format") == "date-time":
            return _moment(value, library.rounding)
        case list() if "items" in schema:
            return [_kept(each, schema["items"], root, library) for each in value]
        case dict() if "anyOf" in schema:
            return _kept(value, schema["anyOf"][0], root, library)
        case dict() if "properties" in schema:
            named = schema["properties"]
            return {
                name: _kept(child, named.get(name, {}), root, library)
                for name, child in value.items()
                if library.keeps_unknown or name in named
            }
        case dict() if isinstance(schema.get("additionalProperties"), dict):
            return {name: _kept(each, schema["additionalProperties"], root, library) for name, each in value.items()}
        case _:
            return by_value(value)


def _moment(text: str, rounding: str) -> tuple[datetime, int]:
    """A time without its fraction, and the fraction in microseconds."""
    upper = text.upper()
    head, dot, tail = upper.partition(".")
    digits = tail.rstrip("Z").partition("+")[0].partition("-")[0] if dot else "0"
    whole = head + tail[len(digits) :] if dot else head
    fraction = Decimal(f"0.{digits}").scaleb(6).quantize(Decimal(1), rounding=rounding)
    return datetime.fromisoformat(whole), int(fraction)
