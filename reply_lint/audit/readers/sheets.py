"""Excel workbooks, by calamine, and Parquet files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from reply_lint.audit.readers import Export, Record, rejected, tables
from reply_lint.audit.rows import Rejected
from reply_lint.model import ReplyLintError

_BATCH = 1024


def read_excel(path: Path, lists: Collection[str] = ()) -> Export:
    """Rows of the sheet that has the most of them. The whole sheet is in memory: calamine reads no parts."""
    return Export(tables.UNIT, _excel(path))


def _excel(path: Path) -> Iterator[Record | Rejected]:
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        # Cells as text: what Excel makes of a column is of no use here, and dates come as ISO.
        sheets = (book.load_sheet(name, header_row=None, dtypes="string") for name in book.sheet_names)
        batch = max(sheets, key=lambda sheet: sheet.total_height).to_arrow()
    except (fastexcel.FastExcelError, OSError, ValueError):
        what = "это не книга Excel или она повреждена; откройте её в Excel и сохраните заново как .xlsx"
        raise ReplyLintError(str(path), what) from None
    header: list[str] | None = None
    for start in range(0, batch.num_rows, _BATCH):
        columns = [column.to_pylist() for column in batch.slice(start, _BATCH).columns]
        for number, row in enumerate(zip(*columns, strict=True), start + 1):
            if header is None:
                header = tables.names([cell or "" for cell in row])
            elif any(row):
                yield Record(number, dict(zip(header, row, strict=True)))
    if header is None:
        raise ReplyLintError(str(path), "в книге нет ни одной заполненной строки")


def read_parquet(path: Path, lists: Collection[str] = ()) -> Export:
    """Rows of the file, a batch at a time."""
    return Export(tables.UNIT, _parquet(path))


def _parquet(path: Path) -> Iterator[Record | Rejected]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise ReplyLintError(str(path), "это не Parquet или файл повреждён; выгрузите его заново") from None
    with file:
        done = 0
        for group in range(file.num_row_groups):
            after = done + file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(_BATCH, row_groups=[group]):
                    for row in _rows(batch):
                        done += 1
                        yield Record(done, row)
            except (pa.ArrowException, OSError, ValueError):
                for number in range(done + 1, after + 1):
                    yield rejected(tables.UNIT, number, "эта часть файла повреждена; выгрузите его заново", "")
            done = after


def height(path: Path) -> int:
    """Rows of a Parquet file, by its footer. Raises ``OSError``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows: int = pq.read_metadata(path).num_rows
        return rows
    except pa.ArrowException as error:
        raise OSError(str(error)) from None


def _rows(batch: Any) -> list[dict[str, Any]]:
    """A batch as objects; nanoseconds, which ``datetime`` does not have, are left out."""
    import pyarrow as pa

    for i, column in enumerate(batch.schema):
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            cut = batch.column(i).cast(pa.timestamp("us", column.type.tz), safe=False)
            batch = batch.set_column(i, column.name, cut)
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows
