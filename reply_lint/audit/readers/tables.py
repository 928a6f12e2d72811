"""CSV and TSV, row by row.

Python's own csv module and not polars: a broken row must cost just itself, with its number and the reason, and to
read texts takes a hundredth of the time that linting them does.
"""

from __future__ import annotations

import csv
import sys
from collections import deque
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from reply_lint.audit.readers import Export, Record, rejected, texts
from reply_lint.audit.rows import Rejected
from reply_lint.model import ReplyLintError

UNIT = "строка"
_CELL = 16_000_000  # characters; a longer cell is a quotation mark left open
_SAMPLE = 1 << 16
_DELIMITERS = ";\t,|"
_NONE = "\x1f"  # for a table of one column
_OPEN = "кавычка открыта и не закрыта: закройте её или удвойте кавычки внутри ячейки"


def read(path: Path, lists: Collection[str] = ()) -> Export:
    """The rows below the header; it names no list to look for."""
    return Export(UNIT, _records(path))


def _records(path: Path) -> Iterator[Record | Rejected]:
    header: list[str] | None = None
    with texts.text(path) as file:
        sample = file.read(_SAMPLE)
    with texts.text(path) as file:
        for number, row in _rows(_Lines(file), delimiter(sample)):
            if isinstance(row, Rejected):
                yield row
            elif header is None:
                header = names(row)
            elif len(row) == len(header):
                yield Record(number, dict(zip(header, row)))  # noqa: B905 -- of one length, and time counts here
            elif len(row) > len(header) and not any(row[len(header) :]):
                yield Record(number, dict(zip(header, row, strict=False)))
            else:
                reason = f"ячеек {len(row)}, а в заголовке {len(header)}: проверьте кавычки и разделители в строке"
                yield rejected(UNIT, number, reason, "; ".join(row))
    if header is None:
        raise ReplyLintError(str(path), "файл пуст: в нём нет даже заголовка таблицы")


def names(row: list[str]) -> list[str]:
    """Names of columns: each its own, one without a name called by its number."""
    found: dict[str, None] = {}
    for number, cell in enumerate(row, 1):
        name = cell.strip() or f"колонка {number}"
        found[name if name not in found else f"{name} ({number})"] = None
    return list(found)


def delimiter(sample: str) -> str:
    """What parts the cells: the sign that makes the most rows as wide as the first, and more than one cell of it."""
    if sample[:4].lower() == "sep=":  # Excel's own way to say it
        return sample[4:5] or _NONE
    best, most = _NONE, (0.0, 1)
    lines = sample.replace("\0", "").splitlines(keepends=True)[:50]  # Python 3.10 reads no row with zero bytes
    for sign in _DELIMITERS:
        widths = []
        for row in csv.reader(lines, delimiter=sign):
            widths.append(len(row))
        width = widths[0] if widths else 0
        even = sum(w == width for w in widths) / max(len(widths), 1)
        if width > 1 and (even, width) > most:
            best, most = sign, (even, width)
    return best


class _Lines:
    """Lines of a file; those of an ill row can be read again."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        """Lines since this was last emptied."""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._file)
        if sys.version_info < (3, 11):  # its csv reads no zero bytes: they become what is no text, as ``texts`` has it
            line = line.replace("\0", "\udcff")
        self.taken.append(line)
        return line

    def put_back(self) -> None:
        """All taken lines but the first are to come again."""
        self._back.extendleft(reversed(self.taken[1:]))


def _rows(lines: _Lines, sign: str) -> Iterator[tuple[int, list[str] | Rejected]]:
    """Rows with their numbers as a spreadsheet shows them; blank ones are counted and left out."""
    csv.field_size_limit(_CELL)
    number = 0
    reader = csv.reader(lines, delimiter=sign, strict=True)
    while True:
        lines.taken.clear()
        try:
            row: list[str] | Rejected = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = _mended(lines, sign, number + 1)
            reader = csv.reader(lines, delimiter=sign, strict=True)
        if number == 0 and lines.taken[0][:4].lower() == "sep=":
            continue
        number += 1
        if row:
            yield number, row


def _mended(lines: _Lines, sign: str, number: int) -> list[str] | Rejected:
    """A row with stray quotation marks, as far as it is one line; the lines that it swallowed are read again."""
    first = lines.taken[0]
    if len(lines.taken) == 1:
        try:
            return next(csv.reader([first], delimiter=sign))
        except csv.Error:
            return rejected(UNIT, number, "ячейка длиннее 16 млн знаков или с нулевыми байтами внутри", first)
    lines.put_back()
    return rejected(UNIT, number, _OPEN, first)
