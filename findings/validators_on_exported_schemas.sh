#!/usr/bin/env bash
# Six validators give different verdicts on an exported schema for some times and large numbers.
#
# Versions: sourcemeta_jsonschema 17.3.0, jsonschema 4.26.0 with rfc3339-validator 0.1.4, jsonschema-rs 0.61.2,
# fastjsonschema 2.22.3; ajv 8.20.0 with ajv-formats 3.0.1, zod 4.6.7 (fromJSONSchema); measured on 2026-11-28.
# Behaviour: they differ on date-times and on numbers that a double cannot represent, and on nothing else here. Formats
# are asserted where the validator can; sourcemeta does not assert them. With the patterns of --time-patterns, the
# differences on times that remain are lower case and leap seconds, which some formats refuse.
# For our users: export with --time-patterns for a validator that does not assert formats.
source "$(dirname "$0")/common.sh"
root=$(cd "$OLDPWD" && cd "$(dirname "$0")/.." && pwd)

# The record with one field changed, for each case; and the schema as exported, plain and with patterns.
python3 - "$root" <<'PYTHON'
import json
import runpy
import sys
from pathlib import Path

root = Path(sys.argv[1])
shipped = root / "src/runbridge/_generated/workflow_run_model/schemas/published.json"
patterns = runpy.run_path(str(root / "src/runbridge/schemas/time_patterns.py"))["PATTERNS"]


def patterned(value):
    if isinstance(value, list):
        return [patterned(each) for each in value]
    if not isinstance(value, dict):
        return value
    new = {name: patterned(each) for name, each in value.items()}
    return {**new, "pattern": patterns[new["format"]]} if new.get("format") in patterns else new


schema = json.loads(shipped.read_text())
Path("plain.json").write_text(json.dumps(schema))
Path("patterns.json").write_text(json.dumps(patterned(schema)))
record = {}
for name in schema["required"]:
    types = schema["properties"][name].get("type", "null")
    first = types if isinstance(types, str) else types[-1]
    record[name] = {"string": "a", "integer": 1, "number": 1, "null": None, "boolean": True}[first]
record |= {"status": "success", "created_at": "2026-03-14T09:26:53Z", "updated_at": "2026-03-14T09:26:53Z"}
cases = json.loads((root / "findings/exported_schema_cases.json").read_text())
for number, (field, text, _) in enumerate(cases):
    rest = {name: value for name, value in record.items() if name != field}
    Path(f"case-{number:02}.json").write_text(json.dumps(rest)[:-1] + f', "{field}": {text}}}')
Path("cases.json").write_text(json.dumps(cases))
PYTHON

python_packages sourcemeta_jsonschema==17.3.0
for schema in plain patterns; do
  for case in case-*.json; do
    venv/bin/jsonschema validate "$schema.json" "$case" >/dev/null 2>&1 && echo true || echo false
  done >"sourcemeta-$schema.txt"
done
python_packages jsonschema==4.26.0 rfc3339-validator==0.1.4 jsonschema-rs==0.61.2 fastjsonschema==2.22.3
node_packages ajv@8.20.0 ajv-formats@3.0.1 zod@4.6.7
cat >validators.mjs <<'NODE'
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { fromJSONSchema } from "zod";

const read = (file) => JSON.parse(readFileSync(file));
const cases = readdirSync(".").filter((file) => file.startsWith("case-")).sort().map(read);
for (const schema of ["plain", "patterns"]) {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  const compiled = ajv.compile(read(`${schema}.json`));
  const zod = fromJSONSchema(read(`${schema}.json`));
  writeFileSync(`ajv-${schema}.txt`, cases.map((each) => `${compiled(each)}\n`).join(""));
  writeFileSync(`zod-${schema}.txt`, cases.map((each) => `${zod.safeParse(each).success}\n`).join(""));
}
NODE
node validators.mjs

python >seen.txt <<'PYTHON'
import json
from pathlib import Path

import fastjsonschema
import jsonschema
import jsonschema_rs

CASES = json.loads(Path("cases.json").read_text())
RECORDS = [json.loads(path.read_text()) for path in sorted(Path().glob("case-*.json"))]
NAMES = ("jsonschema", "jsonschema-rs", "fastjsonschema", "ajv", "sourcemeta", "zod")


def fast(schema):
    compiled = fastjsonschema.compile({**schema, "$schema": "http://json-schema.org/draft-07/schema#", "$id": ""})

    def is_valid(record):
        try:
            compiled(record)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return is_valid


def verdicts(kind):
    schema = json.loads(Path(f"{kind}.json").read_text())
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    ours = {
        "jsonschema": jsonschema.Draft202012Validator(schema, format_checker=checker).is_valid,
        "jsonschema-rs": jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid,
        "fastjsonschema": fast(schema),
    }
    found = {name: [is_valid(record) for record in RECORDS] for name, is_valid in ours.items()}
    for name in ("ajv", "sourcemeta", "zod"):
        found[name] = [line == "true" for line in Path(f"{name}-{kind}.txt").read_text().split()]
    return found


PLAIN, PATTERNS = verdicts("plain"), verdicts("patterns")
print("| value | valid |", " | ".join(NAMES), "|")
print("| --- | --- |", " | ".join("---" for _ in NAMES), "|")
for number, (field, text, valid) in enumerate(CASES):
    cells = []
    for name in NAMES:
        plain, pattern = PLAIN[name][number], PATTERNS[name][number]
        words = {True: "yes", False: "no"}
        differs = plain != valid or pattern != valid
        cells.append(words[plain] if plain == pattern else f"{words[plain]}, {words[pattern]}")
        cells[-1] = f"**{cells[-1]}**" if differs else cells[-1]
    print(f"| `{field}`: `{text}` | {'yes' if valid else 'no'} |", " | ".join(cells), "|")
PYTHON

expect <<'SEEN'
| value | valid | jsonschema | jsonschema-rs | fastjsonschema | ajv | sourcemeta | zod |
| --- | --- | --- | --- | --- | --- | --- | --- |
| `created_at`: `"2026-03-14T09:26:53Z"` | yes | yes | yes | yes | yes | yes | yes |
| `created_at`: `"2026-03-14t09:26:53z"` | yes | yes | yes | yes | yes | yes | **no** |
| `created_at`: `"2016-12-31T23:59:60Z"` | yes | **no** | yes | yes | yes | yes | **no** |
| `created_at`: `"2026-03-14 09:26:53Z"` | no | no | no | no | **yes, no** | **yes, no** | no |
| `created_at`: `"2026-03-14T09:26:53+0200"` | no | no | no | **yes, no** | **yes, no** | **yes, no** | no |
| `created_at`: `"2026-03-14T09:26:53"` | no | no | no | no | no | **yes, no** | no |
| `created_at`: `"2026-02-29T09:26:53Z"` | no | no | no | no | no | **yes, no** | no |
| `created_at`: `"2026-03-14T09:26:53Z\n"` | no | **yes** | no | no | no | **yes, no** | no |
| `created_at`: `"2016-12-31T12:59:60+01:00"` | no | no | no | **yes** | no | **yes** | no |
| `created_at`: `"yesterday"` | no | no | no | no | no | **yes, no** | no |
| `number`: `12.0` | yes | yes | yes | yes | yes | yes | yes |
| `number`: `1e400` | yes | **no** | **no** | **no** | yes | yes | **no** |
| `number`: `9007199254740993` | yes | yes | yes | yes | yes | yes | **no** |
| `number`: `9007199254740993.5` | no | **yes** | **yes** | **yes** | **yes** | no | no |
| `duration`: `1e400` | yes | yes | **no** | yes | yes | yes | **no** |
| `duration`: `"1"` | no | no | no | no | no | no | no |
| `status`: `"a new status"` | yes | yes | yes | yes | yes | yes | yes |
| `machine_id`: `null` | yes | yes | yes | yes | yes | yes | yes |
SEEN
