"""Spaces that lack, or are too many, at brackets, quotation marks, dashes, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reply_lint.model import Document, Fix, Match

_SLIPS = tuple(
    (re.compile(slip), right)
    for slip, right in (
        (r"\( +([^()\n]{0,80}?[а-яё][^()\n]{0,80}?) *\)|\(([^() \n][^()\n]{0,80}?[а-яё]) +\)", r"(\1\2)"),
        (r"(?<=[а-яё]{4})(\([а-яё]+ [^()\n]{1,80}\))", r" \1"),
        (r"(\([^()\n]{1,40} [^()\n]{1,40}\))([а-яё]{3,})", r"\1 \2"),
        (r"(?<=[а-яё]{2}) —(?=[а-яё]{2})|(?<=[а-яё]{2})— (?=[а-яё]{2})", " — "),
        (r"(?<=[а-яё])([!?]{2,3}|\.\.\.|…)([А-ЯЁ][а-яё]+)", r"\1 \2"),
        (r"(?<=[а-яё]{2}) ([?!]{2})(?=\s|$)", r"\1"),
        (r"\b(д|кв|корп|оф)\.(\d+)", r"\1. \2"),
        (r"(?<=\d)(руб|шт|кг)\b", r" \1"),
        (r"(«[^«»\n]{1,60}»)([а-яё]{3,})", r"\1 \2"),
        (r"(?<=[а-яё]{3})(«[^«»\n]{1,60}»)", r" \1"),
    )
)
_CHEAP = re.compile(r"[()«»—…]|[!?.]{2}|\.\d|\d[ршк]")
_LEFT, _RIGHT = re.compile(r"\w+$"), re.compile(r"\w*")


def spacing(doc: Document) -> Iterator[Match]:
    """«( текст )», «меню(три точки)», «склад— рядом», «кв.12», «500руб»: reported with the words beside."""
    text = doc.text
    for slip, right in _SLIPS if _CHEAP.search(text) else ():
        for found in slip.finditer(text):
            left, after = _LEFT.search(text, max(0, found.start() - 30), found.start()), _RIGHT.match(text, found.end())
            start, end = left.start() if left else found.start(), after.end() if after else found.end()
            fixed = text[start : found.start()] + found.expand(right) + text[found.end() : end]
            yield Match(start, end, (Fix(start, end, fixed, True),))
