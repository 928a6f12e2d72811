"""Match compiled phrases against Documents.

Phrases are found by the rarest word that they need (their *anchor*): a Word knows the phrases that it could
anchor, so the cost of a text depends on the words it has and not on the number of phrases. From the anchor
the matcher walks left and right.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from reply_lint import text
from reply_lint.clause import clause_at
from reply_lint.model import SHAPES, Document, Word
from reply_lint.native import mypyc_attr
from reply_lint.recent import Recent

WORD: Final = 0
NOT: Final = 1
GAP: Final = 2
ALT: Final = 3
OPT: Final = 4
EDGE: Final = 5
OPEN: Final = 6
CLOSE: Final = 7
KINDS = 12_000
"""Words with the same atoms, or the same answers to questions, share them: at most so many are remembered."""
REACH = 60
"""The words of a set are looked for so many tokens either side of the rarest of them."""

Node = tuple[Any, ...]
Nodes = tuple[Node, ...]
Span = tuple[int, int]


@mypyc_attr(acyclic=True)
@dataclass(frozen=True, slots=True)
class Part:
    """A sequence of nodes cut at its anchor; ``left`` runs from the anchor leftwards."""

    left: Nodes
    anchor: frozenset[int]
    right: Nodes
    before: frozenset[int] | None
    after: frozenset[int] | None
    """Of these the words beside the anchor must have an atom; None: there is no telling."""

    def may_be(self, words: Sequence[Word], i: int) -> bool:
        """Are the words beside token ``i`` such that it could be the anchor?"""
        if self.before is not None and (not i or self.before.isdisjoint(words[i - 1].atoms)):
            return False
        return self.after is None or (i + 1 < len(words) and not self.after.isdisjoint(words[i + 1].atoms))


@mypyc_attr(acyclic=True)
@dataclass(frozen=True, slots=True)
class Phrase:
    kind: str
    parts: tuple[Part, ...]
    """``seq``: one part. Sets: the variants of the anchor item."""
    items: tuple[tuple[tuple[Part, ...], bool], ...] = ()
    """The other items of a set: (variants, negated)."""
    likely: bool = False
    """Look only at the likely readings of words."""
    needs: tuple[frozenset[int], ...] = ()
    """Of each of these a sentence must have an atom, besides the anchor's."""

    def possible(self, present: frozenset[int]) -> bool:
        """Can a sentence match that has the atoms ``present``?"""
        for need in self.needs:  # noqa: SIM110 (a generator takes twice as long)
            if need.isdisjoint(present):
                return False
        return True


@dataclass(slots=True)
class Index:
    """All phrases of a rule set. ``annotate`` is what a Vocabulary calls for each new word."""

    raw: list[str]
    """As compiled: JSON of ``[kind, body, anchor, likely]``."""
    likely: frozenset[int]
    """Ids of the phrases that heed only the likely readings of words."""
    triggering: frozenset[int]
    """Ids of the phrases whose matches are matches of a rule; the others only guard."""
    guarding: frozenset[int]
    forms: Mapping[str, tuple[int, ...]]
    """Form → atoms."""
    lemmas: Mapping[str, tuple[tuple[int, str], ...]]
    """Lemma → atoms with the grammemes that they ask for."""
    grams: list[tuple[int, Grams]]
    shapes: list[tuple[int, Grams]]
    members: Mapping[int, tuple[int, ...]]
    anchors: Mapping[int, tuple[int, ...]]
    """Atom → phrases that it could anchor."""
    questions: list[Callable[[Word], bool]] = field(default_factory=list)
    """What checks ask of each word; by number."""
    of_words: frozenset[int] = frozenset()
    """Those of the questions to which the answer is no for all but Russian words."""
    _phrases: dict[int, Phrase] = field(default_factory=dict)
    _tags: dict[tuple[frozenset[str], bool, int, str], tuple[int, ...]] = field(default_factory=dict)
    _shared: Recent[Any, Any] = field(default_factory=lambda: Recent(KINDS))

    def phrase(self, p: int) -> Phrase:
        found = self._phrases.get(p)
        if found is None:
            found = self._phrases[p] = _load_phrase(*json.loads(self.raw[p]))
        return found

    def annotate(self, word: Word) -> None:
        word.atoms = self._share(self._atoms(word, word.readings))
        best = word.readings[0].score if word.readings else 0.0
        likely = tuple(r for r in word.readings if r.score >= best)
        word.likely = word.atoms if len(likely) == len(word.readings) else self._share(self._atoms(word, likely))
        word.triggers, word.context = self._anchors_of(word)
        if word.kind != "masked":
            beside = self.of_words if word.kind != "word" else ()
            asked = tuple([q for q, holds in enumerate(self.questions) if q not in beside and holds(word)])
            word.asked = self._share(asked)

    def _anchors_of(self, word: Word) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The phrases that the word could anchor: those that are a rule's, and those that guard."""
        found = {p for a in word.atoms for p in self.anchors.get(a, ())}
        if word.likely is not word.atoms:
            surely = {p for a in word.likely for p in self.anchors.get(a, ())}
            found = {p for p in found if p in surely or p not in self.likely}
        return self._share(tuple(sorted(found & self.triggering))), self._share(tuple(sorted(found & self.guarding)))

    def _share(self, value: Any) -> Any:
        found = self._shared.get(value)
        if found is None:
            found = self._shared[value] = value
        return found

    def _atoms(self, word: Word, readings: Sequence[Any]) -> frozenset[int]:
        atoms = set(self.forms.get(word.norm, ()))
        for reading in readings:
            grammemes = reading.grammemes
            for atom, grams in self.lemmas.get(reading.lemma, ()):
                if not grams or Grams.parse(grams).hold(grammemes, word):
                    atoms.add(atom)
            look = grammemes, word.known, word.flags & (text.TITLE | text.UPPER), word.kind
            tagged = self._tags.get(look)
            if tagged is None:
                asked = (*self.grams, *self.shapes)
                tagged = self._tags[look] = tuple(a for a, g in asked if g.hold(grammemes, word))
            atoms.update(tagged)
        if not readings:
            atoms.update(a for a, g in self.lemmas.get(word.norm, ()) if not g)
        stack = [a for a in atoms if a in self.members]
        while stack:
            for own in self.members[stack.pop()]:
                if own not in atoms:
                    atoms.add(own)
                    if own in self.members:
                        stack.append(own)
        return frozenset(atoms)

    def triggered(self, doc: Document, asked: dict[int, list[int]]) -> Iterator[tuple[int, Span]]:
        """``(phrase id, token range)`` of every match of the triggering phrases in a sentence.

        ``asked`` gets, for each question that holds somewhere, the indexes of the tokens where it does.
        """
        words, phrases = doc.words, self._phrases
        present: frozenset[int] | None = None
        for i, word in enumerate(words):
            for q in word.asked:
                if q in asked:
                    asked[q].append(i)
                else:
                    asked[q] = [i]
            for p in word.triggers:
                phrase = phrases.get(p) or self.phrase(p)
                if phrase.needs:
                    if phrase.kind == "seq" and not phrase.parts[0].may_be(words, i):
                        continue
                    if present is None:
                        present = self.present(words)
                    if not phrase.possible(present):
                        continue
                for span in find(phrase, doc, i):
                    yield p, span

    def present(self, words: Iterable[Word]) -> frozenset[int]:
        """The atoms of all words together."""
        return frozenset().union(*[word.atoms for word in words])


@dataclass(frozen=True, slots=True)
class Grams:
    """What one reading must have and must not have."""

    required: frozenset[str]
    forbidden: frozenset[str]
    shapes: tuple[tuple[str, bool], ...]

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, names: str) -> Grams:
        required: set[str] = set()
        forbidden: set[str] = set()
        shapes: list[tuple[str, bool]] = []
        for name in names.split(","):
            plain = name.lstrip("!")
            if plain in SHAPES:
                shapes.append((plain, name == plain))
            else:
                (required if name == plain else forbidden).add(plain)
        return cls(frozenset(required), frozenset(forbidden), tuple(shapes))

    def hold(self, grammemes: frozenset[str], word: Word) -> bool:
        return (
            self.required <= grammemes
            and self.forbidden.isdisjoint(grammemes)
            and all(_shape(word, name) == wanted for name, wanted in self.shapes)
        )


def _shape(word: Word, name: str) -> bool:
    if name == "UNKN":
        return not word.known
    if name == "Title":
        return bool(word.flags & text.TITLE)
    if name == "UPPER":
        return bool(word.flags & text.UPPER)
    return {"NUMB": "number", "LATN": "latin", "PNCT": "mark", "SYMB": "other"}[name] == word.kind


def load(tables: Mapping[str, Any], triggering: Iterable[int], guarding: Iterable[int]) -> Index:
    """The Index over what ``phrase.tables`` made. A phrase is put in order when a text first has its anchor."""
    return Index(
        raw=tables["phrases"],
        likely=frozenset(tables["likely"]),
        triggering=frozenset(triggering),
        guarding=frozenset(guarding),
        forms=tables["forms"],
        lemmas=tables["lemmas"],
        grams=[(atom, Grams.parse(names)) for atom, names in tables["grams"]],
        shapes=[(atom, Grams.parse(names)) for atom, names in tables["shapes"]],
        members=tables["members"],
        anchors=tables["anchors"],
    )


def _load_phrase(kind: str, body: list[Any], anchor: int, likely: bool) -> Phrase:
    if kind == "seq":
        part = _cut(body, anchor, reported=True)
        return Phrase(kind, (part,), (), likely, _needs(part))
    items = [(tuple([_cut(nodes, at) for nodes, at in variants]), negated) for variants, negated in body]
    own = items.pop(anchor)[0]
    needs = [frozenset().union(*(part.anchor for part in variants)) for variants, negated in items if not negated]
    return Phrase(kind, own, tuple(items), likely, (*needs, *(_needs(own[0]) if len(own) == 1 else ())))


def _needs(part: Part) -> tuple[frozenset[int], ...]:
    return tuple(node[1] for node in (*part.left, *part.right) if node[0] == WORD)


def _cut(nodes: list[Any], anchor: int, reported: bool = False) -> Part:
    if reported:
        nodes, anchor = _without_context(nodes, anchor)
    left = tuple(_node(n, backwards=True) for n in nodes[:anchor][::-1])
    right = tuple(_node(n) for n in nodes[anchor + 1 :])
    return Part(left, frozenset(nodes[anchor][1]), right, _beside(left), _beside(right))


def _beside(nodes: Nodes) -> frozenset[int] | None:
    """What the first token of ``nodes`` must be."""
    node = next((node for node in nodes if node[0] not in (OPEN, CLOSE)), None)
    if node and node[0] == WORD:
        atoms: frozenset[int] = node[1]
        return atoms
    if node and node[0] == ALT:
        ways = [_beside(way) for way in node[1:]]
        known = [way for way in ways if way is not None]
        return frozenset().union(*known) if len(known) == len(ways) else None
    return None


def _without_context(nodes: list[Any], anchor: int) -> tuple[list[Any], int]:
    """``!word`` on a phrase's edge is context: leave it out of what is reported."""
    if any(n[0] in ("open", "close") for n in nodes):
        return nodes, anchor
    first, last = 0, len(nodes)
    while _is_context(nodes[first]):
        first += 1
    while _is_context(nodes[last - 1]):
        last -= 1
    if first == 0 and last == len(nodes):
        return nodes, anchor
    return [*nodes[:first], ["open"], *nodes[first:last], ["close"], *nodes[last:]], anchor + 1


def _is_context(node: list[Any]) -> bool:
    return bool(node[0] == "edge" or (node[0] == "w" and node[2]))


def _node(node: list[Any], backwards: bool = False) -> Node:
    kind = node[0]
    if kind == "w":
        return (NOT if node[2] else WORD, frozenset(node[1]))
    if kind == "gap":
        return (GAP, node[1], node[2])
    if kind == "edge":
        return (EDGE, node[1] == "^")
    if kind == "open":
        return (OPEN,)
    if kind == "close":
        return (CLOSE,)
    ways = node[1] if kind == "alt" else [node[1]]
    ordered = [tuple(_node(n, backwards) for n in (reversed(way) if backwards else way)) for way in ways]
    return (ALT, *ordered) if kind == "alt" else (OPT, ordered[0])


class _Scope:
    """Where a phrase is looked for: the tokens ``low:high``."""

    __slots__ = ("doc", "high", "likely", "low", "words")

    def __init__(self, doc: Document, bounds: tuple[int, int], likely: bool) -> None:
        self.doc = doc
        self.words = doc.words
        self.low, self.high = bounds
        self.likely = likely

    def fits(self, i: int, atoms: frozenset[int]) -> bool:
        word = self.words[i]
        found: frozenset[int] = word.likely if self.likely else word.atoms
        return not atoms.isdisjoint(found)


_Capture = tuple[int, int]
_NO_CAPTURE: _Capture = (-1, -1)


def find(phrase: Phrase, doc: Document, i: int) -> Sequence[Span]:
    """Token range of the match of ``phrase`` with its anchor at token ``i``, if there is one.

    Of a sequence the longest, so that what is found does not depend on which word is the anchor; of a set the
    nearest words.
    """
    if phrase.kind == "seq":
        part = phrase.parts[0]
        if not part.may_be(doc.words, i):
            return ()
        scope = _Scope(doc, doc.sentences[text.sentence_at(doc, i)], phrase.likely)
        return _match_part(part, scope, i)
    sentence = doc.sentences[text.sentence_at(doc, i)]
    bounds = clause_at(doc, i) if phrase.kind == "set" else sentence
    scope = _Scope(doc, bounds, phrase.likely)
    for part in phrase.parts:
        for span, captured in _spans(part, scope, i):
            found = _match_items(phrase, scope, span, captured)
            if found:
                return (found,)
    return ()


def _match_part(part: Part, scope: _Scope, i: int) -> Sequence[Span]:
    found = [_captured(span, captured) for span, captured in _spans(part, scope, i)]
    return (max(found, key=lambda span: span[1] - span[0]),) if found else ()


def _spans(part: Part, scope: _Scope, i: int) -> Iterator[tuple[Span, _Capture]]:
    if not (scope.low <= i < scope.high and scope.fits(i, part.anchor)):
        return
    for start, left_captured in _walk(part.left, 0, i, -1, scope, _NO_CAPTURE):
        for stop, captured in _walk(part.right, 0, i + 1, 1, scope, left_captured):
            yield (start, stop), captured


def _match_items(phrase: Phrase, scope: _Scope, span: Span, captured: _Capture) -> Span | None:
    marked: list[Span] = []
    taken = [span]
    if captured != _NO_CAPTURE:
        marked.append(_captured(span, captured))
    for variants, negated in phrase.items:
        found = _nearest(variants, scope, span[0], [] if negated else taken)
        if negated:
            if found:
                return None
        elif found is None:
            return None
        else:
            taken.append(found[0])
            if found[1] != _NO_CAPTURE:
                marked.append(_captured(*found))
    reported = marked or taken
    return min(s for s, _ in reported), max(e for _, e in reported)


def _captured(span: Span, captured: _Capture) -> Span:
    return (captured[0] if captured[0] >= 0 else span[0], captured[1] if captured[1] >= 0 else span[1])


def _outwards(around: int, scope: _Scope) -> Iterator[int]:
    """Tokens of the scope, the nearest first, at most ``REACH`` away."""
    for away in range(REACH):
        if scope.low <= around - away < scope.high:
            yield around - away
        if away and scope.low <= around + away < scope.high:
            yield around + away


def _nearest(variants: tuple[Part, ...], scope: _Scope, around: int, taken: list[Span]) -> tuple[Span, _Capture] | None:
    for i in _outwards(around, scope):
        for part in variants:
            for span, captured in _spans(part, scope, i):
                if all(span[1] <= s or e <= span[0] for s, e in taken):
                    return span, captured
    return None


def _walk(
    nodes: Nodes, k: int, at: int, step: int, scope: _Scope, captured: _Capture
) -> Iterator[tuple[int, _Capture]]:
    """Ways to match ``nodes[k:]`` from boundary ``at`` in direction ``step``: where they end, what they mark."""
    while k < len(nodes):  # most nodes are tokens: there is but one way past them
        node = nodes[k]
        kind: int = node[0]
        if kind > NOT:
            break
        i = at if step > 0 else at - 1
        if scope.low <= i < scope.high:
            if scope.fits(i, node[1]) != (kind == WORD):
                return
            at += step
        elif kind == WORD:
            return
        k += 1
    else:
        yield at, captured
        return
    if kind == GAP:
        for to in _gap(node, at, step, scope):
            yield from _walk(nodes, k + 1, to, step, scope, captured)
    elif kind == ALT:
        for way in node[1:]:
            for to, marked in _walk(way, 0, at, step, scope, captured):
                yield from _walk(nodes, k + 1, to, step, scope, marked)
    elif kind == OPT:
        for to, marked in _walk(node[1], 0, at, step, scope, captured):
            yield from _walk(nodes, k + 1, to, step, scope, marked)
        yield from _walk(nodes, k + 1, at, step, scope, captured)
    elif kind == EDGE:
        between = range(scope.low, at) if node[1] else range(at, scope.high)
        if all(scope.words[i].kind in ("mark", "other") for i in between):
            yield from _walk(nodes, k + 1, at, step, scope, captured)
    else:
        marked = (at, captured[1]) if kind == OPEN else (captured[0], at)
        yield from _walk(nodes, k + 1, at, step, scope, marked)


def _gap(node: Node, at: int, step: int, scope: _Scope) -> Iterable[int]:
    most, crosses = node[1], node[2]
    low, high = scope.low, scope.high
    if at == (high if step > 0 else low):  # the sentence ends here: what follows the gap may still be optional
        return (at,)
    if not crosses:
        # The token before the gap and the one after it must be in one clause.
        start, stop = clause_at(scope.doc, at - 1 if step > 0 else at)
        low, high = max(low, start), min(high, stop)
    return range(at, min(at + most, high - 1) + 1) if step > 0 else range(at, max(at - most, low + 1) - 1, -1)
