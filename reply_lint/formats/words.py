"""The Russian words that several formats share."""

from __future__ import annotations

from collections.abc import Mapping

from reply_lint.formats.context import Context
from reply_lint.model import Finding, Fix, Report, Severity, Verdict

SEVERITY: Mapping[Severity, str] = {
    "hint": "подсказка",
    "warning": "предупреждение",
    "error": "ошибка",
    "critical": "критично",
}
VERDICT: Mapping[Verdict, str] = {
    "send": "можно отправлять",
    "revise": "доработать",
    "block": "отправлять нельзя",
}
NOTHING = "Проверять нечего: нет ни одного ответа."


def plural(n: int, one: str, few: str, many: str) -> str:
    """``plural(3, "правило", "правила", "правил")`` is «3 правила»."""
    if n % 10 == 1 and n % 100 != 11:
        word = one
    elif n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
        word = few
    else:
        word = many
    return f"{n} {word}"


def decimal(x: float) -> str:
    """At most one decimal, with a comma: «18», «5,5»."""
    return f"{x:.1f}".removesuffix(".0").replace(".", ",")


def fixable(finding: Finding) -> bool:
    """Will ``--fix`` mend it?"""
    return any(fix.safe for fix in finding.fixes)


def count(findings: int, safe: int) -> str:
    """«3 замечания, 2 исправит --fix»."""
    words = plural(findings, "замечание", "замечания", "замечаний") if findings else "замечаний нет"
    return f"{words}, {safe} исправит --fix" if safe else words


def score_parts(report: Report, context: Context) -> list[str]:
    """«Оценка 61 из 100», «доработать (нужно 70)», «3 замечания»: to be joined by « · »."""
    critical = {f.category: None for f in report.findings if f.severity == "critical"}
    verdict = VERDICT[report.verdict]
    if report.verdict == "block" and critical:
        verdict += f" ({', '.join(category_title(name, context) for name in critical)})"
    elif report.verdict != "send" and report.score < context.min_score:
        verdict += f" (нужно {context.min_score})"
    counted = count(len(report.findings), sum(map(fixable, report.findings)))
    return [f"Оценка {report.score} из 100", verdict, counted]


def category_title(name: str, context: Context) -> str:
    """«негативная подача»."""
    return context.categories[name].title if name in context.categories else name


def advice(suggestion: str | None) -> str:
    """«Лучше: назовите срок.»; empty when there is no suggestion."""
    return f"Лучше: {uncapitalised(suggestion)}" if suggestion else ""


def uncapitalised(sentence: str) -> str:
    """With a small letter, as after a colon, unless it begins with an abbreviation."""
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def fix_advice(text: str, finding: Finding) -> str:
    """What the fixes do, for a person: «Заменить на: «вернём» или «вернули»»; empty when there are none."""
    if not finding.fixes:
        return ""
    best = finding.fixes[0]
    if not best.text:
        return f"Убрать: {_quote(text[best.start : best.end])}"
    if best.start == best.end:
        return f"Вставить: {_quote(best.text)}"
    if (best.start, best.end) != (finding.start, finding.end):
        return f"Заменить: {_quote(text[best.start : best.end])} на {_quote(best.text)}"
    *others, last = [_quote(fix.text) for fix in finding.fixes[:3] if _same_place(fix, best) and fix.text]
    return f"Заменить на: {', '.join(others)} или {last}" if others else f"Заменить на: {last}"


def _same_place(a: Fix, b: Fix) -> bool:
    return (a.start, a.end) == (b.start, b.end)


def _quote(text: str) -> str:
    """The text in «»; white space, which nobody sees in quotes, by its name."""
    if text.isspace():
        return "перенос строки" if "\n" in text or "\r" in text else "пробел" if len(text) == 1 else "пробелы"
    return f"«{text.strip()}»"
