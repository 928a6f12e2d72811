"""A detector for Roundup: an agent's message is read before it is stored and mailed to the nosy list.

A tracker takes it in by a file in its ``detectors`` with one line, ``from reply_lint.roundup import init``. Roundup
makes a message before it knows whose issue it belongs to; so the auditor sits on the issue that takes it in, and what
it refuses is rolled back, message and files included. Web, mail, XML-RPC and REST all pass here.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from pathlib import Path
from typing import Any

from roundup.exceptions import Reject
from roundup.mailgw import parseContent
from roundup.roundupdb import IssueClass

from reply_lint import hook
from reply_lint.config import Config
from reply_lint.linter import Linter
from reply_lint.model import ReplyLintError

OVERRIDE = re.compile(r"^[ \t]*reply-lint:[ \t]*(?P<reason>[^\r\n]*)\r?\n?", re.MULTILINE | re.IGNORECASE)
"""The line of a message that gives a reason to send it as it is; it is taken out before the message is stored."""
_HOW_TO_OVERRIDE = (
    "\nПричину напишите отдельной строкой: «reply-lint: клиент просил ответить так». Клиент её не увидит."
)
_log = logging.getLogger(__name__)


def init(db: Any) -> None:
    """Roundup calls it when a tracker is opened."""
    for name in db.getclasses():
        if isinstance(db.getclass(name), IssueClass):
            db.getclass(name).audit("create", audit)
            db.getclass(name).audit("set", audit)


def audit(db: Any, cl: Any, nodeid: str | None, newvalues: dict[str, Any]) -> None:
    """Raise ``Reject`` with a message for the agent if a message that the issue takes in is to be stopped."""
    before = cl.get(nodeid, "messages") if nodeid else []
    creator = cl.get(nodeid, "creator") if nodeid else db.getuid()
    for msg in sorted({*(newvalues.get("messages") or [])} - {*before}, key=int):
        if _is_agent(db, _author(db, msg), creator):
            client = [old for old in before if not _is_agent(db, _author(db, old), creator)]
            stop = _judge(db, f"{cl.classname}{nodeid or ''}", msg, max(client, key=int, default=None))
            if stop:
                _take_back(db, cl, nodeid, newvalues)
                raise Reject(stop)


def _judge(db: Any, issue: str, msg: str, client: str | None) -> str | None:
    """What to tell the agent whose message is to be stopped; None when it may pass."""
    text = db.msg.get(msg, "content")
    override = OVERRIDE.search(text)
    if override:
        text = OVERRIDE.sub("", text).strip()
    request = {
        "text": text,
        "client": client and db.msg.get(client, "content"),
        "ticket": issue,
        "agent": db.user.get(_author(db, msg), "username"),
        "override": {"reason": override and override["reason"]},
    }
    try:
        linter = _linter(_setting(db, "CONFIG") or db.config.HOME)
        decision = hook.decide(linter, request)
    except ReplyLintError as error:  # a broken configuration keeps nobody from answering
        _log.error("%s", error)
        return None
    if decision.decision == "stop":
        return f"{decision.message}{_HOW_TO_OVERRIDE if decision.may_override else ''}"
    if override:
        db.msg.set(msg, content=text, summary=parseContent(text, config=db.config)[0])
    return None


def _take_back(db: Any, cl: Any, nodeid: str | None, newvalues: dict[str, Any]) -> None:
    """Undo what was made for the issue.

    On SQLite Roundup commits the row of a message, with its first line, while it indexes the text. A row whose text is
    gone after the rollback was made for nothing and goes, too.
    """
    db.rollback()
    for classname, link in (("msg", "messages"), ("file", "files")):
        before = cl.get(nodeid, link) if nodeid else []
        for item in {*(newvalues.get(link) or [])} - {*before}:
            try:
                db.filename(classname, item)
            except OSError:
                if db.hasnode(classname, item):
                    db.getclass(classname).destroy(item)
    db.commit()


def _is_agent(db: Any, user: str, creator: str) -> bool:
    """Whether ``user`` has one of the roles set; if none is set, whether somebody else has opened the issue."""
    roles = _setting(db, "ROLES")
    return bool(db.user.has_role(user, *roles.split(","))) if roles else user != creator


def _author(db: Any, msg: str) -> str:
    return str(db.msg.get(msg, "author") or db.msg.get(msg, "creator"))


def _setting(db: Any, name: str) -> str:
    """A value of the section ``[reply_lint]`` of the tracker's ``detectors/config.ini``."""
    return str(getattr(db.config.detectors, f"REPLY_LINT_{name}", ""))


@cache
def _linter(path: str) -> Linter:
    return Linter(Config.load(path) if Path(path).is_file() else Config.find(path))
