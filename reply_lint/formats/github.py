"""``github``: workflow commands that GitHub Actions turns into annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from reply_lint.formats.context import Context
from reply_lint.formats.place import line_starts, place
from reply_lint.formats.terminal import printable
from reply_lint.formats.words import advice
from reply_lint.model import Reply, Severity

COMMAND: Mapping[Severity, str] = {"hint": "notice", "warning": "warning", "error": "error", "critical": "error"}


def render(replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """A command a finding. Columns are given only for a place on one line, as GitHub wants it."""
    for reply in replies:
        starts = line_starts(reply.text) if reply.report.findings else ()
        for finding in reply.report.findings:
            begin, end = place(starts, finding.start), place(starts, finding.end)
            properties = {"file": printable(PurePath(reply.name).as_posix()), "line": begin.line, "endLine": end.line}
            if begin.line == end.line:
                properties |= {"col": begin.column, "endColumn": end.column}
            properties["title"] = printable(f"reply-lint ({finding.rule})")
            lines = filter(None, (finding.message, advice(finding.suggestion)))
            message = _escape("\n".join(map(printable, lines)))
            options = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
            yield f"::{COMMAND[finding.severity]} {options}::{message}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
