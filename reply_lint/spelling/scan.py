"""Which tokens of a Document the checks of ``typos`` want to look at: one pass, shared by all of them."""

from __future__ import annotations

import re

from reply_lint.model import Document, Fix, Match, Word
from reply_lint.spelling import misspellings
from reply_lint.text import TITLE

MEMO = 50_000
"""Most distinct spellings remembered; then the memo starts anew."""

SUBORDINATORS = frozenset(
    "что чтобы если когда хотя поскольку потому который где куда откуда почему зачем сколько какой так".split()
)
INTRODUCERS = frozenset(
    "сожалению счастью конечно разумеется наверное наверно вероятно кстати например видимо по-видимому"
    " безусловно пожалуй"
    " всего во-первых во-вторых в-третьих кажется возможно быть значит естественно несомненно".split()
)
PREPOSITIONS = frozenset(
    "в во на по к ко с со о об обо от из до без для после около у кроме вместо из-за ради за над под перед между при"
    " через про согласно благодаря вопреки".split()
)
_NOMINAL = frozenset(("ADJF", "PRTF"))

_LATIN = re.compile("[A-Za-z]")

_memo: dict[str, tuple[str, ...]] = {}
_last: tuple[Document | None, dict[str, list[int]]] = (None, {})


def places(doc: Document) -> dict[str, list[int]]:
    """Class of words → indexes of its tokens, in order. Classes are what ``_classes`` gives, and ``twice``."""
    global _last
    last = _last
    if last[0] is doc:
        return last[1]
    found: dict[str, list[int]] = {}
    memo = _memo
    previous = None
    for i, word in enumerate(doc.words):
        classes = memo.get(word.text)
        if classes is None or word.kind == "masked":
            classes = _remember(word)
        for name in classes:
            found.setdefault(name, []).append(i)
        if word is previous or (previous and word.kind == "word" and word.norm == previous.norm):
            found.setdefault("twice", []).append(i)
        previous = word
    _last = doc, found
    return found


def _remember(word: Word) -> tuple[str, ...]:
    if word.kind == "masked":
        return ()
    if len(_memo) >= MEMO:
        _memo.clear()
    made = _memo[word.text] = tuple(_classes(word))
    return made


def _classes(word: Word) -> list[str]:
    norm = word.norm
    found = []
    if word.kind == "mark":
        return [norm] if norm in (",", "(", ")", "«", "»") else []
    if word.kind == "number":
        return ["number"]
    if word.kind == "latin":
        return ["latin"]
    if word.kind != "word":
        return []
    if word.flags & TITLE and norm in ("мы", "они", "он", "она"):
        found.append("capital")
    if _LATIN.search(word.text):
        found.append("latin")
    if misspellings.right(norm, word.known):
        found.append("listed")
    elif not word.known:
        found.append("unknown")
    if norm.endswith(("тся", "ться")):
        found.append("tsya")
    if norm.endswith("те"):
        found.append("te")
    if norm in SUBORDINATORS or "который" in word.lemmas or "какой" in word.lemmas or "сколько" in word.lemmas:
        found.append("sub")
    if norm in INTRODUCERS:
        found.append("intro")
    if norm in PREPOSITIONS:
        found.append("prep")
    if norm in ("а", "но", "и", "то", "пожалуйста"):
        found.append(norm)
    readings = word.readings
    if readings and norm not in PREPOSITIONS:
        if all(not r.grammemes.isdisjoint(_NOMINAL) for r in readings):
            found.append("adjective")
            if any("PRTF" in r.grammemes and "pssv" in r.grammemes for r in readings) and "данный" not in word.lemmas:
                found.append("participle")
        if any("NUMR" in r.grammemes for r in readings):
            found.append("numeral")
        if any(r.grammemes >= {"NOUN", "nomn", "sing"} for r in readings):
            found.append("subject")
        if any("Name" in r.grammemes for r in readings):
            found.append("name")
        if any("impr" in r.grammemes for r in readings):
            found.append("imperative")
    return found


def word_at(doc: Document, i: int) -> str:
    """The token's ``norm``; empty beyond the text and for masked tokens."""
    return doc.words[i].norm if 0 <= i < len(doc.words) else ""


def is_word(doc: Document, i: int) -> bool:
    return 0 <= i < len(doc.words) and doc.words[i].kind == "word"


def joined(doc: Document, i: int) -> bool:
    """Do tokens ``i`` and ``i + 1`` stand in one line with nothing but a space between?"""
    return i >= 0 and i + 1 < len(doc.words) and doc.text[doc.end(i) : doc.starts[i + 1]] in (" ", "\u00a0", "  ")


def comma_between(doc: Document, i: int, first: int | None = None, last: int | None = None) -> Match:
    """A comma is missing between the tokens ``i`` and ``i + 1``: the two words around the gap."""
    start, end = doc.starts[i if first is None else first], doc.end(i + 1 if last is None else last)
    at = doc.end(i)
    return Match(start, end, (Fix(start, end, doc.text[start:at] + "," + doc.text[at:end], True),))


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
