"""Commas round what explains a noun: a participle with its words, a clause with «который»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.closings import (
    GIVEN,
    LEFT_ADVERBS,
    WITH_VERB,
    agrees,
    is_noun,
    may_say,
    third,
    two_predicates,
)
from reply_lint.spelling.commas import WORDS, comma_between, is_finite, part_end, reads, set_off
from reply_lint.spelling.grammar import CASES, agree, case_of
from reply_lint.spelling.tokens import joined, sentence_of, word_at
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


def relative_closed(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Посылка, которая пришла вчера не ваша», «Заказ, собранный вчера едет»: no comma before the predicate."""
    words = doc.words
    for i in places:
        start, stop = sentence_of(doc, i)
        if "который" not in words[i].lemmas:
            noun = head_of(words, start, i - 1) if word_at(doc, i - 1) == "," else None
            if noun is not None and any(agree(p, n) for p in words[i].readings for n in words[noun].readings):
                at = main_border(doc, noun, i, part_end(doc, i, stop), "")
                if at is not None and joined(doc, at):
                    yield comma_between(doc, at)
            continue
        opens = i - 1 if i and reads(words[i - 1], "PREP") else i
        noun = head_of(words, start, opens - 1 if opens and words[opens - 1].norm == "," else opens)
        if noun is None:
            continue
        last = part_end(doc, i, stop)
        at = main_border(doc, noun, i + 1, last, "который")
        if at is not None and joined(doc, at):
            yield comma_between(doc, at)


def is_which(word: Word) -> bool:
    """Asked for ``relative_closed``: «который», or a participle."""
    if word.flags & (TITLE | UPPER) or word.kind != "word":
        return False
    return "который" in word.lemmas or (
        reads(word, "PRTF") and all(not r.grammemes.isdisjoint(("PRTF", "ADJF")) for r in word.readings)
    )


def head_of(words: Sequence[Word], start: int, stop: int) -> int | None:
    """The noun that with its words is all of ``start:stop``, in the nominative or the accusative."""
    k = start
    while k < stop and reads(words[k], "ADJF") and not is_noun(words[k]):
        k += 1
    if k >= stop or not is_noun(words[k]) or not (reads(words[k], "nomn") or reads(words[k], "accs")):
        return None
    if any(not is_noun(w) or not reads(w, "gent") or w.flags & (TITLE | UPPER) for w in words[k + 1 : stop]):
        return None
    return k


def main_border(doc: Document, noun: int, first: int, last: int, opener: str) -> int | None:
    """The token after which a clause from ``first`` ends, when the predicate of ``noun`` follows without a mark."""
    words = doc.words
    said, verb = two_predicates(words, first, last, opener)
    if said < 0:
        return None
    if verb is None:
        return _before_not(words, noun, said, last)
    word = words[verb]
    if not may_say(word) or word_at(doc, verb + 1) == ",":
        return None
    ours = reads(words[noun], "accs") and _is_ours(word)
    if not ours and not (third(word) and agrees(word, words[noun])):
        return None
    k = verb
    while k - 1 > said and words[k - 1].norm in WITH_VERB:
        k -= 1
    if ours and k - 1 > said and words[k - 1].norm in ("мы", "я"):
        k -= 1
    before = words[k - 1]
    if reads(before, "PREP") or before.kind not in WORDS or before.norm in GIVEN:
        return None
    if k - 1 > said and any("ADVB" in r.grammemes or "COMP" in r.grammemes for r in before.readings):
        return k - 1 if before.norm in LEFT_ADVERBS and k - 2 == said else None
    if any(agrees(word, w) and not reads(w, "accs") for w in words[said + 1 : k]):
        return None  # another subject
    return k - 1


def _is_ours(word: Word) -> bool:
    """«вернём»: a verb that says what we do to an object."""
    return reads(word, "1per") and all(
        "tran" in r.grammemes and not r.grammemes.isdisjoint(("1per", "incl")) for r in word.readings
    )


def _before_not(words: Sequence[Word], noun: int, said: int, last: int) -> int | None:
    """«вчера | не ваша»."""
    ends = last == len(words) or words[last].norm in (".", "!")
    if last - said < 3 or words[last - 2].norm != "не" or not ends:
        return None
    described = any(
        r.grammemes >= {"ADJF", "nomn"} and agree(r, n) and case_of(n.grammemes) == "nomn"
        for r in words[last - 1].readings
        for n in words[noun].readings
    )
    return last - 3 if described and not reads(words[last - 3], "PREP") else None
