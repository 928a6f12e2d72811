"""Replacements in the form of what they replace: «осуществили возврат» → «вернули», by pymorphy3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from reply_lint.model import Document, Fix, Reading
from reply_lint.text import TITLE, UPPER, analyzer

_VERB = frozenset(("VERB", "INFN", "GRND"))
_PARTICIPLE = frozenset(("PRTF", "PRTS"))
_NOMINAL = frozenset(("NOUN", "ADJF"))
_FAMILIES = (_VERB, _PARTICIPLE, _NOMINAL)
_ADJECTIVE = frozenset(("ADJF", "PRTF"))
_AGREEMENT = frozenset("sing plur nomn gent datv accs ablt loct masc femn neut".split())
_CATEGORIES = (
    frozenset(("sing", "plur")),
    frozenset(("nomn", "gent", "datv", "accs", "ablt", "loct")),
    frozenset(("1per", "2per", "3per")),
    frozenset(("pres", "past", "futr")),
    frozenset(("indc", "impr")),
    frozenset(("masc", "femn", "neut")),
    frozenset(("VERB", "INFN", "GRND", "PRTF", "PRTS")),
)


def fixes(doc: Document, i: int, j: int, ways: Iterable[str], safe: bool) -> tuple[Fix, ...]:
    """Fixes that put each of ``ways`` for the tokens ``i:j``, in their form, best first.

    A way's words are inflected like the first matched word of the same kind (verb, participle, nominal);
    ``=слово`` stays as written. A way whose form can't be made is left out.
    """
    start, end = doc.span(i, j)
    made = []
    for way in ways:
        text = _in_form(way, doc, i, j)
        if text is not None and text != doc.text[start:end]:
            made.append(Fix(start, end, text, safe))
    return tuple(made)


def _in_form(way: str, doc: Document, i: int, j: int) -> str | None:
    words = way.split(" ")
    readings = [_agreeing(doc, k) for k in range(i, j) if doc.plain[k].kind == "word"]
    out = []
    used: set[frozenset[str]] = set()
    for word in words:
        family = None if word.startswith("=") else _family(word)
        if family is None or family in used:
            out.append(word.removeprefix("="))
            continue
        model = next(_like(readings, family), None)
        if model is None:
            out.append(word)
            continue
        form = inflected(word, model.grammemes, family)
        if form is None or (family is _NOMINAL and _disagrees(doc, i, word, model)):
            return None
        used.add(family)
        out.append(form)
    first = doc.plain[i]
    text = " ".join(out)
    if first.flags & UPPER and len(doc.plain[i:j]) == 1 and len(first.text) > 3:
        return text.upper()
    return text[:1].upper() + text[1:] if first.flags & (TITLE | UPPER) else text


def _family(word: str) -> frozenset[str] | None:
    for parse in analyzer().parse(word):
        for family in _FAMILIES:
            if parse.normal_form.replace("ё", "е") == word.replace("ё", "е") and not family.isdisjoint(
                parse.tag.grammemes
            ):
                return family
    return None


def _agreeing(doc: Document, k: int) -> tuple[Reading, ...]:
    """Readings of token ``k``, those first that agree with an adjective before it: «вашем тикете» is masculine."""
    readings = doc.plain[k].readings
    if k == 0 or len(readings) < 2:
        return readings
    before = [r.grammemes & _AGREEMENT for r in doc.plain[k - 1].readings if not _ADJECTIVE.isdisjoint(r.grammemes)]
    return tuple(sorted(readings, key=lambda r: not any(b <= r.grammemes for b in before)))


def _like(readings: Iterable[tuple[Reading, ...]], family: frozenset[str]) -> Iterator[Reading]:
    for word in readings:
        for reading in word:
            if not family.isdisjoint(reading.grammemes):
                yield reading


@lru_cache(maxsize=4096)
def inflected(word: str, grammemes: frozenset[str], family: frozenset[str]) -> str | None:
    """``word`` with those of ``grammemes`` that its kind of word has, or None when there is no such form."""
    wanted: set[str] = set()
    for category in _CATEGORIES:
        wanted |= category & grammemes
    if family is _NOMINAL or "plur" in wanted:
        wanted -= {"masc", "femn", "neut"}
    for parse in analyzer().parse(word):
        if family.isdisjoint(parse.tag.grammemes) or parse.normal_form.replace("ё", "е") != word.replace("ё", "е"):
            continue
        form: Any = parse.inflect(frozenset(wanted))
        if form is not None:
            return str(form.word)
    return None


def _disagrees(doc: Document, i: int, word: str, model: Reading) -> bool:
    """Would an adjective before the replaced noun no longer agree with the new one?"""
    if i == 0 or "plur" in model.grammemes:
        return False
    before = doc.plain[i - 1]
    if not any(not _ADJECTIVE.isdisjoint(r.grammemes) for r in before.readings):
        return False
    genders = frozenset(("masc", "femn", "neut"))
    return all((p.tag.grammemes & genders) != (model.grammemes & genders) for p in analyzer().parse(word)[:1])
