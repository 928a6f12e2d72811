"""A real django-helpdesk project on SQLite: its own views, its own mails, a real mail server that gets them."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("helpdesk", reason="pip install 'reply-lint[helpdesks]'")
mail_sink = pytest.importorskip("mail_sink")

pytestmark = pytest.mark.helpdesk

GOOD = "Здравствуйте, Ирина! Заказ 4521 уже едет к вам: курьер привезёт его завтра, 12 марта, с 10 до 14."
SO_SO = "Здравствуйте, Ирина! Тикет передали на вторую линию, ответим в ближайшее время."
BAD = (
    "Вы сами виноваты: надо было внимательно читать договор. "
    "Мы не будем ничего возвращать, это не наша проблема, отстаньте."
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """django-helpdesk as its installation page says, with our two lines; yields what the mail server got."""
    import django
    from django.conf import settings

    home: Path = tmp_path_factory.mktemp("helpdesk")
    urls = ModuleType("helpdesk_urls")
    sys.modules["helpdesk_urls"] = urls
    (home / "reply-lint.toml").write_text('[hook]\nlog = "overrides.jsonl"\n', encoding="utf-8")
    with mail_sink.listening() as sink:
        settings.configure(
            SECRET_KEY="only a test",
            ALLOWED_HOSTS=["testserver", "127.0.0.1"],
            ROOT_URLCONF="helpdesk_urls",
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": home / "db.sqlite3"}},
            USE_TZ=True,
            LANGUAGE_CODE="ru",
            SITE_ID=1,
            LOGGING_CONFIG=None,
            MEDIA_ROOT=home / "media",
            STATIC_URL="/static/",
            HELPDESK_TEAMS_MODE_ENABLED=False,
            HELPDESK_TEAMS_MODEL="auth.Group",
            HELPDESK_TEAMS_MIGRATION_DEPENDENCIES=[],
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=sink.port,
            LOGIN_URL="/helpdesk/login/",
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
            INSTALLED_APPS=[
                "django.contrib.auth",
                "django.contrib.contenttypes",
                "django.contrib.sessions",
                "django.contrib.sites",
                "django.contrib.messages",
                "django.contrib.admin",
                "django.contrib.humanize",
                "django.contrib.staticfiles",
                "rest_framework",
                "helpdesk",
                "reply_lint.django_helpdesk",
            ],
            MIDDLEWARE=[
                "django.contrib.sessions.middleware.SessionMiddleware",
                "django.middleware.common.CommonMiddleware",
                "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware",
                "django.contrib.messages.middleware.MessageMiddleware",
                "reply_lint.django_helpdesk.middleware.Gate",
            ],
            TEMPLATES=[
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates",
                    "APP_DIRS": True,
                    "OPTIONS": {
                        "context_processors": [
                            "django.template.context_processors.request",
                            "django.contrib.auth.context_processors.auth",
                            "django.contrib.messages.context_processors.messages",
                        ]
                    },
                }
            ],
            REPLY_LINT_CONFIG=home / "reply-lint.toml",
            # The tables as the models say, without the 70 steps of their history.
            MIGRATION_MODULES=dict.fromkeys(["auth", "contenttypes", "sessions", "sites", "admin", "helpdesk"], None),
        )
        django.setup()
        from django.core.management import call_command
        from django.urls import include, path

        urls.urlpatterns = [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]  # type: ignore[attr-defined]
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("loaddata", "emailtemplate", verbosity=0)
        sink.home = home
        yield sink


@pytest.fixture
def ticket(project: Any) -> Any:
    """A client's ticket, nothing mailed about it yet."""
    from helpdesk.models import Queue, Ticket

    queue, _ = Queue.objects.get_or_create(title="Заказы", slug="orders", email_address="help@shop.example")
    project.envelopes.clear()
    return Ticket.objects.create(
        title="Где заказ",
        queue=queue,
        submitter_email="irina@client.example",
        description="Что с апишкой и заказом 4521?",
    )


@pytest.fixture
def agent(project: Any) -> Any:
    """An agent's browser, logged in."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    user, _ = get_user_model().objects.get_or_create(username="ivanova", email="ivanova@shop.example", is_staff=True)
    browser = Client()
    browser.force_login(user)
    return browser


def press_save(agent: Any, ticket: Any, comment: str, **chosen: Any) -> Any:
    form = {"comment": comment, "title": ticket.title, "queue": ticket.queue_id, "priority": 3, "body": "", "owner": 0}
    chosen.setdefault("public", "1")
    sent = {key: value for key, value in {**form, "new_status": 1, **chosen}.items() if value is not None}
    return agent.post(f"/helpdesk/tickets/{ticket.pk}/update/", sent)


def test_good_reply_is_stored_and_mailed(agent: Any, ticket: Any, project: Any) -> None:
    answer = press_save(agent, ticket, GOOD, new_status=3)
    assert answer.status_code == 302
    stored = ticket.followup_set.get()
    ticket.refresh_from_db()
    assert (stored.comment, stored.public, ticket.status) == (GOOD, True, 3)
    (mail,) = project.mails
    assert mail["To"] == "irina@client.example"
    assert GOOD in " ".join(mail.get_body(("plain",)).get_content().split())


def test_stopped_reply_is_neither_stored_nor_mailed_and_stays_in_the_form(
    agent: Any, ticket: Any, project: Any
) -> None:
    text = BAD + " <script>alert(1)</script>"
    answer = press_save(agent, ticket, text, new_status=3)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not ticket.followup_set.exists()
    assert project.mails == []
    ticket.refresh_from_db()
    assert ticket.status == 1
    assert "Ответ ещё не отправлен" in page
    assert "надо было" in page
    assert "<script>alert(1)" not in page
    textarea = page.split('id="commentBox">')[1].split("</textarea>")[0]
    assert textarea.startswith(BAD)
    posted = json.loads(page.split('id="reply-lint-posted" type="application/json">')[1].split("</script>")[0])
    assert (posted["new_status"], posted["public"]) == (["3"], ["1"])
    assert 'name="reply_lint_reason"' in page


def test_override_needs_a_reason_and_is_logged(agent: Any, ticket: Any, project: Any) -> None:
    assert press_save(agent, ticket, BAD, reply_lint_reason="  ").status_code == 422
    assert press_save(agent, ticket, BAD, reply_lint_reason="клиент просил дословно").status_code == 302
    assert ticket.followup_set.get().comment == BAD
    assert len(project.mails) == 1
    logged = json.loads((project.home / "overrides.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (logged["reason"], logged["agent"], logged["ticket"]) == (
        "клиент просил дословно",
        "ivanova",
        str(ticket.pk),
    )


def test_private_data_is_not_overridden(agent: Any, ticket: Any, project: Any) -> None:
    card = GOOD + " Деньги вернулись на карту 4276 3800 1234 5678."
    page = press_save(agent, ticket, card, reply_lint_reason="так надо").content.decode()
    assert "Личные данные отправить нельзя" in page
    assert project.mails == []


def test_advice_goes_along_with_the_stored_reply(agent: Any, ticket: Any, project: Any) -> None:
    assert press_save(agent, ticket, SO_SO).status_code == 302
    assert len(project.mails) == 1
    page = agent.get(f"/helpdesk/tickets/{ticket.pk}/").content.decode()
    assert "Ответ можно отправить, но лучше сначала поправить" in page


@pytest.mark.parametrize("comment", [BAD, ""])
def test_what_the_client_does_not_see_is_not_read(agent: Any, ticket: Any, project: Any, comment: str) -> None:
    assert press_save(agent, ticket, comment, public=None, new_status=3).status_code == 302
    assert ticket.followup_set.get().public is False


def test_an_update_without_words_passes(agent: Any, ticket: Any) -> None:
    assert press_save(agent, ticket, " ", new_status=3).status_code == 302


def test_fields_of_the_ticket_are_no_unfilled_macros(agent: Any, ticket: Any, project: Any) -> None:
    assert (
        press_save(
            agent, ticket, "Здравствуйте! По заказу «{{ ticket.title }}» ответ: он приедет завтра в 12:00."
        ).status_code
        == 302
    )
    assert (
        press_save(agent, ticket, "Здравствуйте, {{ nobody }}! Заказ приедет завтра в 12:00, %ИМЯ%.").status_code == 422
    )


def test_the_clients_last_public_words_are_the_context(agent: Any, ticket: Any) -> None:
    from reply_lint.django_helpdesk.middleware import _client_wrote

    assert _client_wrote(ticket) == "Что с апишкой и заказом 4521?"
    ticket.followup_set.create(public=True, comment="А курьер где?")
    ticket.followup_set.create(public=False, comment="Заметка")
    press_save(agent, ticket, GOOD)
    assert _client_wrote(ticket) == "А курьер где?"


def test_a_stranger_learns_nothing(ticket: Any, project: Any) -> None:
    from django.test import Client

    answer = press_save(Client(), ticket, BAD)
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
    assert not ticket.followup_set.exists()


def test_forged_form_is_still_refused(agent: Any, ticket: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = agent.cookies
    assert press_save(strict, ticket, GOOD).status_code == 403
    assert not ticket.followup_set.exists()


def test_api_refuses_with_the_reason_and_passes_a_good_reply(agent: Any, ticket: Any, project: Any) -> None:
    def post(**given: Any) -> Any:
        return agent.post(
            "/helpdesk/api/followups/", {"ticket": ticket.pk, "user": 1, "public": True, **given}, "application/json"
        )

    refused = post(comment=BAD)
    assert refused.status_code == 400
    assert "Ответ ещё не отправлен" in refused.json()["comment"]
    assert (ticket.followup_set.count(), project.mails) == (0, [])
    assert post(comment=GOOD).status_code == 201
    assert post(comment=BAD, public=False).status_code == 201
    assert post(comment=BAD, reply_lint_reason="клиент просил дословно").status_code == 201
    assert len(project.mails) == 2


def test_trouble_of_ours_keeps_nobody_from_answering(
    agent: Any, ticket: Any, project: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from reply_lint import Linter

    def broken(*_: Any) -> None:
        raise RuntimeError(BAD)

    monkeypatch.setattr(Linter, "lint", broken)
    with caplog.at_level(logging.ERROR):
        assert press_save(agent, ticket, BAD).status_code == 302
    assert len(project.mails) == 1
    assert "RuntimeError" in caplog.text
    assert "виноваты" not in caplog.text


@pytest.fixture
def site(project: Any) -> Iterator[str]:
    """The project behind a web server."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.mark.browser
def test_in_a_browser_the_form_comes_back_as_it_was_and_takes_a_reason(
    site: str, agent: Any, ticket: Any, project: Any
) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page()
        page.context.add_cookies([{"name": "sessionid", "value": agent.cookies["sessionid"].value, "url": site}])
        page.goto(f"{site}/helpdesk/tickets/{ticket.pk}/")
        page.click("#respond-tab")
        page.fill("#commentBox", BAD)
        page.check("input[name=new_status][value='3']")
        page.click("#ticket-respond-form button.btn-success")
        page.wait_for_selector("#reply-lint")
        page.wait_for_selector("#commentBox", state="visible")  # the page opens the form by a script
        assert page.input_value("#commentBox") == BAD
        assert page.is_checked("input[name=new_status][value='3']")
        assert page.is_checked("input[name=public]")
        assert project.mails == []
        page.fill("#reply-lint-reason", "клиент просил дословно")
        page.click("#reply-lint button")
        page.wait_for_url(f"{site}/helpdesk/tickets/{ticket.pk}/")
        chromium.close()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.followup_set.get().comment, len(project.mails)) == (3, BAD, 1)
