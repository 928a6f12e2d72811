"""Lint replies on a cluster: the engine of an audit under ``mapInArrow``.

Every Python worker builds one Linter and keeps it. Folders of further rules must lie at the same path on all machines.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from reply_lint.audit import engine, parts, pool, schema
from reply_lint.audit.disputes import Disputes
from reply_lint.audit.rows import Rejected
from reply_lint.config import Config
from reply_lint.linter import Linter
from reply_lint.model import ReplyLintError

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

SHARE = 1_000
"""Replies that ``audit`` gives to a task of Spark."""
_TYPES = {"row": "bigint", "time": "timestamp", "zone": "smallint"}
"""Columns that are no strings."""


def lint(
    df: DataFrame,
    text: str = "text",
    client: str | None = None,
    agent: str | None = None,
    ticket: str | None = None,
    time: str | None = None,
    team: str | None = None,
    id: str | None = None,
    row: str | None = None,
    config: Config | None = None,
) -> DataFrame:
    """``df`` judged, a row a reply (``reply_lint.audit.schema.output``). All but ``config`` name columns of ``df``.

    ``row`` is a number of each reply; without it Spark makes one. A reply at which the linter fails has no score, and
    one finding without a rule whose message says why.
    """
    given = {"row": row, "id": id, "ticket": ticket, "agent": agent, "team": team, "time": time}
    named = {name: column for name, column in {**given, "text": text, "client": client}.items() if column}
    return _judged(df, named, config or Config(), None, False)


def _judged(
    df: DataFrame, named: Mapping[str, str], config: Config, disputes: Disputes | None, redacted: bool
) -> DataFrame:
    from pyspark.sql import functions
    from pyspark.sql.pandas.types import from_arrow_schema

    def column(name: str) -> Column:
        if name in named:
            found = functions.col(named[name])
        else:
            found = functions.monotonically_increasing_id() if name == "row" else functions.lit(None)
        return found.cast(_TYPES.get(name, "string")).alias(name)

    known = pickle.dumps((config, disputes))

    def judge(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        linter, excepted = _equipment(known)
        for batch in batches:
            yield engine.lint_batch(batch.cast(schema.INPUT), linter, disputes=excepted, redacted=redacted)

    made = from_arrow_schema(schema.output(tuple(Linter(config).categories)), prefer_timestamp_ntz=False)
    return df.select(*map(column, schema.INPUT.names)).mapInArrow(judge, made)


@lru_cache(maxsize=1)
def _equipment(known: bytes) -> tuple[Linter, Disputes | None]:
    config, disputes = pickle.loads(known)
    return Linter(config), disputes


def audit(
    batches: Iterable[parts.Batch], task: pool.Task, categories: tuple[str, ...]
) -> Iterator[tuple[pa.RecordBatch, list[Rejected]]]:
    """What the local engine makes of ``batches``, made by Spark; in the order of the export.

    Spark is set up by its own means (``spark-submit``, ``SPARK_HOME``, ``spark-defaults.conf``); all its machines must
    see the output folder.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    source, target = task.folder / "input.parquet", task.folder / "judged"
    count, rejected = _write(batches, source)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        session = SparkSession.builder.appName("reply-lint audit").getOrCreate()
        session.conf.set("spark.sql.session.timeZone", "UTC")
        rows = session.read.parquet(source.absolute().as_uri())
        # Put in order before the work: to sort what it makes, Spark would do it twice.
        rows = rows.repartitionByRange(max(1, count // SHARE), "row").sortWithinPartitions("row")
        judged = _judged(rows, {name: name for name in schema.INPUT.names}, task.config, task.disputes, task.redacted)
        judged.write.mode("overwrite").parquet(target.absolute().as_uri())
    except PySparkException as error:
        said = str(error).strip().partition("\n")[0]
        raise ReplyLintError("--engine spark", f"{said} (подробности выше; Spark нужна Java 17 или новее)") from None
    made = schema.output(categories)
    yield pa.RecordBatch.from_pylist([], schema=made), rejected
    for path in sorted(target.glob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(parts.ROWS):
            yield batch.cast(made), []


def _write(batches: Iterable[parts.Batch], path: Path) -> tuple[int, list[Rejected]]:
    """The rows as a Parquet file: how many, and what the reader rejected."""
    count = 0
    rejected: list[Rejected] = []
    with pq.ParquetWriter(path, schema.INPUT) as writer:
        for batch in batches:
            writer.write_batch(batch.rows)
            count += batch.rows.num_rows
            rejected += batch.rejected
    return count, rejected
