"""What one client can't take from the others. The service runs in a thread here, so that its times can be short."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from reply_lint import Config
from reply_lint.server import limits
from reply_lint.server.app import build
from reply_lint.server.problems import ProblemError

LINT = b"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "HEAD_SECONDS", 0.5)
        patch.setattr(limits, "BODY_SECONDS", 0.5)
        application = build(Config(select=("jargon",)))
        config = uvicorn.Config(
            application, http=limits.Protocol, ws="none", log_level="critical", timeout_keep_alive=1
        )
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            yield int(listening.getsockname()[1])
            server.should_exit = True
            thread.join(20)


def heard(port: int, *pieces: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """What comes back for ``pieces`` sent with pauses between, until the connection is closed; and after how long."""
    started = time.monotonic()
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        try:
            for piece in pieces:
                peer.sendall(piece)
                time.sleep(pause)
            while data := peer.recv(65536):
                got += data
        except ConnectionError:
            pass
    return got, time.monotonic() - started


def problem(got: bytes) -> int:
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    status: int = json.loads(body)["status"]
    assert head.startswith(b"HTTP/1.1 %d " % status)
    return status


def test_a_head_that_does_not_end(port: int) -> None:
    got, seconds = heard(port, LINT[:-2])
    assert problem(got) == 408
    assert seconds < 5


def test_a_head_that_drips(port: int) -> None:
    got, seconds = heard(port, *(bytes([byte]) for byte in LINT[:60]), pause=0.05)
    assert not got or problem(got) == 408
    assert seconds < 10


def test_a_connection_that_says_nothing(port: int) -> None:
    assert heard(port)[0] == b""
    got, seconds = heard(port, b"\r\n")  # which would stop uvicorn's own clock
    assert got == b""
    assert seconds < 5


def test_a_body_that_does_not_come(port: int) -> None:
    assert problem(heard(port, LINT + b'{"text"')[0]) == 408


def test_a_body_that_drips(port: int) -> None:
    pieces = [LINT, *(bytes([byte]) for byte in b'{"text": ""}')]
    got, _ = heard(port, *pieces, pause=0.1)
    assert not got or problem(got) == 408  # whoever goes on sending may not hear it


def test_the_rest_of_a_refused_body_is_not_awaited_for_ever(port: int) -> None:
    head = LINT.replace(b"Content-Length: 13", b"Content-Length: 60000000")
    got, seconds = heard(port, head + b"x" * 1000)
    assert problem(got) == 413
    assert seconds < 10


def test_a_second_request_may_come_late_but_not_half(port: int) -> None:
    whole = LINT + b'{"text": "a"}'
    got, _ = heard(port, whole, LINT[:20], pause=0.1)
    assert got.startswith(b"HTTP/1.1 200 ")
    assert got.count(b"HTTP/1.1 ") == 2
    assert b"HTTP/1.1 408 " in got


def test_the_service_goes_on_when_clients_leave(port: int) -> None:
    for piece in (LINT, LINT[:30], LINT + b'{"text"', LINT + b'{"text": "a"}'):
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.sendall(piece)
    assert heard(port, LINT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + b'{"text": "a"}')[0].startswith(
        b"HTTP/1.1 200 "
    )


# --- The desk ---


def test_a_full_queue_asks_to_come_again() -> None:
    async def crowd() -> list[object]:
        desk = limits.Desk()
        desk.open()
        try:
            jobs = (desk.run(lambda: 1, 10) for _ in range(limits.QUEUE + 5))
            return await asyncio.gather(*jobs, return_exceptions=True)
        finally:
            desk.close()

    done = asyncio.run(crowd())
    refused = [one for one in done if isinstance(one, ProblemError)]
    assert done.count(1) == limits.QUEUE
    assert [(one.status, one.headers) for one in refused] == [(503, {"Retry-After": "1"})] * 5


@pytest.mark.parametrize("characters", [10, limits.SHORT + 1])
def test_what_waits_too_long_is_dropped(characters: int) -> None:
    done: list[int] = []

    async def wait() -> None:
        desk = limits.Desk()
        desk.open()
        try:
            first = asyncio.create_task(desk.run(lambda: time.sleep(0.3), characters))
            await asyncio.sleep(0)
            with pytest.raises(limits.OverdueError):
                await desk.run(lambda: done.append(1), characters, 0.1)
            await first
            assert await desk.run(lambda: 7, characters) == 7
        finally:
            desk.close()

    asyncio.run(wait())
    assert done == []


def test_trouble_at_the_desk_is_its_askers_alone() -> None:
    async def ask() -> None:
        desk = limits.Desk()
        desk.open()
        try:
            with pytest.raises(ZeroDivisionError):
                await desk.run(lambda: 1 / 0, 1)
            assert await desk.run(lambda: 7, 1) == 7
        finally:
            desk.close()

    asyncio.run(ask())
