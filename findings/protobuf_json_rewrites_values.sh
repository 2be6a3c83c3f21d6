#!/usr/bin/env bash
# protobuf's JSON form changes durations, times and numbers when it reads and writes them.
#
# Version: protobuf 7.36.2 (Python). Kubeflow Pipelines and Temporal send records in this form.
# Behaviour: durations and times are written with 0, 3, 6 or 9 decimals, and times in UTC: `3.5s` becomes `3.500s`, and
# the offset of a time is lost. Numbers of a Struct (the inputs of a run) are doubles: 12 becomes 12.0, and
# 9007199254740993 another number. A 64-bit integer becomes text. RFC 3339's lower-case `t` and `z` are rejected.
# For our users: two records of one run can have different text and the same meaning. Compare values.
source "$(dirname "$0")/common.sh"
python_packages protobuf==7.36.2

python >seen.txt <<'PYTHON'
from google.protobuf import duration_pb2, json_format, struct_pb2, timestamp_pb2, wrappers_pb2

for kind, text in (
    (duration_pb2.Duration, '"3.5s"'),
    (timestamp_pb2.Timestamp, '"2026-03-14T11:26:53.5+02:00"'),
    (struct_pb2.Value, "12"),
    (struct_pb2.Value, "9007199254740993"),
    (wrappers_pb2.Int64Value, "12"),
):
    print(kind.__name__, text, json_format.MessageToJson(json_format.Parse(text, kind()), indent=None))
try:
    json_format.Parse('"2026-03-14t09:26:53z"', timestamp_pb2.Timestamp())
except json_format.ParseError:
    print("Timestamp", '"2026-03-14t09:26:53z"', "refused")
PYTHON

expect <<'SEEN'
Duration "3.5s" "3.500s"
Timestamp "2026-03-14T11:26:53.5+02:00" "2026-03-14T09:26:53.500Z"
Value 12 12.0
Value 9007199254740993 9007199254740992.0
Int64Value 12 "12"
Timestamp "2026-03-14t09:26:53z" refused
SEEN
