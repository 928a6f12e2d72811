"""Regular expressions of cards: which texts are worth a look, and a time limit on other people's."""

from __future__ import annotations

import itertools
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
DIGIT = "\a"
"""In ``needs``, and at the end of a ``marked`` text: any decimal digit."""
EDGE = "\b"
"""In ``needs`` and in a ``marked`` text: here a word begins or ends."""
_MOST = 24
"""So many strings a group has at most that stand for alternatives side by side."""
_TIMES = 3
_MARKS = {**dict.fromkeys(",.-", 0.5), **dict.fromkeys('!?:;()«»—–"', 2)}
"""What the usual marks tell, as letters go; any other one tells as much as a long word."""
_ANY_DIGIT = re.compile(r"\d")
_EDGES = re.compile(r"\b")
_EDGES_WITHIN = re.compile(r"(?<=\w)(?=[^\w\b])|(?<=[^\w\b])(?=\w)")
_NONE: frozenset[Any] = frozenset()
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
    needs: tuple[tuple[str, ...], ...]
    """Groups of strings: of each group a text, as ``marked``, must have one to match. Empty: unknown."""
    whole: bool
    """Does it name a line break or an edge of the text? Then it reads the whole; any other reads line by line."""
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
    """Which of many patterns a chunk of text could have part in: by what they need, found by its first letters."""

    always: frozenset[Pattern]
    """Those that need nothing known."""
    grams: dict[str, list[tuple[str, frozenset[Pattern]]]]
    """The first ``GRAM`` characters of a need, or all of a shorter one → the need and its patterns."""

    @classmethod
    def of(cls, patterns: Iterable[Pattern]) -> Possible:
        always, users = set(), dict[str, set[Pattern]]()
        for pattern in patterns:
            if not pattern.needs:
                always.add(pattern)
                continue
            for need in pattern.needs[0]:
                # A chunk has no spaces: what spans several is known by its longest part.
                part = max(need.split(), key=len, default="")
                if part.strip(EDGE):
                    users.setdefault(part, set()).add(pattern)
                else:
                    always.add(pattern)
        grams: dict[str, list[tuple[str, frozenset[Pattern]]]] = {}
        for need, found in users.items():
            grams.setdefault(need[:GRAM], []).append((need, frozenset(found)))
        return cls(frozenset(always), grams)

    def within(self, chunk: str) -> frozenset[Pattern]:
        """Patterns besides ``always`` that have in ``chunk``, which holds no spaces, something that they need."""
        written = marked(chunk)
        found: set[Pattern] = set()
        size = len(written)
        parts = {written[i : i + n] for n in range(1, GRAM + 1) for i in range(size - n + 1)}
        for gram in parts & self.grams.keys():
            for need, patterns in self.grams[gram]:
                if need in written:
                    found |= patterns
        return frozenset(found) if found else _NONE


def marked(text: str) -> str:
    """``text`` as needs are looked for in it.

    In lower case, with ``EDGE`` where a word begins and where it ends, and ``DIGIT`` at the end if it has one.
    """
    written = _EDGES.sub(EDGE, text.lower())
    return written + DIGIT if _ANY_DIGIT.search(written) else written


def crosses_lines(source: str) -> bool:
    """Does the pattern name a line break or an edge of the text?"""
    return bool(_LINE_BREAK.search(_NEGATED.sub("", source)))


def needs(source: str, case: bool) -> list[list[str]]:
    """Groups of strings: each text that ``source`` matches has, ``marked``, one of each group.

    The most telling first, the others by their size, the smallest last. Empty when that is unclear.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            from re import _parser  # type: ignore[attr-defined]
        except ImportError:  # Python 3.10
            import sre_parse as _parser
    try:
        groups = _groups(_parser.parse(source, flags(case)))
    except (re.error, RecursionError):
        return []
    groups.sort(key=_worth, reverse=True)
    return [sorted(group) for group in (*groups[:1], *sorted(groups[1:], key=len, reverse=True))]


def _groups(parsed: Any) -> list[frozenset[str]]:
    """What a sequence needs: one of each group."""
    groups: list[frozenset[str]] = []
    run = {""}
    for name, arg in [*_flat(parsed), ("END", None)]:
        exact = _exact(name, arg)
        if exact and len(run) * len(exact) <= _MOST:
            run = {before + after for before in run for after in exact}
            continue
        groups += _telling(run)
        run = exact or {""}
        if not exact:
            groups += _offers(name, arg)
    return list(dict.fromkeys(groups))


def _telling(run: set[str]) -> list[frozenset[str]]:
    """The strings of a run as a group, if each of them tells something."""
    if all(_weight(written) for written in run):
        return [frozenset(_EDGES_WITHIN.sub(EDGE, written) for written in run)]
    return []


def _flat(parsed: Any) -> Iterator[tuple[str, Any]]:
    """The items of a sequence, with those of its groups in their places."""
    for op, arg in parsed:
        if str(op) == "SUBPATTERN":
            yield from _flat(arg[3])
        elif str(op) == "ATOMIC_GROUP":
            yield from _flat(arg)
        else:
            yield str(op), arg


def _exact(name: str, arg: Any) -> set[str] | None:
    """All that an item can be, in lower case, with the edges of words in it; None when that is too much to say."""
    made: set[str] | None = None
    if name == "LITERAL":
        made = {chr(arg).lower()}
    elif name == "AT" and str(arg) == "AT_BOUNDARY":
        made = {EDGE}
    elif name == "IN" and all(str(op) == "LITERAL" for op, _ in arg):
        made = {chr(value).lower() for _, value in arg}
    elif name == "BRANCH":
        ways = [_exactly(way) for way in arg[1]]
        made = {written for way in ways for written in way or ()} if all(ways) else None
    elif name in ("MAX_REPEAT", "MIN_REPEAT") and arg[1] <= _TIMES:
        body = _exactly(arg[2])
        times = range(arg[0], arg[1] + 1)
        made = {"".join(way) for n in times for way in itertools.product(body, repeat=n)} if body else None
    return made if made and len(made) <= _MOST else None


def _exactly(parsed: Any) -> set[str] | None:
    """The same of a sequence."""
    run = {""}
    for name, arg in _flat(parsed):
        exact = _exact(name, arg)
        if not exact or len(run) * len(exact) > _MOST:
            return None
        run = {before + after for before in run for after in exact}
    return run


def _offers(name: str, arg: Any) -> list[frozenset[str]]:
    """What an item needs that can be too much to say."""
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        body = _exactly(arg[2])
        if body and arg[0] > 1 and len(body) ** 2 <= _MOST:
            return _telling({one + two for one in body for two in body})
        return _groups(arg[2]) if arg[0] > 0 else []
    if name == "ASSERT":
        return _groups(arg[1])
    if name == "BRANCH":
        ways = [max(_groups(way), key=_worth, default=None) for way in arg[1]]
        known = [way for way in ways if way]
        return [frozenset().union(*known)] if len(known) == len(ways) else []
    if name == "IN" and any(str(op) == "CATEGORY" and str(value) == "CATEGORY_DIGIT" for op, value in arg):
        others = {chr(value).lower() for op, value in arg if str(op) == "LITERAL"}
        return [frozenset((*others, DIGIT))] if len(arg) == len(others) + 1 else []
    return []


def _worth(group: frozenset[str]) -> tuple[float, int]:
    return min(map(_weight, group)), -len(group)


def _weight(need: str) -> float:
    """How seldom, roughly, a line has it; 0: most have it."""
    plain = need.replace(EDGE, "").replace(" ", "")
    weight = sum(1 if char.isalpha() or char == DIGIT else _MARKS.get(char, 10) for char in plain)
    return weight if weight >= 1 else 0
