"""Checks of the category ``typos``; what they do is in ``reply_lint.spelling``."""

from __future__ import annotations

from collections.abc import Callable

from reply_lint.model import Word
from reply_lint.spelling import (
    addresses,
    agreement,
    asides,
    clauses,
    commas,
    conjunctions,
    extra_commas,
    government,
    keyboard,
    numerals,
    verbs,
    words,
)
from reply_lint.spelling.addresses import address, placeholder_address
from reply_lint.spelling.agreement import adjective, subject
from reply_lint.spelling.asides import introductory, introductory_phrase, please
from reply_lint.spelling.clauses import clauses_joined, conditional, participle
from reply_lint.spelling.conjunctions import adversative, subordinate
from reply_lint.spelling.extra_commas import extra, extra_inside, same_subject
from reply_lint.spelling.government import dative, preposition
from reply_lint.spelling.keyboard import brackets, doubled, inner_capital, layout, lookalikes, lower_case, spaces
from reply_lint.spelling.numerals import counted, numeral_case
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

_QUESTIONS: dict[str, Callable[[Word], bool]] = {
    "address": addresses.is_name_or_regards,
    "adjective": agreement.is_attribute,
    "adversative": conjunctions.is_adversative,
    "brackets": keyboard.is_bracket,
    "clauses_joined": commas.is_and,
    "conditional": clauses.concludes_or_opens,
    "counted": numerals.is_count,
    "dative": government.takes_dative,
    "endings": verbs.is_te,
    "extra": extra_commas.is_comma,
    "extra_inside": extra_commas.is_comma,
    "inner_capital": keyboard.is_pronoun,
    "introductory": asides.is_introductory,
    "introductory_phrase": asides.opens_phrase,
    "layout": keyboard.may_be_typed_wrong,
    "listed": words.is_listed,
    "lookalikes": keyboard.has_latin,
    "numeral_case": numerals.is_numeral,
    "participle": clauses.is_participle,
    "placeholder_address": addresses.is_greeting,
    "please": asides.is_please,
    "preposition": government.is_preposition,
    "same_subject": commas.is_and,
    "split": words.may_be_part,
    "subject": agreement.is_subject,
    "subordinate": conjunctions.is_subordinator,
    "tsya": verbs.is_tsya,
    "unlisted": words.is_unlisted,
}


def _asking(question: Callable[[Word], bool]) -> Callable[[], Callable[[Word], bool]]:
    return lambda: question


ASKS = {check: _asking(question) for check, question in _QUESTIONS.items()}
