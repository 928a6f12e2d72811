"""Typing: look-alike letters, the wrong layout, spaces and marks, brackets, lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from reply_lint.model import Document, Fix, Match, Word
from reply_lint.spelling import misspellings
from reply_lint.spelling.frequency import table
from reply_lint.spelling.tokens import sentence_of, word_at
from reply_lint.spelling.unknown import is_term
from reply_lint.text import TITLE, UPPER, analyzer, readings_of

_LOOKALIKE = str.maketrans("ABCEHKMOPTXYaceopxyukn", "АВСЕНКМОРТХУасеорхуикп")
_ANY_LATIN = re.compile("[A-Za-z]")
_TOKEN = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_BOTH = re.compile(r"[а-яё][a-z]|[a-z][а-яё]", re.I)
_SINGLE = (
    r"(?m)(?<![\w.-])(?:(?<=[а-яё] )[coay](?= [а-яё])|(?:(?<=^)|(?<=[.!?] ))[CcOoYyB](?= [а-яё]{3,})"
    r"|(?<=[а-яё], )[coay](?= [а-яё]))"
)


def lookalikes(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """Latin letters in a Russian word."""
    text = doc.text
    if _BOTH.search(text):
        for found in _TOKEN.finditer(text):
            token = found.group()
            if not _BOTH.search(token):
                continue
            mended = token.translate(_LOOKALIKE)
            if re.search("[A-Za-z]", mended) or len(token) < 3 or (token[-1].isupper() and token[-2].islower()):
                continue
            if sum("a" <= c.lower() <= "z" for c in token) * 2 > len(token) + 1:
                continue
            known = analyzer().word_is_known(mended.lower().replace("ё", "е"))
            one = sum("a" <= c.lower() <= "z" for c in token) == 1 and token[1:].islower() and len(token) > 4
            if not one and (not known or (token.isupper() and len(token) < 6)):
                continue
            yield Match(found.start(), found.end(), (Fix(found.start(), found.end(), mended, True),))
    for found in re.finditer(_SINGLE, text):
        if not _stands_for_russian(text, found.group(), found.start(), found.end()):
            continue
        yield Match(
            found.start(), found.end(), (Fix(found.start(), found.end(), found.group().translate(_LOOKALIKE), True),)
        )


_AFTER_SINGLE = re.compile(" ([а-яё]+)")
_BEFORE_SINGLE = re.compile(r"([а-яё]+)(,?) $", re.I)
_OTHER_SINGLE = re.compile(r"(?<![\w.-])[A-Za-z](?![\w'])")
_SINGLE_CASES = {"c": ("gent", "gen2", "ablt", "accs"), "o": ("loct", "loc1", "loc2"), "y": ("gent", "gen2")}
_OF_VARIABLES = (
    "ось оси осью осям осях значен переменн букв координат точк точек клавиш параметр числ функци символ коэффициент"
    " вектор величин групп класс литер витамин модел вариант пункт размер столбец столбц колонк строк"
).split()


def _stands_for_russian(text: str, letter: str, start: int, end: int) -> bool:
    """Is a lone Latin letter a Russian preposition or conjunction, rather than the name of a variable?"""
    low = letter.lower()
    others = {m.group() for m in _OTHER_SINGLE.finditer(text, max(0, start - 60), end + 60)} - {letter}
    before = _BEFORE_SINGLE.search(text, max(0, start - 40), start)
    if others or (before and before.group(1).lower().startswith(tuple(_OF_VARIABLES)) and not before.group(2)):
        return False
    after = _AFTER_SINGLE.match(text, end)
    if after is None:
        return False
    norm = after.group(1).replace("ё", "е")
    if low == "a":
        return norm not in ("и", "или", "до") and not (before and before.group(1).lower() in ("от", "и", "или", "для"))
    if low == "b":
        return True
    return any(not r.grammemes.isdisjoint(_SINGLE_CASES[low]) or "PREP" in r.grammemes for r in readings_of(norm))


_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_TO_RUSSIAN = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TYPED = r"(?<![\w@./:\\{}\[\]<>#%&=+$-])[A-Za-z\[\];',.`{}<>]{3,40}(?![\w@/:\\#%&=+$-])"
_ENGLISH_ENDS = re.compile(r"[,.;'`\]>}]+$")
_VOWELS = re.compile("[aeiouy]", re.I)


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    return frozenset(misspellings.lines("english.txt"))


@lru_cache(maxsize=5_000)
def russian(typed: str) -> str | None:
    """The Russian word that was typed in the English layout, or None."""
    low = typed.lower()
    if low in _english() or not re.search("[a-z]", low) or (low.startswith((",", ".", ";", "'")) and len(low) < 5):
        return None
    meant = typed.translate(_TO_RUSSIAN)
    plain = meant.lower().replace("ё", "е")
    if not re.fullmatch("[а-я]+", plain) or len(plain) < 4 or not re.search("[аеиоуыэюя]", plain):
        return None
    letters = re.sub("[^a-z]", "", low)
    share = len(_VOWELS.findall(letters)) / max(1, len(letters))
    level = table().get(plain)
    wanted = 2.6 if share <= 0.2 else 3.6 if share <= 0.34 else 4.6
    if re.search(r"[\[\];',.`]", typed):
        wanted = min(wanted, 3.2)
    if level < wanted or not analyzer().word_is_known(plain):
        return None
    return meant


def layout(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«ghbdtn», «руддщ»: the wrong layout."""
    text = doc.text
    typed_english = [i for i in places if is_typed_english(doc.words[i])]
    if len(typed_english) < len(places) and re.search("[A-Za-z]{3}", text):
        for found in re.finditer(_TYPED, text):
            typed = found.group()
            while typed:
                meant = russian(typed)
                if meant and typed[0].isupper() and _among_latin(text, found.start(), found.end()):
                    break  # a name in a list of names
                if meant:
                    end = found.start() + len(typed)
                    yield Match(found.start(), end, (Fix(found.start(), end, meant, True),))
                    break
                shorter = typed[:-1] if _ENGLISH_ENDS.search(typed) else ""
                typed = shorter
    for i in typed_english:
        start, end = doc.span(i, i + 1)
        yield Match(start, end, (Fix(start, end, doc.words[i].text.translate(_TO_LATIN), True),))


_LATIN_LEFT, _LATIN_RIGHT = (
    re.compile(r"[A-Z][A-Za-z]+[,)]? (?:и |или )?$"),
    re.compile(r",? (?:и |или )?[A-Z][A-Za-z]+\b"),
)


def _among_latin(text: str, start: int, end: int) -> bool:
    """Does a name in Latin letters stand beside ``start:end``?"""
    return bool(_LATIN_LEFT.search(text, max(0, start - 25), start) or _LATIN_RIGHT.match(text, end))


def has_latin(word: Word) -> bool:
    """Asked for ``lookalikes``."""
    return word.kind == "latin" or (word.kind == "word" and bool(_ANY_LATIN.search(word.text)))


def is_typed_english(word: Word) -> bool:
    """«руддщ» is «hello»."""
    return (
        not word.known
        and 3 < len(word.norm) < 13
        and word.norm.translate(_TO_LATIN) in _english()
        and not is_term(word.norm)
        and not misspellings.right(word.norm, False)
    )


def may_be_typed_wrong(word: Word) -> bool:
    """Asked for ``layout``."""
    return has_latin(word) or is_typed_english(word)


_BEFORE = r"(?m)[ \u00a0]+(?:[,;](?![)(D])|[!?](?=\s*(?:$|[А-ЯЁA-Z«\n]))|:(?=\s)|\.(?=\s*$|\s+[А-ЯЁ]|[А-ЯЁ][а-яё]))"
_AFTER = r"[,;!?](?=[а-яё«])|\.(?=[А-ЯЁ][а-яё])|:(?=[а-яё]{2})|[,;!?](?=[А-ЯЁ])"
_SPACED, _CLOSE = re.compile("[ \u00a0][,;!?:.]"), re.compile("[,;!?.:][А-Яа-яЁё«]")
_TWO_MARKS = re.compile("[,.;?!][,.;]")
"""What is cheap to look for first."""
_DOUBLED = r",,(?!,)|,\.(?!\.)|\.,|\.\.(?=\s|$)|;;|[?!],(?=\s)|[?!]\.(?=\s|$)"
_WORD_LEFT, _WORD_RIGHT = re.compile(r"[\w»\"%₽]+$"), re.compile(r"[\w«]+")
_ABBREVIATIONS = frozenset(
    "ул пр обл стр корп тел руб наб пер просп бул кв эт оф пос дер стан мкр тыс млн млрд сек мин час янв"
    " фев мар апр июн июл авг сен сент окт ноя нояб дек напр проч доп спец табл рис прим стат отд чел руч"
    " пред макс мин фикс расш ср сл прим след обл сокр см доб экз англ рус лат шт коп гос зам зав эл им".split()
)
_STREETS = frozenset("ул пер просп пр наб обл пос дер мкр Ул".split())
_QUOTED = re.compile("«[ \u00a0]+([^«»\n]{1,60}?)[ \u00a0]*»|«([^«»\n]{1,60}?)[ \u00a0]+»")


def quoted(doc: Document) -> Iterator[Match]:
    """«« Помощь »»: spaces inside the quotation marks."""
    for found in _QUOTED.finditer(doc.text) if "« " in doc.text or " »" in doc.text else ():
        fixed = "«" + (found.group(1) or found.group(2)).strip() + "»"
        yield Match(found.start(), found.end(), (Fix(found.start(), found.end(), fixed, True),))


def spaces(doc: Document) -> Iterator[Match]:
    """A space before a mark, none after it."""
    text = doc.text
    for found in re.finditer(_BEFORE, text) if _SPACED.search(text) else ():
        before = text[found.start() - 1 : found.start()]
        if before.isdigit() and found.group().endswith(";"):
            continue  # in a formula
        if before.isalnum() or before in _ENDS:
            space = re.match("[ \u00a0]+", found.group())
            yield _around(text, found.start(), found.start() + (space.end() if space else 1), "", found.end())
    for found in re.finditer(_AFTER, text) if _CLOSE.search(text) else ():
        mark = found.group()
        left = _WORD_LEFT.search(text, max(0, found.start() - 30), found.start())
        word = left.group() if left else ""
        last = word[-1:].lower()
        if not ("а" <= last <= "я" or last in "ё»" or (last.isdigit() and mark in ",;")) or not last or "_" in word:
            continue
        street = mark == "." and word in _STREETS and text[found.end()].isupper()
        if mark == "." and not street and (len(word) < 3 or word.lower() in _ABBREVIATIONS):
            continue
        if mark == ":" and (len(word) < 2 or _names_pair(word, text, found.end())):
            continue
        if mark == ";" and "[" in text[max(0, found.start() - len(word) - 3) : found.start()]:
            continue  # in a formula
        mended = _around(text, found.end(), found.end(), " ", found.end())
        if last == "»":  # the quotation itself is masked
            end, at = mended.end, found.start()
            mended = Match(at, end, (Fix(at, end, mark + " " + text[found.end() : end], True),))
        yield mended


def _names_pair(left: str, text: str, at: int) -> bool:
    """«ширина:высота», «адрес:порт»."""
    right = _WORD_RIGHT.match(text, at)
    return right is not None and all(
        any(r.grammemes >= {"NOUN", "nomn"} for r in readings_of(word.lower().replace("ё", "е")))
        for word in (left, right.group())
    )


_ENDS = frozenset('»")%₽')


def _around(text: str, start: int, end: int, space: str, after: int) -> Match:
    """Replace ``text[start:end]`` by ``space``; report the word before and, unless there is a space, the one after."""
    edge = start if start < end else start - 1
    left = _WORD_LEFT.search(text, max(0, edge - 30), edge)
    right = _WORD_RIGHT.match(text, after)
    first, last = left.start() if left else edge, right.end() if right else after
    missing = " " if start < end and right else ""
    return Match(
        first, last, (Fix(first, last, text[first:start] + space + text[end:after] + missing + text[after:last], True),)
    )


def doubled(doc: Document) -> Iterator[Match]:
    """«,,», «..», «?,»."""
    text = doc.text
    for found in re.finditer(_DOUBLED, text) if _TWO_MARKS.search(text) else ():
        marks = found.group()
        left = _WORD_LEFT.search(text, max(0, found.start() - 30), found.start())
        start = left.start() if left else found.start()
        if left is None or not re.search("[а-яё»]$", left.group(), re.I):
            continue
        if marks in ("..", ",.", "?,", "!,", "?.", "!.") and len(left.group()) < 2 + (marks[0] in "?!"):
            continue
        if marks == ".," and left and (len(left.group()) < 5 or not _is_known(left.group())):
            continue
        best = marks[0] if marks != ",." else "."
        if marks == ".,":
            best = ","
        yield Match(
            start, found.end(), (Fix(start, found.end(), text[start : found.start()] + best, marks[0] == marks[1]),)
        )


def lower_case(doc: Document) -> Iterator[Match]:
    """A sentence that begins with a small letter."""
    words, text = doc.words, doc.text
    if not (words[0].text[:1].islower() or _MAY_BE_SMALL.search(text)):
        return
    capitals = sum(
        1 for start, _ in doc.sentences if words[start].kind == "word" and words[start].flags & (TITLE | UPPER)
    )
    if not capitals:
        return
    word = words[0]
    alone = doc.sentences[0][1] < 2 or word_at(doc, 1) == ")" or (word_at(doc, 1) == "." and len(words[0].norm) < 4)
    others = capitals >= (1 if len(doc.sentences) < 4 else 2)
    if word.kind == "word" and word.text[:1].islower() and others and not alone and not text[: doc.starts[0]].strip():
        yield _capital(text, doc.starts[0], doc.end(0))
    for found in _SMALL.finditer(text):
        before = found.group(1).lower()
        acronym = len(before) > 2 and found.group(1).isupper()
        if found.group(2) != "." or acronym or (before not in _ABBREVIATIONS and _is_known(before)):
            yield _capital(text, found.start(3), found.end(3))
    if capitals > 1:
        for found in _SMALL_PARAGRAPH.finditer(text):
            if _is_known(found.group(1)):
                yield _capital(text, found.start(1), found.end(1))
    for found in _SMALL_AFTER_NUMBER.finditer(text):
        before = found.group(1) or ""
        if before not in _NUMBERED and before not in _ABBREVIATIONS:
            yield _capital(text, found.start(2), found.end(2))


_MAY_BE_SMALL = re.compile("[.!?](?: {1,2}|\\n\\n)[а-яё]")
_SMALL_PARAGRAPH = re.compile(r"[а-яё][.!?]\n\n([а-яё]{4,})(?= [а-яё]|, )")
_SMALL = re.compile(r"(?<![\w.-])([А-Яа-яЁё]{3,}|бы|же|ли|вы|мы|он|их|её|ее|им|ей|не)([.!?]) {1,2}([а-яё]+)(?![\w.)-])")
_SMALL_AFTER_NUMBER = re.compile(r"(?:([а-яё]{2,}) \d{1,3}|\d[-:]\d\d|[₽%»)])\. ([а-яё]{3,})(?![\w.)-])")
_NUMBERED = frozenset(
    "пункт пункта пункте пункту статья статьи статье часть части раздел раздела разделе шаг шаге".split()
)
"""After these a number with a full stop is a reference: «в пункте 2. договора»."""


def _is_known(word: str) -> bool:
    """Is it a whole word, not an abbreviation?"""
    return analyzer().word_is_known(word.lower().replace("ё", "е")) and bool(re.search("[аеиоуыэюя]", word.lower()))


def _capital(text: str, start: int, end: int) -> Match:
    return Match(start, end, (Fix(start, end, text[start].upper() + text[start + 1 : end], True),))


def inner_capital(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«но для вас Мы продлили»: a pronoun with a capital letter inside a sentence."""
    words = doc.words
    for i in places:
        word = words[i]
        if i and words[i - 1].kind == "word":
            before = words[i - 1]
            if before.flags & (TITLE | UPPER) or doc.text[doc.end(i - 1) : doc.starts[i]] != " " or i + 1 >= len(words):
                continue
            if any("VERB" in r.grammemes for r in words[i + 1].readings):
                start, end = doc.span(i, i + 1)
                yield Match(start, end, (Fix(start, end, word.text.lower(), True),))


_CAPS = re.compile("[а-яё][А-ЯЁ]{2,}|[А-ЯЁ]{2}[а-яё]{3,}")
"""Caps Lock was on, or Shift was held for too long."""


def caps(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«зДРАВСТВУЙТЕ», «ДЕньги»."""
    for i in places:
        start, end = doc.span(i, i + 1)
        word = doc.words[i]
        begins = i == sentence_of(doc, i)[0] or doc.words[i - 1].norm in ("«", '"', ":", "—")
        named = any(not r.grammemes.isdisjoint(("Name", "Surn", "Patr", "Geox")) for r in word.readings)
        fixed = word.text.capitalize() if begins or named else word.text.lower()
        if doc.text[start - 1 : start] not in ("-", "«", "_"):
            yield Match(start, end, (Fix(start, end, fixed, True),))


def slips_in_case(word: Word) -> bool:
    """Asked for ``caps``."""
    return (
        word.kind == "word"
        and word.known
        and bool(_CAPS.fullmatch(word.text))
        and not any("Abbr" in r.grammemes for r in word.readings)
        and not (word.norm[0] in "вскоу" and _is_known(word.norm[1:]))  # «ВКонтакте»
    )


def is_pronoun(word: Word) -> bool:
    """Asked for ``inner_capital``."""
    return bool(word.flags & TITLE) and word.norm in ("мы", "они", "он", "она")


def brackets(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """A bracket that is not closed or not opened."""
    text = doc.text
    at = 0
    for line in text.split("\n"):
        stack: list[int] = []
        for bracket in re.finditer("[()]", line):
            k = bracket.start()
            if line[k] == "(":
                before, after = line[k - 1 : k], line[k + 1 : k + 2]
                if (
                    before.isalnum()
                    or before in (":", ";", "(", "=", "-")
                    or after == "("
                    or (after in ("", " ") and before != " ")
                ):
                    continue
                stack.append(k)
            elif stack:
                stack.pop()
        open_ = len(stack) == 1 and ")" not in line[stack[0] :] and line[stack[0] + 1 : stack[0] + 2].isalnum()
        if open_ and ")" not in text[at + len(line) : at + len(line) + 200]:
            yield Match(at + stack[0], at + stack[0] + 1)
        at += len(line) + 1


def is_bracket(word: Word) -> bool:
    """Asked for ``brackets``."""
    return word.norm in ("(", ")")
