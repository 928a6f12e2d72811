"""The ``weights`` kind of matcher: a linear model over what a sentence is made of, as a plain table.

Constructions that no phrase says are weighed: every feature of a sentence (a lemma, a form, a tag, neighbouring
pairs and triples of them, a word's beginning and end) adds its weight to the sum, which is divided by the square
root of the number of tokens, so that long sentences do not win by length. A sentence whose sum passes the threshold
matches; reported are its clauses from the first to the last that speak for it. A card of phrases may ask a table to
back it (``backed_by``): then it is heeded only where the sum is above the table's lower mark, ``doubt``.

The table is trained by ``tools/train_weights.py``; its features are ``kind:word`` or ``kind:word word``:

==========  ====================================================================================
``lemma``   the likeliest reading's lemma; ``form`` the word as written; ``tag`` part of speech with tense,
            person and number for a verb, the word itself for a pronoun, preposition, conjunction, particle
``ll``      two lemmas side by side; ``tt`` two tags; ``lt`` and ``tl`` a lemma and a tag; ``ttt`` three tags
``start``   the first four, ``start5`` the first five letters of a longer lemma; ``end`` the last three of a form
==========  ====================================================================================
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from threading import Lock
from typing import Any, NamedTuple

from reply_lint.clause import clauses
from reply_lint.model import Document, Word
from reply_lint.native import mypyc_attr

START, STOP = "^", "$"
PARTS = {
    "lemma": 0, "form": 0, "tag": 0, "start": 0, "start5": 0, "end": 0, "ll": 1, "tt": 1, "lt": 1, "tl": 1, "ttt": 2,
}  # fmt: skip
"""Kinds of features, and how many further tokens each has."""
_POS = "VERB INFN NOUN ADJF ADJS PRTF PRTS GRND ADVB PRED COMP NUMR INTJ NPRO CONJ PREP PRCL".split()
_FUNCTION = frozenset("NPRO CONJ PREP PRCL".split())
_TENSES = ("past", "pres", "futr", "impr")
_PERSONS = ("1per", "2per", "3per")
_SHOWN = 3
"""So many of the words that weighed most are named."""


class Model(NamedTuple):
    bias: float
    threshold: float
    """A sentence whose sum is above it matches by itself."""
    doubt: float
    """A card that asks for backing is heeded in a sentence whose sum is above it."""


class Weighed(NamedTuple):
    """What the models make of a sentence."""

    sums: list[float]
    speaking: dict[int, tuple[int, int, list[str]]]
    """Model → what ``speaking`` said of it, once asked."""


class Sign(NamedTuple):
    """What a token shows to the models."""

    lemma: str
    form: str
    tag: str


_EDGE, _END = Sign(START, START, START), Sign(STOP, STOP, STOP)
_NONE: dict[str, Any] = {}


def sign(word: Word) -> Sign:
    if word.kind == "word":
        reading = word.readings[0] if word.readings else None
        if reading is None:
            return Sign(word.norm, word.norm, "X")
        return Sign(reading.lemma, word.norm, _tag(reading.lemma, word.norm, reading.grammemes))
    if word.kind in ("mark", "other"):
        return Sign(word.norm, word.norm, word.norm)
    shape = {"number": "<N>", "latin": "<L>"}.get(word.kind, "<M>")
    return Sign(shape, shape, shape)


def _tag(lemma: str, norm: str, grammemes: frozenset[str]) -> str:
    pos, tag = _tag_of(grammemes)
    return tag or (lemma if pos == "NPRO" else norm)


@lru_cache(maxsize=5_000)
def _tag_of(grammemes: frozenset[str]) -> tuple[str, str]:
    """Part of speech and tag; no tag: the word itself is."""
    pos = next((p for p in _POS if p in grammemes), "X")
    if pos == "VERB":
        parts = (next((g for g in names if g in grammemes), "") for names in (_TENSES, _PERSONS, ("plur", "sing")))
        return pos, ".".join((pos, *parts))
    return pos, "" if pos in _FUNCTION else pos


def features(signs: Sequence[Sign]) -> Iterator[tuple[int, str]]:
    """``(token, feature)`` of a sentence; a feature of several tokens stands at the first of them."""
    before = earlier = _EDGE
    for i, one in enumerate((*signs, _END)):
        if i < len(signs):
            yield from ((i, feature) for feature in _own(one))
        yield from ((max(0, i - 1), feature) for feature in _named_pair(before, one))
        if i:
            yield max(0, i - 2), _triple(earlier, before, one)
        earlier, before = before, one


def _own(one: Sign) -> Iterator[str]:
    yield f"lemma:{one.lemma}"
    yield f"form:{one.form}"
    yield f"tag:{one.tag}"
    if len(one.lemma) > 4:
        yield f"start:{one.lemma[:4]}"
        yield f"end:{one.form[-3:]}"
    if len(one.lemma) > 5:
        yield f"start5:{one.lemma[:5]}"


def _named_pair(one: Sign, two: Sign) -> Iterator[str]:
    yield f"ll:{one.lemma} {two.lemma}"
    yield f"tt:{one.tag} {two.tag}"
    yield f"lt:{one.lemma} {two.tag}"
    yield f"tl:{one.tag} {two.lemma}"


def _triple(one: Sign, two: Sign, three: Sign) -> str:
    return f"ttt:{one.tag} {two.tag} {three.tag}"


SCALE = 10_000
"""Weights are kept as whole numbers of ten-thousandths."""
_LANE = 64
"""Bits of a weight in each model: those of a feature for all of them are one number, so that one addition adds all."""
_HALF = 1 << _LANE - 1
Feature = int
"""The number of a feature that some table has."""
_Follow = dict[str, Any]
"""What may follow the first part of a feature → the Feature (for ``ttt``: a further such mapping)."""


@mypyc_attr(acyclic=True)
class Shown:
    """What the tables know of a Word: its own features, and those that it begins with what follows."""

    __slots__ = ("lemma", "ll", "lt", "own", "tag", "tl", "tt", "ttt")

    def __init__(
        self,
        lemma: str,
        tag: str,
        own: tuple[Feature, ...],
        ll: _Follow,
        lt: _Follow,
        tl: _Follow,
        tt: _Follow,
        ttt: _Follow,
    ) -> None:
        self.lemma = lemma
        self.tag = tag
        self.own = own
        self.ll = ll
        self.lt = lt
        self.tl = tl
        self.tt = tt
        self.ttt = ttt


@dataclass(slots=True)
class Weights:
    """The models of a rule set over one table."""

    models: tuple[Model, ...]
    _rows: Mapping[str, str]
    """``kind:first part`` → ``rest model weight model weight``, entries parted by tabs; read when first needed."""
    _follow: dict[str, _Follow] = field(default_factory=dict)
    _packed: list[int] = field(default_factory=lambda: [0])
    """By the number of a feature, from 1 on: its weights in all models."""
    _reading: Any = field(default_factory=Lock)
    """Held while a row is read: threads share a Linter, and each feature has one number."""
    _before: list[Shown] = field(default_factory=list)

    @property
    def edge(self) -> Shown:
        """What stands before a sentence."""
        if not self._before:
            self._before.append(self._shown(_EDGE, neighbour=True))
        return self._before[0]

    def weigh(self, words: Sequence[Word]) -> Weighed:
        """The sums of every model over the words of a sentence."""
        packed = self._packed
        total = 0
        for feature in self._features(words):
            total += packed[feature]
        length = sqrt(len(words)) * SCALE
        sums = _lanes(total, len(self.models))
        return Weighed([model.bias + sums[m] / length for m, model in enumerate(self.models)], {})

    def _features(self, words: Sequence[Word]) -> set[Feature]:
        """The features of ``found`` without their places, in a fifth of the time: every sentence comes by here."""
        found: set[Feature] = set()
        add, update = found.add, found.update
        before = self.edge
        thirds = _NONE
        for word in words:
            one: Shown = word.shown or self._show(word)
            lemma, tag = one.lemma, one.tag
            update(one.own)
            if tag in before.tt:
                add(before.tt[tag])
            if lemma in before.ll:
                add(before.ll[lemma])
            if tag in before.lt:
                add(before.lt[tag])
            if lemma in before.tl:
                add(before.tl[lemma])
            if tag in thirds:
                add(thirds[tag])
            thirds = before.ttt.get(tag) or _NONE
            before = one
        for follow in (before.tt, before.ll, before.lt, before.tl, thirds):
            if STOP in follow:
                add(follow[STOP])
        return found

    def found(self, words: Sequence[Word]) -> dict[Feature, int]:
        """The features of a sentence that the table has, and the token at which each stands first."""
        found: dict[Feature, int] = {}
        for i, own in self._by_token(words):
            for feature in own:
                found[feature] = min(i, found.get(feature, i))
        return found

    def weight(self, feature: Feature, m: int) -> float:
        """What the feature weighs in model ``m``."""
        return _lanes(self._packed[feature], len(self.models))[m] / SCALE

    def _by_token(self, words: Sequence[Word]) -> Iterator[tuple[int, Sequence[Feature]]]:
        """``(token, its features)``, those of several tokens with the first of them."""
        earlier = before = self.edge
        for i, word in enumerate(words):
            one = word.shown or self._show(word)
            yield i, one.own
            yield max(0, i - 1), _pair(before, one.lemma, one.tag)
            if i and (third := earlier.ttt.get(before.tag, _NONE).get(one.tag)):
                yield max(0, i - 2), (third,)
            earlier, before = before, one
        last = len(words)
        yield max(0, last - 1), _pair(before, STOP, STOP)
        if last and (third := earlier.ttt.get(before.tag, _NONE).get(STOP)):
            yield max(0, last - 2), (third,)

    def _show(self, word: Word) -> Shown:
        word.shown = shown = self._shown(sign(word))
        return shown

    def _shown(self, one: Sign, neighbour: bool = False) -> Shown:
        own: list[Feature] = []
        if not neighbour:  # the sentence's edge is but that
            for head in _own(one):
                if head in self._rows:
                    own += self._begun(head).values()
        heads = (f"ll:{one.lemma}", f"lt:{one.lemma}", f"tl:{one.tag}", f"tt:{one.tag}", f"ttt:{one.tag}")
        begun = [self._begun(head) if head in self._rows else _NONE for head in heads]
        return Shown(one.lemma, one.tag, tuple(own), *begun)

    def _begun(self, head: str) -> _Follow:
        """What may follow in features that begin so."""
        found = self._follow.get(head)
        if found is None:
            with self._reading:
                found = self._follow.get(head)
                if found is None:
                    found = self._follow[head] = self._read_row(PARTS[head.partition(":")[0]], self._rows[head])
        return found

    def _read_row(self, parts: int, row: str) -> _Follow:
        made: dict[str, Any] = {}
        for entry in row.split("\t"):
            *rest, said = entry.split(" ", parts)
            place = made if len(rest) < 2 else made.setdefault(rest[0], {})
            place[rest[-1] if rest else ""] = len(self._packed)
            self._packed.append(_packed(said))
        return made

    def speaking(self, doc: Document, m: int, weighed: Weighed) -> tuple[int, int, list[str]]:
        """The token range of the clauses that speak for model ``m``, and the words that weighed most.

        ``doc`` is the sentence alone.
        """
        if m not in weighed.speaking:
            weighed.speaking[m] = self._speaking(doc, m)
        return weighed.speaking[m]

    def _speaking(self, doc: Document, m: int) -> tuple[int, int, list[str]]:
        said = [0.0] * len(doc.words)
        for feature, at in self.found(doc.words).items():
            said[at] += self.weight(feature, m)
        weighed = [(i, j, sum(said[i:j])) for i, j in clauses(doc, 0)]
        enough = max(weight for *_, weight in weighed) / 3
        loud = [(i, j) for i, j, weight in weighed if weight >= enough]
        start, stop = loud[0][0], loud[-1][1]
        while stop - start > 1 and doc.words[stop - 1].kind in ("mark", "other"):
            stop -= 1
        while stop - start > 1 and doc.words[start].kind in ("mark", "other"):
            start += 1
        weightiest = sorted(range(start, stop), key=lambda at: -said[at])
        words = (doc.words[at] for at in weightiest if said[at] > 0)
        return start, stop, list(dict.fromkeys(word.norm for word in words if word.kind == "word"))[:_SHOWN]


def _pair(before: Shown, lemma: str, tag: str) -> list[Feature]:
    """What a token makes with the one before it."""
    pairs = ((before.tt, tag), (before.ll, lemma), (before.lt, tag), (before.tl, lemma))
    return [follow[part] for follow, part in pairs if part in follow]


@lru_cache(maxsize=10_000)
def _packed(said: str) -> int:
    """The weights of a feature; ``said``: ``model weight model weight``."""
    pairs = said.split(" ")
    return sum(int(weight) << _LANE * int(m) for m, weight in zip(pairs[::2], pairs[1::2], strict=True))


def _lanes(packed: int, models: int) -> tuple[int, ...]:
    """The weights of the models."""
    halves, lanes = _unsigned(models)
    return tuple([lane - _HALF for lane in lanes.unpack((packed + halves).to_bytes(lanes.size, "little"))])


@lru_cache(maxsize=8)
def _unsigned(models: int) -> tuple[int, struct.Struct]:
    """What makes the lanes of so many models positive, and takes them apart then."""
    return sum(_HALF << _LANE * m for m in range(models)), struct.Struct(f"<{models}Q")


def load(table: Mapping[str, Any]) -> Weights:
    """The Weights over what ``compile_tables`` made."""
    rows = zip(table["heads"].split("\n"), table["rows"].split("\n"), strict=True)
    return Weights(tuple(Model(*made) for made in table["models"]), dict(rows))


def compile_tables(
    tables: Mapping[str, bytes], rules: Sequence[dict[str, Any]]
) -> tuple[dict[str, list[Any] | str], list[str]]:
    """The tables in the form that ``load`` reads, and errors. Gives each rule the numbers of its models."""
    models: list[Model] = []
    rows: dict[str, list[str]] = {}
    errors: list[str] = []
    numbers: dict[str, int] = {"": -1}
    for name, data in sorted(tables.items()):
        place = f"weights/{name}.tsv"
        try:
            table = dict(_read(data.decode("utf-8-sig")))
            model = Model(*(table.pop(field) for field in Model._fields))
        except (UnicodeDecodeError, ValueError) as error:
            errors.append(f"{place}: {error}")
            continue
        except KeyError as error:
            errors.append(f"{place}: добавьте строку {error.args[0]}")
            continue
        for feature, weight in table.items():
            rows.setdefault(feature, []).append(f"{len(models)} {round(weight * SCALE)}")
        numbers[name] = len(models)
        models.append(model)
    for rule in rules:
        for key, number in (("weights", "model"), ("backed_by", "backing")):
            name = rule.get(key, "")
            rule[number] = numbers.get(name, -1)
            if name and name not in tables:
                errors.append(f"{rule['rule']}: match.{key}: таблицы weights/{name}.tsv не видно")
    heads: dict[str, list[str]] = {}
    for feature, own in rows.items():
        head, *rest = feature.split(" ")
        heads.setdefault(head, []).append(" ".join([*rest, *own]))
    return {
        "models": [tuple(model) for model in models],
        "heads": "\n".join(heads),
        "rows": "\n".join(map("\t".join, heads.values())),
    }, errors


def _read(table: str) -> Iterator[tuple[str, float]]:
    """Rows ``feature <tab> weight``; lines with ``#`` are comments. Raises ``ValueError`` that names the line."""
    for number, line in enumerate(table.splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        feature, _, weight = line.partition("\t")
        kind, colon, _ = feature.partition(":")
        if feature not in Model._fields and not (colon and feature.count(" ") == PARTS.get(kind)):
            raise ValueError(f"строка {number}: ожидается признак (вид:слово), вид — одно из: {', '.join(PARTS)}")
        try:
            yield feature, float(weight)
        except ValueError:
            raise ValueError(f"строка {number}: после табуляции ожидается число, а не «{weight}»") from None
