"""The bundled cards: their own examples, what every card must have, and that our messages pass our own linter."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from reply_lint import Linter, packs, ruledoc, testing
from reply_lint.ruleset import Ruleset

RULES: Ruleset = packs.load((packs.bundled(),))
IDS = [rule.card.rule for rule in RULES.rules]
CATEGORIES = (
    "negative-framing condescension jargon typos bureaucratese uncertainty vague-promise brush-off empathy clarity"
    " rudeness private-data template form internal-kitchen"
).split()


@pytest.mark.parametrize("rule", IDS)
def test_examples(linter: Linter, rule: str) -> None:
    assert list(testing.failures(linter, linter.cards[rule])) == []


@pytest.mark.parametrize("rule", IDS)
def test_a_card_has_two_bad_and_two_good_examples(linter: Linter, rule: str) -> None:
    card = linter.cards[rule]
    assert len(card.page().bad) >= 2
    assert len(card.page().good) >= 2


def test_there_are_cards_in_every_category() -> None:
    count = Counter(rule.split("/")[0] for rule in IDS)
    assert sorted(count) == sorted(CATEGORIES)
    assert len(IDS) >= 80
    core = [count[name] for name in ("negative-framing", "condescension", "jargon", "typos")]
    assert min(core) >= 5


@pytest.mark.parametrize("rule", IDS)
def test_our_own_messages_pass_our_own_linter(linter: Linter, rule: str) -> None:
    card = linter.cards[rule]
    fill = {"text": "слово", "fix": "слово", "lemma": "слово"}
    for said in (f"Правило: {card.title}.", card.message, card.suggestion or "", card.page().why):
        for name in {part.split("}")[0] for part in said.split("{")[1:]}:
            said = said.replace("{" + name + "}", fill.get(name, "слово"))
        findings = [f for f in linter.lint(" ".join(said.split())).findings if f.rule != "form/missing-greeting"]
        if said == card.page().why:
            # Said to a lead about clients: a maxim by its nature, and weights know maxims from lectures to a client.
            findings = [f for f in findings if f.rule not in linter.weighed]
        assert findings == [], said


def test_rule_pages_are_fresh(linter: Linter) -> None:
    folder = Path(__file__).parent.parent / "docs" / "rules"
    made = ruledoc.pages(linter)
    there = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}
    assert there == made, "run `make docs`"
