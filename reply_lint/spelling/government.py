"""The case that a preposition takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.commas import reads
from reply_lint.spelling.grammar import (
    ADJECTIVE,
    CASES,
    GENDERS,
    NOMINAL,
    NOUN,
    agree,
    case_of,
    inflect,
    is_nominal,
    takes,
)
from reply_lint.spelling.tokens import REACH, is_word, joined, rewritten, word_at
from reply_lint.spelling.unknown import is_term
from reply_lint.text import TITLE, UPPER, readings_of

DATIVE = frozenset(("согласно", "благодаря", "вопреки"))
"""Prepositions that ``dative`` looks at."""
_ANY_CASE = frozenset(
    "его ее их что чего то все сам это который тысяча какой что-то один раз возу спец тег друг веб топик брокер демон"
    " медиан медиана гамма эконом комфорт бизнес премиум мини макси стандарт онлайн офлайн оффлайн".split()
)
"""Words that stand after a preposition in a case of something else, or that have other readings."""
_NEVER_ALONE = frozenset(
    "этот свой ваш наш мой следующий прошлый первый второй последний новый каждый любой нужный ближайший"
    " мобильный личный текущий".split()
)
"""Adjectives that hardly ever stand for a noun («в переменной среды» is right)."""


_GENITIVE_IN_U = frozenset(
    "голоду разбору толку спросу умолку страху испугу перепугу жиру ходу виду роду зарезу смеху часу глазу счету году"
    " проку дому полу лесу разгону разбегу маху веку удержу сроку спуску налету лету верху низу краю перцу чаю сахару"
    " сыру кипятку песку льду дыму шуму народу снегу свету такту размаху разу боку ходу крику мороза морозу холоду"
    " стыду вздору складу весу объему ряду следу долгу нажиму примеру просыпу перебору недосмотру недогляду умыслу"
    " умысла интересу азарту пылу жару налету скандалу пару ветру бору".split()
)
"""The second genitive, which the dictionary often lacks: «без разбору», «с голоду»."""
_TOUCHING = frozenset(
    "удариться ударить стукнуться стукнуть споткнуться спотыкаться опереться опираться разбиться разбивать биться"
    " тереться тереть вытирать вытереть ломать сломать облокотиться зацепиться цепляться порезаться обжечься испачкать"
    " испачкаться поцарапать поцарапаться царапать точить бок рука спорить запнуться запинаться ушибиться удар бить"
    " потереть шаркать греться".split()
)
"""After these «о» takes the accusative: «споткнулся о порог», «бок о бок»."""


_ABOUT = frozenset(
    "неделя месяц год час минута секунда день сутки метр километр сотня десяток пара тысяча половина дюжина треть"
    " ладонь палец кулак голова дом рост полчаса четверть литр килограмм грамм полпути полпуть".split()
)
"""«С неделю», «с ладонь»: about so much."""
_AS_BIG = ("размер", "величин", "толщин", "длин", "высот", "рост", "вес", "объем")


def _may_be_right(doc: Document, i: int) -> bool:
    """Set phrases and senses of the preposition ``i`` in which another case is right."""
    words = doc.words
    norm, after = words[i].norm, words[i + 1]
    if norm == "за" and "что" in {word_at(doc, k) for k in range(i - 3, i)}:
        return True  # «что это за новая линия», «за что новый директор …»
    if after.norm in _GENITIVE_IN_U and norm in ("с", "со", "без", "от", "из", "до", "для", "около"):
        return True
    if norm in ("о", "об", "обо") and any(case_of(r.grammemes) == "accs" for r in after.readings):
        return any(not w.lemmas.isdisjoint(_TOUCHING) for w in words[max(0, i - 5) : i])
    start, stop = doc.span(i + 1, i + 2)
    return doc.text[stop : stop + 1] == "-" or "\u0301" in doc.text[start:stop]


def preposition(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«о встречи», «на английским»: a word in a case that the preposition before it never takes."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        after = words[i + 1]
        norm = words[i].norm
        cases = CASES[norm]
        if norm in ("с", "со") and word_at(doc, i - 1) in ("связи", "соответствии") and word_at(doc, i - 2) == "в":
            cases = frozenset(("ablt",))
        elif norm in ("с", "со") and after.lemmas.isdisjoint(_ABOUT) and not word_at(doc, i - 1).startswith(_AS_BIG):
            cases = cases - {"accs"}
        if not _is_governed(after):
            yield from _looks_like_verb(doc, i, cases)
            continue
        stop = doc.end(i + 1)
        if doc.text[stop : stop + 1] in ("/", ".", "-") and doc.text[stop + 1 : stop + 2].strip():
            continue
        if takes(after, cases):
            yield from _along(doc, i) if norm == "по" and reads(after, "NOUN") else _whole_phrase(doc, i, cases)
            continue
        if after.norm in _ANY_CASE or norm in DATIVE or (norm in ("после", "около") and reads(after, "NPRO")):
            continue
        if any(
            "NUMR" in r.grammemes or not r.grammemes.isdisjoint(("Name", "Surn", "Abbr", "Geox", "Orgn"))
            for r in after.readings
        ):
            continue
        if norm in ("за", "в", "по", "во") and (
            word_at(doc, i - 1) == "что" or any({"plur", "nomn"} <= r.grammemes for r in after.readings)
        ):
            continue
        if "-" in after.norm or word_at(doc, i - 1) == "-" or _may_be_right(doc, i) or _subject_of(doc, i):
            continue
        if (norm, after.norm) == ("со", "временам"):
            yield rewritten(doc, i, i + 2, ("со временем",))
            continue
        fixed = _in_cases(after, cases)
        noun = words[i + 2] if _has_own_noun(doc, i + 1, cases) else None
        nouns = _in_cases(noun, cases, after) if noun else []
        if noun and len(nouns) == len(fixed):  # «к личный кабинет»
            both = tuple(f"{norm} {f} {n}" for f, n in zip(fixed, nouns, strict=True))
            yield rewritten(doc, i, i + 3, both, False)
            continue
        sure = len(fixed) == 1 and _distance(fixed[0], after.norm) <= 2 and after.norm[-2:] not in ("ми", "ам", "ям")
        yield rewritten(doc, i, i + 2, tuple(f"{norm} {f}" for f in fixed), sure)


def _has_own_noun(doc: Document, i: int, cases: frozenset[str]) -> bool:
    """Does the adjective ``i`` agree with the noun after it, which is in none of the ``cases``, either?"""
    if not joined(doc, i) or not is_word(doc, i + 1) or not _is_governed(doc.words[i + 1]):
        return False
    noun = doc.words[i + 1]
    if any("NOUN" not in r.grammemes for r in noun.readings) or takes(noun, cases):
        return False
    if any(r.grammemes.isdisjoint(ADJECTIVE) for r in doc.words[i].readings):
        return False
    return any(agree(a, n) for a in doc.words[i].readings for n in noun.readings)


def _subject_of(doc: Document, i: int) -> bool:
    """«смету на [что-то] новый директор держит»: is a noun in the nominative with its verb what comes after?"""
    words = doc.words
    if not any(case_of(r.grammemes) == "nomn" for r in words[i + 1].readings):
        return False
    for k in range(i + 1, min(i + 5, len(words) - 1)):
        word = words[k]
        if word.kind != "word":
            return False
        if any(r.grammemes >= {"NOUN", "nomn", "anim"} for r in word.readings[:1]):
            return any("VERB" in r.grammemes for r in words[k + 1].readings[:1])
    return False


_ALONG = frozenset("ухо локоть колено плечо гриб ягода дрова горло уровень год день сто двести дело край".split())


_WHOSE = frozenset("ваш наш мой свой этот данный".split())
_SINGLE = frozenset(("NOUN", "sing"))
_BY = frozenset("телефон адрес договор тариф номер заказ вопрос запрос факт график план закон полис чек счет".split())
"""«По» with these takes the dative."""


def _along(doc: Document, i: int) -> Iterator[Match]:
    """«по ссылки»: «по» with the accusative plural is said of few things («по уши», «по грибы»)."""
    noun = doc.words[i + 1]
    if not noun.lemmas.isdisjoint(_BY) and all(
        r.grammemes >= _SINGLE and case_of(r.grammemes) in ("nomn", "accs") for r in noun.readings
    ):
        fixed = inflect(noun.norm, frozenset(("datv", "sing")), NOUN)
        if fixed and doc.words[i - 1].norm != "что":
            yield rewritten(doc, i, i + 2, (f"{doc.words[i].norm} {fixed}",), False)
        return
    if noun.readings and all(
        "NOUN" in r.grammemes and case_of(r.grammemes) in ("nomn", "gent", "accs") and "femn" in r.grammemes
        for r in noun.readings
    ):
        shapes = {(case_of(r.grammemes), "plur" in r.grammemes) for r in noun.readings}
        if ("gent", False) in shapes and noun.lemmas.isdisjoint(_ALONG):
            fixed = inflect(noun.norm, frozenset(("datv", "sing")), NOUN)
            if fixed:
                yield rewritten(doc, i, i + 2, (f"{doc.words[i].norm} {fixed}",), False)


def _looks_like_verb(doc: Document, i: int, cases: frozenset[str]) -> Iterator[Match]:
    """«на потолку»: after a preposition no verb can stand, so the other reading counts."""
    after = doc.words[i + 1]
    if doc.words[i].norm not in ("на", "в", "о", "об", "при") or not after.known or after.flags & (TITLE | UPPER):
        return
    nouns = [r for r in after.readings if "NOUN" in r.grammemes]
    if not nouns or any(r.grammemes.isdisjoint(("NOUN", "VERB")) for r in after.readings):
        return
    if len(nouns) < len(after.readings) and all(case_of(r.grammemes) == "datv" for r in nouns):
        fixed = inflect(after.norm, frozenset(("loct", "sing")), NOUN)
        if fixed and not cases.isdisjoint(("loct",)):
            yield rewritten(doc, i, i + 2, (f"{doc.words[i].norm} {fixed}",), False)


def _whole_phrase(doc: Document, i: int, cases: frozenset[str]) -> Iterator[Match]:
    """«на следующей недели»: the adjective would fit the preposition, but only without its noun."""
    words = doc.words
    whose = words[i].norm == "по" and not words[i + 1].lemmas.isdisjoint(_WHOSE)
    if (words[i].norm in ("по", "с", "со", "у") and not whose) or not joined(doc, i + 1) or not is_word(doc, i + 2):
        return
    adj, noun = words[i + 1], words[i + 2]
    if noun.flags & (TITLE | UPPER) or not noun.known or not noun.readings:
        return
    if not all("ADJF" in r.grammemes or "PRTF" in r.grammemes for r in adj.readings):
        return
    things = words[i].norm == "через" and all("inan" in r.grammemes for r in noun.readings)
    if adj.lemmas.isdisjoint(_NEVER_ALONE) and not things:
        return
    if _subject_of(doc, i):
        return
    if adj.norm in ("этого", "этому", "этим", "всего", "всем", "всему"):
        return
    if not all(
        "NOUN" in r.grammemes and "Fixd" not in r.grammemes and "Pltm" not in r.grammemes for r in noun.readings
    ):
        return
    pairs = [n for a in adj.readings for n in noun.readings if agree(a, n)]
    if whose and any(case_of(n.grammemes) != "gent" for n in pairs):
        return
    if not pairs or any(not n.grammemes.isdisjoint(cases) for n in pairs):
        return
    fixed = []
    for a in adj.readings:
        case = case_of(a.grammemes)
        if case in cases:
            number = "plur" if "plur" in a.grammemes else "sing"
            form = inflect(noun.norm, frozenset((case, number)), NOUN)
            if form and form not in fixed and any(agree(a, r) for r in readings_of(form.replace("ё", "е"))):
                fixed.append(form)
    if fixed:
        lead = doc.text[doc.starts[i + 1] : doc.starts[i + 2]]
        yield rewritten(doc, i + 1, i + 3, tuple(lead + form for form in fixed[:2]), len(fixed) == 1)


_COMPOUND = {
    ("в", "виде"), ("в", "случае"), ("в", "качестве"), ("в", "течение"), ("с", "помощью"), ("при", "помощи"),
    ("за", "счет"), ("в", "пользу"), ("в", "ходе"), ("в", "рамках"), ("по", "поводу"), ("в", "отношении"),
    ("во", "избежание"), ("на", "протяжении"), ("по", "причине"), ("в", "целях"), ("в", "размере"), ("в", "сумме"),
}  # fmt: skip
_COMPOUND_LAST = frozenset(last for _, last in _COMPOUND)


def compound(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«в виде скидкой», «с помощью кнопкой»: after these comes the genitive."""
    words = doc.words
    for i in places:
        if (word_at(doc, i - 1), words[i].norm) not in _COMPOUND or not joined(doc, i - 1) or not joined(doc, i):
            continue
        if not is_word(doc, i + 1) or word_at(doc, i - 2) in ("и", "том"):
            continue
        after = words[i + 1]
        if not is_nominal(after) or after.flags & (TITLE | UPPER) or is_term(after.norm) or "-" in after.norm:
            continue
        if any("NOUN" not in r.grammemes for r in after.readings) or takes(after, frozenset(("gent", "gen1", "gen2"))):
            continue
        if words[i].norm in ("случае", "счет", "сумме", "размере") and reads(after, "nomn"):
            continue
        number = "plur" if "plur" in after.readings[0].grammemes else "sing"
        fixed = inflect(after.norm, frozenset(("gent", number)), NOUN)
        if fixed:
            lead = doc.text[doc.starts[i - 1] : doc.starts[i + 1]]
            yield rewritten(doc, i - 1, i + 2, (lead.lower() + fixed,), False)


def ends_compound(word: Word) -> bool:
    """Asked for ``compound``."""
    return word.norm in _COMPOUND_LAST


def _in_cases(word: Word, cases: frozenset[str], adjective: Word | None = None) -> list[str]:
    """The word, read as ``adjective`` allows, in the ``cases``: forms most like what was written come first."""
    made: list[str] = []
    for case in ("loct", "ablt", "datv", "accs", "gent"):
        if case in cases:
            alike = (n for n in word.readings if adjective and any(agree(a, n) for a in adjective.readings))
            reading = next(alike, word.readings[0])
            wanted = frozenset(
                {case, "plur" if "plur" in reading.grammemes else "sing"}
                | (frozenset() if "plur" in reading.grammemes else reading.grammemes & GENDERS)
            )
            form = inflect(word.norm, wanted, NOMINAL)
            if form and form.replace("ё", "е") != word.norm and form not in made:
                made.append(form)
    made.sort(key=lambda f: _distance(f, word.norm))
    return made[:2]


def _distance(a: str, b: str) -> int:
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return max(len(a), len(b)) - same


def dative(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«согласно договора», «благодаря чего»: these take the dative."""
    words = doc.words
    for i in places:
        norm = words[i].norm
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        first = words[i + 1]
        verb = norm == "согласно" and reads(first, "VERB") and reads(first, "NOUN")  # «согласно правил»
        if not (verb or is_nominal(first)) or first.flags & UPPER:
            continue
        if reads(first, "datv") if verb else takes(first, frozenset(("datv",))):
            continue
        if not any(case_of(r.grammemes) == "gent" for r in first.readings) or first.norm in ("его", "ее", "их"):
            continue
        if norm == "благодаря" and _thanked(doc, i + 1):
            continue
        last = i + 1
        while (
            joined(doc, last)
            and is_word(doc, last + 1)
            and last - i < REACH
            and all(not r.grammemes.isdisjoint(ADJECTIVE) for r in words[last].readings)
            and is_nominal(words[last + 1])
        ):
            last += 1
        forms = []
        for k in range(i + 1, last + 1):
            reading = next((r for r in words[k].readings if case_of(r.grammemes) == "gent"), words[k].readings[0])
            number = "plur" if "plur" in reading.grammemes else "sing"
            wanted = {"datv", number} | (
                set() if number == "plur" or "NOUN" in reading.grammemes else set(reading.grammemes & GENDERS)
            )
            form = inflect(words[k].norm, frozenset(wanted), NOMINAL)
            if form is None:
                break
            forms.append(_cased(doc, k, form))
        if len(forms) == last - i:
            lead = doc.text[doc.starts[i] : doc.end(i)]
            yield rewritten(doc, i, last + 1, (" ".join([lead, *forms]),))


def _thanked(doc: Document, i: int) -> bool:
    """May token ``i`` with its noun be what somebody thanks, in the accusative?"""
    word = doc.words[i]
    own = [r for r in word.readings if case_of(r.grammemes) == "accs"]
    if own and is_word(doc, i + 1) and all("ADJF" in r.grammemes for r in word.readings):
        return any(agree(a, n) for a in own for n in doc.words[i + 1].readings)
    return bool(own)


def _cased(doc: Document, k: int, form: str) -> str:
    return form[:1].upper() + form[1:] if doc.words[k].flags & TITLE else form


@lru_cache(maxsize=8_000)
def _is_governed(word: Word) -> bool:
    """Is the word, for sure, in a case that the preposition before it asks for?"""
    return not word.flags & (TITLE | UPPER) and is_nominal(word) and not is_term(word.norm)


def is_preposition(word: Word) -> bool:
    """Asked for ``preposition``."""
    return word.norm in CASES


def takes_dative(word: Word) -> bool:
    """Asked for ``dative``."""
    return word.norm in DATIVE
