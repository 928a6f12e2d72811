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
from reply_lint.lazy import lazy
from reply_lint.model import Document, Match, Word
from reply_lint.text import TITLE, UPPER, analyzer, readings_of, sentence_at

_SKILLED = 2
"""A client who uses so many different terms of a card is answered in the same language."""
_OF_DEVELOPERS = frozenset(
    "api sql dns ssh http json rest sdk jwt ssl tls spf dkim dmarc cdn smtp imap php css html xml js curl bgp nat dhcp"
    " vlan raid cron nginx apache git github gitlab docker kubernetes webhook endpoint backend frontend ipv6 cli grpc"
    " sip pjsip asterisk invite pip npm python node django laravel java kotlin post get put patch cors csrf oauth sso"
    " saml ldap rps regex bash linux ubuntu debian postgres mysql redis kafka async sandbox payload header bearer oidc"
    " вебхук эндпоинт бэкенд бекенд фронтенд апи репозиторий деплой деплоить прод стейджинг коммит трейс конфиг"
    " лог логи парсер скрипт докер кубер идемпотентность сериализация десериализация рейтлимит пайплайн хедер пейлоад"
    " сиквел линтер рефакторинг фреймворк кластер сокет вебсокет мажор минор ретрай".split()
)
"""Two of them, or one and something lesser, show a client who knows the trade."""
_LESSER = frozenset(
    "сервер порт ключ поле строка запрос метод дока баг релиз хост токен заголовок таймаут параметр массив библиотека"
    " схема скоуп подпись ответ зона запись хостинг консоль терминал кеш кэш база".split()
)
_STATUSES = frozenset("400 401 403 404 405 409 422 429 500 502 503 504".split())
_AMOUNTS = frozenset("₽ р руб рубль км м мб гб кг г мл шт штука балл раз тысяча бонус % метр минута".split())
_USUAL_LATIN = frozenset(
    "wifi wi fi email mail e-mail iphone ipad android samsung xiaomi google yandex ozon wildberries steam telegram"
    " whatsapp viber youtube instagram vk online offline apple windows word excel zoom pdf premium pro plus max mini"
    " light ok sms hello https www com ru usb bluetooth smart tv chrome safari skype discord".split()
)
_ENOUGH = 3
_WITHIN = 300
_COMPOUND = 12
"""Letters of a word that may lend an abbreviation two: «машиночитаемая доверенность», МЧД."""
_FREQUENT = 1.7
"""log10 of the frequency of a word, less what a slip costs: from here on the word was meant."""
_LONG_WORD = 8
"""Letters of a word that is no other one with a slip in it by mere chance."""
_HEARD = 2.4
"""log10 of the frequency of a word that people have heard, whether a dictionary has it or not."""
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


def terms(
    doc: Document, places: Sequence[int], *, terms: dict[str, str] = _NO_TERMS, developers_know: bool = False
) -> Iterator[Match]:
    """Terms of a lexicon in any form, with the plain equivalent as ``{plain}``; its keys: see ``Lexicon``.

    ``developers_know``: a client who writes as a developer may be answered in these words.
    """
    yield from _unexplained(doc, places, _lexicon(terms).plain, developers_know)


def coined(
    doc: Document, places: Sequence[int], *, patterns: list[str] = _NO_WORDS, everyday: list[str] = _NO_WORDS
) -> Iterator[Match]:
    """Words that the dictionary lacks and that end (or begin) as words taken from English do."""
    shape, known = _pattern(tuple(patterns)), _pattern(tuple(everyday))
    yield from _unexplained(doc, places, lambda word: word.norm[:6] if _is_coined(word, shape, known) else None, True)


def _is_coined(word: Word, shape: re.Pattern[str], known: re.Pattern[str]) -> bool:
    return (
        not word.known
        and "_" not in word.norm
        and not word.flags & UPPER
        and bool(shape.search(word.norm))
        and not known.search(word.norm)
        and not _is_heard(word.norm)
    )


@lru_cache(maxsize=SEEN)
def _is_heard(norm: str) -> bool:
    from reply_lint.spelling.frequency import table

    return table().get(norm) >= _HEARD


_PLAIN = re.compile("[а-я]{1,28}(?:-[а-я]{1,28})?")  # what is longer is no word
_VERBS = frozenset("VERB INFN PRTF PRTS".split())
_OTHERS = frozenset("GRND ADJS COMP ADVB NUMR PRED".split())
_VERB_PREFIXES = tuple(
    "за от ото по пере про с со вы раз рас на до при об у под недо из ис о в вз дис де ре пред пере".split()
)
_RUN_ON = tuple("в на с к по от из до за не у о без для со во".split())
_NATIVE = (
    r"^(?:пол|не|наи|авиа|род(?=зал|дом|блок)|физ|хоз|проф|груз|строй|пром|само|меж|сверх|много|мало|обще|одно|двух|трех|четырех|пяти|шести|вет|копи|эко|мото|вело|фото|видео|аудио"
    r"|радио|теле|кино|авто|онлайн|веб|мини|макси|микро|макро|нано|супер|мега|гипер|ультра|анти|псевдо|экс|био|гео|гидро"
    r"|электро|энерго|термо|тепло|техно|агро|аэро|евро|мед|соц|гос|спец|кофе|травм|такси|смарт|смс|сбп-|влаго|внутри|внешне|тураг|турфир|турпак)"
    r"|(?:(?<!щ)чик|[оея]чк[аиуе]|[оея]чек|еньк\w+|оньк\w+|[уюяе]шк(?:а|и|у|ой|е|ек)|ик(?:у|а|и|ом|ов|ам|ами|ах|е)?)$"
    r"|[ыи]ва(?:ет|ют|ть|л|ла|ли|ем|ете|ешь)(?:ся)?$"
    r"|тел(?:ь|я|ю|ем|е|и|ей|ям|ями|ях)$|(?:ость|ости|остью|ение|ения|ением|ениям|ание|ания|анием|ский|ского|ская|ской|ские|ских|ным|ными|ного|ному|ную|ные|ных)$"
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

    here = [i for i in places if not doc.words[i].flags & TITLE or _is_no_name(doc, i)]
    yield from _unexplained(doc, here, plain_of, True)


def _is_strange(word: Word, known: re.Pattern[str]) -> bool:
    """Could the word be one that nobody has heard of?"""
    return (
        not word.known
        and not word.flags & UPPER
        and len(word.norm) > 3
        and bool(_PLAIN.fullmatch(word.norm))
        and not re.search(_NATIVE, word.norm)
        and not known.search(word.norm)
    )


_SURNAME = re.compile(
    r"(?:[иы]н|[ое]в|ск|ко|[ую]к|ян|дзе|швили|ец|ич|ас|ис|яс)(?:а|у|ы|е|ом|ым|ой|ая|ую|ий|ого|ому|им)?$"
)


def _is_no_name(doc: Document, i: int) -> bool:
    """A capital letter because a sentence of some length begins here, and no name by its looks."""
    start, stop = doc.sentences[sentence_at(doc, i)]
    after = doc.words[i + 1] if i + 1 < stop else None
    return (
        begins_sentence(doc, i)
        and stop - start > 3
        and after is not None
        and after.kind == "word"
        and not after.flags & (TITLE | UPPER)
        and not _SURNAME.search(doc.words[i].norm)
        and not any("Surn" in r.grammemes or "Patr" in r.grammemes for r in doc.words[i].readings)
    )


@lru_cache(maxsize=SEEN)
def _is_unheard(norm: str, rarest: float) -> bool:
    from reply_lint.spelling import unknown
    from reply_lint.spelling.frequency import table

    readings = readings_of(norm)
    best = readings[:1]
    if unknown.is_term(norm) or any(not r.grammemes.isdisjoint(_OTHERS) for r in best):
        return False
    parts = norm.split("-")
    if len(parts) > 1:
        strange = [p for p in parts if not analyzer().word_is_known(p) and table().get(p) < _HEARD]
        return bool(strange) and all(unknown.suggest(p) is None and not unknown.is_term(p) for p in strange)
    if _is_made_of_known(norm):
        return False
    if any(not r.grammemes.isdisjoint(_VERBS) for r in best):
        if _is_derived(norm) or any(table().get(r.lemma) >= rarest for r in best):
            return False
    elif _runs_on(norm):
        return False
    verb = any("VERB" in r.grammemes or "INFN" in r.grammemes for r in best)
    return (
        table().get(norm) < rarest and unknown.suggest(norm) is None and not _is_slip(norm, 0.5 if verb else _FREQUENT)
    )


def _is_slip(norm: str, worth: float) -> bool:
    """A word is one cheap slip away that is frequent enough to be meant; for a long one any word one slip away."""
    from reply_lint.spelling.candidates import near

    long = len(norm) >= _LONG_WORD
    return len(norm) > 4 and any(
        (long or (c.worth >= worth and c.cost <= 1.2)) and analyzer().word_is_known(c.word) for c in near(norm)
    )


def _is_derived(norm: str) -> bool:
    """A verb that the dictionary has without its prefix or without -ся."""
    known = analyzer().word_is_known
    bare = norm[:-2] if norm.endswith(("ся", "сь")) else norm
    if bare != norm and (known(bare) or known(f"{bare}т")):
        return True
    return any(bare.startswith(p) and len(bare) - len(p) > 3 and known(bare[len(p) :]) for p in _VERB_PREFIXES)


_NOUN_PREFIXES = tuple("под пред пере меж само над низ раз рас сверх транс контр внутри меж со вне вос об от".split())


def _is_made_of_known(norm: str) -> bool:
    """A known noun or adjective with a prefix («подпапка»), or two known words run together («кнопкупечать»)."""
    known = analyzer().word_is_known
    if any(norm.startswith(p) and len(norm) - len(p) > 4 and known(norm[len(p) :]) for p in _NOUN_PREFIXES):
        return True
    return any(known(norm[:k]) and known(norm[k:]) for k in range(4, len(norm) - 4))


def _runs_on(norm: str) -> bool:
    """A preposition run together with the next word: «втарифе»."""
    return any(
        norm.startswith(p) and len(norm) - len(p) > 3 and analyzer().word_is_known(norm[len(p) :]) for p in _RUN_ON
    )


@lru_cache(maxsize=_TABLES)
def _pattern(sources: tuple[str, ...]) -> re.Pattern[str]:
    return lazy("|".join(sources) or r"(?!)")


def _unexplained(
    doc: Document, places: Sequence[int], plain_of: Callable[[Word], str | None], developers_know: bool = False
) -> Iterator[Match]:
    """Matches of the terms that neither the client used nor the reply explains."""
    hits = [(i, plain) for i in places if (plain := plain_of(doc.words[i])) is not None]
    if not hits:
        return
    used: set[str] = set()
    if doc.client:
        used = {plain for word in doc.client.words if (plain := plain_of(word)) is not None}
        if len(used) >= _SKILLED or (developers_know and _is_developer(doc.client, bool(used))):
            return
    used |= {plain for i, plain in hits if is_explained(doc, i)}
    for i, plain in hits:
        if plain not in used and not _is_name(doc, i):
            yield Match(*doc.span(i, i + 1), data={"plain": plain})


def _is_developer(client: Document, used_terms: bool = False) -> bool:
    """Does the client write as one who makes programs or keeps servers?"""
    words = client.words
    if _asks_meaning(words):
        return False
    seen: dict[str, int] = {}
    for i, word in enumerate(words):
        norm = word.norm
        if norm in _OF_DEVELOPERS or not _OF_DEVELOPERS.isdisjoint(word.lemmas):
            seen[norm] = 2 + (word.text[:1].islower() and not word.text.islower())
        elif word.kind == "latin":
            text = word.text
            if norm not in _USUAL_LATIN and len(norm) > 2 and (text.islower() or not text[1:].islower()):
                seen[norm] = 2 if "_" in text or (text != text.upper() and not text[1:].islower()) else 1
        elif not _LESSER.isdisjoint(word.lemmas):
            seen[min(word.lemmas)] = 1
        elif norm in _STATUSES and not (i + 1 < len(words) and not _AMOUNTS.isdisjoint(words[i + 1].lemmas)):
            seen["status"] = 2
    return sum(seen.values()) + 2 * used_terms >= _ENOUGH and max(seen.values(), default=0) + used_terms > 1


def _asks_meaning(words: Sequence[Word]) -> bool:
    """Does the client ask what a word means, or say that he is no specialist: «логи — что это и где их взять?»"""
    return any(
        (word.norm in ("что", "чё") and i + 1 < len(words) and words[i + 1].norm in ("это", "такое", "значит", "за"))
        or (word.norm == "не" and i + 1 < len(words) and words[i + 1].norm in _LOST)
        or word.norm in ("по-русски", "по-человечески")
        for i, word in enumerate(words)
    )


_LOST = frozenset(
    "понимаю понимаем разбираюсь разбираемся программист айтишник технарь специалист силен сильна".split()
)


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
    latin_too = True
    if doc.client:
        latin_too = not _is_developer(doc.client)
        if len({a for word in doc.client.words if (a := _abbreviation(word, usual)) is not None}) > _SKILLED:
            return
        known = {part.upper() for word in doc.client.words for part in word.norm.split("-") if 1 < len(part) < 7}
        known |= {a for a in {a for _, a in hits} if _spells(doc.client, a, 0)}
    known |= {a for i, a in hits if is_explained(doc, i) or _spells(doc, a, i)}
    shouted = _shouted(doc) if len(hits) > 1 else frozenset()
    for i, a in hits:
        if a not in known and i not in shouted and (latin_too or not a.isascii()) and not _is_label(doc, i):
            meaning = meanings.get(a)
            yield Match(*doc.span(i, i + 1), data={"plain": f": «{meaning}»" if meaning else ""})


def _spells(doc: Document, short: str, near: int) -> bool:
    """Are there words whose first letters, and some inner ones, make up ``short``: «пункт выдачи заказов» — ПВЗ?

    They are looked for ``_WITHIN`` tokens either side of token ``near``: a whole reply, if it is none of the longest.
    """
    letters = short.lower()
    around = doc.words[max(0, near - _WITHIN) : near + _WITHIN]
    words = [w.norm for w in around if w.kind == "word" and not w.flags & UPPER]
    return len(letters) > 2 and any(
        words[i][0] == letters[0] and _made_of(words[i : i + len(letters)], letters) for i in range(len(words))
    )


def _made_of(words: list[str], letters: str) -> bool:
    """Can ``letters`` be read off the first two or more of ``words``, the first letter of each among them?"""
    at = used = 0
    for word in words:
        if at == len(letters) or word[0] != letters[at]:
            break
        at += 1
        used += 1
        rest = words[used][0] if used < len(words) else ""
        if len(word) >= _COMPOUND and at < len(letters) and letters[at] != rest and letters[at] in word[4:]:
            at += 1
    return at == len(letters) and used > 1


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
    if begins_sentence(doc, i) or ("-" in word.text and word.text.partition("-")[0].isascii()):
        return False
    before = doc.words[i - 1]
    return before.kind in ("word", "latin", "masked")


def _asks_terms(terms: Mapping[str, str] = _NO_TERMS, **_: bool) -> Callable[[Word], bool]:
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
