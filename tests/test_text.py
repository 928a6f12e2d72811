"""Tokens, sentences, clauses and offsets of ``reply_lint.text``."""

from __future__ import annotations

import itertools
import re

import pytest
import razdel
from hypothesis import given
from hypothesis import strategies as st

from reply_lint import clause, text
from reply_lint.model import Document

VOCABULARY = text.Vocabulary()


def read(source: str) -> Document:
    return VOCABULARY.parse(source)


def tokens(doc: Document) -> list[tuple[int, int, str]]:
    return [(start, start + len(w.text), w.text) for start, w in zip(doc.starts, doc.plain, strict=True)]


# Where razdel reads a chunk as it stands: no invisible characters, no Latin letters inside Cyrillic words, and no
# mark of razdel's 2112 rules (- _ / , .) on a chunk's edge, the trap that text.py names.
PIECES = st.sampled_from(
    'заказ мы не сможем Ирина кто-то 18:00 12.03.2024 1,5 3/4 PDF-файл С2 :) ;) !!! ?! … № 5% +7 (код) «да» "нет"'
    " т.е. и т.д. г.Москва 20-го А.С. д.5 email@mail.ru https://a.ru/b?c=d 😊 👋🏽 100₽ {{имя}} a*b ** ё Ё".split()
)
LINES = st.lists(PIECES, max_size=30).map(" ".join)
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


def comparable(source: str) -> bool:
    return not (
        text._INVISIBLE.search(source)
        or text._MIXED.search(source)
        or any(chunk[0] in "-_/\\,.‑–—−" or chunk[-1] in "-_/\\,.‑–—−" for chunk in source.split())
    )


@given(LINES | ANY)
def test_tokens_are_those_of_razdel(source: str) -> None:
    if comparable(source):
        assert tokens(read(source)) == [(t.start, t.stop, t.text) for t in razdel.tokenize(source)]


@given(LINES)
def test_sentences_of_a_line_are_those_of_razdel(source: str) -> None:
    doc = VOCABULARY._read(source, ())
    found = [doc.span(i, j) for i, j in doc.sentences]
    assert found == [(s.start, s.stop) for s in razdel.sentenize(source) if s.text]


ABBREVIATED = "Ответим завтра. С ув. ул. Ленина, д. 5. Да! (Нет.) «Стоп!» Он сказал: 1) раз; 2) Два? И. П. Иванов"


@given(st.lists(st.sampled_from(ABBREVIATED.split()), max_size=20).map(" ".join))
def test_sentences_with_abbreviations_are_those_of_razdel(source: str) -> None:
    doc = VOCABULARY._read(source, ())
    assert [doc.span(i, j) for i, j in doc.sentences] == [(s.start, s.stop) for s in razdel.sentenize(source) if s.text]


@given(st.lists(st.sampled_from(ABBREVIATED.split()), max_size=20), st.sampled_from([" ", "  ", "\t "]))
def test_a_line_is_what_its_pieces_are(chunks: list[str], space: str) -> None:
    line = space.join(["", *chunks])
    known, read_through = VOCABULARY._known_line(line), VOCABULARY._read_line(line, 0, len(line), -1)
    if known is None or read_through is None:
        assert known is read_through is None
        return
    for field in ("words", "starts", "bounds", "first", "last", "start", "stop", "patterns"):
        assert getattr(known, field) == getattr(read_through, field)
    assert line[known.sentence :].strip() == line[read_through.sentence :].strip()
    assert "".join(piece.text for _, piece in known.pieces) in (line, "")


@given(ANY)
def test_offsets_hold_in_any_text(source: str) -> None:
    doc = read(source)
    assert [source[s:e] for s, e, _ in tokens(doc)] == [t for _, _, t in tokens(doc)]
    assert doc.starts == sorted(set(doc.starts))
    assert [i for bounds in doc.sentences for i in range(*bounds)] == list(range(len(doc.words)))
    for k, (i, j) in enumerate(doc.sentences):
        clauses = clause.clauses(doc, k)
        assert clauses[0][0] == i
        assert clauses[-1][1] == j
        assert all(a[1] == b[0] for a, b in itertools.pairwise(clauses))


@pytest.mark.parametrize(
    ("source", "norms"),
    [
        ("за\u00adказ", ["заказ"]),
        ("зака\u0301з", ["заказ"]),
        ("мои\u0306", ["мой"]),
        ("\ufeffЗаказ", ["заказ"]),
        ("Ёлка", ["елка"]),
        ("Пoдскажите", ["подскажите"]),  # Latin o
        ("PDF-файл", ["pdf-файл"]),
    ],
)
def test_words_are_read_through_what_is_invisible(source: str, norms: list[str]) -> None:
    doc = read(source)
    assert [w.norm for w in doc.words] == norms
    assert doc.span(0, 1)[1] == len(source)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\r\n", "\n", "\t", "\u2009"])
def test_white_space_keeps_places(space: str) -> None:
    doc = read(f"Заказ{space}готов")
    assert doc.starts == [0, 5 + len(space)]


@pytest.mark.parametrize(
    "source",
    [
        "Мы, к сожалению, не можем вернуть деньги.",
        "Если начнём в понедельник,| то к среде всё будет готово.",
        "Мы проверили заявку |и отправили заказ.",
        "Пришлите чек, паспорт и заявление.",
        "Ответим до 18:00.",
        "Мы знаем,| что вы ждёте.",
        "Это не ваша ошибка,| а наша вина:| мы перепутали адрес.",
        "Вернуть деньги, увы, нельзя.",
    ],
)
def test_clauses(source: str) -> None:
    plain = source.replace("|", "")
    doc = read(plain)
    found = [plain[slice(*doc.span(i, j))] for i, j in clause.clauses(doc, 0)]
    assert found == [part.strip() for part in source.split("|")]


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("Здравствуйте!\nЗаказ готов", 2),
        ("Мы проверили ваш заказ и отправим его\nзавтра до полудня.", 1),
        ("- выберите карту\n- нажмите «Готово»", 2),
        ("Первое.\n\nвторое", 2),
        ("первое\n\nвторое", 2),
    ],
)
def test_line_breaks(source: str, count: int) -> None:
    assert len(read(source).sentences) == count


def test_tags_and_marks_of_markdown_stand_between_no_words() -> None:
    for source in ("не <b>сможем</b> помочь", "не **сможем** помочь", "[не сможем](https://a.ru) помочь"):
        assert [w.norm for w in read(source).words] == ["не", "сможем", "помочь"], source
    assert len(read("<p>Заказ готов</p><p>Ждём вас</p>").sentences) == 2


def test_masked_tokens_are_opaque() -> None:
    doc = read("Нажмите «Не могу войти» на https://a.ru/не-могу")
    assert [w.norm for w in doc.words if w.kind != "masked"] == ["нажмите", "на"]
    assert "".join(w.text for w in doc.plain) == re.sub(r"\s", "", doc.text)


def test_memo_stays_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "CHUNKS", 50)
    vocabulary = text.Vocabulary()
    for n in range(300):
        vocabulary.parse(f"слово{n} заказ")
    assert len(vocabulary._chunks) <= 50
    assert len(vocabulary._words) <= 50
    assert vocabulary._chunks.get("заказ"), "what is met again and again stays"
    assert vocabulary._chunks.get("слово1") is None


def test_token_at() -> None:
    doc = read("Мы не можем")
    assert text.token_at(doc, 0) == 0
    assert text.token_at(doc, 3) == 1
    assert text.token_at(doc, 11) == 3


def test_letters_without_a_name_are_read() -> None:
    """pymorphy3 asks for the names of a word's characters; Tangut letters have none in Unicode's own table."""
    (word,) = read("\U00017b99а").words
    assert word.kind == "word"
    assert not word.known
