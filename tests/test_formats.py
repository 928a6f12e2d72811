"""Output formats: hand-made replies in, text out, read back by real parsers."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reply_lint import formats
from reply_lint.formats.context import Context
from reply_lint.formats.place import line_span, line_starts, place
from reply_lint.formats.words import plural
from reply_lint.model import Card, Category, Example, Finding, Fix, Page, Reply, Report, Severity, Verdict

HERE = Path(__file__).parent
ANSI = re.compile("\x1b\\[[0-9;]*m")
REFUSAL = "К сожелению, мы не сможем выполнить заказ.\r\nВы сами виноваты 👍🏽 !"


def category(name: str, title: str) -> Category:
    return Category(name=name, title=title, summary="", weight=1.0, cap=40.0, tone=True, merge=False)


def card(rule: str, title: str, severity: Severity = "error", suggestion: str | None = None) -> Card:
    return Card(
        rule=rule,
        category=rule.partition("/")[0],
        title=title,
        severity=severity,
        message="…",
        suggestion=suggestion,
        points=10.0,
        pack="bundled",
        page=lambda: Page(
            why="Клиенту важно знать, что будет.",
            source="seeds",
            bad=(Example("Мы [[не сможем => сможем]]."),),
            good=(Example("Сделаем завтра."),),
        ),
    )


CONTEXT = Context(
    cards={
        c.rule: c
        for c in [
            card("negative-framing/refusal", "Отказ", suggestion="Скажите, что сделаете и когда."),
            card("typos/spelling", "Опечатка", "warning"),
            card("empathy/no-apology", "Нет сочувствия"),
        ]
    },
    categories={
        c.name: c
        for c in [
            category("negative-framing", "негативная подача"),
            category("typos", "опечатки и ошибки"),
            category("private-data", "личные данные"),
        ]
    },
    version="0.1.0",
)


def finding(text: str, quote: str, rule: str = "negative-framing/refusal", **more: Any) -> Finding:
    """A finding where ``quote`` is in the text; an empty quote is something missing at the beginning."""
    start = text.index(quote)
    defaults: dict[str, Any] = {"severity": "error", "message": f"«{quote}» звучит как отказ."}
    return Finding(
        rule=rule,
        category=rule.partition("/")[0],
        start=start,
        end=start + len(quote),
        text=quote,
        **(defaults | more),
    )


def reply(
    text: str, *findings: Finding, name: str = "draft.txt", score: int = 82, verdict: Verdict = "send", **more: Any
) -> Reply:
    lost = {"negative-framing": 100.0 - score} if score < 100 else {}
    ordered = tuple(sorted(findings, key=lambda f: (f.start, f.end, f.rule)))
    return Reply(name, text, Report(**({"score": score, "verdict": verdict, "lost": lost, "findings": ordered} | more)))


def sample(name: str = "draft.txt") -> Reply:
    """A typo with a safe fix, a refusal with two unsafe ones, a missing greeting and a spot after an emoji."""
    text = REFUSAL
    return reply(
        text,
        finding(text, "", "form/greeting", severity="hint", message="В ответе нет приветствия."),
        finding(text, "сожелению", "typos/spelling", severity="warning", fixes=(Fix(2, 11, "сожалению", True),)),
        finding(
            text,
            "не сможем выполнить",
            suggestion="Скажите, что сделаете и когда.",
            fixes=(Fix(16, 35, "выполним"), Fix(16, 35, "успеем выполнить")),
            lost=18.0,
        ),
        finding(text, " !", "typos/space", severity="critical", message="Лишний пробел."),
        name=name,
        score=61,
        verdict="revise",
        lost={"negative-framing": 34.0, "typos": 5.0},
    )


def good(name: str = "good.txt") -> Reply:
    return reply("Здравствуйте! Всё готово.", name=name, score=100)


def show(name: str, *replies: Reply, **options: Any) -> str:
    return "".join(formats.render(name, replies, replace(CONTEXT, **options)))


# places


def test_places_agree_for_every_kind_of_line_break() -> None:
    text = "а\r\nбв\rг\n\n\u2028д\u2029"
    starts = line_starts(text)
    assert [text[slice(*line_span(text, starts, n + 1))] for n in range(len(starts))] == [
        "а", "бв", "г", "", "", "д", "",
    ]  # fmt: skip
    assert place(starts, text.index("в")) == (2, 2)
    assert place(starts, text.index("д")) == (6, 1)
    assert place(starts, len(text)) == (7, 1)
    assert place(line_starts(""), 0) == (1, 1)


@given(st.text("аб\r\n\u2028👍", max_size=20))
def test_a_place_leads_back_to_its_offset(text: str) -> None:
    starts = line_starts(text)
    for offset in range(len(text) + 1):
        line, column = place(starts, offset)
        assert starts[line - 1] + column - 1 == offset
        start, end = line_span(text, starts, line)
        assert not set(text[start:end]) & set("\r\n\u2028")


# text


def test_text_underlines_the_place_under_its_columns() -> None:
    lines = show("text", sample()).splitlines()
    for quote in ("сожелению", "не сможем выполнить"):
        under = next(b for a, b in itertools.pairwise(lines) if quote in a and "‾" in b and quote_at(a, b, quote))
        assert under.count("‾") == len(quote)


def quote_at(line: str, under: str, quote: str) -> bool:
    """Do the marks start in the cell where the quote starts?"""
    return cell_len(line[: line.index(quote)]) == under.index("‾")


@pytest.mark.parametrize("before", ["👍🏽👨‍👩‍👧 ", "日本 ", "и\u0306 ", "❤️ ", "\t", "🇷🇺"])
def test_text_measures_wide_and_combining_characters(before: str) -> None:
    text = f"{before}беда рядом"
    line, under, *_ = show("text", reply(text, finding(text, "беда"), name="<stdin>")).splitlines()
    assert quote_at(line, under, "беда")
    assert under.strip() == "‾‾‾‾"


def test_text_says_what_to_do() -> None:
    out = show("text", sample())
    assert out.startswith("draft.txt\n\n")
    assert "Лучше: скажите, что сделаете и когда.\n" in out
    assert "Заменить на: «выполним» или «успеем выполнить»\n" in out
    assert "ошибка · negative-framing/refusal\n" in out
    assert out.endswith("Оценка 61 из 100 · доработать (нужно 70) · 4 замечания, 1 исправит --fix\n")


def test_text_shows_no_place_for_something_missing() -> None:
    text = "Всё готово."
    out = show("text", reply(text, finding(text, "", message="Нет приветствия."), name="<stdin>"))
    assert "‾" not in out
    assert "Всё готово" not in out
    assert "Нет приветствия." in out


@pytest.mark.parametrize(
    ("fix", "words"),
    [
        (Fix(2, 3, ""), "Убрать: пробел"),
        (Fix(1, 1, ","), "Вставить: «,»"),
        (Fix(0, 4, "б а"), "Заменить: «а  б» на «б а»"),
        (Fix(0, 1, "\n"), "Заменить на: перенос строки"),
        (Fix(0, 1, "ABC"), "Заменить на: «ABC»"),
    ],
)
def test_text_words_each_kind_of_fix(fix: Fix, words: str) -> None:
    text = "а  б"
    assert f"{words}\n" in show("text", reply(text, finding(text, "а", fixes=(fix,))))


def test_text_of_a_good_reply_is_one_friendly_line() -> None:
    assert show("text", good("<stdin>")) == "Всё хорошо, можно отправлять (100 из 100).\n"
    assert show("text", good()) == "good.txt: всё хорошо, можно отправлять (100 из 100).\n"
    assert show("text") == "Проверять нечего: нет ни одного ответа.\n"


def test_text_names_standard_input_only_beside_other_replies() -> None:
    assert "<stdin>" not in show("text", sample("<stdin>"))
    assert show("text", sample("<stdin>"), good()).startswith("<stdin>\n")


def test_text_ends_with_totals_of_several_replies() -> None:
    out = show("text", sample(), good(), good("b.txt"))
    assert out.endswith(
        "good.txt: всё хорошо, можно отправлять (100 из 100).\n"
        "b.txt: всё хорошо, можно отправлять (100 из 100).\n\n"
        "Ответов: 3 · можно отправлять: 2 · доработать: 1 · 4 замечания, 1 исправит --fix\n"
    )


def test_text_tells_why_a_reply_is_blocked() -> None:
    text = "Карта 4111 1111 1111 1111"
    leak = finding(text, text[6:], "private-data/card", severity="critical")
    assert "отправлять нельзя (личные данные)" in show("text", reply(text, leak, score=86, verdict="block"))
    assert "отправлять нельзя (нужно 70)" in show("text", reply(text, score=10, verdict="block"))


def test_text_explains_the_score() -> None:
    out = show("text", sample(), explain_score=True)
    assert "\n100 − 34 негативная подача − 5 опечатки и ошибки = 61\n" in out
    assert "negative-framing/refusal · −18\n" in out
    assert "−18" not in show("text", sample())


def test_text_does_not_call_a_rounded_sum_equal() -> None:
    out = show(
        "text", reply("а", finding("а", "а"), score=90, lost={"typos": 7.15, "clarity": 3.2}), explain_score=True
    )
    assert "100 − 7,2 опечатки и ошибки − 3,2 clarity ≈ 90\n" in out


def test_text_names_the_rules_that_need_the_client() -> None:
    silent = ("empathy/no-apology", "form/greeting")
    words = "Без сообщения клиента не проверялось: 2 правила (Нет сочувствия; form/greeting).\n"
    for one in (good(), sample()):
        asked = replace(one, report=replace(one.report, silent=silent))
        assert show("text", asked, explain_score=True).replace("\nform", " form").endswith(words)
        assert "Без сообщения" not in show("text", asked)


def test_text_quiet_is_the_score_alone() -> None:
    assert show("text", sample("<stdin>"), quiet=True) == (
        "Оценка 61 из 100 · доработать (нужно 70) · 4 замечания, 1 исправит --fix\n"
    )
    assert show("text", sample(), good(), quiet=True).splitlines()[1] == (
        "good.txt: оценка 100 из 100 · можно отправлять · замечаний нет"
    )


@pytest.mark.parametrize("name", ["text", "concise"])
def test_statistics_count_rules(name: str) -> None:
    head, *rows, _, total = show(name, sample(), sample(), good(), statistics=True).splitlines()[:7]
    assert head.split() == ["замечаний", "--fix", "правило"]
    assert [row.split()[:3] for row in rows] == [
        ["2", "–", "form/greeting"],
        ["2", "–", "negative-framing/refusal"],
        ["2", "–", "typos/space"],
        ["2", "2", "typos/spelling"],
    ]
    assert total.startswith("Ответов: 3")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_text_cuts_a_long_line_round_the_place(width: int) -> None:
    text = "слово и 日本 " * 40 + "беда пришла" + " хвост, конец" * 40
    out = show("text", reply(text, finding(text, "беда пришла")), width=width)
    line, under = out.splitlines()[2:4]
    assert all(cell_len(line) <= width for line in out.splitlines())
    assert line.strip()[0] == line[-1] == "…"
    assert quote_at(line, under, "беда пришла")
    assert cell_len(line) > width - 20, "the room is used"


def test_text_cuts_a_long_place_and_marks_what_goes_on() -> None:
    text = "а" * 300
    line, under = show("text", reply(text, finding(text, text))).splitlines()[2:4]
    assert cell_len(line) <= 80
    assert line.endswith("а…")
    assert set(under.strip()) == {"‾"}
    text = "Начало\r\nконец"
    assert "  1  Начало…\n" in show("text", reply(text, finding(text, text)))


def test_text_numbers_lines_only_when_there_are_several() -> None:
    assert "  2  Вы сами виноваты" in show("text", sample())
    assert "\n  Всё готово\n" in show("text", reply("Всё готово\n", finding("Всё готово\n", "готово")))


def test_text_of_a_huge_line_stays_small() -> None:
    text = "слово " * 500_000 + "беда"
    assert len(show("text", reply(text, finding(text, "беда")))) < 1000


def test_text_shows_markup_as_it_is() -> None:
    text = "[bold]жми[/bold] :smile: \\[x]"
    assert text in show("text", reply(text, finding(text, "жми")), color=True).replace("\x1b[31mжми\x1b[0m", "жми")


HOSTILE = "\x1b[31mкрасный\x1b[0m \x07\x00\x9b2J \u202eзадом\x7f мя\u00adгкий"


@pytest.mark.parametrize("name", ["text", "concise", "github"])
@pytest.mark.parametrize("color", [False, True])
def test_no_control_character_reaches_the_terminal(name: str, color: bool) -> None:
    evil = finding(HOSTILE, "красный", f"a/{HOSTILE}", message=HOSTILE, suggestion=HOSTILE, fixes=(Fix(0, 4, HOSTILE),))
    unnamed = reply(HOSTILE, evil, name=f"{HOSTILE}.txt", silent=(HOSTILE,))
    for options in ({"explain_score": True}, {"quiet": True}, {"statistics": True}):
        out = ANSI.sub("", show(name, unnamed, color=color, **options)) if color else show(name, unnamed, **options)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert "␛[31mкрасный" in show("text", unnamed)
    assert "мя¬гкий" in show("text", unnamed)


def test_colour_adds_nothing_but_colour() -> None:
    plain = show("text", sample(), good(), explain_score=True)
    painted = show("text", sample(), good(), explain_score=True, color=True)
    assert "\x1b[" in painted
    assert ANSI.sub("", painted) == plain


@st.composite
def any_reply(draw: st.DrawFn) -> Reply:
    text = draw(
        st.text(st.sampled_from("абв ёЁ.,\t\r\n\u2028👍日и\u0306\u200d🏽\x1b&<]>[\x00\u00ad\u202e\ufffe"), min_size=1)
    )
    text *= draw(st.sampled_from([1, 1, 30]))
    a = draw(st.integers(0, len(text)))
    b = draw(st.integers(a, len(text)))
    words = draw(st.text(st.characters(exclude_categories=["Cs"])))
    fix = Fix(a, b, words, draw(st.booleans()))
    return reply(
        text,
        Finding("a/б", "a", "warning", a, b, text[a:b], words, words or None, (fix,), 1.5),
        score=draw(st.integers(0, 100)),
        verdict=draw(st.sampled_from(["send", "revise", "block"])),
    )


@given(any_reply())
def test_text_fits_the_width_whatever_the_reply(one: Reply) -> None:
    out = show("text", one, explain_score=True)
    assert all(cell_len(line) <= 80 for line in out.split("\n"))
    assert not set(out) & set("\x1b\x00\r\t\u2028\u202e")


@pytest.mark.parametrize(
    ("n", "words"), [(1, "1 день"), (3, "3 дня"), (11, "11 дней"), (21, "21 день"), (112, "112 дней")]
)
def test_plural(n: int, words: str) -> None:
    assert plural(n, "день", "дня", "дней") == words


# concise


def test_concise_is_a_line_a_finding() -> None:
    assert show("concise", sample(), good()).splitlines() == [
        "draft.txt:1:1: form/greeting В ответе нет приветствия.",
        "draft.txt:1:3: typos/spelling «сожелению» звучит как отказ. [*]",
        "draft.txt:1:17: negative-framing/refusal «не сможем выполнить» звучит как отказ.",
        "draft.txt:2:20: typos/space Лишний пробел.",
        "Ответов: 2 · можно отправлять: 1 · доработать: 1 · 4 замечания, 1 исправит --fix",
    ]
    assert show("concise") == "Проверять нечего: нет ни одного ответа.\n"


# json


def report_schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((HERE.parent / "docs" / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def test_json_is_what_the_contract_says() -> None:
    schema = report_schema()
    out = show("json", sample(), good())
    data = json.loads(out)
    jsonschema.validate(data, schema)
    assert "негатив" in show("json", reply("негатив", finding("негатив", "негатив"))), "not escaped"
    assert (data["schema"], data["tool"]) == (1, "reply-lint 0.1.0")
    first = data["replies"][0]
    assert (first["name"], first["score"], first["verdict"]) == ("draft.txt", 61, "revise")
    assert first["lost"] == {"negative-framing": 34.0, "typos": 5.0}
    assert first["findings"][2] == {
        "rule": "negative-framing/refusal",
        "category": "negative-framing",
        "severity": "error",
        "start": 16,
        "end": 35,
        "line": 1,
        "column": 17,
        "text": "не сможем выполнить",
        "message": "«не сможем выполнить» звучит как отказ.",
        "suggestion": "Скажите, что сделаете и когда.",
        "fixes": [
            {"start": 16, "end": 35, "text": "выполним", "safe": False},
            {"start": 16, "end": 35, "text": "успеем выполнить", "safe": False},
        ],
        "lost": 18.0,
    }
    for part, instance in [
        ("reply", first),
        ("finding", first["findings"][0]),
        ("fix", first["findings"][1]["fixes"][0]),
    ]:
        assert set(instance) == set(schema["$defs"][part]["properties"]), "the schema knows every property"
    assert json.loads(show("json")) == {"schema": 1, "tool": "reply-lint 0.1.0", "replies": []}


def test_json_schema_refuses_nonsense() -> None:
    data = json.loads(show("json", sample()))
    data["replies"][0]["verdict"] = "maybe"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, report_schema())


@given(any_reply())
def test_jsonl_is_one_line_a_reply_for_any_reader_of_lines(one: Reply) -> None:
    lines = show("jsonl", one, good()).splitlines()
    assert len(lines) == 2
    found = json.loads(lines[0])["findings"][0]
    assert found["text"] == one.text[found["start"] : found["end"]]
    assert json.loads(show("json", one, good()))["replies"] == [json.loads(line) for line in lines]
    jsonschema.validate(
        json.loads(lines[0]), report_schema() | {"$ref": "#/$defs/reply", "type": "object", "required": []}
    )


# sarif


def sarif(*replies: Reply) -> Any:
    log = json.loads(show("sarif", *replies))
    schema = json.loads((HERE / "data" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    return log["runs"][0]


def test_sarif_is_valid_and_points_at_the_place() -> None:
    run = sarif(sample("папка/мой ответ.txt"), good(), sample("/tmp/x.txt"))
    assert run["columnKind"] == "unicodeCodePoints"
    result = run["results"][2]
    assert (result["ruleId"], result["level"]) == ("negative-framing/refusal", "error")
    assert result["message"]["text"].endswith("отказ. Лучше: скажите, что сделаете и когда.")
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"].isascii()
    assert unquote(location["artifactLocation"]["uri"]) == "папка/мой ответ.txt"
    assert location["region"] == {
        "startLine": 1, "startColumn": 17, "endLine": 1, "endColumn": 36, "charOffset": 16, "charLength": 19,
    }  # fmt: skip
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] == "выполним"
    assert change["deletedRegion"] == location["region"]
    assert run["results"][-1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///tmp/x.txt"
    assert [run["results"][i]["level"] for i in range(4)] == ["note", "warning", "error", "error"]
    assert sarif()["results"] == []


def test_sarif_describes_the_rules_that_found_something() -> None:
    run = sarif(sample(), sample("b.txt"))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [
        "form/greeting", "typos/spelling", "negative-framing/refusal", "typos/space",
    ]  # fmt: skip
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    refusal = rules[2]
    assert refusal["shortDescription"]["text"] == "Отказ"
    assert refusal["defaultConfiguration"]["level"] == "error"
    assert "Плохо:\n- Мы не сможем.\n" in refusal["help"]["text"], "marks are taken out"
    assert rules[0]["defaultConfiguration"]["level"] == "note", "known from the finding when there is no card"


@given(any_reply())
def test_sarif_and_gitlab_can_carry_any_reply(one: Reply) -> None:
    result = json.loads(show("sarif", one))["runs"][0]["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    found = one.report.findings[0]
    assert (region["charOffset"], region["charLength"]) == (found.start, found.end - found.start)
    assert json.loads(show("gitlab", one))[0]["check_name"] == found.rule


def moved(one: Reply) -> Reply:
    """The same reply with two lines put before it."""
    shift = len("Новая\n\n")
    later = tuple(replace(f, start=f.start + shift, end=f.end + shift) for f in one.report.findings)
    return Reply(one.name, "Новая\n\n" + one.text, replace(one.report, findings=later))


def test_fingerprints_survive_a_shift_of_lines_and_are_unique() -> None:
    text = "нет, нет и нет"
    thrice = reply(text, *(replace(finding(text, "нет"), start=i, end=i + 3) for i in (0, 5, 11)))

    def prints(one: Reply) -> list[str]:
        return [result["partialFingerprints"]["replyLint/v1"] for result in sarif(one)["results"]]

    assert len(set(prints(thrice))) == 3
    assert prints(thrice) == prints(moved(thrice))
    issues = [json.loads(show("gitlab", one, replace(one, name="b.txt"))) for one in (thrice, moved(thrice))]
    assert len({issue["fingerprint"] for issue in issues[0]}) == 6
    assert [issue["fingerprint"] for issue in issues[0]] == [issue["fingerprint"] for issue in issues[1]]


# github, gitlab, junit


def test_github_escapes_what_it_would_obey() -> None:
    text = "раз\r\nдва"
    evil = [
        finding(text, "раз", message="100% плохо\r\n::set-output name=x::y", suggestion="Строка\nвторая."),
        finding(text, text, "clarity/long", severity="critical"),
    ]
    one, both = show("github", reply(text, *evil, name="a,b:c%.txt\n::error::")).splitlines()
    assert one == (
        "::error file=a%2Cb%3Ac%25.txt %3A%3Aerror%3A%3A,line=1,endLine=1,col=1,endColumn=4,"
        "title=reply-lint (negative-framing/refusal)::100%25 плохо  ::set-output name=x::y%0AЛучше: строка вторая."
    )
    assert ",line=1,endLine=2,title=" in both, "no columns over several lines"
    assert [line.split()[0] for line in show("github", sample()).splitlines()] == [
        "::notice", "::warning", "::error", "::error",
    ]  # fmt: skip
    assert show("github", good()) == ""


def test_gitlab_is_a_code_quality_report() -> None:
    issues = json.loads(show("gitlab", sample("./папка/a.txt"), good()))
    assert [issue["severity"] for issue in issues] == ["info", "minor", "major", "critical"]
    assert issues[3]["location"] == {
        "path": "папка/a.txt",
        "lines": {"begin": 2, "end": 2},
        "positions": {"begin": {"line": 2, "column": 20}, "end": {"line": 2, "column": 22}},
    }
    assert issues[2]["description"].endswith("Лучше: скажите, что сделаете и когда.")
    assert json.loads(show("gitlab", good())) == []


def test_junit_is_a_test_a_reply() -> None:
    root = ET.fromstring(show("junit", sample(), good(), reply("а", finding("а", "а"), name='c<&>".txt')).encode())
    suite = root[0]
    assert [root.tag, suite.tag, suite.get("tests"), suite.get("failures")] == ["testsuites", "testsuite", "3", "1"]
    first, second, third = suite
    failure = first.find("failure")
    assert failure is not None
    assert failure.get("message") == "Оценка 61 из 100 · доработать (нужно 70) · 4 замечания, 1 исправит --fix"
    assert "1:17 ошибка · negative-framing/refusal: «не сможем выполнить»" in (failure.text or "")
    assert len(second) == 0
    assert third.get("name") == 'c<&>".txt'
    assert [child.tag for child in third] == ["system-out"], "advice, but no failure"


@given(any_reply())
def test_junit_is_xml_whatever_the_reply(one: Reply) -> None:
    ET.fromstring(show("junit", one, replace(one, name=one.text)).encode())


# all of them


@pytest.mark.parametrize("name", formats.FORMATS)
def test_every_format_can_be_encoded_and_ends_its_last_line(name: str) -> None:
    out = show(name, sample("\udcff.txt"), good("<stdin>"))
    out.encode()
    assert out.endswith("\n")
    show(name).encode()
    assert "".join(formats.FORMATS[name]([good()], CONTEXT)) == show(name, good())


@pytest.mark.parametrize("name", ["text", "concise", "json", "jsonl", "sarif", "github", "gitlab"])
def test_a_reply_is_written_before_the_next_is_linted(name: str) -> None:
    linted = []

    def replies() -> Iterator[Reply]:
        for letter in "abc":
            linted.append(letter)
            yield sample(f"{letter}.txt")

    for piece in formats.render(name, replies(), CONTEXT):
        if "a.txt" in piece or "сожелению" in piece:
            break
    assert linted == ["a"]


def test_formats_are_imported_when_used() -> None:
    code = """
import sys, reply_lint, reply_lint.model
before = set(sys.modules)
import reply_lint.formats as f
assert {name.rpartition(".")[2] for name in set(sys.modules) - before} <= {"formats", "context"}
"".join(f.render("text", [], f.Context({}, {}, "0")))
assert not {"rich.console", "rich.text", "xml"} & (set(sys.modules) - before)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE.parent)
