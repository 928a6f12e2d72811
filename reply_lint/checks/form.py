"""Form: how the client is addressed, capitals, smileys, pet forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from reply_lint import text
from reply_lint.model import Document, Match, Word

LETTERS = 4
"""How long a word in capitals must be to be a cry."""

_TY = frozenset(("ты", "твой"))
_YOU = frozenset(("вы", "ваш"))
_NOT_ORDERS = frozenset(
    "здравствуйте привет пусть будь будьте дай стой мой вой пой рой жми плати вари пари пали вали дали вели"
    " три пили строй бой лей бей шей пей верь режь причини прости извини знай смотри см пиши гляди".split()
)
"""Forms that are no sure order to one person: other words, or set phrases («дай бог», «пиши пропало»)."""
_OFFERS = frozenset("можешь сможешь хочешь захочешь получишь найдешь успеешь решишь придешь увидишь узнаешь".split())
"""Forms that speak to the client; others may speak of people at large («погоде не объяснишь»)."""
_OPENERS = frozenset(':«"“„([—–-•*·.!?…')
_INTERFACE = frozenset(
    "кнопка нажать нажимать клавиша раздел меню вкладка пункт поле выбрать слово команда отправить статус надпись режим"
    " код промокод тариф марка бренд модель магазин приложение программа сервис компания категория метка галочка"
    " опция".split()
)
_SLOTS = frozenset(
    "имя фамилия отчество фио сумма дата номер адрес название ссылка клиент товар срок город подпись".split()
)
_BRANDS = frozenset("осаго каско озон лента магнит сбер мегафон билайн мир пятерочка победа россия".split())
_EMOJI = (
    "[\U0001f300-\U0001f3fa\U0001f400-\U0001faff\u2639\u263a\u2728\u2764\u2b50\u2665]"
    "(?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\U0001f300-\U0001faff\u2640\u2642\u2764]\ufe0f?){0,6}"
)
_CASES = "(?:а|у|ом|е|и|ов|ам|ами|ах)?"
_PET = (
    rf".{{3,}}(?:[дтрнлмпйфвб]чик|очек|ечек){_CASES}"
    r"|.{3,}(?:очк|ечк|юшк|яшк|енюшк|ушечк|еньк)(?:а|у|и|е|ой|ою|ам|ами|ах)"
    r"|.{3,}[ео]ньк(?:ий|ая|ое|ие|ого|ому|им|ую|их|ими|о)"
    r"|.{0,8}(?:тест|клуб|бонус|код|чек|заказ|курс|файл|номер|плат[её]ж|отзыв|сч[её]т|отч[её]т|акт|сайт|аккаунт|паспорт"
    r"|полис|крем|рецепт|клиент|скрин|скриншот|логин|баланс|ответ|пульт|запрос|чат|бот|визит|перевод|адрес|пункт|склад|пакет|рейс|вылет|визит|сервис|кредит|вклад|займ|магазин"
    rf"|кабинет|товар|процент|документ)ик{_CASES}"
    r"|ден[юу]ж[ке].{1,3}"
)
_NO_PET = (
    rf".*(?:дат|щ|воз|вод|груз|сад|лад|ад|от|ет|ат|ют|ут|[рлнт]ов|рав)чик{_CASES}"
    "|(?:.*ср|.*зат|.*рассыл|.*нал|.*т)очк.+|.*-.*"
)
"""Trades and tools («перевозчик», «датчик»), short names of things («досрочка»), compounds."""
_SAYS_NAME = (
    r"(?:[Мм]еня зовут|[Мм]о[её] имя)(?: —| -|:)? ([А-ЯЁ][а-яё]+)"
    r"|[Сс] уважением[,.!]?\s+([А-ЯЁ][а-яё]+)(?=\W*$|\s[А-ЯЁ])"
    r"|(?:^|[.!,] )[Ээ]то ([А-ЯЁ][а-яё]+)(?=[,.! ])"
)
_NAMES = [
    frozenset(names.split())
    for names in (
        "александр саша шура саня алекс", "александра саша шура", "алексей леша алеша", "анастасия настя",
        "анна аня анюта", "антонина тоня", "валентина валя", "валентин валя", "валерия лера", "валерий валера",
        "василий вася", "виктория вика", "владимир вова володя", "вячеслав слава", "галина галя", "геннадий гена",
        "григорий гриша", "дарья даша", "дмитрий дима митя", "евгений женя", "евгения женя", "екатерина катя",
        "елена лена алена", "елизавета лиза", "иван ваня", "ирина ира", "игорь гоша", "константин костя",
        "ксения ксюша оксана", "лариса лара", "людмила люда мила", "мария маша", "марина мариша", "михаил миша",
        "надежда надя", "наталья наталия наташа", "николай коля", "ольга оля", "павел паша", "петр петя",
        "роман рома", "светлана света лана", "семен сема", "сергей сережа", "софья софия соня",
        "станислав стас слава", "татьяна таня", "федор федя", "юлия юля", "юрий юра", "ярослав слава ярик",
        "святослав слава", "артем тема", "данил даниил данила даня", "вадим вадик", "егор гоша", "зинаида зина",
        "раиса рая", "тамара тома", "тимофей тима", "эдуард эдик", "яков яша", "илья илюша",
    )
]  # fmt: skip
"""Names that one person may go by."""
_GREETING = frozenset(
    "здравствуйте здравствуй привет приветствую уважаемый уважаемая добрый доброе день вечер утро".split()
)


def ty_and_you(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """Words of «ты» in a reply that says «вы», or the other way round: those that are fewer."""
    familiar: list[int] = []
    polite: list[int] = []
    for i in places:
        word = doc.words[i]
        person = _address(word)
        if person == "ты" and i + 1 < len(doc.words) and doc.words[i + 1].norm in _YOU:
            person = ""  # «Отправляй вы деньги раньше»: a condition
        if person == "ты" and (word.norm in _OFFERS or word.norm.endswith(("шь", "шься"))):
            person = "ты" if word.norm in _OFFERS and doc.words[i - 1].norm != "не" else ""
        if person:
            (familiar if person == "ты" else polite).append(i)
    if familiar and polite:
        fewer = familiar if len(familiar) <= len(polite) else polite
        for first, last in _runs(fewer):
            yield Match(*doc.span(first, last + 1))


def capital_you(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """«Вы» and «вы» in the middle of sentences of one reply: those that are fewer, the capital ones when equal.

    Where the company has its own way, those that are written the other way.
    """
    capital: list[int] = []
    small: list[int] = []
    after_colon = 0
    signatures = [mask for mask in doc.masks if mask.kind == "signature"]
    for i in places:
        word = doc.words[i]
        if not any(mask.start <= doc.starts[i] < mask.end for mask in signatures):
            if not word.flags & (text.TITLE | text.UPPER):
                small.append(i)
            elif word.flags & text.TITLE and not _opens(doc, i):
                capital.append(i)
            elif i and doc.words[i - 1].norm == ":":
                after_colon += 1
    if doc.address == "any":
        wrong = (capital if len(capital) + after_colon <= len(small) else small) if capital and small else []
    else:
        wrong = small if doc.address == "capital" else capital
    for i in wrong:
        yield Match(*doc.span(i, i + 1))


def shouting(doc: Document, places: Sequence[int], *, letters: int = LETTERS) -> Iterator[Match]:
    """Runs of plain words in capitals, at least one of them of that many letters."""
    words = doc.words
    clients = {word.text for word in doc.client.words} if doc.client else set()
    done = 0
    for i in places:
        if i < done or words[i].text in clients or not _is_cry(doc, i):
            continue
        first = last = i
        while first > 0 and words[first - 1].flags & text.UPPER and words[first - 1].known:
            first -= 1
        while last + 1 < len(words) and (
            words[last + 1].flags & text.UPPER
            or (words[last + 1].norm in (",", "-") and last + 2 < len(words) and words[last + 2].flags & text.UPPER)
        ):
            last += 1
        done = last + 1
        yield Match(*doc.span(first, last + 1))


def emoji(doc: Document, places: Sequence[int], *, most: int = 2) -> Iterator[Match]:
    """A row of more emoji than that, or, when they are scattered, the first that is too many."""
    runs: list[list[int]] = []
    total = 0
    rows = False
    for found in re.finditer(_EMOJI, doc.text):
        line_start = doc.text.rfind("\n", 0, found.start()) + 1
        opens_line = not doc.text[line_start : found.start()].strip()
        if opens_line and doc.text[found.end() : found.end() + 2].strip()[:1].isalnum():
            continue  # a bullet
        total += 1
        if runs and not doc.text[runs[-1][1] : found.start()].strip():
            runs[-1][1] = found.end()
            runs[-1][2] += 1
        else:
            runs.append([found.start(), found.end(), 1])
        rows = rows or runs[-1][2] > most
    if rows:
        yield from (Match(start, end) for start, end, count in runs if count > most)
    elif total > most:
        seen = 0
        for start, end, count in runs:
            seen += count
            if seen > most:
                yield Match(start, end)
                return


def ellipses(doc: Document, *, most: int = 2) -> Iterator[Match]:
    """Trailing dots, when there are more of them than that in a reply."""
    if doc.text.count("...") + doc.text.count("…") > most:
        for found in re.finditer(r"(?<=\w)(?:\.\.\.|…)(?!\d)", doc.text):
            yield Match(found.start(), found.end())


def pet_form(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """Diminutives that no dictionary has: «договорчик», «промокодик», «обновляшка»."""
    for i in places:
        if not doc.words[i].flags & text.TITLE or _opens(doc, i):
            yield Match(*doc.span(i, i + 1))


def wrong_name(doc: Document, places: Sequence[int]) -> Iterator[Match]:
    """The reply greets by a name that is not the client's, or that belongs to the other sex."""
    client = doc.client
    i = places[0]
    if client is None or not _is_greeted(doc, i):
        return
    greeted = doc.words[i]
    if greeted.norm in {word.norm for word in client.words}:
        return
    names = _names_of(greeted)
    theirs = _own_names(client)
    if theirs:
        if not any(_same(a, b) for a in names for b in theirs):
            yield Match(*doc.span(i, i + 1))
        return
    sex = _sex(client)
    names_only = [r.grammemes for r in greeted.readings if "Name" in r.grammemes]
    genders = {g for tags in names_only for g in ("masc", "femn", "ms-f", "Ms-f", "GNdr") if g in tags}
    if sex and genders == {"femn" if sex == "masc" else "masc"}:
        yield Match(*doc.span(i, i + 1))


def _address(word: Word) -> str:
    """«ты», «вы» or nothing: whom the word speaks to."""
    if not _TY.isdisjoint(word.lemmas):
        return "ты" if all(r.lemma in _TY for r in word.readings) else ""
    if not _YOU.isdisjoint(word.lemmas):
        return "вы"
    if word.norm == "здравствуй":
        return "ты"
    if word.norm in _NOT_ORDERS or not word.known:
        return ""
    one = many = 0.0
    for r in word.readings:
        order = "impr" in r.grammemes and "excl" in r.grammemes
        if "VERB" in r.grammemes and (order or "2per" in r.grammemes):
            if "sing" in r.grammemes:
                one += r.score
            else:
                many += r.score
    return "ты" if one > 0.9 else "вы" if many > 0.9 else ""


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of the tokens that stand side by side: «ты можешь» is one place."""
    first = last = places[0]
    for i in places[1:]:
        if i > last + 1:
            yield first, last
            first = i
        last = i
    yield first, last


def _opens(doc: Document, i: int) -> bool:
    """Does token ``i`` open a sentence, a line, a quote or a list item?"""
    if i == 0 or i == doc.sentences[text.sentence_at(doc, i)][0]:
        return True
    return doc.plain[i - 1].text[-1:] in _OPENERS or "\n" in doc.text[doc.end(i - 1) : doc.starts[i]]


def _is_shouted(word: Word, letters: int) -> bool:
    return (
        word.kind == "word"
        and bool(word.flags & text.UPPER)
        and word.known
        and len(word.norm) >= letters
        and word.norm not in _BRANDS
        and not any(not r.grammemes.isdisjoint(("Abbr", "Orgn", "Trad", "Geox", "Surn", "Name")) for r in word.readings)
        and word.lemmas.isdisjoint(_SLOTS)
    )


def _is_cry(doc: Document, i: int) -> bool:
    """Is the word the agent's cry, and no name of a button or a placeholder?"""
    start, end = doc.span(i, i + 1)
    if doc.text[max(0, start - 1) : start] in tuple("[<{%_#«\"'/") or doc.text[end : end + 1] in tuple("]>}%_#»\"'/"):
        return False
    if doc.text[end : end + 1].isalnum():
        return False
    adverb = any("ADVB" in r.grammemes and r.score > 0.5 for r in doc.words[i].readings)
    return adverb or all(_INTERFACE.isdisjoint(word.lemmas) for word in doc.words[max(0, i - 2) : i])


def _is_greeted(doc: Document, i: int) -> bool:
    """Do the reply's first words address the client by the name ``i``?"""
    words = doc.words
    if i > 7 or i + 1 >= len(words):
        return False
    after = words[i + 1]
    last = words[i + 2] if i + 2 < len(words) else None
    closed = after.norm in ",!." or (after.flags & text.TITLE and last is not None and last.norm in ",!.")
    before = [w for w in words[:i] if w.kind == "word"]
    return bool(closed) and len(before) <= 3 and all(not _GREETING.isdisjoint({w.norm, *w.lemmas}) for w in before)


def _names_of(word: Word) -> set[str]:
    return {r.lemma for r in word.readings if "Name" in r.grammemes} | {word.norm}


def _own_names(client: Document) -> set[str]:
    """Names by which the client calls himself: «меня зовут …», or a name alone at the message's end."""
    names: set[str] = set()
    for found in re.finditer(_SAYS_NAME, client.text):
        spelling = next(group for group in found.groups() if group)
        for word in client.words:
            if word.text == spelling and _is_name(word):
                names |= _names_of(word)
    if client.sentences:
        first, last = client.sentences[-1]
        tail = [w for w in client.words[first:last] if w.kind != "mark"]
        if 0 < len(tail) <= 3 and first > 0 and _is_name(tail[0]) and all(w.flags & text.TITLE for w in tail):
            names |= _names_of(tail[0])
    return names


def _is_name(word: Word) -> bool:
    return bool(word.flags & text.TITLE) and any("Name" in r.grammemes and r.score > 0.15 for r in word.readings)


def _same(a: str, b: str) -> bool:
    return a[:4] == b[:4] or any(a in names and b in names for names in _NAMES)


def _sex(client: Document) -> str:
    """``masc`` or ``femn`` when the client says «я» with a past form of that gender; else nothing."""
    words = client.words
    seen: set[str] = set()
    for i, word in enumerate(words):
        if word.norm == "я":
            seen |= _gender(words[i + 1 : i + 4])
        elif word.norm in ("сам", "один", "сама", "одна") and any(w.norm == "я" for w in words[max(0, i - 2) : i]):
            seen.add("masc" if word.norm in ("сам", "один") else "femn")
    return seen.pop() if len(seen) == 1 else ""


def _gender(words: Sequence[Word]) -> set[str]:
    for word in words:
        if word.kind == "mark" or "NPRO" in {g for r in word.readings for g in r.grammemes}:
            return set()
        for r in word.readings:
            if r.score > 0.6 and ("VERB" in r.grammemes and "past" in r.grammemes) and "sing" in r.grammemes:
                return {g for g in ("masc", "femn") if g in r.grammemes}
    return set()


def _addresses(word: Word) -> bool:
    return word.kind == "word" and bool(_address(word))


def _is_you(word: Word) -> bool:
    return word.kind == "word" and not _YOU.isdisjoint(word.lemmas)


def _has_emoji(word: Word) -> bool:
    if word.kind == "mark" or (word.kind == "word" and word.known) or word.text.isascii():
        return False
    return bool(re.search(_EMOJI, word.text))


def _is_pet_form(word: Word) -> bool:
    return (
        word.kind == "word"
        and not word.known
        and not word.flags & text.UPPER
        and bool(re.fullmatch(_PET, word.norm))
        and not re.fullmatch(_NO_PET, word.norm)
    )


def _asks_shouting(letters: int = LETTERS) -> Callable[[Word], bool]:
    return partial(_is_shouted, letters=letters)


def _asks_emoji(**_: object) -> Callable[[Word], bool]:
    return _has_emoji


ASKS: dict[str, Callable[..., Callable[[Word], bool]]] = {
    "ty_and_you": lambda: _addresses,
    "capital_you": lambda: _is_you,
    "shouting": _asks_shouting,
    "emoji": _asks_emoji,
    "pet_form": lambda: _is_pet_form,
    "wrong_name": lambda: _is_name,
}
