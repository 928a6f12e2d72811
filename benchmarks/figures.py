"""How figures are taken, repeated in fresh processes, and shown beside what was asked for."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Figures = dict[str, float]
"""Name → what one process measured."""
Gathered = dict[str, list[float]]
"""Name → what each round measured."""
NOT_YET = "not measured yet"


@dataclass(frozen=True)
class Goal:
    """A line of the summary."""

    figure: str
    """Its name among what is gathered."""
    measure: str
    """The same for somebody who reads the summary alone."""
    least: float | None = None
    most: float | None = None
    unit: str = ""

    @property
    def asked(self) -> str:
        if self.least is not None:
            return f"≥ {shown(self.least)}{self.unit}"
        return f"≤ {shown(self.most)}{self.unit}" if self.most is not None else "–"

    def met(self, value: float) -> str:
        if self.least is None and self.most is None:
            return "–"
        return "yes" if (self.least or value) <= value <= (self.most or value) else "**no**"

    def row(self, gathered: Mapping[str, Sequence[float]]) -> str:
        values = gathered.get(self.figure)
        if not values:
            return f"| {self.measure} | {NOT_YET} | – | {self.asked} | – |"
        middle = statistics.median(values)
        return f"| {self.measure} | {shown(middle)}{self.unit} | {spread(values)} | {self.asked} | {self.met(middle)} |"


def shown(value: float) -> str:
    if value == math.inf:
        return "∞"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values: Sequence[float]) -> str:
    return f"{shown(min(values))} … {shown(max(values))}" if len(values) > 1 else "one run"


def seconds(work: Callable[[], object]) -> float:
    """Of the processor, so that other work on the machine matters little."""
    before = time.process_time()
    work()
    return time.process_time() - before


def median_seconds(work: Callable[[], object], times: int = 3) -> float:
    return statistics.median(seconds(work) for _ in range(times))


def count(texts: Sequence[str]) -> int:
    """Words."""
    return sum(len(text.split()) for text in texts)


def in_processes(rounds: int, script: str, *arguments: str) -> Gathered:
    """What ``script`` says as JSON in its last line, run so many times. Raises ``CalledProcessError``."""
    gathered: Gathered = {}
    for _ in range(rounds):
        command = [sys.executable, script, *arguments]
        made = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", timeout=3600)
        for name, value in json.loads(made.stdout.splitlines()[-1]).items():
            gathered.setdefault(name, []).append(value)
    return gathered


def table(gathered: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """Markdown."""
    yield "| measure | median | from … to |"
    yield "|---|---:|---:|"
    for name, values in gathered.items():
        yield f"| {name} | {shown(statistics.median(values))} | {spread(values)} |"
