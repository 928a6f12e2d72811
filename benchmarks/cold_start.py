"""Cold start: ``reply-lint draft.txt`` against a bare pymorphy3 analyzer, in one run, and where its time goes.

usage: python benchmarks/cold_start.py [ROUNDS]
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROUNDS = 15
IMPORTS = 12
"""The costliest are named."""
DRAFT = Path(__file__).parent.parent / "examples" / "draft.txt"
BASE = [sys.executable, "-c", "import pymorphy3; pymorphy3.MorphAnalyzer()"]
COMMAND = str(Path(sys.executable).parent / "reply-lint")
OURS = [COMMAND, str(DRAFT)]


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - started


def imports() -> list[tuple[float, str]]:
    """Milliseconds that each module of the command takes by itself, the costliest first."""
    said = subprocess.run(
        [sys.executable, "-X", "importtime", *OURS], capture_output=True, encoding="utf-8", check=False
    ).stderr
    found = re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", said)
    return sorted(((int(own) / 1000, name) for own, name in found), reverse=True)


def lines(rounds: int = ROUNDS) -> Iterator[str]:
    """Markdown."""
    seconds(OURS), seconds(BASE)  # the caches of files and of compiled cards
    pairs = [(seconds(OURS), seconds(BASE)) for _ in range(rounds)]
    ours, base = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratios = sorted(one / other for one, other in pairs)
    yield f"Cold start of `reply-lint draft.txt`: {ours:.3f} s, {statistics.median(ratios):.2f} × a bare MorphAnalyzer "
    yield f"({base:.3f} s); median of {rounds} pairs, {ratios[0]:.2f} to {ratios[-1]:.2f}. By the clock."
    found = imports()
    yield ""
    yield f"Its {len(found)} imports take {sum(own for own, _ in found):.0f} ms; the costliest:"
    yield ""
    yield "| module | ms |"
    yield "|---|---:|"
    for own, name in found[:IMPORTS]:
        yield f"| `{name}` | {own:.1f} |"


def main(rounds: int = ROUNDS) -> None:
    print("\n".join(lines(rounds)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
