"""The clauses of a sentence, by its marks, conjunctions and predicates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from reply_lint.model import Document, Word
from reply_lint.text import (
    ADVERSATIVE,
    BREAK,
    COORDINATOR,
    INTRODUCTORY,
    PREDICATE,
    SUBORDINATOR,
    Sentences,
    sentence_at,
)


def clauses(doc: Document, sentence: int) -> Sentences:
    """Token ranges of the clauses of the ``sentence``-th sentence: in order, without gaps.

    A clause starts after a mark (``, ; : — ( )``), before «а, но», or at a conjunction with predicates on both sides;
    an introductory word between commas, and a part with no predicate of its own, do not end one.
    """
    found = doc.clause_cache.get(sentence)
    if found is None:
        found = doc.clause_cache[sentence] = tuple(_clauses(doc, *doc.sentences[sentence]))
    return found


def _clauses(doc: Document, start: int, stop: int) -> Iterator[tuple[int, int]]:
    words = doc.words
    clause = part = start  # where the clause and its last part start
    clause_has = part_has = 0  # have they a predicate?
    for i in range(start, stop):
        flags = words[i].flags
        if flags & PREDICATE:
            part_has = PREDICATE
        elif flags & COORDINATOR or (flags & BREAK and not _inside_chunk(doc, i)):
            following = _part_flags(words, i + 1, stop)
            hard = flags & BREAK and (words[i].norm not in ",-" or (i + 1 < stop and words[i + 1].flags & ADVERSATIVE))
            if hard or (
                following & PREDICATE
                and (clause_has | part_has or following & SUBORDINATOR)
                and not (flags & BREAK and _introduces(words, part, i))
            ):
                yield clause, i + 1 if flags & BREAK else i
                clause = i + 1 if flags & BREAK else i
                clause_has = 0
            else:
                clause_has |= part_has
            part = i + 1
            part_has = 0
    if clause < stop:
        yield clause, stop


def _inside_chunk(doc: Document, i: int) -> bool:
    """Is the mark inside a chunk, like that of «18:00»?"""
    return i + 1 < len(doc.words) and doc.starts[i + 1] == doc.end(i) and doc.plain[i + 1].kind != "mark"


def _part_flags(words: tuple[Word, ...], start: int, stop: int) -> int:
    flags = 0
    for i in range(start, stop):
        flag = words[i].flags
        if flag & (BREAK | COORDINATOR) and i > start:
            break
        flags |= flag if i < start + 2 else flag & ~SUBORDINATOR
    return flags


def _introduces(words: tuple[Word, ...], start: int, stop: int) -> bool:
    return start < stop and all(words[k].flags & INTRODUCTORY for k in range(start, stop))


def clause_at(doc: Document, i: int) -> tuple[int, int]:
    """Token range of the clause that holds token ``i``."""
    found = clauses(doc, sentence_at(doc, i))
    return found[bisect_left(found, (i + 1,)) - 1]
