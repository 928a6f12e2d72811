"""What identifies a finding from one run to the next, wherever its line has moved to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from reply_lint.model import Finding, Report


def fingerprints(report: Report, prefix: str = "") -> Iterator[tuple[Finding, str]]:
    """Each finding with a digest of its rule, its text and which such one it is in the reply."""
    seen: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        key = finding.rule, " ".join(finding.text.split())
        seen[key] += 1
        yield finding, sha256("\0".join((prefix, *key, str(seen[key]))).encode()).hexdigest()[:32]
