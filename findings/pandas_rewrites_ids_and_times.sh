#!/usr/bin/env bash
# pandas.read_json turns ids of digits into integers, and integers into times if the column is called `*_at`.
#
# Version: pandas 3.1.1.
# Behaviour: a column of text that consists of digits becomes int64, so the id `007` becomes 7. A column of integers
# whose name ends in `_at` becomes datetime64. Most time fields of run records have such names, but so may a counter,
# which then changes its meaning. There is no warning.
# For our users: read with `dtype=False`, which turns both off (`convert_dates` is deprecated).
source "$(dirname "$0")/common.sh"
python_packages pandas==3.1.1

cat >runs.ndjson <<'NDJSON'
{"id":"007","batch":"20260314","queued_at":1773480413}
{"id":"008","batch":"20260315","queued_at":1773480473}
NDJSON
python >seen.txt <<'PYTHON'
import pandas

for options in ({}, {"dtype": False}):
    frame = pandas.read_json("runs.ndjson", lines=True, **options)
    print(options)
    print({name: frame[name].dtype.kind for name in frame})
    print(frame.to_json(orient="records", lines=True, date_format="iso").splitlines()[0])
PYTHON

expect <<'SEEN'
{}
{'id': 'i', 'batch': 'i', 'queued_at': 'M'}
{"id":7,"batch":20260314,"queued_at":"2026-03-14T09:26:53.000"}
{'dtype': False}
{'id': 'O', 'batch': 'O', 'queued_at': 'i'}
{"id":"007","batch":"20260314","queued_at":1773480413}
SEEN
