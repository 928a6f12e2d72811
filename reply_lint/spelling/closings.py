"""Commas that close what has opened a sentence: a subordinate clause, a gerund's phrase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.commas import WORDS, comma_between, part_end, reads
from reply_lint.spelling.grammar import GENDERS, agree, case_of
from reply_lint.spelling.tokens import joined, sentence_of
from reply_lint.text import TITLE, UPPER

_OPENERS = {
    ("если",), ("когда",), ("пока",), ("раз",), ("поскольку",), ("хотя",), ("едва",), ("чтобы",), ("так", "как"),
    ("как", "только"), ("прежде", "чем"), ("перед", "тем", "как"), ("после", "того", "как"), ("до", "того", "как"),
    ("даже", "если"), ("в", "случае", "если"), ("с", "тех", "пор", "как"), ("из-за", "того", "что"),
    ("ввиду", "того", "что"), ("в", "связи", "с", "тем", "что"), ("для", "того", "чтобы"), ("если", "же"),
}  # fmt: skip
_FIRST = frozenset(words[0] for words in _OPENERS)
_LINKS = frozenset(
    "и а но или либо да что чтобы как чем если когда пока хотя раз где куда откуда кто кого кому чего чему чей сколько"
    " почему зачем ли будто словно ибо пусть пускай давайте давай зато однако поэтому потому то ни лишь едва только бы"
    " тогда так даже значит вот же либо нибудь кроме вместо".split()
)
"""Where one of these stands between two predicates, the border of the clauses may be elsewhere, or there is none."""
_STATES = frozenset("нет нужно надо можно нельзя необходимо придется следует".split())
_BEING = frozenset("быть стать оказаться становиться бывать остаться оставаться должен мочь".split())
_HELPING = frozenset("давать дать пустить пускать".split())
WITH_VERB = frozenset("не уже скоро просто сначала дважды обязательно".split())
"""They go with the verb that follows."""
LEFT_ADVERBS = frozenset("вчера сегодня завтра ранее полностью правильно успешно вручную заранее".split())
"""They go with the verb before, when they stand right after it."""
GIVEN = frozenset("вам нам мне ему ей им вас нас вы мы я он она оно они".split())
_NOMINATIVES = frozenset("я мы вы он она оно они".split())
_FIRM = frozenset("к ко из от до о об".split())
"""What they begin goes with the verb before."""
_PREDICATE = frozenset(("VERB", "PRTS", "ADJS"))
_NOT_GERUNDS = frozenset("благодаря несмотря судя исходя включая исключая начиная спустя невзирая".split())


def opened(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Хотя склад закрыт заказы собирают», «Чтобы вернуть деньги нажмите»: no comma after the first clause."""
    words = doc.words
    for i in places:
        start, stop = sentence_of(doc, i)
        first = _after_opener(doc, i, start)
        if first is None or first >= stop:
            continue
        last = part_end(doc, i, stop)
        clause = "" if _is_gerund(words[first]) else words[first - 1].norm
        said, verb = two_predicates(words, first, last, clause)
        if verb is None or not may_say(words[verb]):
            continue
        if clause in ("чтобы", "чем") and reads(words[verb], "1per") and words[verb - 1].norm not in ("мы", "я", "не"):
            continue  # «открыть подменю»
        at = _seam(doc, first, said, verb, last)
        if at is not None and at >= said and words[at].kind != "masked" and joined(doc, at):
            yield comma_between(doc, at)


def opens_clause(word: Word) -> bool:
    """Asked for ``opened``."""
    return word.norm in _FIRST or _is_gerund(word) or word.norm == "не"


def _is_gerund(word: Word) -> bool:
    return word.known and bool(word.readings) and all("GRND" in r.grammemes for r in word.readings)


def _after_opener(doc: Document, i: int, start: int) -> int | None:
    """Where the clause begins that the words at ``i`` open, if they open the sentence."""
    words = doc.words
    if i != start and not (i == start + 1 and words[start].norm in ("но", "и", "а")):
        return None
    if words[i].norm == "не" or _is_gerund(words[i]):
        gerund = i + 1 if words[i].norm == "не" else i
        if gerund < len(words) and _is_gerund(words[gerund]) and words[gerund].norm not in _NOT_GERUNDS:
            return gerund
        return None
    for size in (5, 4, 3, 2, 1):
        if tuple(w.norm for w in words[i : i + size]) in _OPENERS:
            return i + size
    return None


def says(word: Word) -> bool:
    """Is the word nothing but a predicate: a finite verb, a short adjective or participle, «можно»?"""
    return word.norm in _STATES or (
        word.known
        and word.kind == "word"
        and bool(word.readings)
        and all(not r.grammemes.isdisjoint(_PREDICATE) for r in word.readings)
    )


def _infinitive(word: Word) -> bool:
    return bool(word.readings) and word.known and all("INFN" in r.grammemes for r in word.readings)


def two_predicates(words: Sequence[Word], first: int, last: int, opener: str) -> tuple[int, int | None]:
    """The last token of the first clause's predicate, and the next clause's predicate, if nothing links the two.

    Without an ``opener`` the word ``first``, a gerund or a participle, is in place of the first predicate.
    """
    said, linked = -1 if opener else first, False
    for k in range(first if opener else first + 1, last):
        word = words[k]
        if word.norm in _LINKS or "который" in word.lemmas:
            if word.norm not in ("и", "или") or said < 0 or not _infinitive(words[said]):
                return said, None
            linked = True
            continue
        if _infinitive(word):
            governs = said < 0 or (k - said < 4 and not reads(words[said], "PRTS"))
            said = k if governs or opener in ("чтобы", "чем") else said
        elif _is_gerund(word):
            return said, None
        elif says(word):
            if said < 0 or (opener and _one_predicate(words[said], word)):
                said = k
            else:
                infinitive = _infinitive(words[said]) and not any(says(w) for w in words[first:said])
                governed = not reads(word, "impr") or "хотеть" in word.lemmas
                if infinitive and opener not in ("чтобы", "чем", "как") and governed:
                    return said, None  # «Если платить нужно картой», «Если продлевать не планируете»
                return said, k if not linked or _bids(word) else None
    return said, None


def _bids(word: Word) -> bool:
    """«нажмите», «нужно»: what cannot go on an infinitive's row."""
    return word.norm in _STATES or any(r.grammemes >= {"impr", "plur"} for r in word.readings)


def _one_predicate(before: Word, word: Word) -> bool:
    """«был отменён», «нужно будет», «стал недоступен»."""
    if before.lemmas & _HELPING:
        return True
    return bool((before.lemmas | word.lemmas) & _BEING) and not (
        all("VERB" in r.grammemes for r in before.readings)
        and all("VERB" in r.grammemes for r in word.readings)
        and before.lemmas.isdisjoint(("мочь",))
    )


def _seam(doc: Document, first: int, said: int, verb: int, last: int) -> int | None:
    """The token after which the first clause ends, when ``said`` is its predicate and ``verb`` the next one."""
    words = doc.words
    k = verb
    whose = next((p for p in range(said + 1, verb) if words[p].norm in _NOMINATIVES), None)
    if whose is not None and whose < verb - 1:  # «… буква она автоматически преобразуется»
        fits = not third(words[verb]) or _agrees(words[verb], _nominatives(words[whose]))
        sure = (
            words[whose - 1].kind in WORDS and not reads(words[whose - 1], "PREP") and has_subject(words, first, said)
        )
        return whose - 1 if fits and sure else None
    while k - 1 > said and words[k - 1].norm in WITH_VERB:
        k -= 1
    if k - 1 > said and words[k - 1].norm in GIVEN:
        k -= 1
        if k - 1 == said and words[k].norm not in _NOMINATIVES:
            return None
        if words[k].norm in _NOMINATIVES and third(words[verb]) and not _agrees(words[verb], _nominatives(words[k])):
            return None
    before = words[k - 1]
    if reads(before, "PREP") or before.kind not in WORDS:
        return None
    if k - 1 > said and any("ADVB" in r.grammemes or "COMP" in r.grammemes for r in before.readings):
        return k - 1 if before.norm in LEFT_ADVERBS and k - 2 == said and k == verb else None
    word = words[verb]
    if words[k].norm in _NOMINATIVES:
        return k - 1
    if not _belongs(words, said, k):
        return None
    if word.norm in _STATES and k - 1 > said and not _takes_what_follows(words, said, k):
        return None
    if word.norm in _STATES or not third(word):
        return k - 1
    subject = subject_before(words, said, k, word)
    after = _subject_after(words, verb, last)
    if subject is None and takes_no_object(words[said]) and has_subject(words, first, said):
        begins = _object(words, said, k)  # «Как только оплата пройдёт заказ соберут»
        return begins - 1 if begins is not None and after is None else None
    if subject is None:
        return k - 1 if after is not None else None
    noun, begins = subject
    own = words[said]
    if reads(words[noun], "accs") and begins == said + 1 and reads(own, "tran"):  # «Если вы закроете окно появится …»
        return k - 1 if after is not None and not reads(words[after], "accs") else None
    shared = not _is_gerund(own) and third(own) and _agrees(own, _nominatives(words[noun]))
    return None if shared and not has_subject(words, first, said) else begins - 1


def may_say(word: Word) -> bool:
    """No order in the singular, which nobody gives a client: rather a misspelt word."""
    return not word.flags & (TITLE | UPPER) and not any(
        r.grammemes >= {"impr", "sing"} and "incl" not in r.grammemes for r in word.readings
    )


def third(word: Word) -> bool:
    """Does the predicate want a subject in the third person?"""
    return word.norm not in _STATES and not any(
        not r.grammemes.isdisjoint(("1per", "2per", "impr")) for r in word.readings
    )


def _nominatives(word: Word) -> list[frozenset[str]]:
    return [
        r.grammemes
        for r in word.readings
        if not r.grammemes.isdisjoint(("NOUN", "NPRO")) and case_of(r.grammemes) == "nomn" and r.score > 0.01
    ]


def agrees(word: Word, noun: Word) -> bool:
    """May ``noun`` be the subject of the predicate ``word``?"""
    return _agrees(word, _nominatives(noun))


def _agrees(word: Word, shapes: Sequence[frozenset[str]]) -> bool:
    own = [r.grammemes for r in word.readings]
    return any(
        ("plur" in v) == ("plur" in n) and ("plur" in v or not v & GENDERS or bool(v & n & GENDERS))
        for v in own
        for n in shapes
    )


def subject_before(words: Sequence[Word], said: int, stop: int, verb: Word) -> tuple[int, int] | None:
    """The noun before ``stop`` that is the subject of ``verb``, and where its words begin."""
    k = stop - 1
    while k > said:
        word = words[k]
        if word.kind != "word" or word.flags & (TITLE | UPPER) or not reads(word, "NOUN"):
            return None
        begins = k
        while begins - 1 > said and _attribute(words[begins - 1], word):
            begins -= 1
        if begins - 1 > said and reads(words[begins - 1], "PREP"):
            k = begins - 2
            continue
        if words[begins - 1].kind == "number" or word.norm == "друг":
            return None
        if _agrees(verb, _nominatives(word)):
            either = reads(word, "gent") and begins - 1 > said and reads(words[begins - 1], "NOUN")
            return None if either else (k, begins)
        if not any(case_of(r.grammemes) == "gent" for r in word.readings):
            return None
        k = begins - 1
    return None


def takes_no_object(word: Word) -> bool:
    return bool(word.readings) and all(not r.grammemes.isdisjoint(("intr", "ADJS", "PRTS")) for r in word.readings)


def _object(words: Sequence[Word], said: int, stop: int) -> int | None:
    """Where the noun before ``stop`` begins, if it may be the object of the verb there and follows ``said``."""
    noun = words[stop - 1]
    if noun.flags & (TITLE | UPPER) or not reads(noun, "accs") or not is_noun(noun):
        return None
    begins = stop - 1
    while begins - 1 > said and _attribute(words[begins - 1], noun):
        begins -= 1
    return begins if begins == said + 1 else None


def _attribute(word: Word, noun: Word) -> bool:
    return any(
        not a.grammemes.isdisjoint(("ADJF", "PRTF")) and agree(a, n) for a in word.readings for n in noun.readings
    )


def is_noun(word: Word) -> bool:
    return bool(word.readings) and all("NOUN" in r.grammemes for r in word.readings)


def _subject_after(words: Sequence[Word], verb: int, last: int) -> int | None:
    """A noun right after the verb, but for its adjectives, that agrees with it."""
    for k in range(verb + 1, min(verb + 4, last)):
        word = words[k]
        if _agrees(words[verb], _nominatives(word)):
            return k
        if not reads(word, "ADJF"):
            return None
    return None


def _belongs(words: Sequence[Word], said: int, stop: int) -> bool:
    """Are the words between the predicates the first one's? A preposition may begin what goes with the second."""
    for k in range(said + 1, stop):
        word = words[k]
        if word.norm in ("его", "ее", "их") and k == stop - 1:
            return False
        if reads(word, "PREP") and word.norm not in (_FIRM if k > said + 1 else _FIRM | {"в", "на", "с", "за"}):
            return False
    return not (stop - 1 > said and _infinitive(words[stop - 1]))


def _takes_what_follows(words: Sequence[Word], said: int, stop: int) -> bool:
    """«вернуть деньги | нужно», but not «оплатили | письмо можно»."""
    if not reads(words[stop - 1], "accs") or reads(words[stop - 2], "PREP"):
        return True
    own = words[said]
    firm = _infinitive(own) or _is_gerund(own) or not third(own)
    return firm and all(reads(w, "accs") or reads(w, "ADJF") for w in words[said + 1 : stop])


def has_subject(words: Sequence[Word], first: int, said: int) -> bool:
    return any(_agrees(words[said], _nominatives(w)) for w in words[first:said])
