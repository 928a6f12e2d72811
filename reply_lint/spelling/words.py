"""Misspelt words of a Document: the curated list, and words that the dictionary lacks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from reply_lint.model import Document, Match
from reply_lint.spelling import misspellings, unknown
from reply_lint.spelling.frequency import table
from reply_lint.spelling.scan import is_word, joined, places, rewritten, word_at
from reply_lint.text import TITLE, UPPER, analyzer, readings_of, sentence_at


def listed(doc: Document) -> Iterator[Match]:
    """Words of the curated list."""
    for i in places(doc).get("listed", ()):
        word = doc.words[i]
        if _apart(doc, i):
            right = misspellings.right(word.norm, word.known)
            yield rewritten(doc, i, i + 1, _with_yo(doc, right), len(right) == 1)


def unlisted(doc: Document) -> Iterator[Match]:
    """Words that the dictionary lacks and that are surely misspelt."""
    for i in places(doc).get("unknown", ()):
        word = doc.words[i]
        if word.flags & UPPER or (word.flags & TITLE and not _starts_sentence(doc, i)) or not _apart(doc, i):
            continue
        if word.flags & TITLE and (word_at(doc, i + 1) in (",", "!") or len(word.norm) < 5) and not _greets(word.norm):
            continue  # a name that is called
        found = unknown.suggest(word.norm)
        if found and not _clients(doc, word.norm):
            yield rewritten(doc, i, i + 1, _with_yo(doc, found.fixes), found.sure)


def _with_yo(doc: Document, texts: tuple[str, ...]) -> tuple[str, ...]:
    """With «ё» where the dictionary has it, if the reply writes it, too."""
    if "ё" not in doc.text:
        return texts
    return tuple(" ".join(map(_yo, text.split(" "))) for text in texts)


@lru_cache(maxsize=5_000)
def _yo(word: str) -> str:
    spellings = {str(parse.word) for parse in analyzer().parse(word)}
    return spellings.pop() if len(spellings) == 1 else word


def _greets(norm: str) -> bool:
    return norm.startswith(("здр", "добр", "прив", "спас"))


def _starts_sentence(doc: Document, i: int) -> bool:
    start = doc.sentences[sentence_at(doc, i)][0]
    return all(doc.words[k].kind in ("mark", "other") for k in range(start, i))


def _clients(doc: Document, norm: str) -> bool:
    """Did the client write the word?"""
    return doc.client is not None and any(w.norm == norm for w in doc.client.words)


def _apart(doc: Document, i: int) -> bool:
    """Is the word not a part of something longer (a file's name, a hyphened compound, a placeholder)?"""
    start, end = doc.starts[i], doc.end(i)
    before, after = doc.text[start - 1 : start], doc.text[end : end + 2]
    return before not in ("_", "/", "@", "#", "\\", "-", "{", "%", "[", "<", "=", "'") and not (
        after[:1] in ("_", "/", "@", "\\", "}", "%", "]", ">", "=", "'", "-")
        or (after[:1] == "." and after[1:].isalnum())
    )


def repeated(doc: Document) -> Iterator[Match]:
    """A word written twice."""
    for i in places(doc).get("twice", ()):
        word = doc.words[i]
        if word.kind == "word" and joined(doc, i - 1) and word.norm not in _MAY_REPEAT and len(word.norm) > 1:
            if doc.words[i - 1].flags & TITLE and word.flags & TITLE:
                continue
            if sentence_at(doc, i) == sentence_at(doc, i - 1):
                start = doc.starts[i - 1]
                yield rewritten(doc, i - 1, i + 1, (doc.text[start : doc.end(i - 1)],))


_MAY_REPEAT = frozenset("да очень вот еле чуть много давно долго ну так нет далеко что все как бы ха тук же".split())


_PARTS = frozenset("по за на от о с у в во до под при про из об без над".split())
_MAY_FOLLOW = frozenset(
    "завтра сегодня сейчас вчера потом много мало сколько послезавтра немного столько более менее около"
    " чуть нибудь здесь"
    " там туда всюду нельзя можно нет да все только больше меньше лучше".split()
)
_VERBAL = frozenset(("VERB", "INFN", "GRND"))


def split(doc: Document) -> Iterator[Match]:
    """«По пробуйте», «скрин шот»: a space inside a word."""
    found = places(doc)
    words = doc.words
    for i in found.get("prep", ()):
        if words[i].norm not in _PARTS or not joined(doc, i) or not is_word(doc, i + 1):
            continue
        after = words[i + 1]
        if after.flags & (TITLE | UPPER) or not after.known or after.norm in _MAY_FOLLOW or len(after.norm) < 4:
            continue
        whole = words[i].norm + after.norm
        shapes = [r.grammemes for r in after.readings]
        verbal = all(not g.isdisjoint(_VERBAL) for g in shapes)
        adverbial = all(not g.isdisjoint(("ADVB", "COMP")) for g in shapes)
        if (verbal or adverbial) and unknown.is_good(whole) and (
            not verbal or any(not r.grammemes.isdisjoint(_VERBAL) for r in readings_of(whole))
        ):  # fmt: skip
            yield rewritten(doc, i, i + 2, (whole,))
    for i in found.get("unknown", ()):
        for first in (i - 1, i):
            if first >= 0 and joined(doc, first) and is_word(doc, first) and is_word(doc, first + 1):
                if words[first + 1].flags & (TITLE | UPPER) or words[first].flags & UPPER or not _apart(doc, i):
                    continue
                whole = words[first].norm + words[first + 1].norm
                if len(whole) > 6 and table().get(whole) >= 2.4 and unknown.is_good(whole):
                    yield rewritten(doc, first, first + 2, (whole,))
                    break
