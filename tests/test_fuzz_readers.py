"""Files that came to harm: exports, mappings, marks, audits. What can be read is, the rest is named; no traceback."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tomli
import xlsxwriter
from audit_folder import BAD, GOOD, make, row
from fuzzing import CHARACTERS, PIECES, VALUES, document, holds, paths, put, spoilt, trouble
from hypothesis import strategies as st

from reply_lint import Linter, ReplyLintError, baseline, evaluate, files
from reply_lint.audit import calibrate, compare, disputes, helpdesk, read
from reply_lint.audit.rows import Rejected, Row

EXPORTS = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "data" / "exports").iterdir())}
NUMBER = 30
HEAD = ["id", "reply", "agent", "created_at"]
ROWS = [[str(n), f"Деньги вернём завтра, номер {n}.", "Анна", "2026-03-12 14:05"] for n in range(NUMBER)]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same rows as a workbook, a Parquet file and two archives."""
    folder = tmp_path_factory.mktemp("books")
    with xlsxwriter.Workbook(folder / "t.xlsx") as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate([HEAD, *ROWS]):
            sheet.write_row(at, 0, cells)
    columns = dict(zip(HEAD, map(list, zip(*ROWS, strict=True)), strict=True))
    pq.write_table(pa.table(columns), folder / "t.parquet", row_group_size=7)
    table = "\n".join(";".join(cells) for cells in [HEAD, *ROWS]).encode()
    (folder / "t.csv.gz").write_bytes(gzip.compress(table))
    with zipfile.ZipFile(folder / "t.csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", table)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def reads(path: Path, source: str | None = None) -> list[Row | Rejected]:
    """What is in an export; an error names the file, and whatever comes can be written down."""
    found: list[Row | Rejected] = []
    error = trouble(lambda: found.extend(read.read(path, source)), ReplyLintError)
    assert error is None or str(path) in str(error)
    for one in found:
        str(one).encode()
        assert isinstance(one, Rejected) or one.text.strip()
    read.count(path, source)
    return found


@pytest.mark.parametrize("name", EXPORTS)
def test_spoilt_exports(tmp_path: Path, name: str) -> None:
    def check(content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        reads(tmp_path / name)

    holds(check, spoilt([EXPORTS[name]]) | spoilt([EXPORTS[name]], "lines"), 25)


@pytest.mark.parametrize("name", ["t.xlsx", "t.parquet", "t.csv.gz", "t.csv.zip"])
def test_spoilt_books(tmp_path: Path, books: dict[str, bytes], name: str) -> None:
    def check(content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        assert len(reads(tmp_path / name)) <= NUMBER + 1

    holds(check, spoilt([books[name]], most=2), 40)


LINE = st.lists(st.sampled_from(PIECES) | st.text(CHARACTERS, max_size=8), max_size=6).map("".join)
ONE_LINE = LINE.map(lambda line: re.sub("[\r\n]", "", line))


@pytest.mark.parametrize("name", ["t.jsonl", "t.csv"])
def test_a_spoilt_line_costs_itself_alone(tmp_path: Path, name: str) -> None:
    if name == "t.csv":
        lines = [";".join(cells) for cells in [HEAD, *ROWS]]
    else:
        lines = [json.dumps(dict(zip(HEAD, cells, strict=True)), ensure_ascii=False) for cells in ROWS]
    path = tmp_path / name

    def check(given: tuple[int, str]) -> None:
        at, junk = given
        written = [junk if n == at else line for n, line in enumerate(lines)]
        path.write_bytes("\n".join(written).encode())
        found = reads(path)
        whole = {one.text for one in found if isinstance(one, Row)}
        assert whole >= {f"Деньги вернём завтра, номер {n}." for n in range(NUMBER)} - {ROWS[at - (name == "t.csv")][1]}
        assert len(found) in (NUMBER, NUMBER - (not junk.strip()))  # a blank line is no row

    holds(check, st.tuples(st.integers(2, NUMBER - 1), ONE_LINE), 60)


def test_any_mapping(tmp_path: Path) -> None:
    path, export = tmp_path / "own.toml", tmp_path / "e.json"
    export.write_bytes(EXPORTS["zammad.json"])
    written = [one.read_text(encoding="utf-8") for one in sorted(Path(helpdesk.__file__).parent.glob("*/*.toml"))]
    assert written
    tables = [tomli.loads(one) for one in written]
    fields = sorted(set().union(*map(paths, tables)))
    values = st.tuples(st.sampled_from(tables), st.sampled_from(fields), VALUES | st.lists(LINE, max_size=2))
    contents = (
        values.map(lambda one: document(put(*one)).encode())
        | (spoilt(written) | spoilt(written, "lines")).map(str.encode)
        | spoilt([one.encode() for one in written])
        | st.just(b"x = " + b"[" * 100_000)
    )

    def check(content: bytes) -> None:
        path.write_bytes(content)
        error = trouble(lambda: [str(one).encode() for one in read.read(export, str(path))], ReplyLintError)
        assert error is None or str(path) in str(error) or str(export) in str(error)

    holds(check, contents, 80)


DISPUTES = '[[dispute]]\nfingerprint = "3f2a9c"\nreason = "Так велит договор"\nexpires = 2026-12-31\n' * 2


def test_any_exceptions(tmp_path: Path) -> None:
    path = tmp_path / "disputes.toml"
    entry = {"fingerprint": "3f", "reason": "x", "expires": "x"}
    values = st.tuples(st.sampled_from(sorted(entry)), VALUES).map(
        lambda one: document({"dispute": [{**entry, one[0]: one[1]}]})
    )
    contents = values | VALUES.map(lambda one: document({"dispute": one})) | spoilt([DISPUTES], "lines")
    contents |= spoilt([DISPUTES])

    def check(content: bytes) -> None:
        path.write_bytes(content)
        error = trouble(lambda: disputes.load(path), ReplyLintError)
        assert error is None or str(path) in str(error)

    holds(check, contents.map(str.encode) | st.just(b"x = " + b"[" * 100_000) | spoilt([DISPUTES.encode()]), 80)


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory, linter: Linter) -> Path:
    return make(tmp_path_factory.mktemp("audit") / "a", [row((GOOD, BAD)[n % 2]) for n in range(20)], linter)


MARKS = "id;mark;lead;typos\n" + "".join(f"m{n};{n % 5},5;Ольга;{'да' if n % 3 else ''}\n" for n in range(20))


def test_any_marks(tmp_path: Path, audit: Path) -> None:
    path = tmp_path / "marks.csv"

    def strict(word: str) -> Any:
        raise AssertionError(f"{word} is no JSON")

    def check(content: bytes) -> None:
        path.write_bytes(content)

        def compare() -> None:
            made = calibrate.calibrate(str(path), str(audit))
            json.loads(calibrate.as_json(made), parse_constant=strict)
            calibrate.as_text(made).encode()

        error = trouble(compare, ReplyLintError)
        assert error is None or str(path) in str(error)

    cells = st.sampled_from(["nan", "inf", "-1e308", "1e308", "1_0", "٣", '"', "\0", "", '"' + "5" * 200_000]).map(
        lambda cell: MARKS.replace("m3;3,5", f"m3;{cell}").encode()
    )
    holds(check, spoilt([MARKS.encode()]) | spoilt([MARKS.encode()], "lines") | cells, 60)


@pytest.mark.parametrize("name", ["summary.json", "replies.parquet"])
@pytest.mark.parametrize(
    "read", [calibrate.calibrate, lambda marks, audit: compare.compare(audit, audit)], ids=["calibrate", "compare"]
)
def test_a_spoilt_audit(tmp_path: Path, audit: Path, name: str, read: Any) -> None:
    marks, whole = tmp_path / "marks.csv", (audit / name).read_bytes()
    marks.write_text(MARKS, encoding="utf-8")

    def check(content: bytes) -> None:
        (audit / name).write_bytes(content)
        error = trouble(lambda: read(str(marks), str(audit)), ReplyLintError)
        assert error is None or str(audit) in str(error) or str(marks) in str(error)

    try:
        cut = st.integers(0, len(whole) - 1).map(lambda end: whole[:end])
        holds(check, cut if name == "summary.json" else cut | spoilt([whole], most=2), 30)
    finally:
        (audit / name).write_bytes(whole)


BASELINE = json.dumps({"schema": 1, "files": {"a.txt": {"typos/misspelt-word": 2}}}, indent=1)


@pytest.mark.parametrize("reader", [baseline.read, evaluate.read, files.read], ids=["baseline", "corpus", "draft"])
def test_files_of_the_command(tmp_path: Path, reader: Any) -> None:
    path = tmp_path / "file"
    corpus = json.dumps({"id": "x", "reply": "Да.", "labels": [], "grade": 3}) + "\n"
    wholes = [one.encode() for one in (BASELINE, corpus * 3, BAD, "[" * 100_000)] + [BAD.encode("cp1251")]

    def check(content: bytes) -> None:
        path.write_bytes(content)
        error = trouble(lambda: reader(str(path)), ReplyLintError)
        assert error is None or str(path) in str(error)

    holds(check, spoilt(wholes) | st.binary(max_size=40), 100)


@pytest.mark.parametrize(
    "header", [b"=?utf\0-8?b?0JDQvdC90LA=?=", "=?\ufffdutf-8?b?0JDQvdC90LA=?=".encode(), b"=?x?b?0J?="]
)
def test_a_header_in_no_charset_costs_nothing(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "t.mbox"
    odd = b"From x\nFrom: " + header + b" <a@b.example>\nTo: " + header + b"\n\n\n"
    path.write_bytes(odd + EXPORTS["support.mbox"])
    assert len([one for one in reads(path) if isinstance(one, Row)]) == 2
