"""The judgement does not get worse: figures on the check sets stay above these floors.

A floor is a little under what was measured when it was last raised (docs/accuracy.md has the figures themselves).
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from reply_lint import Linter, evaluate
from reply_lint.evaluate import Evaluation

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tools"))
corpus, build_accuracy = map(importlib.import_module, ("corpus", "build_accuracy"))
FLOORS: dict[str, tuple[float, float]] = {
    "negative-framing": (0.87, 0.74),
    "condescension": (0.85, 0.55),
    "jargon": (0.86, 0.69),
    "typos": (0.89, 0.62),
    "bureaucratese": (0.93, 0.83),
    "uncertainty": (0.83, 0.82),
    "vague-promise": (0.84, 0.85),
    "brush-off": (0.76, 0.63),
    "empathy": (0.84, 0.71),
    "clarity": (0.91, 0.71),
    "rudeness": (0.89, 0.13),
    "private-data": (0.97, 0.83),
    "template": (0.97, 0.88),
    "form": (0.86, 0.72),
    "internal-kitchen": (0.88, 0.67),
}
"""Category → precision, recall."""


@pytest.fixture(scope="module")
def made(linter: Linter) -> Evaluation:
    return evaluate.evaluate(linter, corpus.replies(check=True))


@pytest.mark.parametrize("category", FLOORS)
def test_precision_and_recall(made: Evaluation, category: str) -> None:
    tally = made.categories[category]
    precision, recall = FLOORS[category]
    assert tally.precision >= precision
    assert tally.recall >= recall


def test_every_category_has_a_floor(linter: Linter) -> None:
    assert FLOORS.keys() == linter.categories.keys()


def test_the_score_agrees_with_the_grades(made: Evaluation) -> None:
    assert made.spearman >= 0.85
    assert made.pairs_ordered >= 0.97 * made.pairs


def test_faultless_replies_are_left_alone(made: Evaluation) -> None:
    assert made.clean_flagged <= 0.1 * made.clean


def test_the_page_of_figures_is_fresh(made: Evaluation) -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    shown = [line for line in page.splitlines() if line.count(" | ") == 5][1:]
    assert shown == [build_accuracy.row(*one) for one in made.categories.items()], "run `make docs`"
