"""Hints to mypyc, which compiles the engine; to plain Python they say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_extensions import mypyc_attr
else:

    def mypyc_attr(**hints: Any) -> Any:
        """``acyclic=True``: instances are part of no cycle, so the collector of garbage need not visit them."""
        return lambda made: made


__all__ = ["mypyc_attr"]
