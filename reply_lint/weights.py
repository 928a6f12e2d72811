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

START, STOP = "^", "$"
KINDS = ("lemma", "form", "tag", "ll", "tt", "lt", "tl", "ttt", "start", "start5", "end")
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
    found: dict[str, int]
    """Feature → the token, counted from the sentence's first, where it stands first."""
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
        yield from ((max(0, i - 1), feature) for feature in _pair(before, one))
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


def _pair(one: Sign, two: Sign) -> Iterator[str]:
    yield f"ll:{one.lemma} {two.lemma}"
    yield f"tt:{one.tag} {two.tag}"
    yield f"lt:{one.lemma} {two.tag}"
    yield f"tl:{one.tag} {two.lemma}"


def _triple(one: Sign, two: Sign, three: Sign) -> str:
    return f"ttt:{one.tag} {two.tag} {three.tag}"


@dataclass(slots=True)
class Weights:
    """The models of a rule set over one table."""

    models: tuple[Model, ...]
    _rows: dict[str, str]
    """Feature → ``"model weight model weight"``, read when a text first has it."""
    _table: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    _shown: dict[Word, tuple[Sign, tuple[str, ...]]] = field(default_factory=dict)
    """Word → its sign and those of its features that the table has."""
    _pairs: dict[tuple[Sign, Sign], tuple[str, ...]] = field(default_factory=dict)
    """The same for two neighbours."""

    def weigh(self, words: Sequence[Word]) -> Weighed:
        """The sums of every model over the words of a sentence."""
        found = self.found(words)
        sums = [0.0] * len(self.models)
        for feature in found:
            for m, weight in self._row(feature):
                sums[m] += weight
        length = sqrt(len(words))
        return Weighed([model.bias + s / length for model, s in zip(self.models, sums, strict=True)], found, {})

    def found(self, words: Sequence[Word]) -> dict[str, int]:
        """The features of a sentence that the table has, and the token at which each stands first."""
        found: dict[str, int] = {}
        earlier = before = _EDGE
        for i, word in enumerate(words):
            one, own = self._shown.get(word) or self._show(word)
            for feature in own:
                found.setdefault(feature, i)
            self._join(found, earlier, before, one, i)
            earlier, before = before, one
        self._join(found, earlier, before, _END, len(words))
        return found

    def _join(self, found: dict[str, int], earlier: Sign, before: Sign, one: Sign, i: int) -> None:
        """Add what token ``i`` makes with the two before it."""
        pair = self._pairs.get((before, one))
        if pair is None:
            if len(self._pairs) >= text.MEMO_BOUND:
                self._pairs.clear()
            pair = self._pairs[before, one] = tuple(f for f in _pair(before, one) if f in self._rows)
        for feature in pair:
            found.setdefault(feature, max(0, i - 1))
        if i:
            triple = _triple(earlier, before, one)
            if triple in self._rows:
                found.setdefault(triple, max(0, i - 2))

    def _show(self, word: Word) -> tuple[Sign, tuple[str, ...]]:
        if len(self._shown) >= text.MEMO_BOUND:
            self._shown.clear()
        one = sign(word)
        shown = self._shown[word] = one, tuple(f for f in _own(one) if f in self._rows)
        return shown

    def speaking(self, doc: Document, m: int, weighed: Weighed) -> tuple[int, int, list[str]]:
        """The token range of the clauses that speak for model ``m``, and the words that weighed most.

        ``doc`` is the sentence alone.
        """
        if m not in weighed.speaking:
            weighed.speaking[m] = self._speaking(doc, m, weighed)
        return weighed.speaking[m]

    def _speaking(self, doc: Document, m: int, weighed: Weighed) -> tuple[int, int, list[str]]:
        said = [0.0] * len(doc.words)
        for feature, at in weighed.found.items():
            said[at] += sum(weight for model, weight in self._row(feature) if model == m)
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

    def _row(self, feature: str) -> tuple[tuple[int, float], ...]:
        row = self._table.get(feature)
        if row is None:
            parts = self._rows[feature].split(" ")
            row = self._table[feature] = tuple(zip(map(int, parts[::2]), map(float, parts[1::2]), strict=True))
        return row


def load(table: Mapping[str, Any]) -> Weights:
    """The Weights over what ``compile_tables`` made."""
    rows = zip(table["features"].split("\n"), table["rows"].split("\n"), strict=True)
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
    return {"models": models, "features": "\n".join(rows), "rows": "\n".join(map(" ".join, rows.values()))}, errors


def _read(table: str) -> Iterator[tuple[str, float]]:
    """Rows ``feature <tab> weight``; lines with ``#`` are comments. Raises ``ValueError`` that names the line."""
    for number, line in enumerate(table.splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        feature, _, weight = line.partition("\t")
        kind, colon, _ = feature.partition(":")
        if feature not in Model._fields and not (colon and kind in KINDS):
            raise ValueError(f"строка {number}: ожидается признак (вид:слово), вид — одно из: {', '.join(KINDS)}")
        try:
            yield feature, float(weight)
        except ValueError:
            raise ValueError(f"строка {number}: после табуляции ожидается число, а не «{weight}»") from None
