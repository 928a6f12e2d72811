"""Numerals in words: the form of what they count, and their own form after a preposition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.grammar import ADJECTIVE, CASES, GENDERS, NOUN, case_of, inflect, likely
from reply_lint.spelling.tokens import is_word, joined, rewritten, word_at
from reply_lint.text import TITLE, UPPER

_NUMERAL = frozenset(("NUMR",))
_SMALL = frozenset("два три четыре оба полтора".split())
"""With these the nominative counts with the genitive singular."""
_ALSO_OTHER = frozenset("сто три сорок трем двоим двое трое".split())
"""Numerals that the dictionary reads as something else, too."""
_VAGUE = frozenset("сколько столько несколько много мало немного немало".split())
_OF_DAY = frozenset("утра вечера ночи дня".split())
_LABELS = frozenset(
    "дом квартира корпус подъезд этаж вариант пункт номер часть глава версия строка цифра число код урок ряд место"
    " день шаг модуль класс группа раздел статья уровень зона зал офис кабинет телефон ноль плюс минус запятая".split()
)
"""«Дом пять, квартира три»: numbers after these name rather than count."""
_GENITIVE = frozenset("около более менее свыше больше меньше порядка".split())
_PARTS = frozenset("треть четверть десятая сотая тысячная пятая шестая седьмая восьмая девятая".split())


def numeral_noun(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«два попытки», «триста рубля», «двое сутки», «за тремя дня», «одна место»."""
    words = doc.words
    for i in places:
        k = i + 1
        if not is_word(doc, k) or not joined(doc, i):
            continue
        if _is_plural_adjective(words[k]) and is_word(doc, k + 1) and joined(doc, k):
            k += 1
        noun = words[k]
        if not _is_counted(noun) or _names(doc, i):
            continue
        if words[i].norm in _ONE:
            if k == i + 1:
                yield from _one(doc, i)
            continue
        own = _readings(words[i])
        if any(_fits(r, n) for r in own for n in likely(noun)):
            continue
        if noun.norm in _OF_DAY or not noun.lemmas.isdisjoint(_PARTS) or _stands_alone(doc, i, own, noun):
            continue
        fixed = _mended(doc, i, k, own)
        if fixed:
            safe = k == i + 1 and any(case_of(r.grammemes) == "nomn" for r in own)
            yield rewritten(doc, i, k + 1, (fixed,), safe and word_at(doc, i - 1) not in CASES)


def _readings(word: Word) -> list[Reading]:
    return [r for r in word.readings if "NUMR" in r.grammemes]


@lru_cache(maxsize=5_000)
def _is_counted(word: Word) -> bool:
    return (
        word.known
        and not word.flags & (TITLE | UPPER)
        and bool(word.readings)
        and all("NOUN" in r.grammemes and r.grammemes.isdisjoint(("Fixd", "Abbr", "Coun")) for r in likely(word))
    )


@lru_cache(maxsize=5_000)
def _is_plural_adjective(word: Word) -> bool:
    return bool(word.readings) and all(
        not r.grammemes.isdisjoint(ADJECTIVE) and "plur" in r.grammemes for r in word.readings
    )


def _fits(numeral: Reading, noun: Reading) -> bool:
    """May the reading of the numeral count that of the noun?"""
    case, n = case_of(numeral.grammemes), noun.grammemes
    if case == "accs" and "anim" in numeral.grammemes:
        return "plur" in n and case_of(n) in ("accs", "gent")
    if case not in ("nomn", "accs"):
        return "plur" in n and case_of(n) == case
    if numeral.lemma not in _SMALL:
        return "plur" in n and case_of(n) == "gent"
    if case_of(n) != "gent":
        return False
    if "plur" in n:
        return numeral.lemma == "полтора" and "Pltm" in n
    genders = GENDERS & numeral.grammemes
    return not genders or ("femn" in genders) == ("femn" in n) or not {"ms-f", "Ms-f", "GNdr"}.isdisjoint(n)


def _names(doc: Document, i: int) -> bool:
    """«Дом пять корпус два»: does the number follow what it names, or another number?"""
    if i == 0 or not joined(doc, i - 1):
        return False
    before = doc.words[i - 1]
    return not before.lemmas.isdisjoint(_LABELS) or before.kind in ("number", "latin", "masked")


def _stands_alone(doc: Document, i: int, own: list[Reading], noun: Word) -> bool:
    """«к двум курьер приедет», «на двоих столик»: may the numeral be a time, or stand for people?"""
    bare = any(case_of(r.grammemes) in ("nomn", "accs") for r in noun.readings)
    after = word_at(doc, i - 1) in CASES
    if any("Coll" in r.grammemes or r.lemma == "оба" for r in own):
        return bare and all(case_of(r.grammemes) not in ("nomn",) for r in own)
    if after and bare:
        return True
    return doc.words[i].norm in ("двух", "трех", "четырех") and bare


def _mended(doc: Document, i: int, k: int, own: list[Reading]) -> str | None:
    """The numeral with its noun, one of them in another form."""
    numeral, noun = doc.words[i], doc.words[k]
    between = doc.text[doc.end(i) : doc.starts[k]]
    small = own[0].lemma in _SMALL
    counts = any(case_of(r.grammemes) == "nomn" for r in own)
    for n in noun.readings:
        if case_of(n.grammemes) == "gent" and ("sing" in n.grammemes) == small:
            wanted = {"nomn"}
            if own[0].lemma in ("два", "оба", "полтора"):
                wanted |= GENDERS & n.grammemes
            form = inflect(numeral.norm, frozenset(wanted), _NUMERAL)
            if form and form.replace("ё", "е") != numeral.norm:
                return form + between + doc.text[doc.starts[k] : doc.end(k)]
    if counts:
        form = inflect(noun.norm, frozenset(("gent", "sing" if small else "plur")), NOUN)
    else:
        form = inflect(noun.norm, frozenset((case_of(own[0].grammemes), "plur")), NOUN)
    return doc.text[doc.starts[i] : doc.end(i)] + between + form if form and form != noun.norm else None


_ONE = frozenset(("один", "одна", "одно", "одну"))


def _one(doc: Document, i: int) -> Iterator[Match]:
    """«одна место», «одну заказ»."""
    noun = doc.words[i + 1]
    if any(
        case_of(r.grammemes) not in ("nomn", "accs") or "plur" in r.grammemes or "inan" not in r.grammemes
        for r in likely(noun)
    ):
        return
    if any(case_of(r.grammemes) == "nomn" for r in noun.readings) and word_at(doc, i - 1) in CASES:
        return  # «слить два профиля в один приложение не умеет»
    own = doc.words[i].readings
    if any(_agree(a.grammemes, n.grammemes) for a in own for n in noun.readings):
        return
    n = min(noun.readings, key=lambda r: case_of(r.grammemes) != "nomn").grammemes
    form = inflect("один", frozenset({case_of(n), "sing"} | (GENDERS & n)), frozenset(("ADJF",)))
    if form and form != doc.words[i].norm:
        yield rewritten(doc, i, i + 1, (form,), False)


def _agree(a: frozenset[str], n: frozenset[str]) -> bool:
    return case_of(a) == case_of(n) and not GENDERS.isdisjoint(a & n)


def counts(word: Word) -> bool:
    """Asked for ``numeral_noun``."""
    return word.norm in _ONE or is_numeral(word)


@lru_cache(maxsize=2_000)
def is_numeral(word: Word) -> bool:
    """A numeral in words; asked for ``numeral_case``."""
    if word.kind != "word" or not word.known or word.flags & UPPER or not word.lemmas.isdisjoint(_VAGUE):
        return False
    own = _readings(word)
    return bool(own) and (len(own) == len(word.readings) or word.norm in _ALSO_OTHER)


def numeral_case(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«в течение пятнадцать минут», «за пяти дней», «около сто»."""
    for i in places:
        before = word_at(doc, i - 1)
        if not joined(doc, i - 1) or before in ("по", "с", "со"):
            continue
        if before in _GENITIVE or (before in ("течение", "течении") and word_at(doc, i - 2) == "в"):
            cases = frozenset(("gent",))
        elif before in CASES:
            cases = CASES[before]
        else:
            continue
        if _before_ordinal(doc, i):
            continue
        own = {case_of(r.grammemes) for r in _readings(doc.words[i])}
        if not own.isdisjoint(cases):
            continue
        if before in ("больше", "меньше") and not _genitive_follows(doc, i):
            continue
        fixed = _in_one_of(doc, i, cases)
        if fixed:
            yield rewritten(doc, i, i + 1, (fixed,), len(cases & {"gent", "datv", "accs", "ablt", "loct"}) == 1)


def _before_ordinal(doc: Document, i: int) -> bool:
    """«до двадцать пятого мая»: only the last word of an ordinal is declined."""
    k = i + 1
    while is_word(doc, k) and is_numeral(doc.words[k]):
        k += 1
    return is_word(doc, k) and any("Anum" in r.grammemes for r in doc.words[k].readings)


def _genitive_follows(doc: Document, i: int) -> bool:
    return is_word(doc, i + 1) and any(case_of(r.grammemes) == "gent" for r in doc.words[i + 1].readings)


def _in_one_of(doc: Document, i: int, cases: frozenset[str]) -> str | None:
    """The numeral in that of the ``cases`` in which it counts what follows."""
    made: list[str] = []
    noun = doc.words[i + 1] if is_word(doc, i + 1) else None
    for case in ("gent", "datv", "accs", "ablt", "loct"):
        if case in cases:
            form = inflect(doc.words[i].norm, frozenset((case,)), _NUMERAL)
            if form and form not in made:
                fits = noun is not None and any(
                    case_of(n.grammemes) == case or (case == "accs" and case_of(n.grammemes) == "gent")
                    for n in noun.readings
                )
                made.insert(0, form) if fits else made.append(form)
    return made[0] if made and made[0].replace("ё", "е") != doc.words[i].norm else None
