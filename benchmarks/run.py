"""All benchmarks, written to docs/benchmarks.md with the machine and the versions.

usage: python benchmarks/run.py [--quick] [speed] [others] [cold-start] [audit] [service] [spelling]

Those sections are measured anew, all when none is named; what the page says of the others stays.
``--quick``: small sizes, once, and the page on standard output: its figures mean nothing, but all has run.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import audit
import checkers
import cold_start
import others
import service
import speed
import spelling
from figures import NOT_YET, Gathered, Goal

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
LIBRARIES = ("razdel", "pymorphy3", "pymorphy3-dicts-ru", "polars", "uvicorn")

HEAD = """\
# Benchmarks

Made by `make bench-tools bench`; not edited by hand. Speed is told as ratios of two things measured in one run, since
seconds are the machine's; ÷ X says: of X's speed. Seconds and words/s are of processor time unless the text says
otherwise. Each figure is the median of several runs, with the lowest and the highest. Asked for: what this project set
out to reach, met or not. How each is measured stands below, section by section, with its date, machine and versions.
"""
SUMMARY = """\
| measure | median | from … to | asked for | met |
|---|---:|---:|---:|---|
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
GOALS: dict[str, tuple[Goal, ...]] = {
    "speed": (
        Goal(
            "real sentences, new: ÷ razdel.tokenize alone",
            "speed on words seen before, in new sentences ÷ `razdel.tokenize`",
            least=1,
        ),
        Goal(
            "real sentences, new: ÷ str.split and a dictionary look-up (the floor)",
            "the same ÷ `str.split` and a dictionary look-up (the floor)",
        ),
        Goal(
            "the same replies again: ÷ razdel.tokenize alone",
            "speed on replies read before ÷ `razdel.tokenize`",
            least=1,
        ),
        Goal("÷ razdel + pymorphy3", "speed on new replies ÷ razdel + pymorphy3[fast] without a cache", least=1),
        Goal("generated: ÷ razdel + pymorphy3", "speed on new generated text ÷ the same", least=1),
        Goal("time with 10 × the cards, first pass", "time with 10 × the cards ÷ with the cards, first pass", most=1.2),
        Goal("time with 10 × the cards", "the same, replies read before", most=1.2),
        Goal("time with 100 × the cards, first pass", "time with 100 × the cards, first pass"),
        Goal("time for 2 × the text", "time for 2 × the text, at 1,000,000 words", most=2.1),
        Goal("MB at most, up to 1,000,000 words", "memory after 1,000,000 distinct words", most=400, unit=" MB"),
    ),
    "others": (
        Goal("× LanguageTool, new text", "speed on new replies ÷ LanguageTool's server, warmed up", least=20),
        Goal("× LanguageTool, again", "speed on replies read before ÷ LanguageTool's server", least=20),
        Goal("× pylat-ru, new text", "speed on new replies ÷ pylat-ru", least=500),
        Goal("× pylat-ru, again", "speed on replies read before ÷ pylat-ru", least=500),
    ),
    "cold-start": (Goal("÷ bare MorphAnalyzer", "time of `reply-lint draft.txt` ÷ a bare MorphAnalyzer", most=2.5),),
    "audit": (
        Goal("canned: speed-up on 2 cores", "speed of an audit of canned replies on 2 cores ÷ on 1", least=1.8),
        Goal("generated: speed-up on 2 cores", "the same of generated ones", least=1.8),
        Goal(
            "canned: minutes of 1,000,000, at that rate",
            "time of an audit of 1,000,000 canned replies of 60 words, 2 cores",
            most=10,
            unit=" min",
        ),
        Goal(
            "generated: minutes of 1,000,000, at that rate",
            "the same of generated ones, of which no sentence comes twice",
            most=10,
            unit=" min",
        ),
        Goal(
            "canned: rate of the last tenth ÷ of the first",
            "rate of an audit in the last tenth ÷ in the first, canned",
            least=0.9,
        ),
        Goal("generated: rate of the last tenth ÷ of the first", "the same rates, generated", least=0.9),
        Goal(
            "canned: MB at most, all processes together",
            "memory of an audit, all processes together, canned",
            most=1024,
            unit=" MB",
        ),
        Goal("generated: MB at most, all processes together", "the same memory, generated", most=1024, unit=" MB"),
    ),
    "service": (
        Goal("repeated: p99", "service, 99 % of canned replies answered within", unit=" ms"),
        Goal("shuffled: p99", "service, 99 % of replies of known sentences", unit=" ms"),
        Goal("new: p99", "service, 99 % of new replies", unit=" ms"),
    ),
    "spelling": (
        Goal("found", "errors of spelling, grammar, punctuation found", unit=" %"),
        Goal("found, LanguageTool", "the same, LanguageTool", unit=" %"),
        Goal("edited", "findings in 1,000 words of edited text, where most are false alarms"),
        Goal("edited, LanguageTool", "of edited text, LanguageTool's findings in 1,000 words"),
    ),
}


def speed_lines(gathered: Gathered, quick: bool) -> Iterator[str]:
    import variety

    k, beta = variety.heaps(variety.replies())
    said = " ".join((variety.__doc__ or "").split("\n\n", 1)[1].split())
    yield "Replies are those of the corpus's tune sets. Generated text keeps the growth of their vocabulary:"
    yield f"{said} Here K = {k:.2f}, β = {beta:.3f}."
    yield ""
    yield from speed.lines(gathered, quick)


def spelling_lines(gathered: Gathered, quick: bool) -> Iterator[str]:
    only = ("reply-lint", "LanguageTool") if quick else ()
    measured = list(spelling.measure_all(only, quick))
    for one in measured:
        name = "" if one.checker is checkers.OURS else f", {one.checker.name}"
        gathered[f"found{name}"] = [100 * one.all.found / one.all.errors]
        if one.edited is not None:
            gathered[f"edited{name}"] = [one.edited]
    yield SPELLING
    yield from spelling.lines(measured)


SECTIONS: dict[str, tuple[str, Callable[[Gathered, bool], Iterator[str]]]] = {
    "speed": ("Speed", speed_lines),
    "others": ("Speed beside other checkers", others.lines),
    "cold-start": ("Cold start", cold_start.lines),
    "audit": ("Audit", audit.lines),
    "service": ("Service", service.lines),
    "spelling": ("Spelling, grammar, punctuation", spelling_lines),
}


def made_with(minutes: float) -> str:
    """Day, machine and versions, in a line."""
    cpus = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", cpus.read_text()) if cpus.exists() else None
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"*{date.today()}, {model[1] if model else platform.processor()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, reply-lint {version('reply-lint')}, {libraries}; "
        f"measured in {minutes:.1f} min.*"
    )


def page(old: str, measured: Mapping[str, tuple[str, Gathered]]) -> str:
    """The page ``old`` with those sections anew: what each says, and its figures."""
    kept = dict(re.findall(r"(?ms)^## ([^\n]*)\n(.*?)(?=^## |\Z)", old))
    rows = {line.split(" | ")[0]: line for line in kept.get("In short", "").splitlines()}
    summary, sections = SUMMARY, []
    for name, (title, _) in SECTIONS.items():
        said, gathered = measured.get(name, (kept.get(title, f"\n{NOT_YET.capitalize()}."), None))
        for goal in GOALS[name]:
            summary += (rows.get(f"| {goal.measure}") if gathered is None else None) or goal.row(gathered or {})
            summary += "\n"
        sections.append(f"## {title}\n\n{said.strip()}\n")
    return "\n".join((HEAD, f"## In short\n\n{summary}", *sections, _compared()))


def _compared() -> str:
    rows = "".join(f"| {checker.name} | {checker.version} | {checker.is_} |\n" for checker in checkers.OTHERS)
    return f"## Checkers compared\n\n| checker | version | what it is |\n|---|---|---|\n{rows}"


def measure(name: str, quick: bool) -> tuple[str, Gathered]:
    """What the section says, and its figures."""
    title, lines = SECTIONS[name]
    print(f"measuring: {title.lower()}", file=sys.stderr)
    gathered: Gathered = {}
    begun = time.perf_counter()
    said = "\n".join(lines(gathered, quick))
    minutes = (time.perf_counter() - begun) / 60
    print(f"  {minutes:.1f} min", file=sys.stderr)
    return f"{made_with(minutes)}\n\n{said}", gathered


def main(arguments: Sequence[str]) -> None:
    """Raises ``SystemExit`` on a name that is no section."""
    quick = "--quick" in arguments
    names = [name for name in arguments if name != "--quick"]
    if unknown := set(names) - set(SECTIONS):
        raise SystemExit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    made = PAGE.read_text("utf-8") if PAGE.exists() and not quick else ""
    for name in names or SECTIONS:
        made = page(made, {name: measure(name, quick)})
        if not quick:
            PAGE.write_text(made, encoding="utf-8")  # what was measured stays when a later section fails
    if quick:
        print(made)


if __name__ == "__main__":
    main(sys.argv[1:])
