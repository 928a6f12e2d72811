"""LanguageTool's protocol, so that its clients work with this service: form fields in, its JSON out.

What differs: rules have our ids (``typos/misspelt-word``), ids of LanguageTool's own rules are let be, the language is
Russian whatever the text is in, and hints come only with ``level=picky``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from urllib.parse import parse_qsl

from reply_lint import __version__
from reply_lint.hook import LONGEST
from reply_lint.model import Card, Category, Finding
from reply_lint.server.problems import ProblemError

LANGUAGES = [{"name": "Russian", "code": "ru", "longCode": code} for code in ("ru", "ru-RU")]
AROUND = 40
"""Characters of context on each side of a match."""
SENTENCE = 500
"""… and at most so many of its sentence."""
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s)|\n")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Annotated:
    """A text as it is linted, and where its characters stand in what the client sent."""

    plain: str
    places: list[int]
    """Offset of each character of ``plain`` in UTF-16 units of the client's text."""
    ends: list[int]
    """Offset just past it."""

    @classmethod
    def of(cls, pieces: Iterable[tuple[str, str | None]]) -> Annotated:
        """``(text as sent, text as linted)``, where None stands for the same."""
        plain: list[str] = []
        places: list[int] = []
        ends: list[int] = []
        at = 0
        for sent, read in pieces:
            units = [1 + (char > "\uffff") for char in sent]
            if read is None:
                plain.append(sent)
                reach = list(accumulate(units, initial=at))
                places += reach[:-1]
                ends += reach[1:]
                at = reach[-1]
            else:  # what stands for markup begins and ends with it
                plain.append(read)
                places += [at] * len(read)
                at += sum(units)
                ends += [at] * len(read)
        return cls("".join(plain), places, ends)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offset and length, in UTF-16 units, of the non-empty ``plain[start:end]``."""
        return self.places[start], self.ends[end - 1] - self.places[start]


@dataclass(frozen=True)
class Query:
    text: Annotated
    picky: bool = False
    enabled: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    enabled_only: bool = False
    token: str | None = None

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Query:
        """Raises ``ProblemError`` 400 when a field is missing or wrong, 413 when the text is too long."""
        language = form.get("language", "auto")
        if language.lower() not in ("auto", "ru", "ru-ru"):
            raise ProblemError(400, "language: сервис проверяет только русский; укажите ru-RU или auto")
        if "data" in form:
            text = Annotated.of(_pieces(form["data"]))
        elif "text" in form:
            text = Annotated.of([(form["text"], None)])
        else:
            raise ProblemError(400, "нет поля text или data с текстом")
        if len(text.plain) > LONGEST:
            raise ProblemError(413, f"текст длиннее {LONGEST} знаков; пришлите его по частям")
        return cls(
            text,
            picky=form.get("level") == "picky",
            enabled=_ids(form, "enabledRules") | _ids(form, "enabledCategories"),
            disabled=_ids(form, "disabledRules") | _ids(form, "disabledCategories"),
            enabled_only=form.get("enabledOnly", "").lower() in ("true", "yes"),
            token=form.get("apiKey"),
        )

    def wants(self, finding: Finding) -> bool:
        names = {finding.rule, finding.category}
        if names & self.disabled:
            return False
        return bool(names & self.enabled) or (not self.enabled_only and (self.picky or finding.severity != "hint"))


def form(body: bytes) -> dict[str, str]:
    """Fields of ``application/x-www-form-urlencoded``; of repeated ones the first."""
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise ProblemError(400, "тело запроса — не форма (application/x-www-form-urlencoded, UTF-8)") from None
    return dict(reversed(fields))


def answer(
    query: Query, findings: Iterable[Finding], cards: Mapping[str, Card], categories: Mapping[str, Category]
) -> dict[str, Any]:
    """The answer to ``/v2/check``."""
    shown = [finding for finding in findings if query.text.plain and query.wants(finding)]
    russian = {"name": "Russian", "code": "ru-RU"}
    return {
        "software": {
            "name": "LanguageTool",  # clients look for it; the status says who answers
            "version": __version__,
            "buildDate": None,
            "apiVersion": 1,
            "premium": False,
            "premiumHint": "",
            "status": f"reply-lint {__version__}",
        },
        "warnings": {"incompleteResults": False},
        "language": {**russian, "detectedLanguage": {**russian, "confidence": 1.0, "source": "reply-lint"}},
        "matches": [_match(query.text, f, cards[f.rule], categories[f.category]) for f in shown],
    }


def _match(text: Annotated, finding: Finding, card: Card, category: Category) -> dict[str, Any]:
    start, end = _place(text.plain, finding)
    offset, length = text.span(start, end)
    before, after = max(0, start - AROUND), min(len(text.plain), end + AROUND)
    cut, rest = "…" if before else "", "…" if after < len(text.plain) else ""
    return {
        "message": " ".join(filter(None, (finding.message, finding.suggestion))),
        "shortMessage": card.title,
        "replacements": [{"value": value} for value in _replacements(text.plain, finding, start, end)],
        "offset": offset,
        "length": length,
        "context": {
            "text": cut + text.plain[before:after] + rest,
            "offset": len(cut) + _units(text.plain[before:start]),
            "length": _units(text.plain[start:end]),
        },
        "sentence": _sentence(text.plain, start, end),
        "type": {"typeName": "Other"},
        "rule": {
            "id": finding.rule,
            "description": card.title,
            "issueType": _issue_type(finding),
            "category": {"id": finding.category, "name": category.title},
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": 0,
    }


def _place(plain: str, finding: Finding) -> tuple[int, int]:
    """The finding's span; for something missing the character where it is missed, since a match has a length."""
    if finding.start < finding.end:
        return finding.start, finding.end
    start = min(finding.start, len(plain) - 1)
    return start, start + 1


def _replacements(plain: str, finding: Finding, start: int, end: int) -> Iterator[str]:
    """Fixes as texts for the whole of ``plain[start:end]``; one that reaches beyond it can't be said here."""
    for fix in finding.fixes:
        if start <= fix.start and fix.end <= end:
            yield plain[start : fix.start] + fix.text + plain[fix.end : end]


def _sentence(plain: str, start: int, end: int) -> str:
    far = max(0, start - SENTENCE)
    first = max((found.end() for found in _SENTENCE_END.finditer(plain, far, start)), default=far)
    stop = _SENTENCE_END.search(plain, end - 1, end + SENTENCE)
    return plain[first : stop.end() if stop else end + SENTENCE].strip()


def _issue_type(finding: Finding) -> str:
    if finding.category != "typos":
        return "style"
    return "misspelling" if finding.rule in ("typos/misspelt-word", "typos/unknown-word") else "grammar"


def _units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def _ids(form: Mapping[str, str], key: str) -> frozenset[str]:
    return frozenset(name.strip() for name in form.get(key, "").split(",") if name.strip())


def _pieces(data: str) -> Iterator[tuple[str, str | None]]:
    """``{"annotation": [{"text": …}, {"markup": …, "interpretAs": …}]}`` as ``Annotated.of`` wants it."""
    wrong = ProblemError(400, 'data: ожидается {"annotation": [{"text": "…"}, {"markup": "…", "interpretAs": "…"}]}')
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(given, dict):
        raise wrong
    if isinstance(given.get("text"), str):
        given = {"annotation": [{"text": given["text"]}]}
    if not isinstance(given.get("annotation"), list):
        raise wrong
    for part in given["annotation"]:
        if not isinstance(part, dict) or not all(isinstance(value, str) for value in part.values()):
            raise wrong
        if any(_SURROGATES.search(value) for value in part.values()):
            raise ProblemError(400, "data: половина суррогатной пары, это не текст")
        if "text" in part:
            yield part["text"], None
        elif "markup" in part:
            yield part["markup"], part.get("interpretAs", "")
        else:
            raise wrong
