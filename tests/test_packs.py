"""Cards and packs: what a card can say, what a broken one is told, where packs come from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CARD

from reply_lint import Config, Linter, ReplyLintError, packs, ruledoc, testing

Pack = Callable[..., Linter]


def found(linter: Linter, text: str, client: str | None = None) -> list[str]:
    return [f.text for f in linter.lint(text, client).findings]


def test_phrases_and_except(pack: Pack) -> None:
    linter = pack('phrases = ["ваш ошибка"]\nexcept = ["не ваш ошибка"]')
    assert found(linter, "Это ваша ошибка. Это не ваша ошибка.") == ["ваша ошибка"]


def test_near_and_unless_near(pack: Pack) -> None:
    linter = pack('phrases = ["скоро"]\nunless_near = ["завтра"]')
    assert found(linter, "Скоро ответим. Скоро, уже завтра, ответим.") == ["Скоро"]
    linter = pack('phrases = ["скоро"]\nnear = { phrases = ["ответить"], within = "clause" }')
    assert found(linter, "Скоро ответим. Скоро лето, а мы ответим.") == ["Скоро"]
    linter = pack('phrases = ["скоро"]\nunless_near = { regex = "\\\\d+:\\\\d+", within = "reply" }')
    assert found(linter, "Скоро ответим. До 18:00.") == []


def test_several_guards_of_one_kind(pack: Pack) -> None:
    linter = pack('phrases = ["скоро"]\nunless_near = [{ phrases = ["завтра"] }, { regex = "!", within = "reply" }]')
    assert found(linter, "Скоро ответим.") == ["Скоро"]
    assert found(linter, "Скоро, завтра.") == found(linter, "Скоро. Ждём!") == []


def test_the_client_may_use_a_word(pack: Pack) -> None:
    linter = pack('phrases = ["тикет|тикета"]', "client_may_use = true\n")
    assert found(linter, "Завели тикет.") == ["тикет"]
    assert found(linter, "Завели тикет.", "Где мой тикет?") == []


def test_client_guards_are_silent_without_a_client(pack: Pack) -> None:
    linter = pack('missing = ["извините"]\nwhen_client = ["потерять"]')
    assert found(linter, "Готово.", "Вы потеряли посылку!") == [""]
    assert found(linter, "Извините. Готово.", "Вы потеряли посылку!") == []
    assert found(linter, "Готово.", "Спасибо!") == []
    report = linter.lint("Готово.")
    assert report.findings == ()
    assert report.silent == ("extra/rule",)


@pytest.mark.parametrize(
    ("replace", "text", "fix"),
    [
        ('{ "осуществить возврат" = "вернуть" }', "Мы осуществили возврат", "вернули"),
        ('{ "осуществить возврат" = "вернуть" }', "Осуществим возврат завтра", "Вернём"),
        ('{ "осуществлять возврат" = "возвращать" }', "Вы осуществляете возврат", "возвращаете"),
        ('{ "тикет|тикета" = "вопрос" }', "О вашем тикете помним", "вопросе"),
        ('{ "в связи с тот что" = "=потому что" }', "В связи с тем что дождь", "Потому что"),
        ('{ "данный" = "этот" }', "по данному адресу", "этому"),
    ],
)
def test_a_replacement_takes_the_form_of_what_it_replaces(pack: Pack, replace: str, text: str, fix: str) -> None:
    finding = pack(f"replace = {replace}").lint(text).findings[0]
    assert finding.fixes[0].text == fix
    assert not finding.fixes[0].safe


def test_no_fix_where_a_neighbour_would_no_longer_agree(pack: Pack) -> None:
    assert pack('replace = { "тикет|тикета" = "заявка" }').lint("Ваш тикет закрыт").findings[0].fixes == ()


def test_regex_with_groups(pack: Pack) -> None:
    linter = pack('regex = "(\\\\w+) ,"\nreplace = "\\\\1,"', "safe = true\n")
    finding = linter.lint("завтра , после").findings[0]
    assert (finding.text, finding.fixes[0].text, finding.fixes[0].safe) == ("завтра ,", "завтра,", True)


def test_rules_do_not_look_into_quotes_unless_the_card_says_so(pack: Pack) -> None:
    assert found(pack('phrases = ["пароль"]'), "Нажмите «Забыли пароль»") == []
    assert found(pack('regex = "пароль"', 'looks_into = ["quote"]\n'), "Нажмите «Забыли пароль»") == ["пароль"]


def test_a_regex_of_a_folder_cannot_hang_the_process(pack: Pack) -> None:
    linter = pack('regex = "(а|а)+[бв]"')
    started = time.perf_counter()
    with pytest.raises(ReplyLintError, match=r"extra/rule.*упростите"):
        linter.lint("а" * 60 + "! б")
    assert time.perf_counter() - started < 5


def test_cyrillic_word_boundaries(pack: Pack) -> None:
    # In RE2 \b is ASCII only and never holds before a Cyrillic letter.
    assert found(pack('regex = "\\\\bбанк\\\\b"'), "Наш банк, банкомат.") == ["банк"]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('titel = "x"', "titel: неизвестный ключ; возможно, title"),
        ('severity = "bad"', "severity: ожидается одно из"),
        ("points = -1", "points: ожидается число"),
        ('points = "x"', "points: ожидается число"),
        ("safe = 1", "safe: ожидается true или false"),
        ('looks_into = ["walls"]', "looks_into"),
        ('message = "{txt}"', r"message: неизвестное поле \{txt\}"),
        ('message = "{"', "message: проверьте фигурные скобки"),
        ("[match]\nphrases = []", r"match.phrases: ожидается список"),
        ('[match]\nphrases = ["<X>"]', "match.phrases: «<X>»: неизвестная граммема"),
        ('[match]\nphrases = ["a"]\nregex = "b"', "match: ожидается ровно один ключ"),
        ("[match]\nlikely = true", "match: ожидается ровно один ключ"),
        ('[match]\nphrase = ["a"]', "match.phrase: неизвестный ключ; возможно, phrases"),
        ('[match]\nregex = "("', "match.regex: «\\(»"),
        ('[match]\ncheck = "no.such"', "match.check: проверки «no.such» не существует"),
        ('[match]\nphrases = ["a"]\nnear = { phrases = ["b"], within = "page" }', "match.near.within"),
        ('[examples]\nbad = ["без отметки"]\ngood = ["a"]', "examples.bad.*отметьте место"),
        ('[examples]\nbad = ["[[a]]"]\ngood = ["[[b]]"]', "examples.good.*уберите отметки"),
        ('[examples]\nbad = ["[[a"]\ngood = ["b"]', "examples.bad.*пара скобок"),
        ('[examples]\nbad = ["[[a]]"]', "examples.good: добавьте"),
        ("[examples]\nbad = [5]\ngood = ['b']", "examples.bad: ожидается строка"),
    ],
)
def test_a_broken_card_is_told_file_key_and_what_was_expected(tmp_path: Path, broken: str, told: str) -> None:
    good = {
        "title": 'title = "x"',
        "severity": 'severity = "hint"',
        "message": 'message = "x"',
        "why": 'why = "x"',
        "match": '[match]\nphrases = ["a"]',
        "examples": '[examples]\nbad = ["[[a]]"]\ngood = ["b"]',
    }
    key = broken.split("]")[0].lstrip("[") if broken.startswith("[") else broken.split(" ")[0]
    parts = {key: broken, **{k: v for k, v in good.items() if k != key}}
    top = [v for v in parts.values() if not v.startswith("[")]
    tables = [v for v in parts.values() if v.startswith("[")]
    path = tmp_path / "extra" / "rule.toml"
    path.parent.mkdir()
    path.write_text("\n".join(top + tables), encoding="utf-8")
    with pytest.raises(ReplyLintError, match=told) as caught:
        Linter(Config(rules=(str(tmp_path),)))
    assert str(path) in str(caught.value)


def test_all_errors_of_a_pack_come_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        path = tmp_path / "extra" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("titel = 1\nmesage = 2", encoding="utf-8")
    (tmp_path / "extra" / "three.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ReplyLintError) as caught:
        Linter(Config(rules=(str(tmp_path),)))
    lines = str(caught.value).splitlines()
    assert sum("one.toml" in line for line in lines) >= 4
    assert sum("two.toml" in line for line in lines) >= 4
    assert sum("three.toml" in line for line in lines) == 1


def test_two_packs_with_one_rule_id(tmp_path: Path) -> None:
    for name in ("a", "b"):
        path = tmp_path / name / "extra" / "rule.toml"
        path.parent.mkdir(parents=True)
        path.write_text(
            CARD.format(title="x", match='phrases = ["a"]', bad='["[[a]]"]', good='["b"]'), encoding="utf-8"
        )
    with pytest.raises(ReplyLintError, match="правило extra/rule уже есть в"):
        Linter(Config(rules=(str(tmp_path / "a"), str(tmp_path / "b"))))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReplyLintError, match="nowhere"):
        Linter(Config(rules=(str(tmp_path / "nowhere"),)))


def a_package(folder: Path, **checks: str) -> Path:
    """A Python package of a pack: an empty ``rules/``, and modules with checks."""
    for part in (folder, folder / "checks", folder / "rules"):
        part.mkdir()
    for module in (folder, folder / "checks"):
        (module / "__init__.py").touch()
    for name, code in checks.items():
        (folder / "checks" / f"{name}.py").write_text(textwrap.dedent(code), encoding="utf-8")
    return folder


def test_an_installed_pack_brings_cards_and_checks(tmp_path: Path) -> None:
    """A real distribution on sys.path: the entry point is found by importlib.metadata in a fresh process."""
    package = a_package(
        tmp_path / "acme_pack",
        acme="""
            from reply_lint import Match

            def shout(doc, *, most=1):
                at = doc.text.find("АКМЕ!")
                if at >= 0:
                    yield Match(at, at + 5, data={"n": str(most)})

            def named(doc, places):
                for i in places:
                    yield Match(*doc.span(i, i + 1))

            ASKS = {"named": lambda: lambda word: word.norm == "акме"}
        """,
    )
    (package / "rules" / "acme").mkdir()
    card = CARD.format(
        title="x", match='check = "acme.shout"\nparams = { most = 2 }', bad='["[[АКМЕ!]]"]', good='["b"]'
    )
    (package / "rules" / "acme" / "shout.toml").write_text(card.replace("{text}", "{n}"), encoding="utf-8")
    card = CARD.format(title="x", match='check = "acme.named"', bad='["[[Акме]]"]', good='["b"]')
    (package / "rules" / "acme" / "named.toml").write_text(card, encoding="utf-8")
    info = tmp_path / "acme_pack-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-pack\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[reply_lint.packs]\nacme = acme_pack\n")
    code = (
        "import reply_lint; findings = reply_lint.lint('АКМЕ! Заказ готов.').findings;"
        "print([(f.rule, f.message) for f in findings if 'acme' in f.rule])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert ran.stdout.strip() == "[('acme/shout', '«2» лучше заменить.')]"  # of two in one place the longer


def test_rules_that_undo_each_other_make_no_text_be_read_over_and_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = a_package(
        tmp_path / "undoing_pack",
        way="""
            from reply_lint import Fix, Match

            read = []

            def swapped(doc, *, old, new):
                read.append(doc.text)
                at = doc.text.find(old)
                return [Match(at, at + len(old), (Fix(at, at + len(old), new, True),))] if at >= 0 else []
        """,
    )
    (package / "rules" / "typos").mkdir()
    for name, (old, new) in {"there": ("вниз", "вверх"), "back": ("вверх", "вниз")}.items():
        match = f'check = "way.swapped"\nparams = {{ old = "{old}", new = "{new}" }}'
        bad, good = f'["[[{old.capitalize()}]]."]', '["Прямо."]'
        card = CARD.format(title="x", match=match, bad=bad, good=good)
        (package / "rules" / "typos" / f"goes-{name}.toml").write_text(card, encoding="utf-8")
    card = CARD.format(title="x", match='check = "way.swapped"\nparams = { old = "а" }', bad='["[[А]]"]', good='["б"]')
    (package / "rules" / "typos" / "goes-nowhere.toml").write_text(card, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    undoing = packs.Pack("undoing", package / "rules", "undoing_pack")
    monkeypatch.setattr(packs, "installed", lambda: [undoing])
    with pytest.raises(ReplyLintError, match=r"goes-nowhere\.toml: match\.check: .* нужен параметр «new»; добавьте"):
        Linter()
    (package / "rules" / "typos" / "goes-nowhere.toml").unlink()
    linter = Linter()
    from undoing_pack.checks import way  # type: ignore[import-not-found]

    assert [f.rule for f in linter.lint("Смотрите вниз.").findings] == ["typos/goes-there"]
    assert way.read == 2 * ["Смотрите вниз."] + 2 * ["Смотрите вверх."]


def test_the_compiled_form_is_kept_and_follows_the_cards(pack: Pack, tmp_path: Path) -> None:
    linter = pack('phrases = ["слово"]')
    assert found(linter, "слово дело") == ["слово"]
    kept = list(Path(os.environ["XDG_CACHE_HOME"]).rglob(f"*{packs.SUFFIX}"))
    assert kept != []
    assert found(pack('phrases = ["слово"]'), "слово дело") == ["слово"]
    assert found(pack('phrases = ["дело"]'), "слово дело") == ["дело"]


def test_the_cache_does_not_grow_with_every_edit(pack: Pack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(packs, "KEPT", 2)
    for word in ("один", "два", "три"):
        assert found(pack(f'phrases = ["{word}"]'), word) == [word]
    assert len(list((tmp_path / "cache").rglob(f"*{packs.SUFFIX}"))) == 2


@pytest.mark.parametrize("left", [0, 10, 50, 1_000, -1])
def test_a_spoilt_cache_is_made_anew(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int) -> None:
    """The disk was full, or the file is another Python's: its first ``left`` bytes are right."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    pack('phrases = ["слово"]')
    (kept,) = (tmp_path / "cache").rglob(f"*{packs.SUFFIX}")
    whole = kept.read_bytes()
    for spoilt in (whole[:left], whole[:left].ljust(len(whole), b"?")):
        kept.write_bytes(spoilt)
        assert found(pack('phrases = ["слово"]'), "слово дело") == ["слово"]
        assert kept.read_bytes() == whole


def test_a_new_card_needs_no_other_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(packs.bundled().folder, rules)
    card = CARD.format(title="x", match='phrases = ["абракадабра"]', bad='["[[Абракадабра]]."]', good='["b"]')
    (rules / "jargon" / "magic-word.toml").write_text(card, encoding="utf-8")
    monkeypatch.setattr(packs, "bundled", lambda: packs.Pack("bundled", rules, "reply_lint"))
    linter = Linter()
    assert "jargon/magic-word" in linter.cards
    assert list(testing.failures(linter, linter.cards["jargon/magic-word"])) == []
    assert "jargon/magic-word" in ruledoc.listing(linter)


@pytest.mark.parametrize("said", ["cap = nan", "cap = -1", "cap = true", "weight = inf", 'tone = "да"', "title = 5"])
def test_a_category_that_no_score_can_be_made_of_is_refused(tmp_path: Path, said: str) -> None:
    fields = {"title": '"x"', "summary": '"x"', "cap": "30", "tone": "true"}
    name, _, value = said.partition(" = ")
    folder = tmp_path / "pack"
    folder.mkdir()
    table = "\n".join(f"{key} = {value}" for key, value in {**fields, name: value}.items())
    (folder / "categories.toml").write_text(f"[extra]\n{table}\n", encoding="utf-8")
    with pytest.raises(ReplyLintError, match=rf"categories\.toml: extra\.{name}"):
        Linter(Config(rules=(str(folder),)))


def test_a_bottomless_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "categories.toml").write_text("x = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(ReplyLintError, match=r"categories\.toml: не читается"):
        Linter(Config(rules=(str(tmp_path),)))


def test_a_field_that_a_check_does_not_give_stays_as_it_is_written(pack: Pack) -> None:
    linter = pack('check = "typos.repeated"', 'suggestion = "«{text}»: {nope}"\n')
    assert linter.lint("Мы мы рады вам помочь.").findings[0].suggestion == "«Мы мы»: {nope}"
