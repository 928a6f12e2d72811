"""Fit the weights of ``rules/categories.toml`` so that scores order the tune replies as their grades do.

usage: python tools/fit_score.py

Coordinate ascent on Spearman's correlation of score and grade over the tune sets: each category's weight takes the
value of a short list that is best while the others stay. A change must gain ``LEAST`` to be taken, so
that what the grades do not decide stays as a person set it. Order says nothing of the scale: then all weights take
the common factor at which ``min_score`` best parts the replies to rewrite (grade 3 and less) from the others. Prints
the values, and both figures before and after for the tune sets and for the check sets, which take no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import corpus

from reply_lint import Linter, evaluate
from reply_lint.score import DAMPING

WEIGHTS = (0.5, 0.7, 1.0, 1.4, 2.0)
LEAST = 0.002
SCALES = (0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0)
ROUNDS = 3


class Reply(NamedTuple):
    grade: int
    points: dict[str, list[float]]
    """Category → what its findings cost by their cards alone, the costliest first."""


def main() -> None:
    linter = Linter()
    tune, check = _replies(linter, check=False), _replies(linter, check=True)
    weights = {name: category.weight for name, category in linter.categories.items()}
    caps = {name: category.cap for name, category in linter.categories.items()}
    least = linter.config.min_score
    print(f"before: tune {_figures(tune, weights, caps, least)}; check {_figures(check, weights, caps, least)}")
    for _ in range(ROUNDS):
        for name in weights:
            _improve(tune, weights, caps, name)
    scale = max(SCALES, key=lambda s: _parted(tune, {name: w * s for name, w in weights.items()}, caps, least))
    weights = {name: w * scale for name, w in weights.items()}
    print(f"after:  tune {_figures(tune, weights, caps, least)}; check {_figures(check, weights, caps, least)}")
    for name in weights:
        print(f"{name:18} weight {weights[name]:g}")


def _figures(replies: list[Reply], weights: Mapping[str, float], caps: Mapping[str, float], least: int) -> str:
    return f"Spearman {_spearman(replies, weights, caps):.4f}, parted {_parted(replies, weights, caps, least):.4f}"


def _parted(replies: list[Reply], weights: Mapping[str, float], caps: Mapping[str, float], least: int) -> float:
    """The mean of two shares: of the replies to rewrite, those below ``least``; of the others, those not below."""
    below = {True: [0, 0], False: [0, 0]}
    for reply in replies:
        counts = below[reply.grade <= 3]
        counts[0] += (_score(reply, weights, caps) < least) == (reply.grade <= 3)
        counts[1] += 1
    return sum(right / n for right, n in below.values()) / 2


def _replies(linter: Linter, check: bool) -> list[Reply]:
    made = []
    for reply in corpus.replies(check=check):
        points: dict[str, list[float]] = {}
        for finding in linter.lint(reply.reply, reply.client).findings:
            own = linter.cards[finding.rule].points / linter.categories[finding.category].weight
            points.setdefault(finding.category, []).append(own)
        made.append(Reply(reply.grade, {name: sorted(own, reverse=True) for name, own in points.items()}))
    return made


def _improve(replies: list[Reply], weights: dict[str, float], caps: Mapping[str, float], name: str) -> None:
    kept, best = weights[name], _spearman(replies, weights, caps)
    for choice in WEIGHTS:
        weights[name] = choice
        reached = _spearman(replies, weights, caps)
        if reached > best + LEAST:
            kept, best = choice, reached
    weights[name] = kept


def _spearman(replies: list[Reply], weights: Mapping[str, float], caps: Mapping[str, float]) -> float:
    return evaluate.spearman([_score(r, weights, caps) for r in replies], [r.grade for r in replies])


def _score(reply: Reply, weights: Mapping[str, float], caps: Mapping[str, float]) -> int:
    lost = 0.0
    for name, points in reply.points.items():
        raw = sum(weights[name] * own * DAMPING**n for n, own in enumerate(points))
        lost += round(min(raw, caps[name]))
    return max(0, round(100 - lost))


if __name__ == "__main__":
    main()
