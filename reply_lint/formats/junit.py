"""``junit``: XML for the test reports of CI systems. A reply is a test; it passes when it may be sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from reply_lint.formats.context import Context
from reply_lint.formats.place import line_starts, place
from reply_lint.formats.words import SEVERITY, advice, score_parts
from reply_lint.model import Reply

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even escaped."""


def render(replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """The whole document at once: its first line counts the failures."""
    cases = [_case(reply, context) for reply in replies]
    counts = {"tests": str(len(cases)), "failures": str(sum(case.find("failure") is not None for case in cases))}
    root = ET.Element("testsuites", {"name": "reply-lint", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "reply-lint", **counts, "errors": "0", "skipped": "0"})
    suite.extend(cases)
    ET.indent(root)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield ET.tostring(root, encoding="unicode") + "\n"


def _case(reply: Reply, context: Context) -> ET.Element:
    case = ET.Element("testcase", {"classname": "reply-lint", "name": _legal(reply.name), "time": "0"})
    findings = _legal("".join(f"\n{line}" for line in _findings(reply)))
    if reply.report.verdict != "send":
        message = _legal(" · ".join(score_parts(reply.report, context)))
        ET.SubElement(case, "failure", {"message": message, "type": reply.report.verdict}).text = findings
    elif findings:
        ET.SubElement(case, "system-out").text = findings
    return case


def _findings(reply: Reply) -> Iterator[str]:
    starts = line_starts(reply.text) if reply.report.findings else ()
    for finding in reply.report.findings:
        line, column = place(starts, finding.start)
        yield f"{line}:{column} {SEVERITY[finding.severity]} · {finding.rule}: {finding.message}"
        if finding.suggestion:
            yield f"    {advice(finding.suggestion)}"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
