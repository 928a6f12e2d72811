"""Trouble for tests: texts and bytes spoilt here and there, settings of any kind, and how long to look for more.

Without ``FUZZ_SECONDS`` a property is shown a few examples, always the same; with it new ones for so many seconds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, AnyStr

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))


def holds(property_: Callable[[Any], None], strategy: st.SearchStrategy[Any], few: int = 40) -> None:
    """Show ``property_`` a ``few`` examples, or new ones while there is time."""
    until = time.monotonic() + SECONDS
    bounds = settings(
        max_examples=few, derandomize=not SECONDS, database=None, suppress_health_check=list(HealthCheck), deadline=None
    )

    def shown(example: Any) -> None:
        property_(example)

    while True:
        bounds(given(strategy)(shown))()
        if time.monotonic() >= until:
            return


CHARACTERS = st.characters(exclude_categories=["Cs"])
PIECES = [
    "\u00ad", "\u200b", "😀", "👋🏽\u200d♂️", "\r\n", "\u2028", "\x85", "«", "»", '"', "'", "`", "```", "<b>", "</p>",
    "<!--",
    "\n> ", "**", "__", "{{", "}}", "а\u0301\u0315\u0346", "\u0301", "\ufeff", "\x00", "&nbsp;", "&#1;", "[", "](",
    "[[", "]]",
    "(", ")", "https://", "@", "…", "!!!", "-", "—", "_", "/", ", ", " ,", "4111 1111", "\u202e", "אב", "\ue000", "ё",
    "ПРИВЕТ", "i\u0307", "ﬀ", "\\", "=", "#", "\t", "\x1b[31m", "%", "0", "-1", "9" * 30, "1e400",
]  # fmt: skip
"""What texts seldom hold and programs stumble over."""
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(CHARACTERS, max_size=8), max_size=12).map("".join)
_BYTES = st.binary(max_size=8) | st.sampled_from([piece.encode() for piece in PIECES] + [b"\xff", b"\xff\xfe", b"\xd0"])


@st.composite
def spoilt(draw: st.DrawFn, wholes: Sequence[AnyStr], by: str = "characters", most: int = 4) -> AnyStr:
    """One of ``wholes`` in which something is dropped, doubled or replaced, up to ``most`` times.

    ``by``: where a change begins and ends, at ``characters`` (or bytes) or at ``lines``.
    """
    whole = draw(st.sampled_from(wholes))
    for _ in range(draw(st.integers(1, most))):
        junk: Any = draw(TEXTS if isinstance(whole, str) else _BYTES)
        if by == "lines":
            lines = whole.splitlines(keepends=True)
            at = draw(st.integers(0, len(lines)))
            stop = at + draw(st.integers(0, 2))
            parts = [whole[:0].join(part) for part in (lines[:at], lines[at:stop], lines[stop:])]
        else:
            at = draw(st.integers(0, len(whole)))
            stop = at + draw(st.sampled_from((0, 1, 1, 2, 5, 30)))
            parts = [whole[:at], whole[at:stop], whole[stop:]]
        head, piece, tail = parts
        whole = head + draw(st.sampled_from((piece[:0], piece + piece, junk, junk + piece))) + tail
    return whole


def trouble(work: Callable[[], object], kind: type[Exception]) -> Exception | None:
    """The error of this kind that ``work`` ends with, if it does."""
    try:
        work()
    except kind as error:
        str(error).encode()
        return error
    return None


NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 101) | st.floats()
VALUES = st.recursive(
    st.booleans() | NUMBERS | TEXTS | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS, max_size=5), inner, max_size=3),
    max_leaves=4,
)
"""Whatever TOML can hold."""


def toml(value: Any) -> str:
    """A value as TOML; tables are inline."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(c if c.isprintable() and c not in '\\"' else f"\\U{ord(c):08X}" for c in value) + '"'
    return str(value)  # numbers, inf and nan, dates


def document(table: Mapping[str, Any]) -> str:
    """A TOML document, a line a key."""
    return "".join(f"{toml(key)} = {toml(value)}\n" for key, value in table.items())


def paths(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Where a table has a value: ``("match", "near", "within")``."""
    own = {(*above, key) for key in table}
    return own.union(*(paths(value, (*above, key)) for key, value in table.items() if isinstance(value, Mapping)))


def put(table: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The table with ``value`` at ``path``, whatever was there."""
    key, *rest = path
    if not rest:
        return {**table, key: value}
    inner = table.get(key)
    return {**table, key: put(inner if isinstance(inner, Mapping) else {}, tuple(rest), value)}
