"""The tables of an audit, written in one pass over the judged batches: memory does not grow with the export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reply_lint.audit import redact, schema
from reply_lint.audit.rows import Rejected

GROUP = 8_000
"""At least so many rows make a row group."""
RAW = 500
"""So many characters of a reply at which the linter failed go to ``rejected.jsonl``."""
_KEYS = [("row", pa.int64()), ("id", pa.string())]


class Written(NamedTuple):
    replies: int
    rejected: int


def write(
    folder: Path, judged: Iterable[tuple[pa.RecordBatch, list[Rejected]]], categories: tuple[str, ...], redacted: bool
) -> Written:
    """``replies.parquet``, ``findings.parquet``, ``promises.parquet`` and ``rejected.jsonl``.

    ``judged``: batches (``schema.output``), each with what the reader rejected among its rows. Tables that are there
    are replaced when the new ones are whole.
    """
    tables = {
        "replies.parquet": pa.schema([f for f in schema.output(categories) if not pa.types.is_list(f.type)]),
        "findings.parquet": pa.schema([*_KEYS, *schema.FINDING]),
        "promises.parquet": pa.schema([*_KEYS, *schema.PROMISE]),
    }
    aside = {name: folder / f"{name}.tmp" for name in (*tables, "rejected.jsonl")}
    replies = rejected = 0
    try:
        with ExitStack() as stack:
            lines = stack.enter_context(open(aside["rejected.jsonl"], "w", encoding="utf-8"))
            writers = [
                stack.enter_context(pq.ParquetWriter(aside[name], made, compression="zstd"))
                for name, made in tables.items()
            ]
            for group, refused in _groups(judged):
                refused += _failed(group)
                group = group.filter(pc.is_valid(group["score"]))
                replies += group.num_rows
                rejected += len(refused)
                _list(lines, refused, redacted)
                writers[0].write_table(group.select(tables["replies.parquet"].names))
                writers[1].write_table(_exploded(group, "findings", tables["findings.parquet"]))
                writers[2].write_table(_exploded(group, "promises", tables["promises.parquet"]))
        for name, path in aside.items():
            path.replace(folder / name)
    finally:
        for path in aside.values():
            path.unlink(missing_ok=True)
    pa.default_memory_pool().release_unused()  # the report comes next, and has tables of its own
    return Written(replies, rejected)


def _groups(
    judged: Iterable[tuple[pa.RecordBatch, list[Rejected]]],
) -> Iterator[tuple[pa.Table, list[Rejected]]]:
    """Batches joined to row groups: a Parquet file of many small ones is large and slow."""
    batches: list[pa.RecordBatch] = []
    refused: list[Rejected] = []
    for batch, rejected in judged:
        batches.append(batch)
        refused += rejected
        if sum(one.num_rows for one in batches) >= GROUP:
            yield pa.Table.from_batches(batches), refused
            batches, refused = [], []
    if batches:
        yield pa.Table.from_batches(batches), refused


def _failed(group: pa.Table) -> list[Rejected]:
    """The rows at which the linter failed."""
    failed = group.filter(pc.is_null(group["score"])).select(["id", "text", "findings"]).to_pylist()
    return [Rejected(f"ответ {row['id']}", row["findings"][0]["message"], (row["text"] or "")[:RAW]) for row in failed]


def _list(lines: TextIO, refused: list[Rejected], redacted: bool) -> None:
    for one in refused:
        # What could not be read can't be searched for names either: nothing of it is shown.
        raw = redact.blot(one.raw) if redacted else one.raw
        reason = redact.mask(one.reason) if redacted else one.reason
        note = json.dumps({"place": one.place, "reason": reason, "raw": raw}, ensure_ascii=False)
        lines.write(note.encode("utf-8", "replace").decode() + "\n")


def _exploded(group: pa.Table, column: str, made: pa.Schema) -> pa.Table:
    """A row for each element of the lists of structs in ``column``, with the key of its reply."""
    lists = group[column].combine_chunks()
    owners = pc.list_parent_indices(lists)
    keys = group.select(["row", "id"]).take(owners)
    values = pc.list_flatten(lists).flatten()
    return pa.Table.from_arrays([*keys.columns, *values], schema=made)
