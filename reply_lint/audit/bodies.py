"""HTML bodies of messages → the plain text that a client reads.

What mail programs mark as quoted comes out with ``>`` before each line, and a signature below ``--``: the linter's
masks know both.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

_LOOKS = re.compile(
    r"</(?:p|div|span|a|b|i|u|em|strong|ul|ol|li|table|td|font|pre|h[1-6]|blockquote|body|html)\s*>"
    r"|<br\s*/?>|<(?:p|div|body|html|img|hr)(?:\s[^<>]*)?/?>|<!doctype html",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"<(?:p|br|div|li|tr|pre|h[1-6]|blockquote)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}\d{0,2}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_SPACE = re.compile(r"[ \t\r\n\f]+")

_APART = frozenset("p ul ol dl pre table blockquote h1 h2 h3 h4 h5 h6".split())
"""Blocks with a blank line around them."""
_BLOCKS = _APART.union(
    "address article aside body center dd div dt figcaption figure footer form header hr li main nav section tr".split()
)
_HIDDEN = frozenset("head iframe noscript object script select style svg template textarea title -comment".split())
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_QUOTED = re.compile(r"(?:gmail|protonmail|freshdesk)_quote|gmail_extra|yahoo_quoted|moz-cite-prefix")
_SIGNED = re.compile(r"gmail_signature(?!_prefix)|moz-signature|\b[Ss]ignature\b")
_DEEP = 1000  # tags in tags; the parser's time grows with the square of it


def text(body: str, kind: str = "") -> str:
    """``body`` in plain text. ``kind`` is its content type; without one, it is HTML when it looks so."""
    if "html" in kind or ("plain" not in kind and "<" in body and _LOOKS.search(body)):
        return from_html(body)
    if "plain" not in kind and "&" in body and _ENTITY.search(body):
        body = html.unescape(body)
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    return body.strip()


def from_html(body: str) -> str:
    """The text of ``body`` as a browser lays it out, without what it hides."""
    if "\n" in body and len(_BREAKS.findall(body)) < 2:
        body = body.replace("\n", "<br>")  # plain lines with a bold word in them, or wrapped in one tag as they were
    if body.count("<") > _DEEP and _depth(body) > _DEEP:
        return html.unescape(_TAG.sub(" ", body)).strip()
    page = _Page()
    frames: list[_Frame] = []
    node = LexborHTMLParser(body).root
    while node is not None:
        frame = page.open(node)
        below = node.first_child if frame else None
        if frame and below is not None:
            frames.append(frame)
            node = below
            continue
        if frame:
            page.close(frame)
        while node is not None and node.next is None and frames:
            page.close(frames.pop())
            node = node.parent
        node = node.next if node is not None and frames else None
    return page.done()


def _depth(body: str) -> int:
    """How deep tags stand in tags, at most."""
    depth = deepest = 0
    for closing, name in _TAG.findall(body):
        if name.lower() not in _VOID:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest


class _Frame(NamedTuple):
    """What an open element means for the text; taken back when it closes."""

    tag: str
    block: bool = False
    quoted: bool = False
    listed: bool = False
    kept: bool = False


_INLINE = _Frame("")


class _Page:
    """Lines of text, written while the tree is walked."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._gap = False  # a blank line is due before the next text
        self._quotes = 0
        self._lists: list[int | None] = []  # the number of the next item; none in a list with dashes
        self._mark = ""  # of the item of a list that begins
        self._kept = 0  # depth of <pre>

    def open(self, node: LexborNode) -> _Frame | None:
        """Write what begins with ``node``; ``None`` when nothing in it shows."""
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "")
            return None
        if tag == "br":
            self._end_line()
            return None
        if tag in _HIDDEN:
            return None
        if tag in ("td", "th"):
            self._line.append(" ")
        if tag not in _BLOCKS and tag != "span":
            return _INLINE
        style, marks = self._attributes(node)
        if "display:none" in style:
            return None
        frame = _Frame(
            tag,
            block=tag in _BLOCKS,
            quoted=tag == "blockquote" or bool(_QUOTED.search(marks)),
            listed=tag in ("ul", "ol"),
            kept=tag == "pre",
        )
        self._begin(frame)
        if marks and _SIGNED.search(marks) and not self._signed():
            self._line.append("-- ")
            self._end_line()
        return frame

    @staticmethod
    def _attributes(node: LexborNode) -> tuple[str, str]:
        """Style without spaces; id and classes."""
        found = node.attributes
        if not found:
            return "", ""
        style = (found.get("style") or "").replace(" ", "").lower()
        return style, f"{found.get('id') or ''} {found.get('class') or ''}"

    def _begin(self, frame: _Frame) -> None:
        if frame.block:
            self._end_block(frame)
        self._quotes += frame.quoted
        self._kept += frame.kept
        if frame.listed:
            self._lists.append(1 if frame.tag == "ol" else None)
        elif frame.tag == "li":
            number = self._lists[-1] if self._lists else None
            self._mark = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = number + 1

    def close(self, frame: _Frame) -> None:
        if frame.listed:
            self._lists.pop()
        if frame.block:
            self._end_block(frame)
        self._quotes -= frame.quoted
        self._kept -= frame.kept

    def done(self) -> str:
        self._end_block(_INLINE)
        return "\n".join(self._lines).strip()

    def _write(self, text: str) -> None:
        if not self._kept:
            self._line.append(_SPACE.sub(" ", text))
            return
        first, *others = text.split("\n")
        self._line.append(first)
        for line in others:
            self._end_line()
            self._line.append(line)

    def _end_block(self, frame: _Frame) -> None:
        if any(piece.strip() for piece in self._line):
            self._end_line()
        self._line.clear()
        # An item of a list needs no blank line, nor what stands in it.
        self._gap = self._gap or (frame.tag in _APART and not self._lists)

    def _end_line(self) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._kept else _SPACE.sub(" ", line).strip()
        self._line.clear()
        if self._gap or not line:
            self._blank()
        if line:
            self._lines.append("> " * self._quotes + self._mark + line)
            self._gap, self._mark = False, ""

    def _blank(self) -> None:
        """One blank line at most, and none at the beginning."""
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(">" if self._quotes and self._lines[-1][0] == ">" else "")

    def _signed(self) -> bool:
        """Whether the two hyphens stand there already."""
        return any(line.strip() == "--" for line in self._lines[-2:])
