"""Words that should agree and do not: reported only when no pair of readings agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.grammar import (
    ADJECTIVE,
    CASES,
    GENDERS,
    NOUN,
    agree,
    case_of,
    inflect,
    is_light,
    likely,
    takes,
)
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of, word_at
from reply_lint.text import PREDICATE, TITLE, UPPER

_ALSO_ALONE = frozenset(
    "это то все сам весь каждый другой один первый второй третий последний следующий остальной многие некоторые такой"
    " который какой чей никакой иной тот этот оба свой мобильный данный данные выходной рабочий дежурный".split()
)
"""Adjectives that often stand for a noun, or before another noun's words."""
_LOOSE = frozenset(("другой", "каждый", "следующий", "последний", "мобильный"))
"""Of those, the ones that are looked at after a preposition."""
_FIRM = frozenset(
    "эта эту этой эти данная данное данную данной данном любая любое любую каждая каждое каждую такая такую".split()
)
"""Forms that hardly ever stand without a noun."""
_BEFORE_NOMINATIVE = frozenset("каждый любой такие".split())
"""Forms that may stand without a noun, but not before one in the nominative."""
_POSSESSIVE = frozenset("ваш наш твой мой этот свой".split())
_UNYIELDING = frozenset("Fixd Name Surn Abbr Init".split())


def adjective(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«ваша заказ», «новам острове»."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        adj, noun = words[i], words[i + 1]
        if not noun.known or noun.flags & (TITLE | UPPER) or not noun.readings:
            continue
        if any("NOUN" not in r.grammemes or not r.grammemes.isdisjoint(_UNYIELDING) for r in likely(noun)):
            continue
        own = _adjectival(adj)
        if any(agree(a, n) for a in own for n in noun.readings) or _after_number(doc, i):
            continue
        alone = adj.norm in _BEFORE_NOMINATIVE
        if alone and any(case_of(r.grammemes) != "nomn" for r in noun.readings):
            continue
        if alone or adj.norm in _FIRM or _is_possessive(adj):
            if word_at(doc, i + 2) in ("и", ",", "или") and all("plur" in r.grammemes for r in own):
                continue  # «по вашим имени и фамилии»
        elif not adj.lemmas.isdisjoint(_LOOSE) and adj.norm not in ("первую", "вторую", "последнюю", "следующую"):
            if not _between(doc, i, own):
                continue
        elif not (
            _is_firm(doc, i, own)
            or _names(doc, i, own)
            or _between(doc, i, own)
            or _after_verb(doc, i, own)
            or _unclaimed(doc, i, own)
        ):
            continue
        fixes = _fixes(doc, i, own)
        if fixes:
            yield rewritten(doc, i, i + 2, fixes, len(fixes) == 1)


def _fixes(doc: Document, i: int, own: list[Reading]) -> tuple[str, ...]:
    """The adjective made to agree with the noun, or the noun with the adjective: the likelier first."""
    adj, noun = doc.words[i], doc.words[i + 1]
    first = _agreeing(adj, noun)
    if not first:
        return ()
    before = doc.words[i - 1] if i else None
    if before is not None and before.norm in CASES and not _is_possessive(adj):
        for n in noun.readings:
            if not n.grammemes.isdisjoint(CASES[before.norm]):
                fitting = _for_noun(adj, n)
                if fitting:
                    return (f"{fitting} {doc.text[doc.starts[i + 1] : doc.end(i + 1)]}",)
    mended = f"{first} {doc.text[doc.starts[i + 1] : doc.end(i + 1)]}"
    living = any("anim" in r.grammemes for r in noun.readings)
    own = [r for r in own if living or "anim" not in r.grammemes] or own
    cases = {case_of(r.grammemes) for r in own}
    plural = all("plur" in r.grammemes for r in own)
    same = cases & {case_of(r.grammemes) for r in noun.readings}
    alike = [r for r in noun.readings if case_of(r.grammemes) in same]
    if same and plural == all("plur" in r.grammemes for r in alike):
        return (mended,)
    other = next(
        (
            form
            for r in own
            if (form := inflect(noun.norm, frozenset((case_of(r.grammemes), "plur" if plural else "sing")), NOUN))
            and form.replace("ё", "е") != noun.norm
        ),
        None,
    )
    if other is None:
        return (mended,)
    kept = f"{doc.text[doc.starts[i] : doc.end(i)].lower()} {other}"
    predicate = _number_after(doc, i + 2)
    if predicate:
        return (kept, mended) if (predicate == "plur") == plural else (mended, kept)
    return (mended, kept) if same and not plural else (kept, mended)


def _number_after(doc: Document, i: int) -> str:
    """The number of the predicate at ``i``, or past adverbs; empty when there is none."""
    while is_word(doc, i) and is_light(doc.words[i]):
        i += 1
    if not is_word(doc, i) or not doc.words[i].flags & PREDICATE:
        return ""
    own = [r.grammemes for r in doc.words[i].readings if not r.grammemes.isdisjoint(("VERB", "PRTS", "ADJS"))]
    return next((n for n in ("plur", "sing") if own and all(n in g for g in own)), "")


_STANDS_ALONE = frozenset(
    "данный рабочий дежурный больной знакомый взрослый ответственный прохожий служащий желающий заведующий управляющий"
    " выходной рядовой постоянный будущий прошлое мобильный новенький единый целое наличный суточный проездной"
    " коммунальный командировочный полный готовый равный достойный нужный должный похожий известный главное общий"
    " важный дорогой полон доступный близкий дальнейший".split()
)


def _names(doc: Document, i: int, own: list[Reading]) -> bool:
    """«ближайшие отделение работает», «в первую столбец»: the noun has no case but these two."""
    words = doc.words
    adj, noun = words[i], words[i + 1]
    if any(case_of(r.grammemes) not in ("nomn", "accs") for r in noun.readings) or len(own) < len(adj.readings):
        return False
    if not adj.lemmas.isdisjoint(_STANDS_ALONE) or any("anim" in r.grammemes for r in noun.readings):
        return False
    cases = {case_of(r.grammemes) for r in own}
    if not cases <= {"nomn", "accs"} or any("Apro" in r.grammemes for r in own):
        return False
    before = words[i - 1] if i and joined(doc, i - 1) else None
    if cases == {"accs"}:  # «в первую столбец»
        return before is not None and before.norm in ("в", "на", "за", "через") and "Anum" in _all(own)
    if any("Anum" in r.grammemes for r in own):
        return False
    # the adjective may end a clause («цены низкие»): only what opens one, or follows a preposition, is firm
    return before is None or before.kind == "mark" or before.norm in CASES


_NEVER_ALONE = frozenset("ближайший нужный личный текущий любой".split())
_MONTHS = frozenset("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь год число".split())


def _between(doc: Document, i: int, own: list[Reading]) -> bool:
    """«за отдельного плату», «на другие рейс»: a preposition, an adjective, a noun in the preposition's case."""
    adj, noun = doc.words[i], doc.words[i + 1]
    before = doc.words[i - 1] if i and joined(doc, i - 1) else None
    if before is None or before.norm not in CASES or any("PREP" not in r.grammemes for r in before.readings[:1]):
        return False
    if not adj.lemmas.isdisjoint(_STANDS_ALONE) or not noun.lemmas.isdisjoint(_MONTHS):
        return False
    if len(own) < len(adj.readings) or any(not r.grammemes.isdisjoint(("Anum", "Supr")) for r in own):
        return False
    governed = [r for r in noun.readings if not r.grammemes.isdisjoint(CASES[before.norm])]
    if not governed or len(governed) < len([r for r in noun.readings if r.score > 0.15]):
        return False
    # an adjective that fits the preposition may stand for a noun, with what follows in the genitive
    fits = any(not r.grammemes.isdisjoint(CASES[before.norm]) for r in own)
    if fits and not adj.lemmas.isdisjoint(_NEVER_ALONE) and before.norm in ("в", "на", "за", "через"):
        return True  # «в ближайший отделение»
    if fits and any(case_of(r.grammemes) in ("gent", "nomn") for r in noun.readings):
        return False
    if fits and not adj.lemmas.isdisjoint(_ALSO_ALONE):
        return False
    # «в горизонтальном и в вертикальном направлениях»
    several = any("plur" in r.grammemes for r in governed) and all("sing" in r.grammemes for r in own)
    return not (several and any(w.norm in ("и", "или") for w in doc.words[max(0, i - 4) : i]))


def _after_verb(doc: Document, i: int, own: list[Reading]) -> bool:
    """«появится зелёного облако»: a genitive of the masculine or neuter before a noun that cannot be one."""
    adj, noun = doc.words[i], doc.words[i + 1]
    before = doc.words[i - 1] if i and joined(doc, i - 1) else None
    if before is None or not before.readings or any("VERB" not in r.grammemes for r in before.readings):
        return False
    if not adj.norm.endswith(("ого", "его")) or not adj.lemmas.isdisjoint(_STANDS_ALONE):
        return False
    if any(not r.grammemes.isdisjoint(("Anum", "Apro", "anim")) and "Apro" in r.grammemes for r in own):
        return False
    return all("inan" in r.grammemes and case_of(r.grammemes) in ("nomn", "accs") for r in noun.readings)


_GOVERNS = frozenset(
    "полный равный нужный необходимый доступный известный понятный интересный полезный важный удобный похожий подобный"
    " подвластный верный родной благодарный знакомый приятный чужой присущий свойственный подходящий достойный"
    " чуждый кратный параллельный перпендикулярный обратный соответствующий следующий предыдущий согласный готовый"
    " способный виноватый выгодный видный слышный возможный невозможный переменный"
    " близкий дальний противоположный сопутствующий лишний"
    " должный обязательный очередной единственный самый главный последний первый новенький целый наличный".split()
)
"""Adjectives that govern nouns, or stand for one."""


def _unclaimed(doc: Document, i: int, own: list[Reading]) -> bool:
    """«настроить умная дом», «копия прежняя договора»: no word before the adjective is one that it could belong to."""
    adj, noun = doc.words[i], doc.words[i + 1]
    if len(own) < len(adj.readings) or not adj.lemmas.isdisjoint(_STANDS_ALONE | _GOVERNS):
        return False
    if any(not r.grammemes.isdisjoint(("Anum", "Apro", "Supr", "PRTF")) for r in own):
        return False
    if any("anim" in r.grammemes for r in noun.readings) or all("neut" in r.grammemes for r in own):
        return False
    if all(case_of(r.grammemes) == "ablt" for r in noun.readings):
        return False  # «новый автоматом не выпустится»
    if all(case_of(r.grammemes) in ("ablt", "datv") for r in own) or all("anim" in r.grammemes for r in own):
        return False
    if adj.norm.endswith("ой") and any("masc" in r.grammemes and "sing" in r.grammemes for r in noun.readings):
        return False  # «беспроводной адаптер»: not always in the dictionary
    before = doc.words[i - 1] if i and joined(doc, i - 1) else None
    if before is not None and before.norm in CASES and takes(adj, CASES[before.norm]):
        return False  # «по короткой фильмы едут»
    genitive = any(case_of(r.grammemes) == "gent" for r in noun.readings)
    if genitive and not (before and before.readings and all("NOUN" in r.grammemes for r in before.readings)):
        return False  # «старшая смены», but «запись пропущенный минут»
    if all("plur" in r.grammemes for r in own) and word_at(doc, i + 2) in ("и", "или", ","):
        return False  # «системные дату и время»
    start = sentence_of(doc, i)[0]
    for k in range(i - 1, max(start, i - 12) - 1, -1):
        word = doc.words[k]
        if word.kind in ("latin", "masked", "number") or not word.known or word.norm in ("и", "или"):
            return False
        if any(
            not r.grammemes.isdisjoint(("NOUN", "NPRO"))
            and ("plur" in r.grammemes) == ("plur" in a.grammemes)
            and ("plur" in a.grammemes or "NPRO" in r.grammemes or not GENDERS.isdisjoint(a.grammemes & r.grammemes))
            for r in word.readings
            for a in own
        ):
            return False
    return True


def _all(readings: list[Reading]) -> frozenset[str]:
    return frozenset().union(*(r.grammemes for r in readings))


def is_attribute(word: Word) -> bool:
    """Asked for ``adjective``: may the word belong to nothing but the noun after it?"""
    if word.kind != "word" or not word.known or word.flags & UPPER or not _is_adjectival(word):
        return False
    if word.norm in _FIRM or word.norm in _BEFORE_NOMINATIVE:
        return True
    if word.norm in ("это", "то", "все") or not word.lemmas.isdisjoint(_ALSO_ALONE - {"этот", "свой", "тот"}):
        if not word.lemmas.isdisjoint(_LOOSE):
            return True
        return word.norm in ("первую", "вторую", "последнюю", "следующую")
    own = _adjectival(word)
    if any("Anph" in r.grammemes for r in own):
        return False
    # Participles and adjectives govern nouns («на связанный договором …»): only the prepositional case is firm.
    return _is_possessive(word) or (all("PRTF" not in r.grammemes for r in own))


def _is_adjectival(word: Word) -> bool:
    return word.norm not in CASES and all(not r.grammemes.isdisjoint(ADJECTIVE) for r in word.readings)


def _adjectival(word: Word) -> list[Reading]:
    return [r for r in word.readings if not r.grammemes.isdisjoint(ADJECTIVE)]


def _is_possessive(word: Word) -> bool:
    return not word.lemmas.isdisjoint(_POSSESSIVE)


def _is_firm(doc: Document, i: int, own: list[Reading]) -> bool:
    """«на новам острове»: after a preposition and with the noun in the prepositional case there is no other reading."""
    before = doc.words[i - 1] if i else None
    if before is None or before.norm not in CASES or all("PREP" not in r.grammemes for r in before.readings):
        return False
    return any(
        case_of(r.grammemes) == case_of(a.grammemes) == "loct" and r.grammemes & a.grammemes & {"plur", "sing"}
        for a in own
        for r in doc.words[i + 1].readings
    )


def _after_number(doc: Document, i: int) -> bool:
    return any(
        doc.words[k].kind == "number" or any("NUMR" in r.grammemes for r in doc.words[k].readings)
        for k in range(max(0, i - 3), i)
    )


def _agreeing(adj: Word, noun: Word) -> str | None:
    for reading in adj.readings:
        case = case_of(reading.grammemes)
        for n in noun.readings:
            if case_of(n.grammemes) == case:
                return _for_noun(adj, n)
    return _for_noun(adj, noun.readings[0]) if noun.readings else None


def _for_noun(adj: Word, noun: Reading) -> str | None:
    wanted = {case_of(noun.grammemes)}
    if "plur" in noun.grammemes:
        wanted.add("plur")
    else:
        wanted |= {"sing"} | (GENDERS & noun.grammemes)
    if case_of(noun.grammemes) == "accs" and ("plur" in noun.grammemes or "masc" in noun.grammemes):
        wanted |= noun.grammemes & {"anim", "inan"}
    return inflect(adj.norm, frozenset(wanted), ADJECTIVE)
