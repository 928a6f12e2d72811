"""Words by their sound: what «дагаварились», «памоему» and «нимагу» stand for (see ``tools/build_sounds.py``)."""

from __future__ import annotations

import re
import struct
import sys
from array import array
from functools import lru_cache
from zlib import crc32

from reply_lint.spelling import DATA

STEPS = 10
"""Steps of a level per power of ten."""
LAST = 64
"""Added to the level of the last word of a key."""
PLACE = 22
"""Bits of a slot that say where the words of a key begin; the others are the key's fingerprint."""
SPACE, HYPHEN = "\u00a0", "\u00ad"
"""What stands for a space and a hyphen in the file: bytes above those of levels."""
CLASSES = "аифктсйлмнпрхцчшщу"
"""What a key is spelt with."""

_CLASS = str.maketrans("оабвгдежзийклмнопрстуфхцчшщыэюя", "аапфктишсийклмнапрстуфхцчшщииуи", f"ьъй -{SPACE}{HYPHEN}")
_AFFRICATE = re.compile("[тд]ь?с|[тд]ц")
_LONG_SH = re.compile("[сзж]ч")
_AFTER_HUSHING = re.compile("(?<=[жшщчц])[аоеиыэя]")
_TWICE = re.compile(r"([^аиу])\1+")


def key(word: str) -> str:
    """What words that sound alike share: ``word`` is lower case, ё as е."""
    word = _LONG_SH.sub("щ", _AFFRICATE.sub("ц", word))
    return _TWICE.sub(r"\1", _AFTER_HUSHING.sub("и", word).translate(_CLASS))


class Sounds:
    """A hash table of keys, each of which says where its words stand, with their levels.

    A key that is not there may seem to be: the words found must be compared with the word that was looked up.
    """

    __slots__ = ("size", "slots", "words")

    def __init__(self, blob: bytes) -> None:
        (self.size,) = struct.unpack_from("<I", blob)
        self.slots = array("I")
        self.slots.frombytes(blob[4 : 4 + 4 * self.size])
        if sys.byteorder != "little":
            self.slots.byteswap()
        self.words = blob[4 + 4 * self.size :]

    def places(self, keys: set[str]) -> list[int]:
        """Where the words of those keys begin, of those that are there."""
        slots, size = self.slots, self.size
        found = []
        for wanted in keys:
            digest = crc32(wanted.encode("cp1251"))
            at = digest % size
            while value := slots[at]:
                if value >> PLACE == digest >> PLACE:
                    found.append(value & ((1 << PLACE) - 1))
                at = at + 1 if at + 1 < size else 0
        return found

    def at(self, place: int) -> list[tuple[str, float]]:
        """The words that begin at ``place``, and their levels (as those of ``frequency.Table``)."""
        words = self.words
        found = []
        last = False
        while not last:
            end = place
            while words[end] >= 128:
                end += 1
            last = words[end] >= LAST
            text = words[place:end].decode("cp1251").replace(SPACE, " ").replace(HYPHEN, "-")
            found.append((text, (words[end] & (LAST - 1)) / STEPS))
            place = end + 1
        return found


@lru_cache(maxsize=1)
def sounds() -> Sounds:
    """The one table of the process."""
    return Sounds(DATA.joinpath("sounds.bin").read_bytes())


def alike(word: str) -> list[tuple[str, float]]:
    """Words that sound as ``word`` does, with their levels."""
    return [pair for place in sounds().places({key(word)}) for pair in sounds().at(place)]


def nearly(word: str) -> list[tuple[str, float]]:
    """Words that sound as ``word`` would with a sound added, dropped, replaced or swapped."""
    own = key(word)
    keys: set[str] = set()
    for i in range(len(own) + 1):
        head, tail = own[:i], own[i:]
        keys.update(head + char + tail for char in CLASSES)
        if tail:
            keys.add(head + tail[1:])
            keys.update(head + char + tail[1:] for char in CLASSES)
        if len(tail) > 1:
            keys.add(head + tail[1] + tail[0] + tail[2:])
    keys.discard(own)
    return [pair for place in sounds().places(keys) for pair in sounds().at(place)]
