"""Commas that are missing or too many, where the rule is firm."""

from __future__ import annotations

from collections.abc import Iterator

from reply_lint.model import Document, Fix, Match, Word
from reply_lint.spelling.grammar import agree
from reply_lint.spelling.scan import comma_between, is_word, joined, places, word_at
from reply_lint.text import INTRODUCTORY, PREDICATE, SUBORDINATOR, TITLE, UPPER, sentence_at

_PARTICLES = frozenset(
    "и а но или либо да же только лишь даже именно не ни ну вот еще уже бы ли хоть особенно просто например то что как"
    " если когда также разве кроме чем так почти прямо исключительно ибо однако".split()
)
"""After these no comma comes before a subordinator."""
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
    " неприятно прошу просить хотеть требовать стараться сделать отправить ждать попросить желать".split()
)
_MESSAGES = frozenset(
    "сообщение уведомление информация подтверждение мысль ответ причина вывод гарантия факт жаль".split()
)
_ASKING = frozenset(
    "знать узнать подсказать сообщить уточнить проверить написать указать показать посмотреть сказать понять объяснить"
    " рассказать выяснить решить спросить выбрать видеть вспомнить помнить понимать определить определиться пояснить"
    " интересно неизвестно неясно непонятно выбирать проверять уточнять показывать видно сообщать".split()
)
_QUESTIONS = frozenset("какой где куда откуда почему зачем сколько кто".split())
_PRONOUNS = frozenset("я мы вы он она оно они".split())
_DO_NOT_CLOSE = frozenset((",", ".", "!", "?", ":", ";", "—", "–", "-", ")", "(", "»", "«", "…", "...", '"'))


def _predicate_after(doc: Document, i: int, most: int = 8) -> bool:
    """Is there a predicate after token ``i``, before the next mark?"""
    for k in range(i + 1, min(i + 1 + most, len(doc.words))):
        word = doc.words[k]
        if word.kind == "mark":
            return False
        if word.flags & PREDICATE:
            return True
    return False


def _sentence(doc: Document, i: int) -> tuple[int, int]:
    return doc.sentences[sentence_at(doc, i)]


def subordinate(doc: Document) -> Iterator[Match]:
    """No comma before a conjunction or a relative word."""
    for i in places(doc).get("sub", ()):
        if i <= _sentence(doc, i)[0] or not joined(doc, i - 1) or doc.words[i].flags & UPPER:
            continue
        if doc.words[i - 1].kind not in ("word", "number", "latin", "masked"):
            continue
        found = _subordinate(doc, i)
        if found is not None and not (doc.words[found + 1].flags & TITLE):
            yield comma_between(doc, found)


def _subordinate(doc: Document, i: int) -> int | None:
    """The token after which the comma before the subordinator ``i`` is missing."""
    word, before = doc.words[i], doc.words[i - 1]
    norm, prev = word.norm, before.norm
    after = word_at(doc, i + 1)
    start = _sentence(doc, i)[0]
    if "который" in word.lemmas:
        return _relative(doc, i, start)
    if prev in _PARTICIPLE_PARTICLES or after in ("то", "либо", "нибудь", "угодно", "попало", "ни"):
        return None
    plain = before.kind in ("number", "latin", "masked") or not (
        prev in _PARTICLES or (before.readings and all("PREP" in r.grammemes for r in before.readings))
    )
    if norm == "потому":
        return i - 1 if after == "что" and plain and prev not in _BEFORE_BECAUSE and i - 1 >= start else None
    if norm == "так":
        firm = plain and (before.flags & PREDICATE or _has(before, "NOUN")) and not _imperative(doc, i - 1)
        if after == "как" and firm and prev not in ("именно", "точно", "все") and _predicate_after(doc, i + 1):
            return i - 1
        return None
    if norm == "чтобы":
        if plain and prev not in _TO_ORDER and not (prev == "чем" or (after == "не" and prev == "лишь")):
            return i - 1
        return None
    if norm == "если":
        return i - 1 if plain and prev not in ("на", "случай", "разве", "тем", "более") and after != "бы" else None
    if norm == "хотя":
        return i - 1 if plain and after != "бы" and _predicate_after(doc, i) and prev != "не" else None
    if norm == "поскольку":
        return i - 1 if plain and prev != "постольку" and _predicate_after(doc, i) else None
    if norm == "когда":
        if plain and _predicate_after(doc, i) and after not in ("то",) and prev not in _BEFORE_WHEN:
            return i - 1 if before.flags & PREDICATE or _has(before, "NOUN") else None
        return None
    if norm == "что":
        return _that(doc, i)
    if {"какой", "сколько"} & word.lemmas or norm in _QUESTIONS:
        return _asked(doc, i)
    return None


_PARTICIPLE_PARTICLES = frozenset(("и", "а", "но", "или", "не", "ни"))
_BEFORE_BECAUSE = frozenset(
    "и а но только лишь именно не просто отчасти может видимо возможно вероятно это наверное всего".split()
)
_TO_ORDER = frozenset(
    "того затем тем с вместо без для ради так такой лишь только кроме чем хотя бы нет не за этого тому слишком"
    " достаточно это все".split()
)
_BEFORE_WHEN = frozenset("редко мало есть нет бывает раз время пока вдруг хоть только тогда в время".split())


def _has(word: Word, grammeme: str) -> bool:
    return any(grammeme in r.grammemes for r in word.readings)


def _imperative(doc: Document, i: int) -> bool:
    return any("impr" in r.grammemes for r in doc.words[i].readings)


def _relative(doc: Document, i: int, start: int) -> int | None:
    """«таблицу которую», «договор в котором»."""
    first = i
    words = doc.words
    if words[i - 1].readings and any("PREP" in r.grammemes for r in words[i - 1].readings):
        first = i - 1
    before = first - 1
    if first < i and any(words[k].norm == "," for k in range(max(start, before - 2), before)):
        return None  # «…, рядом с которыми»
    if before < start or not joined(doc, before) or words[before].kind not in ("word", "number", "latin", "masked"):
        return None
    prev = words[before]
    if prev.norm in _PARTICLES or prev.norm in ("один", "одна", "одно", "каждый", "любой", "час"):
        return None
    if prev.kind == "word":
        if any("PREP" in r.grammemes for r in prev.readings) or not (
            _has(prev, "NOUN") or prev.norm in ("те", "тех", "тот", "та")
        ):
            return None
        if any(not r.grammemes.isdisjoint(("gent",)) for r in words[i].readings) and first == i:
            # «дом, крыша которого»: the comma stands earlier
            if any(words[k].norm in (",", "—", "(") for k in range(max(start, before - 3), before)):
                return None
            if words[i].norm != "которой" and _has(prev, "nomn"):
                return None
    if not any(words[k].flags & PREDICATE for k in range(i + 1, min(i + 12, _sentence(doc, i)[1]))):
        return None
    return before


def _that(doc: Document, i: int) -> int | None:
    before = doc.words[i - 1]
    after = word_at(doc, i + 1)
    if after == "бы" and any(
        "INFN" in r.grammemes for k in (i + 2, i + 3) if k < len(doc.words) for r in doc.words[k].readings
    ):
        return i - 1 if before.norm not in _PARTICLES and before.norm not in _TO_ORDER else None
    if after in ("за", "бы", "ли", "же", "это", "угодно") and after != "это":
        return None
    if before.norm in ("то", "того", "тому", "тем", "том", "те", "тех") and word_at(doc, i - 2) not in _COMPOUND:
        return i - 1 if _predicate_after(doc, i) and word_at(doc, i - 2) not in ("не", "и", "а") else None
    if before.norm == "все" and _predicate_after(doc, i) and after not in ("же",):
        return i - 1
    if before.lemmas & _MESSAGES and _predicate_after(doc, i):
        return i - 1
    if before.lemmas & _SPEAKING and after == "это" and before.flags & PREDICATE:
        return i - 1
    if before.lemmas & _SPEAKING and before.norm not in ("нужно", "есть") and before.flags & PREDICATE:
        if before.norm in ("сделать", "делать", "знать") and not _predicate_after(doc, i):
            return None
        return i - 1 if _predicate_after(doc, i, 10) else None
    return None


_COMPOUND = frozenset(
    "несмотря невзирая потому до из-за из после вместо кроме помимо вследствие в благодаря за с в".split()
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
        if not joined(doc, at) or at < _sentence(doc, i)[0]:
            return None
    before = words[at]
    if before.kind != "word" or not before.lemmas & _ASKING or not before.flags & PREDICATE:
        return None
    if word_at(doc, i + 1) in ("то", "угодно", "либо", "бы"):
        return None
    noun = i + 1 < len(words) and _has(words[i + 1], "NOUN") and at < i - 1
    return at if noun or _predicate_after(doc, i, 6) else None


def adversative(doc: Document) -> Iterator[Match]:
    """No comma before «а» and «но»."""
    found = places(doc)
    for name in ("а", "но"):
        for i in found.get(name, ()):
            if not joined(doc, i - 1) or not joined(doc, i) or i <= _sentence(doc, i)[0]:
                continue
            word, before, after = doc.words[i], doc.words[i - 1], doc.words[i + 1]
            if word.flags & (TITLE | UPPER) or before.kind not in ("word", "number", "masked", "latin"):
                continue
            if (
                after.kind == "mark"
                or (before.norm in ("и", "да", "или", "ну", "одно", "никаких", "как", "нет") and name == "но")
            ) and before.norm != "нет":
                continue
            if name == "а":
                if (
                    after.kind not in ("word", "masked")
                    or before.norm in _LETTERED
                    or before.norm in ("и", "да", "ну", "же", "не")
                ):
                    continue
                if after.norm == "также":
                    continue
            yield comma_between(doc, i - 1)


_LETTERED = frozenset(
    "литера корпус строение пункт подпункт дом класс группа буква блок секция подъезд модель вариант".split()
)

_GREETINGS = frozenset("здравствуйте здравствуй приветствую привет спасибо благодарим извините простите".split())
_GOOD = frozenset(("добрый", "доброе", "доброго", "доброй"))
_TIMES = frozenset("день вечер утро дня вечера утра ночи времени суток".split())


def address(doc: Document) -> Iterator[Match]:
    """No comma around the name of the one who is addressed."""
    words = doc.words
    for i in places(doc).get("name", ()):
        word = words[i]
        if not word.flags & TITLE or i == 0:
            continue
        if joined(doc, i - 1) and _greeting_ends(doc, i - 1) and _called(doc, i):
            yield comma_between(doc, i - 1)
        elif joined(doc, i) and i == _sentence(doc, i)[0] and _called(doc, i):
            yield from _greeting_follows(doc, i)
    if words and words[0].flags & TITLE and _has(words[0], "Name") and joined(doc, 0):
        yield from _greeting_follows(doc, 0)
    yield from _signed(doc)


def _greeting_ends(doc: Document, i: int) -> bool:
    word = doc.words[i]
    if word.norm in _GREETINGS:
        return True
    return word.norm in _TIMES and word_at(doc, i - 1) in _GOOD and joined(doc, i - 1)


def _called(doc: Document, i: int) -> bool:
    """Is the name in the nominative, and nothing else?"""
    names = [r for r in doc.words[i].readings if "Name" in r.grammemes]
    return any("nomn" in r.grammemes or "voct" in r.grammemes for r in names)


def _greeting_follows(doc: Document, i: int) -> Iterator[Match]:
    """«Иван добрый день», «Мария Петровна здравствуйте»."""
    last = i
    while joined(doc, last) and any(
        "Patr" in r.grammemes or "Surn" in r.grammemes for r in doc.words[last + 1].readings
    ):
        last += 1
    if not joined(doc, last):
        return
    after = doc.words[last + 1]
    if after.norm in ("здравствуйте", "приветствую", "спасибо", "извините") or (
        after.norm in _GOOD and word_at(doc, last + 2) in _TIMES
    ):
        yield comma_between(doc, last)


_TEAMS = frozenset(
    "команда служба поддержка отдел ваш ваша администрация коллектив менеджер специалист оператор банк"
    " магазин компания".split()
)


def _signed(doc: Document) -> Iterator[Match]:
    """«С уважением Иван»."""
    words = doc.words
    for i in range(max(1, len(words) - 14), len(words) - 1):
        if words[i].norm in ("уважением", "уваженьем") and words[i - 1].norm == "с" and joined(doc, i):
            after = words[i + 1]
            if after.kind == "word" and (after.flags & (TITLE | UPPER) or after.norm in _TEAMS) and after.norm != "к":
                yield comma_between(doc, i)


def placeholder_address(doc: Document) -> Iterator[Match]:
    """«Здравствуйте {Name}»."""
    words = doc.words
    for i in range(min(len(words) - 1, 4)):
        if _greeting_ends(doc, i) and doc.text[doc.end(i) : doc.starts[i + 1] + 1] in (" {", " [", " %", " <"):
            end = doc.text.find("\n", doc.starts[i + 1])
            closers = {"{": "}", "[": "]", "%": "%", "<": ">"}
            opener = doc.text[doc.starts[i + 1]]
            close = doc.text.find(closers[opener], doc.starts[i + 1] + 1)
            if close > 0 and (end < 0 or close < end) and close - doc.starts[i + 1] < 60:
                if opener == "{" and doc.text.startswith("}}", close):
                    close += 1
                at = doc.end(i)
                fix = Fix(at, at, ",", True)
                first = i - 1 if words[i].norm in _TIMES else i
                yield Match(doc.starts[first], close + 1, (fix,))


def please(doc: Document) -> Iterator[Match]:
    """«пожалуйста» without its commas."""
    words = doc.words
    for i in places(doc).get("пожалуйста", ()):
        start, _ = _sentence(doc, i)
        left = i > start and joined(doc, i - 1) and words[i - 1].kind in ("word", "number", "masked", "latin")
        right = joined(doc, i) and words[i + 1].kind in ("word", "number", "masked", "latin")
        if left and words[i - 1].norm in ("и", "а", "но", "или", "да", "ну", "то", "что", "всегда", "вот", "не", "как"):
            left = False
            if right and words[i - 1].norm not in ("и", "но", "а"):
                right = False
        if right and words[i + 1].norm in ("и", "а", "но", "или", "же", "вам", "не" if not left and i > start else "и"):
            right = words[i + 1].norm == "не" or (words[i + 1].norm == "вам" and not left)
            if words[i + 1].norm in ("и", "а", "но", "или", "же"):
                right = words[i + 1].norm == "и" and i - start > 1 and words[i - 1].norm == ","
        if left and not right and not words[i - 1].flags & PREDICATE and words[i - 1].norm in ("это",):
            left = False
        yield from _parenthesis(doc, i, i, left, right)


def _parenthesis(doc: Document, i: int, j: int, left: bool, right: bool) -> Iterator[Match]:
    """The tokens ``i..j`` lack a comma before (``left``) and after (``right``)."""
    if not (left or right):
        return
    start = doc.starts[i - 1 if left else i]
    end = doc.end(j + 1 if right else j)
    text = doc.text
    fixed = ""
    if left:
        fixed += text[start : doc.end(i - 1)] + "," + text[doc.end(i - 1) : doc.starts[i]]
    fixed += text[doc.starts[i] : doc.end(j)]
    if right:
        fixed += "," + text[doc.end(j) : end]
    yield Match(start, end, (Fix(start, end, fixed, True),))


_ALWAYS = {
    ("к", "сожалению"), ("к", "счастью"), ("по-видимому",), ("во-первых",), ("во-вторых",), ("в-третьих",), ("кстати",),
    ("скорее", "всего"), ("наверное",), ("наверно",), ("вероятно",), ("конечно",), ("разумеется",), ("пожалуй",),
    ("безусловно",), ("видимо",), ("кажется",), ("возможно",), ("например",), ("может", "быть"), ("значит",),
    ("несомненно",), ("конечно", "же"),
}  # fmt: skip
_START_ONLY = frozenset(("возможно", "кажется", "значит", "например", "безусловно"))
"""Introductory for sure only before a clause, at the start of a sentence."""


def introductory(doc: Document) -> Iterator[Match]:
    """An introductory word without its commas."""
    words = doc.words
    for last in places(doc).get("intro", ()):
        norm = words[last].norm
        first = last
        if norm in ("сожалению", "счастью", "всего", "быть"):
            first = last - 1
            if first < 0 or (words[first].norm, norm) not in _ALWAYS or not joined(doc, first):
                continue
        elif (norm,) not in _ALWAYS:
            continue
        if norm == "конечно" and word_at(doc, last + 1) == "же":
            last += 1
        start, _ = _sentence(doc, last)
        opens = all(words[k].kind in ("mark", "other") for k in range(start, first))
        left = not opens and joined(doc, first - 1) and words[first - 1].kind in ("word", "number", "masked", "latin")
        right = joined(doc, last) and words[last + 1].kind in ("word", "number", "masked", "latin")
        if opens:
            if right and _opens_clause(doc, last, norm):
                yield from _parenthesis(doc, first, last, False, True)
            continue
        if norm in _START_ONLY or not left or words[last].flags & UPPER:
            if not left and right and norm in ("сожалению", "счастью") and _negated(doc, last):
                yield from _parenthesis(doc, first, last, False, True)
            continue
        before = words[first - 1].norm
        if before in ("ну",):
            continue
        if before in ("и", "а", "но", "или", "что", "если", "то", "да", "не", "как", "быть"):
            if norm in ("сожалению", "счастью") and right and before in ("но", "и", "что", "если"):
                yield from _parenthesis(doc, first, last, True, True)
            continue
        if norm == "всего" and word_at(doc, last + 1) in ("в", "на", "из", "от"):
            continue
        if norm in ("быть", "видимо", "кстати", "наверно", "пожалуй") and not (right or left):
            continue
        if norm == "быть":
            continue
        if right or norm in ("сожалению", "счастью", "наверное", "вероятно", "конечно", "видимо"):
            yield from _parenthesis(doc, first, last, left, right)


_PHRASES = {
    ("кроме", "того"), ("более", "того"), ("к", "слову"), ("с", "одной", "стороны"), ("с", "другой", "стороны"),
    ("иными", "словами"), ("другими", "словами"), ("как", "правило"), ("к", "примеру"), ("честно", "говоря"),
    ("короче", "говоря"), ("на", "мой", "взгляд"), ("на", "наш", "взгляд"), ("одним", "словом"), ("мало", "того"),
    ("к", "удивлению"), ("в", "частности"), ("в", "общем"),
}  # fmt: skip


def introductory_phrase(doc: Document) -> Iterator[Match]:
    """«Кроме того аренда…»: an introductory phrase at the start of a sentence without its comma."""
    words = doc.words
    for start, stop in doc.sentences:
        if stop - start > 3 and words[start].flags & TITLE:
            for size in (2, 3):
                if tuple(w.norm for w in words[start : start + size]) in _PHRASES and joined(doc, start + size - 1):
                    after = words[start + size]
                    if after.kind in ("word", "number", "masked") and after.norm not in (
                        "что",
                        "как",
                        "чтобы",
                        "и",
                        "же",
                        "случае",
                    ):
                        yield from _parenthesis(doc, start, start + size - 1, False, True)


def _negated(doc: Document, i: int) -> bool:
    after = word_at(doc, i + 1)
    return after in ("не", "нет", "пока") or bool(
        doc.words[i + 1].readings and doc.words[i + 1].readings[0].grammemes >= {"VERB"}
    )


def _opens_clause(doc: Document, last: int, norm: str) -> bool:
    after = doc.words[last + 1]
    nxt = after.norm
    if nxt in ("и", "а", "но", "же", "ли", "что", "лишь", "только", "уже", "не", "ее", "его") and norm in _START_ONLY:
        return False
    if norm == "быть":
        return (nxt in _PRONOUNS or any(r.grammemes >= {"NOUN", "nomn"} for r in after.readings[:1])) and _finite_after(
            doc, last + 1
        )
    if norm == "всего":
        return nxt not in ("из", "доброго", "хорошего")
    if norm == "возможно":
        return nxt in _PRONOUNS or (
            any(r.grammemes >= {"NOUN", "nomn"} for r in after.readings[:1]) and _finite_after(doc, last + 1)
        )
    if norm == "кажется":
        return nxt in _PRONOUNS
    if norm == "значит":
        return nxt in _PRONOUNS or _finite_after(doc, last, 4)
    if norm in ("конечно", "кстати", "разумеется"):
        return nxt not in ("же", "не", "нет", "да")
    if norm == "например":
        return False
    if norm == "безусловно":
        return nxt in _PRONOUNS
    return True


def _finite_after(doc: Document, i: int, most: int = 3) -> bool:
    for k in range(i + 1, min(i + 1 + most, len(doc.words))):
        word = doc.words[k]
        if word.kind == "mark":
            return False
        if any("VERB" in r.grammemes for r in word.readings[:1]):
            return True
    return False


_OPENERS = frozenset("если когда раз пока".split())


def conditional(doc: Document) -> Iterator[Match]:
    """«Если не отвечает попробуйте вечером», «Если ошибка то сообщите»: no comma after the clause."""
    words = doc.words
    for i in places(doc).get("imperative", ()):
        word = words[i]
        if not word.norm.endswith(("те", "тесь")):
            continue
        twofold = any("VERB" in r.grammemes and "impr" not in r.grammemes for r in word.readings)
        if not all("VERB" in r.grammemes for r in word.readings):
            continue
        start = _sentence(doc, i)[0]
        at = i - 1 if word_at(doc, i - 1) == "не" else i
        opener = _open_clause(doc, start, at)
        if opener is None or at - opener < 2 or not joined(doc, at - 1):
            continue
        before = words[at - 1]
        if before.norm in (
            "и",
            "а",
            "или",
            "но",
            "то",
            "вы",
            "не",
            "ни",
            "лучше",
            "просто",
            "пожалуйста",
            "всегда",
            "вас",
            "сразу",
            "также",
            "тогда",
            "еще",
            "снова",
            "сначала",
            "потом",
            "только",
            "всё-таки",
            "все-таки",
            "тоже",
            "что",
        ):
            continue
        if before.kind not in ("word", "number", "masked", "latin"):
            continue
        if any("PREP" in r.grammemes for r in before.readings):
            continue
        if _imperative(doc, at - 1) and not any(
            "VERB" in r.grammemes and "indc" in r.grammemes for r in before.readings
        ):
            continue
        if twofold and not any(_finite(w) or "GRND" in r.grammemes for w in words[opener:at] for r in w.readings):
            continue
        if words[opener].norm not in _OPENERS or _said(doc, opener, at):
            yield comma_between(doc, at - 1)
    yield from _other_person(doc)
    for i in places(doc).get("то", ()):
        start = _sentence(doc, i)[0]
        opener = _open_clause(doc, start, i)
        if (
            opener is None
            or words[opener].norm not in _OPENERS
            or i - opener < 2
            or not joined(doc, i - 1)
            or not joined(doc, i)
        ):
            continue
        after = words[i + 1]
        if after.norm in ("же", "что", "есть", "ли", "бишь", "как", "и", "самое", "а", "или", "чего", "время", "место"):
            continue
        before = words[i - 1]
        if before.norm in (
            "и",
            "а",
            "или",
            "но",
            "не",
            "за",
            "на",
            "в",
            "про",
            "это",
            "что",
            "кто",
            "где",
            "как",
            "когда",
            "куда",
            "чего",
            "кому",
            "чем",
            "ком",
            "какой",
            "кем",
            "какие",
            "какое",
            "какая",
        ):
            continue
        if before.kind not in ("word", "number", "masked", "latin") or not _said(doc, opener, i):
            continue
        if any(r.grammemes >= {"NOUN", "neut", "sing"} for r in after.readings[:1]):
            continue
        yield comma_between(doc, i - 1)


def _other_person(doc: Document) -> Iterator[Match]:
    """«Если ответите до пятницы успеем», «Если отменят мы сообщим»: after the condition comes what we do."""
    words = doc.words
    for opener in places(doc).get("sub", ()):
        if words[opener].norm != "если" or (words[opener - 1].norm == "даже" if opener else False):
            continue
        stop = _sentence(doc, opener)[1]
        first = None
        for k in range(opener + 1, min(stop, opener + 12)):
            word = words[k]
            if (word.kind in ("mark", "other") and not _in_time(doc, k)) or word.norm in (
                "и",
                "или",
                "но",
                "а",
                "что",
                "чтобы",
                "как",
            ):
                break
            if word.readings and all("VERB" in r.grammemes for r in word.readings):
                first_person = all("1per" in r.grammemes or "impr" in r.grammemes for r in word.readings) and any(
                    "1per" in r.grammemes for r in word.readings
                )
                if first is None:
                    if first_person:
                        break
                    first = k
                elif first_person and joined(doc, k - 1):
                    at = k - 2 if words[k - 1].norm in ("мы", "я") else k - 1
                    if words[k - 1].norm in ("не", "то", "сразу", "тогда", "вам", "вас", "все", "его", "их", "деньги"):
                        at = k - 2
                    if at > first - 1 and joined(doc, at):
                        yield comma_between(doc, at)
                    break
                else:
                    break


def _open_clause(doc: Document, start: int, i: int) -> int | None:
    """The token that opens the subordinate or participial clause in which ``i`` stands, if no mark closes it."""
    words = doc.words
    for k in range(i - 1, start - 1, -1):
        if words[k].kind in ("mark", "other"):
            return None
        if words[k].norm in _OPENERS and (
            k == start or words[k - 1].kind == "mark" or words[k - 1].norm in ("а", "но", "и")
        ):
            return k
        if (
            k == start
            and words[k].flags & TITLE
            and words[k].readings
            and all("GRND" in r.grammemes for r in words[k].readings)
        ):
            return k
    return None


def _said(doc: Document, first: int, stop: int) -> bool:
    """Has the clause ``first:stop`` a predicate, or words enough to do without?"""
    words = doc.words
    return any(words[k].flags & PREDICATE for k in range(first + 1, stop)) or stop - first >= 3


def clauses_joined(doc: Document) -> Iterator[Match]:
    """«Загрузите справку и мы всё сделаем»: no comma between two clauses with subjects of their own."""
    words = doc.words
    for i in places(doc).get("и", ()):
        if not joined(doc, i - 1) or not joined(doc, i) or words[i].flags & TITLE:
            continue
        start, stop = _sentence(doc, i)
        after = words[i + 1]
        if after.norm not in ("я", "мы", "он", "она", "они", "оно"):
            if _order_then_event(doc, i, start, stop):
                yield comma_between(doc, i - 1)
            continue
        if words[i - 1].kind not in ("word", "number", "masked", "latin"):
            continue
        if not any(_finite(words[k]) for k in range(i + 2, min(i + 6, stop))):
            continue
        first = i - 1
        while first > start and words[first - 1].kind not in ("mark", "other"):
            first -= 1
        part = words[first:i]
        if (
            part[0].kind != "word"
            or part[0].flags & SUBORDINATOR
            or part[0].norm in _NO_COMMON
            or any(
                w.norm in ("если", "что", "чтобы", "когда", "пока", "ли", "пусть", "который", "как", "где", "хотя")
                or "который" in w.lemmas
                for w in part
            )
        ):
            continue
        if first > start and words[first - 1].norm == "," and _subordinate_before(doc, start, first):
            continue
        if any("PREP" in r.grammemes for r in part[0].readings):
            continue
        verbs = [w for w in part if _finite(w)]
        if verbs and not any(_same_subject(w, after.norm) for w in part):
            yield comma_between(doc, i - 1)


def _in_time(doc: Document, i: int) -> bool:
    """Is the mark ``i`` the colon of «15:00»?"""
    return (
        doc.words[i].norm == ":"
        and i + 1 < len(doc.words)
        and doc.words[i - 1].kind == doc.words[i + 1].kind == "number"
    )


def _order_then_event(doc: Document, i: int, start: int, stop: int) -> bool:
    """«Наведите камеру и через минуту появится сеть»: an order, then what happens by itself."""
    words = doc.words
    first = i
    while first > start and (words[first - 1].kind not in ("mark", "other") or _in_time(doc, first - 1)):
        first -= 1
    part = words[first:i]
    if not part or words[i - 1].kind not in ("word", "number", "masked", "latin"):
        return False
    if any(w.flags & SUBORDINATOR or "который" in w.lemmas or w.norm in ("и", "как", "что", "ли") for w in part):
        return False
    if first > start and _subordinate_before(doc, start, first):
        return False
    orders = [w for w in part if w.norm.endswith(("те", "тесь")) and any("impr" in r.grammemes for r in w.readings)]
    if not orders or any(_finite(w) and w not in orders for w in part):
        return False
    for k in range(i + 1, min(i + 6, stop)):
        word = words[k]
        if (
            word.kind in ("mark", "other", "masked")
            or word.flags & SUBORDINATOR
            or word.norm in ("и", "как", "что", "ли", "который")
        ):
            return False
        if word.readings and all(
            {"VERB", "3per"} <= r.grammemes or {"VERB", "past"} <= r.grammemes for r in word.readings
        ):
            between = words[i + 1 : k]
            nomn = any(
                not r.grammemes.isdisjoint(("NOUN", "NPRO")) and "nomn" in r.grammemes
                for w in between
                for r in w.readings
            )
            return nomn or words[i + 1].norm in ("через", "тогда", "все", "сразу", "потом")
    return False


_NO_COMMON = frozenset(
    "после тогда там здесь потом сейчас завтра сегодня вчера теперь поэтому пусть обычно иногда".split()
)


def _subordinate_before(doc: Document, start: int, stop: int) -> bool:
    return any(
        doc.words[k].norm in ("если", "что", "чтобы", "когда", "пока", "как", "хотя", "раз", "поскольку", "где")
        for k in range(start, stop)
    )


def _finite(word: Word) -> bool:
    return any("VERB" in r.grammemes for r in word.readings[:1])


def _same_subject(word: Word, pronoun: str) -> bool:
    return word.norm == pronoun


_TIME_WORDS = frozenset(
    "поэтому обычно сегодня завтра вчера сейчас теперь также затем потом иногда ранее позже здесь сначала далее тогда"
    " недавно уже дополнительно пока после снова скоро раньше послезавтра".split()
)
_MAY_FOLLOW = frozenset(
    "если когда чтобы как хотя пока поскольку благодаря после судя согласно несмотря вместо кроме помимо"
    " так раз где куда"
    " что кто в с на по до во к пожалуйста к конечно видимо возможно например наверное кстати увы может потому а но"
    " да нет и или однако скорее даже при через из-за из без вследствие соответственно вероятно естественно"
    " то хоть будучи"
    " включая исключая начиная именно похоже кажется зная учитывая".split()
)


def extra(doc: Document) -> Iterator[Match]:
    """«Поэтому, мы перенесли»: a comma after a word that is not introductory."""
    words = doc.words
    for i in places(doc).get(",", ()):
        if i == 0 or i + 1 >= len(words) or words[i - 1].kind != "word":
            continue
        start, stop = _sentence(doc, i)
        while start < i and words[start].kind in ("mark", "other"):
            start += 1
        after = words[i + 1]
        if after.kind != "word" or after.norm in _MAY_FOLLOW or after.flags & (TITLE | UPPER) or i - start > 5:
            continue
        if any("GRND" in r.grammemes or "PRTF" in r.grammemes for r in after.readings):
            continue
        if any(words[k].norm in (",", "—", "–", ":") for k in range(i + 2, min(i + 5, stop))):
            continue
        first = words[start].norm
        if i - start == 1 and first in _TIME_WORDS:
            if any("Name" in r.grammemes for r in after.readings) or after.norm in ("минуту", "секунду", "минутку"):
                continue
            if _adverb(after) and first not in ("поэтому", "обычно", "также"):
                continue
            yield _without(doc, i)
        elif (
            (
                2 <= i - start <= 5
                and first in ("после", "с", "до", "в", "через", "к", "на", "по", "для", "от")
                and after.norm in _PRONOUNS
            )
            and (
                _plain_phrase(doc, start + 1, i)
                and (after.norm in ("он", "она", "они", "мы", "я", "вы"))
                and _finite_after(doc, i + 1, 3)
            )
            and not (first == "в" and words[start + 1].norm in ("общем", "целом", "принципе", "частности"))
            and not (first in ("по", "на", "к", "с", "для", "от", "до", "в") and not _when(doc, start + 1, i))
        ):
            yield _without(doc, i)


_THANKS = frozenset("спасибо благодарим благодарю извините простите".split())
_OPENING = frozenset("если но что чтобы".split())


def extra_inside(doc: Document) -> Iterator[Match]:
    """«Благодарим, за отзыв», «Если, посылка нужна срочно, …»: a comma that parts what belongs together."""
    words = doc.words
    for i in places(doc).get(",", ()):
        if i == 0 or i + 2 >= len(words) or words[i + 1].kind != "word":
            continue
        before, after = words[i - 1].norm, words[i + 1]
        if before in _THANKS and after.norm == "за" and words[i + 2].norm not in ("что", "то"):
            if word_at(doc, i - 2) != ",":
                yield _without(doc, i)
        elif before in _OPENING and not (before == "что" and word_at(doc, i - 2) not in (",", "")):
            if (
                after.norm in _MAY_FOLLOW
                or after.flags & (SUBORDINATOR | INTRODUCTORY | TITLE | UPPER)
                or after.norm in _ASIDE
            ):
                continue
            stop = _sentence(doc, i)[1]
            close = next((k for k in range(i + 1, stop) if words[k].kind in ("mark", "other")), stop)
            part = words[i + 1 : close]
            if len(part) < 3 or any("GRND" in r.grammemes or "PRTF" in r.grammemes for w in part for r in w.readings):
                continue
            if any("nomn" in r.grammemes for r in after.readings) and any(_finite(w) or _short(w) for w in part):
                yield _without(doc, i)


_ASIDE = frozenset(
    "по честно мягко грубо скажем допустим например предположим по-моему слава прошу надеюсь думаю думаем знаю".split()
)


def _short(word: Word) -> bool:
    return any(not r.grammemes.isdisjoint(("ADJS", "PRTS", "PRED")) for r in word.readings[:1])


def _adverb(word: Word) -> bool:
    return all("ADVB" in r.grammemes for r in word.readings)


def _plain_phrase(doc: Document, first: int, stop: int) -> bool:
    return all(
        w.kind == "number"
        or (w.kind == "word" and not w.flags & (PREDICATE | SUBORDINATOR) and w.norm not in ("того", "тем"))
        for w in doc.words[first:stop]
    )


_WHEN = frozenset(
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь понедельник вторник среда четверг"
    " пятница суббота воскресенье год месяц неделя день час минута утро вечер".split()
)


def _when(doc: Document, first: int, stop: int) -> bool:
    return any(not w.lemmas.isdisjoint(_WHEN) for w in doc.words[first:stop])


def _without(doc: Document, i: int) -> Match:
    start, end = doc.starts[i - 1], doc.end(i)
    return Match(start, end, (Fix(start, end, doc.text[start : doc.end(i - 1)], True),))


def same_subject(doc: Document) -> Iterator[Match]:
    """«Выключите роутер, и включите снова»: a comma before a single «и» between verbs of one subject."""
    words = doc.words
    for i in places(doc).get("и", ()):
        if i < 2 or word_at(doc, i - 1) != "," or i + 1 >= len(words):
            continue
        start, stop = _sentence(doc, i)
        verb = words[i + 1]
        if not verb.readings or not all("VERB" in r.grammemes for r in verb.readings):
            continue
        if "impr" not in verb.readings[0].grammemes and "futr" not in verb.readings[0].grammemes:
            continue
        first = i - 2
        while first > start and words[first - 1].kind not in ("mark", "other"):
            first -= 1
        part = words[first : i - 1]
        if (
            len(part) > 7
            or not part
            or any(w.flags & SUBORDINATOR or w.norm in ("как", "и", "чем") or w.kind == "masked" for w in part)
        ):
            continue
        if any(w.norm == "," for w in words[start:first]) and any(w.flags & SUBORDINATOR for w in words[start:first]):
            continue
        shape = verb.readings[0].grammemes & _SHAPE
        twins = [
            w for w in part if w.readings and w.readings[0].grammemes >= shape and "VERB" in w.readings[0].grammemes
        ]
        if len(twins) == 1 and not any(
            "PRTF" in r.grammemes or "GRND" in r.grammemes for w in part for r in w.readings
        ):
            if any(w.norm == "и" for w in words[i + 1 : min(stop, i + 8)]):
                continue
            begin, end = doc.starts[i - 2], doc.end(i)
            text = doc.text
            yield Match(
                begin, end, (Fix(begin, end, text[begin : doc.end(i - 2)] + text[doc.end(i - 1) : end], False),)
            )


_SHAPE = frozenset("sing plur impr indc futr 1per 2per 3per".split())


def participle(doc: Document) -> Iterator[Match]:
    """«в сроки установленные законом»: no comma between a noun and its participial clause."""
    words = doc.words
    for i in places(doc).get("participle", ()):
        if not joined(doc, i - 1) or not joined(doc, i) or i <= _sentence(doc, i)[0] or not is_word(doc, i + 1):
            continue
        noun, word, after = words[i - 1], words[i], words[i + 1]
        if not noun.known or not noun.readings or not all("NOUN" in r.grammemes for r in noun.readings):
            continue
        if noun.flags & (TITLE | UPPER) or word.flags & (TITLE | UPPER):
            continue
        own = [r for r in word.readings if "PRTF" in r.grammemes]
        if not any(agree(p, n) for p in own for n in noun.readings):
            continue
        nouns = [
            r
            for k in (i + 1, i + 2)
            if k < len(words) and words[k].kind == "word"
            for r in words[k].readings
            if "NOUN" in r.grammemes or "ADJF" in r.grammemes
        ]
        if any(agree(p, n) for p in own for n in nouns):
            continue
        if any("ablt" in r.grammemes for r in after.readings) or any(
            "PREP" in r.grammemes or "ADVB" in r.grammemes for r in after.readings[:1]
        ):
            yield comma_between(doc, i - 1)
