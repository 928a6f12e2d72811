"""How often words are met, from wordfreq's Russian list (see ``data/NOTICE`` and ``tools/build_frequencies.py``)."""

from __future__ import annotations

import sys
from array import array
from functools import lru_cache
from zlib import crc32

from reply_lint.spelling import DATA

STEPS = 20.0
"""Steps of a level per power of ten."""
RARE = 0.5
"""The level in powers of ten, see ``Table.get``, of a word that the table lacks."""


class Table:
    """An open-addressing hash table: 24 bits fingerprint, 1 bit "known", 7 bits frequency in each slot.

    One word in some 10,000 that are not in it seems to be: what matters must be checked in the dictionary.
    """

    __slots__ = ("size", "slots")

    def __init__(self, blob: bytes) -> None:
        self.slots = array("I")
        self.slots.frombytes(blob[4:])
        if sys.byteorder != "little":
            self.slots.byteswap()
        self.size = len(self.slots)

    def entry(self, word: bytes) -> int:
        """128 if the dictionary knows ``word`` (lower case, ё as е, cp1251) plus its level in steps; 0: not there."""
        digest = crc32(word)
        slots, size = self.slots, self.size
        at = digest % size
        wanted = digest >> 8
        while value := slots[at]:
            if value >> 8 == wanted:
                return value & 255
            at = at + 1 if at + 1 < size else 0
        return 0

    def get(self, word: str) -> float:
        """log10 of the word's frequency in 10**9 running words: 0.5 (rarer than the table has) to 6.3."""
        return (self.entry(word.encode("cp1251", "replace")) & 127) / STEPS or RARE


@lru_cache(maxsize=1)
def table() -> Table:
    """The one table of the process."""
    return Table(DATA.joinpath("frequencies.bin").read_bytes())
