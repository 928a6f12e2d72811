"""Misspelt words of a Document: the curated list, and words that the dictionary lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import eq

from reply_lint.model import Document, Match, Word
from reply_lint.spelling import misspellings, sounds, unknown
from reply_lint.spelling.frequency import table
from reply_lint.spelling.grammar import CASES
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of, word_at
from reply_lint.text import TITLE, UPPER, analyzer, readings_of, sentence_at

_CAMEL = re.compile("[а-яё][A-Z]|[а-яё]{2}[А-ЯЁ][а-яё]+$")
"""«МассивX», «выборИсточника»: names in a program."""


def listed(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """Words of the curated list."""
    for i in places:
        word = doc.words[i]
        if _apart(doc, i):
            right = misspellings.right(word.norm, word.known)
            yield rewritten(doc, i, i + 1, _with_yo(doc, right), len(right) == 1)


def unlisted(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """Words that the dictionary lacks and that are surely misspelt."""
    clients = {word.norm for word in doc.client.words} if doc.client else set()
    strange = [i for i in places if not _CAMEL.search(doc.words[i].text) and _apart(doc, i)]
    strange = [i for i in strange if doc.words[i].norm not in clients]
    found = [_meant(doc, i) for i in strange]
    if any(one is not None and one.sure for one in found):
        # who slipped once may have slipped twice
        found = [one if one and one.sure else _meant(doc, i, ONCE_MORE) for i, one in zip(strange, found, strict=True)]
    for i, one in zip(strange, found, strict=True):
        if one and (not doc.words[i].flags & TITLE or _is_no_name(doc, i, one)):
            yield rewritten(doc, i, i + 1, _with_yo(doc, one.fixes), one.sure)


ONCE_MORE = 0.8
"""What another slip in the reply adds to the odds."""


def _meant(doc: Document, i: int, more: float = 0.0) -> unknown.Suggestion | None:
    """What the unknown word ``i`` should be, its neighbours considered."""
    found = unknown.choices(doc.words[i].norm)
    if isinstance(found, unknown.Suggestion):
        return found
    if len(found) == 0:
        return None
    from reply_lint.spelling.neighbours import fit

    return unknown.judge((choice.fitting(fit(doc, i, choice.word)) for choice in found), more)


def _is_no_name(doc: Document, i: int, found: unknown.Suggestion) -> bool:
    """Is the capitalised word ``i`` one that begins a sentence or a title, and no name that is called or quoted?"""
    norm = doc.words[i].norm
    quoted = word_at(doc, i - 1) in _OPENING
    if not quoted and not _starts_sentence(doc, i):
        return False
    if _SURNAME.search(norm) and _could_be_name(found.fixes[0]) and sounds.key(norm) != sounds.key(found.fixes[0]):
        return False
    if _greets(norm) or not (quoted or word_at(doc, i + 1) in (",", "!") or len(norm) < 5):
        return True
    return found.sure and len(norm) > 5 and not _could_be_name(found.fixes[0])


_SURNAME = re.compile("(?:[ое]в|[иы]н)(?:а|у|ой|ым|ы|ых|ыми|ами)?$|(?:енко|швили|дзе|чук|ич|ян)$")
_OPENING = frozenset('«„“"')


@lru_cache(maxsize=5_000)
def _could_be_name(fix: str) -> bool:
    """A slip in a noun or a short adjective is hard to tell from a name."""
    return any(
        "ADJS" in r.grammemes or {"NOUN", "sing"} <= r.grammemes for r in readings_of(fix.replace("ё", "е"))
    ) and not set(fix) & {" ", "-"}


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
    start = sentence_of(doc, i)[0]
    return all(doc.words[k].kind in ("mark", "other") for k in range(start, i))


def _apart(doc: Document, i: int) -> bool:
    """Is the word not a part of something longer (a file's name, a hyphened compound, a placeholder)?"""
    start, end = doc.starts[i], doc.end(i)
    before, after = doc.text[start - 1 : start], doc.text[end : end + 2]
    return before not in ("_", "/", "@", "#", "\\", "-", "{", "%", "[", "<", "=", "'") and not (
        after[:1] in ("_", "/", "@", "\\", "}", "%", "]", ">", "=", "'", "-")
        or (after[:1] == "." and after[1:].isalnum())
    )


def repeated(doc: Document) -> Iterator[Match]:
    """A word written twice, or more times."""
    norms = [word.norm for word in doc.words]
    if not any(map(eq, norms, norms[1:])):
        return
    last = 0
    for i in range(len(norms) - 1):
        if i < last or not _goes_on(doc, i):
            continue
        last = i + 1
        while _goes_on(doc, last):
            last += 1
        yield rewritten(doc, i, last + 1, (doc.text[doc.starts[i] : doc.end(i)],))


def _goes_on(doc: Document, i: int) -> bool:
    """Is token ``i + 1`` the word ``i`` once more?"""
    words = doc.words
    return (
        words[i].norm == word_at(doc, i + 1)
        and words[i].kind == words[i + 1].kind == "word"
        and (len(words[i].norm) > 1 or (words[i].text in _SINGLE and words[i + 1].text in _SINGLE))
        and words[i].norm not in _MAY_REPEAT
        and not words[i + 1].flags & TITLE
        and (not words[i].flags & TITLE or _starts_sentence(doc, i))
        and joined(doc, i)
        and sentence_at(doc, i) == sentence_at(doc, i + 1)
    )


_MAY_REPEAT = frozenset("да очень вот еле чуть много давно долго ну так нет далеко бы ха тук же".split())
_SINGLE = frozenset("и в с к о у".split())
"""Prepositions and «и» of one letter, as they stand inside a sentence."""


_PARTS = frozenset("по за на от о с у в во до под при про из об без над".split())
_MAY_FOLLOW = frozenset(
    "завтра сегодня сейчас вчера потом много мало сколько послезавтра немного столько более менее около"
    " чуть нибудь здесь"
    " там туда всюду нельзя можно нет да все только больше меньше лучше".split()
)
_VERBAL = frozenset(("VERB", "INFN", "GRND", "PRTS"))


def split(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«По пробуйте», «скрин шот»: a space inside a word."""
    for i in places:
        if doc.words[i].norm in _TORN_OFF:
            found = _torn_off(doc, i)
        else:
            found = _with_preposition(doc, i) if doc.words[i].known else _with_neighbour(doc, i)
        if found is not None:
            yield found


def may_be_part(word: Word) -> bool:
    """Asked for ``split``: an unknown word, or a verb or adverb that a prefix can be torn off."""
    if not word.known:
        return is_unlisted(word)
    if word.norm in _TORN_OFF:
        return not word.flags & UPPER
    if word.kind != "word" or word.flags & (TITLE | UPPER) or len(word.norm) < 4 or word.norm in _MAY_FOLLOW:
        return False
    return _is_verbal(word) or all(not r.grammemes.isdisjoint(("ADVB", "COMP")) for r in word.readings)


_TORN_OFF = frozenset("по за на от о с у в во до под при об без над про из".split())
_NO_CASE = frozenset(("NUMR", "ADVB", "COMP", "PRCL", "CONJ", "PREP", "NPRO", "INTJ", "PRED"))
_NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Abbr", "Init", "Erro"))
_VERB_FORMS = frozenset(("VERB", "INFN", "GRND"))


def _torn_off(doc: Document, i: int) -> Match | None:
    """«с алоне», «при мите», «за креплены»: a preposition that cannot govern what follows; joined they are a word."""
    if not is_word(doc, i + 1) or not joined(doc, i):
        return None
    first, word = doc.words[i], doc.words[i + 1]
    if word.flags & (TITLE | UPPER) or len(word.norm) < 3 or not _apart(doc, i + 1) or word.norm in _MAY_FOLLOW:
        return None
    if not _is_one_word(first.norm, word.norm, word.known):
        return None
    return rewritten(doc, i, i + 2, (first.norm + word.norm,), len(word.norm) > 3)


@lru_cache(maxsize=10_000)
def _is_one_word(first: str, rest: str, known: bool) -> bool:
    whole = first + rest
    level, own = table().get(whole), table().get(rest)
    if len(whole) < 4 or level < 2.5 or not unknown.is_good(whole) or unknown.is_term(rest):
        return False
    if not known:
        return level >= (3.0 if len(whole) < 7 else 2.4)
    cases = CASES[first]
    fits = rare = False
    for r in readings_of(rest):
        g = r.grammemes
        if not g.isdisjoint(_NAMES):
            continue
        if not g.isdisjoint(_NO_CASE):
            return False
        if not g.isdisjoint(_VERB_FORMS):
            continue
        fits = fits or "Fixd" in g or not g.isdisjoint(cases)
    rare = own < 1.6 and level >= 3.6 and level - own >= 2.4
    return rare if fits else level >= max(2.5, own - 0.5)


def _is_verbal(word: Word) -> bool:
    return all(not r.grammemes.isdisjoint(_VERBAL) for r in word.readings)


def _with_preposition(doc: Document, i: int) -> Match | None:
    """«По пробуйте»: the word ``i`` and the preposition before it are one verb or adverb."""
    if word_at(doc, i - 1) not in _PARTS or not joined(doc, i - 1):
        return None
    word = doc.words[i]
    whole = doc.words[i - 1].norm + word.norm
    if not unknown.is_good(whole):
        return None
    level = table().get(whole)
    compared = any("COMP" in r.grammemes for r in word.readings)
    if not _is_verbal(word) and not compared and (level < 3.0 or level < table().get(word.norm) - 1.2):
        return None  # «с очень большими»
    if (
        _is_verbal(word)
        and doc.words[i - 1].norm in ("на", "за", "о", "про")
        and all("VERB" in r.grammemes for r in word.readings)
    ):
        return rewritten(doc, i - 1, i + 1, (f"не {word.norm}", whole) if level < 3.0 else (whole,), level >= 3.0)
    if _is_verbal(word) and all(r.grammemes.isdisjoint(_VERBAL) for r in readings_of(whole)):
        return None
    return rewritten(doc, i - 1, i + 1, (whole,))


def _with_neighbour(doc: Document, i: int) -> Match | None:
    """«скрин шот»: the unknown word ``i`` and the one beside it are a word."""
    words = doc.words
    for first in (i - 1, i):
        if not is_word(doc, first) or not is_word(doc, first + 1) or not joined(doc, first):
            continue
        if words[first + 1].flags & (TITLE | UPPER) or words[first].flags & UPPER or not _apart(doc, i):
            continue
        whole = words[first].norm + words[first + 1].norm
        torn = words[first].norm in _PARTS and not words[first + 1].known and len(whole) > 4
        if (
            (len(whole) > 6 or torn)
            and table().get(whole) >= (2.4 if len(whole) > 6 else 3.0)
            and unknown.is_good(whole)
        ):
            return rewritten(doc, first, first + 2, (whole,))
    return None


def is_listed(word: Word) -> bool:
    """Asked for ``listed``."""
    return word.kind == "word" and bool(misspellings.right(word.norm, word.known))


def is_unlisted(word: Word) -> bool:
    """Asked for ``unlisted``: neither the dictionary nor the curated list has the word."""
    return not word.known and not word.flags & UPPER and not misspellings.right(word.norm, False)
