"""Findings → score, verdict and what each finding cost.

Points are absolute, not per word: a short reply with one fault is as bad as a long one with it. Within a category
the costliest finding counts in full and each next one ``DAMPING`` times the one before; a category takes at most
its cap. Hence monotone: adding a finding never raises the score, taking one away never lowers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reply_lint.model import Category, Finding, Verdict

DAMPING = 0.6
"""Of repeats within a category (editorial; the public scorecards in the taxonomy use 0.7, 0.5, 0.3)."""


def judge(
    findings: Iterable[tuple[Finding, float]], categories: Mapping[str, Category], min_score: int, block_below: int
) -> tuple[int, Verdict, dict[str, float], tuple[Finding, ...]]:
    """Score, verdict, points lost per category and the findings with what each cost.

    ``findings`` come with their points. Lost points per category are whole numbers that sum to ``100 - score``,
    unless there would be more than 100 of them: then they are scaled down to 100.
    """
    priced = list(findings)
    by_category: dict[str, list[int]] = {}
    for number, (finding, _) in enumerate(priced):
        by_category.setdefault(finding.category, []).append(number)
    lost: dict[str, float] = {}
    cost = [0.0] * len(priced)
    for category, numbers in by_category.items():
        numbers.sort(key=lambda n: -priced[n][1])
        raw = [priced[n][1] * DAMPING**k for k, n in enumerate(numbers)]
        whole = sum(raw)
        total = float(round(min(whole, categories[category].cap)))
        if total:
            lost[category] = total
        for n, points in zip(numbers, raw, strict=True):
            cost[n] = points * total / whole if total else 0.0
    excess = max(1.0, sum(lost.values(), 0.0) / 100)
    lost = {category: round(points / excess, 2) for category, points in sorted(lost.items(), key=lambda x: -x[1])}
    score = max(0, round(100 - sum(lost.values(), 0.0)))
    done = tuple(_priced(f, round(c / excess, 2)) for (f, _), c in zip(priced, cost, strict=True))
    critical = any(finding.severity == "critical" for finding in done)
    verdict: Verdict = "block" if critical or score < block_below else "revise" if score < min_score else "send"
    return score, verdict, lost, done


def _priced(f: Finding, lost: float) -> Finding:
    # Not dataclasses.replace, which takes twice as long: every finding comes by here.
    return Finding(f.rule, f.category, f.severity, f.start, f.end, f.text, f.message, f.suggestion, f.fixes, lost)
