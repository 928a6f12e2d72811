"""Where cards come from: the bundled folder, folders that the user names, installed packs.

A pack is a folder: ``<category>/<rule>.toml`` are cards, ``words/*.toml`` word classes, ``categories.toml``
describes categories, ``weights/*.tsv`` are tables for cards of the kind ``weights``. Adding a rule is adding one file.
"""

from __future__ import annotations

import gc
import hashlib
import json
import marshal
import math
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from reply_lint import ruleset, weights
from reply_lint.model import ReplyLintError

if TYPE_CHECKING:
    from reply_lint.card import Source

FORMAT = 24
"""Of the compiled form: raise it when phrase, card or ruleset change what they write."""
SUFFIX = ".cards"
"""Of a file with a compiled form."""
KEPT = 8
"""So many compiled forms stay in the user's cache."""
_MARSHAL = 4
"""The version of the form: Python 3.4 and all that came after read it."""
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CATEGORY = {"title": str, "summary": str, "weight": (int, float), "cap": (int, float), "tone": bool, "merge": bool}


_DEFAULTS = {"weight": 1.0, "merge": True}
Files = list[tuple["Pack", Path, bytes]]


@dataclass(frozen=True)
class Pack:
    name: str
    folder: Path
    module: str = ""
    """The package that the pack is part of: it may hold checks. A folder that the user names has none."""

    @property
    def trusted(self) -> bool:
        return bool(self.module)


def bundled() -> Pack:
    """The pack that comes with reply-lint: beside the package in a checkout, inside it in a wheel."""
    inside = Path(__file__).parent / "rules"
    return Pack("bundled", inside if inside.is_dir() else Path(__file__).parent.parent / "rules", "reply_lint")


def installed() -> list[Pack]:
    """Packs of other distributions: entry points of the group ``reply_lint.packs`` that name a package."""
    if not any(map(_mentions_packs, sys.path)):
        return []
    from importlib.metadata import entry_points

    packs = []
    for point in sorted(entry_points(group="reply_lint.packs"), key=lambda point: point.name):
        from importlib.util import find_spec

        spec = find_spec(point.value)
        if spec is None or not spec.submodule_search_locations:
            raise ReplyLintError(
                f"pack {point.name}", f"точка входа называет «{point.value}», а такого пакета с папкой rules не видно"
            )
        packs.append(Pack(point.name, Path(next(iter(spec.submodule_search_locations))) / "rules", point.value))
    return packs


def _mentions_packs(place: str) -> bool:
    """May a distribution at this place of ``sys.path`` bring a pack? (Importing importlib.metadata takes longer.)"""
    try:
        names = [name for name in os.listdir(place or ".") if name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return place.endswith((".zip", ".egg", ".whl")) and os.path.isfile(place)
    for name in names:
        try:
            with open(os.path.join(place, name, "entry_points.txt"), "rb") as file:
                if b"reply_lint.packs" in file.read():
                    return True
        except OSError:
            continue
    return False


def folder(path: str | os.PathLike[str]) -> Pack:
    """A pack that the user names. It can hold cards only: a folder never runs code."""
    if not Path(path).is_dir():
        raise ReplyLintError(str(path), "такой папки с правилами не видно; проверьте путь")
    return Pack(str(path), Path(path))


def load(packs: tuple[Pack, ...]) -> ruleset.Ruleset:
    """The rules of all ``packs`` together. Raises ``ReplyLintError`` with every error found, one a line."""
    files = [file for pack in packs for file in _files(pack)]
    key = _key(files)
    kept = _remembered(key, packs)
    if kept is None:
        made = dump(key, _compile(files))
        _remember(key, made)
        kept = _opened(key, made)
    assert kept is not None
    engine, pages = kept
    return ruleset.load(engine, lru_cache(maxsize=1)(lambda: json.loads(pages)))


def compiled(pack: Pack) -> bytes:
    """What ``load`` makes of the files of one pack and keeps."""
    files = _files(pack)
    return dump(_key(files), _compile(files))


def dump(key: str, blob: dict[str, Any]) -> bytes:
    """A line with the key and a checksum, what linting needs, and, as JSON, what the cards say to people who ask.

    The former is in Python's own form for compiled modules, which is read in half the time of JSON.
    """
    pages = {made["rule"]: {part: made.pop(part) for part in ("why", "source", "examples")} for made in blob["rules"]}
    engine = marshal.dumps(blob, _MARSHAL)
    asked = json.dumps(pages, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{key} {crc32(engine + asked)} {len(engine)}\n".encode() + engine + asked


def _opened(key: str, kept: bytes) -> tuple[Any, bytes] | None:
    """The two parts, if it is the whole of what ``dump`` made for ``key``."""
    head, _, body = kept.partition(b"\n")
    start, _, size = head.rpartition(b" ")
    if start != f"{key} {crc32(body)}".encode():
        return None
    # A collection of garbage in the midst of so many new lists would find none.
    working = gc.isenabled()
    gc.disable()
    try:
        return marshal.loads(body), body[int(size) :]
    except (ValueError, EOFError, TypeError):  # another Python's
        return None
    finally:
        if working:
            gc.enable()


def _files(pack: Pack) -> Files:
    return [
        (pack, path, _read(path)) for path in sorted((*pack.folder.rglob("*.toml"), *pack.folder.glob("weights/*.tsv")))
    ]


def _compile(files: Files) -> dict[str, Any]:
    import tomli

    from reply_lint.card import Source

    errors: list[str] = []
    sources: list[Source] = []
    categories: dict[str, Any] = {}
    classes: dict[str, tuple[str, ...]] = {}
    tables: dict[str, bytes] = {}
    for pack, path, data in files:
        if path.suffix == ".tsv":
            if path.stem in tables:
                errors.append(f"{path}: таблица weights/{path.name} уже есть; дайте файлу другое имя")
            tables[path.stem] = data
            continue
        try:
            table = tomli.loads(data.decode("utf-8-sig"))
        except (tomli.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            errors.append(f"{path}: не читается как TOML: {error}")
            continue
        parts = path.relative_to(pack.folder).with_suffix("").parts
        if parts == ("categories",):
            errors += _add_categories(path, table, categories)
        elif parts[0] == "words":
            errors += _add_classes(path, table, classes)
        elif len(parts) != 2 or not all(_NAME.fullmatch(part) for part in parts):
            errors.append(
                f"{path}: карточка лежит в файле категория/правило.toml, имена — строчные латинские буквы и дефис"
            )
        else:
            sources.append(Source("/".join(parts), str(path), table, pack.name, pack.module, pack.trusted))
    rules, phrases, wrong = _compile_cards(sources, classes)
    weighed, wrong_weights = weights.compile_tables(tables, rules)
    errors += wrong + wrong_weights
    for source in sources:
        category = source.rule.split("/")[0]
        if category not in categories:
            categories[category] = {**_DEFAULTS, "title": category, "summary": "", "cap": 30, "tone": True}
    if errors:
        raise ReplyLintError("", "\n".join(errors))
    return {"rules": rules, "categories": categories, **phrases, "weights": weighed}


def _compile_cards(
    sources: Sequence[Source], classes: dict[str, tuple[str, ...]]
) -> tuple[list[dict[str, Any]], dict[str, Any], list[str]]:
    from reply_lint.card import compile_card
    from reply_lint.phrase import Atoms, PhraseError, compile_phrase, tables

    atoms = Atoms(_lemmas_of, classes, _frequency)
    phrases: list[list[Any]] = []
    ids: dict[tuple[str, bool], list[int]] = {}
    errors: list[str] = []

    def compile_one(written: str, likely: bool) -> list[int]:
        key = (written, likely)
        if key not in ids:
            compiled = compile_phrase(written, atoms)
            ids[key] = list(range(len(phrases), len(phrases) + len(compiled)))
            phrases.extend([*c, likely] for c in compiled)
        return ids[key]

    for name in classes:
        try:
            atoms.word_class(name)
        except PhraseError as error:
            errors.append(f"words: {error}")
    rules = []
    seen: dict[str, str] = {}
    for source in sources:
        if source.rule in seen:
            errors.append(
                f"{source.path}: правило {source.rule} уже есть в {seen[source.rule]}; дайте файлу другое имя"
            )
            continue
        seen[source.rule] = source.path
        made, wrong = compile_card(source, compile_one)
        errors += wrong
        rules.append(made)
    return rules, tables(atoms, phrases), errors


def _lemmas_of(word: str) -> tuple[str, ...]:
    """Lemmas that a word of a phrase stands for: itself when it is one, else the lemmas of all its readings."""
    from reply_lint.text import normalize, readings_of

    word = normalize(word)
    if not re.search("[а-я]", word):
        return (word,)
    lemmas = tuple(dict.fromkeys(reading.lemma for reading in readings_of(word)))
    return (word,) if word in lemmas else lemmas


def _frequency(word: str) -> float:
    """About how often a lemma is met in 100,000 tokens: three times what its dictionary form alone is."""
    from reply_lint.spelling import frequency

    return float(3 * 10 ** (frequency.table().get(word) - 4))


def _add_categories(path: Path, table: dict[str, Any], categories: dict[str, Any]) -> list[str]:
    errors = []
    for name, fields in table.items():
        if not isinstance(fields, dict):
            errors.append(f"{path}: {name}: ожидается таблица")
            continue
        fields = {**_DEFAULTS, **fields}
        for key in fields.keys() | _CATEGORY.keys():
            if key not in _CATEGORY or not _is_of(fields.get(key), _CATEGORY[key]):
                errors.append(
                    f"{path}: {name}.{key}: ожидаются ключи title, summary, cap, tone и, по желанию, weight, merge"
                )
        categories[name] = fields
    return errors


def _is_of(value: object, kind: Any) -> bool:
    """Is it a value of that kind, and if it is a number, one that points can be counted with?"""
    if kind in (bool, str) or isinstance(value, bool):
        return type(value) is kind
    return isinstance(value, kind) and 0 <= value < math.inf


def _add_classes(path: Path, table: dict[str, Any], classes: dict[str, tuple[str, ...]]) -> list[str]:
    errors = []
    for name, words in table.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            errors.append(f"{path}: {name}: ожидается список фраз")
        elif name in classes:
            errors.append(f"{path}: {name}: такой класс слов уже есть; выберите другое имя")
        else:
            classes[name] = tuple(words)
    return errors


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReplyLintError(str(path), f"файл не открывается: {error.strerror}") from None


def _key(files: Files) -> str:
    import pymorphy3_dicts_ru

    digest = hashlib.sha256(f"{FORMAT} {pymorphy3_dicts_ru.__version__}".encode())
    for pack, path, data in files:
        place = path.as_posix().removeprefix(f"{pack.folder.as_posix()}/")  # relative_to takes ten times as long
        digest.update(f"\0{pack.module or pack.name}\0{place}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def _cache_file(key: str) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("reply-lint", appauthor=False) / f"{key}{SUFFIX}"


def _remembered(key: str, packs: tuple[Pack, ...]) -> tuple[Any, bytes] | None:
    """The compiled form, if one of this content lies in the wheel or in the user's cache."""
    # The place in the cache is named late: a wheel has its own, and platformdirs takes a while to import.
    places: list[Callable[[], Path]] = [lambda: _cache_file(key)]
    if len(packs) == 1:
        places.insert(0, lambda: packs[0].folder / f"compiled{SUFFIX}")
    for place in places:
        try:
            kept = _opened(key, place().read_bytes())
        except OSError:
            continue
        if kept:
            return kept
    return None


def _remember(key: str, kept: bytes) -> None:
    """Keep the compiled form for next time; a folder that can't be written is no trouble."""
    place = _cache_file(key)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(f".{os.getpid()}")
        half.write_bytes(kept)
        half.replace(place)
        # Whoever writes cards makes a new form with each edit: let go of the old ones.
        for old in sorted(place.parent.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError:
        pass
