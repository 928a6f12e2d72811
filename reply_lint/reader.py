"""Document, matches, guards, findings: the way of a text through the rules of one Linter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reply_lint import edits
from reply_lint.config import Config
from reply_lint.context import Context
from reply_lint.model import Card, Finding, Markup, Severity
from reply_lint.ruleset import Rule, Ruleset
from reply_lint.sentences import Memo, Placed
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


class Reader:
    """What a Linter does with texts, apart from it so that it can be compiled."""

    def __init__(self, loaded: Ruleset, cards: Mapping[str, Card], config: Config) -> None:
        self._rules = loaded.rules
        self._categories = loaded.categories
        self._cards = cards
        self._config = config
        on = [rule for rule in loaded.rules if rule.card.rule in cards]
        self.weighed = frozenset(rule.card.rule for rule in on if rule.kind == "weights")
        self._piles = tuple(rule for rule in on if rule.pile)
        piled = {rule.pile for rule in self._piles}
        # A pile counts the findings of its category even where they are not asked for themselves.
        runs = [
            (number, rule)
            for number, rule in enumerate(loaded.rules)
            if not rule.pile and (rule.card.rule in cards or rule.card.category in piled)
        ]
        self._spelling = _Pass.of([(n, rule) for n, rule in runs if rule.card.category == SPELLING])
        self._others = _Pass.of([(n, rule) for n, rule in runs if rule.card.category != SPELLING])
        self.memo = Memo(loaded, self._spelling.numbers | self._others.numbers)
        self._vocabulary = Vocabulary(loaded.index.annotate, self.memo.patterns.within)
        words = [self._vocabulary.word(token) for word in config.words for token in word.split()]
        self._glossary = frozenset(w.norm for w in words).union(*(w.lemmas for w in words))

    def findings(self, text: str, client: str | None, markup: Markup, merge: bool = True) -> list[Finding]:
        """Findings, merged in the text that each rule reads, or each rule's own.

        All but spelling read the text as it will be when its typos are mended: so a slip of the pen hides
        nothing, and mending it brings nothing new.
        """
        context = self._context(text, client, markup)
        found = self._misspelt(context)
        spelling = self._merge(found) if merge else found
        mended = text
        seen = {text}
        ways_back: list[edits.WayBack] = []
        for _ in range(edits.ROUNDS):
            mending = edits.choose(self._merge(found))
            better = edits.apply(mended, mending)
            if better in seen:  # nothing more to mend, or two rules that undo each other
                break
            seen.add(better)
            ways_back.append(edits.WayBack(mended, mending))
            mended = better
            context = self._context(mended, client, markup, context)
            found = self._misspelt(context)
        others = list(self._with_piles(context, list(self._singly(context, self._others))))
        if merge:
            others = self._merge(others)
        for way in reversed(ways_back):
            others = [way.finding(finding) for finding in others]
        return sorted([*spelling, *others], key=lambda f: (f.start, f.end, f.rule))

    def _context(self, text: str, client: str | None, markup: Markup, before: Context | None = None) -> Context:
        """``before`` is that of a text that is much the same."""
        doc = self._vocabulary.parse(text, client, markup, before.doc if before else None)
        doc.address = self._config.address
        sentences = before.sentences if before else ()
        return Context(doc, self.memo, self._glossary, self._categories, self._config, sentences)

    def _misspelt(self, context: Context) -> list[Finding]:
        return [finding for finding in self._singly(context, self._spelling) if finding.rule in self._cards]

    def _with_piles(self, context: Context, found: list[Finding]) -> Iterator[Finding]:
        yield from (finding for finding in found if finding.rule in self._cards)
        for rule in self._piles:
            piles = list(context.piles(rule, found))
            yield from context.findings(rule, piles, rule.guards, self._cards[rule.card.rule].severity)

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
        return self._cards.get(card.rule, card).severity

    def _merge(self, findings: Iterable[Finding]) -> list[Finding]:
        """One place, one finding of a category: of overlapping ones the costliest, of equal ones the longest.

        What a card says in words goes before what weights say.
        """
        last: dict[str, Finding] = {}
        kept: list[Finding] = []
        dropped: set[int] = set()

        def worth(finding: Finding) -> tuple[bool, float, int, str]:
            said = finding.rule not in self.weighed
            return said, self._cards[finding.rule].points, finding.end - finding.start, finding.rule

        for finding in sorted(findings, key=lambda f: (f.start, f.end, f.rule)):
            other = last.get(finding.category)
            if other and _same_place(other, finding, self._categories[finding.category].merge):
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
