"""Train the tables of ``rules/weights/`` on labelled replies.

usage: pip install -e '.[train]' && python tools/train_weights.py [CATEGORY ...] [--curve]

A logistic regression a category over the features of ``reply_lint.weights``, on the sentences of the tune sets (a
sentence has the category when a label covers half of it or it holds half of a label; less than half: left out). The
``KEPT`` weightiest features stay, and the regression is fitted again on these alone. Thresholds are read off
predictions by cross-validation over sets (the sets' authors differ, so this is how it does on an author it has not
seen): ``threshold`` where the precision of the sentences above it is ``PRECISION``; ``doubt`` where ``BACKED`` of the
labelled sentences are above it. ``--curve`` prints recall at several precisions and writes nothing.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any, NamedTuple

import corpus
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from reply_lint import weights
from reply_lint.evaluate import Label
from reply_lint.text import Vocabulary

CATEGORIES = (
    "negative-framing", "condescension", "brush-off", "vague-promise", "internal-kitchen", "uncertainty",
)  # fmt: skip
PRECISION = {"negative-framing": 0.93, "condescension": 0.885, "internal-kitchen": 0.93}
BACKED = {"negative-framing": 0.87, "condescension": 0.91, "uncertainty": 0.9}
STRENGTH = 30.0
"""Inverse of the regularisation; 10 to 100 did equally well."""
SCALE = 0.35
"""Features count for so much in training, so that ``STRENGTH`` is of the usual size; it goes into the weights."""
FOLDS = 6
"""Of cross-validation; the sets of one author are in one."""
LEAST = 3
"""Rarer features are left out."""
KEPT = 10_000
"""By cross-validation on condescension 3,000 find 0.30 of it at a precision of 0.90, 8,000 0.33, all 42,000 0.35."""


class Sentence(NamedTuple):
    set: str
    tokens: int
    features: frozenset[str]
    labels: dict[str, float]
    """Category → the largest share of the sentence or the label that the two have in common."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("category", nargs="*")
    parser.add_argument("--curve", action="store_true")
    options = parser.parse_args()
    sentences = list(_sentences())
    for category in options.category or CATEGORIES:
        known = [s for s in sentences if not 0 < s.labels.get(category, 0) < 0.5]
        truth = np.array([s.labels.get(category, 0) > 0 for s in known])
        sums = _cross_validated(known, truth)
        print(category, len(known), "sentences,", truth.sum(), "labelled;", _curve(sums, truth), flush=True)
        if not options.curve:
            threshold = _threshold(sums, truth, PRECISION.get(category, 0.9))
            doubt = _doubt(sums, truth, BACKED.get(category, 0.94))
            _write(category, *_fitted(known, truth), threshold, doubt, _curve(sums, truth), known)


def _sentences() -> list[Sentence]:
    vocabulary = Vocabulary()
    made = []
    for reply in corpus.replies(check=False):
        doc = vocabulary.parse(reply.reply, reply.client)
        for i, j in doc.sentences:
            start, end = doc.span(i, j)
            labels: dict[str, float] = {}
            for label in reply.labels:
                labels[label.category] = max(labels.get(label.category, 0), _common(label, start, end))
            signs = [weights.sign(word) for word in doc.words[i:j]]
            features = frozenset(feature for _, feature in weights.features(signs))
            made.append(Sentence(reply.id[0], j - i, features, labels))
    return made


def _common(label: Label, start: int, end: int) -> float:
    if label.start is None or label.end is None:
        return 0.0
    return max(0, min(end, label.end) - max(start, label.start)) / min(end - start, label.end - label.start)


def _matrix(sentences: list[Sentence], columns: dict[str, int]) -> Any:
    found = [[columns[f] for f in s.features if f in columns] for s in sentences]
    edges = np.cumsum([0, *map(len, found)])
    values = np.repeat([SCALE / s.tokens**0.5 for s in sentences], np.diff(edges))
    return csr_matrix((values, [c for row in found for c in row], edges), shape=(len(sentences), len(columns)))


def _fitted(sentences: list[Sentence], truth: Any) -> tuple[dict[str, int], Any]:
    """Features → columns, and the model."""
    counts = Counter(f for s in sentences for f in s.features)
    names = sorted(f for f, n in counts.items() if n >= LEAST)
    model = None
    for kept in (len(names), KEPT):
        if model is not None:
            worth = np.abs(model.coef_[0]) * np.sqrt([counts[f] for f in names])
            names = [names[c] for c in sorted(np.argsort(-worth)[:kept])]
        columns = {f: n for n, f in enumerate(names)}
        model = LogisticRegression(C=STRENGTH, max_iter=500, solver="liblinear", random_state=0)
        model.fit(_matrix(sentences, columns), truth)
    return columns, model


def _cross_validated(sentences: list[Sentence], truth: Any) -> Any:
    """What each sentence gets from a model that has not seen its set."""
    sums = np.zeros(len(sentences))
    names = sorted({s.set for s in sentences})
    fold = np.array([names.index(s.set) % FOLDS for s in sentences])
    for number in range(FOLDS):
        here = fold == number
        columns, model = _fitted([s for s, own in zip(sentences, here, strict=True) if not own], truth[~here])
        own = [s for s, own in zip(sentences, here, strict=True) if own]
        sums[here] = model.decision_function(_matrix(own, columns))
    return sums


def _precision(sums: Any, truth: Any) -> tuple[Any, Any]:
    order = np.argsort(-sums)
    return order, np.cumsum(truth[order]) / np.arange(1, len(order) + 1)


def _threshold(sums: Any, truth: Any, wanted: float) -> float:
    order, precision = _precision(sums, truth)
    enough = np.flatnonzero(precision >= wanted)
    return float(sums[order[enough[-1]]]) - 0.005 if len(enough) else float(sums.max()) + 1


def _doubt(sums: Any, truth: Any, backed: float) -> float:
    return float(np.quantile(sums[truth], 1 - backed))


def _curve(sums: Any, truth: Any) -> str:
    order, precision = _precision(sums, truth)
    said = []
    for wanted in (0.95, 0.9, 0.85, 0.8, 0.7):
        enough = np.flatnonzero(precision >= wanted)
        found = truth[order[: enough[-1] + 1]].sum() if len(enough) else 0
        said.append(f"{wanted:.2f}: {found / truth.sum():.2f}")
    return "recall at precision " + ", ".join(said)


def _write(
    category: str, columns: dict[str, int], model: Any, threshold: float, doubt: float, curve: str,
    sentences: list[Sentence],
) -> None:  # fmt: skip
    """The weightiest first, so that a person who reads it sees what speaks for the category, and at the end against."""
    rows = sorted(((w * SCALE, f) for f, w in zip(columns, model.coef_[0], strict=True)), key=lambda r: (-r[0], r[1]))
    sets = "".join(sorted({s.set for s in sentences}))
    lines = [
        f"# {category}: weights of a sentence's features; see reply_lint/weights.py. Made by tools/train_weights.py.",
        f"# Trained on {len(sentences)} sentences of the sets {sets}. By cross-validation over sets: {curve}.",
        f"bias\t{model.intercept_[0]:.3f}",
        f"threshold\t{threshold:.2f}",
        f"doubt\t{doubt:.2f}",
        *(f"{feature}\t{weight:.2f}" for weight, feature in rows if round(weight, 2)),
    ]
    path = corpus.ROOT / "rules" / "weights" / f"{category}.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
