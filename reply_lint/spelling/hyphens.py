"""Hyphens that should not be there, and ё that should not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from reply_lint.model import Document, Match, Word
from reply_lint.spelling import misspellings
from reply_lint.spelling.tokens import rewritten
from reply_lint.text import TITLE, UPPER, analyzer, readings_of

_APART = {
    tuple(pair.split("-"))
    for pair in (
        "тем-более тем-менее так-что так-как как-только пока-что после-чего скорее-всего потому-что может-быть то-есть"
        " тем-временем до-сих-пор все-равно все-еще всё-равно как-будто вряд-ли едва-ли как-бы как-раз как-минимум"
        " и-так для-того чтобы-не при-этом кроме-того вместо-того так-же то-же что-бы если-бы того-же тот-же"
        " та-же те-же"
        " как-нельзя до-свидания на-самом-деле в-общем в-целом в-принципе в-течение в-связи по-поводу по-прежнему-же"
        " друг-друга друг-другу друг-другом как-правило прежде-чем перед-тем раз-в всего-лишь лишь-бы хотя-бы хоть-бы"
        " по-мере за-счет в-виде из-них на-счет на-данный на-днях до-завтра по-возможности потому-как"
        " с-уважением к-сожалению к-счастью в-основном по-сути по-идее без-проблем за-то тогда-же там-же"
        " туда-же куда-же"
        " где-же кто-же что-же когда-же где-бы кто-бы сколько-бы куда-бы когда-бы какой-бы не-только не-менее не-более"
        " не-раз ни-разу ни-в больше-не чуть-ли что-ли то-ли вот-и да-и ну-и а-то и-то как-и а-также а-именно"
    ).split()
}
_PARTICLES = frozenset(("бы", "же", "ли", "ль", "б"))
_NEGATED = frozenset(("VERB", "INFN", "GRND", "PRTS", "ADVB", "PRED", "ADJF", "ADJS", "PRTF", "COMP"))
_PREFIXES = frozenset(
    "пере до за от рас раз по вы об при под про недо без бес воз вос из ис пред у с на о в со во обо ото подо".split()
)
_ALONE = frozenset("до к ко но а и или для если чтобы мы вы вас вам нас нам его ее их уже еще там тут".split())
"""Words that begin no compound."""
_ADVERBS = {
    "на": frozenset("пример конец верх низ право лево прочь ура чисто глухо сквозь показ утро завтра сегодня".split()),
    "в": frozenset("месте начале переди верх низ низу верху первые плотную".split()),
    "с": frozenset("начала разу верху низу нова лева права зади просто".split()),
    "за": frozenset("тем чем ранее втра".split()),
    "по": frozenset("тому этому чему скольку ка том зже раньше больше меньше быстрее скорее".split()),
    "от": frozenset("туда сюда куда части".split()),
    "не": frozenset("которые сколько много льзя смотря зависимо обходимо плохо давно".split()),
    "ни": frozenset("чего кто где когда куда как".split()),
    "так": frozenset(("же",)),
}
"""What is written together: the first part, and what follows it."""


def hyphened(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«тем-более», «надо-бы», «не-оживёт», «пере-считали»."""
    for i in places:
        right = _without_hyphen(doc.words[i].norm)
        start, end = doc.span(i, i + 1)
        around = doc.text[start - 1 : start] + doc.text[end : end + 1]
        if right and not set(around) & set('_/@#\\-{}%[]<>=«»"'):
            own = doc.words[i].text.lower().split("-")
            kept = next((t for t in (" ".join(own), "".join(own)) if t.replace("ё", "е") == right), right)
            yield rewritten(doc, i, i + 1, (kept,))


def has_hyphen(word: Word) -> bool:
    """Asked for ``hyphened``: a hyphened word that the dictionary lacks and that should have no hyphen."""
    return (
        word.kind == "word"
        and "-" in word.norm
        and not word.flags & UPPER
        and not any(char.isupper() for char in word.text[1:])
        and _without_hyphen(word.norm) is not None
        and not misspellings.right(word.norm, word.known)
    )


@lru_cache(maxsize=5_000)
def _without_hyphen(norm: str) -> str | None:
    """How to write a word that has a hyphen in vain; None: leave it alone."""
    parts = tuple(norm.split("-"))
    if parts in _APART:
        return " ".join(parts)
    if len(parts) != 2 or not all(parts):
        return None
    first, second = parts
    known = analyzer().word_is_known
    if known(norm) and second not in _PARTICLES:
        return None
    if second in _PARTICLES and len(first) > 1 and known(first) and first != "что":
        return f"{first} {second}"
    if second in _ADVERBS.get(first, ()):
        return first + second
    if first in ("не", "ни") and len(second) > 2 and known(second):
        readings = readings_of(second)
        if all(not r.grammemes.isdisjoint(("VERB", "INFN", "GRND", "PRTS")) for r in readings):
            return f"{first} {second}"
        if known(first + second) and all(not r.grammemes.isdisjoint(_NEGATED) for r in readings):
            return first + second
        return None
    if _stands_apart(first, second) and known(second) and not known(first + second):
        return f"{first} {second}"
    if first in _PREFIXES and len(second) > 3 and known(first + second):
        whole = readings_of(first + second)
        if all(not r.grammemes.isdisjoint(("VERB", "INFN", "GRND", "PRTS")) for r in whole):
            return first + second
    return None


def _stands_apart(first: str, second: str) -> bool:
    """«до-пятницы», «но-это», «ждём-вас»: a function word or a verb before a pronoun, a hyphen in place of a space."""
    if second in ("то", "ка", "таки", "либо", "нибудь", "с", first):
        return False
    if first in _ALONE:
        return len(second) > 1
    verb = all("VERB" in r.grammemes for r in readings_of(first))
    return verb and analyzer().word_is_known(first) and all("NPRO" in r.grammemes for r in readings_of(second))


def wrong_yo(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«платёжа», «афёра»: ё where the dictionary has е only."""
    for i in places:
        yield rewritten(doc, i, i + 1, (doc.words[i].norm,))


def has_wrong_yo(word: Word) -> bool:
    """Asked for ``wrong_yo``."""
    return (
        word.kind == "word"
        and word.known
        and "ё" in word.text
        and not word.flags & (TITLE | UPPER)
        and "-" not in word.norm
        and len(word.norm) > 2
        and not word.norm.startswith("звезд")
        and _never_yo(word.text.lower(), word.norm)
    )


@lru_cache(maxsize=5_000)
def _never_yo(text: str, norm: str) -> bool:
    """Has the dictionary ``norm``, and ``text`` (the same with ё) not?"""
    if analyzer().word_is_known(text):
        return False
    spellings = {str(parse.word) for parse in analyzer().parse(norm)}
    return all("ё" not in s or s != text for s in spellings)
