"""HTML of messages → what the client reads, in a shape that the linter's masks understand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint.audit import bodies
from reply_lint.masks import find

PAGES = {
    "paragraphs": ("<p>Анна, здравствуйте!</p><p>Вернём завтра.</p>", "Анна, здравствуйте!\n\nВернём завтра."),
    "breaks": ("Вернём<br>завтра.<br/><br />Ждите.", "Вернём\nзавтра.\n\nЖдите."),
    "divs, one empty": ("<div>Вернём.</div><div><br></div><div>Ждите.</div>", "Вернём.\n\nЖдите."),
    "many empty": ("<p>Раз.</p><p>&nbsp;</p><p></p><p>Два.</p>", "Раз.\n\nДва."),
    "inline": ("<p>Вернём <b>за<i>втра</i></b>.</p>", "Вернём завтра."),
    "spaces": ("<p>\n   Вернём\n   завтра.\n</p>\n<p>Ждите.</p>", "Вернём завтра.\n\nЖдите."),
    "entities": ("<p>&laquo;Мир&raquo; &mdash; 5&nbsp;&lt;&nbsp;7 &amp; да</p>", "«Мир» — 5\xa0<\xa07 & да"),
    "link": ('<p>См. <a href="https://a.example/b">договор</a>.</p>', "См. договор."),
    "list": (
        "<p>Нужны:</p><ul><li>чек;</li><li><p>фото.</p></li></ul><p>Ждём.</p>",
        "Нужны:\n\n- чек;\n- фото.\n\nЖдём.",
    ),
    "numbers": ("<ol><li>Раз<li>Два<ul><li>а</li></ul></ol>", "1. Раз\n2. Два\n- а"),
    "table": ("<table><tr><th>Тариф</th><td>100 ₽</td></tr><tr><td>Срок</td></tr></table>", "Тариф 100 ₽\nСрок"),
    "preformatted": ("<pre>a\n  b</pre>", "a\n  b"),
    "unseen": (
        "<html><head><title>t</title><style>p{}</style></head><body><!-- c --><p>Да.<script>x()</script>"
        '<span style="display: none">скрыто</span></p></body></html>',
        "Да.",
    ),
    "plain lines with a bold word": ("Вернём <b>завтра</b>.\n\nЖдите.", "Вернём завтра.\n\nЖдите."),
    "plain lines in one tag": ("<p>Вернём завтра.\nЖдите.</p>", "Вернём завтра.\nЖдите."),
    "no tags": ("Если 2 < 3 и 5 > 4, то <имя> верно.", "Если 2 < 3 и 5 > 4, то <имя> верно."),
    "only entities": ("Тариф &laquo;Мир&raquo;", "Тариф «Мир»"),
    "line ends": ("Раз\r\nДва\rТри", "Раз\nДва\nТри"),
    "quote": ("<p>Да.</p><blockquote>Где?<br><br>Жду.</blockquote><p>Ждите.</p>", "Да.\n\n> Где?\n>\n> Жду.\n\nЖдите."),
    "signature": ('<div>Да.</div><div class="gmail_signature">Анна<br>Ромашка</div>', "Да.\n--\nАнна\nРомашка"),
    "signature with hyphens": (
        '<div>Да.</div><span>-- </span><br><div class="gmail_signature">Анна</div>',
        "Да.\n--\nАнна",
    ),
}


@pytest.mark.parametrize(("page", "expected"), PAGES.values(), ids=PAGES)
def test_text_of(page: str, expected: str) -> None:
    assert bodies.text(page) == expected


def test_content_type_decides() -> None:
    assert bodies.text("<p>Да.</p>", "text/plain; charset=utf-8") == "<p>Да.</p>"
    assert bodies.text("Да &amp; нет", "text/html") == "Да & нет"


QUOTES = {
    "gmail": '<div class="gmail_quote"><div class="gmail_attr">12 марта 2026 г. в 14:05 Ирина &lt;<a>i@mail.ru</a>&gt;:'
    "<br></div><blockquote>{}</blockquote></div>",
    "thunderbird": '<div class="moz-cite-prefix">12.03.2026 14:05, Ирина пишет:<br></div>'
    '<blockquote type="cite">{}</blockquote>',
    "yandex": "<div>12.03.2026, 14:05, &quot;Ирина&quot; &lt;i@mail.ru&gt;:</div><blockquote><p>{}</p></blockquote>",
    "yahoo": '<div class="yahoo_quoted"><div>{}</div></div>',
    "outlook": '<hr><div id="divRplyFwdMsg"><b>От:</b> Ирина &lt;i@mail.ru&gt;<br>'
    "<b>Отправлено:</b> 12 марта 2026 г. 14:05<br>"
    "<b>Кому:</b> Поддержка<br><b>Тема:</b> Деньги</div><div>{}</div>",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_what_the_client_wrote_is_masked(quote: str) -> None:
    page = "<div>Ирина, деньги вернём завтра.</div><br>" + quote.format("Где мои деньги?<br>Жду ответа!")
    text = bodies.text(page)
    masked = "".join(text[mask.start : mask.end] for mask in find(text) if mask.kind == "mail")
    assert "Где мои деньги?" in masked
    assert "Жду ответа!" in masked
    assert "вернём" not in masked
    assert text.startswith("Ирина, деньги вернём завтра.")


def test_a_signature_is_masked() -> None:
    text = bodies.text('<p>Деньги вернём завтра.</p><div class="moz-signature">Анна Иванова<br>ООО «Ромашка»</div>')
    assert [mask.kind for mask in find(text) if text.startswith("--\nАнна Иванова", mask.start)] == ["signature"]


@pytest.mark.parametrize(
    "page",
    ["<div>" * 100_000 + "Да.", "<b>" * 50_000 + "Да." + "</b>" * 50_000, "<p>Да.<br>" * 50_000, "<a href=" * 100_000],
    ids=["deep", "deep-closed", "long", "never-closed"],
)
def test_odd_pages_take_no_longer(page: str) -> None:
    start = time.perf_counter()
    bodies.from_html(page)
    assert time.perf_counter() - start < 5


@given(st.text("<>/&;=\"' \n\tpbdivulaclostrq!-Да.") | st.text())
def test_whatever_stands_there_comes_out_as_text(page: str) -> None:
    for kind in ("", "text/html", "text/plain"):
        assert bodies.text(page, kind) == bodies.text(page, kind).strip()
