"""A rules-based linter for the quality of customer-support replies written in Russian."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from reply_lint.config import Config
from reply_lint.linter import Linter
from reply_lint.model import Document, Finding, Fix, Match, ReplyLintError, Report

__version__ = "0.1.0"
__all__ = ["Config", "Document", "Finding", "Fix", "Linter", "Match", "ReplyLintError", "Report", "fix", "lint"]


@lru_cache(maxsize=1)
def _default() -> Linter:
    return Linter()


def lint(text: str, client: str | None = None) -> Report:
    """Lint one reply with the default rules; ``client`` is the message that it answers."""
    return _default().lint(text, client)


def fix(text: str, client: str | None = None, only: Iterable[str] | None = None) -> str:
    """``text`` with the first safe fix of each finding applied.

    ``only``: categories or rule ids whose findings are fixed; all when None.
    """
    from reply_lint import fixes

    return fixes.fix(_default(), text, client, only)
