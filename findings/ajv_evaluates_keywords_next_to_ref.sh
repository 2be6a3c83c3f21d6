#!/usr/bin/env bash
# ajv evaluates keywords next to `$ref` in draft-07, which the draft says to ignore.
#
# Versions: ajv 8.20.0; jsonschema 4.26.0.
# Behaviour: up to draft-07, all keywords next to `$ref` are ignored, so that null is valid here; jsonschema ignores
# them. ajv applies `type` as well and rejects null. From 2019-09 on both are right to apply it.
# For our users: of 375 schemas of a public catalogue, two give other verdicts in ajv for this reason. runbridge follows
# the draft that the schema names.
source "$(dirname "$0")/common.sh"
python_packages jsonschema==4.26.0
node_packages ajv@8.20.0

cat >schema.json <<'JSON'
{"$schema": "http://json-schema.org/draft-07/schema#",
 "properties": {"servers": {"$ref": "#/definitions/nullable", "type": "object"}},
 "definitions": {"nullable": {"type": ["object", "null"]}}}
JSON
cat >validate.mjs <<'NODE'
import { readFileSync } from "node:fs";
import Ajv from "ajv";

const validate = new Ajv({ strict: false, logger: false }).compile(JSON.parse(readFileSync("schema.json")));
console.log(`ajv ${validate({ servers: null })}`);
NODE
{
  python <<'PYTHON'
import json
from pathlib import Path

import jsonschema

schema = json.loads(Path("schema.json").read_text())
print("jsonschema", str(jsonschema.Draft7Validator(schema).is_valid({"servers": None})).lower())
PYTHON
  node validate.mjs
} >seen.txt

expect <<'SEEN'
jsonschema true
ajv false
SEEN
