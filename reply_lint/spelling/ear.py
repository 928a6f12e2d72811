"""Words of the dictionary that sound like another one, far more frequent and more at home beside its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.formed import is_good
from reply_lint.spelling.frequency import table
from reply_lint.spelling.tokens import rewritten
from reply_lint.text import TITLE, UPPER

SHORTEST = 4
FREQUENT = 3.4
"""More frequent words (level, see ``frequency.Table.get``) are meant as they are written."""
OFTENER, FITTER, ENOUGH = 1.0, 0.3, 3.6
"""The least that the other word must be ahead in level, in fit, and in level plus what fit counts for."""
FIT = 1.5
"""What a power of ten of fit counts for."""
ALIKE = 0.46
"""The most that the slip may cost."""

_RUSSIAN = re.compile("[а-я]+")


def by_ear(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«он абсолютна прав», «будит доступна», «дети спять»."""
    from reply_lint.spelling.neighbours import fit

    for i in places:
        norm = doc.words[i].norm
        own = fit(doc, i, norm)
        others = [(ahead, fit(doc, i, other) - own, other) for other, ahead in _others(norm)]
        gains = [(ahead + FIT * better, better, other) for ahead, better, other in others]
        score, better, other = max(gains, default=(0.0, 0.0, ""))
        if score >= ENOUGH and better >= FITTER:
            yield rewritten(doc, i, i + 1, (other,))


def may_be_other(word: Word) -> bool:
    """Asked for ``by_ear``."""
    return (
        word.known
        and word.kind == "word"
        and not word.flags & (TITLE | UPPER)
        and "ё" not in word.text
        and len(word.norm) >= SHORTEST
        and bool(_others(word.norm))
    )


@lru_cache(maxsize=8_000)
def _others(norm: str) -> tuple[tuple[str, float], ...]:
    """Words that sound like ``norm``, and by how many powers of ten they are more frequent."""
    own = table().get(norm)
    if own > FREQUENT or not _RUSSIAN.fullmatch(norm):
        return ()
    from reply_lint.spelling.candidates import distance
    from reply_lint.spelling.sounds import alike

    return tuple(
        (other, level - own)
        for other, level in alike(norm)
        if level - own >= OFTENER
        and _RUSSIAN.fullmatch(other)
        and distance(norm, other, ALIKE) <= ALIKE
        and is_good(other)
    )
