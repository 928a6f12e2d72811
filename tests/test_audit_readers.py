"""Exports on disk → replies: every kind of file, every helpdesk, and what people do to both."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reply_lint.audit import read
from reply_lint.audit.rows import Rejected, Row
from reply_lint.model import ReplyLintError

EXPORTS = Path(__file__).parent / "data" / "exports"
FIRST = "Ирина, здравствуйте! Деньги вернём завтра до 18:00."
SECOND = "Бонусы начислим сегодня, чек во вложении."
REPLY = "Здравствуйте, Ирина! Деньги вернём завтра; чек «во вложении», сумма 100, срок — до 18:00."

CELLS = st.characters(
    exclude_categories=["Cs"],
    exclude_characters="\0" if sys.version_info < (3, 11) else "",  # its csv writes no zero bytes
)
Write = Callable[[str, "bytes | str"], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def texts(path: Path, **kwargs: Any) -> list[str]:
    """Texts of the replies; that nothing was rejected is a part of it."""
    found = list(read.read(path, **kwargs))
    assert not [item for item in found if isinstance(item, Rejected)]
    return [item.text for item in found if isinstance(item, Row)]


def split(path: Path, **kwargs: Any) -> tuple[list[str], list[Rejected]]:
    found = list(read.read(path, **kwargs))
    return [i.text for i in found if isinstance(i, Row)], [i for i in found if isinstance(i, Rejected)]


def error(path: Path, **kwargs: Any) -> str:
    with pytest.raises(ReplyLintError) as caught:
        list(read.read(path, **kwargs))
    assert caught.value.where
    assert "\n" not in str(caught.value)
    return caught.value.what


FILES = {  # name → mapping, agent and ticket of the first reply
    "chatwoot.jsonl": ("chatwoot", "Анна", "101"),
    "django-helpdesk.json": ("django-helpdesk", "Анна", "101"),
    "excel-cp1251.csv": ("generic", "Анна", "101"),
    "freshdesk.json": ("freshdesk", "Анна", "101"),
    "freshdesk-conversations.csv": ("freshdesk", "7", "101"),
    "helpdeskeddy.json": ("helpdeskeddy", "Анна", "ABC-101"),
    "intercom.json": ("intercom", "Анна", "101"),
    "jira.json": ("jira", "Анна", "HELP-101"),
    "omnidesk.json": ("omnidesk", "Анна", "664-000101"),
    "otrs.json": ("otrs", "Анна", "2026031210000101"),
    "rt.tsv": ("rt", "Анна", "101"),
    "support.mbox": ("mbox", "Анна", "<m1@romashka.example>"),
    "usedesk.json": ("usedesk", "Анна", "101"),
    "zammad.json": ("zammad", "Анна", "101"),
    "zendesk.ndjson": ("zendesk", "Анна", "101"),
}


class TestHelpdesks:
    """The same conversation in each: a bot's answer, two replies, a note, three messages of the client."""

    def test_each_mapping_has_an_export_here(self) -> None:
        assert {source for source, _, _ in FILES.values()} == set(read.sources())
        assert set(FILES) == {path.name for path in EXPORTS.iterdir()}

    @pytest.mark.parametrize("named", [False, True], ids=["found", "named"])
    @pytest.mark.parametrize("name", FILES)
    def test_replies_of_agents_with_the_clients_words_before_them(self, name: str, named: bool) -> None:
        source, agent, ticket = FILES[name]
        rows = list(read.read(EXPORTS / name, source if named else None))
        assert all(isinstance(row, Row) for row in rows)
        first, second = sorted((row for row in rows if isinstance(row, Row)), key=lambda row: str(row.time))
        assert (first.text, second.text.split("\n\n> ")[0]) == (FIRST, SECOND)
        assert first.client == "Здравствуйте! Где мои деньги за заказ 55?"
        assert second.client == "Спасибо! А бонусы?\n\nИ чек пришлите."
        assert (first.agent, first.ticket, second.ticket) == (agent, ticket, ticket)
        assert first.agent != second.agent
        assert first.time
        assert second.time
        assert second.time - first.time == timedelta(minutes=85)
        assert first.time.astimezone(timezone.utc).date() == date(2026, 3, 12)
        assert first.id != second.id

    def test_teams_are_named_where_the_export_names_them(self) -> None:
        named = (
            "excel-cp1251.csv freshdesk.json helpdeskeddy.json jira.json omnidesk.json otrs.json rt.tsv usedesk.json"
        )
        for name in [*named.split(), "zendesk.ndjson"]:
            assert {row.team for row in read.read(EXPORTS / name) if isinstance(row, Row)} == {"Возвраты"}, name

    def test_a_reply_of_the_newest_first_thread_keeps_its_place_in_the_file(self) -> None:
        assert texts(EXPORTS / "helpdeskeddy.json") == [SECOND, FIRST]

    def test_an_unknown_source_is_told_what_there_is(self) -> None:
        assert "zendesk" in error(EXPORTS / "rt.tsv", source="jirra")

    def test_a_row_a_message_gives_no_context_from_the_future(self, write: Write) -> None:
        rows = [
            ["conversation_id", "message_type", "content", "created_at"],
            ["1", "incoming", "Где чек?", "2026-03-12 15:00"],
            ["1", "outgoing", "Добрый день! Деньги вернули.", "2026-03-12 14:00"],
            ["2", "incoming", "Не вхожу.", "2026-03-12 13:00"],
            ["2", "outgoing", "Сбросили пароль.", "2026-03-12 14:00"],
        ]
        found = [row for row in read.read(write("chat.csv", table(rows))) if isinstance(row, Row)]
        assert [row.client for row in found] == [None, "Не вхожу."]

    def test_a_plain_table_with_a_direction_leaves_the_clients_out(self, write: Write) -> None:
        rows = [
            ["Тикет", "Направление", "Сообщение"],
            ["1", "Входящее", "Где деньги?"],
            ["1", "Исходящее", "Вернём завтра."],
        ]
        (row,) = read.read(write("t.csv", table(rows)))
        assert isinstance(row, Row)
        assert (row.text, row.client) == ("Вернём завтра.", "Где деньги?")

    def test_a_dump_may_begin_with_a_thousand_tickets(self, write: Write) -> None:
        dump = json.loads((EXPORTS / "django-helpdesk.json").read_text())
        tickets = [{**dump[1], "pk": 1000 + n} for n in range(1000)]
        assert texts(write("dump.json", json.dumps(tickets + dump))) == [FIRST, SECOND]

    def test_the_words_of_old_tickets_are_forgotten_before_memory_ends(self, write: Write) -> None:
        rows = [["conversation_id", "message_type", "content"]]
        rows += [[str(n), "incoming", "Где мои деньги? " * 1000] for n in range(700)]
        rows += [[str(n), "outgoing", "Вернём завтра."] for n in (0, 699)]
        old, new = read.read(write("chat.csv", table(rows)))
        assert isinstance(old, Row)
        assert isinstance(new, Row)
        assert old.client is None
        assert new.client
        assert len(new.client) < 20_000

    def test_flattened_columns_count_as_paths(self, write: Write) -> None:
        rows = [
            ["ticket_id", "part_type", "author.type", "author.name", "body"],
            ["1", "comment", "user", "Ирина", "Где?"],
            ["1", "comment", "admin", "Анна", "<p>Завтра.</p>"],
        ]
        (row,) = read.read(write("parts.csv", table(rows)))
        assert isinstance(row, Row)
        assert (row.text, row.agent) == ("Завтра.", "Анна")


MAPPING = 'lists = ["dialogs"]\nmessages = ["log"]\nskip = ["kind = system"]\nreply = ["who = staff"]\n'
FIELDS = '[fields]\ntext = ["t"]\nagent = "by"\nticket = "/no"\n'
EXPORT = {
    "dialogs": [
        {"no": 5, "log": [{"who": "guest", "t": "Где?"}, {"who": "staff", "kind": "system", "t": "Взят"}]},
        {"no": 6, "log": [{"who": "guest", "t": "Когда?"}, {"who": "staff", "by": "Анна", "t": "Завтра."}]},
    ]
}


class TestOwnMapping:
    def test_is_named_by_its_path(self, write: Write) -> None:
        own = write("own.toml", MAPPING + FIELDS)
        (row,) = read.read(write("e.json", json.dumps(EXPORT)), str(own))
        assert row == Row("Завтра.", "6#2", "Когда?", "6", "Анна")

    @pytest.mark.parametrize(
        ("written", "says"),
        [
            ("x = 1\n[fields]\ntext = 'a'", "x: такого ключа нет"),
            ("reply = 'a'\n[fields]\ntext = 'a'", "reply: ожидается список строк"),
            ("reply = ['= b']\n[fields]\ntext = 'a'", "reply: «= b»"),
            ("inner = 'x'", "fields: ожидается таблица"),
            ("[fields]\nagent = 'a'", "text: где лежит текст ответа"),
            ("[fields]\ntext = 'a'\nauthor = 'b'", "fields.author: такого поля нет"),
            ("[fields]\ntext = 5", "fields.text: ожидается путь"),
            ("[fields\n", "не читается"),
        ],
    )
    def test_mistakes_are_named(self, write: Write, written: str, says: str) -> None:
        own = write("own.toml", written)
        export = write("e.csv", "a,b\nпривет,1\n")
        with pytest.raises(ReplyLintError) as caught:
            read.read(export, str(own))
        assert caught.value.where == str(own)
        assert says in caught.value.what

    def test_all_mistakes_at_once(self, write: Write) -> None:
        assert error(write("e.csv", "a\nб\n"), source=str(write("own.toml", "x = 1\ny = 2\n"))).count(";") >= 2


class TestTables:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"]
    )
    @pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
    def test_encoding_and_delimiter_are_seen(self, write: Write, encoding: str, delimiter: str) -> None:
        reply = REPLY.translate(str.maketrans("«»—", '""-')) if encoding in ("koi8-r", "cp866") else REPLY
        rows = [["Номер", "Агент", "Ответ"], *([str(n), "Анна", f"{reply} Заказ {n}.\nЖдём вас."] for n in range(30))]
        path = write("t.csv", table(rows, delimiter).encode(encoding))
        assert texts(path) == [row[2] for row in rows[1:]]

    def test_letters_that_come_late_are_read_in_their_encoding(self, write: Write) -> None:
        plain = "".join(f"{n},Hello and good bye to all of you\n" for n in range(20_000))
        path = write("t.csv", f"id,reply\n{plain}1,{REPLY.replace(',', '')}\n".encode("cp1251"))
        assert texts(path)[-1] == REPLY.replace(",", "")

    def test_excel_names_its_separator(self, write: Write) -> None:
        assert texts(write("t.csv", "sep=;\r\nОтвет;Агент\r\nДа, вернём.;Анна\r\n")) == ["Да, вернём."]

    def test_one_column_keeps_its_commas(self, write: Write) -> None:
        assert texts(write("t.csv", f"Ответ\n{REPLY}\nДа, да; нет.\n")) == [REPLY, "Да, да; нет."]

    def test_names_of_columns_may_be_spelt_anyhow(self, write: Write) -> None:
        path = write("t.csv", "ТЕКСТ_ОТВЕТА;фио  сотрудника;Номер-Обращения\nВернём.;Анна;7\n")
        assert list(read.read(path)) == [Row("Вернём.", "2", None, "7", "Анна")]

    def test_columns_can_be_named(self, write: Write) -> None:
        path = write("t.csv", "кто,что,о чём,когда\nАнна,Вернём.,Где?,12.03.2026\n")
        columns = {"text": "что", "agent": "кто", "client": "о чём", "time": "когда", "team": "кто"}
        assert list(read.read(path, columns=columns)) == [
            Row("Вернём.", "2", "Где?", None, "Анна", "Анна", datetime(2026, 3, 12))
        ]

    def test_day_and_time_may_stand_in_two_columns(self, write: Write) -> None:
        (row,) = read.read(write("t.csv", "Ответ;Дата;Время\nВернём.;12.03.2026;14:05\n"))
        assert isinstance(row, Row)
        assert row.time == datetime(2026, 3, 12, 14, 5)

    def test_a_named_column_that_is_not_there(self, write: Write) -> None:
        what = error(write("t.csv", "кто,что\nАнна,Вернём.\n"), columns={"text": "ответ"})
        assert "«ответ» нет" in what
        assert "кто, что" in what

    def test_no_column_of_replies(self, write: Write) -> None:
        what = error(write("t.csv", "кто,что\nАнна,Вернём.\n"))
        assert "--text" in what
        assert "кто, что" in what

    def test_columns_of_one_name_and_of_none(self, write: Write) -> None:
        path = write("t.csv", "Ответ,,Ответ,Агент\nа,б,в,г\n")
        assert texts(path) == ["а"]
        assert texts(path, columns={"text": "Ответ (3)"}) == ["в"]
        assert texts(path, columns={"text": "колонка 2"}) == ["б"]

    def test_blank_lines_are_no_rows_and_count_in_places(self, write: Write) -> None:
        replies, (ill,) = split(write("t.csv", "Ответ;Агент\n\nДа.;Анна\n\n\nНет.\n"))
        assert replies == ["Да."]
        assert ill.place == "строка 6"

    def test_ragged_rows(self, write: Write) -> None:
        replies, ill = split(write("t.csv", "Ответ,Агент\nа,Анна\nб\nв,Анна,лишнее\nг,Анна,,\n"))
        assert replies == ["а", "г"]
        assert [i.place for i in ill] == ["строка 3", "строка 4"]
        assert all("а в заголовке 2" in i.reason for i in ill)
        assert ill[1].raw == "в; Анна; лишнее"

    def test_an_empty_reply_is_rejected(self, write: Write) -> None:
        replies, ill = split(write("t.csv", "Ответ,Агент\n,Анна\n  ,Анна\n<p> </p>,Анна\nда,Анна\n"))
        assert replies == ["да"]
        assert len(ill) == 3

    @pytest.mark.parametrize("broken", [b"\xff\xfe\xfd", "Вернём завтра".encode("cp1251"), "Ж".encode()[:1]])
    def test_broken_bytes_cost_their_row_alone(self, write: Write, broken: bytes) -> None:
        good = f"Анна,{REPLY.replace(',', '')}\n".encode() * 40
        path = write("t.csv", "Агент,Ответ\n".encode() + good + b"\xd0\x90\xd0\xbd," + broken + b"\n" + good)
        replies, (ill,) = split(path)
        assert len(replies) == 80
        assert ill.place == "строка 42"
        assert "UTF-8" in ill.reason
        ill.raw.encode()

    def test_zero_bytes_cost_their_row_alone(self, write: Write) -> None:
        replies, (ill,) = split(write("t.csv", b"id,reply\n1,ok\n2,o\0k\n3,ok\n"))
        assert replies == ["ok", "ok"]
        assert ill.place == "строка 3"

    def test_an_open_quote_swallows_nothing(self, write: Write) -> None:
        path = write("t.csv", 'Агент,Ответ\nАнна,"да\nБорис,"нет, никак"\nАнна,"а ""так"" да"\nБорис,ещё\n')
        replies, (ill,) = split(path)
        assert replies == ["нет, никак", 'а "так" да', "ещё"]
        assert ill.place == "строка 2"
        assert "кавычка" in ill.reason

    def test_an_open_quote_at_the_end_swallows_nothing(self, write: Write) -> None:
        replies, ill = split(write("t.csv", 'Агент,Ответ\nАнна,"да\n' + "Борис,нет\n" * 500))
        assert replies == ["нет"] * 500
        assert len(ill) == 1

    def test_quotes_inside_a_line_are_forgiven(self, write: Write) -> None:
        replies = texts(write("t.csv", 'Агент;Ответ\nАнна;"Тариф "Базовый" подключён"\nАнна;да\n'))
        assert "Базовый" in replies[0]
        assert replies[1] == "да"

    def test_a_cell_of_five_megabytes(self, write: Write) -> None:
        long = "Деньги вернём завтра.\n" * 120_000
        assert texts(write("t.csv", table([["Ответ", "Агент"], [long, "Анна"], ["да", "Анна"]]))) == [
            long.strip(),
            "да",
        ]

    @pytest.mark.parametrize("content", [b"", b"\n\n", "Ответ\n".encode(), "\ufeffОтвет;Агент\r\n".encode()])
    def test_nothing_in_it(self, write: Write, content: bytes) -> None:
        assert "пуст" in error(write("t.csv", content))

    def test_all_rows_ill(self, write: Write) -> None:
        replies, ill = split(write("t.csv", "Ответ,Агент\nа\nб\n"))
        assert not replies
        assert len(ill) == 2

    def test_packed(self, write: Write, tmp_path: Path) -> None:
        content = f"Ответ;Агент\n{REPLY.replace(';', ',')};Анна\n".encode("cp1251")
        assert len(texts(write("t.csv.gz", gzip.compress(content)))) == 1
        with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
            archive.writestr("май/t.csv", content)
        assert len(texts(tmp_path / "t.zip")) == 1
        with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
            archive.writestr("a.csv", content)
            archive.writestr("b.csv", content)
        assert "файлов в архиве 2" in error(tmp_path / "two.zip")

    @pytest.mark.parametrize(("place", "value"), [(6, 64), (8, 1), (8, 1 << 5), (8, 1 << 6), (10, 9)])
    def test_an_archive_with_a_password_or_of_another_kind(self, tmp_path: Path, place: int, value: int) -> None:
        """Version, flags or method in the list of files; the head of the file itself has them 2 bytes before."""
        with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
            archive.writestr("t.csv", f"Ответ;Агент\n{REPLY.replace(';', ',')};Анна\n")
        packed = bytearray((tmp_path / "t.zip").read_bytes())
        for at in (place - 2, packed.index(b"PK\1\2") + place):
            packed[at : at + 2] = value.to_bytes(2, "little")
        (tmp_path / "t.zip").write_bytes(packed)
        assert "распакуйте" in error(tmp_path / "t.zip")

    @pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_a_spoilt_archive(self, tmp_path: Path, method: int) -> None:
        with zipfile.ZipFile(tmp_path / "t.zip", "w", method) as archive:
            archive.writestr("t.csv", f"Ответ;Агент\n{REPLY.replace(';', ',')};Анна\n")
        packed = bytearray((tmp_path / "t.zip").read_bytes())
        packed[len(packed) // 3 : len(packed) // 2] = b"?" * (len(packed) // 2 - len(packed) // 3)
        (tmp_path / "t.zip").write_bytes(packed)
        assert "повреждён" in error(tmp_path / "t.zip")

    def test_a_packed_file_that_breaks_off(self, write: Write) -> None:
        content = "Ответ;Агент\n" + "".join(f"Вернём {n * n}.;Анна {n * 7}\n" for n in range(50_000))
        packed = gzip.compress(content.encode())
        replies, ill = split(write("t.csv.gz", packed[: len(packed) // 2]))
        assert 1000 < len(replies) < 50_000
        assert ill[-1].place == "конец файла"

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        for name in ("no.csv", "no.json", "no.xlsx", "no.parquet", "no.mbox", "no"):
            error(tmp_path / name)

    @given(
        st.lists(st.tuples(*[st.text(CELLS, max_size=20)] * 3), max_size=20),
        st.sampled_from(";,\t|"),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_table_comes_out_row_for_row(
        self, tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, encoding: str, quoting: Any
    ) -> None:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, quoting=quoting)
        writer.writerows([["Номер", "Агент", "Ответ"], ["1", "Анна", "Да."], *rows])
        path = tmp_path / "t.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        found = list(read.read(path))
        assert len(found) == 1 + len(rows)
        kept = {row.id: row.text for row in found if isinstance(row, Row)}
        for number, (_, _, text) in enumerate(rows, 3):
            if text.isalnum():
                assert kept[str(number)] == text


ROWS = [{"id": n, "reply": f"Вернём {n}.", "agent": "Анна"} for n in range(5)]


class TestJson:
    @pytest.mark.parametrize("name", ["t.json", "t.ndjson", "t.jsonl", "t.log"])
    @pytest.mark.parametrize(
        "content",
        [
            "".join(json.dumps(row) + "\n" for row in ROWS),
            "".join(json.dumps(row) + "\r\n\r\n" for row in ROWS),
            json.dumps(ROWS),
            json.dumps(ROWS, indent=2, ensure_ascii=False),
            "[\n" + ",\n".join(json.dumps(row) for row in ROWS) + "\n]\n",
            json.dumps({"count": 5, "tickets": ROWS, "next": None}),
            json.dumps({"count": 5, "tickets": ROWS, "next": None}, indent=1),
            json.dumps({"data": {"meta": {"page": 1}, "payload": ROWS}}),
            json.dumps({"data": {str(row["id"]): row for row in ROWS}}),
            json.dumps({"tickets": ROWS[:2]}) + "\n" + json.dumps({"tickets": ROWS[2:]}),
            "".join(json.dumps(row, indent=1) for row in ROWS),
        ],
        ids="lines blank-lines array indented line-a-row document indented-document nested by-id pages objects".split(),
    )
    def test_all_ways_to_write_a_list(self, write: Write, name: str, content: str) -> None:
        assert texts(write(name, content)) == [row["reply"] for row in ROWS]

    def test_one_object_alone(self, write: Write) -> None:
        assert texts(write("t.json", json.dumps(ROWS[0], indent=1))) == ["Вернём 0."]

    def test_a_broken_line_costs_itself_alone(self, write: Write) -> None:
        lines = [json.dumps(row) for row in ROWS]
        replies, ill = split(write("t.jsonl", "\n".join([*lines[:2], '{"id": 7, "reply', "[1]", '"x"', *lines[2:]])))
        assert len(replies) == 5
        assert [i.place for i in ill] == ["строка 3", "строка 4", "строка 5"]
        assert ill[0].raw == '{"id": 7, "reply\n'

    def test_a_broken_first_line(self, write: Write) -> None:
        replies, ill = split(write("t.jsonl", "{broken\n" + json.dumps(ROWS[0]) + "\n"))
        assert (len(replies), len(ill)) == (1, 1)

    def test_a_broken_element_of_an_array(self, write: Write) -> None:
        content = json.dumps(ROWS).replace('"id": 2,', '"id": oops,')
        replies, (ill,) = split(write("t.json", content))
        assert replies == ["Вернём 0.", "Вернём 1.", "Вернём 3.", "Вернём 4."]
        assert ill.place == "запись 3"

    def test_an_array_that_breaks_off(self, write: Write) -> None:
        replies, ill = split(write("t.json", json.dumps(ROWS)[:-20]))
        assert (len(replies), len(ill)) == (4, 1)

    def test_data_where_text_was_expected(self, write: Write) -> None:
        rows = [
            {"reply": "да"},
            {"reply": {"body": "x"}},
            {"reply": ["x"]},
            {"reply": True},
            {"reply": None},
            {"reply": 5},
            {},
        ]
        replies, ill = split(write("t.json", json.dumps(rows)))
        assert replies == ["да", "5"]
        assert len(ill) == 5
        assert "вложенные данные" in ill[0].reason

    def test_half_of_a_letter(self, write: Write) -> None:
        replies, (ill,) = split(write("t.jsonl", '{"reply": "да \\ud83d"}\n{"reply": "да \\ud83d\\ude00"}\n'))
        assert replies == ["да 😀"]
        json.dumps(ill.raw).encode()

    def test_what_is_too_deep(self, write: Write) -> None:
        replies, ill = split(write("t.jsonl", '{"reply": "да"}\n' + '{"reply": ' + "[" * 200_000 + "\n"))
        assert (replies, len(ill)) == (["да"], 1)

    @pytest.mark.parametrize("field", ["id", "ticket", "agent", "team", "created_at", "client", "direction", "reply"])
    @pytest.mark.parametrize("brackets", ["[]", '{"name":}'], ids=["lists", "objects"])
    def test_deep_data_in_any_field(self, write: Write, field: str, brackets: str) -> None:
        deep = brackets[:-1] * 900 + "1" + brackets[-1] * 900
        rows = [json.dumps({"reply": "да", "x": 0}), f'{{"reply": "нет", "{field}": {deep}}}']
        found = list(read.read(write("t.jsonl", "\n".join(rows))))
        assert len(found) == 2
        for item in found:
            str(item).encode()

    @pytest.mark.parametrize("content", ["", "  \n", "[]"])
    def test_nothing_in_it(self, write: Write, content: str) -> None:
        assert "пуст" in error(write("t.json", content))

    def test_messages_that_are_none(self, write: Write) -> None:
        ticket = {"id": 1, "requester_id": 9, "comments": [None, 5, {"author_id": 7, "public": True, "body": "Да."}]}
        replies, ill = split(write("t.json", json.dumps([ticket, {"id": 2, "comments": None}])))
        assert replies == ["Да."]
        assert [i.place for i in ill] == ["запись 1, сообщение 1", "запись 1, сообщение 2"]

    def test_memory_stays_flat(self, write: Write) -> None:
        row = json.dumps({"reply": "Деньги вернём завтра до 18:00. " * 100, "agent": "Анна"}, ensure_ascii=False)
        path = write("t.json", "[" + ",".join([row] * 3_000) + "]")
        assert path.stat().st_size > 10_000_000
        tracemalloc.start()
        try:
            assert sum(1 for _ in read.read(path)) == 3_000
            assert tracemalloc.get_traced_memory()[1] < 12_000_000
        finally:
            tracemalloc.stop()

    @given(
        st.lists(st.dictionaries(st.sampled_from(["reply", "id", "agent", "x"]), st.none() | st.text(max_size=9)
                                 | st.integers() | st.lists(st.integers(), max_size=2), min_size=1), max_size=9),
        st.booleans(),
    )  # fmt: skip
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_objects_come_out_one_for_one(self, tmp_path: Path, rows: list[dict[str, Any]], lines: bool) -> None:
        rows = [{"reply": "Да.", "agent": "Анна"}, *rows]
        path = tmp_path / "t.json"
        path.write_text("\n".join(map(json.dumps, rows)) if lines else json.dumps(rows))
        assert len(list(read.read(path))) == len(rows)


class TestBooks:
    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        path = tmp_path / "t.xlsx"
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("Сводка").write_row(0, 0, ["Ответов", 3])
            sheet = book.add_worksheet("Ответы")
            clock = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
            sheet.write_row(0, 0, ["Номер", "Дата", "Ответ", "Агент"])
            sheet.write_row(1, 0, [101, "", "Вернём\nзавтра.", "Анна"])
            sheet.write_datetime(1, 1, datetime(2026, 3, 12, 14, 5), clock)
            sheet.write_row(3, 0, [102, "13.03.2026", 100, "Борис"])
            sheet.write_row(4, 0, [103, 46094, "", "Борис"])
        return path

    def test_rows_of_the_longest_sheet(self, book: Path) -> None:
        first, second, third = read.read(book)
        assert first == Row("Вернём\nзавтра.", "2", None, "101", "Анна", None, datetime(2026, 3, 12, 14, 5))
        assert second == Row("100", "4", None, "102", "Борис", None, datetime(2026, 3, 13))
        assert isinstance(third, Rejected)
        assert third.place == "строка 5"

    def test_no_book(self, write: Write) -> None:
        assert "Excel" in error(write("t.xlsx", bytes(range(256))))
        assert "Excel" in error(write("t.xlsx", b"PK\x03\x04" + bytes(100)))
        assert "веб-страница" in error(write("t.xls", b"<html><table></table></html>"))

    def test_an_empty_book(self, tmp_path: Path) -> None:
        with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
            book.add_worksheet()
        assert error(tmp_path / "t.xlsx")


class TestParquet:
    def test_rows(self, tmp_path: Path) -> None:
        moment = datetime(2026, 3, 12, 14, 5, tzinfo=timezone.utc)
        columns = {"id": [1, 2, 3], "reply": ["Да.", None, "Нет."], "agent": ["Анна", "Борис", None]}
        data = pa.table(columns).append_column("created_at", pa.array([moment] * 3, pa.timestamp("ns", "UTC")))
        pq.write_table(data, tmp_path / "t.parquet")
        first, second, third = read.read(tmp_path / "t.parquet")
        assert first == Row("Да.", "1", None, None, "Анна", None, moment)
        assert isinstance(second, Rejected)
        assert third == Row("Нет.", "3", None, None, None, None, moment)
        assert read.count(tmp_path / "t.parquet") == 3

    def test_tickets(self, tmp_path: Path) -> None:
        tickets = [json.loads(line) for line in (EXPORTS / "zendesk.ndjson").read_text().splitlines()]
        for ticket in tickets:
            for comment in ticket["comments"]:
                del comment["metadata"]  # {"system": {}}, which Parquet can't hold
        pq.write_table(pa.Table.from_pylist(tickets), tmp_path / "t.parquet")
        assert texts(tmp_path / "t.parquet") == [FIRST, SECOND]

    def test_no_parquet(self, write: Write) -> None:
        assert "Parquet" in error(write("t.parquet", b"PAR1 nothing PAR1"))

    def test_a_damaged_part_costs_its_rows_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "t.parquet"
        replies = [f"Вернём {n}." for n in range(300)]
        pq.write_table(pa.table({"reply": replies}), path, row_group_size=100, compression="zstd", use_dictionary=False)
        data = bytearray(path.read_bytes())
        with pq.ParquetFile(path) as file:
            middle = file.metadata.row_group(1).column(0)
            start, size = middle.data_page_offset, middle.total_compressed_size
        data[start : start + size] = bytes(size)
        path.write_bytes(data)
        good, ill = split(path)
        assert good == [*replies[:100], *replies[200:]]
        assert [i.place for i in ill] == [f"строка {n}" for n in range(101, 201)]


class TestMail:
    def test_sent_mail_is_all_ones_own(self, write: Write) -> None:
        mail = "".join(
            f"From x\nFrom: Анна <anna@romashka.example>\nTo: c{n}@mail.ru\nMessage-ID: <{n}@r>\n"
            f"Date: Thu, 12 Mar 2026 14:05:00 +0300\nContent-Type: text/plain; charset=utf-8\n\nВернём {n}.\n\n"
            for n in range(3)
        )
        assert texts(write("sent.mbox", mail)) == ["Вернём 0.", "Вернём 1.", "Вернём 2."]

    def test_mail_without_a_name_or_suffix(self, write: Write) -> None:
        assert len(texts(write("Sent", (EXPORTS / "support.mbox").read_bytes()))) == 2

    def test_odd_mail_is_no_end(self, write: Write) -> None:
        odd = (
            b"From x\nFrom: \xff\xfe\nContent-Type: text/plain; charset=no\nDate: never\n\n\xef\xf0\xe8\xe2\xe5\xf2\n\n"
        )
        found = list(read.read(write("t.mbox", odd + (EXPORTS / "support.mbox").read_bytes())))
        assert len([row for row in found if isinstance(row, Row)]) == 2


class TestFolder:
    def test_all_its_exports_in_order(self, write: Write, tmp_path: Path) -> None:
        write("a.csv", "Ответ,Агент\nраз,Анна\nдва\n")
        write("b.jsonl", '{"reply": "три"}\n')
        write("c.xlsx", "мусор")
        write("заметки.doc", "мимо")
        found = list(read.read(tmp_path))
        assert [item.text if isinstance(item, Row) else item.place for item in found] == [
            "раз", "a.csv, строка 3", "три", "c.xlsx",
        ]  # fmt: skip
        assert [item.id for item in found if isinstance(item, Row)] == ["a.csv:2", "b.jsonl:1"]

    def test_no_exports(self, tmp_path: Path) -> None:
        assert ".csv" in error(tmp_path)


class TestCount:
    @pytest.mark.parametrize("name", [name for name in FILES if name != "support.mbox"])
    def test_small_files_are_counted_exactly(self, name: str) -> None:
        assert read.count(EXPORTS / name) == 2

    def test_large_files_are_estimated(self, write: Write) -> None:
        path = write("t.csv", "Ответ,Агент\n" + "Деньги вернём завтра до вечера,Анна\n" * 50_000)
        estimate = read.count(path)
        assert estimate is not None
        assert abs(estimate - 50_000) < 2_000

    def test_what_only_reading_could_tell(self, write: Write, tmp_path: Path) -> None:
        for path in (EXPORTS / "support.mbox", write("t.csv", "a\nб\n"), tmp_path / "no.csv"):
            assert read.count(path) is None


@pytest.mark.parametrize("suffix", [".csv", ".json", ".xlsx", ".parquet", ".mbox", ".csv.gz", ".zip", ""])
@given(st.binary(max_size=300) | st.text("{}[]\":,;\n\r\t 'Оаreplybody\0", max_size=60).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_the_bytes_no_traceback(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / ("export" + suffix)
    path.write_bytes(content)
    try:
        for item in read.read(path):
            str(item).encode()
    except ReplyLintError as error:
        str(error).encode()


@pytest.mark.parametrize(
    "spoilt", ['{5: 1, "conversations": []}', '{"page": 1, 5: [], "conversations": []}', "{[]: 1}"]
)
def test_a_key_that_is_no_string_costs_the_document_and_no_more(write: Write, spoilt: str) -> None:
    with_reply = '{"conversations": [{"reply": "' + FIRST + '", "agent": "Анна"}]}'
    found = list(read.read(write("export.json", f"{spoilt}\n{with_reply}\n")))
    assert [item for item in found if isinstance(item, Rejected)]
