"""Make what is generated under ``docs/`` anew: the pages of the rules and the picture of a terminal.

usage: python tools/build_docs.py
"""

from __future__ import annotations

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


if __name__ == "__main__":
    ruledoc.write(Linter(), ROOT / "docs" / "rules")
    (ROOT / "docs" / "terminal.svg").write_text(picture(), encoding="utf-8")
