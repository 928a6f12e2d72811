"""The gate before a mail server: the command as a process, a real client before it, a real server behind."""

from __future__ import annotations

import json
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

mail_sink = pytest.importorskip("mail_sink")
gate = pytest.importorskip("reply_lint.smtp")

GOOD = "Здравствуйте, Ирина! Заказ 4521 уже едет к вам: курьер привезёт его завтра, 12 марта, с 10 до 14."
BAD = (
    "Вы сами виноваты: надо было внимательно читать договор. "
    "Мы не будем ничего возвращать, это не наша проблема, отстаньте."
)
AGENT, CLIENT = "ivanova@shop.example", "irina@client.example"


def mail(text: str, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Иванова <{AGENT}>", CLIENT, "Где заказ"
    made["Message-ID"] = "<1@shop.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


class Running:
    """The command, as a process that can be sent mails."""

    started: ClassVar[list[Running]] = []

    def __init__(self, relay: int, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "reply_lint", "smtp", "--listen", "127.0.0.1:0", *options]
        self.process = subprocess.Popen(
            [*command, "--relay", f"127.0.0.1:{relay}"], stderr=subprocess.PIPE, text=True, cwd=folder, encoding="utf-8"
        )
        self.started.append(self)
        assert self.process.stderr
        self.port = int(self.process.stderr.readline().split(":")[1].split(",")[0])

    def send(
        self, message: EmailMessage | bytes, to: str | list[str] = CLIENT, sender: str = AGENT, **given: Any
    ) -> Any:
        """What the gate says about a mail: code and text."""
        data = message if isinstance(message, bytes) else message.as_bytes().replace(b"\n", b"\r\n")
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
            try:
                client.sendmail(sender, to, data, given.get("options", ()))
            except smtplib.SMTPDataError as refused:
                return refused.smtp_code, bytes(refused.smtp_error).decode()  # type: ignore[arg-type]
        return 250, ""

    def stop(self) -> str:
        """Its log."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=40)[1]


@pytest.fixture(scope="module", autouse=True)
def nothing_left_running() -> Iterator[None]:
    yield
    for one in Running.started:
        if one.process.poll() is None:
            one.stop()


@pytest.fixture(scope="module")
def behind() -> Iterator[Any]:
    with mail_sink.listening(enable_SMTPUTF8=True) as sink:
        yield sink


@pytest.fixture
def sink(behind: Any) -> Any:
    behind.envelopes.clear()
    behind.answers.clear()
    return behind


@pytest.fixture(scope="module")
def start(behind: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Running]]:
    """Gates, one for each set of options."""
    folder = tmp_path_factory.mktemp("gate")
    (folder / "reply-lint.toml").write_text('[hook]\nlog = "overrides.jsonl"\n', encoding="utf-8")
    running: dict[tuple[str, ...], Running] = {}

    def make(*options: str) -> Running:
        if options not in running:
            running[options] = Running(behind.port, folder, *options)
        return running[options]

    yield make
    for one in running.values():
        assert "Traceback" not in one.stop()


def test_good_reply_reaches_the_server_behind_byte_for_byte(start: Any, sink: Any) -> None:
    sent = mail(GOOD, DKIM_Signature="v=1; a=rsa-sha256; d=shop.example; bh=…").as_bytes().replace(b"\n", b"\r\n")
    sent += b"..\r\n. dots\r\n" + b"x" * 5000 + b"\r\n"
    assert start().send(sent) == (250, "")
    (envelope,) = sink.envelopes
    assert envelope.original_content == sent
    assert (envelope.mail_from, envelope.rcpt_tos) == (AGENT, [CLIENT])


def test_bad_reply_is_refused_with_the_rules_and_none_of_its_words(start: Any, sink: Any) -> None:
    code, said = start().send(mail(BAD))
    assert (code, said[:6]) == (550, "5.7.1 ")
    assert "brush-off/not-our-business" in said
    assert said.isascii()
    assert sink.envelopes == []


def test_refusal_is_russian_for_those_who_can_read_it(start: Any, sink: Any) -> None:
    code, said = start().send(mail(BAD), options=["SMTPUTF8"])
    assert code == 550
    assert said.startswith("5.7.1 Письмо не отправлено, оценка ")
    assert "договор" not in said
    assert len(f"550 {said}\r\n".encode()) <= 512


def html(text: str) -> EmailMessage:
    made = mail("Включите показ HTML.")
    made.add_alternative(f"<html><style>p {{}}</style><p>{text}</p></html>", subtype="html")
    made.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="scan.bin")
    return made


def encoded(charset: str, cte: str, declared: str | None = "") -> Callable[[str], bytes]:
    def make(text: str) -> bytes:
        made = EmailMessage()
        made["From"], made["To"] = AGENT, CLIENT
        made.set_content(text, charset=charset, cte=cte)
        raw = made.as_bytes().replace(b"\n", b"\r\n")
        if declared is None:
            raw = raw.replace(f'; charset="{charset}"'.encode(), b"")
        return raw.replace(charset.encode(), declared.encode()) if declared else raw

    return make


@pytest.mark.parametrize(
    "write",
    [
        encoded("utf-8", "8bit"),
        encoded("utf-8", "base64"),
        encoded("utf-8", "quoted-printable"),
        encoded("koi8-r", "base64"),
        encoded("windows-1251", "8bit"),
        encoded("windows-1251", "8bit", declared=None),
        encoded("windows-1251", "8bit", declared="x-unknown"),
        html,
    ],
)
def test_the_text_is_found_however_it_is_written(start: Any, sink: Any, write: Any) -> None:
    assert start().send(write(BAD * 2))[0] == 550
    assert start().send(write(GOOD * 2))[0] == 250
    assert len(sink.envelopes) == 1


def test_what_is_quoted_is_not_the_agents_and_its_first_level_is_the_client(start: Any, sink: Any) -> None:
    quoted = f"{GOOD}\n\n12 марта 2026 г., 14:05 Ирина <{CLIENT}> пишет:\n> Где мой заказ?\n>> {BAD}\n> {BAD}\n"
    assert start().send(mail(quoted))[0] == 250
    read = gate.read(mail(quoted).as_bytes())
    assert read.client.splitlines() == ["Где мой заказ?", *read.client.splitlines()[1:]]
    assert "читать договор" in read.client
    assert read.client.count("читать договор") == 1
    page = mail("")
    page.set_content(f"<p>{GOOD}</p><blockquote>Где мой заказ?</blockquote>", subtype="html")
    assert gate.read(page.as_bytes()).client == "Где мой заказ?"


def test_override_is_logged_and_taken_out(start: Any, sink: Any, tmp_path: Path) -> None:
    (tmp_path / "reply-lint.toml").write_text('[hook]\nlog = "overrides.jsonl"\n', encoding="utf-8")
    running = Running(sink.port, tmp_path)
    reason = Header("клиент просил дословно", "utf-8").encode()
    sent = mail(BAD).as_bytes().replace(b"\n", b"\r\n")
    header = f"X-Reply-Lint-Override: {reason}\r\n".encode()
    assert running.send(header + sent)[0] == 250
    assert running.send(b"x-reply-lint-override: \xd0\xb4\xd0\xb0\r\n" + sent)[0] == 250
    assert running.send(b"X-Reply-Lint-Override: \r\n" + sent)[0] == 550
    assert [envelope.original_content for envelope in sink.envelopes] == [sent, sent]
    log = running.stop()
    assert "overridden" in log
    assert "договор" not in log
    entries = [json.loads(line) for line in (tmp_path / "overrides.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [entry["reason"] for entry in entries] == ["клиент просил дословно", "да"]
    assert (entries[0]["agent"], entries[0]["id"]) == (AGENT, "<1@shop.example>")


def test_header_mode_marks_and_passes_everything(start: Any, sink: Any) -> None:
    forged = b"X-Reply-Lint-Score: 100\r\n\tand more\r\n"
    sent = mail(BAD).as_bytes().replace(b"\n", b"\r\n")
    assert start("--header").send(forged + sent)[0] == 250
    content = sink.envelopes[0].original_content
    assert content.endswith(sent)
    got = message_from_bytes(content)
    assert got.get_all("X-Reply-Lint-Decision") == ["stop"]
    assert int(got.get_all("X-Reply-Lint-Score")[0]) < 30
    assert got["X-Reply-Lint-Verdict"] == "block"
    assert "brush-off/not-our-business" in got["X-Reply-Lint-Rules"]
    assert start("--header").send(mail(GOOD))[0] == 250
    assert message_from_bytes(sink.envelopes[1].original_content)["X-Reply-Lint-Score"] == "100"


def test_mails_within_the_company_and_bounces_pass_unread(start: Any, sink: Any) -> None:
    running = start("--internal", "Shop.example")
    assert running.send(mail(BAD), to="petrov@shop.example")[0] == 250
    assert running.send(mail(BAD), to=["petrov@shop.example", CLIENT])[0] == 550
    assert running.send(mail(BAD), sender="")[0] == 250
    assert len(sink.envelopes) == 2


@pytest.mark.parametrize(
    ("command", "answer", "heard"),
    [
        ("RCPT", "550 5.1.1 No such user", (550, "5.1.1 No such user")),
        ("DATA", "452 4.3.1 Disk full", (452, "4.3.1 Disk full")),
        ("DATA", "421 4.3.2 Going down", (451, "4.3.2 Going down")),
    ],
)
def test_the_sender_hears_what_the_server_behind_says(
    start: Any, sink: Any, command: str, answer: str, heard: tuple[int, str]
) -> None:
    sink.answers[command] = answer
    assert start().send(mail(GOOD)) == heard
    assert sink.envelopes == []


def test_without_a_server_behind_the_sender_keeps_the_mail(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        running = Running(free.getsockname()[1], tmp_path)
    code, said = running.send(mail(GOOD))
    running.stop()
    assert (code, said[:6]) == (451, "4.4.1 ")


def test_a_mail_that_cannot_be_read_passes_or_waits_as_the_settings_say(sink: Any, tmp_path: Path) -> None:
    broken = b"Content-Type: text/plain; charset=koi8-r\r\n\r\n" + BAD.encode("koi8-r") + b"\r\n" + b"a" * 200_000
    for fail, code in (("open", 250), ("closed", 451)):
        (tmp_path / "reply-lint.toml").write_text(f'[hook]\nfail = "{fail}"\n', encoding="utf-8")
        running = Running(sink.port, tmp_path)
        assert running.send(broken)[0] == code
        assert "not judged (time-limit)" in running.stop()
    assert len(sink.envelopes) == 1


def test_a_mail_without_a_text_passes(start: Any, sink: Any) -> None:
    scan = EmailMessage()
    scan["To"] = CLIENT
    scan.add_attachment(b"\x00\x01", maintype="application", subtype="pdf", filename="a.pdf")
    assert start().send(scan)[0] == 250
    assert start().send(b"\r\n")[0] == 250
    assert len(sink.envelopes) == 2


def test_a_mail_that_is_too_large_is_refused_by_its_announced_size(start: Any) -> None:
    with smtplib.SMTP("127.0.0.1", start().port, timeout=20) as client:
        client.ehlo()
        assert client.mail(AGENT, [f"SIZE={2**30}"])[0] == 552


def test_a_mail_on_its_way_is_answered_before_the_gate_stops(sink: Any, tmp_path: Path) -> None:
    running = Running(sink.port, tmp_path)
    sink.delay = 1.0
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(running.send, mail(GOOD))
        for _ in range(100):
            if sink.envelopes:
                break
            time.sleep(0.05)
        running.stop()
        sink.delay = 0.0
        assert answer.result(20) == (250, "")
    assert running.process.returncode == 0


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_only_our_headers_are_taken_out(head: bytes, body: bytes) -> None:
    head = head.replace(b"\r", b"").replace(b"\n", b"\r\n").replace(b"X-Reply-Lint", b"") + b"\r\n"
    if b"\r\n\r\n" in head or gate._OURS.search(head) or head[:1] in b" \t":
        return
    ours = b"x-rEply-lint-Score: 1\r\n 2\r\n\t3\r\n"
    rest = head + b"\r\n" + b"X-Reply-Lint-Score: 1\r\n" + body
    assert gate._without_ours(ours + rest) == rest


@given(st.binary(max_size=600))
def test_no_bytes_crash_the_gate(linter: Any, data: bytes) -> None:
    from aiosmtpd.smtp import Envelope

    envelope = Envelope()
    envelope.mail_from, envelope.rcpt_tos, envelope.original_content = AGENT, [CLIENT], data
    decision = gate.Gate(linter, ("127.0.0.1", 9))._decide(envelope, data)
    assert decision is None or decision.decision in ("send", "advise", "stop")


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    def run(*options: str) -> str:
        command = [sys.executable, "-m", "reply_lint", "smtp", *options]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=30)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        return done.stderr

    assert "--relay" in run()
    assert "127.0.0.1:25" in run("--relay", "mail")
    assert "--allow-open" in run("--relay", "mail:25", "--listen", "0.0.0.0:8025")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "не открывается" in run("--relay", "mail:25", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
