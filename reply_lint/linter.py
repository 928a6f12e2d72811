"""``lint(text, client) -> Report``: what one configuration wants of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reply_lint import packs, score
from reply_lint.config import Config
from reply_lint.model import Card, Category, Finding, Markup, Report
from reply_lint.reader import Reader


class Linter:
    """Rules as one configuration wants them. Built once and reused; safe to share between threads."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config = config or Config()
        chosen = (packs.bundled(), *packs.installed(), *(packs.folder(path) for path in config.rules))
        loaded = packs.load(chosen)
        enabled = config.enabled([rule.card for rule in loaded.rules], loaded.categories)
        self.categories: Mapping[str, Category] = loaded.categories
        self.cards: Mapping[str, Card] = {
            rule.card.rule: config.adjust(rule.card, self.categories[rule.card.category].weight)
            for rule in loaded.rules
            if rule.card.rule in enabled and not (rule.unless_technical and config.audience == "technical")
        }
        """Cards of the rules that are on, with the configuration's severities and points."""
        self._reader = Reader(loaded, self.cards, config)
        self.weighed = self._reader.weighed
        """Rules that go by a table of weights."""
        self._needs_client = tuple(
            rule.card.rule for rule in loaded.rules if rule.needs_client and rule.card.rule in self.cards
        )

    def lint(self, text: str, client: str | None = None, markup: Markup = "auto") -> Report:
        """What is wrong with the reply ``text``; ``client`` is the message that it answers.

        ``markup`` says how the reply is written; ``auto`` heeds what HTML and Markdown it sees.
        Raises ``TypeError`` when they are no strings, ``ValueError`` on a lone surrogate.
        """
        _check_text("text", text)
        if client is not None:
            _check_text("client", client)
        findings = self._reader.findings(text, client, markup)
        return self.judge(findings, () if client is not None else self._needs_client)

    def lint_with(self, rule: str, text: str, client: str | None = None) -> list[Finding]:
        """Findings of one rule alone, whatever other rules find in the same place."""
        found = (f for f in self._reader.findings(text, client, "auto", merge=False) if f.rule == rule)
        return sorted(found, key=lambda f: (f.start, f.end))

    def lint_many(self, replies: Iterable[tuple[str, str | None]]) -> Iterator[Report]:
        """Reports in the order of ``replies``, one at a time."""
        return (self.lint(reply, client) for reply, client in replies)

    def judge(self, findings: Iterable[Finding], silent: tuple[str, ...] = ()) -> Report:
        """The report over ``findings`` of one reply (a baseline takes some away)."""
        priced = [(finding, self.cards[finding.rule].points) for finding in findings]
        return Report(*score.judge(priced, self.categories, self.config.min_score, self.config.block_below), silent)


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    try:
        value.encode("utf-16-le")
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} has a lone surrogate at offset {error.start}: it is not valid text") from None
