from __future__ import annotations

import csv
import json
import random
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from audit_folder import BAD, GOOD, make, row
from hypothesis import given
from hypothesis import strategies as st

from reply_lint import Config, Linter
from reply_lint.audit import charts, disputes, excerpts, figures, report, stats, summary
from reply_lint.audit.folder import Folder
from reply_lint.audit.rows import Rejected
from reply_lint.model import ReplyLintError

HOSTILE = ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", '"><img src=x onerror=alert(1)>', "\u202eгниффуп")


class Page(HTMLParser):
    """What a browser would make of a page, as far as tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.open: list[str] = []
        self.unclosed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br", "wbr", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words += data

    @property
    def text(self) -> str:
        return " ".join(self.words.split())


THINGS = "стол стул лампа окно дверь шкаф полка чашка ложка вилка кресло диван ковёр зеркало ваза книга".split()


def mixed(n: int = 150) -> list[dict[str, Any]]:
    """Replies of three honest agents and four hostile names over ten weeks, one canned text among them."""
    chance = random.Random(5)
    names = ["Анна", "Борис", "Вера", *HOSTILE]
    rows = []
    for i in range(n):
        agent = names[i % len(names)]
        text = BAD if agent == "Борис" and i % 3 else GOOD
        words = "В заказе " + ", ".join(chance.sample(THINGS, 3)) + " и мыло."
        if i % 10 == 0:
            name = chance.choice(["Олег", "Мария"])
            text, words = f"Здравствуйте, {name}! Вернуть деньги по заказу {i} мы не сможем, ожидайте ответа.", ""
        promise = " Напишем вам завтра." if i % 9 == 0 else ""
        rows.append(
            row(f"{text} {words}{promise}", ticket=f"T{i // 2}", agent=agent, team=f"Линия {i % 2}", hours=i * 11)
        )
    rows[8]["text"] = "Здравствуйте, {{имя}}! " + rows[8]["text"]
    rows[5]["text"] += " <script>alert(2)</script> смотрите https://example.org/?q=1 \u202e\u0007"
    return rows


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory, linter: Linter) -> Path:
    rejected = [Rejected("строка 3", "дата не читается <b>", "x"), Rejected("строка 4", "дата не читается <b>", "x")]
    folder = make(
        tmp_path_factory.mktemp("audit"), mixed(), linter, rejected=rejected, source="<i>май</i>.csv", zone=180,
        silent={"empathy/no-sympathy": 7},
    )  # fmt: skip
    report.write(folder)
    return folder


@pytest.fixture(scope="module")
def page(audit: Path) -> str:
    return (audit / "report.html").read_text(encoding="utf-8")


# --- Figures ---


def test_the_counts_of_a_summary_are_those_of_the_rows(audit: Path) -> None:
    made = Folder.open(audit).summary()
    assert made["rows"]["replies"] == 150 == sum(made["verdicts"].values()) == sum(made["score"]["histogram"])
    assert made["rows"]["rejected"] == 2
    assert made["not_assessed"]["rejected"] == {"дата не читается <b>": 2}
    assert sum(one["replies"] for one in made["agents"]) == 150
    assert sum(one["n"] for one in made["weeks"]) == 150
    assert made["promises"]["kept"] + made["promises"]["broken"] + made["promises"]["unknown"] == 17


def test_points_lost_per_category_are_the_mean_of_the_replies(audit: Path) -> None:
    made = Folder.open(audit).summary()
    lost = sum(one["lost"] for one in made["categories"].values())
    assert lost == pytest.approx(100 - made["score"]["mean"], abs=0.3)
    assert list(made["categories"].values()) == sorted(made["categories"].values(), key=lambda one: -one["lost"])


def test_a_canned_text_counts_once_for_an_agent(tmp_path: Path, linter: Linter) -> None:
    canned = [
        row(f"Ирина, по заказу {i} мы не сможем вернуть деньги, ждите.", ticket=f"C{i}", agent="Анна")
        for i in range(40)
    ]
    words = "первый второй третий четвёртый пятый".split()
    own = [row(f"{GOOD} Это {word} ответ.", ticket=f"O{word}", agent="Анна") for word in words]
    made = Folder.open(make(tmp_path / "audit", canned + own, linter)).summary()
    bad, good = linter.lint(canned[0]["text"]).score, linter.lint(own[0]["text"]).score
    (anna,) = made["agents"]
    assert (anna["replies"], anna["texts"]) == (45, 6)
    assert anna["mean"] == pytest.approx((bad + 5 * good) / 6, abs=0.01)
    assert made["score"]["mean"] == pytest.approx((40 * bad + 5 * good) / 45, abs=0.01)
    (costly,) = made["canned"]["costly"]
    assert (costly["replies"], costly["tickets"], costly["agents"]) == (40, 40, 1)


def test_agents_who_differ_by_chance_are_not_ranked(tmp_path: Path, linter: Linter) -> None:
    chance = random.Random(1)
    rows = [
        row(
            chance.choice((GOOD, GOOD, BAD)) + f" В заказе {', '.join(chance.sample(THINGS, 3))} и мыло.",
            ticket=f"T{i}", agent=f"Сотрудник {i % 8}",
        )
        for i in range(320)
    ]  # fmt: skip
    made = Folder.open(make(tmp_path / "audit", rows, linter)).summary()
    assert {one["standing"] for one in made["agents"]} == {"unclear"}
    assert [one["name"] for one in made["agents"]] == sorted(one["name"] for one in made["agents"])
    assert made["picks"]["agents"] == {}


def test_an_agent_who_needs_help_is_named_with_what(audit: Path) -> None:
    boris = Folder.open(audit).summary()["agents"][0]
    assert (boris["name"], boris["standing"]) == ("Борис", "below")
    assert "condescension" in boris["needs"]
    assert boris["low"] < boris["mean"] < boris["high"]


def test_few_replies_are_listed_apart(audit: Path) -> None:
    html = Page(report.render(Folder.open(audit), min_replies=1000))
    assert "Слишком мало ответов, чтобы судить (меньше 1000): 7" in html.text
    assert "это не случайность" not in html.text


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    import polars as pl

    chance = random.Random(2)
    held = 0
    for _ in range(200):
        rows = []
        for ticket in range(60):
            mood = chance.gauss(70, 15)
            rows += [
                {"agent": "а", "score": mood + chance.gauss(0, 5), "cluster": ticket, "weight": 1.0}
            ] * chance.choice((1, 3))
        drawn = figures.buckets(pl.DataFrame(rows), "agent", ["score"])
        low, high = figures.estimates(drawn, "agent", ["score"])["а"]["score"].interval()
        held += low <= 70 <= high
    assert 180 <= held <= 198


@pytest.mark.parametrize(
    ("p", "df", "value"), [(0.975, 5, 2.571), (0.975, 30, 2.042), (0.995, 10, 3.169), (0.975, 1e6, 1.960)]
)
def test_quantiles_of_t_are_those_of_the_tables(p: float, df: float, value: float) -> None:
    assert stats.t_quantile(p, df) == pytest.approx(value, rel=0.01)


def _weeks(means: list[float], se: float = 1.0) -> list[dict[str, Any]]:
    mondays = [date.fromordinal(date(2026, 3, 2).toordinal() + 7 * n).isoformat() for n in range(len(means))]
    return [
        {"week": week, "n": 100, "mean": mean, "se": se, "buckets": 60}
        for week, mean in zip(mondays, means, strict=True)
    ]


def test_a_trend_is_told_from_noise() -> None:
    rising = figures.trend(_weeks([70, 71, 72, 73, 74, 75]))
    assert rising is not None
    assert rising["per_month"] == pytest.approx(4)
    assert rising["low"] > 0
    noise = figures.trend(_weeks([70, 75, 69, 76, 70, 75]))
    assert noise is not None
    assert noise["low"] < 0 < noise["high"]
    assert figures.trend(_weeks([70, 75, 80])) is None


def test_the_hash_of_the_rules_changes_with_what_changes_scores(tmp_path: Path, linter: Linter) -> None:
    own = tmp_path / "pack" / "extra" / "rule.toml"
    own.parent.mkdir(parents=True)
    own.write_text(
        'title="Т"\nseverity="hint"\nmessage="Т."\nwhy="Т."\n[match]\nphrases=["слово"]\n'
        '[examples]\nbad=["[[слово]]","[[слова]]"]\ngood=["а","б"]\n',
        encoding="utf-8",
    )
    hashes = {
        summary.rules_hash(linter),
        summary.rules_hash(Linter(Config(rules=(str(tmp_path / "pack"),)))),
        summary.rules_hash(Linter(Config(min_score=80))),
        summary.rules_hash(Linter(Config(ignore=("typos",)))),
    }
    assert len(hashes) == 4
    assert summary.rules_hash(Linter()) in hashes


# --- agents.csv ---


def test_no_cell_of_the_sheet_is_a_formula(audit: Path) -> None:
    raw = (audit / "agents.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == 8
    assert all(len(line) == len(rows[0]) for line in rows)
    names = {line[0] for line in rows[1:]}
    assert "'=cmd|' /C calc'!A0" in names
    assert not any(cell[:1] in ("=", "+", "@", "\t", "\r") for line in rows for cell in line)


@given(st.sampled_from("=+-@\t\r\n") | st.just(""), st.text(max_size=5))
def test_harmless_keeps_what_it_need_not_touch(sign: str, rest: str) -> None:
    cell = sign + rest
    made = summary.harmless(cell)
    assert made in (cell, "'" + cell)
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


# --- The page ---


def test_the_page_runs_nothing_and_asks_no_network(page: str) -> None:
    html = Page(page)
    assert html.unclosed == []
    assert not {"script", "iframe", "object", "img", "link", "form"} & {tag for tag, _ in html.tags}
    for tag, attributes in html.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"https?://(?!www\.w3\.org)", page)
    assert not re.search(r"url\(|@import", page)
    assert "\u202e" not in page
    assert "\x07" not in page


def test_what_people_wrote_is_shown_as_they_wrote_it(page: str) -> None:
    text = Page(page).text
    for name in HOSTILE[:3]:
        assert name in text
    assert "<i>май</i>.csv" in text
    assert "дата не читается <b> × 2" in text


def test_every_part_of_the_page_is_there(page: str) -> None:
    html = Page(page)
    ids = {attributes.get("id") for _, attributes in html.tags}
    assert ids >= set("scores weeks agents help teams pains worst blocked best canned promises left-out method".split())
    targets = {(attributes.get("href") or "")[1:] for tag, attributes in html.tags if tag == "a"}
    assert targets <= ids
    for words in ("Насколько хорошо", "Где болит", "Становится ли лучше", "Кому и с чем помочь", "Борис", "UTC+3"):
        assert words in html.text
    marked = [attributes["class"] for tag, attributes in html.tags if tag == "mark"]
    assert {"error"} <= set(marked) <= {"hint", "warning", "error", "critical"}


def test_tables_can_be_reached_by_keyboard_and_have_heads(page: str) -> None:
    html = Page(page)
    regions = [attributes for _, attributes in html.tags if attributes.get("class") == "scroll"]
    assert regions
    assert all(one.get("tabindex") == "0" and one.get("aria-label") for one in regions)
    assert sum(tag == "table" for tag, _ in html.tags) == len(regions)
    assert all(attributes.get("scope") for tag, attributes in html.tags if tag == "th")


def test_the_charts_take_their_colours_from_the_page() -> None:
    made = charts.scores([3] * 101, 30, 70, 320)
    assert "var(--good)" in made
    assert "–" not in made  # a phone has no room for «10–19»
    assert "10–19" in charts.scores([3] * 101, 30, 70, 680)
    assert not re.search(r'fill="(?!none|transparent|var)', made)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row("", hours=None)],
        [row(GOOD, hours=None)],
        [row(BAD, agent="Анна", ticket="1")],
        [row("Мы не сможем вернуть деньги. " * 300, agent="А" * 500, ticket="1")],
        [row("🙂 Не сможем! 🙂" * 3, agent="🙂", ticket="", team="")] * 3,
    ],
    ids=["nothing", "empty", "no time", "one", "long", "emoji"],
)
def test_a_page_comes_of_any_audit(tmp_path: Path, linter: Linter, rows: list[dict[str, Any]]) -> None:
    folder = make(tmp_path / "audit", rows, linter)
    report.write(folder)
    html = Page((folder / "report.html").read_text(encoding="utf-8"))
    assert html.unclosed == []
    assert ("Оценивать нечего" in html.text) == (not rows)
    assert len(html.words) < 40_000


def test_a_folder_without_an_audit_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ReplyLintError, match=r"здесь нет replies\.parquet"):
        report.write(tmp_path)


# --- Excerpts ---

_spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


@given(st.text("абв .\n", min_size=41, max_size=60), st.lists(_spans, max_size=6))
def test_an_excerpt_is_the_text_with_each_note_once(text: str, spans: list[list[int]]) -> None:
    findings = [{"start": a, "end": b, "severity": "error", "lost": 1.0} for a, b in spans]
    made = excerpts.whole(text, findings)
    assert "".join(segment.text for segment in made.segments) == text
    assert sorted(segment.note for segment in made.segments if segment.note) == list(range(1, len(spans) + 1))
    for segment in made.segments:
        assert segment.text or segment.note


@given(st.text("абв .!?\n", min_size=1, max_size=600), st.integers(0, 600), st.integers(0, 30))
def test_an_example_shows_the_place_of_its_finding(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    made = excerpts.around(text, {"start": start, "end": end, "severity": "hint"})
    assert "".join(segment.text for segment in made.segments if segment.severity) == text[start:end]
    assert "".join(segment.text for segment in made.segments).strip("…") in text


# --- Exceptions ---


def test_an_accepted_exception_costs_nothing_and_is_counted(tmp_path: Path, linter: Linter) -> None:
    import polars as pl

    rows = [row(BAD, ticket="1"), row(GOOD, ticket="2")]
    plain = make(tmp_path / "plain", rows, linter)
    mark = pl.read_parquet(plain / "findings.parquet").row(0, named=True)
    path = tmp_path / "disputes.toml"
    path.write_text(
        f'[[dispute]]\nfingerprint = "{mark["fingerprint"]}"\nreason = "Так решили"\nexpires = 2026-05-04\n',
        encoding="utf-8",
    )
    excepted = disputes.load(path)
    assert excepted.applies(mark["fingerprint"], date(2026, 5, 4))
    assert not excepted.applies(mark["fingerprint"], date(2026, 5, 5))
    assert excepted.lapsed(date(2026, 5, 5)) == [mark["fingerprint"]]
    folder = make(tmp_path / "excepted", rows, linter, disputes=excepted, lapsed=["abc"])
    made, before = Folder.open(folder).summary(), Folder.open(plain).summary()
    assert made["rules"][mark["rule"]]["disputed"] == 1
    assert made["score"]["mean"] > before["score"]["mean"]
    report.write(folder)
    text = Page((folder / "report.html").read_text(encoding="utf-8")).text
    assert "1 замечание не учтено" in text
    assert "Срок вышел, снова учитываются: 1 исключение" in text


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ("[[dispute]]\n", "dispute 1: добавьте fingerprint"),
        ('[[dispute]]\nfingerprint="a"\nreason=" "\nexpires=2026-01-01\n', "reason: ожидается строка"),
        ('[[dispute]]\nfingerprint="a"\nreason="б"\nexpires="2026-01-01"\n', "expires: ожидается дата"),
        ('[[dispute]]\nfingerprint="a"\nreason="б"\nexpires=2026-01-01\nwho="в"\n', "неизвестный ключ «who»"),
        ('[[dispute]]\nfingerprint="a"\nreason="б"\nexpires=2026-01-01\n' * 2, "отпечаток a уже есть"),
        ("[disputes]\n", "неизвестный ключ «disputes»"),
        ("dispute = 1\n", r"разделами \[\[dispute\]\]"),
        ("[[", "не читается как TOML"),
    ],
)
def test_a_broken_file_of_exceptions_says_where(tmp_path: Path, content: str, trouble: str) -> None:
    path = tmp_path / "d.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReplyLintError, match=trouble):
        disputes.load(path)


def test_a_summary_is_json_without_odd_numbers(audit: Path) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads((audit / "summary.json").read_text(encoding="utf-8"), parse_constant=refuse)


def test_every_key_of_a_summary_is_documented(audit: Path) -> None:
    page = Path(__file__).parent.parent / "docs" / "audit-report.md"
    table = page.read_text(encoding="utf-8").split("## summary.json")[1]
    told = {name for line in table.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line)}
    made = Folder.open(audit).summary()
    keys = {
        *made,
        *made["score"],
        *made["rows"],
        *made["agents"][0],
        *made["promises"],
        *made["canned"],
        *made["picks"],
    }
    for some in (made["weeks"][0], made["promises"]["broken_examples"][0], made["canned"]["costly"][0]):
        keys |= some.keys()
    keys |= made["not_assessed"].keys() | next(iter(made["rules"].values())).keys()
    assert keys - told - {"rule"} == set()
