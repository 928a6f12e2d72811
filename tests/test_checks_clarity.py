"""Checks of the clarity category."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[str]]


@pytest.fixture
def found(run_check: Callable[..., Any]) -> Found:
    """What a check of the category marks."""
    return lambda check, text, **params: [text[m.start : m.end] for m in run_check(f"clarity.{check}", text, **params)]


def test_long_sentence_counts_words_not_marks(found: Found) -> None:
    sentence = "Мы " + "очень, " * 31 + "рады."
    assert found("long_sentence", sentence) == [sentence]
    assert found("long_sentence", sentence.replace("очень, ", "", 1)) == []


def test_a_quote_is_one_word(found: Found) -> None:
    assert found("long_sentence", "Нажмите «один два три четыре пять» сейчас.", words=3) == []


def test_an_abbreviation_before_a_capital_letter_ends_a_sentence(found: Found) -> None:
    text = "Лыжи до 180 см. Кладите их наверх."
    assert found("long_sentence", text, words=5) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Если сумку, которую вы купили, примет магазин, который стоит там, где вы живёте, дорогу оплатим.", True),
        ("Напишите нам сегодня до вечера, что видите на экране телефона, когда нажимаете кнопку входа.", False),
        ("Что взять с собой на приём?", False),
    ],
)
def test_nested(found: Found, text: str, hit: bool) -> None:
    assert found("nested", text) == ([text] if hit else [])


def test_wall(found: Found) -> None:
    paragraph = "Мы рады вам. " * 41
    assert found("wall", f"Здравствуйте!\n\n{paragraph}") == [paragraph.strip()]
    assert found("wall", "\n".join(["Мы рады вам."] * 50)) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Курьер передал пакет охраннику, потому что он торопился.", True),
        ("Курьер передал пакет, потому что он торопился.", False),
        ("Водителя зовут Тимофей, он позвонит.", False),
        ("Курьер отдал торт сборщику, когда он был помят.", True),
        ("Заявление передайте ей, она его потом передаст им.", True),
        ("Она приедет завтра, а он позвонит вам сам.", False),
        ("Менеджер на месте 🙂 Простите бота, он ещё учится.", False),
    ],
)
def test_two_owners(found: Found, text: str, hit: bool) -> None:
    assert found("two_owners", text) == ([text] if hit else [])


@pytest.mark.parametrize("check", ["long_sentence", "nested", "wall", "two_owners"])
def test_nothing_in_an_empty_text(found: Found, check: str) -> None:
    assert found(check, "") == []
