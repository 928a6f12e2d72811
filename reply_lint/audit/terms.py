"""Terms of a promise («до 18:00», «завтра утром», «в течение двух рабочих дней») and the moment when they end.

In doubt the later moment: «до пятницы» and «к пятнице» last until Friday's end, «в течение двух дней» until the end
of the second day from today. Working days are Monday to Friday; holidays are not known.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

FAR = timedelta(days=200)
"""A date without a year that lies further ahead is a slip of the pen or a day gone by: no deadline."""
LAST = time(23, 59, 59)
_PARTS = {"утр": time(12), "обед": time(14), "полудн": time(12), "первой": time(14), "дн": time(18)}
"""Until when a part of the day lasts; the evening, the night and «после обеда» last until the day's end."""
_NUMBERS = {
    "час": 1, "одн": 1, "двух": 2, "два": 2, "две": 2, "пар": 2, "трех": 3, "три": 3, "четыр": 4, "пятнадцат": 15,
    "пят": 5, "шест": 6, "сем": 7, "восьм": 8, "восем": 8, "девят": 9, "десят": 10, "двадцат": 20, "тридцат": 30,
    "полут": 1.5,
}  # fmt: skip
_COUNT = (
    r"\d{1,3}(?:\s?(?:[-–—]|до)\s?\d{1,3})?|одн\w+|двух|дв[ае]|пар[ыу]|тр[её]х|три|четыр\w+|пят[иь]|шест[иь]|сем[иь]|"
    r"восьми|восемь|девят[иь]|десят[иь]|пятнадцат[иь]|двадцат[иь]|тридцат[иь]|полут\w+"
)
_UNIT = r"минут\w*|мин|час\w*|ч|полчаса|получаса|сут(?:ок|ки)|дня|дней|день|недел\w*|месяц\w*"
_WEEKDAY = r"понедельник\w*|вторник\w*|сред[уые]|четверг\w*|пятниц\w*|суббот\w*|воскресень\w*"
_MONTH = r"(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
_TIME = (
    r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d|[-–][03]0)(?!\.?\d)|(?:[01]?\d|2[0-3])(?=\s?(?:ч\b|час|утра\b|дня\b|вечера\b))|"
    r"(?:[7-9]|1\d|2[0-3])(?=\s*(?:[,;)!?]|\.(?!\d)|$))"
)

TERM = re.compile(
    rf"""(?<![\w.])(?:
      (?:в\s+течени[еи]|за(?=\s+(?:{_COUNT}))|через|спустя|в\s+ближайш\w+)\s+(?:ближайш\w+\s+)?
        (?:(?P<count>{_COUNT})(?:-?х)?\s?)?(?P<working>рабоч\w+\s+)?(?:календарн\w+\s+)?(?P<unit>{_UNIT})(?!\w|\s+до\b)
    | (?:(?:до|к)\s+конц[ау]|в\s+конце)\s+(?:(?:рабоч|эт|текущ|сегодняшн)\w+\s+)?(?P<end>дня|недели|месяца)
    | (?:на|в)\s+(?P<week>этой|следующей)\s+неделе
    | (?:(?:до|к|ко|в|во|на|не\s+поздн?ее|не\s+позже)\s+)?(?:(?:эт|следующ|ближайш)\w+\s+)?(?P<day>
        сегодня|послезавтра|завтра|{_WEEKDAY}
        | \d{{1,2}}(?:-?го)?\s{_MONTH}(?:\s\d{{4}}(?:\s?г(?:ода\b|\.)?)?)?
        | \d{{1,2}}\.(?:0[1-9]|1[0-2])(?:\.\d{{4}})?(?![.\d]*\d))
    | (?:с\s+\d{{1,2}}(?:[:.]\d\d)?\s+)?(?:до|к|в|не\s+поздн?ее|не\s+позже)\s+(?P<clock>{_TIME})
        (?:\s?(?:ч|час\w*)\b)?(?:\s(?P<half>утра|дня|вечера))?
    | (?:до|к|в|во)?\s?(?P<part>утром|утр[ау]|обед[ау]?|полудня|дн[её]м|вечером|вечер[ау]
        |(?:первой|второй)\s+половине\s+дня)
    )(?!\w)""",
    re.I | re.X,
)


def deadline(terms: list[re.Match[str]], now: datetime) -> datetime | None:
    """The moment that all ``terms`` together name, as ``now``'s zone has it; None when it can't be told."""
    day: date | None = None
    hour: time | None = None
    for term in terms:
        if term["unit"]:
            if day is None:
                return _after(term, now)
            continue  # «завтра, за два часа до приезда»
        if term["end"] or term["week"]:
            day = (
                day
                if day and term["end"] == "дня"
                else _end_of(term["end"] or "недели", term["week"] == "следующей", now.date())
            )
        elif term["day"]:
            day = _date(term["day"].lower(), now.date())
            if day is None:
                return None
        elif term["clock"]:
            hour = _hour(term["clock"], (term["half"] or "").lower())
        else:
            hour = hour or next((t for stem, t in _PARTS.items() if term["part"].lower().startswith(stem)), LAST)
    due = datetime.combine(day or now.date(), hour or LAST, now.tzinfo)
    if due <= now and day is None:
        due += timedelta(days=1)
    return due if due > now else None


def _after(term: re.Match[str], now: datetime) -> datetime | None:
    """«Через 2 часа», «в течение трёх рабочих дней»: hours and minutes to the second, days until their end."""
    unit = term["unit"].lower()
    n = _number((term["count"] or "час").lower())
    if unit.startswith(("полчас", "получас")):
        return now + timedelta(minutes=30)
    if unit.startswith("мин"):
        return now + timedelta(minutes=n)
    if unit.startswith(("ч", "сут")):
        return now + timedelta(hours=n * (24 if unit.startswith("сут") else 1))
    day = now.date()
    if term["working"]:
        for _ in range(int(n)):
            day += timedelta(days=1)
            while day.weekday() > 4:
                day += timedelta(days=1)
    elif unit == "дня" and not term["count"]:
        pass  # «в течение дня» is today
    else:
        day += timedelta(days=int(n * (7 if unit.startswith("нед") else 30 if unit.startswith("мес") else 1)))
    return datetime.combine(day, LAST, now.tzinfo)


def _number(words: str) -> float:
    """The greatest number that a count allows: «1–3» is 3."""
    digits = re.findall(r"\d+", words)
    if digits:
        return float(digits[-1])
    return float(next((n for stem, n in _NUMBERS.items() if words.replace("ё", "е").startswith(stem)), 1))


def _end_of(unit: str, following: bool, today: date) -> date:
    if unit == "дня":
        return today
    if unit == "месяца":
        return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return today + timedelta(days=6 - today.weekday() + 7 * following)


def _hour(clock: str, half: str) -> time:
    hour, _, minute = re.sub(r"[.–-]", ":", clock).partition(":")
    later = 12 if half in ("дня", "вечера") and int(hour) < 12 else 0
    return time(int(hour) + later, int(minute or 0))


@lru_cache(maxsize=1000)
def _date(words: str, today: date) -> date | None:
    """«Завтра», «пятницу», «5 мая», «25.05.2026»."""
    import dateparser  # half a second and 30 MB, and most replies name no day

    words = re.sub(r"\s?г(?:ода|\.)?$", "", words)
    noon = datetime.combine(today, time(12))
    settings = {"RELATIVE_BASE": noon, "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}
    words = re.sub(r"-?го\b", "", words) if words[0].isdigit() else _NOMINATIVE.get(words[:4], words)
    if words == "сегодня":
        return today
    found = dateparser.parse(words, languages=["ru"], settings=settings)
    if found is None:
        return None
    # dateparser moves today's own date to the next year.
    day = today if (found.day, found.month) == (today.day, today.month) and not words[-4:].isdigit() else found.date()
    return day if day - today < FAR or words[-4:].isdigit() else None


_NOMINATIVE = {
    "поне": "понедельник", "втор": "вторник", "сред": "среда", "четв": "четверг", "пятн": "пятница", "субб": "суббота",
    "воск": "воскресенье",
}  # fmt: skip
