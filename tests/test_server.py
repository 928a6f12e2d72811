"""The service as its clients see it: a real process, asked over HTTP."""

from __future__ import annotations

import concurrent.futures
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import tomli
from served import Served, serving

from reply_lint import Config, Linter, hook
from reply_lint.formats.jsonfmt import reply_dict
from reply_lint.model import Reply

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
TEXT = "😀 Здраствуйте! Мы не сможем\u2028выполнить ваш заказ, тикет закрыт."
BAD = "Здравствуйте, {{client_name}}! Заказ 4521 приедет завтра, с 10 до 14."
PROBLEM = "application/problem+json"
PAGES = [page for page in ("README.md", "docs/server.md") if "reply-lint serve" in (ROOT / page).read_text("utf-8")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("server")
    with serving(folder, "--cors-origin", "https://desk.example", config='[hook]\nlog = "overrides.jsonl"') as served:
        yield served


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


# --- Linting ---


def test_a_reply_is_linted_as_the_command_does(server: Served, linter: Linter) -> None:
    answer = server.post("/v1/lint", {"text": TEXT, "client": "Где заказ?"})
    assert answer.status == 200
    jsonschema.validate(answer.json, SCHEMA)
    assert answer.json["replies"] == [reply_dict(Reply("reply", TEXT, linter.lint(TEXT, "Где заказ?")))]
    for finding in answer.json["replies"][0]["findings"]:
        assert TEXT[finding["start"] : finding["end"]] == finding["text"]


def test_several_replies_come_back_in_order(server: Served) -> None:
    asked = [{"id": f"№ {n}", "text": TEXT[n:], "client": None} for n in range(20)]
    answer = server.post("/v1/lint", {"replies": asked})
    jsonschema.validate(answer.json, SCHEMA)
    assert [reply["name"] for reply in answer.json["replies"]] == [f"№ {n}" for n in range(20)]
    alone = server.post("/v1/lint", {"text": TEXT[7:]}).json["replies"][0]
    assert {**answer.json["replies"][7], "name": "reply"} == alone


def test_a_long_text_is_linted_too_and_others_are_heard_meanwhile(server: Served) -> None:
    long = {"text": ("Здравствуйте! Мы не сможем выполнить заказ. " * 2200)}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        slow = pool.submit(server.post, "/v1/lint", long)
        time.sleep(0.1)
        started = time.monotonic()
        assert server.ask("GET", "/healthz").status == 200
        waited = time.monotonic() - started
        answer = slow.result()
    assert answer.status == 200
    assert len(answer.json["replies"][0]["findings"]) > 2000
    assert waited < 2


def test_settings_of_a_request(server: Served) -> None:
    def found(config: dict[str, object]) -> set[str]:
        (reply,) = server.post("/v1/lint", {"text": TEXT, "config": config}).json["replies"]
        return {finding["category"] for finding in reply["findings"]}

    assert found({}) >= {"typos", "negative-framing", "jargon"}
    assert found({"select": ["typos"]}) == {"typos"}
    assert "typos" not in found({"ignore": ["typos"]})
    assert "jargon" not in found({"words": ["тикет"]})
    for n in range(8):  # more than are kept
        assert found({"select": ["jargon"], "min_score": n}) == {"jargon"}
    mild = server.post("/v1/lint", {"text": TEXT, "config": {"min_score": 0, "block_below": 0}}).json
    assert mild["replies"][0]["verdict"] == "send"


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"rules": ["/etc"]}, "config.rules: неизвестный ключ"),
        ({"hook": {"log": "/tmp/x"}}, "config.hook: неизвестный ключ"),
        ({"origin": {}}, "config.origin: неизвестный ключ"),
        ({"select": ["typo"]}, "возможно, «typos»"),
        ({"weight": {"typos": -1}}, "config.weight.typos"),
        ({"severity": {"typos": "fatal"}}, "config.severity.typos"),
        ({"min_score": True}, "config.min_score"),
        ({"words": ["а"] * 1001}, "config.words"),
    ],
)
def test_settings_that_a_request_may_not_have(server: Served, config: dict[str, object], told: str) -> None:
    answer = server.post("/v1/lint", {"text": "а", "config": config})
    assert (answer.status, answer.headers["Content-Type"]) == (422, PROBLEM)
    assert told in answer.json["detail"]


def test_rules_and_their_pages(server: Served, linter: Linter) -> None:
    answer = server.ask("GET", "/v1/rules").json
    assert {rule["rule"] for rule in answer["rules"]} == set(linter.cards)
    assert {one["category"] for one in answer["categories"]} == {rule["category"] for rule in answer["rules"]}
    page = server.ask("GET", "/v1/rules/negative-framing/refusal").json
    assert page["title"] == linter.cards["negative-framing/refusal"].title
    assert page["category_title"] == "негативная подача"
    assert len(page["bad"]) > 1
    assert "[[" in page["bad"][0]["reply"]
    assert str(ROOT) not in json.dumps(answer)


# --- The hook ---


def test_the_hook_decides_as_python_does(server: Served, linter: Linter) -> None:
    for text in (BAD, TEXT, "Спасибо, Ирина! Заказ приедет 12 марта с 10 до 14."):
        assert (
            server.post("/v1/hook", {"text": text, "unknown": 1}).json == hook.decide(linter, {"text": text}).as_json()
        )


def test_an_override_is_logged_beside_the_configuration(server: Served) -> None:
    asked = {"text": BAD, "override": {"reason": "так\nнадо"}, "ticket": 5}
    assert server.post("/v1/hook", asked).json["overridden"]
    (line,) = (server.log.parent / "overrides.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["ticket"] == "5"


def test_the_hook_does_not_judge_what_is_too_long(server: Served) -> None:
    answer = server.post("/v1/hook", {"text": "а" * 100_001})
    assert (answer.status, answer.json["decision"], answer.json["skipped"]) == (200, "send", "time-limit")


# --- What is refused ---


@pytest.mark.parametrize("path", ["/v1/lint", "/v1/hook"])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b"[]", 422),
        (b"5", 422),
        (b'"text"', 422),
        (b"{}", 422),
        (b'{"text": null}', 422),
        (b'{"text": 5}', 422),
        (b'{"text": "\\ud800"}', 422),
        (b'{"text": ' + b"9" * 5000 + b"}", 422),
        (b'{"text": Infinity, "id": NaN}', 422),
        (b'{"text": 1, "' + b"k" * 5000 + b'": 1}', 422),
        (b'{"text": "a", "client": {}}', 422),
        (b"[" * 100_000, 422),
        (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 422),
        (b'{"text": "' + b"a" * 3_000_000 + b'"}', 413),
    ],
)
def test_bodies_that_are_refused(server: Served, path: str, body: bytes, status: int) -> None:
    answer = server.ask("POST", path, body, {"Content-Type": "application/json"})
    assert answer.status in (status, 400 if status == 422 else status)
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json["status"] == answer.status
    assert answer.json["detail"]
    assert len(answer.body) < 2000  # what was sent is not repeated


def test_a_huge_body_is_cut_off_whether_or_not_it_says_so(server: Served) -> None:
    piece = b"x" * 65536
    chunked = b"%x\r\n%s\r\n" % (len(piece), piece)
    head = b"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as peer:
        peer.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunked * 40)
        assert peer.recv(4096).startswith(b"HTTP/1.1 413 ")
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as peer:
        peer.sendall(head + b"Content-Length: 60000000\r\n\r\n")
        assert peer.recv(4096).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/rules/typos/nothing", 404),
        ("GET", "/v1/rules/..%2f..%2fetc/passwd", 404),
        ("GET", "/nothing", 404),
        ("GET", "/v1/lint", 405),
        ("POST", "/healthz", 405),
        ("GET", "/docs", 404),
        ("GET", "/assets/", 404),
        ("GET", "/assets/../app.py", 404),
        ("GET", "/assets/..%2fapp.py", 404),
        ("GET", "/assets/%2e%2e/%2e%2e/config.py", 404),
        ("GET", "/assets//etc/passwd", 404),
        ("GET", "/assets/\\..\\app.py", 404),
    ],
)
def test_addresses_that_are_none(server: Served, method: str, path: str, status: int) -> None:
    answer = server.ask(method, path)
    assert (answer.status, answer.headers["Content-Type"]) == (status, PROBLEM)


def test_json_must_call_itself_so(server: Served) -> None:
    """A page of another site can send a form or plain text unasked, JSON it can't."""
    answer = server.ask("POST", "/v1/hook", json.dumps({"text": BAD}), {"Content-Type": "text/plain"})
    assert (answer.status, answer.headers["Content-Type"]) == (422, PROBLEM)


def test_what_is_no_http(server: Served) -> None:
    for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", b"GET / HTTP/1.1\r\nA b: c\r\n\r\n"):
        got = server.raw(data)
        assert got.startswith(b"HTTP/1.1 400 ")
        assert PROBLEM.encode() in got


def test_a_head_without_end(server: Served) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\nX-Y: ")
        time.sleep(0.2)
        peer.sendall(b"z" * 40_000)
        assert peer.recv(4096).startswith(b"HTTP/1.1 431 ")


def test_requests_on_one_connection(server: Served) -> None:
    body = json.dumps({"text": TEXT}).encode()
    one = b"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
    got = server.raw(one + b"\r\n" + body + one + b"Connection: close\r\n\r\n" + body)
    assert got.count(b"HTTP/1.1 200 OK") == 2


# --- Numbers, logs, figures ---


@pytest.mark.parametrize("given", ["abc-1.2_3", "0" * 64])
def test_a_requests_number_comes_back(server: Served, given: str) -> None:
    assert server.post("/v1/lint", {"text": "а"}, X_Request_Id=given).headers["X-Request-Id"] == given
    until = time.monotonic() + 10  # the line is written when the answer is gone
    while not any(line.get("id") == given for line in server.lines()):
        assert time.monotonic() < until


@pytest.mark.parametrize("given", ["", "a b", 'a"}', "0" * 65, "a\tb", "<script>"])
def test_a_number_that_could_do_harm_is_replaced(server: Served, given: str) -> None:
    number = server.post("/v1/lint", {"text": "а"}, X_Request_Id=given).headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{16}", number)


def test_the_log_is_json_and_holds_no_text(server: Served) -> None:
    secret = "Пароль-qwerty"
    server.post("/v1/lint", {"text": secret, "client": secret}, Authorization=f"Bearer {'x' * 9}")
    server.post("/v1/lint", {"text": [secret]})
    server.post("/v1/hook", {"text": secret + " {{name}}", "agent": "x"})
    server.ask("POST", "/v2/check", "text=qwerty&language=ru", {"Content-Type": "application/x-www-form-urlencoded"})
    server.ask("GET", "/qwerty?q=qwerty%0d%0a")
    until = time.monotonic() + 10
    while (last := server.lines()[-1]).get("route") != "-":
        assert time.monotonic() < until
    assert last.keys() >= {"time", "level", "id", "method", "route", "status", "ms"}
    assert last["status"] == 404
    log = server.log.read_text(encoding="utf-8")
    assert "qwerty" not in log
    assert "Пароль" not in log
    assert not [line for line in server.lines() if line["level"] == "error"]


def test_figures(server: Served) -> None:
    server.post("/v1/hook", {"text": BAD})
    figures = server.ask("GET", "/metrics").body.decode()
    assert re.search(r'reply_lint_requests_total\{route="/v1/hook",status="200"\} [1-9]', figures)
    assert re.search(r'reply_lint_hook_decisions_total\{decision="stop",.*\} [1-9]', figures)
    assert 'reply_lint_request_seconds_bucket{le="0.02",route="/v1/lint"}' in figures


# --- The page ---


def test_the_page_runs_only_its_own(server: Served) -> None:
    first, second = server.ask("GET", "/"), server.ask("GET", "/")
    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    nonce = re.search(r"'nonce-([\w-]{20,})'", policy)
    assert nonce
    assert f'content="{nonce[1]}"' in first.body.decode()
    assert nonce[1] not in second.headers["Content-Security-Policy"]
    assert "__NONCE__" not in first.body.decode()


def test_what_the_page_names_is_there(server: Served) -> None:
    named = re.findall(r'(?:src|href)="\./(assets/[^"]+)"', server.ask("GET", "/").body.decode())
    assert named
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    for name in named:
        answer = server.ask("GET", f"/{name}")
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(types[Path(name).suffix])
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- Who may ask ---


def test_pages_of_the_named_sites_may_ask(server: Served) -> None:
    ours, other = "https://desk.example", "https://evil.example"
    assert server.post("/v1/lint", {"text": "а"}, Origin=ours).headers["Access-Control-Allow-Origin"] == ours
    assert server.post("/v1/lint", {"text": "а"}, Origin=other).headers["Access-Control-Allow-Origin"] is None
    asked = {"Origin": ours, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    assert server.ask("OPTIONS", "/v1/lint", headers=asked).status == 200
    assert server.ask("OPTIONS", "/v1/lint", headers={**asked, "Origin": other}).status == 400


def test_a_token(tmp_path: Path) -> None:
    with serving(tmp_path, env={"REPLY_LINT_TOKEN": "s3cret-ключ"}) as server:
        lint = {"text": "а"}
        for given in (
            {},
            {"Authorization": "Bearer x"},
            {"Authorization": "Basic s3cret"},
            {"Authorization": "Bearer"},
        ):
            answer = server.post("/v1/lint", lint, **given)
            assert (answer.status, answer.headers["Content-Type"]) == (401, PROBLEM)
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        right = "Bearer s3cret-ключ".encode().decode("latin-1")  # as bytes of UTF-8 on the wire
        assert server.post("/v1/lint", lint, Authorization=right).status == 200
        for path in ("/v1/rules", "/metrics", "/v2/languages"):
            assert server.ask("GET", path).status == 401
        for path in ("/", "/healthz", "/openapi.json"):
            assert server.ask("GET", path).status == 200
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert server.ask("POST", "/v2/check", "language=ru&text=a", form).status == 401
        assert server.ask("POST", "/v2/check", "language=ru&text=a&apiKey=s3cret", form).status == 401
        full = "language=ru&text=a&apiKey=s3cret-%D0%BA%D0%BB%D1%8E%D1%87"
        assert server.ask("POST", "/v2/check", full, form).status == 200
        assert "s3cret" not in server.log.read_text(encoding="utf-8")


def complaint(tmp_path: Path, *options: str) -> str:
    """The one line of a service that does not start."""
    command = [sys.executable, "-m", "reply_lint", "serve", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 2
    return line


def test_others_are_not_let_in_without_a_token(tmp_path: Path) -> None:
    assert "--token" in complaint(tmp_path, "--host", "0.0.0.0", "--token", "")


def test_a_port_that_is_taken(tmp_path: Path, server: Served) -> None:
    assert "--port" in complaint(tmp_path, "--port", str(server.port))


def test_broken_settings_are_told_before_it_starts(tmp_path: Path) -> None:
    (tmp_path / "reply-lint.toml").write_text("min-score = 'x'", encoding="utf-8")
    assert "min-score" in complaint(tmp_path)
    (tmp_path / "reply-lint.toml").write_text("select = ['typo']", encoding="utf-8")
    assert "возможно, «typos»" in complaint(tmp_path)
    assert "возможно, «typos»" in complaint(tmp_path, "--workers", "2")


# --- Starting and stopping ---


def test_what_is_being_answered_is_answered_before_it_stops(tmp_path: Path) -> None:
    with serving(tmp_path) as server, concurrent.futures.ThreadPoolExecutor() as pool:
        slow = pool.submit(server.post, "/v1/lint", {"text": "Здравствуйте! Мы не сможем выполнить заказ. " * 2200})
        while "flight 1" not in server.ask("GET", "/metrics").body.decode().replace("in_flight 2.0", "flight 1"):
            time.sleep(0.01)
        assert server.stop() == 0
        assert slow.result().status == 200


def test_several_workers_are_one_service(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        for _ in range(30):
            assert server.post("/v1/lint", {"text": "а"}).status == 200
        figures = server.ask("GET", "/metrics").body.decode()
        assert 'reply_lint_requests_total{route="/v1/lint",status="200"} 30.0' in figures


def commands(page: str) -> list[str]:
    """The two lines that start the service and send it a reply."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"^(?:\$ )?(.*reply-lint serve|curl -s \S*/v1/lint .*)$", text, re.M)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("page", PAGES)
def test_the_two_commands_of_the_docs(page: str, tmp_path: Path) -> None:
    start, send = commands(page)
    assert start.endswith("reply-lint serve")
    with serving(tmp_path) as server:
        line = send.replace("localhost:8000", f"127.0.0.1:{server.port}")
        done = subprocess.run(line, shell=True, capture_output=True, check=True)
    (reply,) = json.loads(done.stdout)["replies"]
    assert reply["findings"]


def test_the_image_has_all_that_the_service_needs() -> None:
    """``requirements.lock`` was made anew after the dependencies changed, and pins each by hash."""
    document = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, build = document["project"], document["build-system"]["requires"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["serve"], *build]
    locked = re.findall(r"^([\w-]+)==\S+ \\\n    --hash=sha256:", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    assert {re.match(r"[\w-]+", one)[0].lower() for one in wanted} <= set(locked)  # type: ignore[index]


def test_loopback_is_told_from_the_rest() -> None:
    from reply_lint.server.command import is_loopback

    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "localhost.example.org", "")))


def test_a_request_cannot_change_the_service(server: Served) -> None:
    before = server.post("/v1/lint", {"text": TEXT}).json
    server.post("/v1/lint", {"text": TEXT, "config": {"ignore": ["typos"], "min_score": 0, "words": ["тикет"]}})
    assert server.post("/v1/lint", {"text": TEXT}).json == before
    assert Config().min_score == 70
