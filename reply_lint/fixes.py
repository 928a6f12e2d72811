"""Apply fixes: safe ones, without overlaps, until nothing more changes."""

from __future__ import annotations

from collections.abc import Iterable

from reply_lint import edits
from reply_lint.linter import Linter
from reply_lint.model import ReplyLintError


def fix(
    linter: Linter, text: str, client: str | None = None, only: Iterable[str] | None = None, unsafe: bool = False
) -> str:
    """The text with its fixes made. Doing it twice changes nothing more.

    Raises ``ReplyLintError`` when ``only`` names no rule and no category.
    """
    names = None if only is None else frozenset((only,) if isinstance(only, str) else only)
    for name in names or ():
        if name not in linter.cards and name not in linter.categories:
            raise ReplyLintError("only", f"правила или категории «{name}» нет")
    seen = [text]
    for _ in range(edits.ROUNDS):
        findings = linter.lint(text, client).findings
        if names is not None:
            findings = tuple(f for f in findings if f.rule in names or f.category in names)
        mended = edits.apply(text, edits.choose(findings, unsafe))
        if mended in seen:  # nothing more to mend, or two rules that undo each other: then always the same of both
            return min(seen[seen.index(mended) :])
        seen.append(mended)
        text = mended
    return text
