"""``reply-lint audit``: read an export, lint its replies, leave tables and a report."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from reply_lint import check
from reply_lint.audit import disputes, output, parts, pool, read, report, settings, summary
from reply_lint.audit.folder import Folder
from reply_lint.formats.words import decimal, plural
from reply_lint.linter import Linter
from reply_lint.model import ReplyLintError

COLUMNS = ("text", "client", "agent", "ticket", "time", "team", "id")
"""Options that name columns of the export."""


def run(export: str, **options: Any) -> int:
    """Do what the command line asks; the exit status."""
    gc.enable()
    out = Path(options["output"])
    config = check.configure(str(Path.cwd()), {**options, "extend_select": (), "min_score": None})
    linter = Linter(config)  # what is wrong with cards and settings is said before the work
    options["columns"] = {name: options[name] for name in COLUMNS if options[name]}
    about = settings.describe(
        export,
        linter,
        mapping=options["source"],
        columns=options["columns"],
        disputes=options["disputes"],
        redacted=options["redact"],
    )
    with _trouble(out):
        folder = parts.open_folder(out, about["key"], resume=options["resume"], force=options["force"])
        if folder is None:
            print(f"Этот аудит уже закончен: {out / 'report.html'}")
            return 0
        try:
            complete = _audit(export, folder, linter, about, options)
        except KeyboardInterrupt:
            complete = False
        finally:
            parts.clear(folder)
    if not complete:
        print("reply-lint: прервано; продолжить с того же места: та же команда с --resume", file=sys.stderr)
    return 0 if complete else 130


def _audit(export: str, folder: Path, linter: Linter, about: dict[str, Any], options: dict[str, Any]) -> bool:
    """Fill the folder above ``folder``; whether the export was read to its end."""
    out = folder.parent
    excepted = disputes.load(options["disputes"]) if options["disputes"] else None
    task = pool.Task(folder, linter.config, excepted, options["redact"])
    batches = _Seen(parts.batches(read.read(Path(export), options["source"], options["columns"])))
    complete = True
    if options["engine"] == "spark":
        judged = _spark().audit(batches, task, tuple(linter.categories))
    else:
        threading.Thread(target=report.prepare, daemon=True).start()
        complete = _work(batches, task, export, options)
        judged = parts.saved(folder)
    written = output.write(out, judged, tuple(linter.categories), options["redact"])
    if written.replies:
        lapsed = excepted.lapsed(date.today()) if excepted else []
        summary.write(out, {**about, **batches.settings(linter), "complete": complete, "lapsed": lapsed})
        report.write(out, min_replies=options["min_replies"])
    else:
        _remove_tables(out)
    if complete:
        parts.remove(folder)
        if not written.replies:
            raise _nothing(export, out, written.rejected)
    if written.replies and not options["quiet"]:
        _tell(out, written)
    return complete


def _spark() -> ModuleType:
    for name in ("pyspark", "pandas"):
        if not find_spec(name):
            raise ReplyLintError("--engine spark", f"не хватает {name}: pip install 'reply-lint[spark]'")
    from reply_lint import spark

    return spark


class _Seen:
    """Batches, and what the figures want to know of the rows in them."""

    def __init__(self, batches: Iterable[parts.Batch]) -> None:
        self.batches = batches
        self.clientless = 0
        """Replies that came without a client's message."""
        self.zones: Counter[int] = Counter()
        """Minutes east of UTC → rows."""

    def __iter__(self) -> Iterator[parts.Batch]:
        for batch in self.batches:
            self.clientless += batch.rows.column("client").null_count
            self.zones.update(zone or 0 for zone in batch.rows.column("zone").to_pylist())
            yield batch

    def settings(self, linter: Linter) -> dict[str, Any]:
        """What ``summary.write`` wants to know of them."""
        silent = dict.fromkeys(linter.lint("").silent, self.clientless) if self.clientless else {}
        return {"silent": silent, "zone": self.zones.most_common(1)[0][0] if self.zones else 0}


def _cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work(batches: Iterable[parts.Batch], task: pool.Task, export: str, options: dict[str, Any]) -> bool:
    """Lint all ``batches``; False after Ctrl-C."""
    workers = options["workers"] or _cores()
    try:
        with closing(pool.work(batches, task, workers)) as work, _bar(export, options) as advance:
            for rows in work:
                advance(rows)
    except KeyboardInterrupt:
        return False
    return True


@contextmanager
def _bar(export: str, options: dict[str, Any]) -> Iterator[Callable[[int], None]]:
    """A function to be told of finished rows: it moves a progress bar on a terminal."""
    if options["quiet"] or not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate, left = TextColumn("{task.fields[rate]}"), TimeRemainingColumn(elapsed_when_finished=True)
    columns = "Проверяем ответы", BarColumn(), MofNCompleteColumn(), rate, left
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=read.count(Path(export), options["source"], options["columns"]), rate="")

        def advance(rows: int) -> None:
            bar.advance(task, rows)
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"{speed:.0f}/с" if speed else "")

        yield advance


@contextmanager
def _trouble(out: Path) -> Iterator[None]:
    """What the disk says, in a line that a person can act on."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        what = f"сюда не записывается: {said}; освободите место или назовите другую папку, потом --resume"
        raise ReplyLintError(str(out), what) from None


def _remove_tables(out: Path) -> None:
    """Where there is no reply only the reasons are left."""
    for table in ("replies", "findings", "promises"):
        (out / f"{table}.parquet").unlink()
    if not (out / "rejected.jsonl").stat().st_size:
        (out / "rejected.jsonl").unlink()


def _nothing(export: str, out: Path, rejected: int) -> ReplyLintError:
    if rejected:
        return ReplyLintError(export, f"ни один ответ не прочитан; почему, по строкам: {out / 'rejected.jsonl'}")
    with suppress(OSError):
        out.rmdir()
    return ReplyLintError(export, "в выгрузке нет ни одного ответа; проверьте, тот ли это файл")


def _tell(out: Path, written: output.Written) -> None:
    """A few lines on how it went."""
    made = Folder.open(out).summary()
    mean = made["score"]["mean"]
    replies = plural(written.replies, "ответ", "ответа", "ответов")
    print(f"{replies} · средняя оценка {decimal(mean)} из 100 · отправлять нельзя: {made['verdicts']['block']}")
    worst = [one for one in made["categories"].values() if one["lost"]][:3]
    if worst:
        print("Больше всего баллов теряем: " + ", ".join(f"{one['title']} (−{decimal(one['lost'])})" for one in worst))
    if written.rejected:
        rows = plural(written.rejected, "строка не прочитана", "строки не прочитаны", "строк не прочитано")
        print(f"Внимание: {rows}; причины: {out / 'rejected.jsonl'}")
    print(f"Отчёт: {out / 'report.html'}")
