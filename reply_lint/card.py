"""TOML card → compiled rule (lists, strings and numbers only, so that it can be kept as JSON).

Strict: an unknown key, two matchers, no examples, a bad mark or an unknown field in ``message`` is an error
that names the file and the key and says what was expected; all errors of a pack come at once.
"""

from __future__ import annotations

import re
import string
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reply_lint import marks
from reply_lint.model import POINTS, SEVERITIES
from reply_lint.phrase import near
from reply_lint.regex_tree import needs, reach
from reply_lint.regexes import flags

KINDS = ("phrases", "regex", "missing", "check", "pile", "weights")
WITHIN = ("clause", "sentence", "nearby", "reply")
LOOKS_INTO = ("mail", "url", "email", "code", "html", "quote", "markup")
GUARDS = ("except", "near", "unless_near", "when_client", "unless_client")
_CARD = {
    "title": str, "severity": str, "message": str, "suggestion": str, "why": str, "source": str, "points": (int, float),
    "safe": bool, "client_may_use": bool, "unless_technical": bool, "looks_into": list, "most": int,
    "match": dict, "examples": dict,
}  # fmt: skip
_REQUIRED = ("title", "severity", "message", "why", "match", "examples")
_MATCH = {*KINDS, *GUARDS, "params", "replace", "likely", "case", "least", "backed_by"}
_FIELDS = {"text", "fix", "lemma"}
_NAMES = {str: "строка", list: "список", dict: "таблица", bool: "true или false", int: "целое число"}

CompilePhrase = Callable[[str, bool], list[int]]
"""A phrase and whether only likely readings count → ids (a group may make several). Raises ``PhraseError``."""


@dataclass
class Source:
    """A card's file as it was read."""

    rule: str
    path: str
    data: Mapping[str, Any]
    pack: str
    module: str
    """The package whose ``checks`` the card may name; empty for a folder."""
    trusted: bool
    """Bundled and installed packs are code already; a folder's regexes run with a time limit."""


@dataclass
class _Reader:
    """Reads one card and collects what is wrong with it."""

    source: Source
    phrase: CompilePhrase
    errors: list[str] = field(default_factory=list)

    def wrong(self, key: str, expected: str) -> None:
        self.errors.append(f"{self.source.path}: {key}: {expected}")

    def strings(self, key: str, value: object) -> list[str]:
        """A string or a list of strings."""
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not listed or not all(isinstance(v, str) and v.strip() for v in listed):
            self.wrong(key, "ожидается список непустых строк")
            return []
        return listed

    def phrases(self, key: str, value: object, likely: bool = False) -> list[int]:
        ids: list[int] = []
        for written in self.strings(key, value):
            try:
                ids += self.phrase(written, likely)
            except ValueError as error:
                self.wrong(key, f"«{written}»: {error}")
        return ids

    def regexes(self, key: str, value: object, case: bool, better: str = "") -> list[list[Any]]:
        """Patterns, each with what a text needs to match it, and how far it reads.

        ``better`` is what their matches are replaced by.
        """
        made = []
        for pattern in self.strings(key, value):
            trouble = _unreadable(pattern, case, self.source.trusted, better)
            if trouble:
                self.wrong(key, f"«{pattern}» не читается как регулярное выражение: {trouble}")
            else:
                made.append([pattern, needs(pattern, case), reach(pattern, case, self.source.trusted)])
        return made

    def guard(self, role: str, value: object) -> dict[str, Any]:
        made: dict[str, Any] = {"role": role, "phrases": [], "regex": [], "within": "sentence"}
        key = f"match.{role}"
        if not isinstance(value, dict):
            made["phrases"] = self.phrases(key, value)
            return made
        for name, part in value.items():
            if name == "phrases":
                made["phrases"] = self.phrases(f"{key}.phrases", part)
            elif name == "regex":
                made["regex"] = self.regexes(f"{key}.regex", part, False)
            elif name == "within" and role in ("near", "unless_near"):
                made["within"] = part
                if part not in WITHIN:
                    self.wrong(f"{key}.within", f"ожидается одно из: {', '.join(WITHIN)}")
            else:
                self.wrong(f"{key}.{name}", "неизвестный ключ; ожидается phrases, regex или within")
        return made


def _unreadable(pattern: str, case: bool, trusted: bool, better: str) -> str | None:
    """What is wrong with a regular expression or with what replaces its matches; None: nothing."""
    engines: list[Any] = [re]
    if not trusted:
        import regex

        engines.append(regex)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of a set in a set: it will mean something else one day
        for engine in engines:
            try:
                engine.compile(pattern, flags(case)).sub(better, "")
            except (engine.error, Warning, IndexError, OverflowError, RecursionError) as error:
                return str(error) or type(error).__name__
    return None


def compile_card(source: Source, phrase: CompilePhrase) -> tuple[dict[str, Any], list[str]]:
    """The compiled rule and the list of errors (empty when the card is good)."""
    reader = _Reader(source, phrase)
    data = source.data
    for key, value in data.items():
        if key not in _CARD:
            reader.wrong(key, f"неизвестный ключ{near(key, _CARD)}; ожидается один из: {', '.join(_CARD)}")
        elif not isinstance(value, _CARD[key]) or (isinstance(value, bool) and _CARD[key] is not bool):  # type: ignore[arg-type]
            expected = _CARD[key]
            reader.wrong(key, f"ожидается {_NAMES[expected] if isinstance(expected, type) else 'число'}")
    for key in _REQUIRED:
        if key not in data:
            reader.wrong(key, "добавьте этот ключ")
    if reader.errors:
        return {}, reader.errors
    made: dict[str, Any] = {
        "rule": source.rule,
        "category": source.rule.split("/")[0],
        "pack": source.pack,
        "module": source.module,
        "trusted": source.trusted,
        "suggestion": None,
        "source": "",
        "points": POINTS.get(data["severity"], 0.0),
        "safe": False,
        "client_may_use": False,
        "unless_technical": False,
        "looks_into": [],
        "most": 0,
        **{key: value for key, value in data.items() if key not in ("match", "examples")},
    }
    _check_values(reader, made)
    _compile_match(reader, data["match"], made)
    made["examples"] = _examples(reader, data["examples"])
    _check_message(reader, made)
    return made, reader.errors


def _check_values(reader: _Reader, made: dict[str, Any]) -> None:
    if made["severity"] not in SEVERITIES:
        reader.wrong("severity", f"ожидается одно из: {', '.join(SEVERITIES)}")
    if not 0 <= made["points"] <= 100:
        reader.wrong("points", "ожидается число от 0 до 100")
    for kind in made["looks_into"]:
        if kind not in LOOKS_INTO:
            reader.wrong("looks_into", f"вместо «{kind}» ожидается одно из: {', '.join(LOOKS_INTO)}")
    for key in ("title", "message", "why"):
        if not made[key].strip():
            reader.wrong(key, "заполните текст")


def _compile_match(reader: _Reader, match: Mapping[str, Any], made: dict[str, Any]) -> None:
    for key in match:
        if key not in _MATCH:
            reader.wrong(
                f"match.{key}", f"неизвестный ключ{near(key, _MATCH)}; ожидается один из: {', '.join(sorted(_MATCH))}"
            )
    replace = match.get("replace")
    kinds = [kind for kind in KINDS if kind in match]
    if isinstance(replace, dict) and not kinds:
        kinds = ["phrases"]
    if len(kinds) != 1:
        reader.wrong("match", f"ожидается ровно один ключ из: {', '.join(KINDS)}; сейчас их {len(kinds)}")
        return
    made["kind"] = kind = kinds[0]
    likely = match.get("likely", False)
    if not isinstance(likely, bool):
        reader.wrong("match.likely", "ожидается true или false")
    made["phrases"], made["regex"], made["check"], made["params"] = [], [], None, {}
    made["pile"], made["least"] = "", 0
    for key in ("weights", "backed_by"):
        made[key] = match.get(key, "")
        if not isinstance(made[key], str) or (key in match and not made[key]):
            reader.wrong(f"match.{key}", "ожидается имя таблицы из папки weights, без .tsv")
            made[key] = ""
    if made["backed_by"] and kind != "phrases":
        reader.wrong("match.backed_by", "бывает только у карточек с phrases")
    if kind in ("phrases", "missing"):
        _compile_phrases(reader, match, made, kind, bool(likely))
    elif kind == "regex":
        made["case"] = match.get("case") is True
        better = (*reader.strings("match.replace", replace), None)[0] if replace is not None else None
        patterns = reader.regexes("match.regex", match["regex"], made["case"], better or "")
        made["regex"] = [[*pattern, better] for pattern in patterns]
    elif kind == "check":
        _compile_check(reader, match, made)
    elif kind == "pile":
        made["pile"], made["least"] = match["pile"], match.get("least", 2)
        if not isinstance(made["pile"], str) or not made["pile"] or type(made["least"]) is not int or made["least"] < 1:
            reader.wrong("match.pile", "ожидается категория, а в least — сколько замечаний собирать, целое число от 1")
    made["guards"] = [
        reader.guard(role, value)
        for role in GUARDS
        if role in match
        for value in (match[role] if _is_tables(match[role]) else [match[role]])
    ]


def _is_tables(value: object) -> bool:
    """A list of tables: several guards of one kind, each with its own range."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _compile_phrases(reader: _Reader, match: Mapping[str, Any], made: dict[str, Any], kind: str, likely: bool) -> None:
    replace = match.get("replace")
    if kind in match:
        common = reader.strings("match.replace", replace) if isinstance(replace, (str, list)) else []
        made["phrases"] = [[p, common] for p in reader.phrases(f"match.{kind}", match[kind], likely)]
    if isinstance(replace, dict):
        for written, better in replace.items():
            ways = [] if better == "" else reader.strings(f"match.replace.{written}", better)
            made["phrases"] += [[p, ways] for p in reader.phrases("match.replace", written, likely)]
    elif replace is not None and kind == "missing":
        reader.wrong("match.replace", "замену указывают для найденных слов, а missing ищет отсутствие")


def _compile_check(reader: _Reader, match: Mapping[str, Any], made: dict[str, Any]) -> None:
    name = match["check"]
    if not isinstance(name, str) or not re.fullmatch(r"[a-z_]+\.[a-z_]+", name):
        reader.wrong("match.check", "ожидается имя проверки, например clarity.long_sentence")
        return
    params = match.get("params", {})
    if not isinstance(params, dict):
        reader.wrong("match.params", "ожидается таблица")
        return
    from reply_lint import checks

    wrong = checks.trouble(name, reader.source.module, params)
    if wrong:
        reader.wrong("match.check", wrong)
    made["check"], made["params"] = name, params


def _examples(reader: _Reader, examples: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    made: dict[str, list[dict[str, str]]] = {"bad": [], "good": []}
    for key, value in examples.items():
        if key not in made:
            reader.wrong(f"examples.{key}", "неизвестный ключ; ожидается bad или good")
            continue
        for example in value if isinstance(value, list) else [value]:
            entry = {"reply": example} if isinstance(example, str) else example
            if (
                not isinstance(entry, dict)
                or not {"reply"} <= entry.keys() <= {"reply", "client"}
                or not all(isinstance(part, str) for part in entry.values())
            ):
                reader.wrong(f"examples.{key}", "ожидается строка или { reply = …, client = … }")
                continue
            made[key].append(dict(entry))
            try:
                marked = marks.parse(entry["reply"])
            except ValueError as error:
                reader.wrong(f"examples.{key}", f"«{entry['reply']}»: {error}")
                continue
            if bool(marked.spans) != (key == "bad"):
                what = (
                    "— отметьте место: [[место]] или [[место => замена]]" if key == "bad" else "— уберите отметки [[…]]"
                )
                reader.wrong(f"examples.{key}", f"«{entry['reply']}» {what}")
    for key, entries in made.items():
        if not entries:
            reader.wrong(f"examples.{key}", "добавьте хотя бы один пример")
    return made


def _check_message(reader: _Reader, made: dict[str, Any]) -> None:
    for key in ("message", "suggestion"):
        try:
            parts = list(string.Formatter().parse(made[key] or ""))
        except ValueError as error:
            reader.wrong(key, f"проверьте фигурные скобки: {error}")
            continue
        if any(spec or conversion for _, _, spec, conversion in parts):
            reader.wrong(key, "проверьте фигурные скобки: в них стоит одно имя поля, например {text}")
        fields = {name for _, name, _, _ in parts if name is not None}
        kind = made.get("kind")
        unknown = set() if kind == "check" else fields - _FIELDS - ({"reasons"} if kind == "weights" else set())
        if unknown:
            reader.wrong(key, f"неизвестное поле {{{sorted(unknown)[0]}}}; есть поля: {', '.join(sorted(_FIELDS))}")
