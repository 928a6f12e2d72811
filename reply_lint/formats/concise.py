"""``concise``: a line a finding, in the form that editors and ``grep`` know, and a line with the totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reply_lint.formats.context import Context
from reply_lint.formats.place import line_starts, place
from reply_lint.formats.tally import Tally, table, total_parts
from reply_lint.formats.terminal import printable
from reply_lint.formats.words import fixable
from reply_lint.model import Reply


def render(replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """``path:line:col: rule message``, and `` [*]`` after what ``--fix`` mends."""
    tally = Tally()
    for reply in replies:
        tally.add(reply.report)
        if not context.quiet and not context.statistics:
            yield from _lines(reply)
    if context.statistics:
        yield from (f"{line}\n" for line in table(tally, context))
    yield " · ".join(total_parts(tally)) + "\n"


def _lines(reply: Reply) -> Iterator[str]:
    starts = line_starts(reply.text) if reply.report.findings else ()
    for finding in reply.report.findings:
        line, column = place(starts, finding.start)
        mark = " [*]" if fixable(finding) else ""
        yield printable(f"{reply.name}:{line}:{column}: {finding.rule} {finding.message}{mark}") + "\n"
