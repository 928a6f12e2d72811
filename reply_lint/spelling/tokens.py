"""What checks of spelling ask of the tokens of a Document, and how they say what should stand there."""

from __future__ import annotations

from reply_lint.model import Document, Fix, Match
from reply_lint.text import sentence_at

REACH = 100
"""How many tokens a check looks back or ahead: nothing longer is read as one sentence, and work stays linear."""


def sentence_of(doc: Document, i: int) -> tuple[int, int]:
    """Token range of the sentence that holds token ``i``, no further than ``REACH`` from it."""
    start, stop = doc.sentences[sentence_at(doc, i)]
    return max(start, i - REACH), min(stop, i + REACH)


def word_at(doc: Document, i: int) -> str:
    """The token's ``norm``; empty beyond the text and for masked tokens."""
    return doc.words[i].norm if 0 <= i < len(doc.words) else ""


def is_word(doc: Document, i: int) -> bool:
    return 0 <= i < len(doc.words) and doc.words[i].kind == "word"


def joined(doc: Document, i: int) -> bool:
    """Do tokens ``i`` and ``i + 1`` stand in one line with nothing but a space between?"""
    return i >= 0 and i + 1 < len(doc.words) and doc.text[doc.end(i) : doc.starts[i + 1]] in (" ", "\u00a0", "  ")


def rewritten(doc: Document, i: int, j: int, texts: tuple[str, ...], safe: bool = True) -> Match:
    """Tokens ``i:j`` should be one of ``texts`` (lower case, best first); the case of the text is kept."""
    start, end = doc.span(i, j)
    piece = doc.text[start:end]
    fixes = tuple(Fix(start, end, fixed, safe) for t in texts if (fixed := like(piece, t)) != piece)
    return Match(start, end, fixes)


def like(piece: str, text: str) -> str:
    """``text`` in the case of ``piece``: «Извените», «ИЗВЕНИТЕ»."""
    if len(piece) > 1 and piece.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if piece[:1].isupper() else text
