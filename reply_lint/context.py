"""One Document with what rules ask about it: where guards hold, found once and only when asked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reply_lint import text
from reply_lint.clause import clause_at
from reply_lint.config import Config
from reply_lint.model import Category, Document, Finding, Match, Severity
from reply_lint.regexes import Pattern, marked
from reply_lint.ruleset import Guard, Rule
from reply_lint.sentences import NOWHERE, Line, Memo, Placed, Sentence, Spans, longest, tokens_of


class Context:
    """Guards, masks and the client's words for one Document."""

    def __init__(
        self,
        doc: Document,
        memo: Memo,
        glossary: frozenset[str],
        categories: Mapping[str, Category],
        config: Config,
        before: Sequence[Sentence] = (),
    ) -> None:
        self.doc = doc
        self._own_contacts = config.own_contacts
        self._memo = memo
        self.sentences = memo.sentences(doc, before)
        self._glossary = glossary
        self._categories = categories
        self._client: list[Sentence] | None = None
        self.lines = self._lines_of(doc)
        self._regexes: dict[int, list[Placed]] | None = None
        self._client_lines: list[tuple[int, Line]] | None = None
        self._spans: dict[tuple[bool, Pattern], Spans] = {}
        self._client_words: frozenset[str] | None = None
        self._masks = Spans.of((m.start, m.end) for m in doc.masks if m.kind != "signature")
        self._signature = [m for m in doc.masks if m.kind == "signature"]

    def findings(
        self, rule: Rule, matches: Iterable[Placed], guards: Sequence[Guard], severity: Severity
    ) -> Iterator[Finding]:
        """Findings of those matches, of which no two overlap, that nothing disarms."""
        kept = 0
        for found, i, j in matches:
            if (
                self._hidden(rule, found)
                or (rule.client_may_use and self._known_to_client(i, j))
                or not all(self._passes(guard, found, i, j) for guard in guards)
            ):
                continue
            yield _finding(rule, found, self.doc, i, j, severity)
            kept += 1
            if kept == rule.most:
                return

    def whole(self, rule: Rule, places: list[int]) -> list[Placed]:
        """Matches of a rule that looks at the text or at the whole Document, not for phrases.

        ``places``: tokens for which the check's question holds, if it has one.
        """
        doc = self.doc
        if not doc.words:
            return []
        if rule.kind == "missing":
            first = next((i for i, word in enumerate(doc.words) if word.kind != "masked"), None)
            if first is not None and not any(s.has(rule.phrase_ids) for s in self.sentences):
                return [(Match(doc.starts[first], doc.starts[first]), first, first)]
            return []
        found = [(one, *tokens_of(doc, one)) for one in rule.run(doc, places)]
        return longest(found) if len(found) > 1 else found

    def by_regex(self) -> dict[int, list[Placed]]:
        """Number of a rule → where its regular expressions match; of overlapping matches the longest."""
        if self._regexes is not None:
            return self._regexes
        doc = self.doc
        found: dict[int, list[Placed]] = {}
        for base, line in self.lines:
            for number, one in line.found:
                moved = one.moved(base)
                found.setdefault(number, []).append((moved, *tokens_of(doc, moved)))
        for number, one in self._memo.whole(doc):
            found.setdefault(number, []).append((one, *tokens_of(doc, one)))
        self._regexes = {number: longest(placed) for number, placed in found.items()}
        return self._regexes

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
            words = self.doc.client.words if self.doc.client else ()
            self._client_words = self._glossary.union(*(w.lemmas for w in words), (w.norm for w in words))
        known = self._client_words
        content = [w for w in self.doc.words[i:j] if w.kind in ("word", "latin")]
        return bool(content) and all(w.norm in known or not known.isdisjoint(w.lemmas) for w in content)

    def _passes(self, guard: Guard, found: Match, i: int, j: int) -> bool:
        role = guard.role
        if role in ("when_client", "unless_client"):
            client = self.doc.client
            if client is None:
                return role == "unless_client"
            lines, whole = self._of_client(client), (0, len(client.text))
            there = any(sentence.has(guard.phrases) for sentence in self._client_sentences(client)) or any(
                self._matches(pattern, client, lines, *whole) for pattern in guard.patterns
            )
            return there == (role == "when_client")
        if role == "except":
            tokens, offsets = (i, max(j, i + 1)), (found.start, max(found.end, found.start + 1))
        else:
            tokens = self._range(guard.within, i, j)
            offsets = self.doc.span(*tokens)
        there = self._touched(guard.phrases, *tokens) or any(
            self._matches(pattern, self.doc, self.lines, *offsets) for pattern in guard.patterns
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
        start, stop = clause_at(self.sentences[number].doc, i - base)
        return base + start, base + stop

    def _matches(self, pattern: Pattern, doc: Document, lines: list[tuple[int, Line]], start: int, stop: int) -> bool:
        """Does a match of the guard's ``pattern`` touch ``doc.text[start:stop]``? ``lines`` are those of ``doc``."""
        if pattern.reach == "text":
            return self._in_whole(pattern, doc).touch(start, stop)
        for at in range(max(0, bisect_right(lines, start, key=_start) - 1), len(lines)):
            base, line = lines[at]
            if base >= stop:
                break
            for i, j in line.spans(pattern):
                if base + i < stop and start < base + j:
                    return True
        return False

    def _in_whole(self, pattern: Pattern, doc: Document) -> Spans:
        key = doc is self.doc, pattern
        if key not in self._spans:
            fits = pattern.fits(marked(doc.text))
            self._spans[key] = Spans.of(m.span() for m in pattern.finditer(doc.text)) if fits else NOWHERE
        return self._spans[key]

    def _lines_of(self, doc: Document) -> list[tuple[int, Line]]:
        """What regular expressions find in the lines of a text, and the offset at which each starts."""
        return [(start, self._memo.line(line)) for start, line in doc.lines]

    def _of_client(self, client: Document) -> list[tuple[int, Line]]:
        if self._client_lines is None:
            self._client_lines = self._lines_of(client)
        return self._client_lines

    def _client_sentences(self, client: Document) -> list[Sentence]:
        if self._client is None:
            self._client = self._memo.sentences(client)
        return self._client


def _start(line: tuple[int, Line]) -> int:
    return line[0]


class _Fields(dict[str, str]):
    """What a message may name; a field that a check does not give stays as it is written."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _finding(rule: Rule, found: Match, doc: Document, i: int, j: int, severity: Severity) -> Finding:
    card = rule.card
    piece = doc.text[found.start : found.end]
    fix = found.fixes[0].text if found.fixes else ""
    fields = _Fields({"text": " ".join(piece.split()), "fix": fix, **found.data})
    if "{lemma}" in card.message or (card.suggestion and "{lemma}" in card.suggestion):
        fields["lemma"] = " ".join(w.readings[0].lemma if w.readings else w.norm for w in doc.plain[i:j])
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
