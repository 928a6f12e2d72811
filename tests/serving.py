"""Servers that tests start and end: the service itself, and one that never answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], url: str, log: Path, **more: Any) -> Iterator[None]:
    """A server in a process group of its own, from when it answers at ``url``; all of it ends with the block."""
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True, **more)
    try:
        for _ in range(240):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            try:
                httpx.get(url, timeout=60)
                break
            except httpx.TransportError:
                time.sleep(0.25)
        yield
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(10)


@contextmanager
def service(folder: Path, *options: str) -> Iterator[str]:
    """``reply-lint serve`` with the configuration of ``folder``; its address."""
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "reply_lint", "serve", "--port", url.rpartition(":")[2], *options]
    with running(command, f"{url}/healthz", folder / "service.log", cwd=folder):
        yield url


@contextmanager
def silent() -> Iterator[str]:
    """The address of a service that takes requests and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
