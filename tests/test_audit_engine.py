"""The engine of an audit: batches, judgements, fingerprints, exceptions, redaction, tables."""

from __future__ import annotations

import json
import re
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reply_lint import Config, Linter, Report
from reply_lint.audit import disputes, engine, output, parts, redact, schema
from reply_lint.audit.rows import Rejected, Row
from reply_lint.model import ReplyLintError

REPLIES = [
    "Здравствуйте, Ирина! Мы не сможем выполнить Ваш заказ 4512345. Вы сами не указали адрес.",
    "Здравствуйте! Тикет закрыли, ответим вам завтра до 18:00.",
    "Добрый день! Деньги вернутся завтра до 18:00.",
    "> Где мой заказ?\nВ пути, курьер позвонит до 18:00.\n\nС уважением,\nАлина",
    "Ок",
    "",
]
CLIENTS = [None, "Что с тикетом 5?", None, "Где мой заказ?", None, None]


def judged(linter: Linter, *rows: str | Row, **options: Any) -> list[dict[str, Any]]:
    whole = [row if isinstance(row, Row) else Row(text=row, id=str(n)) for n, row in enumerate(rows)]
    made: list[dict[str, Any]] = engine.lint_batch(parts.batch_of(whole, 0), linter, **options).to_pylist()
    return made


def test_the_engine_says_what_the_linter_says(linter: Linter) -> None:
    moment = datetime(2026, 5, 1, 10, tzinfo=timezone.utc)
    rows = [
        Row(text=text, client=client, id=f"m{n}", agent="Анна", team=f"К{n}", ticket=f"t{n}", time=moment)
        for n, (text, client) in enumerate(zip(REPLIES, CLIENTS, strict=True))
    ]
    made = engine.lint_batch(parts.batch_of(rows, 70), linter)
    assert made.schema == schema.output(tuple(linter.categories))
    for number, (row, one) in enumerate(zip(rows, made.to_pylist(), strict=True)):
        report = linter.lint(row.text, row.client)
        assert one["row"] == 70 + number
        assert [one[name] for name in ("id", "ticket", "agent", "team", "time", "text")] == [
            row.id, row.ticket, row.agent, row.team, row.time, row.text,
        ]  # fmt: skip
        assert (one["score"], one["verdict"]) == (report.score, report.verdict)
        assert {c: pytest.approx(one[schema.column(c)]) for c in linter.categories} == {
            c: report.lost.get(c, 0.0) for c in linter.categories
        }
        assert [(f["rule"], f["start"], f["end"], f["text"], f["message"], f["disputed"]) for f in one["findings"]] == [
            (f.rule, f.start, f.end, f.text, f.message, False) for f in report.findings
        ]
        assert [f["fix"] for f in one["findings"]] == [f.fixes[0].text if f.fixes else None for f in report.findings]


def test_quotes_and_signatures_are_no_words_of_the_agent(linter: Linter) -> None:
    quoted, plain = judged(linter, REPLIES[3], "В пути, курьер позвонит до 18:00.")
    assert quoted["words"] == plain["words"] == 5
    assert quoted["masked"] == len("> Где мой заказ?") + len("С уважением,\nАлина")
    assert plain["masked"] == 0


def test_a_repeated_reply_is_judged_alike_with_another_client_or_none(linter: Linter) -> None:
    reply = "Здравствуйте! Тикет закрыли."
    rows = [Row(reply, "1"), Row(reply, "2", client="Что с тикетом?"), Row(reply, "3"), Row(reply, "4", client="Где?")]
    for row, one in zip(rows, judged(linter, *rows), strict=True):
        assert one["score"] == linter.lint(row.text, row.client).score
    other = Linter(Config(ignore=("jargon",)))
    assert judged(other, reply)[0]["score"] > judged(linter, reply)[0]["score"]


class Stumbling(Linter):
    def lint(self, text: str, *args: Any, **options: Any) -> Report:
        if "стоп" in text:
            raise RecursionError("стоп")
        return super().lint(text, *args, **options)


def test_a_reply_at_which_the_linter_fails_is_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    linter = Stumbling()
    rows = [Row(REPLIES[0], "a"), Row("стоп " * 200, "b"), Row(REPLIES[1], "c")]
    batch = engine.lint_batch(parts.batch_of(rows, 0), linter)
    refused = [Rejected("строка 9", "нет текста", '{"x": 1}')]
    written = output.write(tmp_path, [(batch, refused)], tuple(linter.categories), redacted=False)
    assert written == (2, 2)
    assert pl.read_parquet(tmp_path / "replies.parquet")["id"].to_list() == ["a", "c"]
    assert pl.read_parquet(tmp_path / "findings.parquet")["row"].unique().sort().to_list() == [0, 2]
    first, second = map(json.loads, (tmp_path / "rejected.jsonl").read_text(encoding="utf-8").splitlines())
    assert first == {"place": "строка 9", "reason": "нет текста", "raw": '{"x": 1}'}
    assert second["place"] == "ответ b"
    assert "RecursionError" in second["reason"]
    assert second["raw"] == ("стоп " * 200)[:500]


def test_the_tables_hold_what_the_engine_made(linter: Linter, tmp_path: Path) -> None:
    rows = [Row(text, str(n), time=datetime(2026, 5, 1, 10)) for n, text in enumerate(REPLIES * 3)]
    made = [(engine.lint_batch(batch.rows, linter), batch.rejected) for batch in parts.batches(rows)]
    output.write(tmp_path, made, tuple(linter.categories), redacted=False)
    whole = [one for batch, _ in made for one in batch.to_pylist()]
    findings = pl.read_parquet(tmp_path / "findings.parquet").to_dicts()
    assert findings == [{"row": one["row"], "id": one["id"], **f} for one in whole for f in one["findings"]]
    promises = pl.read_parquet(tmp_path / "promises.parquet").to_dicts()
    assert promises == [{"row": one["row"], "id": one["id"], **p} for one in whole for p in one["promises"]]
    assert promises
    for one in whole:
        del one["findings"], one["promises"]
    assert pl.read_parquet(tmp_path / "replies.parquet").to_dicts() == whole


def test_a_promise_falls_due_by_the_clock_of_the_export(linter: Linter) -> None:
    moscow = datetime(2026, 5, 5, 10, tzinfo=timezone(timedelta(hours=3)))
    text = "Здравствуйте! Вернёмся с ответом сегодня до 18:00."
    known, unknown = judged(linter, Row(text, "1", time=moscow), Row(text, "2"))
    (promise,) = known["promises"]
    assert promise["text"] == text[promise["start"] : promise["end"]]
    assert promise["deadline"] == datetime(2026, 5, 5, 15, tzinfo=timezone.utc)
    assert unknown["promises"] == [{**promise, "deadline": None}]


# --- Batches ---

_ROWS = st.builds(Row, text=st.text(max_size=40), id=st.text(max_size=5), client=st.none() | st.text(max_size=9))
_REFUSED = st.builds(Rejected, place=st.text(max_size=5), reason=st.text(max_size=5), raw=st.text(max_size=9))


@given(st.lists(_ROWS | _REFUSED), st.integers(1, 7), st.integers(1, 60))
def test_batches_hold_every_row_once_and_in_order(items: list[Row | Rejected], rows: int, characters: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "ROWS", rows)
        patch.setattr(parts, "CHARACTERS", characters)
        made = list(parts.batches(items))
    kept = [one for batch in made for one in batch.rows.to_pylist()]
    assert [(one["row"], one["text"], one["id"]) for one in kept] == [
        (n, row.text, row.id) for n, row in enumerate(item for item in items if isinstance(item, Row))
    ]
    assert [one for batch in made for one in batch.rejected] == [one for one in items if isinstance(one, Rejected)]
    assert [batch.number for batch in made] == list(range(len(made)))
    assert all(0 < batch.items <= rows for batch in made)


def test_half_an_emoji_is_mended_and_offsets_hold(linter: Linter) -> None:
    text = "Спасибо \ud83d Тикет закрыли \ud83d\ude00."
    (one,) = judged(linter, text)
    assert one["text"] == "Спасибо \ufffd Тикет закрыли \U0001f600."
    assert {f["text"] for f in one["findings"]} >= {"Тикет"}


def test_a_part_is_read_back_as_it_was_written(linter: Linter, tmp_path: Path) -> None:
    refused = [Rejected("строка 1", "пусто", "\ud83d;;")]
    batch = engine.lint_batch(parts.batch_of([Row(REPLIES[0], "1")], 0), linter)
    parts.save(tmp_path, batch, parts.Share(12, 0, 1, batch, refused))
    assert list(parts.finished(tmp_path)) == [12]
    ((read, rejected),) = parts.saved(tmp_path)
    assert read.to_pylist() == batch.to_pylist()
    assert rejected == refused
    (broken,) = tmp_path.iterdir()
    broken.write_bytes(broken.read_bytes()[:100])
    with pytest.raises(ReplyLintError, match="испорчен"):
        list(parts.saved(tmp_path))


@given(st.lists(_ROWS, min_size=1, max_size=40), st.integers(1, 5))
def test_shares_hold_every_row_once_and_come_back_in_order(rows: list[Row], of: int) -> None:
    batch = parts.Batch(3, parts.batch_of(rows, 70), [Rejected("строка 1", "пусто", "")])
    shares = list(parts.shares(batch, of))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for share in shares:
            assert not parts.finished(folder)
            parts.save(folder, share.rows, share)
        # Begun with another number of workers, and not ended: of no account.
        parts.save(folder, batch.rows, parts.Share(3, 1, 9, batch.rows, []))
        ((read, rejected),) = parts.saved(folder)
    assert read.to_pylist() == batch.rows.to_pylist()
    assert rejected == batch.rejected


def test_replies_that_repeat_each_other_fall_to_one_share() -> None:
    rows = [
        Row(f"Здравствуйте, {name}! Посылка приедет в пункт выдачи завтра утром. №{n}", "1")
        for n, name in enumerate("АБВГ")
    ]
    sizes = [share.rows.num_rows for share in parts.shares(parts.Batch(0, parts.batch_of(rows, 0), []), 3)]
    assert sorted(sizes) == [0, 0, 4]


# --- Fingerprints and accepted exceptions ---


def marks(linter: Linter, text: str) -> dict[str, str]:
    return {f["rule"]: f["fingerprint"] for f in judged(linter, text)[0]["findings"]}


def test_a_fingerprint_outlives_names_numbers_and_the_rest_of_the_reply(linter: Linter) -> None:
    rule = "condescension/you-agreed-to-it"
    one = marks(linter, "Ирина, вы сами не указали адрес в заказе 17.")[rule]
    assert one == marks(linter, "Здравствуйте!\nПётр, вы сами не указали  адрес в заказе 4512. Исправим.")[rule]
    assert one != marks(linter, "Ирина, вы сами не указали почту в заказе 17.")[rule]
    assert one not in [mark for name, mark in marks(linter, "Ирина, вы сами не указали адрес.").items() if name != rule]


def test_an_accepted_exception_costs_nothing_until_it_expires(linter: Linter) -> None:
    text = "Здравствуйте! Вы сами не указали адрес. Тикет закрыли."
    (plain,) = judged(linter, text)
    mark = marks(linter, text)["condescension/you-agreed-to-it"]
    accepted = disputes.Disputes({mark: disputes.Dispute("так в договоре", date(2026, 6, 1))})
    rows = [Row(text, str(day), time=datetime(2026, month, day)) for month, day in ((6, 1), (6, 2))]
    before, after = judged(linter, *rows, disputes=accepted)
    assert after["score"] == plain["score"] < before["score"]
    assert [f for f in before["findings"] if f["disputed"]] == [
        {**f, "disputed": True, "lost": 0.0} for f in plain["findings"] if f["fingerprint"] == mark
    ]
    assert sum(f["lost"] for f in before["findings"]) == pytest.approx(100 - before["score"], abs=0.6)


@pytest.mark.parametrize("redacted", [False, True])
@pytest.mark.parametrize(
    "unit", ["а", "А", "1 ", "Иван ", "И. ", "a@", "a.", "А-", "Здравствуйте, А", "вы сами не указали адрес "]
)
def test_a_reply_of_any_length_takes_time_in_proportion(linter: Linter, unit: str, redacted: bool) -> None:
    def cost(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        judged(linter, text, redacted=redacted)
        return time.process_time() - start

    assert cost(40_000) < 12 * cost(8_000) + 1


# --- Redaction ---


@pytest.mark.parametrize(
    ("text", "hidden", "kept"),
    [
        ("Здравствуйте, Айгуль Рустамовна! Заказ собран.", ["Айгуль", "Рустамовна"], ["Заказ", "Здравствуйте"]),
        ("Света, добрый день! Машину подадут завтра.", ["Света"], ["Машину", "добрый"]),
        ("Тлехас Айдамир, здравствуйте!", ["Тлехас", "Айдамир"], ["здравствуйте"]),
        ("Вам позвонит мастер Лунёва Мария.", ["Лунёва", "Мария"], ["мастер", "Вам"]),
        ("Договор подписал Котов П. С. вчера.", ["Котов", "П", "С"], ["Договор", "вчера"]),
        ("Звоните +7 (912) 345-67-89 до 18:00.", ["912", "345", "67"], ["18:00"]),
        ("Карта 2200 1234 5678 9012, паспорт 45 07 № 123456.", ["2200", "9012", "45", "123456"], ["Карта"]),
        ("Пишите на i.petrov@mail.ru или @petrov_i.", ["petrov", "mail"], ["Пишите"]),
        ("Вернём 100 000 руб. 12.05.2026, а 2026-06-01 — остальное.", [], ["100 000", "12.05.2026", "2026-06-01"]),
        ("Привезём: ул. Ленина, д. 5, кв. 12.", ["Ленина", "5", "12"], ["Привезём"]),
        ("Dear John, hello! Здравствуйте, John Smith!", ["Smith"], ["hello"]),
    ],
)
def test_what_points_to_a_person_is_masked(text: str, hidden: list[str], kept: list[str]) -> None:
    masked = redact.mask(text)
    words = re.findall(r"\w+", masked)
    assert not [one for one in hidden if one in words]
    assert not [one for one in kept if one not in masked]


@given(st.text(alphabet=st.sampled_from("Ииваноан АннаПётр@.,!?-+() 0123456789\nabc«»"), max_size=80))
@example("0@0@0000")
def test_masking_keeps_every_offset_and_adds_nothing(text: str) -> None:
    masked = redact.mask(text)
    assert len(masked) == len(text)
    assert all(a == b or b == redact.MASK for a, b in zip(text, masked, strict=True))
    assert redact.mask(masked) == masked


def test_nothing_that_is_masked_is_told_in_a_message_or_a_fix(linter: Linter) -> None:
    text = "Здравствуйте, Айгуль! Тут Хуснутдинова сама виновата, её номер 8 912 345-67-89. Исправте, Айгуль,заказ."
    (open_,), (closed,) = judged(linter, text), judged(linter, text, redacted=True)
    assert [(f["rule"], f["start"], f["end"], f["lost"]) for f in closed["findings"]] == [
        (f["rule"], f["start"], f["end"], f["lost"]) for f in open_["findings"]
    ]
    for one in closed["findings"]:
        assert one["text"] == closed["text"][one["start"] : one["end"]]
    shown = json.dumps(closed, ensure_ascii=False, default=str)
    assert not re.search("Айгуль|Хуснутдинов|912|345-67", shown)
    assert "Айгуль" in json.dumps(open_, ensure_ascii=False, default=str)


def test_a_row_that_could_not_be_read_is_masked_whole(linter: Linter, tmp_path: Path) -> None:
    refused = [Rejected("строка 1", "нет столбца у Иванова", '{"имя": "\\u0418ван", айгуль}')]
    batch = engine.lint_batch(parts.batch_of([], 0), linter, redacted=True)
    assert output.write(tmp_path, [(batch, refused)], tuple(linter.categories), redacted=True) == (0, 1)
    line = json.loads((tmp_path / "rejected.jsonl").read_text(encoding="utf-8"))
    assert not re.search(r"[^\W_]", line["raw"])
    assert "Иванов" not in line["reason"]
