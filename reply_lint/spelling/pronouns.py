"""Pronouns and the predicates right after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.commas import part_end, reads
from reply_lint.spelling.grammar import case_of, inflect, is_light, is_oblique_pronoun, likely
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of
from reply_lint.text import COORDINATOR, SUBORDINATOR, TITLE, UPPER

_PREDICATE = frozenset(("VERB", "PRTS", "ADJS"))
_PRONOUN_GENDER = {"он": "masc", "она": "femn", "оно": "neut"}


def predicate(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«оно бесплатная», «она пришёл»: a pronoun and the predicate right after it."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        k = i + 2 if words[i + 1].norm in ("не", "уже", "еще", "тоже", "очень") and is_word(doc, i + 2) else i + 1
        word = words[k]
        gender = _PRONOUN_GENDER[words[i].norm]
        if not word.known or not word.readings or word.flags & (TITLE | UPPER):
            continue
        if i and (reads(words[i - 1], "PREP") or words[i - 1].norm in ("чем", "как", "и", "или", "что", "то")):
            continue
        stop = part_end(doc, k, sentence_of(doc, k)[1])
        shapes = [r.grammemes for r in likely(word)]
        if all("VERB" in g and "past" in g for g in shapes):
            wrong = all("plur" in g or gender not in g for g in shapes) and not (
                gender != "neut" and all("neut" in g and "intr" in g for g in shapes)
            )
        elif all("PRTS" in g or ("ADJS" in g and "neut" not in g) for g in shapes):
            wrong = all("plur" in g or gender not in g for g in shapes)
        elif k + 1 == stop and all("ADJF" in g or "ADJS" in g for g in shapes) and "Apro" not in shapes[0]:
            nomn = [g for g in shapes if "ADJS" in g or case_of(g) == "nomn"]
            wrong = bool(nomn) and all("plur" in g or gender not in g for g in nomn) and "ADJF" in shapes[0]
            wrong = wrong and any(case_of(g) == "nomn" for g in shapes)
        else:
            continue
        if not wrong:
            continue
        pos = shapes[0] & {"VERB", "PRTS", "ADJF", "ADJS"}
        wanted = {gender, "sing"} | ({"past"} if "VERB" in pos else set()) | ({"nomn"} if "ADJF" in pos else set())
        fixed = inflect(word.norm, frozenset(wanted), frozenset(pos))
        if fixed:
            yield rewritten(doc, k, k + 1, (fixed,), False)


PERSONS = {
    "я": ("1per", "sing"), "мы": ("1per", "plur"), "вы": ("2per", "plur"), "ты": ("2per", "sing"),
    "он": ("3per", "sing"), "она": ("3per", "sing"), "оно": ("3per", "sing"), "они": ("3per", "plur"),
}  # fmt: skip


def person(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«мы пропустит», «они уже пришёл», «вы согласна», «я должно»: a pronoun and the predicate close after it."""
    words = doc.words
    for i in places:
        k = i + 1
        while k < i + 4 and is_word(doc, k) and joined(doc, k) and _may_part(words[k]):
            k += 1
        if not is_word(doc, k) or not joined(doc, k - 1) or not joined(doc, i):
            continue
        before, word = words[i - 1] if i else None, words[k]
        if not word.known or word.flags & (TITLE | UPPER) or not word.readings:
            continue
        if before is not None and (reads(before, "PREP") or before.norm in _BEFORE_PERSON):
            continue
        who, number = PERSONS[words[i].norm]
        form = word.readings[0].grammemes
        if all("VERB" in r.grammemes for r in word.readings):
            if word.norm == "было" or any(not r.grammemes.isdisjoint(("excl", "Impe")) for r in word.readings):
                continue  # «мы было подумали»
            if any(_fits(r.grammemes, who, number) for r in word.readings):
                continue
            wanted = {"past", number} if "past" in form else {who, number} | (form & {"pres", "futr"})
        elif who != "3per" or number == "plur":
            form = _short(doc, k)
            if not form or (("plur" in form) == (number == "plur") and ("neut" not in form)):
                continue
            wanted = {number} if number == "plur" else {number, "masc"}
        else:
            continue  # see ``predicate``
        fixed = inflect(word.norm, frozenset(wanted), form & _PREDICATE)
        if fixed:
            yield rewritten(doc, k, k + 1, (fixed,), False)


def _may_part(word: Word) -> bool:
    if word.flags & (COORDINATOR | SUBORDINATOR):
        return False
    if word.norm in ("его", "ее", "их", "уже", "еще", "тоже", "также"):
        return True
    return word.norm not in _BEFORE_PERSON and (is_light(word) or is_oblique_pronoun(word))


def _fits(form: frozenset[str], who: str, number: str) -> bool:
    if "past" in form:
        return number in form and (who == "3per" or "neut" not in form)
    return number in form and who in form


def _short(doc: Document, k: int) -> frozenset[str]:
    """The grammemes of the short adjective or participle ``k``; empty when it may be something else."""
    word = doc.words[k]
    own = [r for r in likely(word) if not r.grammemes.isdisjoint(("ADJS", "PRTS"))]
    if word.norm in ("прав", "права") and not is_word(doc, k + 1):  # not of «право»
        own = [r for r in word.readings if "ADJS" in r.grammemes]
    if not own or (len(own) < len(likely(word)) and word.norm not in ("прав", "права")):
        return frozenset()
    form = own[0].grammemes
    return form if "neut" not in form or "PRTS" in form or own[0].lemma in ("должный", "должен") else frozenset()


_BEFORE_PERSON = frozenset("чем как и или ни кто что либо да кроме то ли нежели словно будто".split())


def is_person(word: Word) -> bool:
    """Asked for ``person``."""
    return word.norm in PERSONS and not word.flags & UPPER


def is_third(word: Word) -> bool:
    """Asked for ``predicate``."""
    return word.norm in _PRONOUN_GENDER and not word.flags & UPPER
