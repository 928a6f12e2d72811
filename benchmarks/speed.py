"""Speed: ratios, each of two things measured in one process, repeated in fresh processes; median and spread.

usage: python benchmarks/speed.py [--rounds N] [--only PART …]
       python benchmarks/speed.py --part PART   (one measurement in this process, as JSON)

Times are of the processor, so that other work on the machine matters little; only ``cores`` is by the clock.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import checkers
import variety

ROUNDS = 5
PARTS = ("seen", "first", "unknown", "length", "growth", "cards", "memory", "cores")
WARMING = 300
"""Replies that a Java machine reads before it is timed."""
SLOW = ("pylat-ru", "mawo-grammar", "aiw-ru")
"""Checkers that get a tenth of the text."""
LONG = ("cards", "memory", "growth", "cores")
"""Measured in fewer rounds."""
Figures = dict[str, float]


def seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def median_seconds(work: Callable[[], object], times: int = 3) -> float:
    return statistics.median(seconds(work) for _ in range(times))


def count(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _generated(words: int) -> list[str]:
    text, made = variety.Text(), []
    while text.words < words:
        made.append(text.reply())
    return made


def seen() -> Figures:
    """All cards on replies whose words have been seen, against what a tokenizer alone costs."""
    import razdel

    import reply_lint

    texts = variety.replies()[::4]
    known = set(variety.WORD.findall(" ".join(texts)))
    spelling_off = reply_lint.Linter(reply_lint.Config(ignore=("typos",)))

    def lint() -> None:
        for text in texts:
            reply_lint.lint(text)

    def without_spelling() -> None:
        for text in texts:
            spelling_off.lint(text)

    lint(), without_spelling()
    ours = median_seconds(lint)
    razdel_alone = median_seconds(lambda: [list(razdel.tokenize(text)) for text in texts])
    floor = median_seconds(lambda: [[word in known for word in text.split()] for text in texts])
    return {
        "words/s": count(texts) / ours,
        "÷ razdel.tokenize": razdel_alone / ours,
        "÷ str.split and a look-up (the floor)": floor / ours,
        "cost of spelling, × of the rest": ours / median_seconds(without_spelling) - 1,
    }


def first() -> Figures:
    """The first pass over text that is new, against razdel + pymorphy3 called for each token without a cache."""
    import pymorphy3
    import razdel

    import reply_lint

    texts = random.Random(1).sample(_generated(150_000), 800)
    analyzer = pymorphy3.MorphAnalyzer()
    naive = seconds(lambda: [[analyzer.parse(token.text) for token in razdel.tokenize(text)] for text in texts])
    reply_lint.lint("Здравствуйте!")
    ours = seconds(lambda: [reply_lint.lint(text) for text in texts])
    corpus = variety.replies()[::4]
    naive_corpus = seconds(lambda: [[analyzer.parse(token.text) for token in razdel.tokenize(text)] for text in corpus])
    fresh = reply_lint.Linter()
    ours_corpus = seconds(lambda: [fresh.lint(text) for text in corpus])
    return {
        "replies: words/s": count(corpus) / ours_corpus,
        "replies: ÷ naive razdel + pymorphy3": naive_corpus / ours_corpus,
        "generated: words/s": count(texts) / ours,
        "generated: ÷ naive razdel + pymorphy3": naive / ours,
    }


def unknown() -> Figures:
    """What a misspelt word costs when it comes for the first time."""
    import reply_lint

    chosen = random.Random(1)
    words = [word for word in dict.fromkeys(variety.WORD.findall(" ".join(variety.replies()))) if len(word) > 5]
    slips = [variety.misspelt(word, chosen) for word in chosen.sample(words, 1_000)]
    linter = reply_lint.Linter(reply_lint.Config(select=("typos",)))
    for word in words:
        linter.lint(f"Вот слово {word} и всё.")
    times = sorted(seconds(lambda slip=slip: linter.lint(f"Вот слово {slip} и всё.")) for slip in slips)
    again = seconds(lambda: [linter.lint(f"Вот слово {slip} и всё.") for slip in slips]) / len(slips)
    return {
        "ms a new misspelt word, mean": 1000 * (sum(times) / len(times) - again),
        "ms, 99th percentile": 1000 * times[int(0.99 * len(times))],
    }


def length(longest: int = 1_000_000) -> Figures:
    """Time a word in replies of 10 to 1,000,000 words that have been seen."""
    import reply_lint

    source = _generated(longest + longest // 5)  # white space parts them into other words
    whole = "\n".join(source).split(" ")
    figures = {}
    for n in (10, 100, 1_000, longest // 100, longest // 10, longest // 2, longest):
        texts = [" ".join(whole[at : at + n]) for at in range(0, min(len(whole) - n + 1, max(n, 20_000)), n)]
        for text in texts:
            reply_lint.lint(text)
        taken = median_seconds(lambda texts=texts: [reply_lint.lint(text) for text in texts])
        figures[f"µs a word, replies of {n:,}"] = 1e6 * taken / (n * len(texts))
    whole_, half = (figures[f"µs a word, replies of {n:,}"] for n in (longest, longest // 2))
    figures[f"time for 2 × the text, at {longest:,} words"] = 2 * whole_ / half
    return figures


def growth(longest: int = 800_000) -> Figures:
    """Words in a second as the text goes on and its vocabulary grows; first pass."""
    import reply_lint

    source = variety.Text()
    reply_lint.lint("Здравствуйте!")
    figures = {}
    for until in (longest // 16, longest // 8, longest // 4, longest // 2, longest):
        texts = []
        before = source.words
        while source.words < until:
            texts.append(source.reply())
        taken = seconds(lambda texts=texts: [reply_lint.lint(text) for text in texts])
        figures[f"words/s up to {until:,} words ({source.distinct:,} distinct)"] = (source.words - before) / taken
    return figures


def cards(factors: tuple[int, ...] = (10, 100)) -> Figures:
    """The same replies with 10 and 100 times the cards."""
    import reply_lint

    texts = variety.replies()[:300]
    bundled = len(reply_lint.Linter().cards)
    figures = {}
    taken = {}
    for times in (1, *factors):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = folder  # made-up packs would stay in the user's for good
            _pack(Path(folder, "pack"), bundled * (times - 1))
            config = reply_lint.Config(rules=(str(Path(folder, "pack")),) if times > 1 else ())
            begun = time.process_time()
            linter = reply_lint.Linter(config)
            figures[f"× {times}: s to compile"] = time.process_time() - begun
            for text in texts:
                linter.lint(text)
            taken[times] = median_seconds(lambda linter=linter: [linter.lint(text) for text in texts])
    figures["cards"] = bundled
    for times in factors:
        figures[f"time with {times} × the cards"] = taken[times] / taken[1]
    return figures


def _pack(folder: Path, number: int) -> None:
    """So many cards, two phrases each; half of their words are the replies' own, so that some come near to matching."""
    chosen = random.Random(1)
    own = sorted({word.lower() for text in variety.replies() for word in variety.WORD.findall(text) if len(word) > 4})
    other = [form for form, _ in variety.forms(every=53) if form.isalpha() and len(form) > 4]
    for n in range(number):
        pairs = [(chosen.choice(own), chosen.choice(other)) for _ in range(2)]
        phrases = [" ".join(chosen.sample(pair, 2)) for pair in pairs]
        card = folder / "jargon" / f"made-{n}.toml"
        card.parent.mkdir(parents=True, exist_ok=True)
        card.write_text(
            f'title = "Карточка {n}"\nseverity = "hint"\nmessage = "«{{text}}» — слово для проверки скорости."\n'
            f'why = "Проверка скорости."\n[match]\nphrases = {json.dumps(phrases, ensure_ascii=False)}\n'
            f'[examples]\nbad = ["[[{phrases[0]}]]", "[[{phrases[1]}]]"]\ngood = ["Да.", "Нет."]\n',
            encoding="utf-8",
        )


def memory(distinct: int = 1_000_000) -> Figures:
    """Resident memory of a process that has met a million distinct words."""
    import reply_lint

    figures = {}
    reply_lint.lint("Здравствуйте!")
    figures["MB at the start"] = _resident()
    text: list[str] = []
    spent = 0.0
    for n, word in enumerate(variety.distinct_words(distinct, made_up=0.02), 1):
        text.append(word)
        if len(text) == 100:
            spent += seconds(lambda text=text: reply_lint.lint(" ".join(text) + "."))
            text = []
        if n in (distinct // 10, distinct):
            figures[f"MB at most, up to {n:,} words"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["words/s, each of them new"] = distinct / spent
    return figures


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def cores() -> Figures:
    """``reply-lint audit`` of an export with one process and with two, by the clock."""
    command = str(Path(sys.executable).parent / "reply-lint")
    rows = 6_000
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder, "export.csv")
        source = variety.Text()
        with export.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("ticket", "agent", "created_at", "body"))
            writer.writerows((n, f"agent{n % 20}", "2026-05-04T12:00:00", source.reply()) for n in range(rows))
        for workers in (1, 2):
            begun = time.perf_counter()
            out = ["-o", str(Path(folder, f"report{workers}")), "--workers", str(workers)]
            subprocess.run([command, "audit", str(export), "--text", "body", *out], check=False, capture_output=True)
            taken[workers] = time.perf_counter() - begun
    return {
        "replies/s, 1 process": rows / taken[1],
        "replies/s, 2 processes": rows / taken[2],
        "speed-up on 2 cores": taken[1] / taken[2],
    }


def in_processes(part: str, rounds: int) -> dict[str, list[float]]:
    """The figures of so many fresh processes."""
    gathered: dict[str, list[float]] = {}
    for _ in range(rounds):
        command = [sys.executable, __file__, "--part", part]
        made = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=1800)
        for name, value in json.loads(made.stdout.splitlines()[-1]).items():
            gathered.setdefault(name, []).append(value)
    return gathered


def beside_others(words: int = 20_000) -> Iterator[tuple[str, str, float, float]]:
    """Checker, what it is, words in a second on replies that are new to it, and on the same once more."""
    corpus = random.Random(2).sample(variety.replies(), len(variety.replies()))
    warming, texts = corpus[:WARMING], corpus[WARMING:]
    texts = texts[: words * len(texts) // count(texts)]
    ours = checkers.Checker("reply-lint", "", "all cards", (), (*checkers.OURS.command[:2], "reply_lint_all"))
    for checker in (ours, checkers.OURS, *checkers.OTHERS):
        some = texts[: len(texts) // 10 if checker.name in SLOW else None]
        try:
            with checkers.running(checker) as worker:
                worker.ask(warming if checker.name == "LanguageTool" else ["Проверка связи."], suggest=False)
                taken = [max(worker.ask(some, suggest=False)["cpu"], 0.01) for _ in range(2)]
        except OSError as error:
            print(f"{checker.name}: left out, {error}", file=sys.stderr)
            continue
        yield checker.name, checker.is_, *(count(some) / time_ for time_ in taken)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def lines(rounds: int = ROUNDS, only: Sequence[str] = ()) -> Iterator[str]:
    """Tables in Markdown."""
    for part in PARTS:
        if only and part not in only:
            continue
        yield f"**{globals()[part].__doc__.splitlines()[0]}**"
        yield ""
        yield "| measure | median | from | to |"
        yield "|---|---:|---:|---:|"
        for name, values in in_processes(part, 1 if part in LONG else rounds).items():
            middle = statistics.median(values)
            yield f"| {name} | {_figure(middle)} | {_figure(min(values))} | {_figure(max(values))} |"
        yield ""
    if not only or "others" in only:
        yield "| checker | what | words/s, new text | words/s, the same again | reply-lint is faster, × | again, × |"
        yield "|---|---|---:|---:|---:|---:|"
        all_: tuple[float, float] | None = None
        for name, is_, new, again in beside_others():
            all_ = all_ or (new, again)
            faster = f"{_figure(all_[0] / new)} | {_figure(all_[1] / again)}"
            yield f"| {name} | {is_} | {new:,.0f} | {again:,.0f} | {faster} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", default=(), choices=(*PARTS, "others"))
    parser.add_argument("--part", choices=PARTS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(globals()[options.part]()))
    else:
        for line in lines(options.rounds, options.only):
            print(line, flush=True)


if __name__ == "__main__":
    main()
