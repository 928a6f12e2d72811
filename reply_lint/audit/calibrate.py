"""``reply-lint calibrate``: leads' own marks against the scores of an audit.

The file is a CSV: a column that says which reply (``id``, or ``ticket`` for the mean over its replies), a mark (any
scale on which more is better), if several leads mark, who did, and if they like a column a category with 1 or 0, да
or нет. Rows of several leads on one reply are averaged; how far the leads agree with each other is the most that
can be asked of a program.
"""

from __future__ import annotations

import csv
import io
import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from statistics import fmean
from typing import TYPE_CHECKING, Any

from reply_lint import files
from reply_lint.audit.folder import Folder, readable
from reply_lint.audit.readers.tables import delimiter
from reply_lint.audit.russian import number
from reply_lint.audit.schema import column
from reply_lint.audit.stats import Interval, kappa, resampled
from reply_lint.evaluate import spearman
from reply_lint.formats.terminal import printable
from reply_lint.formats.words import plural
from reply_lint.model import ReplyLintError

if TYPE_CHECKING:
    import polars as pl

LEAST = 10
"""With fewer replies marked nothing can be said."""
APART = 10
"""So many replies are shown on which leads and score differ most."""
BEGINNING = 200
LARGEST = 1e9
"""No scale has more; infinity and what is no number are no marks either."""
COLUMNS = {
    "id": ("id", "ид", "номер ответа", "ответ id", "message_id", "reply_id"),
    "ticket": ("ticket", "ticket_id", "обращение", "тикет", "номер обращения", "номер"),
    "mark": ("mark", "оценка", "балл", "grade", "rating"),
    "lead": ("lead", "кто оценил", "руководитель", "оценил", "эксперт", "проверяющий"),
}
_YES = frozenset("1 да + x х yes true истина".split())
_NO = frozenset(("0", "", "нет", "-", "–", "—", "no", "false", "ложь"))


@dataclass(frozen=True, slots=True)
class Mark:
    reply: str
    mark: float
    lead: str
    faults: Mapping[str, bool]
    """Category → whether the lead saw it, for the categories that the file has."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of leads and program on one category, in counts of replies."""

    both: int
    leads_only: int
    program_only: int
    neither: int

    @property
    def precision(self) -> float | None:
        return self.both / (self.both + self.program_only) if self.both + self.program_only else None

    @property
    def recall(self) -> float | None:
        return self.both / (self.both + self.leads_only) if self.both + self.leads_only else None

    @property
    def kappa(self) -> float:
        return kappa(self.both, self.leads_only, self.program_only, self.neither)


@dataclass(frozen=True, slots=True)
class Apart:
    """A reply on which leads and score differ."""

    reply: str
    mark: float
    score: float
    higher: bool
    """True: the leads put it higher than the score does."""
    text: str
    categories: tuple[str, ...]
    """What the program found."""


@dataclass(frozen=True, slots=True)
class Calibration:
    replies: int
    unknown: tuple[str, ...]
    """Marked replies that the audit does not have."""
    spearman: Interval
    leads: float | None
    """Mean rank correlation between two leads on the replies that both marked; None when no two did."""
    categories: Mapping[str, Agreement] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    apart: tuple[Apart, ...] = ()


def calibrate(human: str, audit: str) -> Calibration:
    """Compare the marks in the file ``human`` with the scores in the folder ``audit``. Raises ``ReplyLintError``."""
    folder = Folder.open(audit)
    titles = {name: one["title"] for name, one in folder.summary()["categories"].items()}
    key, marks = read(human, titles)
    by_reply: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_reply[mark.reply].append(mark)
    with readable(audit):
        found = _scores(folder, key, list(by_reply), list(titles))
    known = [reply for reply in by_reply if reply in found]
    if len(known) < LEAST:
        raise ReplyLintError(
            human,
            f"отмеченных ответов в аудите нашлось {len(known)}, а нужно хотя бы {LEAST}; "
            f"проверьте столбец {key} и папку аудита",
        )
    means = [fmean(mark.mark for mark in by_reply[reply]) for reply in known]
    scores = [found[reply]["score"] for reply in known]

    def rank(places: Sequence[int]) -> float:
        return spearman([means[i] for i in places], [scores[i] for i in places])

    return Calibration(
        replies=len(known),
        unknown=tuple(reply for reply in by_reply if reply not in found),
        spearman=resampled(len(known), rank, spearman(means, scores)),
        leads=_between_leads(marks),
        categories=_agreements(by_reply, found, known),
        titles=titles,
        apart=_apart(known, means, scores, found),
    )


def read(path: str, titles: Mapping[str, str]) -> tuple[str, list[Mark]]:
    """``"id"`` or ``"ticket"``, and the marks. Raises ``ReplyLintError`` with every error found, one a line."""
    text = files.read(path).text.lstrip("\ufeff")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter(text[:10_000])))
    except csv.Error as error:
        raise ReplyLintError(path, f"таблица не читается ({error}); сохраните её заново как CSV") from None
    header = [name.strip().lower() for name in rows[0]] if rows else []
    places = {
        key: next((header.index(name) for name in names if name in header), None) for key, names in COLUMNS.items()
    }
    key = "id" if places["id"] is not None else "ticket"
    which, mark = places[key], places["mark"]
    if which is None or mark is None:
        missing = "id или ticket (обращение)" if which is None else "mark (оценка)"
        raise ReplyLintError(path, f"в первой строке не видно столбца {missing}; назовите его так")
    named = {name.lower(): category for category, title in titles.items() for name in (category, title)}
    faults = {named[name]: place for place, name in enumerate(header) if name in named}
    made, wrong = [], []
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = [*(cell.strip() for cell in row), *[""] * len(header)]
        try:
            lead = cells[places["lead"]] if places["lead"] is not None else ""
            seen = {category: _yes(cells[place]) for category, place in faults.items()}
            made.append(Mark(cells[which], _number(cells[mark]), lead, seen))
        except ValueError as error:
            wrong.append(
                f"строка {line}: {error}" if "«" in str(error) else f"строка {line}: «{cells[mark]}» — не число"
            )
    if wrong:
        raise ReplyLintError(path, "\n".join(wrong[:20]))
    return key, made


def _number(cell: str) -> float:
    value = float(cell.replace(",", "."))
    if not abs(value) < LARGEST:
        raise ValueError(f"в столбце оценки «{cell}» — не оценка")
    return value


def _yes(cell: str) -> bool:
    word = cell.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"в столбце категории ожидается 1 или 0, да или нет, а там «{cell}»")


def _scores(folder: Folder, key: str, wanted: list[str], categories: list[str]) -> dict[str, dict[str, Any]]:
    """Reply (or ticket) → score, text, and points lost per category."""
    import polars as pl

    lost: list[pl.Expr] = [pl.col(column(name)).max().alias(name) for name in categories]
    return {
        one[key]: one
        for one in folder.scan("replies")
        .filter(pl.col(key).is_in(wanted))
        .group_by(key)
        .agg(pl.col("score").mean(), pl.col("text").first(), *lost)
        .collect(engine="streaming")
        .iter_rows(named=True)
    }


def _between_leads(marks: Sequence[Mark]) -> float | None:
    by_lead: dict[str, dict[str, float]] = defaultdict(dict)
    for mark in marks:
        by_lead[mark.lead][mark.reply] = mark.mark
    told = []
    for one, other in combinations(by_lead.values(), 2):
        shared = sorted(one.keys() & other.keys())
        if len(shared) >= LEAST:
            told.append(spearman([one[reply] for reply in shared], [other[reply] for reply in shared]))
    return fmean(told) if told else None


def _agreements(
    by_reply: Mapping[str, list[Mark]], found: Mapping[str, Mapping[str, Any]], known: Sequence[str]
) -> dict[str, Agreement]:
    """For the categories that leads marked; of several leads half must have seen the fault."""
    made = {}
    for category in by_reply[known[0]][0].faults:
        leads = [fmean(mark.faults[category] for mark in by_reply[reply]) >= 0.5 for reply in known]
        program = [found[reply][category] > 0 for reply in known]
        pairs = list(zip(leads, program, strict=True))
        counts = (pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False)))
        made[category] = Agreement(*counts)
    return made


def _apart(
    known: Sequence[str], means: Sequence[float], scores: Sequence[float], found: Mapping[str, Mapping[str, Any]]
) -> tuple[Apart, ...]:
    """The replies whose places by mark and by score are furthest apart."""
    by_mark, by_score = _places(means), _places(scores)
    order = sorted(range(len(known)), key=lambda i: -abs(by_mark[i] - by_score[i]))[:APART]
    made = []
    for i in order:
        one = found[known[i]]
        categories = tuple(name for name in one if name not in ("id", "ticket", "score", "text") and one[name] > 0)
        text = " ".join(one["text"].split())
        text = text if len(text) <= BEGINNING else text[:BEGINNING].rstrip() + "…"
        made.append(Apart(known[i], means[i], scores[i], by_mark[i] > by_score[i], text, categories))
    return tuple(made)


def _places(values: Sequence[float]) -> list[float]:
    """The share of the others that each value is above, ties counting half."""
    order = sorted(values)
    return [(bisect_left(order, value) + bisect_right(order, value)) / 2 / len(order) for value in values]


def as_json(made: Calibration) -> str:
    content = {
        "schema": 1,
        "replies": made.replies,
        "unknown": list(made.unknown),
        "spearman": {name: round(value, 4) for name, value in made.spearman._asdict().items()},
        "leads": None if made.leads is None else round(made.leads, 4),
        "categories": {
            name: {**asdict(one), "precision": one.precision, "recall": one.recall, "kappa": round(one.kappa, 4)}
            for name, one in made.categories.items()
        },
        "apart": [asdict(one) for one in made.apart],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def as_text(made: Calibration) -> str:
    one = made.spearman
    lines = [
        f"Сравнили {plural(made.replies, 'ответ', 'ответа', 'ответов')}.",
        f"Связь оценок с баллами (Спирмен): {number(one.value, 2)}, 95 %: {number(one.low, 2)}…{number(one.high, 2)}. "
        + _strength(one),
    ]
    if made.leads is not None:
        lines.append(f"Руководители между собой: {number(made.leads, 2)}. Больше этого ждать от программы не стоит.")
    if made.unknown:
        missing = plural(len(made.unknown), "отмеченного ответа", "отмеченных ответов", "отмеченных ответов")
        lines.append(
            f"В аудите нет {missing}: {printable(', '.join(made.unknown[:5]))}{'…' * (len(made.unknown) > 5)}."
        )
    if made.categories:
        lines += ["", "Категории            видят оба  только вы  только программа  точность  полнота  каппа"]
        lines += [_line(made.titles[name], agreement) for name, agreement in made.categories.items()]
    if made.apart:
        lines += ["", "Где расходитесь сильнее всего:"]
    for reply in made.apart:
        words = "вы оценили выше" if reply.higher else "вы оценили ниже"
        named = ", ".join(made.titles[name] for name in reply.categories) or "замечаний нет"
        lines += [
            f"  {printable(reply.reply)}: оценка {number(reply.mark)}, балл {number(reply.score, 0)}, {words}; {named}",
            f"    {printable(reply.text)}",
        ]
    return "\n".join(lines)


def _line(title: str, one: Agreement) -> str:
    shares = (number(x, 2) if x is not None else "–" for x in (one.precision, one.recall, one.kappa))
    precision, recall, agreed = shares
    counts = f"{one.both:9}  {one.leads_only:9}  {one.program_only:15}"
    return f"{title:20} {counts}  {precision:>8}  {recall:>7}  {agreed:>5}"


def _strength(one: Interval) -> str:
    if one.low > 0.6:
        return "Связь тесная: порядку ответов по баллу можно верить."
    if one.low > 0.3:
        return "Связь есть: по баллу видно, какие ответы читать первыми, но судить по нему одному рано."
    if one.low > 0:
        return "Связь слабая: посмотрите на расхождения ниже."
    return "Связи не видно: оценок мало или в них важно другое."
