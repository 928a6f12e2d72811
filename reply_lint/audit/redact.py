"""``--redact``: names, contacts and numbers in a text give way to «▒», a sign for a sign, so that offsets hold.

In doubt it masks: a brand taken for a surname is a smaller loss than a surname left in a report that is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from reply_lint.lazy import lazy
from reply_lint.text import analyzer, normalize, readings_of

MASK = "▒"
LIKELY = 0.15
"""A word of the dictionary is a name from this P(name | word) on: «Роман» has 0.24, «Машина» 0.05."""
GUESSED = 0.3
"""The same for a word that the dictionary does not have, in the midst of a sentence."""

_NAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)*"
_WORD = re.compile(rf"\b{_NAME}\b")
_SIGN = re.compile(r"\w")
_GRAMMEMES = ("Name", "Surn", "Patr")
_CALLED = r"((?:[А-ЯЁA-Z][\w-]+\s){0,2}[А-ЯЁA-Z][\w-]+)"
_GREETING = (
    r"(?i:здравствуйте|здравствуй|приветствую|привет|добр(?:ый|ого|ое|ой)\s(?:день|дня|вечер|вечера|утро|утра|ночи))"
)
_SHAPES = (
    # Whoever is greeted has a name, whatever the dictionary thinks of it.
    lazy(rf"\b{_GREETING},?\s{_CALLED}(?=\s?[!,.)\n]|\s*$)"),
    lazy(rf"(?:^|(?<=[.!?\n]\s)|(?<=\n)){_CALLED},\s{_GREETING}\b"),
    lazy(rf"\b(?i:уважаем(?:ый|ая|ые)|дорог(?:ой|ая)|господин\w?|госпож\w)\s{_CALLED}"),
    lazy(rf"\b{_NAME}\s([А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?)"),
    lazy(rf"(?<!\w)([А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?{_NAME})"),
)
_CONTACTS = (
    lazy(r"([\w.+-]{1,64}(?:@[\w.-]{1,200}){1,9})"),
    lazy(r"(?<!\w)(@\w{4,64})"),
    lazy(r"\b(?:t\.me|vk\.com|wa\.me|instagram\.com)/([\w.+-]{1,64})"),
)
_NUMBERS = (
    # Six digits and more: phones, cards, passports, accounts, orders; but no date and no sum of money.
    lazy(
        r"(?<![\w.,-])(?!\d{4}-\d\d-\d\d\b)(\+?\d(?:[ \u00a0()№-]{0,3}\d){5,40})(?!\d)"
        r"(?!\s?(?:₽|руб|р\b|р\.|тыс|коп|€|\$|%|тенге|сум))"
    ),
    lazy(r"(?i)\b(?:паспорт\w*|снилс|инн|полис\w*|карт\w{1,3})[^\n\d]{0,30}(\d[\d \u00a0-]{2,30}\d)"),
    lazy(r"(?i)\b(?:кв\.|квартир\w{0,3}|д\.|дом\w{0,2}|корп\.|корпус\w{0,2}|подъезд\w{0,2}|этаж\w{0,2})\s?(\d+\w?)\b"),
    lazy(r"(?i)\b([авекмнорстух]\s?\d{3}\s?[авекмнорстух]{2}\s?\d{2,3})\b"),
)


def mask(text: str) -> str:
    """``text`` with what points to a person masked; as long as it was."""
    return _over(text, spans(text))


def hide(text: str, hidden: Iterable[str]) -> str:
    """``text`` masked, and each of the ``hidden`` pieces wherever it occurs."""
    for piece in sorted(hidden, key=len, reverse=True):
        text = text.replace(piece, blot(piece))
    return mask(text)


def blot(text: str) -> str:
    """``text`` with every letter and digit masked: nothing is known about what it holds."""
    return _SIGN.sub(MASK, text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where ``text`` names somebody or says how to reach them; in no order, they may overlap."""
    found = list(_names(text)) + [span for shape in _SHAPES for span in _groups(shape, text)]
    if "@" in text or "/" in text:
        found += [span for shape in _CONTACTS for span in _groups(shape, text)]
    if any(map(str.isdigit, text)):
        found += [span for shape in _NUMBERS for span in _groups(shape, text)]
    return found


def _groups(shape: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span(1) for match in shape.finditer(text))


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Names and surnames, and the capitalised words beside them («Хашимов Фируз»)."""
    named = 0  # where the last name ended
    before: tuple[int, int] | None = None  # a capitalised word in the midst of a sentence that is no known name
    for match in _WORD.finditer(text):
        start, end = match.span()
        inside = _inside(text, start)
        likely, known = _likelihood(match[0])
        beside = named > 0 and text[named:start] == " "
        if likely > LIKELY if known else inside and likely > GUESSED:
            if before and text[before[1] : start] == " ":
                yield before
            yield start, end
            named, before = end, None
        elif beside and not (known and text[end : end + 1] == " "):
            yield start, end
            named, before = end, None
        else:
            before = (start, end) if inside else None


def _inside(text: str, start: int) -> bool:
    """Does what starts there stand in the midst of a sentence?"""
    before = text[max(0, start - 3) : start].rstrip(' «"(')
    return bool(before) and before[-1] not in ".!?…\n:—-•*"


@lru_cache(maxsize=50_000)
def _likelihood(word: str) -> tuple[float, bool]:
    """P(it is a name), and whether the dictionary has the word."""
    norm = normalize(word)
    likely = sum(r.score for r in readings_of(norm) if not r.grammemes.isdisjoint(_GRAMMEMES))
    return likely, bool(analyzer().word_is_known(norm))


def _over(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts = []
    done = 0
    for start, end in sorted(spans):
        if end > done:
            start = max(start, done)
            parts += [text[done:start], blot(text[start:end])]
            done = end
    return "".join((*parts, text[done:]))
