"""Runs MLflow on loopback and writes the examples of `mlflow-run`, one for every status and more.

To be run by hand: `python -m tests.services.mlflow [FOLDER]`. FOLDER is for the venv and the server's data; by default
it is a new temporary one. The data is in SQLite, and the artifact root is never used.
"""

import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from tests.services.service import free_port, request, running, venv_with, wait_for, write_example

VERSION = "3.17.2"
FORM = "mlflow-run"
START, END = 1789000000123, 1789000009999
#: What a run of MLflow does not say.
GIVEN = {"workspaceId": "lantern", "mode": "async", "triggeredBy": "user"}
#: What a run that has not ended does not say either.
NOT_ENDED = {**GIVEN, "updatedAt": "2026-09-10T00:30:00Z"}


class Client:
    """Makes runs over REST."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/api/2.0/mlflow/"
        wait_for("the server", partial(self.ask, "experiments/get?experiment_id=0"))
        self.experiment = self.ask("experiments/create", {"name": "wick"})["experiment_id"]

    def ask(self, path: str, body: Any = None) -> Any:
        """The answer to a GET, or to a POST of a value."""
        return request(self._url + path, body)

    def run(self, name: str, status: str | None, **tags: str) -> str:
        """Create a run, maybe give it a status, and return its id."""
        given = [{"key": key.replace("_", "."), "value": value} for key, value in tags.items()]
        body = {"experiment_id": self.experiment, "run_name": name, "start_time": START, "user_id": "ada"}
        run: str = self.ask("runs/create", {**body, "tags": given})["run"]["info"]["run_id"]
        if status is not None:
            end = {} if status == "SCHEDULED" else {"end_time": END}
            self.ask("runs/update", {"run_id": run, "status": status, **end})
        return run

    def log(self, run: str, metrics: dict[str, Any], *, step: int = 0, **params: str) -> None:
        """Log metrics and parameters of a run."""
        for key, value in metrics.items():
            body = {"run_id": run, "key": key, "value": value, "timestamp": START + 1000, "step": step}
            self.ask("runs/log-metric", body)
        for key, value in params.items():
            self.ask("runs/log-parameter", {"run_id": run, "key": key, "value": value})

    def write(self, name: str, run: str, given: dict[str, str], *, profile: str = "published") -> None:
        """Write the example of a run."""
        record = self.ask(f"runs/get?run_id={run}")["run"]
        write_example(FORM, name, f"produced by mlflow {VERSION}", record, given, profile=profile)


def write_all(client: Client) -> None:
    """Make the runs and write their examples."""
    client.write("scheduled", client.run("scheduled", "SCHEDULED"), NOT_ENDED)
    for status in ("FAILED", "KILLED"):
        client.write(status.lower(), client.run(status.lower(), status), GIVEN)

    finished = client.run("finished", "FINISHED", mlflow_user="grace", mlflow_source_type="LOCAL", note="é 🙂")
    client.log(finished, {"loss": 0.05, "tiny": 1e-300, "acc": 1}, step=9007199254740993, lr="0.001", empty="")
    dataset = {"name": "wicks", "digest": "d1", "source_type": "local", "source": '{"uri": "wicks.csv"}'}
    inputs = [{"tags": [{"key": "mlflow.data.context", "value": "train"}], "dataset": dataset}]
    client.ask("runs/log-inputs", {"run_id": finished, "datasets": inputs})
    model = {"experiment_id": client.experiment, "name": "wick", "source_run_id": finished}
    made = client.ask("logged-models", model)["model"]["info"]["model_id"]
    client.ask("runs/outputs", {"run_id": finished, "models": [{"model_id": made, "step": 1}]})
    client.write("finished", finished, GIVEN)

    client.write("running", client.run("running", None, mlflow_parentRunId=finished), NOT_ENDED)
    odd = client.run("not-a-number", "FINISHED")
    client.log(odd, {"nan": "NaN", "infinite": "Infinity", "least": "-Infinity", "zero": -0.0})
    client.write("not_a_number", odd, GIVEN, profile="tolerant")
    deleted = client.run("deleted", "FAILED")
    client.ask("runs/delete", {"run_id": deleted})
    client.write("deleted", deleted, GIVEN)


def main(folder: Path) -> None:
    """Start the server and write the examples."""
    programs, port = venv_with(folder / "venv", f"mlflow=={VERSION}"), free_port()
    command = [str(programs / "mlflow"), "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", f"sqlite:///{folder}/runs.db", "--default-artifact-root", "s3://bucket/mlruns"]
    with running(command, {}, folder / "server.log"):
        write_all(Client(f"http://127.0.0.1:{port}"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))
