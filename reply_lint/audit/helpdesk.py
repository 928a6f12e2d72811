"""What a helpdesk's export looks like: the TOML files of ``mappings/`` and those of a lead's own.

A path names a value in a message: ``author.name``. One that begins with ``/`` starts from the record, which is the
ticket when messages lie in it: ``/assignee.name``. ``author_id@name`` looks a person up by the id. ``day + clock``
joins two values.

A condition is ``path | path`` (something stands in one of them), ``path = value | value`` or ``path != value | value``,
where ``true`` and ``false`` stand for all that tables write for them, ``-`` for nothing, and ``/path`` for what stands
there, if anything does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli

from reply_lint.model import ReplyLintError

FIELDS = ("text", "id", "client", "ticket", "agent", "team", "time")
"""What the options of the command can name, too. Mappings know ``type`` besides: the content type of the text."""
PEOPLE = "@"
"""The key under which a prepared record keeps its persons by id."""
_FOLDER = Path(__file__).parent / "mappings"
_FALLBACK = "generic"
_LISTS = ("detect", "lists", "messages", "people", "skip", "reply")
_WORDS = {
    "true": frozenset("true 1 yes y t on да".split()),
    "false": frozenset("false 0 no n f off нет".split()),
    "-": frozenset({""}),
}
_WRAPPERS = frozenset("article case comment conversation issue message post ticket".split())
_NOTHING = ("", "0", "false")
_CONDITION = re.compile(r"\s*([^=!]*[^=!\s])\s*(?:(!?=)\s*(.*?)\s*)?")

Data = Mapping[str, Any]
Get = Callable[[Data, Data], Any]
"""What a path names in a message and its record; ``None`` when nothing is there."""
Holds = Callable[[Data, Data], bool]
Resolve = Callable[[str], "list[str] | None"]
"""A path without its ``/`` → keys to go down by; ``None`` when the export knows no such key."""


@dataclass(frozen=True)
class Helpdesk:
    """One mapping."""

    name: str
    detect: tuple[str, ...] = ()
    """Conditions each of which holds for some message of such an export, and hardly elsewhere."""
    lists: tuple[str, ...] = ()
    """What a document may call its list of records."""
    messages: tuple[str, ...] = ()
    """Where messages lie in a ticket; a record that has none of these keys is a message itself."""
    inner: str = ""
    """An object in the record whose keys count as the record's own."""
    people: tuple[str, ...] = ()
    """Where persons with an ``id`` lie in the record."""
    skip: tuple[str, ...] = ()
    """A message for which one of these holds is nobody's: a note, a bot's, a change of status."""
    reply: tuple[str, ...] = ()
    """A message for which all of these hold is an agent's; any other is the client's."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Paths of each field; the first that has something counts."""

    def prepare(self, record: Data) -> Data:
        """The record without wrappers, with its persons at hand."""
        record = unwrapped(record)
        within = record.get(self.inner) if self.inner else None
        if isinstance(within, dict):
            record = {**within, **record}
        if self.people:
            record = {**record, PEOPLE: dict(self._persons(record))}
        return record

    def _persons(self, record: Data) -> Iterable[tuple[str, Any]]:
        for path in self.people:
            found = walk(record, path.split("."))
            for person in found if isinstance(found, list) else [found]:
                if isinstance(person, dict):
                    yield plain(person.get("id")), person

    def thread(self, record: Data) -> list[Any] | None:
        """Messages of a prepared record; ``None`` when it is a message itself."""
        for path in self.messages:
            keys = path.split(".")
            found = walk(record, keys)
            if isinstance(found, list):
                return found
            if isinstance(found, dict):  # PHP writes lists so: {"0": …, "1": …}
                return [item for key, item in found.items() if key.isdecimal()]
            if keys[0] in record and found is None:
                return []
        return None


def unwrapped(found: Data) -> Data:
    """``{"message": {…}}`` is what stands in it."""
    if len(found) == 1:
        ((name, only),) = found.items()
        if name in _WRAPPERS and isinstance(only, dict):
            return only
    return found


def walk(value: Any, keys: Iterable[str]) -> Any:
    """What lies in ``value`` under ``keys``; of a list the first object is asked."""
    for key in keys:
        if isinstance(value, list):
            value = next((item for item in value if isinstance(item, dict)), None)
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def plain(value: Any) -> str:
    """A value as conditions compare it."""
    if value is None:
        return ""
    if isinstance(value, (list, dict)):
        return "…" if value else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().casefold()


def simple(key: str) -> str:
    """A key without what spellings of it differ in: case, spaces, signs, ё."""
    return re.sub(r"[\W_]+", "", key.casefold().replace("ё", "е"))


def resolver(keys: Iterable[str]) -> Resolve:
    """Finds paths among the ``keys`` of an export, however these are spelt."""
    known: dict[str, str] = {}
    exact = dict.fromkeys(keys)
    for key in exact:
        known.setdefault(simple(key), key)

    def resolve(path: str) -> list[str] | None:
        for whole in (path, known.get(simple(path), path)):
            if whole in exact:
                return [whole]
        first, *others = path.split(".")
        first = first if first in exact else known.get(simple(first), first)
        return [first, *others] if first in exact else None

    return resolve


def is_known(path: str, message: Resolve, record: Resolve) -> bool:
    """Whether the export has the keys that ``path`` names."""
    path = path.partition("@")[0]
    if path.startswith("/"):
        return bool(record(path[1:]))
    return bool(message(path)) or (" + " in path and all(message(part) for part in path.split(" + ")))


def getter(path: str, message: Resolve, record: Resolve) -> Get:
    """What takes the value that ``path`` names; keys that are not known are taken as written."""
    if " + " in path and not message(path):
        gets = [getter(part, message, record) for part in path.split(" + ")]
        return lambda m, r: " ".join(value for get in gets if (value := plain(get(m, r))))
    path, _, about = path.partition("@")
    if about:
        key = getter(path, message, record)
        return lambda m, r: walk(r.get(PEOPLE, {}).get(plain(key(m, r))), about.split("."))
    if path.startswith("/"):
        keys = record(path[1:]) or path[1:].split(".")
        return lambda m, r: walk(r, keys)
    keys = message(path) or path.split(".")
    if len(keys) == 1:
        (only,) = keys
        return lambda m, r: m.get(only)
    return lambda m, r: walk(m, keys)


def own_key(path: str, message: Resolve) -> str | None:
    """The one key of a message under which the value is that ``path`` names; None when it is not so simple."""
    if " + " in path or "@" in path or path.startswith("/"):
        return None
    keys = message(path) or path.split(".")
    return keys[0] if len(keys) == 1 else None


def condition(written: str, message: Resolve, record: Resolve) -> Holds:
    """The condition as a function. Raises ``ValueError``."""
    found = _CONDITION.fullmatch(written)
    if not found:
        raise ValueError("ожидается «путь», «путь = значение» или «путь != значение»")
    if not found[2]:
        gets = [getter(path, message, record) for path in asked(written)]
        return lambda m, r: any(plain(get(m, r)) not in _NOTHING for get in gets)
    get = getter(found[1], message, record)
    values = [value.strip() for value in found[3].split("|")]
    others = [getter(value, message, record) for value in values if value.startswith("/")]
    words = frozenset().union(*(_WORDS.get(v, {v.casefold()}) for v in values if not v.startswith("/")))
    wanted = found[2] == "="

    def holds(m: Data, r: Data) -> bool:
        value = plain(get(m, r))
        same = value in words or (value != "" and any(value == plain(other(m, r)) for other in others))
        return same is wanted

    return holds


def asked(written: str) -> list[str]:
    """The paths of a condition."""
    found = _CONDITION.fullmatch(written)
    path = found[1] if found else written
    return [path] if found and found[2] else [one.strip() for one in path.split("|")]


# --- Files ---


@lru_cache(maxsize=1)
def bundled() -> Mapping[str, Helpdesk]:
    """The mappings that come with the package, by name; the one for plain tables is the last."""
    found = [load(path) for path in sorted(_FOLDER.glob("*.toml"))]
    return {helpdesk.name: helpdesk for helpdesk in sorted(found, key=lambda h: h.name == _FALLBACK)}


def named(name: str) -> Helpdesk:
    """A bundled mapping, or the one in the file ``name``. Raises ``ReplyLintError``."""
    if name in bundled():
        return bundled()[name]
    if name.endswith(".toml"):
        return load(Path(name))
    what = f"такой выгрузки нет; есть {', '.join(bundled())}; своё описание назовите файлом .toml"
    raise ReplyLintError(f"--from {name}", what)


def load(path: Path) -> Helpdesk:
    """Read one file. Raises ``ReplyLintError`` that names every wrong key."""
    try:
        data = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, RecursionError) as error:
        what = getattr(error, "strerror", None) or error
        raise ReplyLintError(str(path), f"описание выгрузки не читается: {what}") from None
    wrong = list(_wrong(data))
    if wrong:
        raise ReplyLintError(str(path), "; ".join(wrong))
    settings: dict[str, Any] = {key: tuple(value) if key in _LISTS else value for key, value in data.items()}
    settings["fields"] = {key: (v,) if isinstance(v, str) else tuple(v) for key, v in data["fields"].items()}
    return Helpdesk(path.stem, **settings)


def _wrong(data: Data) -> Iterable[str]:
    """What is wrong with a mapping, all of it."""
    known = (*_LISTS, "inner", "fields")
    for key, value in data.items():
        if key not in known:
            yield f"{key}: такого ключа нет; есть {', '.join(known)}"
        elif key in _LISTS and not _is_strings(value):
            yield f"{key}: ожидается список строк"
        elif key == "inner" and not isinstance(value, str):
            yield "inner: ожидается строка"
        elif key in ("detect", "skip", "reply"):
            for written in value:
                if not _CONDITION.fullmatch(written):
                    yield f"{key}: «{written}»: ожидается «путь», «путь = значение» или «путь != значение»"
    fields = data.get("fields")
    if not isinstance(fields, dict) or "text" not in fields:
        yield 'fields: ожидается таблица, и в ней text: где лежит текст ответа, например text = ["body"]'
        return
    for key, value in fields.items():
        if key not in (*FIELDS, "type"):
            yield f"fields.{key}: такого поля нет; есть {', '.join((*FIELDS, 'type'))}"
        elif not (isinstance(value, str) and value) and not _is_strings(value):
            yield f"fields.{key}: ожидается путь или список путей"


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
