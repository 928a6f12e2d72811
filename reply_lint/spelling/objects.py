"""The case that a verb asks of the noun right after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.commas import part_end
from reply_lint.spelling.grammar import NOUN, case_of, inflect
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of
from reply_lint.text import TITLE, UPPER

_ASKS = {
    name: case
    for names, case in {
        "воспользоваться пользоваться заниматься заняться управлять владеть располагать поделиться делиться"
        " интересоваться поинтересоваться рисковать обменяться обмениваться": "ablt",
        "дождаться дожидаться достичь достигать добиться добиваться избежать избегать лишиться касаться коснуться"
        " придерживаться": "gent",
        "соответствовать способствовать препятствовать принадлежать противоречить следовать": "datv",
    }.items()
    for name in names.split()
}
"""Verbs that take one case and no other."""
_TIME = frozenset(
    "год месяц неделя день час минута секунда сутки раз утро вечер ночь время полгода полчаса полдня четверть половина"
    " пара часть тысяча миллион сотня десяток пора понедельник вторник среда четверг пятница суббота воскресенье"
    " капля капелька доля".split()
)
_NOT_NOUNS = frozenset("пожалуйста спасибо правда раз факт".split())
_UNYIELDING = frozenset("Fixd Name Surn Patr Geox Abbr Orgn anim".split())
_BE = frozenset("быть являться стать становиться назваться называться остаться оставаться значить мочь".split())


def object_case(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«воспользуйтесь скидку», «дождаться ответ», «нажмите кнопка»."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        verb, noun = words[i], words[i + 1]
        if not noun.known or noun.flags & (TITLE | UPPER) or not _plain(noun):
            continue
        cases = {case_of(r.grammemes) for r in noun.readings if r.score > 0.001}
        wanted = next((_ASKS[lemma] for lemma in verb.lemmas if lemma in _ASKS), None)
        if wanted is None:
            if cases != {"nomn"} or any("plur" in r.grammemes for r in noun.readings) or not _orders(verb):
                continue
            wanted = "accs"
        elif wanted in cases or not cases <= {"nomn", "accs"} or _follows(doc, i, verb):
            continue
        number = "plur" if all("plur" in r.grammemes for r in noun.readings) else "sing"
        fixed = inflect(noun.norm, frozenset((wanted, number)), NOUN)
        if fixed and fixed.replace("ё", "е") != noun.norm:
            yield rewritten(doc, i + 1, i + 2, (fixed,), False)


def _plain(word: Word) -> bool:
    """Nothing but a common noun of a thing, no word of time or measure?"""
    if word.norm in _NOT_NOUNS or not word.lemmas.isdisjoint(_TIME) or not word.readings:
        return False
    return all("NOUN" in r.grammemes and r.grammemes.isdisjoint(_UNYIELDING) for r in word.readings)


def _orders(verb: Word) -> bool:
    """Is the word, for sure, an order, or what we do, of a transitive verb?"""
    return all(
        ("impr" in r.grammemes and "plur" in r.grammemes) or "1per" in r.grammemes for r in verb.readings
    ) and all("tran" in r.grammemes for r in verb.readings)


def _follows(doc: Document, i: int, verb: Word) -> bool:
    """May the noun after the verb ``i`` be a subject: «воспользовался клиент», «пользоваться сайт не даёт»?"""
    if all("impr" in r.grammemes or "1per" in r.grammemes or "2per" in r.grammemes for r in verb.readings):
        return False
    if any("VERB" in r.grammemes for r in verb.readings):
        return True
    stop = part_end(doc, i + 2, sentence_of(doc, i)[1])
    return any("VERB" in r.grammemes or "PRTS" in r.grammemes for w in doc.words[i + 2 : stop] for r in w.readings)


def governs(word: Word) -> bool:
    """Asked for ``object_case``: a verb of the list, or an order of a transitive one."""
    if word.kind != "word" or not word.known or not word.readings or word.flags & UPPER:
        return False
    if any(r.grammemes.isdisjoint(("VERB", "INFN", "GRND")) for r in word.readings):
        return False
    return not word.lemmas.isdisjoint(_ASKS) or (word.lemmas.isdisjoint(_BE) and _orders(word))
