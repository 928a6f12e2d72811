"""What every request passes, outermost: a number, the token, the whole body; when it is answered, a line in the log."""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
import time
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reply_lint.server import limits, metrics, problems
from reply_lint.server.logs import log, where
from reply_lint.server.problems import ProblemError

OPEN = ("/", "/healthz", "/openapi.json")
"""Addresses that need no token, besides those of ``/assets/``: they tell nothing of anyone."""
CHECKS_ITSELF = "/v2/check"
"""Its clients may send the token as a field of the form."""
GONE = 499
"""In log and figures: the client did not wait for the answer."""
_NUMBER = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_HEADERS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]


@dataclass(frozen=True)
class Token:
    """The secret that clients show; None: nobody asks."""

    secret: str | None = None

    def opens(self, given: str | None) -> bool:
        """Compared in a time that does not tell how much of it is right."""
        if self.secret is None:
            return True
        return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode())

    def check(self, given: str | None) -> None:
        """Raises ``ProblemError`` 401."""
        if not self.opens(given):
            raise ProblemError(401, "нужен ключ доступа: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})


def bearer(headers: dict[bytes, bytes]) -> str | None:
    scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
    return given.strip().decode("utf-8", "replace") if scheme.lower() == b"bearer" else None


@dataclass
class Edge:
    app: ASGIApp
    token: Token
    inside: int = 0
    """Requests that are being answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        number = given if _NUMBER.fullmatch(given) else secrets.token_hex(8).encode()
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_HEADERS, (b"x-request-id", number)]
            await send(message)

        self.inside += 1
        with metrics.IN_FLIGHT.track_inprogress():
            try:
                await asyncio.wait_for(self._serve(scope, headers, receive, answer), limits.ANSWER_SECONDS)
            except ConnectionError:
                pass  # nobody is there to be told
            except asyncio.TimeoutError:
                if not status:
                    told = f"запрос не выполнен за {limits.ANSWER_SECONDS:g} с; пришлите ответы по частям"
                    await problems.response(503, told)(scope, receive, answer)
            except Exception as error:
                if not status:
                    await problems.response(500, problems.SAID[500])(scope, receive, answer)
                log.error("failed", extra={"fields": {"id": number.decode(), **where(error)}})
            finally:
                self.inside -= 1
                _note(scope, status or GONE, time.perf_counter() - started, number.decode())

    async def _serve(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        path = scope["path"]
        try:
            if self.inside > limits.CROWD:
                raise limits.busy()
            if path not in OPEN and path != CHECKS_ITSELF and not path.startswith("/assets/"):
                self.token.check(bearer(headers))
            body = await limits.read_body(headers, receive)
        except ProblemError as problem:
            told = problems.response(problem.status, problem.detail, problem.headers)
            await told(scope, receive, send)
            return
        await self.app(scope, limits.replay(body, receive), send)


def _note(scope: Scope, status: int, seconds: float, number: str) -> None:
    known = scope["path"] if scope["path"] in OPEN else "-"  # never any path as sent: a text may stand in it
    route = getattr(scope.get("route"), "path", known)
    metrics.REQUESTS.labels(route, status).inc()
    metrics.SECONDS.labels(route).observe(seconds)
    fields = {"id": number, "method": scope["method"], "route": route, "status": status, "ms": round(1000 * seconds, 1)}
    log.info("request", extra={"fields": fields})
