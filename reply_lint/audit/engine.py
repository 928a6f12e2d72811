"""The engine of an audit, for a process and for a cluster: a record batch of replies in, one of judgements out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reply_lint import masks
from reply_lint.audit import promises, redact, schema

if TYPE_CHECKING:
    from reply_lint.audit.disputes import Disputes
    from reply_lint.linter import Linter
    from reply_lint.model import Finding, Report

REMEMBERED = 2_000
"""So many judgements are remembered: exports are full of canned replies."""
NEAR = 300
"""So many code points beside a finding are its sentence at most: a text without full stops is no reason to be slow."""
LONG = 5_000
"""A longer text is not remembered: it hardly comes twice."""

_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STOP = re.compile(r"[.!?…]+(?=\s)|\n")
_VARIABLE = re.compile(r"[А-ЯЁA-Z\d@]")
_Columns = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is known of a reply from its words alone: the same for every row that has them."""

    report: Report
    shown: str
    """The text as the audit shows it: masked when names are not to be seen."""
    hidden: tuple[frozenset[str], ...]
    """What is masked there near each finding: its message may repeat that."""
    words: int
    masked: int
    fingerprints: tuple[str, ...]
    promised: bool


def lint_batch(
    batch: pa.RecordBatch, linter: Linter, *, disputes: Disputes | None = None, redacted: bool = False
) -> pa.RecordBatch:
    """``batch`` (``schema.INPUT``) judged, row for row (``schema.output``).

    A reply at which the linter fails has neither score nor verdict, and one finding without a rule whose message says
    why. Findings that ``disputes`` accepts as exceptions cost nothing. ``redacted``: texts are masked.
    """
    categories = tuple(linter.categories)
    scores: list[int | None] = []
    rows: list[tuple[Any, ...]] = []
    lost: list[list[float]] = []
    found: list[_Columns] = []
    promised: list[_Columns] = []
    offsets, promise_offsets = [0], [0]
    times, zones = batch.column("time"), batch.column("zone")
    texts = batch.column("text").to_pylist()
    for i, (text, client) in enumerate(zip(texts, batch.column("client").to_pylist(), strict=True)):
        try:
            judged = _judge(text, client, linter, redacted)
            moment = _moment(times[i].as_py(), zones[i].as_py()) if judged.promised or disputes else None
            report, disputed = _settle(judged, moment, linter, disputes)
            found.extend(_findings(report, judged, disputed))
            if judged.promised:
                promised.extend(_promises(text, judged.shown, moment))
            scores.append(report.score)
            rows.append((judged.shown, report.verdict, judged.words, judged.masked))
            lost.append([report.lost.get(category, 0.0) for category in categories])
        except Exception as error:  # whatever a rule trips over: the row is set aside, the rest goes on
            del found[offsets[-1] :], promised[promise_offsets[-1] :]
            found.append((*[None] * 6, f"проверка не удалась: {type(error).__name__}", *[None] * 6))
            scores.append(None)
            rows.append((redact.blot(text) if redacted and text else text, None, None, None))
            lost.append([0.0] * len(categories))
        offsets.append(len(found))
        promise_offsets.append(len(promised))
    shown, verdicts, words, masked = zip(*rows, strict=True) if rows else ((), (), (), ())
    columns: list[Any] = [batch.column(name) for name in ("row", "id", "ticket", "agent", "team", "time")]
    columns += [shown, scores, verdicts, words, masked]
    columns += zip(*lost, strict=True) if lost else [()] * len(categories)
    columns += [_lists(offsets, found, schema.FINDING), _lists(promise_offsets, promised, schema.PROMISE)]
    made = schema.output(categories)
    arrays = [
        column if isinstance(column, pa.Array) else pa.array(column, field.type)
        for column, field in zip(columns, made, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=made)


def _moment(time: datetime | None, zone: int | None) -> datetime | None:
    return time.astimezone(timezone(timedelta(minutes=zone))) if time and zone else time


def _judge(text: str | None, client: str | None, linter: Linter, redacted: bool) -> _Judged:
    if text is None:
        raise TypeError("no text")
    if len(text) + len(client or "") > LONG:
        return _judge_anew(text, client, linter, redacted)
    return _judge_once(text, client, linter, redacted)


def _judge_anew(text: str, client: str | None, linter: Linter, redacted: bool) -> _Judged:
    report = linter.lint(text, client)
    spans = masks.find(text, client)
    own = _own(text, spans) if spans else text
    shown = redact.mask(text) if redacted else text
    return _Judged(
        report=report,
        shown=shown,
        hidden=tuple(_hidden(text, report.findings) if redacted else [frozenset()] * len(report.findings)),
        words=len(_LETTERS.findall(own)),
        masked=sum(mask.end - mask.start for mask in spans),
        fingerprints=tuple(_fingerprints(text, shown, report.findings)),
        promised=bool(promises.find(text, None)),
    )


_judge_once = lru_cache(maxsize=REMEMBERED)(_judge_anew)


def _own(text: str, spans: tuple[Any, ...]) -> str:
    """``text`` without what is masked."""
    bounds = [0, *(bound for mask in spans for bound in (mask.start, mask.end)), len(text)]
    return " ".join(text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))


def _fingerprints(text: str, shown: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    """A digest of rule, text and sentence of each finding.

    Names and numbers change from client to client and would let a name be guessed: in the sentence whatever has a
    digit or a capital counts as the same.
    """
    if not findings:
        return
    ends = [stop.end() for stop in _STOP.finditer(text)]
    for f in findings:
        first, last = bisect_right(ends, f.start), bisect_left(ends, f.end)
        start = max(ends[first - 1] if first else 0, f.start - NEAR)
        end = min(ends[last] if last < len(ends) else len(text), f.end + NEAR)
        yield _fingerprint(f.rule, shown[f.start : f.end], text[start:end])


@lru_cache(maxsize=10_000)
def _fingerprint(rule: str, found: str, near: str) -> str:
    sentence = " ".join(["_" if _VARIABLE.search(word) else word for word in near.split()])
    return sha256("\0".join((rule, " ".join(found.split()), sentence)).encode()).hexdigest()[:16]


def _hidden(text: str, findings: tuple[Finding, ...]) -> Iterator[frozenset[str]]:
    """What is masked near each finding."""
    spans = sorted(redact.spans(text))
    starts = [start for start, _ in spans]
    for f in findings:
        near = spans[bisect_left(starts, f.start - NEAR) : bisect_right(starts, f.end + NEAR)]
        yield frozenset(text[start:end] for start, end in near)


def _settle(
    judged: _Judged, moment: datetime | None, linter: Linter, disputes: Disputes | None
) -> tuple[Report, frozenset[int]]:
    """The report after ``disputes``, and the numbers of the findings that they accept."""
    if disputes is None:
        return judged.report, frozenset()
    day = (moment or datetime.now(timezone.utc)).date()
    disputed = frozenset(n for n, mark in enumerate(judged.fingerprints) if disputes.applies(mark, day))
    if not disputed:
        return judged.report, disputed
    findings = judged.report.findings
    left = linter.judge((f for n, f in enumerate(findings) if n not in disputed), judged.report.silent)
    priced = iter(left.findings)
    settled = tuple(replace(f, lost=0.0) if n in disputed else next(priced) for n, f in enumerate(findings))
    return replace(left, findings=settled), disputed


def _findings(report: Report, judged: _Judged, disputed: frozenset[int]) -> Iterator[_Columns]:
    """Rows of ``schema.FINDING``."""
    shown = judged.shown
    for n, (f, mark, hidden) in enumerate(zip(report.findings, judged.fingerprints, judged.hidden, strict=True)):
        fix = f.fixes[0] if f.fixes else None
        said = f.message, f.suggestion, fix.text if fix else None
        if hidden:
            said = tuple(text and redact.hide(text, hidden) for text in said)  # type: ignore[assignment]
        message, suggestion, mended = said
        yield (
            f.rule,
            f.category,
            f.severity,
            f.start,
            f.end,
            shown[f.start : f.end],
            message,
            suggestion,
            mended,
            fix.safe if fix else None,
            f.lost,
            mark,
            n in disputed,
        )


def _promises(text: str, shown: str, moment: datetime | None) -> Iterator[_Columns]:
    """Rows of ``schema.PROMISE``."""
    for one in promises.find(text, moment):
        start, end = one["start"], one["end"]
        yield start, end, shown[start:end], one["deadline"]


def _lists(offsets: list[int], rows: list[_Columns], struct: pa.StructType) -> pa.ListArray:
    """``rows`` as a column of lists of structs, the n-th list being ``rows[offsets[n]:offsets[n + 1]]``."""
    columns = zip(*rows, strict=True) if rows else [()] * struct.num_fields
    arrays = [pa.array(column, field.type) for column, field in zip(columns, struct, strict=True)]
    values = pa.StructArray.from_arrays(arrays, fields=list(struct))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)
