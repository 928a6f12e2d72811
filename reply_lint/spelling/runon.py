"""Two clauses with no mark between them, and a gerund's phrase that is not set off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reply_lint.model import Document, Match, Word
from reply_lint.spelling.closings import has_subject, says, subject_before, takes_no_object, third
from reply_lint.spelling.commas import WORDS, comma_between, part_before, part_end, reads
from reply_lint.spelling.tokens import joined, sentence_of, word_at
from reply_lint.text import PREDICATE, SUBORDINATOR, TITLE, UPPER

_PRONOUNS = frozenset("я мы вы он она они ты".split())
_LINKS = frozenset(
    "и а но или либо да что чтобы как чем если когда пока хотя раз который где куда откуда кто кого кому чего чему"
    " чей сколько почему зачем ли будто словно ибо пусть пускай давайте давай зато однако поэтому потому то ни лишь"
    " едва только бы тогда так даже значит вот".split()
)
"""Words that join two clauses: then a comma may stand earlier, or nowhere."""
_HELPING = frozenset("давать дать пустить пускать быть бывать стать мочь хотеть идти пойти зайти прийти".split())
_OPENERS = frozenset("если когда пока раз поскольку".split())
_ADVERBIAL = frozenset(
    "благодаря спустя включая исключая начиная исходя судя несмотря невзирая считая молча нехотя стоя сидя лежа шутя"
    " любя хотя погодя смотря играючи учитывая кончая заканчивая вися глядя спеша торопясь отходя думая скупясь таясь"
    " сложа скрепя очертя положа сломя разинув затаив".split()
)
"""Gerunds that have become prepositions and adverbs."""
_WITH_GERUND = frozenset("просто возможно снова повторно попеременно также только лишь сразу вновь тем".split())
_NOT_BEFORE_GERUND = frozenset("и а но или да не ни что чтобы как если когда то даже только лишь хотя будто".split())


def gerund(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«удалите не открывая», «взяли аналог не дождавшись вас»: no comma before a gerund with its words."""
    words = doc.words
    for i in places:
        at = i - 1 if word_at(doc, i - 1) == "не" and joined(doc, i - 1) else i
        start = sentence_of(doc, i)[0]
        if at <= start or not joined(doc, at - 1) or words[at - 1].kind not in WORDS:
            continue
        before = words[at - 1]
        if before.norm in _NOT_BEFORE_GERUND or reads(before, "PREP") or reads(before, "GRND"):
            continue
        if at == i and (not joined(doc, i) or words[i + 1].kind not in WORDS):
            continue  # «ждать молча»: a lone gerund may be a mere adverb
        first = part_before(doc, at, start)
        part = words[first:at]
        if before.kind == "word" and (
            before.norm in _WITH_GERUND or any("ADVB" in r.grammemes for r in before.readings)
        ):
            continue  # «…, просто нажав», «быстро нажав»: where the comma goes is not sure
        if any(w.norm in ("и", "как", "чем") or w.flags & SUBORDINATOR for w in part[-2:]):
            continue
        if any(_verb(w) or reads(w, "INFN") or w.flags & PREDICATE for w in part) and not any(
            reads(w, "GRND") for w in part
        ):
            yield comma_between(doc, at - 1)


def is_gerund(word: Word) -> bool:
    """Asked for ``gerund``."""
    return (
        word.kind == "word"
        and word.known
        and not word.flags & (TITLE | UPPER)
        and word.norm not in _ADVERBIAL
        and all("GRND" in r.grammemes for r in word.readings)
    )


def _verb(word: Word) -> bool:
    """Is the word nothing but a finite verb?"""
    return word.known and bool(word.readings) and all("VERB" in r.grammemes for r in word.readings)


def run_on(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Пишите Игорю он дежурит», «Если откроете окно станет легче»: two clauses with no mark between."""
    words = doc.words
    for i in places:
        start, stop = sentence_of(doc, i)
        first = part_before(doc, i, start)
        if i - first < 2 or not joined(doc, i - 1):
            continue
        if words[i].norm == "тогда":
            at = _before_then(doc, first, i, stop)
        elif words[i].norm in _PRONOUNS:
            at = _before_pronoun(doc, first, i, stop)
        else:
            at = _before_verb(doc, first, i, stop)
        if at is not None:
            yield comma_between(doc, at)


def _before_pronoun(doc: Document, first: int, i: int, stop: int) -> int | None:
    """The pronoun ``i`` is the subject of a verb after it, and another verb stands before it."""
    words = doc.words
    k = i + 1
    while k < stop and words[k].norm in ("не", "уже", "еще", "вам", "их", "его", "ее", "все", "сами", "сам", "всегда"):
        k += 1
    if k >= stop or not (
        (_verb(words[k]) and _fits(words[i].norm, words[k])) or _describes(words, i, k, part_end(doc, k, stop))
    ):
        return None
    before = words[first:i]
    if before[-1].kind not in WORDS or reads(before[-1], "PREP"):
        return None
    opener = 1 if before[0].norm in _OPENERS else 0
    rest = before[opener:]
    if any(w.norm in _LINKS or w.flags & SUBORDINATOR or "который" in w.lemmas for w in rest):
        return None
    verbs = [
        w
        for w in rest
        if _verb(w)
        or (not opener and _state(rest, w))
        or w.norm in ("простите", "извините", "спасибо")
        or (w.norm == "видно" and len(rest) > 3)
        or (opener and w.norm in ("нужно", "есть", "нужна", "нет", "можно"))
    ]
    gerunds = not opener and bool(before[0].flags & TITLE) and all("GRND" in r.grammemes for r in before[0].readings)
    if gerunds and before[0].norm not in _ADVERBIAL and not verbs:
        return i - 1
    if not verbs or not verbs[-1].lemmas.isdisjoint(_HELPING - ({"быть", "стать", "мочь"} if opener else set())):
        return None
    if any(reads(w, "1per") or w.norm in _PRONOUNS for w in verbs) and not opener and len(rest) < 2:
        return None
    return i - 1


def _state(part: Sequence[Word], word: Word) -> bool:
    """«Ваши анализы подписаны», «делать не нужно»: a short predicate with its subject before it, or none."""
    if word.norm in ("нужно", "надо", "нельзя"):
        return len(part) > 2 and any(reads(w, "INFN") for w in part)
    short = word.known and bool(word.readings) and all("PRTS" in r.grammemes for r in word.readings)
    if not short and word.norm not in ("готов", "готова", "готово", "готовы", "нужен", "нужна", "нужны"):
        return False
    own = [r.grammemes for r in word.readings]
    at = next(k for k, w in enumerate(part) if w is word)
    return any(
        r.grammemes >= {"NOUN", "nomn"}
        and any(("plur" in r.grammemes) == ("plur" in g) for g in own)
        and (k == 0 or not reads(part[k - 1], "PREP"))
        for k, w in enumerate(part[:at])
        for r in w.readings
    )


def _describes(words: Sequence[Word], i: int, k: int, stop: int) -> bool:
    """«она синяя»: the pronoun and an adjective in the nominative that ends the sentence."""
    gender = {"он": "masc", "она": "femn", "оно": "neut", "они": "plur"}.get(words[i].norm)
    return (
        k == i + 1
        and k + 1 == stop
        and gender is not None
        and any(r.grammemes >= {"ADJF", "nomn", gender} or r.grammemes >= {"ADJS", gender} for r in words[k].readings)
    )


def _fits(pronoun: str, verb: Word) -> bool:
    wanted = {"я": ("1per", "sing"), "мы": ("1per", "plur"), "вы": ("2per", "plur"), "ты": ("2per", "sing")}.get(
        pronoun, ("3per", "plur" if pronoun == "они" else "sing")
    )
    gender = {"он": "masc", "она": "femn"}.get(pronoun)
    for r in verb.readings:
        g = r.grammemes
        if "impr" in g:
            continue
        if "past" in g:
            if (("plur" in g) == (pronoun in ("мы", "вы", "они"))) and (gender is None or gender in g or "plur" in g):
                return True
        elif wanted[0] in g and wanted[1] in g:
            return True
    return False


def _before_verb(doc: Document, first: int, i: int, stop: int) -> int | None:
    """«Если откроете окно станет легче», «Если есть вопросы звоните»: the main clause begins with its verb."""
    words = doc.words
    before = words[first:i]
    if before[0].norm not in _OPENERS:
        return _before_order(words, first, i) if reads(words[i], "impr") else _before_subject(words, first, i)
    if len(before) < 3 or words[i - 1].norm in ("не", "и", "а", "или", "же", "бы"):
        return None
    if any(w.norm in _LINKS or w.flags & SUBORDINATOR for w in before[1:]) or reads(words[i - 1], "PREP"):
        return None
    orders = [r for r in words[i].readings if "impr" in r.grammemes and "plur" in r.grammemes]
    if orders:
        verbs = [w for w in before if _verb(w) or w.norm in _STATES]
        if not verbs or (verbs[-1] is words[i - 1] and reads(words[i - 1], "impr")):
            return None
        if any(w.norm == "вы" for w in before) and not any(_verb(w) or w.norm in _STATES for w in before):
            return None
        return i - 1
    verbs = [w for w in before if _verb(w) or w.norm == "нет"]
    if len(verbs) != 1:
        return None
    own = verbs[0]
    if own.norm == "нет":
        return i - 1 if reads(words[i], "1per") else None
    if own is words[i - 1] and not reads(own, "3per"):
        return None
    if any(w.norm in _PRONOUNS for w in before[before.index(own) + 1 :]):
        return None
    if own is not words[i - 1] and reads(words[i - 1], "nomn") and not reads(words[i - 1], "accs"):
        return None  # «Если закроете окно программа завершит работу»: its subject comes before
    # one subject cannot have both: «вы откроете … станет»
    persons = {p for w in (own, words[i]) for r in w.readings for p in r.grammemes & {"1per", "2per", "3per"}}
    differ = len(persons) == 2 and all(
        reads(w, "1per") or reads(w, "2per") or reads(w, "3per") for w in (own, words[i])
    )
    return i - 1 if differ and own.lemmas.isdisjoint(_HELPING) else None


def _before_order(words: Sequence[Word], first: int, i: int) -> int | None:
    """«мы таким не занимаемся спросите у соседей»: a statement, then an order."""
    word, before = words[i], words[first:i]
    if not any("impr" in r.grammemes and "plur" in r.grammemes and "incl" not in r.grammemes for r in word.readings):
        return None
    if len(before) < 2 or before[-1].norm in ("не", "лучше", "просто", "сразу", "всегда") or reads(before[-1], "PREP"):
        return None
    if any(w.norm in _LINKS or w.flags & SUBORDINATOR or w.norm in ("вы", "прошу", "просим") for w in before):
        return None
    if any(w.flags & (TITLE | UPPER) for w in before[1:]):
        return None  # «В области Определяется пользователем выберите»
    own = [w for w in before if _verb(w)]
    return i - 1 if own and not any(reads(w, "impr") or reads(w, "2per") for w in own) else None


def _before_subject(words: Sequence[Word], first: int, i: int) -> int | None:
    """«Деньги не списаны заказ ждёт оплаты»: two predicates, each with a subject of its own."""
    before = words[first:i]
    if any(w.norm in _LINKS or w.flags & (SUBORDINATOR | UPPER) or w.kind not in WORDS for w in before):
        return None
    if any(w.flags & TITLE for w in before[1:]) or not third(words[i]):
        return None
    predicates = [k for k in range(first, i) if words[k].flags & PREDICATE]
    if len(predicates) != 1 or not says(words[predicates[0]]) or not has_subject(words, first, predicates[0]):
        return None
    said = predicates[0]
    found = subject_before(words, said, i, words[i])
    if found is None or (reads(words[found[0]], "accs") and not takes_no_object(words[said])):
        return None
    at = found[1] - 1
    return None if at > said and reads(words[at], "nomn") else at  # «в каморке камеры директор»: which goes where?


def _before_then(doc: Document, first: int, i: int, stop: int) -> int | None:
    """«не бегайте до конца пробежки тогда калории видны»: an order before, a predicate after."""
    words = doc.words
    before = words[first:i]
    if any(w.norm in _LINKS or w.flags & SUBORDINATOR for w in before) or words[i - 1].norm in ("вот", "уже", "лишь"):
        return None
    orders = [
        w for w in before if _verb(w) and any("impr" in r.grammemes and "plur" in r.grammemes for r in w.readings)
    ]
    after = words[i + 1 : part_end(doc, i + 1, stop)]
    if not orders or len(after) < 2 or words[i + 1].norm in _LINKS:
        return None
    return i - 1 if any(_verb(w) and not reads(w, "impr") for w in after) else None


_STATES = frozenset("есть нет нужно нужна нужен нужны надо можно нельзя видно возможно удобно удобнее готовы".split())


def opens_or_says(word: Word) -> bool:
    """Asked for ``run_on``: a personal pronoun, or nothing but a verb."""
    if word.kind != "word" or word.flags & (TITLE | UPPER):
        return False
    return word.norm in _PRONOUNS or word.norm == "тогда" or _verb(word)
