"""JSON: lines of objects, an array of any length, or a document with the list somewhere in it.

Objects are decoded one by one from a window that moves over the text, by Python's own decoder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from reply_lint.audit.readers import RAW, Export, Record, rejected, texts
from reply_lint.audit.rows import Rejected
from reply_lint.model import ReplyLintError

_CHUNK = 1 << 18
_LARGEST = 200_000_000  # characters of one object
_DECODER = json.JSONDecoder()
_LEAST = 12  # characters that the longest cut piece of JSON can have besides a string: «\ud83d\ude0»
_PAGING = frozenset(
    "aftercursor afterurl agents beforecursor beforeurl count cursor endofstream endtime error errors expand groups "
    "hasmore islastpage itemsperpage limit links maxresults meta next nextpage offset ok organizations page pagecount "
    "pages pagination perpage previous previouspage size start startat status success total totalcount totalpages type "
    "users".split()
)
"""What stands beside the list in an answer of an API."""
_BROKEN = "это не JSON ({}): запись оборвана или испорчена; выгрузите её заново"


def read(path: Path, lists: Collection[str]) -> Export:
    """Objects of the file; ``lists`` names what a document's list of records may be called."""
    with texts.text(path) as file:
        head = file.read(_CHUNK)
    if not head.strip():
        raise ReplyLintError(str(path), "файл пуст")
    if _is_lines(head):
        return Export("строка", _lines(path, lists), table=False)
    return Export("запись", _document(path, lists), table=False)


def _is_lines(head: str) -> bool:
    """Whether each line is an object; a line of an indented document now and then looks like one, too."""
    lines = [line for line in head.split("\n") if line.strip()][:20]
    if lines[0].lstrip()[0] == "[":
        return False
    objects = [isinstance(_try(line), dict) for line in lines]
    return any(objects[:2]) or sum(objects) > len(objects) / 2


def _try(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _lines(path: Path, lists: Collection[str]) -> Iterator[Record | Rejected]:
    with texts.text(path) as file:
        for number, line in enumerate(file, 1):
            if not line or line.isspace():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield rejected("строка", number, _BROKEN.format(_why(error)), line)
                continue
            for item in _page(value, lists):
                yield _record("строка", number, item)


def _page(value: Any, lists: Collection[str]) -> list[Any]:
    """The records of an answer of an API saved as one line; any other line is a record itself."""
    if isinstance(value, dict) and (named := [name for name in value if name in lists]):
        inner = value[named[0]]
        if _is_page([key for key in value if key != named[0]]):
            if isinstance(inner, dict):
                return _page(inner, lists)
            if isinstance(inner, list) and all(isinstance(item, dict) for item in inner):
                return inner
    if isinstance(value, dict):
        numbered = [item for key, item in value.items() if key.isdecimal() and isinstance(item, dict)]
        return numbered or [value]
    return [value]


def _is_page(keys: Iterable[str]) -> bool:
    """Whether ``keys`` say only which part of a list this is: so they are not those of a record."""
    return all(re.sub(r"[\W_]+", "", key.lower()) in _PAGING for key in keys)


def _record(unit: str, number: int, value: Any) -> Record | Rejected:
    if isinstance(value, dict):
        return Record(number, value)
    return rejected(unit, number, "ожидается объект {…}: по нему не понять, где ответ", value)


def _why(error: Exception) -> str:
    return f"знак {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else "слишком глубокая вложенность"


class _Window:
    """The text from the first value that is not read yet; it grows as far as that value needs."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._text = ""
        self._at = 0

    def _more(self) -> bool:
        # Twice as much each time: a large object is not tried over and over again.
        chunk = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk) and len(self._text) <= _LARGEST

    def peek(self) -> str:
        """The next sign that is no space, not taken; empty at the end."""
        while True:
            while self._at < len(self._text):
                sign = self._text[self._at]
                if not sign.isspace():
                    return sign
                self._at += 1
            if not self._more():
                return ""

    def take(self, sign: str) -> bool:
        """Take ``sign`` if it is next."""
        found = self.peek() == sign
        self._at += found
        return found

    def rest(self) -> str:
        """The beginning of what comes next."""
        return self._text[self._at : self._at + RAW]

    def value(self) -> Any:
        """Decode and take the next value. Raises ``ValueError`` or ``RecursionError``."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _LEAST
                if not (cut and self._more()):
                    raise
                continue
            # A number may go on behind the end of the window.
            if end < len(self._text) or not self._more():
                self._at = end
                return value

    def skip_to_object(self, like: dict[str, Any]) -> bool:
        """Go on, behind a broken object, to the next one with keys as in ``like``."""
        for _ in range(1000):
            start = self._text.find("{", self._at + 1)
            if start < 0:
                if not self._more():
                    return False
                continue
            self._at = start
            try:
                value, _ = _DECODER.raw_decode(self._text, start)
            except (ValueError, RecursionError):
                continue
            if 2 * len(value.keys() & like.keys()) > len(like):
                return True
        return False


def _document(path: Path, lists: Collection[str]) -> Iterator[Record | Rejected]:
    with texts.text(path) as file:
        window = _Window(file)
        number = 0
        while window.peek():
            whole = True
            for value in _elements(window) if window.take("[") else _members(window, lists):
                number += 1
                whole = not isinstance(value, Exception)
                if whole:
                    yield _record("запись", number, value)
                else:
                    yield rejected("запись", number, _BROKEN.format(_why(value)), window.rest())
            if not whole:
                return


def _elements(window: _Window) -> Iterator[Any]:
    """Elements of an array whose bracket is taken; an ``Exception`` in the place of a broken one."""
    last: dict[str, Any] = {}
    while not window.take("]"):
        try:
            value = window.value()
            last = value if isinstance(value, dict) else last
            yield value
            window.take(",")
        except (ValueError, RecursionError) as error:
            yield error
            if not last or not window.skip_to_object(last):
                return


def _members(window: _Window, lists: Collection[str]) -> Iterator[Any]:
    """The records of a document: of a list in it that goes by a known name, else the document as one record."""
    document: dict[str, Any] = {}
    found = False
    try:
        if not window.take("{"):
            window.value()
            raise ValueError("no object")
        while not window.take("}"):
            key = window.value()
            if not isinstance(key, str):
                raise ValueError("a key that is no string")
            window.take(":")
            within = key in lists and _is_page(document) and window.peek()
            if within == "[" and window.take("["):
                found = True
                yield from _elements(window)
            elif within == "{":
                found = True
                yield from _members(window, lists)
            else:
                value = window.value()
                if isinstance(value, dict) and key.isdecimal():  # PHP writes lists so
                    found = True
                    yield value
                else:
                    document[key] = value
            window.take(",")
        if not found:
            yield document
    except (ValueError, RecursionError, TypeError) as error:
        yield error
