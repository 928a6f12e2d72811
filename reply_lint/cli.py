"""The command. Each subcommand is a few lines; what it does lies in the modules beside."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

import click
from click_default_group import DefaultGroup

from reply_lint import __version__
from reply_lint.model import ReplyLintError

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit")


@click.group(
    cls=DefaultGroup,
    default="check",
    default_if_no_args=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`reply-lint draft.txt` is short for `reply-lint check draft.txt`.",
)
@click.version_option(__version__, message="reply-lint %(version)s")
def cli() -> None:
    """Lint customer-support replies written in Russian: what would upset or confuse the client, what to write
    instead, and a score from 0 to 100."""


def _names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for value in values for name in value.split(",") if name)


def _address(_: click.Context, __: click.Parameter, value: str) -> tuple[str, int]:
    host, _colon, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter(f"«{value}»: ожидается АДРЕС:ПОРТ, например 127.0.0.1:25")
    return host.strip("[]"), int(port)


_RULE: dict[str, Any] = {"metavar": "CATEGORY|RULE", "multiple": True, "callback": _names}


@cli.command()
@click.argument("paths", nargs=-1, metavar="[FILE|FOLDER|GLOB|-]...")
@click.option("--client", metavar="FILE|TEXT|@-", help="The client's message that the reply answers.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Write there, not to standard output.")
@click.option("--select", **_RULE, help="Run only these (repeat or separate by commas).")
@click.option("--ignore", **_RULE, help="Leave these out.")
@click.option("--extend-select", **_RULE, help="Run these besides the selected ones.")
@click.option("--rules", multiple=True, metavar="DIR", help="A folder of further cards (repeatable).")
@click.option("--config", type=click.Path(dir_okay=False), help="Instead of the nearest reply-lint.toml.")
@click.option("--min-score", type=click.IntRange(0, 100), help="A reply below it fails.  [default: 70]")
@click.option("--fix", is_flag=True, help="Apply the safe fixes to the files (from standard input: print the text).")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the unsafe ones too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; change nothing.")
@click.option("--baseline", metavar="FILE", help="Let the findings counted in FILE pass.")
@click.option("--write-baseline", metavar="FILE", help="Count today's findings into FILE.")
@click.option("--markup", type=click.Choice(("plain", "markdown", "html", "auto")), default="auto", show_default=True)
@click.option("--stdin-filename", metavar="NAME", default="<stdin>", help="What to call standard input.")
@click.option("--show-config", is_flag=True, help="Print the settings in force and where each came from.")
@click.option("--statistics", is_flag=True, help="Count findings per rule.")
@click.option("--explain-score", is_flag=True, help="Show what each finding cost.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@click.option("--quiet", "-q", is_flag=True, help="Show the scores alone.")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True)
def check(**options: Any) -> None:
    """Lint drafts: files, folders, globs, or - for standard input.

    Exit status: 0 every reply may be sent, 1 a reply is below the minimum score or blocked, 2 the command could
    not do all of its work."""
    from reply_lint.check import run

    raise SystemExit(run(**options))


@cli.command()
@click.option("--rules", "folders", multiple=True, metavar="DIR", help="A folder of further cards (repeatable).")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def rules(folders: tuple[str, ...], format_: str) -> None:
    """List the rules: id, severity, what it is about."""
    from reply_lint import ruledoc

    linter = _linter(folders)
    click.echo(ruledoc.as_json(linter) if format_ == "json" else ruledoc.listing(linter))


@cli.command()
@click.argument("rule", metavar="CATEGORY|RULE")
@click.option("--rules", "folders", multiple=True, metavar="DIR", help="A folder of further cards (repeatable).")
def explain(rule: str, folders: tuple[str, ...]) -> None:
    """Show the page of one rule, or of a category: what it finds, why, and examples."""
    from reply_lint import ruledoc

    click.echo(ruledoc.page_of(_linter(folders), rule))


@cli.command()
@click.argument("folder", metavar="DIR")
def test(folder: str) -> None:
    """Run the examples in the cards of a pack."""
    from reply_lint import packs, testing

    own = packs.folder(folder).folder.resolve() == packs.bundled().folder.resolve()
    linter = _linter(() if own else (folder,))
    cards = [card for card in linter.cards.values() if card.pack == ("bundled" if own else folder)]
    failed = examples = 0
    for card in cards:
        examples += len(card.page().bad) + len(card.page().good)
        for failure in testing.failures(linter, card):
            failed += 1
            click.echo(f"{card.rule}: {failure}")
    click.echo(f"Карточек: {len(cards)}, примеров: {examples}, расхождений: {failed}")
    raise SystemExit(1 if failed else 0)


@cli.command()
@click.argument("corpora", metavar="CORPUS.jsonl...", nargs=-1, required=True)
@click.option("--sets", metavar="LETTERS", help="Only replies whose ids start with one of these letters.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def evaluate(corpora: tuple[str, ...], sets: str | None, format_: str) -> None:
    """Measure the rules on labelled replies: precision, recall, F1, and the score against grades."""
    from reply_lint import evaluate as measuring

    corpus = [one for path in corpora for one in measuring.read(path) if not sets or one.id[:1] in sets]
    made = measuring.evaluate(_linter(()), corpus)
    click.echo(measuring.as_json(made) if format_ == "json" else measuring.as_text(made))


@cli.command()
@click.argument("export", metavar="EXPORT")
@click.option("--output", "-o", metavar="DIR", default="report", show_default=True, help="Where tables and report go.")
@click.option("--from", "source", metavar="NAME|FILE", help="The helpdesk, or a mapping of your own.")
@click.option("--text", metavar="COLUMN", help="The column with the reply; the next six likewise.")
@click.option("--client", metavar="COLUMN", help="The client's message before it.")
@click.option("--agent", metavar="COLUMN", help="Who replied.")
@click.option("--ticket", metavar="COLUMN", help="The ticket's number.")
@click.option("--time", metavar="COLUMN", help="When it was sent.")
@click.option("--team", metavar="COLUMN", help="The agent's team.")
@click.option("--id", metavar="COLUMN", help="The reply's own number.")
@click.option("--select", **_RULE, help="Run only these (repeat or separate by commas).")
@click.option("--ignore", **_RULE, help="Leave these out.")
@click.option("--rules", multiple=True, metavar="DIR", help="A folder of further cards (repeatable).")
@click.option("--config", type=click.Path(dir_okay=False), help="Instead of the nearest reply-lint.toml.")
@click.option("--engine", type=click.Choice(("local", "spark")), default="local", help="Processes here, or Spark.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes.  [default: one a processor]")
@click.option("--resume", is_flag=True, help="Go on where the same audit stopped.")
@click.option("--force", is_flag=True, help="Replace the audit that is in DIR.")
@click.option("--redact", is_flag=True, help="Mask names, phones, cards, e-mails in everything that is written.")
@click.option("--disputes", metavar="FILE", help="Accepted exceptions (TOML): these findings cost nothing.")
@click.option("--min-replies", type=click.IntRange(1), default=20, show_default=True, help="Fewer replies: no ranking.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but warnings.")
def audit(export: str, **options: Any) -> None:
    """Lint a ticket export: tables of replies, findings and promises, and a report for a team lead (docs/audit.md).

    Exit status: 0 done, 2 nothing could be done, 130 interrupted."""
    try:
        from reply_lint.audit.command import run
    except ImportError as error:
        raise ReplyLintError("audit", f"не хватает {error.name}: pip install 'reply-lint[audit]'") from None
    raise SystemExit(run(export, **options))


@cli.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--force", is_flag=True, help="Compare audits whose rules differ.")
def compare(before: str, after: str, format_: str, force: bool) -> None:
    """What changed from audit folder A to B, and what of it may be chance (docs/audit-report.md)."""
    try:
        from reply_lint.audit import compare as comparing

        made = comparing.compare(before, after, force)
    except ImportError as error:
        raise ReplyLintError("compare", f"не хватает {error.name}: pip install 'reply-lint[audit]'") from None
    click.echo(comparing.as_json(made) if format_ == "json" else comparing.as_text(made))


@cli.command()
@click.argument("human", metavar="MARKS.csv")
@click.argument("folder", metavar="DIR")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def calibrate(human: str, folder: str, format_: str) -> None:
    """How far leads' own marks agree with the scores of the audit in DIR (docs/audit-report.md)."""
    try:
        from reply_lint.audit import calibrate as calibrating

        made = calibrating.calibrate(human, folder)
    except ImportError as error:
        raise ReplyLintError("calibrate", f"не хватает {error.name}: pip install 'reply-lint[audit]'") from None
    click.echo(calibrating.as_json(made) if format_ == "json" else calibrating.as_text(made))


@cli.command()
@click.option("--force", is_flag=True, help="Overwrite the file that is there.")
def init(force: bool) -> None:
    """Write a commented reply-lint.toml into this folder."""
    from reply_lint.config import TEMPLATE

    path = Path("reply-lint.toml")
    if path.exists() and not force:
        raise ReplyLintError(str(path), "файл уже есть; чтобы заменить его, добавьте --force")
    path.write_text(TEMPLATE, encoding="utf-8")
    click.echo(f"Создан {path}: раскомментируйте нужные строки.")


@cli.command()
@click.option("--config", type=click.Path(dir_okay=False), help="Instead of the nearest reply-lint.toml.")
@click.option("--rules", "folders", multiple=True, metavar="DIR", help="A folder of further cards (repeatable).")
def hook(config: str | None, folders: tuple[str, ...]) -> None:
    """Decide whether a reply may be sent: JSON in, JSON out (docs/hook.md).

    Exit status: 0 send it or advise, 1 stop it, 2 it could not be judged and is to stay."""
    import json

    from reply_lint import hook as gate

    try:
        given = json.loads(sys.stdin.buffer.read())
    except (ValueError, RecursionError):
        raise ReplyLintError("<stdin>", 'не читается как JSON; ожидается {"text": "…"}') from None
    decision = gate.decide(_linter(folders, config), given)
    click.echo(json.dumps(decision.as_json(), ensure_ascii=False))
    raise SystemExit(0 if decision.decision != "stop" else 2 if decision.skipped else 1)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
@click.option("--token", envvar="REPLY_LINT_TOKEN", help="What clients show as `Authorization: Bearer`.")
@click.option("--cors-origin", "origins", multiple=True, metavar="URL", help="A site whose pages may ask (repeatable).")
@click.option("--config", type=click.Path(dir_okay=False), help="Instead of the nearest reply-lint.toml.")
@click.option("--rules", "folders", multiple=True, metavar="DIR", help="A folder of further cards (repeatable).")
@click.option("--allow-open", is_flag=True, help="Listen beyond this machine without a token.")
def serve(config: str | None, folders: tuple[str, ...], **options: Any) -> None:
    """Serve linting, the hook, LanguageTool's protocol and a web page over HTTP (docs/server.md)."""
    try:
        from reply_lint.server.command import run
    except ImportError as error:
        raise ReplyLintError("serve", f"не хватает {error.name}: pip install 'reply-lint[serve]'") from None
    run(_config(folders, config), **options)


@cli.command()
def lsp() -> None:
    """Language server on standard input and output: findings and fixes in an editor (docs/editors.md)."""
    try:
        from reply_lint.lsp import serve as run
    except ImportError as error:
        raise ReplyLintError("lsp", f"не хватает {error.name}: pip install 'reply-lint[lsp]'") from None
    run()


@cli.command()
@click.option(
    "--listen",
    default="127.0.0.1:8025",
    show_default=True,
    metavar="HOST:PORT",
    callback=_address,
    help="Mail comes in.",
)
@click.option("--relay", required=True, metavar="HOST:PORT", callback=_address, help="The mail server behind the gate.")
@click.option("--reject/--header", default=True, show_default=True, help="Refuse bad replies, or mark and pass all.")
@click.option("--internal", multiple=True, metavar="DOMAIN", help="Mails to it alone pass unread (repeatable).")
@click.option("--config", type=click.Path(dir_okay=False), help="Instead of the nearest reply-lint.toml.")
@click.option("--rules", "folders", multiple=True, metavar="DIR", help="A folder of further cards (repeatable).")
@click.option("--allow-open", is_flag=True, help="Listen beyond this machine: who reaches the gate can send mail.")
def smtp(listen: tuple[str, int], relay: tuple[str, int], internal: tuple[str, ...], **options: Any) -> None:
    """A gate before a mail server: replies are read before they go out (docs/helpdesks.md)."""
    try:
        from reply_lint import smtp as gate
    except ImportError as error:
        raise ReplyLintError("smtp", f"не хватает {error.name}: pip install 'reply-lint[smtp]'") from None
    if not (options["allow_open"] or listen[0] in ("localhost", "::1") or listen[0].startswith("127.")):
        raise ReplyLintError("smtp", f"адрес {listen[0]} виден другим, и через него пойдёт любая почта: --allow-open")
    linter = _linter(options["folders"], options["config"])
    domains = frozenset(domain.lower() for domain in internal)
    gate.serve(gate.Gate(linter, relay, options["reject"], domains), listen)


def _linter(folders: tuple[str, ...], path: str | None = None) -> Any:
    from reply_lint.linter import Linter

    return Linter(_config(folders, path))


def _config(folders: tuple[str, ...], path: str | None) -> Any:
    from reply_lint.config import Config

    config = Config.load(path) if path else Config.find(Path.cwd())
    return config.set("--rules", rules=(*config.rules, *folders)) if folders else config


def main() -> None:
    """Entry point: UTF-8 on any locale, one line on standard error for whatever goes wrong, exit status 2."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is not sys.stdin else "strict")
    gc.disable()  # nothing to collect while modules and rules load; `check` turns it on again after its first file
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message())
    except click.ClickException as error:
        _complain(error.format_message())
    except ReplyLintError as error:
        _complain(str(error))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    finally:
        gc.freeze()  # nor when it ends: what is there goes with the process


def _complain(message: str) -> None:
    print(f"reply-lint: {message}", file=sys.stderr)
    sys.exit(2)
