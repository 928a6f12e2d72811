"""Which word fits between its neighbours: how much oftener than by chance kinds of words stand side by side."""

from __future__ import annotations

import json
from array import array
from functools import lru_cache
from math import log10

from reply_lint.model import Document, Reading
from reply_lint.spelling import DATA
from reply_lint.text import readings_of, sentence_at

STEPS = 40
"""Steps of a degree per power of ten."""
EDGE = "|"
"""What stands before the first word of a sentence and after the last."""

Tags = tuple[tuple[str, float], ...]
"""Kinds that a word may be of, with their probabilities."""

_PARTS = ("NOUN", "ADJF", "ADJS", "COMP", "VERB", "INFN", "PRTF", "PRTS", "GRND", "NUMR", "ADVB")
_CLOSED = frozenset(("PREP", "CONJ", "PRCL", "NPRO", "INTJ", "PRED"))
_SHOWN = tuple(
    "nomn gent gen2 datv accs ablt loct loc2 voct sing plur masc femn neut past pres futr impr 1per 2per 3per Name Surn"
    " Patr Geox Abbr".split()
)


def tag(norm: str, reading: Reading) -> str:
    """The kind of a word: its part of speech and its form; function words are kinds of their own."""
    g = reading.grammemes
    if not g.isdisjoint(_CLOSED):
        return norm
    part = next((p for p in _PARTS if p in g), "")
    return " ".join((part, *(name for name in _SHOWN if name in g)))


class Neighbours:
    """A table of degrees for each two kinds of words, one beside the other."""

    __slots__ = ("degrees", "numbers")

    def __init__(self, blob: bytes) -> None:
        names, _, degrees = blob.partition(b"\n")
        self.numbers = {name: number for number, name in enumerate(json.loads(names))}
        self.degrees = array("b", degrees)

    def fit(self, left: Tags, right: Tags) -> float:
        """log10 of how much oftener such two words stand so than if words came by chance; 0: nothing known."""
        size = len(self.numbers)
        whole = 0.0
        for name, probability in left:
            row = self.numbers.get(name, -1) * size
            for other, likely in right:
                column = self.numbers.get(other, -1)
                known = row >= 0 and column >= 0
                whole += probability * likely * (10 ** (self.degrees[row + column] / STEPS) if known else 1.0)
        return log10(whole) if whole else 0.0


@lru_cache(maxsize=1)
def neighbours() -> Neighbours:
    """The one table of the process."""
    return Neighbours(DATA.joinpath("neighbours.bin").read_bytes())


@lru_cache(maxsize=8_000)
def tags_of(norm: str) -> Tags:
    """Kinds that a Russian word may be of."""
    found: dict[str, float] = {}
    for reading in readings_of(norm):
        name = tag(norm, reading)
        found[name] = found.get(name, 0.0) + reading.score
    return tuple(found.items())


def tags_at(doc: Document, i: int, sentence: int) -> Tags:
    """Kinds of the token ``i`` as a neighbour of one in that sentence."""
    if not 0 <= i < len(doc.words) or sentence_at(doc, i) != sentence:
        return ((EDGE, 1.0),)
    word = doc.words[i]
    if word.kind == "word":
        return tags_of(word.norm) if word.known else ((EDGE + "word", 1.0),)
    return ((word.norm if word.kind == "mark" else EDGE + word.kind, 1.0),)


def fit(doc: Document, i: int, text: str) -> float:
    """How well ``text`` (lower case, ё as е; one word or more) would stand in place of token ``i``."""
    sentence = sentence_at(doc, i)
    words = text.split(" ")
    table = neighbours()
    first, last = tags_of(words[0]), tags_of(words[-1])
    left, right = tags_at(doc, i - 1, sentence), tags_at(doc, i + 1, sentence)
    if len(words) > 1:
        return table.fit(left, first) + table.fit(last, right)
    # each reading fits both neighbours, or neither: they are not independent
    whole = sum(p * 10 ** (table.fit(left, ((t, 1.0),)) + table.fit(((t, 1.0),), right)) for t, p in first)
    return log10(whole) if whole else 0.0
