"""``reply-lint serve``."""

from __future__ import annotations

import gc
import ipaddress
import logging.config
import os
import signal
import socket
import sys
import tempfile
from functools import partial

import click
import uvicorn
from starlette.types import ASGIApp

from reply_lint.config import Config
from reply_lint.linter import Linter
from reply_lint.model import ReplyLintError
from reply_lint.server import logs
from reply_lint.server.app import build
from reply_lint.server.limits import Protocol
from reply_lint.server.metrics import VARIABLE

KEEP_ALIVE_SECONDS = 30
STOP_SECONDS = 15
"""What is being answered when the service is told to stop has so long to be done."""


def run(
    config: Config, host: str, port: int, workers: int, token: str | None, origins: tuple[str, ...], allow_open: bool
) -> None:
    """Serve until a signal says stop. Raises ``ReplyLintError`` when it can't start."""
    token = token or None  # an empty one would open to an empty one
    if not (token or allow_open or is_loopback(host)):
        raise ReplyLintError(
            "serve", f"адрес {host} виден другим: задайте ключ (--token) или, если так и надо, добавьте --allow-open"
        )
    logging.config.dictConfig(logs.CONFIG)
    with _listen(host, port) as listening:
        application = partial(_application, config, token, origins)
        if workers > 1:
            Linter(config)  # broken rules are told once, not by each worker
        settings = uvicorn.Config(
            application if workers > 1 else application(),
            factory=workers > 1,
            http=Protocol,
            ws="none",
            workers=workers,
            log_config=logs.CONFIG,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        where = f"[{host}]" if ":" in host else host
        click.echo(f"reply-lint отвечает на http://{where}:{listening.getsockname()[1]} — остановить: Ctrl+C", err=True)
        if workers > 1:
            _several(settings, listening)
            return
        # uvicorn stops in good order at a signal, and then lets it do what it did before: to end us.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        uvicorn.Server(settings).run(sockets=[listening])


def _application(config: Config, token: str | None, origins: tuple[str, ...]) -> ASGIApp:
    """The application, in a process that is all its own."""
    application = build(config, token, origins)
    gc.collect()
    gc.freeze()  # the rules stay for ever: there is nothing to look for in them
    gc.enable()  # the command starts without
    # What linting remembers only grows, and makes no cycles: to go through all of it again and again takes seconds and
    # finds nothing. What is new is looked at once; everything when nobody waits (limits.REST_SECONDS).
    gc.set_threshold(2_000, 1_000_000, 1_000_000)
    sys.setswitchinterval(0.001)  # a long text in its thread soon lets others go on
    return application


def _several(settings: uvicorn.Config, listening: socket.socket) -> None:
    """Worker processes; their figures are added up in a folder that goes when they do."""
    from uvicorn.supervisors import Multiprocess

    with tempfile.TemporaryDirectory(prefix="reply-lint-") as folder:
        os.environ[VARIABLE] = folder
        Multiprocess(settings, sockets=[listening]).run()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise ReplyLintError("serve", f"адрес {host}:{port} занять не вышло: {told}; назовите другой --port") from None


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
