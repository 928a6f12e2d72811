"""тся/ться and -ите/-ете: which form the context asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.grammar import case_of, has
from reply_lint.spelling.tokens import joined, rewritten, sentence_of, word_at
from reply_lint.text import PREDICATE, SUBORDINATOR, analyzer, readings_of

_GOVERN = frozenset(
    "мочь смочь хотеть захотеть хотеться уметь должный нужно надо можно нельзя необходимо стоить прийтись приходиться"
    " удаться удаваться попробовать пробовать пытаться попытаться начать начинать продолжать продолжить"
    " решить рекомендовать советовать посоветовать порекомендовать предлагать предложить просить попросить готовый"
    " намеренный рад обязанный планировать собираться успеть успевать помочь помогать забыть пора лень достаточно"
    " перестать прекратить стать научиться разрешить разрешать запретить позволить позволять соизволить постараться"
    " стараться следовать обещать пообещать бояться желать полезно важно лучше нужный необходимый легко трудно сложно"
    " удобно приятно вправе мешать нравиться любить привыкнуть отказаться".split()
)
"""What an infinitive may depend on."""
_FIRM = frozenset(
    "мочь смочь хотеть захотеть уметь должный нужно надо можно нельзя необходимо прийтись приходиться"
    " удаться попробовать"
    " пробовать пытаться попытаться начать рекомендовать советовать предлагать просить попросить готовый обязанный"
    " успеть забыть помочь продолжать продолжить начинать перестать стараться позволить позволять решить"
    " постараться вправе стоить следовать пора хотеться собираться планировать".split()
)
"""What asks for an infinitive so surely that a finite form after it is a slip."""
_NOUNS = frozenset(
    "просьба возможность право попытка желание необходимость шанс способ время смысл решение повод причина предложение"
    " требование готовность план рекомендация совет задача цель разрешение обязанность надежда срок помощь"
    " вариант".split()
)
_IMPERSONAL = frozenset("понадобиться потребоваться получиться случиться произойти удаться хотеться оказаться".split())
_PERSONS = frozenset(("NOUN", "NPRO"))


def tsya(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«нужно обратится», «заказ доставиться завтра»."""
    for i in places:
        norm = doc.words[i].norm
        other = _other(norm)
        if not _is_real(other):
            continue
        if norm.endswith("ться") and word_at(doc, i - 1) == "не" and _for_whom(doc, i):
            continue
        if _has_subject(doc, i, other) if norm.endswith("ться") else _is_governed(doc, i) or _then_modal(doc, i):
            yield rewritten(doc, i, i + 1, (other,))


@lru_cache(maxsize=5_000)
def _is_real(norm: str) -> bool:
    """Has the dictionary the word, or the verb without «-ся» («доставится»)? Not «появляеться», «нагрется»."""
    known = analyzer().word_is_known
    return bool(known(norm)) or bool(
        known(norm[:-2]) and any("VERB" in r.grammemes or "INFN" in r.grammemes for r in readings_of(norm[:-2]))
    )


def _for_whom(doc: Document, i: int) -> bool:
    """«жильцу в них не продраться»: a dative with «не» and an infinitive needs no other verb."""
    start = sentence_of(doc, i)[0]
    return any(
        "datv" in r.grammemes and not r.grammemes.isdisjoint(("anim", "NPRO"))
        for w in doc.words[max(start, i - 7) : i]
        for r in w.readings
    )


def is_tsya(word: Word) -> bool:
    """Asked for ``tsya``: a form that has a twin with or without «ь»."""
    if word.kind != "word" or not word.norm.endswith(("тся", "ться")):
        return False
    forms = word.norm, _other(word.norm)
    return _reads(max(forms, key=len), "INFN") and _reads(min(forms, key=len), "3per")


def _other(norm: str) -> str:
    """«обратится» for «обратиться», and the other way round."""
    return norm[:-3] + "ся" if norm.endswith("ться") else norm[:-2] + "ься"


def _reads(norm: str, grammeme: str) -> bool:
    """Has the word such a reading? Also for words that the dictionary lacks («доставится»)."""
    return any(grammeme in r.grammemes for r in readings_of(norm))


def _is_governed(doc: Document, i: int) -> bool:
    """Does the finite form ``i`` stand where only an infinitive can?"""
    words = doc.words
    start = sentence_of(doc, i)[0]
    for k in range(i - 1, max(start, i - 5) - 1, -1):
        word = words[k]
        if word.kind in ("mark", "other", "masked") or (
            word.flags & SUBORDINATOR and word.norm not in ("чтобы", "раз")
        ):
            return False
        if word.norm == "чтобы":
            return k == i - 1 or (k == i - 2 and word_at(doc, i - 1) == "не")
        if word.norm == "начало" and word_at(doc, k - 1) not in ("оно", "это", "все"):
            return False  # «Начало координат находится …»
        if (word.lemmas & _FIRM and word.flags & PREDICATE) or word.norm == "вправе":
            return _governs(doc, k, i, start)
        if any("VERB" in r.grammemes or "INFN" in r.grammemes or "GRND" in r.grammemes for r in word.readings):
            return False
        if any("nomn" in r.grammemes and r.grammemes & _PERSONS for r in word.readings[:2]) and not any(
            not r.grammemes.isdisjoint(("datv", "gent")) for r in word.readings
        ):
            return False
        if word.norm in ("и", "а", "но", "или", "это", "то", "все", "что"):
            return False
    return False


def _then_modal(doc: Document, i: int) -> bool:
    """«Дозвонится можно с 8 до 22»: first in the sentence, with «можно» after it."""
    return i == sentence_of(doc, i)[0] and word_at(doc, i + 1) in ("можно", "нужно", "нельзя", "надо")


def _governs(doc: Document, k: int, i: int, start: int) -> bool:
    word = doc.words[k]
    if word.norm == "может":
        # «Может получится» lacks a comma rather than a soft sign
        if k == start or not joined(doc, k - 1):
            return False
        before = doc.words[k - 1]
        return before.norm not in ("быть", "а", "и", "но", "что", "если") and not before.flags & SUBORDINATOR
    if word.norm in ("стоит", "следует", "пора", "может") and k < i - 2:
        return False
    if word.norm in ("можно", "нужно", "надо") and word_at(doc, k - 1) in ("как", "если"):
        return k >= i - 2 and word_at(doc, k + 1) not in ("скорее", "быстрее", "раньше")
    return True


def _has_subject(doc: Document, i: int, finite: str) -> bool:
    """Does the infinitive ``i`` stand where only a finite form can: after its subject, with nothing to depend on?"""
    words = doc.words
    start, stop = sentence_of(doc, i)
    first = i
    while (
        first > start
        and words[first - 1].kind not in ("mark", "other", "masked")
        and words[first - 1].norm not in ("и", "а", "но", "или")
    ):
        first -= 1
    last = i + 1
    while (
        last < stop
        and words[last].kind not in ("mark", "other", "masked")
        and words[last].norm not in ("и", "а", "но", "или")
    ):
        last += 1
    if (
        first > start
        and words[first - 1].kind != "other"
        and words[first - 1].norm not in (",", ".", "!", "?", "(", ";")
        and words[first - 1].norm not in ("а", "но", "и")
    ):
        return False
    before, after = words[first:i], words[i + 1 : _far_end(doc, last, stop)]
    if any(w.norm in _ASKED or not w.lemmas.isdisjoint(_WHICH) for w in words[first : i + 3]):
        return False  # «к какому источнику подключиться», «удивляться нечему»
    lemma = words[i].readings[0].lemma if words[i].readings else ""
    if len(before) == 1 and before[0].norm == "если" and lemma in _IMPERSONAL:
        return True
    if any(_can_govern(w) or w.lemmas & _NOUNS for w in before) or any(_can_govern(w) for w in after):
        return False
    if words[first].norm in ("и", "или") or any(
        w.norm in ("как", "чтобы", "где", "куда", "чем", "бы", "зачем", "перед", "для", "не") and w.norm != "не"
        for w in before
    ):
        return False
    # an infinitive of another clause may govern this one too («нужно зайти, обновиться»)
    if any("INFN" in r.grammemes or w.lemmas & _FIRM for w in words[start:first] for r in w.readings) and not before:
        return False
    if not before:
        return False
    if before[0].norm in ("если", "когда", "раз") and any(
        "PREP" in r.grammemes for w in before for r in w.readings[:1]
    ):
        return False  # «если после оплаты обратиться в банк»
    if before[0].norm in ("если", "когда", "раз") and not _subject(doc, before, finite):
        return lemma in _IMPERSONAL and before[0].norm != "когда"
    return _subject(doc, before, finite)


def _far_end(doc: Document, i: int, stop: int) -> int:
    """Past an «и»: «обратиться к мастеру и отдать телефон проще» depends on the last word."""
    while i < stop and doc.words[i].norm == "и":
        i += 1
        while i < stop and doc.words[i].kind not in ("mark", "other", "masked") and doc.words[i].norm != "и":
            i += 1
    return i


_ASKED = frozenset(
    "кому чему кем чем ком кого чего куда откуда когда сколько нечему некому нечем незачем некуда неоткуда нечего ни"
    " главное задача цель первым".split()
)
_WHICH = frozenset("какой чей который каков".split())


def _can_govern(word: Word) -> bool:
    if word.lemmas & _GOVERN or word.norm in ("вправе", "нет", "есть", "некому", "негде", "некуда", "нечем"):
        return True
    return any(
        not r.grammemes.isdisjoint(("VERB", "INFN", "GRND", "ADJS", "PRTS", "PRED", "COMP"))
        for r in word.readings
        if r.score > 0.05
    )


def _subject(doc: Document, before: tuple[Word, ...], finite: str) -> bool:
    """Is there a noun or pronoun that can be the subject of ``finite``?"""
    plural = any({"3per", "plur"} <= r.grammemes for r in readings_of(finite))
    previous = ""
    for word in before:
        if "prep" not in previous and word.norm in ("это", "что", "все", "который", "которая", "которое", "которые"):
            return True
        nomn = [r for r in word.readings if _is_nominative(r.grammemes) and ("plur" in r.grammemes) == plural]
        if nomn and "prep" not in previous and not {"1per", "2per"} & nomn[0].grammemes:
            return True
        if any("PREP" in r.grammemes for r in word.readings):
            previous = "prep"
        elif not any("ADJF" in r.grammemes for r in word.readings):
            previous = ""
    return False


def _is_nominative(grammemes: frozenset[str]) -> bool:
    return not grammemes.isdisjoint(_PERSONS) and case_of(grammemes) == "nomn"


def endings(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«если вы напишите» (напишете) and «Вышлете, пожалуйста, чек» (вышлите)."""
    for i in places:
        norm = doc.words[i].norm
        start = sentence_of(doc, i)[0]
        if norm.endswith("ите"):
            if _in_condition(doc, i, start):
                yield rewritten(doc, i, i + 1, (norm[:-3] + "ете",))
        elif _asks(doc, i, start):
            yield rewritten(doc, i, i + 1, (norm[:-3] + "ите",))


def is_te(word: Word) -> bool:
    """Asked for ``endings``: an order that differs in one letter from what will be done, or the other way round."""
    norm = word.norm
    if word.kind != "word" or not norm.endswith(("ите", "ете")):
        return False
    if norm.endswith("ите"):
        return all("impr" in r.grammemes for r in word.readings) and has(norm[:-3] + "ете", _WILL)
    return has(norm, _WILL | {"perf"}) and has(norm[:-3] + "ите", frozenset(("VERB", "impr", "plur")))


_WILL = frozenset(("VERB", "2per", "plur", "indc"))


def _in_condition(doc: Document, i: int, start: int) -> bool:
    """Is the imperative form the predicate of an «если» or «когда» clause?"""
    words = doc.words
    saw_you = False
    for k in range(i - 1, max(start, i - 5) - 1, -1):
        word = words[k]
        if word.kind in ("mark", "other"):
            return False
        if word.norm == "вы":
            saw_you = True
        elif word.norm in ("если", "когда"):
            return saw_you or k == i - 1
        elif word.flags & PREDICATE:
            return False
    return False


def _asks(doc: Document, i: int, start: int) -> bool:
    """Is the future form a request: first in the sentence, with «пожалуйста» beside it?"""
    words = doc.words
    opens = all(words[k].kind in ("mark", "other") or words[k].norm == "пожалуйста" for k in range(start, i))
    please = "пожалуйста" in {word_at(doc, k) for k in range(max(start, i - 2), min(i + 4, len(words)))}
    question = any(words[k].norm == "?" for k in range(i, sentence_of(doc, i)[1]))
    return opens and please and not question
