"""The folder that an audit leaves, opened: lazy tables, so that a million replies fit into little memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reply_lint.model import ReplyLintError

if TYPE_CHECKING:
    import polars as pl


PIECE = 20_000


@contextmanager
def readable(*folders: str | Path) -> Iterator[None]:
    """What is wrong with tables of the audits in ``folders`` is said as ``ReplyLintError``."""
    import polars as pl

    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        what = "таблицы аудита повреждены или неполны; проведите аудит заново: reply-lint audit"
        raise ReplyLintError(", ".join(map(str, folders)), what) from None


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

    def pieces(self, table: str) -> Iterator[pl.LazyFrame]:
        """A table in pieces of ``PIECE`` replies: what is collected piece by piece takes little memory."""
        import polars as pl

        rows = self.scan("replies").select(pl.col("row").max()).collect().item()
        for first in range(0, (rows or 0) + 1, PIECE):
            yield self.scan(table).filter(pl.col("row").is_between(first, first + PIECE - 1))

    def rejected(self) -> Counter[str]:
        """Why rows could not be read: reason → how many."""
        path = self.path / "rejected.jsonl"
        if not path.exists():
            return Counter()
        with path.open(encoding="utf-8") as lines:
            return Counter(json.loads(line)["reason"] for line in lines)

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
