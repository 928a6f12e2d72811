"""``tools/findings_diff.py`` shows what a changed card finds and what it no longer finds, and nothing else."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
CARD = "rules/brush-off/shrug.toml"
ROWS = [
    {"id": "X-1", "client": None, "reply": "Жёлтый слон! Ваш заказ едет, жёлтый слон.", "grade": 3,
     "labels": [{"category": "BRU", "start": 0, "end": 11, "quote": "Жёлтый слон"}]},
    {"id": "X-2", "client": None, "reply": "Мы не сможем вернуть деньги.", "grade": 2, "labels": []},
]  # fmt: skip

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="the tool compares commits of a repository"
)


def git(where: Path, *args: str) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *args], cwd=where, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is now, uncommitted work too, committed to a repository of its own."""
    made = tmp_path_factory.mktemp("copy")
    for name in git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (ROOT / name).is_file():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, made / name)
    git(made, "init", "-q")
    git(made, "add", "-A")
    git(made, "commit", "-q", "-m", "as it is")
    (made / "build").mkdir()
    rows = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    (made / "build" / "texts.jsonl").write_text(rows, encoding="utf-8")
    return made


def run(copy: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tools/findings_diff.py", "--texts", "build/texts.jsonl", *args]
    return subprocess.run(command, cwd=copy, capture_output=True, encoding="utf-8", check=False)


def test_what_a_new_phrase_finds_is_added_and_nothing_else(copy: Path) -> None:
    card = (copy / CARD).read_text(encoding="utf-8")
    changed = card.replace("phrases = [", 'phrases = [\n  "жёлтый слон",', 1)
    assert changed != card
    (copy / CARD).write_text(changed, encoding="utf-8")
    try:
        ran, as_json = run(copy), run(copy, "--json", "--category", "brush-off")
    finally:
        (copy / CARD).write_text(card, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert [line for line in ran.stdout.splitlines() if line.startswith(("brush-off/", "  + ", "  − "))] == [
        f"{'brush-off/shrug':40} +1 right, +1 wrong",
        "brush-off/shrug",
        "  + right texts:X-1  [[Жёлтый слон]]!",
        "  + wrong texts:X-1  Ваш заказ едет, [[жёлтый слон]].",
    ]
    made = json.loads(as_json.stdout)
    assert [(one["start"], one["end"], one["right"]) for one in made["added"]] == [(0, 11, True), (29, 40, False)]
    assert made["removed"] == []
    assert made["categories"]["brush-off"]["corpora"] == {"before": 0, "after": 2, "per_10000_words": 1666.67}
    assert git(copy, "worktree", "list").count("\n") == 1, "the worktree of the base is removed"


def test_a_base_that_does_not_load_is_named(copy: Path) -> None:
    empty = git(copy, "commit-tree", git(copy, "write-tree", "--prefix=tools/").strip(), "-m", "no package").strip()
    ran = run(copy, "--base", empty)
    assert ran.returncode == 2
    assert f"the base {empty[:7]}" in ran.stderr
    assert "no reply_lint" in ran.stderr
    assert run(copy, "--base", "nowhere").returncode == 2


@pytest.fixture
def plain_text(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "tools")
    return importlib.import_module("plain_text")


def test_plain_text_is_whole_sentences_each_once(plain_text: ModuleType, tmp_path: Path) -> None:
    page = """<info><p>Об авторах этой страницы можно долго не говорить.</p></info>
        <p class="paragraph">Нажмите <b>Ctrl</b>, чтобы&nbsp;окно <i>сразу</i> открылось на экране.</p>
        <p>Нажмите <b>Shift</b>, чтобы окно сразу открылось на экране.</p>
        <p>Закрыть окно.</p><p class="code">Это строка кода, хотя и на русском языке.</p>"""
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("ru/a.html", page)
    source = plain_text.Source("a", "1", "", "wheel", r"/a\.html$", plain_text._paragraphs)
    pieces = list(plain_text._pieces(source, tmp_path / "a.whl"))
    assert pieces == ["Нажмите Ctrl, чтобы окно сразу открылось на экране."]


def test_a_source_that_cannot_be_fetched_is_named_and_left_out(
    plain_text: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise FileNotFoundError("no apt-get here")

    monkeypatch.setattr(plain_text, "_fetched", fail)
    assert list(plain_text.pieces()) == []
    assert "no plain text from gimp-help-ru: no apt-get here" in capsys.readouterr().err
