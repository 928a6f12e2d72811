from __future__ import annotations

import json
import random
from typing import Any

import polars as pl
import pytest
from audit_folder import BAD, GOOD, make, row
from click.testing import CliRunner

from reply_lint import Config, Linter
from reply_lint.audit import compare, folder, stats
from reply_lint.cli import cli
from reply_lint.model import ReplyLintError

THINGS = "стол стул лампа окно дверь шкаф полка чашка ложка вилка кресло диван ковёр зеркало ваза книга".split()


def replies(shares: dict[str, float], seed: int, n: int = 60) -> list[dict[str, Any]]:
    """``n`` replies an agent, of which a share is bad."""
    chance = random.Random(seed)
    return [
        row(
            (BAD if chance.random() < share else GOOD) + f" В заказе {', '.join(chance.sample(THINGS, 4))} и мыло.",
            ticket=f"{agent}{i // 2}", agent=agent, team="Первая", hours=i,
        )
        for agent, share in shares.items()
        for i in range(n)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, linter: Linter) -> dict[str, str]:
    root = tmp_path_factory.mktemp("audits")
    before = {"Анна": 0.2, "Борис": 0.8, "Вера": 0.4}
    after = {"Анна": 0.2, "Борис": 0.1, "Глеб": 0.4}
    other = Linter(Config(min_score=80))
    return {
        "before": str(make(root / "before", replies(before, 1), linter)),
        "again": str(make(root / "again", replies(before, 2), linter)),
        "after": str(make(root / "after", replies(after, 3), linter)),
        "other": str(make(root / "other", replies(after, 3), other)),
        "nothing": str(make(root / "nothing", [], linter)),
    }


def test_what_changed_is_told_from_chance(folders: dict[str, str]) -> None:
    made = compare.compare(folders["before"], folders["after"])
    agents = {one.name: one for one in made.agents}
    assert agents.keys() == {"Анна", "Борис"}
    assert agents["Борис"].sure
    assert agents["Борис"].difference > 20
    assert agents["Борис"].low < agents["Борис"].difference < agents["Борис"].high
    assert not agents["Анна"].sure
    assert made.skipped["agent"] == 2
    categories = {one.name: one for one in made.categories}
    assert categories["condescension"].sure
    assert categories["condescension"].difference < 0
    assert not categories["template"].sure


def test_an_audit_differs_from_itself_in_nothing(folders: dict[str, str]) -> None:
    made = compare.compare(folders["before"], folders["before"])
    for one in (made.score, *made.categories, *made.agents, *made.teams):
        assert one.difference == 0
        assert not one.sure
        assert one.low <= 0 <= one.high


def test_the_same_shares_are_no_change(folders: dict[str, str]) -> None:
    made = compare.compare(folders["before"], folders["again"])
    assert not any(one.sure for one in (made.score, *made.categories, *made.agents, *made.teams))


def test_the_same_folders_give_the_same_figures(folders: dict[str, str]) -> None:
    texts = {compare.as_json(compare.compare(folders["before"], folders["after"])) for _ in range(2)}
    assert len(texts) == 1


def test_audits_by_other_rules_are_refused_unless_told(folders: dict[str, str]) -> None:
    with pytest.raises(ReplyLintError, match="правила двух аудитов различаются"):
        compare.compare(folders["before"], folders["other"])
    told = compare.as_text(compare.compare(folders["before"], folders["other"], force=True))
    assert "Правила у аудитов разные" in told


def test_an_empty_audit_can_not_be_compared(folders: dict[str, str]) -> None:
    with pytest.raises(ReplyLintError, match="нет ни одного ответа"):
        compare.compare(folders["before"], folders["nothing"])


def test_the_command_says_what_is_sure_first(folders: dict[str, str]) -> None:
    made = CliRunner().invoke(cli, ["compare", folders["before"], folders["after"]])
    assert made.exit_code == 0
    assert "Ответы стали лучше, и это не случайность." in made.output
    sure, chance = made.output.index("Наверняка лучше"), made.output.index("Может быть случайностью")
    assert sure < made.output.index("снисходительность") < chance < made.output.index("незаполненный шаблон")
    content = json.loads(
        CliRunner().invoke(cli, ["compare", folders["before"], folders["after"], "--format", "json"]).output
    )
    assert content["schema"] == 1
    assert content["same_rules"] is True
    assert content["before"]["replies"] == 180
    boris = next(one for one in content["agents"] if one["name"] == "Борис")
    assert boris["difference"] == pytest.approx(boris["after"] - boris["before"])


def test_resampled_intervals_are_those_of_theory() -> None:
    import numpy as np

    draw = np.random.default_rng(1)
    values = draw.normal(70, 10, 400)
    means = stats.bootstrap(np.column_stack([np.ones(400), values]), seed=1)
    assert means.std() == pytest.approx(values.std() / 20, rel=0.08)
    assert means.mean() == pytest.approx(values.mean(), abs=0.1)


def test_holm_asks_more_of_each_when_there_are_many() -> None:
    assert stats.holm([0.04]) == [True]
    assert stats.holm([0.04, 0.2, 0.3]) == [False, False, False]
    assert stats.holm([0.2, 0.001, 0.02]) == [False, True, True]


def test_a_table_at_which_its_reader_panics_is_said_to_be_damaged() -> None:
    with pytest.raises(ReplyLintError, match="повреждены"), folder.readable("report"):
        raise pl.exceptions.PanicException("assertion failed: offset + length <= self.length")
