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
"""Verbs that do so when nobody is said to act: «проведена проверка», «проверка проводится»."""
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


def verbal_noun(word: Word) -> bool:
    """Is the word a noun that tells an action: расторжение, начисление, возврат?"""
    for reading in word.readings:
        if reading.score < 0.1 or "NOUN" not in reading.grammemes:
            continue
        lemma = reading.lemma
        if lemma in _ACTIONS or (len(lemma) > 6 and lemma.endswith(_SUFFIXES) and lemma not in _THINGS):
            return True
    return False


def split_predicate(doc: Document) -> Iterator[Match]:
    """An empty verb with a noun of an action in its clause: «возврат производится», «осуществить отписку»."""
    for i, word in enumerate(doc.words):
        if word.kind != "word":
            continue
        light = not _LIGHT.isdisjoint(word.lemmas)
        if not light and _HEAVY.isdisjoint(word.lemmas):
            continue
        if not light and not word.norm.endswith("ся") and not any("PRTS" in r.grammemes for r in word.readings):
            continue
        start, stop = clause_at(doc, i)
        reach = 7 if light else 3
        window = range(max(start, i - reach), min(stop, i + reach + 1))
        near = [k for k in window if k != i and verbal_noun(doc.words[k])]
        if near:
            k = min(near, key=lambda at: abs(at - i))
            yield Match(*doc.span(min(i, k), max(i, k) + 1))


def noun_chain(doc: Document, *, nouns: int = 3, verbal: int = 2) -> Iterator[Match]:
    """``nouns`` and more nouns in a row, each but the first in the genitive, of which ``verbal`` tell an action."""
    for start, stop in doc.sentences:
        i = start
        while i < stop:
            if not _noun(doc.words[i]):
                i += 1
                continue
            chain = [i]
            k = i + 1
            while k < stop and k - chain[-1] <= 3:
                word = doc.words[k]
                if _noun(word, "gent"):
                    chain.append(k)
                elif not _modifier(word):
                    break
                k += 1
            if len(chain) >= nouns and sum(verbal_noun(doc.words[n]) for n in chain) >= verbal:
                yield Match(*doc.span(chain[0], chain[-1] + 1))
            i = chain[-1] + 1


def _noun(word: Word, case: str = "") -> bool:
    return (
        word.kind == "word"
        and bool(word.readings)
        and any(r.score > 0.1 and "NOUN" in r.grammemes and (not case or case in r.grammemes) for r in word.readings)
    )


def _modifier(word: Word) -> bool:
    return word.kind == "word" and any(
        r.score > 0.1 and "gent" in r.grammemes and not r.grammemes.isdisjoint(("ADJF", "PRTF")) for r in word.readings
    )
