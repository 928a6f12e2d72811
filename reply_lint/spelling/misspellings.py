"""The curated list ``data/misspellings.txt``: what agents write wrong, and right."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from reply_lint.spelling import DATA

ALWAYS = frozenset(("досчат", "возращен", "плотит", "потверд", "рассчетн"))
"""Stems that count although the dictionary has words that begin so."""


class Curated(NamedTuple):
    words: dict[str, tuple[str, ...]]
    stems: dict[str, str]
    longest: int


def lines(name: str) -> list[str]:
    """Lines of a data file, without comments."""
    text = DATA.joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def curated() -> Curated:
    words: dict[str, tuple[str, ...]] = {}
    stems: dict[str, str] = {}
    for line in lines("misspellings.txt"):
        wrong, _, right = (part.strip() for part in line.replace("ё", "е").partition("="))
        if wrong.endswith("-"):
            stems[wrong[:-1]] = right[:-1]
        else:
            words[wrong] = tuple(right.split("|"))
    return Curated(words, stems, max(map(len, stems)))


def right(norm: str, known: bool) -> tuple[str, ...]:
    """What to write for ``norm`` (lower case, ё as е), best first; empty when the list has nothing."""
    data = curated()
    if norm in data.words:
        return data.words[norm]
    for size in range(min(len(norm), data.longest), 3, -1):
        stem = norm[:size]
        if stem in data.stems and (not known or stem in ALWAYS):
            return (data.stems[stem] + norm[size:],)
    return ()
