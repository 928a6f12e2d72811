from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from reply_lint import Config, Linter, checks
from reply_lint.model import Match
from reply_lint.text import Vocabulary

# Machines differ in speed: time is measured in benchmarks/, not by hypothesis.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

CARD = """\
title    = "{title}"
severity = "warning"
message  = "«{{text}}» лучше заменить."
why      = "Потому что так яснее."
[match]
{match}
[examples]
bad  = {bad}
good = {good}
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests share one cache of compiled packs of their own, not the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def linter() -> Linter:
    return Linter()


@pytest.fixture(scope="session")
def run_check() -> Callable[..., list[Match]]:
    """Run a check as the linter does, with params of one's own: ``run_check("form.shouting", text, letters=5)``."""
    vocabulary = Vocabulary()

    def run(name: str, text: str, client: str | None = None, **params: Any) -> list[Match]:
        doc = vocabulary.parse(text, client)
        check, asks = checks.get(name), checks.question(name, "", params)
        if asks is None:
            return list(check(doc, **params))
        places = [i for i, word in enumerate(doc.words) if word.kind != "masked" and asks(word)]
        return list(check(doc, places, **params)) if places else []

    return run


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Linter]:
    """A linter with one more card, ``extra/rule``, in a folder pack: ``pack('phrases = ["слово"]')``."""

    def make(match: str, top: str = "", rule: str = "extra/rule") -> Linter:
        folder = tmp_path / "pack"
        path = folder / f"{rule}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        card = CARD.format(title="Пример", match=match, bad='["[[x]]", "[[y]]"]', good='["a", "b"]')
        path.write_text(top + card, encoding="utf-8")
        return Linter(Config(rules=(str(folder),), select=(rule,)))

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium, driven by playwright."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()
