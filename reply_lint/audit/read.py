"""The door of the readers: an export in, replies of agents out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from reply_lint.audit import helpdesk, replies
from reply_lint.audit.helpdesk import Helpdesk
from reply_lint.audit.readers import Reader, Record, mail, sheets, sound, tables, texts, trees
from reply_lint.audit.rows import Rejected, Row
from reply_lint.model import ReplyLintError

_TEXTS: Mapping[str, Reader] = {
    ".csv": tables.read,
    ".tsv": tables.read,
    ".json": trees.read,
    ".jsonl": trees.read,
    ".ndjson": trees.read,
}
_FILES: Mapping[str, Reader] = {
    ".xlsx": sheets.read_excel,
    ".xls": sheets.read_excel,
    ".xlsb": sheets.read_excel,
    ".ods": sheets.read_excel,
    ".parquet": sheets.read_parquet,
    ".mbox": mail.read,
}
_KINDS = ", ".join([*_TEXTS, ".xlsx", ".parquet", ".mbox"])
_PACKED = (".gz", ".zip")
_LOOKED_AT = 100  # records by which a helpdesk is known
_ILL = 10_000  # rejections that may come before the first record
_SAMPLE = 1 << 20  # bytes by which the rows of a file are estimated


def sources() -> tuple[str, ...]:
    """Names of the bundled mappings."""
    return tuple(helpdesk.bundled())


def read(path: Path, source: str | None = None, columns: Mapping[str, str] = {}) -> Iterator[Row | Rejected]:
    """Replies in the order of the export at ``path``: a file, or a folder of files.

    ``source`` names a mapping or is the path of one; ``columns`` name columns of one's own: ``{"text": "Ответ"}``.
    What can't be read comes as ``Rejected`` in its place. Memory does not grow with the file.
    Raises ``ReplyLintError`` at once when nothing can be done with it.
    """
    chosen = helpdesk.named(source) if source else None
    if not path.is_dir():
        return _rows(path, chosen, columns)
    files = _files(path)
    if not files:
        raise ReplyLintError(str(path), f"в папке нет выгрузок ({_KINDS})")
    return chain.from_iterable(_one_of_many(file, chosen, columns) for file in files)


def count(path: Path, source: str | None = None, columns: Mapping[str, str] = {}) -> int | None:
    """About how many replies and rejections ``read`` will give; ``None`` when only reading could tell."""
    try:
        if path.is_dir():
            counts = [count(file, source, columns) for file in _files(path)]
            return None if None in counts else sum(n for n in counts if n)
        reader, size = _reader(path), path.stat().st_size
        if reader is sheets.read_parquet:
            return sheets.height(path)
        if reader not in _TEXTS.values() or path.suffix.lower() in _PACKED:
            return None
        with TemporaryDirectory() as folder:
            sample = Path(folder, path.name)
            with path.open("rb") as file:
                sample.write_bytes(file.read(_SAMPLE))
            found = sum(1 for _ in read(sample, source, columns))
            return found * size // max(sample.stat().st_size, 1)
    except (OSError, ReplyLintError):
        return None


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if _kind(p) in (*_TEXTS, *_FILES) and p.is_file())


def _kind(path: Path) -> str:
    """The suffix that says what is in the file: ``.csv`` of ``may.csv.gz``."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _reader(path: Path) -> Reader:
    """What reads the file: by its name, or by its first bytes. Raises ``ReplyLintError``."""
    kind, packed = _kind(path), path.suffix.lower() in _PACKED
    if kind in _TEXTS:
        return _TEXTS[kind]
    if kind in _FILES and packed:
        raise ReplyLintError(str(path), "распакуйте файл: из архива читаются только таблицы CSV и JSON")
    with texts.binary(path) if packed else path.open("rb") as file:
        head = file.read(4096)
    if kind in _FILES:
        if _FILES[kind] is sheets.read_excel and head.lstrip()[:1] == b"<":
            raise ReplyLintError(str(path), "это веб-страница под именем таблицы; сохраните её в Excel как .xlsx")
        return _FILES[kind]
    if head.startswith(b"From "):
        return mail.read
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ReplyLintError(str(path), f"неизвестный вид файла; читаются {_KINDS}")
    return trees.read if head.strip()[:1] in (b"{", b"[") else tables.read


def _rows(path: Path, chosen: Helpdesk | None, columns: Mapping[str, str], of: str = "") -> Iterator[Row | Rejected]:
    """Replies of one file; ``of`` begins the ids of those that have none."""
    lists = chosen.lists if chosen else tuple(name for desk in helpdesk.bundled().values() for name in desk.lists)
    try:
        export = _reader(path)(path, lists)
        head = list(_first(export.items))
    except OSError as error:
        raise ReplyLintError(str(path), f"файл не открывается: {error.strerror}") from None
    records: list[helpdesk.Data] = [item.data for item in head if isinstance(item, Record)]
    if not head:
        raise ReplyLintError(str(path), "в файле нет ни одной записи: выгрузка пуста")
    if not records:
        return iter([item for item in head if isinstance(item, Rejected)])
    bound = replies.bind(str(path), chosen or _detected(records), columns, records, export.table)
    return replies.rows(chain(head, _to_its_end(export.items)), bound, export.unit, of)


def _first(items: Iterator[Record | Rejected]) -> Iterator[Record | Rejected]:
    """As many items as are needed to know the export; a file may break off among them."""
    records = ills = 0
    try:
        for item in items:
            yield item
            records += isinstance(item, Record)
            ills += not isinstance(item, Record)
            if records == _LOOKED_AT or (ills == _ILL and not records):
                return
    except ReplyLintError as error:
        if not records + ills:
            raise
        yield Rejected("конец файла", error.what, "")


def _to_its_end(items: Iterator[Record | Rejected]) -> Iterator[Record | Rejected]:
    """``items``; where the file can't be read on, what came before stays."""
    try:
        yield from items
    except ReplyLintError as error:
        yield Rejected("конец файла", error.what, "")


def _detected(records: list[helpdesk.Data]) -> Helpdesk:
    """The mapping that asks the most of an export and gets it; the one for plain tables asks nothing."""
    *special, plain = helpdesk.bundled().values()
    fitting = [desk for desk in special if replies.fits(desk, records)]
    return max(fitting, key=lambda desk: len(desk.detect), default=plain)


def _one_of_many(path: Path, chosen: Helpdesk | None, columns: Mapping[str, str]) -> Iterator[Row | Rejected]:
    """Replies of a file of a folder, which is named in their places."""
    name = sound(path.name)
    try:
        for item in _rows(path, chosen, columns, f"{name}:"):
            yield replace(item, place=f"{name}, {item.place}") if isinstance(item, Rejected) else item
    except ReplyLintError as error:
        yield Rejected(name, error.what, "")
