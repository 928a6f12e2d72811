"""What phrases find in a sentence, remembered by its text: replies repeat themselves, and each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from reply_lint import match, text
from reply_lint.model import Document, Match, Word
from reply_lint.regexes import Possible
from reply_lint.ruleset import Rule
from reply_lint.weights import Weighed

MEMO_BOUND = 20_000
"""Most sentences that a Memo remembers; then it starts anew."""
LONG = 100
"""A sentence of more tokens is not remembered: it hardly comes twice."""


class Spans(NamedTuple):
    """Spans sorted by start, ready to be asked whether one of them touches a range."""

    starts: list[int]
    reach: list[int]
    """The furthest end up to here."""

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> Spans:
        starts: list[int] = []
        reach: list[int] = []
        for start, end in sorted(spans):
            starts.append(start)
            reach.append(max(end, reach[-1]) if reach else end)
        return cls(starts, reach)

    def touch(self, start: int, stop: int) -> bool:
        i = bisect_left(self.starts, stop)
        return i > 0 and self.reach[i - 1] > start


class Sentence:
    """A sentence of a certain text with all that is found in it. Tokens are counted from its first."""

    __slots__ = ("asked", "atoms", "checked", "doc", "guards", "index", "matches", "patterns", "spans", "weighed")

    def __init__(self, index: match.Index, possible: Possible, doc: Document) -> None:
        self.index = index
        self.doc = doc
        """The sentence alone, as a Document of its own."""
        self.asked: dict[int, list[int]] = {}
        """Question of a check → tokens where it holds."""
        self.matches: tuple[tuple[int, tuple[int, int]], ...] | None = None
        """``(phrase, token range)`` of every match of a phrase that a rule reports; None before ``read``."""
        self.checked: tuple[tuple[int, Match, int, int], ...] = ()
        """``(number of the rule, match, token range)`` of every match of a local check."""
        self.guards: dict[int, list[int]] | None = None
        """Guarding phrase → tokens that could anchor it; None before ``context``."""
        self.atoms: frozenset[int] | None = None
        self.spans: dict[int, Spans] = {}
        self.patterns = possible.within(doc.text)
        """Regular expressions that may match here."""
        self.weighed: Weighed | None = None

    def read(self, rules: Iterable[tuple[int, Rule]]) -> tuple[tuple[int, tuple[int, int]], ...]:
        """``matches``, after looking for them and for what the local checks of ``rules`` find, if not done before."""
        if self.matches is None:
            self.matches = tuple(self.index.triggered(self.doc, self.asked))
            self.checked = tuple(self._check(rules))
        return self.matches

    def _check(self, rules: Iterable[tuple[int, Rule]]) -> Iterator[tuple[int, Match, int, int]]:
        for number, rule in rules:
            places = self.asked.get(rule.question)
            if places or rule.question < 0:
                for found in rule.run(self.doc, places or ()):
                    i = text.token_at(self.doc, found.start)
                    yield number, found, i, max(i, bisect_left(self.doc.starts, found.end))

    def present(self) -> frozenset[int]:
        """The atoms of all its words together."""
        if self.atoms is None:
            self.atoms = self.index.present(self.doc.words)
        return self.atoms

    def context(self) -> dict[int, list[int]]:
        """Guarding phrase → tokens that could anchor it."""
        if self.guards is None:
            self.guards = self.index.guards(self.doc)
        return self.guards

    def occurrences(self, phrase: int) -> Spans:
        """Where the guarding ``phrase`` (one of ``context``) is."""
        found = self.spans.get(phrase)
        if found is None:
            body = self.index.phrase(phrase)
            there = self.context()[phrase] if body.possible(self.present()) else ()
            spans = (match.find(body, self.doc, i) for i in there)
            found = self.spans[phrase] = Spans.of(span for some in spans for span in some)
        return found

    def has(self, phrases: frozenset[int]) -> bool:
        """Does one of the guarding ``phrases`` occur?"""
        return any(self.occurrences(phrase).starts for phrase in phrases & self.context().keys())

    def touched(self, phrases: frozenset[int], i: int, j: int) -> bool:
        """Does one of the guarding ``phrases`` touch the token range ``i:j``?"""
        return any(self.occurrences(phrase).touch(i, j) for phrase in phrases & self.context().keys())


@dataclass(slots=True)
class Memo:
    """The sentences met so far."""

    index: match.Index
    possible: Possible
    _known: dict[tuple[str, tuple[Word, ...]], Sentence] = field(default_factory=dict)

    def sentences(self, doc: Document) -> list[Sentence]:
        return [self._sentence(doc, i, j) for i, j in doc.sentences]

    def _sentence(self, doc: Document, i: int, j: int) -> Sentence:
        start, stop = doc.starts[i], doc.end(j - 1)
        piece = doc.text[start:stop]
        # The words besides the text: masks, which depend on what stands round the sentence, change them.
        key = piece, tuple(doc.words[i:j])
        found = self._known.get(key)
        if found is None:
            starts = [at - start for at in doc.starts[i:j]]
            own = Document(piece, doc.words[i:j], starts, [(0, j - i)], doc.plain[i:j])
            found = Sentence(self.index, self.possible, own)
            if j - i <= LONG:
                if len(self._known) >= MEMO_BOUND:
                    self._known = {}
                self._known[key] = found
        return found
