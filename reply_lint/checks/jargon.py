"""Words of a trade that a client has no reason to know: lexicon terms, bare abbreviations, words coined from English.

All of them stay silent about what the client wrote, what a layman is told the meaning of («кеш — временные файлы»),
and names. The words themselves are data in the cards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from reply_lint.checks.glosses import begins_sentence, is_explained
from reply_lint.checks.lexicon import SEEN, Lexicon
from reply_lint.model import Document, Match, Word
from reply_lint.text import TITLE, UPPER, analyzer, readings_of

_SKILLED = 2
"""A client who uses so many different terms of a card is answered in the same language."""
_OF_DEVELOPERS = frozenset(
    "api sql dns ssh http json rest sdk jwt ssl tls spf dkim dmarc cdn smtp imap php css html xml js curl bgp nat dhcp"
    " vlan raid cron nginx git docker webhook endpoint backend вебхук эндпоинт бэкенд апи".split()
)
"""Two of them, or one and a term of the card, show a client who knows the trade."""
_NO_TERMS: dict[str, str] = {}
_NO_WORDS: list[str] = []

_TABLES = 64
"""Most tables of cards that are kept ready."""

_lexicons: dict[int, Lexicon] = {}


def _lexicon(terms: Mapping[str, str]) -> Lexicon:
    """The lexicon of a card's table (the same object at each call)."""
    found = _lexicons.get(id(terms))
    if found is None or found.terms is not terms:
        if len(_lexicons) >= _TABLES:
            _lexicons.clear()
        found = _lexicons[id(terms)] = Lexicon(terms)
    return found


def terms(doc: Document, places: Sequence[int], *, terms: dict[str, str] = _NO_TERMS) -> Iterator[Match]:
    """Terms of a lexicon in any form, with the plain equivalent as ``{plain}``; its keys: see ``Lexicon``."""
    yield from _unexplained(doc, places, _lexicon(terms).plain)


def coined(
    doc: Document, places: Sequence[int], *, patterns: list[str] = _NO_WORDS, everyday: list[str] = _NO_WORDS
) -> Iterator[Match]:
    """Words that the dictionary lacks and that end (or begin) as words taken from English do."""
    shape, known = _pattern(tuple(patterns)), _pattern(tuple(everyday))
    yield from _unexplained(doc, places, lambda word: word.norm[:6] if _is_coined(word, shape, known) else None)


def _is_coined(word: Word, shape: re.Pattern[str], known: re.Pattern[str]) -> bool:
    return not word.known and not word.flags & UPPER and bool(shape.search(word.norm)) and not known.search(word.norm)


_PLAIN = re.compile("[а-я]+(?:-[а-я]+)?")
_VERBS = frozenset("VERB INFN GRND PRTF PRTS ADJS COMP ADVB".split())
_NATIVE = (
    r"^(?:пол|не|наи|сверх|много|мало|обще|одно|двух|трех|четырех|пяти|шести|вет|копи|эко|мото|вело|фото|видео|аудио"
    r"|радио|теле|кино|авто|онлайн|веб|мини|макси|микро|макро|нано|супер|мега|гипер|ультра|анти|псевдо|экс|био|гео|гидро"
    r"|электро|энерго|термо|тепло|техно|агро|аэро|евро|мед|соц|гос|спец|кофе|травм|такси|смарт|смс|смарт)"
    r"|(?:(?<!щ)чик|очк[аиуе]|ечк[аиуе]|еньк\w+|оньк\w+|ушк[аиуе])$|^\w{1,5}ик(?:у|а|и|ом|ов)?$"
    r"|(?:ость|ости|остью|ение|ения|ением|ениям|ание|ания|анием|ский|ского|ская|ской|ские|ских|ным|ными|ного|ному|ную|ные|ных)$"
    r"|(?:ин|ина|ином|ину|ол|ола|олом|азол|цилл\w+|мицин\w*|прил\w*|фен\w{0,2}|ат|ата|атом|он|она|оном)$|-(?:то|ка|либо|таки)$|_"
)


def unheard_of(
    doc: Document, places: Sequence[int], *, everyday: list[str] = _NO_WORDS, rarest: float = 1.75
) -> Iterator[Match]:
    """Nouns and adjectives that neither the dictionary nor the frequency list has and that are no misspellings.

    ``rarest`` is log10 of the frequency per 10⁸ words above which a word counts as heard of. Words as Russian makes
    them («термосумка», «договорчик») are left out; of «прайс-движок» one part must be unknown.
    """
    known = _pattern(tuple(everyday))

    def plain_of(word: Word) -> str | None:
        return word.norm[:6] if _is_strange(word, known) and _is_unheard(word.norm, rarest) else None

    yield from _unexplained(doc, places, plain_of)


def _is_strange(word: Word, known: re.Pattern[str]) -> bool:
    """Could the word be one that nobody has heard of?"""
    return (
        not word.known
        and not word.flags & (TITLE | UPPER)
        and len(word.norm) > 3
        and bool(_PLAIN.fullmatch(word.norm))
        and not re.search(_NATIVE, word.norm)
        and not known.search(word.norm)
    )


@lru_cache(maxsize=SEEN)
def _is_unheard(norm: str, rarest: float) -> bool:
    from reply_lint.spelling import unknown
    from reply_lint.spelling.frequency import table

    readings = readings_of(norm)
    if unknown.is_term(norm) or any(not r.grammemes.isdisjoint(_VERBS) for r in readings[:1]):
        return False
    parts = norm.split("-")
    if len(parts) > 1:
        strange = [p for p in parts if not analyzer().word_is_known(p)]
        return bool(strange) and all(unknown.suggest(p) is None and not unknown.is_term(p) for p in strange)
    return table().get(norm) < rarest and unknown.suggest(norm) is None


@lru_cache(maxsize=_TABLES)
def _pattern(sources: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sources) or r"(?!)")


def _unexplained(doc: Document, places: Sequence[int], plain_of: Callable[[Word], str | None]) -> Iterator[Match]:
    """Matches of the terms that neither the client used nor the reply explains."""
    hits = [(i, plain) for i in places if (plain := plain_of(doc.words[i])) is not None]
    if not hits:
        return
    used: set[str] = set()
    if doc.client:
        used = {plain for word in doc.client.words if (plain := plain_of(word)) is not None}
        if len(used) + len({w.norm for w in doc.client.words if w.norm in _OF_DEVELOPERS}) >= _SKILLED:
            return
    used |= {plain for i, plain in hits if is_explained(doc, i)}
    for i, plain in hits:
        if plain not in used and not _is_name(doc, i):
            yield Match(*doc.span(i, i + 1), data={"plain": plain})


# --- Abbreviations ---

_CAPS = re.compile(r"[А-ЯЁA-Z]{2,6}")
_PARTS = re.compile(r"[А-ЯЁA-Z]{2,6}(?:-[а-яё]+)?|[а-яё]+-[А-ЯЁA-Z]{2,6}")
_ROMAN = re.compile(r"[IVX]+|[MСC]?[XХ]{0,3}[SLSМ]")
_FUNCTION = frozenset("PREP CONJ PRCL NPRO ADVB VERB INFN INTJ NUMR PRED COMP ADJS PRTS".split())
_SHOWN = frozenset(
    "кнопка клавиша вкладка раздел пункт поле меню режим статус строка команда надпись колонка столбец индикатор"
    " лампочка промокод код кодом купон слово пароль логин ник никнейм компания фирма магазин бренд марка модель банк"
    " клуб гостиница отель серия артикул рейс номер размер тариф группа буква".split()
)
_FORMS = frozenset("ооо оао зао пао ао ип нко ано тсж гк фгуп гуп муп гбу".split())


def abbreviations(
    doc: Document, places: Sequence[int], *, meanings: dict[str, str] = _NO_TERMS, everyday: list[str] = _NO_WORDS
) -> Iterator[Match]:
    """Abbreviations in capitals that are not everyday ones and whose meaning the reply does not give.

    ``{plain}`` is the meaning when the card knows it («: «личный кабинет»»), else empty.
    """
    usual = _words(tuple(everyday))
    hits = [(i, a) for i in places if (a := _abbreviation(doc.words[i], usual)) is not None]
    known: set[str] = set()
    if doc.client:
        if len({a for word in doc.client.words if (a := _abbreviation(word, usual)) is not None}) > _SKILLED:
            return
        known = {part.upper() for word in doc.client.words for part in word.norm.split("-") if 1 < len(part) < 7}
    known |= {a for i, a in hits if is_explained(doc, i)}
    shouted = _shouted(doc) if len(hits) > 1 else frozenset()
    for i, a in hits:
        if a not in known and i not in shouted and not _is_label(doc, i):
            meaning = meanings.get(a)
            yield Match(*doc.span(i, i + 1), data={"plain": f": «{meaning}»" if meaning else ""})


@lru_cache(maxsize=_TABLES)
def _words(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def _abbreviation(word: Word, usual: frozenset[str]) -> str | None:
    """The abbreviation that ``word`` is or that it is compounded with («USSD-запрос»)."""
    if not word.flags & UPPER and word.kind != "latin" and "-" not in word.norm:
        return None
    text = word.text
    if not _CAPS.fullmatch(text):
        compound = _PARTS.fullmatch(text)
        if compound is None:
            return None
        text = next(part for part in text.split("-") if part.isupper())
    elif word.kind == "word" and _is_plain_word(word):
        return None
    text = text.replace("Ё", "Е")
    return None if text in usual or _ROMAN.fullmatch(text) else text


def _is_plain_word(word: Word) -> bool:
    """An ordinary word in capitals («НЕ», «ВСЕ», «СРОЧНО»), no abbreviation."""
    if not word.known:
        return False
    best = word.readings[0].score
    plain = [r for r in word.readings if r.score >= best / 2 and "Abbr" not in r.grammemes]
    if len(word.norm) > 3:
        return bool(plain)
    return any(not r.grammemes.isdisjoint(_FUNCTION) or "Apro" in r.grammemes for r in plain)


def _shouted(doc: Document) -> frozenset[int]:
    """Tokens of sentences that are written in capitals throughout."""
    found: set[int] = set()
    for start, stop in doc.sentences:
        letters = [w for w in doc.words[start:stop] if w.kind in ("word", "latin")]
        if sum(bool(w.flags & UPPER) and w.known and _is_plain_word(w) for w in letters) > 1:
            found.update(range(start, stop))
    return frozenset(found)


def _is_label(doc: Document, i: int) -> bool:
    """Is the abbreviation part of a name or of a number, or the inscription of something on the screen?"""
    words, text = doc.words, doc.text
    start, stop = doc.span(i, i + 1)
    if (
        text[start - 1 : start] in ("-", "_", "/", "№", "#", "'")
        and start
        and i
        and words[i - 1].kind in ("number", "mark")
    ):
        return not (text[start - 1] == "/" and i > 1 and words[i - 2].kind in ("word", "latin"))
    if text[stop : stop + 1].isdigit():
        return True
    if text[stop : stop + 1] in ("-", "_") and text[stop + 1 : stop + 2].isdigit():
        return True
    after = words[i + 1] if i + 1 < len(words) else None
    if after is not None and after.kind == "number" and len(words[i].text) == 2:
        return True
    before = words[i - 1] if i else None
    if before is None:
        return False
    if before.kind == "mark" or before.kind == "other":
        return before.norm in ("→", ">") or (before.norm in '«"' and i > 1 and words[i - 2].norm in _FORMS)
    return (
        before.norm in _FORMS
        or not _SHOWN.isdisjoint(before.lemmas)
        or (before.kind == "number" and start == doc.end(i - 1))
    )


def _is_name(doc: Document, i: int) -> bool:
    """A capital letter inside a sentence: somebody's name for a product."""
    word = doc.words[i]
    if not word.flags & TITLE:
        return False
    if begins_sentence(doc, i):
        return False
    before = doc.words[i - 1]
    return before.kind in ("word", "latin", "masked")


def _asks_terms(terms: Mapping[str, str] = _NO_TERMS) -> Callable[[Word], bool]:
    return _lexicon(terms).has


def _asks_coined(patterns: Sequence[str] = (), everyday: Sequence[str] = ()) -> Callable[[Word], bool]:
    return partial(_is_coined, shape=_pattern(tuple(patterns)), known=_pattern(tuple(everyday)))


def _asks_unheard_of(everyday: Sequence[str] = (), **_: float) -> Callable[[Word], bool]:
    return partial(_is_strange, known=_pattern(tuple(everyday)))


def _asks_abbreviations(everyday: Sequence[str] = (), **_: Mapping[str, str]) -> Callable[[Word], bool]:
    usual = _words(tuple(everyday))
    return lambda word: _abbreviation(word, usual) is not None


ASKS = {
    "terms": _asks_terms,
    "coined": _asks_coined,
    "unheard_of": _asks_unheard_of,
    "abbreviations": _asks_abbreviations,
}
