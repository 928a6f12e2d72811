"""Files of exports as records: one module a kind of file, none of which knows what a reply is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reply_lint.audit.rows import Rejected

RAW = 500
"""Characters of a broken row that are kept."""


class Record(NamedTuple):
    """A row of a table, an object of JSON, a mail."""

    number: int
    """From 1, as a person counts; the header of a table is row 1."""
    data: dict[str, Any]


class Export(NamedTuple):
    """An open export. Whoever stops early leaves the closing of the file to the iterator."""

    unit: str
    """What a record is called: «строка», «запись», «письмо»."""
    items: Iterator[Record | Rejected]
    table: bool = True
    """Whether the first record has the keys of all others."""


Reader = Callable[[Path, Collection[str]], Export]
"""A file and the names under which a JSON document may hold its list of records."""


def rejected(unit: str, number: int, reason: str, raw: object) -> Rejected:
    """A ``Rejected`` that can be written anywhere: what could not be decoded shows as �."""
    text = raw if isinstance(raw, str) else repr(raw)
    return Rejected(f"{unit} {number}", reason, sound(text[:RAW]))


def sound(text: str) -> str:
    """``text`` without lone surrogates, which no encoding can write."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
