"""What one client can't take from the others: heads and bodies have a size and a time, linting a queue and a time."""

from __future__ import annotations

import asyncio
import gc
import time
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
SHORT = 3_000
"""Characters of a text and its client's message that are linted in milliseconds."""
LINT_SECONDS = 10.0
"""For one text, the wait in the queue included."""
ANSWER_SECONDS = 60.0
"""For a request from its head to the last byte of its answer, which a client may read slowly."""
QUEUE = 64
"""Texts that wait to be linted; who comes then is asked to come again."""
REST_SECONDS = 60.0
"""After so long without a text it is time to tidy up."""
CROWD = 256
"""Requests at once, most of them waiting for their bodies."""

_T = TypeVar("_T")


class OverdueError(Exception):
    """The text was not linted in time."""


def busy() -> ProblemError:
    return ProblemError(503, "сервис занят; повторите запрос через секунду", {"Retry-After": "1"})


class Desk:
    """Where texts are linted, one at a time: all of it is Python, two at once would but take turns.

    A short text is linted by the event loop itself, one a round of the loop, so that others are heard in between. To
    hand it to a thread would take longer: the thread holds the interpreter while the loop has answers to send.
    A long one goes to a thread of its own.
    """

    def __init__(self) -> None:
        self._short: asyncio.Queue[tuple[Callable[[], Any], asyncio.Future[Any], float]] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lint")
        self._waiting = 0
        self._clerk: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[], _T], characters: int, seconds: float = LINT_SECONDS) -> _T:
        """What ``work`` returns. Raises ``OverdueError`` when it takes longer, ``ProblemError`` 503 when too many wait.

        Overdue work that waits is dropped; what has begun ends by itself, and its result is thrown away.
        """
        if self._waiting >= QUEUE:
            raise busy()
        self._waiting += 1
        loop = asyncio.get_running_loop()
        try:
            if characters > SHORT:
                return await asyncio.wait_for(loop.run_in_executor(self._thread, work), seconds)
            done: asyncio.Future[_T] = loop.create_future()
            self._short.put_nowait((work, done, loop.time() + seconds))
            return await asyncio.wait_for(done, seconds)
        except asyncio.TimeoutError:
            raise OverdueError from None
        finally:
            self._waiting -= 1

    def open(self) -> None:
        """Begin to work, in the loop that runs."""
        self._clerk = asyncio.create_task(self._work())

    def close(self) -> None:
        if self._clerk:
            self._clerk.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _work(self) -> None:
        while True:
            try:
                work, done, until = await asyncio.wait_for(self._short.get(), REST_SECONDS)
            except asyncio.TimeoutError:
                gc.collect()  # it takes up to a second, and nobody waits
                work, done, until = await self._short.get()
            if not done.done() and asyncio.get_running_loop().time() < until:
                try:
                    done.set_result(work())
                except Exception as error:
                    done.set_exception(error)
            await asyncio.sleep(0)


async def read_body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """The whole body. Raises ``ProblemError`` when it is too large or slow, ``ConnectionError`` when nobody sends."""
    too_large = ProblemError(413, f"тело запроса больше {BODY // 2**20} МБ; пришлите ответы по частям")
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length[:20]) > BODY:
        raise too_large
    body = bytearray()
    until = time.monotonic() + BODY_SECONDS
    try:
        while True:
            message = await asyncio.wait_for(receive(), until - time.monotonic())
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
