"""Bureaucratese: an action told by a noun."""

from __future__ import annotations

from collections.abc import Iterator

from reply_lint.model import Document, Match, Word
from reply_lint.text import clause_at

_LIGHT = frozenset(
    "осуществить осуществлять осуществляться осуществиться произвести производить производиться"
    " произвестись".split()
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
_SEEN: dict[str, int] = {}
_SEEN_BOUND = 50_000


def _kinds(doc: Document) -> list[int]:
    """Bits for every token of ``doc``; remembered by the word's form."""
    seen = _SEEN
    kinds = []
    for word in doc.words:
        bits = seen.get(word.norm)
        if bits is None:
            if len(seen) >= _SEEN_BOUND:
                seen.clear()
            bits = seen[word.norm] = _bits(word)
        kinds.append(bits)
    return kinds


def _bits(word: Word) -> int:
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


def split_predicate(doc: Document) -> Iterator[Match]:
    """An empty verb with a noun of an action in its clause: «возврат производится», «осуществить отписку»."""
    kinds = _kinds(doc)
    for i, bits in enumerate(kinds):
        if not bits & (_EMPTY | _IMPERSONAL):
            continue
        start, stop = clause_at(doc, i)
        reach = 7 if bits & _EMPTY else 3
        window = range(max(start, i - reach), min(stop, i + reach + 1))
        near = [k for k in window if k != i and kinds[k] & _VERBAL]
        if near:
            k = min(near, key=lambda at: abs(at - i))
            yield Match(*doc.span(min(i, k), max(i, k) + 1))


def noun_chain(doc: Document, *, nouns: int = 3, verbal: int = 2) -> Iterator[Match]:
    """``nouns`` and more nouns in a row, each but the first in the genitive, of which ``verbal`` tell an action."""
    kinds = _kinds(doc)
    if sum(bits & _VERBAL > 0 for bits in kinds) < verbal:
        return
    for start, stop in doc.sentences:
        i = start
        while i < stop:
            if not kinds[i] & _NOUN:
                i += 1
                continue
            chain = [i]
            for k in range(i + 1, stop):
                if k - chain[-1] > 3 or not kinds[k] & (_GENITIVE | _MODIFIER):
                    break
                if kinds[k] & _GENITIVE:
                    chain.append(k)
            if len(chain) >= nouns and sum(kinds[n] & _VERBAL > 0 for n in chain) >= verbal:
                yield Match(*doc.span(chain[0], chain[-1] + 1))
            i = chain[-1] + 1
