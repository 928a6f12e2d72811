"""Checks of the jargon category: forms of terms, abbreviations, coined words, and when all of them are silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[str]]
TERMS = {
    "тикет": "«обращение»",
    "нода": "«сервер»",
    "кастомный": "«особый»",
    "пофиксить": "«исправить»",
    "деплой*": "«обновить»",
    "*деплои*": "«обновить»",
    "=прод": "«сайт»",
    "холд": "«блокировка»",
    "кэш": "«временные файлы»",
    "кеш": "«временные файлы»",
    "пуш": "«уведомление»",
    "пуш-уведомление": "",
}
EVERYDAY = ["СМС QR ИНН ООО"]
MEANINGS = {"ЛК": "личный кабинет"}


@pytest.fixture
def terms(run_check: Callable[..., Any]) -> Found:
    return lambda text, client=None: [
        text[m.start : m.end] for m in run_check("jargon.terms", text, client, terms=TERMS)
    ]


@pytest.fixture
def abbreviations(run_check: Callable[..., Any]) -> Found:
    return lambda text, client=None: [
        text[m.start : m.end]
        for m in run_check("jargon.abbreviations", text, client, meanings=MEANINGS, everyday=EVERYDAY)
    ]


@pytest.mark.parametrize("form", "тикет тикета тикету тикетом тикете тикеты тикетов тикетам тикетами тикетах".split())
def test_all_cases_of_a_noun(terms: Found, form: str) -> None:
    assert terms(f"Речь о {form} идёт.") == [form]


@pytest.mark.parametrize(
    "form", ["нода", "нодой", "кастомного", "пофиксим", "пофиксили", "деплоили", "задеплоим", "деплойте", "Кэша"]
)
def test_other_kinds_of_terms(terms: Found, form: str) -> None:
    assert terms(f"{form} завтра.") == [form]


@pytest.mark.parametrize(
    "text", ["Продам гараж.", "Холодно.", "Пуш-уведомления придут.", "Тикетсервис рядом.", "Ваш Кэш рядом."]
)
def test_other_words_are_left_alone(terms: Found, text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Очистите кэш (временные файлы браузера).",
        "Кеш — временные файлы браузера.",
        "Кэш — это временные файлы.",
        "Почистите кэш, то есть временные файлы.",
        "Удалите временные файлы (кэш) в настройках.",
        "Это называется холд.",
        "Кэш — временные файлы. Очистите кэш в настройках.",
    ],
)
def test_explained(terms: Found, text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize("text", ["Тикет — дело важное.", "Тикет (№ 15) готов.", "Завели тикет — ответ придёт завтра."])
def test_not_explained(terms: Found, text: str) -> None:
    assert len(terms(text)) == 1


def test_what_the_client_wrote_is_known_in_any_form_and_spelling(terms: Found) -> None:
    assert terms("Очистили кеш.", "что делать с кэшем?") == []
    assert terms("Тикеты закрыты.", "мой тикет") == []
    assert terms("Тикеты закрыты.", "мой заказ") == ["Тикеты"]


def test_a_skilled_client_is_answered_in_kind(terms: Found) -> None:
    assert terms("Пофиксили, задеплоим завтра.", "В кэше на ноде мусор.") == []


@pytest.mark.parametrize(
    "client",
    [
        "API отдаёт json с ошибкой",
        "Почему sandbox возвращает 500 на POST?",
        "Ключ утёк в публичный репозиторий",
        "Поддерживаете gRPC?",
    ],
)
def test_a_developer_knows_the_terms_of_developers(run_check: Callable[..., Any], client: str) -> None:
    assert not list(run_check("jargon.terms", "Пофиксим завтра.", client, terms=TERMS, developers_know=True))
    assert len(list(run_check("jargon.terms", "Пофиксим завтра.", client, terms=TERMS))) == 1


@pytest.mark.parametrize(
    "client",
    [
        "Как включить https на сайте?",
        "Wi-Fi не работает, роутер Samsung",
        "Верните 500 рублей, OZON молчит",
        "Поддержка просит API и SSL. Что это и где взять?",
        "Пишут про git и docker, я в этом не разбираюсь",
    ],
)
def test_a_layman_does_not_know_them(run_check: Callable[..., Any], client: str) -> None:
    assert len(list(run_check("jargon.terms", "Пофиксим завтра.", client, terms=TERMS, developers_know=True))) == 1


def test_an_abbreviation_that_is_spelt_out_nearby(abbreviations: Found) -> None:
    assert abbreviations("Без МЧД подпись не примут.", "Что такое машиночитаемая доверенность?") == []
    assert abbreviations("Заказ в пункте выдачи заказов, ПВЗ открыт до 21:00.") == []
    assert abbreviations("Заказ приехал, ПВЗ открыт до 21:00.") == ["ПВЗ"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Субконто останется прежним.", ["Субконто"]),
        ("Гречихин приедет завтра утром.", []),
        ("На тёмном ворсе фолсят датчики.", ["фолсят"]),
        ("Карта отсканируется сама.", []),
        ("Срок указан втарифе.", []),
        ("Всё сказал менеджер процентики.", []),
    ],
)
def test_capital_letters_verbs_and_slips(run_check: Callable[..., Any], text: str, found: list[str]) -> None:
    assert [text[m.start : m.end] for m in run_check("jargon.unheard_of", text)] == found


def test_plain_equivalent_is_given(run_check: Callable[..., Any]) -> None:
    (match,) = run_check("jargon.terms", "Ваш тикет готов.", terms=TERMS)
    assert match.data == {"plain": "«обращение»"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Напишите в ЛК до пятницы.", ["ЛК"]),
        ("Отправьте USSD-запрос.", ["USSD-запрос"]),
        ("Проверьте SPF, DKIM и DMARC.", ["SPF", "DKIM", "DMARC"]),
        ("Код из СМС и QR, ИНН не нужен.", []),
        ("Напишите в ЛК (личный кабинет).", []),
        ("ЛК — личный кабинет.", []),
        ("Отправим по ЭДО — электронному обмену.", []),
        ("Рейс SU 1402 и заказ AB-123.", []),
        ("Модель WAN28263 в наличии.", []),
        ("НЕ СООБЩАЙТЕ НИКОМУ ПАРОЛЬ!", []),
        ("Нажмите кнопку WPS.", []),
        ("ООО РТК ответит завтра.", []),
        ("Глава XII, том IV.", []),
    ],
)
def test_abbreviations(abbreviations: Found, text: str, found: list[str]) -> None:
    assert abbreviations(text) == found


def test_abbreviations_of_the_client(abbreviations: Found) -> None:
    assert abbreviations("В ЛК есть чек.", "где мой лк?") == []
    assert abbreviations("Проверьте SPF.", "Настроил DKIM, DMARC, PTR, что ещё?") == []


def test_meaning_of_an_abbreviation(run_check: Callable[..., Any]) -> None:
    (match,) = run_check("jargon.abbreviations", "Зайдите в ЛК.", meanings=MEANINGS, everyday=EVERYDAY)
    assert match.data == {"plain": ": «личный кабинет»"}


def test_coined_words(run_check: Callable[..., Any]) -> None:
    def coined(text: str) -> list[str]:
        params = {"patterns": ["инг$", "^за(?:реджект)"], "everyday": ["^шопп?инг"]}
        return [text[m.start : m.end] for m in run_check("jargon.coined", text, **params)]

    assert coined("Включился овербрендинг, зареджектили.") == ["овербрендинг", "зареджектили"]
    assert coined("Шоппинг и рейтинг.") == []
    assert coined("Кастинг, тюнинг и дайвинг.") == []


def test_words_that_nobody_has_heard_of(run_check: Callable[..., Any]) -> None:
    def unheard(text: str, client: str | None = None) -> list[str]:
        found = run_check("jargon.unheard_of", text, client, everyday=["^скрин"])
        return [text[m.start : m.end] for m in found]

    assert unheard("Ночью упал батч энролмента.") == ["батч", "энролмента"]
    assert unheard("Термосумка, договорчик, скрин, сообщенеи, Жвыргл.") == []
    assert unheard("Батч упал, батч поднимем.", "а батч?") == []


def test_words_made_of_known_ones_are_no_unheard_of_words(run_check: Callable[..., Any]) -> None:
    text = "Есть подпапка и два ланч-бокса, нажмите кнопкупечать, у нас авиапарк, он в родзале, гистораммы видны."
    assert not list(run_check("jargon.unheard_of", text))


def test_a_long_text_takes_linear_time(terms: Found) -> None:
    assert len(terms("Вот тикет. " * 2000)) == 2000
