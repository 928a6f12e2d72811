"""Regular expressions of cards: which texts are worth a look, and a time limit on other people's."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from reply_lint.model import ReplyLintError

SECONDS = 0.5
"""Time that one regex of a folder's pack may take on one reply."""
GRAM = 3
"""Needs are looked up by so many of their first characters."""
DIGIT = "\\d"
"""In ``needs``: any decimal digit."""
_ANY_DIGIT = re.compile(r"\d")
_NEGATED = re.compile(r"\[\^(?:\\.|[^\]\\])*\]")
_LINE_BREAK = re.compile(r"\n|\\[nAZ]")


def flags(case: bool) -> re.RegexFlag:
    return re.RegexFlag(0) if case else re.IGNORECASE


@dataclass(frozen=True, eq=False)
class Pattern:
    """A regular expression; ``trusted`` ones run on ``re``, others on ``regex`` with a time limit."""

    rule: str
    source: str
    case: bool
    trusted: bool
    needs: tuple[str, ...]
    """Lower-case strings of which a text must have one to match; empty: unknown."""
    whole: bool
    """Does it name a line break or an edge of the text? Then it reads the whole; any other reads line by line."""
    _compiled: list[Any] = field(default_factory=list, repr=False)

    def finditer(self, text: str) -> Iterator[Any]:
        """Match objects in ``text``. Raises ``ReplyLintError`` when the time is up."""
        if not self._compiled:
            self._compiled.append(self._compile())
        if self.trusted:
            yield from self._compiled[0].finditer(text)
            return
        try:
            yield from self._compiled[0].finditer(text, timeout=SECONDS)
        except TimeoutError:
            raise ReplyLintError(
                self.rule,
                f"регулярное выражение «{self.source}» работало дольше {SECONDS} с на одном ответе; "
                "упростите его: уберите повтор внутри повтора",
            ) from None

    def _compile(self) -> Any:
        if self.trusted:
            return re.compile(self.source, flags(self.case))
        import regex

        return regex.compile(self.source, 0 if self.case else regex.I)


@dataclass(slots=True)
class Possible:
    """Which of many patterns a piece of text could have part in: by what they need, found by its first letters."""

    always: frozenset[Pattern]
    """Those that need nothing known."""
    digits: frozenset[Pattern]
    short: list[tuple[str, frozenset[Pattern]]]
    """Needs of less than ``GRAM`` characters."""
    grams: dict[str, list[tuple[str, frozenset[Pattern]]]]
    """The first ``GRAM`` characters of a need → the need and its patterns."""

    @classmethod
    def of(cls, patterns: Iterable[Pattern]) -> Possible:
        always, users = set(), dict[str, set[Pattern]]()
        for pattern in patterns:
            if not pattern.needs:
                always.add(pattern)
            for need in pattern.needs:
                # A piece of text is a sentence: what spans two of them is known by its longest part.
                part = max(need.split(), key=len, default="")
                if part:
                    users.setdefault(part, set()).add(pattern)
                else:
                    always.add(pattern)
        digits = frozenset(users.pop(DIGIT, ()))
        short = [(need, frozenset(found)) for need, found in users.items() if len(need) < GRAM]
        grams: dict[str, list[tuple[str, frozenset[Pattern]]]] = {}
        for need, found in users.items():
            if len(need) >= GRAM:
                grams.setdefault(need[:GRAM], []).append((need, frozenset(found)))
        return cls(frozenset(always), digits, short, grams)

    def within(self, text: str) -> frozenset[Pattern]:
        """Patterns besides ``always`` that have in ``text`` something that they need."""
        lowered = text.lower()
        found: set[Pattern] = set()
        if self.digits and _ANY_DIGIT.search(lowered):
            found |= self.digits
        for need, patterns in self.short:
            if need in lowered:
                found |= patterns
        for gram in {lowered[i : i + GRAM] for i in range(len(lowered) - GRAM + 1)} & self.grams.keys():
            for need, patterns in self.grams[gram]:
                if need in lowered:
                    found |= patterns
        return frozenset(found)


def crosses_lines(source: str) -> bool:
    """Does the pattern name a line break or an edge of the text?"""
    return bool(_LINE_BREAK.search(_NEGATED.sub("", source)))


def needs(source: str, case: bool) -> list[str]:
    """Lower-case strings one of which stands in every text that ``source`` matches; empty when that is unclear."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            from re import _parser  # type: ignore[attr-defined]
        except ImportError:  # Python 3.10
            import sre_parse as _parser
    try:
        return sorted(_needed(_parser.parse(source, flags(case))) or ())
    except (re.error, RecursionError):
        return []


def _needed(parsed: Any) -> set[str] | None:
    """The best requirement of a sequence: the one whose shortest string is longest."""
    best: set[str] | None = None
    run = ""
    for op, arg in [*parsed, (None, None)]:
        name = str(op)
        if name == "LITERAL":
            run += chr(arg).lower()
            continue
        offers = [{run}] if run else []
        run = ""
        offers += [offer for offer in (_offer(name, arg),) if offer]
        for offer in offers:
            if best is None or _worth(offer) > _worth(best):
                best = offer
    return best


def _offer(name: str, arg: Any) -> set[str] | None:
    if name == "SUBPATTERN":
        return _needed(arg[3])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _needed(arg[2]) if arg[0] > 0 else None
    if name == "ATOMIC_GROUP":
        return _needed(arg)
    if name == "BRANCH":
        ways = [_needed(way) for way in arg[1]]
        return None if any(way is None for way in ways) else {need for way in ways for need in way or ()}
    if name == "IN":
        made = set()
        for op, value in arg:
            if str(op) == "LITERAL":
                made.add(chr(value).lower())
            elif str(op) == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
                made.add(DIGIT)
            else:
                return None
        return made if len(made) <= 6 else None
    return None


def _worth(needed: set[str]) -> tuple[int, int]:
    return min(1 if need == DIGIT else len(need) for need in needed), -len(needed)
