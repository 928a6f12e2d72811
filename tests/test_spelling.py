"""Dictionary-based spelling: candidates, decisions, the frequency table, the layout."""

from __future__ import annotations

import pytest

from reply_lint import lint
from reply_lint.spelling import candidates, frequency, grammar, keyboard, misspellings, sounds, unknown
from reply_lint.text import readings_of


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("здраствуйте", "здравствуйте"),
        ("сожелению", "сожалению"),
        ("задерживаеться", "задерживается"),
        ("скалд", "склад"),
        ("пришол", "пришел"),
        ("преезапустится", "перезапустится"),
        ("нужнвй", "нужный"),
        ("бутерброты", "бутерброды"),
        ("неудалось", "не удалось"),
        ("какобычно", "как обычно"),
        ("щетчик", "счетчик"),
        ("конешно", "конечно"),
        ("компинсация", "компенсация"),
        ("милисекундах", "миллисекундах"),
        ("выделеной", "выделенной"),
        ("образованый", "образованный"),
        ("вашвопрос", "ваш вопрос"),
        ("мыпроверим", "мы проверим"),
        ("заакзы", "заказы"),
        ("уточнтие", "уточните"),
        ("прдолжить", "продолжить"),
        ("апаздывает", "опаздывает"),
        ("придстовляете", "представляете"),
        ("дагаварились", "договорились"),
        ("тижолый", "тяжелый"),
        ("продаюца", "продаются"),
        ("наладитца", "наладится"),
        ("пробывала", "пробовала"),
        ("прохожево", "прохожего"),
        ("прошлова", "прошлого"),
        ("досталса", "достался"),
        ("наканецто", "наконец-то"),
        ("хотелосьбы", "хотелось бы"),
        ("нимагу", "не могу"),
        ("незделали", "не сделали"),
        ("непригорел", "не пригорел"),
        ("меееедленно", "медленно"),
        ("интернет-магозин", "интернет-магазин"),
        ("кто-нибуть", "кто-нибудь"),
        ("любоевремя", "любое время"),
        ("впервую", "в первую"),
    ],
)
def test_the_best_fix_of_a_slip(wrong: str, right: str) -> None:
    found = unknown.suggest(wrong)
    assert found is not None
    assert found.fixes[0] == right


@pytest.mark.parametrize(
    "word",
    "кэшбэк кешбэка промокодик чатбот постамат селлер вайфай эквайринг автоплатеж видеоконсультация мультивалютный"
    " перезалить обнулился онлайнкасса скоринговая субсидиарку залочилась учетка клубик смс кпп анимаций"
    " копроизведения битности недоложили догруза созаемщиков комплиментарный топик кросс-докинг корутина веганский".split(),  # noqa: E501
)
def test_new_words_are_no_slips(word: str) -> None:
    assert unknown.suggest(word) is None


def test_every_curated_right_side_is_russian_and_differs() -> None:
    data = misspellings.curated()
    assert len(data.words) > 500
    assert all(wrong not in right for wrong, right in data.words.items())
    assert all(stem != right for stem, right in data.stems.items())
    assert all(not set(wrong) - set("абвгдежзийклмнопрстуфхцчшщъыьэюя-") for wrong in [*data.words, *data.stems])


def test_a_curated_right_side_is_not_curated_as_wrong() -> None:
    for rights in misspellings.curated().words.values():
        for right in rights:
            for word in right.split(" "):
                assert not misspellings.right(word, True), right


def test_frequencies() -> None:
    table = frequency.table()
    assert table.get("здравствуйте") > table.get("автопролонгация")
    assert table.get("ъъъъъъ") == frequency.RARE
    assert table.entry("склад".encode("cp1251")) & 128
    assert not table.entry("незнаю".encode("cp1251")) & 128


def test_costs_prefer_sounds_and_neighbouring_keys() -> None:
    cost = {c.word: c.cost for c in candidates.near("карова")}
    assert cost["корова"] < cost["карпова"] if "карпова" in cost else cost["корова"] <= candidates.SOUND


@pytest.mark.parametrize(
    ("written", "right"),
    [("лоошадь", "лошадь"), ("шол", "шел"), ("серце", "сердце"), ("рижисер", "режиссер"), ("щитать", "считать")],
)
def test_slips_of_the_ear_cost_less_than_those_of_the_hand(written: str, right: str) -> None:
    assert candidates.distance(written, right) < candidates.distance(right[1:], right)
    assert candidates.distance(right, right) == 0.0


@pytest.mark.parametrize(
    ("one", "other"), [("дагаварились", "договорились"), ("щастье", "счастье"), ("памоему", "по-моему")]
)
def test_words_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sounds.key(one) == sounds.key(other)
    assert other in dict(sounds.alike(one))


@pytest.mark.parametrize(
    ("reply", "fix"),
    [
        ("Файл отправм на почту.", "отправим"),
        ("За дополнительной информацей обратитесь в банк.", "информацией"),
        ("Есть ошибка в приложени.", "приложении"),
    ],
)
def test_neighbours_choose(reply: str, fix: str) -> None:
    (found,) = (finding for finding in lint(reply).findings if finding.rule == "typos/unknown-word")
    assert found.fixes[0].text == fix


@pytest.mark.parametrize("reply", ["Пантелеев, спасибо за отзыв.", "Клубов пока нет.", "Вебинарная комната открыта."])
def test_names_and_new_words_stay(reply: str) -> None:
    assert not [finding for finding in lint(reply).findings if finding.rule == "typos/unknown-word"]


def test_a_called_verb_is_no_name() -> None:
    (found,) = (f for f in lint("Уточнтие, какой цвет вам подходит.").findings if f.rule == "typos/unknown-word")
    assert found.fixes[0].text == "Уточните"


def test_layout() -> None:
    assert keyboard.russian("ghbdtn") == "привет"
    assert keyboard.russian("Cgfcb,j") == "Спасибо"
    assert keyboard.russian("hello") is None
    assert keyboard.russian("Microsoft") is None


def test_agreement_of_readings() -> None:
    pairs = [grammar.agree(a, n) for a in readings_of("ваша") for n in readings_of("заказ")]
    assert not any(pairs)
    assert any(grammar.agree(a, n) for a in readings_of("ваш") for n in readings_of("заказ"))
