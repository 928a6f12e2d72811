"""Checks of the private-data category: checksums and third persons' contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from reply_lint.checks import private_data
from reply_lint.model import Document, Match
from reply_lint.text import Vocabulary

VOCABULARY = Vocabulary()


def found(check: Callable[[Document], Iterator[Match]], text: str, client: str | None = None) -> list[str]:
    return [text[m.start : m.end] for m in check(VOCABULARY.parse(text, client))]


def test_checksums() -> None:
    assert private_data.luhn("4276380098765436")
    assert not private_data.luhn("4276380098765437")
    assert private_data.snils_valid("08765430300")
    assert not private_data.snils_valid("08765430301")
    assert private_data.inn_valid("502471609305")
    assert not private_data.inn_valid("502471609306")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("С карты 4276 3800 9876 5436 вернём.", ["4276 3800 9876 5436"]),
        ("Вернули на 4276380098765436.", ["4276380098765436"]),
        ("По карте 4276 3800 1774 5268 долг.", ["4276 3800 1774 5268"]),
        ("Посылка 4276 3800 9876 5437 в пути.", []),
        ("Подарочная карта 4276 3800 9876 5436.", []),
        ("Карта ···· 5436 привязана.", []),
        ("Счёт 40817810099910004312.", []),
    ],
)
def test_card_number(text: str, spans: list[str]) -> None:
    assert found(private_data.card_number, text) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Ваш СНИЛС 134-582-076 58.", ["134-582-076 58"]),
        ("СНИЛС: 11223344595", ["11223344595"]),
        ("Указано 087-654-303 00.", ["087-654-303 00"]),
        ("Посылка 134-582-076 59.", []),
        ("Звоните 8 912 345 67 89.", []),
    ],
)
def test_snils(text: str, spans: list[str]) -> None:
    assert found(private_data.snils, text) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Ваш ИНН 502471609305.", ["502471609305"]),
        ("ИНН банка 7707083893.", []),
        ("По базе у вас ИНН 772300145218, всё совпало.", ["772300145218"]),
        ("ИП Саркисян, ИНН 502471609305.", []),
        ("Заказ 502471609305.", []),
    ],
)
def test_inn(text: str, spans: list[str]) -> None:
    assert found(private_data.inn, text) == spans


@pytest.mark.parametrize(
    ("text", "client", "spans"),
    [
        ("Водитель Рустам, +7 987 203-55-14.", None, ["+7 987 203-55-14"]),
        ("Номер мастера Сергея 89161234567.", None, ["89161234567"]),
        ("Её номер 8(916)204-37-58.", None, ["8(916)204-37-58"]),
        ("Пожалуйста: +7 916 204-77-31.", "Дайте телефон курьера", ["+7 916 204-77-31"]),
        ("Курьер позвонит с 8 800 555-01-10.", None, []),
        ("Мой номер +7 916 204-37-58, Ирина.", None, []),
        ("Звоните ему на личный: 8 999 555-64-10.", None, ["8 999 555-64-10"]),
        ("Личный номер кассира Веры: +7 921 640-18-33.", None, ["+7 921 640-18-33"]),
        ("В личном кабинете укажите номер, например 8 999 555-64-10.", None, []),
        ("Мой личный номер 8 999 555-64-10.", None, []),
        ("Ваш номер +7 916 204-37-58 подтверждён.", None, []),
        ("Курьер наберёт +7 916 204-37-58.", "Звоните 8 916 204-37-58", []),
    ],
)
def test_someones_phone(text: str, client: str | None, spans: list[str]) -> None:
    assert found(private_data.someones_phone, text, client) == spans


@pytest.mark.parametrize(
    ("text", "client", "spans"),
    [
        ("Покупатель другой, его почта kostya84@mail.ru.", None, ["kostya84@mail.ru"]),
        ("Ваша почта kostya84@mail.ru подтверждена.", None, []),
        ("Пришлите чек на billing@firm.example, бухгалтер проверит.", None, []),
        ("Дочь получит письмо на inna_74@mail.ru.", "Адрес inna_74@mail.ru", []),
    ],
)
def test_someones_email(text: str, client: str | None, spans: list[str]) -> None:
    assert found(private_data.someones_email, text, client) == spans
