"""Checks that phrases cannot say: one module a category, one function a check.

A check takes a Document and the card's ``params`` as keyword arguments and yields Matches::

    def long_sentence(doc: Document, *, words: int = 35) -> Iterator[Match]

A card names it ``module.function``. Installed packs have checks of their own in their ``checks`` module.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from reply_lint.model import Check


def get(name: str, package: str = "reply_lint") -> Check:
    """The check called ``module.function`` of ``package``, or else of reply-lint. Raises ``LookupError``."""
    module, _, function = name.rpartition(".")
    for place in dict.fromkeys((package or "reply_lint", "reply_lint")):
        try:
            found: Any = getattr(importlib.import_module(f"{place}.checks.{module}"), function)
        except (ImportError, AttributeError):
            continue
        return found  # type: ignore[no-any-return]
    raise LookupError(f"проверки «{name}» не существует")


def trouble(name: str, package: str, params: Mapping[str, object]) -> str | None:
    """What is wrong with a card's check and params, or None."""
    import inspect

    try:
        known = inspect.signature(get(name, package)).parameters
    except LookupError as error:
        return str(error)
    for param, value in params.items():
        if param not in known or known[param].kind is not inspect.Parameter.KEYWORD_ONLY:
            names = [n for n, p in known.items() if p.kind is inspect.Parameter.KEYWORD_ONLY]
            return f"неизвестный параметр «{param}»; у {name} есть: {', '.join(names) or 'только сама проверка'}"
        if type(value) is not type(known[param].default):
            return f"параметр «{param}» ожидается того же вида, что {known[param].default!r}"
    return None
