"""Whatever comes in by the library, the service, an editor or the mail: an answer, and places that are right."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fuzzing import TEXTS, VALUES, holds, spoilt, trouble
from hypothesis import strategies as st
from served import Served, serving

from reply_lint import Linter, ReplyLintError, fixes, formats, hook
from reply_lint.model import Reply

SAID = "Здраствуйте! К сожалению, мы не сможем вернуть 500 ₽ по вашему тикету , потому-что вы сами виноваты."
CLIENT = "Здравствуйте!\nГде мои деньги? Почему так долго?"
MARKUPS = ("plain", "markdown", "html", "auto")


@pytest.fixture(scope="module")
def said(linter: Linter) -> list[str]:
    """Replies that rules find something in."""
    return [SAID, *(example.reply for card in linter.cards.values() for example in card.page().bad[:1])]


def test_any_reply_in_any_markup(linter: Linter, said: list[str]) -> None:
    context = formats.Context(linter.cards, linter.categories, "1", explain_score=True)

    def check(given: tuple[str, str | None, Any]) -> None:
        text, client, markup = given
        report = linter.lint(text, client, markup)
        assert linter.lint(text, client, markup) == report
        assert 0 <= report.score <= 100
        for one in report.findings:
            assert 0 <= one.start <= one.end <= len(text)
            assert text[one.start : one.end] == one.text
            assert all(0 <= fix.start <= fix.end <= len(text) for fix in one.fixes)
        for name in formats.FORMATS:
            "".join(formats.render(name, [Reply("a.txt", text, report)], context)).encode()
        mended = fixes.fix(linter, text, client)
        assert fixes.fix(linter, mended, client) == mended
        assert linter.lint(mended, client).score >= linter.lint(text, client).score

    texts = spoilt(said) | TEXTS
    holds(check, st.tuples(texts, st.none() | TEXTS | st.just(CLIENT), st.sampled_from(MARKUPS)), 100)


def test_any_request_of_a_helpdesk(linter: Linter) -> None:
    def check(given: dict[str, Any]) -> None:
        trouble(lambda: json.dumps(hook.decide(linter, given).as_json(), ensure_ascii=False).encode(), ReplyLintError)

    keys = ["text", "client", "id", "ticket", "agent", "override", "x"]
    override = st.dictionaries(st.sampled_from(["reason", "x"]), TEXTS | VALUES, max_size=2)
    given = st.dictionaries(st.sampled_from(keys), TEXTS | VALUES | override, max_size=4)
    holds(check, given.map(lambda one: {"text": SAID, **one}) | given, 100)


# --- The service ---


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("server")) as served:
        yield served
        assert not [line for line in served.lines() if line["level"] == "error"]


JSON = st.recursive(
    st.none() | VALUES.filter(lambda one: isinstance(one, (bool, int, float, str))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
SETTINGS = {
    "select": ["typos"],
    "words": ["тикет"],
    "min_score": 50,
    "severity": {"typos": "hint"},
    "weight": {"typos": 2},
}
PIECES = [{"text": SAID}, {"markup": "<b>", "interpretAs": "\n"}]
ASKED: dict[str, list[dict[str, Any]]] = {
    "/v1/lint": [
        {"text": SAID, "client": CLIENT},
        {"text": SAID, "config": SETTINGS},
        {"replies": [{"id": "1", "text": SAID, "client": None}, {"id": "2", "text": SAID}]},
    ],
    "/v1/hook": [{"text": SAID, "client": CLIENT, "id": "1", "ticket": 5, "override": {"reason": "так надо"}}],
    "/v2/check": [
        {"language": "ru-RU", "text": SAID, "level": "picky", "disabledRules": "A,typos/misspelt-word"},
        {"language": "auto", "data": json.dumps({"annotation": PIECES})},
    ],
}


@pytest.mark.parametrize("path", ASKED)
def test_the_service_never_fails(server: Served, path: str) -> None:
    form = path == "/v2/check"
    content_type = "application/x-www-form-urlencoded" if form else "application/json"

    def body(asked: dict[str, Any]) -> bytes:
        return urlencode(asked, errors="replace").encode() if form else json.dumps(asked).encode()

    def check(sent: bytes) -> None:
        answer = server.ask("POST", path, sent, {"Content-Type": content_type})
        assert answer.status < 500, answer.body
        assert isinstance(answer.json, dict)

    asked = st.sampled_from(ASKED[path])
    keys = st.sampled_from([*ASKED[path][0], *ASKED[path][-1], "x"])
    changed = st.tuples(asked, keys, JSON | TEXTS).map(lambda one: body({**one[0], one[1]: one[2]}))
    wholes = [body(one) for one in ASKED[path]]
    others = st.binary(max_size=60) | JSON.map(lambda one: json.dumps(one).encode())
    holds(check, changed | spoilt(wholes) | others, 60)


# --- The language server ---


class Raw:
    """A language server that is sent messages as they are."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "reply_lint", "lsp"]
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.heard: queue.Queue[Any] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        capabilities = {"general": {"positionEncodings": ["utf-16"]}}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self.tell("initialized", {})

    def send(self, message: Any) -> None:
        data = message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def _read(self) -> None:
        assert self.process.stdout
        while line := self.process.stdout.readline():
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
            elif not line.strip():
                self.heard.put(json.loads(self.process.stdout.read(size)))

    def receive(self) -> Any:
        return self.heard.get(timeout=30)

    def ask(self, method: str, params: Any) -> Any:
        self.send({"id": "asked", "method": method, "params": params})
        while (answer := self.receive()).get("id") != "asked":
            assert answer
        return answer["result"]

    def diagnostics(self, text: str) -> Any:
        """What is published of a text."""
        uri = "untitled:draft"
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "x", "version": 1, "text": text}})
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        opened, _ = self._published(uri), self._published(uri)
        return opened

    def _published(self, uri: str) -> Any:
        while True:
            answer = self.receive()
            if answer.get("method") == "textDocument/publishDiagnostics" and answer["params"]["uri"] == uri:
                return answer["params"]["diagnostics"]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    server = Raw(tmp_path_factory.mktemp("editor"))
    try:
        yield server
        server.ask("shutdown", None)
        server.tell("exit", None)
        assert server.process.wait(20) == 0
    finally:
        server.process.kill()
        server.process.communicate()


def test_an_editor_hears_the_places_in_utf_16(editor: Raw, linter: Linter, said: list[str]) -> None:
    def check(text: str) -> None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        pieces = []
        for one in editor.diagnostics(text):
            start, end = one["range"]["start"], one["range"]["end"]
            place = lines[start["line"] : end["line"] + 1]
            place[-1] = place[-1].encode("utf-16-le")[: 2 * end["character"]].decode("utf-16-le")
            place[0] = place[0].encode("utf-16-le")[2 * start["character"] :].decode("utf-16-le")
            pieces.append((one["code"], "\n".join(place)))
        found = linter.lint(text).findings
        assert pieces == [(f.rule, f.text.replace("\r\n", "\n").replace("\r", "\n")) for f in found]

    texts = (spoilt(said) | TEXTS).filter(lambda text: "<!--" not in text)
    holds(check, texts, 40)


METHODS = "didOpen didChange didClose hover codeAction didSave completion".split()
PLACE = {"start": {"line": 0, "character": 3}, "end": {"line": 0, "character": 9}}
PARAMS: dict[str, Any] = {
    "textDocument": {"uri": "untitled:a", "languageId": "markdown", "version": 2, "text": SAID},
    "contentChanges": [{"range": PLACE, "text": "ё😀"}],
    "position": PLACE["start"],
    "range": PLACE,
    "context": {"diagnostics": []},
}


def test_an_editor_may_say_anything(editor: Raw) -> None:
    def check(messages: list[Any]) -> None:
        for message in messages:
            editor.send(message)
        found = {one["code"] for one in editor.diagnostics(SAID)}
        assert "negative-framing/refusal" in found

    number = st.integers(-1, 2**31)
    place = st.fixed_dictionaries({"line": number, "character": number})
    values = JSON | place | st.fixed_dictionaries({"start": place, "end": place})
    params = st.tuples(st.sampled_from(sorted(PARAMS)), values).map(lambda one: {**PARAMS, one[0]: one[1]})
    methods = (
        st.sampled_from(METHODS).map("textDocument/{}".format) | st.just("workspace/didChangeWatchedFiles") | TEXTS
    )
    requests = {"method": methods, "params": params | JSON | st.just(PARAMS)}
    messages = st.fixed_dictionaries(requests, optional={"id": st.integers(1, 9)}) | JSON.map(lambda one: {"x": one})
    holds(check, st.lists(messages, max_size=6), 40)


# --- The mail ---


def mails() -> list[bytes]:
    plain = EmailMessage()
    plain["From"], plain["To"], plain["Subject"] = "Анна <anna@shop.example>", "irina@client.example", "Где заказ"
    plain["Message-ID"], plain["X-Reply-Lint-Override"] = "<1@shop.example>", "=?utf-8?b?0YLQsNC6?="
    plain.set_content(f"{SAID}\n\n> {CLIENT}\n>> Ждите.\n", cte="base64")
    both = EmailMessage()
    both["From"], both["To"] = "anna@shop.example", "irina@client.example"
    both.set_content(SAID.replace("₽", "руб."), charset="cp866", cte="quoted-printable")
    both.add_alternative(f"<html><style>p {{}}</style><p>{SAID}</p></html>", subtype="html")
    both.add_attachment(b"\0\1", maintype="application", subtype="octet-stream", filename="скан.bin")
    nested = EmailMessage()
    nested["To"] = "irina@client.example"
    nested.set_content(SAID)
    nested.add_attachment(both)
    return [one.as_bytes().replace(b"\n", b"\r\n") for one in (plain, both, nested)]


def test_any_mail_is_judged_or_let_be(linter: Linter) -> None:
    gate = pytest.importorskip("reply_lint.smtp")
    from aiosmtpd.smtp import Envelope

    def check(content: bytes) -> None:
        envelope = Envelope()
        envelope.mail_from, envelope.rcpt_tos, envelope.original_content = "a@shop.example", ["b@c.example"], content
        decision = gate.Gate(linter, ("127.0.0.1", 9))._decide(envelope, content)
        assert decision is None or decision.decision in ("send", "advise", "stop")
        if decision and decision.decision == "stop":
            for utf8 in (False, True):
                said = gate._refusal(linter, decision, utf8)
                assert "\n" not in said
                assert len(said.encode()) <= 510

    holds(check, spoilt(mails()) | spoilt(mails(), "lines"), 100)
