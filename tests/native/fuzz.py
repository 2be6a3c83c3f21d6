"""Mutants of records: what the native lane takes, the path for single records must do to the same bytes.

`python -m tests.native.fuzz SECONDS SEED` runs it by hand, and prints how many lines the lane took; with sanitizers,
`python -m tests.native.sanitize SECONDS SEED`.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from runbridge._runtime.json_codec import encode_json
from runbridge._runtime.json_slices import on_one_line
from runbridge.errors import RecordError
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import Num
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.options import ConvertOptions
from runbridge.problem_messages import brief
from runbridge.record.batch import ConvertedBatch
from runbridge.record.convert import make_converter
from runbridge.record.converter import Conversion, Converter
from runbridge.record.native_batch import convert_lines, process_natively
from runbridge.record.native_nodes import load_library, validation_plan
from runbridge.record.native_record import convert_record
from tests import in_python
from tests.benchmarks.records import make_records
from tests.laws.fields import FIELDS, MODEL, RUN, other
from tests.laws.records import OPTIONS, plain
from tests.native import rows

_SCHEMAS = Path(__file__).parents[2] / "schemas"
_VALUE = re.compile(rb'(?<=":)(?:"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null|\[\]|\{\})')
_FIELD = re.compile(rb'"[A-Za-z_]+":(?:"(?:[^"\\]|\\.)*"|-?[0-9][0-9.]*|true|false|null|\{\}|\[\]),')
_DIGITS = re.compile(rb'(?<=":)-?[0-9][0-9.eE+-]*')
_LETTER = re.compile(rb"[a-zA-Z_]")
_NAME = re.compile(rb'"[A-Za-z_]+":')
_REST = b'"node_meta":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","node_id":null}]'
_DATA = b'{"k":[true,"x",{"url":"u","type":"t","filename":"f","more":1}]}'
_WORDS = [
    *(b"null", b"true", b"false", b"0", b"-0", b"0.0", b"1e5", b"1E400", b"1.50", b"-12.5", b"0.001", b"5.0", b"1.0"),
    *(
        b"123456789012345678901234567890",
        b"94.25732379246983",
        b"9007199254740993.5",
        b"0.1000",
        b"12.3456789012345678",
    ),
    *(b"100000000000000000.1", b"0.00001234567890123", b"42000", b"4200000000000000", b"180.28549152229672", b"1e-7"),
    *(
        b"2.8679257000e+01",
        b"1E+3",
        b"1e-3",
        b"1e03",
        b"1e-05",
        b"0e0",
        b"-1.5E2",
        b"1e308",
        b"1e-320",
        b"1e999",
        b"1e1000",
    ),
    *(
        b"9007199254740993e3",
        b"9.4257323792469830e1",
        b"0.00001e5",
        b"12345678901234567890.5e-3",
        b"5.00",
        b"-7.0",
        b"-0.0",
    ),
    *(
        b"1.00000000000000000000000000000000000e3",
        b"-94.25732379246983",
        b"1234567890123456789012345",
        b"0.000000012345678912",
    ),
    *(
        b'"\\u0022\\u005c\\u002f\\u0008\\u0001\\u007f"',
        b'"org_\\u0031"',
        b'"\\udc00\\ud83d"',
        b'"w\\u0066l_x\\\\"',
        b'"\\u20AC"',
    ),
    *(b"999999999999999999", b"1234567890123456789", b"135.22987986828883", b"0.30000000000000004", b"1" * 700),
    *(b'"x"', b'""', b"[]", b"{}", b'"\\u00e9"', b'"a\\/b"', b'"\\ud800"', b'"\\ud83d\\ude00"', b'"\\""', b'"\xff"'),
    *(b'"\xe2\x82\xac"', b'"\x7f"', b'"\\b\\f\\n\\r\\t"', b" 1 ", b"\t", b"[1,]", b'{"a":1,"a":2}', b'{"\\u0061":1}'),
    *(b'"\xed\xa0\x80"', b'"\xf4\x8f\xbf\xbf"', b'"\xf4\x90\x80\x80"', b'"\xc0\xaf"', b'"\xe0\x9f\xbf"', b'"\\u0000"'),
    *(b'"2016-12-31T23:59:60Z"', b'"2016-12-31T15:59:60-08:00"', b'"2026-02-30T00:00:00Z"', b'"2024-02-29t00:00:00z"'),
    *(
        b'"2026-03-14 09:26:53Z"',
        b'"2026-03-14T09:26:53"',
        b'"2026-03-14T09:26:53.5+24:00"',
        b'"0000-02-29t00:00:00.1z"',
    ),
    *(b'"2026-03-14T09:26:53+0100"', b'"2026-03-14T09:26:53.123456789-11:59"', b'"1900-02-29T00:00:00Z"'),
    *(b'"success"', b'"paused"', b'"queued"', b'"waiting"', b'"user"', b'"sync"', b'"async"', b'"wfl_a"', b'"wfl_"'),
    *(b'[{"id":"a","run_id":"b","data":{},' + _REST, b'[{"id":"a","run_id":"b","data":' + _DATA + b"," + _REST),
    *(b"01", b"1.", b".5", b"+1", b"tru", b"nul", b"[" * 300 + b"]" * 300, b"[" * 150 + b"]" * 150),
]
_NAMES = [
    *(b'"zz":', b'"_residue":', b'"own":', b'"via":', b'"was":', b'"absent":', b'"null":', b'"status":', b'"id":'),
    *(
        b'"\\u0069d":',
        b'"q":',
        b'"":',
        b'"\xc3\xa9":',
        b'"' + b"n" * 70 + b'":',
        b'"n\\u0075mber":',
        b'"gr\\u00f6\\/":',
    ),
    *(
        b'"\\u0022":',
        b'"\\n":',
        b'"\\ud83d\\ude00":',
        b'"\\ud83d":',
        b'"\x7f":',
        b'"' + b"\xf0\x9f\xa6\x8a" * 80 + b'":',
    ),
    *(b'"' + b"\xc3\xa9" * 60 + b'":', b'"' + b"\xc3\xa9" * 200 + b'":'),
]
_PIECES = [
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"0", b" ", b"e", b".", b"-"),
    *(b"\xff", b"\x80", b"\x00", b"\x1f", b"\t", b"\r"),
]
_SHORT: list[Any] = [
    *(
        None,
        None,
        True,
        False,
        "x",
        "",
        "wfl_x",
        "org_1",
        "user_1",
        "paused",
        "waiting",
        "queued",
        "success",
        "timeout",
    ),
    *(
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05.123+01:00",
        Num("1.50"),
        Num("94.25732379246983"),
        Num("0"),
        Num("7"),
    ),
    *({}, [], {"a": None}, [{"id": "o"}], "caf\u00e9", 'q"', "public-share", "workspace", "workflow", "agent", "sync"),
]


class Settings(NamedTuple):
    """What lines are converted with."""

    form: str
    profile: str = "published"
    residue: str = "embed"
    with_options: bool = False

    def converter(self) -> Converter:
        """The converter, which is the same for equal settings."""
        return _converter(self)


@cache
def _converter(settings: Settings) -> Converter:
    options: dict[str, Any] = OPTIONS if settings.with_options else {}
    made = make_converter(
        settings.form,
        ConvertOptions(
            target=other(settings.form),
            format_name=settings.form,
            profile=settings.profile,
            residue=settings.residue,  # type: ignore[arg-type]  # one of the modes
            **options,
        ),
    )
    assert isinstance(made, Converter)
    return made


SETTINGS = [
    Settings(form, profile, residue, with_options)
    for form in (MODEL, RUN)
    for profile in ("published", "tolerant")
    for residue in ("embed", "drop", "text", "sidecar")
    for with_options in (False, True)
]


@cache
def samples(form: str) -> list[bytes]:
    """Records of a format: invented ones, short ones, and those that others were converted to, with their residues."""
    made = {form: _short_records(form), other(form): _short_records(other(form))}
    made[MODEL] += [
        line[:-1] for kind in ("plain", "everything") for line in islice(make_records(size="2 KB", kind=kind), 100)
    ]
    back = [line for profile in ("published", "tolerant") for line in _hops(made[other(form)], other(form), profile)]
    again = _hops(_hops(made[form], form, "tolerant"), other(form), "tolerant")
    texts = _hops(made[other(form)], other(form), "published", residue="text")
    return [*made[form], *back, *again, *texts]


def _short_records(form: str) -> list[bytes]:
    """Records with few fields besides those that must be there, some of which are not."""
    random, lines = Random(form), list[bytes]()
    for _ in range(400):
        record = plain(form)
        for name in random.sample([*FIELDS[form]], random.randrange(5)):
            if FIELDS[form][name].nullable or FIELDS[form][name].optional or random.random() < 0.1:
                record.pop(name, None)
            if random.random() < 0.5:
                record[name] = random.choice(_SHORT)
        for name in random.sample(["queue", "batch", "x"], random.choice((0, 0, 0, 1, 2, 3))):
            record[name] = random.choice(_SHORT)
        lines.append(write(record))
    return lines


def _hops(lines: list[bytes], form: str, profile: str, residue: str = "embed") -> list[bytes]:
    """Converted records, if they can be converted."""
    converter, converted = Settings(form, profile, residue, with_options=True).converter(), list[bytes]()
    for line in lines:
        with suppress(RecordError):
            converted.append(converter.convert(line).data)
    return converted


def mutant(random: Random, line: bytes, form: str, others: Sequence[bytes] = ()) -> bytes:
    """A line with up to three changes, or with pieces of other ones."""
    changed = bytearray(line)
    for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
        _change(random, changed, others or samples(form))
    return bytes(changed).replace(b"\n", b"")


def _number(random: Random) -> bytes:
    """A number in one of the ways to write it."""
    digits = "".join(random.choice("0123456789") for _ in range(random.choice((1, 2, 5, 15, 16, 17, 18, 30))))
    whole = str(int(digits[: random.randrange(len(digits) + 1)] or "0"))
    fraction = random.choice(("", "." + (digits[len(whole) :] or "0"), ".0"))
    exponent = random.choice(
        ("", "", f"{random.choice('eE')}{random.choice(('', '+', '-', '-0'))}{random.randrange(30)}")
    )
    return f"{random.choice(('', '', '', '-'))}{whole}{fraction}{exponent}".encode()


#: Patterns and what takes the place of what they match.
_REPLACEMENTS: list[tuple[re.Pattern[bytes], Callable[[Random, bytes], bytes]]] = [
    *[(_VALUE, lambda random, _: random.choice(_WORDS))] * 4,
    (_NAME, lambda random, _: random.choice(_NAMES)),
    (_DIGITS, lambda random, _: _number(random)),
    (_LETTER, lambda _, letter: b"\\u%04x" % letter[0]),
    (_LETTER, lambda _, letter: b"\\u%04X" % letter[0]),
]


def _change(random: Random, line: bytearray, others: Sequence[bytes]) -> None:
    kind = random.randrange(13)
    if kind < len(_REPLACEMENTS):
        pattern, replace = _REPLACEMENTS[kind]
        if found := [*pattern.finditer(line)]:
            match = random.choice(found)
            line[match.start() : match.end()] = replace(random, bytes(match.group()))
    elif kind == 8:
        line[(at := random.randrange(len(line) + 1)) : at] = random.choice(_PIECES)
    elif kind == 9:
        at = random.randrange(len(line) + 1)
        del line[at : at + random.choice((1, 1, 2, 8, 40))]
    elif kind < 12:
        if found := [*_FIELD.finditer(line)]:
            match = random.choice(found)
            field = bytes(match.group())
            if random.random() < 0.8:
                del line[match.start() : match.end()]
            if random.random() < 0.4:
                line[1:1] = field
    else:
        at, piece = random.randrange(len(line) + 1), random.choice(others)
        start = random.randrange(len(piece))
        line[at:at] = piece[start : start + random.randrange(1, 30)]


class Difference(AssertionError):
    """The native lane did something else than the path for single records."""


def alone(converter: Converter, line: bytes) -> tuple[ConvertedBatch, Counter[tuple[str, str]]]:
    """What the path for single records makes of a line, and what it counts; raises RecordError."""
    return together(converter, converter.convert(line))


def together(converter: Converter, done: Conversion) -> tuple[ConvertedBatch, Counter[tuple[str, str]]]:
    """The same for a conversion of a line."""
    ids, residues = tuple[bytes, ...](), tuple[bytes, ...]()
    if converter.residue == "sidecar":
        ids, residues = (encode_json(done.id),), (b"null" if done.residue is None else on_one_line(done.residue),)
    counts = Counter((loss.kind, brief(loss.field)) for loss in done.losses)
    if converter.residue != "drop":
        counts.update(("preserved", brief(field)) for field in done.preserved)
        counts.update(("approximated", brief(field)) for field in done.approximated)
    return ConvertedBatch(on_one_line(done.data) + b"\n", 1, ids, residues), counts


def check_conversion(settings: Settings, line: bytes) -> bool:
    """Whether the lane took a line; raises Difference if it should not have, or made something else of it."""
    return check_with(settings.converter(), line, settings)


def check_with(converter: Converter, line: bytes, settings: object) -> bool:
    """The same for a converter."""
    plan = converter.native_plan
    assert plan is not None
    result = process_natively(plan.plan, line + b"\n")
    is_taken = result is not None and not result[2]
    rows.check(load_library(), plan.plan, rows.column_of([line, None, line], before=len(line) % 9))
    # Lines for Python take most of the time: a few are enough to see that they find their place.
    if not is_taken and crc32(line) % 16:
        return False
    losses = Counter[tuple[str, str]]()
    done = convert_lines(converter, line + b"\n", losses)
    if done is None:
        return False
    try:
        conversion = converter.convert(line)
    except RecordError as error:
        raise Difference(f"taken by {settings}, and rejected: {line!r}: {error.problems[:2]}") from None
    single = convert_record(converter, line, lambda _: True)
    if single is not None and single != conversion:
        raise Difference(f"{settings}: {line!r}\n{single}\n{conversion}")
    expected = together(converter, conversion)
    if (done, losses) != expected:
        raise Difference(f"{settings}: {line!r}\n{(done, losses)}\n{expected}")
    return is_taken


def check_validation(form: str, profile: str, line: bytes, *, strict: bool = False) -> bool:
    """Whether the lane finds a line valid; raises Difference if it is not."""
    plan = validation_plan(FORMATS[form], profile, strict=strict)
    assert plan is not None
    result = process_natively(plan, line + b"\n")
    if result is None or result[2]:
        return False
    problems = in_python.validate(line, form, profile=profile, strict=strict)
    if problems:
        raise Difference(f"{form} {profile} {strict}: {line!r}: {problems[:2]}")
    return True


@cache
def examples() -> dict[str, list[bytes]]:
    """The examples of the formats in this repository, as lines."""
    found: dict[str, list[bytes]] = {}
    for path in sorted(_SCHEMAS.glob("*/examples/*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))["record"]
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        found.setdefault(path.parts[-3].replace("_", "-"), []).append(text.encode())
    return found


def run(seed: int) -> Iterator[tuple[bool, bool]]:
    """Whether the lane converted and validated each of endless mutants."""
    random = Random(seed)
    while True:
        settings = random.choice(SETTINGS)
        line = mutant(random, random.choice(samples(settings.form)), settings.form)
        is_converted = check_conversion(settings, line)
        check_validation(settings.form, settings.profile, line, strict=True)
        form, records = random.choice([*examples().items()])
        other_line = mutant(random, random.choice(records), settings.form)
        for strict in (False, True):
            check_validation(form, settings.profile, other_line, strict=strict)
        yield is_converted, check_validation(settings.form, settings.profile, line)


Result = TypeVar("Result")


def for_seconds(seconds: float, results: Iterable[Result]) -> Iterator[Result]:
    """Endless results for some time after the first one, which waits for all samples."""
    end = 0.0
    for result in results:
        yield result
        end = end or time.monotonic() + seconds
        if time.monotonic() > end:
            return


def main(seconds: float, seed: int) -> None:
    """Run for some time and print what was done."""
    lines = converted = valid = 0
    for is_converted, is_valid in for_seconds(seconds, run(seed)):
        lines, converted, valid = lines + 1, converted + is_converted, valid + is_valid
    sys.stdout.write(f"seed {seed}: {lines} mutants, {converted} converted and {valid} valid by the native lane\n")


def use_library(path: str) -> None:
    """Load the native module from another place."""
    spec = spec_from_file_location("runbridge._native", path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[spec.name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)


def run_command(main: Callable[[float, int], object]) -> None:
    """Run the command `SECONDS SEED [LIBRARY]`."""
    for library in sys.argv[3:]:
        use_library(library)
    main(float(sys.argv[1]), int(sys.argv[2]))


if __name__ == "__main__":
    run_command(main)
