"""Make what is generated anew: the pages of the rules, the picture of a terminal, what README's commands print.

usage: python tools/build_docs.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from reply_lint import Linter, ruledoc

ROOT = Path(__file__).parent.parent


def picture() -> str:
    """An SVG of what a terminal shows for ``examples/draft.txt``."""
    shown = subprocess.run(
        [sys.executable, "-m", "reply_lint", "--color", "always", "--explain-score", "examples/draft.txt"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    ).stdout
    console = Console(record=True, width=82, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ reply-lint --explain-score examples/draft.txt\n{shown}"))
    return console.export_svg(title="reply-lint", unique_id="reply-lint")


def shown(text: str) -> str:
    """``text`` with the output of each of its console blocks as it is now."""

    def run(block: re.Match[str]) -> str:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        ran = subprocess.run(
            block[1], shell=True, cwd=ROOT, capture_output=True, encoding="utf-8", env={**os.environ, "PATH": path}
        )
        return f"```console\n$ {block[1]}\n{ran.stdout}```"

    return re.sub(r"```console\n\$ (.+)\n(?:.*\n)*?```", run, text)


if __name__ == "__main__":
    readme = ROOT / "README.md"
    readme.write_text(shown(readme.read_text(encoding="utf-8")), encoding="utf-8")
    ruledoc.write(Linter(), ROOT / "docs" / "rules")
    (ROOT / "docs" / "terminal.svg").write_text(picture(), encoding="utf-8")
