"""Checks of answers that leave the client's questions open."""

from __future__ import annotations

from collections.abc import Iterator

from reply_lint.model import Document, Match

LEAST_WORDS = 3
"""A shorter sentence is a greeting or a thank-you, no answer."""


def fewer_answers(doc: Document, *, questions: int = 3) -> Iterator[Match]:
    """A client who asked at least ``questions`` questions gets fewer sentences than that.

    One match of no length at the reply's start; its data are ``asked`` and ``said``.
    """
    if doc.client is None or "?" not in doc.client.text:
        return
    asked = sum(_asks(doc.client, i, j) for i, j in doc.client.sentences)
    if asked < questions:
        return
    said = sum(_says(doc, i, j) for i, j in doc.sentences)
    if 0 < said < asked:
        yield Match(doc.starts[0], doc.starts[0], data={"asked": str(asked), "said": str(said)})


def _asks(doc: Document, start: int, stop: int) -> bool:
    return any("?" in doc.words[i].norm for i in range(start, stop))


def _says(doc: Document, start: int, stop: int) -> bool:
    return sum(doc.words[i].kind in ("word", "latin", "number", "masked") for i in range(start, stop)) >= LEAST_WORDS
