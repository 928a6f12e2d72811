"""Run the examples that cards carry: where a finding must be, what its fix must give, where none may be."""

from __future__ import annotations

from collections.abc import Iterator

from reply_lint import marks
from reply_lint.linter import Linter
from reply_lint.model import Card, Example, Finding


def failures(linter: Linter, card: Card) -> Iterator[str]:
    """What is wrong with the examples of ``card``, in words; nothing when all hold."""
    said = card.page()
    for example in said.bad:
        yield from _bad(linter, card.rule, example)
    for example in said.good:
        marked = marks.parse(example.reply)
        for finding in linter.lint_with(card.rule, marked.text, example.client):
            yield f"хороший пример «{marked.text}»: найдено {_shown(finding)}, а ожидалась тишина"


def _bad(linter: Linter, rule: str, example: Example) -> Iterator[str]:
    marked = marks.parse(example.reply)
    findings = linter.lint_with(rule, marked.text, example.client)
    found = {(f.start, f.end): f for f in findings}
    for span in marked.spans:
        finding = found.pop((span.start, span.end), None)
        shown = f"«{marked.text[span.start : span.end]}»"
        if finding is None:
            others = ", ".join(_shown(f) for f in findings) or "тишина"
            yield f"плохой пример «{marked.text}»: ожидалось место {shown}, а найдено: {others}"
        elif span.fix is not None:
            fixes = [f.text for f in finding.fixes]
            if not fixes or fixes[0] != span.fix:
                yield f"плохой пример «{marked.text}»: для {shown} ожидалась замена «{span.fix}», а вышло: {fixes[:1]}"
    for finding in found.values():
        yield f"плохой пример «{marked.text}»: найдено ещё и {_shown(finding)}"
    if all(span.fix is not None for span in marked.spans):
        for finding in linter.lint_with(rule, marked.fixed, example.client):
            yield f"плохой пример «{marked.text}»: после замены «{marked.fixed}» снова найдено {_shown(finding)}"


def _shown(finding: Finding) -> str:
    return f"«{finding.text}» ({finding.start}–{finding.end})"
