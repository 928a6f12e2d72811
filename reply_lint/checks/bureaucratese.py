"""Bureaucratese: an action told by a noun."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from reply_lint.clause import clause_at
from reply_lint.model import Document, Match, Word
from reply_lint.text import sentence_at

_LIGHT = frozenset(
    "осуществить осуществлять осуществляться осуществиться произвести производить производиться произвестись".split()
)
"""Verbs that mean no more than «do» with any noun of an action."""
_HEAVY = frozenset(
    "выполнить выполнять выполняться провести проводить проводиться совершить совершать совершаться".split()
)
"""Verbs that do so when nobody is said to act, or in an order: «проведена проверка», «выполните вход»."""
_ACTIONS = frozenset(
    "возврат оплата выплата доплата замена проверка отмена перерасчет расчет пересчет доставка отгрузка"
    " отправка выезд ремонт диагностика блокировка разблокировка настройка установка перезагрузка перенос"
    " выдача прием приемка обработка подготовка сверка отписка подписка уборка поставка закупка вывоз ввод"
    " осмотр замер обход отбор анализ обследование списание поступление".split()
)
_THINGS = frozenset(
    "внимание время задание здание знание желание название отделение помещение сообщение приложение"
    " обращение заявление предложение объявление уведомление изображение решение условие событие"
    " мероприятие растение издание удостоверение образование оборудование соединение питание напряжение"
    " давление настроение состояние положение расписание основание соглашение имение отношение мнение"
    " значение сомнение упражнение лечение поколение население впечатление движение направление явление"
    " преступление заседание собрание компания станция акция организация администрация функция позиция"
    " секция редакция лекция медитация ситуация информация квитанция традиция полиция презентация дотация"
    " документация инструкция операция комиссия порция занятие понятие предприятие счастье объятие"
    " коллекция фракция милиция рация нация конференция инспекция дистанция консультация экскурсия"
    " тренировка покупка постановление требование примечание содержание страхование сознание дыхание"
    " свидание испытание обещание воскресение продолжение исключение терпение ожидание понимание извинение"
    " сожаление неудобство".split()
)
"""Nouns in -ние, -ция … that name a thing, or an action one may well name."""
_SUFFIXES = ("ание", "ение", "яние", "тие", "зация", "ификация", "трация", "ализация", "овка")


# What a word may be, as bits
_NOUN, _GENITIVE, _VERBAL, _MODIFIER, _EMPTY, _IMPERSONAL = (1 << n for n in range(6))


def _bits(word: Word) -> int:
    """What the word may be."""
    bits = 0
    if word.kind != "word":
        return bits
    for reading in word.readings:
        names, lemma = reading.grammemes, reading.lemma
        if lemma in _LIGHT:
            bits |= _EMPTY
        elif lemma in _HEAVY and (word.norm.endswith("ся") or "PRTS" in names or "impr" in names):
            bits |= _IMPERSONAL
        if reading.score < 0.1:
            continue
        if "NOUN" in names:
            bits |= _NOUN | (_GENITIVE if "gent" in names else 0)
            if lemma in _ACTIONS or (len(lemma) > 6 and lemma.endswith(_SUFFIXES) and lemma not in _THINGS):
                bits |= _VERBAL
        elif "gent" in names and ("ADJF" in names or "PRTF" in names):
            bits |= _MODIFIER
    return bits


def split_predicate(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """An empty verb with a noun of an action in its clause: «возврат производится», «осуществить отписку»."""
    words = doc.words
    for i in places:
        start, stop = clause_at(doc, i)
        reach = 7 if _bits(words[i]) & _EMPTY else 3
        window = range(max(start, i - reach), min(stop, i + reach + 1))
        near = [k for k in window if k != i and _bits(words[k]) & _VERBAL]
        if near:
            k = min(near, key=lambda at: abs(at - i))
            yield Match(*doc.span(min(i, k), max(i, k) + 1))


def noun_chain(doc: Document, places: Sequence[int], *, nouns: int = 3, verbal: int = 2) -> Iterator[Match]:
    """``nouns`` and more nouns in a row, each but the first in the genitive, of which ``verbal`` tell an action."""
    for sentence, found in groupby(places, key=lambda i: sentence_at(doc, i)):
        if len(list(found)) >= verbal:
            start, stop = doc.sentences[sentence]
            kinds = [_bits(word) for word in doc.words[start:stop]]
            for chain in _chains(kinds):
                if len(chain) >= nouns and sum(kinds[n] & _VERBAL > 0 for n in chain) >= verbal:
                    yield Match(*doc.span(start + chain[0], start + chain[-1] + 1))


def _chains(kinds: list[int]) -> Iterator[list[int]]:
    """Indexes of nouns, those after the first in the genitive, with nothing but adjectives between."""
    i = 0
    while i < len(kinds):
        if not kinds[i] & _NOUN:
            i += 1
            continue
        chain = [i]
        for k in range(i + 1, len(kinds)):
            if k - chain[-1] > 3 or not kinds[k] & (_GENITIVE | _MODIFIER):
                break
            if kinds[k] & _GENITIVE:
                chain.append(k)
        yield chain
        i = chain[-1] + 1


def _is_empty_verb(word: Word) -> bool:
    return bool(_bits(word) & (_EMPTY | _IMPERSONAL))


def _is_action(word: Word) -> bool:
    return bool(_bits(word) & _VERBAL)


def _asks_noun_chain(**_: object) -> Callable[[Word], bool]:
    return _is_action


ASKS = {"split_predicate": lambda: _is_empty_verb, "noun_chain": _asks_noun_chain}
LOCAL = frozenset(ASKS)
