"""Words that the dictionary lacks: misspelt or new, and what was meant."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reply_lint.spelling import misspellings
from reply_lint.spelling.frequency import RARE, table
from reply_lint.spelling.grammar import ALL_CASES, CASES, agree
from reply_lint.text import analyzer, readings_of

if TYPE_CHECKING:
    from reply_lint.spelling.candidates import Candidate

SHORTEST, LONGEST = 4, 28
"""Shorter words have too many neighbours; longer ones are no words."""
SOUNDS_SO = 0.4
"""Slips up to this cost are those of ear and habit."""
MEMO = 20_000
"""Most distinct words remembered."""

_RUSSIAN = re.compile("[а-я]+")
_VOWEL = re.compile("[аеиоуыэюя]")
_PREFIXES = tuple(
    "онлайн видео мульти авто кибер супер мини микро макро теле фото аудио веб интернет гео евро анти псевдо экс ультра"
    " мега гипер нано нейро крипто био эко электро энерго техно медиа мото вело кино радио стерео мета пост транс меж"
    " сверх полу само двух трех четырех пяти шести семи восьми девяти десяти одно много разно высоко низко квази контр"
    " архи обще внутри вне около гос спец соц проф мед фин стоп смарт эвро аэро агро гидро термо лже сото бизнес штрих"
    " смс пуш чат бот кэш кеш дата нон топ пере недо суб под".split()
)
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
"""What is run together with the next word."""


class Suggestion(NamedTuple):
    fixes: tuple[str, ...]
    """Best first; lower case."""
    sure: bool
    """The best fix may be applied unasked."""


@lru_cache(maxsize=MEMO)
def suggest(norm: str) -> Suggestion | None:
    """What ``norm`` (lower case, ё as е; not in the dictionary) should be; None: leave it alone."""
    listed = misspellings.right(norm, False)
    if listed:
        return Suggestion(listed, len(listed) == 1)
    if not (SHORTEST <= len(norm) <= LONGEST and _RUSSIAN.fullmatch(norm)) or not _VOWEL.search(norm):
        return None
    if is_term(norm):
        return None
    if norm.endswith("тся") and analyzer().word_is_known(norm[:-3] + "ться"):
        return Suggestion((norm[:-3] + "ться",), True)
    doubled = _one_n(norm)
    if doubled:
        return Suggestion((doubled,), True)
    if norm.endswith("ий") and analyzer().word_is_known(norm[:-1] + "я"):
        return None  # «анимаций»: a form that the dictionary lacks
    split = _split(norm) or _pair(norm) or _with_particle(norm)
    if split:
        return Suggestion((split,), True)
    if _is_compound(norm) or (norm.endswith(("ся", "сь")) and analyzer().word_is_known(norm[:-2])):
        return None
    return _misspelt(norm)


_BEFORE_PARTICLE = frozenset(
    "если что кто где когда куда как чтобы можно нужно надо было тогда там тут хотя будет вот пока так мы вы он она они"
    " это он раньше лучше сразу уже все".split()
)


def _with_particle(norm: str) -> str | None:
    """«еслиже», «можноли», «былобы»: a particle glued to what it often follows."""
    first, particle = norm[:-2], norm[-2:]
    return f"{first} {particle}" if particle in ("же", "ли", "бы") and first in _BEFORE_PARTICLE else None


_ONE_N = re.compile("(.{3,}[аяеио])н(ый|ая|ое|ые|ого|ому|ым|ых|ыми|ой|ую|ом)")


def _one_n(norm: str) -> str | None:
    """«выделеной» → «выделенной»: the participle is meant, not a word that is as near."""
    found = _ONE_N.fullmatch(norm)
    whole = f"{found.group(1)}нн{found.group(2)}" if found else ""
    return whole if whole and is_good(whole) else None


def _misspelt(norm: str) -> Suggestion | None:
    from reply_lint.spelling.candidates import near

    own = table().get(norm)
    found = _verified(near(norm))
    if len(norm) >= 6 and not any(_enough(c, own, len(norm)) for c in found):
        found = _verified(near(norm, twice=True))
    if not any(_enough(c, own, len(norm)) for c in found):
        found = _unlisted(norm) or found
    if not any(_enough(c, own, len(norm)) for c in found):
        run = _two_words(norm) or _two_nouns(norm)
        if run and _derived(norm) and not _is_phrase(run):
            run = None
        return Suggestion((run,), True) if run else None
    best = next(c for c in found if _enough(c, own, len(norm)))
    others = [c for c in found if c is not best and best.worth - c.worth < 1.0]
    rival = others[0].worth if others else -9.0
    run = _two_words(norm) if best.cost > 0.6 and best.worth < 2.0 else None
    if run:
        return Suggestion((run, best.word), False)
    if best.cost > 0.4 and _derived(norm):
        return None
    if best.cost >= 0.8 and _is_diminutive(norm):
        found = [c for c in found if c.cost < SOUNDS_SO and _enough(c, own, len(norm))]
        return Suggestion((found[0].word,), False) if found else None
    if best.cost >= 0.8 and _diminutive(norm, best.word):
        return None
    sure = best.worth - rival >= 0.4 and (best.cost <= 0.8 or best.worth - own >= 2.0)
    return Suggestion(tuple(c.word for c in (best, *others[:2])), sure)


def _enough(best: Candidate, own: float, length: int) -> bool:
    """Is ``best`` so much likelier than the word as it stands that the word must be a slip?"""
    gain = best.worth - own
    if length <= 4:
        return gain >= 2.6
    if length == 5:
        return gain >= (1.5 if best.cost <= 0.6 else 2.2)
    if best.cost <= 0.4:
        return gain >= 0.3
    if best.cost <= 0.8:
        return gain >= (0.8 if length > 6 else 1.2 if best.cost <= 0.6 else 1.6)
    if best.cost <= 1.2:
        return gain >= (1.0 if length > 7 else 1.5)
    return gain >= (1.8 if length < 9 else 1.3)


_VERB_PREFIXES = tuple("пере до за от рас раз по на вы об при под про недо без бес со с у из ис".split())


def _derived(norm: str) -> bool:
    """«обнулился», «перезалить»: made by rule from a word that the dictionary has."""
    known = analyzer().word_is_known
    if norm.endswith(("ся", "сь")) and known(norm[:-2]):
        return True
    return any(
        norm.startswith(prefix) and len(norm) - len(prefix) >= 5 and known(norm[len(prefix) :])
        for prefix in _VERB_PREFIXES
    )


def _diminutive(norm: str, other: str) -> bool:
    """«персоналку» is no slip for «персоналу», nor «тестик» for «тест»: new words are made with -к-."""
    at = norm.rfind("к")
    return at >= len(norm) - 3 and (norm[:at] + norm[at + 1 :] == other or norm[: at - 1] + norm[at + 1 :] == other)


_SMALL = re.compile(
    "(.{3,}?)(?:(?:ч?ик|очек|ечек|ок|ек)(?:а|у|ом|е|и|ов|ам|ами|ах)?|(?:очк|ечк|ушк|юшк|к)(?:а|и|у|е|ой|ам|ами|ах)?)"
)


def _is_diminutive(norm: str) -> bool:
    """«ответик», «заявочку»: is there a word from which it is made? Also «ждёмс»."""
    known = analyzer().word_is_known
    if norm.endswith("с") and known(norm[:-1]) and any("VERB" in r.grammemes for r in readings_of(norm[:-1])):
        return True
    found = _SMALL.fullmatch(norm)
    return found is not None and any(
        known(base) and any("NOUN" in r.grammemes for r in readings_of(base))
        for base in (found.group(1), found.group(1) + "а", found.group(1) + "я")
    )


def _verified(found: list[Candidate]) -> list[Candidate]:
    """The best few, less the ghosts of the hash table, names and words that are wrong themselves."""
    kept = []
    for candidate in found[:12]:
        if is_good(candidate.word):
            kept.append(candidate)
            if len(kept) == 4:
                break
    return kept


def is_good(word: str) -> bool:
    """A word of the dictionary that is no name and no mistake."""
    if not analyzer().word_is_known(word):
        return False
    bad = ("Erro", "Infr", "Dist", "Name", "Surn", "Patr", "Geox", "Abbr", "Init")
    return any(r.grammemes.isdisjoint(bad) for r in readings_of(word))


def _unlisted(norm: str) -> list[Candidate]:
    """Words one likely slip away that the dictionary has and the frequency list lacks."""
    from reply_lint.spelling.candidates import Candidate, cheap

    known = is_good
    found: dict[str, float] = {}
    for word, cost in cheap(norm):
        if cost <= 0.6 and word != norm and known(word):
            found[word] = min(cost, found.get(word, 9.0))
    return (
        [Candidate(word, RARE + 2.0, cost) for word, cost in found.items()] if len(found) == 1 and len(norm) > 8 else []
    )


_TO_THE_END = tuple(
    f"до{root}"
    for root in "лож получ постав плат плач счит счит счет ли да вес влож смотр пон оцен бр бир каз говор стач спа ед"
    " езж слыш брос груз комплект работ вар пит рассчит начисл брал".split()
)
"""Verbs with «недо-»: what was not done in full."""


def _split(norm: str) -> str | None:
    """«неполучится» → «не получится»: «не» with a verb is written apart."""
    if norm.startswith("недо") and norm[2:].startswith(_TO_THE_END):
        return None  # «недоложили», «недополучили»
    if norm.startswith(("не", "ни")) and len(norm) > 5:
        rest = norm[2:]
        if analyzer().word_is_known(rest):
            readings = readings_of(rest)
            if all(not r.grammemes.isdisjoint(("VERB", "INFN", "GRND")) for r in readings):
                return f"не {rest}"
            if all("PRTS" in r.grammemes for r in readings):
                return f"не {rest}"
    return None


def _two_words(norm: str) -> str | None:
    """«какобычно» → «как обычно»."""
    get = table().entry
    best, worth = None, 0.0
    for k in range(1, min(len(norm) - 2, 7)):
        first, rest = norm[:k], norm[k:]
        if first in _SHORT_WORDS and first != "не" and len(rest) > 2:
            value = get(rest.encode("cp1251"))
            level = (value & 127) / 20
            if first in _VERB_PREFIXES and all(
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
            if first in CASES and len(first) > 1 and not _in_case(rest, first):
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
    """«номеробращения» → «номер обращения»: a frequent noun and another in the genitive."""
    if len(norm) < 11:
        return None
    get = table().entry
    for k in range(5, len(norm) - 4):
        first, rest = norm[:k], norm[k:]
        levels = get(first.encode("cp1251")), get(rest.encode("cp1251"))
        if min(levels) > 127 and min(v & 127 for v in levels) >= 76 and is_good(first) and is_good(rest):
            nouns = any(r.grammemes >= {"NOUN", "nomn", "sing"} for r in readings_of(first)) and first[-1] not in "оеи"
            if nouns and any(r.grammemes >= {"NOUN", "gent"} for r in readings_of(rest)):
                return f"{first} {rest}"
    return None


def _is_compound(norm: str) -> bool:
    """«видеоконсультация», «мультивалютный»: a prefix and a word that the dictionary has."""
    known = analyzer().word_is_known
    if (
        norm.startswith("не")
        and len(norm) > 7
        and known(norm[2:])
        and readings_of(norm[2:])[0].grammemes & {"ADJF", "PRTF", "ADVB", "NOUN"}
    ):
        return True
    if norm.startswith("пол") and len(norm) > 6 and known(norm[3:]):  # «полставки», «полклиники»
        return any({"NOUN", "gent"} <= reading.grammemes for reading in readings_of(norm[3:]))
    return any(
        norm.startswith(prefix) and len(norm) - len(prefix) >= 4 and known(norm[len(prefix) :]) for prefix in _PREFIXES
    )


@lru_cache(maxsize=1)
def _terms() -> frozenset[str]:
    return frozenset(line.replace("ё", "е") for line in misspellings.lines("glossary.txt"))


def is_term(norm: str) -> bool:
    """A word of the trade that the dictionary lacks, in any form («промокод», «кэшбэка»)."""
    terms = _terms()
    size = len(norm)
    return any(norm[:k] in terms for k in range(size, max(2, size - 8), -1) if k > 4 or size - k <= 3)
