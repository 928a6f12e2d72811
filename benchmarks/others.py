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
WORDS = 20_000
WARMING = 300
"""Other replies that each reads before it is timed."""
SLOW = ("pylat-ru", "hunspell", "mawo-grammar", "aiw-ru")
SHARE = 10
"""The slow ones get a part as small of the text; so does reply-lint beside them."""
ALL_CARDS = checkers.Checker("reply-lint", "", "all cards", (), (*checkers.OURS.command[:2], "reply_lint_all"))
TIMES = ("new text", "again")


def measure(seed: int, words: int, left_out: dict[str, str]) -> Figures:
    """Words in a second of each checker, on replies that are new to it and on the same once more; how much faster."""
    corpus = random.Random(seed).sample(variety.replies(), len(variety.replies()))
    warming, texts = corpus[:WARMING], corpus[WARMING:]
    texts = texts[: words * len(texts) // count(texts)]

    def speeds(checker: checkers.Checker, share: int) -> list[float]:
        some = texts[: len(texts) // share]
        with checkers.running(checker) as worker:
            worker.ask(warming[: WARMING // share], suggest=False)
            return [count(some) / max(worker.ask(some, suggest=False)["cpu"], 0.001) for _ in TIMES]

    ours = {share: speeds(ALL_CARDS, share) for share in (1, SHARE)}
    figures = {f"{ALL_CARDS.name}, {when}": speed for when, speed in zip(TIMES, ours[1], strict=True)}
    for checker in checkers.OTHERS:
        share = SHARE if checker.name in SLOW else 1
        try:
            for when, speed, our in zip(TIMES, speeds(checker, share), ours[share], strict=True):
                figures[f"{checker.name}, {when}"] = speed
                figures[f"× {checker.name}, {when}"] = our / speed
        except OSError as error:
            left_out[checker.name] = str(error)
            print(f"{checker.name}: left out, {error}", file=sys.stderr)
    return figures


def lines(gathered: Gathered, quick: bool = False) -> Iterator[str]:
    """A table in Markdown; ``gathered`` takes the figures in."""
    words = WORDS // SHARE if quick else WORDS
    left_out: dict[str, str] = {}
    for seed in range(1 if quick else ROUNDS):
        for name, value in measure(seed, words, left_out).items():
            gathered.setdefault(name, []).append(value)
    yield (
        f"Each reads {words:,} words of the corpus's tune sets, one reply at a time, in a process of its own, after "
        f"{WARMING} other replies; {', '.join(SLOW)} a tenth of both, since they take long, and so does reply-lint "
        "where it stands beside them. reply-lint runs all of its cards. LanguageTool's own server is held to one core, "
        "and only its own time counts, not that of HTTP. krrkt, aiw-ru and ru-humanizer judge style and look for no "
        "misspellings."
    )
    yield ""
    yield "| checker | what | words/s, new text | again | reply-lint is faster, × | from … to | again, × | from … to |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for checker in (ALL_CARDS, *checkers.OTHERS):
        if f"{checker.name}, {TIMES[0]}" in gathered:
            speeds = (shown(statistics.median(gathered[f"{checker.name}, {when}"])) for when in TIMES)
            ratios = (gathered.get(f"× {checker.name}, {when}", [1.0]) for when in TIMES)
            faster = (f"{shown(statistics.median(values))} | {spread(values)}" for values in ratios)
            yield f"| {checker.name} | {checker.is_} | {' | '.join(speeds)} | {' | '.join(faster)} |"
    yield ""
    if left_out:
        yield "Could not be run here: " + "; ".join(f"{name} ({why})" for name, why in left_out.items()) + "."
    else:
        yield "None of those that the registries have was left out."


if __name__ == "__main__":
    print("\n".join(lines({}, "--quick" in sys.argv)))
