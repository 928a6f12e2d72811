"""Marks of Markdown that stand between the words: ``**``, ``__``, ``~~``, heading marks, the brackets of a link."""

from __future__ import annotations

import re

from reply_lint.model import Markup, Mask

# A pair on one line that hugs its text; the look-behinds keep «2*3*4» and «snake_case» as they are.
_PAIRS = re.compile(r"(?<![\w*_~])(\*\*|__|~~|\*)(?=[^\s*_~])([^\n*~]{1,300}?)(?<=[^\s*_~])\1(?![\w*_~])")
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}(?=\s)", re.M)
_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]{1,300})(?P<to>\]\([^()\s]{1,2000}\))")


def markup_masks(text: str, found: tuple[Mask, ...], markup: Markup) -> tuple[Mask, ...]:
    """``found`` without what the markup does not know, and with the marks of Markdown where it has them."""
    if markup == "plain":
        return tuple(m for m in found if m.kind not in ("code", "html") or text.startswith("<!-- reply-lint:", m.start))
    if markup == "html":
        return tuple(m for m in found if m.kind != "code")
    spans = (
        list(_marks(text, markup == "markdown")) if any(mark in text for mark in ("*", "__", "~~", "](", "#")) else []
    )
    if not spans:
        return found
    taken = sorted((m.start, m.end) for m in found if m.kind != "signature")
    return tuple(sorted((*found, *(Mask(*span, "markup") for span in _outside(spans, taken))), key=lambda m: m.start))


def _marks(text: str, sure: bool) -> list[tuple[int, int]]:
    spans = []
    for pair in _PAIRS.finditer(text):
        spans += [pair.span(1), (pair.end() - len(pair[1]), pair.end())]
    for link in _LINK.finditer(text):
        spans += [(link.start(), link.start("text")), link.span("to")]
    if sure:
        spans += [heading.span() for heading in _HEADING.finditer(text)]
    return sorted(spans)


def _outside(spans: list[tuple[int, int]], taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """``spans`` without those that touch a taken one. Both are sorted."""
    kept = []
    at = 0
    for start, end in spans:
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at == len(taken) or taken[at][0] >= end:
            kept.append((start, end))
    return kept
