"""Commas round «пожалуйста» and introductory words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.commas import PRONOUNS, WORDS, finite_after, part_end, set_off
from reply_lint.spelling.tokens import joined, sentence_of, word_at
from reply_lint.text import PREDICATE, TITLE, UPPER

_ALWAYS = {
    ("к", "сожалению"), ("к", "счастью"), ("по-видимому",), ("во-первых",), ("во-вторых",), ("в-третьих",), ("кстати",),
    ("скорее", "всего"), ("наверное",), ("наверно",), ("вероятно",), ("конечно",), ("разумеется",), ("пожалуй",),
    ("безусловно",), ("видимо",), ("кажется",), ("возможно",), ("например",), ("может", "быть"), ("значит",),
    ("несомненно",), ("конечно", "же"),
}  # fmt: skip
_LAST = frozenset(words[-1] for words in _ALWAYS) - {"же"}
_START_ONLY = frozenset(("возможно", "кажется", "значит", "например", "безусловно"))
"""Introductory for sure only before a clause, at the start of a sentence."""
_PHRASES = {
    ("кроме", "того"), ("более", "того"), ("к", "слову"), ("с", "одной", "стороны"), ("с", "другой", "стороны"),
    ("иными", "словами"), ("другими", "словами"), ("как", "правило"), ("к", "примеру"), ("честно", "говоря"),
    ("короче", "говоря"), ("на", "мой", "взгляд"), ("на", "наш", "взгляд"), ("одним", "словом"), ("мало", "того"),
    ("к", "удивлению"), ("в", "частности"), ("в", "общем"), ("таким", "образом"), ("между", "прочим"),
    ("само", "собой"), ("как", "известно"), ("по", "сути"), ("по", "идее"), ("по", "крайней", "мере"),
    ("без", "сомнения"), ("как", "видите"), ("стало", "быть"), ("как", "ни", "странно"), ("к", "вашему", "сведению"),
    ("по", "моему", "мнению"), ("по", "нашему", "мнению"), ("по", "правде", "говоря"), ("мне", "кажется"),
    ("в", "конце", "концов"), ("иначе", "говоря"), ("проще", "говоря"), ("собственно", "говоря"),
}  # fmt: skip
_WORDS = frozenset(
    "например итак следовательно увы по-моему по-вашему впрочем действительно естественно безусловно нет".split()
)
"""Introductory at the start of a sentence; ``_FIRM`` of them before anything, the others before a clause."""
_FIRM = frozenset("например итак следовательно по-моему".split())
_FIRST = frozenset(words[0] for words in _PHRASES) | _WORDS


_ONE_SIDED = frozenset("кстати например впрочем увы конечно наверное пожалуй видимо сожалению счастью".split())
_DEGREES = frozenset(
    "более менее весьма вполне наиболее наболее наименее очень столь так достаточно крайне совсем мало куда это"
    " настолько одинаково равно".split()
)
"""Before «вероятно» and «видимо»: how likely it is."""
_LIKELY = frozenset("вероятно видимо возможно кажется".split())
_BEFORE_ASIDE = frozenset("и а но или что если то да не как быть ну это очень весьма нет".split())


def please(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«пожалуйста» without its commas."""
    words = doc.words
    for i in places:
        start, _ = sentence_of(doc, i)
        left = i > start and joined(doc, i - 1) and words[i - 1].kind in WORDS
        right = joined(doc, i) and words[i + 1].kind in WORDS
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
        yield from set_off(doc, i, i, left, right)


def introductory(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """An introductory word without its commas."""
    words = doc.words
    for last in places:
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
        start, _ = sentence_of(doc, last)
        opens = all(words[k].kind in ("mark", "other") for k in range(start, first))
        left = not opens and joined(doc, first - 1) and words[first - 1].kind in WORDS
        right = joined(doc, last) and words[last + 1].kind in WORDS
        if opens:
            if right and _opens_clause(doc, last, norm):
                yield from set_off(doc, first, last, False, True)
            continue
        if right and word_at(doc, first - 1) == "," and _parts_subject(doc, start, first - 1, last + 1):
            yield from set_off(doc, first, last, False, True)
            continue
        if norm in ("кажется", "безусловно") and left and right and _parts_predicate(doc, first):
            yield from set_off(doc, first, last, True, True)
            continue
        if norm in _START_ONLY or not left or words[last].flags & UPPER:
            if not left and right and norm in ("сожалению", "счастью") and _negated(doc, last):
                yield from set_off(doc, first, last, False, True)
            continue
        before = words[first - 1].norm
        if (before in _DEGREES and (norm in _LIKELY or before != "это")) or (
            norm in _LIKELY and word_at(doc, last + 1) == "," and word_at(doc, last + 2) == "что"
        ):
            continue
        if before in ("ну",):
            continue
        if left and not right and word_at(doc, last + 1) == "," and norm in _ONE_SIDED and before not in _BEFORE_ASIDE:
            yield from set_off(doc, first, last, True, False)
            continue
        if before in ("и", "а", "но", "или", "что", "если", "то", "да", "не", "как", "быть"):
            if (
                (norm in ("сожалению", "счастью") or (norm == "конечно" and before == "если"))
                and right
                and before in ("но", "и", "что", "если")
            ):
                yield from set_off(doc, first, last, True, True)
            continue
        if norm == "всего" and word_at(doc, last + 1) in ("в", "на", "из", "от"):
            continue
        if norm in ("быть", "видимо", "кстати", "наверно", "пожалуй") and not (right or left):
            continue
        if norm == "быть":
            continue
        if right or norm in ("сожалению", "счастью", "наверное", "вероятно", "конечно", "видимо"):
            yield from set_off(doc, first, last, left, right)


def introductory_phrase(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Кроме того аренда…»: an introductory phrase at the start of a sentence without its comma."""
    words = doc.words
    for start in places:
        first, stop = sentence_of(doc, start)
        if start != first or stop - start < 4:
            continue
        for size in (1, 2, 3):
            phrase = tuple(w.norm for w in words[start : start + size])
            last = start + size - 1
            known = phrase in _PHRASES or (size == 1 and phrase[0] in _WORDS)
            if known and joined(doc, last) and _free(doc, last, phrase):
                yield from set_off(doc, start, last, False, True)


def _free(doc: Document, last: int, phrase: tuple[str, ...]) -> bool:
    """Does the phrase stand by itself, rather than with the word after it?"""
    after = doc.words[last + 1]
    if after.kind not in WORDS or after.norm in _NOT_AFTER:
        return False
    if phrase in (("как", "правило"), ("по", "сути"), ("по", "идее"), ("само", "собой"), ("без", "сомнения")):
        return not _whose(after)  # «Как правило заполнения указано»
    if phrase == ("по", "крайней", "мере") and (after.kind == "number" or "один" in after.lemmas):
        return False
    if phrase == ("таким", "образом"):  # with an event; «Таким образом вы можете …» says how
        verb = doc.words[last + 2] if last + 2 < len(doc.words) else after
        happens = any(r.grammemes >= {"VERB", "perf"} and r.lemma != "смочь" for r in verb.readings[:1])
        return happens and any(r.grammemes >= {"NOUN", "nomn"} for r in after.readings[:1])
    if phrase in _BEFORE_CLAUSE or (len(phrase) == 1 and phrase[0] not in _FIRM):
        noun = phrase != ("нет",) and any(r.grammemes >= {"NOUN", "nomn"} for r in after.readings[:1])
        named = noun or after.norm in PRONOUNS
        return named and finite_after(doc, last + 1, 4)
    return True


_NOT_AFTER = frozenset("что как чтобы и же случае ли а но или бы то раз с".split())
_BEFORE_CLAUSE = {("мне", "кажется"), ("в", "конце", "концов"), ("в", "общем")}


def _whose(word: Word) -> bool:
    return any("gent" in r.grammemes and r.score > 0.1 for r in word.readings)


_ASIDE = {
    ("честно", "говоря"), ("откровенно", "говоря"), ("грубо", "говоря"), ("проще", "говоря"), ("строго", "говоря"),
    ("собственно", "говоря"), ("иначе", "говоря"), ("мягко", "говоря"), ("как", "говорится"),
}  # fmt: skip
_BELIEFS = frozenset("надеюсь надеемся полагаю полагаем думаю думаем уверяю уверяем боюсь боимся".split())
_PERSONS = frozenset("я мы вы он она оно они вам это ваш ваша ваше ваши наш наша все всё теперь".split())


def aside(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Куратор, честно говоря и сама не знает», «Надеюсь вам лучше»: a comma is missing on one side."""
    words = doc.words
    for i in places:
        start, stop = sentence_of(doc, i)
        if words[i].norm in _BELIEFS:
            if i != start or not joined(doc, i) or words[i + 1].norm not in _PERSONS:
                continue
            last = part_end(doc, i + 1, stop)
            rest = words[i + 1 : last]
            says = any(w.flags & PREDICATE or (w.readings and "COMP" in w.readings[0].grammemes) for w in rest)
            if says and not any(w.norm in ("что", "чтобы", "как") or _infinitive(w) for w in rest):
                yield set_off_right(doc, i)
            continue
        if (word_at(doc, i - 1), words[i].norm) not in _ASIDE or not joined(doc, i - 1):
            continue
        first = i - 1
        left = first > start and joined(doc, first - 1) and words[first - 1].kind in WORDS
        right = joined(doc, i) and words[i + 1].kind in WORDS
        closed = i + 1 < stop and words[i + 1].norm == ","
        opened = first > start and words[first - 1].norm == ","
        if word_at(doc, i + 1) in ("о", "об", "про"):
            continue
        if (opened and right) or (first == start and right and words[i].norm == "говоря"):
            yield from set_off(doc, first, i, False, True)
        elif left and closed and words[first - 1].norm not in _BEFORE_ASIDE:
            yield from set_off(doc, first, i, True, False)


def _infinitive(word: Word) -> bool:
    return any("INFN" in r.grammemes for r in word.readings)


def set_off_right(doc: Document, i: int) -> Match:
    """A comma after token ``i``."""
    return next(set_off(doc, i, i, False, True))


def ends_aside(word: Word) -> bool:
    """Asked for ``aside``."""
    return word.norm in ("говоря", "говорится") or (word.norm in _BELIEFS and bool(word.flags & TITLE))


def _negated(doc: Document, i: int) -> bool:
    after = word_at(doc, i + 1)
    return after in ("не", "нет", "пока") or bool(
        doc.words[i + 1].readings and doc.words[i + 1].readings[0].grammemes >= {"VERB"}
    )


def _parts_predicate(doc: Document, i: int) -> bool:
    """«Заказ кажется потерялся», «Вы безусловно правы»: a subject before, its predicate after."""
    before, after = doc.words[i - 1], doc.words[i + 1]
    if not after.readings or not all(r.grammemes & _SAYS and "impr" not in r.grammemes for r in after.readings):
        return False
    shapes = [r.grammemes for r in before.readings if "nomn" in r.grammemes and r.grammemes & {"NOUN", "NPRO"}]
    return any(("plur" in n) == ("plur" in r.grammemes) for n in shapes for r in after.readings)


_SAYS = frozenset(("VERB", "ADJS", "PRTS"))


def _parts_subject(doc: Document, start: int, comma: int, after: int) -> bool:
    """«Доставка, вероятно задержится»: nothing but a subject before the comma, its predicate after."""
    part, word = doc.words[start:comma], doc.words[after]
    if not part or any(w.kind != "word" or w.flags & PREDICATE for w in part) or not word.readings:
        return False
    named = any("nomn" in r.grammemes and r.grammemes & {"NOUN", "NPRO"} for r in part[-1].readings)
    return named and all(r.grammemes & _SAYS and "impr" not in r.grammemes for r in word.readings)


def _opens_clause(doc: Document, last: int, norm: str) -> bool:
    after = doc.words[last + 1]
    nxt = after.norm
    if nxt in ("и", "а", "но", "же", "ли", "что", "лишь", "только", "уже", "не", "ее", "его") and norm in _START_ONLY:
        return False
    if norm == "быть":
        return (nxt in PRONOUNS or any(r.grammemes >= {"NOUN", "nomn"} for r in after.readings[:1])) and finite_after(
            doc, last + 1
        )
    if norm == "всего":
        return nxt not in ("из", "доброго", "хорошего")
    if norm == "возможно":
        finite = bool(after.readings) and all("VERB" in r.grammemes for r in after.readings)
        return (
            finite
            or nxt in PRONOUNS
            or (any(r.grammemes >= {"NOUN", "nomn"} for r in after.readings[:1]) and finite_after(doc, last + 1))
        )
    if norm == "кажется":
        return nxt in PRONOUNS
    if norm == "значит":
        return nxt in PRONOUNS or finite_after(doc, last, 4)
    if norm in ("конечно", "кстати", "разумеется"):
        return nxt not in ("же", "не", "нет", "да")
    if norm == "например":
        return False
    if norm == "безусловно":
        return nxt in PRONOUNS
    return True


def is_please(word: Word) -> bool:
    """Asked for ``please``."""
    return word.norm == "пожалуйста"


def is_introductory(word: Word) -> bool:
    """Asked for ``introductory``."""
    return word.norm in _LAST


def opens_phrase(word: Word) -> bool:
    """Asked for ``introductory_phrase``."""
    return bool(word.flags & TITLE) and word.norm in _FIRST
