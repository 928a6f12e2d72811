"""Cards, phrases and settings that nobody meant: each loads and works, or says what is wrong with it and where."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli
from conftest import CARD
from fuzzing import NUMBERS, TEXTS, VALUES, document, holds, paths, put, spoilt, trouble
from hypothesis import strategies as st
from test_phrase import found

from reply_lint import Config, Linter, ReplyLintError, config, hook, packs
from reply_lint.card import KINDS, WITHIN
from reply_lint.model import SEVERITIES
from reply_lint.phrase import PhraseError

RULES = packs.bundled().folder
CARDS = {
    path.relative_to(RULES): path.read_text(encoding="utf-8")
    for path in sorted(RULES.glob("*/*.toml"))
    if path.parent.name != "words"
}
TABLES = [tomli.loads(text) for text in CARDS.values()]
FIELDS = sorted({path for path in set().union(*map(paths, TABLES)) if len(path) < 4 and path[1:2] != ("replace",)})
FIELDS += [
    (key, inner) for key in ("match", "examples") for inner in ("", "\n", "replace", "pile", "least", "case", "missing")
]
CLASSES = {
    name: words
    for path in sorted(RULES.glob("words/*.toml"))
    for name, words in tomli.loads(path.read_text(encoding="utf-8")).items()
}
REPLY = "Здравствуйте! К сожалению, мы не сможем вернуть 500 ₽ по вашему тикету , потому-что вы сами виноваты."


def classes_in(text: str) -> dict[str, list[str]]:
    """The word classes that a card's text needs, with those that they need."""
    needed: dict[str, list[str]] = {}
    names = re.findall(r"\$([\w-]+)", text)
    while names:
        name = names.pop()
        if name in CLASSES and name not in needed:
            needed[name] = CLASSES[name]
            names += re.findall(r"\$([\w-]+)", "\n".join(CLASSES[name]))
    return needed


@pytest.fixture
def load_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a card into a folder of its own, beside a small pack: what is said of it, if it does not load and lint."""
    small, own = tmp_path / "small", tmp_path / "own"
    (small / "words").mkdir(parents=True)
    (small / "categories.toml").write_bytes((RULES / "categories.toml").read_bytes())
    monkeypatch.setattr(packs, "bundled", lambda: packs.Pack("bundled", small, "reply_lint"))
    path = own / "extra" / "rule.toml"
    path.parent.mkdir(parents=True)

    def lint() -> None:
        linter = Linter(Config(rules=(str(own),)))
        for client in (None, "Где мои деньги?"):
            report = linter.lint(REPLY, client)
            assert 0 <= report.score <= 100
            for one in report.findings:
                assert REPLY[one.start : one.end] == one.text
                assert len(one.message) < 10_000

    def load(card: bytes) -> str:
        path.write_bytes(card)
        needed = document(classes_in(card.decode("utf-8", "replace")))
        (small / "words" / "classes.toml").write_text(needed, encoding="utf-8")
        said = str(trouble(lint, ReplyLintError) or "")
        assert not said or str(path) in said or "extra/rule" in said, said
        return said

    return load


def test_spoilt_cards(load_card: Any) -> None:
    cards = list(CARDS.values())
    texts = spoilt(cards, "lines") | spoilt(cards)
    holds(lambda text: load_card(text.encode()), texts, 60)


def test_spoilt_bytes_of_cards(load_card: Any) -> None:
    holds(load_card, spoilt([card.encode() for card in CARDS.values()]) | st.binary(max_size=40), 30)


ODD = [
    "(", "[", "(?", "\\", "(а+)+$", "a{99999999999}", "(?<=а*)б", "(?P<x>а)(?P=y)", "а|", "()", "(?s).*", "\\1", "\\9",
    "\\g<x>", "(" * 2000, "{", "}", "{}", "{0}", "{text!z}", "{text:>99999999999}", "{text:d}", "{text[0]}", "{text.x}",
    "{fix:{text}}", "{plain}", "вернуть", "мы", "не мочь", "$modal", "[[", "[[x]]", "[[x => y]]", "=>", "typos",
    "no.such",
    "form.you", "brush-off", "clause",
]  # fmt: skip
"""Regular expressions, messages, phrases, marks, names: right and wrong."""
STRINGS = st.sampled_from(ODD) | TEXTS
LIKELY = STRINGS | st.lists(STRINGS, min_size=1, max_size=2) | st.dictionaries(STRINGS, STRINGS, max_size=2)


def test_cards_with_any_value_in_any_field(load_card: Any) -> None:
    one = st.tuples(st.sampled_from(TABLES), st.sampled_from(FIELDS), LIKELY | VALUES)

    def load(given: tuple[Mapping[str, Any], tuple[str, ...], Any]) -> None:
        table, field, value = given
        load_card(document(put(table, field, value)).encode())

    holds(load, one, 120)


def some(*values: str) -> st.SearchStrategy[Any]:
    """One or more of values that are mostly right."""
    one = st.sampled_from(values)
    return one | st.lists(one, min_size=1, max_size=3)


PHRASE = some(
    "мы",
    "вернуть",
    "не мочь",
    "не ... вернуть",
    "{вы ~ !не}",
    "^ <UNKN>?",
    "=. $",
    "[[вы]] сам",
    "<VERB>|<INFN>",
    "500",
    "{",
)
REGEX = some(
    "\\w+", "а|", "()", "(а+)+$", "(?s).*", "^", "$", "\\b", "\\Z", "(?P<x>с)(?P=x)", "(?<=м)ы", "(?=м)", "\\s*",
    "(м)?ы", ".",
    "[[а]", "(?i)М", "(?>м)ы", "м++", "\\p{L}", "[а-я--м]", "(?:м{1,500}){1,500}", "{",
)  # fmt: skip
BETTER = some("", "=мы", "они", "вернуть деньги", "\\1", "\\g<x>", "\\0", "«", " ", "\n")
NEAR = st.fixed_dictionaries({}, optional={"phrases": PHRASE, "regex": REGEX, "within": st.sampled_from(WITHIN)})
GUARD = PHRASE | NEAR | st.lists(NEAR, min_size=1, max_size=2)
TERM = some("тикет", "=вы", "*винов*", "винов*", "*", "=", "ь", "-", "вернуть", "ый")
CHECKS = "jargon.terms jargon.coined jargon.unheard_of jargon.abbreviations form.emoji clarity.wall".split()
MATCH = {
    "phrases": PHRASE, "missing": PHRASE, "regex": REGEX, "pile": some("typos", "extra", "x"), "weights": some("x"),
    "replace": BETTER | st.dictionaries(st.sampled_from(["мы", "не мочь вернуть", "вы", "{"]), BETTER, max_size=2),
    "check": st.sampled_from(CHECKS),
    "params": st.dictionaries(
        st.sampled_from(["terms", "everyday", "patterns", "meanings", "words", "most", "rarest"]),
        NUMBERS | REGEX | st.dictionaries(TERM.filter(lambda one: isinstance(one, str)), TEXTS, max_size=3), max_size=1,
    ),
    "except": GUARD, "near": GUARD, "unless_near": GUARD, "when_client": GUARD, "unless_client": GUARD,
    "least": NUMBERS, "likely": st.booleans(), "case": st.booleans(), "backed_by": st.sampled_from(["", "x"]),
}  # fmt: skip
HEAD = st.fixed_dictionaries(
    {
        "title": st.just("x"),
        "severity": st.sampled_from(SEVERITIES),
        "message": st.sampled_from(["x", "«{text}»", "{fix}: {lemma}"]),
        "why": st.just("x"),
    },
    optional={
        "points": st.integers(0, 100) | st.floats(),
        "most": st.integers(),
        "looks_into": some("quote", "code"),
        "safe": st.booleans(),
        "client_may_use": st.booleans(),
    },
)


@pytest.mark.parametrize("kind", ["phrases", "missing", "regex", "replace", "check", "pile", "weights"])
def test_any_matcher(load_card: Any, kind: str) -> None:
    others = sorted(key for key in MATCH if key != kind and (key == "replace" or key not in KINDS))
    keys = st.lists(st.sampled_from(others), max_size=2)
    match = keys.flatmap(lambda more: st.fixed_dictionaries({key: MATCH[key] for key in (kind, *more)}))
    examples = {"bad": ["[[x]]"], "good": ["y"]}
    cards = st.tuples(HEAD, match).map(lambda one: {**one[0], "match": one[1], "examples": examples})
    holds(lambda card: load_card(document(card).encode()), cards, 60)


PARTS = [
    "слово", "не", "мочь", "вы", "a", "5", "ё", "=слово", "=?", "=", "(", ")", "|", "{", "}", "...", "...2", "~",
    "~9", "?",
    "!", "<VERB>", "<VERB,past>", "<!past>", "<", ">", "<X>", "$modal", "$refuse", "$loop", "$", "^", "[[", "]]",
    ",", ".",
    "-", ":", " ", " ", " ", "\n", "\0", "😀", "...99999999999",
]  # fmt: skip
PHRASES = sorted(
    {
        phrase
        for table in TABLES
        for key in ("phrases", "missing", "except", "when_client")
        for phrase in (table["match"].get(key) or ())
        if isinstance(phrase, str)
    }
)


def compiles(phrase: str) -> None:
    """A phrase matches something or nothing, or says what is wrong with it."""
    text = "Мы не можем вернуть слово, вы сами виноваты? Вы не смогли."
    trouble(lambda: [text.index(one) for one in found(phrase, text)], PhraseError)


def test_any_phrase() -> None:
    holds(compiles, st.lists(st.sampled_from(PARTS), max_size=14).map("".join), 400)


def test_spoilt_phrases() -> None:
    holds(compiles, spoilt(PHRASES), 200)


@pytest.mark.parametrize("part", ["(", "{", "[[", "!", "?", "a?", "(a|b) ", "... ", "~", "a ... ", "(a b)? ", "a|"])
def test_phrases_of_one_part_many_times(part: str) -> None:
    compiles(part * 3000)
    compiles(part * 3000 + "слово")


def says_where(path: Path, content: bytes, read: Callable[[Path], object]) -> None:
    """``read`` works, or its error names the file."""
    path.write_bytes(content)
    error = trouble(lambda: read(path), ReplyLintError)
    assert error is None or str(path) in str(error)


SETTINGS = "\n".join(re.sub("^# ", "", line) if " = " in line else line for line in config.TEMPLATE.splitlines())


@pytest.mark.parametrize("name", ["reply-lint.toml", "pyproject.toml"])
def test_spoilt_settings(tmp_path: Path, name: str) -> None:
    written = (
        SETTINGS
        if name == "reply-lint.toml"
        else "[tool.reply-lint]\n" + SETTINGS.replace("\n[", "\n[tool.reply-lint.")
    )

    def read(path: Path) -> None:
        hook.Settings.of(Config.load(path))
        Config.find(path.parent)

    texts = spoilt([written, "tool = 5\n", "[tool]\nreply-lint = 5\n"], "lines") | spoilt([written])
    contents = texts.map(str.encode) | spoilt([written.encode()]) | st.just(b"x = " + b"[" * 100_000)
    holds(lambda content: says_where(tmp_path / name, content, read), contents, 60)


def test_any_value_of_a_setting(tmp_path: Path, linter: Linter) -> None:
    table = tomli.loads(SETTINGS)

    def read(path: Path) -> None:
        made = Config.load(path)
        hook.Settings.of(made)
        if not made.rules and set(made.select) <= set(linter.cards):
            assert 0 <= Linter(made).lint(REPLY).score <= 100

    values = st.tuples(st.sampled_from(sorted(paths(table))), VALUES)
    contents = values.map(lambda one: document(put({k: v for k, v in table.items() if k != "rules"}, *one)).encode())
    holds(lambda content: says_where(tmp_path / "reply-lint.toml", content, read), contents, 60)


def test_any_words_and_contacts_of_the_company() -> None:
    def read(words: list[str]) -> None:
        made = Config(words=tuple(words), own_contacts=tuple(words))
        assert 0 <= Linter(made).lint(f"{REPLY} {' '.join(words)}").score <= 100

    holds(read, st.lists(TEXTS, min_size=1, max_size=3), 4)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (("points",), float("nan"), "points: ожидается число от 0 до 100"),
        (("points",), float("inf"), "points: ожидается число от 0 до 100"),
        (("message",), "{text:>99999999999}", "message: проверьте фигурные скобки"),
        (("message",), "{text!z}", "message: проверьте фигурные скобки"),
        (("match",), {"regex": "[[а]"}, "match.regex: .* не читается"),
        (("match",), {"regex": "а{99999999999}"}, "match.regex: .* не читается"),
        (("match",), {"regex": "(" * 5000 + ")" * 5000}, "match.regex: .* не читается"),
        (("match",), {"regex": "а", "replace": "\\9"}, "match.regex: .* не читается"),
        (("match",), {"pile": ""}, "match.pile: ожидается категория"),
        (("match",), {"weights": ""}, "match.weights: ожидается имя таблицы"),
        (("match",), {"check": "jargon.coined", "params": {"patterns": [datetime.date.max]}}, "непустые строки"),
        (("match",), {"check": "jargon.terms", "params": {"terms": {"": "x"}}}, "непустые строки"),
        (("match",), {"phrases": "а? " * 20 + "слово"}, "разделите фразу"),
        (("match",), {"phrases": "(" * 50 + "слово" + ")" * 50}, "слишком глубоко"),
        (("match",), {"phrases": "а ... ... ... ... ... ... б"}, "разделите фразу"),
        (("match",), {"phrases": "слово ...99999999999 дело"}, "разделите фразу"),
        (("match",), {"phrases": "мы [[~"}, "внутри отметки"),
        (("match",), {"phrases": "мы ]]вы[["}, "внутри отметки"),
        (("match",), {"phrases": "мы [[вы?]]"}, "внутри отметки"),
    ],
)
def test_what_once_came_through(load_card: Any, field: tuple[str, ...], value: Any, told: str) -> None:
    card = put(tomli.loads(CARD.format(title="x", match="", bad='["[[x]]"]', good='["y"]')), field, value)
    assert re.search(told, load_card(document(card).encode()))
