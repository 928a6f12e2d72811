"""Bytes of an export as text: its compression, its encoding, and what becomes of bytes that are no text."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from reply_lint.model import ReplyLintError

try:
    from lzma import LZMAError
except ImportError:  # a Python built without it opens no such archive
    LZMAError = EOFError  # type: ignore[assignment, misc]

_CHUNK = 1 << 18
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Encodings of Russian tables besides UTF-8; charset-normalizer chooses among them.
_GUESSES = ["cp1251", "koi8_r", "cp866"]
_ASCII = bytes(range(128))
_BROKEN = "reply-lint-broken"


def _mark(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no text becomes a lone surrogate: its row is found out, and the neighbours come to no harm."""
    return "\udcff", cast(UnicodeDecodeError, error).end


codecs.register_error(_BROKEN, _mark)


@contextmanager
def binary(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of ``path``, or of the one file in it when it is a .gz or a .zip. Raises ``ReplyLintError``."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            if magic[:2] == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=file) as inner:
                    yield cast(IO[bytes], inner)
            elif magic == b"PK\x03\x04":
                with _inside(path, file) as inside:
                    yield inside
            else:
                yield file
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, LZMAError) as error:
        what = getattr(error, "strerror", None) or "он повреждён или скачан не до конца; выгрузите его заново"
        raise ReplyLintError(str(path), f"файл не читается: {what}") from None


def _inside(path: Path, file: IO[bytes]) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(file)
        return archive.open(_only(path, archive))
    except RuntimeError:  # so it asks for a password; NotImplementedError, which is one, is what it says
        raise ReplyLintError(
            str(path), "архив закрыт паролем или сжат незнакомым способом; распакуйте его и назовите файл из него"
        ) from None


def _only(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    files = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX")]
    if len(files) != 1:
        raise ReplyLintError(str(path), f"файлов в архиве {len(files)}, а нужен один: распакуйте и назовите нужный")
    return files[0]


@contextmanager
def text(path: Path) -> Iterator[IO[str]]:
    """The text of ``path``, its line ends as they are."""
    encoding = sniff(path)
    with binary(path) as file, io.TextIOWrapper(file, encoding, errors=_BROKEN, newline="") as decoded:
        yield decoded


def sniff(path: Path) -> str:
    """The encoding of the file: by its byte order mark, else by its first letters that are not Latin."""
    with binary(path) as file:
        head = file.read(_CHUNK)
        for bom, encoding in _BOMS:
            if head.startswith(bom):
                return encoding
        zeros = head.count(b"\0")
        if zeros > len(head) // 10:  # a table in Latin and Cyrillic letters has one in most pairs of bytes
            return "utf-16-le" if head[1::2].count(b"\0") > zeros // 2 else "utf-16-be"
        while head.isascii():
            chunk = file.read(_CHUNK)
            if not chunk:
                return "utf-8"
            head = chunk
    return _guess(head)


def _guess(sample: bytes) -> str:
    kept = sample.decode("utf-8", "ignore").encode()
    # A few broken bytes in UTF-8 cost their rows; of another encoding's letters next to none are left.
    if len(kept.translate(None, _ASCII)) > 0.5 * len(sample.translate(None, _ASCII)):
        return "utf-8"
    from charset_normalizer import from_bytes

    letters = max(0, next(i for i, byte in enumerate(sample) if byte > 127) - 200)
    best = from_bytes(sample[letters : letters + 20_000], cp_isolation=_GUESSES, threshold=0.6).best()
    return best.encoding if best else "cp1251"
