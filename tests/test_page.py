"""The page of the service in a real browser, against a real service."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from served import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, LocatorAssertions, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "reply_lint" / "server" / "static"
REFUSAL = "Извините, мы не сможем выполнить ваш заказ на этой неделе."
LIMIT = 400_000
"""Bytes of all that a browser loads."""


def expect(place: Locator) -> LocatorAssertions:
    """Playwright's, imported when it is needed: collecting the plain suite does without."""
    from playwright import sync_api

    return sync_api.expect(place)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("service")) as served:
        yield served.url


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open the page. Afterwards: it broke no policy, threw no error and asked nobody but its service."""
    opened = []

    def visit(address: str, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        page = context.new_page()
        said: list[str] = []
        asked: list[str] = []
        opened.append((context, address, said, asked))
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        return page

    yield visit
    for context, address, said, asked in opened:
        # the browser's own note of a request that failed, where a test had it fail
        assert [line for line in said if "Failed to load resource" not in line] == []
        assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
        context.close()


@pytest.fixture
def page(visit: Callable[..., Page], service: str) -> Page:
    return visit(service)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of the page, built elsewhere; the folder that plays the repository."""
    copy = tmp_path_factory.mktemp("build")
    shutil.copytree(ROOT / "page", copy / "page", ignore=shutil.ignore_patterns("node_modules"))
    for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
        done = subprocess.run(command, cwd=copy / "page", capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return copy


def write(page: Page, text: str) -> None:
    """Type into the editor and wait for what the service says."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    with page.expect_response("**/v1/lint") as answer:
        page.keyboard.insert_text(text)
    assert answer.value.ok
    expect(page.locator("#score")).not_to_have_text("–")


def text(page: Page) -> str:
    return "\n".join(page.locator(".cm-line").all_inner_texts()).replace("\n\n", "\n")


def score(page: Page) -> int:
    return int(page.locator("#score").inner_text())


def test_a_finding_shows_and_its_fix_raises_the_score(page: Page) -> None:
    expect(page.locator("#score")).to_have_text("–")
    write(page, "Здраствуйте! Ваш заказ приедет в среду до 18:00.")
    expect(page.locator("#findings li")).to_have_count(1)
    expect(page.locator("#findings li")).to_contain_text("В слове «Здраствуйте» ошибка.")
    expect(page.locator(".cm-lintRange")).to_have_text("Здраствуйте")
    before = score(page)
    page.locator("#findings").get_by_role("button", name="Заменить на «Здравствуйте»").click()
    expect(page.locator("#score")).to_have_text("100")
    assert before < 100
    assert text(page) == "Здравствуйте! Ваш заказ приедет в среду до 18:00."
    expect(page.locator("#findings li")).to_have_count(0)
    expect(page.get_by_role("heading", name="Можно отправлять")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Оценка 100 из 100. Можно отправлять. Замечаний нет.")


def test_keys_go_from_finding_to_finding_and_fix(page: Page) -> None:
    write(page, f"{REFUSAL} Мы получили ваше сообшение.")
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    expect(page.locator("#findings li[aria-current]")).to_contain_text("«не сможем выполнить»")
    expect(page.locator(".cm-tooltip")).to_contain_text("клиент читает об отказе")
    expect(page.get_by_role("status")).to_contain_text("клиент читает об отказе")
    page.keyboard.press("F8")
    expect(page.locator("#findings li[aria-current]")).to_contain_text("«сообшение»")
    page.keyboard.press("Control+.")
    expect(page.locator("#findings li")).to_have_count(1)
    assert text(page) == f"{REFUSAL} Мы получили ваше сообщение."
    page.locator("#client").focus()
    page.keyboard.press("Shift+F8")
    expect(page.locator("#findings li[aria-current]")).to_contain_text("«не сможем выполнить»")
    page.keyboard.press("Control+.")
    expect(page.get_by_role("status")).to_have_text("Здесь готовой замены нет.")


def test_all_typos_are_mended_at_once_and_that_can_be_undone(page: Page) -> None:
    faulty = "Здраствуйте! Мы получили ваше сообшение."
    write(page, faulty)
    page.get_by_role("button", name="Исправить опечатки (2)").click()
    expect(page.locator("#findings li")).to_have_count(0)
    assert text(page) == "Здравствуйте! Мы получили ваше сообщение."
    expect(page.get_by_role("button", name="Исправить опечатки")).to_be_disabled()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Z")
    expect(page.locator("#findings li")).to_have_count(2)
    assert text(page) == faulty


def test_the_clients_words_are_no_jargon(page: Page) -> None:
    write(page, "Здравствуйте! Номер тикета — 55.")
    expect(page.locator("#findings li")).to_have_count(1)
    page.get_by_label("Сообщение клиента").fill("Какой номер у моего тикета?")
    expect(page.locator("#findings li")).to_have_count(0)
    page.get_by_label("Сообщение клиента").fill("")
    expect(page.locator("#findings li")).to_have_count(1)


def test_places_are_right_after_an_emoji(page: Page) -> None:
    write(page, f"👍🏽😀 {REFUSAL}\n😀 Мы получили ваше сообшение.")
    expect(page.locator(".cm-lintRange-error")).to_have_text("не сможем выполнить")
    page.locator("#findings").get_by_role("button", name="Заменить на «сообщение»").click()
    expect(page.locator("#findings li")).to_have_count(1)
    assert text(page) == f"👍🏽😀 {REFUSAL}\n😀 Мы получили ваше сообщение."
    page.locator("#findings").get_by_role("button", name="«не сможем выполнить»").first.click()
    assert page.evaluate("getSelection().toString()") == "не сможем выполнить"


def test_a_fix_is_not_made_where_the_text_has_changed(page: Page) -> None:
    write(page, "Мы получили ваше сообшение.")
    fix = page.locator("#findings").get_by_role("button", name="Заменить на «сообщение»")
    expect(fix).to_be_visible()
    page.context.set_offline(True)  # so that no new findings come
    page.keyboard.press("Control+End")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.insert_text("ъъ")
    fix.dispatch_event("click")
    assert text(page) == "Мы получили ваше сообшеъъние."
    expect(page.get_by_role("status")).to_contain_text("Текст здесь изменился")


def test_the_ledger_says_where_the_points_went(page: Page) -> None:
    write(page, f"{REFUSAL} Ждём ответа от склада. Тикет закрыт.")
    lost = [
        float(points.removeprefix("−").replace(",", ".")) for points in page.locator("#ledger .minus").all_inner_texts()
    ]
    assert lost == sorted(lost, reverse=True)
    assert abs(100 - score(page) - sum(lost)) <= 1
    expect(page.locator("#ledger")).to_contain_text("Негативная подача")


def test_a_reply_that_must_not_go_out_is_called_so_and_why(page: Page) -> None:
    write(page, "Здравствуйте! Ваша карта 4276 1600 1234 5674 подключена.")
    expect(page.get_by_role("heading", name="Отправлять нельзя: личные данные")).to_be_visible()


def test_why_opens_the_page_of_the_rule(page: Page) -> None:
    write(page, REFUSAL)
    why = page.locator("#findings").get_by_role("button", name="Почему")
    why.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Отказ: «мы не сможем»")
    expect(dialog).to_contain_text("Отказ в начале фразы заслоняет всё")
    expect(dialog.locator("mark").first).to_have_text("не сможем выполнить")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(why).to_be_focused()


def test_what_is_typed_is_never_read_as_html(page: Page) -> None:
    write(page, 'Здраствуйте, <img src="x" onerror="document.title=1"> тикет <b>закрыт</b>.')
    expect(page.locator("#findings li").first).to_be_visible()
    assert page.locator("main img, main b").count() == 0


def test_typing_asks_once_it_pauses(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "lint" in request.url else None)
    page.locator(".cm-content").click()
    page.keyboard.type(REFUSAL, delay=5)
    expect(page.locator(".cm-lintRange-error")).to_have_text("не сможем выполнить")
    assert 1 <= len(asked) <= 4


def test_the_reply_is_copied_with_and_without_a_clipboard_of_the_page(visit: Callable[..., Page], service: str) -> None:
    page = visit(service, permissions=["clipboard-read", "clipboard-write"])
    write(page, f"{REFUSAL}\n😀")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_have_text("Ответ скопирован.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{REFUSAL}\n😀"
    # as on an address without https
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {get: () => ({readText: 0}), configurable: true})")
    write(page, "Другой ответ.")
    page.locator("#copy").click()
    expect(page.get_by_role("status")).to_have_text("Ответ скопирован.")
    page.evaluate("delete navigator.clipboard")
    assert page.evaluate("navigator.clipboard.readText()") == "Другой ответ."


def test_no_text_is_kept_anywhere(page: Page) -> None:
    page.get_by_role("button", name="показать на примере").click()
    expect(page.locator("#findings li").first).to_be_visible()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    questions: list[str] = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.reload()
    assert questions == ["beforeunload"]  # nothing typed is lost unasked
    expect(page.locator(".cm-content")).to_have_text("Вставьте или напишите ответ")
    expect(page.locator("#client")).to_have_value("")


def test_a_service_that_is_away_is_said_calmly_and_asked_again(page: Page) -> None:
    page.context.set_offline(True)
    page.locator(".cm-content").click()
    page.keyboard.insert_text(REFUSAL)
    expect(page.locator("#trouble")).to_contain_text("Служба проверки не отвечает. Текст на месте")
    expect(page.locator("#count")).to_have_text("Ответ не проверен.")
    assert text(page) == REFUSAL
    page.context.set_offline(False)
    expect(page.locator("#findings li")).to_have_count(1, timeout=15_000)
    expect(page.locator("#trouble")).to_be_hidden()


def test_a_service_with_a_token_is_asked_with_it(visit: Callable[..., Page], tmp_path: Path) -> None:
    with serving(tmp_path, "--token", "open-sesame") as served:
        page = visit(served.url)
        field = page.get_by_label("Служба просит ключ доступа")
        expect(field).to_be_focused()
        expect(page.locator("#trouble")).to_be_hidden()
        page.locator(".cm-content").click()
        page.keyboard.insert_text(REFUSAL)
        expect(page.locator("#count")).to_have_text("Ответ не проверен.")
        expect(page.locator(".cm-content")).to_be_focused()
        for wrong in ("open-sesam", "щзут-ыуыфьу"):
            field.fill(wrong)
            page.keyboard.press("Enter")
            expect(page.locator("#trouble")).to_have_text("Этот ключ не подошёл. Проверьте его и введите ещё раз.")
        field.fill("open-sesame")
        page.get_by_role("button", name="Войти").click()
        expect(page.locator("#findings li")).to_have_count(1)
        expect(field).to_be_hidden()
        expect(page.locator("#ledger")).to_contain_text("Негативная подача")
        page.locator("#findings").get_by_role("button", name="Почему").click()
        expect(page.get_by_role("dialog")).to_contain_text("Отказ в начале фразы")
        assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_it_all_without_scrolling_sideways(visit: Callable[..., Page], service: str, width: int) -> None:
    page = visit(service, width=width, has_touch=True, is_mobile=True)
    scrolled = "document.documentElement.scrollWidth > innerWidth"
    write(page, f"{REFUSAL} {'длинноеслово' * 20} https://example.org/{'a' * 200} Здраствуйте, тикет закрыт.")
    expect(page.locator("#findings li").first).to_be_visible()
    assert not page.evaluate(scrolled)
    page.locator(".cm-lintRange-error").first.tap()
    expect(page.locator(".cm-tooltip")).to_be_visible()
    assert not page.evaluate(scrolled)
    page.locator("#findings").get_by_role("button", name="Почему").first.tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not page.evaluate(scrolled)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_bars_a_person_from_reading_it(
    visit: Callable[..., Page], service: str, built: Path, scheme: str, width: int
) -> None:
    page = visit(service, width=width, color_scheme=scheme)
    page.evaluate((built / "page/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))

    def barriers() -> list[str]:
        found = page.evaluate("axe.run()")["violations"]
        return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]

    assert barriers() == []
    page.get_by_role("button", name="показать на примере").click()
    expect(page.locator("#findings li").first).to_be_visible()
    assert barriers() == []
    page.keyboard.press("F8")
    expect(page.locator(".cm-tooltip")).to_be_visible()
    assert barriers() == []
    page.locator("#findings").get_by_role("button", name="Почему").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert barriers() == []


def test_the_committed_files_are_what_the_sources_give(built: Path) -> None:
    made = built / "reply_lint" / "server" / "static"
    names = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
    assert filecmp.cmpfiles(made, STATIC, names, shallow=False) == (names, [], [])
    loaded = [*STATIC.glob("assets/*"), STATIC / "index.html"]
    assert sum(path.stat().st_size for path in loaded) < LIMIT
