"""The phrase language: what each operator matches, and what a bad phrase is told."""

from __future__ import annotations

import pytest

from reply_lint import marks, match, packs, text
from reply_lint.phrase import Atoms, PhraseError, compile_phrase, tables

CLASSES = {
    "modal": ("мочь", "смочь", "иметь возможность"),
    "refuse": ("отказать", "$modal"),
    "loop": ("$loop2",),
    "loop2": ("$loop",),
}


def found(phrase: str, source: str, likely: bool = False) -> list[str]:
    atoms = Atoms(packs._lemmas_of, CLASSES)
    compiled = compile_phrase(phrase, atoms)
    index = match.load(tables(atoms, [[*c, likely] for c in compiled]), range(len(compiled)), ())
    doc = text.Vocabulary(index.annotate).parse(source)
    spans = {doc.span(i, j) for _, (i, j) in index.triggered(doc, {})}
    return [source[s:e] for s, e in sorted(spans)]


@pytest.mark.parametrize(
    ("phrase", "marked"),
    [
        ("заказ", "Ваш [[заказ]] готов, [[заказы]] едут, [[Заказом]] довольны."),
        ("=заказ", "Ваш [[ЗАКАЗ]] готов, заказы едут."),
        ("счет|карта", "[[Счёт]] и [[карта]] тут."),
        ("вы сам? виноват", "[[Вы сами виноваты]], [[вы виноваты]], вы всегда виноваты."),
        ("!не мочь", "Мы не можем, но они [[могут]]. [[Можете]] ли?"),
        ("мочь !не", "Мы можем не успеть? Нет, [[можем]]."),
        ("<VERB,past>", "Мы [[вернули]] и вернём."),
        ("вернуть<past>", "Мы [[вернули]] и вернём."),
        ("ответ<gent>", "нет [[ответа]], есть ответ"),
        ("$modal", "Мы [[можем]], [[сможем]] и [[имеем возможность]]."),
        ("$refuse", "Нам [[отказали]], мы [[смогли]]."),
        ("$modal<past>", "Мы можем, [[смогли]] и [[имели возможность]]."),
        ("{<INFN> нужный !волноваться}", "Волноваться не нужно. [[Ждать не нужно]]."),
        ("вы ... ошибка", "[[Вы допустили эту ошибку]], а вы, как всегда, правы."),
        ("(<INFN>)? ...2 нет смысл", "[[Нет смысла]] ждать. [[Ждать нет смысла]]."),
        ("мы ~8 деньги", "[[Мы проверили заявку, и сегодня деньги]] придут."),
        ("мы ... деньги", "Мы проверили заявку, поэтому деньги придут."),
        ("{мы (не мочь) вернуть}", "[[Вернуть деньги мы сегодня не можем]]. Мы вернём, раз не можем."),
        ("{мы [[(не мочь)]] !если}", "Мы [[не можем]] сегодня. Если мы не можем, скажем."),
        ("{~ мы деньги}", "[[Мы проверили заявку, и поэтому деньги]] придут."),
        ("^ ждите", "[[Ждите]]. Вы ждите. — [[Ждите]]!"),
        ("ждать $", "Будем [[ждать]]. Ждать долго не нужно."),
        ("мы [[не мочь]] <INFN>", "Мы [[не можем]] помочь. Мы не можем."),
        ("(не мочь)|(нет возможность) вернуть", "[[Не можем вернуть]], [[нет возможности вернуть]]."),
        ("думать , что", "[[Думаем, что]] так. Думаем что так."),
        ("готов =?", "Всё [[готово?]] Всё готово."),
        ("<LATN>", "Пришлите [[PDF]] сюда"),
        ("<UPPER>", "[[СРОЧНО]] ответьте"),
        ("<NUMB> день", "[[2 дня]] или два дня"),
        ("зайти на", "[[Зайдите на]] https://a.ru"),
        ("еж", "[[Ёж]] и [[еж]]"),
    ],
)
def test_operators(phrase: str, marked: str) -> None:
    example = marks.parse(marked)
    assert found(phrase, example.text) == [example.text[s.start : s.end] for s in example.spans]


def test_masked_kinds_may_be_asked_for() -> None:
    assert found("зайти на <URL>", "Зайдите на https://a.ru сейчас") != []


def test_readings() -> None:
    # «стали» is a verb or a noun: any reading counts, or the likely one alone.
    assert found("сталь", "Мы стали внимательнее") == ["стали"]
    assert found("сталь", "Мы стали внимательнее", likely=True) == []


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("", "пустая"),
        ("...", "обязательное слово"),
        ("слово?", "обязательное слово"),
        ("!слово", "обязательное слово"),
        ("$nothing", r"неизвестный класс слов \$nothing"),
        ("$modl", "возможно, modal"),
        ("$loop", "сам себя"),
        ("<VERBB>", "неизвестная граммема «VERBB»; возможно, VERB"),
        ("{мы не", "закрывающую скобку"),
        ("{мы} не", "после «}»"),
        ("{!мы}", "без «!»"),
        ("a||b", "ожидалось слово"),
        ("!(a b)", "«!» ставят перед словом"),
        ("!$modal x", "«!» ставят перед словом"),
    ],
)
def test_bad_phrases_are_told_what_was_expected(phrase: str, told: str) -> None:
    with pytest.raises(PhraseError, match=told):
        found(phrase, "x")


def test_a_phrase_costs_nothing_where_its_rarest_word_is_absent() -> None:
    atoms = Atoms(packs._lemmas_of, CLASSES)
    compiled = compile_phrase("мы не возвращать деньги", atoms)
    index = match.load(tables(atoms, [[*c, False] for c in compiled]), (0,), ())
    vocabulary = text.Vocabulary(index.annotate)
    doc = vocabulary.parse("Мы не знаем, мы не можем, мы не едем")
    assert [w.text for w in doc.words if w.triggers] == []
    assert [w.text for w in vocabulary.parse("Мы не возвращаем деньги").words if w.triggers] != []
