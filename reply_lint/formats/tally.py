"""Counts over many replies, for the last lines of the formats that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from reply_lint.formats.context import Context
from reply_lint.formats.terminal import cell_len, fit, printable
from reply_lint.formats.words import NOTHING, VERDICT, count, fixable
from reply_lint.model import Report


@dataclass(slots=True)
class Tally:
    """Verdicts, and findings per rule."""

    verdicts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    safe: Counter[str] = field(default_factory=Counter)
    """Findings per rule that ``--fix`` mends."""

    def add(self, report: Report) -> None:
        self.verdicts[report.verdict] += 1
        self.rules.update(finding.rule for finding in report.findings)
        self.safe.update(finding.rule for finding in report.findings if fixable(finding))


def total_parts(tally: Tally) -> list[str]:
    """«Ответов: 12», «можно отправлять: 9», «доработать: 3», «14 замечаний»: to be joined by « · »."""
    if not tally.verdicts:
        return [NOTHING]
    verdicts = [f"{words}: {tally.verdicts[verdict]}" for verdict, words in VERDICT.items() if tally.verdicts[verdict]]
    found = count(tally.rules.total(), tally.safe.total())
    return [f"Ответов: {tally.verdicts.total()}", *verdicts, found]


def table(tally: Tally, context: Context) -> Iterator[str]:
    """Lines: findings, how many of them ``--fix`` mends, rule and its title; the frequent ones first."""
    if not tally.rules:
        return
    ordered = sorted(tally.rules.items(), key=lambda item: (-item[1], item[0]))
    rule_width = max(cell_len(printable(rule)) for rule in tally.rules)
    yield "замечаний   --fix   правило"
    for rule, n in ordered:
        name = printable(rule)
        card = context.cards.get(rule)
        title = printable(card.title) if card else ""
        line = f"{n:9}   {tally.safe[rule] or '–':>5}   {name}{' ' * (rule_width - cell_len(name))}   {title}"
        yield fit(line, context.width).rstrip()
    yield ""
