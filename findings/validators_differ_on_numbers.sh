#!/usr/bin/env bash
# Five JSON Schema validators give different verdicts on `multipleOf` and `integer`.
#
# Versions: jsonschema 4.26.0, jsonschema-rs 0.61.2, fastjsonschema 2.22.3; ajv 8.20.0, zod 4.6.7 (fromJSONSchema).
# Behaviour: JSON Schema compares numbers by value (core, 4.2.2): 20.29 is a multiple of 0.01, 1e400 is an integer and
# 9007199254740993.5 is not. jsonschema and ajv divide doubles; the others allow for rounding. All read
# 9007199254740993.5 as the double 9007199254740994 except zod, which requires a safe integer; 1e400 is infinity.
# For our users: one tool accepts a price or duration with `multipleOf` and the next rejects it. runbridge compares
# exactly.
source "$(dirname "$0")/common.sh"
python_packages jsonschema==4.26.0 jsonschema-rs==0.61.2 fastjsonschema==2.22.3
node_packages ajv@8.20.0 zod@4.6.7

cat >cases.json <<'JSON'
[
  ["{\"type\":\"number\",\"multipleOf\":0.01}", "20.29"],
  ["{\"type\":\"number\",\"multipleOf\":0.01}", "1.1"],
  ["{\"type\":\"integer\"}", "1.0"],
  ["{\"type\":\"integer\"}", "1e400"],
  ["{\"type\":\"integer\"}", "9007199254740993.5"],
  ["{\"type\":\"number\",\"maximum\":9007199254740992}", "9007199254740993"]
]
JSON
cat >validators.mjs <<'NODE'
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { fromJSONSchema } from "zod";

for (const [schema, value] of JSON.parse(readFileSync("cases.json"))) {
  const ajv = new Ajv({ strict: false }).validate(JSON.parse(schema), JSON.parse(value));
  const zod = fromJSONSchema(JSON.parse(schema)).safeParse(JSON.parse(value)).success;
  console.log(`${schema} ${value}: ajv ${ajv}, zod ${zod}`);
}
NODE
{
  python <<'PYTHON'
import json
from pathlib import Path

import fastjsonschema
import jsonschema
import jsonschema_rs


def fast(schema, value):
    try:
        fastjsonschema.validate({"$schema": "http://json-schema.org/draft-07/schema#", **schema}, value)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


for schema, text in json.loads(Path("cases.json").read_text()):
    read, value = json.loads(schema), json.loads(text)
    verdicts = {
        "jsonschema": jsonschema.Draft202012Validator(read).is_valid(value),
        "jsonschema-rs": jsonschema_rs.Draft202012Validator(read).is_valid(value),
        "fastjsonschema": fast(read, value),
    }
    print(f"{schema} {text}:", ", ".join(f"{name} {str(verdict).lower()}" for name, verdict in verdicts.items()))
PYTHON
  node validators.mjs
} >seen.txt

expect <<'SEEN'
{"type":"number","multipleOf":0.01} 20.29: jsonschema false, jsonschema-rs true, fastjsonschema true
{"type":"number","multipleOf":0.01} 1.1: jsonschema true, jsonschema-rs true, fastjsonschema true
{"type":"integer"} 1.0: jsonschema true, jsonschema-rs true, fastjsonschema true
{"type":"integer"} 1e400: jsonschema false, jsonschema-rs false, fastjsonschema false
{"type":"integer"} 9007199254740993.5: jsonschema true, jsonschema-rs true, fastjsonschema true
{"type":"number","maximum":9007199254740992} 9007199254740993: jsonschema false, jsonschema-rs false, fastjsonschema false
{"type":"number","multipleOf":0.01} 20.29: ajv false, zod true
{"type":"number","multipleOf":0.01} 1.1: ajv true, zod true
{"type":"integer"} 1.0: ajv true, zod true
{"type":"integer"} 1e400: ajv true, zod false
{"type":"integer"} 9007199254740993.5: ajv true, zod false
{"type":"number","maximum":9007199254740992} 9007199254740993: ajv true, zod true
SEEN
