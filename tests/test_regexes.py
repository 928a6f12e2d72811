"""What a text needs to match a regular expression: never more than is true."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint import Linter, packs
from reply_lint.regexes import DIGIT, Possible, marked, needs
from reply_lint.regexes import EDGE as E


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        (r"\{\{[^}]*\}\}", [["{{"], ["}}"]]),
        (r"(?:пароль|код)\s*:", [["код", "пароль"], [":"]]),
        (r"\b[А-Я]{4,}\b", []),
        (r"[!?]{2,}", [["!!", "!?", "?!", "??"]]),
        (r"[\d]{4}", [[DIGIT]]),
        (r"a?b*", []),
        (r"(?:abc)+d?", [["abc"]]),
        (r"(?:abc|\w)", []),
        (r"Мы", [["мы"]]),
        (r"\b(из) (за|под)\b", [[f"{E}из{E} {E}за{E}", f"{E}из{E} {E}под{E}"]]),
        (r"(?<=сумма: )\w+(?! руб)(?=₽)", [["₽"], [f"сумма{E}: "]]),
        (r"[ ,.]", []),
        (r"\w\.{3}", [["..."]]),
        (r"\bне ?удал\w+", [[f"{E}не{E} {E}удал", f"{E}неудал"]]),
    ],
)
def test_needs(source: str, needed: list[list[str]]) -> None:
    assert needs(source, False) == needed


RULES = packs.load((packs.bundled(),)).rules
PATTERNS = [p for rule in RULES for p, _ in rule.patterns] + [p for r in RULES for g in r.guards for p in g.patterns]


POSSIBLE = Possible.of(PATTERNS)


@given(st.data())
def test_a_text_that_matches_has_what_is_needed(data: st.DataObject) -> None:
    """The whole of it, and one of its chunks."""
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(re.compile(pattern.source, 0 if pattern.case else re.I)))
    if next(pattern.finditer(text), None):
        assert pattern in POSSIBLE.always.union(*map(POSSIBLE.within, text.split()))
        assert pattern.fits(marked(text))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (r"мы\s+рады", ["мы рады"]),
        (r"(?m)^они$", ["они"]),
        (r"^[^,]+$", ["они", "мы"]),
        (r"мы\nрады", ["мы\nрады"]),
        (r"\Aда", ["да"]),
        (r"рады\Z", ["рады"]),
    ],
)
def test_a_pattern_reads_a_line_or_more(pack: Callable[..., Linter], source: str, found: list[str]) -> None:
    linter = pack(f"regex = ['{source}']")
    assert [f.text for f in linter.lint("да, мы рады\nони\nмы\nрады, рады").findings] == found
