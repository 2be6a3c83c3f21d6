"""A batch has the same bytes and losses as its records one at a time, or is not processed as a batch."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge._runtime.batch_structs import MAX_UNKNOWN_FIELDS
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import Num, Record
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.laws.schema_values import values
from runbridge.options import ConvertOptions
from runbridge.record.batch import ConvertedBatch, NotBatchable, convert_lines, validate_lines
from runbridge.record.convert import make_converter as converter_for
from runbridge.record.converter import Converter
from tests import in_python
from tests.laws.fields import MODEL, RUN, other
from tests.laws.hops import hop
from tests.laws.records import OPTIONS, formats, plain, profiles, records


def make_converter(source: str, target: str, **options: Any) -> Converter:
    converter = converter_for(source, ConvertOptions(target=target, **options))
    assert isinstance(converter, Converter)
    return converter


FORMS = pytest.mark.parametrize("form", [MODEL, RUN])
PROFILES = pytest.mark.parametrize("profile", ["published", "tolerant"])
#: Lines that are no record, or one that is never taken with others.
BROKEN = [b"", b"{", b"{}", b"[]", b"null", b'{"id": 1}', b"{\xff}", b"\xff", b"{}{}", b"{\r}", b'{"id":"\n"}']
#: Those of them that are objects, and miss what a record has.
LACKING = [b"{}", b'{"id": 1}', b"{}{}"]
BRIDGE, PROBE = "workflow-run-model/1", [{"a": None}, {"b": None}]
#: Changes of a plain record after which it is not taken with others.
ODD: list[Record] = [
    {"status": "paused"},
    {"user_id": None},
    {"created_at": "yesterday"},
    {"number": Num("1.0")},
    {"duration": "1"},
    {"duration": Num("1e" + "9" * 5000)},
    {"outputs": [{}]},
    {"workflow_inputs": "\ud800"},
    {"_residue": None},
    {"_residue": {}},
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": PROBE, "id": "run-1", "more": 1}},
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": PROBE, "id": "run-1", "displaced": 1}},
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": PROBE, "id": "other"}},
    {"_residue": {"of": RUN, "bridge": "2", "id": "run-1"}},
    {"_residue": {"of": MODEL, "bridge": BRIDGE, "probe": PROBE, "id": "run-1"}},
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": PROBE, "id": "run-1", "own": {"status": "x"}}},
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": PROBE, "id": "run-1", "own": {"_residue": "x"}}},
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": PROBE, "id": "run-1", "absent": ["status"]}},
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": PROBE, "id": "run-1", "via": {"error": {"was": "x"}}}},
    {
        "_residue": {
            "of": RUN,
            "bridge": BRIDGE,
            "probe": PROBE,
            "id": "run-1",
            "via": {"status": {"was": None, "saw": "success"}},
        }
    },
    {
        "_residue": {
            "of": RUN,
            "bridge": BRIDGE,
            "probe": PROBE,
            "id": "run-1",
            "via": {"status": {"was": "x", "saw": "success"}},
        }
    },
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": {"a": None}, "id": "run-1"}},
    {"_residue": {"of": RUN, "bridge": BRIDGE, "probe": PROBE, "id": "run-1", "own": {"x": None}}},
    {"_residue": {"of": RUN, "bridge": "1", "id": "run-1", "own": {"error": "x"}}},
]


def chunk_of(*lines: bytes) -> bytes:
    """The lines as one chunk."""
    return b"".join(line + b"\n" for line in lines)


def one_by_one(converter: Converter, lines: list[bytes]) -> tuple[ConvertedBatch, Counter[tuple[str, str]]]:
    """What the lines become alone, and what becomes of their fields."""
    done = [converter.convert(line) for line in lines]
    aside = done if converter.residue == "sidecar" else []
    losses = Counter((loss.kind, loss.field) for each in done for loss in each.losses)
    losses.update(("preserved", field) for each in done for field in each.preserved)
    losses.update(("approximated", field) for each in done for field in each.approximated)
    ids = tuple(msgspec.json.encode(each.id) for each in aside)
    residues = tuple(each.residue or b"null" for each in aside)
    return ConvertedBatch(chunk_of(*(each.data for each in done)), len(done), ids, residues), losses


def check(converter: Converter, lines: list[bytes], *, taken: bool = False) -> None:
    """Convert the lines together, and see that this is what they become alone; or that it is refused."""
    losses: Counter[tuple[str, str]] = Counter()
    batch = convert_lines(converter, chunk_of(*lines), losses)
    if batch is None:
        assert not taken
        assert not losses
    else:
        assert (batch, losses) == one_by_one(converter, lines)


def _merged(first: Record, second: Record) -> Record:
    return {**first, **second}


@st.composite
def lines_of(draw: st.DrawFn, form: str, profile: str) -> list[bytes]:
    """Some lines: ordinary ones, messy ones, with unknown fields, with a residue, and now and then a broken one."""
    plain_ones = records(form, profile, unknown=False)
    few = st.dictionaries(st.sampled_from(["queue_position", "batch", "_residue", 'q"', "status_"]), values, max_size=3)
    kinds: list[st.SearchStrategy[Any]] = [
        plain_ones,
        records(form, profile),
        st.builds(_merged, plain_ones, few),
        st.builds(_merged, few, plain_ones),
        records(other(form), profile).map(lambda record: hop(record, other(form), profile=profile)),
        st.builds(_merged, records(other(form), profile, unknown=False), few).map(
            lambda record: hop(record, other(form), profile=profile)
        ),
    ]
    wanted = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=2))
    lines = [write(record) for record in draw(st.lists(st.one_of(wanted), min_size=1, max_size=5))]
    if draw(st.integers(0, 9)) == 0:
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(BROKEN)))
    return lines


@given(form=formats, profile=profiles, residue=st.sampled_from(["embed", "sidecar", "drop"]), data=st.data())
def test_a_batch_has_the_same_output_as_single_records(
    form: str, profile: str, residue: Any, data: st.DataObject
) -> None:
    converter = make_converter(form, other(form), profile=profile, residue=residue, **OPTIONS)
    # Twice: what was learnt from the first lines holds for the second.
    for _ in range(2):
        lines = data.draw(lines_of(form, profile))
        losses: Counter[tuple[str, str]] = Counter()
        batch = convert_lines(converter, chunk_of(*lines), losses)
        if batch is not None:
            assert (batch, losses) == one_by_one(converter, lines)
        else:
            assert not losses


@given(form=formats, profile=profiles, data=st.data())
def test_a_batch_is_valid_only_if_each_record_is(form: str, profile: str, data: st.DataObject) -> None:
    lines = data.draw(lines_of(form, profile))
    done = validate_lines(FORMATS[form], chunk_of(*lines), profile)
    if isinstance(done, NotBatchable):
        assert done.line is None or done.line < len(lines)
    else:
        assert done == len(lines)
        assert all(in_python.validate(line, form, profile=profile) == [] for line in lines)


@FORMS
@PROFILES
def test_plain_records_are_batched_in_both_directions(form: str, profile: str) -> None:
    there = make_converter(form, other(form), profile=profile)
    back = make_converter(other(form), form, profile=profile)
    own = {"machine_id": "m", "status": "queued"} if form == MODEL else {"error": "x", "status": "waiting"}
    nulls: Record = {"queued_at": None} if form == MODEL else {"error": None}
    lines = [write(plain(form)), write({**plain(form), **own}), write({**plain(form), **nulls})]
    check(there, lines, taken=True)
    batch = convert_lines(there, chunk_of(*lines), Counter())
    assert batch is not None
    check(back, batch.data.splitlines(), taken=True)
    again = convert_lines(back, batch.data, Counter())
    assert again is not None
    assert [read(line) for line in again.data.splitlines()] == [read(line) for line in lines]
    assert validate_lines(FORMATS[form], chunk_of(*lines), profile) == len(lines)
    assert validate_lines(FORMATS[other(form)], batch.data, profile) == len(lines)


@FORMS
@pytest.mark.parametrize("residue", ["embed", "sidecar", "drop"])
@pytest.mark.parametrize(
    "fields",
    [
        [{"batch": Num("1.50")}],
        [{"batch": "é"}, {}, {"batch": None}],
        [{"batch": [], "queue position": Num("3")}, {"batch": {"a": None}, "queue position": Num("-0")}],
        [{"": Num("1"), "é": Num("2"), "not-a-name": Num("3"), "class": Num("4"), "unknown_0": Num("5")}],
        [{"b": Num("1")}, {"a": Num("1")}, {"b": Num("1"), "a": Num("1")}],
        [{"a": None, "b": None}, {"b": None, "a": None}, {"b": None, "a": Num("1")}],
    ],
)
def test_unknown_fields_are_batched_in_both_directions(form: str, residue: Any, fields: list[dict[str, Any]]) -> None:
    there = make_converter(form, other(form), residue=residue)
    lines = [write({**plain(form), **more}) for more in fields]
    check(there, lines, taken=True)
    # What was learnt is known then.
    check(there, lines[::-1], taken=True)
    check(there, [write(plain(form))], taken=True)
    embedding = make_converter(form, other(form))
    converted = [embedding.convert(line).data for line in lines]
    back = make_converter(other(form), form, residue=residue)
    check(back, converted, taken=True)
    check(back, converted[::-1], taken=True)


@FORMS
def test_unknown_fields_keep_the_order_of_each_record(form: str) -> None:
    ways = [{"a": Num("1"), "b": Num("2")}, {"b": Num("2"), "a": Num("1")}]
    there, back = make_converter(form, other(form)), make_converter(other(form), form)
    lines = [write({**plain(form), **way}) for way in ways]
    check(there, lines, taken=True)
    converted = [there.convert(line).data for line in lines]
    check(back, converted, taken=True)
    check(back, converted[::-1], taken=True)


@pytest.mark.parametrize(
    "tail",
    [
        b',"a":1,"b":2',
        b',"b":2,"a":1',
        b',"b":2,"\\u0061":1,"c":"a"',
        b',"b":2,"\\u0061":1,"c":{"x":{"a":0}},"d":"\\u00e9"',
        b',"a" :0,"b":2,"a":1',
        b',"b":2,"a":1,"d":"\\u00e9\\u00fc"',
        b',"x\\/y":1,"b":2,"c":"x/y"',
        b',"b":{"a":0},"a":1',
        b',"a":[{"b":"\\"b\\""}],"b":"a"',
    ],
)
def test_order_of_unknown_fields_ignores_whitespace_and_escapes(tail: bytes) -> None:
    lines = [write(plain(MODEL))[:-1] + each + b"}" for each in (b',"a":1,"b":2', tail, b',"b":3', tail)]
    for residue in ("embed", "drop"):
        check(make_converter(MODEL, RUN, residue=residue), lines, taken=True)
    embedding = make_converter(MODEL, RUN)
    converted = [embedding.convert(line).data for line in lines]
    back = make_converter(RUN, MODEL)
    check(back, converted[:1] * 3, taken=True)
    check(back, converted)
    check(make_converter(RUN, MODEL), converted[1:2] * 2, taken=True)


@FORMS
@pytest.mark.parametrize("residue", ["embed", "sidecar", "drop"])
def test_unknown_fields_are_found_anywhere_in_a_line(form: str, residue: Any) -> None:
    one, two = {"a": Num("1")}, {"b": Num("2"), "a": Num("1")}
    records: list[Record] = [{**plain(form), **two}, {**one, **plain(form)}, {**two, **plain(form)}, plain(form)]
    check(make_converter(form, other(form), residue=residue), [write(record) for record in records], taken=True)


@FORMS
def test_records_with_and_without_residue_share_a_batch(form: str) -> None:
    there, back = make_converter(form, other(form)), make_converter(other(form), form)
    converted = there.convert(write({**plain(form), "batch": True})).data
    alone = [write(plain(other(form))), write({**plain(other(form)), "tag": "x"})]
    own = {"machine_id": "m"} if form == MODEL else {"error": "x"}
    check(back, [converted, *alone, there.convert(write({**plain(form), **own})).data], taken=True)


@FORMS
def test_records_beyond_the_limit_of_unknown_names_are_not_batched(form: str) -> None:
    converter = make_converter(form, other(form))
    lines = [write({**plain(form), f"n{number}": None}) for number in range(MAX_UNKNOWN_FIELDS + 1)]
    check(converter, lines[:-1], taken=True)
    assert convert_lines(converter, chunk_of(lines[-1]), Counter()) is None
    check(converter, lines[:-1], taken=True)


@FORMS
@pytest.mark.parametrize("name", ['q"', "back\\slash", "new\nline", "\ud800", "\x7f", "x" * 100])
def test_names_that_no_struct_can_have_are_not_batched(form: str, name: str) -> None:
    converter = make_converter(form, other(form))
    line = write({**plain(form), name: Num("1")})
    assert convert_lines(converter, chunk_of(line), Counter()) is None
    converted = converter.convert(line).data
    check(make_converter(other(form), form), [converted])


@pytest.mark.parametrize("chunk", [b"", b"%s", b"%s\r\n", b"%s %s\n\n", b"%s\n\n%s\n", b"[%s,\n%s]\n", b"%s\n{}\n"])
def test_a_chunk_without_one_record_a_line_is_not_batched(chunk: bytes) -> None:
    text = chunk.replace(b"%s", write(plain(MODEL)))
    losses: Counter[tuple[str, str]] = Counter()
    assert convert_lines(make_converter(MODEL, RUN), text, losses) is None
    assert validate_lines(FORMATS[MODEL], text, "published") == NotBatchable(1 if b"{}" in chunk else None)
    assert not losses


@pytest.mark.parametrize("line", BROKEN)
def test_a_chunk_with_a_broken_line_is_not_batched(line: bytes) -> None:
    chunk = chunk_of(write(plain(MODEL)), line)
    assert convert_lines(make_converter(MODEL, RUN), chunk, Counter()) is None
    assert validate_lines(FORMATS[MODEL], chunk, "published") == NotBatchable(1 if line in LACKING else None)


def test_two_records_on_one_line_and_one_on_two_are_not_batched() -> None:
    record = write(plain(MODEL))
    chunk = record + record + b"\n" + record[:-1] + b"\n}\n"
    assert convert_lines(make_converter(MODEL, RUN), chunk, Counter()) is None
    assert validate_lines(FORMATS[MODEL], chunk, "published") == NotBatchable()


@pytest.mark.parametrize("field", ["workflow_inputs", "unheard_of"])
def test_invalid_utf8_in_raw_values_is_found(field: str) -> None:
    line = write({**plain(MODEL), field: "%s"})
    long = write({**plain(MODEL), "workflow_inputs": "é" * 40_000})
    chunk = chunk_of(long, line.replace(b"%s", b"\xff"))
    assert convert_lines(make_converter(MODEL, RUN), chunk, Counter()) is None
    assert validate_lines(FORMATS[MODEL], chunk, "published") == NotBatchable()
    assert validate_lines(FORMATS[MODEL], chunk.replace(b"\xff", "ß".encode()), "published") == 2


@pytest.mark.parametrize("change", ODD)
def test_a_chunk_with_an_unusual_record_is_not_batched(change: Any) -> None:
    chunk = chunk_of(write(plain(MODEL)), write({**plain(MODEL), **change}))
    assert convert_lines(make_converter(MODEL, RUN), chunk, Counter()) is None


def test_a_chunk_with_an_invalid_own_field_is_not_batched() -> None:
    residue = {"of": MODEL, "bridge": BRIDGE, "probe": PROBE, "id": "run-1", "own": {"queued_at": "yesterday"}}
    chunk = chunk_of(write({**plain(RUN), "_residue": residue}))
    assert convert_lines(make_converter(RUN, MODEL), chunk, Counter()) is None


def test_nothing_is_batched_when_residues_are_not_applied() -> None:
    converter = make_converter(MODEL, RUN, apply_residue=False)
    assert convert_lines(converter, chunk_of(write(plain(MODEL))), Counter()) is None


def test_outputs_that_do_not_conform_are_batched_too() -> None:
    media = {"url": "u", "type": "t", "filename": "f"}
    when = "2026-01-02T03:04:05Z"
    item = {"id": "o", "run_id": "r", "data": {"images": [media]}, "node_meta": None}
    good = [{**item, "created_at": when, "updated_at": when}]
    lines = [write({**plain(RUN), "output": output}) for output in (good, None, {"any": "thing"}, [Num("1")], [])]
    check(make_converter(RUN, MODEL), lines, taken=True)
    check(make_converter(RUN, MODEL), lines[:2], taken=True)


@pytest.mark.parametrize("kind", ["created_at", "outputs", "number"])
def test_values_that_msgspec_cannot_check_are_checked(kind: str) -> None:
    when = "2026-01-02 03:04:05Z"
    item: Record = {"id": "o", "run_id": "r", "data": {}, "node_meta": None, "created_at": when, "updated_at": when}
    wrong: Record = {"created_at": when, "outputs": [item], "number": "1"}
    chunk = chunk_of(write(plain(MODEL)), write({**plain(MODEL), kind: wrong[kind]}))
    assert validate_lines(FORMATS[MODEL], chunk, "published") == NotBatchable(1)


@pytest.mark.parametrize("total", [1, 2, 5, 8])
def test_the_first_record_with_an_invalid_timestamp_is_named(total: int) -> None:
    good, bad = write(plain(MODEL)), write({**plain(MODEL), "created_at": "now"})
    for first in range(total):
        for second in range(first, total):
            lines = [bad if number in (first, second) else good for number in range(total)]
            assert validate_lines(FORMATS[MODEL], chunk_of(*lines), "published") == NotBatchable(first)


@pytest.mark.parametrize(
    ("line", "change"), [(0, {"gpu": 1}), (2, {"number": "at `$[0]`"}), (3, {"outputs": [{"data": {"`$[1]`": [5]}}]})]
)
def test_the_line_that_msgspec_refuses_is_named(line: int, change: Record) -> None:
    # Only a hint, of use as long as it uses these words.
    lines = [write(plain(MODEL))] * 4
    lines[line] = write({**plain(MODEL), **change})
    assert validate_lines(FORMATS[MODEL], chunk_of(*lines), "published") == NotBatchable(line)


def test_no_line_is_named_when_there_are_more_records_than_lines() -> None:
    chunk = chunk_of(write(plain(MODEL)) * 2, b"{}")
    assert validate_lines(FORMATS[MODEL], chunk, "published") == NotBatchable()


def test_unknown_fields_are_valid_at_every_depth() -> None:
    when = "2026-01-02T03:04:05Z"
    item: Record = {"id": "o", "run_id": "r", "data": {}, "node_meta": None, "created_at": when, "updated_at": when}
    record: Record = {**plain(MODEL), "more": {"a": []}, "_residue": Num("5"), "outputs": [{**item, "more": None}]}
    assert validate_lines(FORMATS[MODEL], chunk_of(write(record)), "published") == 1


def test_a_chunk_without_lines_is_not_validated_as_a_batch() -> None:
    assert validate_lines(FORMATS[MODEL], b"", "published") == NotBatchable()
    # Two records on one line.
    assert validate_lines(FORMATS[MODEL], chunk_of(write(plain(MODEL)) * 2), "published") == NotBatchable()
