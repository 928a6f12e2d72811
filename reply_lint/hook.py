"""The moment before Send: a reply in, a decision out. The protocol is ``docs/hook.md``.

``decide`` is for Python; ``reply-lint hook`` and ``POST /v1/hook`` are the same over standard input and HTTP.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from concurrent import futures
from dataclasses import dataclass
from datetime import datetime, timezone
from threading import Thread
from typing import Any, Literal, TypeVar

from reply_lint.config import Config
from reply_lint.formats.jsonfmt import SCHEMA, reply_dict
from reply_lint.formats.terminal import printable
from reply_lint.formats.words import plural
from reply_lint.linter import Linter
from reply_lint.model import Finding, Reply, ReplyLintError, Report

Skipped = Literal["time-limit", "error"]

LONGEST = 100_000
"""Characters of a text or of a client's message; a longer one could not be judged in time."""
SHOWN = 3
"""So many findings are named in a message."""
LINE = 300
"""Most characters of a line of a message, and of what a caller has written into the log."""
PLACE = 60
"""Most characters of the reply that such a line quotes."""
SECRET = "private-data"
"""Critical findings of this category stay stopped whatever the reason: what is sent can't be called back."""

_OPENING = {
    "advise": "Ответ можно отправить, но лучше сначала поправить:",
    "stop": "Ответ ещё не отправлен. Поправьте, пожалуйста:",
}
_MAY_OVERRIDE = "Если всё верно, отправьте как есть и напишите причину."
_SECRET = "Личные данные отправить нельзя и с причиной: уберите их из ответа."
_UNJUDGED = "Ответ не удалось проверить, и он ещё не отправлен. Попробуйте ещё раз; не выйдет — скажите руководителю."
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Settings:
    """The table ``[hook]`` of the configuration."""

    stop: Literal["block", "revise"] = "block"
    """The mildest verdict that stops a reply; a milder one advises."""
    override: bool = True
    """May an agent send a stopped reply by giving a reason?"""
    log: str | None = None
    """The file that overrides are appended to; without it they go to Python's logging."""
    fail: Literal["open", "closed"] = "open"
    """Does a reply that could not be judged go out?"""
    time_limit: float = 2.0
    """Seconds that judging may take."""

    @classmethod
    def of(cls, config: Config) -> Settings:
        return cls(**{key.replace("-", "_"): value for key, value in config.hook.items()})


@dataclass(frozen=True, slots=True)
class Request:
    """What a helpdesk sends. Keys that are not known are let be."""

    text: str
    client: str | None = None
    id: str | None = None
    ticket: str | None = None
    agent: str | None = None
    reason: str | None = None
    """Why the agent sends the reply as it is; None: no override is asked for."""

    @classmethod
    def read(cls, given: object) -> Request:
        """Raises ``ReplyLintError`` that names the key and what was expected."""
        if not isinstance(given, Mapping):
            raise ReplyLintError("hook", 'ожидается объект JSON: {"text": "…"}')
        override = given.get("override")
        if override is not None and not isinstance(override, Mapping):
            raise ReplyLintError("hook", 'override: ожидается {"reason": "…"}')
        if given.get("text") is None:
            raise ReplyLintError("hook", "text: нет текста ответа; ожидается строка")
        strings = {key: _string(given, key) for key in ("text", "client", "id", "ticket", "agent")}
        reason = _string(override, "reason", "override.") if override else None
        return cls(**strings, reason=(reason or "").strip() or None)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the helpdesk is to do."""

    decision: Literal["send", "advise", "stop"]
    message: str | None = None
    """For the agent, in Russian: what to do; a few lines."""
    reply: Reply | None = None
    """The judged reply; None when it was not judged."""
    overridden: bool = False
    may_override: bool = False
    """Would a reason send the stopped reply?"""
    skipped: Skipped | None = None
    """Why the reply was not judged."""

    @property
    def report(self) -> Report | None:
        return self.reply.report if self.reply else None

    def as_json(self) -> dict[str, object]:
        shown = reply_dict(self.reply) if self.reply else {"score": None, "verdict": None, "findings": []}
        return {
            "schema": SCHEMA,
            "decision": self.decision,
            "message": self.message,
            "score": shown["score"],
            "verdict": shown["verdict"],
            "findings": shown["findings"],
            "overridden": self.overridden,
            "may_override": self.may_override,
            "skipped": self.skipped,
        }


def decide(linter: Linter, given: Mapping[str, Any]) -> Decision:
    """Judge a request of the protocol by the settings of ``linter.config``.

    Raises ``ReplyLintError`` for a request that breaks the protocol. Trouble of our own raises nothing: the reply goes
    out or stays as ``[hook] fail`` says.
    """
    settings, request = Settings.of(linter.config), Request.read(given)
    if too_long(request):
        return unjudged(settings, "time-limit")
    try:
        report = within(settings.time_limit, lambda: linter.lint(request.text, request.client))
        return judge(settings, request, report)
    except futures.TimeoutError:
        return unjudged(settings, "time-limit")
    except Exception as error:
        _log.error("reply not judged: %s", type(error).__name__)  # its words could quote the reply
        return unjudged(settings, "error")


def too_long(request: Request) -> bool:
    return max(len(request.text), len(request.client or "")) > LONGEST


def judge(settings: Settings, request: Request, report: Report) -> Decision:
    """The decision over a linted reply; an override that holds is logged. Raises ``OSError`` when it can't be."""
    reply = Reply(request.id or "", request.text, report)
    if report.verdict == "send":
        return Decision("send", reply=reply)
    if report.verdict == "revise" and settings.stop == "block":
        return Decision("advise", _message("advise", report), reply)
    secret = any(f.category == SECRET and f.severity == "critical" for f in report.findings)
    may_override = settings.override and not secret
    if request.reason and may_override:
        _record(settings, request, request.reason, report)
        return Decision("send", reply=reply, overridden=True)
    closing = _SECRET if secret else _MAY_OVERRIDE if may_override else ""
    return Decision("stop", _message("stop", report, closing), reply, may_override=may_override)


def unjudged(settings: Settings, why: Skipped) -> Decision:
    """The decision over a reply that could not be judged."""
    if settings.fail == "open":
        return Decision("send", skipped=why)
    return Decision("stop", _UNJUDGED, skipped=why)


def within(seconds: float, work: Callable[[], _T]) -> _T:
    """What ``work`` returns, if it does so in time; raises ``concurrent.futures.TimeoutError`` if not.

    It runs in a thread of its own. An overdue one is not killed, since half-done work would spoil what the linter
    remembers: it ends by itself (linting is linear, and texts have a limit) and its result is thrown away.
    """
    future: futures.Future[_T] = futures.Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, name="reply-lint", daemon=True).start()
    return future.result(timeout=seconds)


def _message(decision: str, report: Report, closing: str = "") -> str:
    """What to mend first: the costliest findings, one of a rule."""
    costliest: dict[str, Finding] = {}
    for finding in sorted(report.findings, key=lambda f: (f.severity != "critical", -f.lost)):
        costliest.setdefault(finding.rule, finding)
    shown = list(costliest.values())[:SHOWN]
    lines = [_OPENING[decision], *map(_line, shown)]
    rest = len(report.findings) - len(shown)
    if rest:
        lines.append(f"И ещё {plural(rest, 'замечание', 'замечания', 'замечаний')}.")
    return "\n".join([*lines, closing] if closing else lines)


def _line(finding: Finding) -> str:
    said = " ".join(filter(None, (finding.message, finding.suggestion)))
    place = " ".join(finding.text.split())
    if len(place) > PLACE:
        said = said.replace(place, place[:PLACE] + "…")
    said = printable(said)
    return f"• {said if len(said) <= LINE else said[: LINE - 1] + '…'}"


def _record(settings: Settings, request: Request, reason: str, report: Report) -> None:
    """Append the override to the log: a line of JSON that holds nothing of the reply's text."""
    entry = {
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "event": "override",
        **{key: printable(value)[:LINE] for key in ("ticket", "agent", "id") if (value := getattr(request, key))},
        "reason": printable(reason)[:LINE],
        "score": report.score,
        "verdict": report.verdict,
        "rules": sorted({finding.rule for finding in report.findings}),
    }
    line = json.dumps(entry, ensure_ascii=False)
    if settings.log is None:
        _log.warning("%s", line)
        return
    with open(settings.log, "a", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(line + "\n")


def _string(given: Mapping[str, Any], key: str, under: str = "") -> str | None:
    value = given.get(key)
    if value is None:
        return None
    if key in ("id", "ticket", "agent") and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ReplyLintError("hook", f"{under}{key}: ожидается строка")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ReplyLintError("hook", f"{under}{key}: половина суррогатной пары, это не текст") from None
    return value
