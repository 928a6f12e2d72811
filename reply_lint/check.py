"""``reply-lint check``: read drafts, lint, fix, compare with a baseline, render."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reply_lint import allow, baseline, files, fixes
from reply_lint.config import Config
from reply_lint.linter import Linter
from reply_lint.model import Markup, Reply, ReplyLintError

_MARKUPS: dict[str, Markup] = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
PROGRESS_AFTER = 2.0
"""Seconds of work after which a progress bar appears on standard error."""


@dataclass
class _Run:
    """One call of the command: its options, and what it learnt on the way."""

    options: dict[str, Any]
    client: str | None
    base: baseline.Counts
    failed: bool = False
    """Some file could not be read."""
    below: bool = False
    """Some reply may not be sent."""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    linters: dict[str, Linter] = field(default_factory=dict)

    def say(self, where: str, what: str) -> None:
        """A note for the person, beside the output."""
        print(f"reply-lint: {where}: {what}", file=sys.stderr)

    def linter(self, name: str) -> Linter:
        """The linter with the configuration in force for the file ``name``."""
        folder = str(Path.cwd() if name in ("-", self.options["stdin_filename"]) else Path(name).absolute().parent)
        if folder not in self.linters:
            config = configure(folder, self.options)
            same = next((made for made in self.linters.values() if made.config == config), None)
            self.linters[folder] = same or Linter(config)
        return self.linters[folder]


def configure(folder: str, options: dict[str, Any]) -> Config:
    """The configuration for files of ``folder``: file first, then what the command line says."""
    config = Config.load(options["config"]) if options["config"] else Config.find(folder)
    for name in ("select", "ignore"):
        if options[name]:
            config = config.set(f"--{name}", **{name: options[name]})
    if options["extend_select"] and config.select:
        config = config.set("--extend-select", select=(*config.select, *options["extend_select"]))
    if options["rules"]:
        config = config.set("--rules", rules=(*config.rules, *options["rules"]))
    if options["min_score"] is not None:
        config = config.set("--min-score", min_score=options["min_score"])
    return config


def run(**options: Any) -> int:
    """Do what the command line asks; the exit status."""
    if options["show_config"]:
        print(show(configure(str(Path.cwd()), options)))
        return 0
    if not options["paths"]:
        raise ReplyLintError("", "назовите файл черновика или - для стандартного ввода; справка: reply-lint --help")
    base = baseline.read(options["baseline"]) if options["baseline"] else {}
    this = _Run(options, _client(options["client"], options["paths"]), base)
    replies = _replies(this, list(files.expand(options["paths"])))
    if options["diff"] or (options["fix"] and "-" in options["paths"]):
        _write(options["output"], replies, this, plain=True)
    else:
        _write(options["output"], replies, this)
    if options["write_baseline"]:
        baseline.write(options["write_baseline"], this.counts)
    if this.failed:
        return 2
    return 1 if this.below and not options["exit_zero"] and not options["write_baseline"] else 0


def _client(value: str | None, paths: tuple[str, ...]) -> str | None:
    """The client's message: a file's text, standard input (``@-``) or the words themselves."""
    if value is None:
        return None
    if value == "@-":
        if "-" in paths:
            raise ReplyLintError("--client", "стандартный ввод уже занят черновиком; назовите файл")
        return files.read("<stdin>", sys.stdin.buffer.read()).text
    if value.startswith("@"):
        return files.read(value[1:]).text
    try:
        is_file = Path(value).is_file()
    except (OSError, ValueError):
        is_file = False
    return files.read(value).text if is_file else value


def _replies(this: _Run, paths: list[str | ReplyLintError]) -> Iterator[Reply]:
    for path in _progress(paths):
        linter = this.linter(path) if isinstance(path, str) else None  # a broken card or setting ends the run
        try:
            if isinstance(path, ReplyLintError) or linter is None:
                raise path
            draft = files.read(path) if path != "-" else files.read("<stdin>", sys.stdin.buffer.read())
            if path == "-":
                draft = draft._replace(name=this.options["stdin_filename"])
            yield _reply(this, draft, path, linter)
            if not gc.isenabled():
                gc.freeze()  # rules and dictionaries stay: to look through them takes longer than a draft
                gc.enable()
        except ReplyLintError as error:
            this.failed = True
            this.say(error.where, error.what)


def _reply(this: _Run, draft: files.Draft, path: str, linter: Linter) -> Reply:
    if draft.encoding not in ("utf-8", "utf-8-sig"):
        this.say(draft.name, f"прочитан в кодировке {draft.encoding}; надёжнее хранить черновики в UTF-8")
    if not draft.text.strip():
        raise ReplyLintError(draft.name, "в файле нет текста; вставьте черновик ответа")
    text = draft.text
    if this.options["fix"] or this.options["diff"]:
        allowed = {one.rule for one in allow.find(text) if one.reason}
        only = [rule for rule in linter.cards if rule not in allowed]
        mended = fixes.fix(linter, text, this.client, only, this.options["unsafe_fixes"])
        if this.options["diff"]:
            _show_diff(draft.name, text, mended)
            text = mended if this.options["fix"] else text
        elif path == "-":
            sys.stdout.write(mended)
            text = mended
        elif mended != text:
            _save(path, files.encode(draft, mended))
            text = mended
    report = linter.lint(text, this.client, markup=_markup(this.options["markup"], draft.name))
    findings = report.findings
    allows = allow.find(text)
    for offset, what in allow.trouble(allows, findings, linter.cards):
        this.say(f"{draft.name}:{text.count(chr(10), 0, offset) + 1}", what)
    name = baseline.name_of(draft.name)
    left = allow.remaining(findings, allows)
    this.counts[name] = dict(baseline.count(left))
    old = this.base.get(name, {})
    for rule, n in baseline.stale(left, old).items():
        this.say(draft.name, f"в {this.options['baseline']} у правила {rule} на {n} больше, чем сейчас; обновите файл")
    left = baseline.remaining(left, old)
    if len(left) < len(findings):
        report = linter.judge(left, report.silent)
    this.below |= report.verdict != "send"
    return Reply(draft.name, text, report)


def _markup(asked: Markup, name: str) -> Markup:
    return _MARKUPS.get(Path(name).suffix.lower(), asked) if asked == "auto" else asked


def _save(path: str, data: bytes) -> None:
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise ReplyLintError(path, f"файл не записывается: {error.strerror}") from None


def _show_diff(name: str, before: str, after: str) -> None:
    import difflib

    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), name, name)
    for line in lines:
        sys.stdout.write(line if line.endswith("\n") else line + "\n")


def _write(output: str | None, replies: Iterable[Reply], this: _Run, plain: bool = False) -> None:
    """Render the replies; ``plain``: only make them, what they print is written already."""
    if plain:
        for _ in replies:
            pass
        return
    from reply_lint import __version__, formats

    first = next(iter(replies), None)
    if first is None and this.options["format_"] in ("text", "concise"):
        return
    linter = next(iter(this.linters.values()), None) or this.linter("-")
    color, width = _terminal(this.options["color"], output)
    context = formats.Context(
        cards=linter.cards,
        categories=linter.categories,
        version=__version__,
        width=width,
        color=color,
        explain_score=this.options["explain_score"],
        statistics=this.options["statistics"],
        quiet=this.options["quiet"],
        min_score=linter.config.min_score,
    )
    pieces = formats.render(this.options["format_"], _chain(first, replies), context)
    if not output:
        for piece in pieces:
            sys.stdout.write(piece)
        return
    try:
        with open(output, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    except OSError as error:
        raise ReplyLintError(output, f"файл не записывается: {error.strerror}") from None


def _terminal(color: str, output: str | None) -> tuple[bool, int]:
    """Whether to use colours, and how many cells a line has."""
    import os
    import shutil

    to_terminal = output is None and sys.stdout.isatty()
    wanted = color == "always" or (color == "auto" and to_terminal and not os.environ.get("NO_COLOR"))
    return wanted, min(shutil.get_terminal_size((80, 24)).columns, 100) if to_terminal else 80


def _chain(first: Reply | None, rest: Iterable[Reply]) -> Iterator[Reply]:
    if first is not None:
        yield first
        yield from rest


def _progress(paths: list[Any]) -> Iterator[Any]:
    """``paths``, with a bar on standard error once the work has taken ``PROGRESS_AFTER`` seconds.

    Where the output itself goes to the terminal it is progress enough.
    """
    wanted = len(paths) > 1 and sys.stderr.isatty() and not sys.stdout.isatty()
    started = time.monotonic()
    bar = None
    try:
        for n, path in enumerate(paths):
            if wanted and bar is None and time.monotonic() - started > PROGRESS_AFTER:
                from rich.console import Console
                from rich.progress import Progress

                bar = Progress(
                    console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
                )
                task = bar.add_task("Проверяем черновики", total=len(paths))
                bar.start()
            yield path
            if bar is not None:
                bar.update(task, completed=n + 1)
    finally:
        if bar is not None:
            bar.stop()


def show(config: Config) -> str:
    """The settings in force, each with where it came from."""
    import json
    from dataclasses import fields

    lines = []
    for f in fields(replace(config)):
        if f.name != "origin":
            value = json.dumps(getattr(config, f.name), ensure_ascii=False)
            lines.append(f"{f.name.replace('_', '-')} = {value}  # {config.origin.get(f.name, 'default')}")
    return "\n".join(lines)
