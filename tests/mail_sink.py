"""A real mail server on loopback that keeps what it gets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """``answers`` says what to reply to a command (``{"RCPT": "550 no"}``); all else is accepted."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.delay = 0.0
        """Seconds from getting a mail to saying so."""
        self.port = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(e.content, policy=policy.default) for e in self.envelopes]  # type: ignore[misc]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self.answers.get("RCPT", "250 2.1.5 Ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.get("DATA", "250 2.0.0 Ok: queued as 4711")
        if answer.startswith("250"):
            self.envelopes.append(envelope)
            await asyncio.sleep(self.delay)
        return answer


class _Server(SMTP):
    line_length_limit = 2**20


@contextmanager
def listening(port: int = 0, **options: Any) -> Iterator[Sink]:
    """A sink in a thread of its own, while the block runs; ``options`` go to aiosmtpd's ``SMTP``."""
    sink = Sink()
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> asyncio.Server:
        return await loop.create_server(
            lambda: _Server(sink, hostname="sink.example", loop=loop, **options), "127.0.0.1", port
        )

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
