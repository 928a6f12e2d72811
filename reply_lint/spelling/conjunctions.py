"""Commas before conjunctions and relative words, where the rule is firm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.commas import WORDS, comma_between, orders, part_before, part_end, predicate_after, reads
from reply_lint.spelling.contrasts import CONTRASTS, contrast, the_more, until
from reply_lint.spelling.tokens import joined, sentence_of, word_at
from reply_lint.text import PREDICATE, SUBORDINATOR, TITLE, UPPER

_PARTICLES = frozenset(
    "и а но или либо да же только лишь даже именно не ни ну вот еще уже бы ли хоть особенно просто например то что как"
    " если когда также разве кроме чем так почти прямо исключительно ибо однако".split()
)
"""After these no comma comes before a subordinator."""
_SUBORDINATORS = frozenset(
    "что чтобы если когда хотя поскольку потому который где куда откуда почему зачем сколько какой так как то"
    " поэтому кто пока тем".split()
)
_SPEAKING = frozenset(
    "думать подумать знать узнать сообщать сообщить понимать понять видеть увидеть считать полагать надеяться помнить"
    " запомнить говорить сказать писать написать подтверждать подтвердить проверить проверять уточнить"
    " уточнять ответить"
    " отвечать заметить замечать вспомнить объяснить объяснять пояснить показать показывать доказать утверждать обещать"
    " пообещать гарантировать предупредить предупреждать напомнить напоминать указать указывать учесть"
    " учитывать обратить"
    " слышать услышать чувствовать ожидать бояться верить поверить жалеть радоваться означать значить оказаться"
    " убедиться выяснить выяснять следить проследить посмотреть смотреть решить подсказать рассказать забыть"
    " сожалеть извиняться обнаружить обнаружиться выясниться казаться получиться следовать заявить отметить признать"
    " жаль рад уверенный важно понятно известно хорошо приятно видно ясно странно верно возможно нужно обидно"
    " смутить смущать радовать порадовать обрадовать удивить удивлять огорчить огорчать расстроить устраивать бывать"
    " нравиться обидеть случиться"
    " неприятно прошу просить хотеть требовать стараться сделать отправить ждать попросить желать"
    " представить представлять предположить предполагать догадаться согласиться прав правый счастливый благодарный"
    " досадно трогательно грустно плохо здорово отлично прекрасно очевидно удивительно желательно простить извинить"
    " спасибо учесть решить".split()
)
_MESSAGES = frozenset(
    "сведение сообщение уведомление информация подтверждение мысль ответ причина вывод гарантия факт жаль".split()
)
_ASKING = frozenset(
    "знать узнать подсказать сообщить уточнить проверить написать указать показать посмотреть сказать понять объяснить"
    " рассказать выяснить решить спросить выбрать видеть вспомнить помнить понимать определить определиться пояснить"
    " интересно неизвестно неясно непонятно выбирать проверять уточнять показывать видно сообщать".split()
)
_QUESTIONS = frozenset("какой где куда откуда почему зачем сколько кто".split())
_PARTICIPLE_PARTICLES = frozenset(("и", "а", "но", "или", "не", "ни"))
_BEFORE_BECAUSE = frozenset(
    "и а но только лишь именно не просто отчасти может видимо возможно вероятно это наверное всего".split()
)
_PAIRS = {("там", "где"), ("туда", "куда"), ("оттуда", "откуда"), ("туда", "где")}
_DESCRIBED = frozenset("описано показано указано сказано написано обещано".split())
_DOING = frozenset("делать сделать предпринять настроить устроить".split())
_TO_ORDER = frozenset(
    "того затем тем с вместо без для ради так такой лишь только кроме чем хотя бы нет не за этого тому слишком"
    " достаточно это все".split()
)
_BEFORE_WHEN = frozenset("редко мало есть нет бывает раз время пока вдруг хоть только тогда в время".split())
_BEFORE_IF = frozenset("на случай случае разве тем более".split())
_COMPOUND = frozenset(
    "несмотря невзирая потому до из-за из после вместо кроме помимо вследствие ввиду в виду силу счет благодаря за с"
    " для перед по под при от".split()
)
_IN_THAT = frozenset(
    "связать состоять заключаться дело зависеть начать начинать привести приводить свестись сводиться исходить"
    " убедиться разобраться уверенный".split()
)
"""After these «с тем», «в том» begin no compound conjunction."""
_LIKE_SO = frozenset(
    "выглядеть отображаться действовать работать делать сделать поступить поступать показываться".split()
)
_ONE_NOUN = frozenset(
    "помощью помощи основе основании имени имя ходе течение течении качестве результате рамках счет условиям достижении"
    " достижению окончании истечении завершении случае".split()
)
"""With its preposition such a noun is one preposition more: «с помощью которой»."""
_LETTERED = frozenset(
    "литера корпус строение пункт подпункт дом класс группа буква блок секция подъезд модель вариант"
    " и да ну же не".split()
)
"""Before these «а» is a letter of a name, or needs no comma."""
_NOT_BEFORE_BUT = frozenset("и да или ну одно никаких как".split())


def subordinate(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """No comma before a conjunction or a relative word."""
    for i in places:
        if not joined(doc, i - 1) or i <= sentence_of(doc, i)[0]:
            continue
        if doc.words[i - 1].kind not in WORDS:
            continue
        found = _subordinate(doc, i)
        if found is not None and not (doc.words[found + 1].flags & TITLE):
            yield comma_between(doc, found)


def is_subordinator(word: Word) -> bool:
    """Asked for ``subordinate``."""
    return (
        word.kind == "word"
        and not word.flags & UPPER
        and (
            word.norm in _SUBORDINATORS
            or word.norm in CONTRASTS
            or not word.lemmas.isdisjoint(("который", "какой", "сколько"))
        )
    )


def _subordinate(doc: Document, i: int) -> int | None:
    """The token after which the comma before the subordinator ``i`` is missing."""
    word, before = doc.words[i], doc.words[i - 1]
    norm, prev = word.norm, before.norm
    after = word_at(doc, i + 1)
    start = sentence_of(doc, i)[0]
    if "который" in word.lemmas:
        return _relative(doc, i, start)
    if prev in _PARTICIPLE_PARTICLES or after in ("то", "либо", "нибудь", "угодно", "попало", "ни"):
        return None
    plain = before.kind in ("number", "latin", "masked") or not (
        prev in _PARTICLES or (before.readings and all("PREP" in r.grammemes for r in before.readings))
    )
    if norm == "кто" and prev in ("все", "всех", "всем", "те", "тех", "тем", "тот", "того", "тому"):
        return i - 1 if predicate_after(doc, i, 6) and start < i else None
    if norm == "потому":
        return i - 1 if after == "что" and plain and prev not in _BEFORE_BECAUSE and i - 1 >= start else None
    if norm == "то":
        long = i - start >= 3 and plain and prev not in ("это", "все", "что") and not before.flags & PREDICATE
        return i - 1 if after == "есть" and long and before.kind == "word" and not reads(before, "ADJF") else None
    if norm == "поэтому":
        return _therefore(doc, i)
    if norm in CONTRASTS:
        return contrast(doc, i, start)
    if norm == "тем":
        return the_more(doc, i, start)
    if norm == "пока" or (norm in ("если", "когда") and prev in ("пор", "случае", "тогда")):
        firm = until(doc, i, start)
        return firm if firm is not None or norm != "пока" else contrast(doc, i, start)
    if norm == "так" and after == "что":
        firm = plain and bool(before.readings) and all("NOUN" in r.grammemes for r in before.readings)
        return i - 1 if firm and not _acts(doc, i, start) and predicate_after(doc, i + 1) else None
    if norm == "так":
        firm = plain and bool(before.flags & PREDICATE or reads(before, "NOUN")) and not orders(before)
        if word_at(doc, i + 2) == "если" or not before.lemmas.isdisjoint(_LIKE_SO) or _acts(doc, i, start):
            return None
        if after == "как" and firm and prev not in ("именно", "точно", "все") and predicate_after(doc, i + 1):
            return i - 1
        return None
    if norm == "как":
        firm = plain and before.kind == "word" and prev not in ("вот", "ну", "все", "точно", "это")
        if after == "только" and firm and before.flags & PREDICATE:
            return i - 1 if predicate_after(doc, i + 1) else None
        if after in _DESCRIBED or (after == "если" and word_at(doc, i + 2) == "бы"):
            return i - 1 if firm and not reads(before, "ADJF") else None
        if after in ("вам", "вы") and word_at(doc, i + 2) in ("удобно", "удобнее", "угодно", "лучше", "просили"):
            return i - 1 if firm and prev not in ("так", "сделайте") else None
        return _how(doc, i)
    if norm == "чтобы":
        if plain and prev not in _TO_ORDER and not (prev == "чем" or (after == "не" and prev == "лишь")):
            return i - 1
        done = i - 2 >= start and not doc.words[i - 2].lemmas.isdisjoint(_DOING) and prev in ("все", "так")
        return i - 1 if done and predicate_after(doc, i) else None
    if norm == "если":
        return (
            i - 1
            if plain and prev not in ("на", "случай", "случае", "разве", "тем", "более") and after != "бы"
            else None
        )
    if norm == "хотя":
        return i - 1 if plain and after != "бы" and predicate_after(doc, i) and prev != "не" else None
    if norm == "поскольку":
        return i - 1 if plain and prev != "постольку" and predicate_after(doc, i) else None
    if norm == "когда":
        if after in ("вздумается", "угодно", "захочется", "попало", "придется"):
            return None
        if plain and predicate_after(doc, i) and after not in ("то",) and prev not in _BEFORE_WHEN:
            when = prev in ("завтра", "сегодня", "вечером", "утром", "вчера", "сразу")
            return i - 1 if when or before.flags & PREDICATE or reads(before, "NOUN") else None
        return None
    if norm == "что":
        return _that(doc, i)
    if (prev, norm) in _PAIRS:
        return i - 1 if predicate_after(doc, i) else None
    if {"какой", "сколько"} & word.lemmas or norm in _QUESTIONS:
        return _asked(doc, i)
    return None


def _acts(doc: Document, i: int, start: int) -> bool:
    """«меняет изображение так что»: may «так» say how somebody acts on the object before ``i``?"""
    part = doc.words[part_before(doc, i, start) : i]
    return reads(part[-1], "accs") and any(reads(w, "tran") and reads(w, "VERB") for w in part)


_HOW = frozenset(
    "понимать понять видеть увидеть показать показывать рассказать объяснить подсказать посмотреть знать узнать"
    " спросить сообщить представить представлять решить проверить напомнить слышать".split()
)
_NOT_HOW = frozenset("минимум максимум обычно раз есть правило и на в бы только можно всегда к с о для по у за".split())


def _how(doc: Document, i: int) -> int | None:
    """«понимаю как неприятно», «покажем как оплатить»."""
    before = doc.words[i - 1]
    if before.lemmas.isdisjoint(_HOW) or not before.flags & PREDICATE or not before.known or reads(before, "PRTS"):
        return None
    if word_at(doc, i + 1) in _NOT_HOW:
        return None
    state = any(reads(w, "Prdx") for w in doc.words[i + 1 : i + 4])
    return i - 1 if state or predicate_after(doc, i, 6) else None


def _therefore(doc: Document, i: int) -> int | None:
    """«Склад закрыт поэтому заказ задержится»: a predicate on both sides, and no mark."""
    before = doc.words[i - 1]
    if before.kind == "word" and (before.norm in _NOT_BEFORE_THEREFORE or reads(before, "NPRO")):
        return None
    first = part_before(doc, i, sentence_of(doc, i)[0])
    part = doc.words[first:i]
    if len(part) < 2 or any(w.flags & SUBORDINATOR for w in part):
        return None
    return i - 1 if any(w.flags & PREDICATE for w in part) and predicate_after(doc, i) else None


_NOT_BEFORE_THEREFORE = frozenset("и а но да именно отчасти вот лишь только не раз может видимо возможно это".split())


def _relative(doc: Document, i: int, start: int) -> int | None:
    """«таблицу которую», «договор в котором»."""
    first = i
    words = doc.words
    if words[i - 1].readings and any("PREP" in r.grammemes for r in words[i - 1].readings):
        first = i - 1
    before = first - 1
    if first < i and before > start and words[before - 1].norm == ",":
        return None  # «…, рядом с которыми»
    if before < start or not joined(doc, before) or words[before].kind not in WORDS:
        return None
    prev = words[before]
    if _mid_phrase(doc, before, start):
        return None  # «…, права на запись в который есть у администратора»
    if prev.norm in _PARTICLES or prev.norm in ("один", "одна", "одно", "каждый", "любой", "час"):
        return None
    if prev.kind == "word":
        if any("PREP" in r.grammemes for r in prev.readings) or not (
            reads(prev, "NOUN") or prev.norm in ("те", "тех", "тот", "та")
        ):
            return None
        if first == i and reads(words[i], "gent") and before > start and reads(words[before - 1], "PREP"):
            if not joined(doc, before - 2) or before - 2 < start or not reads(words[before - 2], "NOUN"):
                return None  # «…, рядом с окном которого»
            return before - 2 if prev.norm in _ONE_NOUN and predicate_after(doc, i) else None
        if any(not r.grammemes.isdisjoint(("gent",)) for r in words[i].readings) and first == i:
            # «дом, крыша которого»: the comma stands earlier
            if any(words[k].norm in (",", "—", "(") for k in range(max(start, before - 3), before)):
                return None
            if words[i].norm != "которой" and reads(prev, "nomn"):
                return None
    if not any(words[k].flags & PREDICATE for k in range(i + 1, min(i + 12, sentence_of(doc, i)[1]))):
        return None
    return before


def _mid_phrase(doc: Document, i: int, start: int) -> bool:
    """Does a part without a predicate, after a comma that is no greeting's, end with token ``i``?"""
    words = doc.words
    first = part_before(doc, i + 1, start)
    if first <= start or words[first - 1].norm not in (",", "—", "("):
        return False
    if any(w.flags & PREDICATE for w in words[first : i + 1]):
        return False
    return not any(w.norm in _GREETING or reads(w, "Name") for w in words[start : first - 1])


_GREETING = frozenset("здравствуйте привет день вечер утро спасибо увы конечно".split())


def _that(doc: Document, i: int) -> int | None:
    before = doc.words[i - 1]
    after = word_at(doc, i + 1)
    if after == "бы" and any(
        "INFN" in r.grammemes for k in (i + 2, i + 3) if k < len(doc.words) for r in doc.words[k].readings
    ):
        return i - 1 if before.norm not in _PARTICLES and before.norm not in _TO_ORDER else None
    if after in ("за", "бы", "ли", "же", "это", "угодно") and after != "это":
        return None
    if (
        before.norm in ("то", "того", "тому", "тем", "том", "те", "тех")
        and word_at(doc, i - 2) not in _COMPOUND
        and word_at(doc, i - 3) not in ("смотря", "несмотря", "невзирая")
    ):
        return i - 1 if predicate_after(doc, i) and word_at(doc, i - 2) not in ("не", "и", "а") else None
    if before.norm in ("тем", "том", "того", "тому") and not doc.words[i - 3].lemmas.isdisjoint(_IN_THAT):
        return i - 1 if predicate_after(doc, i) and joined(doc, i - 3) else None
    if before.norm in ("спасибо", "благодарим", "извините", "простите") and predicate_after(doc, i):
        return i - 1
    if before.norm == "все" and predicate_after(doc, i) and after not in ("же",):
        return i - 1
    if before.lemmas & _MESSAGES and predicate_after(doc, i):
        return i - 1
    if before.lemmas & _SPEAKING and after == "это" and before.flags & PREDICATE:
        return i - 1
    if before.lemmas & _SPEAKING and before.norm not in ("нужно", "есть") and before.flags & PREDICATE:
        if before.norm in ("сделать", "делать", "знать") and not predicate_after(doc, i):
            return None
        if not before.lemmas.isdisjoint(_SURE) and after not in ("попало", "придется", "почем", "есть", "такое"):
            rest = doc.words[i + 1 : part_end(doc, i + 1, sentence_of(doc, i)[1])]
            if len(rest) > 3:
                return i - 1
        return i - 1 if predicate_after(doc, i, 10) else None
    return None


_SURE = frozenset(
    "говорить сообщать думать считать полагать надеяться убедиться напомнить значить представить помнить запомнить"
    " заметить".split()
)


def _asked(doc: Document, i: int) -> int | None:
    """«уточните какой тариф вам нужен», «напишите на какой день»."""
    at = i - 1
    words = doc.words
    if (
        any("PREP" in r.grammemes for r in words[at].readings)
        and at > 0
        and words[at].norm in ("на", "в", "с", "к", "по", "до", "о", "из")
    ):
        at -= 1
        if not joined(doc, at) or at < sentence_of(doc, i)[0]:
            return None
    before = words[at]
    if before.kind != "word" or not before.lemmas & _ASKING or not before.flags & PREDICATE:
        return None
    if word_at(doc, i + 1) in ("то", "угодно", "либо", "бы"):
        return None
    noun = i + 1 < len(words) and reads(words[i + 1], "NOUN") and at < i - 1
    if words[i].norm in ("где", "куда", "откуда"):
        rest = words[i + 1 : part_end(doc, i + 1, sentence_of(doc, i)[1])]
        noun = 0 < len(rest) < 4 and any(r.grammemes >= {"NOUN", "nomn"} for r in rest[-1].readings)
    return at if noun or predicate_after(doc, i, 6) else None


def adversative(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """No comma before «а» and «но»."""
    words = doc.words
    for i in places:
        if i == 0 or words[i - 1].kind not in WORDS or not joined(doc, i - 1) or not joined(doc, i):
            continue
        before, after = words[i - 1], words[i + 1]
        if (after.kind == "mark" and before.norm != "нет") or i <= sentence_of(doc, i)[0]:
            continue
        if words[i].norm == "но":
            if before.norm in _NOT_BEFORE_BUT:
                continue
        elif before.norm in _LETTERED or after.kind not in ("word", "masked"):
            continue
        yield comma_between(doc, i - 1)


def is_adversative(word: Word) -> bool:
    """Asked for ``adversative``."""
    return word.norm in ("а", "но") and word.kind == "word" and not word.flags & (TITLE | UPPER)
