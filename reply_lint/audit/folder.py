"""The folder that an audit leaves, opened: lazy tables, so that a million replies fit into little memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reply_lint.audit.schema import column
from reply_lint.model import ReplyLintError

if TYPE_CHECKING:
    import polars as pl

SMALL = ("row", "ticket", "agent", "team", "time", "score", "verdict", "words", "masked")
"""Columns of ``replies.parquet`` that figures are made of, beside the points lost."""


@dataclass(frozen=True)
class Folder:
    path: Path

    @classmethod
    def open(cls, path: str | Path) -> Folder:
        """Raises ``ReplyLintError`` when no audit lies there."""
        if not (Path(path) / "replies.parquet").is_file():
            raise ReplyLintError(str(path), "здесь нет replies.parquet; укажите папку, которую создал reply-lint audit")
        return cls(Path(path))

    def scan(self, table: str) -> pl.LazyFrame:
        """``replies``, ``findings`` or ``promises``."""
        import polars as pl

        return pl.scan_parquet(self.path / f"{table}.parquet")

    def rejected(self) -> list[dict[str, Any]]:
        """The rows that could not be read: place, reason, raw."""
        try:
            lines = (self.path / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines if line.strip()]

    def summary(self) -> dict[str, Any]:
        """What ``summary.write`` left. Raises ``ReplyLintError``."""
        try:
            made: dict[str, Any] = json.loads((self.path / "summary.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise ReplyLintError(
                str(self.path), "здесь нет целого summary.json; проведите аудит заново: reply-lint audit"
            ) from None
        return made

    def texts(self, rows: list[int]) -> dict[int, dict[str, Any]]:
        """The replies with these numbers."""
        import polars as pl

        wanted = self.scan("replies").filter(pl.col("row").is_in(sorted(set(rows))))
        return {one["row"]: one for one in wanted.collect(engine="streaming").iter_rows(named=True)}

    def findings(self, rows: list[int]) -> dict[int, list[dict[str, Any]]]:
        """Their findings, in the order of the text."""
        import polars as pl

        wanted = self.scan("findings").filter(pl.col("row").is_in(sorted(set(rows)))).collect(engine="streaming")
        made: dict[int, list[dict[str, Any]]] = {}
        for one in wanted.sort("row", "start", "end", "rule").iter_rows(named=True):
            made.setdefault(one["row"], []).append(one)
        return made


def lost_columns(categories: Mapping[str, Any]) -> list[str]:
    return [column(name) for name in categories]
