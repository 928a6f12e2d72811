"""Spaces that are missing between words and marks, or that are two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reply_lint.model import Document, Fix, Match
from reply_lint.spelling.frequency import table
from reply_lint.text import analyzer, readings_of

_TWO_SPACES = re.compile("[А-Яа-яЁё]+ {2,3}[а-яё]+")
_DOT = re.compile(r"(?<![\w.@/-])([А-Яа-яЁё]{3,})([.])([а-яё]{2,})(?![\w.@/-])")
_BRACKET = re.compile(r"(?<![\w-])([А-Яа-яЁё]{3,})\((?:\d|[а-яё]{4,}[ ,])")
_DIGIT = re.compile(r"(?<![\w.-])([а-яё]{3,})(\d{1,3})(?= \d{3}\b| (?:₽|руб|час|мин|дн|ден|раз))")
_AFTER_LATIN = re.compile(r"(?<![\w@/.-])([A-Za-z]+\d?|\d+[A-Za-z]+)([а-яё]{5,})(?![\w@/-])")
_DOMAINS = frozenset("рф рус ком орг сайт онлайн дети москва укр бел нет ру".split())
_FILES = frozenset("док докх зип тхт".split())


def glued(doc: Document) -> Iterator[Match]:
    """«звонка.если», «разницу(500 рублей)», «стоит1 120», «после  обеда»."""
    text = doc.text
    if "  " in text:
        found = list(_TWO_SPACES.finditer(text))
        if len(found) < 4:  # more of them: a table
            for gap in found:
                first, last = gap.group().split(" ")[0], gap.group().split(" ")[-1]
                yield _put(gap.start(), gap.end(), f"{first} {last}")
    for dot in _DOT.finditer(text):
        left, right = dot.group(1), dot.group(3)
        if left.lower() in ("пред", "макс", "мин", "ред", "расш", "прим", "вкл", "выкл"):
            continue
        if right not in _DOMAINS | _FILES and _is_word(left, 4) and (_is_word(right, 3) or right in ("мы", "вы", "он")):
            yield _put(dot.start(), dot.end(), f"{left}. {right[0].upper()}{right[1:]}")
    if "(" in text:
        for bracket in _BRACKET.finditer(text):
            if _is_word(bracket.group(1), 3) and not bracket.group(1).isupper():
                start, end = bracket.start(), bracket.start() + len(bracket.group(1))
                stop = re.compile(r"\w*").match(text, end + 1)
                after = stop.end() if stop else end + 1
                yield _put(start, after, text[start:end] + " " + text[end:after])
    for digit in _DIGIT.finditer(text):
        word = digit.group(1)
        if _is_word(word, 3) and any(not r.grammemes.isdisjoint(("VERB", "PREP", "INFN")) for r in readings_of(word)):
            yield _put(digit.start(), digit.end(), f"{word} {digit.group(2)}")
    for latin in _AFTER_LATIN.finditer(text):
        word = latin.group(2)
        if len(latin.group(1)) > 1 and _is_word(word, 5) and table().get(word.replace("ё", "е")) >= 3.5:
            yield _put(latin.start(), latin.end(), f"{latin.group(1)} {word}")


def _put(start: int, end: int, text: str) -> Match:
    return Match(start, end, (Fix(start, end, text, True),))


def _is_word(word: str, least: int) -> bool:
    norm = word.lower().replace("ё", "е")
    return len(norm) >= least and bool(analyzer().word_is_known(norm))
