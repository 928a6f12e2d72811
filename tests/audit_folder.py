"""Audit folders for tests: rows linted by the real engine and written by the real writer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa

from reply_lint import Linter
from reply_lint.audit import engine, output, schema, summary
from reply_lint.audit.disputes import Disputes
from reply_lint.audit.rows import Rejected

MONDAY = datetime(2026, 5, 4, 9, tzinfo=timezone.utc)
GOOD = "Здравствуйте! Деньги вернём на карту завтра до 18:00, чек пришлём сюда."
BAD = "Мы не сможем вернуть деньги. Вы сами виноваты, надо было внимательно читать."


def row(text: str, **fields: Any) -> dict[str, Any]:
    """A row for ``make``; ``hours`` after Monday 4 May 2026, 9:00 UTC."""
    hours = fields.pop("hours", 0)
    time = None if hours is None else MONDAY + timedelta(hours=hours)
    return {"text": text, "time": time, "zone": 0, **fields}


def make(
    folder: Path,
    rows: Sequence[dict[str, Any]],
    linter: Linter,
    *,
    rejected: Sequence[Rejected] = (),
    disputes: Disputes | None = None,
    **settings: Any,
) -> Path:
    """A folder with tables, ``summary.json`` and ``agents.csv``."""
    whole = [{"row": n, "id": f"m{n}", **one} for n, one in enumerate(rows)]
    table = pa.Table.from_pylist(whole, schema=schema.INPUT)
    batches = table.to_batches() or [pa.RecordBatch.from_pylist([], schema=schema.INPUT)]
    judged = [(engine.lint_batch(batch, linter, disputes=disputes), []) for batch in batches]
    judged[0][1].extend(rejected)
    folder.mkdir(exist_ok=True)
    output.write(folder, judged, tuple(linter.categories), False)
    summary.write(folder, {**summary.describe(linter), **settings})
    return folder
