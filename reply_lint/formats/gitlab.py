"""``gitlab``: a Code Quality report, shown by GitLab in merge requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from reply_lint.formats.context import Context
from reply_lint.formats.fingerprint import fingerprints
from reply_lint.formats.place import line_starts, place
from reply_lint.formats.words import advice
from reply_lint.model import Reply, Severity

SEVERITY: Mapping[Severity, str] = {"hint": "info", "warning": "minor", "error": "major", "critical": "critical"}


def render(replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """A JSON array, an element a finding. A fingerprint is unique and survives a shift of lines."""
    separator = "["
    for reply in replies:
        for issue in _issues(reply):
            yield f"{separator}\n  {json.dumps(issue, ensure_ascii=False)}"
            separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _issues(reply: Reply) -> Iterator[dict[str, object]]:
    path = PurePath(reply.name).as_posix()
    starts = line_starts(reply.text) if reply.report.findings else ()
    for finding, fingerprint in fingerprints(reply.report, path):
        begin, end = place(starts, finding.start), place(starts, finding.end)
        yield {
            "type": "issue",
            "description": f"{finding.message} {advice(finding.suggestion)}".rstrip(),
            "check_name": finding.rule,
            "categories": ["Style"],
            "severity": SEVERITY[finding.severity],
            "fingerprint": fingerprint,
            "location": {
                "path": path,
                "lines": {"begin": begin.line, "end": end.line},
                "positions": {"begin": begin._asdict(), "end": end._asdict()},
            },
        }
