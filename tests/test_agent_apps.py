"""The apps for Zendesk and Freshdesk in a headless Chromium, before the real service.

The helpdesks are stand-ins (``tests/agent_apps``): Zendesk's answers its own SDK, which comes from npm; of Freshdesk's
client there is no public source, so all of it is one. Needs Debian's chromium, npm and the package playwright.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import served
import serving

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
APPS = HERE.parent / "integrations"
SDK = "zendesk_app_framework_sdk"
SDK_SHA256 = "60ed91410cba453ba45d5617b5bf93e638c41aca3e6d6666c78edbc567573415"
"""Of the package's version 2.0.11."""
TOKEN = "kluch-dlya-brauzera"
AGENT = "ivanova@shop.example"

BAD = "Здравствуйте! Вы сами виноваты, идиот. Мы не сможем вернуть деньги."
GOOD = "Здравствуйте, Анна! Заказ 4521 уже едет к вам: курьер привезёт его завтра с 10 до 14."
SO_SO = "Здравствуйте, Анна! Тикет 4521 уже у курьера: он приедет завтра с 10 до 14."
STOPPED = "Ответ ещё не отправлен: reply-lint показывает, что поправить."


class Files(SimpleHTTPRequestHandler):
    """A folder over HTTP; the client that Freshdesk puts into an app's pages is the stand-in."""

    def do_GET(self) -> None:
        name = "agent_apps/freshdesk.js" if self.path == "/stand-in.js" else None
        path = HERE / name if name else Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.end_headers()
        self.wfile.write(path.read_bytes().replace(b"{{{appclient}}}", b"/stand-in.js"))

    def log_message(self, *_: object) -> None:
        """Nothing: a test's own output is enough."""


@contextmanager
def files(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def origins() -> Iterator[dict[str, str]]:
    """Where the pages lie: each app, and the page of Zendesk around its app."""
    with (
        files(APPS / "zendesk") as zendesk,
        files(HERE / "agent_apps") as desk,
        files(APPS / "freshdesk" / "app") as freshdesk,
    ):
        yield {"zendesk": zendesk, "desk": desk, "freshdesk": freshdesk}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("service")
    # A strict house: one hint is worth an advice.
    (made / "reply-lint.toml").write_text('min-score = 95\n[hook]\nlog = "overrides.jsonl"\n', encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def service(folder: Path, origins: dict[str, str]) -> Iterator[str]:
    asking = [option for name in ("zendesk", "freshdesk") for option in ("--cors-origin", origins[name])]
    with served.serving(folder, "--token", TOKEN, *asking) as it:
        yield it.url


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Zendesk's SDK as one script."""
    into = tmp_path_factory.mktemp("sdk")
    subprocess.run(["npm", "pack", "--silent", f"{SDK}@2.0.11"], check=True, cwd=into, stdout=subprocess.DEVNULL)
    packed = into / f"{SDK}-2.0.11.tgz"
    assert hashlib.sha256(packed.read_bytes()).hexdigest() == SDK_SHA256
    shutil.unpack_archive(packed, into)
    modules = {
        name: (into / "package" / "lib" / f"{name}.js").read_text("utf-8") for name in ("index", "client", "utils")
    }
    listed = ",\n".join(f'"./{name}": (module, exports, require) => {{{it}\n}}' for name, it in modules.items())
    return f"""(() => {{
      const sources = {{{listed}}}, loaded = {{}};
      const require = (name) => {{
        if (!loaded[name]) sources[name](loaded[name] = {{exports: {{}}}}, loaded[name].exports, require);
        return loaded[name].exports;
      }};
      window.ZAFClient = require("./index");
    }})()"""


class Desk:
    """An agent before a ticket. ``values`` is what the helpdesk tells the app of it."""

    values: dict[str, Any]

    def __init__(self, page: Any, origins: dict[str, str]) -> None:
        self.page = page
        self.origins = origins
        self.asked: list[Any] = []
        """Requests of the hook that left the browser."""
        page.on("request", lambda request: request.url.endswith("/v1/hook") and self.asked.append(request))

    def open(self, url: str, token: str = TOKEN, **settings: object) -> None:
        self.begin({"url": url, "token": token, "time_limit": "20", "fail_closed": False, **settings})

    def begin(self, settings: dict[str, object]) -> None:
        raise NotImplementedError

    def submit(self, text: str) -> str | None:
        """Press the button: None when the reply goes out, what the helpdesk shows when it does not."""
        raise NotImplementedError

    def app(self) -> Any:
        """The frame that shows what was found."""
        raise NotImplementedError

    def shown(self) -> str:
        self.app().locator("#decision p").wait_for()
        return str(self.app().locator("#decision").inner_text())

    def give_reason(self, reason: str) -> None:
        raise NotImplementedError

    def client_wrote(self, text: str) -> None:
        raise NotImplementedError

    def notices(self) -> list[str]:
        raise NotImplementedError


class Zendesk(Desk):
    def begin(self, settings: dict[str, object]) -> None:
        self.values = {
            "ticket.id": 4711,
            "ticket.comment": {"text": "", "type": "publicReply", "useRichText": True},
            "ticket.conversation": [],
            "currentUser": {"email": AGENT, "name": "Ирина Иванова"},
        }
        self.page.goto(f"{self.origins['desk']}/zendesk.html")
        self.page.evaluate("([address, settings]) => start(address, settings)", [self.origins["zendesk"], settings])

    def submit(self, text: str) -> str | None:
        self.values["ticket.comment"]["text"] = f"<p>{text}</p>"
        shown: str | None = self.page.evaluate("(values) => { desk.values = values; return submit(); }", self.values)
        return shown

    def app(self) -> Any:
        return self.page.frame_locator("#app")

    def give_reason(self, reason: str) -> None:
        self.app().get_by_label("Причина отправить как есть").fill(reason)

    def client_wrote(self, text: str) -> None:
        """Last, whatever the order in which Zendesk tells it."""
        self.values["ticket.conversation"] = [
            {
                "author": {"role": "end-user"},
                "message": {"content": f"<p>{text}</p>"},
                "timestamp": "2026-03-12T10:00:00Z",
            },
            {"author": {"role": "end-user"}, "message": {"content": "Алло?"}, "timestamp": "2026-03-11T10:00:00Z"},
            {"author": {"role": "admin"}, "message": {"content": "Ждите."}, "timestamp": "2026-03-13T10:00:00Z"},
            {"author": {"role": "end-user"}, "timestamp": "2026-03-14T10:00:00Z"},
        ]

    def notices(self) -> list[str]:
        return [one["notify"][0] for one in self.page.evaluate("desk.invoked") if "notify" in one]


class Freshdesk(Desk):
    def begin(self, settings: dict[str, object]) -> None:
        self.values = {
            "ticket": {"id": 4711, "description_text": ""},
            "loggedInUser": {"id": 1, "contact": {"email": AGENT, "name": "Ирина Иванова"}},
        }
        self.page.goto(f"{self.origins['freshdesk']}/index.html")
        self.page.evaluate("(settings) => { desk.settings = settings; start(); }", settings)
        self.page.wait_for_function("desk.handlers['ticket.sendReply']")

    def submit(self, text: str) -> str | None:
        return self.send({"body": f"<div>{text}</div>"})

    def send(self, payload: dict[str, str]) -> str | None:
        shown: str | None = self.page.evaluate(
            "([values, payload]) => { desk.values = values; return submit(payload); }", [self.values, payload]
        )
        return shown

    def app(self) -> Any:
        return self.page.frame_locator("iframe")

    def give_reason(self, reason: str) -> None:
        self.app().get_by_label("Причина отправить как есть").fill(reason)
        self.app().get_by_role("button", name="Готово").click()
        self.page.wait_for_selector("iframe", state="detached")

    def client_wrote(self, text: str) -> None:
        self.values["ticket"]["description_text"] = text

    def notices(self) -> list[str]:
        told: list[str] = self.page.evaluate("desk.notices")
        return told


@pytest.fixture
def open_page(browser: Any, origins: dict[str, str], service: str, sdk: str) -> Iterator[Any]:
    """A page whose requests go to the apps and the service alone."""
    with browser.new_context() as context:
        strangers = []

        def answer(route: Any) -> None:
            url = route.request.url
            if url == "https://static.zdassets.com/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js":
                route.fulfill(body=sdk, content_type="text/javascript")
            elif url.startswith("http://127.0.0.1:"):
                route.continue_()
            else:
                strangers.append(url)
                route.abort()

        context.route("**/*", answer)
        yield context.new_page()
        assert strangers == []


@pytest.fixture(params=[Zendesk, Freshdesk])
def desk(request: pytest.FixtureRequest, open_page: Any, origins: dict[str, str]) -> Desk:
    made: Desk = request.param(open_page, origins)
    return made


@pytest.fixture
def zendesk(open_page: Any, origins: dict[str, str]) -> Zendesk:
    return Zendesk(open_page, origins)


@pytest.fixture
def freshdesk(open_page: Any, origins: dict[str, str]) -> Freshdesk:
    return Freshdesk(open_page, origins)


def test_a_bad_reply_stays(desk: Desk, service: str) -> None:
    desk.open(service)
    assert desk.submit(BAD) == STOPPED
    assert "«идиот» — оскорбление" in desk.shown()


def test_all_findings_are_there_to_open(desk: Desk, service: str) -> None:
    desk.open(service)
    desk.submit(BAD + " Ваш тикет закрыт, ждите ответа в ближайшее время.")
    desk.app().get_by_text("Все замечания").click()
    assert "«тикет»" in desk.shown()


def test_a_good_reply_goes_out(desk: Desk, service: str) -> None:
    desk.open(service)
    assert desk.submit(GOOD) is None
    assert len(desk.asked) == 1
    assert desk.notices() == []


def test_a_reason_sends_it(desk: Desk, service: str, folder: Path) -> None:
    desk.open(service)
    assert desk.submit(BAD) == STOPPED
    desk.give_reason("клиент шутит так же")
    assert desk.submit(BAD) is None
    entry = json.loads((folder / "overrides.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (entry["ticket"], entry["agent"], entry["reason"]) == ("4711", AGENT, "клиент шутит так же")
    # The reason was for that reply, not for the next one.
    assert desk.submit(BAD) == STOPPED


def test_advice_comes_with_the_sent_reply(desk: Desk, service: str) -> None:
    desk.open(service)
    assert desk.submit(SO_SO) is None
    assert len(desk.notices()) == 1


def test_the_clients_message_is_heeded(desk: Desk, service: str) -> None:
    desk.open(service)
    desk.client_wrote("Что с моим тикетом 4521?")
    assert desk.submit(SO_SO) is None
    assert desk.notices() == []


def test_the_reply_is_sent_as_text(desk: Desk, service: str) -> None:
    desk.open(service)
    desk.submit(
        f"{GOOD}</p><blockquote>Вы сами виноваты,<br>идиоты!</blockquote><script>window.ran = 1</script>"
        "<ul><li>раз&nbsp;два</li><li>а <b>&lt;</b> б</li></ul><img src='https://elsewhere.example/' onerror='ran = 1'>"
    )
    text = f"{GOOD}\n\n> Вы сами виноваты,\n> идиоты!\n\nраз\u00a0два\n\nа < б"
    assert desk.asked[0].post_data_json["text"] == text


def test_what_is_shown_is_no_html(desk: Desk, service: str) -> None:
    desk.open(service)
    assert desk.submit("Здравствуйте, {{&lt;img src=x onerror='parent.ran = 1'&gt;}}!") == STOPPED
    assert "«{{<img src=x onerror='parent.ran = 1'>}}» — поле макроса" in desk.shown()
    assert desk.app().locator("#decision img").count() == 0


def test_an_empty_reply_is_not_asked_about(desk: Desk, service: str) -> None:
    desk.open(service)
    assert desk.submit("<br>&nbsp;") is None
    assert desk.asked == []


def test_a_wrong_token_stops_nobody(desk: Desk, service: str) -> None:
    desk.open(service, token="ne-tot")
    assert desk.submit(BAD) is None
    assert len(desk.asked) == 1


@pytest.mark.parametrize(("closed", "outcome"), [(False, None), (True, STOPPED)])
def test_a_service_that_does_not_answer(desk: Desk, closed: bool, outcome: str | None) -> None:
    with serving.silent() as url:
        desk.open(url, time_limit="0.5", fail_closed=closed)
        began = time.monotonic()
        assert desk.submit(BAD) == outcome
        assert time.monotonic() - began < 5
        if closed:
            assert "не удалось проверить" in desk.shown()
            assert not desk.app().get_by_label("Причина отправить как есть").is_visible()


def test_a_helpdesk_that_does_not_answer(desk: Desk, service: str) -> None:
    """The time limit holds for the helpdesk's own data too; what comes late is not sent."""
    desk.open(service, time_limit="0.5")
    desk.page.evaluate("desk.mute = true")
    began = time.monotonic()
    assert desk.submit(BAD) is None
    assert time.monotonic() - began < 4  # after 5 Zendesk's SDK would give up by itself
    assert desk.asked == []


def test_internal_notes_are_not_looked_at(zendesk: Zendesk, service: str) -> None:
    zendesk.open(service)
    zendesk.values["ticket.comment"]["type"] = "internalNote"
    assert zendesk.submit(BAD) is None
    assert zendesk.asked == []


def test_a_payload_without_a_text_goes_out(freshdesk: Freshdesk, service: str) -> None:
    """Freshworks does not say what the event brings: an unknown shape must not keep agents from answering."""
    told: list[str] = []
    freshdesk.page.on("console", lambda message: told.append(message.text))
    freshdesk.open(service)
    assert freshdesk.send({}) is None
    assert told == ["reply-lint: reply not checked, it goes out: Freshdesk did not tell the reply's text"]
    assert freshdesk.asked == []


def test_both_apps_have_the_same_shared_part() -> None:
    one, other = APPS / "zendesk/assets/reply-lint.js", APPS / "freshdesk/app/scripts/reply-lint.js"
    assert one.read_bytes() == other.read_bytes(), "copy zendesk/assets/reply-lint.js to freshdesk/app/scripts/"


def test_zendesks_manifest() -> None:
    """Its settings are named in both languages; the files that Zendesk wants are there."""
    app = APPS / "zendesk"
    manifest = json.loads((app / "manifest.json").read_text(encoding="utf-8"))
    names = {parameter["name"] for parameter in manifest["parameters"]}
    for language in ("ru", "en"):
        told = json.loads((app / "translations" / f"{language}.json").read_text(encoding="utf-8"))["app"]
        assert set(told["parameters"]) == names
    assert (app / manifest["location"]["support"]["ticket_sidebar"]["url"]).is_file()
    assert all((app / "assets" / logo).read_bytes().startswith(b"\x89PNG") for logo in ("logo.png", "logo-small.png"))


def test_freshdesks_manifest() -> None:
    app = APPS / "freshdesk"
    manifest = json.loads((app / "manifest.json").read_text(encoding="utf-8"))
    place = manifest["modules"]["support_ticket"]["location"]["ticket_background"]
    assert all((app / "app" / path).is_file() for path in place.values())
    zendesks = json.loads((APPS / "zendesk/manifest.json").read_text(encoding="utf-8"))["parameters"]
    assert set(json.loads((app / "config/iparams.json").read_text(encoding="utf-8"))) == {
        one["name"] for one in zendesks
    }
