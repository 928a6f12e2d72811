"""The report of an audit in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from audit_folder import BAD, GOOD, make, row

from reply_lint import Linter
from reply_lint.audit import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOSTILE = "<script>alert(1)</script>" + "Очень" * 60


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, linter: Linter) -> str:
    rows = [
        row(
            f"{BAD if i % 3 else GOOD} Смотрите https://example.org/{'x' * 200} под номером {i}.",
            ticket=f"T{i // 2}", agent=["Анна", HOSTILE][i % 2], team="Первая", hours=i * 15,
        )
        for i in range(120)
    ]  # fmt: skip
    folder: Path = make(tmp_path_factory.mktemp("page") / "audit", rows, linter)
    report.write(folder)
    return (folder / "report.html").as_uri()


def opened(browser: Browser, address: str, width: int, **context: Any) -> tuple[Page, list[str]]:
    """The page, and what it asked for or complained of."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(address)
    return page, said


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_fits_and_loads_nothing(browser: Browser, address: str, width: int) -> None:
    page, said = opened(browser, address, width)
    assert said == [address]
    for part in page.locator("details").all():
        part.evaluate("one => one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("figure svg:visible").count() == 2


def test_dark_and_light_are_readable(browser: Browser, address: str) -> None:
    def colours(scheme: str) -> tuple[str, str, str]:
        page, _ = opened(browser, address, 1280, color_scheme=scheme)
        return (
            page.evaluate("getComputedStyle(document.body).backgroundColor"),
            page.evaluate("getComputedStyle(document.body).color"),
            page.evaluate("getComputedStyle(document.querySelector('figure svg text')).fill"),
        )

    light, dark = colours("light"), colours("dark")
    assert all(a != b for a, b in zip(light, dark, strict=True))


def test_the_keyboard_reaches_every_table(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, 390)
    reached = set()
    for _step in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('aria-label') || ''"))
    tables = page.locator("main > .scroll").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert tables
    assert set(tables) <= reached


def test_paper_is_light_and_has_no_menu(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, 1280, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("nav").is_hidden()
    assert page.pdf().startswith(b"%PDF")
