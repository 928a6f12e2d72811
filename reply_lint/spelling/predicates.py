"""A subject and the predicate right after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.grammar import CASES, GENDERS, agree, case_of, inflect
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of, word_at
from reply_lint.text import PREDICATE, TITLE, UPPER

_NO_SUBJECT = frozenset("anim Fixd ms-f Ms-f GNdr Abbr Orgn Pltm".split())
_BETWEEN = frozenset("не уже еще пока ваш".split())
_MODAL = frozenset("следовать стоить удаться прийтись хотеться надлежать предстоять".split())
_SUBJECT = frozenset(("NOUN", "nomn", "sing"))
_PREDICATIVE = frozenset(("VERB", "PRTS", "ADJS"))
_PAST = frozenset(("VERB", "past"))


def subject(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«заявка принят», «парковка бесплатное»: a subject and the predicate right after it do not agree."""
    words = doc.words
    for i in places:
        k = i + 1
        while word_at(doc, k) in _BETWEEN and joined(doc, k) and is_word(doc, k + 1):
            k += 1
        if not is_word(doc, k) or not words[k].flags & PREDICATE or not joined(doc, i):
            continue
        nomn = [r for r in words[i].readings if r.grammemes >= _SUBJECT]
        genders = GENDERS & nomn[0].grammemes
        shapes = [r for r in words[k].readings if r.score > 0.01]
        sure = _only_nominative(words[i])
        if not _disagrees(words[k], shapes, genders, sure) or not _opens(doc, i, nomn):
            continue
        if not sure and _follows(doc, k, shapes):
            continue
        pos = _PREDICATIVE & shapes[0].grammemes
        fixed = inflect(words[k].norm, genders | ({"past"} if "VERB" in pos else set()) | {"sing"}, pos)
        if fixed:
            lead = doc.text[doc.starts[i] : doc.starts[k]]
            yield rewritten(doc, i, k + 1, (lead + fixed,))


def _follows(doc: Document, k: int, shapes: list[Reading]) -> bool:
    """«Скрипт утверждало начальство»: does the subject come after its verb?"""
    if not is_word(doc, k + 1):
        return False
    own = {g for r in shapes for g in r.grammemes & GENDERS}
    return any(
        r.score > 0.02 and case_of(r.grammemes) == "nomn" and "NOUN" in r.grammemes and own & r.grammemes
        for r in doc.words[k + 1].readings
    )


def is_subject(word: Word) -> bool:
    """Asked for ``subject``: a noun in the nominative singular, of one gender."""
    if word.kind != "word" or not word.known or word.flags & UPPER or word.norm in CASES:
        return False
    if any("NOUN" not in r.grammemes or not r.grammemes.isdisjoint(_NO_SUBJECT) for r in word.readings):
        return False
    if word.flags & TITLE and any("Name" in r.grammemes for r in word.readings):
        return False
    return len({g for r in word.readings if r.grammemes >= _SUBJECT for g in r.grammemes & GENDERS}) == 1


def _only_nominative(word: Word) -> bool:
    """May the word in the singular be no object («система»)?"""
    return all(case_of(r.grammemes) != "accs" and "gent" not in r.grammemes for r in word.readings)


def _disagrees(word: Word, shapes: list[Reading], genders: frozenset[str], no_object: bool = False) -> bool:
    """Is the word nothing but a predicate in the singular, of other genders? ``no_object``: its noun is no object."""
    if not shapes or not word.known:
        return False
    if any(not r.grammemes >= _PAST and r.grammemes.isdisjoint(("PRTS", "ADJS")) for r in shapes):
        return False
    if any("plur" in r.grammemes or not GENDERS & r.grammemes or genders & r.grammemes for r in shapes):
        return False
    best = shapes[0].grammemes
    if "neut" in best and "VERB" not in best and shapes[0].lemma != "должный":
        return False  # adverb or impersonal: «заказ важно получить»
    # «перевод получила» may be the object
    return shapes[0].lemma not in _MODAL and (no_object or not ("VERB" in best and "tran" in best))


def _opens(doc: Document, i: int, nomn: list[Reading]) -> bool:
    """Is the noun the first of its clause, but for adjectives that agree with it in the nominative?"""
    words = doc.words
    start = sentence_of(doc, i)[0]
    k = i - 1
    while (
        k >= start
        and words[k].readings
        and any(
            "ADJF" in r.grammemes and agree(r, n) and case_of(r.grammemes) == "nomn"
            for r in words[k].readings
            for n in nomn
        )
    ):
        k -= 1
    if k < start:
        return True
    return (
        (words[k].kind == "mark" and words[k].norm in (".", "!", ":", ")", "("))
        or (words[k].norm == "," and i - k > 1)
        or (
            words[k].norm == ","
            and all(case_of(r.grammemes) == "nomn" or "accs" in r.grammemes for r in words[i].readings)
            and not any(w.norm == "который" or "который" in w.lemmas for w in words[max(start, k - 4) : k])
        )
    )
