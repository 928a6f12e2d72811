"""Precision, recall and F1 on labelled replies, and how well the score agrees with a support lead's grades.

A finding is right when a label of its category overlaps it (a label with no span: the category alone). A label is
found when such a finding is there. The format of a corpus is in ``corpora/README.md``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from reply_lint.linter import Linter
from reply_lint.model import Finding, ReplyLintError, Report

CODES = {
    "NEG": "negative-framing", "CON": "condescension", "JRG": "jargon", "TYP": "typos", "OFF": "bureaucratese",
    "UNC": "uncertainty", "PRM": "vague-promise", "BRU": "brush-off", "EMP": "empathy", "CLR": "clarity",
    "RUD": "rudeness", "PII": "private-data", "TPL": "template", "FRM": "form", "KIT": "internal-kitchen",
}  # fmt: skip
CORE = ("negative-framing", "condescension", "jargon", "typos")
SHOWN = 5
"""How many of the worst false alarms and misses a table shows of each category."""


class Label(NamedTuple):
    category: str
    start: int | None
    end: int | None


class Labelled(NamedTuple):
    id: str
    client: str | None
    reply: str
    grade: int
    labels: tuple[Label, ...]


@dataclass
class Tally:
    """Counts for a category or a rule."""

    right: int = 0
    """Findings that some label confirms."""
    wrong: int = 0
    found: int = 0
    """Labels that some finding meets."""
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass
class Evaluation:
    replies: int = 0
    categories: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CODES.values()})
    rules: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    """Per rule: right and wrong findings only, since labels name no rules."""
    clean: int = 0
    """Replies with no label."""
    clean_flagged: int = 0
    """Those of them with a finding of warning or above."""
    scores: list[int] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)
    pairs: int = 0
    pairs_ordered: int = 0
    """Pairs whose good reply scores above the bad one."""
    alarms: dict[str, list[tuple[str, Finding, str]]] = field(default_factory=lambda: defaultdict(list))
    """Category → (id, wrong finding, the sentence round it)."""
    misses: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Category → (id, the label's text, or the reply's beginning)."""

    @property
    def spearman(self) -> float:
        return spearman(self.scores, self.grades)


def read(path: str | Path) -> list[Labelled]:
    """The replies of a corpus. Raises ``ReplyLintError`` that names the line."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReplyLintError(str(path), f"файл не читается: {error}") from None
    made = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            labels = tuple(Label(CODES[x["category"]], x["start"], x["end"]) for x in row["labels"])
            made.append(Labelled(str(row["id"]), row.get("client"), row["reply"], int(row["grade"]), labels))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ReplyLintError(
                f"{path}:{number}", f"ожидается строка корпуса с полями id, reply, grade, labels ({error!r})"
            ) from None
    if not made:
        raise ReplyLintError(str(path), "в корпусе нет ответов")
    return made


def evaluate(linter: Linter, corpus: Iterable[Labelled]) -> Evaluation:
    """Lint every reply and compare with its labels."""
    made = Evaluation()
    pairs: dict[str, dict[str, int]] = defaultdict(dict)
    for one in corpus:
        report = linter.lint(one.reply, one.client)
        made.replies += 1
        made.scores.append(report.score)
        made.grades.append(one.grade)
        key, _, kind = one.id.rpartition("-")
        if kind in ("bad", "good"):
            pairs[key][kind] = report.score
        if not one.labels:
            made.clean += 1
            made.clean_flagged += any(f.severity != "hint" for f in report.findings)
        _compare(made, one, report)
    whole = [pair for pair in pairs.values() if len(pair) == 2]
    made.pairs = len(whole)
    made.pairs_ordered = sum(pair["good"] > pair["bad"] for pair in whole)
    return made


def _compare(made: Evaluation, one: Labelled, report: Report) -> None:
    met: set[int] = set()
    for finding in report.findings:
        hits = [n for n, label in enumerate(one.labels) if _meets(finding, label)]
        met.update(hits)
        for tally in (made.categories.setdefault(finding.category, Tally()), made.rules[finding.rule]):
            tally.right += bool(hits)
            tally.wrong += not hits
        if not hits:
            around = one.reply[max(0, finding.start - 60) : finding.end + 60]
            made.alarms[finding.category].append((one.id, finding, " ".join(around.split())))
    for n, label in enumerate(one.labels):
        tally = made.categories[label.category]
        tally.found += n in met
        tally.missed += n not in met
        if n not in met:
            quote = one.reply[slice(label.start, label.end)] if label.start is not None else one.reply[:80]
            made.misses[label.category].append((one.id, " ".join(quote.split())))


def _meets(finding: Finding, label: Label) -> bool:
    if finding.category != label.category:
        return False
    if label.start is None or label.end is None:
        return True
    return finding.start < label.end and label.start < max(finding.end, finding.start + 1)


def spearman(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Rank correlation, ties by mean ranks; 0 when a side does not vary."""
    a, b = _ranks(xs), _ranks(ys)
    n = len(a)
    mean = (n + 1) / 2
    top = sum((x - mean) * (y - mean) for x, y in zip(a, b, strict=True))
    bottom = (sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)) ** 0.5
    return float(top / bottom) if bottom else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    i = 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and values[order[j + 1]] == values[order[i]]:
            j += 1
        for k in range(i, j + 1):
            ranks[order[k]] = (i + j) / 2 + 1
        i = j + 1
    return ranks


def as_json(made: Evaluation) -> str:
    def figures(tally: Tally) -> dict[str, float]:
        return {
            "precision": round(tally.precision, 4),
            "recall": round(tally.recall, 4),
            "f1": round(tally.f1, 4),
            "labels": tally.found + tally.missed,
            "findings": tally.right + tally.wrong,
        }

    return json.dumps(
        {
            "schema": 1,
            "replies": made.replies,
            "categories": {name: figures(tally) for name, tally in made.categories.items()},
            "rules": {
                name: {"findings": t.right + t.wrong, "precision": round(t.precision, 4)}
                for name, t in sorted(made.rules.items())
            },
            "clean": made.clean,
            "clean_flagged": made.clean_flagged,
            "spearman": round(made.spearman, 4),
            "pairs": made.pairs,
            "pairs_ordered": made.pairs_ordered,
            "false_alarms": {
                name: [{"id": i, "rule": f.rule, "text": f.text, "around": around} for i, f, around in rows]
                for name, rows in sorted(made.alarms.items())
            },
            "misses": {
                name: [{"id": i, "text": quote} for i, quote in rows] for name, rows in sorted(made.misses.items())
            },
        },
        ensure_ascii=False,
        indent=1,
    )


def as_text(made: Evaluation) -> str:
    """A table of categories, the figures of the score, the least precise rules, some false alarms and misses."""
    lines = [f"{'категория':18} точность полнота    F1  разметка находки"]
    for name, t in made.categories.items():
        lines.append(
            f"{name:18} {t.precision:8.2f} {t.recall:7.2f} {t.f1:5.2f} {t.found + t.missed:9} {t.right + t.wrong:7}"
        )
    lines += [
        "",
        f"Ответов: {made.replies}. Связь оценки с отметкой (Спирмен): {made.spearman:.2f}.",
        f"Ответов без разметки: {made.clean}, из них с замечаниями: {made.clean_flagged}.",
        f"Пар «хуже — лучше» в верном порядке: {made.pairs_ordered} из {made.pairs}.",
    ]
    worst = sorted((r for r in made.rules.items() if r[1].wrong), key=lambda r: (-r[1].wrong, r[0]))[:10]
    if worst:
        lines += ["", "Правила, где больше всего ложных тревог:"]
        lines += [f"  {name}: {t.wrong} из {t.right + t.wrong}" for name, t in worst]
    for title, rows in (("Ложные тревоги", made.alarms), ("Пропуски", made.misses)):
        lines += ["", f"{title}:"]
        for name in CODES.values():
            for row in rows.get(name, [])[:SHOWN]:
                lines.append(f"  {name}  {row[0]}: {row[-1]}")
    return "\n".join(lines)
