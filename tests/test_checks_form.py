"""Checks of the form category: address, capitals, emoji, pet forms, names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[str]]


@pytest.fixture
def found(run_check: Callable[..., Any]) -> Found:
    """What a check of the category marks."""
    return lambda check, text, client=None: [text[m.start : m.end] for m in run_check(f"form.{check}", text, client)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Вы записаны на среду. Напиши мне завтра.", ["Напиши"]),
        ("Твой клуб ждёт, забирай карту. Ответьте на письмо.", ["Ответьте"]),
        ("Можешь пересдать тест, если вам удобно.", ["Можешь"]),
        ("Погоде не объяснишь, но вам вернут деньги.", []),
        ("Ты можешь прислать и сканы, а Вы потом довезёте оригиналы, вам скажут куда.", ["Ты можешь"]),
        ("Здравствуй! Вам пришло письмо, напишите нам.", ["Здравствуй"]),
        ("Отправляй вы деньги раньше, вам бы не пришлось ждать.", []),
        ("Гейтвей молчит, вам ответят завтра.", []),
        ("Твой клуб ждёт, забирай карту.", []),
        ("Запишите номер: посылка 20 см в длину.", []),
        ("Здравствуйте, слушай «Ты и я» и пиши отзыв.", []),
    ],
)
def test_ty_and_you(found: Found, text: str, spans: list[str]) -> None:
    assert found("ty_and_you", text) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Карта, которой Вы платили. Мы вам вернём.", ["Вы"]),
        ("Ждём Вас. Для Вас пропуск, охрана вам поможет.", ["вам"]),
        ("Вы записаны. Мы вам позвоним.", []),
        ("Ответ: Вы правы. Мы вам вернём деньги.", []),
        ("По факту Вашего письма сообщаем: Вы правы. Мы за вас рады.", ["вас"]),
        ("Рады, что Вы с нами. Ждём Вас.", []),
    ],
)
def test_capital_you(found: Found, text: str, spans: list[str]) -> None:
    assert found("capital_you", text) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("СРОЧНО обновите приложение.", ["СРОЧНО"]),
        ("Мы НЕ БУДЕМ ждать до завтра.", ["НЕ БУДЕМ"]),
        ("Нужны ОСАГО, СНИЛС и выписка ЕГРН.", []),
        ("Нажмите ОТПРАВИТЬ и подождите.", []),
        ("Ваш промокод ЧАШКА10 действует.", []),
        ("Сумма: [СУММА] руб.", []),
    ],
)
def test_shouting(found: Found, text: str, spans: list[str]) -> None:
    assert found("shouting", text) == spans


def test_shouting_of_the_client_may_be_repeated(found: Found) -> None:
    assert found("shouting", "Надпись ОШИБКА уйдёт.", "Вижу ОШИБКА") == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Ждём вас 🎉🎉🎉", ["🎉🎉🎉"]),
        ("Собран 😊 едет 🚚 встречайте 🎁 скоро", ["🎁"]),
        ("Собран 😊 едет 🚚", []),
        ("📦 Собран\n🚚 Едет\n🎁 Подарок\n🎉 Ура", []),
        ("Семья 👨‍👩‍👧 рада", []),
    ],
)
def test_emoji(found: Found, text: str, spans: list[str]) -> None:
    assert found("emoji", text) == spans


def test_ellipses(found: Found) -> None:
    assert found("ellipses", "Ищем... ждём... тихо... Завтра ответим.") == ["...", "...", "..."]
    assert found("ellipses", "Ищем… Завтра ответим.") == []


@pytest.mark.parametrize("word", "договорчик промокодик обновляшка заявочку счётик тарифчика клубиком денюжки".split())
def test_pet_forms(found: Found, word: str) -> None:
    assert found("pet_form", f"Ваш {word} готов.") == [word]


@pytest.mark.parametrize("word", "датчик загрузчик перевозчика кнопка карточку досрочка перехватчик".split())
def test_no_pet_forms(found: Found, word: str) -> None:
    assert found("pet_form", f"Ваш {word} готов.") == []


@pytest.mark.parametrize(
    ("client", "text", "spans"),
    [
        ("Верните деньги. Алексей", "Здравствуйте, Андрей. Вернём.", ["Андрей"]),
        ("Верните деньги. Саша", "Здравствуйте, Александр. Вернём.", []),
        ("Меня зовут Ирина.", "Добрый день, Марина! Проверим.", ["Марина"]),
        ("Я сама всё оплатила", "Здравствуйте, Николай! Проверим.", ["Николай"]),
        ("Я оплатил дважды", "Здравствуйте, Николай! Проверим.", []),
        ("Где заказ?", "Здравствуйте, Олег! Едет.", []),
        ("Меня зовут Ирина.", "Здравствуйте! Мастер Павел приедет завтра.", []),
    ],
)
def test_wrong_name(found: Found, client: str, text: str, spans: list[str]) -> None:
    assert found("wrong_name", text, client) == spans


def test_no_client_no_wrong_name(found: Found) -> None:
    assert found("wrong_name", "Здравствуйте, Андрей!") == []


@pytest.mark.parametrize(
    "check",
    ["ty_and_you", "capital_you", "shouting", "emoji", "ellipses", "pet_form", "wrong_name"],
)
def test_nothing_in_an_empty_text(found: Found, check: str) -> None:
    assert found(check, "", "") == []
