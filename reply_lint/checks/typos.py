"""Checks of the category ``typos``; what they do is in ``reply_lint.spelling``."""

from __future__ import annotations

from reply_lint.spelling.agreement import adjective, counted, dative, numeral_case, preposition, subject
from reply_lint.spelling.commas import (
    address,
    adversative,
    clauses_joined,
    conditional,
    extra,
    extra_inside,
    introductory,
    introductory_phrase,
    participle,
    placeholder_address,
    please,
    same_subject,
    subordinate,
)
from reply_lint.spelling.keyboard import brackets, doubled, inner_capital, layout, lookalikes, lower_case, spaces
from reply_lint.spelling.verbs import endings, tsya
from reply_lint.spelling.words import listed, repeated, split, unlisted

__all__ = [
    "address",
    "adjective",
    "adversative",
    "brackets",
    "clauses_joined",
    "conditional",
    "counted",
    "dative",
    "doubled",
    "endings",
    "extra",
    "extra_inside",
    "inner_capital",
    "introductory",
    "introductory_phrase",
    "layout",
    "listed",
    "lookalikes",
    "lower_case",
    "numeral_case",
    "participle",
    "placeholder_address",
    "please",
    "preposition",
    "repeated",
    "same_subject",
    "spaces",
    "split",
    "subject",
    "subordinate",
    "tsya",
    "unlisted",
]
