"""Tables of weights: a linear model as a matcher, and as what backs a card."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint import Linter, ReplyLintError
from reply_lint.text import Vocabulary
from reply_lint.weights import compile_tables, features, load, sign

Pack = Callable[..., Linter]
TABLE = (
    "# a comment\nbias\t-1\nthreshold\t0\ndoubt\t-0.9\nlemma:самовар\t4\ntt:NOUN VERB.past..sing\t0.5\nlemma:чай\t-4\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], None]:
    def write(text: str) -> None:
        (tmp_path / "pack" / "weights").mkdir(parents=True, exist_ok=True)
        (tmp_path / "pack" / "weights" / "things.tsv").write_text(text, encoding="utf-8")

    return write


def found(linter: Linter, text: str) -> list[str]:
    return [f.text for f in linter.lint(text).findings]


def test_a_sentence_above_the_threshold_is_found(table: Callable[[str], None], pack: Pack) -> None:
    table(TABLE)
    linter = pack('weights = "things"')
    assert found(linter, "Добрый день! Самовар сломался. Мы его починили.") == ["Самовар сломался"]
    # The same word among many others weighs less; a word against weighs it down.
    assert found(linter, "Самовар и чай.") == []
    far = "самовар стоял на столе у окна, за которым виднелись сад, поле, река и дальний лес с дорогой на станцию"
    assert found(linter, f"Вчера {far}.") == []


def test_only_the_clauses_that_speak_are_reported(table: Callable[[str], None], pack: Pack) -> None:
    table(TABLE)
    assert found(pack('weights = "things"'), "Мы приехали, самовар сломался, и мы уехали.") == ["самовар сломался"]


def test_the_message_may_name_the_words_that_weighed(table: Callable[[str], None], pack: Pack) -> None:
    table(TABLE)
    top = 'suggestion = "Слова: {reasons}."\n'
    finding = pack('weights = "things"', top).lint("Самовар сломался.").findings[0]
    assert finding.suggestion == "Слова: самовар."


def test_guards_hold_for_weights_too(table: Callable[[str], None], pack: Pack) -> None:
    table(TABLE)
    linter = pack('weights = "things"\nunless_near = ["завтра"]')
    assert found(linter, "Самовар сломался. Самовар сломался, завтра починим.") == ["Самовар сломался"]


def test_a_card_may_ask_to_be_backed(table: Callable[[str], None], pack: Pack) -> None:
    table(TABLE)
    linter = pack('phrases = ["вскипеть"]\nbacked_by = "things"')
    assert found(linter, "Самовар вскипел. Чай вскипел.") == ["вскипел"]


def test_what_a_card_says_goes_before_weights(table: Callable[[str], None], tmp_path: Path, pack: Pack) -> None:
    table(TABLE)
    by_weight = pack('weights = "things"')
    assert [f.rule for f in by_weight.lint("Самовар сломался.").findings] == ["extra/rule"]
    card = (tmp_path / "pack" / "extra" / "rule.toml").read_text(encoding="utf-8")
    said = card.replace('weights = "things"', 'phrases = ["сломаться"]').replace('"warning"', '"hint"')
    (tmp_path / "pack" / "extra" / "said.toml").write_text(said, encoding="utf-8")
    both = Linter(type(by_weight.config)(rules=(str(tmp_path / "pack"),), select=("extra/rule", "extra/said")))
    assert [f.rule for f in both.lint("Самовар сломался.").findings] == ["extra/said"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("bias\t0\nthreshold\t0\n", "doubt"),
        (TABLE + "lemma:мы\tмного\n", "строка 8"),
        (TABLE + "слово:мы\t1\n", "строка 8"),
    ],
)
def test_a_broken_table_is_named(table: Callable[[str], None], pack: Pack, broken: str, said: str) -> None:
    table(broken)
    with pytest.raises(ReplyLintError, match=said) as caught:
        pack('weights = "things"')
    assert "weights/things.tsv" in str(caught.value)


def test_a_missing_table_is_named(pack: Pack) -> None:
    with pytest.raises(ReplyLintError, match=r"match\.weights: таблицы weights/nothing\.tsv не видно"):
        pack('weights = "nothing"')


def test_features_of_a_sentence() -> None:
    signs = [sign(word) for word in Vocabulary().parse("Вы опоздали на 5 минут!").words]
    made = {feature for _, feature in features(signs)}
    assert {
        "lemma:опоздать",
        "form:опоздали",
        "tag:VERB.past..plur",
        "start:опоз",
        "end:али",
        "tag:на",
        "tag:<N>",
    } <= made
    assert {"ll:^ вы", "tt:вы VERB.past..plur", "lt:опоздать на", "tl:<N> минута", "ttt:VERB.past..plur на <N>"} <= made
    assert {"ll:! $", "tt:! $"} <= made


@given(
    st.lists(
        st.sampled_from("мы не вы сможем вернуть деньги опоздали , . 5 самовар чайник".split()), min_size=1, max_size=9
    )
)
def test_what_is_found_are_the_features_that_the_table_has(words: list[str]) -> None:
    doc = Vocabulary().parse(" ".join(words))
    made = list(features([sign(word) for word in doc.words]))
    half = {feature for n, feature in enumerate(sorted({f for _, f in made})) if n % 2}
    first: dict[str, int] = {}
    for at, feature in made:
        if feature in half:
            first[feature] = min(at, first.get(feature, at))
    weights = {feature: n for n, feature in enumerate(sorted(half), 1)}
    table = "\n".join(["bias\t0", "threshold\t0", "doubt\t0", *(f"{f}\t{-n}" for f, n in weights.items())])
    compiled, errors = compile_tables({"things": table.encode()}, [])
    assert not errors
    loaded = load(compiled)
    found = {-loaded.weight(feature, 0): at for feature, at in loaded.found(doc.words).items()}
    assert found == {weights[feature]: at for feature, at in first.items()}
    assert loaded.weigh(doc.words).sums == [pytest.approx(-sum(found) / len(doc.words) ** 0.5)]


def test_only_phrases_are_backed(table: Callable[[str], None], pack: Pack) -> None:
    table(TABLE)
    with pytest.raises(ReplyLintError, match=r"match\.backed_by: бывает только у карточек с phrases"):
        pack('regex = ["самовар"]\nbacked_by = "things"')


def test_tables_do_not_meddle_with_each_other() -> None:
    """Sums of all models are made in one addition: none may flow over into the next."""
    words = Vocabulary().parse("Самовар, чай и пряник").words
    tables = {
        "a": b"bias\t-1\nthreshold\t0\ndoubt\t0\n" + "lemma:самовар\t-0.01\nlemma:чай\t9999\n".encode(),
        "b": b"bias\t2\nthreshold\t0\ndoubt\t0\n" + "lemma:самовар\t-9999.25\nlemma:пряник\t-0.0001\n".encode(),
        "c": b"bias\t0\nthreshold\t0\ndoubt\t0\n" + "lemma:самовар\t7\n".encode(),
    }
    compiled, errors = compile_tables(tables, [])
    assert not errors
    root = len(words) ** 0.5
    expected = [-1 + 9998.99 / root, 2 - 9999.2501 / root, 7 / root]
    assert load(compiled).weigh(words).sums == [pytest.approx(one) for one in expected]


def test_threads_that_read_rows_at_once_do_not_meddle_with_each_other() -> None:
    """Rows are read when first needed, and their features get numbers."""
    heads = "самовар чайник стол дом".split()
    rest = ["".join(made) for made in product("бвгдж", "аоу", "клмн", "ст", "ок")]
    lemma = {word: sign(Vocabulary().word(word)).lemma for word in (*heads, *rest)}
    pairs = dict.fromkeys((lemma[head], lemma[tail]) for head, tail in product(heads, rest))
    rows = [f"ll:{head} {tail}\t{n}" for n, (head, tail) in enumerate(pairs, 1)]
    compiled, errors = compile_tables({"things": "\n".join(["bias\t0\nthreshold\t0\ndoubt\t0", *rows]).encode()}, [])
    assert not errors
    sentences = [[Vocabulary().parse(f"{head} {tail}").words for tail in rest[::7]] for head in heads]
    expected = [[load(compiled).weigh(words).sums for words in own] for own in sentences]
    assert all(sums[0] for own in expected for sums in own)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            weigh = load(compiled).weigh
            for word in chain(*chain(*sentences)):
                word.shown = None
            with ThreadPoolExecutor(len(heads)) as pool:
                made = list(pool.map(lambda own, weigh=weigh: [weigh(words).sums for words in own], sentences))
            assert made == expected
    finally:
        sys.setswitchinterval(before)
