"""Private data: numbers told apart by their checksums, contacts by what stands round them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from reply_lint import text
from reply_lint.model import Document, Match, Word

NEAR = 40
"""How many characters before a number may say what it is."""
REACH = 60
"""How many tokens round a contact may say whose it is."""
ASKED = 500
"""How many of the client's first words may say so."""

_FOUR_DIGITS = re.compile("[0-9]{4}")
_NINE_DIGITS = re.compile("[0-9]{3}(?:[ -]?[0-9]{3}){2}")
_CARD = r"(?<![\d*•№+-])(?<!\d[ .])[2-6]\d{3}(?:[ \u00a0-]?\d{4}){2}[ \u00a0-]?\d{1,7}(?!\d)(?![ .-]?\d)"
_PLASTIC = r"(?i)(?:карт[аыеуо]|\bpan\b|cv[vc]|visa|mastercard|\bмир\b)"
_OTHER_CARD = r"(?i)подарочн|бонусн|скидочн|клубн|дисконт|лояльност|транспортн|топливн|накопительн|\bсчет|счёт"
_SNILS = r"(?<![\d-])(\d{3})[ -]?(\d{3})[ -]?(\d{3})[ -]?(\d{2})(?![\d-])"
_INN = r"(?<!\d)\d{12}(?!\d)"
_PUBLIC = r"(?i)\bИП\b|предпринимател|самозанят|реквизит|\bнаш[аеиу]?\w{0,3}\b|продав[ец]|исполнител|магазин"
_MOBILE = re.compile(r"(?<![\d+])(?:\+7|8|7)[ \u00a0]?[(-]?9\d\d\)?(?:[ \u00a0-]{0,2}\d){7}(?!\d)")
_EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[\w-][\w.-]{0,200}\.[^\W\d_]{2,24}(?![\w@])"
_FREE_MAIL = (
    r"@(?:mail|bk|inbox|list|internet|yandex|ya|rambler|gmail|icloud|outlook|hotmail|yahoo|pochta|proton(?:mail)?|vk)\."
)
_THIRD = frozenset(
    "курьер водитель мастер таксист сосед соседка хозяин хозяйка собственник собственница владелец владелица продавец"
    " продавщица покупатель покупательница получатель получательница отправитель отправительница участник участница"
    " арендатор жилец риелтор риэлтор коллега сотрудник сотрудница врач тренер преподаватель учитель учительница няня"
    " репетитор сиделка одногруппник одногруппница клиент клиентка пассажир пассажирка попутчик попутчица виновник"
    " муж жена супруг супруга отец мать мама папа сын дочь брат сестра родственник внук внучка заемщик должник"
    " свидетель автовладелец самокатчик велокурьер доставщик экспедитор грузчик перевозчик сантехник электрик монтажник"
    " установщик домработница клинер нянька бухгалтер донор пациент пациентка медсестра заявитель"
    " кассир кассирша повар официант официантка бариста горничная консьерж консьержка дворник слесарь охранник вахтер"
    " парикмахер косметолог массажист психолог адвокат нотариус воспитатель воспитательница вожатый гид".split()
)
_PRIVATE = r"(?i)(?<!ваш )(?<!мой )(?<!наш )\bличн\w{2,3}(?! кабинет)(?! дел)[^.!?\n]{0,40}$"
"""A private contact: «её личный номер», «звоните ему на личный»."""
_MINE = r"(?i)\b(?:мой|моя|мою|моём|моем|мне|ваш\w{0,3})\b"
_GREETING = frozenset("здравствуйте добрый привет уважаемый уважаемая".split())
_HIS = frozenset("его ее их".split())
_CONTACT = frozenset("номер телефон почта мобильный сотовый адрес контакт имейл мейл e-mail email mail личный".split())
_OURS = (
    r"(?i)\b(?:мой|моя|мою|мне|моём|моем|мо[её]го|наш|наша|нашу|нашей|нашем|нашего|нам|горяч\w+ лини|диспетчер|ресепшен"
    r"|рецепшен|администратор|приёмн|офис|салон|колл-центр|поддержк|служб|whatsapp|вотсап|ватсап|телеграм|мастерск"
    r"|магазин|пункт|отдел|филиал)\w{0,3}\b"
)
_THEIRS = (
    r"(?i)\bваш\w{0,4} (?:\w+ )?(?:номер|телефон|почт|e-mail|email|имейл|мобильн|контакт|адрес)\w{0,3}[^.!?]{0,12}$"
)


def card_number(doc: Document) -> Iterator[Match]:
    """A bank card's number in full: by its first digits and its checksum, or by the words before it."""
    if _how_many_digits(doc.text) < 13 or not _FOUR_DIGITS.search(doc.text):
        return
    for found in re.finditer(_CARD, doc.text):
        digits = _digits(found[0])
        before = doc.text[max(0, found.start() - NEAR) : found.start()]
        if re.search(_OTHER_CARD, before) or not 15 < len(digits) < 20:
            continue
        sure = luhn(digits) and _issued(digits)
        if sure or (len(digits) == 16 and re.search(_PLASTIC, before) and len(found[0]) > 16):
            yield Match(found.start(), found.end())


def snils(doc: Document) -> Iterator[Match]:
    """An insurance number (СНИЛС): by the word before it, or by its form and checksum."""
    if _how_many_digits(doc.text) < 11 or not _NINE_DIGITS.search(doc.text):
        return
    for found in re.finditer(_SNILS, doc.text):
        before = doc.text[max(0, found.start() - NEAR) : found.start()]
        named = "снилс" in before.lower()
        dashed = found[0].count("-") >= 2
        if named or (dashed and snils_valid("".join(found.groups()))):
            yield Match(found.start(), found.end())


def inn(doc: Document) -> Iterator[Match]:
    """A person's taxpayer number (ИНН, 12 digits); that of a company or a sole trader is public."""
    if _how_many_digits(doc.text) < 11 or not _NINE_DIGITS.search(doc.text):
        return
    for found in re.finditer(_INN, doc.text):
        before = doc.text[max(0, found.start() - 80) : found.start()]
        named = "инн" in before[-NEAR:].lower()
        theirs = re.search(r"(?i)\b(?:у вас|ваш)", before)
        if named and not re.search(_PUBLIC, before) and (theirs or inn_valid(found[0])):
            yield Match(found.start(), found.end())


def someones_phone(doc: Document) -> Iterator[Match]:
    """A mobile number next to words about a third person."""
    if _how_many_digits(doc.text) < 11:
        return
    numbers = list(_MOBILE.finditer(doc.text))
    known = _digits(doc.client.text) if numbers and doc.client else ""
    for found in numbers:
        if _digits(found[0])[-10:] not in known and _about_third(doc, found.start(), found.end()):
            yield Match(found.start(), found.end())


def someones_email(doc: Document) -> Iterator[Match]:
    """A private e-mail address next to words about a third person."""
    if "@" not in doc.text:
        return
    known = doc.client.text.lower() if doc.client else ""
    for found in re.finditer(_EMAIL, doc.text):
        address = found[0].lower()
        if address in known or not (re.search(_FREE_MAIL, address) or re.search(r"[._]|\d", address.split("@")[0])):
            continue
        if _about_third(doc, found.start(), found.end()):
            yield Match(found.start(), found.end())


@lru_cache(maxsize=1)  # asked thrice of each text
def _how_many_digits(written: str) -> int:
    return sum(map(written.count, "0123456789"))


def luhn(digits: str) -> bool:
    """The checksum of bank cards."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def snils_valid(digits: str) -> bool:
    """The checksum of an 11-digit insurance number."""
    total = sum(int(char) * weight for char, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(digits[9:])


def inn_valid(digits: str) -> bool:
    """Both checksums of a 12-digit taxpayer number."""
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        total = sum(int(char) * weight for char, weight in zip(digits, weights, strict=False))
        if total % 11 % 10 != int(digits[len(weights)]):
            return False
    return True


def _issued(digits: str) -> bool:
    """Whether a card of a payment system known here begins so (Мир, Visa, Mastercard, Maestro, UnionPay)."""
    return digits.startswith(("220", "4", "50", "51", "52", "53", "54", "55", "56", "57", "58", "62", "63", "67")) or (
        2221 <= int(digits[:4]) <= 2720
    )


def _about_third(doc: Document, start: int, end: int) -> bool:
    """Do the words round a contact say that it is a third person's?"""
    i = text.token_at(doc, start)
    if i >= len(doc.words):
        return False
    sentence = text.sentence_at(doc, i)
    first, last = doc.sentences[sentence]
    first, last = max(first, i - REACH), min(last, i + REACH)
    before = doc.text[doc.starts[first] : start]
    if re.search(_THEIRS, before):
        return False
    if re.search(_PRIVATE, before) and not re.search(_MINE, before):
        return True
    words = doc.plain[first:last]
    roles = _third_near(words)
    his = any(
        word.norm in _HIS and any(not _CONTACT.isdisjoint(w.lemmas) for w in words[k + 1 : k + 4])
        for k, word in enumerate(words)
    )
    if roles or his:
        return not re.search(_OURS, before) or his
    if re.search(_OURS, doc.text[doc.starts[first] : min(doc.end(last - 1), end + 40)]):
        return False
    return (
        _names(doc, first, last)
        or (sentence > 0 and _third_near(_end_of(doc, sentence - 1)))
        or (doc.client is not None and _third_near(doc.client.words[:ASKED]))
    )


def _end_of(doc: Document, sentence: int) -> tuple[Word, ...]:
    first, last = doc.sentences[sentence]
    return doc.plain[max(first, last - REACH) : last]


def _names(doc: Document, first: int, last: int) -> bool:
    """Is somebody named in this sentence who is neither greeted nor the client?"""
    ours = {word.norm for word in doc.client.words[:ASKED]} if doc.client else set()
    greeted = any(word.norm in _GREETING for word in doc.plain[first : first + 2])
    return not greeted and any(
        word.flags & text.TITLE
        and word.norm not in ours
        and any(r.score > 0.3 and not r.grammemes.isdisjoint(("Name", "Surn")) for r in word.readings)
        for word in doc.plain[first:last]
    )


def _third_near(words: tuple[Word, ...]) -> bool:
    return any(not _THIRD.isdisjoint(word.lemmas) for word in words)


def _digits(written: str) -> str:
    return "".join(char for char in written if char.isdecimal() and char.isascii())
