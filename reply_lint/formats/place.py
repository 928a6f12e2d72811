"""Offsets to lines and columns. A line ends at ``\\r\\n``, ``\\r``, ``\\n``, U+2028 or U+2029, in every format."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

NEWLINES = ("\r\n", "\r", "\n", "\u2028", "\u2029")
_NEWLINE = re.compile("\r\n|[\r\n\u2028\u2029]")


class Place(NamedTuple):
    """A line and a column, both from 1; a column is a code point."""

    line: int
    column: int


def line_starts(text: str) -> list[int]:
    """Offset of each line's first character. Compute it once a text."""
    return [0, *(newline.end() for newline in _NEWLINE.finditer(text))]


def place(starts: Sequence[int], offset: int) -> Place:
    """Where ``offset`` is in the text that ``starts`` was made of."""
    line = bisect_right(starts, offset)
    return Place(line, offset - starts[line - 1] + 1)


def line_span(text: str, starts: Sequence[int], line: int) -> tuple[int, int]:
    """Offsets of a line without its line break."""
    start = starts[line - 1]
    if line == len(starts):
        return start, len(text)
    end = starts[line]
    return start, end - 2 if text.endswith("\r\n", start, end) else end - 1
