"""Commas round a participle with its words after a noun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.closings import head_of, main_border
from reply_lint.spelling.commas import comma_between, is_finite, part_end, reads, set_off
from reply_lint.spelling.grammar import CASES, agree, case_of
from reply_lint.spelling.tokens import joined, sentence_of
from reply_lint.text import TITLE, UPPER

_ADJECTIVES = frozenset("данный следующий действующий настоящий будущий текущий существующий ведущий".split())
"""Participles that have become adjectives."""


def participle(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«в сроки установленные законом»: no comma between a noun and its participial clause."""
    words = doc.words
    for i in places:
        if not joined(doc, i - 1) or not joined(doc, i) or i <= sentence_of(doc, i)[0]:
            continue
        noun, word, after = words[i - 1], words[i], words[i + 1]
        if not noun.known or not noun.readings or not all("NOUN" in r.grammemes for r in noun.readings):
            continue
        if noun.flags & UPPER or (noun.flags & TITLE and i - 1 > sentence_of(doc, i)[0]):
            continue
        own = [r for r in word.readings if "PRTF" in r.grammemes]
        if not any(agree(p, n) for p in own for n in noun.readings):
            continue
        acts = any({"actv", "tran"} <= p.grammemes for p in own)
        object_follows = acts and (reads(after, "accs") or after.kind == "latin")
        sure = object_follows and not reads(after, "gent")  # «профиля печатающего устройства»
        sure = sure or (reads(after, "INFN") and any("actv" in p.grammemes for p in own))
        if not sure and (_next_agrees(doc, i, own) or _governs_more(doc, i, own)):
            continue
        if object_follows or _has_words(after, own):
            yield from _set_off(doc, i)


def _has_words(after: Word, own: Sequence[Reading]) -> bool:
    """May the word after the participle depend on it?"""
    if not after.readings or after.kind != "word":
        return False
    if any("actv" in p.grammemes for p in own) and (reads(after, "datv") or reads(after, "INFN")):
        return True
    firm = not after.readings[0].grammemes.isdisjoint(("PREP", "ADVB", "COMP"))
    return firm or after.norm == "как" or reads(after, "ablt")


def _next_agrees(doc: Document, i: int, own: Sequence[Reading]) -> bool:
    """Does one of the two words after the participle agree with it, with no preposition before?"""
    words = doc.words
    return any(
        agree(p, n)
        for k in (i + 1, i + 2)
        if k < len(words) and words[k].kind == "word" and words[k - 1].norm not in CASES and words[k].norm not in CASES
        for n in words[k].readings
        if "NOUN" in n.grammemes or "ADJF" in n.grammemes
        for p in own
    )


def _set_off(doc: Document, i: int) -> Iterator[Match]:
    """A comma before the participle ``i``, and after its words when the predicate follows."""
    start, stop = sentence_of(doc, i)
    noun = head_of(doc.words, start, i)
    at = None if noun is None else main_border(doc, noun, i, part_end(doc, i, stop), "")
    if at is not None and joined(doc, at):
        yield from set_off(doc, i, at, True, True)
    else:
        yield comma_between(doc, i - 1)


def _governs_more(doc: Document, i: int, own: Sequence[Reading]) -> bool:
    """«тип возвращаемого функцией значения»: does the participle belong to a noun that comes later?"""
    words = doc.words
    for k in range(i + 1, min(i + 7, part_end(doc, i, sentence_of(doc, i)[1]))):
        word, before = words[k], words[k - 1]
        if is_finite(word) or word.norm in ("и", "или"):
            return False
        if word.kind != "word" or (reads(before, "PREP") and before.norm in CASES):
            continue
        for n in word.readings:
            if "NOUN" not in n.grammemes or n.score < 0.01:
                continue
            for p in own:
                firm = case_of(p.grammemes) in ("gent", "datv", "ablt", "loct") or not reads(word, "gent")
                if agree(p, n) and (firm or not reads(before, "NOUN")):
                    return True
    return False


def is_participle(word: Word) -> bool:
    """Asked for ``participle``."""
    return (
        word.kind == "word"
        and not word.flags & (TITLE | UPPER)
        and any("PRTF" in r.grammemes for r in word.readings)
        and all(not r.grammemes.isdisjoint(("ADJF", "PRTF")) for r in word.readings)
        and word.lemmas.isdisjoint(_ADJECTIVES)
    )
