from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from audit_folder import MONDAY, make, row
from hypothesis import given
from hypothesis import strategies as st

from reply_lint import Linter
from reply_lint.audit import kept, promises
from reply_lint.audit.folder import Folder

MOSCOW = timezone(timedelta(hours=3))
NOW = datetime(2026, 5, 13, 14, 30, tzinfo=MOSCOW)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "promise", "deadline"),
    [
        ("Вернёмся с ответом до 18:00.", "Вернёмся с ответом до 18:00", "2026-05-13 18:00"),
        ("Сообщим сегодня до конца дня.", "Сообщим сегодня до конца дня", "2026-05-13 23:59"),
        ("Напишу вам завтра.", "Напишу вам завтра", "2026-05-14 23:59"),
        ("Напишу вам сюда завтра до 12:00.", "Напишу вам сюда завтра до 12:00", "2026-05-14 12:00"),
        ("Завтра, 14 мая, до 12:00 напишем вам.", "Завтра, 14 мая, до 12:00 напишем", "2026-05-14 12:00"),
        ("Ответим в течение часа.", "Ответим в течение часа", "2026-05-13 15:30"),
        ("Ответим в течение двух дней.", "Ответим в течение двух дней", "2026-05-15 23:59"),
        ("Ответим в течение трёх рабочих дней.", "Ответим в течение трёх рабочих дней", "2026-05-18 23:59"),
        ("Ответим за 1–3 рабочих дня.", "Ответим за 1–3 рабочих дня", "2026-05-18 23:59"),
        ("Свяжемся с вами в понедельник.", "Свяжемся с вами в понедельник", "2026-05-18 23:59"),
        ("Вернусь к вам к пятнице.", "Вернусь к вам к пятнице", "2026-05-15 23:59"),
        ("Пришлём ответ до 20 мая.", "Пришлём ответ до 20 мая", "2026-05-20 23:59"),
        ("Напишем 1 июня 2026 г. до 15 часов.", "Напишем 1 июня 2026 г. до 15 часов", "2026-06-01 15:00"),
        ("Сообщим до 25.05.2026, в 10 утра.", "Сообщим до 25.05.2026, в 10 утра", "2026-05-25 10:00"),
        ("Напишу к вечеру.", "Напишу к вечеру", "2026-05-13 23:59"),
        ("Ответим до 18-00.", "Ответим до 18-00", "2026-05-13 18:00"),
        ("Ответим до 18.", "Ответим до 18", "2026-05-13 18:00"),
        ("Позвоню вам с 15:00 до 17:00.", "Позвоню вам с 15:00 до 17:00", "2026-05-13 17:00"),
        ("Ответим 20 мая до конца дня.", "Ответим 20 мая до конца дня", "2026-05-20 23:59"),
        ("В течение часа вам придёт ответ.", "В течение часа вам придёт ответ", "2026-05-13 15:30"),
        ("Перезвоним через 2 часа.", "Перезвоним через 2 часа", "2026-05-13 16:30"),
        ("Через полчаса отпишусь.", "Через полчаса отпишусь", "2026-05-13 15:00"),
        ("Отвечу до 12:00.", "Отвечу до 12:00", "2026-05-14 12:00"),
        ("Специалист свяжется с вами завтра утром.", "свяжется с вами завтра утром", "2026-05-14 12:00"),
        ("Ответ придёт в течение суток.", "Ответ придёт в течение суток", "2026-05-14 14:30"),
        ("Дадим ответ на этой неделе.", "Дадим ответ на этой неделе", "2026-05-17 23:59"),
        ("Отправим вам чек до конца месяца.", "Отправим вам чек до конца месяца", "2026-05-31 23:59"),
        ("Подождите, пожалуйста, ответим до 18:00.", "ответим до 18:00", "2026-05-13 18:00"),
    ],
)
def test_a_promise_and_its_deadline(text: str, promise: str, deadline: str) -> None:
    (found,) = promises.find(text, NOW)
    assert found["text"] == promise == text[found["start"] : found["end"]]
    assert f"{found['deadline'].astimezone(MOSCOW):%Y-%m-%d %H:%M}" == deadline
    assert found["deadline"].tzinfo == timezone.utc


@pytest.mark.parametrize(
    "text",
    [
        "Если деньги не придут, ответим в течение часа.",
        "Пришлите номер заказа, и мы ответим в течение часа.",
        "Ответим в течение двух дней после оплаты.",
        "Заказ приедет завтра, сообщим трек-номер.",
        "Отправим заказ завтра.",
        "Деньги вернём до 20 мая.",
        "Заказ будет доставлен завтра.",
        "Банк ответит завтра.",
        "Постараемся ответить завтра.",
        "Возможно, напишем завтра.",
        "Не ответим до 18:00.",
        "Сообщу, что курьер приедет завтра.",
        "Перезвоним завтра в 12:00, удобно?",
        "Скоро ответим.",
        "Ответим на 18 вопросов и до 18 страниц.",
        "> Ответим до 18:00.\nДа, так и было.",
    ],
)
def test_no_promise_to_write_by_a_moment(text: str) -> None:
    assert promises.find(text, NOW) == []


def test_a_reply_without_a_time_has_promises_without_deadlines() -> None:
    (found,) = promises.find("Ответим завтра.", None)
    assert found["deadline"] is None


def test_a_date_gone_by_has_no_deadline() -> None:
    assert [one["deadline"] for one in promises.find("Ответим до 5 мая.", NOW)] == [None]


WORDS = "Ответим напишем завтра до 18:00 5 мая , . в течение двух рабочих дней и не если через час\n > « »".split(" ")


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=80))
def test_promises_lie_in_the_text_apart_and_in_the_future(text: str) -> None:
    end = 0
    for one in promises.find(text, NOW):
        assert end <= one["start"] < one["end"] <= len(text)
        assert text[one["start"] : one["end"]] == one["text"]
        assert one["deadline"] is None or one["deadline"] > NOW
        end = one["end"]


def test_a_long_text_takes_linear_time() -> None:
    def seconds(n: int) -> float:
        text = "Ответим вам завтра и ещё раз «завтра» ответим до 18:00, " * n
        start = time.perf_counter()
        promises.find(text, NOW)
        return time.perf_counter() - start

    assert min(seconds(800) for _ in range(3)) < 20 * max(min(seconds(100) for _ in range(3)), 1e-3)


PROMISE = "Ответим в течение двух часов."
LATER = row("Спасибо, что подождали.", ticket="Z", hours=200)
"""Shows that the export goes on."""


@pytest.mark.parametrize(
    ("rows", "fate"),
    [
        ([row(PROMISE, ticket="A"), row("Готово.", ticket="A", hours=2), LATER], "kept"),
        ([row(PROMISE, ticket="A"), row("Готово.", ticket="A", hours=2.1), LATER], "broken"),
        ([row(PROMISE, ticket="A"), row("Готово.", ticket="B", hours=1), LATER], "broken"),
        ([row(PROMISE, ticket="A"), row("Готово.", ticket="A", hours=-1), LATER], "broken"),
        ([row(PROMISE, ticket="A"), row("Готово.", ticket="B", hours=1)], "unknown"),
        ([row(PROMISE, ticket=None), LATER], "unknown"),
        ([row(PROMISE, ticket="A", hours=None), LATER], "unknown"),
        ([row("Перезвоним в течение двух часов.", ticket="A"), LATER], "unknown"),
        ([row("Перезвоним в течение двух часов.", ticket="A"), row("Готово.", ticket="A", hours=1), LATER], "kept"),
    ],
)
def test_what_became_of_a_promise(tmp_path: Path, linter: Linter, rows: list[dict[str, object]], fate: str) -> None:
    fates = kept.fates(Folder.open(make(tmp_path / "audit", rows, linter)))
    assert fates["fate"].to_list() == [fate]


def test_a_broken_promise_tells_what_came(tmp_path: Path, linter: Linter) -> None:
    rows = [row(PROMISE, ticket="A", agent="Анна"), row("Готово.", ticket="A", hours=5), LATER]
    made = Folder.open(make(tmp_path / "audit", rows, linter)).summary()["promises"]
    assert (made["kept"], made["broken"], made["unknown"]) == (0, 1, 0)
    (one,) = made["broken_examples"]
    assert one["ticket"] == "A"
    assert one["agent"] == "Анна"
    assert one["text"] == "Ответим в течение двух часов"
    assert one["deadline"] == f"{MONDAY + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"
    assert one["next"] == f"{MONDAY + timedelta(hours=5):%Y-%m-%dT%H:%M:%SZ}"
