"""Checks that phrases cannot say: one module a category, one function a check.

A check takes a Document and the card's ``params`` as keyword arguments and yields Matches::

    def long_sentence(doc: Document, *, words: int = 35) -> Iterator[Match]

A check that looks for certain words names what it asks of a word in its module's ``ASKS``: the question is put once
for each spelling, and the check is run only on a Document that has such words, with their places::

    def _is_you(word: Word) -> bool
    def you(doc: Document, places: Sequence[int], *, most: int = 1) -> Iterator[Match]
    ASKS = {"you": lambda **params: _is_you}

Where the answer is no for whatever is no Russian word (numbers, marks, Latin), the module's ``OF_WORDS`` names the
check, and the question is not put.

A check that finds the same when it sees its sentence alone (no client, no neighbours) is named in its module's
``LOCAL``: what it finds is remembered with the sentence.

A card names a check ``module.function``. Installed packs have checks of their own in their ``checks`` module.
"""

from __future__ import annotations

import importlib
import runpy
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import BuiltinFunctionType, ModuleType
from typing import Any

from reply_lint.model import Check, Word


def get(name: str, package: str = "reply_lint") -> Check:
    """The check called ``module.function`` of ``package``, or else of reply-lint. Raises ``LookupError``."""
    check: Check = getattr(*_place(name, package))
    return check


def question(name: str, package: str, params: Mapping[str, Any]) -> Callable[[Word], bool] | None:
    """What the check asks of a word, or None when it wants to see every Document."""
    module, function = _place(name, package)
    asks = getattr(module, "ASKS", {}).get(function)
    return asks(**params) if asks else None


def asks_of_words(name: str, package: str) -> bool:
    """Is what the check asks true of Russian words alone?"""
    module, function = _place(name, package)
    return function in getattr(module, "OF_WORDS", ())


def is_local(name: str, package: str) -> bool:
    """Does the check look no further than a sentence? Then it is run once for each sentence's text."""
    module, function = _place(name, package)
    return function in getattr(module, "LOCAL", ())


def _place(name: str, package: str) -> tuple[ModuleType, str]:
    """The module and the function of a check. Raises ``LookupError``."""
    module, _, function = name.rpartition(".")
    for place in dict.fromkeys((package or "reply_lint", "reply_lint")):
        try:
            found = importlib.import_module(f"{place}.checks.{module}")
        except ImportError:
            continue
        if callable(getattr(found, function, None)):
            return found, function
    raise LookupError(f"проверки «{name}» не существует")


def _written(name: str, package: str) -> Check:
    """The check as its source has it: a compiled one does not tell its parameters."""
    module, function = _place(name, package)
    check: Check = getattr(module, function)
    if isinstance(check, BuiltinFunctionType):
        folder, _, stem = module.__name__.rpartition(".")
        source = Path(importlib.import_module(folder).__path__[0], f"{stem}.py")
        check = runpy.run_path(str(source), run_name=module.__name__)[function]
    return check


def trouble(name: str, package: str, params: Mapping[str, object]) -> str | None:
    """What is wrong with a card's check and params, or None."""
    import inspect

    try:
        known = dict(inspect.signature(_written(name, package)).parameters)
    except LookupError as error:
        return str(error)
    known = {param: one for param, one in known.items() if one.kind is inspect.Parameter.KEYWORD_ONLY}
    needed = [param for param, one in known.items() if one.default is inspect.Parameter.empty]
    for param in needed:
        if param not in params:
            return f"проверке {name} нужен параметр «{param}»; добавьте его в params"
    for param, value in params.items():
        if param not in known:
            return f"неизвестный параметр «{param}»; у {name} есть: {', '.join(known) or 'только сама проверка'}"
        if param not in needed and type(value) is not type(known[param].default):
            return f"параметр «{param}» ожидается того же вида, что {known[param].default!r}"
        if not all(isinstance(one, str) and one for one in _items(value)):
            return f"параметр «{param}»: ожидаются непустые строки"
    return None


def _items(value: object) -> Iterable[object]:
    """Keys and values of a table (these may be empty), items of a list."""
    if isinstance(value, dict):
        return (*value, *(one or "-" if isinstance(one, str) else one for one in value.values()))
    return value if isinstance(value, list) else ()
