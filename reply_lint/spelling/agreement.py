"""Words that should agree and do not: reported only when no pair of readings agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.grammar import CASES, NOMINAL, agree, case_of, inflect, is_nominal, takes
from reply_lint.spelling.scan import is_word, joined, places, rewritten, word_at
from reply_lint.spelling.unknown import is_term
from reply_lint.text import TITLE, UPPER, readings_of, sentence_at

_ADJECTIVE = frozenset(("ADJF", "PRTF"))
_NOUN = frozenset(("NOUN",))
_GENDERS = frozenset(("masc", "femn", "neut"))
_ALSO_ALONE = frozenset(
    "это то все сам весь каждый другой один первый второй третий последний следующий остальной многие некоторые такой"
    " который какой чей никакой иной тот этот оба свой мобильный данный данные выходной рабочий дежурный".split()
)
"""Adjectives that often stand for a noun, or before another noun's words."""


def adjective(doc: Document) -> Iterator[Match]:
    """«ваша заказ», «новам острове»."""
    words = doc.words
    for i in places(doc).get("adjective", ()):
        if not joined(doc, i) or not is_word(doc, i + 1):
            continue
        adj, noun = words[i], words[i + 1]
        if not noun.known or not adj.known or noun.flags & (TITLE | UPPER) or adj.flags & UPPER:
            continue
        if (adj.lemmas & _ALSO_ALONE and not adj.lemmas & {"этот", "свой", "тот"}) or adj.norm in (
            "это",
            "то",
            "все",
            "всё",
        ):
            continue
        if not noun.readings or not all("NOUN" in r.grammemes for r in noun.readings):
            continue
        if any(
            "Fixd" in r.grammemes or not r.grammemes.isdisjoint(("Name", "Surn", "Abbr", "Init")) for r in noun.readings
        ):
            continue
        own = [r for r in adj.readings if not r.grammemes.isdisjoint(_ADJECTIVE)]
        if any("Anph" in r.grammemes for r in own) or any(agree(a, n) for a in own for n in noun.readings):
            continue
        possessive = bool(adj.lemmas & {"ваш", "наш", "твой", "мой", "этот", "свой"})
        if not possessive and not _alone(doc, i, own):
            continue
        if _after_number(doc, i) or _between_nouns(doc, i, own, possessive):
            continue
        fixed = _agreeing(adj, noun)
        if fixed:
            yield rewritten(doc, i, i + 2, (f"{fixed} {doc.text[doc.starts[i + 1] : doc.end(i + 1)]}",))


def _alone(doc: Document, i: int, own: list[Reading]) -> bool:
    """May the adjective not be a predicate, a noun or another noun's attribute? Then it belongs to the next word."""
    before = doc.words[i - 1] if i else None
    if before is None or before.kind == "mark":
        return False
    # after a preposition in its case: «на новам острове» has no other reading
    return any("PREP" in r.grammemes for r in before.readings) and before.norm in CASES


def _after_number(doc: Document, i: int) -> bool:
    return any(
        doc.words[k].kind == "number" or any("NUMR" in r.grammemes for r in doc.words[k].readings)
        for k in range(max(0, i - 3), i)
    )


def _between_nouns(doc: Document, i: int, own: list[Reading], possessive: bool) -> bool:
    """Could the adjective belong to something else: «по вашим имени и фамилии», «на связанные вопросом темы»?"""
    if not possessive:
        # participles and adjectives govern nouns: «на связанный договором …», «к полному энергии …»
        if any("PRTF" in r.grammemes for r in own):
            return True
        noun = doc.words[i + 1]
        return not any(
            case_of(r.grammemes) == case_of(a.grammemes) == "loct" and r.grammemes & a.grammemes & {"plur", "sing"}
            for a in own
            for r in noun.readings
        )
    after = word_at(doc, i + 2)
    return after in ("и", ",", "или") and all("plur" in r.grammemes for r in own)


def _agreeing(adj: Word, noun: Word) -> str | None:
    for reading in adj.readings:
        case = case_of(reading.grammemes)
        for n in noun.readings:
            if case_of(n.grammemes) == case:
                return _for_noun(adj, n)
    return _for_noun(adj, noun.readings[0]) if noun.readings else None


def _for_noun(adj: Word, noun: Reading) -> str | None:
    wanted = {case_of(noun.grammemes)}
    if "plur" in noun.grammemes:
        wanted.add("plur")
    else:
        wanted |= {"sing"} | (_GENDERS & noun.grammemes)
    if case_of(noun.grammemes) == "accs" and ("plur" in noun.grammemes or "masc" in noun.grammemes):
        wanted |= noun.grammemes & {"anim", "inan"}
    return inflect(adj.norm, frozenset(wanted), _ADJECTIVE)


def preposition(doc: Document) -> Iterator[Match]:
    """«о встречи», «на английским»: a word in a case that the preposition before it never takes."""
    words = doc.words
    for i in places(doc).get("prep", ()):
        cases = CASES.get(words[i].norm)
        if cases is None or not joined(doc, i) or not is_word(doc, i + 1):
            continue
        after = words[i + 1]
        norm = words[i].norm
        if after.flags & (TITLE | UPPER) or not is_nominal(after) or is_term(after.norm):
            continue
        if (
            doc.text[doc.end(i + 1) : doc.end(i + 1) + 1] in ("/", ".", "-")
            and doc.text[doc.end(i + 1) + 1 : doc.end(i + 1) + 2].strip()
        ):
            continue
        if takes(after, cases):
            yield from _whole_phrase(doc, i, cases)
            continue
        if after.norm in (
            "его",
            "ее",
            "их",
            "что",
            "чего",
            "то",
            "все",
            "сам",
            "это",
            "который",
            "тысяча",
            "какой",
            "что-то",
            "один",
            "раз",
            "возу",
            "спец",
            "тег",
            "друг",
        ):
            continue
        if any(
            "NUMR" in r.grammemes or not r.grammemes.isdisjoint(("Name", "Surn", "Abbr", "Geox", "Orgn"))
            for r in after.readings
        ):
            continue
        if norm in ("за", "в", "по", "во") and (
            word_at(doc, i - 1) == "что" or any({"plur", "nomn"} <= r.grammemes for r in after.readings)
        ):
            continue
        if norm in ("согласно", "благодаря", "вопреки"):
            continue  # has a rule of its own
        if norm in ("после", "около", "кроме", "вместо", "между") and not words[i].readings:
            continue
        if "-" in after.norm or word_at(doc, i - 1) == "-":
            continue
        fixed = _in_cases(after, cases)
        yield rewritten(doc, i, i + 2, tuple(f"{norm} {f}" for f in fixed), len(fixed) == 1)


_NEVER_ALONE = frozenset(
    "этот свой ваш наш мой следующий прошлый первый второй последний новый каждый любой нужный ближайший"
    " мобильный личный текущий".split()
)
"""Adjectives that hardly ever stand for a noun («в переменной среды» is right)."""


def _whole_phrase(doc: Document, i: int, cases: frozenset[str]) -> Iterator[Match]:
    """«на следующей недели»: the adjective would fit the preposition, but only without its noun."""
    words = doc.words
    if words[i].norm in ("по", "с", "со") or not joined(doc, i + 1) or not is_word(doc, i + 2):
        return
    adj, noun = words[i + 1], words[i + 2]
    if noun.flags & (TITLE | UPPER) or not noun.known or not noun.readings or adj.lemmas.isdisjoint(_NEVER_ALONE):
        return
    if adj.norm in ("этого", "этому", "этим", "всего", "всем", "всему"):
        return
    if not all(
        "NOUN" in r.grammemes and "Fixd" not in r.grammemes and "Pltm" not in r.grammemes for r in noun.readings
    ):
        return
    pairs = [n for a in adj.readings for n in noun.readings if agree(a, n)]
    if not pairs or any(not n.grammemes.isdisjoint(cases) for n in pairs):
        return
    fixed = []
    for a in adj.readings:
        case = case_of(a.grammemes)
        if case in cases:
            number = "plur" if "plur" in a.grammemes else "sing"
            form = inflect(noun.norm, frozenset((case, number)), _NOUN)
            if form and form not in fixed and any(agree(a, r) for r in readings_of(form.replace("ё", "е"))):
                fixed.append(form)
    if fixed:
        lead = doc.text[doc.starts[i + 1] : doc.starts[i + 2]]
        yield rewritten(doc, i + 1, i + 3, tuple(lead + form for form in fixed[:2]), len(fixed) == 1)


def _in_cases(word: Word, cases: frozenset[str]) -> list[str]:
    """The word in the preposition's cases: the forms that look most like what was written come first."""
    made: list[str] = []
    for case in ("loct", "ablt", "datv", "accs", "gent"):
        if case in cases:
            reading = word.readings[0]
            wanted = frozenset(
                {case, "plur" if "plur" in reading.grammemes else "sing"}
                | (frozenset() if "plur" in reading.grammemes else reading.grammemes & _GENDERS)
            )
            form = inflect(word.norm, wanted, NOMINAL)
            if form and form.replace("ё", "е") != word.norm and form not in made:
                made.append(form)
    made.sort(key=lambda f: _distance(f, word.norm))
    return made[:2]


def _distance(a: str, b: str) -> int:
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return max(len(a), len(b)) - same


def dative(doc: Document) -> Iterator[Match]:
    """«согласно договора», «благодаря чего»: these take the dative."""
    words = doc.words
    for i in places(doc).get("prep", ()):
        norm = words[i].norm
        if norm not in ("согласно", "благодаря", "вопреки") or not joined(doc, i) or not is_word(doc, i + 1):
            continue
        first = words[i + 1]
        if not is_nominal(first) or takes(first, frozenset(("datv",))) or first.flags & UPPER:
            continue
        if not any(case_of(r.grammemes) == "gent" for r in first.readings) or first.norm in ("его", "ее", "их"):
            continue
        if norm == "благодаря" and _thanked(doc, i + 1):
            continue
        last = i + 1
        while (
            joined(doc, last)
            and is_word(doc, last + 1)
            and all(not r.grammemes.isdisjoint(_ADJECTIVE) or "ADJF" in r.grammemes for r in words[last].readings)
            and is_nominal(words[last + 1])
        ):
            last += 1
        forms = []
        for k in range(i + 1, last + 1):
            reading = next((r for r in words[k].readings if case_of(r.grammemes) == "gent"), words[k].readings[0])
            number = "plur" if "plur" in reading.grammemes else "sing"
            wanted = {"datv", number} | (
                set() if number == "plur" or "NOUN" in reading.grammemes else set(reading.grammemes & _GENDERS)
            )
            form = inflect(words[k].norm, frozenset(wanted), NOMINAL)
            if form is None:
                break
            forms.append(_cased(doc, k, form))
        if len(forms) == last - i:
            lead = doc.text[doc.starts[i] : doc.end(i)]
            yield rewritten(doc, i, last + 1, (" ".join([lead, *forms]),))


def _thanked(doc: Document, i: int) -> bool:
    """May token ``i`` with its noun be what somebody thanks, in the accusative?"""
    word = doc.words[i]
    own = [r for r in word.readings if case_of(r.grammemes) == "accs"]
    if own and is_word(doc, i + 1) and all("ADJF" in r.grammemes for r in word.readings):
        return any(agree(a, n) for a in own for n in doc.words[i + 1].readings)
    return bool(own)


def _cased(doc: Document, k: int, form: str) -> str:
    return form[:1].upper() + form[1:] if doc.words[k].flags & TITLE else form


_COUNTED = frozenset(
    "день час минута секунда неделя месяц год рубль копейка раз процент заказ товар балл звонок письмо попытка человек"
    " сутки штука бонус платеж символ цифра страница файл билет место купон промокод чек пара часть сообщение доллар"
    " километр метр килограмм грамм евро этаж посылка карта устройство".split()
)
_OF = frozenset(
    "от до более менее больше меньше около из без для после свыше не с у в течение протяжении около порядка"
    " по к через за на"
    " об о со ко во при перед между над под".split()
)


def counted(doc: Document) -> Iterator[Match]:
    """«30 дня», «два месяц», «21 дней»."""
    words = doc.words
    for i in places(doc).get("number", ()):
        norm = words[i].norm
        if _FRACTION.fullmatch(norm) and joined(doc, i) and is_word(doc, i + 1) and words[i + 1].lemmas & _COUNTED:
            noun = words[i + 1]
            if {(case_of(r.grammemes), "plur" in r.grammemes) for r in noun.readings} == {("gent", True)}:
                fixed = inflect(noun.norm, frozenset(("gent", "sing")), _NOUN)
                if fixed and not any("Coun" in r.grammemes or "gen2" in r.grammemes for r in noun.readings):
                    yield rewritten(doc, i, i + 2, (f"{norm} {fixed}",))
        if norm.isdigit() and len(norm) <= 5 and joined(doc, i) and is_word(doc, i + 1) and not _time_or_sum(doc, i):
            noun = words[i + 1]
            if "год" in noun.lemmas and int(norm) > 100:
                continue
            if noun.lemmas & _COUNTED and noun.known and all("NOUN" in r.grammemes for r in noun.readings):
                yield from _wrong_count(doc, i, int(norm), word_at(doc, i - 1))
    for i in places(doc).get("numeral", ()):
        value = _NUMERALS.get(words[i].norm)
        if value and joined(doc, i) and is_word(doc, i + 1):
            noun = words[i + 1]
            if (
                (
                    noun.known
                    and noun.readings
                    and all(r.grammemes >= {"NOUN"} and "Fixd" not in r.grammemes for r in noun.readings)
                )
                and not noun.flags & (TITLE | UPPER)
                and not any("Pltm" in r.grammemes for r in noun.readings)
            ):
                after_preposition = i and "PREP" in {g for r in words[i - 1].readings for g in r.grammemes}
                yield from () if after_preposition else _wrong_count(doc, i, value, "")


_FRACTION = re.compile(r"\d{1,4},\d{1,3}")
_NUMERALS = {
    "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9, "десять": 10,
    "двенадцать": 12, "пятнадцать": 15, "двадцать": 20, "тридцать": 30, "сорок": 5, "пятьдесят": 5, "сто": 5,
}  # fmt: skip


def _time_or_sum(doc: Document, i: int) -> bool:
    """Is the number a part of a longer one, a date or a time?"""
    before = doc.text[max(0, doc.starts[i] - 2) : doc.starts[i]]
    return (
        before[-1:] in (":", ".", ",", "-", "–", "—", "/", "№", "#", "+", "*", "x", "х")
        or before[-2:] in (", ", "№ ")
        or (i > 0 and doc.words[i - 1].kind == "number")
    )


def _wrong_count(doc: Document, i: int, value: int, before: str) -> Iterator[Match]:
    noun = doc.words[i + 1]
    forms = {(case_of(r.grammemes), "plur" if "plur" in r.grammemes else "sing") for r in noun.readings}
    if any("gen2" in r.grammemes or "Coun" in r.grammemes for r in noun.readings) or noun.lemmas & _PARTS_OF_DAY:
        return
    tens, ones = value % 100, value % 10
    spelt = doc.words[i].kind == "word"
    only_gent_plur, only_nomn = forms == {("gent", "plur")}, forms <= {("nomn", "sing"), ("accs", "sing")}
    free = before not in _OF
    if ones == 1 and tens != 11:
        wrong = not spelt and only_gent_plur and free and value > 20
        wanted = frozenset(("nomn", "sing"))
    elif 2 <= ones <= 4 and not 12 <= tens <= 14:
        wrong = (only_gent_plur and free and not any("anim" in r.grammemes for r in noun.readings)) or (
            spelt and only_nomn
        )
        wanted = frozenset(("gent", "sing"))
    else:
        sing = forms == {("gent", "sing")} and free and (spelt or bool(noun.lemmas & _UNITS))
        wrong = sing or (spelt and only_nomn and free)
        wanted = frozenset(("gent", "plur"))
    if wrong:
        fixed = inflect(noun.norm, wanted, _NOUN)
        if fixed and fixed != noun.norm:
            yield rewritten(doc, i, i + 2, (f"{doc.text[doc.starts[i] : doc.end(i)]} {fixed}",))


_PARTS_OF_DAY = frozenset("утро вечер ночь".split())
_UNITS = frozenset("день час минута секунда неделя месяц рубль копейка процент".split())
_STRICT = frozenset("более менее около свыше".split())


def numeral_case(doc: Document) -> Iterator[Match]:
    """«в течение пятнадцать минут» → пятнадцати."""
    words = doc.words
    for i in places(doc).get("numeral", ()):
        if i == 0 or not joined(doc, i - 1):
            continue
        before = word_at(doc, i - 1)
        firm = (
            before in ("от", "до", "из", "без", "для", "после", "около")
            or before in _STRICT
            or (before in ("течение", "течении") and word_at(doc, i - 2) == "в")
        )
        word = words[i]
        if not firm or not word.known or takes(word, frozenset(("gent", "gen1", "gen2"))):
            continue
        if not all("NUMR" in r.grammemes for r in word.readings):
            continue
        fixed = inflect(word.norm, frozenset(("gent",)), frozenset(("NUMR",)))
        if fixed:
            yield rewritten(doc, i, i + 1, (fixed,))


def subject(doc: Document) -> Iterator[Match]:
    """«заявка принят», «парковка бесплатное»: a subject and the predicate right after it do not agree."""
    words = doc.words
    for i in places(doc).get("subject", ()):
        if not joined(doc, i) or not is_word(doc, i + 1):
            continue
        noun = words[i]
        if noun.flags & UPPER or (noun.flags & TITLE and any("Name" in r.grammemes for r in noun.readings)):
            continue
        if not all("NOUN" in r.grammemes for r in noun.readings) or not noun.known:
            continue
        nomn = [r for r in noun.readings if r.grammemes >= {"NOUN", "nomn", "sing"}]
        if any(
            not r.grammemes.isdisjoint(("anim", "Fixd", "ms-f", "Ms-f", "GNdr", "Abbr", "Orgn", "Pltm"))
            for r in noun.readings
        ):
            continue
        if not _opens(doc, i, nomn):
            continue
        k = i + 1
        while (
            words[k].norm in ("не", "уже", "еще", "пока", "была", "был", "было", "ваш")
            and joined(doc, k)
            and is_word(doc, k + 1)
        ):
            if words[k].norm in ("была", "был", "было"):
                break
            k += 1
        verb = words[k]
        shapes = [r for r in verb.readings if r.score > 0.01]
        if (
            not shapes
            or not verb.known
            or not all(
                r.grammemes >= {"VERB", "past"} or "PRTS" in r.grammemes or "ADJS" in r.grammemes for r in shapes
            )
        ):
            continue
        if any("plur" in r.grammemes for r in shapes):
            continue
        genders = frozenset(g for r in nomn for g in r.grammemes & _GENDERS)
        if any(not (r.grammemes & _GENDERS) or r.grammemes & genders for r in shapes):
            continue
        if "neut" in shapes[0].grammemes and ("PRTS" in shapes[0].grammemes or "ADJS" in shapes[0].grammemes):
            continue  # adverb or impersonal: «заказ важно получить»
        if shapes[0].lemma in ("следовать", "стоить", "удаться", "прийтись", "хотеться", "надлежать", "предстоять"):
            continue
        if len(genders) != 1 or ("VERB" in shapes[0].grammemes and "tran" in shapes[0].grammemes):
            continue  # «перевод получила» may be the object
        pos = frozenset(("VERB", "PRTS", "ADJS")) & shapes[0].grammemes
        fixed = inflect(verb.norm, frozenset(genders | ({"past"} if "VERB" in pos else set()) | {"sing"}), pos)
        if fixed:
            lead = doc.text[doc.starts[i] : doc.starts[k]]
            yield rewritten(doc, i, k + 1, (lead + fixed,))


def _opens(doc: Document, i: int, nomn: list[Reading]) -> bool:
    """Is the noun the first of its clause, but for adjectives that agree with it in the nominative?"""
    words = doc.words
    start = doc.sentences[sentence_at(doc, i)][0]
    k = i - 1
    while (
        k >= start
        and words[k].readings
        and any(
            "ADJF" in r.grammemes and agree(r, n) and case_of(r.grammemes) == "nomn"
            for r in words[k].readings
            for n in nomn
        )
    ):
        k -= 1
    if k < start:
        return True
    return (
        (words[k].kind == "mark" and words[k].norm in (".", "!", ":", ")", "("))
        or (words[k].norm == "," and i - k > 1)
        or (
            words[k].norm == ","
            and all(case_of(r.grammemes) == "nomn" or "accs" in r.grammemes for r in words[i].readings)
            and not any(w.norm == "который" or "который" in w.lemmas for w in words[max(start, k - 4) : k])
        )
    )
