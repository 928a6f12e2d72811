"""All benchmarks, written to docs/benchmarks.md with the machine and the versions.

usage: python benchmarks/run.py [spelling] [speed] [cold-start] [service]   (those anew, the others stay)
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import checkers
import cold_start
import service
import speed
import spelling

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
LIBRARIES = ("razdel", "pymorphy3", "pymorphy3-dicts-ru", "polars", "uvicorn")

HEAD = """\
# Benchmarks

Made by `make bench-tools bench`; not edited by hand. Speed is told as ratios of two things measured in one process,
since seconds are the machine's; seconds and words/s are of processor time unless the text says otherwise.
"""
SPELLING = """\
The category `typos` beside the checkers of Russian that PyPI, npm, Maven Central and Debian have. The cases are this
project's own (`benchmarks/cases/`): errors as support agents type them, each with its correct twin; correct sentences
full of trade terms, names and near misses; chatty sentences as people write in blogs, with several slips each. The
edited text is the help pages of `tools/plain_text.py`: all of it for reply-lint, an even sample of 100,000 words for
the others (20,000 for pylat-ru). *Found*: a finding overlaps the error. *First fix right*: the first suggestions of the
findings there give the right text. F1, precision and recall are of corrections of words in the blog sentences, by
`reply_lint.fix(text, only=["typos"])` and by the others' first suggestions; ё, case and punctuation count for nothing
there. LanguageTool keeps its pipeline between requests (`benchmarks/languagetool/server.properties`); findings that it
calls style are not counted. Hunspell always looks for suggestions; the others do not while words/s are taken.
"""
SPEED = """\
Replies are those of the corpus's tune sets. Generated text keeps the growth of their vocabulary: {heaps}

Other checkers read the same 20,000 words of replies, one reply at a time, each in a process of its own; LanguageTool's
server is warmed up on 300 other replies and held to one core, and only the server's time counts. krrkt, aiw-ru and
ru-humanizer judge style and look for no misspellings; pylat-ru, mawo-grammar and aiw-ru read a tenth of the replies,
since they take long.
"""


def spelling_lines() -> Iterator[str]:
    yield SPELLING
    yield from spelling.lines(list(spelling.measure_all()))


def speed_lines() -> Iterator[str]:
    import variety

    k, beta = variety.heaps(variety.replies())
    said = " ".join((variety.__doc__ or "").split("\n\n", 1)[1].split())
    yield SPEED.format(heaps=f"{said} Here K = {k:.2f}, β = {beta:.3f}.")
    yield from speed.lines()


def service_lines() -> Iterator[str]:
    yield "`POST /v1/lint`: replies of 100 words, an open loop of 100 requests a second for 30 s, one worker; in ms."
    yield ""
    yield "| replies | requests | median | 99 % | 99.9 % | processor time a request | memory, MB | answers |"
    yield "|---|---:|---:|---:|---:|---:|---:|---|"
    for texts in ("repeated", "shuffled", "new"):
        # In a process of its own: the load generator and the benchmarks before must not share a heap.
        command = [sys.executable, service.__file__, "--texts", texts, "--seconds", "30"]
        made = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
        answers = ", ".join(f"{code}: {number}" for code, number in made["codes"].items())
        figures = [made[key] for key in ("requests", "p50", "p99", "p99.9", "cpu_ms")]
        yield f"| {texts} | {' | '.join(map(str, figures))} | {made['memory_mb'][-1]} | {answers} |"


SECTIONS: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "spelling": ("Spelling, grammar, punctuation", spelling_lines),
    "speed": ("Speed", speed_lines),
    "cold-start": ("Cold start", cold_start.lines),
    "service": ("Service", service_lines),
}


def made_with() -> str:
    """Day, machine and versions, in a line."""
    cpus = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", cpus.read_text()) if cpus.exists() else None
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"*{date.today()}, {model[1] if model else platform.processor()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, reply-lint {version('reply-lint')}, {libraries}.*"
    )


def main(*names: str) -> None:
    """Raises ``SystemExit`` on a name that is no section."""
    if unknown := set(names) - set(SECTIONS):
        raise SystemExit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    old = dict(re.findall(r"(?ms)^## ([^\n]*)\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"))) if PAGE.exists() else {}
    parts = [HEAD]
    for name, (title, measured) in SECTIONS.items():
        if not names or name in names:
            print(f"measuring: {title.lower()}", file=sys.stderr)
            old[title] = "\n".join(("", made_with(), "", *measured(), "", ""))
        if title in old:
            parts.append(f"## {title}\n{old[title].rstrip()}\n")
    compared = "".join(f"| {checker.name} | {checker.version} | {checker.is_} |\n" for checker in checkers.OTHERS)
    parts.append(f"## Checkers compared\n\n| checker | version | what it is |\n|---|---|---|\n{compared}")
    PAGE.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
