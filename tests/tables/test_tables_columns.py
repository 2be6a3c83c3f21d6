"""Columns of schemas that have all that a schema may have, and arrays that others made."""

import json
from collections import Counter
from typing import Any

import pytest
from msgspec import Raw

from runbridge._pyarrow import pa
from runbridge.known_formats import FORMATS
from runbridge.tables.column import InvalidValue, OutOfRange
from runbridge.tables.struct_columns import RecordColumn
from runbridge.tables.table_schema import Layout, Table, make_columns
from tests.pipeline.sample_records import MODEL, compact, model

POINT = {"type": ["object", "null"], "properties": {"x": {"type": "integer"}}, "required": ["x"]}
DOCUMENT: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "point": POINT,
        "words": {"type": ["array", "null"], "items": {"type": ["string", "null"]}},
        "marks": {"type": ["object", "null"], "additionalProperties": {"type": ["number", "null"]}},
        "mixed": {
            "type": "array",
            "items": {
                "anyOf": [{"$ref": "#/$defs/Thing"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"}],
            },
        },
    },
    "$defs": {
        "Thing": {
            "type": "object",
            "properties": {
                "at": {"type": ["string", "null"], "format": "date-time"},
                "raw": {},
                "n": {"type": "integer"},
            },
        }
    },
}
VALUES: list[dict[str, Any]] = [
    {"id": "a"},
    {"id": "b", "point": None, "words": None, "marks": None, "mixed": []},
    {"id": "c", "point": {"x": 1, "y": [2]}, "words": ["é", None], "marks": {"m": 1.5, "n": None}},
    {"id": "d", "words": [], "marks": {}, "mixed": [None, True, 2.5, {}, {"at": None, "raw": None, "n": 7, "z": 0}]},
    {"id": "e", "mixed": [{"at": "2026-01-02T03:04:05Z", "raw": {"k": [1]}}, False, 3]},
]


def columns(*, presence: bool = True) -> RecordColumn:
    return make_columns(DOCUMENT, Layout(presence=presence))


def array_of(column: RecordColumn, *values: Any) -> Any:
    return column.read([Raw(compact(value)) for value in values], Counter())


@pytest.mark.parametrize("null", [False, True])
def test_null_and_missing_fields_come_back_with_presence(null: bool) -> None:
    values = [None, *VALUES, None] if null else VALUES
    array = array_of(columns(), *values)
    assert array.type == columns().type
    assert (array.null_count, len(array)) == (2 if null else 0, len(values))
    array.validate(full=True)
    assert [json.loads(line) for line in columns().write(array)] == values


def test_a_slice_and_single_rows_are_written_alike() -> None:
    array = array_of(columns(), *VALUES)
    lines = columns().write(array)
    assert columns().write(array.slice(2, 2)) == lines[2:4]
    assert [columns().write(array.slice(row, 1))[0] for row in range(len(array))] == lines
    assert columns().write(array.slice(len(array))) == []


def test_without_presence_null_is_missing_if_not_nullable() -> None:
    lines = columns(presence=False).write(array_of(columns(presence=False), *VALUES))
    nulls = {"point": None, "words": None, "marks": None}
    thing = {"at": None, "raw": None}
    assert [json.loads(line) for line in lines] == [
        {"id": "a", **nulls},
        {"id": "b", **nulls, "mixed": []},
        VALUES[2],
        {
            "id": "d",
            "point": None,
            "words": [],
            "marks": {},
            "mixed": [None, True, 2.5, thing, {**thing, "n": 7, "z": 0}],
        },
        {"id": "e", **nulls, "mixed": [VALUES[4]["mixed"][0], False, 3]},
    ]


def test_columns_have_the_values_of_fields() -> None:
    rows = array_of(columns(), VALUES[3], VALUES[2]).to_pylist()
    nothing = {"at": None, "raw": None, "n": None, "_unknown": None, "_number": None, "_boolean": None}
    assert rows == [
        {
            "id": "d",
            "point": None,
            "words": [],
            "marks": [],
            "mixed": [
                None,
                {**nothing, "_absent": None, "_boolean": True},
                {**nothing, "_absent": None, "_number": 2.5},
                {**nothing, "_absent": ["at", "raw", "n"]},
                {**nothing, "_absent": [], "n": 7, "_unknown": '{"z":0}'},
            ],
            "_absent": ["point"],
            "_unknown": None,
        },
        {
            "id": "c",
            "point": {"x": 1, "_absent": [], "_unknown": '{"y":[2]}'},
            "words": ["é", None],
            "marks": [("m", 1.5), ("n", None)],
            "mixed": None,
            "_absent": ["mixed"],
            "_unknown": None,
        },
    ]


def test_unknown_fields_are_verbatim_in_the_order_of_names() -> None:
    text = rb'{"z":1.50,"id":"a","\ud800":[1, 2],"b":"\u0041"}'
    array = columns().read([Raw(text)], Counter())
    assert array.to_pylist()[0]["_unknown"] == r'{"b":"\u0041","z":1.50,"\ud800":[1, 2]}'
    assert columns().write(array) == [rb'{"id":"a","b":"\u0041","z":1.50,"\ud800":[1, 2]}']


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        (VALUES[3], []),
        ({"id": "a", "point": {"x": 2**63}}, ["point/x"]),
        ({"id": "\ud800", "words": ["a", "\udc00", None], "marks": {"\ud800": 1}}, ["id", "words/1", "marks/\ud800"]),
        ({"mixed": [{"at": "1998-12-31T23:59:60Z", "raw": "\ud800", "n": -(2**63) - 1}]}, ["mixed/0/at", "mixed/0/n"]),
        ({"marks": {"m": "1e400", "n": None}}, ["marks/m"]),
    ],
)
def test_unrepresentable_values_are_found_at_any_depth(value: dict[str, Any], pointers: list[str]) -> None:
    table = Table(FORMATS[MODEL], Layout(), columns())
    text = json.dumps(value).replace('"1e400"', "1e400")
    problems = table.find_unrepresentable(text.encode())
    assert [problem.pointer for problem in problems] == [f"/{pointer}" for pointer in pointers]


def test_large_integers_at_any_depth_keep_rows_from_batches() -> None:
    table = Table(FORMATS[MODEL], Layout(), columns())
    good, *bad = (
        b'{"id":"a","mixed":[{"n":1}],"point":null}\n',
        b'{"id":"a","mixed":[{"n":9223372036854775808}]}\n',
        b'{"id":"a","point":{"x":-9223372036854775809}}\n',
    )
    assert table.rows(good) == [{"id": Raw(b'"a"'), "mixed": Raw(b'[{"n":1}]'), "point": Raw(b"null")}]
    assert [table.rows(each) for each in bad] == [None, None]


@pytest.mark.parametrize(
    ("token", "integer"),
    [
        ("1.0", 1),
        ("-0", 0),
        ("0.0", 0),
        ("12e2", 1200),
        ("-9223372036854775808.0", -(2**63)),
        ("9.223372036854775807e18", 2**63 - 1),
        ("9.223372036854775808e18", None),
        ("1e400", None),
        ("1e-400", None),
        ("1e99999999999999999999", None),
    ],
)
def test_integers_are_recognised_by_value(token: str, integer: int | None) -> None:
    column = columns().field_columns[1].column
    text = Raw(f'{{"x":{token}}}'.encode())
    if integer is None:
        with pytest.raises(OutOfRange):
            column.read([text], Counter())
    else:
        assert column.read([text], Counter()).to_pylist()[0]["x"] == integer


@pytest.mark.parametrize(
    ("token", "count"),
    [
        ("0.1", 0),
        ("3.2500000000000004", 0),
        ("100000000000000000000", 0),
        ("1E2", 0),
        ("1e-400", 1),
        ("1." + "1" * 20, 1),
    ],
)
def test_numbers_that_are_not_kept_exactly_are_counted(token: str, count: int) -> None:
    rounded = Counter[str]()
    columns().read([Raw(f'{{"id":"a","marks":{{"m":{token},"n":null}}}}'.encode())], rounded)
    assert rounded == ({"marks.*": count} if count else {})


def rows(**arrays: Any) -> list[bytes]:
    return columns().records(arrays)


def test_whole_numbers_are_written_without_a_point() -> None:
    marks = pa.array([[("a", 12.0), ("b", 0.5), ("c", 2.0**53), ("d", 1e300), ("e", -0.0)]], pa.map_("str", "double"))
    assert rows(marks=marks) == [b'{"marks":{"a":12,"b":0.5,"c":9007199254740992,"d":1e300,"e":0}}']


def test_arrays_of_other_types_are_written_alike() -> None:
    text, large = pa.array(["a", "b"]), pa.large_string()
    expected = [b'{"id":"a"}', b'{"id":"b"}']
    assert rows(id=text) == rows(id=text.cast(large)) == rows(id=text.dictionary_encode()) == expected
    assert rows(words=pa.array([["a"], None], pa.large_list(large))) == [b'{"words":["a"]}', b'{"words":null}']
    marks = pa.array([[("m", 1)], [("n", 2**60)]], pa.map_(large, pa.int64()))
    assert rows(marks=marks) == [b'{"marks":{"m":1}}', b'{"marks":{"n":1152921504606846976}}']
    point = pa.array([{"x": 1}, None], pa.struct([("x", pa.int8())]))
    assert rows(point=point) == [b'{"point":{"x":1}}', b'{"point":null}']


@pytest.mark.parametrize(
    ("arrays", "column", "reason"),
    [
        ({"marks": [[("m", float("nan"))]]}, "marks.*", "is NaN or infinite, which JSON cannot have"),
        ({"marks": [[("m", float("-inf"))]]}, "marks.*", "is NaN or infinite, which JSON cannot have"),
        ({"_unknown": ["[1]"]}, "_unknown", "is not the text of a JSON object"),
        ({"_unknown": ['{"a":1},{"b":2}']}, "_unknown", "is not the text of a JSON value"),
        ({"_unknown": ['{"a":[1', '2]},{"b":2}']}, "_unknown", "is not the text of a JSON value"),
        ({"_unknown": ['{"a":1},{"b":[2', "3]}"]}, "_unknown", "is not the text of a JSON value"),
        ({"_unknown": ['{"id":1}']}, "_unknown", "has a field that has a column of its own"),
        ({"_unknown": ["NaN"]}, "_unknown", "is not the text of a JSON value"),
        ({"_unknown": ["[" * 10**5 + "]" * 10**5]}, "_unknown", "is not the text of a JSON value"),
        ({"mixed": [[{"raw": "{"}]]}, "mixed[].raw", "is not the text of a JSON value"),
        ({"mixed": [[{"raw": "1", "_number": 2.0}]]}, "mixed[]", "has a value with several types"),
        ({"mixed": [[{"_boolean": True, "_number": 2.0}]]}, "mixed[]", "has a value with several types"),
    ],
)
def test_invalid_values_are_refused(arrays: dict[str, Any], column: str, reason: str) -> None:
    types = {field.name: field.type for field in columns().fields}
    with pytest.raises(InvalidValue) as caught:
        rows(**{name: pa.array(values, types[name]) for name, values in arrays.items()})
    assert (caught.value.column, caught.value.reason) == (column, reason)


def test_json_text_is_verbatim_without_outer_white_space() -> None:
    texts = pa.array([' {"a":[1,\n2]} ', "{}", None, '{"\\ud800":1}', '{"d":' + "[" * 900 + "]" * 900 + "}"])
    assert rows(id=pa.array(["x"] * 5), _unknown=texts) == [
        b'{"id":"x","a":[1,\n2]}',
        b'{"id":"x"}',
        b'{"id":"x"}',
        b'{"id":"x","\\ud800":1}',
        b'{"id":"x","d":' + b"[" * 900 + b"]" * 900 + b"}",
    ]


def test_a_value_wins_over_the_list_of_missing_fields() -> None:
    absent = pa.array([["id", "words"], None, ["id"]], pa.list_(pa.string()))
    array = {"id": pa.array(["a", None, None]), "words": pa.array([None, None, ["w"]], pa.list_(pa.string()))}
    assert rows(**array, _absent=absent) == [b'{"id":"a"}', b'{"id":null,"words":null}', b'{"words":["w"]}']


def test_a_union_may_have_some_of_its_fields() -> None:
    mixed = pa.array([[{"raw": "1"}, {"raw": None}]], pa.list_(pa.struct([("raw", pa.string())])))
    assert rows(mixed=mixed) == [b'{"mixed":[{"raw":1},{"raw":null}]}']
    none = pa.array([[{"_number": 1.5}]], pa.list_(pa.struct([("raw", pa.string()), ("_number", pa.float64())])))
    assert rows(mixed=none) == [b'{"mixed":[1.5]}']


def test_columns_of_other_types_are_reported() -> None:
    thing = pa.struct([("at", pa.timestamp("us")), ("raw", pa.int8()), ("_number", pa.string()), ("k", pa.int8())])
    fields = {
        "point": pa.int64(),
        "words": pa.string(),
        "marks": pa.map_(pa.int32(), pa.string()),
        "mixed": pa.list_(thing),
        "_absent": pa.string(),
        "_unknown": pa.list_(pa.string()),
        "a\x1bb": pa.string(),
    }
    assert [*columns().field_mismatches([*pa.schema(fields)])] == [
        "the column `point` must be a struct, not int64",
        "the column `words` must be a list, not string",
        "the column `marks (keys)` must be a string, not int32",
        "the column `marks.*` must be a double, not string",
        "the column `mixed[]._number` must be a double, not string",
        "the column `mixed[].at` must be a timestamp with a time zone, not timestamp[us]",
        "the column `mixed[].raw` must be a string, not int8",
        "the column `mixed[].k` has no place in a record",
        "the column `_absent` must be a list, not string",
        "the column `_unknown` must be a string, not list<item: string>",
        "the column `a\\u001bb` has no place in a record",
        "the column `id` is missing",
    ]
    wrong = {"id": pa.int8(), "mixed": pa.list_(pa.int8()), "marks": pa.int8(), "point": pa.struct([])}
    assert [*columns().field_mismatches([*pa.schema(wrong)])] == [
        "the column `id` must be a string, not int8",
        "the column `mixed[]` must be a struct, not int8",
        "the column `marks` must be a map, not int8",
        "the column `point.x` is missing",
        "the column `point.*` is missing: there is no field at all",
    ]
    none = {"id": pa.string(), "mixed": pa.list_(pa.struct([("_number", pa.float64())]))}
    assert [*columns().field_mismatches([*pa.schema(none)])] == [
        "the column `mixed[].*` is missing: there is no field at all"
    ]
    flags = {"id": pa.string(), "mixed": pa.list_(pa.struct([("_boolean", pa.int8()), ("n", pa.float64())]))}
    assert [*columns().field_mismatches([*pa.schema(flags)])] == [
        "the column `mixed[]._boolean` must be a boolean, not int8",
        "the column `mixed[].n` must be an integer, not double",
    ]


def test_repeated_column_names_are_reported_at_any_depth() -> None:
    text, number = pa.string(), pa.float64()
    thing = pa.struct([("raw", text), ("raw", text), ("_number", number), ("_number", number), ("_number", number)])
    fields = [("id", text), ("id", text), ("mixed", pa.list_(thing)), ("a\x1bb", text), ("a\x1bb", text)]
    assert [*columns().field_mismatches([*pa.schema(fields)])] == [
        "there are 2 columns `id`; rename all but one",
        "there are 2 columns `a\\u001bb`; rename all but one",
        "there are 3 columns `mixed[]._number`; rename all but one",
        "there are 2 columns `mixed[].raw`; rename all but one",
        *["the column `a\\u001bb` has no place in a record"] * 2,
    ]


def test_matching_columns_are_not_reported() -> None:
    fields = {field.name: field.type for field in columns().fields}
    assert [*columns().field_mismatches([*pa.schema(fields)])] == []
    assert [*columns().field_mismatches([*pa.schema({"id": pa.dictionary(pa.int8(), pa.large_string())})])] == []
    assert [*columns().field_mismatches([*pa.schema({"id": pa.string_view()})])] == []


def test_rows_that_are_not_records_have_a_reason() -> None:
    table = Table.of(FORMATS[MODEL], Layout())
    rows = [table.row(model(id=each)) for each in "abcdefg"]
    batch = table.batch(rows, Counter())
    texts = ["1", "{", "2", "3", "4", "[", None]
    at = batch.schema.get_field_index("workflow_api")
    broken = batch.set_column(at, "workflow_api", pa.array(texts, pa.string()))
    rejected = "the column `workflow_api` is not the text of a JSON value"
    found = table.records(broken)
    assert [each if isinstance(each, str) else json.loads(each)["workflow_api"] for each in found] == [
        *(1, rejected, 2, 3, 4, rejected, None)
    ]
    bad = pa.StringArray.from_buffers(7, pa.py_buffer(bytes([0, 0, 0, 0] + [1, 0, 0, 0] * 7)), pa.py_buffer(b"\xff"))
    found = table.records(batch.set_column(0, "id", bad))
    assert found[0] == "a column of text is not UTF-8"
    assert [json.loads(each)["id"] for each in found[1:]] == [""] * 6


def test_columns_of_other_types_in_a_list_of_records_are_reported() -> None:
    part = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}
    parts = make_columns({"properties": {"parts": {"type": "array", "items": part}}}, Layout())

    def mismatches(items: Any) -> list[str]:
        return [*parts.field_mismatches([pa.field("parts", pa.list_(items))])]

    assert mismatches(pa.int8()) == ["the column `parts[]` must be a struct, not int8"]
    assert mismatches(pa.struct([("x", pa.string())])) == ["the column `parts[].x` must be an integer, not string"]
    assert mismatches(pa.struct([("x", pa.int8())])) == []
