"""What an audit reads and writes: a row is one public reply of an agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One reply to be linted, as a reader found it in an export."""

    text: str
    """The reply in plain text; quotes and signatures are masked later, by the linter."""
    id: str
    """The message's own id; readers that find none make one from its place."""
    client: str | None = None
    """The client's last message before the reply, in plain text."""
    ticket: str | None = None
    agent: str | None = None
    team: str | None = None
    time: datetime | None = None
    """With a time zone when the export names one, else as written."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read."""

    place: str
    """«строка 12», «запись 3, сообщение 2»."""
    reason: str
    """In Russian: what is wrong and what to do."""
    raw: str
    """The beginning of what stood there, at most 500 characters."""
