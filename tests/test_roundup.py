"""A real Roundup tracker: installed by its own command, asked over the web and through its mail gateway."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

pytest.importorskip("roundup", reason="pip install 'reply-lint[helpdesks]'")
mail_sink = pytest.importorskip("mail_sink")

# Roundup leaves the closing of its mail connections to the garbage collector.
pytestmark = [pytest.mark.helpdesk, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

BIN = Path(sys.executable).parent
GOOD = "Здравствуйте, Ирина! Заказ 4521 уже едет к вам: курьер привезёт его завтра, 12 марта, с 10 до 14."
BAD = (
    "Вы сами виноваты: надо было внимательно читать договор. "
    "Мы не будем ничего возвращать, это не наша проблема, отстаньте."
)


class Tracker:
    def __init__(self, home: Path, sink: Any, url: str) -> None:
        self.home, self.sink, self.url = home, sink, url

    def admin(self, *command: str) -> None:
        run = [BIN / "roundup-admin", "-i", self.home, *command]
        subprocess.run(run, check=True, capture_output=True, timeout=60)

    def stored(self, cl: str, *properties: str) -> list[tuple[Any, ...]]:
        """Those properties of all items of a class, oldest first."""
        from roundup import instance

        db = instance.open(str(self.home)).open("admin")
        try:
            items = db.getclass(cl)
            return [tuple(items.get(i, name) for name in properties) for i in sorted(items.list(), key=int)]
        finally:
            db.close()

    @property
    def messages(self) -> list[str]:
        return [content for (content,) in self.stored("msg", "content")]

    def mail(self, sender: str, subject: str, text: str) -> None:
        """A mail comes in at the gateway."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, "issue_tracker@shop.example", subject
        mail["Message-ID"] = make_msgid(domain="client.example")
        mail.set_content(text)
        subprocess.run([BIN / "roundup-mailgw", self.home], input=mail.as_bytes(), check=True, timeout=60)

    def press_submit(self, issue: str, note: str) -> str:
        """The page that an agent sees after a note in the web form."""
        token = re.search(r'name="@csrf"[^>]*value="([^"]*)"', self._ask(issue))
        assert token
        return self._ask(issue, {"@action": "edit", "@note": note, "@csrf": token[1], "@template": "item"})

    def _ask(self, path: str, form: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        user = b64encode(b"ivanova:secret").decode()
        request = urllib.request.Request(self.url + path, data, {"Authorization": f"Basic {user}", "Referer": self.url})
        with urllib.request.urlopen(request, timeout=30) as answer:
            page: str = answer.read().decode()
        return page


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    from roundup.cgi.wsgi_handler import RequestDispatcher

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    home = tmp_path_factory.mktemp("roundup") / "tracker"
    with mail_sink.listening() as sink, make_server("127.0.0.1", 0, None, handler_class=Quiet) as server:  # type: ignore[arg-type]
        tracker = Tracker(home, sink, f"http://127.0.0.1:{server.server_port}/")
        settings = f"tracker_web={tracker.url},mail_domain=shop.example,mail_host=127.0.0.1,mail_port={sink.port}"
        tracker.admin("install", "classic", "sqlite", settings)
        (home / "detectors" / "reply_lint_auditor.py").write_text("from reply_lint.roundup import init\n")
        (home / "reply-lint.toml").write_text('[hook]\nlog = "overrides.jsonl"\n', encoding="utf-8")
        tracker.admin("initialise", "admin")
        tracker.admin("create", "user", "username=irina", "address=irina@client.example", "roles=User")
        agent = ("username=ivanova", "address=ivanova@shop.example", "roles=User", "password=secret")
        tracker.admin("create", "user", *agent)
        tracker.mail("irina@client.example", "Где заказ 4521", "Почему не едет?! Где мой заказ?")
        server.set_app(RequestDispatcher(str(home)))
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield tracker
        server.shutdown()
        thread.join(10)


@pytest.fixture
def tracker(installed: Tracker) -> Tracker:
    installed.sink.envelopes.clear()
    return installed


def test_good_message_is_stored_and_mailed(tracker: Tracker) -> None:
    tracker.press_submit("issue1", GOOD)
    assert tracker.messages[-1] == GOOD
    (mail,) = tracker.sink.mails
    assert "irina@client.example" in mail["To"]
    assert GOOD in mail.get_body(("plain",)).get_content()


def test_stopped_message_is_neither_stored_nor_mailed_and_stays_in_the_form(tracker: Tracker) -> None:
    before = tracker.stored("msg", "id")
    page = tracker.press_submit("issue1", BAD + " <b>")
    assert "Ответ ещё не отправлен" in page
    assert "reply-lint: клиент просил" in page
    textarea = page.split('name="@note"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert html.unescape(textarea) == BAD + " <b>"
    assert tracker.stored("msg", "id") == before
    assert tracker.sink.envelopes == []


def test_a_reason_in_a_line_of_its_own_lets_it_pass_and_is_not_sent(tracker: Tracker) -> None:
    tracker.press_submit("issue1", f"reply-lint: клиент просил дословно\r\n{BAD}")
    content, summary = tracker.stored("msg", "content", "summary")[-1]
    assert content == BAD
    assert summary.startswith("Вы сами виноваты")
    (mail,) = tracker.sink.mails
    assert "reply-lint" not in mail.get_body(("plain",)).get_content()
    logged = json.loads((tracker.home / "overrides.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (logged["reason"], logged["agent"], logged["ticket"]) == ("клиент просил дословно", "ivanova", "issue1")


def test_private_data_is_not_overridden(tracker: Tracker) -> None:
    card = f"{GOOD} Деньги вернулись на карту 4276 3800 1234 5678.\nreply-lint: так надо"
    before = tracker.messages
    page = tracker.press_submit("issue1", card)
    assert "Личные данные отправить нельзя" in page
    assert "Причину напишите" not in page, "a reason would not help"
    assert "Причину напишите" in tracker.press_submit("issue1", BAD)
    assert tracker.messages == before


def test_by_mail_the_agent_gets_the_message_back(tracker: Tracker) -> None:
    before = tracker.messages
    tracker.mail("ivanova@shop.example", "[issue1] Где заказ", BAD)
    assert tracker.messages == before
    (mail,) = tracker.sink.mails
    assert "ivanova@shop.example" in mail["To"]
    assert "Ответ ещё не отправлен" in str(next(mail.iter_parts()).get_content())
    tracker.mail("ivanova@shop.example", "[issue1] Где заказ", GOOD)
    assert tracker.messages == [*before, GOOD]
    assert "irina@client.example" in tracker.sink.mails[-1]["To"]


def test_the_client_may_write_as_they_like(tracker: Tracker) -> None:
    tracker.mail("irina@client.example", "[issue1] Где заказ", BAD)
    assert tracker.messages[-1] == BAD


def test_roles_say_who_is_an_agent(tracker: Tracker) -> None:
    config = tracker.home / "detectors" / "config.ini"
    was = config.read_text()
    config.write_text(was + "\n[reply_lint]\nroles = Admin\n")
    tracker.mail("ivanova@shop.example", "[issue1] Где заказ", BAD)
    config.write_text(was)
    assert tracker.messages[-1] == BAD


def test_a_broken_configuration_keeps_nobody_from_answering(tracker: Tracker) -> None:
    config = tracker.home / "reply-lint.toml"
    was = config.read_text()
    config.write_text("min-score = many")
    tracker.mail("ivanova@shop.example", "[issue1] Где заказ", BAD)
    config.write_text(was)
    assert tracker.messages[-1] == BAD
