"""How fast ``reply-lint audit`` is, whether it slows down as it goes on, and what memory its processes take together.

usage: python benchmarks/audit.py [--replies N]
       python benchmarks/audit.py --write FILE --replies N [--canned]   (the export alone)

Two exports of replies of 60 words. Of the generated ones none comes twice, nor does a sentence: so no desk writes, but
what is remembered helps least. The canned ones are the corpus's, over and over, each with a number of its own. By the
clock.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, cycle, pairwise
from pathlib import Path

import variety
from figures import Figures, Gathered, shown, table

from reply_lint.audit import parts

REPLIES = 1_000_000
ROUNDS = 2
FEW, SHORT = 60_000, 40.0
"""Replies with which cores are compared, ``ROUNDS`` times; seconds for it on each number of cores."""
POLL = 0.5
"""Seconds between two looks at the processes."""
LIMIT = 900
"""Seconds after which an audit is stopped, and its rate so far told."""
TENTHS = 10


def write(export: Path, replies: int, canned: bool) -> int:
    """A CSV of so many rows, over three months, by 50 agents; how many different words are in it, numbers aside."""
    source = variety.Text()
    bodies = _canned() if canned else iter(lambda: source.reply(variety.REPLY_WORDS), None)
    start, apart = datetime(2026, 2, 1, 9), timedelta(days=90) / replies
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("ticket", "agent", "created_at", "body"))
        for n, body in zip(range(replies), bodies, strict=False):
            time_ = (start + n * apart).isoformat(timespec="seconds")
            writer.writerow((n, f"agent{n % 50}", time_, body))
    if canned:
        return len({word.lower() for text in variety.replies() for word in variety.WORD.findall(text)})
    return source.distinct


def _canned() -> Iterator[str]:
    """The corpus's replies in turn, without an end, as many in one as make 60 words, and a number."""
    texts = cycle(variety.replies())
    for n in count(1):
        body = next(texts)
        while len(body.split()) < variety.REPLY_WORDS:
            body = f"{body}\n{next(texts)}"
        yield f"{body}\nНомер обращения: {n}."


@dataclass(frozen=True)
class Run:
    looks: list[tuple[float, int]]
    """Seconds since the start and replies done, look after look."""
    whole: float
    """Seconds."""
    most: float
    """MB of all processes together."""
    ended: bool
    """False: it was stopped."""

    @property
    def done(self) -> int:
        return self.looks[-1][1]


def run(export: Path, out: Path, cores: int, limit: float = LIMIT) -> Run:
    """Audit ``export`` on so many cores, with a worker on each, and stop at the ``limit`` of seconds."""
    begun = time.perf_counter()
    looks, most = [(0.0, 0)], 0.0
    command = [str(Path(sys.executable).parent / "reply-lint"), "audit", str(export), "--text", "body", "-o", str(out)]
    allowed = ",".join(map(str, sorted(os.sched_getaffinity(0))[:cores]))
    with subprocess.Popen(["taskset", "-c", allowed, *command, "--quiet"]) as process:
        while process.poll() is None and (now := time.perf_counter() - begun) < limit:
            done = len(parts.finished(out / parts.FOLDER)) * parts.ROWS
            if done > looks[-1][1]:
                looks.append((now, done))
            most = max(most, memory(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(POLL)
        ended = process.poll() is not None
        process.kill()  # its workers end with it
    if ended and process.returncode:
        raise SystemExit(f"the audit ended with {process.returncode}")
    return Run(looks, time.perf_counter() - begun, most, ended)


def memory(pid: int) -> float:
    """MB of a process and all below it; a page that several share counts once."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        below = " ".join(task.joinpath("children").read_text() for task in Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # it has just ended
        return 0.0
    own = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
    return own + sum(memory(int(child)) for child in below.split())


def rates(looks: list[tuple[float, int]]) -> list[float]:
    """Replies in a second, tenth by tenth; the start of the processes is in the first, the report in none."""
    done = looks[-1][1]
    at = [_when(looks, done * n / TENTHS) for n in range(TENTHS + 1)]
    return [done / TENTHS / (after - before) for before, after in pairwise(at)]


def _when(looks: list[tuple[float, int]], done: float) -> float:
    """The second in which so many replies were done, on a straight line between two looks."""
    for (t0, n0), (t1, n1) in pairwise(looks):
        if done <= n1:
            return t0 + (t1 - t0) * (done - n0) / (n1 - n0)
    return looks[-1][0]


def _exported(export: Path, replies: int, canned: bool = False) -> int:
    """``write`` in a process of its own, whose memory is none of the audit's."""
    command = [sys.executable, __file__, "--write", str(export), "--replies", str(replies)]
    command += ["--canned"] if canned else []
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def cores(few: int, canned: bool, limit: float = SHORT) -> Figures:
    """One core and two, up to the last reply that one core comes to in time; the start counts, the report does not."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        export = Path(folder, "export.csv")
        _exported(export, few, canned)
        one, two = (run(export, Path(folder, f"{number}"), number, limit) for number in (1, 2))
    taken = one.looks[-1][0], _when(two.looks, one.done)
    return {
        "replies/s, 1 core": one.done / taken[0],
        "replies/s, 2 cores": one.done / taken[1],
        "speed-up on 2 cores": taken[0] / taken[1],
    }


def audited(replies: int, canned: bool, limit: float = LIMIT) -> tuple[Figures, str]:
    """Figures of one audit on two cores, and what to say besides."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        export = Path(folder, "export.csv")
        distinct = _exported(export, replies, canned)
        made = run(export, Path(folder, "report"), 2, limit)
    by_tenth = rates(made.looks)
    tenths = ", ".join(map(shown, by_tenth))
    said = f"The export has {distinct:,} different words. Replies in a second, tenth by tenth: {tenths}."
    done = replies if made.ended else made.done
    figures = {
        "replies/s, with start and report": done / made.whole,
        "minutes of 1,000,000, at that rate": REPLIES * made.whole / done / 60,
        "minutes after the last reply, for tables and report": (made.whole - made.looks[-1][0]) / 60,
        "rate of the last tenth ÷ of the first": by_tenth[-1] / by_tenth[0],
        "MB at most, all processes together": made.most,
    }
    if not made.ended:
        del figures["minutes after the last reply, for tables and report"]
        said = f"Stopped after {made.whole / 60:.0f} minutes, at {made.done:,} replies of {replies:,}. {said}"
    return figures, said


def lines(gathered: Gathered, quick: bool = False, replies: int = REPLIES) -> Iterator[str]:
    """Tables in Markdown; ``gathered`` takes the figures in."""
    few, replies = (1_000, 4_000) if quick else (FEW, replies)
    yield "Replies of 60 words: generated ones, of which no sentence comes twice, and canned ones, the corpus's over"
    yield "and over, each with a number of its own. By the clock. Two processes remember twice as much as one: where"
    yield "texts come again, a speed-up is partly that."
    yield ""
    for what in ("generated", "canned"):
        yield f"**{few:,} {what} replies, the command held to one core and to two for {SHORT:.0f} s**"
        yield ""
        compared: Gathered = {}
        for _ in range(1 if quick else ROUNDS):
            for name, value in cores(few, what == "canned").items():
                compared.setdefault(name, []).append(value)
        yield from table(compared)
        yield ""
        gathered |= {f"{what}: {name}": values for name, values in compared.items()}
    for what, number in (("generated", few), ("canned", replies)):
        yield f"**{number:,} {what} replies on two cores, once**"
        yield ""
        figures, said = audited(number, what == "canned")
        alone = {name: [value] for name, value in figures.items()}
        yield from table(alone)
        yield ""
        yield said
        yield ""
        gathered |= {f"{what}: {name}": values for name, values in alone.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replies", type=int, default=REPLIES)
    parser.add_argument("--write", type=Path, metavar="FILE")
    parser.add_argument("--canned", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.write:
        print(write(options.write, options.replies, options.canned))
    else:
        print("\n".join(lines({}, options.quick, options.replies)))


if __name__ == "__main__":
    main()
