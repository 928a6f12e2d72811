"""Commas that part what belongs together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Fix, Match, Word
from reply_lint.spelling.commas import PRONOUNS, finite_after, is_finite, part_end, reads, without
from reply_lint.spelling.grammar import CASES, agree, case_of
from reply_lint.spelling.tokens import sentence_of, word_at
from reply_lint.text import INTRODUCTORY, PREDICATE, SUBORDINATOR, TITLE, UPPER

_TIME_WORDS = frozenset(
    "поэтому обычно сегодня завтра вчера сейчас теперь также затем потом иногда ранее позже здесь сначала далее тогда"
    " недавно уже дополнительно пока после снова скоро раньше послезавтра взамен дома вечером утром днем ночью"
    " автоматически ежедневно ежемесячно срочно зачастую постепенно временно одновременно отсюда оттуда".split()
)
_MAY_FOLLOW = frozenset(
    "если когда чтобы как хотя пока поскольку благодаря после судя согласно несмотря вместо кроме помимо"
    " так раз где куда"
    " что кто в с на по до во к пожалуйста к конечно видимо возможно например наверное кстати увы может потому а но"
    " да нет и или однако скорее даже при через из-за из без вследствие соответственно вероятно естественно"
    " то хоть будучи"
    " включая исключая начиная именно похоже кажется зная учитывая".split()
)
_THANKS = frozenset("спасибо благодарим благодарю извините простите".split())
_OPENING = frozenset("если но что чтобы".split())
_ASIDE = frozenset(
    "по честно мягко грубо скажем допустим например предположим по-моему слава прошу надеюсь думаю думаем знаю".split()
)
_WHEN = frozenset(
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь понедельник вторник среда четверг"
    " пятница суббота воскресенье год месяц неделя день час минута утро вечер".split()
)
_SHAPE = frozenset("sing plur impr indc futr 1per 2per 3per".split())


def extra(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Поэтому, мы перенесли»: a comma after a word that is not introductory."""
    words = doc.words
    for i in places:
        if i == 0 or i + 1 >= len(words) or words[i - 1].kind != "word":
            continue
        start, stop = sentence_of(doc, i)
        while start < i and words[start].kind in ("mark", "other"):
            start += 1
        after = words[i + 1]
        if after.kind != "word" or after.norm in _MAY_FOLLOW or after.flags & (TITLE | UPPER) or i - start > 5:
            continue
        if any("GRND" in r.grammemes or "PRTF" in r.grammemes for r in after.readings):
            continue
        far = 3 if words[start].norm in ("поэтому", "взамен") and after.flags & PREDICATE else 5
        if any(words[k].norm in (",", "—", "–", ":") for k in range(i + 2, min(i + far, stop))):
            continue
        first = words[start].norm
        if i - start == 1 and first in _TIME_WORDS:
            if any("Name" in r.grammemes for r in after.readings) or after.norm in ("минуту", "секунду", "минутку"):
                continue
            if _adverb(after) and first not in ("поэтому", "обычно", "также"):
                continue
            yield without(doc, i)
        elif (
            (
                2 <= i - start <= 5
                and first in ("после", "с", "до", "в", "через", "к", "на", "по", "для", "от")
                and after.norm in PRONOUNS
            )
            and (
                _plain_phrase(doc, start + 1, i)
                and (after.norm in ("он", "она", "они", "мы", "я", "вы"))
                and finite_after(doc, i + 1, 3)
            )
            and not (first == "в" and words[start + 1].norm in ("общем", "целом", "принципе", "частности"))
            and not (first in ("по", "на", "к", "с", "для", "от", "до", "в") and not _when(doc, start + 1, i))
        ):
            yield without(doc, i)


def extra_inside(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Благодарим, за отзыв», «Если, посылка нужна срочно, …»: a comma that parts what belongs together."""
    words = doc.words
    for i in places:
        if i == 0 or i + 2 >= len(words) or words[i + 1].kind != "word":
            continue
        before, after = words[i - 1].norm, words[i + 1]
        if before in _THANKS and after.norm == "за" and words[i + 2].norm not in ("что", "то"):
            if word_at(doc, i - 2) != ",":
                yield without(doc, i)
        elif before in _OPENING and not (before == "что" and word_at(doc, i - 2) not in (",", "")):
            if (
                after.norm in _MAY_FOLLOW
                or after.flags & (SUBORDINATOR | INTRODUCTORY | TITLE | UPPER)
                or after.norm in _ASIDE
            ):
                continue
            stop = sentence_of(doc, i)[1]
            close = next((k for k in range(i + 1, stop) if words[k].kind in ("mark", "other")), stop)
            part = words[i + 1 : close]
            if len(part) < 3 or any("GRND" in r.grammemes or "PRTF" in r.grammemes for w in part for r in w.readings):
                continue
            if any("nomn" in r.grammemes for r in after.readings) and any(is_finite(w) or _short(w) for w in part):
                yield without(doc, i)


def _short(word: Word) -> bool:
    return any(not r.grammemes.isdisjoint(("ADJS", "PRTS", "PRED")) for r in word.readings[:1])


def _adverb(word: Word) -> bool:
    return all("ADVB" in r.grammemes for r in word.readings)


def _plain_phrase(doc: Document, first: int, stop: int) -> bool:
    return all(
        w.kind == "number"
        or (w.kind == "word" and not w.flags & (PREDICATE | SUBORDINATOR) and w.norm not in ("того", "тем"))
        for w in doc.words[first:stop]
    )


def _when(doc: Document, first: int, stop: int) -> bool:
    return any(not w.lemmas.isdisjoint(_WHEN) for w in doc.words[first:stop])


def same_subject(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Выключите роутер, и включите снова»: a comma before a single «и» between verbs of one subject."""
    words = doc.words
    for i in places:
        if i < 2 or words[i - 1].norm != "," or i + 1 >= len(words):
            continue
        start, stop = sentence_of(doc, i)
        verb = words[i + 1]
        if not verb.readings or not all("VERB" in r.grammemes for r in verb.readings):
            continue
        if verb.norm in ("простите", "извините", "спасибо", "поверьте", "знайте", "помните"):
            continue
        if reads(verb, "3per") and _own_subject_after(doc, i + 1, stop):
            continue  # «Экран станет синим, и будет проведена проверка»
        orders = any("impr" in r.grammemes and "plur" in r.grammemes for r in verb.readings)
        if not orders and "futr" not in verb.readings[0].grammemes:
            continue
        first = i - 2
        while first > start and words[first - 1].kind not in ("mark", "other"):
            first -= 1
        part = words[first : i - 1]
        if (
            len(part) > 7
            or not part
            or any(
                (w.flags & SUBORDINATOR and w.norm != "раз") or w.norm in ("как", "и", "чем") or w.kind == "masked"
                for w in part
            )
        ):
            continue
        if any(w.norm == "," for w in words[start:first]) and any(w.flags & SUBORDINATOR for w in words[start:first]):
            continue
        shape = frozenset(("VERB", "impr", "plur")) if orders else verb.readings[0].grammemes & _SHAPE | {"VERB"}
        twins = [w for w in part if any(r.grammemes >= shape for r in (w.readings if orders else w.readings[:1]))]
        if len(twins) == 1 and not any(
            "PRTF" in r.grammemes or "GRND" in r.grammemes for w in part for r in w.readings
        ):
            if any(w.norm in ("чего", "чему", "кого", "кому") for w in part) or any(
                w.norm == "и" for w in words[i + 1 : min(stop, i + 8)]
            ):
                continue
            begin, end = doc.starts[i - 2], doc.end(i)
            text = doc.text
            yield Match(
                begin, end, (Fix(begin, end, text[begin : doc.end(i - 2)] + text[doc.end(i - 1) : end], False),)
            )


def _own_subject_after(doc: Document, i: int, stop: int) -> bool:
    """Does a noun in the nominative follow the verb ``i``?"""
    for word in doc.words[i + 1 : min(i + 6, stop)]:
        if word.kind in ("mark", "other"):
            return False
        if any(r.score > 0.05 and r.grammemes >= {"NOUN", "nomn"} for r in word.readings):
            return True
    return False


_CUTS = frozenset("и или что чтобы если когда как".split())
_POSSESSIVE = frozenset("ваш наш мой свой этот каждый любой".split())
_NOT_CUT = frozenset("за про между над у ради".split())


def cut_off(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«в, документ», «или, адрес», «не, отправили», «ваш, заказ»: a comma after a word that needs the next one."""
    words = doc.words
    for i in places:
        if i == 0 or i + 1 >= len(words) or doc.starts[i + 1] == doc.end(i) or i - 1 <= sentence_of(doc, i)[0]:
            continue
        before, after = words[i - 1], words[i + 1]
        if before.kind != "word" or not before.text.islower() or after.kind not in ("word", "number"):
            continue
        if doc.text[doc.starts[i - 1] - 1] != " ":
            continue  # «8 м/с, …»
        if any(cut(words, i) for cut in _CUT) or any(cut(doc, i) for cut in _WIDE_CUT):
            yield without(doc, i)


def _preposition_cut(words: Sequence[Word], i: int) -> bool:
    before, after = words[i - 1], words[i + 1]
    if before.norm not in CASES or before.norm in _NOT_CUT or words[i - 2].norm in ("и", "или", "с", "от", "до"):
        return False
    if after.flags & (SUBORDINATOR | INTRODUCTORY) or after.norm in _ASIDE or after.norm in CASES or after.norm == "и":
        return False
    return after.kind == "number" or any(
        not r.grammemes.isdisjoint(("NOUN", "ADJF", "NPRO", "NUMR", "PRTF"))
        and not r.grammemes.isdisjoint(CASES[before.norm])
        for r in after.readings
    )


def _negation_cut(words: Sequence[Word], i: int) -> bool:
    return (
        words[i - 1].norm == "не"
        and bool(words[i + 1].readings)
        and all(not r.grammemes.isdisjoint(("VERB", "INFN", "PRTS")) for r in words[i + 1].readings)
        and not reads(words[i + 1], "impr")
    )


def _possessive_cut(words: Sequence[Word], i: int) -> bool:
    """«ваш, заказ»."""
    own, noun = words[i - 1], words[i + 1]
    if own.lemmas.isdisjoint(_POSSESSIVE) or not noun.known or not noun.readings or noun.flags & (TITLE | UPPER):
        return False
    if not all("NOUN" in r.grammemes for r in noun.readings) or not all("ADJF" in r.grammemes for r in own.readings):
        return False
    return any(agree(a, n) for a in own.readings for n in noun.readings)


def _attribute_cut(words: Sequence[Word], i: int) -> bool:
    """«учётной, записи»: an adjective and its noun in an oblique case."""
    own, noun = words[i - 1], words[i + 1]
    if not own.known or not noun.known or noun.flags & (TITLE | UPPER) or not own.readings or not noun.readings:
        return False
    if not all("ADJF" in r.grammemes and r.grammemes.isdisjoint(("Apro", "Subx", "Anum")) for r in own.readings):
        return False
    if not all("NOUN" in r.grammemes for r in noun.readings) or reads(words[i - 2], "NOUN") or words[i - 2].norm == ",":
        return False
    if _in_row(words, i) or reads(noun, "nomn"):
        return False
    pairs = [n for a in own.readings for n in noun.readings if agree(a, n)]
    return bool(pairs) and all(case_of(n.grammemes) in ("gent", "datv", "ablt", "loct") for n in pairs)


def _in_row(words: Sequence[Word], i: int) -> bool:
    """Does another comma or «и» stand near, as in a row?"""
    return any(w.norm in (",", "и", "или", "—", ":") for w in (*words[max(0, i - 5) : i], *words[i + 2 : i + 4]))


def _object_cut(doc: Document, i: int) -> bool:
    """«верните, сумму»: a verb and its object, which is nothing but an accusative, and no clause of its own."""
    words = doc.words
    rest = words[i + 1 : part_end(doc, i + 1, sentence_of(doc, i)[1])]
    if any(w.flags & PREDICATE for w in rest) or "какой" in words[i + 1].lemmas:
        return False
    verb, after = words[i - 1], words[i + 1]
    if not verb.readings or not all(r.grammemes >= {"tran"} and _VERBAL & r.grammemes for r in verb.readings):
        return False
    noun = words[i + 2] if i + 2 < len(words) and reads(after, "ADJF") and not reads(after, "NOUN") else after
    return all(
        w.known and bool(w.readings) and all(case_of(r.grammemes) == "accs" for r in w.readings) for w in (after, noun)
    ) and reads(noun, "NOUN")


_VERBAL = frozenset(("VERB", "INFN"))
_CUT = (_preposition_cut, _negation_cut, _possessive_cut, _attribute_cut)


def _genitive_cut(doc: Document, i: int) -> bool:
    """«количество, символов»: nothing but a genitive after a noun that is none."""
    words = doc.words
    noun, after = words[i - 1], words[i + 1]
    if not all(w.known and w.readings and all("NOUN" in r.grammemes for r in w.readings) for w in (noun, after)):
        return False
    if reads(noun, "gent") or not (reads(noun, "nomn") or reads(noun, "accs")) or _in_row(words, i):
        return False
    if after.flags & (TITLE | UPPER) or not all(case_of(r.grammemes) == "gent" for r in after.readings):
        return False
    rest = words[i + 1 : part_end(doc, i + 1, sentence_of(doc, i)[1])]
    return len(rest) < 6 and not any(w.flags & PREDICATE or reads(w, "ADVB") or w.norm in ("нет", "не") for w in rest)


def _link_cut(doc: Document, i: int) -> bool:
    """«или, адрес», «что, деньги вернутся»: nothing closes an aside that might begin there."""
    words = doc.words
    after = words[i + 1]
    if words[i - 1].norm == "что" and words[i - 2].norm == "если":
        return False
    if words[i - 1].norm in ("когда", "как") and reads(after, "VERB"):
        return False  # «но когда, зависит не от нас»
    if words[i - 1].norm not in _CUTS or after.norm in _MAY_FOLLOW or after.norm in _ASIDE or after.kind != "word":
        return False
    if after.flags & (SUBORDINATOR | INTRODUCTORY | TITLE | UPPER):
        return False
    stop = sentence_of(doc, i)[1]
    rest = words[i + 1 : stop]
    if rest and rest[-1].kind == "mark":
        rest = rest[:-1]
    if (
        not rest
        or (len(rest) == 1 and not reads(after, "NOUN"))
        or any(w.kind in ("mark", "other", "masked") for w in rest)
    ):
        return False
    if not rest[0].readings or not rest[0].readings[0].grammemes.isdisjoint(("PREP", "ADVB", "PRCL", "CONJ", "COMP")):
        return False
    return not any("GRND" in r.grammemes or "PRTF" in r.grammemes for w in rest for r in w.readings)


_WIDE_CUT = (_link_cut, _object_cut, _genitive_cut)


def is_comma(word: Word) -> bool:
    """Asked for ``extra``, ``extra_inside`` and ``cut_off``."""
    return word.norm == ","
