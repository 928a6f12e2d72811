"""The yardstick itself: what the benchmarks count as found, mended and a false alarm."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
import audit
import cases
import figures
import run
import speed
import variety


@pytest.mark.parametrize("name", ["errors", "trade", "blog"])
def test_every_case_is_well_formed(name: str) -> None:
    read = cases.read(name)
    assert len({case.id for case in read}) == len(read)
    assert len({case.text for case in read}) == len(read)
    assert {case.half for case in read} == {"A", "B"}
    for case in read:
        assert not set("[]|") & set(case.text + case.right), case.id
        assert bool(case.marks) == (case.text != case.right), case.id
        assert all(case.text[mark.start : mark.end] != mark.right[0] for mark in case.marks), case.id


def test_every_error_has_a_twin() -> None:
    assert all(case.marks for case in cases.read("errors"))
    assert not any(case.marks for case in cases.read("trade"))


def test_finding_elsewhere_finds_nothing() -> None:
    case = cases.parse("x1", "Мы [[првоерили => проверили]] счёт.")
    (mark,) = case.marks
    assert cases.at_mark(mark, [[3, 12, []]])
    assert cases.at_mark(mark, [[0, 4, []]])
    assert not cases.at_mark(mark, [[0, 3, []], [13, 17, []]])


def test_missing_comma_may_be_told_by_an_empty_finding() -> None:
    (mark,) = cases.parse("x1", "[[Думаю что => Думаю, что]] готово.").marks
    assert cases.at_mark(mark, [[5, 5, [[5, 5, ","]]]])


@pytest.mark.parametrize(
    ("fixes", "right"),
    [
        ([[5, 5, ","]], True),
        ([[0, 9, "Думаю, что"]], True),
        ([[0, 9, "Думаю что,"]], False),
        ([[5, 5, ","], [10, 16, "готова"]], False),
    ],
)
def test_mended_only_if_the_text_is_right(fixes: list[list[object]], right: bool) -> None:
    case = cases.parse("x1", "[[Думаю что => Думаю, что]] готово.")
    assert cases.mended(case, case.marks[0], [[0, 9, [fix]] for fix in fixes]) is right


def test_yo_and_the_kind_of_space_make_no_difference() -> None:
    case = cases.parse("x1", "Деньги [[придут => придёт]].")
    assert cases.mended(case, case.marks[0], [[7, 13, [[7, 13, "придет"]]]])
    assert cases.same("а\u00a0ё", "а е")


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("Незнаю почему.", "Не знаю, почему.", {(0, 1): "не знаю"}),
        ("по этому вот", "Поэтому вот", {(0, 2): "поэтому"}),
        ("кто нибуть знаит", "кто-нибудь знает", {(0, 2): "кто-нибудь", (2, 3): "знает"}),
        ("ещё раз раз", "еще раз", {(2, 3): ""}),
        ("тоже самое", "тоже самое", {}),
    ],
)
def test_words_that_changed(before: str, after: str, changed: dict[tuple[int, int], str]) -> None:
    assert cases.edits(before, after) == changed


def test_corrections_right_wrong_and_missed() -> None:
    case = cases.parse("x1", "[[Щас => Сейчас|Щас]] [[зделаю => сделаю]] [[чяй => чай]] с [[малинай => малиной]].")
    right, made, wanted, wrong, missed = cases.corrections(case, "Щас сделаю чей с малинай.")
    assert (right, made, wanted) == (1, 2, 3)
    assert wrong == ["чяй → чей"]
    assert missed == ["малинай → малиной"]


def test_what_may_stay_may_go() -> None:
    case = cases.parse("x1", "[[Щас => Сейчас|Щас]] приду.")
    assert cases.corrections(case, "Сейчас приду.")[:3] == (1, 1, 1)
    assert cases.corrections(case, "Щас приду.")[:3] == (0, 0, 0)


WORDS = st.lists(st.text("абвя", min_size=1, max_size=5), max_size=8).map(" ".join)


@given(before=WORDS, after=WORDS)
def test_changes_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    words = before.split()
    for (i, j), new in sorted(cases.edits(before, after).items(), reverse=True):
        words[i:j] = new.split()
    assert words == after.split()


def test_vocabulary_grows_as_that_of_the_replies_and_stops_when_told() -> None:
    text = variety.Text()
    while text.words < 30_000:
        text.reply()
    assert text.distinct == pytest.approx(text.k * text.words**text.beta, rel=0.02)
    text.grows = False
    met = text.distinct
    for _ in range(100):
        text.reply()
    assert text.distinct < 1.01 * met


def test_a_goal_is_met_by_the_median() -> None:
    goal = figures.Goal("x", "ours ÷ theirs", least=20)
    assert goal.row({"x": [25.0, 19.0, 21.0]}) == "| ours ÷ theirs | 21 | 19 … 25 | ≥ 20 | yes |"
    assert goal.row({"x": [19.0]}) == "| ours ÷ theirs | 19 | one run | ≥ 20 | **no** |"
    assert figures.NOT_YET in goal.row({})
    assert figures.Goal("x", "time", most=10, unit=" min").row({"x": [math.inf]}).endswith("| ≤ 10 min | **no** |")


def test_the_page_keeps_what_is_not_measured_anew() -> None:
    first = run.page("", {"cold-start": ("Cold: 2.4.", {"÷ bare MorphAnalyzer": [2.3, 2.4, 2.6]})})
    second = run.page(first, {"service": ("Service: fast.", {"new: p99": [40.0]})})
    third = run.page(second, {"cold-start": ("Cold: 2.1.", {"÷ bare MorphAnalyzer": [2.1]})})
    assert "| 2.4 | 2.3 … 2.6 | ≤ 2.5 | yes |" in second
    assert "Cold: 2.4." in second
    assert "Cold: 2.4." not in third
    assert "| 2.1 | one run | ≤ 2.5 | yes |" in third
    assert "| service, 99 % of new replies | 40 ms |" in third
    assert "Service: fast." in third
    assert run.page(third, {}) == third


def test_rate_of_each_tenth() -> None:
    even = [(0.0, 0), (3.0, 300), (10.0, 1_000)]
    assert audit.rates(even) == pytest.approx([100] * 10)
    slower = [(0.0, 0), (5.0, 500), (15.0, 1_000)]
    assert audit.rates(slower) == pytest.approx([100] * 5 + [50] * 5)


def test_twice_the_text_is_divided_by_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def reads(rounds: int, script: str, *arguments: str) -> figures.Gathered:
        return {"s": [{"500": 1.0, "1000": 2.5}[arguments[1]]]}

    monkeypatch.setattr(speed, "in_processes", reads)
    assert speed.double(1_000)["time for 2 × the text"] == pytest.approx(2.5)
