"""Words run together: «неполучится», «вашвопрос», «какобычно», «номеробращения»."""

from __future__ import annotations

from functools import lru_cache

from reply_lint.spelling.formed import VERB_PREFIXES, is_derived, is_good
from reply_lint.spelling.frequency import table
from reply_lint.spelling.grammar import ALL_CASES, CASES, agree
from reply_lint.text import analyzer, readings_of

MEMO = 20_000
"""Most distinct words remembered."""

_SHORT_WORDS = frozenset(
    "не ни в во на по с со к ко у о об от до из за для без под при и а но или как что если то же бы так все"
    " это мы вы я он"
    " она они их его ее нам вам вас нас мне только уже еще через при тем чем чтобы где кто там тут вот".split()
)
_CASES = {"в": "loct accs loc2", "с": "ablt gent", "к": "datv", "о": "loct", "у": "gent"}
_LONGER_CASES = {
    "на": "loct accs loc2", "из": "gent", "без": "gent", "для": "gent", "через": "accs", "за": "accs ablt",
    "до": "gent", "по": "datv", "при": "loct", "со": "ablt gent", "от": "gent", "об": "loct", "ко": "datv",
    "во": "loct accs loc2", "после": "gent", "между": "ablt", "перед": "ablt", "вместо": "gent", "кроме": "gent",
}  # fmt: skip
"""Cases after prepositions that are run together with a noun."""


def surely_two(norm: str) -> str | None:
    """The two words that ``norm`` can only be, with a space between."""
    return _negated(norm) or _pair(norm) or _with_particle(norm)


def perhaps_two(norm: str) -> str | None:
    """The two words that ``norm`` is most likely, when it is no slip for one."""
    run = two_words(norm) or _two_nouns(norm)
    return None if run and is_derived(norm) and not _is_phrase(run) else run


_BEFORE_PARTICLE = frozenset(
    "если что кто где когда куда как чтобы можно нужно надо было тогда там тут хотя будет вот пока так мы вы он она они"
    " это он раньше лучше сразу уже все".split()
)


def _with_particle(norm: str) -> str | None:
    """«еслиже», «можноли», «былобы»: a particle glued to what it often follows."""
    first, particle = norm[:-2], norm[-2:]
    return f"{first} {particle}" if particle in ("же", "ли", "бы") and first in _BEFORE_PARTICLE else None


_TO_THE_END = tuple(
    f"до{root}"
    for root in "лож получ постав плат плач счит счит счет ли да вес влож смотр пон оцен бр бир каз говор стач спа ед"
    " езж слыш брос груз комплект работ вар пит рассчит начисл брал".split()
)
"""Verbs with «недо-»: what was not done in full."""


def _negated(norm: str) -> str | None:
    """«неполучится» → «не получится»: «не» with a verb is written apart."""
    if norm.startswith("недо") and norm[2:].startswith(_TO_THE_END):
        return None  # «недоложили», «недополучили»
    if norm.startswith(("не", "ни")) and len(norm) > 5:
        rest = norm[2:]
        if analyzer().word_is_known(rest):
            forms = [r.grammemes & {"VERB", "INFN", "GRND", "PRTS", "ADJS"} for r in readings_of(rest)]
            if all(forms) and forms != [{"ADJS"}] * len(forms):
                return f"не {rest}"
    return None


def two_words(norm: str) -> str | None:
    """«какобычно» → «как обычно»."""
    get = table().entry
    best, worth = None, 0.0
    for k in range(1, min(len(norm) - 2, 7)):
        first, rest = norm[:k], norm[k:]
        if first in _SHORT_WORDS and first != "не" and len(rest) > 2:
            value = get(rest.encode("cp1251"))
            level = (value & 127) / 20
            if first in VERB_PREFIXES and all(
                not r.grammemes.isdisjoint(("VERB", "INFN", "GRND")) for r in readings_of(rest)
            ):
                continue
            least = 4.4 if k == 1 and len(rest) < 7 else 3.6
            if k == 1 and len(rest) > 4 and first in _CASES and _only_in(rest, first):
                least = 2.5
            elif first == "и" and len(rest) > 5:
                least = 2.8
            elif first in _LONGER_CASES and first not in _MAKE_NOUNS and len(rest) > 4 and _only_in(rest, first):
                least = 2.5
            if first in CASES and not _in_case(rest, first):
                continue
            if value > 127 and level >= least and level + k / 4 > worth and is_good(rest):
                best, worth = f"{first} {rest}", level + k / 4
        elif rest in _SHORT_WORDS and k >= 4 and len(rest) > 1:
            value = get(first.encode("cp1251"))
            if value > 127 and (value & 127) / 20 >= 4.2 and is_good(first):
                best, worth = f"{first} {rest}", (value & 127) / 20
    return best


@lru_cache(maxsize=5_000)
def _in_case(rest: str, preposition: str) -> bool:
    """Has ``rest`` a case of the preposition, or none?"""
    cases = CASES[preposition]
    return any(
        not r.grammemes.isdisjoint(cases) or r.grammemes.isdisjoint(ALL_CASES) or "Fixd" in r.grammemes
        for r in readings_of(rest)
        if r.grammemes.isdisjoint(("VERB", "INFN", "GRND"))
    )


_POSSESSIVES = tuple(
    "ваш ваша ваше ваши вашего вашей вашему вашу вашим вашем ваших наш наша наше наши нашего нашей нашему нашу нашим"
    " нашем наших этот эта эту этого этой этому этом эти этих".split()
)
_SUBJECTS = {
    "я": ("1per", "sing"), "мы": ("1per", "plur"), "вы": ("2per", "plur"), "он": ("3per", "sing"),
    "она": ("3per", "sing"), "они": ("3per", "plur"),
}  # fmt: skip
_BESIDE_VERB = tuple("его ее их вас нас вам нам мне меня ему им ей уже еще все".split())
_PAIRED = frozenset(
    "вам нам мне вас нас его ее их им ему ей он она они мы вы уже еще все это так как что не до от для из за на по при"
    " есть был или если когда пока там тут где чем тем без под над раз".split()
)
_MAKE_NOUNS = frozenset("по до со ко во от об".split())
"""Prefixes of nouns, too: «догруз», «созаёмщик»."""
_TILL = frozenset(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря понедельника вторника среды"
    " четверга пятницы субботы воскресенья завтра вечера утра полудня конца начала старта".split()
)


@lru_cache(maxsize=MEMO)
def _pair(norm: str) -> str | None:
    """«вашвопрос», «мыщелкаем», «вамне»: two words that belong together, with no space between."""
    for k in range(1, min(len(norm) - 1, 7)):
        first, rest = norm[:k], norm[k:]
        if first in _POSSESSIVES and len(rest) > 3 and is_good(rest) and table().get(rest) >= 2.4:
            own = [r for r in readings_of(first) if "ADJF" in r.grammemes]
            nouns = [r for r in readings_of(rest) if r.grammemes.isdisjoint(("VERB", "INFN", "ADVB"))]
            if nouns and any(agree(a, n) for a in own for n in nouns):
                return f"{first} {rest}"
        elif first in _SUBJECTS and len(rest) > (5 if k < 2 else 3) and is_good(rest) and table().get(rest) >= 2.2:
            person, number = _SUBJECTS[first]
            forms = [r.grammemes for r in readings_of(rest)]
            if all("VERB" in g for g in forms) and any(
                number in g and not g.isdisjoint(("past", person)) for g in forms
            ):
                return f"{first} {rest}"
        elif first in _BESIDE_VERB and len(rest) > 4 and is_good(rest) and table().get(rest) >= 2.4:
            if all(not r.grammemes.isdisjoint(("VERB", "INFN")) for r in readings_of(rest)):
                return f"{first} {rest}"
        elif (
            (first in _PAIRED and rest in _PAIRED and len(norm) > 4 and first != rest)
            or (first == "до" and rest in _TILL)
            or (
                first in _LONGER_CASES
                and first not in _MAKE_NOUNS
                and len(rest) > 3
                and is_good(rest)
                and table().get(rest) >= 3.0
                and _only_in(rest, first)
            )
        ):
            return f"{first} {rest}"
    return None


def _is_phrase(run: str) -> bool:
    """«на сайте»: a preposition and a noun in its case, which no verb's prefix makes."""
    first, _, rest = run.partition(" ")
    return first in (_CASES | _LONGER_CASES) and first not in _MAKE_NOUNS and _only_in(rest, first)


def _only_in(rest: str, preposition: str) -> bool:
    """Is ``rest`` a noun or adjective in a case of the preposition, and in no way in the nominative?"""
    cases = frozenset((_CASES.get(preposition) or _LONGER_CASES[preposition]).split())
    readings = [r for r in readings_of(rest) if r.score > 0.05]
    return (
        bool(readings)
        and all(not r.grammemes.isdisjoint(("NOUN", "ADJF", "NPRO")) and "nomn" not in r.grammemes for r in readings)
        and any(not r.grammemes.isdisjoint(cases) for r in readings)
    )


def _two_nouns(norm: str) -> str | None:
    """«номеробращения» → «номер обращения», «любоевремя» → «любое время»: two frequent words that are bound."""
    if len(norm) < 9:
        return None
    get = table().entry
    for k in range(4, len(norm) - 3):
        first, rest = norm[:k], norm[k:]
        levels = get(first.encode("cp1251")), get(rest.encode("cp1251"))
        if min(levels) > 127 and min(v & 127 for v in levels) >= 76 and is_good(first) and is_good(rest):
            heads, others = readings_of(first), [r for r in readings_of(rest) if "NOUN" in r.grammemes]
            if others and all("ADJF" in r.grammemes for r in heads):
                bound = len(first) > 4 and any(agree(a, n) for a in heads for n in others)
            else:
                bound = len(norm) > 10 and min(len(first), len(rest)) > 4 and first[-1] not in "оеи"
                bound = bound and any(r.grammemes >= {"NOUN", "nomn", "sing"} for r in heads)
                bound = bound and any("gent" in r.grammemes for r in others)
            if bound:
                return f"{first} {rest}"
    return None
