"""Where sentences end: razdel's rules, asked as seldom as may be."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from razdel.segmenters.sentenize import DELIMITER, SentSplit, sentenize
from razdel.segmenters.sokr import HEAD_SOKRS, INITIALS, SOKRS

NONE: Final = 0
PLAIN: Final = 1
ASK: Final = 2
MARKS = ".!?"
"""A line is cut behind them: see ``cuts``."""

_DELIMITER = re.compile(DELIMITER)
_PLAIN_END = re.compile(r"[а-яё]{5,}[.!?…]")
_PLAIN_CUT = re.compile(r"(?<!\S)[а-яё]{5,}[.!?](?=\s+[А-Я])")
_PLAIN_STOP = HEAD_SOKRS | SOKRS | INITIALS


def tail(chunk: str) -> int:
    """May the chunk end a sentence? ``NONE``: no; ``PLAIN``: before a capital, surely; ``ASK``: razdel knows."""
    last = None
    for last in _DELIMITER.finditer(chunk):  # noqa: B007
        pass
    if last is None or last.end() != len(chunk):
        return NONE
    if _PLAIN_END.fullmatch(chunk) and chunk[:-1][-10:] not in _PLAIN_STOP:
        return PLAIN
    return ASK


def cuts(line: str) -> list[int]:
    """Offsets at which a sentence of the line ends, whatever stands before and behind."""
    return [end.end() for end in _PLAIN_CUT.finditer(line) if tail(end.group()) == PLAIN]


def splits(text: str, sentence: int, stop: int) -> bool:
    """What razdel's rules say of the delimiter that ends at ``stop``, in the sentence that starts at ``sentence``."""
    delimiter = text[stop - 1]
    for found in _DELIMITER.finditer(text, max(sentence, stop - 12), stop):
        delimiter = found.group()
    start = stop - len(delimiter)
    buffer = text[sentence : min(start, sentence + 22)]
    return _splits(text[max(0, start - 10) : start], delimiter, text[stop : stop + 10], buffer)


@lru_cache(maxsize=4_000)
def _splits(left: str, delimiter: str, right: str, buffer: str) -> bool:
    split = SentSplit(left, delimiter, right)
    split.buffer = buffer
    return not sentenize.join(split)


def breaks_line(text: str, stop: int, start: int, previous: str, chunk: str) -> bool:
    """Does the line break at ``stop:start`` end a sentence? Not when a mail program wrapped the line.

    ``previous`` and ``chunk`` stand before and behind it.
    """
    if previous[-1] in ".!?:;…" or not (chunk[0].isalpha() and chunk[0].islower()):
        return True
    gap = text[stop:start].replace("\r\n", "\n").strip(" \t\u00a0")
    return len(gap) > 1
