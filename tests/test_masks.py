"""Texts with their masks marked: ``⟦quote:«Оплата»⟧`` is both a piece of the input and an expected mask."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint.masks import find

MARK = re.compile(r"⟦(\w+):(.*?)⟧", re.DOTALL)


def unmarked(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without brackets, and the spans that they marked."""
    text, spans, done = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[done : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        done = mark.end()
    return text + marked[done:], spans


def check(marked: str, client: str | None = None) -> None:
    text, expected = unmarked(marked)
    found = [(mask.start, mask.end, mask.kind) for mask in find(text, client)]
    assert [(kind, text[start:end]) for start, end, kind in found] == [(k, text[i:j]) for i, j, k in expected]
    assert found == expected


GMAIL = "вт, 12 мар. 2024\u202fг. в 14:05, Анна Петрова <anna@example.ru>:"
HEADERS = {
    "gmail": GMAIL,
    "gmail with weekday, wrapped": "пн, 11 нояб. 2024 г. в 09:01, Константин Константинопольский <\nkk@example.ru>:",
    "gmail, older": "12 марта 2024 г., 14:05 пользователь Анна Петрова <anna@example.ru> написал:",
    "gmail, nbsp": "12\xa0марта 2024\xa0г., 14:05 пользователь Анна <anna@example.ru> написал:",
    "yandex": '12.03.2024, 14:05, "Анна Петрова" <anna@example.ru>:',
    "yandex, wrapped": '12.03.2024, 14:05, "Анна Александровна Петрова-Водкина"\n<anna.petrova@example.ru>:',
    "yandex, words": "12 марта 2024 г., 14:05, Анна <anna@example.ru> пишет:",
    "yandex, address only": "12.03.2024, 14:05, anna@example.ru:",
    "mail.ru": "Вторник, 12 марта 2024, 14:05 +03:00 от Анна Петрова <anna@mail.ru>:",
    "mail.ru, address only": "Вторник, 12 марта 2024, 14:05 +03:00 от anna@mail.ru <anna@mail.ru>:",
    "apple": "12 марта 2024 г., в 14:05, Анна Петрова <anna@example.ru> написал(а):",
    "thunderbird": "12.03.2024 14:05, Анна Петрова пишет:",
    "thunderbird, quoted name": "12.03.2024 14:05, «Ромашка» Анна пишет:",
    "helpdesk": "2024-03-12 14:05:33 Анна Петрова написал(а):",
    "english": "On Tue, Mar 12, 2024 at 2:05 PM Anna Petrova <anna@example.ru> wrote:",
    "english, wrapped": "On Tue, Mar 12, 2024 at 2:05 PM Anna Petrova <\nanna@example.ru> wrote:",
    "outlook banner": "-----Исходное сообщение-----",
    "english banner": "-----Original Message-----",
    "forwarded": "-------- Пересылаемое сообщение --------",
    "forwarded, yandex": "-------- Пересылаемое сообщение--------",
    "forwarded, apple": "Начало переадресованного сообщения:",
    "forwarded, gmail": "---------- Forwarded message ---------",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
class TestHeader:
    def test_without_quoted_lines_hides_all_below(self, header: str) -> None:
        check(f"Анна, деньги вернём завтра.\n\n⟦mail:{header}\nГде «мои» деньги?\n\nС уважением,\nАнна\n⟧")

    def test_windows_line_ends(self, header: str) -> None:
        header = header.replace("\n", "\r\n")
        check(f"Анна, деньги вернём завтра.\r\n\r\n⟦mail:{header}\r\nГде мои деньги?\r\n⟧")

    def test_with_quoted_lines_hides_just_them(self, header: str) -> None:
        check(f"Добрый день!\n⟦mail:{header}\n> Где деньги?\n> Жду.⟧\nВернём завтра.\n⟦mail:> И бонусы?⟧\nБонусы тоже.")

    def test_blank_line_before_quoted_lines(self, header: str) -> None:
        check(f"Добрый день!\n\n⟦mail:{header}\n\n> Где деньги?⟧\n\nВернём завтра.")

    def test_at_the_end(self, header: str) -> None:
        check(f"Вернём завтра.\n\n⟦mail:{header}⟧")


def test_outlook_block() -> None:
    check(
        "Добрый день, Анна!\nДеньги вернём завтра.\n\n"
        "⟦mail:________________________________\n"
        "От: Анна Петрова <anna@example.ru>\nОтправлено: 12 марта 2024 г. 14:05\nКому: support@example.ru\n"
        "Тема: Возврат\n\nГде мои деньги?⟧"
    )


@pytest.mark.parametrize(
    "block",
    [
        "От: Анна <anna@example.ru>\nОтправлено: вторник, 12 марта 2024 г. 14:05\nКому: help@example.ru\nТема: Re: Чек",
        "От: Анна <anna@example.ru> Отправлено: 12 марта 2024 г. 14:05 Кому: support@example.ru Тема: Возврат",
        "*От:* Анна <anna@example.ru>\n*Отправлено:* 12 марта 2024 г. 14:05\n*Кому:* help@example.ru\n*Тема:* Возврат",
        "From: Anna <anna@example.ru>\nSent: Tuesday, March 12, 2024 2:05 PM\nTo: support@example.ru\nSubject: Refund",
        "От: Анна <anna@example.ru>\nDate: вт, 12 мар. 2024 г. в 14:05\nSubject: Возврат\nTo: <support@example.ru>",
        "От кого: Анна <anna@example.ru>\nДата: 12.03.2024 14:05\nКому: support@example.ru",
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_block(block: str, eol: str) -> None:
    check(f"Вернём завтра.\n\n⟦mail:{block}\n\nГде мои деньги?⟧".replace("\n", eol))


def test_outlook_banner_with_block() -> None:
    check(
        "Деньги вернём завтра.\n\n⟦signature:С уважением,\nПётр⟧\n\n⟦mail:-----Исходное сообщение-----\n"
        "От: Анна [mailto:anna@example.ru]\nОтправлено: 12 марта 2024 г. 14:05\nКому: help@example.ru\n\nГде деньги?⟧"
    )


def test_mail_ru_whole() -> None:
    check(
        "Анна, деньги вернём завтра до 18:00.\n\n⟦signature:--\nПётр Иванов⟧\n\n"
        "⟦mail:Вторник, 12 марта 2024, 14:05 +03:00 от Анна Петрова <anna@mail.ru>:\n> Где мои деньги?\n>\n"
        "> --\n> Анна Петрова⟧\n"
    )


def test_signature_above_a_mail_that_quotes_another() -> None:
    check(f"Вернём завтра.\n⟦signature:С уважением,\nПётр⟧\n\n⟦mail:{GMAIL}\nГде деньги?\n> Ищем.\nЖду!⟧")


def test_two_mails_deep() -> None:
    check(
        f"Вернём завтра.\n\n⟦mail:{GMAIL}\n> Где деньги?\n>\n> 11.03.2024, 10:00, support@example.ru:\n"
        ">> Ищем.\n> > Нашли.⟧\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "⟦mail:> можно ли скидку⟧\nПри оплате за год цена ниже.\n\n⟦mail:> а рассрочку⟧\nДа, на полгода.",
        "⟦mail:>> раз\n> > два\n  > три⟧\nОтвет.",
        "⟦mail:> Где деньги?\r\n> Жду.⟧\r\nВернём.\r\n",
        "⟦mail:\xa0> Где деньги?⟧\nВернём.",
        "⟦mail:> Где ```код\n> ещё⟧\nВаш код верный.",
        "⟦mail:>⟧",
        "Вернём завтра.\n\n⟦mail:Отправлено с iPhone⟧",
        "Вернём завтра.\r\n⟦mail:Отправлено из мобильной Почты⟧\r\n",
        "Вернём завтра.\n⟦mail:Отправлено из Почты Mail.ru для Android⟧\n⟦mail:> Где деньги?⟧",
        "Вернём завтра.\n⟦mail:Sent from my iPhone⟧",
    ],
)
def test_quoted_lines(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "От: имени компании приносим извинения.\nКому: вам.\nТема: возврат.",
        "Отправьте письмо так:\nОт: ваше имя\nДата: дата договора\nКому: бухгалтерия\nТема: возврат",
        "Отправьте письмо так:\nКому: бухгалтерия\nОт: Иванов\nДата: 12.03.2024",
        "Клиент пишет: деньги не пришли.\nПроверьте.",
        "Коллега пишет:\nденьги придут завтра.",
        "12 марта в 14:05 курьер написал: дверь закрыта.",
        "12 марта 2024 г. в 14:05 курьер написал:\nдверь закрыта.",
        "12.03.2024 в 14:05 вы написали:\nденег нет. Проверили: ушли.",
        "12.03.2024, 14:05, курьер пишет:\nдверь закрыта.",
        "12.03.2024 в 14:05 отправили чек на адрес ⟦email:anna@example.ru⟧:\nпроверьте папку.",
        "12.03.2024, 14:05: заказ собран\n12.03.2024, 16:30: заказ передан курьеру, писал Олег",
        "Как вы и писали 12.03.2024 в 14:05:\nденьги не дошли.",
        "On the page you will find what he wrote: text",
        "Ваше исходное сообщение мы получили.\n--- Исходное сообщение не нашли ---\nПришлите снова.",
        "Начало переадресованного сообщения: проверьте его.",
        "Отправлено с опозданием, простите.",
        "Отправлено из Москвы 12 марта, трек 123.\nПридёт 15 марта.",
        "Цена -> выше, 5 > 3, =>",
        "Настройки > Профиль > Карты",
        "| столбец | ещё |\n| 1 | 2 |",
    ],
)
def test_no_mail(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Смотрите ⟦url:https://example.ru/a?b=1&amp;c#d⟧.",
        "Смотрите (⟦url:https://example.ru/a⟧), там есть всё.",
        "Вот: ⟦url:https://ru.wikipedia.org/wiki/Язь_(рыба)⟧!",
        "[статья](⟦url:https://example.ru/a⟧) и **⟦url:https://example.ru/b⟧**",
        "Вот ⟦quote:«https://example.ru/a»⟧ и <⟦url:http://example.ru⟧>",
        "Откройте ⟦url:www.example.ru⟧, ⟦url:WWW.EXAMPLE.RU⟧; ⟦url:http://192.168.0.1:8080⟧.",
        "На ⟦url:example.ru⟧, ⟦url:my-site.example.com/путь/1⟧ и ⟦url:пример.рф⟧. А ⟦url:кто.рф/я⟧?",
        "Пишите в ⟦url:t.me/support_bot⟧ или ⟦url:tg://resolve?domain=x⟧.",
        "Порт: ⟦url:example.com:8080/x⟧, OZON: ⟦url:OZON.RU⟧",
        "Пишите на ⟦email:help.me+1@mail.example.ru⟧. Или ⟦email:почта@пример.рф⟧, <⟦email:a@b.ru⟧>",
        "Адрес: ⟦email:first.ru@site.com⟧",
        "Живу в г.москва и т.д. Готово.но нет. Сайт.онлайн запись. В т.ч. налог 1.5 ИП.Ру",
        "собака @support, a@b, цена 5@10, точка.Точка, README.txt, v1.2.3, i.e. node.js",
    ],
)
def test_addresses(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Введите ⟦code:`ip a`⟧ и ⟦code:``a b``⟧.",
        "Код:\n⟦code:```python\nprint('«а»')\n> 5\n```⟧\nГотово.",
        "Код:\r\n⟦code:```\r\na\r\n```⟧\r\nГотово.",
        "Код:\n⟦code:~~~sh\nrm -rf ./a.ru\n~~~⟧\nГотово.",
        "Код: ⟦code:```rm «а»```⟧ вот.",
        "Код:\n⟦code:```\nне закрыли\nhttps://example.ru\n\nС уважением,\nИван⟧",
        "Об`ект и под`езд, 5` и ` один",
        "~~~~~~~~~~~\nАкция!\n~~~~~~~~~~~\nСпешите.",
        "Две строки `раз\nдва`",
    ],
)
def test_code(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        '⟦html:<p>⟧Да.⟦html:<br/>⟧⟦html:<br />⟧⟦html:<a href="https://example.ru?a=1">⟧тут⟦html:</a>⟧⟦html:</p>⟧',
        "⟦html:<B>⟧Да⟦html:</B >⟧&⟦html:&nbsp;⟧⟦html:&#8212;⟧⟦html:&#xA0;⟧",
        "⟦html:<!-- «шаблон» 5 -->⟧Да.⟦html:<!DOCTYPE html>⟧",
        "⟦html:<time datetime='12'>⟧12⟦html:</time>⟧",
        "Спасибо <3, <имя>, <название клуба>, <name>, <time>, <link>, a < b > c, i<b и c>d, R&D; AT&T",
        "<script и <bold> и <5> и <>",
    ],
)
def test_html(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        'Нажмите ⟦quote:«Оплатить»⟧, потом ⟦quote:"Да"⟧, ⟦quote:„Нет“⟧, ⟦quote:“OK”⟧ и ⟦quote:„ещё”⟧.',
        "Откройте ⟦quote:«Резервные копии → 11 мая → Восстановить всё из копии»⟧.",
        'Тариф ⟦quote:«Связь «Плюс»»⟧ и ⟦quote:"Тариф "Базовый""⟧.',
        "Компания «Торговый дом ⟦quote:«Ромашка»⟧ ждёт.",
        "Пункт ⟦quote:«Да, я хочу отказаться от услуги прямо сейчас»⟧ внизу.",
        "В ошибке сказано: ⟦quote:«Сервер не отвечает, попробуйте зайти ещё раз позже»⟧.",
        "Вы писали, что ⟦quote:«всё пропало и никто уже давно не отвечает»⟧.",
        "Наш принцип: «мы никогда не возвращаем деньги тем, кто хамит».",
        "Ошибка исправлена. «Мы никогда не возвращаем деньги тем, кто хамит».",
        "Кнопка\n«мы никогда не возвращаем деньги тем, кто хамит».",
        "Наш «принцип таков: жмите ⟦quote:«Да»⟧ и не задавайте больше никаких вопросов».",
        'Мониторы 27" и 32" по 5\'10" есть.',
        'Мониторы 27" и ⟦quote:"Самсунг"⟧ есть.',
        'Пусто: «» и "". Не закрыли «кавычку\nи» тут.',
        "»наоборот« и “",
        "«" + "а" * 300 + "»",
        "«Ничем не можем помочь.»",
        '  "Ничем не можем помочь."\n',
        "Слово ⟦quote:«`код`»⟧ и ⟦quote:«https://example.ru/a»⟧.",
    ],
)
def test_quotes(text: str) -> None:
    check(text)


def test_quotes_of_the_client() -> None:
    client = "Ваш курьер ВСЁ  время\nопаздывает, и мне это надоело! Верните деньги"
    check("Понимаю: ⟦quote:«Все время опаздывает, и мне это надоело!»⟧ Вернём.", client)
    check("Понимаю: «все время опаздываете, и нам это надоело»! Вернём.", client)


@pytest.mark.parametrize(
    "text",
    [
        "Вернём завтра.\n\n⟦signature:С уважением,\nИван Петров⟧",
        "Вернём завтра.\n\n⟦signature:С уважением,\n\nИван Петров,\nспециалист\nООО Связь\nТел.: 8 800 555-35-35⟧\n\n",
        "Вернём завтра. ⟦signature:С уважением, Иван⟧",
        "Вернём завтра 😊 ⟦signature:С уважением, команда Связи!⟧",
        "Вернём завтра.\r\n\r\n⟦signature:С уважением,\r\nИван⟧\r\n",
        "Вернём завтра.\n⟦signature:С\xa0уважением, Иван⟧",
        "Вернём завтра.\n⟦signature:С наилучшими пожеланиями,\nучебная часть⟧",
        "Вернём завтра.\n⟦signature:с ув. Иван⟧",
        "Вернём завтра.\n⟦signature:Ваша команда поддержки⟧",
        "Вернём завтра.\n⟦signature:Всего доброго,\nИван⟧",
        "Вернём завтра. ⟦signature:Всего доброго!⟧",
        "Вернём завтра.\n⟦signature:Всего доброго!\nИван Петров⟧",
        "Вернём завтра.\n⟦signature:-- \nИван\n⟧⟦email:ivan@example.ru⟧",
        "Вернём.\n⟦signature:С уважением,\nсалон ⟧⟦quote:«Кухни»⟧⟦signature:\n⟧⟦url:example.ru⟧⟦signature:\n8 800⟧",
        "Вернём завтра.\n⟦signature:С уважением,\nИван⟧\n\nP.S. Не забудьте паспорт.",
        "Вернём завтра.\n⟦signature:С уважением,\nИван⟧\n\n⟦mail:Отправлено с iPhone⟧\n⟦mail:> Где деньги?⟧\n",
        "⟦mail:> Где деньги?⟧\nВернём.\n⟦signature:С уважением, Иван⟧",
        "⟦signature:С уважением, Иван⟧",
    ],
)
def test_signature(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "С уважением отношусь к вашей просьбе.",
        "Мы с уважением, но твёрдо отказываем.",
        "С уважением, но твёрдо отказываем.",
        "С уважением, Иван. " + "Деньги вернём завтра, как только банк их отдаст. " * 10,
        "Ваша команда получит доступ завтра.",
        "Всего доброго, хотя вы этого не заслужили.",
        "Всего доброго! Надеюсь, теперь понятно.",
        "Всего хорошего вам и не только сегодня.",
        "Осталось всего 5 штук. Всего 300 рублей.",
        "Первое.\n--\nЗдесь идёт длинный текст, который подписью никак не назовёшь.\nИ ещё: много.",
    ],
)
def test_no_signature(text: str) -> None:
    check(text)


def test_a_sting_below_a_farewell_is_seen() -> None:
    check("Вернём.\n⟦signature:Всего доброго!⟧\nНадеюсь, теперь понятно")


def test_empty() -> None:
    assert find("") == ()
    assert find("Деньги вернём завтра до 18:00.", "Где деньги?") == ()


HARD = {
    "quoted lines": "> а\n" * 500_000,
    "quoted, bare": ">\n" * 1_000_000,
    "blank lines": "12.03.2024 14:05, Анна пишет:" + "\n" * 2_000_000,
    "guillemets": "«" * 200_000,
    "guillemets, paired": "«а»" * 200_000,
    "guillemets, nested": "«" * 100_000 + "»" * 100_000,
    "long quotes": "«раз два три четыре пять шесть» " * 30_000,
    "parentheses": "(" * 300_000,
    "url with parentheses": "http://x.ru/(" + ")" * 500_000,
    "one word": "а" * 10_000_000,
    "one Latin word": "a" * 10_000_000,
    "one Latin word and a domain": "a" * 5_000_000 + " x.ru a@b",
    "straight quotes": '"' * 500_000,
    "straight quotes, spaced": ' "а' * 200_000,
    "backticks": "`" * 500_000,
    "backticks, spaced": "` " * 250_000,
    "fences": "```\n" * 250_000,
    "angles": "<" * 500_000,
    "tags, open": "<a href=" * 100_000,
    "tags, one open": "<a " + "b=" * 500_000,
    "comments, open": "<!--" * 200_000,
    "dots": "a." * 500_000,
    "dots and a domain": "a." * 500_000 + " x.ru",
    "domains": "a.ru." * 200_000,
    "hyphens": "a-" * 500_000 + " x.ru",
    "at signs": "a@" * 500_000,
    "at signs and dots": "a@" + "a." * 500_000,
    "ampersands": "&amp" * 200_000,
    "www": "www." * 200_000,
    "spaces": " " * 2_000_000 + "@:>:--",
    "dates": "12.03.2024, 14:05\n" * 50_000 + "@",
    "date and spaces": "12.03.2024, 14:05, А" + " " * 1_000_000 + "@",
    "headers": "12.03.2024 14:05, Анна пишет:\n> а\n" * 30_000,
    "blocks": ("От: " + " Дата: 1" * 60 + "\n") * 1_000,
    "underscores": "_____\n" * 200_000 + "От: : :",
    "hyphens as a line": "-" * 1_000_000,
    "On": "On 1" * 200_000 + "wrote:",
    "signature": "С уважением, " * 100_000,
    "signature, lines": "С уважением,\n" * 100_000,
    "nested long quotes": ("«" * 80 + "раз два три четыре пять шесть" + "»" * 80) * 5_000,
    "dates and brackets": ("12.03.2024, 14:05 " + "[" * 300 + "\n") * 3_000 + "@",
    "sent": "Отправлено с iPhone\n" * 50_000,
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_time_is_linear(text: str) -> None:
    start = time.perf_counter()
    find(text, text[:1_000_000])
    assert time.perf_counter() - start < 5


PIECES = st.sampled_from(
    [
        *HEADERS.values(), "\n", "\r\n", " ", "\xa0", "> а", ">", "«", "»", '"', "„", "“", "”", "`", "```", "~~~", "<",
        "<b>", "&nbsp;", "https://example.ru/a)", "x.ru", "a@b.ru", ".", ",", "@", "--", "-- ", "С уважением,", "Иван",
        "Отправлено с iPhone", "От: а\nДата: 1\nКому: б", "Нажмите", "слово", "\ud800", "é", "\u200b", "<!--", "😊",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join), st.none() | st.text())
def test_masks_are_sorted_apart_and_within(text: str, client: str | None) -> None:
    end = 0
    for mask in find(text, client):
        assert end <= mask.start < mask.end <= len(text)
        end = mask.end


@given(st.lists(PIECES, max_size=20).map("".join))
def test_mail_does_not_depend_on_the_lines_above(text: str) -> None:
    mail = [(mask.start, mask.end) for mask in find("\n" + text) if mask.kind == "mail"]
    moved = [(mask.start - 5, mask.end - 5) for mask in find("Да.\n\n\n" + text) if mask.kind == "mail"]
    assert moved == mail
