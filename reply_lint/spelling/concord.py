"""Forms that no reading makes agree: subject and verb, «который», infinitives after modals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.commas import part_before, part_end, reads
from reply_lint.spelling.grammar import CASES, GENDERS, NOUN, agree, case_of, has, inflect
from reply_lint.spelling.parted import may_begin
from reply_lint.spelling.pronouns import PERSONS
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of, word_at
from reply_lint.text import TITLE, UPPER

_VERB = frozenset(("VERB",))
_MASS = frozenset(
    "большинство часть ряд пара половина тысяча десяток сотня множество количество число треть четверть миллион"
    " многие меньшинство масса куча уйма год месяц неделя день час минута секунда сутки ночь утро вечер раз тройка"
    " двойка десятка много мало исключение полгода полчаса полдня".split()
)
"""After these the verb may be in the plural, or they say when."""
_THINGS_DO = frozenset("занимать составлять содержать требовать весить означать".split())
"""Verbs that only things do: «перенос занимают» has no other subject."""
_SAID_AFTER = frozenset(
    "правда жаль слава честь факт пора время охота лень беда молодец умница час минута секунда раз".split()
)
_PARENTHETIC = frozenset(
    "думать полагать надеяться верить знать видеть понимать уверять обещать признавать признаться считать помнить"
    " сказать говорить заметить повторять клясться извиняться простить благодарить".split()
)
_WITH_INFINITIVE = frozenset("мочь смочь хотеть захотеть уметь успеть помочь начать решить планировать".split())
"""What precedes may be the object of their infinitive: «Чехол можете оставить»."""
_LINKING = frozenset("и или либо ни да с со как плюс то".split())
_RELATIVE_FORMS = frozenset(
    "который которая которое которые которую которой которого которому которым котором которых которыми".split()
)


def number(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Сама карта действуют», «Настройка лежат»: a subject in the singular, a verb in the plural; or the reverse."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        k = i + 2 if words[i + 1].norm in ("не", "уже", "еще", "также", "тоже") and is_word(doc, i + 2) else i + 1
        verb = words[k]
        if not joined(doc, k - 1) or not verb.known or not verb.readings or verb.flags & (TITLE | UPPER):
            continue
        if any("VERB" not in r.grammemes or "impr" in r.grammemes for r in verb.readings):
            continue
        personal = all({"1per", "2per"} & r.grammemes for r in verb.readings)
        if not personal and any("plur" not in r.grammemes or {"1per", "2per"} & r.grammemes for r in verb.readings):
            continue
        if personal and (words[i].lemmas & _SAID_AFTER or any("anim" in r.grammemes for r in words[i].readings)):
            continue
        shapes = _subject_shapes(doc, i)
        if not shapes:
            continue
        if personal and verb.readings[0].lemma in _PARENTHETIC:
            continue  # «Цена, думаю, прежняя» lacks commas
        objects = any(
            ("tran" in r.grammemes and r.lemma not in _THINGS_DO) or r.lemma in _WITH_INFINITIVE for r in verb.readings
        )
        if objects and any(case_of(r.grammemes) == "accs" for r in shapes):
            continue
        if _other_subject(doc, k):
            continue
        nomn = next(r.grammemes for r in shapes if case_of(r.grammemes) == "nomn")
        form = verb.readings[0].grammemes
        wanted = {"past", "sing"} | (nomn & GENDERS) if "past" in form else (form & {"pres", "futr"}) | {"sing", "3per"}
        fixed = inflect(verb.norm, frozenset(wanted), _VERB)
        if fixed:
            yield rewritten(doc, k, k + 1, (fixed,), False)


def is_single(word: Word) -> bool:
    """Asked for ``number``: a noun that may be a subject in the singular, and in no way one in the plural."""
    if word.kind != "word" or not word.known or word.flags & UPPER or not word.lemmas.isdisjoint(_MASS):
        return False
    if any(
        "NOUN" not in r.grammemes or not r.grammemes.isdisjoint(("Name", "Surn", "Patr", "Geox", "Abbr", "Fixd"))
        for r in word.readings
    ):
        return False
    nomn = [r for r in word.readings if case_of(r.grammemes) == "nomn"]
    return bool(nomn) and all("sing" in r.grammemes for r in nomn)


def _subject_shapes(doc: Document, i: int) -> list[Reading]:
    """Readings of the noun ``i`` that its adjectives allow, if it opens its clause with them."""
    words = doc.words
    shapes = [r for r in words[i].readings if case_of(r.grammemes) in ("nomn", "accs", "gent")]
    start = sentence_of(doc, i)[0]
    k = i
    while k > start and is_word(doc, k - 1) and _is_adjective(words[k - 1]) and joined(doc, k - 1):
        k -= 1
        shapes = [n for n in shapes if any(agree(a, n) for a in words[k].readings)]
    opens = k == start or (words[k - 1].kind == "mark" and words[k - 1].norm in (".", "!", "?", ":", ";", ")"))
    if not opens and words[k - 1].norm in ("что", "если", "когда", "пока", "но", "а"):
        opens = k - 1 == start or words[k - 2].kind == "mark"
    opens = opens or may_begin(doc, k, start)
    if not opens or not any(case_of(r.grammemes) == "nomn" for r in shapes):
        return []
    if any(case_of(r.grammemes) == "gent" for r in shapes):
        return []
    return shapes


def _is_adjective(word: Word) -> bool:
    return bool(word.readings) and all(not r.grammemes.isdisjoint(("ADJF", "PRTF")) for r in word.readings)


def _other_subject(doc: Document, k: int) -> bool:
    """May something after the verb ``k`` be its subject: «Скрипт утверждают начальники»?"""
    words = doc.words
    stop = part_end(doc, k, sentence_of(doc, k)[1])
    for n in range(k + 1, stop):
        word, before = words[n], words[n - 1]
        if reads(before, "PREP") or reads(word, "PREP"):
            continue
        if word.norm in _LINKING or word.kind == "latin" or not word.known:
            return True
        if word.kind == "masked" and before.kind != "masked" and not reads(before, "NOUN"):
            return True
        if any(
            r.score > 0.02
            and not r.grammemes.isdisjoint(("NOUN", "NPRO", "NUMR", "ADJF"))
            and case_of(r.grammemes) == "nomn"
            and ("plur" in r.grammemes or "NUMR" in r.grammemes)
            for r in word.readings
        ) and not reads(word, "gent"):
            return True
    return False


def relative(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«по адресу, которой вы указали»: no noun before «который» has its gender and number."""
    words = doc.words
    for i in places:
        start, _ = sentence_of(doc, i)
        at = i - 1
        preposition = words[at].norm if at > start and reads(words[at], "PREP") else ""
        if preposition:
            at -= 1
        if at - 1 < start or words[at].norm != ",":
            continue
        own = words[i].readings
        antecedents: list[Reading] = []
        unsure = False
        for k in range(at - 1, start - 1, -1):
            word = words[k]
            if word.kind in ("latin", "masked", "number", "other") or not word.known or word.norm in _LINKING:
                unsure = True
                break
            if word.flags & UPPER or (word.flags & TITLE and k > start):
                unsure = True
                break
            if word.norm in ("тот", "та", "то", "те", "тех", "тем", "того", "тому", "той", "ту", "все", "всех", "кто"):
                unsure = True
                break
            if reads(word, "PREP") or (reads(word, "NPRO") and word.norm in PERSONS):
                continue
            antecedents += [
                r
                for r in word.readings
                if r.score > 0.001 and not r.grammemes.isdisjoint(("NOUN", "NPRO", "NUMR", "ADJF"))
            ]
        if unsure or not any("NOUN" in r.grammemes for r in antecedents) or _matches(own, antecedents):
            continue
        if (
            at - start > 12
            or not is_word(doc, at - 1)
            or any("NOUN" not in r.grammemes for r in words[at - 1].readings)
        ):
            continue
        fixed = _relatives_for(words[i], words[at - 1], preposition)
        if fixed:
            yield rewritten(doc, i, i + 1, fixed, False)


def is_relative(word: Word) -> bool:
    """Asked for ``relative``."""
    return word.norm in _RELATIVE_FORMS and not word.flags & (TITLE | UPPER)


def _matches(own: Sequence[Reading], nouns: Sequence[Reading]) -> bool:
    for a in own:
        for n in nouns:
            if not {"Fixd", "ms-f", "Ms-f", "GNdr", "Pltm", "NPRO", "NUMR"}.isdisjoint(n.grammemes):
                return True
            if "ADJF" in n.grammemes and "NOUN" not in n.grammemes:
                if ("plur" in a.grammemes) == ("plur" in n.grammemes) and n.lemma in ("данный", "который"):
                    return True
                continue
            if ("plur" in a.grammemes) != ("plur" in n.grammemes):
                continue
            if "plur" in a.grammemes or a.grammemes & n.grammemes & GENDERS:
                return True
    return False


def _relatives_for(word: Word, noun: Word, preposition: str) -> tuple[str, ...]:
    """Forms for ``noun`` in the cases that the preposition takes; without one an oblique form was the object's."""
    n = noun.readings[0].grammemes
    cases = [case_of(r.grammemes) for r in word.readings]
    if preposition:
        taken = CASES.get(preposition, frozenset(cases)) - ({"accs"} if preposition in ("с", "со") else set())
        cases = [case for case in cases if case in taken]
        cases.sort(key=lambda case: (case == "ablt") != ("anim" in n))  # «мастер, с которым»; «карта, с которой сняли»
    else:
        cases = ["accs" if cases[0] in ("loct", "gent", "datv", "ablt") and "plur" not in n else cases[0]]
    number = {"plur"} if "plur" in n else {"sing"} | (n & GENDERS)
    forms = (inflect(word.norm, frozenset(number | {case} | _lifeless(case, number)), _ADJF) for case in cases)
    return tuple(dict.fromkeys(form for form in forms if form))


def _lifeless(case: str, number: set[str]) -> set[str]:
    return {"inan"} if case == "accs" and number.isdisjoint(("femn", "neut")) else set()


_ADJF = frozenset(("ADJF",))


_ASKS_INFINITIVE = frozenset(
    "мочь смочь хотеть захотеть уметь нужно надо можно нельзя необходимо должный попробовать пробовать пытаться"
    " попытаться начать начинать продолжать продолжить рекомендовать советовать предложить предлагать просить попросить"
    " готовый успеть успевать собираться планировать стараться постараться помочь позволять позволить разрешить"
    " перестать прийтись приходиться".split()
)


def infinitive(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«будет стоит», «попросили не звонит», «необходимо зайдите»: a finite form where only an infinitive can stand."""
    words = doc.words
    for i in places:
        start = sentence_of(doc, i)[0]
        at = i - 1
        if word_at(doc, at) == "не":
            at -= 1
        if at < start or not joined(doc, at) or not joined(doc, i - 1):
            continue
        word, before = words[i], words[at]
        if "быть" in before.lemmas and all("futr" in r.grammemes for r in before.readings):
            fixed = _infinitive_of(word)
            if fixed and has(fixed, frozenset(("INFN", "impf"))) and not reads(word, "impr"):
                yield rewritten(doc, i, i + 1, (fixed,), False)
            continue
        if before.norm in _MODAL and at >= i - 2 and not _conditional(doc, at, start):
            fixed = _after_modal(word, before)
            if fixed:
                yield rewritten(doc, i, i + 1, (fixed,), False)
            continue
        twin = word.norm + "ь"
        if word.norm.endswith("т") and has(twin, frozenset(("INFN",))):
            for k in range(at, max(start, at - 3) - 1, -1):
                g = words[k]
                if g.kind != "word" or g.norm in ("и", "а", "но", "или", "что", "как", "если", "когда", "может", "то"):
                    break
                if reads(g, "NOUN"):
                    break
                if not g.lemmas.isdisjoint(_ASKS_INFINITIVE) and (g.norm not in ("можно",) or k == at):
                    if not _conditional(doc, k, start) and all(
                        case_of(r.grammemes) != "nomn" or r.grammemes.isdisjoint(("NOUN", "NPRO"))
                        for w in words[k + 1 : i]
                        for r in w.readings
                        if w.norm not in ("ее", "его", "их")
                    ):
                        yield rewritten(doc, i, i + 1, (twin,), False)
                    break
                if any("VERB" in r.grammemes for r in g.readings):
                    break
        elif (
            before.norm in ("необходимо", "нужно", "надо", "нельзя", "можно", "попробуйте")
            and at == i - 1
            and (reads(word, "excl") or (reads(word, "past") and word.norm not in ("было", "стало", "будет")))
            and not _conditional(doc, at, start)
        ):
            fixed = _infinitive_of(word)
            if fixed:
                yield rewritten(doc, i, i + 1, (fixed,), False)


_MODAL = frozenset(
    "могу можем можете можешь могут смогу сможем сможете сможешь смогут сможет хочу хотим хотят должен должна должны"
    " умеем умеют просим прошу рекомендуем рекомендую советуем советую".split()
)
"""What is hardly ever followed by anything finite."""


def _after_modal(word: Word, modal: Word) -> str | None:
    """The infinitive that should follow the modal: «можете выбрал», «просим подождите»."""
    asks = not modal.lemmas.isdisjoint(("просить", "рекомендовать", "советовать"))
    if "быть" in word.lemmas or asks != reads(word, "excl"):
        return None
    return word.norm[:-2] + "ься" if word.norm.endswith("тся") else _infinitive_of(word)


def _conditional(doc: Document, k: int, start: int) -> bool:
    """«Если нужно напишите»: the comma is what is missing."""
    first = part_before(doc, k, start)
    return any(w.norm in ("если", "когда", "где", "что", "как", "раз", "кому") for w in doc.words[first:k])


def _infinitive_of(word: Word) -> str | None:
    return inflect(word.norm, frozenset(("INFN",)), frozenset(("VERB", "INFN")))


def is_finite_only(word: Word) -> bool:
    """Asked for ``infinitive``: nothing but a verb in a finite form."""
    return (
        word.kind == "word"
        and word.known
        and not word.flags & (TITLE | UPPER)
        and bool(word.readings)
        and all("VERB" in r.grammemes for r in word.readings)
    )


def wanted(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«нужно бумага», «Осталась вопросы», «пару предложение»: the form before a noun that agrees with it in no way."""
    words = doc.words
    for i in places:
        if not is_word(doc, i + 1) or not joined(doc, i):
            continue
        word, noun = words[i], words[i + 1]
        if not noun.known or noun.flags & (TITLE | UPPER) or not noun.readings:
            continue
        if any(
            "NOUN" not in r.grammemes or not r.grammemes.isdisjoint(("Fixd", "Abbr", "Name")) for r in noun.readings
        ):
            continue
        cases = {(case_of(r.grammemes), "plur" if "plur" in r.grammemes else "sing") for r in noun.readings}
        if word.norm == "нужно":
            if cases == {("nomn", "sing")}:
                yield rewritten(doc, i, i + 1, ("нужна",), False)
        elif word.norm in _SOME:
            if not any(case == "gent" for case, _ in cases):
                fixed = inflect(noun.norm, frozenset(("gent", "plur")), NOUN)
                if fixed:
                    yield rewritten(doc, i + 1, i + 2, (fixed,), False)
        elif cases <= {("nomn", "plur"), ("accs", "plur")} and i == sentence_of(doc, i)[0]:
            fixed = inflect(word.norm, frozenset(("past", "plur")), _VERB)
            if fixed:
                yield rewritten(doc, i, i + 1, (fixed,), False)


_SOME = frozenset(("пару", "пара", "несколько"))


def wants(word: Word) -> bool:
    """Asked for ``wanted``."""
    if word.norm == "нужно" or word.norm in _SOME:
        return word.kind == "word"
    return (
        word.kind == "word"
        and bool(word.flags & TITLE)
        and bool(word.readings)
        and all(r.grammemes >= {"VERB", "past", "sing", "intr"} for r in word.readings)
    )
