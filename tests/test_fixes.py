"""Fixes: safe and unsafe, without overlaps; twice changes nothing more; the score never falls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reply_lint
from reply_lint import Fix, Linter, ReplyLintError, edits, fixes, marks
from reply_lint.model import Finding

EXAMPLES = [
    (marks.parse(example.reply).text, example.client)
    for card in Linter().cards.values()
    for example in (*card.page().bad, *card.page().good)
]


def finding(*made: Fix) -> Finding:
    return Finding("a/b", "a", "hint", made[0].start, made[0].end, "x", "x", fixes=made)


def test_the_first_safe_fix_is_applied() -> None:
    one = finding(Fix(0, 1, "A"), Fix(0, 1, "Б", safe=True))
    assert edits.apply("xyz", edits.choose([one])) == "Бyz"
    assert edits.apply("xyz", edits.choose([one], unsafe=True)) == "Ayz"


def test_overlapping_fixes_wait() -> None:
    made = [finding(Fix(0, 2, "A", True)), finding(Fix(1, 3, "B", True)), finding(Fix(3, 3, "!", True))]
    assert edits.apply("xyz", edits.choose(made)) == "Az!"


def test_only_takes_categories_and_rules() -> None:
    text = "Здраствуйте! Произвели возврат."
    assert reply_lint.fix(text, only=["typos"]).startswith("Здравствуйте!")
    assert reply_lint.fix(text, only=["negative-framing"]) == text
    with pytest.raises(ReplyLintError, match="nope"):
        reply_lint.fix(text, only=["nope"])


@pytest.mark.parametrize(("text", "client"), EXAMPLES)
@pytest.mark.parametrize("unsafe", [False, True])
def test_fixing_twice_changes_nothing_more(linter: Linter, text: str, client: str | None, unsafe: bool) -> None:
    once = fixes.fix(linter, text, client, unsafe=unsafe)
    assert fixes.fix(linter, once, client, unsafe=unsafe) == once


@pytest.mark.parametrize(("text", "client"), EXAMPLES)
def test_fixing_never_lowers_the_score(linter: Linter, text: str, client: str | None) -> None:
    mended = fixes.fix(linter, text, client)
    assert linter.lint(mended, client).score >= linter.lint(text, client).score


@given(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3), st.sampled_from((" ", "\n", "\r\n\r\n")))
def test_fixes_of_several_texts_together(linter: Linter, examples: list[tuple[str, str | None]], joint: str) -> None:
    text = joint.join(reply for reply, _ in examples)
    once = fixes.fix(linter, text)
    assert fixes.fix(linter, once) == once
    assert linter.lint(once).score >= linter.lint(text).score


@given(st.text(max_size=80))
def test_any_text(linter: Linter, text: str) -> None:
    report = linter.lint(text)
    for f in report.findings:
        assert text[f.start : f.end] == f.text
        assert 0 <= f.start <= f.end <= len(text)
        for fix in f.fixes:
            assert 0 <= fix.start <= fix.end <= len(text)
    assert list(report.findings) == sorted(report.findings, key=lambda f: (f.start, f.end, f.rule))


PIECE = st.tuples(st.text("абв ", max_size=5), st.text("где", max_size=4), st.text("жзи", max_size=4))
PIECES = st.lists(PIECE, max_size=5)


@given(PIECES, st.text("абв", max_size=4))
def test_the_way_back_from_a_mended_text(pieces: list[tuple[str, str, str]], tail: str) -> None:
    text = "".join(kept + old for kept, old, _ in pieces) + tail
    made, at = [], 0
    for kept, old, new in pieces:
        at += len(kept)
        if old or new:
            made.append(Fix(at, at + len(old), new, True))
        at += len(old)
    made = [fix for n, fix in enumerate(made) if n == 0 or fix.start > made[n - 1].end]
    mended = edits.apply(text, made)
    back = edits.WayBack(text, made)
    for start in range(len(mended) + 1):
        for end in range(start, len(mended) + 1):
            there = back.finding(Finding("a/b", "a", "hint", start, end, mended[start:end], "x"))
            assert 0 <= there.start <= there.end <= len(text)
            assert text[there.start : there.end] == there.text
            if start == 0 and end == len(mended) > 0:
                assert there.end == len(text) or made[-1].text == ""
