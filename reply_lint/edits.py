"""Fixes as edits of a text: which to apply together, applying them, and the way back from the mended text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reply_lint.model import Finding, Fix

ROUNDS = 10
"""A mended text may show what the fault hid (a misspelt word before a missing comma): look again, so many times."""


def choose(findings: Iterable[Finding], unsafe: bool = False) -> tuple[Fix, ...]:
    """The first fix of each finding that may be applied; of overlapping ones the first. Sorted by start."""
    chosen: list[Fix] = []
    for finding in findings:
        fix = next((f for f in finding.fixes if f.safe or unsafe), None)
        if fix is not None:
            chosen.append(fix)
    kept: list[Fix] = []
    for fix in sorted(chosen, key=lambda f: (f.start, f.end)):
        if not kept or (fix.start >= kept[-1].end and (fix.start, fix.end) != (kept[-1].start, kept[-1].end)):
            kept.append(fix)
    return tuple(kept)


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """``text`` with non-overlapping ``fixes`` made."""
    pieces = []
    at = 0
    for fix in fixes:
        pieces += [text[at : fix.start], fix.text]
        at = fix.end
    return "".join([*pieces, text[at:]])


class WayBack:
    """From places in ``apply(text, fixes)`` to places in ``text``; inside what a fix changed, to its edges."""

    def __init__(self, text: str, fixes: Sequence[Fix]) -> None:
        self.text = text
        self._edits: list[tuple[int, int, int, int]] = []  # start and end in the mended text, then in the given one
        shift = 0
        for fix in fixes:
            same = _shared(fix.text, text[fix.start : fix.end])
            rest = text[fix.start + same : fix.end]
            tail = _shared(fix.text[same:][::-1], rest[::-1])
            start = fix.start + same + shift
            stop = start + len(fix.text) - same - tail
            self._edits.append((start, stop, fix.start + same, fix.end - tail))
            shift += len(fix.text) - (fix.end - fix.start)
        self._starts = [edit[0] for edit in self._edits]

    def finding(self, finding: Finding) -> Finding:
        """The finding of the mended text as one of the given text; fixes that touch an edit are left out."""
        start, end = self._place(finding.start, False), self._place(finding.end, finding.start < finding.end)
        fixes = tuple(
            replace(fix, start=self._place(fix.start, False), end=self._place(fix.end, True))
            for fix in finding.fixes
            if not self._touch(fix.start, max(fix.end, fix.start + 1))
        )
        return replace(finding, start=start, end=end, text=self.text[start:end], fixes=fixes)

    def _touch(self, start: int, end: int) -> bool:
        """Does an edit touch ``start:end`` of the mended text? If any, then the last that begins before its end."""
        n = bisect_left(self._starts, end) - 1
        return n >= 0 and start < max(self._edits[n][1], self._edits[n][0] + 1)

    def _place(self, offset: int, is_end: bool) -> int:
        n = bisect_right(self._starts, offset) - 1
        if n < 0:
            return offset
        start, end, given_start, given_end = self._edits[n]
        if offset >= end and not (is_end and offset == start == end):
            return given_end + offset - end
        if is_end and offset == start:
            return given_start
        return given_end if is_end else given_start


def _shared(a: str, b: str) -> int:
    """How many characters both begin with."""
    n = 0
    while n < len(a) and n < len(b) and a[n] == b[n]:
        n += 1
    return n
