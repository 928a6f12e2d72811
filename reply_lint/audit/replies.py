"""Records of an export and its mapping → replies of agents, each with the client's last words before it."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reply_lint.audit import bodies, times
from reply_lint.audit.helpdesk import (
    Data,
    Get,
    Helpdesk,
    Holds,
    Resolve,
    asked,
    condition,
    getter,
    is_known,
    own_key,
    plain,
    resolver,
    unwrapped,
)
from reply_lint.audit.readers import RAW, Record, sound
from reply_lint.audit.rows import Rejected, Row
from reply_lint.model import ReplyLintError

_SAID = 20_000  # characters of the client's messages; the linter compares no more
_HELD = 10_000_000  # characters of them all that wait for a reply
_TICKET = 200  # what a ticket takes besides, in characters
_NAMES = ("name", "displayName", "display_name", "full_name", "title", "email", "id")

Clock = Callable[[Any], "datetime | None"]


@dataclass(frozen=True)
class Bound:
    """A mapping whose paths are those of one export."""

    helpdesk: Helpdesk
    get: Mapping[str, Get]
    skip: tuple[Holds, ...]
    reply: tuple[Holds, ...]
    clock: Clock

    def kind(self, message: Data, record: Data) -> str:
        """``"reply"``, ``"client"``, or empty for what concerns neither."""
        if any(holds(message, record) for holds in self.skip):
            return ""
        return "reply" if all(holds(message, record) for holds in self.reply) else "client"

    def name(self, field: str, message: Data, record: Data) -> str | None:
        get = self.get.get(field)
        return _name(get(message, record)) if get else None

    def time(self, message: Data, record: Data) -> datetime | None:
        get = self.get.get("time")
        return self.clock(get(message, record)) if get else None

    def said(self, message: Data, record: Data, field: str = "text") -> str:
        """A message of the client in plain text; empty when there is none."""
        get, kind = self.get.get(field), self.get.get("type")
        if not get:
            return ""
        try:
            return readable(get(message, record), plain(kind(message, record)) if kind else "")[-_SAID:]
        except ValueError:  # broken letters, too: the reply can be judged without it
            return ""


def fits(helpdesk: Helpdesk, records: list[Data]) -> bool:
    """Whether ``records``, some of an export, look like this helpdesk's."""
    prepared, message, record = _known(helpdesk, records)
    pairs = [(m, r) for r in prepared for m in _messages(helpdesk, r)]
    conditions = [condition(written, message, record) for written in helpdesk.detect]
    return bool(conditions) and all(any(holds(m, r) for m, r in pairs) for holds in conditions)


def _known(helpdesk: Helpdesk, records: list[Data]) -> tuple[list[Data], Resolve, Resolve]:
    """Prepared records; what finds paths in their messages and in themselves."""
    prepared = [helpdesk.prepare(record) for record in records]
    messages = [message for record in prepared for message in _messages(helpdesk, record)]
    return prepared, resolver(_keys(messages)), resolver(_keys(prepared))


def _messages(helpdesk: Helpdesk, record: Data) -> list[Data]:
    thread = helpdesk.thread(record)
    return [record] if thread is None else [unwrapped(m) for m in thread if isinstance(m, dict)]


def _keys(objects: Iterable[Data]) -> list[str]:
    return list(dict.fromkeys(key for found in objects for key in found))


def bind(where: str, helpdesk: Helpdesk, columns: Mapping[str, str], records: list[Data], table: bool) -> Bound:
    """The mapping, with the user's ``columns``, for an export that has such ``records``.

    What a ``table`` has no column for is not asked for; among objects, later ones may have more than these.
    Raises ``ReplyLintError`` when a column or the text of the replies is not to be found.
    """
    prepared, message, record = _known(helpdesk, records)
    pairs = [(m, r) for r in prepared for m in _messages(helpdesk, r)]
    there = f"в файле есть: {_listed(_keys(m for m, _ in pairs) or _keys(prepared))}"
    table = table and not helpdesk.messages

    def known(path: str) -> bool:
        return is_known(path, message, record)

    paths: dict[str, list[str]] = {}
    for name, written in helpdesk.fields.items():
        found = [path for path in written if known(path)]
        paths[name] = found if table else [*found, *(path for path in written if path not in found)]
    for name, column in columns.items():
        paths[name] = [path for path in (column, "/" + column) if known(path)][:1]
        if not paths[name]:
            raise ReplyLintError(where, f"колонки «{column}» нет; {there}")
    if pairs and not any(map(known, paths["text"])):
        raise ReplyLintError(where, f"не видно, где текст ответа: назовите колонку в --text; {there}")
    paths["client"] = [path for path in paths.get("client", ()) if path not in paths["text"][:1]]
    get = {name: _first(found, message, record) for name, found in paths.items() if found}

    def live(written: tuple[str, ...], neutral: bool) -> tuple[Holds, ...]:
        """Conditions less those that ask for a column that the table does not have."""
        found = []
        for one in written:
            holds = condition(one, message, record)
            if holds({}, {}) is not neutral:
                found.append(holds)
            elif not table or any(map(known, asked(one))):
                found.append(_unless_absent([own_key(path, message) for path in asked(one)], holds))
        return tuple(found)

    clock = times.parser([get["time"](m, r) for m, r in pairs]) if "time" in get else times.read
    return Bound(helpdesk, get, live(helpdesk.skip, False), live(helpdesk.reply, True), clock)


def _unless_absent(keys: list[str | None], holds: Holds) -> Holds:
    """The condition, not put where none of its keys is: there it says what it says of nothing."""
    if None in keys:
        return holds
    absent = holds({}, {})
    wanted = frozenset(keys)
    return lambda m, r: absent if wanted.isdisjoint(m) else holds(m, r)


def _first(paths: list[str], message: Resolve, record: Resolve) -> Get:
    """The value of the first path that has one."""
    gets = [getter(path, message, record) for path in paths]
    if len(gets) == 1:
        return gets[0]
    keys = [own_key(path, message) for path in paths]

    def get(message: Data, record: Data) -> Any:
        for one, key in zip(gets, keys, strict=True):
            if key is None or key in message:
                value = one(message, record)
                if value is not None and value != "":
                    return value
        return None

    return get


def _listed(keys: list[str]) -> str:
    return sound(", ".join(map(str, keys[:40]))) + ("…" if len(keys) > 40 else "")


# --- Rows ---


def rows(items: Iterable[Record | Rejected], bound: Bound, unit: str, of: str = "") -> Iterator[Row | Rejected]:
    """A row or a rejection for each reply, in the order of the export; rejections that come in go through.

    ``unit`` is what a record is called in a place; ``of`` begins the ids of replies that have none.
    """
    said = _Said()
    helpdesk = bound.helpdesk
    for item in items:
        if isinstance(item, Rejected):
            yield item
            continue
        record = helpdesk.prepare(item.data)
        thread = helpdesk.thread(record)
        if thread is not None:
            yield from _thread(bound, thread, record, f"{unit} {item.number}")
            continue
        kind = bound.kind(record, record)
        if kind == "reply":
            place, made = f"{unit} {item.number}", f"{of}{item.number}"
            client = bound.said(record, record, "client") or said.before(bound, record)
            yield _row(bound, record, record, place, made, client)
        elif kind == "client":
            said.keep(bound, record)


def _thread(bound: Bound, thread: list[Any], record: Data, place: str) -> Iterator[Row | Rejected]:
    """Rows of one ticket."""
    messages = [unwrapped(m) if isinstance(m, dict) else {} for m in thread]
    before = _contexts(bound, messages, record)
    for number, message in enumerate(messages, 1):
        here = f"{place}, сообщение {number}"
        if not message:
            yield _reject(here, "вместо сообщения пусто: в нём нечего оценить", thread[number - 1])
        elif number - 1 in before:
            ticket = bound.name("ticket", message, record)
            yield _row(bound, message, record, here, f"{ticket or place}#{number}", before[number - 1])


def _contexts(bound: Bound, messages: list[Data], record: Data) -> dict[int, str | None]:
    """For each reply, by its index: what the client said since the reply before, else what they said last."""
    numbered = list(enumerate(messages))
    moments = [bound.time(m, record) for m in messages[:1] + messages[-1:] if m]
    if len(moments) == 2 and _later(moments[0], moments[1]):
        numbered.reverse()  # the newest message came first
    opening = bound.said(messages[0], record, "client") if messages else ""
    said, answered = ([opening] if opening else []), False
    contexts: dict[int, str | None] = {}
    for number, message in numbered:
        kind = bound.kind(message, record) if message else ""
        if kind == "reply":
            contexts[number] = "\n\n".join(said)[-_SAID:] or None
            answered = True
        elif kind == "client" and (text := bound.said(message, record)):
            alone = answered or said == [text]  # a ticket's own text may be its first message, too
            said, answered = ([text] if alone else [*said, text]), False
    return contexts


class _Said:
    """What clients said last, ticket by ticket, in exports with a row a message; the oldest tickets are forgotten."""

    def __init__(self) -> None:
        self._tickets: OrderedDict[str, tuple[str, datetime | None, bool]] = OrderedDict()
        self._held = 0

    def keep(self, bound: Bound, message: Data) -> None:
        ticket, text = bound.name("ticket", message, message), bound.said(message, message)
        if not ticket or not text:
            return
        earlier, _, answered = self._tickets.pop(ticket, ("", None, True))
        self._held -= (len(earlier) + _TICKET) if earlier else 0
        text = text if answered else f"{earlier}\n\n{text}"[-_SAID:]
        self._tickets[ticket] = text, bound.time(message, message), False
        self._held += len(text) + _TICKET
        while self._held > _HELD:
            self._held -= len(self._tickets.popitem(last=False)[1][0]) + _TICKET

    def before(self, bound: Bound, reply: Data) -> str | None:
        """What the client of the reply's ticket said before it."""
        if not self._tickets:
            return None
        ticket = bound.name("ticket", reply, reply)
        text, moment, _ = self._tickets.get(ticket or "", ("", None, True))
        if not ticket or not text or _later(moment, bound.time(reply, reply)):
            return None
        self._tickets[ticket] = text, moment, True
        self._tickets.move_to_end(ticket)
        return text


def _later(a: datetime | None, b: datetime | None) -> bool:
    """Whether ``a`` is known to be after ``b``."""
    return bool(a and b and (a.tzinfo is None) == (b.tzinfo is None) and a > b)


def _row(bound: Bound, message: Data, record: Data, place: str, made: str, client: str | None) -> Row | Rejected:
    """The reply ``message``; ``made`` is its id when the export has none."""
    value = bound.get["text"](message, record)
    kind = bound.get["type"](message, record) if "type" in bound.get else None
    try:
        text = readable(value, plain(kind))
        names = [bound.name(name, message, record) for name in ("id", "ticket", "agent", "team")]
        "".join(name for name in names if name).encode("utf-16-le")
    except UnicodeEncodeError:
        return _reject(place, "буквы испорчены: эта строка в другой кодировке; выгрузите её заново в UTF-8", message)
    except ValueError as error:
        return _reject(place, str(error), message)
    return Row(text, names[0] or made, client, names[1], names[2], names[3], bound.time(message, record))


def readable(value: Any, kind: str = "") -> str:
    """The text of a body. Raises ``ValueError`` that says what is wrong, ``UnicodeEncodeError`` on broken letters."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = plain(value)
    if value is None or value == "":
        raise ValueError("ответ пуст: оценивать нечего")
    if not isinstance(value, str):
        raise ValueError("в поле ответа не текст, а вложенные данные; назовите поле с текстом в --text")
    value.encode("utf-16-le")
    if "\0" in value:
        raise ValueError("в ответе нулевые байты: файл повреждён; выгрузите его заново")
    text = bodies.text(value, kind)
    if not text:
        raise ValueError("в ответе нет текста: только пробелы, картинка или разметка")
    return text


def _reject(place: str, reason: str, message: Any) -> Rejected:
    try:
        raw = json.dumps(message, ensure_ascii=False, default=str)
    except RecursionError:
        raw = ""
    return Rejected(place, reason, sound(raw[:RAW]))


def _name(value: Any) -> str | None:
    """A name or an id as text: of a person the name, of a list all of them."""
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, bool) or value != value:
        return None
    if isinstance(value, dict):
        plainly = (value.get(key) for key in _NAMES)
        return next((name for one in plainly if not isinstance(one, (list, dict)) and (name := _name(one))), None)
    if isinstance(value, list):
        return ", ".join(name for item in value if not isinstance(item, list) and (name := _name(item))) or None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
