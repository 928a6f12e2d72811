"""Text of any length whose vocabulary grows as that of real replies does, so that no cache is flattered.

The moulds are the sentences of the corpus's tune sets. Every content word is written anew: by one that was not there
before as long as the text has fewer different words than Heaps' law gives for its length (``V = K n^β``, fitted to the
replies themselves), else by one drawn from all words written so far, frequent ones more often; both have the grammemes
of the word whose place they take. New ones are the replies' own words first, then forms of the dictionary. So
frequencies fall as Zipf has it, sentences never come again, agreement holds, and meaning does not. Of the new forms as
many are misspelt as the dictionary lacks among the replies' own.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from reply_lint.text import analyzer

CORPUS = Path(__file__).parent.parent / "corpora" / "replies.jsonl"
CHECK_SETS = "EJPQ"
"""Their texts are for measuring the rules."""
WORD = re.compile("[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
CONTENT = frozenset("NOUN VERB INFN ADJF PRTF ADVB PRTS ADJS GRND COMP".split())
REPLY_WORDS = 60
_ALPHABET = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф"


@lru_cache(maxsize=1)
def replies() -> list[str]:
    """The tune sets' replies."""
    given = map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    return [one["reply"] for one in given if one["id"][0] not in CHECK_SETS]


def sentences(texts: Iterable[str]) -> list[str]:
    """Those of three words and more."""
    return [part for text in texts for part in re.split(r"(?<=[.!?])\s+|\n+", text) if len(part.split()) > 2]


def heaps(texts: Iterable[str]) -> tuple[float, float]:
    """K and β of ``V = K n^β``, by least squares in logarithms over the texts in their order."""
    seen: set[str] = set()
    points = []
    n = 0
    for text in texts:
        for word in WORD.findall(text):
            n += 1
            seen.add(word.lower())
            if n % 500 == 0:
                points.append((math.log(n), math.log(len(seen))))
    middle_x, middle_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    beta = sum((x - middle_x) * (y - middle_y) for x, y in points) / sum((x - middle_x) ** 2 for x, _ in points)
    return math.exp(middle_y - beta * middle_x), beta


def forms(every: int = 1) -> Iterator[tuple[str, str]]:
    """Every so-manieth form of the dictionary and its grammemes."""
    dictionary = analyzer().dictionary
    tag = lru_cache(maxsize=None)(lambda *place: str(dictionary.build_tag_info(*place)))
    for form, parses in islice(dictionary.words.iteritems(), 0, None, every):
        paradigm, index = parses[:2] if isinstance(parses[0], int) else parses
        yield form, tag(paradigm, index)


def misspelt(word: str, chosen: random.Random) -> str:
    """The word with two letters swapped, one dropped, doubled or mistaken."""
    at = chosen.randrange(1, max(2, len(word) - 1))
    slip = chosen.randrange(4)
    if slip == 0:
        return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return (
        word[:at] + ("", word[at] * 2, chosen.choice(_ALPHABET))[slip - 1] + word[at + 1 :] if at < len(word) else word
    )


class Text:
    """An endless text; ``words`` and ``distinct`` say how much of it there was so far."""

    def __init__(self, seed: int = 1) -> None:
        self._chosen = random.Random(seed)
        given = replies()
        self._chosen.shuffle(given := list(given))
        self.k, self.beta = heaps(given)
        self._moulds = [self._mould(sentence) for sentence in sentences(given)]
        own = {word.lower() for text in given for word in WORD.findall(text)}
        known = analyzer().word_is_known
        self.unknown = sum(not known(word) for word in own) / len(own)
        tags = {tag for mould in self._moulds for _, tag in mould}
        self._fresh: dict[str, list[str]] = defaultdict(list)
        for form, tag in forms(every=2):
            if tag in tags and form not in own and len(form) > 3:
                self._fresh[tag].append(form)
        for some in self._fresh.values():
            self._chosen.shuffle(some)
        self._seen: dict[str, list[str]] = defaultdict(list)
        self._had: set[str] = set()
        self.words = 0
        self.grows = True
        """False: from now on only words that were there before."""

    @property
    def distinct(self) -> int:
        return len(self._had)

    def _mould(self, sentence: str) -> list[tuple[str, str | None]]:
        """Pieces; those to be written anew with their grammemes."""
        pieces: list[tuple[str, str | None]] = []
        at = 0
        for match in WORD.finditer(sentence):
            tag = _tag(match.group().lower())
            if tag:
                pieces += [(sentence[at : match.start()], None), (match.group(), tag)]
                at = match.end()
        return [*pieces, (sentence[at:], None)]

    def _written(self, word: str, tag: str) -> str:
        seen = self._seen[tag]
        due = self.grows and self.distinct < self.k * (self.words + 1) ** self.beta
        new = self._new(word, tag) if due else None
        written = new or (self._chosen.choice(seen) if seen else word)
        seen.append(written)
        return written

    def _new(self, own: str, tag: str) -> str | None:
        """A word that was not there: the mould's own, which replies are made of, or another form; None: no more."""
        fresh = self._fresh[tag]
        new = own if own not in self._had else fresh.pop() if fresh else own
        if self._chosen.random() < self.unknown:
            new = misspelt(new, self._chosen)
        return new if new not in self._had else None

    def sentence(self) -> str:
        parts = []
        for piece, tag in self._chosen.choice(self._moulds):
            if tag:
                new = self._written(piece.lower(), tag)
                self._had.add(new)
                self.words += 1
                parts.append(new.capitalize() if piece[0].isupper() else new)
            else:
                plain = WORD.findall(piece)
                self._had.update(map(str.lower, plain))
                self.words += len(plain)
                parts.append(piece)
        return "".join(parts)

    def reply(self, words: int = REPLY_WORDS) -> str:
        until = self.words + words
        made = []
        while self.words < until:
            made.append(self.sentence())
        return " ".join(made)


@lru_cache(maxsize=100_000)
def _tag(word: str) -> str | None:
    """Grammemes of a known content word, ``None`` for any other."""
    best = analyzer().parse(word)[0]
    return str(best.tag) if best.tag.POS in CONTENT and best.is_known else None


def distinct_words(count: int, made_up: float = 0.2, seed: int = 1) -> Iterator[str]:
    """So many different words: forms of the dictionary and, as a share, stems that are none with real endings."""
    chosen = random.Random(seed)
    syllables = [consonant + vowel for consonant in "бвгджзклмнпрстфхцчш" for vowel in "аеиоуыяю"]
    chosen.shuffle(syllables)
    known = (form for form, _ in forms(every=3))
    last = ""
    for n in range(count):
        while (word := next(known)) == last:  # a form comes once for each of its parses, one after another
            pass
        last = word
        if chosen.random() < made_up:
            rest, first = divmod(n, len(syllables))
            third, second = divmod(rest, len(syllables))
            word = syllables[first] + syllables[second] + syllables[third] + word[-3:]
        yield word
