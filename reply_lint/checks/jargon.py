"""Words of a trade that a client has no reason to know: lexicon terms, bare abbreviations, words coined from English.

All three stay silent about what the client wrote, what a layman is told the meaning of («кеш — временные файлы»), and
names. The words themselves are data in the cards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from reply_lint.model import Document, Match, Word
from reply_lint.text import TITLE, UPPER, analyzer, readings_of, sentence_at

_SEEN = 50_000
"""Most spellings whose answer a lexicon remembers; then it starts anew."""
_SKILLED = 2
"""A client who uses so many different terms of a card is answered in the same language."""
_OF_DEVELOPERS = frozenset(
    "api sql dns ssh http json rest sdk jwt ssl tls spf dkim dmarc cdn smtp imap php css html xml js curl bgp nat dhcp"
    " vlan raid cron nginx git docker webhook endpoint backend вебхук эндпоинт бэкенд апи".split()
)
"""Two of them, or one and a term of the card, show a client who knows the trade."""
_NO_TERMS: dict[str, str] = {}
_NO_WORDS: list[str] = []

# Endings of nouns and adjectives, and the letters that a verb's ending can begin with.
_NOMINAL = frozenset(
    (
        "",
        *"а я о е у ю ы и ь й".split(),
        *"ом ем ой ей ою ею ов ев ам ям ами ями ах ях ью ия ии ию ией иям иями иях ий ие иев".split(),
        *"ый ий ой ая яя ое ее ые ие ого его ому ему ым им ую юю ых их ыми ими".split(),
    )
)
_VERBAL = re.compile(r"[аеиоуюялнвшщ]\w{0,9}")
_STRONG = re.compile(r"(?:ова|ева|а|я|и|е|у)?ть(?:ся)?$")
_PREFIXES = (
    "за", "от", "ото", "по", "пере", "про", "с", "вы", "раз", "рас", "на", "до", "при", "об", "у", "под", "недо", "из",
    "о", "авто", "не", "ре", "пре", "мульти", "кросс", "супер", "микро",
)  # fmt: skip
_NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn"))


class _Lexicon:
    """Terms by stem, and which of them each spelling met so far is."""

    def __init__(self, terms: Mapping[str, str]) -> None:
        self.terms = terms
        self.stems: dict[str, list[tuple[str, str]]] = {}
        """Stem → ``(kind, plain equivalent)``; kinds: ``=`` exact, ``n`` nominal, ``v`` verb, ``*`` any ending."""
        self.roots: list[tuple[str, str]] = []
        self.verbs: set[str] = set()
        self.seen: dict[str, str | None] = {}
        self.misses: set[str] = set()
        """Those of ``seen`` that are no terms: most texts have nothing else."""
        for key, plain in terms.items():
            self._add(key.lower().replace("ё", "е"), plain)

    def _add(self, key: str, plain: str) -> None:
        if key.startswith("*"):
            self.roots.append((key.strip("*"), plain))
            key = key[1:]
        if key.endswith("*"):
            self._put(key[:-1], "*", plain)
        elif key.startswith("="):
            self._put(key[1:], "=", plain)
        elif key.endswith(("ть", "ться")) and not key.endswith(("ость", "есть")):
            self.verbs.add(key)
            self._put(_STRONG.sub("", key), "v", plain)
        elif key.endswith(("ый", "ий", "ой")):
            self._put(key[:-2], "a", plain)
        else:
            stem = key[:-1] if key[-1] in "аяоеьйыи" else key
            self._put(stem, "n", plain)
            if re.search(r"[^аеиоуыэюя]к$", stem) and key[-1] in "аи":
                self._put(f"{stem[:-1]}ок", "=", plain)
                self._put(f"{stem[:-1]}ек", "=", plain)

    def _put(self, stem: str, kind: str, plain: str) -> None:
        self.stems.setdefault(stem, []).append((kind, plain))

    def plain(self, word: Word) -> str | None:
        """The plain equivalent if ``word`` is a form of a term, else None."""
        norm = word.norm
        if norm in self.seen:
            return self.seen[norm]
        if len(self.seen) >= _SEEN:
            self.seen.clear()
            self.misses.clear()
        found = self._look(norm, word)
        if found is None and "-" in norm:
            found = next((p for part in norm.split("-") if len(part) > 2 and (p := self._look(part, None))), "")
        self.seen[norm] = found = found or None
        if found is None:
            self.misses.add(norm)
        return found

    def _look(self, norm: str, word: Word | None) -> str | None:
        for cut in range(len(norm), 1, -1):
            for kind, plain in self.stems.get(norm[:cut], ()):
                if not _ends(kind, norm[cut:]):
                    continue
                if kind in "=*" or (self._may_be(word, kind, norm[:cut]) if word else kind != "v"):
                    return plain
        for root, plain in self.roots:
            at = norm.find(root, 1, len(root) + 7)
            if at > 0 and norm[:at].rstrip("-ъ") in _PREFIXES:
                return plain
        return None

    def _may_be(self, word: Word, kind: str, stem: str) -> bool:
        """For a word of the dictionary: is there a reading of the term's own kind, which is no name?"""
        if not word.known or word.kind != "word":
            return True
        if kind == "v":
            return not self.verbs.isdisjoint(r.lemma for r in word.readings)
        return any(
            r.lemma.startswith(stem)
            and len(r.lemma) - len(stem) < 3
            and r.grammemes.isdisjoint(_NAMES)
            and not r.grammemes.isdisjoint(("NOUN", "ADJF", "PRTF"))
            for r in word.readings
        )


def _ends(kind: str, ending: str) -> bool:
    if kind == "=":
        return not ending
    if kind in "na":
        return ending in _NOMINAL and (kind == "n" or len(ending) > 1)
    return kind == "*" or bool(_VERBAL.fullmatch(ending))


_lexicons: dict[int, _Lexicon] = {}


def _lexicon(terms: Mapping[str, str]) -> _Lexicon:
    """The lexicon of a card's table (the same object at each call)."""
    found = _lexicons.get(id(terms))
    if found is None or found.terms is not terms:
        found = _lexicons[id(terms)] = _Lexicon(terms)
    return found


def terms(doc: Document, *, terms: dict[str, str] = _NO_TERMS) -> Iterator[Match]:
    """Terms of a lexicon in any form, with the plain equivalent as ``{plain}``.

    A key is a dictionary form («тикет», «таска», «кастомный», «пофиксить»), ``=слово`` for this form alone,
    ``основа*`` for any ending, ``*корень*`` for any prefix too. An empty equivalent takes a word out again.
    """
    lexicon = _lexicon(terms)
    if lexicon.misses.issuperset([word.norm for word in doc.words]):
        return

    def plain_of(word: Word) -> str | None:
        return lexicon.plain(word) if word.kind in ("word", "latin") else None

    yield from _unexplained(doc, plain_of)


def coined(doc: Document, *, patterns: list[str] = _NO_WORDS, everyday: list[str] = _NO_WORDS) -> Iterator[Match]:
    """Words that the dictionary lacks and that end (or begin) as words taken from English do."""
    if all(word.known for word in doc.words):
        return
    shape, known = _pattern(tuple(patterns)), _pattern(tuple(everyday))

    def plain_of(word: Word) -> str | None:
        fits = not word.known and not word.flags & UPPER and shape.search(word.norm) and not known.search(word.norm)
        return word.norm[:6] if fits else None

    yield from _unexplained(doc, plain_of)


_VERBS = frozenset("VERB INFN GRND PRTF PRTS ADJS COMP ADVB".split())
_NATIVE = re.compile(
    r"^(?:пол|не|наи|сверх|много|мало|обще|одно|двух|трех|четырех|пяти|шести|вет|копи|эко|мото|вело|фото|видео|аудио"
    r"|радио|теле|кино|авто|онлайн|веб|мини|макси|микро|макро|нано|супер|мега|гипер|ультра|анти|псевдо|экс|био|гео|гидро"
    r"|электро|энерго|термо|тепло|техно|агро|аэро|евро|мед|соц|гос|спец|кофе|травм|такси|смарт|смс|смарт)"
    r"|(?:(?<!щ)чик|очк[аиуе]|ечк[аиуе]|еньк\w+|оньк\w+|ушк[аиуе])$|^\w{1,5}ик(?:у|а|и|ом|ов)?$"
    r"|(?:ость|ости|остью|ение|ения|ением|ениям|ание|ания|анием|ский|ского|ская|ской|ские|ских|ным|ными|ного|ному|ную|ные|ных)$"
    r"|(?:ин|ина|ином|ину|ол|ола|олом|азол|цилл\w+|мицин\w*|прил\w*|фен\w{0,2}|ат|ата|атом|он|она|оном)$|-(?:то|ка|либо|таки)$|_"
)


def unheard_of(doc: Document, *, everyday: list[str] = _NO_WORDS, rarest: float = 1.75) -> Iterator[Match]:
    """Nouns and adjectives that neither the dictionary nor the frequency list has and that are no misspellings.

    ``rarest`` is log10 of the frequency per 10⁸ words above which a word counts as heard of. Words as Russian makes
    them («термосумка», «договорчик») are left out; of «прайс-движок» one part must be unknown.
    """
    if all(word.known for word in doc.words):
        return
    known = _pattern(tuple(everyday))

    def plain_of(word: Word) -> str | None:
        if word.known or word.flags & (TITLE | UPPER) or len(word.norm) < 4 or known.search(word.norm):
            return None
        return word.norm[:6] if _is_unheard(word.norm, rarest) else None

    yield from _unexplained(doc, plain_of)


@lru_cache(maxsize=_SEEN)
def _is_unheard(norm: str, rarest: float) -> bool:
    from reply_lint.spelling import unknown
    from reply_lint.spelling.frequency import table

    readings = readings_of(norm)
    if (
        not re.fullmatch("[а-я]+(?:-[а-я]+)?", norm)
        or _NATIVE.search(norm)
        or unknown.is_term(norm)
        or any(not r.grammemes.isdisjoint(_VERBS) for r in readings[:1])
    ):
        return False
    parts = norm.split("-")
    if len(parts) > 1:
        strange = [p for p in parts if not analyzer().word_is_known(p)]
        return bool(strange) and all(unknown.suggest(p) is None and not unknown.is_term(p) for p in strange)
    return table().get(norm) < rarest and unknown.suggest(norm) is None


_patterns: dict[tuple[str, ...], re.Pattern[str]] = {}


def _pattern(sources: tuple[str, ...]) -> re.Pattern[str]:
    found = _patterns.get(sources)
    if found is None:
        found = _patterns[sources] = re.compile("|".join(sources) or r"(?!)")
    return found


def _unexplained(doc: Document, plain_of: Callable[[Word], str | None]) -> Iterator[Match]:
    """Matches of the terms that neither the client used nor the reply explains."""
    hits = [(i, plain) for i, word in enumerate(doc.words) if (plain := plain_of(word)) is not None]
    if not hits:
        return
    used: set[str] = set()
    if doc.client:
        used = {plain for word in doc.client.words if (plain := plain_of(word)) is not None}
        if len(used) + len({w.norm for w in doc.client.words if w.norm in _OF_DEVELOPERS}) >= _SKILLED:
            return
    used |= {plain for i, plain in hits if _explained(doc, i)}
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
    doc: Document, *, meanings: dict[str, str] = _NO_TERMS, everyday: list[str] = _NO_WORDS
) -> Iterator[Match]:
    """Abbreviations in capitals that are not everyday ones and whose meaning the reply does not give.

    ``{plain}`` is the meaning when the card knows it («: «личный кабинет»»), else empty.
    """
    usual = _usual(everyday)
    hits = [(i, a) for i, word in enumerate(doc.words) if (a := _abbreviation(word, usual)) is not None]
    if not hits:
        return
    known: set[str] = set()
    if doc.client:
        if len({a for word in doc.client.words if (a := _abbreviation(word, usual)) is not None}) > _SKILLED:
            return
        known = {part.upper() for word in doc.client.words for part in word.norm.split("-") if 1 < len(part) < 7}
    known |= {a for i, a in hits if _explained(doc, i)}
    shouted = _shouted(doc) if len(hits) > 1 else frozenset()
    for i, a in hits:
        if a not in known and i not in shouted and not _is_label(doc, i):
            meaning = meanings.get(a)
            yield Match(*doc.span(i, i + 1), data={"plain": f": «{meaning}»" if meaning else ""})


_usuals: dict[int, tuple[list[str], frozenset[str]]] = {}


def _usual(everyday: list[str]) -> frozenset[str]:
    found = _usuals.get(id(everyday))
    if found is None or found[0] is not everyday:
        found = _usuals[id(everyday)] = everyday, frozenset(w for line in everyday for w in line.split())
    return found[1]


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


# --- What makes a term no jargon in this reply ---

_VAGUE = frozenset(
    "дело вещь штука тема правило причина вопрос ответ вина проблема не уже еще он она оно они вы мы".split()
)
_SAYING = frozenset("это значит означает есть расшифровывается".split())
_CALLING = frozenset(
    "называется называются называют называем называемый называемая называемое зовется сокращенно".split()
)


def _explained(doc: Document, i: int) -> bool:
    """Does the reply say at once what token ``i`` means: «кеш — временные файлы», «ЛК (личный кабинет)», «(ПВЗ)»?"""
    words = doc.plain
    last = len(words)
    k = i + 1
    while k < last and words[k].norm in ("»", '"', "”", "“", "'", "-"):
        k += 1
    if k < last:
        mark = words[k].norm
        if mark == "(":
            return _has_words(words, k + 1)
        if mark in ("—", "–", "-", ",") and _says(words, k + 1):
            return True
        if mark in ("—", "–") and _names_thing(words, k + 1) and (_is_subject(doc, i) or not _acts(words, k + 1)):
            return True
        if mark in ("—", "–") and doc.plain[i].flags & UPPER and _names_thing(words, k + 1, any_case=True):
            return not _acts(words, k + 1)
    end = min(last, i + 8)
    for k in range(i + 1, end):
        if (
            (words[k].norm == "есть" and words[k - 1].norm == "то")
            or (words[k].norm == "т.е")
            or (words[k].norm == "т" and "".join(w.norm for w in words[k : k + 4]).startswith("т.е"))
            or words[k].norm in ("расшифровывается", "по-простому", "по-русски")
            or (words[k].norm in ("говоря", "словами") and words[k - 1].norm in ("иначе", "проще", "иными", "другими"))
        ):
            return True
    start = max(0, i - 4)
    if any(words[k].norm in _CALLING for k in range(start, i)):
        return True
    opened = next((k for k in range(i - 1, start - 1, -1) if words[k].norm in "()" and words[k].norm), None)
    return (
        opened is not None
        and words[opened].norm == "("
        and any(words[k].norm == ")" for k in range(i + 1, min(last, i + 4)))
    )


def _has_words(words: list[Word], k: int) -> bool:
    """Is there, in the brackets that open before ``k``, a word in small letters?"""
    for word in words[k : k + 12]:
        if word.norm == ")":
            return False
        if word.kind == "word" and not word.flags & UPPER and len(word.norm) > 2:
            return True
    return False


def _says(words: list[Word], k: int) -> bool:
    return k < len(words) and words[k].norm in _SAYING and words[k].norm != "есть"


def _is_subject(doc: Document, i: int) -> bool:
    """Is token ``i`` the first word of its sentence or line, a mark or «и» aside?"""
    if i == 0:
        return True
    before = doc.plain[i - 1]
    if before.kind in ("mark", "other") or before.norm in ("а", "и", "где"):
        return True
    return _begins_sentence(doc, i)


def _begins_sentence(doc: Document, i: int) -> bool:
    return doc.sentences[sentence_at(doc, i)][0] == i


def _names_thing(words: list[Word], k: int, any_case: bool = False) -> bool:
    """Do the words after a dash begin with the name of a thing: a noun or an adjective, in the nominative?"""
    for word in words[k : k + 2]:
        if word.kind == "mark" or word.norm in _VAGUE:
            return False
        if any(
            (any_case or "nomn" in r.grammemes) and not r.grammemes.isdisjoint(("NOUN", "ADJF")) for r in word.readings
        ):
            return True
    return False


def _acts(words: list[Word], k: int) -> bool:
    """Is there a verb in the part that begins at ``k``: «вопрос у саппорта — ответ придёт завтра»?"""
    for word in words[k : k + 12]:
        if word.kind == "mark":
            return False
        if any("VERB" in r.grammemes for r in word.readings):
            return True
    return False


def _is_name(doc: Document, i: int) -> bool:
    """A capital letter inside a sentence: somebody's name for a product."""
    word = doc.words[i]
    if not word.flags & TITLE:
        return False
    if _begins_sentence(doc, i):
        return False
    before = doc.words[i - 1]
    return before.kind in ("word", "latin", "masked")
