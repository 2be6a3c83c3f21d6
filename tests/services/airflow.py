"""Runs Airflow on loopback and writes the examples of `airflow-dag-run`, one for every way to get a run.

To be run by hand: `python -m tests.services.airflow [FOLDER]`. FOLDER is for the venv and the server's data; by default
it is a new temporary one.
"""

import subprocess
import sys
import tempfile
import urllib.error
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tests.services.service import free_port, request, running, venv_with, wait_for, write_example

VERSION = "3.3.2"
FORM = "airflow-dag-run"
DAGS = '''
"""DAGs that succeed, fail, take long, are scheduled, start another one, and make and use an asset."""

import time
from datetime import datetime, timezone

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Asset, dag, task

wicks = Asset(name="wicks", uri="s3://lantern/wicks")


@dag(schedule=None, dag_display_name="Wicks")
def make_wicks():
    @task(outlets=[wicks])
    def make():
        pass

    make()


@dag(schedule=[wicks], dag_display_name="Lampe é")
def light_lamp():
    @task
    def light():
        pass

    light()


@dag(schedule=None)
def break_lamp():
    @task
    def fail():
        raise ValueError("the glass is broken")

    fail()


@dag(schedule=None, max_active_runs=1)
def burn():
    @task
    def wait():
        time.sleep(600)

    wait()


@dag(schedule="@daily", start_date=datetime(2026, 1, 1, tzinfo=timezone.utc), catchup=False)
def nightly():
    @task
    def trim():
        pass

    trim()


@dag(schedule=None)
def start_nightly():
    TriggerDagRunOperator(task_id="start", trigger_dag_id="nightly", trigger_run_id="by-operator")


for each in (make_wicks, light_lamp, break_lamp, burn, nightly, start_nightly):
    each()
'''
#: What Airflow does not have; a user or a time only where a run has none.
GIVEN = {"workspaceId": "acme", "mode": "async"}
USER = {"triggering_user_name": "ada"}


class Server:
    """The API of an Airflow server."""

    def __init__(self, url: str) -> None:
        self.url = url
        token = wait_for("the server", lambda: request(f"{url}/auth/token"))["access_token"]
        self.headers = {"authorization": f"Bearer {token}"}

    def __call__(self, path: str, body: Any = None, **options: Any) -> Any:
        headers = {**self.headers, **options.pop("headers", {})}
        return request(f"{self.url}/api/v2{path}", body, headers=headers, **options)

    def start(self, dag: str, run: str, **options: Any) -> None:
        """Start a run of a DAG."""
        headers = options.pop("headers", {})
        self.ask(f"/dags/{dag}/dagRuns", {"dag_run_id": run, "logical_date": None, **options}, headers=headers)

    def ask(self, path: str, body: Any, **options: Any) -> None:
        """Send a request, again while the scheduler locks the database."""

        def ask() -> bool:
            try:
                self(path, body, **options)
            except urllib.error.HTTPError as error:
                if error.code != HTTPStatus.CONFLICT:
                    raise
            return True

        wait_for(path, ask)

    def run(self, dag: str, fits: Callable[[Any], bool]) -> Any:
        """The first run of a DAG that fits."""

        def find() -> Any:
            runs = self(f"/dags/{dag}/dagRuns?limit=100")["dag_runs"]
            return next((run for run in runs if fits(run)), None)

        return wait_for(f"a run of {dag}", find)


def produce(server: Server, airflow: Callable[..., None]) -> dict[str, Any]:
    """The runs by the names of their examples."""
    server.start("make_wicks", "by-api", conf={"rows": 7, "ratio": 1e-7, "big": 9007199254740993, "é": [1, None, True]})
    server.start("break_lamp", "fails")
    server.start("burn", "burns")
    server.start("burn", "waits")
    server.start("make_wicks", "later", run_after="2030-01-01T00:00:00Z")
    server.start("nightly", "by-ui", headers={"referer": f"{server.url}/dags/nightly"}, note="wick 6\nreplaced é")
    server.start("start_nightly", "starts")
    (asset,) = server("/assets")["assets"]
    server.ask(f"/assets/{asset['id']}/materialize", {})
    days = {"from_date": "2026-11-20T00:00:00Z", "to_date": "2026-11-20T00:00:00Z"}
    server.ask("/backfills", {"dag_id": "nightly", **days})
    airflow("dags", "trigger", "nightly", "--run-id", "by-cli")
    airflow("dags", "test", "nightly", "2026-11-01")

    def done(run: Any) -> bool:
        return run["state"] in ("success", "failed")

    def first(key: str, value: str) -> Callable[[Any], bool]:
        return lambda run: run[key] == value and done(run)

    return {
        "success": server.run("make_wicks", first("dag_run_id", "by-api")),
        "failed": server.run("break_lamp", done),
        "running": server.run("burn", lambda run: run["state"] == "running"),
        "queued": server.run("burn", lambda run: run["state"] == "queued"),
        "queued-for-later": server.run("make_wicks", lambda run: run["dag_run_id"] == "later"),
        "by-ui": server.run("nightly", first("dag_run_id", "by-ui")),
        "by-cli": server.run("nightly", first("triggered_by", "cli")),
        "by-test": server.run("nightly", first("triggered_by", "test")),
        "by-operator": server.run("nightly", first("run_type", "operator_triggered")),
        "backfill": server.run("nightly", first("run_type", "backfill")),
        "scheduled": server.run("nightly", first("run_type", "scheduled")),
        "asset-triggered": server.run("light_lamp", first("run_type", "asset_triggered")),
        "asset-materialization": server.run("make_wicks", first("run_type", "asset_materialization")),
    }


def main(folder: Path) -> None:
    """Start a server, make the runs and write them."""
    programs = folder / "venv" / "bin"
    if not programs.exists():
        venv_with(folder / "venv", f"apache-airflow=={VERSION}")
    (folder / "dags").mkdir(exist_ok=True)
    (folder / "dags" / "lamps.py").write_text(DAGS, encoding="utf-8")
    port = free_port()
    environment = {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "PATH": f"{programs}:/usr/bin:/bin",
    }

    def airflow(*arguments: str) -> None:
        with (folder / "commands.log").open("ab") as log:
            subprocess.run([programs / "airflow", *arguments], env=environment, stdout=log, stderr=log, check=True)

    with running([str(programs / "airflow"), "standalone"], environment, folder / "server.log"):
        server = Server(f"http://127.0.0.1:{port}")
        wait_for("the DAGs", lambda: server("/dags")["total_entries"] >= 6 or None)
        for name, record in produce(server, airflow).items():
            named = {**record, **USER} if record["triggering_user_name"] else record
            user = {} if named["triggering_user_name"] else {"userId": "ada"}
            created = {} if named["queued_at"] else {"createdAt": named["start_date"]}
            write_example(FORM, name, f"produced by apache-airflow {VERSION}", named, {**GIVEN, **user, **created})


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
