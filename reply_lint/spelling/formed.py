"""Words that the dictionary lacks and that are no slips: terms, compounds, what prefixes and suffixes make."""

from __future__ import annotations

import re
from functools import lru_cache

from reply_lint.spelling import misspellings
from reply_lint.text import analyzer, readings_of

_PREFIXES = tuple(
    "онлайн видео мульти авто кибер супер мини микро макро теле фото аудио веб интернет гео евро анти псевдо экс ультра"
    " мега гипер нано нейро крипто био эко электро энерго техно медиа мото вело кино радио стерео мета пост транс меж"
    " сверх полу само двух трех четырех пяти шести семи восьми девяти десяти одно много разно высоко низко квази контр"
    " архи обще внутри вне около гос спец соц проф мед фин стоп смарт эвро аэро агро гидро термо лже сото бизнес штрих"
    " смс пуш чат бот кэш кеш дата нон топ пере недо суб под".split()
)
VERB_PREFIXES = tuple("наи пере до за от рас раз по на вы об при под про недо без бес со с у из ис".split())


def is_derived(norm: str) -> bool:
    """«обнулился», «перезалить»: made by rule from a word that the dictionary has."""
    known = analyzer().word_is_known
    if norm.endswith(("ся", "сь")) and known(norm[:-2]):
        return True
    return any(
        norm.startswith(prefix) and len(norm) - len(prefix) >= 5 and known(norm[len(prefix) :])
        for prefix in VERB_PREFIXES
    )


def is_suffixed(norm: str, other: str) -> bool:
    """«персоналку» is no slip for «персоналу», nor «тестик» for «тест»: new words are made with -к-."""
    at = norm.rfind("к")
    return at >= len(norm) - 3 and (norm[:at] + norm[at + 1 :] == other or norm[: at - 1] + norm[at + 1 :] == other)


_SMALL = re.compile(
    "(.{3,}?)(?:(?:ч?ик|очек|ечек|ок|ек)(?:а|у|ом|е|и|ов|ам|ами|ах)?|(?:очк|ечк|ушк|юшк|к)(?:а|и|у|е|ой|ам|ами|ах)?)"
)


def is_diminutive(norm: str) -> bool:
    """«ответик», «заявочку»: is there a word from which it is made? Also «ждёмс»."""
    known = analyzer().word_is_known
    if norm.endswith("с") and known(norm[:-1]) and any("VERB" in r.grammemes for r in readings_of(norm[:-1])):
        return True
    found = _SMALL.fullmatch(norm)
    return found is not None and any(
        known(base) and any("NOUN" in r.grammemes for r in readings_of(base))
        for base in (found.group(1), found.group(1) + "а", found.group(1) + "я")
    )


def is_good(word: str) -> bool:
    """A word of the dictionary that is no name and no mistake."""
    if not analyzer().word_is_known(word):
        return False
    bad = ("Erro", "Infr", "Dist", "Name", "Surn", "Patr", "Geox", "Abbr", "Init")
    return any(r.grammemes.isdisjoint(bad) for r in readings_of(word))


def is_compound(norm: str) -> bool:
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


@lru_cache(maxsize=2)
def _stems(name: str) -> frozenset[str]:
    return frozenset(line.replace("ё", "е") for line in misspellings.lines(name))


def is_term(norm: str) -> bool:
    """A word of the trade that the dictionary lacks, in any form («промокод», «кэшбэка»)."""
    return _has_stem(norm, _stems("glossary.txt"))


def is_new(norm: str) -> bool:
    """A word that looks like a slip and is none («корутина»)."""
    return _has_stem(norm, _stems("new_words.txt"))


def _has_stem(norm: str, stems: frozenset[str]) -> bool:
    size = len(norm)
    if f"{norm}." in stems:
        return True
    return any(norm[:k] in stems for k in range(size, max(2, size - 8), -1) if k > 4 or size - k <= 3)
