"""``text``: for a person who is about to send the reply. The place, what is wrong, what to write instead, the score.

Nothing depends on colour, and nothing from a reply reaches the terminal without ``printable``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reply_lint.formats.context import Context
from reply_lint.formats.place import line_span, line_starts, place
from reply_lint.formats.snippet import snippet
from reply_lint.formats.tally import Tally, table, total_parts
from reply_lint.formats.terminal import pack, paint, printable, wrap
from reply_lint.formats.words import (
    SEVERITY,
    advice,
    category_title,
    decimal,
    fix_advice,
    plural,
    score_parts,
    uncapitalised,
)
from reply_lint.model import Finding, Reply, Report, Severity, Verdict

NARROWEST = 40
DIM, BOLD, GREEN = "2", "1", "32"
SEVERITY_STYLE: Mapping[Severity, str] = {"hint": "36", "warning": "33", "error": "31", "critical": "1;31"}
VERDICT_STYLE: Mapping[Verdict, str] = {"send": "1;32", "revise": "1;33", "block": "1;31"}


def render(replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """Each reply as soon as it is linted; when there are several, the totals."""
    tally = Tally()
    gap = False
    for reply, named in _named(replies):
        before = tally.verdicts.total()
        tally.add(reply.report)
        if context.statistics:
            continue
        long = bool(reply.report.findings) and not context.quiet
        if before and (long or gap):
            yield "\n"
        gap = long
        yield from _ended(_long(reply, named, context) if long else _short(reply, named, context))
    if context.statistics:
        yield from _ended(table(tally, context))
    elif context.quiet or tally.verdicts.total() == 1:
        return
    elif tally.verdicts:
        yield "\n"
    yield from _ended(_painted(pack(total_parts(tally), _width(context), " · "), BOLD, context))


def _named(replies: Iterable[Reply]) -> Iterator[tuple[Reply, bool]]:
    """Each reply and whether to show its name: standard input alone needs none. Looks ahead for that only."""
    rest = iter(replies)
    first = next(rest, None)
    if first is None:
        return
    second = next(rest, None) if first.name == "<stdin>" else None
    yield first, first.name != "<stdin>" or second is not None
    if second is not None:
        yield second, True
    for reply in rest:
        yield reply, True


def _short(reply: Reply, named: bool, context: Context) -> Iterator[str]:
    """The reply in a line: there is nothing to say, or only the score was asked for."""
    report = reply.report
    if report.findings or report.verdict != "send" or context.quiet:
        words, style = " · ".join(score_parts(report, context)), VERDICT_STYLE[report.verdict]
    else:
        words, style = f"Всё хорошо, можно отправлять ({report.score} из 100).", GREEN
    name = paint(printable(reply.name), BOLD, context.color) + ": " if named else ""
    yield name + paint(uncapitalised(words) if named else words, style, context.color)
    if context.explain_score and not context.quiet:
        yield from _silent(report, context)


def _long(reply: Reply, named: bool, context: Context) -> Iterator[str]:
    """The findings with their places, then the score."""
    report = reply.report
    if named:
        yield paint(printable(reply.name), BOLD, context.color)
        yield ""
    starts = line_starts(reply.text)
    several = place(starts, len(reply.text.rstrip())).line > 1
    digits = len(str(place(starts, report.findings[-1].start).line)) if several else 0
    for finding in report.findings:
        yield from _finding(reply.text, starts, finding, digits, context)
        yield ""
    parts = pack(score_parts(report, context), _width(context), " · ")
    yield from _painted(parts, VERDICT_STYLE[report.verdict], context)
    if context.explain_score:
        yield from _ledger(report, context)
        yield from _silent(report, context)


def _finding(text: str, starts: Sequence[int], finding: Finding, digits: int, context: Context) -> Iterator[str]:
    """One finding; ``digits`` is the room for the number of the line, 0 for a text of one line."""
    indent = " " * (digits + 4 if digits else 2)
    room = _width(context) - len(indent)
    style = SEVERITY_STYLE[finding.severity]
    if finding.start < finding.end:
        number = place(starts, finding.start).line
        shown = snippet(text, line_span(text, starts, number), finding.start, finding.end, room)
        skip, length = shown.underline
        gutter = paint(f"  {number:{digits}}  ", DIM, context.color) if digits else indent
        yield f"{gutter}{shown.before}{paint(shown.place, style, context.color)}{shown.after}"
        yield f"{indent}{' ' * skip}{paint('‾' * length, style, context.color)}"
    body = [
        *_painted(wrap(printable(finding.message), room), BOLD, context),
        *_labelled(advice(finding.suggestion), room, context),
        *_labelled(fix_advice(text, finding), room, context),
        *_tag(finding, style, room, context),
    ]
    yield from (indent + line for line in body)


def _labelled(text: str, room: int, context: Context) -> Iterator[str]:
    """A paragraph whose first words, up to the colon, are a label."""
    label = text.partition(":")[0] + ":"
    for i, line in enumerate(wrap(printable(text), room)):
        yield line if i else paint(label, GREEN, context.color) + line.removeprefix(label)


def _tag(finding: Finding, style: str, room: int, context: Context) -> Iterator[str]:
    """«ошибка · negative-framing/refusal · −12»."""
    severity = SEVERITY[finding.severity]
    cost = f" · −{decimal(finding.lost)}" if context.explain_score and round(finding.lost, 1) else ""
    first, *more = wrap(f"{severity} · {printable(finding.rule)}{cost}", room)
    yield paint(severity, style, context.color) + paint(first.removeprefix(severity), DIM, context.color)
    yield from _painted(more, DIM, context)


def _ledger(report: Report, context: Context) -> Iterator[str]:
    """«100 − 18 негативная подача − 5 опечатки и ошибки = 77»."""
    lost = {name: points for name, points in report.lost.items() if round(points, 1)}
    if not lost:
        return
    ordered = sorted(lost, key=lambda name: (-lost[name], name))
    terms = [f"− {decimal(lost[name])} {printable(category_title(name, context))}" for name in ordered]
    exact = sum(round(10 * points) for points in lost.values()) == 10 * (100 - report.score)
    yield from pack(["100", *terms, f"{'=' if exact else '≈'} {report.score}"], _width(context))


def _silent(report: Report, context: Context) -> Iterator[str]:
    """Which rules could say nothing because the client's message was not given."""
    if report.silent:
        titles = "; ".join(context.cards[rule].title if rule in context.cards else rule for rule in report.silent)
        rules = plural(len(report.silent), "правило", "правила", "правил")
        yield from wrap(printable(f"Без сообщения клиента не проверялось: {rules} ({titles})."), _width(context))


def _width(context: Context) -> int:
    return max(NARROWEST, context.width)


def _painted(lines: Iterable[str], style: str, context: Context) -> Iterator[str]:
    return (paint(line, style, context.color) for line in lines)


def _ended(lines: Iterable[str]) -> Iterator[str]:
    """One piece of output."""
    yield "".join(f"{line}\n" for line in lines)
