"""The case that a verb asks of the noun right after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Reading, Word
from reply_lint.spelling.commas import part_end, reads
from reply_lint.spelling.grammar import ADJECTIVE, GENDERS, NOUN, agree, case_of, inflect, is_oblique_pronoun, likely
from reply_lint.spelling.tokens import is_word, joined, rewritten, sentence_of, word_at
from reply_lint.text import TITLE, UPPER

_ASKS = {
    name: case
    for names, case in {
        "воспользоваться пользоваться заниматься заняться управлять владеть располагать поделиться делиться"
        " интересоваться поинтересоваться рисковать обменяться обмениваться гордиться руководствоваться руководить"
        " ограничиться ограничиваться дорожить жертвовать пожертвовать наслаждаться насладиться обладать"
        " распоряжаться распорядиться увлекаться злоупотреблять пренебрегать пренебречь довольствоваться запастись"
        " восхищаться торговать хвастаться славиться любоваться ошибиться": "ablt",
        "дождаться дожидаться достичь достигать добиться добиваться избежать избегать лишиться лишаться касаться"
        " коснуться придерживаться опасаться слушаться стыдиться недоставать": "gent",
        "соответствовать способствовать препятствовать принадлежать противоречить следовать радоваться обрадоваться"
        " удивляться удивиться подвергаться подвергнуться подлежать угрожать вредить навредить сопутствовать"
        " предшествовать подчиняться подчиниться подражать завидовать сочувствовать посочувствовать": "datv",
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
_MODAL = frozenset("должный должен мочь".split())
_OF_THINGS = frozenset("следовать предшествовать сопутствовать соответствовать противоречить принадлежать".split())
_PERSON = frozenset(("NOUN", "nomn", "anim"))
_SHE_DOES = frozenset(("VERB", "sing"))
_THEY = frozenset(("VERB", "plur"))
_BE = frozenset(
    "звать называть писать говорить сказать спросить ответить ждать просить отвечать спрашивать быть"
    " являться стать становиться назваться называться остаться оставаться значить мочь".split()
)


def object_case(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«воспользуйтесь скидку», «дождаться полный ответ», «нажмите кнопка», «не хватает деталь»."""
    words = doc.words
    for i in places:
        k = i + 1
        while k < i + 2 and is_word(doc, k) and joined(doc, k - 1) and is_oblique_pronoun(words[k]):
            k += 1
        first = k
        if is_word(doc, k) and joined(doc, k - 1) and _is_attribute(words[k]):
            k += 1
        if not is_word(doc, k) or not joined(doc, k - 1):
            continue
        verb, noun = words[i], words[k]
        if not noun.known or noun.flags & (TITLE | UPPER) or not _plain(noun):
            continue
        if (
            doc.text[doc.end(k) : doc.end(k) + 1] in ("/", ".", "-")
            and doc.text[doc.end(k) + 1 : doc.end(k) + 2].strip()
        ):
            continue  # «картинка.jpg»
        shapes = likely(noun) if k == first else _agreeing(words[k - 1], noun)
        cases = {case_of(r.grammemes) for r in shapes if r.score > 0.001}
        wanted = next((_ASKS[lemma] for lemma in verb.lemmas if lemma in _ASKS), None)
        if not cases or wanted in cases or not cases <= {"nomn", "accs"}:
            continue
        if verb.norm in _ABSENT:
            denied = (verb.norm == "нет" and word_at(doc, i - 1) not in ("или", "ли", "да")) or (
                word_at(doc, i - 1) == "не" and joined(doc, i - 1)
            )
            if not denied or _follows(doc, k - 1, None):
                continue
        elif verb.lemmas & _SUFFICE:
            if word_at(doc, i - 1) != "не" or not joined(doc, i - 1):
                continue
        elif wanted is None:
            if cases != {"nomn"} or any("plur" in r.grammemes for r in shapes) or not _acts(doc, i):
                continue
            if _follows(doc, k - 1, None):
                continue
            wanted = "accs"
        elif _follows(doc, k - 1, verb):
            continue
        fixed = _in_case(doc, first, k, shapes, wanted or "gent")
        if fixed:
            yield rewritten(doc, first, k + 1, (fixed,), False)


_ABSENT = frozenset(("нет", "было", "будет"))
_SUFFICE = frozenset(("хватать", "хватить", "доставать"))


def _is_attribute(word: Word) -> bool:
    return (
        word.known
        and not word.flags & (TITLE | UPPER)
        and bool(word.readings)
        and all(not r.grammemes.isdisjoint(ADJECTIVE) for r in word.readings)
    )


def _agreeing(adjective: Word, noun: Word) -> list[Reading]:
    return [n for n in noun.readings if any(agree(a, n) for a in adjective.readings)]


def _in_case(doc: Document, i: int, k: int, shapes: Sequence[Reading], case: str) -> str | None:
    """The noun ``k``, with the adjective before it if ``i`` is one, in another case."""
    plural = all("plur" in r.grammemes for r in shapes)
    number = "plur" if plural else "sing"
    noun = inflect(doc.words[k].norm, frozenset((case, number)), NOUN)
    if noun is None or noun.replace("ё", "е") == doc.words[k].norm:
        return None
    if i == k:
        return noun
    wanted = {case, number} | (set() if plural else GENDERS & shapes[0].grammemes)
    first = inflect(
        doc.words[i].norm,
        frozenset(wanted | ({"inan"} if case == "accs" and "femn" not in wanted else set())),
        ADJECTIVE,
    )
    return first and f"{first} {noun}"


def _plain(word: Word) -> bool:
    """Nothing but a common noun of a thing, no word of time or measure?"""
    if word.norm in _NOT_NOUNS or not word.lemmas.isdisjoint(_TIME) or not word.readings:
        return False
    return all("NOUN" in r.grammemes and r.grammemes.isdisjoint(_UNYIELDING) for r in likely(word))


def _acts(doc: Document, i: int) -> bool:
    """Is the transitive verb ``i`` an order, an infinitive, what we or they do, or is its subject right before it?"""
    verb, before = doc.words[i], doc.words[i - 1] if i and joined(doc, i - 1) else None
    if _orders(verb):
        return not (reads(verb, "INFN") and any(_does_itself(w) for w in doc.words[max(0, i - 3) : i]))
    return before is not None and (
        before.norm in ("я", "мы", "вы", "он", "она", "они") or any(r.grammemes >= _PERSON for r in before.readings[:1])
    )


def _does_itself(word: Word) -> bool:
    """«Файл, который должна открыть ссылка»: may the noun after the infinitive be the subject of this modal?"""
    return any("femn" in r.grammemes if "ADJS" in r.grammemes else r.grammemes >= _SHE_DOES for r in word.readings)


def _orders(verb: Word) -> bool:
    return all(
        "INFN" in r.grammemes
        or ("impr" in r.grammemes and "plur" in r.grammemes)
        or "1per" in r.grammemes
        or r.grammemes >= _THEY
        for r in verb.readings
    ) and all("tran" in r.grammemes for r in verb.readings)


def _follows(doc: Document, i: int, verb: Word | None) -> bool:
    """May the noun after the verb ``i`` be a subject: «воспользовался клиент», «пользоваться сайт не даёт»?"""
    if verb is not None and all(
        "impr" in r.grammemes or "1per" in r.grammemes or "2per" in r.grammemes for r in verb.readings
    ):
        return False
    if verb is not None and any("VERB" in r.grammemes for r in verb.readings):
        return True
    start, stop = sentence_of(doc, i)
    if (
        verb is not None
        and not verb.lemmas.isdisjoint(_OF_THINGS)
        and any(not w.lemmas.isdisjoint(_MODAL) for w in doc.words[max(start, i - 2) : i])
    ):
        return True  # «за ним должен следовать слайд»
    stop = part_end(doc, i + 2, stop)
    predicates = ("VERB", "PRTS") if verb is not None else ("VERB", "PRTS", "INFN")  # «не будет карта работать»
    return any(not r.grammemes.isdisjoint(predicates) for w in doc.words[i + 2 : stop] for r in w.readings)


def governs(word: Word) -> bool:
    """Asked for ``object_case``: «нет», a verb of the list, or a transitive one."""
    if word.norm in _ABSENT:
        return True
    if word.kind != "word" or not word.known or not word.readings or word.flags & UPPER:
        return False
    if any(r.grammemes.isdisjoint(("VERB", "INFN", "GRND")) for r in word.readings):
        return False
    if not word.lemmas.isdisjoint(_ASKS.keys() | _SUFFICE):
        return True
    return word.lemmas.isdisjoint(_BE) and all("tran" in r.grammemes for r in word.readings)
