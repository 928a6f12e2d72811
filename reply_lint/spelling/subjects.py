"""A subject and its predicate anywhere in a clause: reported when the clause has no other subject that would agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling import concord, predicates
from reply_lint.spelling.commas import is_inside, part_before
from reply_lint.spelling.grammar import (
    ADJECTIVE,
    CASES,
    GENDERS,
    agree,
    case_of,
    inflect,
    is_light,
    is_oblique_pronoun,
    likely,
)
from reply_lint.spelling.parted import may_begin
from reply_lint.spelling.tokens import rewritten, sentence_of, word_at
from reply_lint.text import TITLE, UPPER

_PREDICATE = frozenset(("VERB", "PRTS", "ADJS"))
_SHORT = frozenset(("PRTS", "ADJS"))
_NEVER = frozenset("Name Surn Patr Geox Orgn Abbr Fixd Init".split())
_ANY_GENDER = frozenset(("ms-f", "Ms-f", "GNdr", "Pltm", "anim"))
_MASS = frozenset(
    "большинство часть ряд пара половина тысяча десяток сотня множество количество число треть четверть миллион"
    " многие меньшинство масса куча уйма год месяц неделя день час минута секунда сутки ночь утро вечер раз тройка"
    " двойка десятка исключение полгода полчаса полдня время зима лето осень весна сезон период понедельник вторник"
    " среда четверг пятница суббота воскресенье метр километр рубль процент вид тип род сорт".split()
)
"""They say how many, how long or of what kind."""
_SAID = frozenset(
    "правда жаль слава честь факт пора охота лень беда молодец умница спасибо привет пожалуйста пример правило"
    " сожаление счастье друг весь сам один самый каждый".split()
)
_IMPERSONAL = frozenset(
    "удаться прийтись следовать хватить хватать казаться стоить значить хотеться надлежать предстоять оказаться"
    " получиться являться называться зваться думать полагать надеяться верить знать понимать обещать считать помнить"
    " сказать говорить повторять извиняться простить благодарить видеть бывать".split()
)
_ADVERB_LIKE = frozenset(("ADJS", "neut"))
_NO_ADVERB = frozenset(
    "готовый должный доступный действительный недействительный целый обязанный согласный исправный неисправный"
    " свободный закрытый открытый недоступный включенный".split()
)
"""Their short neuter is hardly ever an adverb."""
_LINKS = frozenset("и или либо ни да как чем нежели плюс минус то".split())
_NOT_ONE = frozenset(("один", "одна", "одно"))
_DENY = frozenset("не ни нет без мало много несколько сколько столько половина часть".split())
_HARDLY_TRANSITIVE = frozenset(("пройти", "проходить", "сработать", "срабатывать"))
_PASSED = frozenset("путь курс тест урок этап опрос экзамен осмотр квест уровень контроль отбор".split())
"""What somebody may pass."""
_OPENS = frozenset("и то тогда что если когда но а поэтому пока чтобы хотя однако ведь раз".split())
_SIGNS = frozenset("№ ₽ % $ € # · •".split()) | {"····"}
_GO_ON = frozenset((",", ":", "-", "—", "("))
_MORE = frozenset("и или либо плюс".split())
_OPENING_MARKS = frozenset((".", "!", "?", ":", ";", "(", "—", "–"))


class _Head(NamedTuple):
    """A noun that may be the subject."""

    at: int
    shapes: list[Reading]
    """The readings that its adjectives allow."""

    @property
    def nomn(self) -> list[Reading]:
        return [r for r in self.shapes if case_of(r.grammemes) == "nomn"]


def clause(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Заявка вчера обработаны», «Платёж прошла», «Приложению нужны версия», «Специалисты работаем»."""
    words = doc.words
    for k in places:
        start, stop = sentence_of(doc, k)
        a, b = _part(doc, k, start, stop)
        shapes = _forms(words[k])
        if b - a < 2 or not _begins(doc, a, start, any("plur" in g for g in shapes)):
            continue
        if any(_agree(n, s) for w in words[a:k] for n in _nominatives(w) for s in shapes):
            continue
        free = not _governs(doc, k, a, b)
        found, i = _before(doc, a, k)
        if i < k:
            continue
        inverted = found is None
        affirmed = not inverted and not any("neut" in g for g in shapes) and not _DENY & {w.norm for w in words[a:b]}
        if found is None:
            found = _after(doc, k, b, shapes)
        if (
            found is None
            or not _is_sure(found, free, affirmed)
            or any(_agree(n, s) for n in found.nomn for s in shapes)
        ):
            continue
        if inverted and not _stands(doc, found, b, shapes):
            continue
        if _another(doc, k + 1, b, shapes, found.at):
            continue
        n = found.nomn[0].grammemes
        form = next((g for g in shapes if "PRTS" in g), shapes[0])
        wanted = {"plur"} if "plur" in n else {"sing"} | (GENDERS & n)
        if "VERB" in form:
            wanted = wanted | {"past"} if "past" in form else (wanted - GENDERS) | {"3per"} | (form & {"pres", "futr"})
        fixed = inflect(words[k].norm, frozenset(wanted), form & _PREDICATE)
        if fixed and fixed.replace("ё", "е") != words[k].norm and not _said(doc, found.at):
            yield rewritten(doc, k, k + 1, (fixed,), False)


def _said(doc: Document, i: int) -> bool:
    """Do the checks of a subject and a predicate side by side report the noun ``i``?"""
    word = doc.words[i]
    pair = predicates.is_subject(word) and next(predicates.subject(doc, (i,)), None)
    return bool(pair or (concord.is_single(word) and next(concord.number(doc, (i,)), None)))


def is_predicate(word: Word) -> bool:
    """Asked for ``clause``: nothing but a predicate that shows number, gender or person."""
    if word.kind != "word" or not word.known or word.flags & UPPER or not word.readings:
        return False
    return all(_says(r) for r in word.readings)


def _says(r: Reading) -> bool:
    if "VERB" in r.grammemes:
        return r.lemma not in _IMPERSONAL and r.grammemes.isdisjoint(("excl", "Impe", "Infr"))
    return not r.grammemes.isdisjoint(_SHORT) and (r.lemma in _NO_ADVERB or not r.grammemes >= _ADVERB_LIKE)


@lru_cache(maxsize=8_000)
def _nominatives(word: Word) -> tuple[Reading, ...]:
    """The readings as a subject of a word that is in no genitive."""
    own = [r for r in likely(word) if not r.grammemes.isdisjoint(("NOUN", "NPRO"))]
    if any(case_of(r.grammemes) == "gent" for r in own):
        return ()
    return tuple(r for r in own if case_of(r.grammemes) == "nomn")


@lru_cache(maxsize=10_000)
def _forms(word: Word) -> list[frozenset[str]]:
    return [r.grammemes for r in word.readings]


def _part(doc: Document, k: int, start: int, stop: int) -> tuple[int, int]:
    """The tokens around ``k`` between two marks; «№», «₽» and their like part nothing."""
    a, b = k, k + 1
    while a > start and not _parts(doc, a - 1):
        a -= 1
    while b < stop and not _parts(doc, b):
        b += 1
    return a, b


def _parts(doc: Document, i: int) -> bool:
    word = doc.words[i]
    return word.kind in ("mark", "other") and word.norm not in _SIGNS and not is_inside(doc, i)


def _begins(doc: Document, a: int, start: int, plural: bool) -> bool:
    """Does a clause begin at ``a``, with no subject before it? ``plural``: so is the predicate."""
    words = doc.words
    if a == start or words[a - 1].norm in _OPENING_MARKS or words[a - 1].kind == "other":
        return True
    if words[a - 1].norm != ",":
        return False
    if words[a].norm in _OPENS or "который" in words[a].lemmas or not plural or may_begin(doc, a, start):
        return True
    before = words[part_before(doc, a - 1, start) : a - 1]
    return not any(case_of(r.grammemes) == "nomn" for w in before for r in w.readings)


def _governs(doc: Document, k: int, a: int, b: int) -> bool:
    """May a noun in the nominative be the object of the predicate, or of an infinitive?"""
    passes = not doc.words[k].lemmas.isdisjoint(_HARDLY_TRANSITIVE)
    if any("VERB" in g and "tran" in g for g in _forms(doc.words[k])) and (
        not passes or any(not w.lemmas.isdisjoint(_PASSED) for w in doc.words[a:k])
    ):
        return True
    return any("INFN" in r.grammemes for w in doc.words[a:b] for r in w.readings)


def _is_sure(head: _Head, free: bool, affirmed: bool) -> bool:
    """Is the noun no object? ``affirmed``: nothing is denied, and nothing counted, so it is in no genitive."""
    cases = {case_of(r.grammemes) for r in head.shapes if r.score > 0.05 or r.lemma == head.shapes[0].lemma}
    if affirmed:
        cases -= {"gent"}
    return bool(head.nomn) and (cases <= {"nomn", "voct"} or (free and cases <= {"nomn", "accs"}))


def _agree(noun: Reading, form: frozenset[str]) -> bool:
    n = noun.grammemes
    if not {"1per", "2per"}.isdisjoint(form) or ("plur" in n) != ("plur" in form):
        return False
    if "plur" in n or ("past" not in form and "VERB" in form):
        return True
    return not _ANY_GENDER.isdisjoint(n) or not GENDERS.isdisjoint(n & form)


def _before(doc: Document, a: int, k: int) -> tuple[_Head | None, int]:
    """The one noun of ``a:k`` that may be a subject, and how far the words were understood."""
    words = doc.words
    head: _Head | None = None
    i = a
    while i < k:
        word = words[i]
        not_one = word.norm == "ни" and word_at(doc, i + 1) in _NOT_ONE
        if not_one or (word.norm in _OPENS and i == a) or (is_light(word) and word.norm not in _LINKS):
            i += 1
        elif word.norm in CASES or _is_preposition(word):
            if head is not None and word.norm in ("с", "со", "вместе"):
                return None, i  # «мастер с помощником приехали»
            i = _past_phrase(doc, i + 1, k)
        elif head is not None and (word.kind in ("number", "latin", "masked", "other") or word.norm in _SIGNS):
            i += 1
        elif i == a and "который" in word.lemmas:
            head = _Head(i, list(word.readings))
            i += 1
        elif is_oblique_pronoun(word) or ("быть" in word.lemmas and _is_short(words[k])):
            i += 1
        else:
            phrase, after = _phrase(doc, i, k)
            if phrase is None:
                return None, i
            if phrase.nomn and not (head is not None and head.at == i - 1 and _has(phrase, "gent")):
                if head is not None or not phrase.shapes or not words[phrase.at].lemmas.isdisjoint(_MASS | _SAID):
                    return None, i
                head = phrase
            i = after
            while i < k and (tail := _genitive(doc, i, k)) > i:
                i = tail
    return head, i


@lru_cache(maxsize=5_000)
def _is_short(word: Word) -> bool:
    return all("PRTS" in g or "ADJS" in g for g in _forms(word))


def _phrase(doc: Document, i: int, stop: int) -> tuple[_Head | None, int]:
    """Adjectives and a noun that agrees with them from token ``i`` on, and what follows."""
    words = doc.words
    first = i
    while i < stop and (_is_adjective(words[i]) or words[i].norm in ("его", "ее", "их")):
        i += 1
    if i >= stop or not _is_common(words[i]) or (words[i].flags & TITLE and i > first):
        return None, first
    shapes = [r for r in likely(words[i]) if words[i].norm != "деньги" or "plur" in r.grammemes]
    for k in range(first, i):
        if words[k].norm not in ("его", "ее", "их"):
            shapes = [n for n in shapes if any(agree(a, n) for a in words[k].readings)]
    return (_Head(i, shapes), i + 1) if shapes else (None, first)


def _genitive(doc: Document, i: int, stop: int) -> int:
    """Past a genitive that belongs to the noun before it; ``i`` when there is none."""
    phrase, after = _phrase(doc, i, stop)
    return after if phrase is not None and _has(phrase, "gent") else i


def _has(phrase: _Head, case: str) -> bool:
    return any(case_of(r.grammemes) == case for r in phrase.shapes)


def _past_phrase(doc: Document, i: int, stop: int) -> int:
    """Past what a preposition before token ``i`` governs."""
    words = doc.words
    while i < stop and (_is_adjective(words[i]) or _is_numeral(words[i]) or words[i].norm[:1].isdigit()):
        i += 1
    if i < stop and (is_oblique_pronoun(words[i]) or not words[i].readings or "NOUN" in words[i].readings[0].grammemes):
        i += 1
    while i < stop and (after := _genitive(doc, i, stop)) > i:
        i = after
    return i


def _after(doc: Document, k: int, b: int, shapes: Sequence[frozenset[str]]) -> _Head | None:
    """The noun right after its predicate ``k``."""
    i = k + 1
    while i < b and (is_light(doc.words[i]) or is_oblique_pronoun(doc.words[i])) and doc.words[i].norm not in _LINKS:
        i += 1
    phrase, _ = _phrase(doc, i, b)
    if phrase is None or not phrase.nomn or not doc.words[phrase.at].lemmas.isdisjoint(_MASS | _SAID):
        return None
    if any("VERB" in g and ("tran" in g or not {"1per", "2per", "neut"}.isdisjoint(g)) for g in shapes):
        return None
    return phrase


def _stands(doc: Document, head: _Head, b: int, shapes: Sequence[frozenset[str]]) -> bool:
    """Is the noun after the predicate no first of several: «нужны паспорт и карта»?"""
    several = word_at(doc, b) in _GO_ON or any(w.norm in _MORE for w in doc.words[head.at : b])
    return not (several and any("plur" in g for g in shapes))


def _another(doc: Document, i: int, b: int, shapes: Sequence[frozenset[str]], head: int) -> bool:
    """May something after the predicate be its subject?"""
    words = doc.words
    while i < b:
        word = words[i]
        if i == head:
            i += 1
            while i < b and (after := _genitive(doc, i, b)) > i:
                i = after
            continue
        if word.norm in CASES or _is_preposition(word):
            i = _past_phrase(doc, i + 1, b)
            continue
        if word.kind in ("latin", "masked") or not word.known or word.flags & (TITLE | UPPER):
            return True
        if any(
            case_of(r.grammemes) == "nomn"
            and not r.grammemes.isdisjoint(("NOUN", "NPRO", "ADJF", "PRTF", "NUMR"))
            and (any(_agree(r, s) for s in shapes) or not r.grammemes.isdisjoint(("NPRO", "NUMR")))
            for r in word.readings
        ):
            return True
        i += 1
    return False


@lru_cache(maxsize=8_000)
def _is_preposition(word: Word) -> bool:
    return bool(word.readings) and "PREP" in word.readings[0].grammemes


@lru_cache(maxsize=8_000)
def _is_adjective(word: Word) -> bool:
    if word.norm in ("все", "всех", "всем", "всеми"):
        return True
    if any("Anum" in r.grammemes for r in word.readings[:1]):
        return True
    return bool(word.readings) and word.known and all(not r.grammemes.isdisjoint(ADJECTIVE) for r in word.readings)


@lru_cache(maxsize=8_000)
def _is_numeral(word: Word) -> bool:
    return any("NUMR" in r.grammemes for r in word.readings)


@lru_cache(maxsize=8_000)
def _is_common(word: Word) -> bool:
    if word.kind != "word" or not word.known or word.flags & UPPER or not word.readings:
        return False
    return all("NOUN" in r.grammemes and r.grammemes.isdisjoint(_NEVER) for r in word.readings)
