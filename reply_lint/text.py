"""Text → Document: razdel tokens and sentences, pymorphy3 readings, offsets into the text as given.

razdel never joins across white space, so the tokens of a white-space-delimited *chunk* depend on the chunk
alone, and are looked up by its spelling. One known difference from ``razdel.tokenize`` on the whole text: at a
mark (``- _ / , .``) on a chunk's edge razdel looks one atom past the white space; the chunk's own tokens are the
better ones. Everywhere else the two are equal, and a property test says so.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import razdel

from reply_lint import ends, masks
from reply_lint.markup import markup_masks
from reply_lint.model import Document, Reading, Word
from reply_lint.native import mypyc_attr
from reply_lint.recent import Recent

if TYPE_CHECKING:
    from reply_lint.model import Markup, Mask

CHUNKS, LINES, PIECES = 45_000, 4_000, 12_000
"""A Vocabulary remembers so many chunks and words, lines, and pieces of lines, met of late."""
LONG_LINE = 1_000
"""Longer lines are not remembered: they hardly come twice."""
LONG_CHUNK = 1_000
"""Longer chunks are tokenised in pieces of this many characters (razdel is quadratic in a run of marks)."""
LONG_WORD = 50
"""A longer run of letters is not looked up in the dictionary."""

# Bits of Word.flags
PREDICATE: Final = 1
COORDINATOR: Final = 2
SUBORDINATOR: Final = 4
INTRODUCTORY: Final = 8
BREAK: Final = 16
UPPER: Final = 32
TITLE: Final = 64
ADVERSATIVE: Final = 128

_CHUNK = re.compile(r"\S+")
LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_SIMPLE = re.compile(r"([А-Яа-яЁё]+|[0-9]+)([.,!?:;)…])?")
"""A chunk that razdel cuts as everyone would; it takes twenty times as long."""
_CYRILLIC = re.compile(r"[а-яё]", re.I)
_NUMBER = re.compile(r"\d[\d.,/:\-–]*(?:-?[а-яё]{1,3})?", re.I)
# Soft hyphens, zero-width characters, byte order marks, direction marks, combining accents.
_INVISIBLE = re.compile("[\u00ad\u0300-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MIXED = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
_LETTERS = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_LOOKALIKE = str.maketrans("ABCEHKMOPTXaceopxyuk", "АВСЕНКМОРТХасеорхуик")

_BREAKS = frozenset(",;:—–()[]-")
_COORDINATORS = frozenset("и или либо а но да однако зато".split())
_ADVERSATIVES = frozenset("а но однако зато".split())
_SUBORDINATORS = frozenset(
    "что чтобы если когда который где куда откуда пока хотя ибо поскольку поэтому потому как зачем почему раз".split()
)
_INTRODUCTORY = frozenset(
    "к сожалению сожаление увы пожалуйста конечно разумеется наверное возможно вероятно видимо кажется кстати например"
    " скорее всего может быть правда впрочем безусловно естественно счастью счастье похоже действительно".split()
)
_SYMBOL, _LATIN, _NUMERIC, _MARK = (frozenset((one,)) for one in ("SYMB", "LATN", "NUMB", "PNCT"))
_ORDINAL = frozenset(("NUMB", "Anum"))
_PREDICATES = ("VERB", "INFN", "PRTS", "ADJS", "PRED", "GRND")

Sentences = tuple[tuple[int, int], ...]


@mypyc_attr(acyclic=True)
class Chunk:
    """What stands between white space."""

    __slots__ = ("offsets", "patterns", "tail", "words")

    def __init__(self, words: tuple[Word, ...], offsets: tuple[int, ...], tail: int, patterns: int) -> None:
        self.words = words
        self.offsets = offsets
        """Where each of its words starts in it."""
        self.tail = tail
        """How it may end a sentence: see ``ends.tail``."""
        self.patterns = patterns
        """Regular expressions that need something it has: a set of ``regexes.Possible``."""


@mypyc_attr(acyclic=True)
class Line:
    """A line that is not blank; offsets count from its start."""

    __slots__ = (
        "bounds",
        "first",
        "last",
        "matches",
        "patterns",
        "pieces",
        "regexes",
        "sentence",
        "start",
        "starts",
        "stop",
        "text",
        "words",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: tuple[Word, ...] = ()
        self.starts: tuple[int, ...] = ()
        self.bounds: tuple[int, ...] = ()
        """Indexes of the tokens at which a sentence starts, besides the first."""
        self.sentence = 0
        """Where its last sentence starts: just past the delimiter of the one before."""
        self.first = ""
        self.last = ""
        """Its first and its last chunk."""
        self.start = 0
        """Where the first chunk starts."""
        self.stop = 0
        """Where the last chunk stops."""
        self.patterns = 0
        """Regular expressions that need something one of its chunks has: a set of ``regexes.Possible``."""
        self.pieces: tuple[tuple[int, Line], ...] = ()
        """Its pieces, if it has several, each with its offset."""
        self.matches: Any = None
        """Of a piece, what regular expressions find that read no further; filled by ``sentences.Memo``."""
        self.regexes: Any = None
        """What regular expressions find in it; filled by ``sentences.Memo``."""


MASKED = ("mail", "url", "email", "code", "quote")
"""Kinds of masks whose tokens become one opaque Word each; a phrase may ask for it as ``<URL>``, ``<QUOTE>`` …"""
DROPPED = ("html", "markup")
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|hr|section|article|pre)\b", re.I)


@lru_cache(maxsize=1)
def analyzer() -> Any:
    """The one pymorphy3 analyzer of the process, loaded when the first Cyrillic word is met."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


def normalize(text: str) -> str:
    """Lower case, ё as е, without invisible characters and accents, look-alike Latin letters mended."""
    return _clean(text)[0].lower().replace("ё", "е")


def readings_of(norm: str) -> tuple[Reading, ...]:
    """Dictionary readings of a normalised Cyrillic word, the likeliest first."""
    try:
        parses = analyzer().parse(norm)
    except ValueError:  # pymorphy3 asks for the names of the characters, and some have none: «𗮙а»
        return ()
    lemmas = [parse.normal_form.replace("ё", "е") for parse in parses]
    same = {norm: norm}  # lemmas that are equal are one string: thousands of words are remembered
    return tuple(
        Reading(same.setdefault(lemma, lemma), parse.tag.grammemes, parse.score)
        for lemma, parse in zip(lemmas, parses, strict=True)
    )


class Vocabulary:
    """The memo: chunks and words met so far.

    ``annotate`` is called once for each new Word; ``within`` says which regular expressions a chunk could have part in.
    """

    def __init__(
        self,
        annotate: Callable[[Word], None] | None = None,
        within: Callable[[str], int] = lambda chunk: 0,
    ) -> None:
        self._annotate = annotate
        self._within = within
        self._chunks: Recent[str, Chunk] = Recent(CHUNKS)
        self._words: Recent[str, Word] = Recent(CHUNKS)
        self._lines: Recent[str, Line] = Recent(LINES)
        self._pieces: Recent[str, Line] = Recent(PIECES)
        self._opaque = {kind: _opaque_word(kind) for kind in MASKED}
        for word in self._opaque.values():
            if annotate:
                annotate(word)

    def parse(
        self, text: str, client: str | None = None, markup: Markup = "auto", before: Document | None = None
    ) -> Document:
        """Read ``text``, with ``client``'s message as its context; ``before`` is a text that is much the same."""
        doc = self._read(text, markup_masks(text, masks.find(text, client), markup), before)
        if client is not None:
            doc.client = self._read(client, ())
        return doc

    def word(self, spelling: str) -> Word:
        """The Word for one token's spelling."""
        return self._words.get(spelling) or self._new_word(spelling, _clean(spelling)[0])

    def _read(self, text: str, masks: tuple[Mask, ...], before: Document | None = None) -> Document:
        # Of a text with more lines than are remembered, those that are the same are taken from there.
        same = {line.text: line for _, line in before.lines} if before and len(before.lines) > LINES else {}
        words: list[Word] = []
        starts: list[int] = []
        bounds: list[int] = []  # token indexes at which a sentence starts
        lines: list[tuple[int, Line]] = []
        sentence = 0  # offset just past the last sentence's delimiter
        above: Line | None = None  # the line before, if it was not blank, and where it stops
        stop_above = 0
        for found in LINE.finditer(text):
            start = found.start()
            line = same.get(found.group()) or self._known_line(found.group())
            if line is None:
                continue
            lines.append((start, line))
            if above and not ends.breaks_line(text, stop_above, start, above.last, line.first):
                line = self._read_line(text, start, found.end(), sentence) or line
            else:
                bounds.append(len(words))
                sentence = start + line.start
            if line.bounds:
                bounds += [len(words) + i for i in line.bounds]
                sentence = start + line.sentence
            words += line.words
            starts += [start + offset for offset in line.starts]
            above, stop_above = line, start + line.stop
        bounds.append(len(words))
        tokens = tuple(words)
        doc = Document(text, tokens, starts, _ranges(bounds), tokens, masks, lines)
        if masks:
            if any(mask.kind in DROPPED for mask in masks):
                _drop(doc)
            doc.words = _masked(doc, self._opaque)
        return doc

    def _known_line(self, line: str) -> Line | None:
        """The line as one that begins a sentence; None when it is blank."""
        known = self._lines.get(line)
        if known is None:
            cuts = ends.cuts(line)
            known = self._joined(line, cuts) if cuts else self._read_line(line, 0, len(line), -1)
            if known and len(line) <= LONG_LINE:
                self._lines[line] = known
        return known

    def _known_piece(self, written: str) -> Line | None:
        """The same for a piece of a line."""
        known = self._pieces.get(written)
        if known is None:
            known = self._read_line(written, 0, len(written), -1)
            if known and len(written) <= LONG_LINE:
                self._pieces[written] = known
        return known

    def _joined(self, line: str, cuts: list[int]) -> Line:
        """The line of the pieces between ``cuts``, at which sentences end: its other pieces may have been met."""
        whole = Line(line)
        pieces: list[tuple[int, Line]] = []
        words: list[Word] = []
        starts: list[int] = []
        bounds: list[int] = []
        for start, end in itertools.pairwise((0, *cuts, len(line))):
            piece = self._known_piece(line[start:end])
            if piece is None:
                continue
            if pieces:
                bounds.append(len(words))
            else:
                whole.first, whole.start = piece.first, piece.start
            bounds += [len(words) + i for i in piece.bounds]
            words += piece.words
            starts += [start + offset for offset in piece.starts]
            whole.patterns |= piece.patterns
            whole.last, whole.stop, whole.sentence = piece.last, start + piece.stop, start + piece.sentence
            pieces.append((start, piece))
        whole.words, whole.starts, whole.bounds = tuple(words), tuple(starts), tuple(bounds)
        whole.pieces = tuple(pieces)
        return whole

    def _read_line(self, text: str, start: int, end: int, sentence: int) -> Line | None:
        """The line ``text[start:end]``; its first sentence began at ``sentence``; -1: it begins with the line."""
        line = Line(text[start:end])
        words: list[Word] = []
        starts: list[int] = []
        bounds: list[int] = []
        tail = ends.NONE
        chunk = ""
        stop = start
        chunks = self._chunks
        young = chunks.young.get
        for found in _CHUNK.finditer(text, start, end):
            chunk = found.group()
            at = found.start()
            if not line.first:
                line.first, line.start = chunk, at - start
                sentence = max(start, at - 1) if sentence < 0 else sentence
            elif tail and ((tail == ends.PLAIN and "А" <= chunk[0] <= "Я") or ends.splits(text, sentence, stop)):
                bounds.append(len(words))
                sentence = stop
            entry = young(chunk) or chunks.get(chunk) or self._new_chunk(chunk)
            tail = entry.tail
            words += entry.words
            at -= start
            offsets = entry.offsets
            if len(offsets) == 1:
                starts.append(at + offsets[0])
            else:
                starts += [at + offset for offset in offsets]
            if entry.patterns:
                line.patterns |= entry.patterns
            stop = found.end()
        if not line.first:
            return None
        line.words, line.starts, line.bounds = tuple(words), tuple(starts), tuple(bounds)
        line.last, line.stop, line.sentence = chunk, stop - start, sentence - start
        return line

    def _new_chunk(self, chunk: str) -> Chunk:
        simple = _SIMPLE.fullmatch(chunk)
        if simple and len(chunk) <= LONG_CHUNK:
            parts = simple.groups() if simple[2] else (chunk,)
            entry = Chunk(
                tuple([self._words.get(part) or self._new_word(part, part) for part in parts]),
                (0,) if len(parts) == 1 else (0, len(parts[0])),
                ends.tail(chunk) if simple[2] else ends.NONE,
                self._within(chunk),
            )
        else:
            entry = self._tokenized(chunk)
        if len(chunk) <= LONG_CHUNK:
            self._chunks[chunk] = entry
        return entry

    def _tokenized(self, chunk: str) -> Chunk:
        words: list[Word] = []
        offsets: list[int] = []
        for piece in range(0, len(chunk), LONG_CHUNK):
            clean, places = _clean(chunk[piece : piece + LONG_CHUNK])
            for token in razdel.tokenize(clean):
                start, stop = piece + places[token.start], piece + places[token.stop]
                spelling = chunk[start:stop]
                words.append(self._words.get(spelling) or self._new_word(spelling, token.text))
                offsets.append(start)
        return Chunk(tuple(words), tuple(offsets), ends.tail(chunk[-LONG_CHUNK:]), self._within(chunk))

    def _new_word(self, spelling: str, clean: str) -> Word:
        word = _make_word(spelling, clean)
        if self._annotate:
            self._annotate(word)
        self._words[spelling] = word
        return word


def _ranges(bounds: list[int]) -> Sentences:
    return tuple([(i, j) for i, j in itertools.pairwise(bounds) if i < j])


def _clean(chunk: str) -> tuple[str, range | list[int]]:
    """The chunk as rules read it, and where each of its characters (and its end) stands in the chunk."""
    if chunk.isascii():
        return chunk, range(len(chunk) + 1)
    if _MIXED.search(chunk):
        chunk = _LETTERS.sub(_mend_lookalikes, chunk)
    if not _INVISIBLE.search(chunk):
        return chunk, range(len(chunk) + 1)
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(chunk):
        if not _INVISIBLE.match(char):
            out.append(char)
            places.append(place)
        elif out and char in "\u0306\u0308":  # и + breve = й, е + diaeresis = ё
            composed = unicodedata.normalize("NFC", out[-1] + char)
            out[-1] = composed if len(composed) == 1 else out[-1]
    places.append(len(chunk))
    return "".join(out), places


def _mend_lookalikes(match: re.Match[str]) -> str:
    if match.group().isascii():
        return match.group()
    mended = match.group().translate(_LOOKALIKE)
    return mended if not re.search("[A-Za-z]", mended) else match.group()


def _make_word(spelling: str, clean: str) -> Word:
    clean = clean or spelling
    norm = clean.lower().replace("ё", "е")
    if norm == spelling:
        norm = spelling  # one string for both
    if _CYRILLIC.search(norm):
        if _NUMBER.fullmatch(norm):
            return Word(spelling, norm, "number", (Reading(norm, _ORDINAL, 1.0),), True)
        if len(norm) > LONG_WORD:
            return Word(spelling, norm, "word", (), False)
        word = Word(spelling, norm, "word", readings_of(norm), analyzer().word_is_known(norm))
        word.flags = _flags(word, clean)
        return word
    kind, grammemes = "other", _SYMBOL
    if norm[0].isalpha():
        kind, grammemes = "latin", _LATIN
    elif norm[0].isdecimal():
        kind, grammemes = "number", _NUMERIC
    elif all(unicodedata.category(char)[0] in "PS" and char < "\u2100" for char in norm[:8]):
        kind, grammemes = "mark", _MARK
    word = Word(spelling, norm, kind, (Reading(norm, grammemes, 1.0),), True)
    word.flags = BREAK if norm in _BREAKS else 0
    return word


def _flags(word: Word, clean: str) -> int:
    flags = 0
    if any(r.score > 0.1 and not r.grammemes.isdisjoint(_PREDICATES) for r in word.readings) or word.norm == "нет":
        flags |= PREDICATE
    if word.norm in _COORDINATORS:
        flags |= COORDINATOR | (ADVERSATIVE if word.norm in _ADVERSATIVES else 0)
    if word.norm in _SUBORDINATORS or "который" in word.lemmas:
        flags |= SUBORDINATOR
    if word.norm in _INTRODUCTORY:
        flags |= INTRODUCTORY
    if clean[0].isupper():
        flags |= UPPER if len(clean) > 1 and clean.isupper() else TITLE
    return flags


def _drop(doc: Document) -> None:
    """Take the tokens of tags and of Markdown's marks out; a block tag ends a sentence."""
    spans = [(m.start, m.end) for m in doc.masks if m.kind in DROPPED]
    breaks = {start for start, end in spans if _BLOCK_TAG.match(doc.text, start, end)}
    bounds = {i for i, _ in doc.sentences}
    words: list[Word] = []
    starts: list[int] = []
    kept: list[int] = []
    at = 0
    for i, start in enumerate(doc.starts):
        if i in bounds:
            kept.append(len(words))
        while at < len(spans) and spans[at][1] <= start:
            if spans[at][0] in breaks:
                kept.append(len(words))
            at += 1
        if at == len(spans) or start < spans[at][0]:
            words.append(doc.words[i])
            starts.append(start)
    doc.words = doc.plain = tuple(words)
    doc.starts = starts
    doc.sentences = _ranges(sorted({*kept, len(words)}))


def _opaque_word(kind: str) -> Word:
    return Word("", "", "masked", (Reading("", frozenset((kind.upper(),)), 1.0),), True)


def _masked(doc: Document, opaque: dict[str, Word]) -> tuple[Word, ...]:
    words = list(doc.words)
    for mask in doc.masks:
        if mask.kind in opaque:
            i = bisect_left(doc.starts, mask.start)
            j = bisect_left(doc.starts, mask.end)
            words[i:j] = [opaque[mask.kind]] * (j - i)
    return tuple(words)


def sentence_at(doc: Document, i: int) -> int:
    """Index of the sentence that holds token ``i``."""
    return bisect_left(doc.sentences, (i + 1,)) - 1


def token_at(doc: Document, offset: int) -> int:
    """Index of the first token that ends after ``offset`` (``len(words)`` when there is none)."""
    i = bisect_left(doc.starts, offset)
    return i - 1 if i and doc.end(i - 1) > offset else i


def pieces(doc: Document) -> Iterator[str]:
    """The text in pieces that are met again oftener than its lines: each ends where a sentence surely does."""
    for _, line in doc.lines:
        if line.pieces:
            yield from [piece.text for _, piece in line.pieces]
        else:
            yield line.text
