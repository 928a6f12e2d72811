"""One Document with what rules ask about it: where guards hold, found once and only when asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reply_lint import inflect, text, weights
from reply_lint.config import Config
from reply_lint.model import Category, Document, Finding, Fix, Match, Severity
from reply_lint.regexes import Pattern
from reply_lint.ruleset import Guard, Rule
from reply_lint.sentences import Memo, Sentence, Spans

Placed = tuple[Match, int, int]
"""A match and its token range."""


class Context:
    """Guards, masks and the client's words for one Document."""

    def __init__(
        self,
        doc: Document,
        memo: Memo,
        glossary: frozenset[str],
        categories: Mapping[str, Category],
        config: Config,
        models: weights.Weights,
    ) -> None:
        self.doc = doc
        self._own_contacts = config.own_contacts
        self._memo = memo
        self.sentences = memo.sentences(doc)
        self._glossary = glossary
        self._categories = categories
        self._models = models
        self._client: list[Sentence] | None = None
        self._spans: dict[tuple[bool, Pattern], Spans] = {}
        self._patterns: dict[bool, frozenset[Pattern]] = {}
        self._client_words: frozenset[str] | None = None
        self._masks = Spans.of((m.start, m.end) for m in doc.masks if m.kind != "signature")
        self._signature = [m for m in doc.masks if m.kind == "signature"]

    def findings(self, rule: Rule, matches: list[Placed], severity: Severity) -> Iterator[Finding]:
        """Findings of those matches that nothing disarms."""
        kept = 0
        for found, i, j in longest(matches):
            if (
                self._hidden(rule, found)
                or (rule.client_may_use and self._known_to_client(i, j))
                or not all(self._passes(guard, found, i, j) for guard in rule.guards)
                or (rule.backing >= 0 and not self._backed(rule.backing, i))
            ):
                continue
            yield _finding(rule, found, self.doc, i, j, severity)
            kept += 1
            if kept == rule.most:
                return

    def whole(self, rule: Rule, places: list[int]) -> Iterator[Placed]:
        """Matches of a rule that looks at the text or at the whole Document, not for phrases.

        ``places``: tokens for which the check's question holds, if it has one.
        """
        doc = self.doc
        if not doc.words:
            return
        if rule.kind == "weights":
            yield from self._by_weight(rule.model)
            return
        if rule.kind == "missing":
            first = next((i for i, word in enumerate(doc.words) if word.kind != "masked"), None)
            if first is not None and not any(s.has(rule.phrase_ids) for s in self.sentences):
                yield Match(doc.starts[first], doc.starts[first]), first, first
            return
        if rule.kind == "regex":
            possible = self._possible(False)
            matches: Iterable[Match] = (
                Match(m.start(), m.end(), _expanded(m, better, rule.safe))
                for pattern, better in rule.patterns
                if pattern in possible
                for m in pattern.finditer(doc.text)
                if m.end() > m.start()
            )
        else:
            matches = rule.run(doc, places)
        for found in matches:
            i = text.token_at(doc, found.start)
            yield found, i, max(i, bisect_left(doc.starts, found.end))

    def _by_weight(self, model: int) -> Iterator[Placed]:
        """Sentences that pass the threshold of a table of weights."""
        for sentence in range(len(self.doc.sentences)):
            weighed = self._sums(sentence)
            if weighed.sums[model] > self._models.models[model].threshold:
                i, j, reasons = self._models.speaking(self.sentences[sentence].doc, model, weighed)
                base = self.doc.sentences[sentence][0]
                data = {"reasons": ", ".join(reasons)}
                yield Match(*self.doc.span(base + i, base + j), data=data), base + i, base + j

    def _backed(self, model: int, i: int) -> bool:
        """Is the sentence of token ``i`` above the mark below which the table doubts?"""
        sums = self._sums(text.sentence_at(self.doc, min(i, len(self.doc.words) - 1))).sums
        return sums[model] > self._models.models[model].doubt

    def _sums(self, number: int) -> weights.Weighed:
        sentence = self.sentences[number]
        if sentence.weighed is None:
            sentence.weighed = self._models.weigh(sentence.doc.words)
        return sentence.weighed

    def piles(self, rule: Rule, findings: Iterable[Finding]) -> Iterator[Placed]:
        """Sentences with so many different findings of the rule's category."""
        by_sentence: dict[int, set[str]] = {}
        for finding in findings:
            if finding.category == rule.pile and finding.start < finding.end:
                sentence = text.sentence_at(self.doc, text.token_at(self.doc, finding.start))
                by_sentence.setdefault(sentence, set()).add(finding.text.lower())
        for sentence, texts in by_sentence.items():
            if len(texts) >= rule.least:
                i, j = self.doc.sentences[sentence]
                yield Match(*self.doc.span(i, j)), i, j

    def phrase(self, rule: Rule, phrase: int, i: int, j: int) -> Placed:
        """The match of one of the rule's phrases at tokens ``i:j``."""
        ways = rule.phrases[phrase]
        fixes = inflect.fixes(self.doc, i, j, ways, rule.safe) if ways else ()
        return Match(*self.doc.span(i, j), fixes), i, j

    def _hidden(self, rule: Rule, found: Match) -> bool:
        start, stop = found.start, max(found.end, found.start + 1)
        if rule.card.category == "private-data" and self._is_own_contact(self.doc.text[start:stop]):
            return True
        if self._categories[rule.card.category].tone and any(m.start < stop and start < m.end for m in self._signature):
            return True
        return self._masks.touch(start, stop) and any(
            m.kind not in rule.looks_into and m.kind != "signature" and m.start <= start < m.end for m in self.doc.masks
        )

    def _is_own_contact(self, piece: str) -> bool:
        """Is the place one of the company's contacts, however it is spaced?"""
        digits = "".join(filter(str.isdigit, piece))
        for contact in self._own_contacts:
            number = "".join(filter(str.isdigit, contact))[-10:]
            if (len(number) >= 5 and digits.endswith(number)) or ("@" in contact and contact.lower() in piece.lower()):
                return True
        return False

    def _known_to_client(self, i: int, j: int) -> bool:
        if self._client_words is None:
            words = self.doc.client.words if self.doc.client else []
            self._client_words = self._glossary.union(*(w.lemmas for w in words), (w.norm for w in words))
        known = self._client_words
        content = [w for w in self.doc.words[i:j] if w.kind in ("word", "latin")]
        return bool(content) and all(w.norm in known or not known.isdisjoint(w.lemmas) for w in content)

    def _passes(self, guard: Guard, found: Match, i: int, j: int) -> bool:
        role = guard.role
        if role in ("when_client", "unless_client"):
            if self.doc.client is None:
                return role == "unless_client"
            there = any(sentence.has(guard.phrases) for sentence in self._sentences(True)) or any(
                self._matches(pattern, True).starts for pattern in guard.patterns
            )
            return there == (role == "when_client")
        if role == "except":
            tokens, offsets = (i, max(j, i + 1)), (found.start, max(found.end, found.start + 1))
        else:
            tokens = self._range(guard.within, i, j)
            offsets = self.doc.span(*tokens)
        there = self._touched(guard.phrases, *tokens) or any(
            self._matches(pattern, False).touch(*offsets) for pattern in guard.patterns
        )
        return there == (role == "near")

    def _touched(self, phrases: frozenset[int], i: int, j: int) -> bool:
        """Does one of the guarding ``phrases`` touch the token range ``i:j``?"""
        if not phrases:
            return False
        doc = self.doc
        number = text.sentence_at(doc, i)
        while number < len(doc.sentences) and doc.sentences[number][0] < j:
            start = doc.sentences[number][0]
            if self.sentences[number].touched(phrases, i - start, j - start):
                return True
            number += 1
        return False

    def _range(self, within: str, i: int, j: int) -> tuple[int, int]:
        """The token range in which a guard looks, for a match at tokens ``i:j``."""
        doc = self.doc
        if within == "reply":
            return 0, len(doc.words)
        i = min(i, len(doc.words) - 1)
        last = max(i, j - 1)
        first, final = text.sentence_at(doc, i), text.sentence_at(doc, last)
        if within == "clause":
            return self._clause(first, i)[0], self._clause(final, last)[1]
        if within == "nearby":
            first, final = max(0, first - 1), min(len(doc.sentences) - 1, final + 1)
        return doc.sentences[first][0], doc.sentences[final][1]

    def _clause(self, number: int, i: int) -> tuple[int, int]:
        base = self.doc.sentences[number][0]
        start, stop = text.clause_at(self.sentences[number].doc, i - base)
        return base + start, base + stop

    def _matches(self, pattern: Pattern, in_client: bool) -> Spans:
        key = in_client, pattern
        if key not in self._spans:
            found = pattern.finditer(self._document(in_client).text) if pattern in self._possible(in_client) else ()
            self._spans[key] = Spans.of((m.start(), m.end()) for m in found)
        return self._spans[key]

    def _possible(self, in_client: bool) -> frozenset[Pattern]:
        """Regular expressions that may match the reply or the client's message."""
        found = self._patterns.get(in_client)
        if found is None:
            possible = self._memo.possible
            if any(mask.kind in text.DROPPED for mask in self._document(in_client).masks):
                own = possible.within(self._document(in_client).text)  # the sentences lack what is dropped
            else:
                own = frozenset().union(*[sentence.patterns for sentence in self._sentences(in_client)])
            found = self._patterns[in_client] = possible.always | own
        return found

    def _sentences(self, in_client: bool) -> list[Sentence]:
        if not in_client:
            return self.sentences
        if self._client is None:
            assert self.doc.client is not None
            self._client = self._memo.sentences(self.doc.client)
        return self._client

    def _document(self, in_client: bool) -> Document:
        doc = self.doc.client if in_client else self.doc
        assert doc is not None
        return doc


def longest(matches: list[Placed]) -> list[Placed]:
    """Of overlapping matches of one rule the longest, of equal ones the first; sorted by start."""
    kept: list[Placed] = []
    for one in sorted(matches, key=lambda m: (m[0].start, -m[0].end)):
        if kept and one[0].start < kept[-1][0].end:
            if one[0].end - one[0].start > kept[-1][0].end - kept[-1][0].start:
                kept[-1] = one
        elif not (kept and one[0].start == kept[-1][0].start):
            kept.append(one)
    return kept


def _expanded(found: Any, better: str | None, safe: bool) -> tuple[Fix, ...]:
    return () if better is None else (Fix(found.start(), found.end(), found.expand(better), safe),)


def _finding(rule: Rule, found: Match, doc: Document, i: int, j: int, severity: Severity) -> Finding:
    card = rule.card
    piece = doc.text[found.start : found.end]
    fields = {
        "text": " ".join(piece.split()),
        "fix": found.fixes[0].text if found.fixes else "",
        "lemma": " ".join(w.readings[0].lemma if w.readings else w.norm for w in doc.plain[i:j]),
        **found.data,
    }
    return Finding(
        rule=card.rule,
        category=card.category,
        severity=severity,
        start=found.start,
        end=found.end,
        text=piece,
        message=card.message.format_map(fields),
        suggestion=card.suggestion.format_map(fields) if card.suggestion else None,
        fixes=found.fixes,
    )
