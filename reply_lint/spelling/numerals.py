"""Numbers in figures and what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.grammar import NOUN, case_of, inflect
from reply_lint.spelling.tokens import is_word, joined, rewritten, word_at

_COUNTED = frozenset(
    "день час минута секунда неделя месяц год рубль копейка раз процент заказ товар балл звонок письмо попытка человек"
    " сутки штука бонус платеж символ цифра страница файл билет место купон промокод чек пара часть сообщение доллар"
    " километр метр килограмм грамм евро этаж посылка карта устройство".split()
)
_OF = frozenset(
    "от до более менее больше меньше около из без для после свыше не с у в течение протяжении около порядка"
    " по к через за на"
    " об о со ко во при перед между над под".split()
)
_FRACTION = re.compile(r"\d{1,4},\d{1,3}")
_PARTS_OF_DAY = frozenset("утро вечер ночь".split())
_UNITS = frozenset("день час минута секунда неделя месяц рубль копейка процент".split())


def counted(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«30 дня», «21 дней»."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        norm, noun = words[i].norm, words[i + 1]
        if noun.lemmas.isdisjoint(_COUNTED):
            continue
        if not norm.isdecimal():
            yield from _wrong_fraction(doc, i)
        elif (
            not _time_or_sum(doc, i)
            and noun.known
            and not ("год" in noun.lemmas and int(norm) > 100)
            and all("NOUN" in r.grammemes for r in noun.readings)
        ):
            yield from _wrong_count(doc, i, int(norm), word_at(doc, i - 1))


def is_count(word: Word) -> bool:
    """Asked for ``counted``."""
    norm = word.norm
    return word.kind == "number" and bool(_FRACTION.fullmatch(norm) or (norm.isdecimal() and len(norm) <= 5))


def _wrong_fraction(doc: Document, i: int) -> Iterator[Match]:
    """«2,5 часов» → часа."""
    noun = doc.words[i + 1]
    if {(case_of(r.grammemes), "plur" in r.grammemes) for r in noun.readings} == {("gent", True)}:
        fixed = inflect(noun.norm, frozenset(("gent", "sing")), NOUN)
        if fixed and not any("Coun" in r.grammemes or "gen2" in r.grammemes for r in noun.readings):
            yield rewritten(doc, i, i + 2, (f"{doc.words[i].norm} {fixed}",))


def _time_or_sum(doc: Document, i: int) -> bool:
    """Is the number a part of a longer one, a date or a time?"""
    before = doc.text[max(0, doc.starts[i] - 2) : doc.starts[i]]
    return (
        before[-1:] in (":", ".", ",", "-", "–", "—", "/", "№", "#", "+", "*", "x", "х")
        or before[-2:] in (", ", "№ ")
        or (i > 0 and doc.words[i - 1].kind == "number")
    )


def _wrong_count(doc: Document, i: int, value: int, before: str) -> Iterator[Match]:
    noun = doc.words[i + 1]
    forms = {(case_of(r.grammemes), "plur" if "plur" in r.grammemes else "sing") for r in noun.readings}
    if any("gen2" in r.grammemes or "Coun" in r.grammemes for r in noun.readings) or noun.lemmas & _PARTS_OF_DAY:
        return
    tens, ones = value % 100, value % 10
    only_gent_plur, only_nomn = forms == {("gent", "plur")}, forms <= {("nomn", "sing"), ("accs", "sing")}
    free = before not in _OF
    if ones == 1 and tens != 11:
        wrong = only_gent_plur and free and value > 20
        wanted = frozenset(("nomn", "sing"))
    elif 2 <= ones <= 4 and not 12 <= tens <= 14:
        wrong = only_gent_plur and free and not any("anim" in r.grammemes for r in noun.readings)
        wanted = frozenset(("gent", "sing"))
    else:
        sing = forms == {("gent", "sing")} and free and bool(noun.lemmas & _UNITS)
        bare = bool(noun.lemmas & _UNITS) and before not in ("с", "со", "в", "на", "за", "по", "и") and ones != 1
        wrong = sing or (bare and only_nomn and free)
        wanted = frozenset(("gent", "plur"))
    if wrong:
        fixed = inflect(noun.norm, wanted, NOUN)
        if fixed and fixed != noun.norm:
            yield rewritten(doc, i, i + 2, (f"{doc.text[doc.starts[i] : doc.end(i)]} {fixed}",))
