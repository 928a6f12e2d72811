"""LanguageTool's clients work with the service: a real one, and what the protocol says of places."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import language_tool_python
import pytest
from hypothesis import given
from hypothesis import strategies as st
from served import Served, serving

from reply_lint import Linter
from reply_lint.server.languagetool import Annotated, Query, answer, form
from reply_lint.server.problems import ProblemError

TEXT = "😀 Здраствуйте! Извините, но мы не сможем выполнить ваш заказ 🙏🏽, тикет закрыт."
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("server")) as served:
        yield served


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def check(server: Served, **fields: str) -> list[dict[str, Any]]:
    answer = server.ask("POST", "/v2/check", urlencode({"language": "ru-RU", **fields}), FORM)
    assert answer.status == 200, answer.json
    return answer.json["matches"]  # type: ignore[no-any-return]


def units(text: str) -> bytes:
    return text.encode("utf-16-le")


def place(text: str, match: dict[str, Any]) -> str:
    start = 2 * match["offset"]
    return units(text)[start : start + 2 * match["length"]].decode("utf-16-le")


def test_language_tool_python_finds_and_corrects(server: Served) -> None:
    with language_tool_python.LanguageTool("ru-RU", remote_server=server.url) as tool:
        matches = tool.check(TEXT)
        by_rule = {match.rule_id: match for match in matches}
        assert by_rule["typos/misspelt-word"].replacements[0] == "Здравствуйте"
        refusal = by_rule["negative-framing/refusal"]
        # The client turns UTF-16 units into code points.
        assert TEXT[refusal.offset : refusal.offset + refusal.error_length] == "не сможем выполнить"
        assert refusal.category == "negative-framing"
        tool.disabled_rules = {"typos/misspelt-word", "WHITESPACE_RULE"}
        assert "typos/misspelt-word" not in {match.rule_id for match in tool.check(TEXT)}
        tool.disabled_rules = set()
        tool.enabled_rules = {"typos/misspelt-word"}
        tool.enabled_rules_only = True
        assert tool.correct(TEXT) == TEXT.replace("Здраствуйте", "Здравствуйте")


def test_places_count_utf_16_units(server: Served, linter: Linter) -> None:
    matches = check(server, text=TEXT, level="picky")
    findings = [f for f in linter.lint(TEXT).findings if f.start < f.end]
    assert [place(TEXT, match) for match in matches] == [finding.text for finding in findings]
    for match in matches:
        around = match["context"]
        assert place(around["text"], around) == place(TEXT, match)
        assert place(TEXT, match) in match["sentence"]


def test_applying_a_replacement_is_applying_the_fix(linter: Linter) -> None:
    text = "Здраствуйте! Мы отправем заказ тоесть завтра , всё будет впорядке 😀. Вообщем , ждите."
    query = Query.read({"text": text, "level": "picky"})
    findings = linter.lint(text).findings
    matches = answer(query, findings, linter.cards, linter.categories)["matches"]
    fixed = 0
    for finding, match in zip(findings, matches, strict=True):
        for fix, replacement in zip(finding.fixes, match["replacements"], strict=False):
            data, start = units(text), 2 * match["offset"]
            mended = data[:start] + units(replacement["value"]) + data[start + 2 * match["length"] :]
            assert mended.decode("utf-16-le") == text[: fix.start] + fix.text + text[fix.end :]
            fixed += 1
    assert fixed > 3


def test_something_missing_has_a_place_too(pack: Any) -> None:
    linter = pack('missing = ["спасибо"]')
    for text in ("😀 Заказ едет.", "а"):
        findings = linter.lint(text).findings
        assert [(f.start, f.end) for f in findings] == [(0, 0)]
        (match,) = answer(Query.read({"text": text}), findings, linter.cards, linter.categories)["matches"]
        assert place(text, match) == text[0]


def test_text_with_markup(server: Served) -> None:
    pieces = [
        {"markup": "<p>😀"},
        {"text": "Мы не "},
        {"markup": "<b>"},
        {"text": "сможем"},
        {"markup": "</b>"},
        {"markup": "<br>", "interpretAs": "\n"},
        {"text": "Ждите."},
    ]
    sent = "".join(piece.get("text") or piece["markup"] for piece in pieces)
    matches = check(server, data=json.dumps({"annotation": pieces}))
    assert "не <b>сможем" in [place(sent, match) for match in matches]


PIECE = st.tuples(st.text(max_size=5), st.none() | st.text(max_size=3))


@given(st.lists(PIECE, max_size=6))
def test_places_in_what_was_sent(pieces: list[tuple[str, str | None]]) -> None:
    text = Annotated.of(pieces)
    sent = "".join(piece for piece, _ in pieces)
    assert text.plain == "".join(sent if read is None else read for sent, read in pieces)
    for start in range(len(text.plain)):
        for end in range(start + 1, len(text.plain) + 1):
            offset, length = text.span(start, end)
            assert 0 <= offset <= offset + length <= len(units(sent)) // 2
            if all(read is None for _, read in pieces):
                assert units(sent)[2 * offset : 2 * (offset + length)].decode("utf-16-le") == text.plain[start:end]


def test_what_is_asked_for_comes(server: Served) -> None:
    def categories(**fields: str) -> set[str]:
        return {match["rule"]["category"]["id"] for match in check(server, text=TEXT, **fields)}

    assert categories() >= {"typos", "negative-framing", "jargon"}
    assert "typos" not in categories(disabledCategories="typos,TYPOS")
    assert "jargon" not in categories(disabledRules="jargon/support-slang")
    assert categories(enabledCategories="typos", enabledOnly="true") == {"typos"}
    assert categories(enabledOnly="true") == set()
    assert categories(language="auto", preferredVariants="de-DE", motherTongue="de") == categories()
    # Hints are for the picky.
    hint = "Мы не сможем вернуть деньги. Сами виноваты, надо было читать договор! Тикет закрыт."
    assert len(check(server, text=hint, level="picky")) > len(check(server, text=hint))


def test_languages(server: Served) -> None:
    languages = server.ask("GET", "/v2/languages").json
    assert {language["longCode"] for language in languages} == {"ru", "ru-RU"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("language=ru-RU", 400),
        ("language=en-US&text=a", 400),
        ("text=%FF&language=ru", 400),
        ("data=&language=ru", 400),
        ("data=[]&language=ru", 400),
        ("data=" + "[" * 100_000, 400),
        ('data={"annotation":[5]}', 400),
        ('data={"annotation":[{}]}', 400),
        ('data={"annotation":[{"text":"\\ud800"}]}', 400),
        ("&".join(["a=b"] * 101), 400),
        ("language=ru&text=" + "a" * 100_001, 413),
        ('{"text": "a"}', 400),
    ],
)
def test_what_is_refused(server: Served, body: str, status: int) -> None:
    answer = server.ask("POST", "/v2/check", body, FORM)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")


@given(st.binary(max_size=60))
def test_any_form_is_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(ProblemError):
        assert isinstance(Query.read(form(body)), Query)
