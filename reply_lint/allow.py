"""Allow comments: ``<!-- reply-lint: allow negative-framing/refusal — the law demands these words -->``.

One lets one rule pass in the whole file, and says why. They are for libraries of canned replies kept in git:
the command heeds them, ``lint()`` of a draft does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from reply_lint.model import Finding

_COMMENT = re.compile(
    r"<!--\s*reply-lint:\s*allow\s+(?P<rule>[^\s,]+)\s*(?:(?:—|–|-{1,2}|:)\s*)?(?P<reason>.*?)\s*-->", re.S
)


class Allow(NamedTuple):
    rule: str
    reason: str
    offset: int


def find(text: str) -> list[Allow]:
    """The allow comments of a file."""
    if "reply-lint:" not in text:
        return []
    return [Allow(m["rule"], m["reason"], m.start()) for m in _COMMENT.finditer(text)]


def trouble(
    allows: Iterable[Allow], findings: Collection[Finding], known: Collection[str]
) -> Iterator[tuple[int, str]]:
    """``(offset, what to mend)``: no reason, no such rule, nothing left to allow."""
    for allow in allows:
        if allow.rule not in known:
            yield allow.offset, f"правила {allow.rule} нет: поправьте имя в комментарии allow"
        elif not allow.reason:
            yield allow.offset, f"allow {allow.rule}: допишите причину, и комментарий начнёт действовать"
        elif not any(finding.rule == allow.rule for finding in findings):
            yield allow.offset, f"allow {allow.rule}: замечаний по этому правилу больше нет, комментарий можно убрать"


def remaining(findings: Iterable[Finding], allows: Iterable[Allow]) -> list[Finding]:
    """Findings that no comment with a reason lets pass."""
    allowed = {allow.rule for allow in allows if allow.reason}
    return [finding for finding in findings if finding.rule not in allowed]
