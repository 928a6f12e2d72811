"""What rules find in a sentence, remembered by its text: replies repeat themselves, and each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from reply_lint import inflect, match, text, weights
from reply_lint.clause import clause_at
from reply_lint.model import Check, Document, Fix, Match, Word
from reply_lint.recent import Recent
from reply_lint.regexes import REACHES, Pattern, Possible, Reach, marked
from reply_lint.ruleset import Guard, Rule, Ruleset

SENTENCES = 16_000
"""A Memo remembers so many, met of late."""
LONG = 100
"""A sentence of more tokens is not remembered: it hardly comes twice."""

Placed = tuple[Match, int, int]
"""A match and its token range."""
Key = str | tuple[str | Word, ...]
"""What makes a sentence the same: its text, and its words where masks have changed them."""


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


NOWHERE = Spans([], [])


class Sentence:
    """A sentence of a certain text with all that is found in it. Tokens are counted from its first."""

    __slots__ = ("atoms", "doc", "far", "found", "guards", "key", "memo", "spans", "weighed")

    def __init__(self, memo: Memo, key: Key, doc: Document) -> None:
        self.memo = memo
        self.key = key
        self.doc = doc
        """The sentence alone, as a Document of its own."""
        self.far: tuple[tuple[int, tuple[int, ...]], ...] = ()
        """Questions that checks of the whole text ask, each with the tokens where it holds."""
        self.found: tuple[tuple[int, Match, int, int], ...] | None = None
        """``(number of the rule, match, token range)`` of what ``read`` finds; None before it."""
        self.guards: frozenset[int] | None = None
        """The guarding phrases that a token could anchor; None before ``context``."""
        self.atoms: frozenset[int] | None = None
        self.spans: dict[int, Spans] = {}
        self.weighed: weights.Weighed | None = None

    def read(self) -> tuple[tuple[int, Match, int, int], ...]:
        """What the rules that look no further than a sentence find here, if their guards in the sentence let it pass.

        Remembered once looked for.
        """
        if self.found is None:
            found: dict[int, list[Placed]] = {}
            asked: dict[int, list[int]] = {}
            for number, one, i, j in chain(self.by_phrases(asked), self.by_checks(asked), self._by_weight()):
                found.setdefault(number, []).append((one, i, j))
            self.found = tuple(
                (number, *one)
                for number, placed in found.items()
                for one in (longest(placed) if len(placed) > 1 else placed)
                if self._stands(self.memo.rules[number], *one)
            )
            self.far = tuple((q, tuple(places)) for q, places in asked.items() if q in self.memo.far)
            self.atoms = self.weighed = None  # hardly asked for again, and large
        return self.found

    def by_phrases(self, asked: dict[int, list[int]]) -> Iterator[tuple[int, Match, int, int]]:
        """``(number of the rule, match, token range)`` of what phrases find.

        ``asked`` gets the questions of checks that hold here, each with its tokens.
        """
        doc = self.doc
        for phrase, (i, j) in self.memo.index.triggered(doc, asked):
            for number in self.memo.users[phrase]:
                rule = self.memo.rules[number]
                ways = rule.phrases[phrase]
                fixes = inflect.fixes(doc, i, j, ways, rule.safe) if ways else ()
                yield number, Match(*doc.span(i, j), fixes), i, j

    def by_checks(self, asked: dict[int, list[int]]) -> Iterator[tuple[int, Match, int, int]]:
        """The same of what local checks find where a question of theirs holds, and of those that ask none."""
        doc = self.doc
        for question, places in asked.items():
            for number, check in self.memo.asking.get(question, ()):
                for found in check(doc, places):
                    yield number, found, *tokens_of(doc, found)
        for number, check in self.memo.looking:
            for found in check(doc):
                yield number, found, *tokens_of(doc, found)

    def _by_weight(self) -> Iterator[tuple[int, Match, int, int]]:
        models = self.memo.models
        for number, rule in self.memo.weighing:
            if self.sums().sums[rule.model] > models.models[rule.model].threshold:
                i, j, reasons = models.speaking(self.doc, rule.model, self.sums())
                yield number, Match(*self.doc.span(i, j), data={"reasons": ", ".join(reasons)}), i, j

    def _stands(self, rule: Rule, found: Match, i: int, j: int) -> bool:
        """Do the guards that look no further than the sentence let the match pass, and does its table back it?"""
        for guard in rule.guards:
            if guard.near and self.touched(guard.phrases, *self._range(guard, i, j)) != (guard.role == "near"):
                return False
        return rule.backing < 0 or self.sums().sums[rule.backing] > self.memo.models.models[rule.backing].doubt

    def _range(self, guard: Guard, i: int, j: int) -> tuple[int, int]:
        """The token range in which a guard looks, for a match at tokens ``i:j``."""
        if guard.role == "except":
            return i, max(j, i + 1)
        last = len(self.doc.words) - 1
        if guard.within == "clause":
            i = min(i, last)
            return clause_at(self.doc, i)[0], clause_at(self.doc, min(max(i, j - 1), last))[1]
        return 0, last + 1

    def sums(self) -> weights.Weighed:
        """What the tables of weights make of the sentence."""
        if self.weighed is None:
            self.weighed = self.memo.models.weigh(self.doc.words)
        return self.weighed

    def present(self) -> frozenset[int]:
        """The atoms of all its words together."""
        if self.atoms is None:
            self.atoms = self.memo.index.present(self.doc.words)
        return self.atoms

    def context(self) -> frozenset[int]:
        """The guarding phrases that a token could anchor."""
        if self.guards is None:
            self.guards = frozenset().union(*[word.context for word in self.doc.words])
        return self.guards

    def occurrences(self, phrase: int) -> Spans:
        """Where the guarding ``phrase`` (one of ``context``) is."""
        found = self.spans.get(phrase)
        if found is None:
            body = self.memo.index.phrase(phrase)
            spans: Iterable[tuple[int, int]] = ()
            if body.possible(self.present()):
                anchors = [i for i, word in enumerate(self.doc.words) if phrase in word.context]
                spans = [span for i in anchors for span in match.find(body, self.doc, i)]
            found = self.spans[phrase] = Spans.of(spans) if spans else NOWHERE
        return found

    def has(self, phrases: frozenset[int]) -> bool:
        """Does one of the guarding ``phrases`` occur?"""
        return any(self.occurrences(phrase).starts for phrase in phrases & self.context())

    def touched(self, phrases: frozenset[int], i: int, j: int) -> bool:
        """Does one of the guarding ``phrases`` touch the token range ``i:j``?"""
        return any(self.occurrences(phrase).touch(i, j) for phrase in phrases & self.context())


class Memo:
    """The sentences met so far, for the rules of one Linter: those numbered ``on``."""

    def __init__(self, ruleset: Ruleset, on: frozenset[int]) -> None:
        self.index = ruleset.index
        self.models = ruleset.weights
        self.rules: Sequence[Rule] = ruleset.rules
        self.users: Mapping[int, tuple[int, ...]] = {
            phrase: tuple(number for number in numbers if number in on) for phrase, numbers in ruleset.users.items()
        }
        """Phrase → numbers of the rules whose matches its matches are."""
        local = [(number, rule) for number, rule in enumerate(ruleset.rules) if rule.local and number in on]
        self.asking: dict[int, list[tuple[int, Check]]] = {}
        """Question → checks of a sentence that are run where a word is for which it holds."""
        for number, rule in local:
            if rule.question >= 0:
                self.asking.setdefault(rule.question, []).append((number, rule.bound()))
        self.looking = tuple((n, rule.bound()) for n, rule in local if rule.question < 0 and rule.kind == "check")
        self.far = frozenset(rule.question for n, rule in enumerate(ruleset.rules) if n in on and not rule.local)
        """Questions of the checks that look further than a sentence."""
        self.weighing = tuple(one for one in local if one[1].kind == "weights")
        self._known: Recent[Key, Sentence] = Recent(SENTENCES)
        self._owners = {
            pattern: (number, better)
            for number, rule in enumerate(ruleset.rules)
            if number in on
            for pattern, better in rule.patterns
        }
        """Regular expression of a rule → the rule's number, its replacement."""
        self.patterns = Possible.of(self._owners)
        self._reading = {
            reach: sum(1 << bit for bit, pattern in enumerate(self._owners) if pattern.reach == reach)
            for reach in REACHES
        }
        """How much of a text they read at a time → regular expressions, as a set of ``patterns``."""

    def sentences(self, doc: Document, before: Sequence[Sentence] = ()) -> list[Sentence]:
        """The sentences of ``doc``; ``before`` are those of a text that is much the same.

        Of a text with more of them than are remembered, those that are the same are taken from there.
        """
        same = {sentence.key: sentence for sentence in before} if len(doc.sentences) > SENTENCES else {}
        return [self._sentence(doc, i, j, same) for i, j in doc.sentences]

    def _sentence(self, doc: Document, i: int, j: int, same: Mapping[Key, Sentence]) -> Sentence:
        start, stop = doc.starts[i], doc.end(j - 1)
        piece = doc.text[start:stop]
        # Masks, which depend on what stands round the sentence, change its words.
        key: Key = piece if doc.plain is doc.words else (piece, *doc.words[i:j])
        found = self._known.get(key) or same.get(key)
        if found is None:
            starts = tuple([at - start for at in doc.starts[i:j]])
            words = doc.words[i:j]
            plain = words if doc.plain is doc.words else doc.plain[i:j]
            found = Sentence(self, key, Document(piece, words, starts, _whole(j - i), plain))
            if j - i <= LONG:
                self._known[key] = found
        return found

    def line(self, line: text.Line) -> Line:
        """What regular expressions find in the line: looked for once."""
        if line.regexes is None:
            line.regexes = Line(line.text, tuple(self._by_regex(line)))
        found: Line = line.regexes
        return found

    def _by_regex(self, line: text.Line) -> Iterator[tuple[int, Match]]:
        yield from self._reaching("line", line)
        for base, piece in line.pieces or ((0, line),):
            if piece.matches is None:
                piece.matches = tuple(self._reaching("piece", piece))
            for number, found in piece.matches:
                yield number, found.moved(base)

    def _reaching(self, reach: Reach, line: text.Line) -> Iterator[tuple[int, Match]]:
        """What the regular expressions find that read so much at a time."""
        needed = (self.patterns.always | line.patterns) & self._reading[reach]
        written = marked(line.text) if needed else ""
        for pattern in self.patterns.those(needed):
            if pattern.fits(written):
                yield from self._found(pattern, line.text)

    def whole(self, doc: Document) -> Iterator[tuple[int, Match]]:
        """What the regular expressions find that read the whole text."""
        reading = self._reading["text"]
        needed = self.patterns.always & reading
        for _, line in doc.lines:
            needed |= line.patterns & reading
        for pattern in self.patterns.those(needed):
            yield from self._found(pattern, doc.text)

    def _found(self, pattern: Pattern, written: str) -> Iterator[tuple[int, Match]]:
        """The matches of a rule's regular expression, with their fix if it has a replacement."""
        number, better = self._owners[pattern]
        safe = self.rules[number].safe
        for found in pattern.finditer(written):
            start, end = found.span()
            if start < end:
                fixes = () if better is None else (Fix(start, end, found.expand(better), safe),)
                yield number, Match(start, end, fixes)


class Line:
    """What regular expressions find in a line of a text; offsets count from its start."""

    __slots__ = ("_marked", "_spans", "_text", "found")

    def __init__(self, written: str, found: tuple[tuple[int, Match], ...]) -> None:
        self._text = written
        self._marked = ""
        self.found = found
        """``(number of the rule, match)`` for every rule that goes by regular expressions of a line."""
        self._spans: dict[Pattern, tuple[tuple[int, int], ...]] = {}

    def spans(self, pattern: Pattern) -> tuple[tuple[int, int], ...]:
        """Where a regular expression of a guard matches."""
        found = self._spans.get(pattern)
        if found is None:
            self._marked = self._marked or marked(self._text)
            fits = pattern.fits(self._marked)
            spans = tuple((m.start(), m.end()) for m in pattern.finditer(self._text)) if fits else ()
            found = self._spans[pattern] = spans
        return found


@lru_cache(maxsize=LONG)
def _whole(tokens: int) -> tuple[tuple[int, int]]:
    return ((0, tokens),)


def tokens_of(doc: Document, found: Match) -> tuple[int, int]:
    """The token range of a match."""
    i = text.token_at(doc, found.start)
    return i, max(i, bisect_left(doc.starts, found.end))


def longest(matches: Iterable[Placed]) -> list[Placed]:
    """Of overlapping matches of one rule the longest, of equal ones the first; sorted by start."""
    kept: list[Placed] = []
    for one in sorted(matches, key=lambda m: (m[0].start, -m[0].end)):
        if kept and one[0].start < kept[-1][0].end:
            if one[0].end - one[0].start > kept[-1][0].end - kept[-1][0].start:
                kept[-1] = one
        elif not (kept and one[0].start == kept[-1][0].start):
            kept.append(one)
    return kept
