"""Marks of Markdown that stand between the words: ``**``, ``__``, ``~~``, heading marks, the brackets of a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reply_lint.model import Markup, Mask

_SIGNS = ("*", "__", "~~", "](", "#")
# A pair on one line that hugs its text; the look-arounds keep «2*3*4» and «snake_case» as they are.
_PAIRS = re.compile(
    r"(?<![\w*_~])(\*\*|__(?![A-Z_.\d]+__)|~~|\*)(?=[^\s*_~])([^\n*~]{1,300}?)(?<=[^\s*_~])\1(?![\w*_~])"
)
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}(?=\s)", re.M)
_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]{1,300})(?P<to>\]\([^()\s]{1,2000}\))")


def markup_masks(text: str, found: tuple[Mask, ...], markup: Markup) -> tuple[Mask, ...]:
    """``found`` without what the markup does not know, and with the marks of Markdown where it has them."""
    if markup == "plain":
        return tuple(m for m in found if m.kind not in ("code", "html") or text.startswith("<!-- reply-lint:", m.start))
    if markup == "html":
        return tuple(m for m in found if m.kind != "code")
    if not any(sign in text for sign in _SIGNS):
        return found
    hidden = [mask for mask in found if mask.kind in ("mail", "code")]
    marks = _outside([Mask(*span, "markup") for span in sorted(_marks(text, markup == "markdown"))], hidden)
    # The address of a link is part of its marks.
    others = _outside([mask for mask in found if mask.kind not in ("mail", "code")], marks)
    return tuple(sorted((*hidden, *others, *marks), key=lambda mask: mask.start))


def _marks(text: str, sure: bool) -> Iterator[tuple[int, int]]:
    for pair in _PAIRS.finditer(text):
        yield pair.span(1)
        yield pair.end() - len(pair[1]), pair.end()
    for link in _LINK.finditer(text):
        yield link.start(), link.start("text")
        yield link.span("to")
    if sure:
        yield from (heading.span() for heading in _HEADING.finditer(text))


def _outside(masks: list[Mask], taken: list[Mask]) -> list[Mask]:
    """``masks`` without those that touch a taken one; a quote or a signature may hold some. Both are sorted."""
    kept = []
    at = 0
    for mask in masks:
        while at < len(taken) and taken[at].end <= mask.start:
            at += 1
        if at == len(taken) or taken[at].start >= mask.end or mask.kind in ("quote", "signature"):
            kept.append(mask)
    return kept
