"""Checks of the category ``typos``; what they do is in ``reply_lint.spelling``."""

from __future__ import annotations

from collections.abc import Callable

from reply_lint.model import Word
from reply_lint.spelling import (
    addresses,
    agreement,
    asides,
    attributes,
    bare,
    clauses,
    closings,
    commas,
    concord,
    conjunctions,
    counts,
    ear,
    extra_commas,
    government,
    hyphens,
    keyboard,
    numerals,
    objects,
    participles,
    phrases,
    predicates,
    pronouns,
    runon,
    subjects,
    verbs,
    words,
)
from reply_lint.spelling.addresses import address, placeholder_address
from reply_lint.spelling.agreement import adjective
from reply_lint.spelling.asides import aside, introductory, introductory_phrase, please
from reply_lint.spelling.attributes import attribute, place
from reply_lint.spelling.bare import prepositional
from reply_lint.spelling.clauses import clauses_joined, conditional
from reply_lint.spelling.closings import opened
from reply_lint.spelling.concord import infinitive, number, relative, wanted
from reply_lint.spelling.conjunctions import adversative, subordinate
from reply_lint.spelling.counts import numeral_case, numeral_noun
from reply_lint.spelling.ear import by_ear
from reply_lint.spelling.extra_commas import cut_off, extra, extra_inside, same_subject
from reply_lint.spelling.glued import glued
from reply_lint.spelling.government import compound, dative, preposition
from reply_lint.spelling.hyphens import hyphened, wrong_yo
from reply_lint.spelling.keyboard import (
    brackets,
    caps,
    doubled,
    inner_capital,
    layout,
    lookalikes,
    lower_case,
    quoted,
    spaces,
)
from reply_lint.spelling.numerals import counted
from reply_lint.spelling.objects import object_case
from reply_lint.spelling.parted import lone_but
from reply_lint.spelling.parted import parted as parted_words
from reply_lint.spelling.participles import participle, relative_closed
from reply_lint.spelling.phrases import determiner, phrase
from reply_lint.spelling.predicates import subject
from reply_lint.spelling.pronouns import person, predicate
from reply_lint.spelling.runon import gerund, run_on
from reply_lint.spelling.spacing import spacing
from reply_lint.spelling.subjects import clause
from reply_lint.spelling.verbs import endings, tsya
from reply_lint.spelling.words import listed, repeated, split, unlisted

__all__ = [
    "address",
    "adjective",
    "adversative",
    "aside",
    "attribute",
    "brackets",
    "by_ear",
    "caps",
    "clause",
    "clauses_joined",
    "compound",
    "conditional",
    "counted",
    "cut_off",
    "dative",
    "determiner",
    "doubled",
    "endings",
    "extra",
    "extra_inside",
    "gerund",
    "glued",
    "hyphened",
    "infinitive",
    "inner_capital",
    "introductory",
    "introductory_phrase",
    "layout",
    "listed",
    "lone_but",
    "lookalikes",
    "lower_case",
    "number",
    "numeral_case",
    "numeral_noun",
    "object_case",
    "opened",
    "parted_words",
    "participle",
    "person",
    "phrase",
    "place",
    "placeholder_address",
    "please",
    "predicate",
    "preposition",
    "prepositional",
    "quoted",
    "relative",
    "relative_closed",
    "repeated",
    "run_on",
    "same_subject",
    "spaces",
    "spacing",
    "split",
    "subject",
    "subordinate",
    "tsya",
    "unlisted",
    "wanted",
    "wrong_yo",
]

_QUESTIONS: dict[str, Callable[[Word], bool]] = {
    "address": addresses.is_name_or_regards,
    "adjective": agreement.is_attribute,
    "adversative": conjunctions.is_adversative,
    "aside": asides.ends_aside,
    "attribute": attributes.asks_whose,
    "brackets": keyboard.is_bracket,
    "by_ear": ear.may_be_other,
    "caps": keyboard.slips_in_case,
    "clause": subjects.is_predicate,
    "clauses_joined": commas.is_and,
    "compound": government.ends_compound,
    "conditional": clauses.concludes_or_opens,
    "counted": numerals.is_count,
    "cut_off": extra_commas.is_comma,
    "dative": government.takes_dative,
    "determiner": phrases.is_determiner,
    "endings": verbs.is_te,
    "extra": extra_commas.is_comma,
    "extra_inside": extra_commas.is_comma,
    "gerund": runon.is_gerund,
    "hyphened": hyphens.has_hyphen,
    "infinitive": concord.is_finite_only,
    "inner_capital": keyboard.is_pronoun,
    "introductory": asides.is_introductory,
    "introductory_phrase": asides.opens_phrase,
    "layout": keyboard.may_be_typed_wrong,
    "listed": words.is_listed,
    "lookalikes": keyboard.has_latin,
    "number": concord.is_single,
    "numeral_case": counts.is_numeral,
    "numeral_noun": counts.counts,
    "object_case": objects.governs,
    "lone_but": extra_commas.is_comma,
    "opened": closings.opens_clause,
    "participle": participles.is_participle,
    "parted_words": extra_commas.is_comma,
    "person": pronouns.is_person,
    "phrase": government.is_preposition,
    "place": attributes.stays,
    "placeholder_address": addresses.is_greeting,
    "please": asides.is_please,
    "predicate": pronouns.is_third,
    "prepositional": bare.is_prepositional,
    "preposition": government.is_preposition,
    "relative": concord.is_relative,
    "relative_closed": participles.is_which,
    "run_on": runon.opens_or_says,
    "same_subject": commas.is_and,
    "split": words.may_be_part,
    "subject": predicates.is_subject,
    "subordinate": conjunctions.is_subordinator,
    "tsya": verbs.is_tsya,
    "unlisted": words.is_unlisted,
    "wanted": concord.wants,
    "wrong_yo": hyphens.has_wrong_yo,
}


def _asking(question: Callable[[Word], bool]) -> Callable[[], Callable[[Word], bool]]:
    return lambda: question


ASKS = {check: _asking(question) for check, question in _QUESTIONS.items()}
OF_WORDS = frozenset(_QUESTIONS) - {
    "brackets", "caps", "counted", "cut_off", "extra", "extra_inside", "hyphened", "layout", "lone_but", "lookalikes",
    "parted_words",
}  # fmt: skip
LOCAL = (frozenset(_QUESTIONS) | {"doubled", "glued", "quoted", "repeated", "spaces", "spacing"}) - {
    "adjective", "layout", "listed", "lower_case", "unlisted",
}  # fmt: skip
"""The others look at the neighbouring sentences or at the client's message."""
