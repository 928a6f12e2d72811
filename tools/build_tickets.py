"""``examples/tickets.csv``: an export of 2,000 replies to try ``reply-lint audit`` on, always the same.

Texts are those of ``corpora/replies.jsonl`` (tune sets only); agents, teams, dates and the tickets with promises are
made up here. Agents differ in their habits, one team gets better by the week, some replies are canned.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from corpus import ROOT, replies

from reply_lint.evaluate import Labelled

TARGET = ROOT / "examples" / "tickets.csv"
ROWS = 2_000
FIRST, DAYS = datetime(2026, 3, 2), 61
SEED = 20260302
HEADER = ["Номер обращения", "Дата", "Сотрудник", "Команда", "Сообщение клиента", "Ответ"]


@dataclass(frozen=True)
class Agent:
    name: str
    team: str
    good: float
    """How often a faultless reply is taken instead of any."""
    habits: frozenset[str] = field(default_factory=frozenset)
    """Categories that half of the other replies have a label of."""
    learns: float = 0.0
    """By how much ``good`` grows over the two months."""


AGENTS = [
    Agent("Анна", "Чаты", 0.75),
    Agent("Борис", "Чаты", 0.45, frozenset({"typos"})),
    Agent("Вера", "Чаты", 0.55, frozenset({"vague-promise"})),
    Agent("Глеб", "Чаты", 0.25, frozenset({"condescension", "rudeness"})),
    Agent("Дина", "Почта", 0.5, frozenset({"bureaucratese"}), 0.3),
    Agent("Егор", "Почта", 0.35, frozenset({"bureaucratese", "negative-framing"}), 0.4),
    Agent("Зоя", "Почта", 0.5, frozenset({"empathy"}), 0.3),
    Agent("Илья", "Почта", 0.3, frozenset({"negative-framing", "brush-off"}), 0.4),
    Agent("Лев", "Техподдержка", 0.45, frozenset({"jargon"})),
    Agent("Майя", "Техподдержка", 0.7),
    Agent("Нил", "Техподдержка", 0.35, frozenset({"jargon", "internal-kitchen"})),
    Agent("Ян", "Техподдержка", 0.5, frozenset({"uncertainty"})),
]
SHARES = [14, 12, 11, 6, 10, 9, 9, 8, 8, 7, 5, 1]
"""How much each of them writes; the last one is new."""

CANNED = [
    "Здравствуйте! Спасибо за обращение. Мы получили ваше сообщение и ответим в ближайшее время.",
    "Добрый день! Возврат оформлен, деньги вернутся на карту в течение трёх рабочих дней. Номер возврата {n}.",
    "Здравствуйте! К сожалению, мы не можем выполнить ваш запрос. Данный вопрос не входит в нашу компетенцию.",
    "Здравствуйте! Ваш заказ {n} передан в доставку, курьер позвонит за час до приезда.",
    "Добрый день! Для решения вопроса очистите кэш и куки, после чего перезагрузите роутер.",
    "Здравствуйте! Рады, что всё получилось. Хорошего дня!",
]
ASKED = [
    "Деньги списали дважды, когда вернёте?",
    "Посылка третий день стоит на месте, что с ней?",
    "Не приходит код для входа, помогите.",
    "Почему отменили мой заказ?",
]
PROMISES = [
    ("Здравствуйте! Проверяем платёж вместе с банком и вернёмся с ответом завтра до 12:00.", timedelta(hours=26)),
    ("Добрый день! Запросил запись у склада. Напишу вам сегодня до 18:00.", timedelta(hours=8)),
    ("Здравствуйте! Инженеры разбирают случай, ответим вам в течение двух дней.", timedelta(hours=60)),
]
"""A promise made at ten in the morning, and a time by which it is surely broken."""
FOLLOWED = [
    "Здравствуйте! Разобрались: второе списание было ошибкой, деньги вернутся на карту сегодня до конца дня.",
    "Добрый день! Узнал: посылка поедет дальше сегодня вечером, в пятницу будет у вас.",
    "Здравствуйте! Исправили. Запросите код ещё раз, он придёт за минуту.",
]


def main() -> None:
    chance = random.Random(SEED)
    rows = sorted(_rows(chance), key=lambda row: row[1])[:ROWS]
    with open(TARGET, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([number, f"{time:%d.%m.%Y %H:%M}", *rest] for number, time, *rest in rows)


def _rows(chance: random.Random) -> Iterator[tuple[int, datetime, str, str, str, str]]:
    corpus = replies(check=False)
    clean = [one for one in corpus if not one.labels]
    for number in range(48_001, 48_001 + ROWS):
        agent = chance.choices(AGENTS, SHARES)[0]
        day = chance.randrange(DAYS)
        time = FIRST + timedelta(days=day, hours=chance.randrange(9, 20), minutes=chance.randrange(60))
        draw = chance.random()
        if draw < 0.04:
            yield from _promised(chance, number, agent, time.replace(hour=10))
        elif draw < 0.14:
            text = chance.choice(CANNED).format(n=chance.randrange(100_000, 999_999))
            yield number, time, agent.name, agent.team, chance.choice(ASKED), text
        else:
            one = _reply(chance, agent, day / DAYS, corpus, clean)
            yield number, time, agent.name, agent.team, one.client or "", one.reply


def _reply(
    chance: random.Random, agent: Agent, passed: float, corpus: list[Labelled], clean: list[Labelled]
) -> Labelled:
    if chance.random() < agent.good + agent.learns * passed:
        return chance.choice(clean)
    habitual = agent.habits and chance.random() < 0.5
    while True:
        one = chance.choice(corpus)
        if not habitual or any(label.category in agent.habits for label in one.labels):
            return one


def _promised(
    chance: random.Random, number: int, agent: Agent, time: datetime
) -> Iterator[tuple[int, datetime, str, str, str, str]]:
    """A ticket with a promise, and the message that keeps it, or comes late, or never."""
    text, broken = chance.choice(PROMISES)
    yield number, time, agent.name, agent.team, chance.choice(ASKED), text
    fate = chance.random()
    if fate < 0.8:
        later = time + (timedelta(hours=chance.randrange(1, 7)) if fate < 0.6 else broken + timedelta(hours=2))
        yield number, later, agent.name, agent.team, "", chance.choice(FOLLOWED)


if __name__ == "__main__":
    main()
