"""``sarif``: SARIF 2.1.0, the format of code scanning services and of many editors.

Results come first and the tool last, so that results are streamed and only the rules that found something are listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from urllib.parse import quote

from reply_lint.formats.context import Context
from reply_lint.formats.fingerprint import fingerprints
from reply_lint.formats.place import NEWLINES, line_starts, place
from reply_lint.formats.words import advice
from reply_lint.marks import parse
from reply_lint.model import Card, Example, Finding, Fix, Reply, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVEL: Mapping[Severity, str] = {"hint": "note", "warning": "warning", "error": "error", "critical": "error"}

Json = dict[str, object]


def render(replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """A log with one run; a result on a line of its own."""
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{"columnKind": "unicodeCodePoints",\n'
    yield f' "newlineSequences": {json.dumps(NEWLINES)}, "language": "ru-RU", "results": ['
    index: dict[str, int] = {}
    severities: dict[str, Severity] = {}
    separator = "\n  "
    for reply in replies:
        starts = line_starts(reply.text) if reply.report.findings else ()
        for finding, fingerprint in fingerprints(reply.report):
            rule = index.setdefault(finding.rule, len(index))
            severities.setdefault(finding.rule, finding.severity)
            yield separator + _dumps(_result(reply, starts, finding, fingerprint, rule))
            separator = ",\n  "
    rules = [_rule(rule, severities[rule], context.cards.get(rule)) for rule in index]
    driver = {"name": "reply-lint", "version": context.version, "language": "ru-RU", "rules": rules}
    yield f'],\n "tool": {_dumps({"driver": driver})}}}]}}\n'


def _result(reply: Reply, starts: Sequence[int], finding: Finding, fingerprint: str, rule: int) -> Json:
    artifact = {"uri": uri(reply.name)}
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": LEVEL[finding.severity],
        "message": {"text": f"{finding.message} {advice(finding.suggestion)}".rstrip()},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": artifact,
                    "region": _region(starts, finding.start, finding.end),
                }
            }
        ],
        "partialFingerprints": {"replyLint/v1": fingerprint},
        "properties": {"severity": finding.severity, "lost": finding.lost},
    }
    if finding.fixes:
        result["fixes"] = [_fix(artifact, starts, fix) for fix in finding.fixes]
    return result


def _region(starts: Sequence[int], start: int, end: int) -> Json:
    first, last = place(starts, start), place(starts, end)
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
        "charOffset": start,
        "charLength": end - start,
    }


def _fix(artifact: Mapping[str, str], starts: Sequence[int], fix: Fix) -> Json:
    replacement = {"deletedRegion": _region(starts, fix.start, fix.end), "insertedContent": {"text": fix.text}}
    return {
        "description": {"text": f"Заменить на: «{fix.text}»" if fix.text else "Убрать"},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}],
        "properties": {"safe": fix.safe},
    }


def _rule(rule: str, severity: Severity, card: Card | None) -> Json:
    """The rule as the card describes it; of a rule without a card only what its findings tell."""
    level = {"level": LEVEL[card.severity if card else severity]}
    if card is None:
        return {"id": rule, "shortDescription": {"text": rule}, "help": {"text": rule}, "defaultConfiguration": level}
    said = card.page()
    examples = _list("Плохо", said.bad), _list("Хорошо", said.good)
    paragraphs = [said.why, advice(card.suggestion), *examples, said.source]
    return {
        "id": rule,
        "shortDescription": {"text": card.title},
        "fullDescription": {"text": said.why or card.title},
        "help": {"text": "\n\n".join(filter(None, map(str.strip, paragraphs))) or card.title},
        "defaultConfiguration": level,
        "properties": {"tags": [card.category]},
    }


def _list(title: str, examples: Sequence[Example]) -> str:
    return "\n".join([f"{title}:", *(f"- {parse(example.reply).text}" for example in examples)]) if examples else ""


def uri(name: str) -> str:
    """A path as a URI reference: relative as given, absolute with ``file:``."""
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
