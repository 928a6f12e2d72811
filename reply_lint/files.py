"""Drafts on disk: which files a path means, and their text, whatever its encoding."""

from __future__ import annotations

import codecs
import glob
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from reply_lint.model import ReplyLintError

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")
"""What is taken from a folder."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Encodings of Russian drafts besides UTF-8; charset-normalizer chooses among them.
_GUESSES = ["cp1251", "utf_16_le", "utf_16_be", "koi8_r", "cp866"]


class Draft(NamedTuple):
    name: str
    text: str
    encoding: str
    """``"utf-8"`` or what was recognised; a fixed text is written back in it."""


def expand(paths: Iterable[str]) -> Iterator[str | ReplyLintError]:
    """File names that ``paths`` (files, folders, globs, ``-``) mean, in order; trouble in its place."""
    for path in paths:
        try:
            yield from _expand(path)
        except OSError as error:
            yield ReplyLintError(path, f"файл не открывается: {error.strerror}")


def _expand(path: str) -> Iterator[str | ReplyLintError]:
    place = Path(path)
    if path == "-" or place.is_file():
        yield path
        return
    if place.is_dir():
        found = sorted(str(p) for p in place.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        trouble = f"в папке нет текстов ({', '.join(SUFFIXES)})"
    elif glob.has_magic(path):
        found = sorted(p for p in glob.glob(path, recursive=True) if Path(p).is_file())
        trouble = "под этот шаблон не подошёл ни один файл"
    else:
        found, trouble = [], "файла нет; проверьте имя и папку"
    yield from found
    if not found:
        yield ReplyLintError(path, trouble)


def read(name: str, data: bytes | None = None) -> Draft:
    """The draft in the file ``name``, or in ``data``. Raises ``ReplyLintError``."""
    if data is None:
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise ReplyLintError(name, f"файл не открывается: {error.strerror}") from None
    text, encoding = decode(name, data)
    return Draft(name, text, encoding)


def decode(name: str, data: bytes) -> tuple[str, str]:
    """Text and encoding. A byte order mark is taken for part of the encoding, not of the text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            codec = "utf-8-sig" if encoding == "utf-8" else encoding
            try:
                return data.decode(codec), codec
            except UnicodeDecodeError as error:
                raise _broken(name, encoding, error.start) from None
    if b"\0" not in data:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError as error:
            if _mostly_utf8(data):
                raise _broken(name, "UTF-8", error.start) from None
    return _guess(name, data)


def encode(draft: Draft, text: str) -> bytes:
    """``text`` in the draft's encoding; UTF-8 when that has no such character."""
    try:
        return text.encode(draft.encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")


def _mostly_utf8(data: bytes) -> bool:
    """Is it UTF-8 with a few broken bytes, rather than another encoding?"""
    letters = data.decode("utf-8", "ignore")
    cyrillic = sum("а" <= c <= "я" for c in letters.lower()[:4000])
    return cyrillic > 20 and letters.encode().count(b"\xd0") + letters.encode().count(b"\xd1") > len(data) // 8


def _guess(name: str, data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:100_000], cp_isolation=_GUESSES, threshold=0.4).best()
    if best is not None:
        text = data.decode(best.encoding, "replace")
        control = sum(ord(c) < 32 and c not in "\t\n\r\v\f" for c in text[:4000])
        if control == 0 and "\ufffd" not in text:
            return text, best.encoding
    raise ReplyLintError(name, "это похоже на двоичный файл; сохраните черновик как текст в UTF-8")


def _broken(name: str, encoding: str, offset: int) -> ReplyLintError:
    return ReplyLintError(name, f"байт {offset} испорчен: это не {encoding}; сохраните файл заново в UTF-8")
