#!/usr/bin/env bash
# MLflow's tracking server answers with other metrics than it was given.
#
# Version: mlflow 3.17.2.
# Behaviour: Infinity becomes the largest double and -Infinity the smallest, -0.0 becomes 0.0, and an integer of 20
# digits the nearest double. NaN comes back as the text "NaN", next to numbers. There is no warning.
# For our users: `mlflow-run` takes the text "NaN" under `--profile tolerant`. Infinite metrics look like
# the largest double: docs/services.md.
source "$(dirname "$0")/common.sh"
python_packages mlflow==3.17.2

port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
venv/bin/mlflow server --host 127.0.0.1 --port "$port" --workers 1 --backend-store-uri sqlite:///runs.db \
  --default-artifact-root "$PWD/artifacts" >server.log 2>&1 &
trap 'kill %1 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

python - "$port" >seen.txt <<'PYTHON'
import json
import sys
import time
import urllib.error
import urllib.request


def ask(path, body=None):
    data = None if body is None else body.encode()
    url = f"http://127.0.0.1:{sys.argv[1]}/api/2.0/mlflow/{path}"
    with urllib.request.urlopen(urllib.request.Request(url, data, {"Content-Type": "application/json"})) as answer:
        return answer.read().decode()


for _ in range(240):
    try:
        ask("experiments/get?experiment_id=0")
        break
    except (urllib.error.URLError, ConnectionError):
        time.sleep(0.5)
run = json.loads(ask("runs/create", '{"experiment_id": "0", "start_time": 1}'))["run"]["info"]["run_id"]
for name, value in {
    "infinite": '"Infinity"', "least": '"-Infinity"', "nan": '"NaN"', "zero": "-0.0", "large": "12345678901234567890",
}.items():
    ask("runs/log-metric", f'{{"run_id": "{run}", "key": "{name}", "value": {value}, "timestamp": 1}}')
answer = json.loads(ask(f"runs/get?run_id={run}"), parse_float=str)
for metric in sorted(answer["run"]["data"]["metrics"], key=lambda metric: metric["key"]):
    print(metric["key"], json.dumps(metric["value"]))
PYTHON

expect <<'SEEN'
infinite "1.7976931348623157e+308"
large "1.2345678901234567e+19"
least "-1.7976931348623157e+308"
nan "NaN"
zero "0.0"
SEEN
