"""A noun that should depend on the noun or the verb before it, and stands in the nominative or accusative instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.commas import part_end, reads
from reply_lint.spelling.grammar import (
    ADJECTIVE,
    CASES,
    GENDERS,
    NOUN,
    agree,
    case_of,
    inflect,
    is_light,
    is_oblique_pronoun,
    likely,
)
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of, word_at
from reply_lint.text import TITLE, UPPER

_HEADS = frozenset(
    "номер код дата время срок сумма стоимость статус адрес способ условие правило график список причина размер место"
    " порядок история состав процесс момент окончание отмена возврат оформление доставка оплата получение"
    " подтверждение изменение выбор служба центр отдел пункт возможность наличие качество цена баланс остаток лимит"
    " скорость ход результат подробность деталь вопрос копия фото скриншот квитанция трек-номер запись начисление"
    " списание перенос замена продление активация обновление проверка обработка отправка сборка хранение хранилище"
    " использование количество число часть большинство объём вес длина ширина высота период день неделя".split()
)
"""Nouns that ask «of what?»."""
_NOT_AFTER = frozenset("время день неделя период момент число часть место".split())
"""Of those, the ones that also say when or where, with the subject right after."""
_NAMES = frozenset("Name Surn Patr Geox Abbr Fixd Init Orgn anim".split())
_STATIC = frozenset(
    "лежать находиться храниться указанный указать отображаться содержаться расположить разместить опубликовать"
    " значиться числиться иметься присутствовать описать сказать ждать уверенный виноватый быть".split()
)
"""After these «в» and «на» say where."""
_BE_EQUAL = frozenset(("составлять", "составить", "занимать", "занять"))
_PLACES = frozenset(
    "сайт страница карта упаковка этикетка коробка билет склад почта вкладка экран полка пункт приложение портал"
    " форум канал стенд терминал кабинет магазин офис отделение постамат салон филиал клиника".split()
)
_NO_PLACE = frozenset(
    "час день неделя месяц год утро вечер ночь минута срок раз сутки понедельник вторник среда четверг пятница суббота"
    " воскресенье время рамка счет сумма размер сторона запад восток юг север случай очередь часть половина помощь"
    " адрес рубль доллар евро процент".split()
)


def attribute(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«номер договор указан», «выберите время доставка»."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        noun = words[i + 1]
        if not _is_bare(noun) or _governed(doc, i) or _is_subject(doc, i):
            continue
        number = "plur" if all("plur" in r.grammemes for r in noun.readings) else "sing"
        fixed = inflect(noun.norm, frozenset(("gent", number)), NOUN)
        if fixed and fixed.replace("ё", "е") != noun.norm:
            yield rewritten(doc, i + 1, i + 2, (fixed,), False)


def asks_whose(word: Word) -> bool:
    """Asked for ``attribute``."""
    return (
        not word.lemmas.isdisjoint(_HEADS)
        and word.known
        and not word.flags & UPPER
        and all("NOUN" in r.grammemes for r in word.readings)
    )


@lru_cache(maxsize=8_000)
def _is_bare(word: Word) -> bool:
    """A common noun of a thing, in no case but the nominative and accusative?"""
    return (
        word.kind == "word"
        and word.known
        and not word.flags & (TITLE | UPPER)
        and bool(word.readings)
        and all(
            "NOUN" in r.grammemes and case_of(r.grammemes) in ("nomn", "accs") and r.grammemes.isdisjoint(_NAMES)
            for r in word.readings
            if r.score > 0.001
        )
    )


def _governed(doc: Document, i: int) -> bool:
    """Does a preposition or a number stand before the noun ``i`` and its adjectives?"""
    k = _before_adjectives(doc, i)
    if k < 0 or not joined(doc, k):
        return False
    word = doc.words[k]
    return word.norm in CASES or reads(word, "PREP") or reads(word, "NUMR") or word.kind != "word"


def _is_subject(doc: Document, i: int) -> bool:
    """May the noun ``i + 1`` be the subject, or begin another part of the sentence?"""
    words = doc.words
    head, noun = words[i], words[i + 1]
    start, end = sentence_of(doc, i)
    if i > start and any(case_of(r.grammemes) not in ("nomn", "accs") for r in likely(head)):
        return True
    if not (i == start or head.lemmas.isdisjoint(_NOT_AFTER) or reads(noun, "femn")):
        return True
    stop = part_end(doc, i + 2, end)
    k = i + 2
    while (
        k < stop
        and words[k].readings
        and all("NOUN" in r.grammemes for r in words[k].readings)
        and reads(words[k], "gent")
    ):
        k += 1
    while k < stop and (is_light(words[k]) or is_oblique_pronoun(words[k])):
        k += 1
    if k >= stop:
        return not _after_verb(doc, i)
    if any("PRED" in r.grammemes for r in words[k].readings[:1]):  # «статус заказ можно узнать»
        return False
    verb = [r for r in words[k].readings if not r.grammemes.isdisjoint(("VERB", "INFN"))]
    if verb:  # «срок доставка составляет», but «адрес клиент укажет»
        return _after_verb(doc, i) or not all("intr" in r.grammemes or r.lemma in _BE_EQUAL for r in verb)
    short = [r.grammemes for r in words[k].readings if not r.grammemes.isdisjoint(("PRTS", "ADJS"))]
    if not short:
        return not (_after_verb(doc, i) or (i == start and reads(words[k], "PREP")))
    return not any(  # «номер договор указан»
        ("plur" in g) == ("plur" in r.grammemes) and ("plur" in g or not GENDERS.isdisjoint(g & r.grammemes))
        for g in short
        for r in head.readings
        if case_of(r.grammemes) == "nomn"
    )


def _after_verb(doc: Document, i: int) -> bool:
    """Does the noun ``i`` with its adjectives follow a verb that may govern it?"""
    k = _before_adjectives(doc, i)
    if k < 0 or not joined(doc, k) or not doc.words[k].readings:
        return False
    return all(
        not r.grammemes.isdisjoint(("VERB", "INFN", "GRND")) and "tran" in r.grammemes for r in doc.words[k].readings
    )


def _before_adjectives(doc: Document, i: int) -> int:
    k = i - 1
    while k >= 0 and joined(doc, k) and any(not r.grammemes.isdisjoint(ADJECTIVE) for r in doc.words[k].readings):
        k -= 1
    return k


def place(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«лежит в пункт выдачи», «есть на сайт»: where, and not where to."""
    words = doc.words
    for i in places:
        at = i + 1
        while at < i + 3 and is_word(doc, at) and (is_light(words[at]) or is_oblique_pronoun(words[at])):
            at += 1
        if word_at(doc, at) not in ("в", "во", "на") or not joined(doc, at - 1) or not joined(doc, at):
            continue
        k = at + 1
        if is_word(doc, k) and joined(doc, k) and _is_attribute(words[k]):
            k += 1
        if not is_word(doc, k) or not _is_bare(words[k]) or not words[k].lemmas.isdisjoint(_NO_PLACE):
            continue
        firm = word_at(doc, at) != "на" and "ждать" not in words[i].lemmas
        if not firm and words[k].lemmas.isdisjoint(_PLACES):
            continue
        shapes = [n for n in words[k].readings if k == at + 1 or any(agree(a, n) for a in words[at + 1].readings)]
        if not shapes or all(case_of(n.grammemes) == "nomn" for n in shapes):
            continue
        fixed = _located(doc, at + 1, k, shapes)
        if fixed:
            yield rewritten(doc, at, k + 1, (f"{words[at].norm} {fixed}",), False)


@lru_cache(maxsize=5_000)
def _is_attribute(word: Word) -> bool:
    return (
        word.norm not in ("весь", "всю", "все")
        and bool(word.readings)
        and all(not r.grammemes.isdisjoint(ADJECTIVE) and "Anum" not in r.grammemes for r in word.readings)
    )


def _located(doc: Document, i: int, k: int, shapes: Sequence[Reading]) -> str | None:
    """The noun ``k``, with the adjective ``i`` before it if there is one, in the prepositional case."""
    plural = all("plur" in r.grammemes for r in shapes)
    number = "plur" if plural else "sing"
    noun = inflect(doc.words[k].norm, frozenset(("loct", number)), NOUN)
    if noun is None or i == k:
        return noun
    wanted = {"loct", number} | (set() if plural else GENDERS & shapes[0].grammemes)
    first = inflect(doc.words[i].norm, frozenset(wanted), ADJECTIVE)
    return first and f"{first} {noun}"


def stays(word: Word) -> bool:
    """Asked for ``place``: a verb that says where something is."""
    if word.kind != "word" or word.lemmas.isdisjoint(_STATIC) or not word.readings:
        return False
    if "быть" in word.lemmas:
        return word.norm == "есть"
    first = word.readings[0].grammemes
    if "ждать" in word.lemmas or "ADJS" in first:
        return True
    return "PRTS" in first or ("VERB" in first and "intr" in first)
