"""Commas before words that join two clauses by contrast or in time, told by a predicate on each side."""

from __future__ import annotations

from reply_lint.model import Document, Word
from reply_lint.spelling.commas import part_before, part_end, predicate_after, reads
from reply_lint.spelling.tokens import sentence_of
from reply_lint.text import SUBORDINATOR

CONTRASTS = frozenset("однако зато иначе причем притом затем потом".split())


def contrast(doc: Document, i: int, start: int) -> int | None:
    """«Товар есть однако доставка займёт неделю», «нужен донор иначе сломается», «едем пока есть свет»."""
    part = doc.words[part_before(doc, i, start) : i]
    if len(part) < 2 or part[-1].norm in _NOT_BEFORE_CONTRAST or any(_subordinates(w) for w in part):
        return None
    rest = doc.words[i + 1 : part_end(doc, i + 1, sentence_of(doc, i)[1])]
    if reads(part[-1], "PREP") or len(rest) < 2 or rest[0].norm in ("говоря", "как", "и", "или"):
        return None
    if doc.words[i].norm in ("затем", "потом"):
        same = [w for w in part if _finite_only(w) and _finite_only(rest[0]) and _shape(w) == _shape(rest[0])]
        return i - 1 if same else None
    if doc.words[i].norm != "пока":
        return i - 1 if any(map(_predicates_only, part)) and any(map(_predicates_only, rest)) else None
    said = next((k for k, w in enumerate(rest) if _finite_only(w)), None)
    if said is None or any(w.norm in ("и", "или") for w in rest[:said]):
        return None  # «не сушите пока стены и сфотографируйте»
    return i - 1 if any(map(_finite_only, part)) else None


def _shape(verb: Word) -> frozenset[str]:
    return verb.readings[0].grammemes & {"impr", "1per", "2per", "3per", "past", "futr", "pres", "sing", "plur"}


_NOT_BEFORE_CONTRAST = frozenset("и а но или так как никак совсем не ни то вот это еще".split())


def until(doc: Document, i: int, start: int) -> int | None:
    """«до тех пор пока», «в том случае если», «тогда когда»: a comma comes inside where none comes before."""
    before = [w.norm for w in doc.words[max(start, i - 3) : i]]
    if before[-1:] == ["тогда"]:
        return i - 1 if i - 2 > start and predicate_after(doc, i) else None
    if before not in (["до", "тех", "пор"], ["в", "том", "случае"]) or i - 4 < start:
        return None
    return i - 1 if doc.words[i - 4].kind != "mark" and predicate_after(doc, i) else None


def _subordinates(word: Word) -> bool:
    return bool(word.flags & SUBORDINATOR) or word.norm in ("и", "или", "чем", "ли", "который")


def _finite_only(word: Word) -> bool:
    return word.known and bool(word.readings) and all("VERB" in r.grammemes for r in word.readings if r.score > 0.1)


def _predicates_only(word: Word) -> bool:
    return word.norm in ("есть", "нет", "можно", "нужно") or (
        word.known
        and bool(word.readings)
        and all(not r.grammemes.isdisjoint(("VERB", "PRTS", "ADJS")) for r in word.readings)
    )


def the_more(doc: Document, i: int, start: int) -> int | None:
    """«чем выше цена тем меньше скидка»."""
    first = part_before(doc, i, start)
    more = any(
        doc.words[k].norm == "чем" and reads(doc.words[k + 1], "COMP") and k in (start, first)
        for k in range(first, i - 1)
    )
    return i - 1 if more and i + 1 < len(doc.words) and reads(doc.words[i + 1], "COMP") else None
