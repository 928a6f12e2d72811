"""Clarity: long and nested sentences, walls of text, piles of terms, pronouns with two owners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reply_lint import text
from reply_lint.model import Document, Match, Word

_WORDS = frozenset(("word", "latin", "number", "masked"))
_LINKS = frozenset("что чтобы если когда где куда откуда пока хотя ибо поскольку".split())
_ALWAYS = frozenset("чтобы если хотя поскольку ибо чей чья чьи".split())
_LEADS = frozenset((",", "—", "(", ":", "и", "а", "но", "того", "то", "потому", "что", "как"))
_MAN = frozenset(("NOUN", "anim", "masc", "sing"))
_BROKEN_OFF = frozenset("см кг мм км руб мин тыс млн шт др т.д т.п доб тел стр г ул д кв р сек ч".split())
"""Short forms whose full stop may end a sentence; the splitter thinks that it never does."""


def long_sentence(doc: Document, *, words: int = 32) -> Iterator[Match]:
    """Sentences of more words than that; a name in quotes or a link is one word."""
    for first, last in doc.sentences:
        if last - first > words:
            for i, j in _pieces(doc, first, last):
                if j - i > words and _count(doc, i, j) > words:
                    yield Match(*doc.span(i, j))


def nested(doc: Document, places: Sequence[int], *, links: int = 3, words: int = 12) -> Iterator[Match]:
    """Sentences of at least so many words with that many subordinate clauses."""
    for (start, stop), found in _by_sentence(doc, places):
        if len(found) >= links and stop - start >= words:
            for first, last in _pieces(doc, start, stop):
                enough = sum(first <= i < last and _links(doc, i, first) for i in found) >= links
                if enough and _count(doc, first, last) >= words:
                    yield Match(*doc.span(first, last))


def wall(doc: Document, *, words: int = 120) -> Iterator[Match]:
    """Paragraphs of more words than that."""
    if len(doc.words) <= words:
        return
    start = 0
    for paragraph in doc.text.split("\n"):
        end = start + len(paragraph)
        first, last = text.token_at(doc, start), text.token_at(doc, end)
        if last - first > words and _count(doc, first, last) > words:
            yield Match(*doc.span(first, last))
        start = end + 1


def two_owners(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Он» or «тот» after two different men in the same sentence: whose it is can't be told."""
    for (first, last), found in _by_sentence(doc, places):
        men: set[str] = set()
        start = first
        for i in found:
            men.update(man for word in doc.words[start:i] if (man := _man(word)))
            if len(men) == 2 and doc.words[i - 1].norm in _LEADS:
                yield Match(*doc.span(first, last))
                break
            start = i


def _by_sentence(doc: Document, places: Sequence[int]) -> Iterator[tuple[tuple[int, int], list[int]]]:
    """Sentences that have some of ``places``, with them."""
    for sentence, found in groupby(places, key=lambda i: text.sentence_at(doc, i)):
        yield doc.sentences[sentence], list(found)


def _count(doc: Document, first: int, last: int) -> int:
    count = 0
    masked = False
    for word in doc.words[first:last]:
        if word.kind != "masked":
            count += word.kind in _WORDS
        elif not masked:
            count += 1
        masked = word.kind == "masked"
    return count


def _pieces(doc: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The sentence, cut after «180 см.» where a capital letter follows."""
    start = first
    for i in range(first + 1, last - 1):
        if doc.words[i].norm == "." and doc.words[i - 1].norm in _BROKEN_OFF and doc.words[i + 1].flags & text.TITLE:
            yield start, i + 1
            start = i + 1
    yield start, last


def _links(doc: Document, i: int, first: int) -> bool:
    """Does a subordinate clause begin with token ``i``, which may be a link?"""
    word = doc.words[i]
    if word.norm in _ALWAYS or "который" in word.lemmas:
        return True
    before = doc.words[i - 1].norm if i > first else ""
    return not before or before in _LEADS


def _man(word: Word) -> str:
    """The lemma of a common noun for a man in the singular, or nothing."""
    for r in word.readings:
        if r.score > 0.4 and r.grammemes >= _MAN and r.grammemes.isdisjoint(("Patr", "Name", "Surn")):
            return r.lemma
    return ""


def _may_link(word: Word) -> bool:
    return word.kind == "word" and (word.norm in _ALWAYS or word.norm in _LINKS or "который" in word.lemmas)


def _is_he(word: Word) -> bool:
    return word.norm in ("он", "тот")


ASKS = {"nested": lambda **_: _may_link, "two_owners": lambda: _is_he}
