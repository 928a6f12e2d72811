"""The command as people run it: a real process, its output, its exit status, one line for whatever goes wrong."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = "Здравствуйте, Ирина! Заказ 4521 уже едет к вам: курьер привезёт его завтра, 12 марта, с 10 до 14.\n"
BAD = "Здравствуйте! Мы не сможем вернуть деньги. Это не наша проблема, вы сами неправильно указали адрес.\n"
TYPO = "Здраствуйте! Заказ 4521 уже в пути, приедет завтра к полудню.\n"


class Ran:
    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.status = done.returncode
        self.out = done.stdout.decode("utf-8").replace("\r\n", "\n")
        self.err = done.stderr.decode("utf-8")
        assert "Traceback" not in self.err + self.out

    @property
    def complaint(self) -> str:
        """The one line on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, lines
        return lines[0]


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    def call(*args: str, stdin: str | bytes = b"", env: dict[str, str] | None = None) -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        return Ran(
            subprocess.run(
                [sys.executable, "-m", "reply_lint", *args],
                input=data,
                capture_output=True,
                cwd=tmp_path,
                env={**os.environ, **(env or {})},
                timeout=60,
            )
        )

    return call


def draft(tmp_path: Path, text: str | bytes, name: str = "draft.txt") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_draft(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    draft(tmp_path, BAD)
    ran = run("draft.txt")
    assert ran.status == 1
    assert "не сможем вернуть" in ran.out
    assert "Оценка" in ran.out
    assert ran.err == ""
    draft(tmp_path, GOOD)
    assert run("check", "draft.txt").status == 0


def test_options_come_first_too(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("--format", "json", "-", stdin=BAD)
    reply = json.loads(ran.out)["replies"][0]
    assert (reply["name"], ran.status) == ("<stdin>", 1)
    for f in reply["findings"]:
        assert BAD[f["start"] : f["end"]] == f["text"]


@pytest.mark.parametrize("format_", ["text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit"])
def test_every_format_on_any_locale(run, format_: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("--format", format_, "-", stdin=BAD, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert ran.status == 1
    assert "negative-framing/" in ran.out or "не сможем" in ran.out


def test_folders_and_globs(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name in ("canned/a.txt", "canned/deep/b.md", "canned/c.png"):
        draft(tmp_path, GOOD, name)
    names = [json.loads(line)["name"] for line in run("--format", "jsonl", "canned").out.splitlines()]
    assert names == [os.path.join("canned", "a.txt"), os.path.join("canned", "deep", "b.md")]
    assert len(run("--format", "jsonl", "canned/**/*.md").out.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.txt", b"", "в файле нет текста"),
        ("spaces.txt", b" \n\t\n", "в файле нет текста"),
        ("binary.txt", bytes(range(256)) * 8, "двоичный файл"),
        ("broken.txt", "Здравствуйте! Ваш заказ уже готов, ждём вас.".encode() + b"\xff\xd0", "испорчен: это не UTF-8"),
    ],
)
def test_bad_files_are_told_and_the_others_linted(run, tmp_path: Path, name: str, data: bytes, told: str) -> None:  # type: ignore[no-untyped-def]
    draft(tmp_path, data, name)
    draft(tmp_path, BAD)
    ran = run(name, "draft.txt", "none.txt")
    assert ran.status == 2
    assert f"{name}: " in ran.err
    assert told in ran.err
    assert "none.txt: файла нет" in ran.err
    assert "не сможем вернуть" in ran.out


def test_a_folder_with_no_texts(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "void").mkdir()
    ran = run("void")
    assert ran.status == 2
    assert "в папке нет текстов" in ran.complaint


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-8-sig"])
def test_other_encodings_are_recognised_and_said(run, tmp_path: Path, encoding: str) -> None:  # type: ignore[no-untyped-def]
    draft(tmp_path, (BAD * 3).encode(encoding))
    ran = run("--format", "json", "draft.txt")
    assert json.loads(ran.out)["replies"][0]["findings"][0]["text"] != ""
    assert (f"в кодировке {encoding}" in ran.err) == (encoding != "utf-8-sig")


def test_ten_megabytes_on_one_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    draft(tmp_path, "слово " * 850_000)
    assert run("-q", "draft.txt").status in (0, 1)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--ignore", "nope/nope", "-"], "nope/nope"),
        (["--select", "typo", "-"], "возможно, «typos»"),
        (["--rules", "nowhere", "-"], "nowhere"),
        (["--config", "nowhere.toml", "-"], "nowhere.toml"),
        (["--baseline", "nowhere.json", "-"], "nowhere.json"),
        (["--format", "xml", "-"], "xml"),
        (["--nonsense", "-"], "--nonsense"),
        (["explain", "nope"], "nope"),
        (["check"], "справка"),
        (["--client", "@-", "-"], "--client"),
        (["--output", "no/such/folder/x", "-"], "no/such/folder/x"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_two(run, args: list[str], told: str) -> None:  # type: ignore[no-untyped-def]
    ran = run(*args, stdin=GOOD)
    assert ran.status == 2
    assert told in ran.complaint


def test_a_broken_card_names_file_and_key(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    draft(tmp_path, 'titel = "x"', "ours/extra/rule.toml")
    ran = run("--rules", "ours", "-", stdin=GOOD)
    assert ran.status == 2
    assert "ours/extra/rule.toml: titel: неизвестный ключ; возможно, title".replace("/", os.sep) in ran.err
    assert run("test", "ours").status == 2


def test_fix_and_diff(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = draft(tmp_path, TYPO.encode("cp1251"))
    ran = run("--diff", "draft.txt")
    assert "-Здраствуйте!" in ran.out
    assert "+Здравствуйте!" in ran.out
    assert path.read_bytes() == TYPO.encode("cp1251")
    assert run("--fix", "draft.txt").status == 0
    assert path.read_bytes() == TYPO.replace("Здраствуйте", "Здравствуйте").encode("cp1251")
    assert run("--fix", "-", stdin=TYPO).out.startswith("Здравствуйте!")


def test_the_client_may_be_a_file_or_words_or_standard_input(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    draft(tmp_path, "Здравствуйте! Тикет передали, ответим завтра до 12:00.")
    draft(tmp_path, "Где мой тикет?", "client.txt")
    assert "jargon/" in run("draft.txt", "--format", "concise").out
    for client, stdin in (("client.txt", ""), ("Где мой тикет?", ""), ("@-", "Где мой тикет?"), ("@client.txt", "")):
        assert "jargon/" not in run("draft.txt", "--format", "concise", "--client", client, stdin=stdin).out


def test_a_baseline_lets_old_findings_pass(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = draft(tmp_path, BAD)
    assert run("--write-baseline", "old.json", "draft.txt").status == 0
    ran = run("--baseline", "old.json", "--format", "json", "draft.txt")
    assert (ran.status, json.loads(ran.out)["replies"][0]["findings"]) == (0, [])
    path.write_text(BAD + "Обменять товар мы тоже не сможем.", encoding="utf-8")
    ran = run("--baseline", "old.json", "--format", "json", "draft.txt")
    assert len(json.loads(ran.out)["replies"][0]["findings"]) == 1
    path.write_text(GOOD, encoding="utf-8")
    ran = run("--baseline", "old.json", "draft.txt")
    assert ran.status == 0
    assert "обновите файл" in ran.err


def test_allow_comments(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rule = json.loads(run("--format", "json", "-", stdin=BAD).out)["replies"][0]["findings"][0]["rule"]
    path = draft(tmp_path, f"<!-- reply-lint: allow {rule} — так требует договор -->\n{BAD}", "canned.md")
    ran = run("--format", "concise", "canned.md")
    assert f" {rule} " not in ran.out
    assert ran.err == ""
    for comment, told in (
        (f"allow {rule}", "допишите причину"),
        ("allow no/rule — так надо", "правила no/rule нет"),
        ("allow typos/known-misspelling — так надо", "правила typos/known-misspelling нет"),
    ):
        path.write_text(f"<!-- reply-lint: {comment} -->\n{BAD}", encoding="utf-8")
        ran = run("--format", "concise", "canned.md")
        assert told in ran.complaint
        assert "canned.md:1" in ran.complaint
        assert f" {rule} " in ran.out


def test_fix_leaves_what_a_comment_allows(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rule = json.loads(run("--format", "json", "-", stdin=TYPO).out)["replies"][0]["findings"][0]["rule"]
    comment = f"<!-- reply-lint: allow {rule} — показываем ошибку нарочно -->\n"
    path = draft(tmp_path, comment + TYPO, "canned.md")
    assert run("--fix", "canned.md").status == 0
    assert path.read_text(encoding="utf-8") == comment + TYPO


def test_settings_and_where_they_came_from(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("init").status == 0
    assert run("init").status == 2
    draft(tmp_path, "min-score = 100", "reply-lint.toml")
    ran = run("--show-config", "--ignore", "typos,form")
    assert f"min-score = 100  # {tmp_path / 'reply-lint.toml'}" in ran.out
    assert 'ignore = ["typos", "form"]  # --ignore' in ran.out
    draft(tmp_path, BAD)
    assert run("draft.txt").status == 1
    assert run("draft.txt", "--exit-zero").status == 0
    assert run("draft.txt", "--min-score", "0", "--select", "negative-framing").status == 0


def test_the_ledger_and_silent_rules(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("--explain-score", "-", stdin=BAD)
    assert "100 − " in ran.out
    assert "Без сообщения клиента не проверялось" in ran.out


def test_statistics_and_quiet_and_output(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "negative-framing/" in run("--statistics", "-", stdin=BAD).out
    assert len(run("--quiet", "-", stdin=BAD).out.splitlines()) == 1
    assert run("--output", "out.json", "--format", "json", "-", stdin=BAD).out == ""
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["schema"] == 1


def test_rules_explain_and_test(run) -> None:  # type: ignore[no-untyped-def]
    listed = json.loads(run("rules", "--format", "json").out)["rules"]
    assert len(listed) >= 80
    assert listed[0]["rule"] in run("rules").out
    assert "## Найдёт" in run("explain", listed[0]["rule"]).out
    assert listed[0]["title"] in run("explain", listed[0]["category"]).out
    ran = run("test", str(Path(__file__).parent.parent / "rules"))
    assert ran.status == 0, ran.out
    assert "расхождений: 0" in ran.out


def test_test_tells_which_example_fails(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    card = (
        'title = "x"\nseverity = "hint"\nmessage = "x"\nwhy = "x"\n[match]\nphrases = ["слово"]\n'
        '[examples]\nbad = ["[[дело]]"]\ngood = ["слово"]\n'
    )
    draft(tmp_path, card, "ours/extra/rule.toml")
    ran = run("test", "ours")
    assert ran.status == 1
    assert "extra/rule: плохой пример «дело»: ожидалось место «дело»" in ran.out
    assert "хороший пример «слово»" in ran.out


def test_help_speaks_of_every_option(run) -> None:  # type: ignore[no-untyped-def]
    assert "check" in run("--help").out
    assert run().out == run("--help").out
    assert "--explain-score" in run("check", "--help").out
    assert run("--version").out.startswith("reply-lint ")


def test_a_markdown_file_hides_its_code(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    draft(tmp_path, "# Ответ\n\nЗдравствуйте! Вот текст:\n\n```\nМы не сможем вернуть деньги.\n```\n", "a.md")
    assert "negative-framing" not in run("--format", "concise", "a.md").out
    assert "negative-framing" in run("--format", "concise", "--markup", "plain", "a.md").out


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_bar_shows_on_a_terminal_and_leaves_the_output_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    from reply_lint import check

    for n in range(5):
        draft(tmp_path, GOOD, f"{n}.txt")
    terminal, side = pty.openpty()
    monkeypatch.setattr(check, "PROGRESS_AFTER", 0.0)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "stderr", open(side, "w"))  # noqa: SIM115
    from reply_lint.cli import cli

    with pytest.raises(SystemExit) as stop:
        cli(["--format", "jsonl", str(tmp_path)], standalone_mode=False)
    assert stop.value.code == 0
    assert len(sys.stdout.getvalue().splitlines()) == 5  # type: ignore[attr-defined]
    sys.stderr.close()
    shown = os.read(terminal, 65536).decode("utf-8", "replace")
    assert "Проверяем" in shown
