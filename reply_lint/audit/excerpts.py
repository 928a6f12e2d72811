"""Replies and parts of them with their findings marked, as segments that a template prints one after another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reply_lint.model import SEVERITIES

WHOLE = 1200
"""Longer replies are cut."""
AROUND = 140
"""So much of the text, about, is shown on each side of an example."""
SHORT = 70
"""A shorter beginning is shown with the sentence before it."""
NOTES = 8
"""At most so many findings are shown of a reply."""
_STOP = re.compile(r"[.!?…]\s+|\n")


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    severity: str = ""
    """Of the gravest finding there; empty for plain text."""
    note: int = 0
    """Number of the finding that ends here, from 1."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    segments: tuple[Segment, ...]
    notes: tuple[Mapping[str, Any], ...]
    """The findings, in the order of their numbers."""
    left_out: int = 0
    """Characters cut off the end."""
    more: int = 0
    """Findings that are not shown."""


def whole(text: str, findings: Sequence[Mapping[str, Any]]) -> Excerpt:
    """A reply with its findings; the end of a long one is cut."""
    end = len(text)
    if end > WHOLE:
        gap = text.rfind(" ", WHOLE // 2, WHOLE)
        end = gap if gap > 0 else WHOLE
    near = [one for one in findings if one["end"] <= end]
    dearest = sorted(range(len(near)), key=lambda n: -(near[n]["lost"] or 0))[:NOTES]
    shown = [near[n] for n in sorted(dearest)]
    return Excerpt(_segments(text, 0, end, shown), tuple(shown), len(text) - end, len(findings) - len(shown))


def around(text: str, finding: Mapping[str, Any]) -> Excerpt:
    """The sentence of a finding, with the one before when it is short, or what of it is near."""
    start, end = finding["start"], min(finding["end"], finding["start"] + 4 * AROUND)
    stops = [m.end() for m in _STOP.finditer(text, max(0, start - AROUND), start)]
    if start <= AROUND:
        stops.insert(0, 0)
    left = max((at for at in stops if end - at >= SHORT), default=stops[0]) if stops else start - AROUND
    stop = _STOP.search(text, max(end - 1, 0), end + AROUND)
    right = max(end, stop.start() + 1) if stop else min(len(text), end + AROUND)
    segments = _segments(text, left, right, [{**finding, "end": end}])
    dots = Segment("…")
    before = () if stops else (dots,)
    return Excerpt((*before, *segments, *(() if stop or right == len(text) else (dots,))), (finding,))


def _segments(text: str, left: int, right: int, findings: Sequence[Mapping[str, Any]]) -> tuple[Segment, ...]:
    """``text[left:right]`` cut where findings begin and end."""
    bounds = sorted({left, right, *(b for one in findings for b in (one["start"], one["end"]) if left <= b <= right)})
    made: list[Segment] = []
    for a, b in pairwise(bounds):
        made += [Segment("", "", n) for n, one in enumerate(findings, 1) if one["start"] == one["end"] == a]
        over = [one["severity"] for one in findings if one["start"] <= a and b <= one["end"]]
        ends = [n for n, one in enumerate(findings, 1) if one["end"] == b and one["start"] < b]
        made.append(Segment(text[a:b], max(over, key=SEVERITIES.index, default=""), ends[0] if ends else 0))
        made += [Segment("", "", n) for n in ends[1:]]
    made += [Segment("", "", n) for n, one in enumerate(findings, 1) if one["start"] == one["end"] == right]
    return tuple(made)
