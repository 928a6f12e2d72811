"""What a text needs to match a regular expression: never more than is true."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint import Linter, packs
from reply_lint.regex_tree import needs, reach
from reply_lint.regexes import DIGIT, Possible, marked
from reply_lint.regexes import EDGE as E
from reply_lint.text import Vocabulary

GREETINGS = [f"добрый{E} {E}день", "здравствуйте"]


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
        (r"(?:добрый день|здравствуйте)\W+(?:nan|null)", [["nan", "null"], GREETINGS]),
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
        within = map(POSSIBLE.within, text.split())
        assert pattern in [*POSSIBLE.those(POSSIBLE.always), *chain(*map(POSSIBLE.those, within))]
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
        (r"\w+\n", ["рады\n", "они\n", "мы\n"]),
    ],
)
def test_a_pattern_reads_a_line_or_more(pack: Callable[..., Linter], source: str, found: list[str]) -> None:
    linter = pack(f"regex = ['{source}']")
    assert [f.text for f in linter.lint("да, мы рады\nони\nмы\nрады, рады").findings] == found


@pytest.mark.parametrize(
    ("source", "how_much"),
    [
        (r"\b(?:не|ни)\s+рады\b", "piece"),
        (r"!{2,}", "piece"),
        (r"(?<!\w)(?P<a>\w+) ?/ ?(?P=a)", "piece"),
        (r"рады[^.!?]{0,20}нам", "piece"),
        (r"рады[^.]{0,20}нам", "line"),
        (r"рады.нам", "line"),
        (r"рады\W+нам", "line"),
        (r"рады(?!\.) нам", "line"),
        (r"^рады", "line"),
        (r"(?a:рады[\S ]нам)", "line"),
        (r"рады[\s!-/]нам", "line"),
        (r"\Aрады", "text"),
        (r"рады\s*\n", "text"),
    ],
)
def test_reach(source: str, how_much: str) -> None:
    assert reach(source, False, trusted=True) == how_much
    assert reach(source, False, trusted=False) == ("line" if how_much == "piece" else how_much)


PIECEWISE = [pattern for pattern in PATTERNS if pattern.reach == "piece"]


@given(st.data())
def test_pieces_hold_all_that_a_line_does(data: st.DataObject) -> None:
    """A match in a line is one in its piece, and a piece has no others."""
    pattern = data.draw(st.sampled_from(PIECEWISE))
    written = st.from_regex(re.compile(pattern.source, 0 if pattern.case else re.I), fullmatch=True)
    parts = [data.draw(written.filter(lambda part: len(part.splitlines()) == 1)) for _ in range(3)]
    ends = [data.draw(st.sampled_from(["заказ", "отправим", ""])) + data.draw(st.sampled_from(".!?")) for _ in parts]
    line = " Проверим ".join(data.draw(st.sampled_from(["", " "])).join(two) for two in zip(parts, ends, strict=True))
    whole = Vocabulary()._known_line(line)
    assert whole is not None
    pieces = whole.pieces or ((0, whole),)
    in_pieces = [(base + m.start(), m.group()) for base, piece in pieces for m in pattern.finditer(piece.text)]
    assert in_pieces == [(m.start(), m.group()) for m in pattern.finditer(line)]


def test_a_match_may_span_sentences(pack: Callable[..., Linter]) -> None:
    linter = pack("regex = ['(?i)спасибо. Ждём']")
    assert [f.text for f in linter.lint("Отправьте файл, спасибо. Ждём его.").findings] == ["спасибо. Ждём"]
