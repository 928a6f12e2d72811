"""``reply-lint evaluate``: the figures, checked by hand, and against scipy's definition of Spearman."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint import Linter, ReplyLintError, evaluate

ROWS = [
    {"id": "X-p1-bad", "client": None, "reply": "Мы не сможем вернуть деньги.", "grade": 2,
     "labels": [{"category": "NEG", "start": 3, "end": 20, "quote": "не сможем вернуть"}]},
    {"id": "X-p1-good", "client": None, "reply": "Деньги вернём завтра.", "grade": 5, "labels": []},
    {"id": "X-2", "client": None, "reply": "Мы не сможем приехать.", "grade": 5, "labels": []},
    {"id": "X-3", "client": None, "reply": "Деньги придут завтра.", "grade": 3,
     "labels": [{"category": "JRG", "start": 0, "end": 6, "quote": "Деньги"}]},
]  # fmt: skip


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    return path


def test_figures(corpus: Path) -> None:
    made = evaluate.evaluate(Linter(), evaluate.read(corpus))
    negative, jargon = made.categories["negative-framing"], made.categories["jargon"]
    assert (negative.right, negative.wrong, negative.found, negative.missed) == (1, 1, 1, 0)
    assert (negative.precision, negative.recall) == (0.5, 1.0)
    assert (jargon.found, jargon.missed) == (0, 1)
    assert (made.clean, made.clean_flagged) == (2, 1)
    assert (made.pairs, made.pairs_ordered) == (1, 1)
    assert made.alarms["negative-framing"][0][0] == "X-2"
    assert made.misses["jargon"] == [("X-3", "Деньги")]
    assert json.loads(evaluate.as_json(made))["categories"]["negative-framing"]["precision"] == 0.5
    assert "Спирмен" in evaluate.as_text(made)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=30))
def test_spearman_properties(pairs: list[tuple[int, int]]) -> None:
    xs, ys = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    found = evaluate.spearman(xs, ys)
    assert -1.0000001 <= found <= 1.0000001
    assert found == pytest.approx(evaluate.spearman(ys, xs))
    assert evaluate.spearman(xs, [-y for y in ys]) == pytest.approx(-found)
    if len(set(xs)) > 1:
        assert evaluate.spearman(xs, xs) == pytest.approx(1)


def test_spearman_with_ties() -> None:
    assert evaluate.spearman([1, 2, 2, 3], [1, 3, 2, 4]) == pytest.approx(0.9486832980505138)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": 1}', '{"id": "a", "reply": "x", "grade": 1, "labels": [{"category": "XXX"}]}']
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps(ROWS[0], ensure_ascii=False) + "\n" + line, encoding="utf-8")
    with pytest.raises(ReplyLintError, match=r"corpus\.jsonl:2"):
        evaluate.read(path)
