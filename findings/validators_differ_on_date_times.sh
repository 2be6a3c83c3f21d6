#!/usr/bin/env bash
# Five validators give different verdicts on the format `date-time`.
#
# Versions: jsonschema 4.26.0 with rfc3339-validator 0.1.4, jsonschema-rs 0.61.2, fastjsonschema 2.22.3; ajv 8.20.0
# with ajv-formats 3.0.1, zod 4.6.7 (fromJSONSchema).
# Behaviour: RFC 3339 allows leap seconds and lower-case `t` and `z`, and requires a colon in the offset. ajv-formats
# accepts a space for the T and an offset without colon or minutes (as DuckDB writes it); fastjsonschema accepts an
# offset without colon. zod rejects lower case; zod and jsonschema reject leap seconds.
# For our users: `runbridge validate` follows RFC 3339. Another tool may give another verdict with an exported schema.
source "$(dirname "$0")/common.sh"
python_packages jsonschema==4.26.0 rfc3339-validator==0.1.4 jsonschema-rs==0.61.2 fastjsonschema==2.22.3
node_packages ajv@8.20.0 ajv-formats@3.0.1 zod@4.6.7

cat >times.json <<'JSON'
["2026-03-14T09:26:53Z", "2026-03-14t09:26:53z", "2016-12-31T23:59:60Z", "2026-03-14 09:26:53Z",
 "2026-03-14T09:26:53+0200", "2026-03-14 09:26:53+00", "2026-03-14T09:26:53"]
JSON
cat >validators.mjs <<'NODE'
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { fromJSONSchema } from "zod";

const schema = { type: "string", format: "date-time" };
const ajv = new Ajv();
addFormats(ajv);
for (const time of JSON.parse(readFileSync("times.json"))) {
  console.log(`${time}: ajv ${ajv.validate(schema, time)}, zod ${fromJSONSchema(schema).safeParse(time).success}`);
}
NODE
{
  python <<'PYTHON'
import json
from pathlib import Path

import fastjsonschema
import jsonschema
import jsonschema_rs

SCHEMA = {"type": "string", "format": "date-time"}
checked = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
rust = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
fast = fastjsonschema.compile({"$schema": "http://json-schema.org/draft-07/schema#", **SCHEMA})


def takes(time):
    try:
        fast(time)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


for time in json.loads(Path("times.json").read_text()):
    verdicts = {"jsonschema": checked.is_valid(time), "jsonschema-rs": rust.is_valid(time), "fastjsonschema": takes(time)}
    print(f"{time}:", ", ".join(f"{name} {str(verdict).lower()}" for name, verdict in verdicts.items()))
PYTHON
  node validators.mjs
} >seen.txt

expect <<'SEEN'
2026-03-14T09:26:53Z: jsonschema true, jsonschema-rs true, fastjsonschema true
2026-03-14t09:26:53z: jsonschema true, jsonschema-rs true, fastjsonschema true
2016-12-31T23:59:60Z: jsonschema false, jsonschema-rs true, fastjsonschema true
2026-03-14 09:26:53Z: jsonschema false, jsonschema-rs false, fastjsonschema false
2026-03-14T09:26:53+0200: jsonschema false, jsonschema-rs false, fastjsonschema true
2026-03-14 09:26:53+00: jsonschema false, jsonschema-rs false, fastjsonschema false
2026-03-14T09:26:53: jsonschema false, jsonschema-rs false, fastjsonschema false
2026-03-14T09:26:53Z: ajv true, zod true
2026-03-14t09:26:53z: ajv true, zod false
2016-12-31T23:59:60Z: ajv true, zod false
2026-03-14 09:26:53Z: ajv true, zod false
2026-03-14T09:26:53+0200: ajv true, zod false
2026-03-14 09:26:53+00: ajv true, zod false
2026-03-14T09:26:53: ajv false, zod false
SEEN
