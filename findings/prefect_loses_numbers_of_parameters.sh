#!/usr/bin/env bash
# Prefect's server answers with null for parameters that are not finite, and two reads of one run differ.
#
# Version: prefect 3.9.1.
# Behaviour: POST of a flow run takes NaN, Infinity and 1e400 in its parameters without a warning, and answers with
# null for each; 1E5 comes back as 100000.0. `estimated_start_time_delta` is computed at each read, so the same run
# is another text a second later.
# For our users: compare flow runs by their id and `updated`, not by their bytes: docs/services.md.
source "$(dirname "$0")/common.sh"
python_packages prefect==3.9.1

port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PREFECT_HOME=$PWD/home PREFECT_SERVER_ANALYTICS_ENABLED=false DO_NOT_TRACK=1
venv/bin/prefect server start --host 127.0.0.1 --port "$port" --no-services >server.log 2>&1 &
trap 'kill %1 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

python - "$port" >seen.txt <<'PYTHON'
import json
import sys
import time
import urllib.error
import urllib.request


def ask(path, body=None):
    data = None if body is None else body.encode()
    url = f"http://127.0.0.1:{sys.argv[1]}/api/{path}"
    with urllib.request.urlopen(urllib.request.Request(url, data, {"Content-Type": "application/json"})) as answer:
        return answer.read().decode()


for _ in range(240):
    try:
        ask("health")
        break
    except (urllib.error.URLError, ConnectionError):
        time.sleep(0.5)
flow = json.loads(ask("flows/", '{"name": "wick"}'))["id"]
parameters = '{"nan": NaN, "infinite": Infinity, "huge": 1e400, "exponent": 1E5, "plain": 1.5}'
state = '{"type": "SCHEDULED", "state_details": {"scheduled_time": "2020-01-01T00:00:00Z"}}'
made = json.loads(ask("flow_runs/", f'{{"flow_id": "{flow}", "parameters": {parameters}, "state": {state}}}'))
first = json.loads(ask(f"flow_runs/{made['id']}"), parse_float=str)
time.sleep(1.1)
second = json.loads(ask(f"flow_runs/{made['id']}"), parse_float=str)
print(json.dumps(first["parameters"]))
print("differ:", sorted(name for name in first if first[name] != second[name]))
PYTHON

expect <<'SEEN'
{"nan": null, "infinite": null, "huge": null, "exponent": "100000.0", "plain": "1.5"}
differ: ['estimated_start_time_delta']
SEEN
