"""Build ``reply_lint/spelling/data/neighbours.bin``: which kinds of words stand side by side in well-edited Russian.

usage: python tools/build_neighbours.py

Counted over the help texts of ``plain_text`` and the replies of the tune sets: kinds (see
``reply_lint/spelling/neighbours.py``) of words next to each other, against what chance would make of it. No text is
kept. Format: a line with a JSON list of kinds, then a byte for each two of them, log10 of the ratio in steps.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from itertools import pairwise
from math import log10
from pathlib import Path

import corpus
import plain_text

from reply_lint.spelling.neighbours import STEPS, Tags, tags_at
from reply_lint.text import Vocabulary

TARGET = Path(__file__).parents[1] / "reply_lint" / "spelling" / "data" / "neighbours.bin"
LEAST = 15.0
"""Rarer kinds are left out."""
TRUST = 2.0
"""How many times more two kinds must be seen to be half believed."""
ROUNDS = 3
"""In each the readings of a word are weighed by how well they fit, as far as the last one knows."""


def main() -> None:
    texts = [piece for _, piece in plain_text.pieces()] + [reply.reply for reply in corpus.replies(check=False)]
    vocabulary = Vocabulary()
    pairs = [pair for text in texts for pair in _pairs(vocabulary, text)]
    degrees: dict[tuple[str, str], float] = {}
    for _ in range(ROUNDS):
        degrees, names = _degrees(pairs, degrees)
    table = array("b", (round(max(-120.0, min(120.0, STEPS * degrees[a, b]))) for a in names for b in names))
    TARGET.write_bytes(json.dumps(names, ensure_ascii=False).encode() + b"\n" + table.tobytes())
    print(len(pairs), "pairs,", len(names), "kinds,", TARGET.stat().st_size, "bytes")


def _pairs(vocabulary: Vocabulary, text: str) -> list[tuple[Tags, Tags]]:
    doc = vocabulary.parse(text)
    found = []
    for number, (start, stop) in enumerate(doc.sentences):
        tags = [tags_at(doc, i, number) for i in range(start - 1, stop)] + [tags_at(doc, -1, number)]
        tags[0] = tags[-1]
        found += list(pairwise(tags))
    return found


def _degrees(
    pairs: list[tuple[Tags, Tags]], before: dict[tuple[str, str], float]
) -> tuple[dict[tuple[str, str], float], list[str]]:
    together: Counter[tuple[str, str]] = Counter()
    lefts: Counter[str] = Counter()
    rights: Counter[str] = Counter()
    for left, right in pairs:
        weights = {(a, b): p * q * 10 ** before.get((a, b), 0.0) for a, p in left for b, q in right}
        whole = sum(weights.values()) or 1.0
        for (a, b), weight in weights.items():
            together[a, b] += weight / whole
            lefts[a] += weight / whole
            rights[b] += weight / whole
    names = sorted(name for name in lefts if min(lefts[name], rights[name]) >= LEAST)
    expected = {(a, b): lefts[a] * rights[b] / len(pairs) for a in names for b in names}
    return {pair: log10((together[pair] + TRUST) / (chance + TRUST)) for pair, chance in expected.items()}, names


if __name__ == "__main__":
    main()
