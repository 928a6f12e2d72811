from __future__ import annotations

import json
from pathlib import Path

import pytest
from audit_folder import BAD, GOOD, make, row
from click.testing import CliRunner

from reply_lint import Linter
from reply_lint.audit import calibrate, stats
from reply_lint.cli import cli
from reply_lint.model import ReplyLintError

TEXTS = [GOOD, BAD, "Здравствуйте! Мы не сможем вернуть деньги.", "Здраствуйте! Деньги вернём завтра до 18:00."]


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory, linter: Linter) -> str:
    rows = [row(TEXTS[i % 4], ticket=f"T{i // 2}") for i in range(24)]
    return str(make(tmp_path_factory.mktemp("calibrate") / "audit", rows, linter))


@pytest.fixture(scope="module")
def scores(linter: Linter) -> list[int]:
    return [linter.lint(TEXTS[i % 4]).score for i in range(24)]


def marks(tmp_path: Path, head: str, lines: list[str], encoding: str = "utf-8") -> str:
    path = tmp_path / "marks.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding=encoding)
    return str(path)


def test_leads_who_mark_as_the_score_does(tmp_path: Path, audit: str, scores: list[int]) -> None:
    path = marks(
        tmp_path, "id;Оценка", [f"m{i};{str(score / 20).replace('.', ',')}" for i, score in enumerate(scores)], "cp1251"
    )
    made = calibrate.calibrate(path, audit)
    assert made.replies == 24
    assert made.spearman.value == pytest.approx(1)
    assert made.spearman.low <= 1
    assert made.leads is None
    assert made.unknown == ()


def test_leads_who_mark_the_other_way_round(tmp_path: Path, audit: str, scores: list[int]) -> None:
    path = marks(tmp_path, "id,mark", [f"m{i},{-score}" for i, score in enumerate(scores)])
    made = calibrate.calibrate(path, audit)
    assert made.spearman.value == pytest.approx(-1)
    assert made.apart[0].higher == (made.apart[0].score < 50)
    assert "Связи не видно" in calibrate.as_text(made)


def test_marks_of_tickets_are_held_against_the_mean_of_their_replies(
    tmp_path: Path, audit: str, scores: list[int]
) -> None:
    means = [(scores[i] + scores[i + 1]) / 2 for i in range(0, 24, 2)]
    path = marks(tmp_path, "Обращение;Оценка", [f"T{i};{mean}" for i, mean in enumerate(means)])
    assert calibrate.calibrate(path, audit).spearman.value == pytest.approx(1)


def test_categories_and_several_leads(tmp_path: Path, audit: str, scores: list[int]) -> None:
    lines = []
    for i, score in enumerate(scores):
        lines.append(f"m{i};{score};Ольга;{'да' if i % 4 in (1, 2) else ''};0")
        lines.append(f"m{i};{score + i % 3};Пётр;{'нет' if i % 4 != 1 else '+'};{int(i % 4 == 0)}")
    path = marks(tmp_path, "id;mark;lead;Негативная подача;typos", lines)
    made = calibrate.calibrate(path, audit)
    assert made.leads is not None
    assert 0.5 < made.leads < 1
    framing, typos = made.categories["negative-framing"], made.categories["typos"]
    assert (framing.both, framing.leads_only, framing.program_only, framing.neither) == (12, 0, 0, 12)
    assert framing.precision == framing.recall == framing.kappa == 1
    assert (typos.both, typos.leads_only, typos.program_only) == (0, 6, 6)
    assert typos.kappa < 0


def test_replies_that_differ_most_come_with_their_text(tmp_path: Path, audit: str, scores: list[int]) -> None:
    lines = [f"m{i},{100 if i == 1 else score / 2}" for i, score in enumerate(scores)]
    made = calibrate.calibrate(marks(tmp_path, "id,mark", [*lines, "чужой,5"]), audit)
    assert made.unknown == ("чужой",)
    assert made.apart[0].reply == "m1"
    assert made.apart[0].higher
    assert made.apart[0].text == BAD
    assert "condescension" in made.apart[0].categories
    text = calibrate.as_text(made)
    assert "m1: оценка 100,0" in text
    assert "вы оценили выше" in text
    assert "нет 1 отмеченного ответа: чужой" in text


@pytest.mark.parametrize(
    ("head", "lines", "trouble"),
    [
        ("id,что-то", ["m1,5"], "не видно столбца mark"),
        ("имя,mark", ["m1,5"], "не видно столбца id"),
        ("id,mark", ["m1,5", "m2,отлично"], "строка 3: «отлично» — не число"),
        ("id,mark,typos", ["m1,5,может быть"], "строка 2: в столбце категории ожидается 1 или 0"),
        ("id,mark", ["m1,5"], "отмеченных ответов в аудите нашлось 1"),
        ("", [], "не видно столбца"),
    ],
)
def test_a_file_of_marks_that_can_not_be_used(
    tmp_path: Path, audit: str, head: str, lines: list[str], trouble: str
) -> None:
    with pytest.raises(ReplyLintError, match=trouble):
        calibrate.calibrate(marks(tmp_path, head, lines), audit)


def test_the_command(tmp_path: Path, audit: str, scores: list[int]) -> None:
    path = marks(tmp_path, "id,mark", [f"m{i},{score}" for i, score in enumerate(scores)])
    assert "Связь тесная" in CliRunner().invoke(cli, ["calibrate", path, audit]).output
    content = json.loads(CliRunner().invoke(cli, ["calibrate", path, audit, "--format", "json"]).output)
    assert content["spearman"]["value"] == 1
    assert content["replies"] == 24


def test_kappa_is_that_of_the_textbook() -> None:
    assert stats.kappa(20, 5, 10, 15) == pytest.approx(0.4)
    assert stats.kappa(0, 0, 0, 10) == 0
