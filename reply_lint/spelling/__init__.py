"""Spelling by dictionary: which words are misspelt, and what was meant.

``frequency``   how often words are met (a hash table of a couple of MB, read when the first unknown word turns up)
``candidates``  what a misspelt word could have been, with the cost of the slip
``unknown``     the decision: report, with which fix, how surely
``misspellings``  the curated list
``grammar``     readings of words: do two words agree, which cases does a preposition take
``keyboard``    wrong layout, look-alike letters

Everything is looked up by the word alone and remembered with a bound, so a word costs something only once.
"""
