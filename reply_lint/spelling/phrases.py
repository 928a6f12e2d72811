"""A determiner, an adjective and a noun, perhaps after a preposition: which of them falls out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling import agreement
from reply_lint.spelling.commas import reads
from reply_lint.spelling.grammar import ADJECTIVE, CASES, GENDERS, NOUN, agree, case_of, inflect, takes
from reply_lint.spelling.tokens import is_word, joined, rewritten, word_at
from reply_lint.text import TITLE, UPPER

_DETERMINERS = frozenset(
    "ваш ваша ваше вашу вашей ваши наш наша наше нашу нашей наши эта эту этой данный данная данное данную данной"
    " любая любое любую каждая каждую такая такую мой моя мою моей свою своей своим своими вашими нашими нашим"
    " вашим нашего вашего нашему вашему".split()
)
_ALONE = frozenset(
    "этот тот это другой весь один первый второй данный следующий последний каждый мобильный рабочий полный нужный"
    " доступный удобный известный понятный равный важный близкий подобный похожий обязательный самый интересный"
    " необходимый полезный знакомый чужой выходной дежурный взрослый больной новый общий целый главное личное"
    " неизвестный старший младший постоянный сам готовый соответствующий лишний"
    " верхний нижний левый правый приятный выгодный родной".split()
)
"""Adjectives that govern a noun, or stand for one."""
_OBLIQUE = frozenset(("ablt", "datv", "loct"))


def determiner(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«ваше второй заказ», «номер вашу багажной бирки»: the adjective agrees with the noun, the determiner does not."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 2) or not joined(doc, i) or not joined(doc, i + 1):
            continue
        second, noun = words[i + 1], words[i + 2]
        if not _is_adjective(second) or not _is_noun(noun):
            continue
        shapes = [n for n in noun.readings if any(agree(a, n) for a in second.readings)]
        own = [r for r in words[i].readings if not r.grammemes.isdisjoint(ADJECTIVE)]
        if not shapes or any(agree(a, n) for a in own for n in noun.readings) or _several(doc, i):
            continue
        before = word_at(doc, i - 1)
        if before in CASES and takes(words[i], CASES[before]) and not takes(noun, CASES[before]):
            continue  # «отличается от вашего одной буквой»
        if any("plur" in r.grammemes for r in own) and word_at(doc, i + 3) in ("и", ","):
            continue  # «ваши личный кабинет и почта»
        fixed = _for_noun(words[i], shapes)
        if fixed and not _said(doc, i) and not _said(doc, i + 1):
            yield rewritten(doc, i, i + 1, (fixed,), False)


def is_determiner(word: Word) -> bool:
    """Asked for ``determiner``."""
    return word.norm in _DETERMINERS and not word.flags & UPPER


def _said(doc: Document, i: int) -> bool:
    """Does the check of an adjective and its noun report the adjective ``i``?"""
    return agreement.is_attribute(doc.words[i]) and any(agreement.adjective(doc, (i,)))


def _several(doc: Document, i: int) -> bool:
    """«наши первый и второй заказ», «два ваших последних заказа»."""
    return any(
        doc.words[k].kind == "number" or reads(doc.words[k], "NUMR") for k in range(max(0, i - 2), i)
    ) or word_at(doc, i + 2) in ("и", "или")


def _for_noun(word: Word, nouns: Sequence[Reading]) -> str | None:
    """The determiner in the form that the noun asks for, in the case it has if it can."""
    cases = {case_of(r.grammemes) for r in word.readings}
    n = next((n.grammemes for n in nouns if case_of(n.grammemes) in cases), nouns[0].grammemes)
    wanted = {case_of(n)} | ({"plur"} if "plur" in n else {"sing"} | (GENDERS & n))
    if case_of(n) == "accs" and ("plur" in n or "masc" in n):
        wanted |= n & {"anim", "inan"}
    form = inflect(word.norm, frozenset(wanted), ADJECTIVE)
    return form if form and form.replace("ё", "е") != word.norm else None


@lru_cache(maxsize=10_000)
def _is_adjective(word: Word) -> bool:
    return word.known and bool(word.readings) and all("ADJF" in r.grammemes or r.score < 0.1 for r in word.readings)


@lru_cache(maxsize=8_000)
def _is_noun(word: Word) -> bool:
    return (
        word.known
        and not word.flags & (TITLE | UPPER)
        and bool(word.readings)
        and all(
            "NOUN" in r.grammemes and r.grammemes.isdisjoint(("Fixd", "Name", "Surn", "Abbr", "ms-f", "Ms-f", "GNdr"))
            for r in word.readings
        )
    )


def phrase(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«в личном кабинетами», «по данному вопросам»: the adjective fits the preposition, the noun fits neither."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 2) or not joined(doc, i) or not joined(doc, i + 1):
            continue
        cases = CASES[words[i].norm]
        adj, noun = words[i + 1], words[i + 2]
        if not _is_adjective(adj) or not adj.lemmas.isdisjoint(_ALONE) or not _is_noun(noun):
            continue
        if any(case_of(r.grammemes) not in _OBLIQUE for r in noun.readings):
            continue
        own = [r for r in adj.readings if case_of(r.grammemes) in cases]
        if not own or any(agree(a, n) for a in adj.readings for n in noun.readings):
            continue
        if any("plur" in n.grammemes for n in noun.readings) and any(w.norm == "и" for w in words[max(0, i - 3) : i]):
            continue  # «в первом и во втором случаях»
        fixes = []
        for r in own:
            number = "plur" if "plur" in r.grammemes else "sing"
            form = inflect(noun.norm, frozenset((case_of(r.grammemes), number)), NOUN)
            if form and form not in fixes:
                fixes.append(form)
        if fixes and not _said(doc, i + 1):
            yield rewritten(doc, i + 2, i + 3, tuple(fixes[:2]), False)
