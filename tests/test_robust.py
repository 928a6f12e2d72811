"""Texts that nobody writes: no exception, and time that grows with the text and not with its square."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import time

import pytest

from reply_lint import Linter, fixes

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


def test_the_same_in_any_order(linter: Linter) -> None:
    texts = [example.reply for card in linter.cards.values() for example in card.page().bad]
    there = [linter.lint(text) for text in texts]
    fresh = Linter()
    assert [fresh.lint(text) for text in reversed(texts)] == there[::-1]


def test_the_same_with_any_hash_seed() -> None:
    code = (
        "from reply_lint import Linter; import hashlib; linter = Linter();"
        "texts = [e.reply for card in linter.cards.values() for e in card.page().bad];"
        "print(hashlib.sha256(repr([linter.lint(text) for text in texts]).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1
