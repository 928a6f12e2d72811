"""Build ``reply_lint/spelling/data/frequencies.bin`` from wordfreq's Russian list.

usage: pip install wordfreq pymorphy3 pymorphy3-dicts-ru && python tools/build_frequencies.py

Format, little-endian: 4 bytes number of slots, then the slots of an open-addressing hash table, 4 bytes each:
24 bits fingerprint, 1 bit "the dictionary has it", 7 bits frequency (never 0; 0 = an empty slot). See
``reply_lint/spelling/frequency.py`` for the reader, which this script must agree with.
"""

from __future__ import annotations

import re
import struct
from array import array
from pathlib import Path
from zlib import crc32

import pymorphy3
import wordfreq

TARGET = Path(__file__).parents[1] / "reply_lint" / "spelling" / "data" / "frequencies.bin"
LEAST_KNOWN, LEAST_UNKNOWN = 2e-8, 4e-8
"""Rarer words are left out."""
FULL = 0.6
"""Share of the slots that are taken."""
STEPS = 20
"""Steps per power of ten; 1 = 10**-9."""
BAD = {"Erro", "Infr", "Dist"}
_WORD = re.compile("[а-я]{2,30}")


def main() -> None:
    morph = pymorphy3.MorphAnalyzer()
    merged: dict[str, float] = {}
    for word, frequency in wordfreq.get_frequency_dict("ru", "large").items():
        word = word.replace("ё", "е")
        if _WORD.fullmatch(word):
            merged[word] = merged.get(word, 0.0) + frequency
    entries = []
    for word, frequency in merged.items():
        known = morph.word_is_known(word) and not all(BAD & p.tag.grammemes for p in morph.parse(word))
        if frequency >= (LEAST_KNOWN if known else LEAST_UNKNOWN):
            entries.append((word, level(frequency) | (128 if known else 0)))
    size = int(len(entries) / FULL) | 1
    slots = array("I", bytes(4 * size))
    for word, value in sorted(entries, key=lambda e: -(e[1] & 127)):  # frequent words stand in their own slots
        digest = crc32(word.encode("cp1251"))
        at = digest % size
        while slots[at] & 127:
            at = (at + 1) % size
        slots[at] = (digest & 0xFFFFFF00) | value
    TARGET.write_bytes(struct.pack("<I", size) + struct.pack(f"<{size}I", *slots))
    print(len(entries), "words,", sum(v >> 7 for _, v in entries), "known,", TARGET.stat().st_size, "bytes")


def level(frequency: float) -> int:
    from math import log10

    return max(1, min(127, round((log10(frequency) + 9) * STEPS)))


if __name__ == "__main__":
    main()
