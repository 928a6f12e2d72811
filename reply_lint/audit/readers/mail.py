"""Mail in an .mbox file: a folder of sent mail, or a whole support mailbox.

Whose mail is the company's own? A mailbox has one address that is in nearly every message, as sender or as recipient;
its domain is the company's, unless it is one of those where everybody has mail.
"""

from __future__ import annotations

import mailbox
from collections import Counter
from collections.abc import Collection, Iterator
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses
from itertools import islice
from pathlib import Path
from typing import Any

from reply_lint.audit.readers import Export, Record, rejected
from reply_lint.audit.rows import Rejected
from reply_lint.model import ReplyLintError

UNIT = "письмо"
_LOOKED_AT = 2000  # messages from which the company's address is told
_PUBLIC = frozenset(
    "mail.ru bk.ru list.ru inbox.ru internet.ru yandex.ru ya.ru rambler.ru gmail.com googlemail.com outlook.com "
    "hotmail.com live.com icloud.com me.com yahoo.com proton.me protonmail.com".split()
)
_CHARSETS = ("utf-8", "cp1251")


def read(path: Path, lists: Collection[str] = ()) -> Export:
    """Messages in their order, each with ``own`` (the company sent it) and ``auto`` (a program did)."""
    return Export(UNIT, _records(path))


def _records(path: Path) -> Iterator[Record | Rejected]:
    try:
        box = mailbox.mbox(path, create=False)
        keys = box.keys()
    except (OSError, mailbox.Error) as error:
        raise ReplyLintError(str(path), f"файл не читается: {getattr(error, 'strerror', None) or error}") from None
    try:
        headers = BytesHeaderParser(policy=policy.compat32)
        own = company(headers.parsebytes(box.get_bytes(key)) for key in islice(keys, _LOOKED_AT))
        parser = BytesParser(policy=policy.default)
        for number, key in enumerate(keys, 1):
            raw = box.get_bytes(key)
            try:
                yield Record(number, _fields(parser.parsebytes(raw), own))
            except (ValueError, LookupError, TypeError, AttributeError) as error:  # what email raises on odd headers
                yield rejected(UNIT, number, f"письмо не разобрать: {error}", raw[:2000].decode("utf-8", "replace"))
    finally:
        box.close()


def company(messages: Iterator[Message]) -> str:
    """The domain, or at a public mail service the address, of those whose mailbox it is."""
    seen: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    for message in messages:
        seen.update({_whose(address) for address in _addresses(message, "from", "to", "cc")})
        sent.update(map(_whose, _addresses(message, "from")))
    # One client who wrote all the mail is seen as often.
    return max(seen, key=lambda whose: (seen[whose], "@" not in whose, sent[whose]), default="")


def _whose(address: str) -> str:
    domain = address.rpartition("@")[2]
    return address if domain in _PUBLIC else domain


def _addresses(message: Message, *names: str) -> list[str]:
    found = [str(value) for name in names for value in message.get_all(name, [])]
    return [address.lower() for _, address in getaddresses(found) if "@" in address]


def _fields(message: EmailMessage, own: str) -> dict[str, Any]:
    sender = next(iter(getaddresses([str(message.get("from", ""))])), ("", ""))
    thread = " ".join(str(message.get(name, "")) for name in ("references", "in-reply-to")).split()
    id = str(message.get("message-id", "")).strip()
    body, kind = _body(message)
    auto = str(message.get("auto-submitted", "no")).lower() != "no" or "x-autoreply" in message
    bulk = str(message.get("precedence", "")).lower() in ("bulk", "auto_reply", "junk", "list")
    return {
        "message_id": id or "без номера",
        "thread": thread[0] if thread else id,
        "from": sender[1],
        "from_name": sender[0] or sender[1],
        "to": str(message.get("to", "")),
        "subject": str(message.get("subject", "")),
        "date": str(message.get("date", "")),
        "own": _whose(sender[1].lower()) == own,
        "auto": auto or bulk,
        "content_type": kind,
        "body": body,
    }


def _body(message: EmailMessage) -> tuple[str, str]:
    """Text and its content type: the plain part, or the HTML one when that is empty."""
    found = ("", "text/plain")
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        if part is not None:
            found = _decoded(part), f"text/{kind}"
            if found[0].strip():
                break
    return found


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for charset in (part.get_content_charset("utf-8"), *_CHARSETS):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace")
