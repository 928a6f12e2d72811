"""Texts that nobody writes: no exception, and time that grows with the text and not with its square."""

from __future__ import annotations

import gc
import itertools
import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fuzzing import SECONDS

from reply_lint import Config, Linter, evaluate, fixes, sentences
from reply_lint import text as words

CORPUS = Path(__file__).parent.parent / "corpora" / "replies.jsonl"

HARD = {
    "one word": "а" * 400_000,
    "capitals": "А" * 400_000,
    "marks": "!" * 200_000,
    "accents": "а\u0301" * 200_000,
    "brackets": "(" * 100_000,
    "quotes": "«" * 100_000,
    "spaces": " " * 500_000,
    "quoted lines": "> а\n" * 50_000,
    "digits": "1" * 200_000,
    "letters and digits": "а1" * 100_000,
    "commas": "а," * 50_000,
    "short sentences": "а. " * 50_000,
    "the same word": "слово " * 50_000,
    "findings": "Мы не сможем вернуть. " * 10_000,
    "typos": "Здраствуйте , мы думаем что. " * 1_000,
    "stars": "*а* " * 30_000,
    "tags": "<b>" * 30_000,
    "zalgo": "а\u0301\u0315\u031b\u0321\u0346" * 60_000,
    "right to left": "אבג \u202eб " * 40_000,
    "zero bytes": "а\0" * 100_000,
    "ASCII quotes": '"а' * 50_000,
    "backticks": "`а " * 60_000,
    "links": "https://a.ru/б " * 20_000,
    "hyphens": "а-" * 100_000,
    "addresses": "a@" * 50_000,
    "lines of two words": "Да, вернём.\r\n" * 30_000,
    "nested lists": "".join("  " * n + "- а\n" for n in range(600)),
    "runs of marks": " ".join("*" * n for n in range(700)),
    "openers, then closers": "«" * 40_000 + "»" * 40_000,
    "half a tag": "<a " * 60_000,
    "an open comment": "<!--" + "да нет\n" * 30_000,
    "a text of words that are none": "".join(random.Random(1).choices("абвгдежзиклмнопрстуфхцчшщэюя", k=60_000)),
    "abbreviations": "".join(
        f"Отдел {''.join(abc)} ответит. " for abc in itertools.product("БВГДЖЗКЛМНПРСТФХЦ", repeat=3)
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_texts_take_linear_time(linter: Linter, name: str) -> None:
    text = HARD[name]
    parts = (text[: len(text) // 4], text)
    linter.lint(text[: len(text) // 8])

    def spent(part: str) -> float:
        started = time.perf_counter()
        linter.lint(part)
        return time.perf_counter() - started

    times = [spent(part) for part in parts]
    for _ in range(2):  # a slow spell of the machine passes
        if not _is_linear(times):
            times = [min(before, spent(part)) for before, part in zip(times, parts, strict=True)]
    assert times[1] < 20
    assert _is_linear(times), times


def _is_linear(times: list[float]) -> bool:
    """Four times the text: 16 times the time would be quadratic. Small times are all noise."""
    return times[1] < 0.5 or times[1] / times[0] < 9


PIECES = [
    "\u00ad", "\u200b", "😀", "👋🏽‍♂️", "\r\n", "\u2028", "«", "»", '"', "`", "```", "<b>", "</p>", "\n> ", "**", "__",
    "{{", "}}", "\u0301", "\ufeff", "\x00", "&nbsp;",
    "[", "](", "https://", "@", "…", "!!!", "-", "_", "/", ", ", " ,", "4111",
    "\u202e",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_spoilt_replies(linter: Linter, seed: int) -> None:
    chance = random.Random(seed)
    said = [example.reply for card in linter.cards.values() for example in (*card.page().bad, *card.page().good)]
    for _ in range(15):
        text = " ".join(chance.sample(said, 2))
        for _ in range(chance.randrange(6)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(PIECES) * chance.choice((1, 1, 3)) + text[at:]
        report = linter.lint(text)
        assert all(text[f.start : f.end] == f.text for f in report.findings)
        mended = fixes.fix(linter, text)
        assert fixes.fix(linter, mended) == mended
        assert linter.lint(mended).score >= report.score


def tune_replies(most: int) -> list[tuple[str, str | None]]:
    """Replies of the corpora with what they answer; the sets by which accuracy is measured are left out."""
    corpus = [one for one in evaluate.read(CORPUS) if one.id[0] not in "EJPQ"]
    return [(one.reply, one.client) for one in corpus[:: len(corpus) // most][:most]]


def test_the_same_in_any_order(linter: Linter) -> None:
    texts = [example.reply for card in linter.cards.values() for example in card.page().bad]
    there = [linter.lint(text) for text in texts]
    fresh = Linter()
    assert [fresh.lint(text) for text in reversed(texts)] == there[::-1]


def test_the_same_in_threads_that_hinder_each_other(linter: Linter) -> None:
    replies = tune_replies(100)
    there = [linter.lint(*reply) for reply in replies]
    fresh, before = Linter(), sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            one_way = pool.map(lambda reply: fresh.lint(*reply), replies)
            other_way = pool.map(lambda reply: fresh.lint(*reply), reversed(replies))
            assert list(one_way) == there
            assert list(other_way) == there[::-1]
    finally:
        sys.setswitchinterval(before)


def test_the_same_with_any_hash_seed_locale_and_order() -> None:
    """To the byte, in processes that share nothing."""
    code = (
        "import json, sys; from reply_lint import Linter; from reply_lint.formats.jsonfmt import reply_dict;"
        "from reply_lint.model import Reply; replies = json.load(sys.stdin.buffer); linter = Linter();"
        "order = range(len(replies))[:: int(sys.argv[1])];"
        "made = {n: reply_dict(Reply(str(n), replies[n][0], linter.lint(*replies[n]))) for n in order};"
        "sys.stdout.buffer.write(json.dumps([made[n] for n in sorted(made)]).encode())"
    )
    asked = json.dumps(tune_replies(300)).encode()
    c_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    outputs = set()
    for seed, order, more in (("0", "1", {}), ("1", "-1", c_locale), ("2", "1", {"LC_ALL": "tr_TR.UTF-8"})):
        env = {**os.environ, "PYTHONHASHSEED": seed, **more}
        command = [sys.executable, "-c", code, order]
        outputs.add(subprocess.run(command, env=env, input=asked, capture_output=True, check=True).stdout)
    assert len(outputs) == 1
    assert len(json.loads(outputs.pop())) == 300


def test_line_ends_of_windows_change_nothing(linter: Linter) -> None:
    def found(text: str, client: str | None) -> list[tuple[str, str]]:
        return [(one.rule, one.text.replace("\r\n", "\n")) for one in linter.lint(text, client).findings]

    for text, client in tune_replies(300):
        unix = text.replace("\r\n", "\n").replace(". ", ".\n")
        assert found(unix.replace("\n", "\r\n"), client) == found(unix, client), unix


def test_what_is_remembered_stays_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((words, "CHUNKS"), (words, "LINES"), (words, "PIECES"), (sentences, "SENTENCES")):
        monkeypatch.setattr(module, name, getattr(module, name) // 20)
    linter = Linter(Config(select=("form",)))
    many = 4 * words.CHUNKS  # after so many a memo of two generations is as full as it was before

    def blocks(first: int) -> int:
        """Blocks of memory in use after so many words, in half as many lines and sentences, that were never seen."""
        for n in range(first, first + many, 1000):
            linter.lint("\n".join(f"{k} {k + 1}" for k in range(n, n + 1000, 2)))
        gc.collect()
        return sys.getallocatedblocks()

    turns = range(0, 300_000 if SECONDS else 4 * many, many)
    used = [blocks(first) for first in turns]  # the last of other memos is full after the third
    assert used[-1] - used[2] < many / 20
