#!/usr/bin/env bash
# Models that datamodel-code-generator writes for `"format": "duration"` change durations, or refuse them.
#
# Versions: datamodel-code-generator 0.89.0, pydantic 2.14.4, msgspec 0.23.0.
# Behaviour: the type is timedelta. With pydantic a month becomes 30 days, and a week 7 days; msgspec refuses both. Both
# round to microseconds and write most durations in another form.
# For our users: durations are text in the types that `runbridge stubs` writes, and keep their text in a conversion.
source "$(dirname "$0")/common.sh"
python_packages datamodel-code-generator==0.89.0 pydantic==2.14.4 msgspec==0.23.0

echo '{"title": "Run", "type": "object", "properties": {"wait": {"type": "string", "format": "duration"}}}' >schema.json
venv/bin/datamodel-codegen --input schema.json --input-file-type jsonschema --output-model-type pydantic_v2.BaseModel \
  --formatters builtin --output pydantic_model.py 2>/dev/null
venv/bin/datamodel-codegen --input schema.json --input-file-type jsonschema --output-model-type msgspec.Struct \
  --formatters builtin --output msgspec_model.py 2>/dev/null
grep -h "wait:" pydantic_model.py msgspec_model.py >seen.txt
PYTHONPATH=. python >>seen.txt <<'PYTHON'
from datetime import timedelta

import msgspec
import pydantic
from pydantic_model import Run


def with_pydantic(text):
    return Run.model_validate({"wait": text}).model_dump(mode="json")["wait"]


def with_msgspec(text):
    try:
        return msgspec.to_builtins(msgspec.convert(text, timedelta))
    except msgspec.ValidationError:
        return "refused"


for text in ("PT5S", "PT90M", "P1W", "P1M", "PT0.1234567S"):
    print(text, "pydantic", with_pydantic(text), "msgspec", with_msgspec(text))
PYTHON

expect <<'SEEN'
    wait: timedelta | None = None
    wait: timedelta | UnsetType = UNSET
PT5S pydantic PT5S msgspec PT5S
PT90M pydantic PT1H30M msgspec PT5400S
P1W pydantic P7D msgspec refused
P1M pydantic P30D msgspec refused
PT0.1234567S pydantic PT0.123457S msgspec PT0.123457S
SEEN
