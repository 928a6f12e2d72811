"""Speed beside the other checkers of Russian: the same replies to each, in turn, on one core.

usage: python benchmarks/others.py [--quick]

A round takes a text of its own; reply-lint is timed in each round, so that a ratio is of two things of one round.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Iterator

import checkers
import variety
from figures import Figures, Gathered, count, shown, spread

ROUNDS = 3
WORDS = 10_000
WARMING = 300
"""Other replies that each reads before it is timed; slow ones read a tenth."""
SLOW = ("pylat-ru", "hunspell", "mawo-grammar", "aiw-ru")
"""Checkers that get a tenth of the text."""
ALL_CARDS = checkers.Checker("reply-lint", "", "all cards", (), (*checkers.OURS.command[:2], "reply_lint_all"))
TIMES = ("new text", "again")


def measure(seed: int, words: int, left_out: dict[str, str]) -> Figures:
    """Words in a second of each checker, on replies that are new to it and on the same once more; how much faster."""
    corpus = random.Random(seed).sample(variety.replies(), len(variety.replies()))
    warming, texts = corpus[:WARMING], corpus[WARMING:]
    texts = texts[: words * len(texts) // count(texts)]
    figures: Figures = {}
    for checker in (ALL_CARDS, *checkers.OTHERS):
        share = 10 if checker.name in SLOW else 1
        some = texts[: len(texts) // share]
        try:
            with checkers.running(checker) as worker:
                worker.ask(warming[: WARMING // share], suggest=False)
                for when in TIMES:
                    taken = max(worker.ask(some, suggest=False)["cpu"], 0.01)  # a tick of the system's clock
                    speed = figures[f"{checker.name}, {when}"] = count(some) / taken
                    figures[f"× {checker.name}, {when}"] = figures[f"reply-lint, {when}"] / speed
        except OSError as error:
            if checker is ALL_CARDS:
                raise
            left_out[checker.name] = str(error)
            print(f"{checker.name}: left out, {error}", file=sys.stderr)
    return figures


def lines(gathered: Gathered, quick: bool = False) -> Iterator[str]:
    """A table in Markdown; ``gathered`` takes the figures in."""
    left_out: dict[str, str] = {}
    for seed in range(1 if quick else ROUNDS):
        for name, value in measure(seed, WORDS // 10 if quick else WORDS, left_out).items():
            gathered.setdefault(name, []).append(value)
    yield (
        f"Each reads {WORDS // 10 if quick else WORDS:,} words of the corpus's tune sets, one reply at a time, in a "
        f"process of its own, after {WARMING} other replies; {', '.join(SLOW)} a tenth of both, since they take long. "
        "reply-lint runs all of its cards. LanguageTool's own server is held to one core, and only its own time "
        "counts, not that of HTTP. krrkt, aiw-ru and ru-humanizer judge style and look for no misspellings."
    )
    yield ""
    yield "| checker | what | words/s, new text | again | reply-lint is faster, × | from … to | again, × | from … to |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for checker in (ALL_CARDS, *checkers.OTHERS):
        if f"{checker.name}, new text" in gathered:
            speeds = (shown(statistics.median(gathered[f"{checker.name}, {when}"])) for when in TIMES)
            ratios = (gathered[f"× {checker.name}, {when}"] for when in TIMES)
            faster = (f"{shown(statistics.median(values))} | {spread(values)}" for values in ratios)
            yield f"| {checker.name} | {checker.is_} | {' | '.join(speeds)} | {' | '.join(faster)} |"
    yield ""
    if left_out:
        yield "Could not be run here: " + "; ".join(f"{name} ({why})" for name, why in left_out.items()) + "."
    else:
        yield "None of those that the registries have was left out."


if __name__ == "__main__":
    print("\n".join(lines({}, "--quick" in sys.argv)))
