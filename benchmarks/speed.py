"""Speed: ratios, each of two things measured in one process, repeated in fresh processes; median and spread.

usage: python benchmarks/speed.py [--quick] [--only PART …]
       python benchmarks/speed.py --part PART [--quick]   (one measurement in this process, as JSON)
       python benchmarks/speed.py --read WORDS --of WORDS   (seconds for the first so many words of a text, as JSON)

Times are of the processor, so that other work on the machine matters little.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import variety
from figures import Figures, Gathered, count, in_processes, median_seconds, seconds, table

ROUNDS = {
    "seen": 5,
    "first": 5,
    "first_generated": 2,
    "unknown": 3,
    "length": 1,
    "double": 3,
    "growth": 1,
    "cards": 3,
    "memory": 1,
}
"""Of each part: long ones have fewer."""
QUICK: dict[str, dict[str, Any]] = {
    "seen": {"generated": 6_000},
    "first": {},
    "first_generated": {"drawn_from": 20_000},
    "unknown": {"slips_": 50},
    "length": {"longest": 10_000},
    "double": {"longest": 10_000},
    "growth": {"longest": 16_000},
    "cards": {"factors": (10,)},
    "memory": {"distinct": 10_000},
}
"""Sizes that show that all of it works, and no more."""


def _generated(words: int) -> list[str]:
    text, made = variety.Text(), []
    while text.words < words:
        made.append(text.reply())
    return made


def seen(generated: int = 60_000) -> Figures:
    """All cards on words that have been seen, against what a tokenizer alone costs; ÷ says: of whose speed."""
    import pymorphy3
    import razdel

    import reply_lint

    analyzer = pymorphy3.MorphAnalyzer()
    read, later = _corpus_halves()
    source = variety.Text()
    grown = [source.reply() for _ in range(generated // variety.REPLY_WORDS)]
    source.grows = False
    after = [source.reply() for _ in range(generated // 3 // variety.REPLY_WORDS)]
    del source
    known = dict.fromkeys(word for text in (*read, *grown) for word in text.split())

    def lint(texts: Sequence[str]) -> float:
        return seconds(lambda: [reply_lint.lint(text) for text in texts])

    def told(what: str, ours: float, texts: Sequence[str]) -> Figures:
        gc.collect()
        gc.freeze()  # what the linter keeps must not slow the others' collections down
        razdel_alone = median_seconds(lambda: [list(razdel.tokenize(text)) for text in texts])
        naive = seconds(lambda: [[analyzer.parse(token.text) for token in razdel.tokenize(text)] for text in texts])
        floor = median_seconds(lambda: [[known.get(word) for word in text.split()] for text in texts])
        gc.unfreeze()
        return {
            f"{what}: words/s": count(texts) / ours,
            f"{what}: ÷ razdel.tokenize alone": razdel_alone / ours,
            f"{what}: ÷ razdel + pymorphy3, called naively": naive / ours,
            f"{what}: ÷ str.split and a dictionary look-up (the floor)": floor / ours,
        }

    lint(read)
    figures = told("real sentences, new", lint(later), later)
    some = read[::4]
    figures |= told("the same replies again", median_seconds(lambda: lint(some)), some)
    lint(grown)
    figures |= told("generated sentences, new", lint(after), after)
    spelling_off = reply_lint.Linter(reply_lint.Config(ignore=("typos",)))

    def without_spelling() -> None:
        for text in some:
            spelling_off.lint(text)

    without_spelling()
    cost = median_seconds(lambda: lint(some)) / median_seconds(without_spelling) - 1
    return {**figures, "the same replies again: cost of spelling, × of the rest": cost}


def _corpus_halves() -> tuple[list[str], list[str]]:
    """Half of the replies; and of the others the sentences that are new, though none of their words is."""
    corpus = random.Random(1).sample(variety.replies(), len(variety.replies()))
    read, rest = corpus[::2], corpus[1::2]
    met = {word for text in read for word in variety.WORD.findall(text)}
    had = set(variety.sentences(read))
    new = dict.fromkeys(one for one in variety.sentences(rest) if one not in had)
    return read, [one for one in new if met.issuperset(variety.WORD.findall(one))]


def first() -> Figures:
    """The first pass over replies, against razdel + pymorphy3[fast] called for each token without a cache."""
    return _first(variety.replies()[::4])


def first_generated(drawn_from: int = 60_000) -> Figures:
    """The same over generated text: a third of the replies of a text, so that fewer words come again."""
    made = _generated(drawn_from)
    return {
        f"generated: {name}": value for name, value in _first(random.Random(1).sample(made, len(made) // 3)).items()
    }


def _first(texts: Sequence[str]) -> Figures:
    import pymorphy3
    import razdel

    import reply_lint

    analyzer = pymorphy3.MorphAnalyzer()
    naive = seconds(lambda: [[analyzer.parse(token.text) for token in razdel.tokenize(text)] for text in texts])
    reply_lint.lint("Здравствуйте!")
    ours = seconds(lambda: [reply_lint.lint(text) for text in texts])
    return {"words/s": count(texts) / ours, "÷ razdel + pymorphy3": naive / ours}


def unknown(slips_: int = 1_000) -> Figures:
    """What a misspelt word costs when it comes for the first time."""
    import reply_lint

    chosen = random.Random(1)
    words = [word for word in dict.fromkeys(variety.WORD.findall(" ".join(variety.replies()))) if len(word) > 5]
    slips = [variety.misspelt(word, chosen) for word in chosen.sample(words, slips_)]
    linter = reply_lint.Linter(reply_lint.Config(select=("typos",)))
    for word in words:
        linter.lint(f"Вот слово {word} и всё.")
    times = sorted(seconds(lambda slip=slip: linter.lint(f"Вот слово {slip} и всё.")) for slip in slips)
    again = seconds(lambda: [linter.lint(f"Вот слово {slip} и всё.") for slip in slips]) / len(slips)
    return {
        "ms a new misspelt word, mean": 1000 * (sum(times) / len(times) - again),
        "ms, 99th percentile": 1000 * times[int(0.99 * len(times))],
    }


def length(longest: int = 100_000) -> Figures:
    """Time a word in replies of 10 to 100,000 words, each read a second time."""
    import reply_lint

    source = _generated(longest + longest // 5)  # white space parts them into other words
    whole = "\n".join(source).split(" ")
    figures = {}
    for n in (10, 100, 1_000, longest // 10, longest):
        texts = [" ".join(whole[at : at + n]) for at in range(0, min(len(whole) - n + 1, max(n, 20_000)), n)]
        for text in texts:
            reply_lint.lint(text)
        taken = median_seconds(lambda texts=texts: [reply_lint.lint(text) for text in texts])
        figures[f"µs a word, replies of {n:,}"] = 1e6 * taken / (n * len(texts))
    return figures


def double(longest: int = 1_000_000) -> Figures:
    """Time a word in a text of a million words and in half of it, each read once, in a process of its own."""
    figures: Figures = {}
    for n in (longest // 2, longest):
        (taken,) = in_processes(1, __file__, "--read", str(n), "--of", str(longest))["s"]
        figures[f"µs a word, a text of {n:,}"] = 1e6 * taken / n
    half, whole = figures.values()
    return {**figures, "time for 2 × the text": 2 * whole / half}


def _read(words: int, of: int) -> Figures:
    """Seconds for the first words of a generated text, read for the first time."""
    import reply_lint

    text = " ".join("\n".join(_generated(of + of // 5)).split(" ")[:words])  # white space parts it into other words
    reply_lint.lint("Здравствуйте!")
    return {"s": seconds(lambda: reply_lint.lint(text))}


def growth(longest: int = 400_000) -> Figures:
    """Words in a second as the text goes on and its vocabulary grows; first pass."""
    import reply_lint

    source = variety.Text()
    stretches = []
    for until in (longest // 16, longest // 8, longest // 4, longest // 2, longest):
        texts = []
        while source.words < until:
            texts.append(source.reply())
        stretches.append((f"words/s up to {until:,} words ({source.distinct:,} distinct)", texts))
    del source
    reply_lint.lint("Здравствуйте!")
    return {
        name: count(texts) / seconds(lambda texts=texts: [reply_lint.lint(text) for text in texts])
        for name, texts in stretches
    }


def cards(factors: tuple[int, ...] = (10, 100)) -> Figures:
    """The same replies with 10 and 100 times the cards."""
    import reply_lint

    texts = variety.replies()[:300]
    bundled = len(reply_lint.Linter().cards)
    figures: Figures = {"cards": bundled}
    first, again = {}, {}
    for text in texts:
        reply_lint.lint(text)  # what all linters of a process share is there
    for times in (1, *factors):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = folder  # made-up packs would stay in the user's for good
            _pack(Path(folder, "pack"), bundled * (times - 1))
            config = reply_lint.Config(rules=(str(Path(folder, "pack")),) if times > 1 else ())
            begun = time.process_time()
            linter = reply_lint.Linter(config)
            figures[f"× {times}: s to compile"] = time.process_time() - begun

            def lint(linter: reply_lint.Linter = linter) -> None:
                for text in texts:
                    linter.lint(text)

            first[times] = seconds(lint)
            again[times] = median_seconds(lint)
    for times in factors:
        figures[f"time with {times} × the cards, first pass"] = first[times] / first[1]
        figures[f"time with {times} × the cards"] = again[times] / again[1]
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


def lines(gathered: Gathered, quick: bool = False, only: Sequence[str] = ()) -> Iterator[str]:
    """Tables in Markdown; ``gathered`` takes the figures in."""
    for part, rounds in ROUNDS.items():
        if only and part not in only:
            continue
        begun = time.perf_counter()
        made = in_processes(1 if quick else rounds, __file__, "--part", part, *(["--quick"] if quick else []))
        print(f"  {part}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        gathered |= made
        yield f"**{globals()[part].__doc__.splitlines()[0]}**"
        yield ""
        yield from table(made)
        yield ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, once")
    parser.add_argument("--only", nargs="+", default=(), choices=tuple(ROUNDS))
    parser.add_argument("--part", choices=tuple(ROUNDS))
    parser.add_argument("--read", type=int)
    parser.add_argument("--of", type=int)
    options = parser.parse_args()
    if options.read:
        print(json.dumps(_read(options.read, options.of)))
    elif options.part:
        print(json.dumps(globals()[options.part](**(QUICK[options.part] if options.quick else {}))))
    else:
        for line in lines({}, options.quick, options.only):
            print(line, flush=True)


if __name__ == "__main__":
    main()
