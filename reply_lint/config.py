"""What the user wants: ``reply-lint.toml`` or ``[tool.reply-lint]`` of ``pyproject.toml``, nearest ancestor wins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from reply_lint.model import POINTS, SEVERITIES, Card, ReplyLintError, Severity

FILES = ("reply-lint.toml", ".reply-lint.toml", "pyproject.toml")


@dataclass(frozen=True)
class Config:
    """Every setting, with its default. ``origin`` says where each that is not a default came from."""

    select: tuple[str, ...] = ()
    """Categories and rules to run; empty = all."""
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """Category or rule → severity. A rule's own entry wins over its category's."""
    weight: Mapping[str, float] = field(default_factory=dict)
    """Category or rule → factor on the points of its findings (0 = reported, costs nothing)."""
    min_score: int = 70
    """A reply below it is to be revised."""
    block_below: int = 30
    """A reply below it must not go out; a critical finding blocks whatever the score."""
    words: tuple[str, ...] = ()
    """Glossary: product names and terms that the clients know."""
    rules: tuple[str, ...] = ()
    """Folders of further packs."""
    address: str = "any"
    """«Вы» or «вы»: ``capital``, ``small`` or ``any`` (only that it is the same throughout)."""
    audience: str = "general"
    """``technical``: the clients are specialists, the jargon rules for laymen are off."""
    own_contacts: tuple[str, ...] = ()
    """The company's phones, addresses and sites: never private data."""
    hook: Mapping[str, Any] = field(default_factory=dict)
    """What happens before a reply is sent: the keys of ``hook.Settings``."""
    origin: Mapping[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def load(cls, path: str | Path) -> Config:
        """Read one file. Raises ``ReplyLintError`` that names the file, the key and what was expected."""
        path = Path(path)
        table = _table(path)
        return cls() if table is None else _read(path, table)

    @classmethod
    def find(cls, start: str | Path) -> Config:
        """The configuration of the nearest folder at or above ``start`` that has one; else the defaults."""
        start = Path(start).absolute()
        for folder in (start, *start.parents):
            for name in FILES:
                path = folder / name
                if path.is_file():
                    table = _table(path)
                    if table is not None:
                        return _read(path, table)
        return cls()

    def enabled(self, cards: Iterable[Card], categories: Collection[str]) -> frozenset[str]:
        """Ids of the rules to run. Raises ``ReplyLintError`` on a name that is no rule and no category."""
        rules = [card.rule for card in cards]
        for key in ("select", "ignore", "severity", "weight"):
            for name in getattr(self, key):
                if name not in rules and name not in categories:
                    import difflib

                    near = difflib.get_close_matches(name, [*rules, *categories], 1)
                    hint = f"; возможно, «{near[0]}»" if near else "; весь список: reply-lint rules"
                    raise ReplyLintError(self.origin.get(key, key), f"{key}: правила или категории «{name}» нет{hint}")
        return frozenset(
            rule for rule in rules if (not self.select or _names(rule, self.select)) and not _names(rule, self.ignore)
        )

    def adjust(self, card: Card, category_weight: float) -> Card:
        """The card with the severity and the points that its category and this configuration give it."""
        severity = self.severity.get(card.rule, self.severity.get(card.category, card.severity))
        points = card.points if severity == card.severity else POINTS[severity]
        factor = category_weight * self.weight.get(card.rule, self.weight.get(card.category, 1.0))
        if severity == card.severity and factor == 1.0:
            return card
        return replace(card, severity=severity, points=points * factor)

    def set(self, origin: str, **values: Any) -> Config:
        """A copy with ``values``, said to come from ``origin``."""
        return replace(self, **values, origin={**self.origin, **dict.fromkeys(values, origin)})


def _names(rule: str, names: Collection[str]) -> bool:
    return rule in names or rule.split("/")[0] in names


def _table(path: Path) -> dict[str, Any] | None:
    import tomli

    try:
        table = tomli.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ReplyLintError(str(path), f"файл не открывается: {error.strerror}") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReplyLintError(str(path), f"не читается как TOML: {error}") from None
    if path.name == "pyproject.toml":
        tools = table.get("tool")
        found = tools.get("reply-lint") if isinstance(tools, dict) else None
        return found if isinstance(found, dict) else None
    return table


def _read(path: Path, table: Mapping[str, Any]) -> Config:
    known = [f.name.replace("_", "-") for f in fields(Config) if f.name != "origin"]
    values: dict[str, Any] = {}
    errors = []
    for key, value in table.items():
        name = key.replace("-", "_")
        if key.replace("_", "-") not in known:
            import difflib

            near = difflib.get_close_matches(key, known, 1)
            errors.append(
                f"{path}: {key}: неизвестный ключ"
                + (f"; возможно, {near[0]}" if near else f"; ожидается один из: {', '.join(known)}")
            )
            continue
        expected = _trouble(name, value)
        if expected:
            errors.append(f"{path}: {key}: ожидается {expected}")
        values[name] = tuple(value) if isinstance(value, list) else value
    if errors:
        raise ReplyLintError("", "\n".join(errors))
    if "rules" in values:
        values["rules"] = tuple(str(path.parent / folder) for folder in values["rules"])
    if "log" in values.get("hook", {}):
        values["hook"] = {**values["hook"], "log": str(path.parent / values["hook"]["log"])}
    return Config().set(str(path), **values)


_CHOICES = {"address": ("any", "capital", "small"), "audience": ("general", "technical")}
_HOOK: dict[str, Callable[[object], bool]] = {
    "stop": lambda value: value in ("block", "revise"),
    "override": lambda value: isinstance(value, bool),
    "log": lambda value: isinstance(value, str) and bool(value),
    "fail": lambda value: value in ("open", "closed"),
    "time-limit": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 60,
}


def _trouble(name: str, value: object) -> str | None:
    """What was expected for a setting, or None when the value is good."""
    if name in ("min_score", "block_below"):
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100
        return None if good else "целое число от 0 до 100"
    if name == "severity":
        good = isinstance(value, dict) and all(v in SEVERITIES for v in value.values())
        return None if good else f"таблица: категория или правило = одно из {', '.join(SEVERITIES)}"
    if name == "weight":
        good = isinstance(value, dict) and all(_is_weight(v) for v in value.values())
        return None if good else "таблица: категория или правило = число от 0 до 10"
    if name == "hook":
        good = isinstance(value, dict) and all(key in _HOOK and _HOOK[key](v) for key, v in value.items())
        return (
            None
            if good
            else (
                'таблица: stop = "block" или "revise", override = true или false, log = "файл", '
                'fail = "open" или "closed", time-limit = секунды (до 60)'
            )
        )
    if name in _CHOICES:
        return None if value in _CHOICES[name] else f"одно из: {', '.join(_CHOICES[name])}"
    good = isinstance(value, list) and all(isinstance(v, str) and v for v in value)
    return None if good else "список строк"


def _is_weight(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 10


TEMPLATE = """\
# Настройки reply-lint. Ближайший файл вверх по папкам и действует; что вышло: reply-lint --show-config

# Что проверять: категории и правила (весь список: reply-lint rules). Пусто — всё.
# select = ["negative-framing", "condescension", "typos"]
# ignore = ["form/missing-greeting"]

# С какой оценки ответ можно отправлять и ниже какой — нет совсем.
# min-score = 70
# block-below = 30

# Слова, которые ваши клиенты знают: названия продуктов, термины.
# words = ["Планёрка", "эквайринг"]

# «Вы» или «вы»: any — как угодно, но одинаково; capital — с заглавной; small — со строчной.
# address = "any"

# technical — клиенты сами специалисты, правила о жаргоне молчат.
# audience = "general"

# Телефоны, почта и сайты компании: это не личные данные.
# own-contacts = ["8 800 000-00-00", "help@example.ru"]

# Папки со своими карточками.
# rules = ["our-rules"]

# Важность (hint, warning, error, critical) и вес (0 — показать, но баллы оставить).
# [severity]
# jargon = "hint"
# [weight]
# bureaucratese = 0.5

# Проверка перед отправкой (reply-lint hook, reply-lint serve): с какой оценкой ответ остановить (block — только
# «отправлять нельзя», revise — и «доработать»), можно ли отправить остановленный, назвав причину, и в какой файл её
# записать, пропустить ли ответ, когда проверить его не вышло (open — да, closed — нет), и сколько секунд ждать.
# [hook]
# stop = "block"
# override = true
# log = "overrides.jsonl"
# fail = "open"
# time-limit = 2.0
"""
