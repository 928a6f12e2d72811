"""Build ``reply_lint/spelling/data/sounds.bin``: frequent words of wordfreq's Russian list by their sound.

usage: pip install wordfreq pymorphy3 pymorphy3-dicts-ru && python tools/build_sounds.py

Format, little-endian: 4 bytes number of slots; the slots of an open-addressing hash table of keys, 4 bytes each: a
fingerprint, and above 0 the place of the key's words in what follows (0 = an empty slot); then the words, each followed
by a byte with its level. See ``reply_lint/spelling/sounds.py`` for the reader.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections import defaultdict
from math import log10
from pathlib import Path
from zlib import crc32

import pymorphy3
import wordfreq

from reply_lint.spelling.sounds import HYPHEN, LAST, PLACE, SPACE, STEPS, key

TARGET = Path(__file__).parents[1] / "reply_lint" / "spelling" / "data" / "sounds.bin"
LEAST = 9e-8
"""Rarer words are left out."""
FULL = 0.7
"""Share of the slots that are taken."""
BAD = {"Erro", "Infr", "Dist", "Name", "Surn", "Patr", "Geox", "Abbr", "Init"}
PHRASES = {
    "по-моему по-твоему по-вашему по-нашему по-своему по-другому по-новому по-прежнему по-хорошему по-разному"
    " по-русски по-настоящему по-видимому наконец-то вообще-то все-таки как-то где-то куда-то когда-то кто-то"
    " что-то какой-то какая-то какое-то какие-то какого-то какому-то каким-то какую-то кого-то кому-то чего-то"
    " почему-то зачем-то откуда-то сколько-то как-нибудь где-нибудь куда-нибудь когда-нибудь кто-нибудь что-нибудь"
    " какой-нибудь какая-нибудь какие-нибудь какую-нибудь кого-нибудь кому-нибудь чего-нибудь кое-как кое-что"
    " кое-где кое-кто чуть-чуть еле-еле во-первых во-вторых в-третьих точь-в-точь из-за из-под": 4.6,
    "не_могу не_знаю не_хочу не_буду не_было не_надо не_нужно не_помню не_понимаю не_люблю не_умею не_стоит не_может"
    " не_могли не_думаю не_работает не_получается не_понял не_поняла не_хочется не_будет не_бывает ни_разу ни_за_что"
    " как_раз как_бы как_будто так_как так_что потому_что может_быть то_есть то_ли что_ли в_общем в_принципе"
    " в_смысле в_итоге в_целом в_основном в_течение в_связи до_свидания на_самом_деле на_счет с_утра на_улице"
    " хотелось_бы было_бы мог_бы могла_бы могли_бы если_бы хотя_бы чуть_ли вряд_ли вот_так все_равно все_еще"
    " так_же то_же у_меня у_нас у_вас со_мной ко_мне при_чем тем_более тем_не_менее скорее_всего больше_всего"
    " прежде_всего все_время в_это_время друг_друга": 4.4,
}  # fmt: skip
"""Words with hyphens and what is written apart, with the levels that they are given."""


def main() -> None:
    levels = {
        word.replace("_", SPACE).replace("-", HYPHEN): level
        for words, level in PHRASES.items()
        for word in words.split()
    }
    for word, frequency in merged().items():
        if frequency >= LEAST:
            levels[word] = log10(frequency) + 9
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(levels, key=lambda w: (-levels[w], w)):
        keys[key(word)].append(word)
    size = int(len(keys) / FULL) | 1
    slots = array("I", bytes(4 * size))
    blob = bytearray(b"\0")
    for sound, words in keys.items():  # frequent ones stand in their own slots
        digest = crc32(sound.encode("cp1251"))
        at = digest % size
        while slots[at]:
            at = (at + 1) % size
        slots[at] = (digest >> PLACE << PLACE) | len(blob)
        for word in words:
            last = LAST if word is words[-1] else 0
            blob += word.encode("cp1251") + bytes([round(levels[word] * STEPS) | last])
    if len(blob) >> PLACE:
        raise SystemExit("the words are too many for a slot's place")
    TARGET.write_bytes(struct.pack("<I", size) + struct.pack(f"<{size}I", *slots) + blob)
    print(len(levels), "words,", len(keys), "keys,", TARGET.stat().st_size, "bytes")


def merged() -> dict[str, float]:
    """Frequencies of the words that the dictionary knows and that are neither names nor mistakes, ё as е."""
    morph = pymorphy3.MorphAnalyzer()
    found: dict[str, float] = {}
    for word, frequency in wordfreq.get_frequency_dict("ru", "large").items():
        word = word.replace("ё", "е")
        if re.fullmatch("[а-я]{2,25}", word):
            found[word] = found.get(word, 0.0) + frequency
    return {
        word: frequency
        for word, frequency in found.items()
        if morph.word_is_known(word) and any(not BAD & p.tag.grammemes for p in morph.parse(word))
    }


if __name__ == "__main__":
    main()
