"""Regular expressions of cards: which texts are worth a look, and a time limit on other people's."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reply_lint.model import ReplyLintError

SECONDS = 0.5
"""Time that one regex of a folder's pack may take on one reply."""
DIGIT = "\\d"
"""In ``needs``: any decimal digit."""
_ANY_DIGIT = re.compile(r"\d")


def flags(case: bool) -> re.RegexFlag:
    return re.RegexFlag(0) if case else re.IGNORECASE


@dataclass(frozen=True)
class Pattern:
    """A regular expression; ``trusted`` ones run on ``re``, others on ``regex`` with a time limit."""

    rule: str
    source: str
    case: bool
    trusted: bool
    needs: tuple[str, ...]
    """Lower-case strings of which a text must have one to match; empty: unknown."""
    _compiled: list[Any] = field(default_factory=list, compare=False, repr=False)

    def finditer(self, text: str, lowered: str) -> Iterator[Any]:
        """Match objects in ``text``; ``lowered`` is ``text.lower()``. Raises ``ReplyLintError`` when the time is up."""
        if self.needs and not any(
            need in lowered if need != DIGIT else _ANY_DIGIT.search(lowered) for need in self.needs
        ):
            return
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
