"""What the parse tree of a regular expression tells: what a text needs to match it, and how far it reads."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterator
from typing import Any

from reply_lint import ends
from reply_lint.regexes import DIGIT, EDGE, Reach, flags

_MOST = 24
"""So many strings a group has at most that stand for alternatives side by side."""
_TIMES = 3
_MARKS = {**dict.fromkeys(",.-", 0.5), **dict.fromkeys('!?:;()«»—–"', 2)}
"""What the usual marks tell, as letters go; any other one tells as much as a long word."""
_USUAL = ("здравствуйте", "добр", "уважаем", "приветствую", "номер", "сумм", "дат")
"""So replies begin, and so they name what they are about: it tells less than its letters do."""
_EDGES_WITHIN = re.compile(r"(?<=\w)(?=[^\w\b])|(?<=[^\w\b])(?=\w)")
_NEGATED = re.compile(r"\[\^(?:\\.|[^\]\\])*\]")
_LINE_BREAK = re.compile(r"\n|\\[nAZ]")
_ASCII = re.compile(r"\(\?[a-zA-Z]*a")
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_CATEGORIES = {
    "CATEGORY_SPACE": re.compile(r"\s"),
    "CATEGORY_NOT_SPACE": re.compile(r"\S"),
    "CATEGORY_DIGIT": re.compile(r"\d"),
    "CATEGORY_NOT_DIGIT": re.compile(r"\D"),
    "CATEGORY_WORD": re.compile(r"\w"),
    "CATEGORY_NOT_WORD": re.compile(r"\W"),
}


def reach(source: str, case: bool, trusted: bool) -> Reach:
    """How much of a text ``source`` reads at a time: all of it, a line, or a piece of a line (``text.pieces``).

    A pattern is for pieces if it sees no mark that ends a sentence, or no space: nothing on both sides of a cut.
    """
    if _LINE_BREAK.search(_NEGATED.sub("", source)):
        return "text"
    if not trusted or _ASCII.search(source):  # ``regex`` and ASCII's classes see more than is thought here
        return "line"
    try:
        tree = _parsed(source, case)
    except (re.error, RecursionError):
        return "line"
    return "line" if _sees(tree, ends.MARKS) and _sees(tree, _SPACES) else "piece"


def _sees(parsed: Any, signs: str) -> bool:
    """May one of ``signs``, or an edge of the text, decide whether an item of the sequence matches?"""
    return any(_item_sees(str(op), arg, signs) for op, arg in parsed)


def _item_sees(name: str, arg: Any, signs: str) -> bool:
    if name == "LITERAL":
        return chr(arg) in signs
    if name == "IN":
        inside = [sign for sign in signs if any(_is_one(str(op), value, sign) for op, value in arg)]
        return len(inside) < len(signs) if str(arg[0][0]) == "NEGATE" else bool(inside)
    if name == "BRANCH":
        return any(_sees(way, signs) for way in arg[1])
    if name == "SUBPATTERN":
        return _sees(arg[3], signs)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _sees(arg[2], signs)
    if name in ("ASSERT", "ASSERT_NOT"):
        return _sees(arg[1], signs)
    if name == "ATOMIC_GROUP":
        return _sees(arg, signs)
    if name == "AT":  # no word begins or ends between a mark and a space
        return str(arg) not in ("AT_BOUNDARY", "AT_NON_BOUNDARY")
    return name != "GROUPREF"  # it sees what its group has seen


def _is_one(name: str, value: Any, sign: str) -> bool:
    """Does the item of a set say that ``sign`` is in it?"""
    if name == "LITERAL":
        return bool(chr(value) == sign)
    if name == "RANGE":
        return bool(value[0] <= ord(sign) <= value[1])
    return name == "CATEGORY" and (str(value) not in _CATEGORIES or bool(_CATEGORIES[str(value)].match(sign)))


def needs(source: str, case: bool) -> list[list[str]]:
    """Groups of strings: each text that ``source`` matches has, ``marked``, one of each group.

    The most telling first, the others by their size, the smallest last. Empty when that is unclear.
    """
    try:
        groups = _groups(_parsed(source, case))
    except (re.error, RecursionError):
        return []
    groups.sort(key=_worth, reverse=True)
    return [sorted(group) for group in (*groups[:1], *sorted(groups[1:], key=len, reverse=True))]


def _parsed(source: str, case: bool) -> Any:
    """The parse tree. Raises ``re.error``, ``RecursionError``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            from re import _parser  # type: ignore[attr-defined]
        except ImportError:  # Python 3.10
            import sre_parse as _parser
    return _parser.parse(source, flags(case))


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
    if plain.startswith(_USUAL):
        return 1
    weight = sum(1 if char.isalpha() or char == DIGIT else _MARKS.get(char, 10) for char in plain)
    return weight if weight >= 1 else 0
