"""Dates of exports, however they are written → ``datetime``, with a zone when one is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Any

_EXCEL = datetime(1899, 12, 30)
_NAMES = "янв jan фев feb мар mar апр apr май may июн jun июл jul авг aug сен sep окт oct ноя nov дек dec".split()
_MONTHS = {name: i // 2 + 1 for i, name in enumerate(_NAMES)} | {"мая": 5}
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s*([AaPp])\.?[Mm]\b\.?)?")
_ZONE = re.compile(r"(?:(Z|UTC|GMT|MSK|МСК)\b\s*)?([+-]\d\d:?\d\d|[+-]\d{1,2})?\s*\)?\s*$")
_ISO = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_WORDS = re.compile(r"(?<!\d)(\d{1,2})[\s-]+([а-яёa-z]{3})[а-яёa-z]*\.?,?[\s-]+(\d{4})", re.IGNORECASE)
_ENGLISH = re.compile(r"\b([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)


def parser(sample: Iterable[Any]) -> Callable[[Any], datetime | None]:
    """What reads the dates of one column, and gives ``None`` for what is no date.

    A few values of the column tell whether 03/04 is in April or, as in the USA, in March.
    """
    month_first = False
    for value in sample:
        found = _NUMBERS.search(value) if isinstance(value, str) else None
        if found and int(found[1]) > 12:
            month_first = False
            break
        month_first = month_first or bool(found and found[2] == "/" and int(found[3]) > 12)
    return lambda value: read(value, month_first)


def read(value: Any, month_first: bool = False) -> datetime | None:
    """The moment that ``value`` names, or ``None``."""
    try:
        if isinstance(value, str):
            return _sane(_text(value.strip(), month_first))
        if isinstance(value, datetime):
            return _sane(value)
        if isinstance(value, date):
            return _sane(datetime(value.year, value.month, value.day))
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _sane(_number(value))
    except (ValueError, OverflowError):
        pass
    return None


def _sane(moment: datetime | None) -> datetime | None:
    """Nothing that a helpdesk could have seen has another year; 1970 is a database's zero."""
    return moment if moment and 1990 <= moment.year <= 2100 else None


def _number(value: float) -> datetime | None:
    """Seconds, milliseconds or microseconds since 1970, or Excel's days since 1900."""
    if 25_000 <= value < 75_000:
        return _EXCEL + timedelta(milliseconds=round(value * 86_400_000))
    for power in (0, 3, 6, 9):
        seconds = value / 10**power
        if 6e8 <= seconds < 4.2e9:
            return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    return None


def _text(text: str, month_first: bool) -> datetime | None:
    if text[:1].isdigit() and text[4:5] == "-" and len(text) <= 32:
        try:
            return datetime.fromisoformat(text[:-1] + "+00:00" if text[-1] == "Z" else text)
        except ValueError:
            pass  # Python 3.10 knows fewer forms
    if not text:
        return None
    if text.replace(".", "", 1).isdecimal():
        return datetime.strptime(text, "%Y%m%d") if len(text) == 8 else _number(float(text))
    day = _day(text, month_first)
    if day is None:
        return None
    clock = _CLOCK.search(text)
    if clock is None:
        return datetime(*day)
    hour, second = int(clock[1]), int(clock[3] or 0)
    if clock[5]:
        hour = hour % 12 + 12 * (clock[5] in "pP")
    micro = int((clock[4] or "0").ljust(6, "0")[:6])
    return datetime(*day, hour, int(clock[2]), second, micro, _zone(text[clock.end() :]))


def _day(text: str, month_first: bool) -> tuple[int, int, int] | None:
    """Year, month, day."""
    if found := _ISO.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.search(text):
        day, month = int(found[1]), int(found[3])
        if month > 12 or (month_first and found[2] == "/" and day <= 12):
            day, month = month, day
        year = int(found[4])
        return (year + 2000 if year < 100 else year), month, day
    if found := _WORDS.search(text):
        return _named(found[3], found[2], found[1])
    if found := _ENGLISH.search(text):
        return _named(found[3], found[1], found[2])
    return None


def _named(year: str, month: str, day: str) -> tuple[int, int, int] | None:
    number = _MONTHS.get(month.lower())
    return (int(year), number, int(day)) if number else None


def _zone(rest: str) -> timezone | None:
    """The zone that stands behind the clock: «Z», «+0300», «+03:00 (MSK)», «UTC+3»."""
    rest = rest.split("(")[0] if rest.strip()[:1] != "(" else rest.strip()[1:]
    found = _ZONE.fullmatch(rest.strip())
    if not found or not (found[1] or found[2]):
        return None
    if not found[2]:
        return timezone(timedelta(hours=3)) if found[1] in ("MSK", "МСК") else timezone.utc
    digits = found[2][1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if found[2][0] == "-" else offset)
