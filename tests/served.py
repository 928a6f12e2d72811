"""The service in a process of its own, for tests that ask it as its clients do."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request, its path just as given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def post(self, path: str, value: object, **headers: str) -> Answer:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.ask("POST", path, json.dumps(value), {"Content-Type": "application/json", **named})

    def raw(self, data: bytes, seconds: float = 10) -> bytes:
        """What comes back for ``data`` until the service closes the connection or is silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as peer:
            got = b""
            try:
                peer.sendall(data)
                while piece := peer.recv(65536):
                    got += piece
            except (TimeoutError, ConnectionError):
                pass
            return got

    def lines(self) -> list[dict[str, Any]]:
        """The log so far, without the line for people."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def serving(folder: Path, *options: str, config: str = "", env: dict[str, str] | None = None) -> Iterator[Served]:
    """``reply-lint serve`` in ``folder`` until the end of the block; it must stop as told then.

    ``config`` is put into the folder; empty: what lies there holds.
    """
    if config:
        (folder / "reply-lint.toml").write_text(config, encoding="utf-8")
    log = folder / "log"
    command = [sys.executable, "-m", "reply_lint", "serve", "--port", "0", *options]
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, stderr=stderr, cwd=folder, env={**os.environ, **(env or {})})
    try:
        until = time.monotonic() + 60
        while not (found := re.search(r"http://[^ ]*:(\d+) ", log.read_text(encoding="utf-8"))):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until
            time.sleep(0.05)
        served = Served(process, int(found[1]), log)
        _await_health(served)
        yield served
        if process.poll() is None:
            assert served.stop() == 0, log.read_text(encoding="utf-8")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _await_health(served: Served) -> None:
    for _ in range(600):
        try:
            if served.ask("GET", "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the service does not answer")
