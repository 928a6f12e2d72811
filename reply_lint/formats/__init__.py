"""Output formats: a name, a render function, the pieces of text that it yields.

A format is imported when it is first used: the start of the command is a person waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import cast

from reply_lint.formats.context import Context
from reply_lint.model import Reply

__all__ = ["FORMATS", "Context", "Render", "render"]

Render = Callable[[Iterable[Reply], Context], Iterator[str]]


def _lazy(module: str, function: str = "render") -> Render:
    """The named function of a module of this package, imported when it is called."""

    def call(replies: Iterable[Reply], context: Context) -> Iterator[str]:
        real = cast(Render, getattr(import_module(f"{__name__}.{module}"), function))
        return real(map(_sound_name, replies), context)

    return call


def _sound_name(reply: Reply) -> Reply:
    """A file name may hold bytes that are no text (lone surrogates here); no output could be encoded with them."""
    sound = reply.name.encode("utf-8", "replace").decode("utf-8")
    return reply if sound == reply.name else replace(reply, name=sound)


FORMATS: Mapping[str, Render] = {
    "text": _lazy("text"),
    "concise": _lazy("concise"),
    "json": _lazy("jsonfmt"),
    "jsonl": _lazy("jsonfmt", "render_lines"),
    "sarif": _lazy("sarif"),
    "github": _lazy("github"),
    "gitlab": _lazy("gitlab"),
    "junit": _lazy("junit"),
}


def render(name: str, replies: Iterable[Reply], context: Context) -> Iterator[str]:
    """Yield the output of the format ``name`` piece by piece; ``KeyError`` when there is no such format."""
    return FORMATS[name](replies, context)
