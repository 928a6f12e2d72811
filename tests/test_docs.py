"""What README says is true: its commands are those of CI, its options exist, its console blocks show real output."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from reply_lint import Linter
from reply_lint.cli import cli

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.ru.md", ROOT / "rules" / "README.md"]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_options_and_rules_named_in_the_docs_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = {option for command in cli.commands.values() for p in command.params for option in p.opts}
    spans = [span for span in re.findall(r"`([^`\n]+)`", text) if "reply-lint" in span or span.startswith("--")]
    for option in {option for span in spans for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", span)}:
        assert option in known, option
    for rule in set(re.findall(r"explain ([a-z-]+/[a-z-]+)", text)):
        assert rule in Linter().cards, rule


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_ci_runs_the_readmes_test_command() -> None:
    command = re.findall(r"```sh\n(.*pytest.*)\n```", (ROOT / "README.md").read_text(encoding="utf-8"))[0]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


BLOCKS = re.findall(r"```console\n\$ (.+)\n((?:.*\n)*?)```", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_console_blocks_show_what_the_command_prints(command: str, shown: str) -> None:
    bin_ = str(Path(sys.executable).parent)
    ran = subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PATH": bin_ + os.pathsep + os.environ["PATH"]},
    )
    assert ran.stdout == shown


def test_every_command_and_option_has_help() -> None:
    for command in cli.commands.values():
        assert command.help
        for param in command.params:
            plain = isinstance(param, click.Argument) or param.name in ("format_", "markup", "color")
            assert plain or param.help, (command.name, param.name)


def test_the_python_block_runs() -> None:
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)[0]
    code = code.replace("reply_lint.fix(", "fixed = reply_lint.fix(")
    scope: dict[str, object] = {}
    exec(code, scope)
    assert scope["fixed"] == "Здравствуйте!"
