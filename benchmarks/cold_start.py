"""Cold start: ``reply-lint draft.txt`` against a bare pymorphy3 analyzer, in one run, medians, one line.

usage: python benchmarks/cold_start.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

DRAFT = Path(__file__).parent.parent / "examples" / "draft.txt"
BASE = [sys.executable, "-c", "import pymorphy3; pymorphy3.MorphAnalyzer()"]
OURS = [str(Path(sys.executable).parent / "reply-lint"), str(DRAFT)]


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - started


def main(rounds: int = 15) -> None:
    seconds(OURS), seconds(BASE)  # the caches of files and of compiled cards
    pairs = [(seconds(OURS), seconds(BASE)) for _ in range(rounds)]
    ours, base = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"cold start: {ours:.3f} s, {ours / base:.2f} x a bare MorphAnalyzer ({base:.3f} s), median of {rounds}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
