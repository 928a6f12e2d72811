"""Fit the weights and caps of ``rules/categories.toml`` so that scores order the tune replies as their grades do.

usage: python tools/fit_score.py

Coordinate ascent on Spearman's correlation of score and grade over the tune sets: each category's weight, then its
cap, takes the value of a short list that is best while the others stay. A change must gain ``LEAST`` to be taken, so
that what the grades do not decide stays as a person set it. Prints the values, and the correlation before and after
for the tune sets and for the check sets, which take no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reply_lint import Linter, evaluate
from reply_lint.score import DAMPING

ROOT = Path(__file__).parents[1]
CHECK = "EJPQ"
WEIGHTS = (0.5, 0.7, 1.0, 1.4, 2.0)
CAPS = (15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0)
LEAST = 0.0005
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
    print(f"before: tune {_spearman(tune, weights, caps):.4f}, check {_spearman(check, weights, caps):.4f}")
    for _ in range(ROUNDS):
        for table, choices in ((weights, WEIGHTS), (caps, CAPS)):
            for name in table:
                _improve(tune, weights, caps, table, name, choices)
    print(f"after:  tune {_spearman(tune, weights, caps):.4f}, check {_spearman(check, weights, caps):.4f}")
    for name in weights:
        print(f"{name:18} weight {weights[name]:g} cap {caps[name]:g}")


def _replies(linter: Linter, check: bool) -> list[Reply]:
    made = []
    for reply in evaluate.read(ROOT / "corpora" / "replies.jsonl"):
        if (reply.id[0] in CHECK) == check:
            points: dict[str, list[float]] = {}
            for finding in linter.lint(reply.reply, reply.client).findings:
                own = linter.cards[finding.rule].points / linter.categories[finding.category].weight
                points.setdefault(finding.category, []).append(own)
            made.append(Reply(reply.grade, {name: sorted(own, reverse=True) for name, own in points.items()}))
    return made


def _improve(
    replies: list[Reply], weights: dict[str, float], caps: dict[str, float], table: dict[str, float], name: str,
    choices: tuple[float, ...],
) -> None:  # fmt: skip
    kept, best = table[name], _spearman(replies, weights, caps)
    for choice in choices:
        table[name] = choice
        reached = _spearman(replies, weights, caps)
        if reached > best + LEAST:
            kept, best = choice, reached
    table[name] = kept


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
