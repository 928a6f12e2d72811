"""``json`` and ``jsonl``: schema version 1, described in ``docs/report.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from reply_lint.formats.context import Context
from reply_lint.formats.place import line_starts, place
from reply_lint.model import Reply

SCHEMA = 1
_ESCAPES = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def render(replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """One object; each element of ``replies`` on a line of its own, as soon as it is there."""
    yield f'{{"schema": {SCHEMA}, "tool": {_dumps(f"reply-lint {context.version}")},\n "replies": ['
    for i, reply in enumerate(replies):
        yield ("\n  " if i == 0 else ",\n  ") + _dumps(reply_dict(reply))
    yield "]}\n"


def render_lines(replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """One reply a line."""
    for reply in replies:
        yield _dumps(reply_dict(reply)) + "\n"


def reply_dict(reply: Reply) -> dict[str, object]:
    """A reply as the contract shows it."""
    starts = line_starts(reply.text) if reply.report.findings else ()
    findings = []
    for finding in reply.report.findings:
        line, column = place(starts, finding.start)
        findings.append(
            {
                "rule": finding.rule,
                "category": finding.category,
                "severity": finding.severity,
                "start": finding.start,
                "end": finding.end,
                "line": line,
                "column": column,
                "text": finding.text,
                "message": finding.message,
                "suggestion": finding.suggestion,
                "fixes": [
                    {"start": fix.start, "end": fix.end, "text": fix.text, "safe": fix.safe} for fix in finding.fixes
                ],
                "lost": finding.lost,
            }
        )
    return {
        "name": reply.name,
        "score": reply.report.score,
        "verdict": reply.report.verdict,
        "lost": dict(reply.report.lost),
        "findings": findings,
    }


def _dumps(value: object) -> str:
    """JSON on one line, also for readers that split lines as Unicode does."""
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
