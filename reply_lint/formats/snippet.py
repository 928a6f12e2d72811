"""The line round a place, cut to the width of the terminal."""

from __future__ import annotations

from typing import NamedTuple

from reply_lint.formats.terminal import cell_len, fit, printable

REACH = 4
"""Characters looked at per cell: some are zero cells wide, and a line may be megabytes long."""
WORD = 15
"""A cut moves by at most so many characters to fall between words."""


class Snippet(NamedTuple):
    """Printable text before the place, the place, and after it."""

    before: str
    place: str
    after: str

    @property
    def underline(self) -> tuple[int, int]:
        """Cells before the underline and its length."""
        indent = cell_len(self.before)
        return indent, max(1, cell_len(self.before + self.place) - indent)


def snippet(text: str, line: tuple[int, int], start: int, end: int, cells: int) -> Snippet:
    """The part of ``text[start:end]`` that is on the line, with as much round it as fits into so many cells."""
    first, last = line
    stop = min(end, last)
    reach = REACH * cells
    place = printable(text[start : min(stop, start + reach)]) or " "
    before = printable(text[max(first, start - reach) : start])
    after = printable(text[stop : min(last, stop + reach)]).rstrip()
    if end > last:
        after = "…"
    if cell_len(before + place + after) <= cells and start - first <= reach >= last - stop:
        return Snippet(before, place, after)
    if cell_len(place) > cells - 2:
        return Snippet("…" if before else "", _cut(place, cells - 2), "…")
    room = cells - cell_len(place)
    after = _head(after, max(room // 2, room - cell_len(before)))
    before = _tail(before, cells - cell_len(place + after))
    return Snippet(before, place, after)


def _head(text: str, cells: int) -> str:
    """The beginning of a text and «…»."""
    return text if cell_len(text) <= cells else _cut(text, cells - 1) + "…"


def _cut(text: str, cells: int) -> str:
    """The beginning of a text, up to a space when one is near."""
    head = fit(text, cells)
    space = head.rfind(" ", max(0, len(head) - WORD))
    return head[:space] if space > 0 else head


def _tail(text: str, cells: int) -> str:
    """The end of a text, from a space when one is near, after «…»."""
    if cell_len(text) <= cells:
        return text
    tail = text[-REACH * cells :]
    while cell_len(tail) > cells - 1:
        tail = tail[1:]
    space = tail.find(" ", 0, WORD)
    return "…" + (tail[space + 1 :] if space >= 0 else tail)
