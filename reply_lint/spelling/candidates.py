"""What a misspelt word could have been: words one slip away, or as near by their sound, and the costs of the slips."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from reply_lint.spelling import sounds
from reply_lint.spelling.frequency import STEPS, table

LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_CODES = [(char, char.encode("cp1251")) for char in LETTERS]
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_SOUNDS = (
    "оа", "еи", "иы", "яе", "яи", "эе", "бп", "вф", "гк", "дт", "жш", "зс", "шщ", "щч", "шч", "ъь", "йи", "цс",
)  # fmt: skip

SOUND, SOFT, DOUBLE, SWAP, NEAR, MISS, EXTRA, OTHER = 0.35, 0.3, 0.35, 0.5, 0.8, 0.85, 1.0, 1.6
"""Costs of slips."""
APART = 0.3
"""That of a space or hyphen left out."""
FIRST, FIRST_SOUND = 0.6, 0.2
"""More for a slip in the first letter."""
MORE = 0.5
"""More for each slip but one."""
LEVEL = 0.6
"""What ten times the frequency makes up for."""
DEAREST, LEAST_LEVEL, LONGER = 3.6, 1.0, 3
"""Words that cost more, are rarer, or are longer or shorter by more letters are not considered."""
FARTHEST = 2.0
"""Words that are worth less than the best by more are not considered."""
BEST = 16
"""Most candidates given."""
UNLIKE = 99.0
"""More than any word costs."""


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


def _replacements() -> dict[str, dict[str, float]]:
    sounds = {frozenset(pair) for pair in _SOUNDS}
    return {
        char: {
            other: SOUND if frozenset((char, other)) in sounds else NEAR if other in NEIGHBOURS[char] else OTHER
            for other in LETTERS
            if other != char
        }
        for char in LETTERS
    }


_REPLACE = _replacements()
_AFTER_HUSHING = frozenset(("ое", "ео", "яа", "юу", "ыи"))
"""«пришол», «уменьшял», «чюдо», «жыть»: slips after ж ш щ ч ц."""
_VOWELS = tuple("аеиоуыэюя")
_CLUSTERS = {
    (heard, written): cost
    for cost, pairs in (
        (SOUND, "тс-ц дс-ц ц-тс ц-дс щ-сч щ-зч щ-жч сч-щ йо-е ьо-е ца-тся цца-тся"),
        (0.45, "ца-ться ца-ся ца-ься ва-го"),  # «дерётца», «прошлова»
    )
    for heard, written in (pair.split("-") for pair in pairs.split())
}
"""What sounds alike: what is written, what should be, and the cost. No letter at the ends is the same in both."""
_CLUSTER_ENDS = frozenset((heard[-1], written[-1]) for heard, written in _CLUSTERS)
_SIZES = sorted({(len(heard), len(written)) for heard, written in _CLUSTERS})
_SILENT = {"сн": "т", "зн": "д", "уст": "в", "нц": "л", "сл": "т", "рц": "д", "нс": "т", "тс": "т"}


_Price = Callable[[str, int, str], float]
"""What a slip costs at a place of a word, with another letter."""


class Candidate(NamedTuple):
    word: str
    level: float
    """log10 of its frequency, see ``frequency.Table.get``."""
    cost: float

    @property
    def worth(self) -> float:
        return LEVEL * self.level - self.cost


def near(word: str) -> list[Candidate]:
    """Words that the dictionary knows one slip from ``word``, and those that sound nearly so; the best first.

    ``word`` is lower case, Russian letters only, ё as е. The first source knows rare words, too, the second is there
    for several slips at once, and has what is written apart or with a hyphen.
    """
    entry = table().entry
    raw = word.encode("cp1251")
    found: dict[str, Candidate] = {}
    for changed, price, i, char in _once(word):
        value = entry(changed)
        if value > 127 and changed != raw:
            other = changed.decode("cp1251")
            cost = price(word, i, char) + (0 if i or price is _replaced else FIRST)
            if cost < (found[other].cost if other in found else UNLIKE):
                found[other] = Candidate(other, (value & 127) / STEPS, cost)
    heard = sounds.alike(word) + sounds.nearly(word)
    heard.sort(key=lambda pair: -pair[1])
    top = max((c.worth for c in found.values()), default=-DEAREST)
    for other, level in heard:
        limit = min(DEAREST, LEVEL * level - top + FARTHEST)
        if limit > 0 and other not in found and other != word and level >= LEAST_LEVEL:
            cost = distance(word, other, limit)
            if cost <= limit:
                found[other] = Candidate(other, level, cost)
                top = max(top, found[other].worth)
    return sorted(found.values(), key=lambda c: -c.worth)[:BEST]


def distance(word: str, right: str, limit: float = DEAREST) -> float:
    """What it costs to write ``word`` for ``right``: the cheapest way from one to the other, by slips.

    Inexact above ``limit``.
    """
    size, goal = len(word), len(right)
    if abs(size - goal) > LONGER:
        return UNLIKE
    start = 0
    while start < size and start < goal and word[start] == right[start]:
        start += 1
    while size > start and goal > start and word[size - 1] == right[goal - 1]:
        size -= 1
        goal -= 1
    # rows[i][j]: what it costs to have written word[start : start + i] for right[start : start + j]
    rows: list[list[float]] = []
    width = goal - start + 1
    for i in range(start, size + 1):
        row = [UNLIKE] * width
        for j in range(max(start, i - LONGER), min(goal, i + LONGER) + 1):
            row[j - start] = _cheapest(word, right, i, j, start, rows, row) if i > start or j > start else -MORE
        rows.append(row)
        if min(row) > limit and len(rows) > 2 and min(rows[-2]) > limit and min(rows[-3]) > limit:
            return UNLIKE
    return max(0.0, rows[-1][-1])


def _cheapest(word: str, right: str, i: int, j: int, start: int, rows: list[list[float]], row: list[float]) -> float:
    """What it costs to have written ``word[:i]`` for ``right[:j]``, from what it costs to have written less."""
    n, m = i - start, j - start
    best = UNLIKE
    if n and m:
        last, char = word[i - 1], right[j - 1]
        if last == char:
            return rows[n - 1][m - 1]
        best = rows[n - 1][m - 1] + _replaced(word, i - 1, char) + MORE
        if n > 1 and m > 1 and word[i - 2] == char and right[j - 2] == last:
            best = min(best, rows[n - 2][m - 2] + SWAP + MORE + (FIRST if i == 2 else 0))
        if (last, char) in _CLUSTER_ENDS:
            for heard, written in _SIZES:
                if n >= heard and m >= written:
                    cost = _CLUSTERS.get((word[i - heard : i], right[j - written : j]))
                    if cost is not None:
                        best = min(best, rows[n - heard][m - written] + cost + MORE)
    if n and rows[n - 1][m] + SOFT + MORE < best:
        best = min(best, rows[n - 1][m] + _extra(word, i - 1) + MORE + (FIRST if i == 1 else 0))
    if m and row[m - 1] + SOFT + MORE < best:
        char = right[j - 1]
        cost = APART if char in " -" else _missing(word, i, char)
        best = min(best, row[m - 1] + cost + MORE + (0 if i else FIRST))
    return best


def _replaced(word: str, i: int, char: str) -> float:
    """What it costs that the letter at ``i`` stands for ``char``."""
    cost = _REPLACE[word[i]].get(char, OTHER)
    if i and cost > SOFT and word[i - 1] in "жшщчц" and word[i] + char in _AFTER_HUSHING:
        return SOFT
    after = word[i + 1 :]
    if (
        (word[i] + char == "вг" and after == "о" and word[i - 1] in "ое")  # «прохожево»
        or (word[i] + char == "ая" and not after and word[i - 1] == "с")  # «досталса»
        or (word[i] + char in ("ыо", "ое") and after.startswith("ва"))  # «пробывать», «танцовать»
    ):
        return SOUND
    if i:
        return cost
    return cost + (FIRST if cost > SOUND else FIRST_SOUND)


def _once(word: str) -> Iterator[tuple[bytes, _Price, int, str]]:
    """Every string one slip away; what the slip costs, which letter it is about, and which other one."""
    raw = word.encode("cp1251")
    for i, char in enumerate(word):
        head, tail = raw[:i], raw[i + 1 :]
        yield head + tail, _extra, i, ""
        for other, code in _CODES:
            if other != char:
                yield head + code + tail, _replaced, i, other
        if i + 1 < len(raw) and word[i + 1] != char:
            yield head + raw[i + 1 : i + 2] + raw[i : i + 1] + raw[i + 2 :], _swapped, i, ""
    for i in range(len(raw) + 1):
        head, tail = raw[:i], raw[i:]
        for char, code in _CODES:
            yield head + code + tail, _missing, i, char


def _cheap(word: str) -> Iterator[tuple[bytes, float]]:
    """Strings one likely slip away."""
    raw = word.encode("cp1251")
    size = len(raw)
    for i, char in enumerate(word):
        head, tail = raw[:i], raw[i + 1 :]
        cost = _extra(word, i)
        if cost < MISS:
            yield head + tail, cost
        for other, price in _REPLACE[char].items():
            if price <= NEAR:
                yield head + other.encode("cp1251") + tail, price
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


def _swapped(_: str, i: int, char: str) -> float:
    """What it costs that the letter at ``i`` stands before the next one."""
    return SWAP


def _extra(word: str, i: int, _: str = "") -> float:
    """What it costs that the letter at ``i`` is one too many."""
    char = word[i]
    around = word[max(0, i - 1) : i] + word[i + 1 : i + 2]
    if char in around:
        return DOUBLE
    if char in "ьъ":
        return SOFT
    if char in "тд" and word[i + 1 : i + 2] == "ц":
        return SOUND
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
    if char in "тд" and word[i : i + 1] == "ц":
        return SOUND
    if char == "в" and word.startswith("ств", i) and word[i - 1 : i] == "у":
        return SOFT
    return MISS
