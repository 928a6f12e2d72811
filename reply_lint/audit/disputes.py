"""Accepted exceptions: findings that leads have agreed to leave be, each with its reason and the day it lapses.

A TOML file::

    [[dispute]]
    fingerprint = "3f2a9c…"          # of the finding, from findings.parquet or the report
    reason      = "Так велит договор с партнёром, пункт 4.2"
    expires     = 2026-12-31         # the last day on which it holds
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import tomli

from reply_lint.model import ReplyLintError

_KEYS = {"fingerprint": "строка", "reason": "строка", "expires": "дата, например 2026-12-31"}


@dataclass(frozen=True, slots=True)
class Dispute:
    reason: str
    expires: date
    """The last day on which it holds."""


@dataclass(frozen=True)
class Disputes:
    """Fingerprint → accepted exception."""

    entries: Mapping[str, Dispute]

    def applies(self, fingerprint: str, day: date) -> bool:
        """Is a finding with this fingerprint excepted on ``day``?"""
        dispute = self.entries.get(fingerprint)
        return dispute is not None and day <= dispute.expires

    def lapsed(self, day: date) -> list[str]:
        """Fingerprints whose exception is over on ``day``."""
        return [fingerprint for fingerprint, dispute in self.entries.items() if day > dispute.expires]


def load(path: str | Path) -> Disputes:
    """The exceptions in a TOML file. Raises ``ReplyLintError`` with every error found, one a line."""
    try:
        table = tomli.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ReplyLintError(str(path), f"файл не открывается: {error.strerror}") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReplyLintError(str(path), f"не читается как TOML: {error}") from None
    listed = table.get("dispute", [])
    wrong = [f"неизвестный ключ «{key}»; ожидаются разделы [[dispute]]" for key in table if key != "dispute"]
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise ReplyLintError(str(path), "исключения записываются разделами [[dispute]], в двойных скобках")
    entries: dict[str, Dispute] = {}
    for number, entry in enumerate(listed, 1):
        troubles = _troubles(entry)
        if not troubles and entry["fingerprint"] in entries:
            troubles = [f"отпечаток {entry['fingerprint']} уже есть выше; оставьте один раздел"]
        wrong += [f"dispute {number}: {trouble}" for trouble in troubles]
        if not troubles:
            entries[entry["fingerprint"]] = Dispute(entry["reason"].strip(), entry["expires"])
    if wrong:
        raise ReplyLintError(str(path), "\n".join(wrong))
    return Disputes(entries)


def _troubles(entry: Mapping[str, object]) -> list[str]:
    """What is wrong with one entry."""
    found = [f"неизвестный ключ «{key}»; ожидаются {', '.join(_KEYS)}" for key in entry if key not in _KEYS]
    for key, kind in _KEYS.items():
        value = entry.get(key)
        if key == "expires":
            right = isinstance(value, date) and not isinstance(value, datetime)
        else:
            right = isinstance(value, str) and bool(value.strip())
        if not right:
            found.append(f"{key}: ожидается {kind}" if key in entry else f"добавьте {key} ({kind})")
    return found
