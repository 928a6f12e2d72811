"""The extension for Request Tracker 5 in a real RT (Debian's, in a chroot), before the real service.

Needs root and debootstrap; ``tests/rt/chroot.sh`` builds the chroot the first time. What RT would mail lands in files.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import fcntl
import html
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import served
import serving

pytestmark = pytest.mark.helpdesk

HERE = Path(__file__).parent
EXTENSION = HERE.parent / "integrations" / "request-tracker"
PLUGINS = "usr/local/share/request-tracker5/plugins"
RUN = "srv/reply-lint"
"""In the chroot: what one run of these tests leaves there."""
TOKEN = "kluch-dlya-rt"
PASSWORD = "parol-agenta"

BAD = "Здравствуйте! Вы сами виноваты, идиот. Мы не сможем вернуть деньги."
GOOD = "Здравствуйте, Анна! Заказ 4521 уже едет к вам: курьер привезёт его завтра с 10 до 14."
SO_SO = "Здравствуйте, Анна! Тикет 4521 уже у курьера: он приедет завтра с 10 до 14."
QUESTION = "Здравствуйте! Где мой заказ 4521?"


class Helpdesk:
    """A running RT as its agent sees it."""

    def __init__(self, url: str, run: Path) -> None:
        self.url = url
        self.run = run
        self.http = httpx.Client(base_url=url, headers={"Referer": url + "/"}, follow_redirects=True, timeout=60)
        self.http.post("/NoAuth/Login.html", data={"user": "ivanova", "pass": PASSWORD})

    def ticket(self, subject: str, question: str = QUESTION) -> str:
        """A new ticket, by mail from a client; its number."""
        mail = email.message.EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "anna@mail.example", "help@shop.example", subject
        mail.set_content(question, cte="base64")
        form = {"queue": "General", "action": "correspond", "message": mail.as_string()}
        assert self.http.post("/REST/1.0/NoAuth/mail-gateway", data=form).text.startswith("ok")
        found = self.rest("tickets", query=f"Subject = '{subject}'")["items"]
        assert len(found) == 1
        return str(found[0]["id"])

    def rest(self, path: str, **params: str) -> Any:
        return self.http.get(f"/REST/2.0/{path}", params=params, auth=("ivanova", PASSWORD)).raise_for_status().json()

    def submit(self, ticket: str, text: str, page: str = "/Ticket/Update.html", **fields: str) -> Page:
        form = {
            "id": ticket,
            "UpdateType": "response",
            "UpdateContent": text,
            "UpdateContentType": "text/plain",
            "SubmitTicket": "1",
            **fields,
        }
        return Page(self.http.post(page, data=form).raise_for_status().text)

    def replies(self, ticket: str) -> int:
        """How many replies to the client RT has stored."""
        history = self.rest(f"ticket/{ticket}/history", fields="Type,Creator")["items"]
        return sum(one["Type"] == "Correspond" and one["Creator"]["id"] == "ivanova" for one in history)

    def mailed(self, ticket: str) -> list[str]:
        """Texts of the agent's replies that went to the client by mail."""
        mails = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in (self.run / "mail").glob("*.eml")
        ]
        return [
            str(mail.get_body(("plain", "html")).get_content())
            for mail in mails
            if f"#{ticket}]" in mail["Subject"] and "ivanova" in mail["From"].lower()
        ]

    def log(self) -> str:
        return (self.run / "log").read_text(encoding="utf-8")


class Page:
    """What RT answered."""

    def __init__(self, source: str) -> None:
        boxes = re.findall(r'<ul class="action-results">(.*?)</ul>', source, re.DOTALL)
        self.told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", " ".join(boxes))).split())
        """What the box of results says."""
        typed = re.search(r"<textarea[^>]*name=\"UpdateContent\"[^>]*>(.*?)</textarea>", source, re.DOTALL)
        self.typed = html.unescape(typed[1]).strip() if typed else None
        """What stands in the message box."""
        self.asks_reason = 'name="ReplyLintReason"' in source


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The service: its address and its folder."""
    folder = tmp_path_factory.mktemp("service")
    # A strict house: one hint is worth an advice.
    (folder / "reply-lint.toml").write_text('min-score = 95\n[hook]\nlog = "overrides.jsonl"\n', encoding="utf-8")
    with served.serving(folder, "--token", TOKEN) as it:
        yield it.url, folder


@pytest.fixture(scope="module")
def chroot() -> Iterator[Path]:
    """The chroot with the extension in it, for one run of these tests at a time."""
    built = subprocess.run([HERE / "rt" / "chroot.sh"], check=True, stdout=subprocess.PIPE, text=True)
    root = Path(built.stdout.strip())
    plugin = root / PLUGINS / "RT-Extension-ReplyLint"
    with open(root / "ready") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(plugin, ignore_errors=True)
        shutil.copytree(EXTENSION, plugin)
        yield root
        shutil.rmtree(plugin)
        shutil.rmtree(root / RUN, ignore_errors=True)


@pytest.fixture(scope="module")
def start(chroot: Path) -> Callable[..., Any]:
    """Start an RT with a fresh database: ``with start(ReplyLintURL=…) as helpdesk``."""

    @contextmanager
    def run(name: str, **settings: object) -> Iterator[Helpdesk]:
        folder, port = chroot / RUN / name, serving.free_port()
        inside = "/" + str(folder.relative_to(chroot))
        (folder / "mail").mkdir(parents=True)
        shutil.copy(chroot / "var/lib/dbconfig-common/sqlite3/request-tracker5/rtdb", folder)
        for part in ("sendmail", "people.pl"):
            shutil.copy(HERE / "rt" / part, folder)
        own = "".join(f"Set(${key}, {json.dumps(value)});\n" for key, value in settings.items())
        (folder / "RT_SiteConfig.pm").write_text(
            f"""
            Set($rtname, 'shop.example'); Set($Organization, 'shop.example');
            Set($CorrespondAddress, 'help@shop.example'); Set($CommentAddress, 'notes@shop.example');
            Set($WebPath, ''); Set($WebDomain, '127.0.0.1'); Set($WebPort, {port});
            Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{inside}/rtdb');
            Set($MailCommand, 'sendmailpipe'); Set($SendmailPath, '{inside}/sendmail');
            Set($LogToSyslog, undef); Set($LogToSTDERR, 'error');
            $RT::MasonDataDir = '{inside}/mason';
            Plugin('RT::Extension::ReplyLint');
            {own}1;
            """,
            encoding="utf-8",
        )
        inner = ["chroot", "--userspec=www-data:www-data", str(chroot)]
        subprocess.run(["chroot", str(chroot), "chown", "-R", "www-data:www-data", f"/{RUN}"], check=True)
        env = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "PASSWORD": PASSWORD,
            "RT_SITE_CONFIG": f"{inside}/RT_SiteConfig.pm",
            "RT_SITE_CONFIG_DIR": "/dev/null",
        }
        perl = ["perl", "-I/usr/share/request-tracker5/lib", f"{inside}/people.pl"]
        subprocess.run([*inner, *perl], check=True, env=env, cwd="/")
        server = ["/usr/share/request-tracker5/libexec/rt-server", "--host", "127.0.0.1", "--port", str(port)]
        url = f"http://127.0.0.1:{port}"
        with serving.running([*inner, *server], url, folder / "log", env=env, cwd="/"):
            yield Helpdesk(url, folder)

    return run


@pytest.fixture(scope="module")
def rt(service: tuple[str, Path], start: Callable[..., Any]) -> Iterator[Helpdesk]:
    with start("open", ReplyLintURL=service[0] + "/", ReplyLintToken=TOKEN) as helpdesk:
        yield helpdesk


def sent(rt: Helpdesk, ticket: str) -> tuple[int, int]:
    """Replies stored and replies mailed."""
    return rt.replies(ticket), len(rt.mailed(ticket))


def test_a_bad_reply_stays(rt: Helpdesk) -> None:
    ticket = rt.ticket("bad")
    page = rt.submit(ticket, BAD)
    assert "Ответ ещё не отправлен" in page.told
    assert "«идиот»" in page.told
    assert page.typed == BAD
    assert page.asks_reason
    assert sent(rt, ticket) == (0, 0)


def test_a_good_reply_goes_out(rt: Helpdesk) -> None:
    ticket = rt.ticket("good")
    page = rt.submit(ticket, GOOD)
    assert page.told == "Correspondence added"
    assert sent(rt, ticket) == (1, 1)
    assert GOOD in rt.mailed(ticket)[0]


def test_a_reason_sends_it(rt: Helpdesk, service: tuple[str, Path]) -> None:
    ticket = rt.ticket("reason")
    assert "Correspondence added" in rt.submit(ticket, BAD, ReplyLintReason="клиент шутит так же").told
    assert sent(rt, ticket) == (1, 1)
    log = (service[1] / "overrides.jsonl").read_text(encoding="utf-8")
    entry = json.loads(log.splitlines()[-1])
    assert (entry["ticket"], entry["agent"], entry["reason"]) == (ticket, "ivanova", "клиент шутит так же")
    assert "деньги" not in log


def test_no_reason_is_none(rt: Helpdesk) -> None:
    ticket = rt.ticket("blank")
    assert rt.submit(ticket, BAD, ReplyLintReason="  ").asks_reason
    assert sent(rt, ticket) == (0, 0)


def test_advice_comes_with_the_sent_reply(rt: Helpdesk) -> None:
    ticket = rt.ticket("advice")
    told = rt.submit(ticket, SO_SO).told
    assert "«Тикет»" in told
    assert "Correspondence added" in told
    assert sent(rt, ticket) == (1, 1)


def test_the_clients_message_is_heeded(rt: Helpdesk) -> None:
    ticket = rt.ticket("context", "Здравствуйте! Что с моим тикетом 4521?")
    assert rt.submit(ticket, SO_SO).told == "Correspondence added"


def test_comments_are_not_looked_at(rt: Helpdesk) -> None:
    ticket = rt.ticket("comment")
    assert rt.submit(ticket, BAD, UpdateType="private").told.startswith("Comments added")


def test_the_form_is_shown_unasked(rt: Helpdesk) -> None:
    """Adding a file submits the form, but does not send it."""
    ticket = rt.ticket("file")
    form = {"id": ticket, "UpdateType": "response", "UpdateContent": BAD, "AddMoreAttach": "1"}
    page = Page(rt.http.post("/Ticket/Update.html", data=form).text)
    assert (page.told, page.typed, page.asks_reason) == ("", BAD, False)


@pytest.mark.parametrize("page", ["/m/ticket/reply", "/Ticket/ModifyAll.html"])
def test_other_pages_that_reply(rt: Helpdesk, page: str) -> None:
    ticket = rt.ticket(page.rpartition("/")[2])
    shown = rt.submit(ticket, BAD, page)
    assert "«идиот»" in shown.told
    assert shown.typed == BAD
    assert shown.asks_reason
    assert sent(rt, ticket) == (0, 0)
    rt.submit(ticket, BAD, page, ReplyLintReason="так надо")
    assert sent(rt, ticket) == (1, 1)


def test_one_reply_to_many(rt: Helpdesk) -> None:
    """Bulk Update: a stopped reply goes to nobody, and the same tickets stay chosen."""
    chosen, other = [rt.ticket("bulk one"), rt.ticket("bulk two")], rt.ticket("bulk three")

    def submit(text: str) -> str:
        form = {"Query": "Subject LIKE 'bulk'", "UpdateTicket": chosen, "UpdateType": "response", "UpdateContent": text}
        source = rt.http.post("/Search/Bulk.html", data=form).raise_for_status().text
        ticked = re.findall(r'name="UpdateTicket"[^>]* value="(\d+)"[^>]*checked="checked"', source)
        assert sorted(ticked) == sorted(chosen)
        return source

    page = Page(submit(BAD))
    assert "«идиот»" in page.told
    assert (page.typed, page.asks_reason) == (BAD, True)
    assert [sent(rt, ticket) for ticket in (*chosen, other)] == [(0, 0)] * 3
    submit(GOOD)
    assert [sent(rt, ticket) for ticket in (*chosen, other)] == [(1, 1), (1, 1), (0, 0)]


RICH = "<p>Здравствуйте!</p><p>Вы&nbsp;сами <b>вино</b>ваты, идиот.<br />Мы не&nbsp;сможем вернуть деньги.</p>"


def test_rich_text(rt: Helpdesk) -> None:
    ticket = rt.ticket("rich")
    page = rt.submit(ticket, RICH, UpdateContentType="text/html")
    assert "«идиот»" in page.told
    assert "сами виноваты»" in page.told
    assert page.typed == RICH
    assert sent(rt, ticket) == (0, 0)


def test_the_clients_words_in_a_quote_stop_nothing(rt: Helpdesk) -> None:
    ticket = rt.ticket("quote")
    quoted = f"<p>{GOOD}</p><blockquote><p>Вы сами виноваты,<br>идиоты!</p><script>тикет</script></blockquote>"
    assert rt.submit(ticket, quoted, UpdateContentType="text/html").told == "Correspondence added"
    assert sent(rt, ticket) == (1, 1)


def test_what_the_page_shows_is_text(rt: Helpdesk) -> None:
    """A card number stays whatever the reason, so the form comes back with all that was typed."""
    ticket = rt.ticket("markup")
    form = {
        "id": ticket,
        "UpdateType": "response",
        "UpdateContent": "Здравствуйте, {{<img src=x onerror=alert(1)>}}! Ваша карта 4111 1111 1111 1111.",
        "UpdateContentType": "text/plain",
        "SubmitTicket": "1",
        "ReplyLintReason": '"><script>alert(1)</script>',
    }
    page = rt.http.post("/Ticket/Update.html", data=form).text
    assert "{{<img src=x onerror=alert(1)>}}» — поле макроса" in Page(page).told
    assert '"><script>alert(1)</script>"' in html.unescape(page)
    assert "<img src=x" not in page
    assert "<script>alert(1)" not in page
    assert sent(rt, ticket) == (0, 0)


@pytest.mark.parametrize(
    ("closed", "outcome", "told"),
    [(0, (1, 1), "Correspondence added"), (1, (0, 0), "Ответ не удалось проверить")],
    ids=["open", "closed"],
)
def test_a_service_that_does_not_answer(
    start: Callable[..., Any], closed: int, outcome: tuple[int, int], told: str
) -> None:
    with (
        serving.silent() as url,
        start(f"silent-{closed}", ReplyLintURL=url, ReplyLintTimeout=1, ReplyLintFailClosed=closed) as rt,
    ):
        ticket = rt.ticket("silent")
        began = time.monotonic()
        page = rt.submit(ticket, BAD)
        assert time.monotonic() - began < 10
        assert told in page.told
        assert sent(rt, ticket) == outcome
        if closed:
            assert (page.typed, page.asks_reason) == (BAD, False)
        assert f"ticket {ticket}: the reply was not checked" in rt.log()
        assert "деньги" not in rt.log()
