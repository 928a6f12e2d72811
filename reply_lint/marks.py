"""Marked examples: ``[[span]]`` is where a finding must be, ``[[span => fix]]`` what its fix must give."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARK = re.compile(r"\[\[(.*?)\]\]", re.S)


class Span(NamedTuple):
    start: int
    end: int
    fix: str | None


class Marked(NamedTuple):
    text: str
    """The example without its marks."""
    spans: tuple[Span, ...]

    @property
    def fixed(self) -> str:
        """The text with every marked fix applied."""
        out = self.text
        for span in reversed(self.spans):
            if span.fix is not None:
                out = out[: span.start] + span.fix + out[span.end :]
        return out


def parse(marked: str) -> Marked:
    """Take the marks out of ``marked``. Raises ``ValueError`` on an unpaired bracket.

    A placeholder like ``[[имя]]`` may be the very thing that an example shows: its brackets are written
    as ``\\[`` and ``\\]``.
    """
    hidden = marked.replace("\\[", "\ue000").replace("\\]", "\ue001")
    text = ""
    spans = []
    at = 0
    for found in _MARK.finditer(hidden):
        text += hidden[at : found.start()]
        inside, arrow, fix = found.group(1).partition("=>")
        if arrow:
            inside = inside.removesuffix(" ")
            fix = fix.removeprefix(" ")
        spans.append(Span(len(text), len(text) + len(inside), _shown(fix) if arrow else None))
        text += inside
        at = found.end()
    text += hidden[at:]
    if "[[" in text or "]]" in text:
        raise ValueError("у отметки [[…]] потерялась пара скобок")
    return Marked(_shown(text), tuple(spans))


def _shown(text: str) -> str:
    return text.replace("\ue000", "[").replace("\ue001", "]")
