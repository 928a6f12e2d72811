"""``lint(text, client) -> Report``: Document, matches, guards, findings, score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reply_lint import edits, packs, score
from reply_lint.config import Config
from reply_lint.context import Context
from reply_lint.model import Card, Category, Finding, Markup, Report, Severity
from reply_lint.ruleset import Rule
from reply_lint.sentences import Memo, Placed, Sentence
from reply_lint.text import Vocabulary

SPELLING = "typos"


class _Pass(NamedTuple):
    """Rules that read a text together."""

    numbers: frozenset[int]
    whole: tuple[Rule, ...]
    """Those that look for more than phrases, and further than a sentence."""

    @classmethod
    def of(cls, rules: list[tuple[int, Rule]]) -> _Pass:
        numbers = frozenset(number for number, _ in rules)
        return cls(
            numbers, tuple(rule for _, rule in rules if rule.kind not in ("phrases", "regex") and not rule.local)
        )


class Linter:
    """Rules as one configuration wants them. Built once and reused; safe to share between threads."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config = config or Config()
        chosen = (packs.bundled(), *packs.installed(), *(packs.folder(path) for path in config.rules))
        loaded = packs.load(chosen)
        enabled = config.enabled([rule.card for rule in loaded.rules], loaded.categories)
        self._rules = loaded.rules
        self.categories: Mapping[str, Category] = loaded.categories
        self.cards: Mapping[str, Card] = {
            rule.card.rule: config.adjust(rule.card, self.categories[rule.card.category].weight)
            for rule in loaded.rules
            if rule.card.rule in enabled and not (rule.unless_technical and config.audience == "technical")
        }
        """Cards of the rules that are on, with the configuration's severities and points."""
        on = [rule for rule in loaded.rules if rule.card.rule in self.cards]
        self.weighed = frozenset(rule.card.rule for rule in on if rule.kind == "weights")
        """Rules that go by a table of weights."""
        self._piles = tuple(rule for rule in on if rule.pile)
        piled = {rule.pile for rule in self._piles}
        # A pile counts the findings of its category even where they are not asked for themselves.
        runs = [
            (number, rule)
            for number, rule in enumerate(loaded.rules)
            if not rule.pile and (rule.card.rule in self.cards or rule.card.category in piled)
        ]
        self._spelling = _Pass.of([(n, rule) for n, rule in runs if rule.card.category == SPELLING])
        self._others = _Pass.of([(n, rule) for n, rule in runs if rule.card.category != SPELLING])
        self._memo = Memo(loaded, self._spelling.numbers | self._others.numbers)
        self._needs_client = tuple(rule.card.rule for rule in on if rule.needs_client)
        self._vocabulary = Vocabulary(loaded.index.annotate, self._memo.patterns.within)
        words = [self._vocabulary.word(token) for word in config.words for token in word.split()]
        self._glossary = frozenset(w.norm for w in words).union(*(w.lemmas for w in words))

    def lint(self, text: str, client: str | None = None, markup: Markup = "auto") -> Report:
        """What is wrong with the reply ``text``; ``client`` is the message that it answers.

        ``markup`` says how the reply is written; ``auto`` heeds what HTML and Markdown it sees.
        Raises ``TypeError`` when they are no strings, ``ValueError`` on a lone surrogate.
        """
        _check_text("text", text)
        if client is not None:
            _check_text("client", client)
        findings = self._findings(text, client, markup, self._merge)
        return self.judge(findings, () if client is not None else self._needs_client)

    def lint_with(self, rule: str, text: str, client: str | None = None) -> list[Finding]:
        """Findings of one rule alone, whatever other rules find in the same place."""
        found = (f for f in self._findings(text, client, "auto", list) if f.rule == rule)
        return sorted(found, key=lambda f: (f.start, f.end))

    def lint_many(self, replies: Iterable[tuple[str, str | None]]) -> Iterator[Report]:
        """Reports in the order of ``replies``, one at a time."""
        return (self.lint(reply, client) for reply, client in replies)

    def judge(self, findings: Iterable[Finding], silent: tuple[str, ...] = ()) -> Report:
        """The report over ``findings`` of one reply (a baseline takes some away)."""
        priced = [(finding, self.cards[finding.rule].points) for finding in findings]
        return Report(*score.judge(priced, self.categories, self.config.min_score, self.config.block_below), silent)

    def _findings(
        self, text: str, client: str | None, markup: Markup, merged: Callable[[Iterable[Finding]], list[Finding]]
    ) -> list[Finding]:
        """Findings, ``merged`` in the text that each rule reads.

        All but spelling read the text as it will be when its typos are mended: so a slip of the pen hides
        nothing, and mending it brings nothing new.
        """
        context = self._context(text, client, markup)
        found = self._misspelt(context)
        spelling = merged(found)
        mended = text
        ways_back: list[edits.WayBack] = []
        for _ in range(edits.ROUNDS):
            mending = edits.choose(self._merge(found))
            if not mending:
                break
            ways_back.append(edits.WayBack(mended, mending))
            mended = edits.apply(mended, mending)
            context = self._context(mended, client, markup, context.sentences)
            found = self._misspelt(context)
        others = merged(self._with_piles(context, list(self._singly(context, self._others))))
        for way in reversed(ways_back):
            others = [way.finding(finding) for finding in others]
        return sorted(spelling + others, key=lambda f: (f.start, f.end, f.rule))

    def _context(self, text: str, client: str | None, markup: Markup, before: Sequence[Sentence] = ()) -> Context:
        doc = self._vocabulary.parse(text, client, markup)
        doc.address = self.config.address
        return Context(doc, self._memo, self._glossary, self.categories, self.config, before)

    def _misspelt(self, context: Context) -> list[Finding]:
        return [finding for finding in self._singly(context, self._spelling) if finding.rule in self.cards]

    def _with_piles(self, context: Context, found: list[Finding]) -> Iterator[Finding]:
        yield from (finding for finding in found if finding.rule in self.cards)
        for rule in self._piles:
            piles = list(context.piles(rule, found))
            yield from context.findings(rule, piles, rule.guards, self.cards[rule.card.rule].severity)

    def _singly(self, context: Context, rules: _Pass) -> Iterator[Finding]:
        """Findings of each rule by itself."""
        doc = context.doc
        matches: dict[int, list[Placed]] = {}
        asked: dict[int, list[int]] = {}
        for (base, _), sentence in zip(doc.sentences, context.sentences, strict=True):
            for number, found, i, j in sentence.read() if sentence.found is None else sentence.found:
                if number in rules.numbers:
                    placed = found.moved(doc.starts[base]), base + i, base + j
                    matches.setdefault(number, []).append(placed)
            for question, places in sentence.far:
                asked.setdefault(question, []).extend([base + i for i in places])
        for number, placed_ in matches.items():
            rule = self._rules[number]
            yield from context.findings(rule, placed_, rule.far, self._severity(rule.card))
        for number, placed_ in context.by_regex().items():
            if number in rules.numbers:
                rule = self._rules[number]
                yield from context.findings(rule, placed_, rule.guards, self._severity(rule.card))
        for rule in rules.whole:
            if (rule.question >= 0 and rule.question not in asked) or (rule.needs_client and doc.client is None):
                continue
            whole = context.whole(rule, asked.get(rule.question, []))
            if whole:
                yield from context.findings(rule, whole, rule.guards, self._severity(rule.card))

    def _severity(self, card: Card) -> Severity:
        return self.cards.get(card.rule, card).severity

    def _merge(self, findings: Iterable[Finding]) -> list[Finding]:
        """One place, one finding of a category: of overlapping ones the costliest, of equal ones the longest.

        What a card says in words goes before what weights say.
        """
        last: dict[str, Finding] = {}
        kept: list[Finding] = []
        dropped: set[int] = set()

        def worth(finding: Finding) -> tuple[bool, float, int, str]:
            said = finding.rule not in self.weighed
            return said, self.cards[finding.rule].points, finding.end - finding.start, finding.rule

        for finding in sorted(findings, key=lambda f: (f.start, f.end, f.rule)):
            other = last.get(finding.category)
            if other and _same_place(other, finding, self.categories[finding.category].merge):
                if worth(finding) <= worth(other):
                    continue
                dropped.add(id(other))
            kept.append(finding)
            last[finding.category] = finding
        return sorted((f for f in kept if id(f) not in dropped), key=lambda f: (f.start, f.end, f.rule))


def _same_place(a: Finding, b: Finding, merge: bool) -> bool:
    if a.start == b.start and a.end == b.end:
        return a.start < a.end or a.rule == b.rule
    return merge and b.start < a.end and a.start < b.end


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    try:
        value.encode("utf-16-le")
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} has a lone surrogate at offset {error.start}: it is not valid text") from None
