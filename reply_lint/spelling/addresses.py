"""Commas round the one who is addressed or who signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Fix, Match, Word
from reply_lint.spelling.commas import comma_between, reads, set_off
from reply_lint.spelling.tokens import joined, sentence_of, word_at
from reply_lint.text import TITLE, UPPER

_GREETINGS = frozenset("здравствуйте здравствуй приветствую привет спасибо благодарим извините простите".split())
_GOOD = frozenset(("добрый", "доброе", "доброго", "доброй", "хорошего", "отличного", "приятного"))
_TIMES = frozenset("день вечер утро дня вечера утра ночи времени суток".split())
_DEAR = frozenset("уважаемый уважаемая уважаемые дорогой дорогая дорогие".split())
_WHOM = frozenset("вас вам".split())
_REGARDS = frozenset(("уважением", "уваженьем"))
_TEAMS = frozenset(
    "команда служба поддержка отдел ваш ваша администрация коллектив менеджер специалист оператор банк"
    " магазин компания".split()
)


def address(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """No comma around the name of the one who is addressed."""
    for i in places:
        word = doc.words[i]
        if word.norm in _REGARDS:
            yield from _signed(doc, i)
        elif word.norm == "здравствуйте":
            after = doc.words[i + 1] if joined(doc, i) else word
            if after.kind == "word" and after.text.islower() and after.norm not in _AFTER_GREETING | {word.norm}:
                yield comma_between(doc, i)
        elif word_at(doc, i - 1) in _DEAR and word.norm in _CALLED:
            yield from _dear(doc, i)
        elif word.norm in _CALLED:
            mark = doc.text[doc.end(i) : doc.end(i) + 1]
            if joined(doc, i - 1) and _greeting_ends(doc, i - 1) and mark in ("!", ".", ","):
                yield comma_between(doc, i - 1)
        elif i == 0:
            yield from _greeting_follows(doc, i)
            yield from _asked(doc, i)
        elif _is_called(word):
            if joined(doc, i - 1) and _greeting_ends(doc, i - 1):
                yield comma_between(doc, i - 1)
            elif i == sentence_of(doc, i)[0]:
                yield from _greeting_follows(doc, i)
                yield from _asked(doc, i)
            elif word_at(doc, i - 1) in _DEAR or (word_at(doc, i - 1) == "," and _greeting_ends(doc, i - 2)):
                yield from _dear(doc, i)
            elif word_at(doc, i - 1) in _WHOM and joined(doc, i - 1):
                yield from _thanked(doc, i)


def is_name_or_regards(word: Word) -> bool:
    """Asked for ``address``."""
    return word.kind == "word" and (
        word.norm in _REGARDS
        or word.norm in _CALLED
        or word.norm == "здравствуйте"
        or (bool(word.flags & TITLE) and reads(word, "Name"))
    )


_AFTER_GREETING = frozenset("еще и всем вам снова вновь а да же вас ли".split())
_CALLED = frozenset("коллега коллеги друг друзья ребята соседи господа дамы клиенты покупатели".split())


def _greeting_ends(doc: Document, i: int) -> bool:
    word = doc.words[i]
    if word.norm in _GREETINGS:
        return True
    return word.norm in _TIMES and word_at(doc, i - 1) in _GOOD and joined(doc, i - 1)


def _is_called(word: Word) -> bool:
    """May the name be in the nominative?"""
    return any("Name" in r.grammemes and not r.grammemes.isdisjoint(("nomn", "voct")) for r in word.readings)


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


def _last_name(doc: Document, i: int) -> int:
    """The last of the names at ``i``: «Мария Петровна»."""
    while joined(doc, i) and any("Patr" in r.grammemes for r in doc.words[i + 1].readings):
        i += 1
    return i


def _asked(doc: Document, i: int) -> Iterator[Match]:
    """«Мария посмотрите»: a name, then an order to more than one or to «вы»."""
    last = _last_name(doc, i)
    if not joined(doc, last):
        return
    after = doc.words[last + 1]
    orders = after.norm.endswith(("те", "тесь")) and after.known and reads(after, "impr")
    if _is_called(doc.words[i]) and orders and all("VERB" in r.grammemes for r in after.readings):
        yield comma_between(doc, last)


def _dear(doc: Document, i: int) -> Iterator[Match]:
    """«Уважаемый Олег ваш договор готов», «Здравствуйте, Артём извините»: the name is called, then all else begins."""
    last = _last_name(doc, i)
    greeted = word_at(doc, i - 1) == ","
    if (i - 1 != sentence_of(doc, i)[0] and not greeted) or not joined(doc, last):
        return
    after = doc.words[last + 1]
    ours = after.norm in (
        "мы",
        "вы",
        "я",
        "ваш",
        "ваша",
        "ваше",
        "ваши",
        "вам",
        "вас",
        "спасибо",
        "благодарим",
        "извините",
    )
    orders = after.norm.endswith(("те", "тесь")) and bool(after.readings) and reads(after, "impr")
    if ours or orders:
        yield comma_between(doc, last)


def _thanked(doc: Document, i: int) -> Iterator[Match]:
    """«Благодарим вас Екатерина, за отзыв»: no name may follow «вас» but that of the one who is addressed."""
    last = _last_name(doc, i)
    word = doc.words[i]
    cases = {"gent", "accs"} if word_at(doc, i - 1) != "вам" else {"datv"}
    if not word.known or any(
        not r.grammemes.isdisjoint(cases) and r.score > 0.05 for r in word.readings if "Name" in r.grammemes
    ):
        return
    after = word_at(doc, last + 1)
    if after in (",", ".", "!") and not _subject_of(doc, i):
        yield from set_off(doc, i, last, True, False)
    elif after == "за" and joined(doc, last):
        yield from set_off(doc, i, last, True, True)


def _subject_of(doc: Document, i: int) -> bool:
    """«передаст вам Анна»: is the name the subject of the verb before?"""
    verb = doc.words[i - 2] if i > 1 else doc.words[i]
    return not any(not r.grammemes.isdisjoint(("1per", "impr")) for r in verb.readings) and verb.norm != "спасибо"


def _signed(doc: Document, i: int) -> Iterator[Match]:
    """«С уважением Иван», near the end."""
    words = doc.words
    if len(words) - 15 < i < len(words) - 1 and word_at(doc, i - 1) == "с" and joined(doc, i):
        after = words[i + 1]
        if after.kind == "word" and (after.flags & (TITLE | UPPER) or after.norm in _TEAMS) and after.norm != "к":
            yield comma_between(doc, i)


def placeholder_address(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Здравствуйте {Name}»."""
    words = doc.words
    for i in places:
        if i > 3 or i + 1 == len(words):
            return
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


def is_greeting(word: Word) -> bool:
    """Asked for ``placeholder_address``."""
    return word.norm in _GREETINGS or word.norm in _TIMES
