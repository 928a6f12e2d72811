"""Before a reply is sent: decisions, overrides and their log, trouble that must not stop people from working."""

from __future__ import annotations

import json
import logging
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reply_lint import Config, Linter, ReplyLintError, hook

GOOD = "Здравствуйте, Ирина! Заказ 4521 уже едет к вам: курьер привезёт его завтра, 12 марта, с 10 до 14."
MEDIOCRE = "Здравствуйте! Мы не сможем приехать в среду. Тикет передан на вторую линию."
BAD = "Здравствуйте, {{client_name}}! Заказ 4521 приедет завтра, с 10 до 14."
SECRET = "Здравствуйте! Ваша карта 4111 1111 1111 1111 привязана, заказ приедет завтра, с 10 до 14."
OVERRIDE = {"reason": "клиент просил ответить именно так"}
SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def gate(**table: Any) -> Linter:
    """A linter with so many rules as the texts above need, and this ``[hook]``."""
    return Linter(Config(select=("template", "private-data", "negative-framing", "jargon"), hook=table))


def decide(linter: Linter, text: str, **more: Any) -> dict[str, Any]:
    made = hook.decide(linter, {"text": text, **more}).as_json()
    for finding in made["findings"]:  # type: ignore[attr-defined]
        jsonschema.validate(finding, {**SCHEMA, **SCHEMA["$defs"]["finding"]})
    return made


@pytest.mark.parametrize(
    ("text", "decision", "verdict"), [(GOOD, "send", "send"), (MEDIOCRE, "advise", "revise"), (BAD, "stop", "block")]
)
def test_decisions(linter: Linter, text: str, decision: str, verdict: str) -> None:
    made = decide(linter, text)
    assert (made["decision"], made["verdict"], made["skipped"]) == (decision, verdict, None)
    assert made["score"] == linter.lint(text).score
    assert (made["message"] is None) == (decision == "send")
    assert made["schema"] == 1


def test_the_clients_message_counts(linter: Linter) -> None:
    reply = "Здравствуйте! Тикет 55 обновлён, деньги вернутся завтра до 18:00."
    assert decide(linter, reply)["score"] < decide(linter, reply, client="Что с тикетом 55?")["score"]


def test_a_message_names_the_costliest_and_what_to_do(linter: Linter) -> None:
    many = MEDIOCRE + " Это не наша проблема, вы сами виноваты. Ответим в ближайшее время. " + BAD
    message = decide(linter, many)["message"]
    lines = message.splitlines()
    assert lines[0].startswith("Ответ ещё не отправлен")
    assert "{{client_name}}" in lines[1]  # critical, so first
    assert len([line for line in lines if line.startswith("•")]) == hook.SHOWN
    assert "И ещё" in lines[-2]
    assert "причину" in lines[-1]


def test_a_message_is_fit_for_a_header_or_a_terminal(linter: Linter) -> None:
    message = decide(linter, "Здравствуйте, {{client\x1b[31m\u202ename}}! Вас ждёт {{" + "x" * 500 + "}}.")["message"]
    assert all(char.isprintable() for line in message.split("\n") for char in line)
    assert max(map(len, message.split("\n"))) <= hook.LINE + 2
    assert "xxx… " in message or "xxx…»" in message  # the place is cut, not what to do about it


def test_revise_may_stop_too() -> None:
    assert decide(gate(stop="revise"), MEDIOCRE)["decision"] == "stop"
    assert decide(gate(stop="revise"), GOOD)["decision"] == "send"


def test_a_reason_lets_a_reply_out_and_is_logged(tmp_path: Path) -> None:
    log = tmp_path / "overrides.jsonl"
    linter = gate(log=str(log))
    asked = {"override": {"reason": "так\nнадо"}, "ticket": 4711, "agent": 'ivanova"\n{"x": 1}', "id": "m-1"}
    made = decide(linter, BAD, **asked)
    assert (made["decision"], made["overridden"], made["verdict"]) == ("send", True, "block")
    decide(linter, BAD, **asked)
    first, second = (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "event": "override",
        "ticket": "4711",
        "agent": 'ivanova" {"x": 1}',
        "id": "m-1",
        "reason": "так надо",
        "score": made["score"],
        "verdict": "block",
        "rules": ["template/curly-field"],
    }
    assert "client_name" not in json.dumps([first, second])
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_without_a_file_the_log_is_pythons(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "reply_lint.hook"):
        assert decide(gate(), BAD, override=OVERRIDE)["overridden"]
    (record,) = caplog.records
    assert json.loads(record.getMessage())["reason"] == OVERRIDE["reason"]


@pytest.mark.parametrize("override", [None, {}, {"reason": None}, {"reason": ""}, {"reason": " \n\t"}])
def test_no_reason_is_no_override(linter: Linter, override: object) -> None:
    assert decide(linter, BAD, override=override)["decision"] == "stop"


def test_an_override_of_what_would_be_sent_anyway_is_none(linter: Linter) -> None:
    assert not decide(linter, GOOD, override=OVERRIDE)["overridden"]


def test_overrides_can_be_forbidden() -> None:
    made = decide(gate(override=False), BAD, override=OVERRIDE)
    assert made["decision"] == "stop"
    assert "причин" not in made["message"]


def test_a_secret_stays_whatever_the_reason(linter: Linter) -> None:
    made = decide(linter, SECRET, override=OVERRIDE)
    assert not made["may_override"]
    assert decide(linter, BAD)["may_override"]
    assert not decide(gate(override=False), BAD)["may_override"]
    assert not decide(linter, GOOD)["may_override"]
    assert made["decision"] == "stop"
    assert "уберите" in made["message"]


def test_a_lead_can_let_reasons_pass_for_a_private_rule() -> None:
    config = Config(severity={"private-data/card-number": "error"}, hook={"stop": "revise"}, min_score=95)
    assert decide(Linter(config), SECRET, override=OVERRIDE)["overridden"]


@pytest.mark.parametrize(("fail", "decision"), [("open", "send"), ("closed", "stop")])
def test_an_override_that_cannot_be_logged_is_trouble_of_ours(tmp_path: Path, fail: str, decision: str) -> None:
    made = decide(gate(log=str(tmp_path), fail=fail), BAD, override=OVERRIDE)
    assert (made["decision"], made["skipped"], made["overridden"]) == (decision, "error", False)


@pytest.mark.parametrize(("fail", "decision"), [("open", "send"), ("closed", "stop")])
def test_the_time_limit_holds(fail: str, decision: str) -> None:
    linter = gate(fail=fail, **{"time-limit": 0.02})
    started = time.monotonic()
    made = decide(linter, " ".join(f"Слово{n} пишется так." for n in range(4_000)))
    assert time.monotonic() - started < 1
    assert (made["decision"], made["skipped"], made["score"], made["findings"]) == (decision, "time-limit", None, [])
    assert (made["message"] is None) == (fail == "open")


def test_a_text_that_could_not_be_judged_in_time_is_not_begun(linter: Linter) -> None:
    assert decide(linter, "а" * (hook.LONGEST + 1))["skipped"] == "time-limit"
    assert decide(linter, "а", client="а" * (hook.LONGEST + 1))["skipped"] == "time-limit"


def test_a_broken_rule_is_trouble_of_ours(pack: Any, caplog: pytest.LogCaptureFixture) -> None:
    linter = Linter(pack('regex = ["(?:a|aa)+$"]').config.set("test", hook={"time-limit": 60}))
    made = decide(linter, "секрет " + "a" * 100 + "!")
    assert (made["decision"], made["skipped"]) == ("send", "error")
    assert "секрет" not in caplog.text


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ([], "объект JSON"),
        ("текст", "объект JSON"),
        ({}, "text: нет текста"),
        ({"text": None}, "text: нет текста"),
        ({"text": 5}, "text: ожидается строка"),
        ({"text": b"a"}, "text: ожидается строка"),
        ({"text": "\ud800"}, "text: половина суррогатной пары"),
        ({"text": "а", "client": 5}, "client: ожидается строка"),
        ({"text": "а", "agent": True}, "agent: ожидается строка"),
        ({"text": "а", "override": "да"}, "override: ожидается"),
        ({"text": "а", "override": {"reason": 1}}, "override.reason: ожидается строка"),
    ],
)
def test_requests_that_break_the_protocol(linter: Linter, request_: Any, told: str) -> None:
    with pytest.raises(ReplyLintError, match=told):
        hook.decide(linter, request_)


VALUE = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=2))
NAMES = st.sampled_from(["text", "client", "ticket", "agent", "id", "override", "unknown"])


@settings(max_examples=60)
@given(st.dictionaries(NAMES, VALUE | st.fixed_dictionaries({"reason": VALUE})))
def test_any_request_gets_a_decision_or_is_told_why_not(linter: Linter, request_: dict[str, Any]) -> None:
    try:
        made = hook.decide(linter, request_)
    except ReplyLintError:
        assert not isinstance(request_.get("text"), str) or len(request_) > 1
        return
    assert made.skipped is None
    assert made.as_json()["score"] == linter.lint(request_["text"], request_.get("client")).score


# --- Settings ---


@pytest.mark.parametrize(
    "table", ['stop = "send"', "override = 1", "log = ''", 'fail = "shut"', "time-limit = 0", "time_limit = 1", "x = 1"]
)
def test_mistakes_in_the_settings(tmp_path: Path, table: str) -> None:
    path = tmp_path / "reply-lint.toml"
    path.write_text(f"[hook]\n{table}", encoding="utf-8")
    with pytest.raises(ReplyLintError, match="hook: ожидается таблица"):
        Config.load(path)


def test_the_log_lies_beside_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "reply-lint.toml"
    path.write_text('[hook]\nlog = "overrides.jsonl"\ntime-limit = 1', encoding="utf-8")
    made = hook.Settings.of(Config.load(path))
    assert made == hook.Settings(log=str(tmp_path / "overrides.jsonl"), time_limit=1)


# --- reply-lint hook ---


def run(tmp_path: Path, given: object, config: str = "") -> tuple[int, Any, str]:
    (tmp_path / "reply-lint.toml").write_text(config, encoding="utf-8")
    data = given if isinstance(given, bytes) else json.dumps(given).encode()
    done = subprocess.run(
        [sys.executable, "-m", "reply_lint", "hook"],
        input=data,
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout or "null"), done.stderr.decode()


@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (MEDIOCRE, 0), (BAD, 1)])
def test_the_command_says_the_same(tmp_path: Path, linter: Linter, text: str, status: int) -> None:
    assert run(tmp_path, {"text": text}) == (status, decide(linter, text), "")


def test_the_command_that_could_not_judge(tmp_path: Path) -> None:
    text = "а" * (hook.LONGEST + 1)
    assert run(tmp_path, {"text": text})[0] == 0
    status, made, _ = run(tmp_path, {"text": text}, '[hook]\nfail = "closed"')
    assert (status, made["decision"]) == (2, "stop")


@pytest.mark.parametrize(
    ("given_", "config", "told"),
    [
        (b"{", "", "не читается как JSON"),
        (b"[" * 100_000, "", "не читается как JSON"),
        (b"\xff\xfe\xff", "", "не читается как JSON"),
        ({"text": 5}, "", "text: ожидается строка"),
        ({"text": "а"}, "[hook]\nstop = 1", "hook: ожидается таблица"),
    ],
)
def test_the_command_tells_what_is_wrong(tmp_path: Path, given_: object, config: str, told: str) -> None:
    status, made, complaint = run(tmp_path, given_, config)
    assert (status, made) == (2, None)
    assert told in complaint
    assert len(complaint.splitlines()) == 1
