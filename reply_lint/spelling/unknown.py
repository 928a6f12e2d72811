"""Words that the dictionary lacks: misspelt or new, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from math import exp
from typing import TYPE_CHECKING, NamedTuple

from reply_lint.spelling import joins, misspellings
from reply_lint.spelling.formed import is_compound, is_derived, is_diminutive, is_good, is_new, is_suffixed, is_term
from reply_lint.spelling.frequency import RARE, table
from reply_lint.text import analyzer, readings_of

if TYPE_CHECKING:
    from reply_lint.spelling.candidates import Candidate

__all__ = ("Choice", "Suggestion", "choices", "is_good", "is_term", "judge", "suggest")

SHORTEST, LONGEST = 4, 28
"""Shorter words have too many neighbours; longer ones are no words."""
LONG_PART = 7
"""Shorter parts of hyphened words are often new: «кросс-докинг»."""
SOUNDS_SO = 0.4
"""Slips up to this cost are those of ear and habit."""
KEPT = 6
"""Most choices for a word."""
MEMO = 20_000
"""Most distinct words remembered."""
LIKELY, SURE = 0.45, 0.5
"""From which probability on a slip is reported, and mended unasked."""
FARTHEST = 2.0
"""A rival whose worth is less by more is as good as none."""

_RUSSIAN = re.compile("[а-я]+")
_VOWEL = re.compile("[аеиоуыэюя]")
_RUDE = re.compile("жоп|задниц|ху[йеияю]|пизд|бля[тд]|[её]б[алну]|муда")
_STUCK = re.compile(r"(.)\1{2,}")


class Suggestion(NamedTuple):
    fixes: tuple[str, ...]
    """Best first; lower case."""
    sure: bool
    """The best fix may be applied unasked."""


class Choice(NamedTuple):
    """A word that may have been meant."""

    word: str
    worth: float
    """Of the choices that with the most is the likeliest."""
    odds: float
    """Logarithm of the odds that it was meant, if it has a rival of the same worth."""

    def fitting(self, fit: float) -> Choice:
        """The same where the words around make it ``10 ** fit`` times as likely."""
        return Choice(self.word, self.worth + _FIT * fit, self.odds + _FIT_ODDS * fit)


@lru_cache(maxsize=MEMO)
def suggest(norm: str) -> Suggestion | None:
    """What ``norm`` (lower case, ё as е; not in the dictionary) should be; None: leave it alone."""
    found = choices(norm)
    return found if isinstance(found, Suggestion) else judge(found)


def judge(found: Iterable[Choice], more: float = 0.0) -> Suggestion | None:
    """The likeliest of the choices, if it is likely enough; ``more`` is added to the odds."""
    ranked = sorted(found, key=lambda choice: -choice.worth)
    if not ranked:
        return None
    best = ranked[0]
    gap = min(FARTHEST, best.worth - ranked[1].worth) if len(ranked) > 1 else FARTHEST
    likely = 1 / (1 + exp(-best.odds - _GAP * gap - more))
    if likely < LIKELY:
        return None
    fixes = [choice.word for choice in ranked[:3] if best.worth - choice.worth < 1.0]
    return Suggestion(tuple(fixes), likely >= SURE)


@lru_cache(maxsize=MEMO)
def choices(norm: str) -> Suggestion | tuple[Choice, ...]:
    """What ``norm`` should be, or what it could be, for the words around it to decide."""
    listed = misspellings.right(norm, False)
    if listed:
        return Suggestion(listed, len(listed) == 1)
    if "-" in norm:
        return _hyphened(norm)
    if not (SHORTEST <= len(norm) <= LONGEST and _RUSSIAN.fullmatch(norm)) or not _VOWEL.search(norm):
        return ()
    if is_term(norm) or is_new(norm):
        return ()
    right = _form(norm) or joins.surely_two(norm)
    if right:
        return Suggestion((right,), True)
    known = analyzer().word_is_known
    if norm.endswith("ий") and known(norm[:-1] + "я"):
        return ()  # «анимаций»: a form that the dictionary lacks
    if is_compound(norm) or (norm.endswith(("ся", "сь")) and known(norm[:-2])):
        return ()
    return _misspelt(norm)


def _hyphened(norm: str) -> Suggestion | tuple[Choice, ...]:
    """«интернет-магозин»: the one part that is misspelt."""
    parts = norm.split("-")
    strange = [part for part in parts if not analyzer().word_is_known(part) and part not in _PARTICLES]
    if len(strange) != 1 or parts[0] == "по":
        return ()
    found = suggest(strange[0]) if len(strange[0]) >= LONG_PART or misspellings.right(strange[0], False) else None
    if not found or not found.sure or " " in found.fixes[0]:
        return ()
    return Suggestion(("-".join(found.fixes[0] if part in strange else part for part in parts),), True)


_PARTICLES = frozenset(("то", "нибудь", "либо", "таки", "ка", "кое", "по"))
_ONE_N = re.compile("(.{3,}[аяеио])н(ый|ая|ое|ые|ого|ому|ым|ых|ыми|ой|ую|ом)")


def _form(norm: str) -> str | None:
    """The word of which ``norm`` can only be a slip, however near others are."""
    if norm.endswith("тся") and analyzer().word_is_known(norm[:-3] + "ться"):
        return norm[:-3] + "ться"
    found = _ONE_N.fullmatch(norm)
    whole = f"{found.group(1)}нн{found.group(2)}" if found else ""
    if whole and is_good(whole):
        return whole  # «выделеной» → «выделенной»
    freed = _STUCK.sub(r"\1", norm)
    return freed if freed != norm and is_good(freed) else None


def _misspelt(norm: str) -> Suggestion | tuple[Choice, ...]:
    from reply_lint.spelling.candidates import near

    own = table().get(norm)
    found = [c for c in _verified(near(norm)) or _unlisted(norm) if not _is_made_of(c, norm)]
    ranked = tuple(Choice(c.word, c.worth, _odds(c, own, norm)) for c in found)
    if judge(ranked) is None:
        run = _negated(norm) or joins.perhaps_two(norm)
        return Suggestion((run,), True) if run else ranked
    best = found[0]
    run = joins.two_words(norm) if best.cost > 0.6 else None
    if run and run.endswith(f" {best.word}"):
        return Suggestion((run, best.word), True)  # «впервую»
    return Suggestion((run, best.word), False) if run and best.level < 3.0 else ranked


def _is_made_of(c: Candidate, norm: str) -> bool:
    """Is ``norm`` rather a new word than a slip in that one: «перезалить», «ответик», «персоналку»?"""
    if c.cost <= SOUNDS_SO:
        return False
    return is_derived(norm) or (c.cost >= 0.8 and (is_diminutive(norm) or is_suffixed(norm, c.word)))


_GAP, _FIT, _FIT_ODDS = 1.41, 0.6, 0.5


def _odds(c: Candidate, own: float, norm: str) -> float:
    """Fitted to real slips in the tune corpora and in help texts, and to made ones."""
    size = min(12, len(norm))
    return (
        -2.38
        + 1.02 * (c.level - own)
        - 0.64 * own
        - (2.84 if size >= 8 else 2.56) * c.cost
        - 0.58 * (c.cost <= SOUNDS_SO)
        + 0.31 * size
        - {4: 0.51, 5: 0.24}.get(size, 0.0)
        + 0.65 * (norm[0] != c.word[0])
    )


def _verified(found: list[Candidate]) -> list[Candidate]:
    """The best few, less the ghosts of the hash table, names and words that are wrong themselves."""
    kept = []
    for candidate in found:
        parted = not _RUSSIAN.fullmatch(candidate.word)
        if parted or (is_good(candidate.word) and not _RUDE.match(candidate.word)):
            kept.append(candidate)
            if len(kept) == KEPT:
                break
    return kept


def _negated(norm: str) -> str | None:
    """«незделал» → «не сделал»."""
    if not norm.startswith(("не", "ни")) or len(norm) < 7 or analyzer().word_is_known(norm[2:]):
        return None
    found = suggest(norm[2:])
    if not found or not found.sure:
        return None
    verb = all(not r.grammemes.isdisjoint(("VERB", "INFN", "GRND", "PRTS")) for r in readings_of(found.fixes[0]))
    return f"не {found.fixes[0]}" if verb else None


def _unlisted(norm: str) -> list[Candidate]:
    """The word one likely slip away that the dictionary has and the frequency list lacks."""
    from reply_lint.spelling.candidates import Candidate, cheap

    found: dict[str, float] = {}
    for word, cost in cheap(norm):
        if cost <= 0.6 and word != norm and is_good(word):
            found[word] = min(cost, found.get(word, 9.0))
    if len(found) != 1 or len(norm) <= 8:
        return []
    return [Candidate(word, RARE + 1.0, cost) for word, cost in found.items()]
