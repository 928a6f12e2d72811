"""What one client can't take from the others: heads and bodies have a size and a time, linting a queue and a time."""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.types import Message, Receive
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from reply_lint.server import problems
from reply_lint.server.problems import ProblemError

HEAD = 32 * 1024
"""Bytes of a request's line and headers."""
BODY = 2 * 1024 * 1024
"""Bytes of a body: the longest text and client's message, percent-encoded."""
HEAD_SECONDS = 10.0
BODY_SECONDS = 15.0
LINT_SECONDS = 10.0
"""For one text, the wait in the queue included."""
ANSWER_SECONDS = 60.0
"""For a request from its head to the last byte of its answer, which a client may read slowly."""
QUEUE = 64
"""Texts that wait to be linted; who comes then is asked to come again."""

_T = TypeVar("_T")


class OverdueError(Exception):
    """The text was not linted in time."""


class Desk:
    """One thread that lints and those who wait for it. Linting is all Python: two threads would but take turns."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lint")
        self.waiting = 0

    async def run(self, work: Callable[[], _T], seconds: float = LINT_SECONDS) -> _T:
        """What ``work`` returns. Raises ``OverdueError`` when it takes longer, ``ProblemError`` 503 when too many wait.

        OverdueError work that waits is dropped; what has begun ends by itself, and its result is thrown away.
        """
        if self.waiting >= QUEUE:
            raise ProblemError(503, "сервис занят; повторите запрос через секунду", {"Retry-After": "1"})
        self.waiting += 1
        try:
            return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(self._thread, work), seconds)
        except asyncio.TimeoutError:
            raise OverdueError from None
        finally:
            self.waiting -= 1

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


async def read_body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """The whole body. Raises ``ProblemError`` when it is too large or slow, ``ConnectionError`` when nobody is there."""
    too_large = ProblemError(413, f"тело запроса больше {BODY // 2**20} МБ; пришлите ответы по частям")
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length[:20]) > BODY:
        raise too_large
    body = bytearray()
    try:
        while True:
            message = await asyncio.wait_for(receive(), BODY_SECONDS)
            if message["type"] == "http.disconnect":
                raise ConnectionError
            body += message.get("body", b"")
            if len(body) > BODY:
                raise too_large
            if not message.get("more_body", False):
                return bytes(body)
    except asyncio.TimeoutError:
        raise ProblemError(408, f"тело запроса не дошло за {BODY_SECONDS:g} с", {"Connection": "close"}) from None


def replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives ``body`` at once, and then what ``receive`` gives."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again


class Protocol(HttpToolsProtocol):
    """uvicorn's, which waits for a request's head as long as it takes, and takes as much of it as comes."""

    _timer: TimerHandle | None = None
    _in_head = False
    _head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self._arm()
        if self._in_head:
            self._head += len(data)
            if self._head > HEAD:
                self._refuse(431, "заголовки запроса слишком длинные")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._in_head = True
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._disarm()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "это не запрос HTTP")

    def _arm(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._late)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        """The head did not come in time; nor, maybe, the rest of a body that was refused."""
        self._timer = None
        if self._in_head:
            self._refuse(408, f"запрос не дошёл за {HEAD_SECONDS:g} с")
        else:
            self.transport.close()

    def _refuse(self, status: int, detail: str) -> None:
        if self.transport.is_closing():
            return
        told = problems.body(status, detail)
        head = f"content-type: {problems.MEDIA}\r\ncontent-length: {len(told)}\r\nconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[status] + head.encode() + told)
        self.transport.close()
