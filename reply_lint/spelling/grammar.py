"""Readings of words: which cases a preposition takes, whether two words agree."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reply_lint.model import Reading, Word
from reply_lint.text import analyzer, readings_of

CASES: dict[str, frozenset[str]] = {
    name: frozenset(cases.split())
    for names, cases in {
        "в во": "accs loct loc1 loc2 acc2",
        "на": "accs loct loc1 loc2 acc2",
        "по": "datv accs loct loc1 loc2",
        "к ко": "datv",
        "с со": "gent gen1 gen2 ablt accs",
        "о об обо": "loct loc1 loc2",
        "от из до без для после около у кроме вместо из-за ради": "gent gen1 gen2",
        "за": "accs acc2 ablt",
        "над перед": "ablt",
        "между": "ablt gent",
        "под": "accs ablt",
        "при": "loct loc1 loc2",
        "через про": "accs acc2",
        "согласно благодаря вопреки": "datv",
    }.items()
    for name in names.split()
}
"""Preposition → cases that it takes."""
_RARE = frozenset(("чека",))
"""Lemmas whose forms are always those of another word («чек»)."""
ALL_CASES = frozenset("nomn gent datv accs ablt loct voct gen1 gen2 acc2 loc1 loc2".split())
_SAME = {"gen1": "gent", "gen2": "gent", "acc2": "accs", "loc1": "loct", "loc2": "loct"}
GENDERS = frozenset(("masc", "femn", "neut"))
NOUN = frozenset(("NOUN",))
ADJECTIVE = frozenset(("ADJF", "PRTF"))
_LIGHT = frozenset(("ADVB", "PRCL", "CONJ", "INTJ", "Prnt"))
_ADVERBIAL = _LIGHT | {"ablt", "COMP", "PRED"}
NOMINAL = frozenset(("NOUN", "ADJF", "PRTF", "NPRO"))


@lru_cache(maxsize=5_000)
def case_of(grammemes: frozenset[str]) -> str:
    """``gent`` also for the second genitive, and so on; empty when there is no case."""
    for case in ALL_CASES:
        if case in grammemes:
            return _SAME.get(case, case)
    return ""


@lru_cache(maxsize=10_000)
def likely(word: Word) -> tuple[Reading, ...]:
    """The readings without the far-fetched ones: «день» is no order, «минут» no verb."""
    return tuple(r for r in word.readings if r.score > 0.05 and r.lemma not in _RARE) or word.readings


def is_nominal(word: Word) -> bool:
    """Are all readings of the word nouns, adjectives or pronouns?"""
    return word.known and bool(word.readings) and all(not r.grammemes.isdisjoint(NOMINAL) for r in word.readings)


@lru_cache(maxsize=10_000)
def takes(word: Word, cases: frozenset[str]) -> bool:
    """Has the word a reading in one of the ``cases``, or no cases at all?"""
    return any(
        not r.grammemes.isdisjoint(cases) or "Fixd" in r.grammemes or r.grammemes.isdisjoint(ALL_CASES)
        for r in word.readings
        if r.lemma not in _RARE
    )


def agree(adjective: Reading, noun: Reading) -> bool:
    """Do an adjective and a noun agree in number, case and gender (and animacy where it shows)?"""
    a, n = adjective.grammemes, noun.grammemes
    if "Fixd" in n or "Fixd" in a:
        return True
    if case_of(a) != case_of(n) and not (case_of(a) == "gent" and "gen2" in n):
        return False
    if ("plur" in a) != ("plur" in n):
        return False
    if "plur" in a or "Pltm" in n:
        return True
    if not {"ms-f", "Ms-f", "GNdr"}.isdisjoint(n):
        return True
    return not GENDERS.isdisjoint(a & n)


@lru_cache(maxsize=20_000)
def inflect(norm: str, wanted: frozenset[str], pos: frozenset[str], lemma: str | None = None) -> str | None:
    """``norm`` in the form that has ``wanted``, by its likeliest reading of ``pos``; None when there is none."""
    for parse in analyzer().parse(norm):
        if pos.isdisjoint(parse.tag.grammemes) or (lemma and parse.normal_form.replace("ё", "е") != lemma):
            continue
        form: Any = parse.inflect(wanted)
        if form is not None:
            return str(form.word)
    return None


@lru_cache(maxsize=20_000)
def has(norm: str, grammemes: frozenset[str]) -> bool:
    """Has ``norm`` a dictionary reading with all of ``grammemes``?"""
    return analyzer().word_is_known(norm) and any(grammemes <= r.grammemes for r in readings_of(norm))


@lru_cache(maxsize=8_000)
def is_light(word: Word) -> bool:
    """An adverb, a particle, a conjunction: nothing that a clause is built of."""
    if word.kind != "word" or not word.readings:
        return False
    if any("ADVB" in r.grammemes for r in word.readings):  # «утром», «сегодня»
        return all(not r.grammemes.isdisjoint(_ADVERBIAL) or r.score < 0.02 for r in word.readings)
    return all(not r.grammemes.isdisjoint(_LIGHT) and r.grammemes.isdisjoint(("Apro", "PREP")) for r in word.readings)


@lru_cache(maxsize=2_000)
def is_oblique_pronoun(word: Word) -> bool:
    return bool(word.readings) and all("NPRO" in r.grammemes and case_of(r.grammemes) != "nomn" for r in word.readings)
