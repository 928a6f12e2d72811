"""How long the service takes: an open loop of requests at a constant rate on loopback, one worker.

    python benchmarks/service.py [--rate 100] [--seconds 60] [--texts repeated|shuffled|new] [--words 100]

Open loop: requests leave on time whether or not earlier ones are answered, and latency counts from when one was due,
so a slow spell shows in full. Replies are put together from sentences of ``corpora/replies.jsonl`` (the tune sets):
``repeated`` sends 200 of them over and over, as a desk with canned replies does; ``shuffled`` sends no reply twice, but
sentences come again; ``new`` sends no sentence twice, and there are enough for some 1400 replies of 100 words.
``cpu_ms`` is what a request costs the service; unlike the latencies it hardly depends on who else uses the machine.
``times_lint``: that, divided by what ``reply_lint.lint`` alone takes for the same texts after the same warming.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from figures import Gathered, shown, spread
from figures import seconds as seconds_of

CORPUS = Path(__file__).parent.parent / "corpora" / "replies.jsonl"
CHECK_SETS = "EJPQ"
"""Their texts are for measuring the rules."""
TEXTS = {"repeated": 100, "shuffled": 40, "new": 20}
"""Requests a second that a worker has to hold."""
MEASURED = ("p50", "p99", "max", "cpu_ms", "times_lint")
SECONDS = 20
ROUNDS = 3
REPEATED = 200
WARM_SECONDS = 4
"""The first seconds of a process are its own."""


def replies(texts: str, words: int) -> Iterator[str]:
    """Replies of at least so many words."""
    chosen = random.Random(1)
    given = map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    tune = [one["reply"] for one in given if one["id"][0] not in CHECK_SETS]
    sentences = list({part for text in tune for part in re.split(r"(?<=[.!?])\s+", text) if len(part.split()) > 2})
    sentences.sort()
    chosen.shuffle(sentences)
    if texts == "new":
        yield from joined(iter(sentences), words)
    else:
        yield from joined(iter(lambda: chosen.choice(sentences), None), words)


def joined(sentences: Iterator[str], words: int) -> Iterator[str]:
    made: list[str] = []
    for sentence in sentences:
        made.append(sentence)
        if sum(len(part.split()) for part in made) >= words:
            yield " ".join(made)
            made = []


async def ask(port: int, body: bytes, idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]) -> int:
    """Status of one ``POST /v1/lint``, over a connection that is free and that the service has not closed meanwhile."""
    reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
    while reader.at_eof():
        writer.close()
        reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    answer = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", answer)
    await reader.readexactly(int(length[1]) if length else 0)
    idle.append((reader, writer))
    return int(answer[9:12])


async def load(port: int, rate: float, seconds: float, bodies: Iterator[bytes]) -> tuple[list[float], Counter[str]]:
    """Latencies in milliseconds, and how often each status or error came."""
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    taken: list[float] = []
    codes: Counter[str] = Counter()

    async def one(due: float, body: bytes) -> None:
        try:
            codes[str(await asyncio.wait_for(ask(port, body, idle), 10))] += 1
        except Exception as error:
            codes[type(error).__name__] += 1
        taken.append(1000 * (time.perf_counter() - due))

    started = time.perf_counter()
    tasks = []
    for n in range(int(rate * seconds)):
        due = started + n / rate
        body = next(bodies, None)
        if body is None:
            break
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due, body)))
    await asyncio.gather(*tasks)
    for _, writer in idle:
        writer.close()
    return taken, codes


@contextmanager
def serving(*options: str) -> Iterator[tuple[int, int]]:
    """The service in a process of its own: its number and its port."""
    command = [sys.executable, "-m", "reply_lint", "serve", "--port", "0", *options]
    with tempfile.NamedTemporaryFile() as log, subprocess.Popen(command, stderr=log) as process:
        try:
            while not (found := re.search(rb"http://\S+:(\d+) ", Path(log.name).read_bytes())):
                if process.poll() is not None:
                    raise SystemExit(f"the service did not start: {Path(log.name).read_text()}")
                time.sleep(0.1)
            yield process.pid, int(found[1])
        finally:
            process.terminate()


def memory(pid: int) -> float:
    """Resident memory in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def processor(pid: int) -> float:
    """Seconds of processor time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(rate: float, seconds: float, texts: str, words: int) -> dict[str, Any]:
    source = replies(texts, words)
    if texts == "repeated":
        source = cycle(list(islice(source, REPEATED)))
    warming = list(islice(source, int(rate / 2 * WARM_SECONDS)))
    sent = list(islice(source, int(rate * seconds)))
    with serving() as (pid, port):
        asyncio.run(load(port, rate / 2, WARM_SECONDS, _bodies(warming)))
        used, before = processor(pid), memory(pid)
        taken, codes = asyncio.run(load(port, rate, seconds, _bodies(sent)))
        used, after = processor(pid) - used, memory(pid)
    taken.sort()
    at = {f"p{p}": round(taken[min(len(taken) - 1, int(len(taken) * p / 100))], 1) for p in (50, 90, 99, 99.9)}
    return {
        "texts": texts,
        "rate": rate,
        "requests": len(taken),
        **at,
        "max": round(taken[-1], 1),
        "cpu_ms": round(1000 * used / len(taken), 2),
        "times_lint": round(used / lint_alone(warming, sent), 2),
        "codes": dict(codes),
        "memory_mb": [round(before), round(after)],
        "load": os.getloadavg()[0],
    }


def _bodies(texts: list[str]) -> Iterator[bytes]:
    return (json.dumps({"text": text}, ensure_ascii=False).encode() for text in texts)


def lint_alone(warming: list[str], texts: list[str]) -> float:
    """Seconds of the processor that the library takes for ``texts`` in this process, after ``warming``."""
    import reply_lint

    for text in warming:
        reply_lint.lint(text)
    return seconds_of(lambda: [reply_lint.lint(text) for text in texts])


def lines(gathered: Gathered, quick: bool = False) -> Iterator[str]:
    """A table in Markdown; ``gathered`` takes the figures in."""
    seconds, rounds = (3, 1) if quick else (SECONDS, ROUNDS)
    yield (
        f"`POST /v1/lint`: replies of 100 words, an open loop of requests for {seconds} s, one worker; latency in ms "
        "from when a request was due. *Repeated*: 200 replies over and over; *shuffled*: no reply comes twice, "
        f"sentences do; *new*: no sentence comes twice. Median (from … to) of {rounds} fresh services each."
    )
    yield ""
    yield "| replies | a second | latency: median | 99 % | most | processor, ms | ÷ `reply_lint.lint` | MB | answers |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---|"
    for texts, rate in TEXTS.items():
        # In a process of its own: the load generator and the benchmarks before must not share a heap.
        command = [sys.executable, __file__, "--texts", texts, "--seconds", str(seconds), "--rate", str(rate)]
        made = [
            json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout)
            for _ in range(rounds)
        ]
        for key in MEASURED:
            gathered[f"{texts}: {key}"] = [one[key] for one in made]
        cells = (f"{shown(statistics.median(v))} ({spread(v)})" for v in (gathered[f"{texts}: {k}"] for k in MEASURED))
        codes = sum((Counter(one["codes"]) for one in made), Counter[str]())
        answers = ", ".join(f"{code}: {number}" for code, number in codes.items())
        yield f"| {texts} | {rate} | {' | '.join(cells)} | {made[-1]['memory_mb'][-1]} | {answers} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--texts", choices=TEXTS, default="repeated")
    parser.add_argument("--words", type=int, default=100)
    print(json.dumps(measure(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
