"""Regular expressions of cards: which texts are worth a look, and a time limit on other people's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from reply_lint.model import ReplyLintError

SECONDS = 0.5
"""Time that one regex of a folder's pack may take on one reply."""
GRAM = 3
"""Needs are looked up by so many of their first characters."""
DIGIT = "\a"
"""In ``needs``, and at the end of a ``marked`` text: any decimal digit."""
EDGE = "\b"
"""In ``needs`` and in a ``marked`` text: here a word begins or ends."""
_ANY_DIGIT = re.compile(r"\d")
_EDGES = re.compile(r"\b")
Reach = Literal["piece", "line", "text"]
REACHES: tuple[Reach, ...] = get_args(Reach)


def flags(case: bool) -> re.RegexFlag:
    return re.RegexFlag(0) if case else re.IGNORECASE


@dataclass(frozen=True, eq=False)
class Pattern:
    """A regular expression; ``trusted`` ones run on ``re``, others on ``regex`` with a time limit."""

    rule: str
    source: str
    case: bool
    trusted: bool
    needs: tuple[tuple[str, ...], ...]
    """Groups of strings: of each group a text, as ``marked``, must have one to match. Empty: unknown."""
    reach: Reach
    """How much of a text it reads at a time."""
    _compiled: list[Any] = field(default_factory=list, repr=False)

    def fits(self, line: str) -> bool:
        """May it match in ``line``, which is ``marked``?"""
        for group in reversed(self.needs):  # small ones soon, and last the one that has brought us here
            for need in group:
                if need in line:
                    break
            else:
                return False
        return True

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
    """Which of many patterns a chunk of text could have part in: by what they need, found by its first letters.

    A set of patterns is an integer: the bit of each is where it stands in ``patterns``.
    """

    patterns: tuple[Pattern, ...]
    always: int
    """Those that need nothing known."""
    grams: dict[str, list[tuple[str, int]]]
    """The first ``GRAM`` characters of a need, or all of a shorter one → the need and its patterns."""

    @classmethod
    def of(cls, patterns: Iterable[Pattern]) -> Possible:
        numbered = tuple(patterns)
        always, users = 0, dict[str, int]()
        for number, pattern in enumerate(numbered):
            for need in pattern.needs[0] if pattern.needs else ("",):
                # A chunk has no spaces: what spans several is known by its longest part.
                part = max(need.split(), key=len, default="")
                if part.strip(EDGE):
                    users[part] = users.get(part, 0) | 1 << number
                else:
                    always |= 1 << number
        grams: dict[str, list[tuple[str, int]]] = {}
        for need, found in users.items():
            grams.setdefault(need[:GRAM], []).append((need, found))
        return cls(numbered, always, grams)

    def within(self, chunk: str) -> int:
        """Patterns besides ``always`` that have in ``chunk``, which holds no spaces, something that they need."""
        written = marked(chunk)
        found = 0
        size = len(written)
        parts = {written[i : i + n] for n in range(1, GRAM + 1) for i in range(size - n + 1)}
        for gram in parts & self.grams.keys():
            for need, patterns in self.grams[gram]:
                if need in written:
                    found |= patterns
        return found

    def those(self, found: int) -> Iterator[Pattern]:
        """The patterns of a set."""
        while found:
            last = found & -found
            yield self.patterns[last.bit_length() - 1]
            found ^= last


def marked(text: str) -> str:
    """``text`` as needs are looked for in it.

    In lower case, with ``EDGE`` where a word begins and where it ends, and ``DIGIT`` at the end if it has one.
    """
    written = _EDGES.sub(EDGE, text.lower())
    return written + DIGIT if _ANY_DIGIT.search(written) else written
