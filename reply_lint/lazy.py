"""Regular expressions that are compiled when first used: a person waits for the start, and most texts ask for few."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a pattern; its attributes come from the compiled one and stay."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        for method in ("finditer", "fullmatch", "match", "search", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(source: str, flags: re.RegexFlag | int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, later."""
    return cast("re.Pattern[str]", _Lazy(source, int(flags)))
