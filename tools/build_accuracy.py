"""Measure on the check sets and write ``docs/accuracy.md`` and ``docs/score-by-grade.svg``.

usage: python tools/build_accuracy.py
"""

from __future__ import annotations

from collections.abc import Sequence

import corpus

from reply_lint import Config, Linter, evaluate

WIDTH, HEIGHT, LEFT, TOP = 640, 360, 46, 14
PLOT = HEIGHT - TOP - 34
HEAD = """\
# How well it judges

Measured on {n} replies of the sets {sets} of `corpora/replies.jsonl`, which no card was written from and no weight was
trained on (`corpora/README.md` says who composed and labelled them). A finding is right when a label of its category
overlaps it. Their texts were not looked at, but their figures were while cards were mended, so they flatter a
little. Made by `tools/build_accuracy.py`; `reply-lint evaluate corpora/replies.jsonl --sets {sets}` shows
more, false alarms and misses with their text included.

| category | precision | recall | F1 | labels | findings |
|---|---|---|---|---|---|
"""
TAIL = """
- Faultless replies with a finding of warning or above: {flagged} of {clean} ({share:.1%}).
- Score against the grade that a support lead would give, rank correlation (Spearman): {spearman:.2f}.
- Pairs of a bad and a good answer to the same client in the right order: {ordered} of {pairs}.

What the tables of weights (`rules/weights/`) add to the cards:

| category | cards alone: precision, recall | with weights |
|---|---|---|
{added}

![Score by grade: a dot a reply, a box from the first to the third quartile](score-by-grade.svg)
"""


def main() -> None:
    replies = corpus.replies(check=True)
    linter = Linter()
    made = evaluate.evaluate(linter, replies)
    (corpus.ROOT / "docs" / "accuracy.md").write_text(_page(made, _alone(linter, replies)), encoding="utf-8")
    (corpus.ROOT / "docs" / "score-by-grade.svg").write_text(_picture(made.scores, made.grades), encoding="utf-8")


def _alone(linter: Linter, replies: Sequence[evaluate.Labelled]) -> dict[str, evaluate.Tally]:
    """The tally of the cards of words alone, for the categories that have a table of weights."""
    tallies = evaluate.evaluate(Linter(Config(ignore=tuple(linter.weighed))), replies).categories
    return {name: tally for name, tally in tallies.items() if any(r.startswith(f"{name}/") for r in linter.weighed)}


def _page(made: evaluate.Evaluation, alone: dict[str, evaluate.Tally]) -> str:
    rows = [row(name, tally) for name, tally in made.categories.items()]
    added = [
        f"| {name} | {t.precision:.2f}, {t.recall:.2f} "
        f"| {made.categories[name].precision:.2f}, {made.categories[name].recall:.2f} |"
        for name, t in alone.items()
    ]
    tail = TAIL.format(
        flagged=made.clean_flagged, clean=made.clean, share=made.clean_flagged / made.clean, spearman=made.spearman,
        ordered=made.pairs_ordered, pairs=made.pairs, added="\n".join(added),
    )  # fmt: skip
    return HEAD.format(n=made.replies, sets=corpus.CHECK) + "\n".join(rows) + "\n" + tail


def row(name: str, t: evaluate.Tally) -> str:
    """A category's line of the table."""
    return f"| {name} | {t.precision:.2f} | {t.recall:.2f} | {t.f1:.2f} | {t.found + t.missed} | {t.right + t.wrong} |"


def _picture(scores: Sequence[float], grades: Sequence[int]) -> str:
    """An SVG: a column of dots a grade, and a box from the first to the third quartile with the median."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for score in range(0, 101, 20):
        y = _height(score)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - 8}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{score}</text>')
    step = (WIDTH - LEFT - 8) / 5
    for grade in range(1, 6):
        own = sorted(s for s, g in zip(scores, grades, strict=True) if g == grade)
        middle = LEFT + step * (grade - 0.5)
        parts.append(
            f'<text x="{middle:.0f}" y="{HEIGHT - 12}" text-anchor="middle" fill="#222">'
            f"grade {grade} (n = {len(own)})</text>"
        )
        for n, score in enumerate(own):
            x = middle + (n * 37 % 61 - 30) * step / 90
            parts.append(f'<circle cx="{x:.1f}" cy="{_height(score):.1f}" r="2" fill="#2563eb" fill-opacity=".35"/>')
        if own:
            low, median, high = (own[min(len(own) - 1, int(len(own) * q))] for q in (0.25, 0.5, 0.75))
            top, bottom, line = _height(high), _height(low), _height(median)
            parts.append(
                f'<rect x="{middle - step / 5:.1f}" y="{top:.1f}" width="{step * 0.4:.1f}" '
                f'height="{max(2, bottom - top):.1f}" fill="none" stroke="#111"/>'
                f'<path d="M{middle - step / 5:.1f} {line:.1f}h{step * 0.4:.1f}" stroke="#111" stroke-width="3"/>'
            )
    return "\n".join([*parts, "</svg>", ""])


def _height(score: float) -> float:
    return TOP + PLOT * (1 - score / 100)


if __name__ == "__main__":
    main()
