"""Commas between clauses: after a condition, before «и»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.closings import agrees, says, takes_no_object, third
from reply_lint.spelling.commas import WORDS, comma_between, is_finite, orders, part_before, reads
from reply_lint.spelling.tokens import joined, sentence_of, word_at
from reply_lint.text import PREDICATE, SUBORDINATOR, TITLE, UPPER

_CONVENIENT = frozenset("нетрудно несложно удобно возможно нужно надо понадобится можно".split())
_OPENERS = frozenset("если когда раз пока".split())
_NOT_BEFORE_ORDER = frozenset(
    "и а или но то вы не ни лучше просто пожалуйста всегда вас сразу также"
    " тогда еще снова сначала потом только всё-таки все-таки тоже что".split()
)
_NOT_BEFORE_THEN = frozenset(
    "и а или но не за на в про это что кто где как когда куда чего кому чем ком какой кем какие какое какая".split()
)
_AFTER_PRONOUN = frozenset("же что есть ли бишь как и самое а или чего время место".split())
"""After these «то» is a pronoun."""
_JOINERS = frozenset("и или но а что чтобы как".split())
_WITH_OUR_VERB = frozenset("мы я не то сразу тогда вам вас все его их деньги".split())
"""What may stand between the comma and the verb that says what we do."""
_SUBJECTS = frozenset("я мы он она они оно".split())
_NOT_MAIN = frozenset("если что чтобы когда пока ли пусть который как где хотя".split())
_NO_COMMON = frozenset(
    "после тогда там здесь потом сейчас завтра сегодня вчера теперь поэтому пусть обычно иногда".split()
)


def conditional(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Если не отвечает попробуйте вечером», «Если ошибка то сообщите»: no comma after the clause."""
    for i in places:
        norm = doc.words[i].norm
        if norm == "если":
            at = _before_our_part(doc, i)
        elif norm == "то":
            at = _before_then(doc, i)
        else:
            at = _before_order(doc, i)
        if at is not None:
            yield comma_between(doc, at)


def concludes_or_opens(word: Word) -> bool:
    """Asked for ``conditional``: an order, «то» or «если»."""
    return word.kind == "word" and (
        word.norm in ("если", "то")
        or (word.norm.endswith(("те", "тесь")) and orders(word) and all("VERB" in r.grammemes for r in word.readings))
    )


def _before_order(doc: Document, i: int) -> int | None:
    """«Если не отвечает попробуйте вечером»: the token after which the comma is missing before the order ``i``."""
    words = doc.words
    at = i - 1 if word_at(doc, i - 1) == "не" else i
    before = words[at - 1]
    if before.kind not in WORDS or before.norm in _NOT_BEFORE_ORDER or reads(before, "PREP"):
        return None
    opener = _open_clause(doc, sentence_of(doc, i)[0], at)
    if opener is None or not joined(doc, at - 1):
        return None
    if at - opener < 2:
        return None
    if at - opener == 2 and words[opener].norm == "если" and before.norm in _CONVENIENT:
        return at - 1
    if orders(before) and not any("VERB" in r.grammemes and "indc" in r.grammemes for r in before.readings):
        return None
    twofold = any("impr" not in r.grammemes for r in words[i].readings)
    if twofold and not any(is_finite(w) or reads(w, "GRND") for w in words[opener:at]):
        return None
    return at - 1 if words[opener].norm not in _OPENERS or _said(doc, opener, at) else None


def _before_then(doc: Document, i: int) -> int | None:
    """«Если ошибка то сообщите»: the token before «то» ``i`` after which the comma is missing."""
    words = doc.words
    if not joined(doc, i - 1) or not joined(doc, i):
        return None
    before, after = words[i - 1], words[i + 1]
    if before.kind not in WORDS or before.norm in _NOT_BEFORE_THEN or after.norm in _AFTER_PRONOUN:
        return None
    opener = _open_clause(doc, sentence_of(doc, i)[0], i)
    if opener is None or words[opener].norm not in _OPENERS or i - opener < 2 or not _said(doc, opener, i):
        return None
    return None if any(r.grammemes >= {"NOUN", "neut", "sing"} for r in after.readings[:1]) else i - 1


def _before_our_part(doc: Document, opener: int) -> int | None:
    """«Если ответите до пятницы успеем», «Если отменят мы сообщим»: after the condition comes what we do."""
    words = doc.words
    if word_at(doc, opener - 1) == "даже":
        return None
    first = None
    for k in range(opener + 1, min(sentence_of(doc, opener)[1], opener + 12)):
        word = words[k]
        if (word.kind in ("mark", "other") and not _in_time(doc, k)) or word.norm in _JOINERS:
            return None
        if word.readings and all("VERB" in r.grammemes for r in word.readings):
            ours = reads(word, "1per") and all(not r.grammemes.isdisjoint(("1per", "impr")) for r in word.readings)
            if first is None and not ours:
                first = k
                continue
            if first is None or not ours or not joined(doc, k - 1):
                return None
            at = k - 2 if words[k - 1].norm in _WITH_OUR_VERB else k - 1
            return at if at >= first and joined(doc, at) else None
    return None


def _open_clause(doc: Document, start: int, i: int) -> int | None:
    """The token that opens the subordinate or participial clause in which ``i`` stands, if no mark closes it."""
    words = doc.words
    for k in range(i - 1, start - 1, -1):
        if words[k].kind in ("mark", "other"):
            return None
        if words[k].norm in _OPENERS and (
            k == start or words[k - 1].kind == "mark" or words[k - 1].norm in ("а", "но", "и")
        ):
            return k
        if (
            k == start
            and words[k].flags & TITLE
            and words[k].readings
            and all("GRND" in r.grammemes for r in words[k].readings)
        ):
            return k
    return None


def _said(doc: Document, first: int, stop: int) -> bool:
    """Has the clause ``first:stop`` a predicate, or words enough to do without?"""
    words = doc.words
    return any(words[k].flags & PREDICATE for k in range(first + 1, stop)) or stop - first >= 3


def clauses_joined(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Загрузите справку и мы всё сделаем»: no comma between two clauses with subjects of their own."""
    words = doc.words
    for i in places:
        if i and words[i - 1].kind in WORDS and joined(doc, i - 1) and joined(doc, i):
            start, stop = sentence_of(doc, i)
            own = words[i + 1].norm in _SUBJECTS
            own_part = _own_subjects if own else _impersonal if _is_impersonal(doc, i) else _order_then_event
            if own_part(doc, i, start, stop) or _two_subjects(doc, i, start, stop):
                yield comma_between(doc, i - 1)


def _own_subjects(doc: Document, i: int, start: int, stop: int) -> bool:
    """Is there a clause with another subject before «и» ``i`` and a verb after its pronoun?"""
    words = doc.words
    where = words[i + 1].norm in ("он", "она", "они") and i + 2 < stop and reads(words[i + 2], "PREP")
    if not where and not any(is_finite(words[k]) for k in range(i + 2, min(i + 6, stop))):
        return False
    first = i - 1
    while first > start and words[first - 1].kind not in ("mark", "other"):
        first -= 1
    part = words[first:i]
    if part[0].kind != "word" or part[0].flags & SUBORDINATOR or part[0].norm in _NO_COMMON:
        return False
    if reads(part[0], "PREP") or any(w.norm in _NOT_MAIN or "который" in w.lemmas for w in part):
        return False
    if first > start and words[first - 1].norm == "," and _subordinate_before(doc, start, first):
        return False
    return any(map(is_finite, part)) and all(w.norm != words[i + 1].norm for w in part)


def _two_subjects(doc: Document, i: int, start: int, stop: int) -> bool:
    """«Чек придёт на почту и деньги вернутся»: a noun and its predicate on each side, and nothing common to both."""
    words = doc.words
    noun = i + 1
    while noun < stop and reads(words[noun], "ADJF") and not reads(words[noun], "NOUN"):
        noun += 1
    verb = noun + 1
    while verb < stop and words[verb].norm in ("не", "уже", "сразу", "скоро"):
        verb += 1
    if verb >= stop or not says(words[verb]) or not third(words[verb]) or not agrees(words[verb], words[noun]):
        return False
    first = part_before(doc, i, start)
    part = words[first:i]
    if first != start or reads(part[0], "PREP") or any(_joins(w) for w in part) or words[noun].flags & (TITLE | UPPER):
        return False
    predicates = [k for k, w in enumerate(part) if w.flags & PREDICATE]
    if len(predicates) != 1 or not says(part[predicates[0]]) or not third(part[predicates[0]]):
        return False
    subject = next((w for w in part[: predicates[0]] if agrees(part[predicates[0]], w)), None)
    if subject is None or part[0].norm in _NO_COMMON or reads(part[0], "ADVB"):
        return False
    takes_object = reads(words[noun], "accs") and not takes_no_object(words[verb])
    return not (takes_object and agrees(words[verb], subject))


def _joins(word: Word) -> bool:
    return bool(word.flags & SUBORDINATOR) or word.norm in ("и", "или", "как", "чем") or "который" in word.lemmas


_OBJECTS = frozenset("ее его их вам им ей ему там это тогда".split())
_MODALS = frozenset("можно нужно надо нельзя придется понадобится хватит".split())


def _is_impersonal(doc: Document, i: int) -> bool:
    return word_at(doc, i + 1) in _OBJECTS and word_at(doc, i + 2) in _MODALS


def _impersonal(doc: Document, i: int, start: int, stop: int) -> bool:
    """«Она заработает через минуту и её можно добавить»: a clause with a subject, then one that cannot have any."""
    words = doc.words
    first = part_before(doc, i, start)
    part = words[first:i]
    if len(part) < 2 or any(
        w.flags & SUBORDINATOR or w.norm in _MODALS or w.norm in _NOT_MAIN or reads(w, "INFN") for w in part
    ):
        return False
    if part[0].norm in _NO_COMMON or reads(part[0], "PREP") or _subordinate_before(doc, start, first):
        return False
    return any(
        w.known and w.readings and all("VERB" in r.grammemes and "impr" not in r.grammemes for r in w.readings)
        for w in part
    )


def _in_time(doc: Document, i: int) -> bool:
    """Is the mark ``i`` the colon of «15:00»?"""
    return (
        doc.words[i].norm == ":"
        and i + 1 < len(doc.words)
        and doc.words[i - 1].kind == doc.words[i + 1].kind == "number"
    )


def _order_then_event(doc: Document, i: int, start: int, stop: int) -> bool:
    """«Наведите камеру и через минуту появится сеть»: an order, then what happens by itself."""
    words = doc.words
    first = i
    while first > start and (words[first - 1].kind not in ("mark", "other") or _in_time(doc, first - 1)):
        first -= 1
    part = words[first:i]
    if not part:
        return False
    if any(w.flags & SUBORDINATOR or "который" in w.lemmas or w.norm in ("и", "как", "что", "ли") for w in part):
        return False
    if first > start and _subordinate_before(doc, start, first):
        return False
    orders = [w for w in part if w.norm.endswith(("те", "тесь")) and any("impr" in r.grammemes for r in w.readings)]
    ours = [w for w in part if w.readings and all(r.grammemes >= {"VERB", "1per"} for r in w.readings)]
    past = [
        w
        for k, w in enumerate(part)
        if k and part[k - 1].norm in ("я", "мы", "вы") and all(r.grammemes >= _PAST for r in w.readings)
    ]
    firm = orders or ours or past
    if not firm or any(is_finite(w) and w not in firm for w in part) or part[0].norm in _NO_COMMON:
        return False
    for k in range(i + 1, min(i + 6, stop)):
        word = words[k]
        if (
            word.kind in ("mark", "other", "masked")
            or word.flags & SUBORDINATOR
            or word.norm in ("и", "как", "что", "ли", "который")
        ):
            return False
        if word.readings and all(
            {"VERB", "3per"} <= r.grammemes or {"VERB", "past"} <= r.grammemes for r in word.readings
        ):
            if not orders and not _own_noun(words[i + 1 : k], word, bool(past)):
                return False
            between = words[i + 1 : k]
            nomn = any(
                not r.grammemes.isdisjoint(("NOUN", "NPRO")) and "nomn" in r.grammemes
                for w in between
                for r in w.readings
            )
            return nomn or words[i + 1].norm in ("через", "тогда", "все", "сразу", "потом")
    return False


_PAST = frozenset(("VERB", "past"))


def _own_noun(between: Sequence[Word], verb: Word, past: bool) -> bool:
    """Is there a noun in the nominative that agrees with the verb, which cannot share the subject before?"""
    if past and any("plur" in r.grammemes and "past" in r.grammemes for r in verb.readings):
        return False
    plural = any("plur" in r.grammemes for r in verb.readings)
    for k, word in enumerate(between):
        if k and reads(between[k - 1], "PREP"):
            continue
        for r in word.readings:
            if r.score > 0.05 and r.grammemes >= {"NOUN", "nomn"} and ("plur" in r.grammemes) == plural:
                genders = {"masc", "femn", "neut"} & frozenset().union(*(v.grammemes for v in verb.readings))
                if plural or not genders or genders & r.grammemes:
                    return True
    return False


def _subordinate_before(doc: Document, start: int, stop: int) -> bool:
    return any(
        doc.words[k].norm in ("если", "что", "чтобы", "когда", "пока", "как", "хотя", "раз", "поскольку", "где")
        for k in range(start, stop)
    )
