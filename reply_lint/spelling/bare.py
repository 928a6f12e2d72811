"""Nouns in a case that nothing before them asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling import government
from reply_lint.spelling.commas import reads
from reply_lint.spelling.grammar import ADJECTIVE, CASES, GENDERS, NOUN, case_of, inflect
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of, word_at
from reply_lint.text import TITLE, UPPER

_TAKE_LOCT = frozenset("в во на о об обо при по".split())
_NOMINAL = frozenset(("NOUN", "ADJF", "PRTF"))
_NAMES = frozenset("Name Surn Patr Geox Abbr Fixd Init Orgn".split())
_VERBAL = frozenset(("VERB", "INFN", "GRND"))


def prepositional(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«пришлите верный адресе», «тёплом пол»: the prepositional case and no preposition that takes it."""
    for i in places:
        if _has_preposition(doc, i):
            continue
        fixes = _instead(doc, i)
        if fixes and not (word_at(doc, i - 1) in CASES and any(government.preposition(doc, (i - 1,)))):
            yield rewritten(doc, i, i + 1, fixes, False)


def is_prepositional(word: Word) -> bool:
    """Asked for ``prepositional``: in no other case."""
    if word.kind != "word" or not word.known or word.flags & (TITLE | UPPER) or not word.readings:
        return False
    return len(word.norm) > 3 and all(
        case_of(r.grammemes) == "loct" and not r.grammemes.isdisjoint(_NOMINAL) and r.grammemes.isdisjoint(_NAMES)
        for r in word.readings
    )


def _has_preposition(doc: Document, i: int) -> bool:
    """Does a preposition before token ``i`` reach it, with no verb between, or is that unsure?"""
    words = doc.words
    if doc.text[doc.starts[i] - 1 : doc.starts[i]] in ("-", "/", "_", "."):
        return True
    if word_at(doc, i + 1) in _TAKE_LOCT and is_word(doc, i + 2) and reads(words[i + 2], "NUMR"):
        return True  # «метрах в трёхстах»
    start = sentence_of(doc, i)[0]
    for k in range(i - 1, start - 1, -1):
        word = words[k]
        if word.norm in _TAKE_LOCT or word.kind in ("latin", "masked", "other") or word.norm == ")" or not word.known:
            return True
        if word.readings and all(not r.grammemes.isdisjoint(_VERBAL) for r in word.readings):
            return False
    return False


def _instead(doc: Document, i: int) -> tuple[str, ...]:
    """Forms that may have been meant."""
    word = doc.words[i]
    own = word.readings[0].grammemes
    if "NOUN" not in own:
        noun = doc.words[i + 1] if is_word(doc, i + 1) and joined(doc, i) else None
        if noun is None or not noun.readings or "NOUN" not in noun.readings[0].grammemes:
            return ()
        n = noun.readings[0].grammemes
        wanted = {case_of(n)} | ({"plur"} if "plur" in n else {"sing"} | (GENDERS & n))
        form = inflect(word.norm, frozenset(wanted), ADJECTIVE)
        return (form,) if form and form != word.norm else ()
    number = "plur" if "plur" in own else "sing"
    after_noun = i > 0 and joined(doc, i - 1) and any("NOUN" in r.grammemes for r in doc.words[i - 1].readings[:1])
    cases: tuple[str, ...] = ("gent", "accs") if after_noun else ("accs", "gent")
    governed = CASES.get(word_at(doc, i - 1))
    if governed:
        cases = tuple(case for case in ("gent", "ablt", "datv", "accs") if case in governed)
    made = (inflect(word.norm, frozenset((case, number)), NOUN) for case in cases)
    return tuple(form for form in made if form and form != word.norm)
