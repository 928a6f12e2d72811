"""Figures and times as a Russian reader expects them."""

from __future__ import annotations

from datetime import datetime, timedelta

from reply_lint.formats.words import plural

_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()


def number(x: float, digits: int = 1) -> str:
    """«79,3»."""
    rounded = round(x, digits) or 0.0  # no «−0,0»
    return f"{rounded:.{digits}f}".replace(".", ",").replace("-", "−")


def signed(x: float) -> str:
    return ("+" if round(x, 1) > 0 else "") + number(x)


def counted(n: int, one: str, few: str, many: str) -> str:
    """«12 345 ответов»."""
    return plural(n, one, few, many).replace(str(n), thousands(n), 1)


def thousands(n: int) -> str:
    """«12 345», with no-break spaces."""
    return f"{n:,}".replace(",", "\u00a0")


def share(part: float, whole: float) -> str:
    """«12 %»; «<1 %» for what is there but rounds away."""
    percent = 100 * part / whole if whole else 0.0
    return "<1\u00a0%" if 0 < percent < 1 else f"{percent:.0f}\u00a0%"


def day(when: str | datetime | None, zone: int = 0) -> str:
    """«2 марта 2026»."""
    if when is None:
        return ""
    local = _local(when, zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def moment(when: str | datetime | None, zone: int = 0) -> str:
    """«2 марта, 18:00»."""
    if when is None:
        return ""
    local = _local(when, zone)
    return f"{local.day} {_MONTHS[local.month - 1]}, {local:%H:%M}"


def late(deadline: str, came: str) -> str:
    """«на 3 часа позже»."""
    hours = (_local(came, 0) - _local(deadline, 0)) / timedelta(hours=1)
    if hours >= 48:
        words = plural(round(hours / 24), "день", "дня", "дней")
    elif hours >= 1:
        words = plural(round(hours), "час", "часа", "часов")
    else:
        words = plural(max(1, round(hours * 60)), "минуту", "минуты", "минут")
    return f"на {words} позже"


def zone_name(zone: int) -> str:
    """«UTC+3», «UTC+5:30»."""
    if not zone:
        return "UTC"
    hours, minutes = divmod(abs(zone), 60)
    return f"UTC{'+' if zone > 0 else '−'}{hours}" + (f":{minutes:02}" if minutes else "")


def _local(when: str | datetime, zone: int) -> datetime:
    moment = datetime.fromisoformat(when.replace("Z", "+00:00")) if isinstance(when, str) else when
    return moment + timedelta(minutes=zone)
