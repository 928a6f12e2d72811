"""Commas that part a verb from its words, a subject from its verb, a conjunction from its clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.commas import part_before, part_end, reads, without
from reply_lint.spelling.grammar import GENDERS, agree, case_of
from reply_lint.spelling.tokens import sentence_of, word_at
from reply_lint.text import INTRODUCTORY, PREDICATE, SUBORDINATOR, TITLE, UPPER

_VERBAL = frozenset(("VERB", "INFN"))
_PLACES = frozenset("в во на к ко по за до через из-за".split())
"""Prepositions that begin the words of a verb."""
_ASIDE_NOUNS = frozenset(
    "слово мнение данные сожаление счастье возможность идея суть факт план желание договоренность закон правило"
    " среднее частность принцип общее целое случай итог конец исключение вычет отличие зависимость связь дело опыт"
    " взгляд удивление радость оценка расчет умолчание мера необходимость очередь число свидание исход правда пример"
    " качество цель результат знак привычка традиция порядок раз сведение информация старинка большинство условие"
    " согласование просьба статистика слух очередность счет благодарность уважение помощь идеал том то чудо сила"
    " здоровье удовольствие".split()
)
"""«по словам курьера», «в крайнем случае»: what begins so may stand between commas."""
_SAID = frozenset(
    "думать говорить сказать считать полагать надеяться помнить понимать знать казаться верить обещать писать видеть"
    " значить быть ждать работать бывать повторять признаться извинить простить поверить заметить допустить судить"
    " договориться скажем прийти готовый жить".split()
)
"""Verbs that stand between commas themselves, or after which a new thought often begins."""
_PERSONAL = frozenset("вам нам ему ей им вас нас мне тебе меня".split())
_OBJECTS = _PERSONAL | frozenset("его ее их нее него них".split())
_MODALS = frozenset(
    "можно нужно надо необходимо нельзя просьба рекомендуем советуем можете можем могу сможете сможем"
    " следует придется".split()
)
_LONE = frozenset("вечером утром завтра сегодня там туда сюда здесь тут сразу".split())
_NO_SUBJECT = frozenset(
    "правда факт слава честь минута секунда минутка секундочка день утро вечер ночь сутки время спасибо жаль привет"
    " пожалуйста вопрос итог вывод плюс минус беда дело раз конец один что кто это все то".split()
)
_BEFORE_VERB = frozenset("не уже еще само сам сама сами тоже также всегда сейчас пока".split())
_AGAIN = frozenset("ту тот те тех того тому тем той".split())
_TIME = frozenset("год месяц неделя день час минута секунда сутки раз утро вечер ночь время".split())


def parted(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Документация, лежит на диске», «передать, по телефону», «можно, купить», «после чего, мастер приступит»."""
    words = doc.words
    for i in places:
        if i == 0 or i + 1 >= len(words) or words[i - 1].kind != "word" or words[i + 1].kind not in ("word", "number"):
            continue
        if doc.starts[i + 1] == doc.end(i) or words[i + 1].flags & (TITLE | UPPER):
            continue
        start, stop = sentence_of(doc, i)
        if _opens_clause(words, i + 1, stop):
            continue
        first, last = part_before(doc, i, start), part_end(doc, i + 1, stop)
        left = words[first:i]
        if not left or any(w.flags & SUBORDINATOR or w.norm in _CLOSING or w.lemmas & _RELATIVE for w in left):
            if left and _relative_cut(doc, i, last, stop):
                yield without(doc, i)
            continue
        right = words[i + 1 : last]
        ends = last >= stop or words[last].norm in (".", "!", ";", "…")
        if (
            _verb_and_words(left, right)
            or _modal(left, right)
            or _pronoun_and_words(left, right, ends)
            or _subject(doc, first, i, last, start)
            or _fronted(doc, first, i, last, start)
            or _attribute(words, i)
            or (
                right
                and right[0].norm in _AGAIN
                and len(right) == 1
                and _is_verbal(left[-1])
                and not ends
                and word_at(doc, last) == ","
                and word_at(doc, last + 1) in ("что", "кто")
            )
        ):
            yield without(doc, i)


_CLOSING = frozenset("чего чему как чем ли раз словно будто ибо лишь едва либо".split())


_RELATIVE = frozenset(("который", "кто", "чей", "какой"))


def _opens_clause(words: Sequence[Word], i: int, stop: int) -> bool:
    """«…, по которому», «…, в какой день»: a clause of its own, whatever its agreement."""
    k = i + 1 if words[i].norm in _PLACES else i
    return k < stop and not words[k].lemmas.isdisjoint(_RELATIVE)


_SHORT = frozenset(("PRTS", "ADJS"))


def _is_verbal(word: Word) -> bool:
    return bool(word.readings) and all(not r.grammemes.isdisjoint(_VERBAL) for r in word.readings)


def _nominal(words: Sequence[Word]) -> bool:
    """Nothing but prepositions, nouns, adjectives, numbers?"""
    for w in words:
        if w.kind == "word" and w.norm not in ("более", "самый", "самое", "и", "или"):
            if w.flags & (PREDICATE | SUBORDINATOR | INTRODUCTORY) and not _only_nominal(w):
                return False
            if not w.readings or w.readings[0].grammemes.isdisjoint(_NOMINAL):
                return False
        elif w.kind == "other":
            return False
    return True


_NOMINAL = frozenset(("NOUN", "ADJF", "NPRO", "NUMR", "PREP", "NUMB", "Anum", "PRTF"))


def _only_nominal(word: Word) -> bool:
    return bool(word.readings) and not word.readings[0].grammemes.isdisjoint(("NOUN", "ADJF", "PREP"))


_ASIDE_WORDS = frozenset("самом всякий том то чем что этом целом общем основном частности".split())
"""«в основном», «в общем»: they may stand between commas, too."""


def _of_verb(right: Sequence[Word]) -> bool:
    """Do the words begin with a preposition, and say when, where or how much?"""
    return (
        2 <= len(right) <= 9
        and right[0].norm in _PLACES
        and right[1].norm
        not in ("самом", "всякий", "том", "то", "чем", "что", "этом", "целом", "общем", "основном", "частности")
        and all(w.lemmas.isdisjoint(_ASIDE_NOUNS) for w in right[1:4])
        and _nominal(right)
    )


def _verb_and_words(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """«подготовим, к 15-му», «пришлю, вам расчёт»."""
    verb = left[-1]
    passive = len(left) > 1 and verb.known and all(not r.grammemes.isdisjoint(_SHORT) for r in verb.readings)
    passive = passive and reads(verb, "PRTS")
    if not (passive or _is_verbal(verb)) or _bids(verb) or not verb.lemmas.isdisjoint(_SAID):
        return False
    if len(left) < 2 and (not verb.flags & TITLE or reads(verb, "1per")):
        return False
    if _of_verb(right):
        return True
    return (
        len(right) > 1
        and right[0].norm in _PERSONAL
        and right[1].norm != "не"
        and right[1].norm not in _PLACES
        and _nominal(right)
    )


def _bids(word: Word) -> bool:
    return any("impr" in r.grammemes and "incl" not in r.grammemes for r in word.readings)


def _modal(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """«можно, купить»."""
    if left[-1].norm not in _MODALS or not right or any(reads(w, "INFN") for w in left[:-1]):
        return False
    k = 1 if right[0].norm == "не" and len(right) > 1 else 0
    verb = right[k]
    return (
        bool(verb.readings)
        and all("INFN" in r.grammemes for r in verb.readings)
        and not any(w.norm in _MODALS or any("VERB" in r.grammemes for r in w.readings[:1]) for w in right[k + 1 :])
    )


def _pronoun_and_words(left: Sequence[Word], right: Sequence[Word], ends: bool) -> bool:
    """«вставьте его, на страницу», «напишу вам, вечером»."""
    if len(left) < 2 or left[-1].norm not in _OBJECTS or not _is_verbal(left[-2]):
        return False
    if not left[-2].lemmas.isdisjoint(("ждать", "поздравлять", "благодарить", "поздравить")):
        return False
    return _of_verb(right) or (ends and len(right) == 1 and right[0].norm in _LONE)


def _subject(doc: Document, first: int, i: int, last: int, start: int) -> bool:
    """«Документация, лежит на диске»: is the left part nothing but the subject of the verb after the comma?"""
    words = doc.words
    if not may_begin(doc, first, start):
        return False
    while first < i and words[first].norm in ("и", "а", "но", "зато", "ведь", "однако"):
        first += 1
    stop = i - 1 if words[i - 1].norm == "же" else i
    if not first < stop <= first + 4:
        return False
    noun = next((k for k in range(first, stop) if reads(words[k], "NOUN") and not _is_adjective(words[k])), -1)
    if noun < 0 or not words[noun].lemmas.isdisjoint(_NO_SUBJECT):
        return False
    head = words[noun]
    if head.flags & UPPER or (head.flags & TITLE and noun > start) or not _is_common(head):
        return False
    shapes = [r.grammemes for r in head.readings if case_of(r.grammemes) == "nomn"]
    for k in range(first, noun):
        if not _is_adjective(words[k]):
            return False
        shapes = [
            n.grammemes
            for n in head.readings
            if case_of(n.grammemes) == "nomn" and any(agree(a, n) for a in words[k].readings)
        ]
    tail = words[noun + 1 : stop]
    when = bool(tail) and not tail[-1].lemmas.isdisjoint(_TIME) and not any(reads(w, "PREP") for w in tail)
    if not shapes or any(w.flags & PREDICATE or not (when or _is_genitive(w)) for w in tail):
        return False
    verb = i + 1
    while verb + 1 < last and words[verb].norm in _BEFORE_VERB:
        verb += 1
    if verb + 1 < last and words[verb].lemmas & {"казаться", "сдаваться", "думаться"} and words[verb + 1].norm == "мне":
        return False
    alone = verb + 1 == last and word_at(doc, last) == ","  # «Дрель, получается, уехала»
    if verb < last and not alone and _agrees(words[verb], shapes) and not _another(words, verb + 1, last, words[verb]):
        return True
    # «доступ, в квартиру ему понадобится»: the verb comes later, and nothing else can be its subject
    verb = next((k for k in range(i + 1, last) if _is_verbal(words[k])), -1)
    return (
        words[i + 1].norm in _PLACES
        and word_at(doc, last) != ","
        and verb > 0
        and "inan" in next(iter(shapes))
        and _agrees(words[verb], shapes)
        and not any(w.flags & PREDICATE for k, w in enumerate(words[i + 1 : last], i + 1) if k != verb)
        and not _another(words, i + 1, last, words[verb])
    )


def may_begin(doc: Document, first: int, start: int) -> bool:
    """Does a clause begin at ``first``: the sentence's first, or one after a clause with a predicate?"""
    words = doc.words
    if first == start or words[first - 1].norm in (".", "!", "?", ";") or words[first - 1].kind == "other":
        return True
    if words[first - 1].norm != ",":
        return False
    before = part_before(doc, first - 1, start)
    part = words[before : first - 1]
    if not part or any(w.flags & SUBORDINATOR or "который" in w.lemmas or reads(w, "PRTF") for w in part):
        return False
    return any(w.flags & PREDICATE for w in part) and not reads(part[-1], "nomn")


def _is_adjective(word: Word) -> bool:
    return bool(word.readings) and all(not r.grammemes.isdisjoint(("ADJF", "PRTF")) for r in word.readings)


def _is_genitive(word: Word) -> bool:
    return not reads(word, "PREP") and any(
        case_of(r.grammemes) == "gent" and "NPRO" not in r.grammemes for r in word.readings
    )


def _is_common(word: Word) -> bool:
    return word.known and all(
        "NOUN" in r.grammemes and r.grammemes.isdisjoint(("Name", "Surn", "Patr", "Geox", "Abbr", "Orgn"))
        for r in word.readings
    )


def _agrees(word: Word, shapes: Sequence[frozenset[str]]) -> bool:
    """Is the word a predicate in the third person that agrees with a subject of one of the ``shapes``?"""
    if not word.readings or not word.known:
        return False
    for r in word.readings:
        g = r.grammemes
        if g.isdisjoint(("VERB", "PRTS")) or "impr" in g or "1per" in g or "2per" in g:
            return False
    own = [r.grammemes for r in word.readings]
    return any(
        ("plur" in v) == ("plur" in n) and ("plur" in v or not v & GENDERS or bool(v & n & GENDERS))
        for v in own
        for n in shapes
    )


def _another(words: Sequence[Word], start: int, stop: int, verb: Word) -> bool:
    """May another noun or pronoun be the subject of the verb?"""
    for k in range(start, stop):
        word = words[k]
        if not word.lemmas.isdisjoint(_TIME) or (k > start and reads(words[k - 1], "PREP")):
            continue
        before = words[k - 1]
        if k > start and _is_adjective(before) and not reads(before, "nomn"):
            continue
        nomn = [
            r.grammemes
            for r in word.readings
            if r.score > 0.02 and not r.grammemes.isdisjoint(("NOUN", "NPRO")) and case_of(r.grammemes) == "nomn"
        ]
        if nomn and _agrees(verb, nomn):
            return True
    return False


def _fronted(doc: Document, first: int, i: int, last: int, start: int) -> bool:
    """«Куртку, можно продать», «и вам, ничего делать не нужно»."""
    words = doc.words
    if word_at(doc, last) == "," and word_at(doc, last + 1) not in ("если", "когда", "чтобы", "и", "а", "но"):
        return False
    if first < i and words[first].norm in ("и", "а", "но"):
        first += 1
    part = words[first:i]
    right = words[i + 1 : last]
    if not right or not part or len(part) > 3:
        return False
    if len(part) == 1 and part[0].norm in _PERSONAL - {"меня"}:
        return (first == start or words[first - 1].norm in ("и", "а", "но")) and any(
            w.norm in _MODALS or reads(w, "INFN") for w in right
        )
    if first != start and words[first - 1].norm not in ("и", "а", "но"):
        return False
    noun = part[-1]
    if not _is_common(noun) or not noun.lemmas.isdisjoint(_TIME) or noun.norm in ("минутку", "минуточку", "секундочку"):
        return False
    if any(case_of(r.grammemes) != "accs" for r in noun.readings) or not all(map(_is_adjective, part[:-1])):
        return False
    return bool(right[0].norm in _MODALS or _is_verbal(right[0])) or right[0].norm in ("мы", "вы", "я")


def _attribute(words: Sequence[Word], i: int) -> bool:
    """«На бесплатном, тарифе»."""
    adj, noun = words[i - 1], words[i + 1]
    if i < 2 or not reads(words[i - 2], "PREP") or not _is_adjective(adj) or not _is_common(noun):
        return False
    if any("Anph" in r.grammemes or "Apro" in r.grammemes for r in adj.readings) or adj.lemmas & {"данный", "целое"}:
        return False
    pairs = [(a, n) for a in adj.readings for n in noun.readings if agree(a, n)]
    return bool(pairs) and all(case_of(n.grammemes) in ("loct", "datv", "ablt") for _, n in pairs)


def _relative_cut(doc: Document, i: int, last: int, stop: int) -> bool:
    """«если, захотите», «но, деньги ещё в пути», «после чего, мастер приступит»."""
    words = doc.words
    before, previous = words[i - 1].norm, word_at(doc, i - 2)
    after = words[i + 1]
    right = words[i + 1 : last]
    if after.flags & (SUBORDINATOR | INTRODUCTORY) or after.norm in _MAY_FOLLOW or len(right) < 1:
        return False
    if any("GRND" in r.grammemes or "PRTF" in r.grammemes for w in right for r in w.readings):
        return False
    commas = sum(words[k].norm in (",", "—", "–") for k in range(last, stop))
    if before == "чего" and previous in ("после", "из-за"):
        return commas == 0 and any(w.flags & PREDICATE for w in right)
    finite = any("VERB" in r.grammemes for w in right for r in w.readings[:1])
    if before in ("если", "когда", "пока", "чтобы") and previous not in ("как", "и", "а", "но", "вот"):
        return finite and len(right) + commas > (0 if commas == 0 else 2) and commas <= 1
    if before == "чем" and previous in ("прежде", "перед"):
        return commas == 0 and any(reads(w, "INFN") for w in right)
    return False


_MAY_FOLLOW = frozenset(
    "по как честно мягко грубо скажем допустим например предположим по-моему слава прошу надеюсь думаю думаем знаю"
    " говорят видите понимаете возможно может к в конечно увы кроме помимо несмотря судя согласно благодаря вопреки"
    " наконец вдруг вы-то пожалуйста говорите пишете пишут считаете".split()
)


def lone_but(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«но, деньги ещё в пути», «При этом, деньги вернутся»: no second comma closes an aside."""
    words = doc.words
    for i in places:
        if i == 0 or i + 2 >= len(words) or words[i + 1].kind != "word":
            continue
        before = words[i - 1].norm
        if before not in ("но", "однако", "этом", "зато", "а") or (before == "этом" and word_at(doc, i - 2) != "при"):
            continue
        stop = sentence_of(doc, i)[1]
        if before in ("однако", "а") and word_at(doc, i - 2) != ",":
            continue
        if before == "однако" and i - 2 - part_before(doc, i - 2, sentence_of(doc, i)[0]) < 3:
            continue  # «Он, однако, не приехал»
        after = words[i + 1]
        if after.flags & (SUBORDINATOR | INTRODUCTORY | TITLE | UPPER) or after.norm in _MAY_FOLLOW:
            continue
        last = part_end(doc, i + 1, stop)
        right = words[i + 1 : last]
        says = len(right) > 3 and any(w.norm == "есть" or "VERB" in r.grammemes for w in right for r in w.readings[:1])
        if last < stop and words[last].norm not in (".", "!", ";", "…", "?") and not says:
            continue
        if (len(right) < 2 and before != "этом") or any(
            "GRND" in r.grammemes or "PRTF" in r.grammemes for w in right for r in w.readings
        ):
            continue
        if any("nomn" in r.grammemes for w in right for r in w.readings) or any(w.flags & PREDICATE for w in right):
            yield without(doc, i)
