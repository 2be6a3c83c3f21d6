"""A client of TypeScript's language server, for one request."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from tests.stubs.node_tools import modules, programs


def completions(file: Path, at: str) -> list[str]:
    """The completions after the first occurrence of a text in a file, in alphabetic order."""
    text = file.read_text(encoding="utf-8")
    before = text[: text.index(at) + len(at)]
    position = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
    opened = {"uri": file.as_uri(), "languageId": "typescript", "version": 1, "text": text}
    command = [programs().node, str(modules() / "typescript" / "bin" / "tsc"), "--lsp", "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin
        assert process.stdout
        server = _Server(process.stdin, process.stdout)
        server.ask("initialize", {"processId": None, "rootUri": file.parent.as_uri(), "capabilities": {}})
        server.send({"method": "initialized", "params": {}})
        server.send({"method": "textDocument/didOpen", "params": {"textDocument": opened}})
        found = server.ask("textDocument/completion", {"textDocument": {"uri": file.as_uri()}, "position": position})
    return sorted(item["label"] for item in found["items"])


class _Server:
    """The messages to and from a language server."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._stdin = stdin
        self._stdout = stdout

    def send(self, message: Mapping[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._stdin.flush()

    def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        """Ask, and answer with null what the server asks meanwhile."""
        self.send({"id": method, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" not in message:
                return message["result"]
            if "id" in message:
                self.send({"id": message["id"], "result": None})

    def _receive(self) -> Any:
        headers = dict(line.split(b":", 1) for line in iter(self._stdout.readline, b"\r\n"))
        return json.loads(self._stdout.read(int(headers[b"Content-Length"])))
