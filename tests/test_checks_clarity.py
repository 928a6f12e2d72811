"""Checks of the clarity category."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from reply_lint.checks import clarity
from reply_lint.model import Match
from reply_lint.text import Vocabulary

VOCABULARY = Vocabulary()


def found(check: Callable[..., Iterator[Match]], text: str, client: str | None = None, **params: int) -> list[str]:
    return [text[m.start : m.end] for m in check(VOCABULARY.parse(text, client), **params)]


def test_long_sentence_counts_words_not_marks() -> None:
    sentence = "Мы " + "очень, " * 31 + "рады."
    assert found(clarity.long_sentence, sentence) == [sentence]
    assert found(clarity.long_sentence, sentence.replace("очень, ", "", 1)) == []


def test_a_quote_is_one_word() -> None:
    assert found(clarity.long_sentence, "Нажмите «один два три четыре пять» сейчас.", words=3) == []


def test_an_abbreviation_before_a_capital_letter_ends_a_sentence() -> None:
    text = "Лыжи до 180 см. Кладите их наверх."
    assert found(clarity.long_sentence, text, words=5) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Если сумку, которую вы купили, примет магазин, который стоит там, где вы живёте, дорогу оплатим.", True),
        ("Напишите нам сегодня до вечера, что видите на экране телефона, когда нажимаете кнопку входа.", False),
        ("Что взять с собой на приём?", False),
    ],
)
def test_nested(text: str, hit: bool) -> None:
    assert found(clarity.nested, text) == ([text] if hit else [])


def test_wall() -> None:
    paragraph = "Мы рады вам. " * 41
    assert found(clarity.wall, f"Здравствуйте!\n\n{paragraph}") == [paragraph.strip()]
    assert found(clarity.wall, "\n".join(["Мы рады вам."] * 50)) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Курьер передал пакет охраннику, потому что он торопился.", True),
        ("Курьер передал пакет, потому что он торопился.", False),
        ("Водителя зовут Тимофей, он позвонит.", False),
    ],
)
def test_two_owners(text: str, hit: bool) -> None:
    assert found(clarity.two_owners, text) == ([text] if hit else [])


@pytest.mark.parametrize("check", [clarity.long_sentence, clarity.nested, clarity.wall, clarity.two_owners])
def test_nothing_in_an_empty_text(check: Callable[..., Iterator[Match]]) -> None:
    assert found(check, "") == []
