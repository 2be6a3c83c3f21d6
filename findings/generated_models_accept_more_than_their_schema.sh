#!/usr/bin/env bash
# Models that datamodel-code-generator writes accept values that the schema does not allow.
#
# Versions: datamodel-code-generator 0.89.0, pydantic 2.14.4, msgspec 0.22.0.
# Behaviour: `prefixItems` becomes a list of a union, so the order is not checked; `uniqueItems` is dropped; an optional
# field also accepts null in pydantic; `additionalProperties: false` is dropped for msgspec, and `dependentRequired`
# for both; the type of the values of a map that may be null is lost. There is no warning.
# For our users: the notes of `runbridge stubs` list, for each target, the constraints that its types do not check.
source "$(dirname "$0")/common.sh"
python_packages datamodel-code-generator==0.89.0 pydantic==2.14.4 msgspec==0.22.0

cat >schema.json <<'JSON'
{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Run", "type": "object",
 "properties": {
   "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false},
   "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
   "gpu": {"type": "string"}, "labels": {"type": ["object", "null"], "additionalProperties": {"type": "string"}},
   "started": {"type": "integer"}, "ended": {"type": "integer"}},
 "dependentRequired": {"ended": ["started"]},
 "additionalProperties": false}
JSON
for kind in pydantic_v2.BaseModel msgspec.Struct; do
  venv/bin/datamodel-codegen --input schema.json --input-file-type jsonschema --output-model-type "$kind" \
    --formatters builtin --output "${kind%%[._]*}_model.py" 2>/dev/null
done
PYTHONPATH=. python >seen.txt <<'PYTHON'
import msgspec
import pydantic
from msgspec_model import Run as Struct
from pydantic_model import Run as Model


def takes(check, text):
    try:
        check(text)
    except (msgspec.ValidationError, pydantic.ValidationError):
        return False
    return True


for text in ('{"pair":[1,"a"]}', '{"tags":["a","a"]}', '{"gpu":null}', '{"labels":{"a":1}}', '{"ended":1}', '{"other":1}'):
    pydantic_takes = takes(Model.model_validate_json, text)
    print(text, "pydantic", pydantic_takes, "msgspec", takes(msgspec.json.Decoder(Struct).decode, text))
PYTHON

expect <<'SEEN'
{"pair":[1,"a"]} pydantic True msgspec True
{"tags":["a","a"]} pydantic True msgspec True
{"gpu":null} pydantic True msgspec False
{"labels":{"a":1}} pydantic True msgspec True
{"ended":1} pydantic True msgspec True
{"other":1} pydantic False msgspec True
SEEN
