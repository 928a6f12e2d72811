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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, NamedTuple

from reply_lint import text
from reply_lint.model import Document, Word
from reply_lint.recent import Recent

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


class Feature:
    """A feature that some table has, with its weight for each model (0 for those that do not know it)."""

    __slots__ = ("_models", "_said", "name", "weights")
    weights: tuple[float, ...]

    def __init__(self, name: str, said: str, models: int) -> None:
        self.name = name
        self._said = said
        self._models = models

    def __getattr__(self, name: str) -> tuple[float, ...]:
        # Read when first asked for: a word brings hundreds of features of which a sentence has a few.
        if name != "weights":
            raise AttributeError(name)
        weights = [0.0] * self._models
        said = self._said.split(" ")
        for m, weight in zip(said[::2], said[1::2], strict=True):
            weights[int(m)] = float(weight)
        self.weights = tuple(weights)
        return self.weights


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
    pos = next((p for p in _POS if p in grammemes), "X")
    if pos == "VERB":
        parts = (next((g for g in names if g in grammemes), "") for names in (_TENSES, _PERSONS, ("plur", "sing")))
        return ".".join((pos, *parts))
    if pos in _FUNCTION:
        return lemma if pos == "NPRO" else norm
    return pos


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


_Follow = Mapping[str, Any]
"""What may follow the first part of a feature → the Feature (for ``ttt``: a further such mapping)."""


class Known(NamedTuple):
    """What the table knows of a Sign: its own features, and those that it begins with what follows."""

    sign: Sign
    own: tuple[Feature, ...]
    ll: _Follow
    lt: _Follow
    tl: _Follow
    tt: _Follow
    ttt: _Follow


@dataclass(slots=True)
class Weights:
    """The models of a rule set over one table."""

    models: tuple[Model, ...]
    _rows: Mapping[str, str]
    """``kind:first part`` → ``rest model weight model weight``, entries parted by tabs; read when first needed."""
    _follow: dict[str, _Follow] = field(default_factory=dict)
    _signs: Recent[Sign, Known] = field(default_factory=lambda: Recent(text.CHUNKS))
    _words: Recent[Word, Known] = field(default_factory=lambda: Recent(text.CHUNKS))

    def weigh(self, words: Sequence[Word]) -> Weighed:
        """The sums of every model over the words of a sentence."""
        found = self._features(words)
        length = sqrt(len(words))
        columns = zip(*[feature.weights for feature in found], strict=True)
        sums = [sum(column) for column in columns] or [0.0] * len(self.models)
        return Weighed([model.bias + s / length for model, s in zip(self.models, sums, strict=True)], {})

    def _features(self, words: Sequence[Word]) -> set[Feature]:
        """The features of ``found`` without their places, in a fifth of the time: every sentence comes by here."""
        found: set[Feature] = set()
        add, update, known = found.add, found.update, self._words.get
        before, _, ll, lt, tl, tt, ttt = self._known(_EDGE)
        thirds: _Follow = {}
        for word in words:
            one = known(word) or self._show(word)
            lemma, _, tag = one.sign
            update(one.own)
            if feature := tt.get(tag):
                add(feature)
            if feature := ll.get(lemma):
                add(feature)
            if feature := lt.get(tag):
                add(feature)
            if feature := tl.get(lemma):
                add(feature)
            if feature := thirds.get(tag):
                add(feature)
            thirds = ttt.get(tag) or {}
            before, _, ll, lt, tl, tt, ttt = one
        update(_pair(self._known(before), _END))
        if feature := thirds.get(_END.tag):
            add(feature)
        return found

    def found(self, words: Sequence[Word]) -> dict[Feature, int]:
        """The features of a sentence that the table has, and the token at which each stands first."""
        found: dict[Feature, int] = {}
        for i, own in self._by_token(words):
            for feature in own:
                found[feature] = min(i, found.get(feature, i))
        return found

    def _by_token(self, words: Sequence[Word]) -> Iterator[tuple[int, Sequence[Feature]]]:
        """``(token, its features)``, those of several tokens with the first of them."""
        known = self._words
        earlier = before = self._known(_EDGE)
        for i, word in enumerate(words):
            one = known.get(word) or self._show(word)
            yield i, one.own
            yield i - 1 if i else 0, _pair(before, one.sign)
            if i and (then := earlier.ttt.get(before.sign.tag)) and (feature := then.get(one.sign.tag)):
                yield i - 2 if i > 1 else 0, (feature,)
            earlier, before = before, one
        last = len(words)
        yield max(0, last - 1), _pair(before, _END)
        if last and (then := earlier.ttt.get(before.sign.tag)) and (feature := then.get(_END.tag)):
            yield max(0, last - 2), (feature,)

    def _show(self, word: Word) -> Known:
        known = self._words[word] = self._known(sign(word))
        return known

    def _known(self, one: Sign) -> Known:
        found = self._signs.get(one)
        if found is None:
            begun = (self._begun(kind, getattr(one, part)) for kind, part in _BEGUN)
            # Not of the sentence's edges: those are only neighbours.
            own = () if one is _EDGE else tuple(f for name in _own(one) for f in self._begun(name).values())
            found = self._signs[one] = Known(one, own, *begun)
        return found

    def _begun(self, kind: str, first: str = "") -> _Follow:
        """What the table has of features that begin so."""
        head = f"{kind}:{first}" if first else kind
        row = self._rows.get(head)
        if row is None:
            return {}
        found = self._follow.get(head)
        if found is None:
            found = self._follow[head] = _follow(head, row, len(self.models))
        return found

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
            said[at] += feature.weights[m]
        clauses = [(i, j, sum(said[i:j])) for i, j in text.clauses(doc, 0)]
        enough = max(weight for *_, weight in clauses) / 3
        loud = [(i, j) for i, j, weight in clauses if weight >= enough]
        start, stop = loud[0][0], loud[-1][1]
        while stop - start > 1 and doc.words[stop - 1].kind in ("mark", "other"):
            stop -= 1
        while stop - start > 1 and doc.words[start].kind in ("mark", "other"):
            start += 1
        weightiest = sorted(range(start, stop), key=lambda at: -said[at])
        words = (doc.words[at] for at in weightiest if said[at] > 0)
        return start, stop, list(dict.fromkeys(word.norm for word in words if word.kind == "word"))[:_SHOWN]


_BEGUN = (("ll", "lemma"), ("lt", "lemma"), ("tl", "tag"), ("tt", "tag"), ("ttt", "tag"))
"""Kinds of features of several tokens, and what of the first token they begin with."""


def _pair(before: Known, one: Sign) -> list[Feature]:
    """What the token ``one`` makes with the one before it."""
    made = []
    if feature := before.tt.get(one.tag):
        made.append(feature)
    if feature := before.ll.get(one.lemma):
        made.append(feature)
    if feature := before.lt.get(one.tag):
        made.append(feature)
    if feature := before.tl.get(one.lemma):
        made.append(feature)
    return made


def _follow(head: str, row: str, models: int) -> _Follow:
    kind = head.partition(":")[0]
    made: dict[str, Any] = {}
    for entry in row.split("\t"):
        *rest, said = entry.split(" ", PARTS[kind])
        place = made if len(rest) < 2 else made.setdefault(rest[0], {})
        place[rest[-1] if rest else ""] = Feature(" ".join([head, *rest]), said, models)
    return made


def load(table: Mapping[str, Any]) -> Weights:
    """The Weights over what ``compile_tables`` made."""
    rows = zip(table["heads"].split("\n"), table["rows"].split("\n"), strict=True)
    return Weights(tuple(Model(*made) for made in table["models"]), dict(rows))


def compile_tables(
    tables: Mapping[str, bytes], rules: Sequence[dict[str, Any]]
) -> tuple[dict[str, list[Model] | str], list[str]]:
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
            rows.setdefault(feature, []).append(f"{len(models)} {weight:g}")
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
    return {"models": models, "heads": "\n".join(heads), "rows": "\n".join(map("\t".join, heads.values()))}, errors


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
