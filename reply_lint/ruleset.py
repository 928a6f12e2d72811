"""Rules ready to run: what ``packs`` compiled, loaded from lists, strings and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from reply_lint import match, weights
from reply_lint.model import Card, Category, Check, Document, Example, Match, Page, Word
from reply_lint.regexes import Pattern

Pages = Callable[[], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition that a match must pass."""

    role: str
    phrases: frozenset[int]
    patterns: tuple[Pattern, ...]
    within: str
    near: bool
    """Does it look no further than the match's sentence, and for phrases alone?"""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A card that is ready to run."""

    card: Card
    kind: str
    phrases: Mapping[int, tuple[str, ...]]
    """Phrase id → replacements, best first."""
    phrase_ids: frozenset[int]
    patterns: tuple[tuple[Pattern, str | None], ...]
    check: Check | None
    local: bool
    """Does the check, or the table, look no further than a sentence?"""
    question: int
    """Number of what the check asks of a word: it is run only where that holds. -1: it is always run."""
    pile: str
    """The category whose findings, ``least`` different ones in a sentence, are this rule's match; else empty."""
    least: int
    model: int
    """Number of the table of weights whose findings are this rule's; -1: none."""
    backing: int
    """Number of the table that must back a match; -1: none need to."""
    params: Mapping[str, object]
    guards: tuple[Guard, ...]
    far: tuple[Guard, ...]
    """Those of the guards that are not ``near``."""
    safe: bool
    client_may_use: bool
    unless_technical: bool
    looks_into: frozenset[str]
    needs_client: bool
    most: int
    """At most so many findings a reply; 0 = any number."""

    def bound(self) -> Check:
        """The rule's check with its params."""
        assert self.check is not None
        return partial(self.check, **self.params) if self.params else self.check

    def run(self, doc: Document, places: Sequence[int]) -> Iterable[Match]:
        """What the rule's check finds; ``places`` are the tokens where its question holds, if it asks one."""
        return self.bound()(doc, places) if self.question >= 0 else self.bound()(doc)


@dataclass(frozen=True, slots=True)
class Ruleset:
    categories: Mapping[str, Category]
    rules: tuple[Rule, ...]
    index: match.Index
    users: Mapping[int, tuple[int, ...]]
    """Phrase id → indexes of the rules whose matches its matches are."""
    weights: weights.Weights


def load(blob: Mapping[str, Any], pages: Pages) -> Ruleset:
    """The Ruleset that a compiled blob describes (see ``packs``); ``pages`` reads what the cards say to people."""
    questions: list[Callable[[Word], bool]] = []
    of_words: set[int] = set()
    rules = tuple(_rule(made, questions, of_words, pages) for made in blob["rules"])
    users: dict[int, list[int]] = {}
    guarding: set[int] = set()
    for number, rule in enumerate(rules):
        if rule.kind == "missing":
            guarding.update(rule.phrases)
        else:
            for phrase in rule.phrases:
                users.setdefault(phrase, []).append(number)
        for guard in rule.guards:
            guarding |= guard.phrases
    index = match.load(blob, users, guarding)
    index.questions = questions
    index.of_words = frozenset(of_words)
    categories = {name: Category(name, **fields) for name, fields in blob["categories"].items()}
    return Ruleset(
        categories,
        rules,
        index,
        {p: tuple(numbers) for p, numbers in users.items()},
        weights.load(blob["weights"]),
    )


def _rule(made: Mapping[str, Any], questions: list[Callable[[Word], bool]], of_words: set[int], pages: Pages) -> Rule:
    name, trusted = made["rule"], made["trusted"]
    card = Card(
        rule=name,
        category=made["category"],
        title=made["title"],
        severity=made["severity"],
        message=made["message"],
        suggestion=made["suggestion"],
        points=made["points"],
        pack=made["pack"],
        page=lambda: _page(pages()[name]),
    )
    check, question, local = None, -1, made["kind"] == "weights"
    if made["check"]:
        from reply_lint import checks

        check = checks.get(made["check"], made["module"])
        local = checks.is_local(made["check"], made["module"])
        ask = checks.question(made["check"], made["module"], made["params"])
        if ask:
            if ask not in questions:
                questions.append(ask)
            question = questions.index(ask)
            if checks.asks_of_words(made["check"], made["module"]):
                of_words.add(question)
    guards = tuple(_guard(name, guard, trusted) for guard in made["guards"])
    return Rule(
        card=card,
        kind=made["kind"],
        phrases={p: tuple(ways) for p, ways in made["phrases"]},
        phrase_ids=frozenset(p for p, _ in made["phrases"]),
        patterns=tuple(
            (Pattern(name, p, made["case"], trusted, tuple(map(tuple, needed)), reach), better)
            for p, needed, reach, better in made["regex"]
        ),
        check=check,
        local=local,
        question=question,
        pile=made["pile"],
        least=made["least"],
        model=made["model"],
        backing=made["backing"],
        params=made["params"],
        guards=guards,
        far=tuple(guard for guard in guards if not guard.near),
        safe=made["safe"],
        client_may_use=made["client_may_use"],
        unless_technical=made["unless_technical"],
        looks_into=frozenset(made["looks_into"]),
        needs_client=any(guard.role == "when_client" for guard in guards),
        most=made["most"],
    )


def _guard(rule: str, made: Mapping[str, Any], trusted: bool) -> Guard:
    patterns = tuple(
        Pattern(rule, p, False, trusted, tuple(map(tuple, needed)), reach) for p, needed, reach in made["regex"]
    )
    near = made["role"] == "except" or (
        made["role"] in ("near", "unless_near") and made["within"] in ("clause", "sentence")
    )
    return Guard(made["role"], frozenset(made["phrases"]), patterns, made["within"], near and not patterns)


def _page(made: Mapping[str, Any]) -> Page:
    bad, good = (tuple(map(_example, made["examples"][kind])) for kind in ("bad", "good"))
    return Page(made["why"].strip(), made["source"], bad, good)


def _example(entry: Mapping[str, str]) -> Example:
    return Example(entry["reply"], entry.get("client"))
