"""What checks of commas share: what stands after a token, how a missing comma is put and a needless one taken out."""

from __future__ import annotations

from collections.abc import Iterator

from reply_lint.model import Document, Fix, Match, Word
from reply_lint.text import PREDICATE, TITLE

WORDS = frozenset(("word", "number", "latin", "masked"))
"""Kinds of tokens between which a comma may be missing."""
PRONOUNS = frozenset("я мы вы он она оно они".split())


def predicate_after(doc: Document, i: int, most: int = 8) -> bool:
    """Is there a predicate after token ``i``, before the next mark?"""
    for k in range(i + 1, min(i + 1 + most, len(doc.words))):
        word = doc.words[k]
        if word.kind == "mark":
            return False
        if word.flags & PREDICATE:
            return True
    return False


def reads(word: Word, grammeme: str) -> bool:
    """Has the word a reading with that grammeme?"""
    return any(grammeme in r.grammemes for r in word.readings)


def orders(word: Word) -> bool:
    """May the word be an order?"""
    return reads(word, "impr")


def finite_after(doc: Document, i: int, most: int = 3) -> bool:
    """Is there a finite verb after token ``i``, before the next mark?"""
    for k in range(i + 1, min(i + 1 + most, len(doc.words))):
        word = doc.words[k]
        if word.kind == "mark":
            return False
        if any("VERB" in r.grammemes for r in word.readings[:1]):
            return True
    return False


def is_finite(word: Word) -> bool:
    """Is the word first of all a verb in a finite form?"""
    return any("VERB" in r.grammemes for r in word.readings[:1])


def comma_between(doc: Document, i: int) -> Match:
    """A comma is missing between the tokens ``i`` and ``i + 1``: the two words around the gap."""
    start, end = doc.span(i, i + 2)
    at = doc.end(i)
    return Match(start, end, (Fix(start, end, doc.text[start:at] + "," + doc.text[at:end], True),))


def set_off(doc: Document, i: int, j: int, left: bool, right: bool) -> Iterator[Match]:
    """The tokens ``i..j`` lack a comma before (``left``) and after (``right``)."""
    if not (left or right):
        return
    start = doc.starts[i - 1 if left else i]
    end = doc.end(j + 1 if right else j)
    text = doc.text
    fixed = ""
    if left:
        fixed += text[start : doc.end(i - 1)] + "," + text[doc.end(i - 1) : doc.starts[i]]
    fixed += text[doc.starts[i] : doc.end(j)]
    if right:
        fixed += "," + text[doc.end(j) : end]
    yield Match(start, end, (Fix(start, end, fixed, True),))


def without(doc: Document, i: int) -> Match:
    """The comma ``i`` is one too many."""
    start, end = doc.starts[i - 1], doc.end(i)
    return Match(start, end, (Fix(start, end, doc.text[start : doc.end(i - 1)], True),))


def is_and(word: Word) -> bool:
    """Asked for the checks of «и»."""
    return word.norm == "и" and not word.flags & TITLE


def is_inside(doc: Document, i: int) -> bool:
    """Is the mark ``i`` inside something like «18:00», with no space around?"""
    return (
        0 < i < len(doc.words) - 1
        and doc.words[i].norm not in ",;!?"
        and doc.end(i - 1) == doc.starts[i]
        and doc.end(i) == doc.starts[i + 1]
        and doc.words[i + 1].kind != "mark"
    )


def part_before(doc: Document, i: int, start: int) -> int:
    """Where the part of the sentence that ends before token ``i`` begins: after a mark, or at ``start``."""
    first = i
    while first > start and (doc.words[first - 1].kind not in ("mark", "other") or is_inside(doc, first - 1)):
        first -= 1
    return first


def part_end(doc: Document, i: int, stop: int) -> int:
    """Where the part of the sentence that holds token ``i`` ends: at a mark, or at ``stop``."""
    while i < stop and (doc.words[i].kind not in ("mark", "other") or is_inside(doc, i)):
        i += 1
    return i
