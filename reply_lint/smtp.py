"""A gate before a mail server: a mail that an agent sends is read, then refused or handed on as it came.

For every helpdesk that mails. ``Gate`` says yes or no, ``relay`` hands on, ``serve`` runs until it is told to stop.
The mail is never taken over: the sender hears "sent" only after the server behind has said so, and anything else keeps
the mail with the sender. How to wire it: ``docs/helpdesks.md``.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import re
import signal
import smtplib
import socket
import sys
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from typing import NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session

from reply_lint import files, hook
from reply_lint.audit import bodies
from reply_lint.formats.terminal import printable
from reply_lint.linter import Linter
from reply_lint.model import ReplyLintError, Report

Address = tuple[str, int]

LARGEST = 64 * 2**20
"""Bytes of a mail; larger ones are refused by its size."""
PATIENCE = 240.0
"""Seconds that a server behind may take to answer; less than senders wait (five minutes and more)."""
FAREWELL = 30.0
"""Seconds that mails on their way are given when the gate is told to stop."""
OVERRIDE = "X-Reply-Lint-Override"
"""The header with the reason to send a mail as it is."""
_ANSWER = 500  # bytes of an answer's line: RFC 5321 has 512 with its code and its end
_OURS = re.compile(rb"^x-reply-lint-[^:\r\n]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]*> ?(?!>)(.*)$", re.MULTILINE)
_log = logging.getLogger(__name__)


class Mail(NamedTuple):
    """What is asked of a mail."""

    text: str
    client: str | None
    """The lines that the mail quotes; lines quoted twice are older and the agent's own."""
    id: str
    reason: str | None


def read(content: bytes) -> Mail | None:
    """The mail's text as its reader sees it; None when it has none. Raises what the ``email`` package raises."""
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    for kind in ("html", "plain"):  # what is shown when a mail has both
        part = mail.get_body((kind,))
        text = bodies.text(_decoded(part), kind) if part is not None else ""
        if text:
            quoted = "\n".join(_QUOTED.findall(text)).strip()
            return Mail(text, quoted or None, _header(mail, "Message-ID"), _header(mail, OVERRIDE) or None)
    return None


def _decoded(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    try:
        return data.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return files.decode("mail", data)[0]


def _header(mail: EmailMessage, name: str) -> str:
    raw = str(mail.get(name, ""))
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


@dataclass(frozen=True)
class Gate:
    """Judges mails before ``relay``; aiosmtpd calls ``handle_DATA`` in its loop."""

    linter: Linter
    relay: Address
    reject: bool = True
    """Refuse a stopped mail; False: let it pass, as all others, with the judgement in its headers."""
    internal: frozenset[str] = frozenset()
    """Domains of the company: mails to nobody else pass unread."""
    under_way: set[asyncio.Future[str]] = field(default_factory=set)
    """Mails that have not been answered yet."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = asyncio.ensure_future(asyncio.to_thread(self.answer, envelope))
        self.under_way.add(answer)
        answer.add_done_callback(self.under_way.discard)
        return await answer

    async def handle_exception(self, error: Exception) -> str:
        """Trouble of ours: the sender keeps the mail and tries again."""
        _log.error("mail not handled: %s", type(error).__name__)  # its words could quote the mail
        return "451 4.3.0 Trouble in the gate, try again later"

    def answer(self, envelope: Envelope) -> str:
        """What the sender hears about a mail: it is refused, or handed on and the server behind speaks."""
        content = envelope.original_content or b""
        decision = self._decide(envelope, content) if self._goes_out(envelope) else None
        content = _without_ours(content)
        if decision is not None:
            _note(decision)
            if self.reject and decision.decision == "stop":
                return _refusal(self.linter, decision, envelope.smtp_utf8)
            if not self.reject:
                content = _judgement(decision) + content
        return hand_on(self.relay, envelope, content)

    def _goes_out(self, envelope: Envelope) -> bool:
        """Whether a person wrote the mail (bounces have no sender) to somebody outside the company."""
        domains = {address.rpartition("@")[2].lower() for address in envelope.rcpt_tos}
        return envelope.mail_from not in (None, "", "<>") and not domains <= self.internal

    def _decide(self, envelope: Envelope, content: bytes) -> hook.Decision | None:
        """None: there is nothing to read."""
        try:
            mail = read(content)
        except Exception as error:  # of the many ways in which a mail can be broken none is a reason to lose it
            _log.error("mail not read: %s", type(error).__name__)
            return hook.unjudged(hook.Settings.of(self.linter.config), "error")
        if mail is None:
            return None
        given = {"text": mail.text, "client": mail.client, "id": mail.id, "agent": envelope.mail_from}
        return hook.decide(self.linter, {**given, "override": {"reason": mail.reason}})


def _note(decision: hook.Decision) -> None:
    """A line in the log, without a word of the mail."""
    if decision.report is None:
        _log.warning("%s: not judged (%s)", decision.decision, decision.skipped)
        return
    said = "send, overridden" if decision.overridden else decision.decision
    _log.info("%s: %d of 100, %s", said, decision.report.score, ", ".join(_rules(decision.report)) or "no findings")


def _rules(report: Report) -> list[str]:
    """Rules that found something, the costliest first."""
    return list(dict.fromkeys(f.rule for f in sorted(report.findings, key=lambda f: -f.lost)))


def _refusal(linter: Linter, decision: hook.Decision, utf8: bool) -> str:
    """One line that mail servers log and show to the sender: rules, and nothing of what the mail says.

    In Russian for those who asked for SMTPUTF8 (RFC 6531), who alone can be sent it.
    """
    report = decision.report
    if report is None:
        return "451 4.7.1 The reply could not be judged, try again later"
    rules = _rules(report)
    if utf8:
        named = "; ".join(linter.cards[rule].title.lower() for rule in rules)
        said = f"Письмо не отправлено, оценка {report.score} из 100. Поправьте: {named}"
    else:
        said = f"Reply not sent, score {report.score} of 100: {', '.join(rules)}"
    return _line(550, f"5.7.1 {said}", utf8)


def _line(code: int, said: str, utf8: bool = False) -> str:
    """An answer of one line that is not too long."""
    charset = "utf-8" if utf8 else "ascii"
    return f"{code} {printable(said)}".encode(charset, "replace")[:_ANSWER].decode(charset, "ignore")


def _without_ours(content: bytes) -> bytes:
    """``content`` without our headers: the override is not for the client, and a judgement could be forged."""
    end = content.find(b"\r\n\r\n")
    head, body = (content, b"") if end < 0 else (content[: end + 2], content[end + 2 :])
    return _OURS.sub(b"", head) + body


def _judgement(decision: hook.Decision) -> bytes:
    """The judgement as headers, to stand before all others."""
    values: dict[str, str] = {"Decision": decision.decision}
    if decision.report is not None:
        values |= {"Score": str(decision.report.score), "Verdict": decision.report.verdict}
        values["Rules"] = ",\r\n ".join(re.sub(r"[^!-~]", "?", rule) for rule in _rules(decision.report))
    if decision.skipped:
        values["Skipped"] = decision.skipped
    return "".join(f"X-Reply-Lint-{name}: {value}\r\n" for name, value in values.items() if value).encode("ascii")


def hand_on(relay: Address, envelope: Envelope, content: bytes) -> str:
    """Send ``content`` on to ``relay``, for all recipients or for none; the answer is what ``relay`` said."""
    smtp = smtplib.SMTP(timeout=PATIENCE, local_hostname=socket.gethostname())
    try:
        greeting = smtp.connect(*relay)
        if greeting[0] != 220:
            raise smtplib.SMTPConnectError(*greeting)
        smtp.ehlo_or_helo_if_needed()
        if envelope.smtp_utf8 and not smtp.has_extn("smtputf8"):
            return "550 5.6.7 The mail server behind the gate has no SMTPUTF8"
        wanted = {"SMTPUTF8": envelope.smtp_utf8, "BODY=8BITMIME": not content.isascii() and smtp.has_extn("8bitmime")}
        answer = smtp.mail(envelope.mail_from or "", [option for option, use in wanted.items() if use])
        for address in envelope.rcpt_tos:
            if answer[0] // 100 == 2:
                answer = smtp.rcpt(address)
        if answer[0] // 100 == 2:
            answer = smtp.data(content)
    except UnicodeEncodeError:
        return "553 5.6.7 An address that is not ASCII needs SMTPUTF8"
    except (OSError, smtplib.SMTPException) as error:
        _log.error("mail server %s:%d: %s", *relay, type(error).__name__)
        return "451 4.4.1 No answer from the mail server behind the gate, try again later"
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()
    code, text = answer
    return _line(code if code in range(200, 600) and code != 421 else 451, text.decode("ascii", "replace"))


class _Door(SMTP):
    """The gate is no stricter about long lines than a server behind it."""

    line_length_limit = 2**20


def serve(gate: Gate, listen: Address) -> None:
    """Answer on ``listen`` until SIGTERM or SIGINT. Raises ``ReplyLintError`` when the address can't be had."""
    logging.basicConfig(stream=sys.stderr, format="%(message)s")
    logging.getLogger("reply_lint").setLevel(logging.INFO)
    gc.enable()
    asyncio.run(_serve(gate, listen))


async def _serve(gate: Gate, listen: Address) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    name = socket.gethostname()
    for sign in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows stops by an exception
            loop.add_signal_handler(sign, stop.set)

    def door() -> SMTP:
        return _Door(gate, hostname=name, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="reply-lint", loop=loop)

    try:
        server = await loop.create_server(door, *listen)
    except OSError as error:
        raise ReplyLintError("smtp", f"адрес {listen[0]}:{listen[1]} не открывается: {error.strerror}") from None
    _log.info("Слушаю %s:%d, передаю на %s:%d", *server.sockets[0].getsockname()[:2], *gate.relay)
    await stop.wait()
    server.close()
    if gate.under_way:
        await asyncio.wait(gate.under_way, timeout=FAREWELL)
        await asyncio.sleep(0.1)  # the answers go out
