"""What a misspelt word could have been: words at a distance of one slip, or of two cheap ones, and their costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reply_lint.spelling.frequency import STEPS, table

LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_BYTES = [char.encode("cp1251") for char in LETTERS]
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_SOUNDS = (
    "оа", "еи", "иы", "яе", "яи", "эе", "бп", "вф", "гк", "дт", "жш", "зс", "шщ", "щч", "шч", "ъь", "йи", "цс",
)  # fmt: skip

SOUND, SOFT, DOUBLE, SWAP, NEAR, MISS, EXTRA, OTHER = 0.35, 0.3, 0.35, 0.45, 0.8, 1.0, 1.1, 1.7
"""Costs of slips, in powers of ten of frequency: a word ten times as frequent makes up for 1.0."""
FIRST = 0.6
"""More for a slip in the first letter."""
TWO = 0.9
"""More for two slips."""


def _neighbours() -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = {char: set() for char in LETTERS}
    for number, row in enumerate(_ROWS):
        for k, char in enumerate(row):
            near[char] |= {row[j] for j in (k - 1, k + 1) if 0 <= j < len(row)}
            if number:  # keys of the row above: to the left and to the right
                above = _ROWS[number - 1]
                for j in (k, k + 1):
                    if j < len(above):
                        near[char].add(above[j])
                        near[above[j]].add(char)
    return {char: frozenset(keys) for char, keys in near.items()}


NEIGHBOURS = _neighbours()


def _replacements() -> dict[str, list[tuple[bytes, float]]]:
    sounds = {frozenset(pair) for pair in _SOUNDS}
    made = {}
    for char in LETTERS:
        ways = []
        for other in LETTERS:
            if other != char:
                alike = frozenset((char, other)) in sounds
                cost = SOUND if alike else NEAR if other in NEIGHBOURS[char] else OTHER
                ways.append((other.encode("cp1251"), cost))
        made[char] = ways
    return made


_REPLACE = _replacements()
_CHEAP = {char: [(b, cost) for b, cost in ways if cost <= NEAR] for char, ways in _REPLACE.items()}
_AFTER_HUSHING = frozenset(("ое", "ео", "яа", "юу", "ыи"))
"""«пришол», «уменьшял», «чюдо», «жыть»: slips after ж ш щ ч ц."""
_VOWELS = tuple("аеиоуыэюя")
_CLUSTERS = (
    ("щ", "сч"),
    ("щ", "зч"),
    ("сч", "щ"),
    ("щ", "жч"),
    ("ц", "тс"),
    ("ц", "дс"),
    ("тц", "ц"),
    ("дц", "ц"),
    ("йо", "е"),
)
"""What sounds like one letter."""
_SILENT = {"сн": "т", "зн": "д", "уст": "в", "нц": "л", "сл": "т", "рц": "д", "нс": "т", "тс": "т"}


class Candidate(NamedTuple):
    word: str
    level: float
    """log10 of its frequency, see ``frequency.Table.get``."""
    cost: float

    @property
    def worth(self) -> float:
        return self.level - self.cost


def near(word: str, twice: bool = False) -> list[Candidate]:
    """Words that the dictionary knows one slip (``twice``: or two cheap ones) from ``word``, the best first.

    ``word`` is lower case, Russian letters only, ё as е.
    """
    best: dict[bytes, float] = {}
    for changed, cost in _once(word):
        if cost < best.get(changed, 99.0):
            best[changed] = cost
    if twice:
        likely = sorted((way for way in _cheap(word) if way[1] <= SOUND), key=lambda way: way[1])
        for changed, cost in likely[: max(6, 220 // len(word))]:
            for again, more in _cheap(changed.decode("cp1251")):
                total = cost + more + TWO
                if total < best.get(again, 99.0):
                    best[again] = total
    best.pop(word.encode("cp1251"), None)
    entry = table().entry
    found = []
    for changed, cost in best.items():
        value = entry(changed)
        if value > 127:
            found.append(Candidate(changed.decode("cp1251"), (value & 127) / STEPS, cost))
    found.sort(key=lambda c: c.cost - c.level)
    return found


def _once(word: str) -> Iterator[tuple[bytes, float]]:
    """Every string one slip away, with what the slip costs."""
    raw = word.encode("cp1251")
    size = len(raw)
    for i, char in enumerate(word):
        head, tail = raw[:i], raw[i + 1 :]
        first = 0.0 if i else FIRST
        yield head + tail, _extra(word, i) + first
        hushing = i > 0 and word[i - 1] in "жшщчц"
        for other, cost in _REPLACE[char]:
            if hushing and cost > SOFT and char + other.decode("cp1251") in _AFTER_HUSHING:
                cost = SOFT
            yield head + other + tail, cost + first
        if i + 1 < size and word[i + 1] != char:
            yield head + raw[i + 1 : i + 2] + raw[i : i + 1] + raw[i + 2 :], SWAP + first
    for i in range(size + 1):
        head, tail = raw[:i], raw[i:]
        first = 0.0 if i else FIRST
        for char, code in zip(LETTERS, _BYTES, strict=True):
            yield head + code + tail, _missing(word, i, char) + first
    for heard, written in _CLUSTERS:
        at = word.find(heard)
        if at >= 0:
            yield (word[:at] + written + word[at + len(heard) :]).encode("cp1251"), SOUND
    if word.endswith(("ова", "ава", "ево", "ива", "ево")):
        yield raw[:-3] + ("его" if word[-3] in "еи" else "ого").encode("cp1251"), SOUND


def _cheap(word: str) -> Iterator[tuple[bytes, float]]:
    """Strings one likely slip away."""
    raw = word.encode("cp1251")
    size = len(raw)
    for i, char in enumerate(word):
        head, tail = raw[:i], raw[i + 1 :]
        cost = _extra(word, i)
        if cost < MISS:
            yield head + tail, cost
        for other, price in _CHEAP.get(char, ()):
            yield head + other + tail, price
        if i + 1 < size and word[i + 1] != char:
            yield head + raw[i + 1 : i + 2] + raw[i : i + 1] + raw[i + 2 :], SWAP
        if char in "нслмткпр":
            yield raw[:i] + raw[i : i + 1] + raw[i:], DOUBLE
    for i in range(2, size + 1):
        if word[i - 1] in "лнтдшжчсзрмв" and word[i : i + 1] not in _VOWELS:
            yield raw[:i] + b"\xfc" + raw[i:], SOFT  # ь
        for pattern, char in _SILENT.items():
            if word.startswith(pattern, i - 1):
                yield raw[:i] + char.encode("cp1251") + raw[i:], SOFT


def cheap(word: str) -> Iterator[tuple[str, float]]:
    """Strings one likely slip away."""
    for changed, cost in _cheap(word):
        yield changed.decode("cp1251"), cost


def _extra(word: str, i: int) -> float:
    """What it costs that the letter at ``i`` is one too many."""
    char = word[i]
    around = word[max(0, i - 1) : i] + word[i + 1 : i + 2]
    if char in around:
        return DOUBLE
    if char in "ьъ":
        return SOFT
    if any(char in NEIGHBOURS.get(other, ()) for other in around):
        return NEAR
    return EXTRA


def _missing(word: str, i: int, char: str) -> float:
    """What it costs that ``char`` is missing before ``i``."""
    if char in word[max(0, i - 1) : i + 1]:
        return DOUBLE
    if char in "ьъ":
        return SOFT
    if _SILENT.get(word[i - 1 : i + 1] if i else "") == char:
        return SOFT
    if char == "в" and word.startswith("ств", i) and word[i - 1 : i] == "у":
        return SOFT
    return MISS
