"""Fixes: safe and unsafe, without overlaps; twice changes nothing more; the score never falls."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reply_lint
from reply_lint import Fix, Linter, ReplyLintError, edits, fixes, marks
from reply_lint.model import Finding

Pack = Callable[..., Linter]
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
    beside = [finding(Fix(0, 1, "A", True)), finding(Fix(1, 2, "B", True))]
    assert edits.apply("xyz", edits.choose(beside)) == "ABz"


def test_only_takes_categories_and_rules() -> None:
    text = "Здраствуйте! Произвели возврат."
    assert reply_lint.fix(text, only=["typos"]).startswith("Здравствуйте!")
    assert reply_lint.fix(text, only=["negative-framing"]) == text
    assert reply_lint.fix(text, only="typos") == reply_lint.fix(text, only=["typos"])
    with pytest.raises(ReplyLintError, match=r"^only: .*nope") as raised:
        reply_lint.fix(text, only=["nope"])
    assert raised.value.where == "only"


def test_only_safe_fixes_are_made_unasked(pack: Pack) -> None:
    linter = pack('replace = { "данный" = "этот" }')
    assert fixes.fix(linter, "по данному адресу") == "по данному адресу"
    assert fixes.fix(linter, "по данному адресу", unsafe=True) == "по этому адресу"


def test_a_fix_that_hangs_on_what_the_client_wrote(pack: Pack) -> None:
    linter = pack('regex = "чек"\nreplace = "счёт"\nwhen_client = ["счёт"]', "safe = true\n")
    assert fixes.fix(linter, "Высылаем чек", "Пришлите счёт") == "Высылаем счёт"
    assert fixes.fix(linter, "Высылаем чек", "Пришлите чек") == "Высылаем чек"


def test_replacements_that_undo_each_other_come_to_the_same_text(pack: Pack) -> None:
    circle = '{ "=ага" = "=раз", "=раз" = "=два", "=два" = "=три", "=три" = "=раз" }'
    linter = pack(f"replace = {circle}", "safe = true\n")
    assert [fixes.fix(linter, text) for text in ("раз", "два", "три", "ага")] == ["два"] * 4


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


KEPT, OLD, NEW = (st.text(letters, max_size=3) for letters in ("аб ", "где", "жзи"))
PIECE = st.tuples(KEPT, KEPT, OLD, NEW, KEPT)
PIECES = st.lists(PIECE, max_size=4)


class Mended:
    """A text mended by fixes that name more than they change, and what is known of each place in it."""

    def __init__(self, pieces: list[tuple[str, str, str, str, str]], tail: str) -> None:
        self.text, self.mended = "", ""
        self.fixes: list[Fix] = []
        self.changes: list[Fix] = []
        """The same fixes without the letters that stay."""
        self.origin: list[tuple[int, int]] = []
        """For each character of the mended text the place in the given one, the whole change for a new one."""
        self.gone: set[int] = set()
        """Places of the mended text where something is left out and nothing put in its stead."""
        for kept, before, old, new, after in pieces:
            self._keep(kept)
            fix = Fix(len(self.text), len(self.text + before + old + after), before + new + after, True)
            if not (old or new) or (self.fixes and fix.start == self.fixes[-1].end):
                self._keep(before + old + after)
                continue
            self._keep(before)
            change = Fix(len(self.text), len(self.text + old), new, True)
            self.origin += [(change.start, change.end)] * len(new)
            if old and not new:
                self.gone.add(len(self.mended))
            self.text += old
            self.mended += new
            self._keep(after)
            self.fixes.append(fix)
            self.changes.append(change)
        self._keep(tail)

    def _keep(self, kept: str) -> None:
        self.origin += [(len(self.text) + n, len(self.text) + n + 1) for n in range(len(kept))]
        self.text += kept
        self.mended += kept


@given(PIECES, KEPT)
def test_the_way_back_from_a_mended_text(pieces: list[tuple[str, str, str, str, str]], tail: str) -> None:
    made = Mended(pieces, tail)
    assert edits.apply(made.text, made.fixes) == made.mended
    back = edits.WayBack(made.text, made.fixes)
    for start in range(len(made.mended)):
        for end in range(start + 1, len(made.mended) + 1):
            there = back.finding(Finding("a/b", "a", "hint", start, end, made.mended[start:end], "x"))
            assert (there.start, there.end) == (made.origin[start][0], made.origin[end - 1][1])
            assert made.text[there.start : there.end] == there.text
    for place in range(len(made.mended) + 1):  # where something is missing
        there = back.finding(Finding("a/b", "a", "hint", place, place, "", "x"))
        here = made.origin[place][0] if place < len(made.mended) else len(made.text)
        assert (there.start, there.end) == (here, here)


@given(PIECES, KEPT)
def test_a_fix_on_the_way_back_does_what_it_did(pieces: list[tuple[str, str, str, str, str]], tail: str) -> None:
    made = Mended(pieces, tail)
    back = edits.WayBack(made.text, made.fixes)
    for start in range(len(made.mended) + 1):
        for end in range(start, len(made.mended) + 1):
            wanted = Fix(start, end, "Ю")
            (there,) = back.finding(finding(wanted)).fixes or (None,)
            looked = range(start, max(end, start + 1))
            touches = any(made.mended[i : i + 1] in ("ж", "з", "и") or i in made.gone for i in looked)
            assert (there is None) == touches
            if there:
                together = sorted([*made.changes, there], key=lambda fix: (fix.start, fix.end, fix is there))
                assert edits.apply(made.text, together) == edits.apply(made.mended, [wanted])
                assert all(one.end <= other.start for one, other in itertools.pairwise(together))
