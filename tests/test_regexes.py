"""What a text needs to match a regular expression: never more than is true."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint import packs
from reply_lint.regexes import DIGIT, Possible, needs


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        (r"\{\{[^}]*\}\}", ["{{"]),
        (r"(?:пароль|код)\s*:", ["код", "пароль"]),
        (r"\b[А-Я]{4,}\b", []),
        (r"[!?]{2,}", ["!", "?"]),
        (r"[\d]{4}", [DIGIT]),
        (r"a?b*", []),
        (r"(?:abc)+d?", ["abc"]),
        (r"(?:abc|\w)", []),
        (r"Мы", ["мы"]),
    ],
)
def test_needs(source: str, needed: list[str]) -> None:
    assert needs(source, False) == needed


RULES = packs.load((packs.bundled(),)).rules
PATTERNS = [p for rule in RULES for p, _ in rule.patterns] + [p for r in RULES for g in r.guards for p in g.patterns]


POSSIBLE = Possible.of(PATTERNS)


@given(st.data())
def test_a_text_that_matches_has_what_is_needed(data: st.DataObject) -> None:
    """However the text is cut into sentences: the worst is a sentence a chunk."""
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(re.compile(pattern.source, 0 if pattern.case else re.I)))
    if next(pattern.finditer(text), None):
        assert pattern in POSSIBLE.always.union(*map(POSSIBLE.within, text.split()))
