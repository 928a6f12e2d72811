"""Text that is safe and fits in a terminal: no control characters, widths in cells, plain ANSI colours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len

__all__ = ["cell_len", "fit", "pack", "paint", "printable", "wrap"]

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with each character that a terminal would obey replaced by one that it shows; the length stays.

    White space becomes a space, ESC «␛», a soft hyphen «¬», marks that turn the direction of writing «�».
    """
    return _UNSAFE.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\r\n\u2028\u2029":
        return " "
    if character < " ":
        return chr(0x2400 + ord(character))
    return {"\x7f": "\u2421", "\u00ad": "¬"}.get(character, "\ufffd")


def paint(text: str, code: str, color: bool) -> str:
    """The text in an ANSI style such as ``"1;31"``, or as it is."""
    return f"\x1b[{code}m{text}\x1b[0m" if color and text else text


def fit(text: str, cells: int) -> str:
    """The longest beginning of the text that is at most so many cells wide."""
    text = text[: 4 * cells]
    while cell_len(text) > cells:
        text = text[:-1]
    return text


def pack(parts: Iterable[str], cells: int, joint: str = " ") -> list[str]:
    """The parts joined into as few lines of at most so many cells as it takes; a part that is wider is cut."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{joint}{part}" if lines else part
        if lines and cell_len(longer) <= cells:
            lines[-1] = longer
            continue
        while cell_len(part) > cells:
            head = fit(part, cells) or part[0]
            lines.append(head)
            part = part[len(head) :]
        lines.append(part)
    return lines


def wrap(text: str, cells: int) -> list[str]:
    """The text in lines of at most so many cells, broken at plain spaces."""
    return pack(text.split(" "), cells) if text else []
