"""Work in progress of an audit: batches of rows, and the folder of finished ones that ``--resume`` goes on from.

A finished share of a batch is one Arrow file that appears whole or not at all (written aside, then renamed). So
whatever ends the process leaves a folder that holds each share once or not yet; a batch is finished when all its shares
are, and the same export is cut into the same batches.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import pyarrow as pa

from reply_lint.audit import schema
from reply_lint.audit.rows import Rejected, Row
from reply_lint.model import ReplyLintError

FOLDER = ".parts"
KEY = "key.json"
ROWS = 200
"""Most rows of a batch: a fraction of a second of work."""
CHARACTERS = 2_000_000
"""A batch of longer texts is closed earlier: memory holds a few batches at once."""
LONG = 5_000
"""So many characters of a text say to which share it falls."""
_SENTENCE = re.compile(r"[^.!?\n]+")
MADE = ("replies.parquet", "summary.json", "report.html")
"""A folder with one of these holds an audit."""
_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


class Batch(NamedTuple):
    number: int
    """From 0, in the order of the export."""
    rows: pa.RecordBatch
    """``schema.INPUT``."""
    rejected: list[Rejected]
    """What the reader could not read between these rows."""

    @property
    def items(self) -> int:
        return len(self.rejected) + int(self.rows.num_rows)


class Share(NamedTuple):
    """What one of several workers does of a batch."""

    number: int
    """Of the batch."""
    which: int
    of: int
    rows: pa.RecordBatch
    rejected: list[Rejected]
    """All that was rejected in the batch, with its first share."""


def shares(batch: Batch, of: int) -> Iterator[Share]:
    """The batch in shares; replies that have their longest sentence in common fall to the same."""
    lots = [_lot(text or "") % of for text in batch.rows.column("text").to_pylist()] if of > 1 else []
    for which in range(of):
        own = [i for i, lot in enumerate(lots) if lot == which]
        rows = batch.rows.take(pa.array(own, pa.int32())) if of > 1 else batch.rows
        yield Share(batch.number, which, of, rows, [] if which else batch.rejected)


def _lot(text: str) -> int:
    return crc32(max(_SENTENCE.findall(text[:LONG]), key=len, default="").encode("utf-8", "surrogatepass"))


def batches(items: Iterable[Row | Rejected]) -> Iterator[Batch]:
    """What a reader yields, in batches; rows are numbered from 0, rejected ones are not."""
    rows: list[Row] = []
    rejected: list[Rejected] = []
    number = first = size = 0
    for item in items:
        if isinstance(item, Row):
            rows.append(item)
            size += len(item.text) + len(item.client or "")
        else:
            rejected.append(item)
            size += len(item.raw)
        if len(rows) + len(rejected) >= ROWS or size >= CHARACTERS:
            yield Batch(number, batch_of(rows, first), rejected)
            number, first, size = number + 1, first + len(rows), 0
            rows, rejected = [], []
    if rows or rejected:
        yield Batch(number, batch_of(rows, first), rejected)


def batch_of(rows: list[Row], first: int) -> pa.RecordBatch:
    """``rows`` as a record batch (``schema.INPUT``), numbered from ``first``."""
    zones = [row.time.utcoffset() if row.time else None for row in rows]
    columns: dict[str, list[Any]] = {
        "row": list(range(first, first + len(rows))),
        "zone": [zone // timedelta(minutes=1) if zone else None for zone in zones],
        # In the first and the last year there is a time that UTC can't say.
        "time": [row.time if row.time and 1 < row.time.year < 9999 else None for row in rows],
        **{name: [getattr(row, name) for row in rows] for name in ("ticket", "agent", "team", "client")},
        "id": [row.id for row in rows],
        "text": [row.text for row in rows],
    }
    return pa.RecordBatch.from_arrays([_array(columns[f.name], f.type) for f in schema.INPUT], schema=schema.INPUT)


def _array(values: list[Any], type_: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type_)
    except UnicodeEncodeError:
        return pa.array([value and _whole_signs(value) for value in values], type_)


def _whole_signs(value: str) -> str:
    """Halves of emoji are joined; one alone (cut by somebody's limit of a column) gives way to «�»."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def open_folder(out: Path, key: str, *, resume: bool, force: bool) -> Path | None:
    """The folder for the parts of the audit ``key`` in ``out``; None when that audit is finished there.

    Raises ``ReplyLintError`` when another audit is there, or the same one and nobody said ``resume``.
    """
    folder = out / FOLDER
    left = _key_of(folder / KEY) if folder.exists() else _key_of(out / "summary.json")
    if force:
        shutil.rmtree(folder, ignore_errors=True)
    elif resume and left == key:
        if not folder.exists() and (out / "report.html").exists():
            return None
    elif resume and left is not None:
        raise ReplyLintError(
            str(out), "там аудит другой выгрузки или с другими правилами и настройками; назовите другую папку"
        )
    elif folder.exists() and not resume:
        raise ReplyLintError(str(out), "там прерванный аудит; продолжить — --resume, начать заново — --force")
    elif any((out / name).exists() for name in MADE):
        raise ReplyLintError(str(out), "там уже есть аудит; назовите другую папку или замените его: --force")
    folder.mkdir(parents=True, exist_ok=True)
    whole(folder / KEY, lambda path: path.write_text(json.dumps({"key": key}), encoding="utf-8"))
    return folder


def remove(folder: Path) -> None:
    """Let go of the parts; the key goes last, so that a kill in the midst leaves what ``open_folder`` knows."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != KEY:
            path.unlink()
    (folder / KEY).unlink()
    folder.rmdir()


def clear(folder: Path) -> None:
    """Leave no trace of an audit that did nothing."""
    if folder.exists() and not finished(folder):
        remove(folder)
        with suppress(OSError):
            folder.parent.rmdir()


def _key_of(path: Path) -> str | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return ""
    key = found.get("key") or found.get("settings", {}).get("key")
    return key if isinstance(key, str) else ""


def whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` make a file that then appears at ``path``, whole or not at all."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        write(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def save(folder: Path, judged: pa.RecordBatch, share: Share) -> None:
    """Write a finished share of a batch."""
    notes = json.dumps([[one.place, one.reason, one.raw] for one in share.rejected]).encode()
    schema_ = judged.schema.with_metadata({"rejected": notes})

    def write(path: Path) -> None:
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema_, options=_OPTIONS) as writer:
            writer.write_batch(judged)

    whole(folder / f"{share.number:08}.{share.which}-{share.of}.arrow", write)


def load(path: Path) -> tuple[pa.RecordBatch, list[Rejected]]:
    """A finished share. Raises ``ReplyLintError`` when the file is broken (the power went off)."""
    try:
        with pa.OSFile(str(path), "rb") as file:
            reader = pa.ipc.open_file(file)
            batch = reader.get_batch(0)
    except pa.ArrowInvalid:
        raise ReplyLintError(str(path), "файл испорчен; удалите его и продолжите с --resume") from None
    notes = json.loads((batch.schema.metadata or reader.schema.metadata)[b"rejected"])
    return batch, [Rejected(*note) for note in notes]


def finished(folder: Path) -> dict[int, list[Path]]:
    """Number of each batch of which all shares are in the folder → the shares, in the order of the export."""
    found: dict[tuple[int, int], list[Path]] = {}
    for path in sorted(folder.glob("*.arrow")):
        number, share, _ = path.name.split(".")
        found.setdefault((int(number), int(share.partition("-")[2])), []).append(path)
    return {number: paths for (number, of), paths in sorted(found.items()) if len(paths) == of}


def saved(folder: Path) -> Iterator[tuple[pa.RecordBatch, list[Rejected]]]:
    """The finished batches in the order of the export."""
    for paths in finished(folder).values():
        read = [load(path) for path in paths]
        rejected = [one for _, refused in read for one in refused]
        table = pa.Table.from_batches([rows.replace_schema_metadata() for rows, _ in read])
        in_order = table.sort_by("row").combine_chunks().to_batches() if len(read) > 1 and len(table) else ()
        yield in_order[0] if in_order else read[0][0], rejected
