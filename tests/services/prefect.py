"""Runs Prefect on loopback and writes the examples of `prefect-flow-run`: each type of state, and names of states.

To be run by hand: `python -m tests.services.prefect [FOLDER]`. FOLDER is for the venv and the server's data; by default
it is a new temporary one. Flows run until they complete, fail, crash or time out; other states are set.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.services.service import free_port, request, running, venv_with, wait_for, write_example

VERSION = "3.9.1"
FORM = "prefect-flow-run"
FLOWS = '''
"""Flows that complete, call another one, fail, crash and time out, and one with a state of its own."""

import time

from prefect import flow, task
from prefect.states import Completed


@task
def trim(wick):
    return wick


@flow(name="trim-lamp", flow_run_name="trims")
def trim_lamp(wick: int = 6):
    trim(wick)


@flow(flow_run_name="completes", version="7")
def light(rows: int, ratio: float, options: dict, names: list[str]):
    trim_lamp()


@flow(flow_run_name="fails")
def break_lamp():
    raise ValueError("the glass is broken: né")


@flow(flow_run_name="crashes")
def drop_lamp():
    raise KeyboardInterrupt


@flow(flow_run_name="times-out", timeout_seconds=1)
def burn():
    for _ in range(100):
        time.sleep(0.1)


@flow(flow_run_name="made-up")
def dim():
    return Completed(name="Dimmed", message="half the light")


light(2, 1e-7, {"big": 9007199254740993, "nested": {"a": [1, None, True]}}, ["a", "b"])
for each in (break_lamp, drop_lamp, burn, dim):
    try:
        each()
    except BaseException as error:
        print(type(error))
'''
#: The states that are set, by the names of the runs.
STATES: dict[str, list[dict[str, Any]]] = {
    "pending": [],
    "scheduled": [{"type": "SCHEDULED", "state_details": {"scheduled_time": "2030-01-01T00:00:00Z"}}],
    "late": [{"type": "SCHEDULED", "name": "Late", "state_details": {"scheduled_time": "2026-01-01T00:00:00Z"}}],
    "running": [{"type": "RUNNING"}],
    "paused": [
        {"type": "RUNNING"},
        {"type": "PAUSED", "state_details": {"pause_timeout": "2030-01-01T00:00:00Z", "pause_key": "1"}},
    ],
    "suspended": [
        {"type": "RUNNING"},
        {"type": "PAUSED", "name": "Suspended", "state_details": {"pause_reschedule": True, "pause_key": "2"}},
    ],
    "cancelling": [{"type": "RUNNING"}, {"type": "CANCELLING"}],
    "cancelled": [{"type": "RUNNING"}, {"type": "CANCELLED"}],
    "awaits-retry": [
        {"type": "RUNNING"},
        {"type": "SCHEDULED", "name": "AwaitingRetry", "state_details": {"scheduled_time": "2030-01-01T00:00:00Z"}},
    ],
}
#: What Prefect does not have.
GIVEN = {"workspaceId": "acme", "userId": "ada", "mode": "async", "triggeredBy": "event"}
#: The name of the example of a run that the scheduler made, and how many others flows make.
BY_SCHEDULE = "by-schedule"
OF_FLOWS = ("completes", "trims", "fails", "crashes", "times-out", "made-up")


class Server:
    """The API of a Prefect server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self("/admin/version")

    def __call__(self, path: str, body: Any = None) -> Any:
        return wait_for(path, lambda: request(f"{self.url}{path}", body))


def produce(server: Server) -> dict[str, Any]:
    """The runs by the names of their examples."""
    flow = server("/flows/", {"name": "keep-lamp"})["id"]
    for name, states in STATES.items():
        body = {"name": name, "flow_id": flow, "parameters": {"wick": 6, "é": [None, 0.5]}, "tags": ["lamp"]}
        run = server("/flow_runs/", {**body, "state": {"type": "PENDING"}})["id"]
        for state in states:
            server(f"/flow_runs/{run}/set_state", {"state": state, "force": True})
    schedule = {"interval": 86400, "anchor_date": "2026-01-01T00:00:00Z", "timezone": "UTC"}
    deployment = {"name": "nightly", "flow_id": flow, "version": "2026.11", "tags": ["nightly"]}
    server("/deployments/", {**deployment, "schedules": [{"schedule": schedule, "active": True}]})

    def found() -> dict[str, Any] | None:
        runs = server("/flow_runs/filter", {"sort": "START_TIME_ASC"})
        made = {BY_SCHEDULE if run["auto_scheduled"] else run["name"]: run["id"] for run in runs}
        return made if len(made) == len(STATES) + len(OF_FLOWS) + 1 else None

    runs = wait_for("the runs", found)
    return {name: server(f"/flow_runs/{run}") for name, run in runs.items()}


def without_paths(value: Any) -> Any:
    """A value whose texts have no path of this machine."""
    if isinstance(value, dict):
        return {name: without_paths(each) for name, each in value.items()}
    if isinstance(value, list):
        return [without_paths(each) for each in value]
    if isinstance(value, str) and value.startswith("/"):
        return f"/srv/prefect/storage/{Path(value).name}"
    return value


def main(folder: Path) -> None:
    """Start a server, make the runs and write them."""
    programs = folder / "venv" / "bin"
    if not programs.exists():
        venv_with(folder / "venv", f"prefect=={VERSION}")
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = {
        "PREFECT_HOME": str(folder / "home"),
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    }
    command = [str(programs / "prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, environment, folder / "server.log"):
        server = Server(url)
        (folder / "flows.py").write_text(FLOWS, encoding="utf-8")
        with (folder / "flows.log").open("wb") as log:
            flows = [programs / "python", folder / "flows.py"]
            subprocess.run(flows, env={**environment, "PATH": "/usr/bin:/bin"}, stdout=log, stderr=log, check=False)
        for name, record in produce(server).items():
            write_example(FORM, name, f"produced by prefect {VERSION}", without_paths(record), GIVEN)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
