"""A memo that forgets what was not asked for lately."""

from __future__ import annotations

from contextlib import suppress
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A mapping of ``size`` entries at most, in two generations.

    What is asked for moves to the younger. An entry too many takes the place of the older generation's last one: so
    where texts come round and round, and are more than are remembered, most are still known; to forget the first
    would be to forget what comes next. With no older one left, the younger grows old. Threads may share it: at worst
    something is looked up anew.
    """

    __slots__ = ("_old", "_size", "young")

    def __init__(self, size: int) -> None:
        self._size = size
        self.young: dict[K, V] = {}
        """The younger generation: to be asked first where a call too many counts."""
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        found = self.young.get(key)
        if found is None:
            found = self._old.pop(key, None)
            if found is not None:
                self.young[key] = found
        return found

    def __setitem__(self, key: K, value: V) -> None:
        if len(self) >= self._size:
            if not self._old:
                self._old, self.young = self.young, {}
            with suppress(KeyError):  # another thread took it
                self._old.popitem()
        self.young[key] = value

    def __len__(self) -> int:
        return len(self.young) + len(self._old)
