"""Clarity: long and nested sentences, walls of text, piles of terms, pronouns with two owners."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from reply_lint import text
from reply_lint.model import Document, Match, Word

_WORDS = frozenset(("word", "latin", "number", "masked"))
_LINKS = frozenset("что чтобы если когда где куда откуда пока хотя ибо поскольку".split())
_ALWAYS = frozenset("чтобы если хотя поскольку ибо чей чья чьи".split())
_LEADS = frozenset(
    (",", "—", "(", ":", "и", "а", "но", "того", "то", "потому", "что", "как", "когда", "если", "хотя", "пока")
)
_THEY = frozenset("он она они его её ее их ему ей им".split())
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
    """«Он» or «тот» after two different men in the same sentence, or three such words in a row: who is who?"""
    for (begin, stop), all_found in _by_sentence(doc, places):
        for first, last in _pieces(doc, begin, stop):
            if _unclear(doc, first, [i for i in all_found if first <= i < last]):
                yield Match(*doc.span(first, last))


def _unclear(doc: Document, first: int, found: list[int]) -> bool:
    men: set[str] = set()
    start = first
    for i in found:
        men.update(man for word in doc.words[start:i] if (man := _man(word)))
        if len(men) == 2 and doc.words[i].norm in ("он", "тот") and doc.words[i - 1].norm in _LEADS:
            return True
        if doc.words[i].norm in ("он", "она", "они") and sum(w.norm in _THEY for w in doc.words[i : i + 5]) > 2:
            return True
        start = i
    return False


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
    """The sentence, cut after «180 см.», «зона Б.» or an emoji where a capital letter follows."""
    start = first
    for i in range(first + 1, last - 1):
        word, before = doc.words[i], doc.words[i - 1]
        ends = word.norm == "." and (before.norm in _BROKEN_OFF or (len(before.norm) == 1 and before.text.isupper()))
        if (ends or (word.kind != "word" and word.text[:1] > "\u2600")) and doc.words[i + 1].flags & text.TITLE:
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
        if (
            r.score > 0.4
            and r.lemma != "человек"
            and r.grammemes >= _MAN
            and r.grammemes.isdisjoint(("Patr", "Name", "Surn"))
        ):
            return r.lemma
    return ""


def _may_link(word: Word) -> bool:
    return word.kind == "word" and (word.norm in _ALWAYS or word.norm in _LINKS or "который" in word.lemmas)


def _is_he(word: Word) -> bool:
    return word.norm in ("он", "тот", "она", "они")


def _asks_nested(**_: object) -> Callable[[Word], bool]:
    return _may_link


ASKS = {"nested": _asks_nested, "two_owners": lambda: _is_he}
LOCAL = frozenset(("long_sentence", "nested", "two_owners"))
