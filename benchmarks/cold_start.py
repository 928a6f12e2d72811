"""Cold start: ``reply-lint draft.txt`` against a bare pymorphy3 analyzer, in one run, and where its time goes.

usage: python benchmarks/cold_start.py [--quick]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from figures import Gathered, table

ROUNDS = 15
IMPORTS = 12
"""The costliest are shown at once, the others folded."""
DRAFT = Path(__file__).parent.parent / "examples" / "draft.txt"
BASE = [sys.executable, "-c", "import pymorphy3; pymorphy3.MorphAnalyzer()"]
COMMAND = str(Path(sys.executable).parent / "reply-lint")
OURS = [COMMAND, str(DRAFT)]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As a user has it: Python keeps the modules that it has compiled."""


def seconds(command: list[str], **environment: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT | environment)
    return time.perf_counter() - started


def imports() -> list[tuple[float, str]]:
    """Milliseconds that each module of the command takes by itself, the costliest first."""
    said = subprocess.run(
        [sys.executable, "-X", "importtime", *OURS], capture_output=True, encoding="utf-8", check=False, env=ENVIRONMENT
    ).stderr
    found = re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", said)
    return sorted(((int(own) / 1000, name) for own, name in found), reverse=True)


def first_ever() -> float:
    """Seconds of the very first start of a user, when cards are not compiled yet."""
    with tempfile.TemporaryDirectory() as folder:
        return seconds(OURS, XDG_CACHE_HOME=folder)


def lines(gathered: Gathered, quick: bool = False) -> Iterator[str]:
    """Tables in Markdown; ``gathered`` takes the figures in."""
    rounds = 3 if quick else ROUNDS
    seconds(OURS), seconds(BASE)  # the caches of files and of compiled cards
    pairs = [(seconds(OURS), seconds(BASE)) for _ in range(rounds)]
    gathered["s"], gathered["s, bare"] = (list(side) for side in zip(*pairs, strict=True))
    gathered["÷ bare MorphAnalyzer"] = [ours / base for ours, base in pairs]
    gathered["s, first ever"] = [first_ever() for _ in range(3)]
    names = {
        "s": "`reply-lint draft.txt`, s",
        "s, bare": "`import pymorphy3; pymorphy3.MorphAnalyzer()`, s",
        "÷ bare MorphAnalyzer": "the one ÷ the other, pair by pair",
        "s, first ever": "a user's very first start, which compiles the cards, s",
    }
    yield f"By the clock; {rounds} pairs, in turn; Python has compiled the modules before."
    yield ""
    yield from table({said: gathered[name] for name, said in names.items()})
    found = imports()
    yield ""
    yield f"Its {len(found)} imports take {sum(own for own, _ in found):.0f} ms, each by itself; the costliest:"
    yield ""
    yield from _imports(found[:IMPORTS])
    yield ""
    yield "<details><summary>All the others</summary>"
    yield ""
    yield from _imports(found[IMPORTS:])
    yield ""
    yield "</details>"


def _imports(found: list[tuple[float, str]]) -> Iterator[str]:
    yield "| module | ms |"
    yield "|---|---:|"
    for own, name in found:
        yield f"| `{name}` | {own:.1f} |"


if __name__ == "__main__":
    print("\n".join(lines({}, "--quick" in sys.argv)))
