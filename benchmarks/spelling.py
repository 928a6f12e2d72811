"""Spelling, grammar and punctuation: reply-lint's `typos` beside every other checker of Russian that can be installed.

usage: python benchmarks/spelling.py [--only NAME …] [--quick] [--misses FILE]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import cases
import checkers
from cases import Case

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
import plain_text

HALVES = ("A", "B")


@dataclass
class Figures:
    """What one checker made of the cases of one half."""

    errors: int = 0
    found: int = 0
    mended: int = 0
    twins: int = 0
    """Correct twins with a finding."""
    trade: int = 0
    """Correct sentences full of trade terms with a finding."""
    right: int = 0
    made: int = 0
    wanted: int = 0
    """Corrections of words in blog sentences."""
    by_kind: Counter[str] = field(default_factory=Counter)
    found_by_kind: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def precision(self) -> float:
        return self.right / self.made if self.made else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.made + self.wanted)


@dataclass
class Measured:
    checker: checkers.Checker
    halves: dict[str, Figures] = field(default_factory=lambda: {half: Figures() for half in HALVES})
    edited: float | None = None
    """Findings in 1,000 words of edited text."""
    speed: float | None = None
    """Words in a second of the processor there, without suggestions."""
    misses: list[str] = field(default_factory=list)
    """Lines about the cases of half A."""

    @property
    def all(self) -> Figures:
        return self.halves["A"] + self.halves["B"]


def edited_text(words: int) -> list[str]:
    """Paragraphs of edited text, spread over all sources evenly, about as many words as asked for."""
    pieces = [piece for _, piece in plain_text.pieces()]
    sizes = list(accumulate(len(plain_text.WORD.findall(piece)) for piece in pieces))
    every = max(1, round(sizes[-1] / words)) if sizes else 1
    return pieces[::every]


def measure(checker: checkers.Checker, worker: checkers.Worker, quick: bool) -> Measured:
    measured = Measured(checker)
    _errors(measured, worker)
    _trade(measured, worker)
    _blog(measured, worker)
    if not quick:
        texts = edited_text(checker.words)
        words = sum(len(plain_text.WORD.findall(text)) for text in texts)
        answer = worker.ask(texts, suggest=False)
        measured.edited = 1000 * sum(map(len, answer["found"])) / words
        measured.speed = words / max(answer["cpu"], 0.01)
    return measured


def _errors(measured: Measured, worker: checkers.Worker) -> None:
    read = cases.read("errors")
    wrong = worker.ask([case.text for case in read])["found"]
    right = worker.ask([case.right for case in read], suggest=False)["found"]
    for case, in_wrong, in_right in zip(read, wrong, right, strict=True):
        figures = measured.halves[case.half]
        figures.twins += bool(in_right)
        for finding in in_right:
            _note(measured, case, "false alarm", case.right, case.right[slice(*finding[:2])])
        for mark in case.marks:
            here = cases.at_mark(mark, in_wrong)
            mended = cases.mended(case, mark, here)
            figures.errors += 1
            figures.found += bool(here)
            figures.mended += mended
            figures.by_kind[case.kind] += 1
            figures.found_by_kind[case.kind] += bool(here)
            if not mended:
                what = "no right fix" if here else "missed"
                _note(measured, case, what, case.text, f"{case.text[mark.start : mark.end]} → {mark.right[0]}")


def _trade(measured: Measured, worker: checkers.Worker) -> None:
    read = cases.read("trade")
    for case, found in zip(read, worker.ask([case.text for case in read], suggest=False)["found"], strict=True):
        measured.halves[case.half].trade += bool(found)
        for finding in found:
            _note(measured, case, "false alarm", case.text, case.text[slice(*finding[:2])])


def _blog(measured: Measured, worker: checkers.Worker) -> None:
    read = cases.read("blog")
    answer = worker.ask([case.text for case in read])
    corrected = answer["corrected"] or [
        cases.apply(case.text, [finding[2][0] for finding in found if finding[2]])
        for case, found in zip(read, answer["found"], strict=True)
    ]
    for case, text in zip(read, corrected, strict=True):
        figures = measured.halves[case.half]
        right, made, wanted, wrong, missed = cases.corrections(case, text)
        figures.right += right
        figures.made += made
        figures.wanted += wanted
        for what in wrong:
            _note(measured, case, "wrong correction", case.text, what)
        for what in missed:
            _note(measured, case, "missed", case.text, what)


def _note(measured: Measured, case: Case, what: str, text: str, where: str) -> None:
    if case.half == "A":
        measured.misses.append(f"{case.id} {case.kind or 'blog'}: {what}: «{where}» in: {text}")


def measure_all(only: Sequence[str] = (), quick: bool = False) -> Iterator[Measured]:
    """Ours first; what is not installed is said on standard error."""
    for checker in (checkers.OURS, *checkers.OTHERS):
        if checker.spells and (not only or checker.name in only):
            try:
                with checkers.running(checker) as worker:
                    yield measure(checker, worker, quick)
            except OSError as error:
                if checker is checkers.OURS:
                    raise
                print(f"{checker.name}: left out, {error}", file=sys.stderr)


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---|" + "---:|" * (len(head) - 1)
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def lines(measured: Sequence[Measured]) -> Iterator[str]:
    """Tables in Markdown."""
    trade = Counter(case.half for case in cases.read("trade"))
    counts = ("found", "first fix right", "correct twins flagged", "trade sentences flagged")
    head = ("checker", *counts, "F1", "precision", "recall", "findings in 1,000 words of edited text", "words/s")

    def row(name: str, figures: Figures, sentences: int, *more: Any) -> list[Any]:
        return [
            name,
            _percent(figures.found, figures.errors),
            _percent(figures.mended, figures.errors),
            _percent(figures.twins, figures.errors),
            _percent(figures.trade, sentences),
            *(f"{value:.2f}" for value in (figures.f1, figures.precision, figures.recall)),
            *more,
        ]

    def shown(one: Measured) -> tuple[str, str]:
        return "–" if one.edited is None else f"{one.edited:.2f}", "–" if one.speed is None else f"{one.speed:,.0f}"

    yield from _table(head, [row(one.checker.name, one.all, trade.total(), *shown(one)) for one in measured])
    yield ""
    yield "The halves apart (rules may be written with half A in view, half B only measures):"
    yield ""
    halves = [(one, half) for one in measured for half in HALVES]
    named = [row(f"{one.checker.name}, {half}", one.halves[half], trade[half]) for one, half in halves]
    yield from _table(head[:-2], named)
    yield ""
    yield "Errors found, by kind:"
    yield ""
    kinds = list(measured[0].all.by_kind)
    found = [(one.all.found_by_kind, one.all.by_kind) for one in measured]
    yield from _table(
        ("kind", "errors", *(one.checker.name for one in measured)),
        [(kind, found[0][1][kind], *(_percent(hits[kind], total[kind]) for hits, total in found)) for kind in kinds],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="these checkers alone")
    parser.add_argument("--quick", action="store_true", help="leave the edited text out")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="what the first checker got wrong in half A")
    options = parser.parse_args()
    measured = list(measure_all(options.only, options.quick))
    print("\n".join(lines(measured)))
    if options.misses:
        options.misses.write_text("\n".join(measured[0].misses) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
