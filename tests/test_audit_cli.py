"""``reply-lint audit`` from outside: rows are conserved whatever happens, and every trouble is one clear line."""

from __future__ import annotations

import json
import os
import pty
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reply_lint import Linter
from reply_lint.audit import parts, pool
from reply_lint.audit.rows import Row
from reply_lint.config import Config

REPLIES = [
    "Здравствуйте, Айгуль! Мы не сможем выполнить Ваш заказ {n}. Вы сами не указали адрес.",
    "Здравствуйте! Тикет {n} закрыли, ответим вам завтра до 18:00.",
    "Добрый день! Деньги вернутся завтра, номер возврата {n}.",
    "Здраствуйте! Позвоните мастеру: +7 912 345-67-89, Хуснутдинов Марат. Случай {n}.",
]
ROWS, BROKEN = 3_200, 4
TABLES = ("replies", "findings", "promises")


def start(folder: Path, *args: str, **options: Any) -> subprocess.Popen[str]:
    """The command in a process group of its own, as a terminal starts it."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    command = [sys.executable, "-m", "reply_lint", "audit", *args]
    return subprocess.Popen(command, cwd=folder, start_new_session=True, **options)


def audit(folder: Path, *args: str, **options: Any) -> tuple[int, str, str]:
    """Exit status, standard output and standard error."""
    process = start(folder, *args, **options)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    return process.returncode, out, err


def export(path: Path, rows: int, broken: int = 0) -> None:
    """So many rows as JSON lines, ``broken`` of them broken: the seventh after each equal part of the file."""
    with open(path, "w", encoding="utf-8") as file:
        for n in range(rows):
            row = {"id": n, "agent": f"А{n % 5}", "ticket": n // 2, "created_at": "2026-05-05T10:00:00Z"}
            line = json.dumps({**row, "reply": REPLIES[n % 4].format(n=n)}, ensure_ascii=False)
            file.write("{broken Айгуль\n" if broken and n % (rows // broken) == 7 else line + "\n")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with ``export.jsonl`` and an undisturbed audit of it in ``whole``."""
    folder = tmp_path_factory.mktemp("audit")
    export(folder / "export.jsonl", ROWS, BROKEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        code, out, err = audit(folder, "export.jsonl", "-o", "whole")
    assert (code, err) == (0, "")
    assert f"{ROWS - BROKEN} ответов" in out
    assert f"{BROKEN} строки не прочитаны" in out
    return folder


def content(folder: Path) -> list[Any]:
    tables = [pl.read_parquet(folder / f"{name}.parquet").to_dicts() for name in TABLES]
    return [*tables, (folder / "rejected.jsonl").read_text(encoding="utf-8")]


def finished(folder: Path) -> int:
    """So many batches are done."""
    return len(parts.finished(folder / ".parts"))


def wait(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)


def workers_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_every_row_is_judged_or_rejected(place: Path, linter: Linter) -> None:
    replies = pl.read_parquet(place / "whole" / "replies.parquet")
    rejected = (place / "whole" / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert (replies.height, len(rejected)) == (ROWS - BROKEN, BROKEN)
    assert replies["row"].to_list() == list(range(ROWS - BROKEN))
    ids = [int(one) for one in replies["id"]]
    assert ids == [n for n in range(ROWS) if n % (ROWS // BROKEN) != 7]
    for one in replies.sample(30, seed=1).iter_rows(named=True):
        assert one["score"] == linter.lint(one["text"]).score
    assert {path.name for path in (place / "whole").iterdir()} == {
        "replies.parquet", "findings.parquet", "promises.parquet", "rejected.jsonl", "agents.csv", "summary.json",
        "report.html",
    }  # fmt: skip


def test_kills_at_random_moments_neither_lose_nor_double_a_row(place: Path) -> None:
    chance = random.Random()
    for done in (0, 3):
        process = start(place, "export.jsonl", "-o", "killed", "--resume")
        wait(partial(lambda done: finished(place / "killed") > done, done))
        time.sleep(chance.random() * 0.3)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert audit(place, "export.jsonl", "-o", "killed", "--resume")[0] == 0
    assert content(place / "killed") == content(place / "whole")


def test_ctrl_c_leaves_a_valid_part_to_go_on_from(place: Path) -> None:
    process = start(place, "export.jsonl", "-o", "stopped", "--workers", "1")
    wait(lambda: finished(place / "stopped") > 0)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "reply-lint: прервано; продолжить с того же места: та же команда с --resume\n"
    part, whole = content(place / "stopped"), content(place / "whole")
    assert 0 < len(part[0]) < len(whole[0])
    assert part[0] == whole[0][: len(part[0])]
    assert part[1] == whole[1][: len(part[1])]
    assert json.loads((place / "stopped" / "summary.json").read_text())["settings"]["complete"] is False
    for other, trouble in (
        (("export.jsonl",), "--resume"),
        (("export.jsonl", "--select", "typos", "--resume"), "с другими правилами"),
        (("export.jsonl", "--redact", "--resume"), "с другими правилами"),
        (("other.jsonl", "--resume"), "другой выгрузки"),
    ):
        export(place / "other.jsonl", 10)
        code, out, err = audit(place, *other, "-o", "stopped")
        assert (code, out) == (2, "")
        assert trouble in err
    code, out, err = audit(place, "export.jsonl", "-o", "stopped", "--resume")
    assert (code, err) == (0, "")
    assert content(place / "stopped") == whole


def test_ctrl_c_is_heard_while_workers_start(place: Path) -> None:
    for moment in range(1, 3):
        process = start(place, "export.jsonl", "-o", "early")
        wait(partial(lambda pid, moment: len(workers_of(pid)) >= moment, process.pid, moment))
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (130, "")
        assert err == "reply-lint: прервано; продолжить с того же места: та же команда с --resume\n"
        shutil.rmtree(place / "early", ignore_errors=True)


def test_ctrl_c_in_the_midst_of_starting_a_worker_counts_when_it_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(pool.ProcessPoolExecutor):
        def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
            signal.raise_signal(signal.SIGINT)
            return super().submit(*args, **kwargs)

    monkeypatch.setattr(pool, "ProcessPoolExecutor", Interrupted)
    heard = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        list(pool.work([], pool.Task(tmp_path, Config(), None, redacted=False), 1))
    assert signal.getsignal(signal.SIGINT) is heard


def test_ctrl_c_cuts_nothing_in_two(tmp_path: Path) -> None:
    """In the midst of an import, which reading may bring about, it would leave the lock of all imports taken."""
    done = []

    def batches() -> Iterator[parts.Batch]:
        signal.raise_signal(signal.SIGINT)
        done.append("read to the end")
        yield parts.Batch(0, parts.batch_of([], 0), [])

    with pytest.raises(KeyboardInterrupt):
        list(pool.work(batches(), pool.Task(tmp_path, Config(), None, redacted=False), 1))
    assert done == ["read to the end"]


def test_after_ctrl_c_workers_begin_nothing_new(tmp_path: Path) -> None:
    rows = [Row(REPLIES[0], str(n)) for n in range(20)]

    def batches() -> Iterator[parts.Batch]:
        for number in range(6):
            yield parts.Batch(number, parts.batch_of(rows, number * len(rows)), [])
        signal.raise_signal(signal.SIGINT)  # the worker is still starting, and has three batches in its queue

    with pytest.raises(KeyboardInterrupt):
        list(pool.work(batches(), pool.Task(tmp_path, Config(), None, redacted=False), 1))
    assert parts.finished(tmp_path) == {}


def test_a_worker_that_is_killed_ends_the_run_with_a_way_to_go_on(place: Path) -> None:
    process = start(place, "export.jsonl", "-o", "short")
    wait(lambda: finished(place / "short") > 0)
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.count("\n") == 1
    assert "памяти" in err
    assert "--resume" in err
    assert finished(place / "short") > 0


def test_workers_do_not_outlive_a_killed_parent(place: Path) -> None:
    process = start(place, "export.jsonl", "-o", "orphans")
    wait(lambda: finished(place / "orphans") > 0)
    workers = workers_of(process.pid)
    assert workers
    process.kill()
    process.communicate()
    wait(lambda: not any(map(alive, workers)), 20)


def test_an_audit_that_is_there_is_not_written_over(place: Path) -> None:
    before = (place / "whole" / "report.html").stat().st_mtime_ns
    code, _, err = audit(place, "export.jsonl", "-o", "whole")
    assert code == 2
    assert "--force" in err
    code, out, _ = audit(place, "export.jsonl", "-o", "whole", "--resume")
    assert code == 0
    assert "уже закончен" in out
    assert (place / "whole" / "report.html").stat().st_mtime_ns == before


def test_force_replaces_it(tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl", 40)
    export(tmp_path / "b.jsonl", 20)
    assert audit(tmp_path, "a.jsonl")[0] == 0
    code, out, err = audit(tmp_path, "b.jsonl", "--force", "--quiet")
    assert (code, out, err) == (0, "", "")
    assert pl.read_parquet(tmp_path / "report" / "replies.parquet").height == 20


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    export(tmp_path / "export.jsonl", 400)

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    code, out, err = audit(tmp_path, "export.jsonl", preexec_fn=little)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("reply-lint: report: ")
    assert not (tmp_path / "report").exists()
    assert audit(tmp_path, "export.jsonl", "--resume")[0] == 0


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    export(tmp_path / "export.jsonl", 10)
    code, out, err = audit(tmp_path, "export.jsonl", "-o", "export.jsonl/report")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "export.jsonl/report" in err


@pytest.mark.parametrize(
    ("name", "data", "said", "left"),
    [
        ("none.csv", "", "none.csv", []),
        ("head.csv", "Ответ,Агент\n", "head.csv", []),
        ("gone.csv", None, "gone.csv", []),
        ("bad.jsonl", "{broken\n[1,\n", "rejected.jsonl", ["rejected.jsonl"]),
    ],
)
def test_an_export_without_replies_is_one_line(
    tmp_path: Path, name: str, data: str | None, said: str, left: list[str]
) -> None:
    if data is not None:
        (tmp_path / name).write_text(data, encoding="utf-8")
    code, out, err = audit(tmp_path, name)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert [path.name for path in (tmp_path / "report").glob("*")] == left


def test_redaction_reaches_every_file(tmp_path: Path) -> None:
    export(tmp_path / "export.jsonl", 60, broken=2)
    assert audit(tmp_path, "export.jsonl", "--redact")[0] == 0
    report = tmp_path / "report"
    tables = [str(pl.read_parquet(report / f"{name}.parquet").to_dicts()) for name in TABLES]
    files = [path.read_text(encoding="utf-8") for path in report.iterdir() if path.suffix != ".parquet"]
    for one in (*tables, *files):
        assert not any(hidden in one for hidden in ("Айгуль", "Хуснутдинов", "Марат", "912", "345-67"))
    assert "▒▒▒▒▒▒" in tables[0]
    assert pl.read_parquet(report / "replies.parquet")["agent"][0] == "А0"


def test_accepted_exceptions_cost_nothing(tmp_path: Path) -> None:
    export(tmp_path / "export.jsonl", 8)
    assert audit(tmp_path, "export.jsonl", "-o", "before")[0] == 0
    found = pl.read_parquet(tmp_path / "before" / "findings.parquet")
    mark = found.filter(pl.col("rule") == "condescension/you-agreed-to-it")["fingerprint"].unique().item()
    (tmp_path / "accepted.toml").write_text(
        f'[[dispute]]\nfingerprint = "{mark}"\nreason = "так в договоре"\nexpires = 2026-12-31\n', encoding="utf-8"
    )
    assert audit(tmp_path, "export.jsonl", "-o", "after", "--disputes", "accepted.toml")[0] == 0
    disputed = pl.read_parquet(tmp_path / "after" / "findings.parquet").filter("disputed")
    assert disputed.select(pl.col("fingerprint").unique(), pl.col("lost").sum()).row(0) == (mark, 0.0)
    scores = [pl.read_parquet(tmp_path / name / "replies.parquet")["score"] for name in ("before", "after")]
    assert scores[0].sum() < scores[1].sum()


def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    export(tmp_path / "export.jsonl", 800)
    leader, follower = pty.openpty()
    process = start(tmp_path, "export.jsonl", stderr=follower, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"})
    os.close(follower)
    shown = b""
    try:
        while piece := os.read(leader, 10_000):
            shown += piece
    except OSError:  # the other end is closed
        pass
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Проверяем ответы" in shown.decode()
    assert "/800" in shown.decode()
    assert "/с" in shown.decode()


def test_without_the_extra_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['pyarrow'] = None; from reply_lint.cli import main; main()"
    command = [sys.executable, "-c", code, "audit", "x.csv"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "pip install 'reply-lint[audit]'" in done.stderr


@pytest.mark.parametrize("workers", ["1", "3", "6"])
def test_any_number_of_workers_gives_the_same(place: Path, workers: str) -> None:
    assert audit(place, "export.jsonl", "-o", f"by{workers}", "--workers", workers)[0] == 0
    assert content(place / f"by{workers}") == content(place / "whole")
