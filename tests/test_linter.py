"""The contract of ``reply_lint``: names, offsets, bad input, threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pytest

import reply_lint
from reply_lint import Config, Linter, evaluate, sentences
from reply_lint.text import Vocabulary

CORPUS = Path(__file__).parent.parent / "corpora" / "replies.jsonl"

TEXTS = [
    "Привет 👋🏽‍♂️! Мы не сможем вернуть деньги.",
    "Здравствуйте!\r\nК сожалению, мы не сможем вернуть деньги.\r\nС уважением,\r\nАнна",
    "\ufeffДобрый день! Мы не смо\u00adжем вернуть де\u0301ньги.",
    "Добрый день!\u00a0Мы\u00a0не\u00a0сможем вернуть деньги.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_refer_to_the_text_as_given(text: str) -> None:
    findings = [f for f in reply_lint.lint(text).findings if f.category == "negative-framing"]
    assert findings != []
    for f in findings:
        assert text[f.start : f.end] == f.text
        assert f.text.replace("\u00ad", "").replace("\u00a0", " ").startswith("не смож")


@pytest.mark.parametrize("wrong", [None, b"bytes", 5, ["list"]])
def test_what_is_no_text_is_a_type_error(wrong: object) -> None:
    with pytest.raises(TypeError, match="text must be a str"):
        reply_lint.lint(wrong)  # type: ignore[arg-type]
    if wrong is not None:
        with pytest.raises(TypeError, match="client must be a str"):
            reply_lint.lint("x", client=wrong)  # type: ignore[arg-type]


def test_a_lone_surrogate_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="lone surrogate at offset 2"):
        reply_lint.lint("ab\ud83d")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00ad", "!!!", "😀"])
def test_texts_with_no_words(text: str) -> None:
    assert reply_lint.lint(text).score > 0


def test_a_slip_of_the_pen_hides_nothing(linter: Linter) -> None:
    text = "Здраствуйте! К сожелению , мы не смжем вернуть деньги."
    refusal = next(f for f in linter.lint(text).findings if f.category == "negative-framing")
    assert text[refusal.start : refusal.end] == refusal.text
    assert refusal.text.startswith("не смжем")
    assert {f.text for f in linter.lint(text).findings} > {"Здраствуйте", "смжем"}


def test_many_in_order_and_the_same_in_threads(linter: Linter) -> None:
    texts = [(f"{text} Номер {n}.", None) for n in range(20) for text in TEXTS]
    expected = list(Linter().lint_many(texts))
    assert list(linter.lint_many(texts)) == expected
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda pair: linter.lint(*pair), texts)) == expected


def test_quoted_mail_is_left_alone(linter: Linter) -> None:
    text = "Здравствуйте! Деньги вернули сегодня.\n\n> Вы не сможете мне помочь? Сами виноваты!\n"
    assert linter.lint(text).findings == ()


def test_a_signature_is_left_alone_by_rules_of_tone_only() -> None:
    linter = Linter(Config(select=("private-data", "negative-framing", "bureaucratese")))
    text = (
        "Здравствуйте! Деньги вернули.\n\nС уважением,\nИван, отдел осуществления возвратов\nКарта 4111 1111 1111 1111"
    )
    assert {f.category for f in linter.lint(text).findings} <= {"private-data"}


def test_glossary_words_are_known(linter: Linter) -> None:
    text = "Здравствуйте! Тикет передали, ответим завтра до 12:00."
    assert [f.text for f in linter.lint(text).findings if f.category == "jargon"] == ["Тикет"]
    allowing = Linter(Config(words=("тикет",)))
    assert [f for f in allowing.lint(text).findings if f.category == "jargon"] == []


def test_the_companys_way_to_write_you() -> None:
    mixed = "Здравствуйте! Мы вернём вам деньги завтра. Чек для Вас приложили."
    for address, wrong in (("any", ["Вас"]), ("capital", ["вам"]), ("small", ["Вас"])):
        linter = Linter(Config(address=address, select=("form",)))
        assert [f.text for f in linter.lint(mixed).findings] == wrong
    assert Linter(Config(address="capital")).lint("Здравствуйте! Деньги вам вернём завтра.").score < 100


def test_the_companys_own_contacts_are_no_private_data() -> None:
    text = "Здравствуйте! Курьер Олег позвонит вам сам, его номер +7 916 123-45-67."
    assert [f.category for f in Linter().lint(text).findings] == ["private-data"]
    assert Linter(Config(own_contacts=("8 (916) 123-45-67",))).lint(text).findings == ()


def test_a_local_check_finds_the_same_in_its_sentence_alone() -> None:
    """What ``LOCAL`` promises, over replies put one after another."""
    corpus = [reply.reply for reply in evaluate.read(CORPUS)][::3]
    linter = Linter()
    vocabulary = Vocabulary(linter._reader.memo.index.annotate)
    checks = {number for number, _ in chain(*linter._reader.memo.asking.values(), linter._reader.memo.looking)}
    for text in map("\n".join, zip(corpus[::2], corpus[1::2], strict=False)):
        doc = vocabulary.parse(text)
        sentences = linter._reader.memo.sentences(doc)
        asked: dict[int, list[int]] = {}
        alone = set()
        for (base, _), sentence in zip(doc.sentences, sentences, strict=True):
            here: dict[int, list[int]] = {}
            list(sentence.by_phrases(here))
            at = doc.starts[base]
            alone |= {(number, match.start + at, match.end + at) for number, match, _, _ in sentence.by_checks(here)}
            for question, places in here.items():
                asked.setdefault(question, []).extend(base + i for i in places)
        whole = {
            (number, match.start, match.end)
            for number, rule in enumerate(linter._reader.memo.rules)
            if number in checks and (rule.question < 0 or rule.question in asked)
            for match in rule.run(doc, asked.get(rule.question, []))
        }
        assert alone == whole


def test_a_text_of_more_sentences_and_lines_than_are_remembered_is_read_as_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reply = "Извените за ожидание. Мы не сможем помочь.\nТикет закрыт кстати.\nИзвените, вы сами виноваты! Ждите\nнас."
    expected = Linter().lint(reply)
    monkeypatch.setattr(sentences, "SENTENCES", 1)
    monkeypatch.setattr("reply_lint.text.LINES", 1)
    assert Linter().lint(reply) == expected
    assert len(expected.findings) > 3
