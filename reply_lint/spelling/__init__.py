"""Spelling by dictionary: which words are misspelt, and what was meant.

``frequency``   how often words are met (a hash table of a couple of MB, read when the first unknown word turns up)
``sounds``      frequent words by their sound (as much again)
``candidates``  what a misspelt word could have been, with the cost of the slip
``formed``      new words that are no slips: terms, compounds, diminutives
``joins``       words run together
``neighbours``  which word fits between its neighbours
``unknown``     the decision: report, with which fix, how surely
``ear``         known words that sound like others, which fit better
``misspellings``  the curated list
``words``       checks of misspelt, repeated and torn words
``grammar``     readings of words: do two words agree, which cases does a preposition take
``agreement``, ``phrases``, ``attributes``, ``bare``, ``government``, ``objects``  checks of nouns and their words
``numerals``, ``counts``  numbers in figures, numerals in words
``predicates``, ``subjects``, ``pronouns``, ``concord``, ``verbs``  checks of subjects and verbs
``commas``      what checks of commas share
``conjunctions``, ``contrasts``, ``clauses``, ``closings``, ``participles``, ``runon``, ``asides``, ``addresses``,
``extra_commas``, ``parted``  those checks
``hyphens``     hyphens and ё that should not be there
``glued``       spaces that are missing or doubled between words
``keyboard``, ``spacing``  wrong layout, look-alike letters, spaces and marks
``tokens``      what all of them ask of a Document, and how they say what should stand there

Beside each check stands the question (``is_…``) that is put once for each spelling: see ``reply_lint.checks``.

Everything is looked up by the word alone and remembered with a bound, so a word costs something only once.
"""

from pathlib import Path

DATA = Path(__file__).with_name("data")
