"""What the scripts of all services share: a venv with pinned packages, a server on loopback, and examples from it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import runbridge as rb

ROOT = Path(__file__).parents[2]
HUB = "workflow-run"
#: How long a server may take to start, or a run to reach a state.
_SECONDS = 240.0

Found = TypeVar("Found")


def venv_with(folder: Path, requirement: str) -> Path:
    """The folder of the programs of a new venv that has one package."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", requirement], check=True)
    return folder / "bin"


def free_port() -> int:
    """A port of loopback that nothing listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """Run a program in a process group of its own, which is ended at last."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield
        finally:
            # Not more gently: some wait for the runs that they have started.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def request(url: str, body: Any = None, *, method: str | None = None, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON that a server answers to a request."""
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(
        url, data, {"content-type": "application/json", **(headers or {})}, method=method or ("POST" if data else "GET")
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.loads(answer.read())


def wait_for(what: str, find: Callable[[], Found | None]) -> Found:
    """What a function finds at last: not while the server does not run, or its database is locked."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            found = find()
        except (urllib.error.URLError, ConnectionError) as error:
            if isinstance(error, urllib.error.HTTPError) and error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            found = None
        if found is not None:
            return found
        time.sleep(0.5)
    raise TimeoutError(what)


def write_example(
    form: str, name: str, source: str, record: Any, given: Mapping[str, str], *, profile: str = "published"
) -> None:
    """Write an example; the record of the hub in it is to be reviewed."""
    hub = rb.convert(json.dumps(record).encode(), HUB, form, residue="drop", set=given, profile=profile)
    named = {} if profile == "published" else {"profile": profile}
    example = {"source": source, **named, "set": dict(given), "record": record, "hub": json.loads(hub.data)}
    path = ROOT / "schemas" / form.replace("-", "_") / "examples" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(example, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
