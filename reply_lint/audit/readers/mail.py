"""Mail in an .mbox file: a folder of sent mail, or a whole support mailbox.

Whose mail is the company's own? A mailbox has one address that is in nearly every message, as sender or as recipient;
its domain is the company's, unless it is one of those where everybody has mail.
"""

from __future__ import annotations

import mailbox
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
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


_ODD = (MessageError, ValueError, LookupError, TypeError, AttributeError)
"""What ``email`` raises on odd mail."""


def _records(path: Path) -> Iterator[Record | Rejected]:
    try:
        box = mailbox.mbox(path, create=False)
    except (OSError, mailbox.Error) as error:
        raise ReplyLintError(str(path), f"файл не читается: {getattr(error, 'strerror', None) or error}") from None
    with closing(box):
        keys = box.keys()
        headers, parser = BytesHeaderParser(), BytesParser()
        own = company(headers.parsebytes(box.get_bytes(key)) for key in islice(keys, _LOOKED_AT))
        for number, key in enumerate(keys, 1):
            raw = box.get_bytes(key)
            try:
                yield Record(number, _fields(parser.parsebytes(raw), own))
            except _ODD as error:
                yield rejected(UNIT, number, f"письмо не разобрать: {error}", raw[:2000].decode("utf-8", "replace"))


def company(messages: Iterator[Message]) -> str:
    """The domain, or at a public mail service the address, of those whose mailbox it is."""
    seen: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    for message in messages:
        senders = [_whose(address) for _, address in _addresses(message, "from")]
        seen.update({*senders, *(_whose(address) for _, address in _addresses(message, "to", "cc"))})
        sent.update(senders)
    # One client who wrote all the mail is seen as often.
    return max(seen, key=lambda whose: (seen[whose], "@" not in whose, sent[whose]), default="")


def _whose(address: str) -> str:
    domain = address.rpartition("@")[2].lower()
    return address.lower() if domain in _PUBLIC else domain


def _addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    """Names and addresses."""
    found = getaddresses([_header(message, name) for name in names])
    return [(name, address) for name, address in found if "@" in address]


def _header(message: Message, name: str) -> str:
    """A header without its encoding; empty when there is none."""
    value = str(message.get(name, ""))
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (MessageError, LookupError, ValueError):
        return value


def _fields(message: Message, own: str) -> dict[str, Any]:
    name, address = next(iter(_addresses(message, "from")), ("", ""))
    thread = f"{message.get('references', '')} {message.get('in-reply-to', '')}".split()
    id = str(message.get("message-id", "")).strip()
    body, kind = _body(message)
    return {
        "message_id": id,
        "thread": thread[0] if thread else id,
        "from": address,
        "from_name": name or address,
        "date": str(message.get("date", "")),
        "own": _whose(address) == own,
        "auto": _is_automatic(message),
        "content_type": kind,
        "body": body,
    }


def _is_automatic(message: Message) -> bool:
    return (
        str(message.get("auto-submitted", "no")).lower() != "no"
        or str(message.get("precedence", "")).lower() == "auto_reply"
        or "x-autoreply" in message
    )


def _body(message: Message) -> tuple[str, str]:
    """Text and its content type: the plain part, or the HTML one when that is empty."""
    parts: dict[str, Message] = {}
    for part in message.walk():
        if part.get_content_disposition() != "attachment":
            parts.setdefault(part.get_content_type(), part)
    for kind in ("text/plain", "text/html"):
        text = _decoded(parts[kind]) if kind in parts else ""
        if text.strip():
            return text, kind
    return "", "text/plain"


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
