"""Settings: the nearest file wins, every mistake is told with file, key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from reply_lint import Config, Linter, ReplyLintError
from reply_lint.config import TEMPLATE


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_ancestor_wins(tmp_path: Path) -> None:
    write(tmp_path / "reply-lint.toml", "min-score = 60")
    inner = write(tmp_path / "a" / "b" / "pyproject.toml", "[tool.reply-lint]\nmin_score = 90")
    write(tmp_path / "a" / "b" / "c" / "pyproject.toml", "[tool.other]\nx = 1")
    deep = Config.find(tmp_path / "a" / "b" / "c")
    assert deep.min_score == 90
    assert deep.origin["min_score"] == str(inner)
    assert Config.find(tmp_path / "a").min_score == 60


def test_folders_of_packs_are_relative_to_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "reply-lint.toml", 'rules = ["ours"]')
    assert Config.load(path).rules == (str(tmp_path / "ours"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("min-scor = 5", "min-scor: неизвестный ключ; возможно, min-score"),
        ("min-score = 101", "min-score: ожидается целое число от 0 до 100"),
        ("min-score = true", "min-score: ожидается целое число"),
        ('select = "typos"', "select: ожидается список строк"),
        ('address = "Вы"', "address: ожидается одно из: any, capital, small"),
        ("[severity]\ntypos = 1", "severity: ожидается таблица"),
        ("[weight]\ntypos = -1", "weight: ожидается таблица"),
        ("min-score = ", "не читается как TOML"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, told: str) -> None:
    path = write(tmp_path / "reply-lint.toml", text)
    with pytest.raises(ReplyLintError, match=told) as caught:
        Config.load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("key", ["select", "ignore"])
def test_unknown_rules_are_told(key: str) -> None:
    with pytest.raises(ReplyLintError, match="возможно, «typos»"):
        Linter(Config(**{key: ("typo",)}))


def test_select_and_ignore() -> None:
    assert {c.category for c in Linter(Config(select=("typos", "form"))).cards.values()} == {"typos", "form"}
    assert "typos" not in {c.category for c in Linter(Config(ignore=("typos",))).cards.values()}


def test_the_template_is_valid_with_every_line_uncommented(tmp_path: Path) -> None:
    tomli.loads(TEMPLATE)
    lines = [
        line.removeprefix("# ")
        for line in TEMPLATE.splitlines()
        if line.startswith("# ") and ("=" in line or line.startswith("# ["))
    ]
    path = write(tmp_path / "reply-lint.toml", "\n".join(line for line in lines if "Настройки" not in line))
    config = Config.load(path)
    assert config.words != ()
    assert config.severity == {"jargon": "hint"}
