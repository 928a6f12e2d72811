"""A baseline: how many findings of each rule a file had when the team began to lint its canned replies.

Old findings are let pass, new ones are reported, and so are entries that have become too high. Counts, not
lines: moving text about changes nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from reply_lint.model import Finding, ReplyLintError

SCHEMA = 1
Counts = Mapping[str, Mapping[str, int]]
"""File name (with forward slashes) → rule → number of findings."""


def name_of(path: str) -> str:
    return Path(path).as_posix()


def read(path: str) -> Counts:
    """The counts in a baseline file. Raises ``ReplyLintError``."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ReplyLintError(path, f"файл не открывается: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ReplyLintError(path, f"это не JSON: {error}") from None
    files = data.get("files") if isinstance(data, dict) and data.get("schema") == SCHEMA else None
    if not isinstance(files, dict) or not all(
        isinstance(rules, dict) and all(type(n) is int and n > 0 for n in rules.values()) for rules in files.values()
    ):
        raise ReplyLintError(path, "это не файл от --write-baseline; создайте его заново")
    return files


def write(path: str, counts: Counts) -> None:
    """Write a baseline file, sorted, so that its changes read well in git. Raises ``ReplyLintError``."""
    files = {name: dict(sorted(rules.items())) for name, rules in sorted(counts.items()) if rules}
    text = json.dumps({"schema": SCHEMA, "files": files}, ensure_ascii=False, indent=1) + "\n"
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReplyLintError(path, f"файл не записывается: {error.strerror}") from None


def count(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.rule for finding in findings)


def remaining(findings: Iterable[Finding], old: Mapping[str, int]) -> list[Finding]:
    """Findings beyond the counts of ``old``: the last ones of each rule, since new text tends to come last."""
    left = Counter(old)
    kept = []
    for finding in findings:
        if left[finding.rule] > 0:
            left[finding.rule] -= 1
        else:
            kept.append(finding)
    return kept


def stale(findings: Iterable[Finding], old: Mapping[str, int]) -> dict[str, int]:
    """Rule → how many of its old findings are gone: the entry may be lowered."""
    now = count(findings)
    return {rule: n - now[rule] for rule, n in old.items() if n > now[rule]}
